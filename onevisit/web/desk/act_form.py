"""What every form of an act has: the case, the worker, and the inputs it becomes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onevisit.cases.models import Case
from onevisit.organization.workers import Worker

MISSING = (
    (forms.BooleanField, _("请核对后勾选。")),
    (forms.ChoiceField, _("请选择一项。")),
)
"""What is said at a field where `请填写` would be the wrong verb."""


class ConditionalTextField(forms.CharField):
    """A text that another answer asks for: shown with it (``when`` as `data-when`), never called optional."""

    conditional = True

    def __init__(self, *, when: str, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.when = when


class ActForm(forms.Form):
    """A form of one act; ``worker`` is None where the applicant himself acts.

    Without fields the act needs no more than the decision to do it.
    The first field has the focus; what is missing is said by the page, not by the browser's own bubble.
    ``template`` is shown above the fields; ``signer`` signs where it is not the worker.
    """

    use_required_attribute = False
    template = ""
    signer = ""
    needs_signature = True

    def __init__(self, *args: Any, case: Case, worker: Worker | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.worker = worker
        self.arrange()
        for field in self.fields.values():
            for kind, words in MISSING:
                if isinstance(field, kind):
                    field.error_messages["required"] = words
        if not self.is_bound and self.visible_fields():
            self.visible_fields()[0].field.widget.attrs["autofocus"] = True

    def arrange(self) -> None:
        """Adds the fields that depend on the case."""

    def inputs(self) -> dict[str, Any]:
        """The inputs of the act."""
        return {}
