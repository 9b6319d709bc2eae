"""A crisis: its log that nobody rewrites, and beside it what is asked, engaged, decided, counted and reported.

The log is dated, numbered and chained by the database (`migrations/0002_guards.py`); the rest is the editable picture.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from civil_protection.crisis.terms import (
    LIVE,
    PENDING,
    Authority,
    Cell,
    Channel,
    EntryKind,
    Hazard,
    MeansState,
    Mode,
    OperationsLevel,
    Phase,
    Reliability,
    RequestState,
    State,
    Timing,
    TollSource,
    Trend,
    Urgency,
    Water,
)
from civil_protection.protection.levels import Level

NO_HASH = "0" * 64


def count(label: str) -> models.PositiveIntegerField:
    """How many people or homes; never who."""
    return models.PositiveIntegerField(label, default=0, validators=[MaxValueValidator(2_000_000)])


class CrisisEvent(models.Model):
    """An event that the service follows, real or played."""

    name = models.CharField("nom", max_length=120)
    mode = models.CharField("mode", max_length=10, choices=Mode.choices)
    hazard = models.CharField("nature", max_length=20, choices=Hazard.choices)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.OPEN)
    level = models.PositiveSmallIntegerField(
        "niveau du COD", choices=OperationsLevel.choices, default=OperationsLevel.WATCH
    )
    phase = models.CharField("phase", max_length=10, choices=Phase.choices, default=Phase.ALERT)
    director = models.CharField(
        "directeur des opérations", max_length=20, choices=Authority.choices, default=Authority.POLICE_PREFECT
    )
    commander = models.CharField("commandant des opérations de secours", max_length=120, blank=True)
    communes = models.ManyToManyField("directorate.Commune", related_name="+", blank=True, verbose_name="communes")
    activations = models.ManyToManyField(
        "civil_protection.Activation", related_name="crises", blank=True, verbose_name="plans activés"
    )
    campaigns = models.ManyToManyField(
        "civil_protection.AlertCampaign", related_name="crises", blank=True, verbose_name="campagnes d'alerte"
    )
    perimeter = models.CharField("périmètre", max_length=250, blank=True)
    # Its shape, a GeoJSON MultiPolygon as `directorate.territory.shapes` gives it.
    perimeter_shape = models.JSONField("tracé du périmètre", null=True, blank=True)
    summary = models.TextField("résumé", blank=True)
    # When the alert came, when the event was opened here, when the operations centre was armed for the first time.
    alerted_at = models.DateTimeField("alerte reçue le")
    opened_at = models.DateTimeField("ouvert le")
    opened_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")
    armed_at = models.DateTimeField("COD armé le", null=True, blank=True)
    ended_at = models.DateTimeField("fin de l'événement", null=True, blank=True)
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    # The next situation report owed; none while no cadence applies.
    report_due_at = models.DateTimeField("prochain point attendu à", null=True, blank=True)
    portal_reference = models.CharField("référence SYNERGI", max_length=40, blank=True)
    sealed_log = models.ForeignKey(
        "civil_protection.ProtectedDocument", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="main courante scellée",
    )  # fmt: skip

    class Meta:
        verbose_name = "événement"
        verbose_name_plural = "événements"
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=Mode.values),
                name="crisis_event_mode",
                violation_error_message="Un événement est réel ou d'exercice.",
            ),
            models.CheckConstraint(
                condition=Q(level__in=OperationsLevel.values),
                name="crisis_event_level",
                violation_error_message="Les niveaux du COD vont de 0 à 4.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LIVE, closed_at__isnull=True)
                | Q(state__in=(State.CLOSED, State.ARCHIVED), closed_at__isnull=False),
                name="crisis_event_closed_has_its_instant",
                violation_error_message="Un événement clos a une date de clôture.",
            ),
        ]

    def __str__(self):
        return f"EXERCICE – {self.name}" if self.is_exercise else self.name

    @property
    def is_exercise(self) -> bool:
        return self.mode == Mode.EXERCISE

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class LogHead(models.Model):
    """The last number and the last hash of one log; locked while an entry is written, so that no number is skipped."""

    event = models.OneToOneField(CrisisEvent, models.PROTECT, primary_key=True, related_name="log_head")
    number = models.PositiveIntegerField("dernier numéro", default=0)
    hash = models.CharField("dernière empreinte", max_length=64, default=NO_HASH)

    class Meta:
        verbose_name = "tête de la main courante"

    def __str__(self):
        return f"{self.number} {self.hash[:12]}"


class LogEntry(models.Model):
    """One line of the log. The database gives its number, its instant and its hash, and refuses any change."""

    event = models.ForeignKey(CrisisEvent, models.PROTECT, related_name="entries", db_index=False)
    number = models.PositiveIntegerField("numéro", default=0, editable=False)
    recorded_at = models.DateTimeField("enregistré à", null=True, editable=False)
    # When the fact happened, as its author declares it.
    fact_at = models.DateTimeField("heure du fait")
    timing = models.CharField("délai de saisie", max_length=10, choices=Timing.choices, default=Timing.PROMPT)
    author = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="saisi par")
    author_label = models.CharField("auteur", max_length=200)
    cell = models.CharField("cellule", max_length=15, choices=Cell.choices)
    kind = models.CharField("type", max_length=15, choices=EntryKind.choices)
    urgency = models.CharField("urgence", max_length=10, choices=Urgency.choices, default=Urgency.ROUTINE)
    origin = models.CharField("origine", max_length=120, blank=True)
    reliability = models.CharField(
        "fiabilité", max_length=12, choices=Reliability.choices, default=Reliability.CONFIRMED
    )
    recipients = models.CharField("destinataires", max_length=250, blank=True)
    channel = models.CharField("canal", max_length=10, choices=Channel.choices, blank=True)
    text = models.TextField("texte")
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, null=True, blank=True, related_name="+")
    place = models.CharField("lieu", max_length=160, blank=True)
    latitude = models.DecimalField("latitude", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("longitude", max_digits=9, decimal_places=6, null=True, blank=True)
    tags = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name="mots-clés")
    document = models.ForeignKey(
        "civil_protection.ProtectedDocument", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="pièce",
    )  # fmt: skip
    answers = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="correction", verbose_name="rectifie"
    )
    paper_number = models.CharField("numéro papier", max_length=10, blank=True)
    level = models.CharField("niveau de protection", max_length=10, choices=Level.choices, default=Level.INTERNAL)
    # Given by the screen that typed it: the same entry sent twice is one entry.
    client_key = models.UUIDField(default=uuid.uuid4, editable=False)
    previous_hash = models.CharField(max_length=64, editable=False)
    hash = models.CharField("empreinte", max_length=64, editable=False)

    class Meta:
        verbose_name = "entrée de main courante"
        verbose_name_plural = "main courante"
        ordering = ["-event_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="log_entry_number"),
            models.UniqueConstraint(
                fields=["event", "client_key"],
                name="log_entry_sent_once",
                violation_error_message="Cette entrée est déjà enregistrée.",
            ),
            models.UniqueConstraint(
                fields=["event", "paper_number"],
                condition=~Q(paper_number=""),
                name="log_entry_paper_once",
                violation_error_message="Ce numéro papier est déjà repris.",
            ),
            models.CheckConstraint(
                condition=Q(level__in=Level.values),
                name="log_entry_level",
                violation_error_message="Ce niveau de protection n'existe pas.",
            ),
        ]
        indexes = [models.Index(fields=["event", "kind", "-number"], name="log_entry_by_kind")]

    def __str__(self):
        return f"n° {self.number}"


class LevelChange(models.Model):
    """A level of the operations centre that was decided, with the entry of the log that says so."""

    event = models.ForeignKey(CrisisEvent, models.PROTECT, related_name="level_changes")
    level = models.PositiveSmallIntegerField("niveau", choices=OperationsLevel.choices)
    decided_at = models.DateTimeField("décidé à")
    entry = models.OneToOneField(LogEntry, models.PROTECT, related_name="level_change")

    class Meta:
        verbose_name = "changement de niveau"
        verbose_name_plural = "changements de niveau"
        ordering = ["decided_at", "id"]

    def __str__(self):
        return self.get_level_display()


class CrisisRequest(models.Model):
    """A task or a request: who asks, who must answer, by when."""

    event = models.ForeignKey(CrisisEvent, models.PROTECT, related_name="requests")
    entry = models.ForeignKey(
        LogEntry, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name="entrée d'origine"
    )
    label = models.CharField("demande", max_length=250)
    requester = models.CharField("demandeur", max_length=120, blank=True)
    cell = models.CharField("confiée à la cellule", max_length=15, choices=Cell.choices)
    organisation = models.ForeignKey(
        "directorate.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="partenaire"
    )
    state = models.CharField("état", max_length=12, choices=RequestState.choices, default=RequestState.RECEIVED)
    asked_at = models.DateTimeField("demandée à")
    due_at = models.DateTimeField("attendue pour", null=True, blank=True)
    # The first answer, whatever it is: the time to answer is counted until it.
    answered_at = models.DateTimeField("première réponse à", null=True, blank=True)
    ended_at = models.DateTimeField("terminée à", null=True, blank=True)
    reminders = models.PositiveSmallIntegerField("relances", default=0)
    outcome = models.CharField("suite", max_length=250, blank=True)
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "demande"
        verbose_name_plural = "demandes"
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__isnull=True) | Q(due_at__gte=F("asked_at")),
                name="crisis_request_due_after_asked",
                violation_error_message="L'échéance suit la demande.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PENDING, ended_at__isnull=True)
                | (~Q(state__in=PENDING) & Q(ended_at__isnull=False)),
                name="crisis_request_ended_has_its_instant",
                violation_error_message="Une demande terminée a une heure de fin.",
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING

    @property
    def answer_minutes(self) -> int | None:
        return None if self.answered_at is None else int((self.answered_at - self.asked_at).total_seconds() // 60)


class CrisisDecision(models.Model):
    """What was decided, why, and on what ground. Drafted by a cell, validated by who may decide, then unchanged."""

    event = models.ForeignKey(CrisisEvent, models.PROTECT, related_name="decisions")
    text = models.TextField("décision")
    reason = models.TextField("motif")
    alternatives = models.TextField("solutions écartées", blank=True)
    effect = models.CharField("effet attendu", max_length=250, blank=True)
    legal_basis = models.CharField("base légale", max_length=160)
    act_number = models.CharField("numéro de l'acte", max_length=10, blank=True)
    drafted_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("proposée à")
    decided_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="décidée par"
    )
    decided_at = models.DateTimeField("prise à", null=True, blank=True)
    entry = models.OneToOneField(LogEntry, models.PROTECT, null=True, blank=True, related_name="decision")

    class Meta:
        verbose_name = "décision"
        verbose_name_plural = "décisions"
        ordering = ["-drafted_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, entry__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, entry__isnull=False),
                name="crisis_decision_taken_whole",
                violation_error_message="Une décision prise a un auteur, une heure et une entrée de main courante.",
            )
        ]

    def __str__(self):
        return self.text[:80]


class EngagedMeans(models.Model):
    """Means that were asked for, engaged, released."""

    event = models.ForeignKey(CrisisEvent, models.PROTECT, related_name="means")
    label = models.CharField("moyen", max_length=120)
    resource = models.ForeignKey(
        "civil_protection.OrsecMeans", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name="moyen de l'inventaire",
    )  # fmt: skip
    quantity = models.PositiveIntegerField("quantité", default=1)
    requester = models.CharField("demandeur", max_length=120, blank=True)
    owner = models.CharField("fourni par", max_length=120, blank=True)
    position = models.CharField("position", max_length=160, blank=True)
    state = models.CharField("état", max_length=12, choices=MeansState.choices, default=MeansState.ASKED)
    asked_at = models.DateTimeField("demandé à")
    engaged_at = models.DateTimeField("engagé à", null=True, blank=True)
    released_at = models.DateTimeField("libéré à", null=True, blank=True)
    is_requisitioned = models.BooleanField("réquisition", default=False)
    act_number = models.CharField("numéro de l'arrêté", max_length=10, blank=True)
    cost = models.DecimalField("dépense (€)", max_digits=10, decimal_places=2, null=True, blank=True)
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "moyen"
        verbose_name_plural = "moyens"
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0),
                name="engaged_means_cost",
                violation_error_message="Une dépense est positive.",
            )
        ]

    def __str__(self):
        return f"{self.quantity} × {self.label}"


class HumanToll(models.Model):
    """Counts of people at an instant, as a source gives them. Nothing here names anybody."""

    event = models.ForeignKey(CrisisEvent, models.PROTECT, related_name="tolls")
    counted_at = models.DateTimeField("compté à")
    source = models.CharField("source", max_length=10, choices=TollSource.choices)
    dead = count("décédés")
    absolute_emergencies = count("urgences absolues")
    relative_emergencies = count("urgences relatives")
    involved = count("impliqués")
    missing = count("disparus")
    evacuated = count("évacués")
    sheltered = count("hébergés")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "bilan humain"
        verbose_name_plural = "bilans humains"
        ordering = ["-counted_at", "-id"]

    def __str__(self):
        return f"Bilan {self.get_source_display()}"


class NetworkState(models.Model):
    """Networks at an instant."""

    event = models.ForeignKey(CrisisEvent, models.PROTECT, related_name="network_states")
    counted_at = models.DateTimeField("constaté à")
    without_power = count("foyers sans électricité")
    without_gas = count("foyers sans gaz")
    water = models.CharField("eau potable", max_length=10, choices=Water.choices, default=Water.NORMAL)
    roads_cut = models.TextField("routes coupées", blank=True)
    transport = models.CharField("transports", max_length=250, blank=True)
    telecom = models.CharField("télécommunications", max_length=250, blank=True)
    schools_closed = count("écoles fermées")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "état des réseaux"
        verbose_name_plural = "états des réseaux"
        ordering = ["-counted_at", "-id"]

    def __str__(self):
        return "État des réseaux"


class WaterLevel(models.Model):
    """The height of a river at a station."""

    event = models.ForeignKey(CrisisEvent, models.PROTECT, related_name="water_levels")
    station = models.CharField("station", max_length=60)
    measured_at = models.DateTimeField("mesurée à")
    height = models.DecimalField("hauteur (m)", max_digits=5, decimal_places=2)
    trend = models.CharField("tendance", max_length=10, choices=Trend.choices, default=Trend.STEADY)
    reference = models.CharField("comparaison", max_length=120, blank=True)
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "hauteur d'eau"
        verbose_name_plural = "hauteurs d'eau"
        ordering = ["-measured_at", "-id"]

    def __str__(self):
        return f"{self.station} {str(self.height).replace('.', ',')} m"


class CrisisShelter(models.Model):
    """A place where people are taken in."""

    event = models.ForeignKey(CrisisEvent, models.PROTECT, related_name="shelters")
    name = models.CharField("centre", max_length=120)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    capacity = models.PositiveIntegerField("capacité")
    opened_at = models.DateTimeField("ouvert à")
    closed_at = models.DateTimeField("fermé à", null=True, blank=True)

    class Meta:
        verbose_name = "hébergement"
        verbose_name_plural = "hébergements"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "name", "commune"],
                name="crisis_shelter_once",
                violation_error_message="Ce centre est déjà enregistré.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="crisis_shelter_closed_after_opened",
                violation_error_message="La fermeture suit l'ouverture.",
            ),
        ]

    def __str__(self):
        return self.name


class CrisisShelterCount(models.Model):
    """How many people are there, hour by hour."""

    shelter = models.ForeignKey(CrisisShelter, models.PROTECT, related_name="counts")
    counted_at = models.DateTimeField("compté à")
    occupied = models.PositiveIntegerField("personnes présentes")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "occupation"
        verbose_name_plural = "occupations"
        ordering = ["-counted_at", "-id"]

    def __str__(self):
        return str(self.occupied)


class ShiftHandover(models.Model):
    """Who leaves a cell tells who comes: the first signs and gives, the second reads, signs and takes."""

    event = models.ForeignKey(CrisisEvent, models.PROTECT, related_name="handovers")
    cell = models.CharField("cellule", max_length=15, choices=Cell.choices)
    leaving = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="sortant")
    coming = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="entrant")
    shift_started_at = models.DateTimeField("prise de poste")
    shift_ended_at = models.DateTimeField("fin de poste")
    highlights = models.TextField("faits marquants")
    instructions = models.TextField("consignes", blank=True)
    # The tasks still open when it was signed, as they were.
    open_tasks = models.JSONField("tâches ouvertes", default=list)
    given_at = models.DateTimeField("signée par le sortant le")
    taken_at = models.DateTimeField("signée par l'entrant le", null=True, blank=True)
    entry = models.OneToOneField(LogEntry, models.PROTECT, null=True, blank=True, related_name="handover")

    class Meta:
        verbose_name = "relève"
        verbose_name_plural = "relèves"
        ordering = ["-given_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shift_ended_at__gt=F("shift_started_at")),
                name="shift_handover_order",
                violation_error_message="La fin de poste suit la prise de poste.",
            ),
            models.CheckConstraint(
                condition=~Q(leaving=F("coming")),
                name="shift_handover_two_people",
                violation_error_message="On ne se relève pas soi-même.",
            ),
            models.UniqueConstraint(
                fields=["event", "cell"],
                condition=Q(taken_at__isnull=True),
                name="shift_handover_one_waiting",
                violation_error_message="Une relève de cette cellule attend déjà sa seconde signature.",
            ),
        ]

    def __str__(self):
        return f"Relève, {self.get_cell_display()}"


class SituationReport(models.Model):
    """What the authorities are told every few hours. Once validated, the database refuses that it changes."""

    event = models.ForeignKey(CrisisEvent, models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField("numéro")
    since = models.DateTimeField("depuis")
    data_at = models.DateTimeField("données arrêtées à")
    # The last entry of the log that the draft was made of.
    last_entry = models.PositiveIntegerField("dernière entrée reprise", default=0)
    blocks = models.JSONField("blocs", default=dict)
    recipients = models.CharField("destinataires", max_length=250, blank=True)
    level = models.CharField("niveau de protection", max_length=10, choices=Level.choices, default=Level.INTERNAL)
    drafted_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("rédigé le")
    revision = models.PositiveIntegerField("révision", default=0)
    validated_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="validé par"
    )
    validated_at = models.DateTimeField("validé le", null=True, blank=True)
    seal = models.CharField("empreinte", max_length=64, blank=True)
    # Known after the sending: the two facts that may still be added to a validated report, once each.
    portal_reference = models.CharField("référence SYNERGI", max_length=40, blank=True)
    document = models.ForeignKey(
        "civil_protection.ProtectedDocument", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "point de situation"
        verbose_name_plural = "points de situation"
        ordering = ["-event_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="situation_report_number"),
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(validated_at__isnull=True),
                name="situation_report_one_draft",
                violation_error_message="Un point de situation est déjà en préparation.",
            ),
            models.CheckConstraint(
                condition=Q(validated_at__isnull=True, validated_by__isnull=True, seal="")
                | (Q(validated_at__isnull=False, validated_by__isnull=False) & ~Q(seal="")),
                name="situation_report_validated_whole",
                violation_error_message="Un point validé a un auteur, une heure et une empreinte.",
            ),
        ]

    def __str__(self):
        return f"Point de situation n° {self.number}"


class ChecklistItem(models.Model):
    """An action of a reflex card, to be done in this event."""

    event = models.ForeignKey(CrisisEvent, models.PROTECT, related_name="checklist")
    card = models.CharField("fiche réflexe", max_length=160)
    phase = models.CharField("phase", max_length=60, blank=True)
    position = models.PositiveSmallIntegerField("rang")
    label = models.CharField("action", max_length=300)
    due_at = models.DateTimeField("à faire avant", null=True, blank=True)
    done_at = models.DateTimeField("faite à", null=True, blank=True)
    done_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="faite par"
    )

    class Meta:
        verbose_name = "action de fiche réflexe"
        verbose_name_plural = "actions de fiches réflexes"
        ordering = ["card", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "card", "position"], name="checklist_item_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="checklist_item_done_whole",
                violation_error_message="Une action faite a un auteur et une heure.",
            ),
        ]

    def __str__(self):
        return self.label


class ChainCheck(models.Model):
    """A verification of the chain of one log: how many entries were read, and the first that does not hold."""

    event = models.ForeignKey(CrisisEvent, models.PROTECT, related_name="chain_checks")
    checked_at = models.DateTimeField("vérifiée le")
    entries = models.PositiveIntegerField("entrées lues")
    broken_at = models.PositiveIntegerField("première entrée rompue", null=True, blank=True)
    reason = models.CharField("constat", max_length=250, blank=True)

    class Meta:
        verbose_name = "vérification de la chaîne"
        verbose_name_plural = "vérifications de la chaîne"
        ordering = ["-checked_at", "-id"]

    def __str__(self):
        return self.reason or "Chaîne intacte"
