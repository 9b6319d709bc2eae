"""District of republican reconquest and local programmes: their perimeters dated, their figures, their operations."""

from django.db import models
from django.db.models import F, Q


class LocalProgramme(models.Model):
    """A programme on a perimeter: the QRR, or a reinforced programme such as that of Choisy and Orly."""

    class Kind(models.TextChoices):
        QRR = "qrr", "Quartier de reconquête républicaine"
        LOCAL = "local", "Programme local renforcé"

    class State(models.TextChoices):
        PREPARED = "prepared", "En préparation"
        RUNNING = "running", "En cours"
        SUSPENDED = "suspended", "Suspendu"
        CLOSED = "closed", "Clos"

    name = models.CharField("programme", max_length=120, unique=True,
                            error_messages={"unique": "Ce programme existe déjà."})  # fmt: skip
    kind = models.CharField("nature", max_length=5, choices=Kind.choices)
    state = models.CharField("état", max_length=9, choices=State.choices, default=State.PREPARED)
    code = models.CharField("code", max_length=12, blank=True)
    district = models.ForeignKey("public_order.PoliceDistrict", models.PROTECT, related_name="+",
                                 verbose_name="circonscription")  # fmt: skip
    # The communes beside the perimeter, where facts may have moved (LOC-02).
    ring = models.ManyToManyField("directorate.Commune", related_name="+", blank=True, verbose_name="couronne")
    starts_on = models.DateField("depuis le")
    ends_on = models.DateField("jusqu'au", null=True, blank=True)
    objectives = models.CharField("objectifs", max_length=2000, blank=True)
    partners = models.CharField("partenaires", max_length=1000, blank=True)
    # Of a QRR alone: the wave of its creation, its reinforcement, its local cell against trafficking (B2.2).
    wave = models.PositiveSmallIntegerField("vague", null=True, blank=True)
    headcount = models.PositiveSmallIntegerField("effectif de renfort", null=True, blank=True)
    cell = models.CharField("cellule locale", max_length=160, blank=True)
    state_since = models.DateField("dans cet état depuis le", null=True, blank=True)
    state_reason = models.CharField("motif", max_length=500, blank=True)

    class Meta:
        verbose_name = "programme local"
        verbose_name_plural = "programmes locaux"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="local_programme_dates",
                violation_error_message="La fin ne peut pas précéder le début.",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(ends_on__isnull=False),
                name="local_programme_closed_on_a_day",
                violation_error_message="Un programme clos a un jour de fin.",
            ),
        ]

    def __str__(self):
        return self.name


class ProgrammePerimeter(models.Model):
    """A version of the perimeter, from a day on: the figures say which one they were counted on (QRR-01)."""

    programme = models.ForeignKey(LocalProgramme, models.CASCADE, related_name="perimeters", verbose_name="programme")
    number = models.PositiveSmallIntegerField("version")
    since = models.DateField("depuis le")
    description = models.CharField("rues et limites", max_length=2000)
    communes = models.ManyToManyField("directorate.Commune", related_name="+", verbose_name="communes")

    class Meta:
        verbose_name = "périmètre"
        ordering = ["programme", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="programme_perimeter_once"),
            models.UniqueConstraint(
                fields=["programme", "since"],
                name="programme_perimeter_once_a_day",
                violation_error_message="Le périmètre change déjà ce jour-là.",
            ),
        ]

    def __str__(self):
        return f"{self.programme}, périmètre {self.number}"


