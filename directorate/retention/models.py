"""What is proposed for elimination, what a person decided of it, and the trace of what was erased."""

from django.db import models
from django.db.models import Q


class PurgeProposal(models.Model):
    """The files of a service whose time is over, drawn up for a person: nothing is erased before the confirmation."""

    class State(models.TextChoices):
        OPEN = "open", "À examiner"
        CONFIRMED = "confirmed", "Élimination en cours"
        DONE = "done", "Terminée"
        DROPPED = "dropped", "Abandonnée"

    unit = models.ForeignKey("directorate.Unit", models.PROTECT, related_name="+", verbose_name="service")
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.OPEN)
    proposed_at = models.DateTimeField("proposée le")
    # The agreement of the archives, without which public papers are not destroyed (code du patrimoine, art. R212-14).
    visa = models.CharField("référence du visa des archives", max_length=120, blank=True)
    visa_on = models.DateField("visa du", null=True, blank=True)
    confirmed_at = models.DateTimeField("confirmée le", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="par"
    )
    finished_at = models.DateTimeField("terminée le", null=True, blank=True)
    job = models.OneToOneField("directorate.Job", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "proposition d'élimination"
        verbose_name_plural = "propositions d'élimination"
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(state="open"),
                name="purge_one_open_a_unit",
                violation_error_message="Ce service a déjà une proposition à examiner.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "dropped"])
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, visa_on__isnull=False) & ~Q(visa=""),
                name="purge_confirmed_with_its_visa",
                violation_error_message="Une élimination se confirme avec le visa des archives.",
            ),
        ]

    def __str__(self):
        return f"éliminations proposées le {self.proposed_at:%d/%m/%Y}"


class PurgeLine(models.Model):
    """One file of a proposal. Once erased, these columns are all that remains of it: no name, no object, no place."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposé"
        KEPT = "kept", "Conservé"
        ERASED = "erased", "Éliminé"
        REFUSED = "refused", "Non éliminé"

    proposal = models.ForeignKey(PurgeProposal, models.PROTECT, related_name="lines")
    case = models.ForeignKey("directorate.Case", models.SET_NULL, null=True, blank=True, related_name="+")
    reference = models.CharField("référence", max_length=40)
    procedure_code = models.CharField("procédure", max_length=80)
    received_on = models.DateField("reçu le")
    decided_on = models.DateField("décidé le", null=True, blank=True)
    outcome = models.CharField("issue", max_length=40, blank=True)
    ended_on = models.DateField("fin du dossier ou du titre")
    # Why that day: "titre expiré".
    ended_by = models.CharField("point de départ", max_length=120)
    due_on = models.DateField("conservé jusqu'au")
    rule = models.CharField("règle", max_length=140)
    state = models.CharField("suite", max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField("motif", max_length=500, blank=True)
    kept_until = models.DateField("conservé de nouveau jusqu'au", null=True, blank=True)
    decided_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="par"
    )
    erased_at = models.DateTimeField("éliminé le", null=True, blank=True)

    class Meta:
        verbose_name = "dossier à éliminer"
        verbose_name_plural = "dossiers à éliminer"
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["proposal", "due_on", "id"], name="purge_line_by_date"),
            models.Index(fields=["reference"], name="purge_line_reference"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "reference"], name="purge_line_once_a_proposal"),
            models.CheckConstraint(
                condition=~Q(state="kept") | Q(kept_until__isnull=False) & ~Q(reason=""),
                name="purge_kept_with_a_reason",
                violation_error_message="Un dossier gardé au-delà de sa durée l'est pour un motif et jusqu'à un jour.",
            ),
            models.CheckConstraint(
                condition=Q(state="erased") | Q(erased_at__isnull=True), name="purge_erased_is_dated"
            ),
        ]

    def __str__(self):
        return self.reference
