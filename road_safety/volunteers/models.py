"""The volunteers of road safety (IDSR), what they learnt, when they are free, their missions and their expenses."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    BigIntegerRangeField,
    DateRangeField,
    DateTimeRangeField,
    RangeOperators,
)
from django.db import models
from django.db.models import F, Func, Q, Value

from road_safety.strategy.catalogue import Audience
from road_safety.volunteers.catalogue import THEMES, Driving, EndReason, Module, Origin, Role

# A volunteer as a range of one value: exclusion works without the btree_gist extension.
ONE_VOLUNTEER = Func("volunteer_id", "volunteer_id", Value("[]"), function="INT8RANGE",
                     output_field=BigIntegerRangeField())  # fmt: skip


class Volunteer(models.Model):
    """Somebody who acts for road safety without pay, from the application to the end. He has no account (IDSR-10)."""

    class State(models.TextChoices):
        CANDIDATE = "candidate", "Candidat"
        INTERVIEWED = "interviewed", "Reçu en entretien"
        TRAINING = "training", "En formation"
        APPOINTED = "appointed", "Nommé"
        ACTIVE = "active", "Actif"
        ON_LEAVE = "on_leave", "En pause"
        ENDED = "ended", "Parti"

    class Channel(models.TextChoices):
        DESK = "desk", "Saisie au bureau"
        PORTAL = "portal", "Formulaire de la préfecture"

    # Given when the application is filed: by the bureau, or confirmed by its author.
    number = models.CharField("numéro", max_length=20, blank=True)
    last_name = models.CharField("nom", max_length=80)
    first_name = models.CharField("prénom", max_length=80)
    birth_date = models.DateField("né le", null=True, blank=True)
    email = models.EmailField("courriel", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    address = models.CharField("adresse", max_length=300, blank=True)
    home_commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    origin = models.CharField("origine", max_length=16, choices=Origin.choices)
    motivation = models.CharField("motivation", max_length=2000, blank=True)
    languages = models.CharField("langues", max_length=160, blank=True)
    driving = ArrayField(
        models.CharField(max_length=2, choices=Driving.choices), default=list, blank=True, verbose_name="permis"
    )
    themes = ArrayField(
        models.CharField(max_length=16, choices=THEMES), default=list, blank=True, verbose_name="enjeux"
    )
    audiences = ArrayField(
        models.CharField(max_length=12, choices=Audience.choices), default=list, blank=True, verbose_name="publics"
    )
    max_per_month = models.PositiveSmallIntegerField("missions par mois au plus", null=True, blank=True)
    fiscal_power = models.PositiveSmallIntegerField("puissance fiscale (CV)", null=True, blank=True)
    # Sealed: two roles open them, and each reading is told to the journal.
    sealed_iban = models.TextField(blank=True)
    sealed_employer = models.TextField(blank=True)
    bank_given_on = models.DateField("coordonnées bancaires données le", null=True, blank=True)
    bank_forgotten_on = models.DateField("coordonnées bancaires effacées le", null=True, blank=True)
    employer_agrees_until = models.DateField("accord de l'employeur jusqu'au", null=True, blank=True)
    employer_agreement = models.ForeignKey(
        "directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    honourable_until = models.DateField("honorabilité vérifiée jusqu'au", null=True, blank=True)
    honour_proof = models.ForeignKey("directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField("état", max_length=12, choices=State.choices, default=State.CANDIDATE)
    channel = models.CharField("canal", max_length=8, choices=Channel.choices, default=Channel.DESK)
    interviewed_on = models.DateField("entretien du", null=True, blank=True)
    interview = models.CharField("avis après l'entretien", max_length=2000, blank=True)
    ended_on = models.DateField("parti le", null=True, blank=True)
    end_reason = models.CharField("motif du départ", max_length=12, choices=EndReason.choices, blank=True)
    # His private page and the address of his calendar: only keyed hashes are kept.
    code_hash = models.CharField(max_length=64, blank=True)
    link_until = models.DateTimeField(null=True, blank=True)
    feed_hash = models.CharField(max_length=64, blank=True)
    feed_opened_at = models.DateTimeField(null=True, blank=True)
    is_anonymised = models.BooleanField("anonymisé", default=False)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "intervenant (IDSR)"
        verbose_name_plural = "intervenants (IDSR)"
        ordering = ["last_name", "first_name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="volunteer_number_once"),
            models.UniqueConstraint(fields=["code_hash"], condition=~Q(code_hash=""), name="volunteer_link_once"),
            models.UniqueConstraint(fields=["feed_hash"], condition=~Q(feed_hash=""), name="volunteer_feed_once"),
            models.CheckConstraint(
                condition=Q(state="candidate") | ~Q(number=""),
                name="volunteer_past_candidate_numbered",
                violation_error_message="Un intervenant a son numéro.",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_on__isnull=False) & ~Q(end_reason="")
                | ~Q(state="ended") & Q(ended_on__isnull=True, end_reason=""),
                name="volunteer_ended_on_a_day",
                violation_error_message="Un départ a son jour et son motif.",
            ),
        ]
        indexes = [models.Index(fields=["state", "last_name"], name="volunteer_by_state")]

    def __str__(self):
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def told_as(self) -> str:
        """For what outlives the name (C2)."""
        return f"Intervenant {self.number}" if self.number else "Candidature d'intervenant"


class Appointment(models.Model):
    """One year for the prefect: named by an order, bound by the act of engagement of the year (IDSR-01)."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="appointments", verbose_name="intervenant")
    order = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    order_number = models.CharField("arrêté n°", max_length=20)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    engagement_signed_on = models.DateField("engagement signé le", null=True, blank=True)
    renewal_of = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="renewed_by", verbose_name="renouvelle"
    )
    badge_number = models.CharField("carte n°", max_length=20, blank=True)

    class Meta:
        verbose_name = "nomination"
        ordering = ["volunteer", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="appointment_days_in_order",
                violation_error_message="La fin suit le début.",
            ),
            ExclusionConstraint(
                name="appointments_never_overlap",
                expressions=[
                    (ONE_VOLUNTEER, RangeOperators.OVERLAPS),
                    (
                        Func("starts_on", "ends_on", Value("[]"), function="DATERANGE", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Une autre nomination couvre déjà une partie de ces jours.",
            ),
        ]
        indexes = [models.Index(fields=["ends_on"], name="appointment_by_end")]

    def __str__(self):
        return f"Nomination du {self.starts_on:%d/%m/%Y} au {self.ends_on:%d/%m/%Y}"


class Training(models.Model):
    """A session of training in one module."""

    class State(models.TextChoices):
        PLANNED = "planned", "Prévue"
        HELD = "held", "Tenue"
        CANCELLED = "cancelled", "Annulée"

    module = models.CharField("module", max_length=16, choices=Module.choices)
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    place = models.CharField("lieu", max_length=200, blank=True)
    trainer = models.CharField("formateur", max_length=160, blank=True)
    capacity = models.PositiveSmallIntegerField("places")
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.PLANNED)

    class Meta:
        verbose_name = "session de formation"
        verbose_name_plural = "sessions de formation"
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="training_times_in_order",
                violation_error_message="La fin suit le début.",
            ),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="training_has_places"),
        ]
        indexes = [models.Index(fields=["starts_at"], name="training_by_day")]

    def __str__(self):
        return self.get_module_display()