class ProgrammeFigure(models.Model):
    """What was counted in a month: facts in the perimeter or in its ring, or the activity of the forces."""

    class Zone(models.TextChoices):
        PERIMETER = "perimeter", "Périmètre"
        RING = "ring", "Couronne"

    class Nature(models.TextChoices):
        FACTS = "facts", "Faits"
        ACTIVITY = "activity", "Activité des services"

    perimeter = models.ForeignKey(ProgrammePerimeter, models.CASCADE, related_name="figures", verbose_name="périmètre")
    zone = models.CharField("zone", max_length=9, choices=Zone.choices)
    nature = models.CharField("nature", max_length=8, choices=Nature.choices)
    # A group of index for facts; free words for the activity.
    line = models.CharField("indicateur", max_length=60)
    month = models.DateField("mois")
    count = models.PositiveIntegerField("nombre")
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "chiffre d'un programme"
        verbose_name_plural = "chiffres des programmes"
        ordering = ["perimeter", "line", "-month"]
        constraints = [
            models.UniqueConstraint(fields=["perimeter", "zone", "line", "month"], name="programme_figure_once")
        ]

    def __str__(self):
        return f"{self.line}, {self.month:%m/%Y} : {self.count}"


class FieldOperation(models.Model):
    """An operation of the forces on a day, with what it engaged and found (B2.3, B2.4)."""

    class Kind(models.TextChoices):
        ROAD = "controle_routier", "Contrôle routier"
        DRUGS = "operation_anti_stup", "Opération anti-stupéfiants"
        CLEAN = "place_nette", "Place nette"
        TRANSPORT = "transports", "Transports"
        FRAUD = "codaf", "Codaf"
        CEREMONY = "ceremonies", "Cérémonie"
        DEMONSTRATION = "manifestation", "Manifestation"
        FESTIVITY = "fetes", "Fêtes"

    kind = models.CharField("nature", max_length=20, choices=Kind.choices)
    title = models.CharField("opération", max_length=160)
    programme = models.ForeignKey(LocalProgramme, models.PROTECT, null=True, blank=True, related_name="operations",
                                  verbose_name="programme")  # fmt: skip
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    held_on = models.DateField("jour")
    slot = models.CharField("créneau", max_length=40, blank=True)
    forces = models.CharField("forces engagées", max_length=300)
    requisition = models.CharField("réquisition", max_length=60, blank=True)
    # None until the report is in; nought says that nothing was found.
    checked = models.PositiveIntegerField("personnes contrôlées", null=True, blank=True)
    arrests = models.PositiveIntegerField("interpellations", null=True, blank=True)
    vehicles = models.PositiveIntegerField("véhicules contrôlés", null=True, blank=True)
    fines = models.PositiveIntegerField("verbalisations", null=True, blank=True)
    seizures = models.CharField("saisies", max_length=500, blank=True)
    reported_at = models.DateTimeField("compte rendu le", null=True, blank=True)
    # The day that it was first planned on, once it was moved.
    first_day = models.DateField("prévue d'abord le", null=True, blank=True)
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)
    cancelled_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True,
                                     related_name="+", verbose_name="annulée par")  # fmt: skip
    change_reason = models.CharField("motif du changement", max_length=500, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "opération de sécurité"
        verbose_name_plural = "opérations de sécurité"
        ordering = ["-held_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "title", "commune", "held_on"],
                condition=Q(cancelled_at=None),
                name="field_operation_on_once",
                violation_error_message="Cette opération est déjà au calendrier ce jour-là.",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(reported_at=None),
                name="field_operation_cancelled_or_reported",
                violation_error_message="Une opération annulée n'a pas de compte rendu.",
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.held_on:%d/%m/%Y}"

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None


class OperationSeizure(models.Model):
    """What an operation seized, by nature and unit: grams and euros are never added."""

    class Nature(models.TextChoices):
        CANNABIS = "cannabis", "Cannabis"
        COCAINE = "cocaine", "Cocaïne"
        OTHER_DRUG = "autre_stup", "Autre stupéfiant"
        WEAPON = "arme", "Arme"
        CASH = "numeraire", "Numéraire"
        VEHICLE = "vehicule", "Véhicule"
        TOBACCO = "tabac", "Tabac"
        OTHER = "autre", "Autre"

    class Measure(models.TextChoices):
        GRAM = "g", "g"
        PIECE = "u", "unités"
        EURO = "eur", "€"

    operation = models.ForeignKey(FieldOperation, models.CASCADE, related_name="seized", verbose_name="opération")
    nature = models.CharField("nature", max_length=10, choices=Nature.choices)
    measure = models.CharField("unité", max_length=3, choices=Measure.choices)
    quantity = models.DecimalField("quantité", max_digits=12, decimal_places=2)
    recorded_at = models.DateTimeField("enregistrée le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "saisie"
        ordering = ["operation", "nature", "measure"]
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "nature", "measure"],
                name="operation_seizure_once",
                violation_error_message="Cette saisie est déjà enregistrée.",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="operation_seizure_something"),
        ]

    def __str__(self):
        return f"{self.get_nature_display()}, {self.quantity} {self.get_measure_display()}"


