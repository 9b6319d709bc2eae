"""The registers of the regulation: stages, traffic orders, technical inspection, speed sites, people of an approval."""

from django.db import models
from django.db.models import F, Q

COMMUNE = {"to": "directorate.Commune", "on_delete": models.PROTECT, "related_name": "+"}
PLACE = (
    Q(latitude__isnull=True, longitude__isnull=True)
    | Q(latitude__range=(-90, 90), longitude__range=(-180, 180))
)  # fmt: skip


class StageSession(models.Model):
    """A stage that gives points back (code de la route, art. L223-6 and R223-5), held by an approved centre."""

    class State(models.TextChoices):
        PLANNED = "planned", "Prévu"
        HELD = "held", "Tenu"
        CANCELLED = "cancelled", "Annulé"

    number = models.CharField("numéro", max_length=20, unique=True)
    title = models.ForeignKey(
        "directorate.Permit", models.PROTECT, related_name="stage_sessions", verbose_name="agrément du centre"
    )
    room = models.CharField("salle", max_length=200)
    commune = models.ForeignKey(verbose_name="commune", **COMMUNE)
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    hours = models.PositiveSmallIntegerField("durée (heures)")
    capacity = models.PositiveSmallIntegerField("places")
    facilitators = models.CharField("animateurs", max_length=300, blank=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.PLANNED)
    trainees = models.PositiveSmallIntegerField("stagiaires présents", null=True, blank=True)
    cancelled_on = models.DateField("annulation notifiée le", null=True, blank=True)
    cancelled_why = models.CharField("motif de l'annulation", max_length=400, blank=True)
    # Told too late: the approval may be withdrawn, after the hearing of its holder.
    is_flagged = models.BooleanField("annulation tardive", default=False)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "stage de récupération de points"
        verbose_name_plural = "stages de récupération de points"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="stage_days_in_order",
                violation_error_message="Le dernier jour du stage ne précède pas le premier.",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | Q(cancelled_on__isnull=False),
                name="stage_cancelled_on_a_day",
                violation_error_message="Une annulation est notifiée un jour.",
            ),
            models.CheckConstraint(
                condition=Q(is_flagged=False) | Q(state="cancelled"),
                name="stage_flagged_when_cancelled",
                violation_error_message="Seule une annulation est signalée.",
            ),
            models.UniqueConstraint(
                fields=["title", "starts_on", "room"],
                condition=~Q(state="cancelled"),
                name="stage_once_in_a_room",
                violation_error_message="Un stage de ce centre est déjà prévu ce jour dans cette salle.",
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_on"], name="stage_by_day")]

    def __str__(self):
        return f"Stage {self.number}"


class TrafficOrder(models.Model):
    """An order on the traffic of a motorway or a main road: works, an event, or for good (art. R411-8)."""

    class State(models.TextChoices):
        PREPARED = "prepared", "En préparation"
        SIGNED = "signed", "Signé"
        REPEALED = "repealed", "Abrogé"
        ABANDONED = "abandoned", "Abandonné"

    class Kind(models.TextChoices):
        WORKS = "works", "Chantier"
        EVENT = "event", "Manifestation"
        MOTORWAY = "motorway", "Autoroute"
        MAIN_ROAD = "main_road", "Route à grande circulation"
        SPEED = "speed", "Limitation de vitesse"
        LORRIES = "lorries", "Poids lourds, déviation ou interdiction"

    class Preparer(models.TextChoices):
        DRIEAT = "drieat", "DRIEAT"
        DIRIF = "dirif", "DiRIF"
        DEPARTMENT = "department", "Conseil départemental"
        COMMUNE = "commune", "Commune"
        CONCESSION = "concession", "Société d'autoroute"
        BUREAU = "bureau", "Le bureau"

    # Its number in the register of acts, once signed.
    number = models.CharField("arrêté n°", max_length=20, blank=True)
    title = models.CharField("objet", max_length=250)
    kind = models.CharField("nature", max_length=10, choices=Kind.choices)
    prepared_by = models.CharField("préparé par", max_length=10, choices=Preparer.choices)
    roads = models.CharField("voies", max_length=300)
    measures = models.CharField("mesures", max_length=4000)
    communes = models.ManyToManyField("directorate.Commune", related_name="+", verbose_name="communes")
    starts_at = models.DateTimeField("du")
    ends_at = models.DateTimeField("au", null=True, blank=True)
    # GeoJSON, a point or a line.
    geometry = models.JSONField("tracé", null=True, blank=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.PREPARED)
    signed_on = models.DateField("signé le", null=True, blank=True)
    order = models.ForeignKey(
        "directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="arrêté"
    )
    repealed_on = models.DateField("abrogé le", null=True, blank=True)
    repealed_why = models.CharField("motif de l'abrogation", max_length=400, blank=True)
    abandoned_on = models.DateField("abandonné le", null=True, blank=True)
    abandoned_why = models.CharField("motif de l'abandon", max_length=400, blank=True)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "arrêté de circulation"
        verbose_name_plural = "arrêtés de circulation"
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="traffic_order_days_in_order",
                violation_error_message="La fin suit le début.",
            ),
            models.CheckConstraint(
                condition=Q(state="prepared", signed_on__isnull=True)
                | Q(state="abandoned", signed_on__isnull=True, abandoned_on__isnull=False)
                | Q(state__in=("signed", "repealed"), signed_on__isnull=False) & ~Q(number=""),
                name="traffic_order_signed_has_a_number",
                violation_error_message="Un arrêté signé a un numéro et un jour de signature.",
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="traffic_order_number_once",
                violation_error_message="Un autre arrêté de circulation porte ce numéro.",
            ),
        ]
        indexes = [models.Index(fields=["state", "ends_at"], name="traffic_order_by_end")]

    def __str__(self):
        return f"Arrêté n° {self.number}" if self.number else self.title