class TrainingAttendance(models.Model):
    """A volunteer in a session: who was present holds the module, for as long as the parameter says."""

    class Status(models.TextChoices):
        REGISTERED = "registered", "Inscrit"
        PRESENT = "present", "Présent"
        EXCUSED = "excused", "Excusé"
        ABSENT = "absent", "Absent"

    training = models.ForeignKey(Training, models.CASCADE, related_name="attendances", verbose_name="session")
    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="attendances", verbose_name="intervenant")
    status = models.CharField("présence", max_length=10, choices=Status.choices, default=Status.REGISTERED)
    recorded_at = models.DateTimeField("noté le")

    class Meta:
        verbose_name = "présence à une formation"
        verbose_name_plural = "présences aux formations"
        ordering = ["training", "volunteer"]
        constraints = [models.UniqueConstraint(fields=["training", "volunteer"], name="training_attended_once")]
        indexes = [models.Index(fields=["volunteer", "status"], name="attendance_of_volunteer")]

    def __str__(self):
        return f"{self.training} : {self.get_status_display().lower()}"


class Availability(models.Model):
    """When a volunteer is free or not; `rule` repeats it (RFC 5545)."""

    class Kind(models.TextChoices):
        AVAILABLE = "available", "Disponible"
        UNAVAILABLE = "unavailable", "Indisponible"

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="availabilities", verbose_name="intervenant")
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    kind = models.CharField("nature", max_length=12, choices=Kind.choices)
    rule = models.CharField("récurrence", max_length=200, blank=True)
    note = models.CharField("précision", max_length=200, blank=True)

    class Meta:
        verbose_name = "disponibilité"
        ordering = ["volunteer", "starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="availability_times_in_order",
                violation_error_message="La fin suit le début.",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} à partir du {self.starts_at:%d/%m/%Y}"


