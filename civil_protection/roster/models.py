"""The duty roster: who answers, role by role, at any hour. The database holds that nobody is missing."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q

from directorate.parameters.models import TextRange


class InstantRange(Func):
    """`tstzrange(from, to, '[)')`: from an instant, included, to another, excluded."""

    function = "tstzrange"
    template = "%(function)s(%(expressions)s, '[)')"
    output_field = models.Field()


class DutyRole(models.TextChoices):
    AUTHORITY = "authority", "Permanence du corps préfectoral"
    DIRECTORATE = "directorate", "Astreinte de la direction des sécurités"
    SERVICE = "service", "Astreinte du service de protection civile"


class DutyPeriod(models.Model):
    """Somebody is on duty for a role, from an instant to another (excluded)."""

    role = models.CharField("rôle", max_length=11, choices=DutyRole.choices)
    staff = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, related_name="duty_periods", verbose_name="agent"
    )
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    phone = models.CharField("téléphone d'astreinte", max_length=30, blank=True)

    class Meta:
        verbose_name = "période d'astreinte"
        verbose_name_plural = "périodes d'astreinte"
        ordering = ["starts_at", "role"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="duty_period_in_order",
                violation_error_message="La fin de l'astreinte suit son début.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=DutyRole.values),
                name="duty_period_role",
                violation_error_message="Ce rôle n'existe pas.",
            ),
            ExclusionConstraint(
                name="duty_one_at_a_time",
                expressions=[(TextRange("role"), "&&"), (InstantRange("starts_at", "ends_at"), "&&")],
                violation_error_message="Une autre personne est déjà d'astreinte à ces heures pour ce rôle.",
            ),
        ]
        indexes = [models.Index(fields=["ends_at", "starts_at"], name="duty_by_time")]

    def __str__(self):
        return f"{self.get_role_display()} : {self.staff}"


class PublishedRoster(models.Model):
    """From when to when the roster of a role is promised: a constraint of the database forbids a gap inside.

    The trigger `duty_without_gap` (migration of the roster) judges it at the end of each transaction.
    """

    role = models.CharField("rôle", max_length=11, choices=DutyRole.choices, primary_key=True)
    starts_at = models.DateTimeField("depuis")
    ends_at = models.DateTimeField("publié jusqu'au")

    class Meta:
        verbose_name = "tableau d'astreinte publié"
        verbose_name_plural = "tableaux d'astreinte publiés"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="published_roster_in_order",
                violation_error_message="La publication va d'un instant à un instant plus tard.",
            )
        ]

    def __str__(self):
        return f"{self.get_role_display()} jusqu'au {self.ends_at:%d/%m/%Y}"