class ProgrammeMeeting(models.Model):
    """A committee of the QRR, a quarterly review, or a meeting of a local programme (B2.2, B2.3)."""

    class Kind(models.TextChoices):
        COMMITTEE = "committee", "Comité de pilotage"
        QUARTERLY = "quarterly", "Revue trimestrielle"
        MEETING = "meeting", "Réunion de suivi"

    class State(models.TextChoices):
        PLANNED = "planned", "Prévue"
        HELD = "held", "Tenue"
        CANCELLED = "cancelled", "Annulée"

    programme = models.ForeignKey(LocalProgramme, models.PROTECT, related_name="meetings", verbose_name="programme")
    kind = models.CharField("nature", max_length=9, choices=Kind.choices)
    # The first day of the quarter that a review looks at.
    quarter = models.DateField("trimestre", null=True, blank=True)
    held_on = models.DateField("jour")
    place = models.CharField("lieu", max_length=200)
    chair = models.CharField("présidée par", max_length=160)
    state = models.CharField("état", max_length=9, choices=State.choices, default=State.PLANNED)
    attendees = models.CharField("présents", max_length=1000, blank=True)
    minutes = models.CharField("relevé", max_length=4000, blank=True)
    reason = models.CharField("motif d'annulation", max_length=500, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "réunion d'un programme"
        verbose_name_plural = "réunions des programmes"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "held_on"],
                condition=~Q(state="cancelled"),
                name="programme_meeting_once",
                violation_error_message="Cette réunion est déjà prévue ce jour-là.",
            ),
            models.UniqueConstraint(
                fields=["programme", "quarter"],
                condition=~Q(state="cancelled") & Q(quarter__isnull=False),
                name="programme_quarter_once",
                violation_error_message="La revue de ce trimestre existe déjà.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="quarterly") | Q(quarter__isnull=False),
                name="programme_review_of_a_quarter",
                violation_error_message="Une revue trimestrielle est celle d'un trimestre.",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | ~Q(minutes=""),
                name="programme_meeting_held_with_minutes",
                violation_error_message="Une réunion tenue a son relevé.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.programme}, {self.held_on:%d/%m/%Y}"


class ProgrammeDecision(models.Model):
    """What a meeting decided: somebody owns it until a day, and it comes back to each meeting as long as it is open."""

    class State(models.TextChoices):
        OPEN = "open", "À faire"
        DONE = "done", "Faite"
        DROPPED = "dropped", "Abandonnée"

    meeting = models.ForeignKey(ProgrammeMeeting, models.PROTECT, related_name="decisions", verbose_name="réunion")
    label = models.CharField("décision", max_length=300)
    owner = models.CharField("responsable", max_length=160)
    due_on = models.DateField("échéance")
    # The day that was first given, once it was put off.
    first_due_on = models.DateField("échéance d'origine", null=True, blank=True)
    state = models.CharField("état", max_length=7, choices=State.choices, default=State.OPEN)
    closed_on = models.DateField("close le", null=True, blank=True)
    outcome = models.CharField("suite donnée", max_length=1000, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "décision d'un programme"
        verbose_name_plural = "décisions des programmes"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "label"],
                name="programme_decision_once",
                violation_error_message="Cette décision est déjà au relevé.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_on=None) | (~Q(state="open") & Q(closed_on__isnull=False)),
                name="programme_decision_closed_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="programme_decision_due")]

    def __str__(self):
        return self.label
