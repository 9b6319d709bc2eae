"""The local safety commissions, who is competent for what, what they hear and their yearly reports."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class LocalBody(models.Model):
    """A commission of an arrondissement, of a commune or of several; those of the department are statutory."""

    class Kind(models.TextChoices):
        ARRONDISSEMENT = "arrondissement", "Commission d'arrondissement"
        COMMUNAL = "communal", "Commission communale"
        INTERCOMMUNAL = "intercommunal", "Commission intercommunale"

    commission = models.OneToOneField(
        "directorate.Commission",
        models.PROTECT,
        primary_key=True,
        related_name="local_safety",
        verbose_name="commission",
    )  # fmt: skip
    kind = models.CharField("sorte", max_length=14, choices=Kind.choices)
    arrondissement = models.ForeignKey(
        "directorate.Arrondissement", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="arrondissement",
    )  # fmt: skip
    communes = models.ManyToManyField("directorate.Commune", related_name="+", verbose_name="communes", blank=True)
    order_number = models.CharField("arrêté de création n°", max_length=40, blank=True)
    created_on = models.DateField("créée le")

    class Meta:
        verbose_name = "commission locale de sécurité"
        verbose_name_plural = "commissions locales de sécurité"
        ordering = ["kind", "commission__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="arrondissement", arrondissement__isnull=False)
                | ~Q(kind="arrondissement") & Q(arrondissement__isnull=True),
                name="local_body_of_an_arrondissement",
            )
        ]

    def __str__(self):
        return self.commission.name


class CompetenceRule(models.Model):
    """Which commission hears what, set by an order, for a time. The first rule that fits decides."""

    rank = models.PositiveSmallIntegerField("ordre")
    commission = models.ForeignKey(
        "directorate.Commission", models.PROTECT, related_name="competences", verbose_name="commission"
    )
    commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    arrondissement = models.ForeignKey(
        "directorate.Arrondissement", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="arrondissement",
    )  # fmt: skip
    types = ArrayField(models.CharField(max_length=4), default=list, blank=True, verbose_name="types")
    categories = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name="catégories")
    sleeping = models.BooleanField("locaux à sommeil", null=True, blank=True)
    source = models.CharField("arrêté", max_length=160)
    valid_from = models.DateField("à partir du")
    valid_to = models.DateField("jusqu'au (exclu)", null=True, blank=True)

    class Meta:
        verbose_name = "règle de compétence"
        verbose_name_plural = "règles de compétence"
        ordering = ["rank", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="competence_rule_in_order",
                violation_error_message="La fin de la règle suit son début.",
            ),
            models.CheckConstraint(
                condition=Q(commune__isnull=True) | Q(arrondissement__isnull=True),
                name="competence_rule_one_territory",
                violation_error_message="Une commune ou un arrondissement, pas les deux.",
            ),
        ]

    def __str__(self):
        return f"{self.commission}, règle {self.rank}"


class HeardMatter(models.Model):
    """What a matter of the agenda is about: an establishment, a visit, a file, a study, by the key of its owner."""

    class Kind(models.TextChoices):
        ESTABLISHMENT = "establishment", "Établissement"
        VISIT = "visit", "Visite"
        FILE = "file", "Dossier"
        STUDY = "study", "Étude de sécurité publique"
        OTHER = "other", "Autre affaire"

    item = models.OneToOneField(
        "directorate.AgendaItem", models.CASCADE, primary_key=True, related_name="safety_matter", verbose_name="point"
    )
    kind = models.CharField("sorte", max_length=14, choices=Kind.choices)
    key = models.CharField("référence", max_length=40)
    put_at = models.DateTimeField("inscrite le")

    class Meta:
        verbose_name = "affaire de sécurité"
        verbose_name_plural = "affaires de sécurité"
        ordering = ["item"]
        indexes = [models.Index(fields=["kind", "key"], name="heard_matter_of")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.key}"


class YearlyReport(models.Model):
    """A report that a text asks each year: of a local president (art. 44), of the accessibility sub-commission."""

    class Kind(models.TextChoices):
        PRESIDENT = "president", "Rapport du président à la sous-commission"
        COUNCIL = "council", "Rapport au conseil départemental des personnes handicapées"

    commission = models.ForeignKey(
        "directorate.Commission", models.PROTECT, related_name="yearly_reports", verbose_name="commission"
    )
    kind = models.CharField("sorte", max_length=10, choices=Kind.choices)
    year = models.PositiveSmallIntegerField("année")
    done_on = models.DateField("reçu ou transmis le")
    summary = models.TextField("teneur", max_length=4000, blank=True)
    document = models.ForeignKey(
        "civil_protection.ProtectedDocument", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="document",
    )  # fmt: skip

    class Meta:
        verbose_name = "rapport annuel"
        verbose_name_plural = "rapports annuels"
        ordering = ["-year", "commission__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["commission", "kind", "year"],
                name="yearly_report_once",
                violation_error_message="Le rapport de cette année est déjà enregistré.",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.year}"
