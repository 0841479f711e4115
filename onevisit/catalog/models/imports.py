"""Files of the whole catalogue that keepers sent: how far each import has come, and what was wrong."""

from __future__ import annotations

from django.db import models

from onevisit.organization.models import Staff


class CatalogueImport(models.Model):
    """One file and what became of it. ``content`` is emptied when the import has ended.

    ``done`` of ``total`` items were looked at. ``faults`` holds what was wrong, each with its place in the
    file; with any of them nothing was taken in.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "等待处理"
        RUNNING = "running", "正在核对"
        DONE = "done", "已导入"
        FAULTY = "faulty", "有错误，没有导入"
        BROKEN = "broken", "处理时出错，没有导入"

    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    content = models.BinaryField(null=True)
    size = models.PositiveIntegerField(help_text="bytes of the file")
    reason = models.CharField(max_length=500)
    basis = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-id"], name="catalogue_import_newest")]

    def __str__(self) -> str:
        return f"import {self.pk}: {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in {self.State.WAITING, self.State.RUNNING}
