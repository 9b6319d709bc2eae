"""The appeals against what was decided on a case, and the files drawn up for the judge."""

from django.db import models
from django.db.models import F, Q


class Appeal(models.Model):
    """One appeal against the decision of a case, with its own clock.

    `dates` keeps the computation of each of its dates (limit, silence, defence) as it was made when it was recorded.
    """

    class Kind(models.TextChoices):
        INFORMAL = "informal", "Recours gracieux"
        HIERARCHICAL = "hierarchical", "Recours hiérarchique"
        CONTENTIOUS = "contentious", "Recours contentieux"
        INTERIM_SUSPENSION = "interim_suspension", "Référé-suspension"
        INTERIM_LIBERTY = "interim_liberty", "Référé-liberté"

    class Stage(models.TextChoices):
        RECEIVED = "received", "Reçu"
        HEARING = "hearing", "Audience fixée"
        ANSWERED = "answered", "Répondu"
        SILENT = "silent", "Rejeté par le silence"
        JUDGED = "judged", "Jugé"
        WITHDRAWN = "withdrawn", "Désistement"

    class Outcome(models.TextChoices):
        REJECTED = "rejected", "Rejet"
        GRANTED = "granted", "Recours accueilli"
        ANNULLED = "annulled", "Annulation"
        SUSPENDED = "suspended", "Suspension par le juge"
        WITHDRAWN = "withdrawn", "Désistement"

    case = models.ForeignKey("directorate.Case", models.PROTECT, related_name="appeals", verbose_name="dossier")
    kind = models.CharField("nature", max_length=20, choices=Kind.choices)
    lodged_by = models.CharField("auteur du recours", max_length=160)
    is_third_party = models.BooleanField("formé par un tiers", default=False)
    received_on = models.DateField("reçu ou enregistré le")
    court = models.CharField("juridiction", max_length=160, blank=True)
    court_reference = models.CharField("numéro au greffe", max_length=60, blank=True)
    # Empty when this kind of appeal has no time limit, or when the time has not begun.
    limit_on = models.DateField("dernier jour pour agir", null=True, blank=True)
    is_late = models.BooleanField("hors délai", default=False)
    verdict = models.CharField("délai", max_length=400)
    silence_due_on = models.DateField("rejet par le silence le", null=True, blank=True)
    defence_due_on = models.DateField("mémoire en défense avant le", null=True, blank=True)
    defended_on = models.DateField("mémoire produit le", null=True, blank=True)
    hearing_on = models.DateField("audience le", null=True, blank=True)
    stage = models.CharField("étape", max_length=12, choices=Stage.choices, default=Stage.RECEIVED)
    outcome = models.CharField("issue", max_length=12, choices=Outcome.choices, blank=True)
    ended_on = models.DateField("terminé le", null=True, blank=True)
    ruling = models.TextField("teneur", max_length=2000, blank=True)
    dates = models.JSONField("calcul des dates", default=dict)
    created_at = models.DateTimeField("enregistré le")
    created_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "recours"
        verbose_name_plural = "recours"
        ordering = ["received_on", "id"]
        indexes = [
            models.Index(fields=["-received_on", "-id"], name="appeal_by_reception"),
            models.Index(
                fields=["silence_due_on"],
                name="appeal_silence",
                condition=Q(stage="received", silence_due_on__isnull=False),
            ),
            models.Index(fields=["case"], name="appeal_open", condition=Q(stage__in=["received", "hearing"])),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "lodged_by", "received_on"],
                name="appeal_recorded_once",
                violation_error_message="Ce recours est déjà enregistré.",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("received_on")),
                name="appeal_ends_after_reception",
                violation_error_message="Un recours ne se termine pas avant d'avoir été reçu.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", ended_on__isnull=True) | ~Q(outcome="") & Q(ended_on__isnull=False),
                name="appeal_outcome_is_dated",
                violation_error_message="L'issue d'un recours est datée.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} du {self.received_on:%d/%m/%Y}"


class LitigationPack(models.Model):
    """The file drawn up for the judge by a job, as the person who asked for it could read the case."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="packs")
    job = models.OneToOneField("directorate.Job", models.PROTECT, related_name="litigation_pack")

    class Meta:
        verbose_name = "dossier contentieux"
        ordering = ["-id"]

    def __str__(self):
        return f"dossier contentieux, {self.appeal}"
