"""The register of laws on which items rest: texts, the words of articles, and what became of them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from onevisit.law.legal_basis import LONGEST_NAME, LawChangeKind, RegisteredLaw, plain_name
from onevisit.organization.models import Staff


class LawText(models.Model):
    """One text of a law, in force from ``begins`` to ``ends``, both included; no ``ends`` while it holds.

    ``key`` is the name by which citations find it (``law.legal_basis.plain_name``). A law published anew
    under the same name is another text with another number.
    """

    name = models.CharField(max_length=LONGEST_NAME)
    key = models.CharField(max_length=LONGEST_NAME)
    number = models.CharField(max_length=80, blank=True, help_text="of the document: 国务院令第722号")
    issuer = models.CharField(max_length=120)
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)
    url = models.URLField(max_length=300, blank=True, help_text="where the issuer publishes it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="law_text_named_once"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("begins")), name="law_text_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"《{self.name}》{self.number}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Keeps the key with the name."""
        self.key = plain_name(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def registered(self) -> RegisteredLaw:
        """The text as the rules see it."""
        return RegisteredLaw(self.name, self.number, self.begins, self.ends)


class LawArticle(models.Model):
    """The words of one article, as published. ``article`` is its figure: 35, 35-1."""

    law = models.ForeignKey(LawText, on_delete=models.PROTECT, related_name="articles")
    article = models.CharField(max_length=8)
    words = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["law", "article"], name="law_article_once")]

    def __str__(self) -> str:
        return f"{self.law_id} {self.article}"


class LawChange(models.Model):
    """A law was amended or repealed from a day on; without ``articles`` the whole of it (JH-29).

    From ``recorded_at`` every item that cites what changed is to be reviewed.
    """

    law = models.ForeignKey(LawText, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.label) for kind in LawChangeKind])
    articles = ArrayField(models.CharField(max_length=8), default=list)
    touched = ArrayField(
        models.CharField(max_length=100), help_text="by which keys the items are found that it touches"
    )
    effective_on = models.DateField(help_text="the first day on which the change holds")
    note = models.CharField(max_length=500, help_text="by which document, and what changed, in Chinese")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["law", "-id"], name="law_change_of_law")]

    def __str__(self) -> str:
        return f"{self.law_id} {self.kind} {self.effective_on}"
