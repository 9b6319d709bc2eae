"""What somebody asks of a case that another service holds: to read it for a time, or an answer in writing."""

from django.db import models
from django.db.models import Q


class AccessRequest(models.Model):
    """One request, from its reason to its end. A right to read ends by itself after `until_on`: nothing is swept.

    `asked_for` and `holder` are the services of that day: whoever has left the one, a case that has left the other,
    are no longer concerned by what was granted.
    """

    class State(models.TextChoices):
        PENDING = "pending", "À examiner"
        GRANTED = "granted", "Lecture accordée"
        ANSWERED = "answered", "Réponse écrite"
        REFUSED = "refused", "Refusée"
        REVOKED = "revoked", "Retirée"
        DROPPED = "dropped", "Abandonnée"

    case = models.ForeignKey("directorate.Case", models.CASCADE, related_name="access_requests", verbose_name="dossier")
    asked_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, related_name="access_requests", verbose_name="demandeur"
    )
    asked_for = models.ForeignKey(
        "directorate.Unit", models.PROTECT, related_name="+", verbose_name="service demandeur"
    )
    holder = models.ForeignKey("directorate.Unit", models.PROTECT, related_name="+", verbose_name="service détenteur")
    reason = models.TextField("motif", max_length=1000)
    asked_at = models.DateTimeField("demandé le")
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.PENDING)
    decided_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("examiné le", null=True, blank=True)
    # The last day on which the case, or the answer, may be read.
    until_on = models.DateField("jusqu'au", null=True, blank=True)
    # The answer in writing, or why the request was refused.
    answer = models.TextField("réponse", max_length=4000, blank=True)
    revoked_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField("retirée le", null=True, blank=True)
    revoked_reason = models.CharField("motif du retrait", max_length=500, blank=True)

    class Meta:
        verbose_name = "demande d'accès"
        verbose_name_plural = "demandes d'accès"
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["holder"], name="access_pending", condition=Q(state="pending")),
            models.Index(fields=["asked_by", "-asked_at"], name="access_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "asked_by"],
                condition=Q(state="pending"),
                name="access_one_pending",
                violation_error_message="Cette demande est déjà faite.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "answered", "refused"])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="access_decided_by_somebody",
                violation_error_message="Une demande examinée porte un auteur et une date.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "answered"]) | Q(until_on__isnull=False),
                name="access_has_an_end",
                violation_error_message="Un accès a une fin.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "refused"]) | ~Q(answer=""),
                name="access_answer_is_written",
                violation_error_message="Une réponse ou un refus est écrit.",
            ),
        ]

    def __str__(self):
        return f"demande d'accès du {self.asked_at:%d/%m/%Y}"
