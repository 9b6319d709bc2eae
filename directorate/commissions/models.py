"""One engine for every statutory body: members and mandates, sessions, attendance, opinions, promises."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from directorate.commissions.body_rules import quorum_of
from directorate.legal_calendar.arithmetic import PARIS


class Commission(models.Model):
    class QuorumRule(models.TextChoices):
        COUNT = "count", "Nombre de membres présents"
        SEATS = "seats", "Membres obligatoires présents ou ayant donné un avis écrit motivé"
        PLENARY = "plenary", "Membres concernés, moitié des services de l'État, maire de la commune"

    code = models.SlugField("code", max_length=40, primary_key=True)
    name = models.CharField("nom", max_length=160)
    legal_basis = models.CharField("fondement", max_length=200)
    quorum = models.PositiveSmallIntegerField("quorum (membres présents)")
    secretariat = models.ForeignKey("directorate.Unit", models.PROTECT, related_name="commissions")
    # What the text that creates the commission says of mandates; empty when it says nothing.
    term_months = models.PositiveSmallIntegerField("durée d'un mandat (mois)", null=True, blank=True)
    most_terms = models.PositiveSmallIntegerField("mandats successifs au plus", null=True, blank=True)
    # The bodies of décret 95-260 have seats, some of which are required; empty days follow the general rule.
    quorum_rule = models.CharField(
        "règle de quorum", max_length=8, choices=QuorumRule.choices, default=QuorumRule.COUNT
    )
    notice_days = models.PositiveSmallIntegerField("convocation (jours francs)", null=True, blank=True)
    minutes_days = models.PositiveSmallIntegerField("compte rendu (jours)", null=True, blank=True)

    class Meta:
        verbose_name = "commission"
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def has_seats(self) -> bool:
        """Its quorum is a matter of seats: written opinions count, and an opinion is favourable or not."""
        return self.quorum_rule != self.QuorumRule.COUNT


class Seat(models.Model):
    """A place in a body whose quorum is a matter of seats: who must be there, and with which voice."""

    class Voice(models.TextChoices):
        ALL = "all", "Délibérative pour toutes les affaires"
        CASE = "case", "Délibérative selon l'affaire"
        ADVISORY = "advisory", "Consultative"

    class Holder(models.TextChoices):
        CHAIR = "chair", "Présidence"
        STATE = "state", "Service de l'État"
        FIRE = "fire", "Service d'incendie et de secours"
        MAYOR = "mayor", "Maire de la commune concernée"
        OTHER = "other", "Autre"

    commission = models.ForeignKey(Commission, models.PROTECT, related_name="seats")
    code = models.SlugField("code", max_length=30)
    label = models.CharField("siège", max_length=160)
    rank = models.PositiveSmallIntegerField("ordre")
    holder = models.CharField("titulaire", max_length=8, choices=Holder.choices)
    voice = models.CharField("voix", max_length=8, choices=Voice.choices)
    # Absent and without a reasoned written opinion, the body cannot deliberate.
    is_required = models.BooleanField("présence ou avis écrit obligatoire", default=False)
    requirement = models.CharField("condition", max_length=160, blank=True)

    class Meta:
        verbose_name = "siège"
        ordering = ["commission", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["commission", "code"], name="seat_once_a_commission"),
            models.CheckConstraint(condition=~Q(voice="advisory", is_required=True), name="seat_required_deliberates"),
        ]

    def __str__(self):
        return self.label


def running_on(day: date, prefix: str = "") -> Q:
    """The mandates that run that day, as a condition; `prefix` leads to the member ("members__")."""
    begun = Q(**{f"{prefix}mandate_starts_on__lte": day})
    return begun & (Q(**{f"{prefix}mandate_ends_on__gt": day}) | Q(**{f"{prefix}mandate_ends_on__isnull": True}))


class CommissionMember(models.Model):
    """A mandate: who sits, in which capacity, from a day (included) to a day (excluded).

    A member by right has no end but that of the office held; an appointed one has a mandate, that may renew another.
    """

    commission = models.ForeignKey(Commission, models.PROTECT, related_name="members")
    name = models.CharField("nom", max_length=120)
    civility = models.CharField("civilité", max_length=3, blank=True, choices=[("mme", "Madame"), ("m", "Monsieur")])
    capacity = models.CharField("qualité", max_length=160)
    email = models.EmailField("courriel", blank=True)
    address = models.CharField("adresse postale", max_length=250, blank=True)
    is_chair = models.BooleanField("préside", default=False)
    is_by_right = models.BooleanField("membre de droit", default=False)
    appointed_by = models.CharField("acte de désignation", max_length=160, blank=True)
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="members", verbose_name="siège")
    commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    substitute_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="substitutes")
    renews = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="renewals")
    mandate_starts_on = models.DateField("début du mandat")
    mandate_ends_on = models.DateField("fin du mandat (exclue)", null=True, blank=True)

    class Meta:
        verbose_name = "membre de commission"
        ordering = ["-is_chair", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mandate_ends_on__gt=F("mandate_starts_on")),
                name="mandate_in_order",
                violation_error_message="La fin du mandat doit suivre son début.",
            ),
            models.CheckConstraint(
                condition=Q(is_by_right=True) | Q(mandate_ends_on__isnull=False),
                name="mandate_of_the_appointed_ends",
                violation_error_message="Le mandat d'un membre désigné a une fin.",
            ),
            models.UniqueConstraint(
                fields=["renews"],
                name="mandate_renewed_once_by_one",
                violation_error_message="Ce mandat est déjà renouvelé.",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.capacity}"


class CommissionSession(models.Model):
    class State(models.TextChoices):
        PLANNED = "planned", "Prévue"
        HELD = "held", "Tenue"
        NO_QUORUM = "no_quorum", "Sans quorum"
        CANCELLED = "cancelled", "Annulée"

    commission = models.ForeignKey(Commission, models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField("séance")
    place = models.CharField("lieu", max_length=160)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.PLANNED)
    convened_at = models.DateTimeField("convoquée le", null=True, blank=True)
    # How many times the members were convened: a session that was postponed is convened again.
    convening = models.PositiveSmallIntegerField("convocations", default=0)
    urgency = models.CharField("motif de l'urgence", max_length=400, blank=True)
    # Convened again with the same agenda because the quorum failed: sits without quorum (CRPA, art. R133-10).
    second_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="seconds")
    present = models.ManyToManyField(CommissionMember, blank=True, related_name="sessions", verbose_name="présents")
    minutes = models.TextField("procès-verbal", blank=True)
    minutes_file = models.ForeignKey(
        "directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="procès-verbal"
    )
    held_at = models.DateTimeField("clôturée le", null=True, blank=True)
    minutes_signed_on = models.DateField("compte rendu signé le", null=True, blank=True)

    class Meta:
        verbose_name = "séance"
        ordering = ["-starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["commission", "starts_at"], name="one_session_at_a_time"),
        ]

    def __str__(self):
        return f"{self.commission}, séance du {self.starts_at:%d/%m/%Y}"

    @property
    def quorum(self) -> int:
        """Members who must be present; none after a second convocation."""
        return 0 if self.second_of_id else quorum_of(self.commission, self.starts_at.astimezone(PARIS).date())


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
    # Whose mayor sits for this matter, and the codes of the seats that only some matters call.
    commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    concerned = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name="sièges concernés")
    opinion = models.CharField("avis", max_length=30, choices=Opinion.choices, blank=True)
    comment = models.TextField("observations", blank=True)
    votes_for = models.PositiveSmallIntegerField("voix pour", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("voix contre", null=True, blank=True)
    extract = models.ForeignKey(
        "directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="extrait"
    )

    class Meta:
        verbose_name = "point à l'ordre du jour"
        ordering = ["session", "position"]
        constraints = [models.UniqueConstraint(fields=["session", "position"], name="agenda_position_unique")]

    def __str__(self):
        return self.title


class Withdrawal(models.Model):
    """A member who has an interest in a matter leaves while it is heard, and does not vote (CRPA, art. R133-12)."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="withdrawals")
    member = models.ForeignKey(CommissionMember, models.PROTECT, related_name="withdrawals")
    reason = models.CharField("motif", max_length=200, blank=True)

    class Meta:
        verbose_name = "déport"
        ordering = ["member__name"]
        constraints = [models.UniqueConstraint(fields=["item", "member"], name="withdrawal_once_an_item")]

    def __str__(self):
        return f"{self.member.name} ({self.item})"