class InspectionCentre(models.Model):
    """A technical inspection centre (code de la route, art. R323-13 and following), approved until withdrawn."""

    class State(models.TextChoices):
        APPROVED = "approved", "Agréé"
        SUSPENDED = "suspended", "Suspendu"
        WITHDRAWN = "withdrawn", "Retiré"

    class Category(models.TextChoices):
        LIGHT = "light", "Véhicules légers"
        HEAVY = "heavy", "Poids lourds"
        TWO_WHEELERS = "two_wheelers", "Deux et trois-roues"

    number = models.CharField("agrément n°", max_length=20, unique=True)
    name = models.CharField("nom", max_length=160)
    operator = models.CharField("exploitant", max_length=160)
    network = models.CharField("réseau", max_length=80, blank=True)
    category = models.CharField("véhicules", max_length=14, choices=Category.choices)
    address = models.CharField("adresse", max_length=300)
    commune = models.ForeignKey(verbose_name="commune", **COMMUNE)
    approved_on = models.DateField("agréé le")
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.APPROVED)
    state_on = models.DateField("depuis le", null=True, blank=True)
    # Before a suspension or a withdrawal, the operator is heard (AGR-03).
    heard_from = models.DateField("observations demandées le", null=True, blank=True)
    heard_until = models.DateField("observations jusqu'au", null=True, blank=True)
    heard_why = models.CharField("griefs", max_length=2000, blank=True)
    observations = models.CharField("observations", max_length=2000, blank=True)
    closed_why = models.CharField("motif", max_length=1000, blank=True)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "centre de contrôle technique"
        verbose_name_plural = "centres de contrôle technique"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="approved") | Q(state_on__isnull=False, heard_from__isnull=False),
                name="inspection_centre_struck_after_hearing",
                violation_error_message="Une suspension ou un retrait suit une procédure contradictoire.",
            )
        ]

    def __str__(self):
        return self.name


