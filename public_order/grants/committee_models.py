"""The sittings of the programming committee, what they decide, and the hearings that prepare them."""

from django.db import models
from django.db.models import F, Q

from public_order.grants.catalogue import Refusal, Verdict
from public_order.grants.models import STAFF, GrantApplication, GrantScenario, money


class CommitteeSitting(models.Model):
    """A sitting on some scenarios of a year; its session, its members and its actions are of the engine."""

    session = models.OneToOneField(
        "directorate.CommissionSession", models.PROTECT, related_name="grant_sitting", verbose_name="séance"
    )
    year = models.PositiveSmallIntegerField("année")
    prosecutor = models.BooleanField("procureur associé", default=False)
    minutes = models.CharField("relevé", max_length=4000, blank=True)
    concluded_at = models.DateTimeField("décisions arrêtées le", null=True, blank=True)
    concluded_by = models.ForeignKey(STAFF, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "séance du comité de programmation"
        verbose_name_plural = "séances du comité de programmation"
        ordering = ["-session__starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(concluded_at=None) | ~Q(minutes=""), name="grant_sitting_concluded_with_minutes",
                violation_error_message="Le relevé du comité dit ce qu'il a décidé.",
            )
        ]  # fmt: skip

    def __str__(self):
        return f"Comité de programmation du FIPD {self.year}"


class SittingScenario(models.Model):
    """A scenario on the agenda of a sitting."""

    sitting = models.ForeignKey(CommitteeSitting, models.CASCADE, related_name="examined", verbose_name="séance")
    scenario = models.ForeignKey(GrantScenario, models.PROTECT, related_name="sittings", verbose_name="scénario")
    item = models.OneToOneField(
        "directorate.AgendaItem", models.PROTECT, related_name="grant_scenario", verbose_name="point"
    )

    class Meta:
        verbose_name = "scénario examiné"
        verbose_name_plural = "scénarios examinés"
        ordering = ["sitting", "pk"]
        constraints = [models.UniqueConstraint(fields=["sitting", "scenario"], name="grant_sitting_scenario_once")]

    def __str__(self):
        return str(self.scenario)


class CommitteeDecision(models.Model):
    """What was proposed of an application when the committee sat down, and what it decided, with its reason."""

    sitting = models.ForeignKey(CommitteeSitting, models.PROTECT, related_name="decisions", verbose_name="séance")
    scenario = models.ForeignKey(GrantScenario, models.PROTECT, related_name="decisions", verbose_name="scénario")
    application = models.ForeignKey(
        GrantApplication, models.PROTECT, related_name="committee_decisions", verbose_name="demande"
    )
    rank = models.PositiveIntegerField("rang")
    prepared = models.CharField("sort proposé", max_length=6, choices=Verdict.choices)
    prepared_amount = money("montant proposé", default=0)
    # Empty until the committee has concluded.
    verdict = models.CharField("sort", max_length=6, choices=Verdict.choices, blank=True)
    amount = money("montant", default=0)
    refusal = models.CharField("nature du motif", max_length=12, choices=Refusal.choices, blank=True)
    reason = models.CharField("motif", max_length=500, blank=True)

    class Meta:
        verbose_name = "décision du comité"
        verbose_name_plural = "décisions du comité"
        ordering = ["sitting", "scenario", "rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "application"], name="grant_decision_once_a_sitting"),
            models.CheckConstraint(
                condition=Q(verdict="fund", amount__gt=0) | (~Q(verdict="fund") & Q(amount=0)),
                name="grant_decision_amount",
                violation_error_message="Seul un projet retenu a un montant.",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="refuse") | (~Q(refusal="") & ~Q(reason="")), name="grant_decision_refusal",
                violation_error_message="FIPD-14 : un refus se motive.",
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(amount=F("prepared_amount")) | ~Q(reason=""),
                name="grant_decision_changed_with_its_reason",
                violation_error_message="Un montant changé en séance garde son motif.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.application.number} : {self.get_verdict_display() or self.get_prepared_display()}"

    @property
    def is_changed(self) -> bool:
        return bool(self.verdict) and (self.verdict, self.amount) != (self.prepared, self.prepared_amount)


class GrantHearing(models.Model):
    """A promoter heard by the instructors, or visited while the project runs; empty `summary`: still to come."""

    class Kind(models.TextChoices):
        HEARING = "hearing", "Audition"
        VISIT = "visit", "Visite d'évaluation"

    class Impression(models.TextChoices):
        GOOD = "good", "Favorable"
        RESERVED = "reserved", "Réservée"
        BAD = "bad", "Défavorable"

    application = models.ForeignKey(GrantApplication, models.CASCADE, related_name="hearings", verbose_name="demande")
    kind = models.CharField("nature", max_length=8, choices=Kind.choices)
    at = models.DateTimeField("le")
    place = models.CharField("lieu", max_length=160)
    participants = models.CharField("participants", max_length=400, blank=True)
    summary = models.CharField("compte rendu", max_length=4000, blank=True)
    impression = models.CharField("appréciation", max_length=8, choices=Impression.choices, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")
    recorded_by = models.ForeignKey(STAFF, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "audition ou visite"
        verbose_name_plural = "auditions et visites"
        ordering = ["application", "at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "at"], name="grant_hearing_once_at_a_time",
                violation_error_message="Une audition ou une visite est déjà prévue à cette heure.",
            ),
            models.CheckConstraint(
                condition=Q(summary="", impression="") | (~Q(summary="") & ~Q(impression="")),
                name="grant_hearing_told_whole",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_kind_display()}, {self.application.number}"