class WrittenOpinion(models.Model):
    """The reasoned opinion of a member who does not come: it makes up for the absence and counts in the vote."""

    class Sense(models.TextChoices):
        FAVOURABLE = "favourable", "Favorable"
        UNFAVOURABLE = "unfavourable", "Défavorable"

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="written_opinions")
    member = models.ForeignKey(CommissionMember, models.PROTECT, related_name="written_opinions")
    opinion = models.CharField("avis", max_length=12, choices=Sense.choices)
    reasons = models.TextField("motifs")
    received_on = models.DateField("reçu le")
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "avis écrit motivé"
        verbose_name_plural = "avis écrits motivés"
        ordering = ["item", "member__name"]
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], name="written_opinion_once_an_item"),
            models.CheckConstraint(
                condition=~Q(reasons=""),
                name="written_opinion_has_reasons",
                violation_error_message="Un avis écrit est motivé.",
            ),
        ]

    def __str__(self):
        return f"avis écrit de {self.member.name}"


class SessionDocument(models.Model):
    """What the members need to read before the session; of one matter, or of the whole session."""

    session = models.ForeignKey(CommissionSession, models.PROTECT, related_name="documents")
    item = models.ForeignKey(AgendaItem, models.CASCADE, null=True, blank=True, related_name="documents")
    title = models.CharField("intitulé", max_length=160)
    file = models.ForeignKey("directorate.StoredFile", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "document de séance"
        ordering = ["item__position", "id"]

    def __str__(self):
        return self.title


class Convocation(models.Model):
    """The letter that calls a member to a session; another one is written each time the session is convened."""

    session = models.ForeignKey(CommissionSession, models.PROTECT, related_name="convocations")
    member = models.ForeignKey(CommissionMember, models.PROTECT, related_name="convocations")
    convening = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField("envoyée le")
    email = models.EmailField("courriel", blank=True)
    file = models.ForeignKey("directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "convocation"
        ordering = ["-convening", "-member__is_chair", "member__name"]
        constraints = [
            models.UniqueConstraint(fields=["session", "member", "convening"], name="convocation_once_a_convening")
        ]

    def __str__(self):
        return f"convocation de {self.member.name}"


class SessionPromise(models.Model):
    """What somebody undertook to do during a session; it comes back at the next one until it is closed."""

    session = models.ForeignKey(CommissionSession, models.PROTECT, related_name="promises")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="promises", verbose_name="affaire"
    )
    text = models.CharField("engagement", max_length=400)
    owner = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="promises")
    due_on = models.DateField("pour le")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("tenu le", null=True, blank=True)
    closed_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    closing_note = models.CharField("suite donnée", max_length=400, blank=True)

    class Meta:
        verbose_name = "engagement pris en séance"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(closing_note=""),
                name="promise_closed_with_a_note",
                violation_error_message="Dire quelle suite a été donnée.",
            )
        ]
        indexes = [models.Index(fields=["owner", "due_on"], name="promise_open", condition=Q(closed_at__isnull=True))]

    def __str__(self):
        return self.text