class InspectionController(models.Model):
    """Somebody approved to inspect vehicles, attached to a centre as long as he works there."""

    class State(models.TextChoices):
        APPROVED = "approved", "Agréé"
        LEFT = "left", "Sans centre"
        WITHDRAWN = "withdrawn", "Retiré"

    number = models.CharField("agrément n°", max_length=20, unique=True)
    name = models.CharField("nom", max_length=120)
    centre = models.ForeignKey(
        InspectionCentre, models.PROTECT, null=True, blank=True, related_name="controllers", verbose_name="centre"
    )
    approved_on = models.DateField("agréé le")
    # The conclusion of the criminal record and its day; the extract itself is never kept (AGR-06).
    record_checked_on = models.DateField("casier consulté le", null=True, blank=True)
    record_is_clear = models.BooleanField("casier compatible", null=True, blank=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.APPROVED)
    state_on = models.DateField("depuis le", null=True, blank=True)
    # Before a withdrawal, the controller is heard (AGR-03).
    heard_from = models.DateField("observations demandées le", null=True, blank=True)
    heard_until = models.DateField("observations jusqu'au", null=True, blank=True)
    heard_why = models.CharField("griefs", max_length=2000, blank=True)
    observations = models.CharField("observations", max_length=2000, blank=True)
    closed_why = models.CharField("motif", max_length=1000, blank=True)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "contrôleur technique"
        verbose_name_plural = "contrôleurs techniques"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(record_is_clear__isnull=True) | Q(record_checked_on__isnull=False),
                name="controller_record_is_dated",
                violation_error_message="La conclusion du casier est datée.",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(state_on__isnull=False, heard_from__isnull=False),
                name="controller_withdrawn_after_hearing",
                violation_error_message="Un retrait suit une procédure contradictoire.",
            ),
        ]

    def __str__(self):
        return self.name


