"""Inspections of approved establishments: planned, done, and what was asked afterwards."""

from django.db import models
from django.db.models import F, Q


class Inspection(models.Model):
    """A visit of the establishment that a title of the bureau names: a driving school, a gunsmith."""

    class Outcome(models.TextChoices):
        COMPLIANT = "compliant", "Conforme"
        REMARKS = "remarks", "Observations"
        BREACHES = "breaches", "Manquements"

    # An inspection says nothing without the title: it is erased with it.
    permit = models.ForeignKey(
        "directorate.Permit", models.CASCADE, related_name="inspections", verbose_name="titre", db_index=False
    )
    planned_on = models.DateField("prévu le")
    inspector = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, related_name="inspections", verbose_name="mené par"
    )
    companions = models.CharField("avec", max_length=250, blank=True)
    done_on = models.DateField("fait le", null=True, blank=True)
    outcome = models.CharField("constat", max_length=10, choices=Outcome.choices, blank=True)
    points = models.TextField("points relevés", blank=True)
    follow_up = models.TextField("suite demandée", blank=True)
    follow_up_by = models.DateField("à satisfaire avant le", null=True, blank=True)
    followed_on = models.DateField("satisfaite le", null=True, blank=True)
    # The case opened against the holder, if there is one; the inspection outlives it.
    case = models.ForeignKey(
        "directorate.Case", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="dossier de sanction"
    )
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "contrôle d'établissement"
        verbose_name_plural = "contrôles d'établissements"
        ordering = ["-planned_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, outcome="") | Q(done_on__isnull=False) & ~Q(outcome=""),
                name="inspection_done_has_an_outcome",
                violation_error_message="Un contrôle fait a un constat, un contrôle prévu n'en a pas.",
            ),
            models.CheckConstraint(
                condition=Q(follow_up_by__isnull=True) | Q(follow_up_by__gte=F("done_on")),
                name="inspection_follow_up_after_visit",
                violation_error_message="La suite demandée suit le contrôle.",
            ),
            models.CheckConstraint(
                condition=Q(followed_on__isnull=True) | Q(followed_on__gte=F("done_on")),
                name="inspection_followed_after_visit",
                violation_error_message="La suite est satisfaite après le contrôle.",
            ),
        ]
        indexes = [
            models.Index(fields=["permit", "-planned_on", "-id"], name="inspection_of_a_title"),
            models.Index(fields=["-planned_on", "-id"], name="inspection_by_day"),
        ]

    def __str__(self):
        return f"Contrôle du {self.done_on or self.planned_on:%d/%m/%Y}"

    @property
    def awaits_follow_up(self) -> bool:
        return self.follow_up_by is not None and self.followed_on is None
