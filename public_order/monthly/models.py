"""The monthly note: its versions frozen with their figures, its comments, who received it; the exceptional months."""

from django.db import models
from django.db.models import Q

from public_order.statistics.models import PeriodKind, TerritoryKind, period_words


class ExceptionalMonth(models.Model):
    """A month which no control chart learns from (STA-07): riots, lockdown."""

    month = models.DateField("mois", unique=True, error_messages={"unique": "Ce mois est déjà marqué."})
    reason = models.CharField("motif", max_length=200)
    recorded_at = models.DateTimeField("enregistré le", null=True, blank=True)
    recorded_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="par"
    )

    class Meta:
        verbose_name = "mois exceptionnel"
        verbose_name_plural = "mois exceptionnels"
        ordering = ["-month"]

    def __str__(self):
        return f"{period_words(PeriodKind.MONTH, self.month)} : {self.reason}"


class MonthlyReport(models.Model):
    """The note of a month for a perimeter; what it says is in its versions."""

    period = models.DateField("mois")
    territory_kind = models.CharField("périmètre", max_length=3, choices=TerritoryKind.choices)
    territory = models.CharField("territoire", max_length=12)
    name = models.CharField("nom du périmètre", max_length=80)
    opened_at = models.DateTimeField("ouverte le")
    opened_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "note mensuelle"
        verbose_name_plural = "notes mensuelles"
        ordering = ["-period", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "territory_kind", "territory"],
                name="monthly_report_once",
                violation_error_message="La note de ce mois existe déjà pour ce périmètre.",
            )
        ]

    def __str__(self):
        return f"Note mensuelle, {period_words(PeriodKind.MONTH, self.period)}, {self.name}"

    @property
    def month_words(self) -> str:
        return period_words(PeriodKind.MONTH, self.period)


class ReportVersion(models.Model):
    """One version of a note. Its figures are frozen when it is submitted; a correction opens the next one."""

    class State(models.TextChoices):
        DRAFT = "draft", "En rédaction"
        TO_VALIDATE = "to_validate", "À valider par le chef de bureau"
        VALIDATED = "validated", "Validée, au visa du cabinet"
        APPROVED = "approved", "Visée, à envoyer"
        SENT = "sent", "Envoyée"
        CORRECTED = "corrected", "Remplacée par une version corrigée"

    report = models.ForeignKey(MonthlyReport, models.CASCADE, related_name="versions", verbose_name="note")
    number = models.PositiveSmallIntegerField("version")
    state = models.CharField("état", max_length=12, choices=State.choices, default=State.DRAFT)
    reason = models.CharField("motif de la correction", max_length=500, blank=True)
    # The figures and the sentences as they were submitted, as plain JSON, and their digest: same input, same note.
    snapshot = models.JSONField("figé", null=True, blank=True)
    content_hash = models.CharField("empreinte", max_length=64, blank=True)
    # The figures that differ from those of the version before.
    changes = models.JSONField("chiffres corrigés", default=list, blank=True)
    returned = models.CharField("renvoyée à l'analyste", max_length=500, blank=True)
    explanation = models.CharField("explication des contrôles", max_length=1000, blank=True)
    created_at = models.DateTimeField("ouverte le")
    created_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")
    submitted_at = models.DateTimeField("soumise le", null=True, blank=True)
    submitted_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    validated_at = models.DateTimeField("validée le", null=True, blank=True)
    validated_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField("visée le", null=True, blank=True)
    approved_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField("envoyée le", null=True, blank=True)
    letter = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "version d'une note"
        verbose_name_plural = "versions des notes"
        ordering = ["report", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_version_once"),
            models.UniqueConstraint(
                fields=["report"],
                condition=~Q(state__in=["sent", "corrected"]),
                name="report_version_open_once",
                violation_error_message="Une version de cette note est déjà en cours.",
            ),
            models.UniqueConstraint(fields=["report"], condition=Q(state="sent"), name="report_version_sent_once"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(snapshot__isnull=False), name="report_version_frozen_when_submitted"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "sent", "corrected"]) | Q(letter__isnull=False),
                name="report_version_approved_on_paper",
            ),
        ]

    def __str__(self):
        return f"{self.report}, version {self.number}"


class CommentBlock(models.Model):
    """A sentence of the analyst, always attached to the cell that it speaks of."""

    class Kind(models.TextChoices):
        COMMENT = "comment", "Commentaire"
        ATTENTION = "attention", "Point d'attention"
        GOOD = "good", "Bon résultat"

    class Span(models.TextChoices):
        MONTH = "month", "Mois"
        YEAR = "year", "Cumul depuis janvier"
        ROLLING = "rolling", "Douze mois glissants"

    version = models.ForeignKey(ReportVersion, models.CASCADE, related_name="comments", verbose_name="version")
    line = models.CharField("ligne", max_length=40)
    span = models.CharField("colonne", max_length=8, choices=Span.choices, default=Span.MONTH)
    kind = models.CharField("nature", max_length=9, choices=Kind.choices, default=Kind.COMMENT)
    text = models.CharField("texte", max_length=1000)
    # The figures have changed since it was written: to be read again.
    to_review = models.BooleanField("à relire", default=False)
    written_at = models.DateTimeField("écrit le")
    written_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "commentaire"
        ordering = ["version", "line", "span", "kind"]
        constraints = [models.UniqueConstraint(fields=["version", "line", "span", "kind"], name="comment_block_once")]

    def __str__(self):
        return self.text[:80]


class ReportDispatch(models.Model):
    """A version sent to somebody by a personal link."""

    class Recipient(models.TextChoices):
        PREFECT = "prefect", "Préfet"
        PROSECUTOR = "prosecutor", "Procureur de la République"

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="dispatches", verbose_name="version")
    recipient = models.CharField("destinataire", max_length=10, choices=Recipient.choices)
    email = models.EmailField("courriel")
    code_hash = models.CharField(max_length=64, unique=True)
    link_until = models.DateTimeField("lien valable jusqu'au")
    sent_at = models.DateTimeField("envoyée le")
    read_at = models.DateTimeField("lue la première fois le", null=True, blank=True)
    # A link withdrawn opens nothing any more; the address may then be mended by another sending.
    revoked_at = models.DateTimeField("lien retiré le", null=True, blank=True)
    revoked_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+",
                                   verbose_name="par")  # fmt: skip
    revoked_reason = models.CharField("motif du retrait", max_length=500, blank=True)

    class Meta:
        verbose_name = "envoi d'une note"
        verbose_name_plural = "envois des notes"
        ordering = ["version", "recipient", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "recipient"],
                condition=Q(revoked_at=None),
                name="report_dispatch_open_once",
                violation_error_message="Ce destinataire a déjà un lien en cours : le retirer d'abord.",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="report_dispatch_revoked_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.get_recipient_display()}, {self.version}"