class SpeedSite(models.Model):
    """An automatic speed control: proposed, after opinions in service, stopped."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposé"
        OPINION = "opinion", "Avis rendu"
        IN_SERVICE = "in_service", "En service"
        STOPPED = "stopped", "Retiré"

    class Kind(models.TextChoices):
        FIXED = "fixed", "Fixe"
        DISCRIMINATING = "discriminating", "Discriminant"
        SECTION = "section", "Tronçon"
        RED_LIGHT = "red_light", "Feu rouge"
        TURRET = "turret", "Tourelle"
        WORKS = "works", "Chantier"

    number = models.CharField("numéro", max_length=20, unique=True)
    kind = models.CharField("type", max_length=16, choices=Kind.choices)
    road = models.CharField("voie", max_length=120)
    direction = models.CharField("sens", max_length=120, blank=True)
    commune = models.ForeignKey(verbose_name="commune", **COMMUNE)
    limit = models.PositiveSmallIntegerField("vitesse autorisée (km/h)", null=True, blank=True)
    latitude = models.DecimalField("latitude", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("longitude", max_digits=9, decimal_places=6, null=True, blank=True)
    grounds = models.CharField("motif de l'implantation", max_length=1000, blank=True)
    state = models.CharField("état", max_length=12, choices=State.choices, default=State.PROPOSED)
    opinion_on = models.DateField("avis du", null=True, blank=True)
    opinion_is_favourable = models.BooleanField("avis favorable", null=True, blank=True)
    opinion = models.CharField("avis", max_length=1000, blank=True)
    opened_on = models.DateField("en service le", null=True, blank=True)
    closed_on = models.DateField("retiré le", null=True, blank=True)
    closed_why = models.CharField("motif du retrait", max_length=400, blank=True)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "radar automatique"
        verbose_name_plural = "radars automatiques"
        ordering = ["road", "number"]
        constraints = [
            models.CheckConstraint(
                condition=PLACE,
                name="speed_site_place",
                violation_error_message="La latitude et la longitude vont ensemble.",
            ),
            models.CheckConstraint(
                condition=~Q(state="in_service") | Q(opened_on__isnull=False),
                name="speed_site_opened_on_a_day",
                violation_error_message="Un radar en service a un jour de mise en service.",
            ),
        ]

    def __str__(self):
        return f"Radar {self.number}, {self.road}"


class ApprovedPerson(models.Model):
    """A person without whom an approval falls (AGR-04): operator, manager, custodian, director of teaching."""

    class Role(models.TextChoices):
        OPERATOR = "operator", "Exploitant"
        MANAGER = "manager", "Gérant"
        CUSTODIAN = "custodian", "Gardien"
        TEACHER = "teacher", "Directeur pédagogique"

    title = models.ForeignKey("directorate.Permit", models.PROTECT, related_name="road_people", verbose_name="agrément")
    name = models.CharField("nom", max_length=120)
    role = models.CharField("qualité", max_length=10, choices=Role.choices)
    is_essential = models.BooleanField("l'agrément lui est personnel", default=True)
    since = models.DateField("depuis le")
    left_on = models.DateField("parti le", null=True, blank=True)
    left_why = models.CharField("motif du départ", max_length=400, blank=True)
    record_checked_on = models.DateField("casier consulté le", null=True, blank=True)
    record_is_clear = models.BooleanField("casier compatible", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "personne d'un agrément"
        verbose_name_plural = "personnes des agréments"
        ordering = ["name", "-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("since")),
                name="approved_person_days_in_order",
                violation_error_message="Le départ suit l'arrivée.",
            ),
            models.CheckConstraint(
                condition=Q(record_is_clear__isnull=True) | Q(record_checked_on__isnull=False),
                name="approved_person_record_is_dated",
                violation_error_message="La conclusion du casier est datée.",
            ),
            models.UniqueConstraint(
                fields=["title", "name", "role"],
                condition=Q(left_on__isnull=True),
                name="approved_person_once",
                violation_error_message="Cette personne figure déjà à l'agrément en cette qualité.",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.get_role_display().lower()}"

    @property
    def state(self) -> str:
        return "here" if self.left_on is None else "left"


class ApprovalInspection(models.Model):
    """A visit of what is approved: the place of a title, a technical inspection centre, or a controller at work."""

    title = models.ForeignKey(
        "directorate.Permit", models.PROTECT, null=True, blank=True, related_name="road_inspections",
        verbose_name="agrément",
    )  # fmt: skip
    centre = models.ForeignKey(
        InspectionCentre, models.PROTECT, null=True, blank=True, related_name="inspections",
        verbose_name="centre de contrôle technique",
    )  # fmt: skip
    controller = models.ForeignKey(
        InspectionController, models.PROTECT, null=True, blank=True, related_name="inspections",
        verbose_name="contrôleur technique",
    )  # fmt: skip
    inspected_on = models.DateField("inspecté le")
    inspector = models.CharField("par", max_length=160)
    is_compliant = models.BooleanField("conforme")
    findings = models.CharField("constats", max_length=2000, blank=True)
    follow_up = models.CharField("suites", max_length=1000, blank=True)
    followed_on = models.DateField("suites satisfaites le", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "inspection d'un agrément"
        verbose_name_plural = "inspections des agréments"
        ordering = ["-inspected_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(title__isnull=False, centre__isnull=True, controller__isnull=True)
                | Q(title__isnull=True, centre__isnull=False, controller__isnull=True)
                | Q(title__isnull=True, centre__isnull=True, controller__isnull=False),
                name="inspection_of_one_thing",
                violation_error_message="Une inspection porte sur un agrément, un centre ou un contrôleur.",
            ),
            models.CheckConstraint(
                condition=Q(is_compliant=True) | ~Q(findings=""),
                name="inspection_says_what_is_wrong",
                violation_error_message="Dire ce qui n'est pas conforme.",
            ),
            models.CheckConstraint(
                condition=Q(followed_on__isnull=True) | Q(is_compliant=False, followed_on__gte=F("inspected_on")),
                name="inspection_followed_after_it",
                violation_error_message="Les suites viennent après l'inspection.",
            ),
            *(
                models.UniqueConstraint(
                    fields=[what, "inspected_on"],
                    condition=Q(**{f"{what}__isnull": False}),
                    name=f"inspection_of_{what}_once_a_day",
                    violation_error_message="Une inspection est déjà enregistrée ce jour-là.",
                )
                for what in ("title", "centre", "controller")
            ),
        ]

    def __str__(self):
        return f"Inspection du {self.inspected_on:%d/%m/%Y}, {self.subject}"

    @property
    def subject(self) -> str:
        if self.title_id:
            return f"{self.title.place_label or self.title.holder}, n° {self.title.number}"
        return str(self.centre or self.controller)

    @property
    def state(self) -> str:
        if self.is_compliant:
            return "compliant"
        return "followed" if self.followed_on else "open"
