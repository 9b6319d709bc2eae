"""The texts of law that acts cite, each with its dated versions."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import Q

from directorate.legal_texts.citations import CODE, DECREE, LAW, ORDER, label_of
from directorate.parameters.models import DateRange, Parameter


class OneRow(models.Func):
    """A key as a range of one value, so that exclusion works without the btree_gist extension."""

    template = "int8range(%(expressions)s, %(expressions)s, '[]')"
    output_field = models.Field()


class LegalText(models.Model):
    """An article of a code, or a law, a decree, an order, whole or by article. `label` is how the house cites it."""

    class Kind(models.TextChoices):
        CODE = CODE, "Code"
        LAW = LAW, "Loi ou ordonnance"
        DECREE = DECREE, "Décret"
        ORDER = ORDER, "Arrêté"

    kind = models.CharField("nature", max_length=10, choices=Kind.choices)
    code = models.CharField("code", max_length=60, blank=True)
    number = models.CharField("numéro", max_length=20, blank=True)
    dated_on = models.DateField("en date du", null=True, blank=True)
    article = models.CharField("article", max_length=40, blank=True)
    title = models.CharField("objet", max_length=200)
    label = models.CharField("texte", max_length=160, unique=True)
    # The articles of a code in their order: L2-1, L2-2, L10.
    rank = models.CharField(max_length=160, editable=False)

    class Meta:
        verbose_name = "texte"
        ordering = ["rank", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=CODE) & ~Q(code="") & ~Q(article="")
                | ~Q(kind=CODE) & Q(code="") & (~Q(number="") | Q(dated_on__isnull=False)),
                name="legal_text_is_named",
                violation_error_message="Un article nomme son code ; un autre texte a un numéro ou une date.",
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def written(self) -> str:
        return label_of(self.kind, self.code, self.number, self.dated_on, self.article)


class LegalTextVersion(models.Model):
    """One wording of a text, in force from `valid_from` (included) to `valid_to` (excluded)."""

    Confidence = Parameter.Confidence

    text = models.ForeignKey(LegalText, models.PROTECT, related_name="versions")
    valid_from = models.DateField("en vigueur le")
    valid_to = models.DateField("jusqu'au (exclu)", null=True, blank=True)
    words = models.TextField("texte ou résumé")
    note = models.TextField("note", blank=True)
    source = models.CharField("source", max_length=300)
    confidence = models.CharField("confiance", max_length=10, choices=Confidence.choices)
    # What took its place when the text ended with this version.
    replaced_by = models.ForeignKey(LegalText, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField("motif", blank=True)
    changed_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "version d'un texte"
        verbose_name_plural = "versions des textes"
        ordering = ["text", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
                name="legal_text_version_in_order",
                violation_error_message="La fin de vigueur doit suivre le début.",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | Q(valid_to__isnull=False),
                name="legal_text_replaced_at_its_end",
                violation_error_message="Seul un texte qui prend fin est remplacé.",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=models.F("text")),
                name="legal_text_not_replaced_by_itself",
                violation_error_message="Un texte ne se remplace pas lui-même.",
            ),
            ExclusionConstraint(
                name="legal_text_one_version_a_day",
                expressions=[(OneRow("text"), "&&"), (DateRange("valid_from", "valid_to"), "&&")],
                violation_error_message="Une autre version est déjà en vigueur à ces dates.",
            ),
        ]

    def __str__(self):
        return f"{self.text} depuis le {self.valid_from:%d/%m/%Y}"

    def covers(self, on) -> bool:
        return self.valid_from <= on and (self.valid_to is None or self.valid_to > on)
