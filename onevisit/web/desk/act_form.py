"""What every form of an act has: the case, the worker, and the inputs it becomes."""

from __future__ import annotations

from typing import Any

from django import forms

from onevisit.cases.models import Case
from onevisit.organization.workers import Worker


class ConditionalTextField(forms.CharField):
    """A text that another answer asks for or not: never called optional."""

    conditional = True


class ActForm(forms.Form):
    """A form of one act. Without fields the act needs no more than the decision to do it."""

    def __init__(self, *args: Any, case: Case, worker: Worker, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.worker = worker
        self.arrange()

    def arrange(self) -> None:
        """Adds the fields that depend on the case."""

    def inputs(self) -> dict[str, Any]:
        """The inputs of the act."""
        return {}
