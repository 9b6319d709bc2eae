"""What a suspension needs beside its case: the sealed number, who may read, the monthly checks, figures that stay."""

from django.db import models
from django.db.models import F, Q

from directorate.web.sealing import SealedField
from road_safety.suspensions.rules import Cause, Ruling


class LicenceNumber(models.Model):
    """The whole number of a licence (NEPH, twelve digits), sealed, and erased with its case."""

    case = models.OneToOneField("directorate.Case", models.CASCADE, related_name="licence_number")
    number = SealedField("numéro NEPH", mark="mark", purpose="neph")
    # Two measures of the same licence are recognised without opening either.
    mark = models.CharField(max_length=64, db_index=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "numéro de permis scellé"
        verbose_name_plural = "numéros de permis scellés"

    def __str__(self):
        return f"Numéro NEPH du dossier {self.case.reference}"


class OffenceReader(models.Model):
    """Who is on the list of access to the data of offences (SUS-10; RGPD, art. 10), from a day to a day."""

    staff = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, related_name="offence_readings", verbose_name="agent"
    )
    since = models.DateField("habilité depuis le")
    until = models.DateField("jusqu'au (exclu)", null=True, blank=True)
    reason = models.CharField("motif", max_length=300)
    granted_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "habilitation aux données d'infraction"
        verbose_name_plural = "habilitations aux données d'infraction"
        ordering = ["staff__last_name", "-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="offence_reader_days_in_order",
                violation_error_message="La fin ne précède pas le début.",
            ),
            models.UniqueConstraint(
                fields=["staff"],
                condition=Q(until__isnull=True),
                name="offence_reader_once",
                violation_error_message="Cet agent est déjà sur la liste.",
            ),
        ]

    def __str__(self):
        return str(self.staff)


class DeviceCheck(models.Model):
    """A monthly check of the alcohol lock that stands for a suspension (SUS-06)."""

    case = models.ForeignKey("directorate.Case", models.CASCADE, related_name="device_checks", verbose_name="dossier")
    month = models.DateField("mois")
    checked_on = models.DateField("vérifié le")
    installer = models.ForeignKey(
        "directorate.Permit", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="installateur agréé",
    )  # fmt: skip
    is_compliant = models.BooleanField("conforme")
    note = models.CharField("constat", max_length=400, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "vérification d'un éthylotest anti-démarrage"
        verbose_name_plural = "vérifications d'éthylotests anti-démarrage"
        ordering = ["case", "month"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "month"],
                name="device_checked_once_a_month",
                violation_error_message="La vérification de ce mois est déjà enregistrée.",
            ),
            models.CheckConstraint(
                condition=Q(is_compliant=True) | ~Q(note=""),
                name="device_not_compliant_says_why",
                violation_error_message="Dire ce qui n'est pas conforme.",
            ),
        ]

    def __str__(self):
        return f"Vérification de {self.month:%m/%Y}"


class SuspensionFigure(models.Model):
    """What is left of a suspension once its names are purged (SUS-09): a line that tells of nobody."""

    month = models.DateField("mois de réception")
    kind = models.CharField("nature", max_length=2, choices=[("3F", "3F"), ("1F", "1F")])
    cause = models.CharField("cause", max_length=20, choices=Cause.choices)
    measure = models.CharField("mesure", max_length=12, blank=True)
    unit = models.CharField("service verbalisateur", max_length=160, blank=True)
    months = models.PositiveSmallIntegerField("durée (mois)", null=True, blank=True)
    is_late = models.BooleanField("hors délai", default=False)
    # From the retention to the signature.
    minutes = models.PositiveIntegerField("minutes", null=True, blank=True)
    is_repeated = models.BooleanField("récidive", default=False)
    appeal = models.CharField("recours", max_length=12, blank=True)
    appeal_outcome = models.CharField("suite du recours", max_length=12, blank=True)
    ruling = models.CharField("décision judiciaire", max_length=12, choices=Ruling.choices, blank=True)
    state = models.CharField("état", max_length=10, blank=True)

    class Meta:
        verbose_name = "suspension anonymisée"
        verbose_name_plural = "suspensions anonymisées"
        ordering = ["-month", "id"]
        indexes = [models.Index(fields=["month", "cause"], name="suspension_figure_by_month")]

    def __str__(self):
        return f"{self.get_cause_display()}, {self.month:%m/%Y}"


class LicenceMeasure(models.Model):
    """A licence given up otherwise than by an order of suspension: unfit driver, or no point left (letter 48 SI)."""

    class Kind(models.TextChoices):
        MEDICAL = "medical", "Suspension pour raison médicale"
        POINTS = "points", "Solde de points nul (48 SI)"

    class State(models.TextChoices):
        RECEIVED = "received", "Reçue"
        NOTIFIED = "notified", "Notifiée"
        SURRENDERED = "surrendered", "Permis remis"
        RESTORED = "restored", "Permis rendu ou droit rétabli"
        CLOSED = "closed", "Sans suite"

    number = models.CharField("numéro", max_length=20, unique=True)
    kind = models.CharField("nature", max_length=8, choices=Kind.choices)
    driver = SealedField("conducteur")
    birth_on = SealedField("né le", blank=True)
    licence = SealedField("numéro NEPH", blank=True, mark="mark", purpose="neph")
    mark = models.CharField(max_length=64, blank=True, db_index=True)
    commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    received_on = models.DateField("reçue le")
    notified_on = models.DateField("notifiée le", null=True, blank=True)
    surrender_by = models.DateField("permis à remettre avant le", null=True, blank=True)
    surrendered_on = models.DateField("permis remis le", null=True, blank=True)
    # Of a medical suspension: when the driver is examined again; of a 48 SI: when a new licence may be asked for.
    again_on = models.DateField("réexamen ou nouveau permis à partir du", null=True, blank=True)
    conclusion = models.CharField("conclusion médicale", max_length=20, blank=True)
    closed_on = models.DateField("close le", null=True, blank=True)
    closed_why = models.CharField("motif", max_length=400, blank=True)
    state = models.CharField("état", max_length=12, choices=State.choices, default=State.RECEIVED)
    purged_on = models.DateField("identité effacée le", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "mesure sur un permis"
        verbose_name_plural = "mesures sur des permis"
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="received") | Q(state="closed") | Q(notified_on__isnull=False),
                name="licence_measure_notified_on_a_day",
                violation_error_message="Une mesure notifiée l'est un jour.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("restored", "closed"), closed_on__isnull=False)
                | ~Q(state__in=("restored", "closed")) & Q(closed_on__isnull=True),
                name="licence_measure_closed_on_a_day",
                violation_error_message="Une mesure close l'est un jour.",
            ),
        ]
        indexes = [models.Index(fields=["state", "surrender_by"], name="licence_measure_by_day")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"
