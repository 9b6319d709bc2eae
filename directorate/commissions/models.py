"""One engine for every statutory body: members and mandates, sessions, attendance, opinions."""

from django.db import models
from django.db.models import F, Q


class Commission(models.Model):
    code = models.SlugField("code", max_length=40, primary_key=True)
    name = models.CharField("nom", max_length=160)
    legal_basis = models.CharField("fondement", max_length=200)
    quorum = models.PositiveSmallIntegerField("quorum (membres présents)")
    secretariat = models.ForeignKey("directorate.Unit", models.PROTECT, related_name="commissions")

    class Meta:
        verbose_name = "commission"
        ordering = ["name"]

    def __str__(self):
        return self.name


class CommissionMember(models.Model):
    """A mandate: who sits, in which capacity, from a day (included) to a day (excluded)."""

    commission = models.ForeignKey(Commission, models.PROTECT, related_name="members")
    name = models.CharField("nom", max_length=120)
    capacity = models.CharField("qualité", max_length=160)
    is_chair = models.BooleanField("préside", default=False)
    substitute_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="substitutes")
    mandate_starts_on = models.DateField("début du mandat")
    mandate_ends_on = models.DateField("fin du mandat (exclue)")

    class Meta:
        verbose_name = "membre de commission"
        ordering = ["-is_chair", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mandate_ends_on__gt=F("mandate_starts_on")),
                name="mandate_in_order",
                violation_error_message="La fin du mandat doit suivre son début.",
            )
        ]

    def __str__(self):
        return f"{self.name}, {self.capacity}"


class CommissionSession(models.Model):
    class State(models.TextChoices):
        PLANNED = "planned", "Prévue"
        HELD = "held", "Tenue"
        CANCELLED = "cancelled", "Annulée"

    commission = models.ForeignKey(Commission, models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField("séance")
    place = models.CharField("lieu", max_length=160)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.PLANNED)
    present = models.ManyToManyField(CommissionMember, blank=True, related_name="sessions", verbose_name="présents")
    minutes = models.TextField("procès-verbal", blank=True)
    held_at = models.DateTimeField("clôturée le", null=True, blank=True)

    class Meta:
        verbose_name = "séance"
        ordering = ["-starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["commission", "starts_at"], name="one_session_at_a_time"),
        ]

    def __str__(self):
        return f"{self.commission}, séance du {self.starts_at:%d/%m/%Y}"


class AgendaItem(models.Model):
    """A matter on the agenda. It does not know what is heard: a case points at it."""

    class Opinion(models.TextChoices):
        FAVOURABLE = "favourable", "Favorable"
        WITH_RESERVES = "favourable_with_reserves", "Favorable avec réserves"
        UNFAVOURABLE = "unfavourable", "Défavorable"
        ADJOURNED = "adjourned", "Ajourné"

    session = models.ForeignKey(CommissionSession, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField("ordre")
    title = models.CharField("objet", max_length=250)
    opinion = models.CharField("avis", max_length=30, choices=Opinion.choices, blank=True)
    comment = models.TextField("observations", blank=True)
    votes_for = models.PositiveSmallIntegerField("voix pour", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("voix contre", null=True, blank=True)

    class Meta:
        verbose_name = "point à l'ordre du jour"
        ordering = ["session", "position"]
        constraints = [models.UniqueConstraint(fields=["session", "position"], name="agenda_position_unique")]

    def __str__(self):
        return self.title