class Mission(models.Model):
    """Something to hold somewhere with volunteers, from the request to its closing."""

    class State(models.TextChoices):
        REQUESTED = "requested", "Demandée"
        QUALIFIED = "qualified", "Qualifiée"
        STAFFING = "staffing", "À pourvoir"
        CONFIRMED = "confirmed", "Confirmée"
        DONE = "done", "Réalisée"
        REPORTED = "reported", "Rendue compte"
        CLOSED = "closed", "Close"
        REFUSED = "refused", "Refusée"
        CANCELLED = "cancelled", "Annulée"

    number = models.CharField("numéro", max_length=20, unique=True)
    action = models.ForeignKey(
        "road_safety.Action", models.PROTECT, null=True, blank=True, related_name="missions", verbose_name="action"
    )
    title = models.CharField("intitulé", max_length=160)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.REQUESTED)
    requester = models.CharField("demandeur", max_length=160)
    contact = models.CharField("contact sur place", max_length=120, blank=True)
    contact_email = models.EmailField("courriel du contact", blank=True)
    contact_phone = models.CharField("téléphone du contact", max_length=30, blank=True)
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    place = models.CharField("lieu", max_length=200, blank=True)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    theme = models.CharField("enjeu", max_length=16, choices=THEMES, blank=True)
    audience = models.CharField("public", max_length=12, choices=Audience.choices, blank=True)
    expected = models.PositiveIntegerField("public attendu", null=True, blank=True)
    with_minors = models.BooleanField("public mineur", default=False)
    description = models.CharField("description", max_length=2000, blank=True)
    why_over = models.CharField("motif", max_length=1000, blank=True)
    reached = models.PositiveIntegerField("personnes rencontrées", null=True, blank=True)
    requested_at = models.DateTimeField("demandée le")
    confirmed_at = models.DateTimeField("confirmée le", null=True, blank=True)

    class Meta:
        verbose_name = "mission"
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="mission_times_in_order",
                violation_error_message="La fin suit le début.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("refused", "cancelled")) | ~Q(why_over=""),
                name="mission_over_with_its_reason",
                violation_error_message="Un refus ou une annulation se motive.",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="mission_by_day"),
            models.Index(fields=["state", "starts_at"], name="mission_by_state"),
        ]

    def __str__(self):
        return f"{self.number} : {self.title}"


class MissionNeed(models.Model):
    """So many volunteers, holding such a module or any."""

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="needs", verbose_name="mission")
    module = models.CharField("module", max_length=16, choices=Module.choices, blank=True)
    count = models.PositiveSmallIntegerField("nombre")

    class Meta:
        verbose_name = "besoin d'une mission"
        verbose_name_plural = "besoins d'une mission"
        ordering = ["mission", "id"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "module"], name="mission_need_once"),
            models.CheckConstraint(condition=Q(count__gt=0), name="mission_need_count"),
        ]

    def __str__(self):
        return f"{self.count} × {self.get_module_display() if self.module else 'tout intervenant'}"


