"""Files in the form of an act: taken in by their content, kept encrypted, named to the act by their hash."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from onevisit.law.refusal import Refusal
from onevisit.records import files
from onevisit.records.page_language import in_page_language

LONGEST_NAME = 120


class SeveralFiles(forms.ClearableFileInput):
    """A choice of files that takes more than one; a telephone offers its camera beside its pictures."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Files, each checked and stored; ``cleaned_data`` has what an act needs of them."""

    widget = SeveralFiles

    def __init__(self, *, most: int = 10, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> list[dict[str, Any]]:
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if not sent:
            super().clean(None, initial)
            return []
        if len(sent) > self.most:
            raise forms.ValidationError(_("一次最多放 %(most)s 个文件，请分次上传。") % {"most": self.most})
        return [self._stored(one) for one in sent]

    def prepared(self, sent: UploadedFile[Any]) -> files.Readable:
        """What is kept of a file that was sent: the file itself."""
        return sent

    def _stored(self, sent: UploadedFile[Any]) -> dict[str, Any]:
        try:
            stored = files.store(self.prepared(sent))
        except Refusal as refusal:
            raise forms.ValidationError(in_page_language(refusal.message)) from refusal
        return {
            "sha256": stored.sha256,
            "name": (sent.name or "scan")[-LONGEST_NAME:],
            "size": stored.size,
            "content_type": stored.content_type,
        }