class SessionAction(models.Model):
    """A decision of a session that somebody outside the directorate carries out: owned, dated, carried until closed."""

    class State(models.TextChoices):
        OPEN = "open", "À faire"
        RUNNING = "in_progress", "En cours"
        DONE = "done", "Faite"
        CANCELLED = "cancelled", "Abandonnée"

    session = models.ForeignKey(CommissionSession, models.PROTECT, related_name="actions", verbose_name="séance")
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name="point"
    )
    text = models.CharField("action", max_length=400)
    owner = models.ForeignKey(
        "directorate.Organisation", models.PROTECT, related_name="session_actions", verbose_name="responsable"
    )
    due_on = models.DateField("pour le")
    state = models.CharField("état", max_length=11, choices=State.choices, default=State.OPEN)
    outcome = models.CharField("suite donnée", max_length=400, blank=True)
    closed_on = models.DateField("close le", null=True, blank=True)
    # What is decided in a body whose papers say nothing: its words are kept elsewhere, sealed.
    is_discreet = models.BooleanField("décidée en formation restreinte", default=False)
    created_at = models.DateTimeField("décidée le")
    created_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "action décidée en séance"
        verbose_name_plural = "actions décidées en séance"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "in_progress"], closed_on__isnull=True)
                | (Q(state__in=["done", "cancelled"], closed_on__isnull=False) & ~Q(outcome="")),
                name="session_action_closed_with_an_outcome",
                violation_error_message="Dire quelle suite a été donnée.",
            )
        ]
        indexes = [
            models.Index(fields=["due_on"], name="session_action_open", condition=Q(state__in=["open", "in_progress"]))
        ]

    def __str__(self):
        return self.text

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


class CarriedAction(models.Model):
    """An action that came back to a later session, as it stood that day: what the room was told does not change."""

    session = models.ForeignKey(CommissionSession, models.PROTECT, related_name="carried")
    action = models.ForeignKey(SessionAction, models.PROTECT, related_name="carried")
    state_then = models.CharField("état ce jour-là", max_length=11, choices=SessionAction.State.choices)
    days_late = models.PositiveSmallIntegerField("jours de retard")

    class Meta:
        verbose_name = "action revenue à l'ordre du jour"
        verbose_name_plural = "actions revenues à l'ordre du jour"
        ordering = ["session", "-days_late", "action"]
        constraints = [models.UniqueConstraint(fields=["session", "action"], name="action_carried_once_a_session")]

    def __str__(self):
        return f"{self.action} ({self.session})"


class CalendarFeed(models.Model):
    """The private address by which a calendar reads the sessions of a person. Only the hash of its code is stored."""

    staff = models.OneToOneField("directorate.StaffMember", models.CASCADE, related_name="calendar_feed")
    code_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("créé le")

    class Meta:
        verbose_name = "calendrier des séances"

    def __str__(self):
        return f"calendrier de {self.staff}"