class MissionAssignment(models.Model):
    """A volunteer asked for a mission, his answer, what he did there."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposé"
        ACCEPTED = "accepted", "Accepté"
        DECLINED = "declined", "Décliné"
        CONFIRMED = "confirmed", "Confirmé"
        PRESENT = "present", "Présent"
        ABSENT = "absent", "Absent"
        CANCELLED = "cancelled", "Annulé"

    mission = models.ForeignKey(Mission, models.CASCADE, related_name="assignments", verbose_name="mission")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="assignments", verbose_name="intervenant")
    module = models.CharField("pour le module", max_length=16, choices=Module.choices, blank=True)
    role = models.CharField("rôle", max_length=8, choices=Role.choices, default=Role.MEMBER)
    status = models.CharField("réponse", max_length=10, choices=Status.choices, default=Status.PROPOSED)
    # Those of the mission, moved with it: the database itself refuses two engagements at once (IDSR-03).
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    on_working_time = models.BooleanField("sur le temps de travail", default=False)
    proposed_at = models.DateTimeField("proposé le")
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    answer_note = models.CharField("mot de l'intervenant", max_length=500, blank=True)
    # The link by which he answers, used once: only its keyed hash is kept.
    code_hash = models.CharField(max_length=64, blank=True)
    link_until = models.DateTimeField(null=True, blank=True)
    order = models.ForeignKey("directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    met = models.PositiveIntegerField("personnes rencontrées", null=True, blank=True)
    hours = models.DecimalField("heures", max_digits=5, decimal_places=2, null=True, blank=True)
    remarks = models.CharField("observations", max_length=2000, blank=True)
    reported_at = models.DateTimeField("compte rendu le", null=True, blank=True)
    reminded_at = models.DateTimeField("relancé le", null=True, blank=True)

    class Meta:
        verbose_name = "affectation"
        ordering = ["mission", "role", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "volunteer"],
                name="assignment_once",
                violation_error_message="Cet intervenant est déjà proposé pour cette mission.",
            ),
            models.UniqueConstraint(fields=["code_hash"], condition=~Q(code_hash=""), name="assignment_link_once"),
            models.UniqueConstraint(
                fields=["mission"],
                condition=Q(role="leader") & ~Q(status__in=("declined", "cancelled", "absent")),
                name="assignment_one_leader",
                violation_error_message="Cette mission a déjà son responsable d'équipe.",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="assignment_times_in_order"),
            ExclusionConstraint(
                name="assignments_never_overlap",
                expressions=[
                    (ONE_VOLUNTEER, RangeOperators.OVERLAPS),
                    (
                        Func("starts_at", "ends_at", Value("[)"), function="TSTZRANGE",
                             output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(status__in=("accepted", "confirmed", "present")),
                violation_error_message="IDSR-03 : cet intervenant est déjà engagé à ces heures.",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["volunteer", "starts_at"], name="assignment_of_volunteer"),
            models.Index(fields=["status", "ends_at"], name="assignment_to_report"),
        ]

    def __str__(self):
        return f"{self.volunteer}, {self.mission}"

    @property
    def told_as(self) -> str:
        return f"{self.volunteer.told_as}, {self.mission.number}"


class ExpenseClaim(models.Model):
    """What a mission cost a volunteer, at the rates of the State on its day (IDSR-08)."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Brouillon"
        SUBMITTED = "submitted", "Déposé"
        VERIFIED = "verified", "Vérifié"
        TO_PAY = "to_pay", "À payer"
        PAID = "paid", "Payé"
        REJECTED = "rejected", "Rejeté"

    assignment = models.OneToOneField(
        MissionAssignment, models.PROTECT, related_name="claim", verbose_name="affectation"
    )
    status = models.CharField("état", max_length=10, choices=Status.choices, default=Status.DRAFT)
    # From home to the place: entered once, doubled in the count.
    kilometres = models.DecimalField("kilomètres, aller", max_digits=6, decimal_places=1, default=0)
    fiscal_power = models.PositiveSmallIntegerField("puissance fiscale (CV)", null=True, blank=True)
    # Both ways, already taken this year by claims checked before this one: kept when it is checked itself.
    before = models.DecimalField("kilomètres de l'année auparavant", max_digits=8, decimal_places=1, default=0)
    rate = models.DecimalField("taux kilométrique", max_digits=6, decimal_places=4, default=0)
    mileage = models.DecimalField("frais de route", max_digits=8, decimal_places=2, default=0)
    meals = models.PositiveSmallIntegerField("repas", default=0)
    meal_rate = models.DecimalField("taux du repas", max_digits=6, decimal_places=2, default=0)
    other = models.DecimalField("autres frais", max_digits=8, decimal_places=2, default=0)
    other_words = models.CharField("nature des autres frais", max_length=200, blank=True)
    proofs = models.ManyToManyField(
        "directorate.StoredFile", related_name="+", blank=True, verbose_name="justificatifs"
    )
    total = models.DecimalField("total", max_digits=8, decimal_places=2, default=0)
    submitted_on = models.DateField("déposé le", null=True, blank=True)
    paid_on = models.DateField("payé le", null=True, blank=True)
    why_rejected = models.CharField("motif du rejet", max_length=1000, blank=True)

    class Meta:
        verbose_name = "état de frais"
        verbose_name_plural = "états de frais"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total=F("mileage") + F("meals") * F("meal_rate") + F("other")), name="claim_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(status="paid", paid_on__isnull=False) | ~Q(status="paid") & Q(paid_on__isnull=True),
                name="claim_paid_on_a_day",
                violation_error_message="Un paiement a son jour.",
            ),
            models.CheckConstraint(
                condition=~Q(status="rejected") | ~Q(why_rejected=""), name="claim_rejected_with_its_reason"
            ),
        ]
        indexes = [models.Index(fields=["status"], name="claim_by_status")]

    def __str__(self):
        return f"État de frais, {self.assignment}"

    @property
    def told_as(self) -> str:
        return f"État de frais, {self.assignment.told_as}"


class VolunteerStep(models.Model):
    """What happened to a volunteer or to a mission, never rewritten."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, null=True, related_name="steps")
    mission = models.ForeignKey(Mission, models.CASCADE, null=True, related_name="steps")
    words = models.CharField("ce qui s'est passé", max_length=300)
    comment = models.CharField("observation", max_length=2000, blank=True)
    at = models.DateTimeField("le")
    by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "étape d'un intervenant ou d'une mission"
        verbose_name_plural = "étapes des intervenants et des missions"
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(volunteer__isnull=False) | Q(mission__isnull=False), name="volunteer_step_of_something"
            )
        ]

    def __str__(self):
        return self.words
