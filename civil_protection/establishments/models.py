"""The register of establishments open to the public: what each is, how it is classed, when it is to be visited."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from civil_protection.establishments.activities import ACTIVITIES, TYPES, label_of
from civil_protection.establishments.classification import ordinal

ACTIVITY_CHOICES = [(row.code, label_of(row.code)) for row in ACTIVITIES]
TYPE_CHOICES = [(code, f"{code} · {label}") for code, label in TYPES.items()]
CATEGORIES = [(rank, f"{ordinal(rank)} catégorie") for rank in range(1, 6)]


class Opinion(models.TextChoices):
    FAVOURABLE = "favourable", "Favorable"
    UNFAVOURABLE = "unfavourable", "Défavorable"
    DEFERRED = "deferred", "Différé"
    NO_STATEMENT = "no_statement", "Ne se prononce pas"


class VisitKind(models.TextChoices):
    RECEPTION = "reception", "Réception"
    BEFORE_OPENING = "before_opening", "Avant ouverture"
    PERIODIC = "periodic", "Périodique"
    CHECK = "check", "Contrôle"
    UNANNOUNCED = "unannounced", "Inopinée"
    WORKS = "works", "Chantier"
    ADVICE = "advice", "Conseil"


class Establishment(models.Model):
    """An establishment of the register. What was merged into another stays, with its history, out of the lists."""

    class Kind(models.TextChoices):
        SITE = "site", "Site"
        ESTABLISHMENT = "establishment", "Établissement"
        CELL = "cell", "Cellule"
        DWELLING = "dwelling", "Habitation"
        HIGH_RISE = "high_rise", "Immeuble de grande hauteur"
        CAMPING = "camping", "Camping"
        TEMPORARY = "temporary", "Manifestation temporaire"
        OPEN_FACILITY = "open_facility", "Installation ouverte au public"
        ZONE = "zone", "Zone"

    class Status(models.TextChoices):
        PROJECT = "project", "Projet"
        OPEN = "open", "Ouvert"
        CLOSED = "closed", "Fermé"
        SEASONAL = "seasonal", "Périodique ou itinérant"

    class AlarmClass(models.TextChoices):
        A = "A", "A"
        B = "B", "B"
        C = "C", "C"
        D = "D", "D"
        E = "E", "E"

    number = models.CharField("numéro", max_length=20, unique=True)
    kind = models.CharField("genre", max_length=14, choices=Kind.choices, default=Kind.ESTABLISHMENT)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="site ou établissement"
    )
    status = models.CharField("statut", max_length=10, choices=Status.choices, default=Status.OPEN)
    name = models.CharField("nom", max_length=160)
    sign = models.CharField("enseigne", max_length=160, blank=True)
    address = models.CharField("adresse", max_length=250)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    latitude = models.DecimalField("latitude", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("longitude", max_digits=9, decimal_places=6, null=True, blank=True)
    # --- what it is
    main_type = models.CharField("type principal", max_length=5, choices=TYPE_CHOICES)
    activity = models.CharField("activité", max_length=14, choices=ACTIVITY_CHOICES)
    # [{"type", "activity", "total", "basement", "upper"}]: the part of the public of each other activity.
    secondary = models.JSONField("autres activités", default=list, blank=True)
    public_basement = models.PositiveIntegerField("public en sous-sol", default=0)
    public_ground = models.PositiveIntegerField("public au rez-de-chaussée", default=0)
    public_upper = models.PositiveIntegerField("public en étages", default=0)
    public_total = models.PositiveIntegerField("public au total", default=0)
    residents = models.PositiveIntegerField("résidents", default=0)
    single_upper = models.BooleanField("un seul niveau, situé en étage", default=False)
    staff = models.PositiveIntegerField("personnel", default=0)
    declared = models.PositiveIntegerField("effectif déclaré par l'exploitant", null=True, blank=True)
    levels = models.PositiveSmallIntegerField("nombre de niveaux", null=True, blank=True)
    hosts = models.BooleanField("hébergement", default=False)
    sleeping = models.BooleanField("locaux à sommeil", default=False)
    vehicles = models.PositiveIntegerField("véhicules (parc de stationnement)", null=True, blank=True)
    storeyed_tent = models.BooleanField("CTS à étage, implantation de plus de six mois", default=False)
    # --- its class
    group = models.PositiveSmallIntegerField("groupe", null=True, blank=True)
    category = models.PositiveSmallIntegerField("catégorie", choices=CATEGORIES, null=True, blank=True)
    category_computed = models.PositiveSmallIntegerField(
        "catégorie calculée", choices=CATEGORIES, null=True, blank=True
    )
    category_motive = models.CharField("motif de la catégorie retenue", max_length=500, blank=True)
    # The steps of the computation, as it was done that day with the values in force.
    trace = models.JSONField("calcul de la catégorie", default=list, blank=True)
    classed_on = models.DateField("classé le", null=True, blank=True)
    # --- who
    operator = models.CharField("exploitant", max_length=160, blank=True)
    owner = models.CharField("propriétaire", max_length=160, blank=True)
    safety_manager = models.CharField("responsable unique de sécurité", max_length=160, blank=True)
    public_law = models.BooleanField("personne de droit public", default=False)
    # --- its life
    opened_on = models.DateField("ouvert le", null=True, blank=True)
    opening_order = models.CharField("arrêté d'ouverture", max_length=80, blank=True)
    closed_on = models.DateField("fermé le", null=True, blank=True)
    # Closed for longer than the law allows: a reception visit comes before the public (R143-38).
    reception_needed = models.BooleanField("visite de réception avant réouverture", default=False)
    # --- its visits
    last_visit_on = models.DateField("dernière visite périodique", null=True, blank=True)
    current_opinion = models.CharField("avis courant", max_length=14, choices=Opinion.choices, blank=True)
    opinion_on = models.DateField("avis du", null=True, blank=True)
    # Of the last two visits from which the period runs: GE 4 §3 asks both.
    last_visit_opinion = models.CharField(max_length=14, choices=Opinion.choices, blank=True)
    previous_visit_opinion = models.CharField(max_length=14, choices=Opinion.choices, blank=True)
    previous_visit_in_time = models.BooleanField(default=False)
    last_visit_in_time = models.BooleanField(default=False)
    next_visit_on = models.DateField("prochaine visite", null=True, blank=True)
    period_months = models.PositiveSmallIntegerField("période effective (mois)", null=True, blank=True)
    period_motive = models.CharField("motif de la période", max_length=500, blank=True)
    ordered_months = models.PositiveSmallIntegerField("période fixée par arrêté (mois)", null=True, blank=True)
    ordered_by = models.CharField("arrêté fixant la période", max_length=160, blank=True)
    extended_until = models.DateField("prolongée jusqu'au", null=True, blank=True)
    # --- the rest
    alarm_class = models.CharField("SSI de catégorie", max_length=1, choices=AlarmClass.choices, blank=True)
    study_needed = models.BooleanField("étude de sécurité publique requise", default=False)
    homologated = models.BooleanField("enceinte sportive homologuée", default=False)
    classified_site = models.BooleanField("installation classée (ICPE)", default=False)
    note = models.CharField("observation", max_length=1000, blank=True)
    documents = models.ManyToManyField("civil_protection.ProtectedDocument", related_name="+", blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    recorded_at = models.DateTimeField("enregistré le")
    # One more at each change: a page that was opened before does not write over it.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "établissement recevant du public"
        verbose_name_plural = "établissements recevant du public"
        ordering = ["commune__sort_name", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                "commune", Lower("address"), Lower("sign"), Lower("name"),
                condition=Q(merged_into__isnull=True),
                name="establishment_once",
                violation_error_message="Cet établissement est déjà dans le registre.",
            ),
            models.CheckConstraint(
                condition=Q(public_total=F("public_basement") + F("public_ground") + F("public_upper")),
                name="establishment_public_adds_up",
                violation_error_message="Le public des niveaux ne fait pas le total.",
            ),
            models.CheckConstraint(
                condition=Q(category__isnull=False, category_computed__isnull=False, category=F("category_computed"))
                | Q(category__isnull=True, category_computed__isnull=True)
                | ~Q(category_motive=""),
                name="establishment_category_motive",
                violation_error_message="Une catégorie autre que celle du calcul suppose un motif.",
            ),
            models.CheckConstraint(
                condition=Q(next_visit_on__isnull=False)
                | Q(period_months__isnull=True)
                | Q(status__in=("project", "closed"))
                | Q(merged_into__isnull=False),
                name="establishment_next_visit",
                violation_error_message="Un établissement ouvert et visité a une prochaine visite.",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_on__isnull=False) | ~Q(status="closed"),
                name="establishment_closed_on_a_day",
                violation_error_message="Une fermeture a une date.",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["commune", "name"], name="establishment_of_commune"),
            models.Index(
                fields=["next_visit_on"], condition=Q(next_visit_on__isnull=False), name="establishment_next"
            ),
            models.Index(fields=["main_type", "category"], name="establishment_type_category"),
            models.Index(fields=["category", "status"], name="establishment_category_status"),
            models.Index(
                fields=["current_opinion"], condition=Q(current_opinion="unfavourable"), name="establishment_against"
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.sign or self.name

    @property
    def secondary_types(self) -> list[str]:
        return sorted({item["type"] for item in self.secondary} - {self.main_type})


class EstablishmentEvent(models.Model):
    """Something that happened to an establishment: the line of its history, never rewritten."""

    class Kind(models.TextChoices):
        RECORDED = "recorded", "Enregistré"
        CHANGED = "changed", "Modifié"
        CLASSED = "classed", "Reclassé"
        OPENED = "opened", "Ouvert"
        CLOSED = "closed", "Fermé"
        REOPENED = "reopened", "Rouvert"
        VISITED = "visited", "Visité"
        OPINION = "opinion", "Avis"
        ORDERED = "ordered", "Période fixée par arrêté"
        EXTENDED = "extended", "Période prolongée"
        RECOMPUTED = "recomputed", "Prochaine visite recalculée"
        MERGED = "merged", "Fusionné"

    establishment = models.ForeignKey(
        Establishment, models.CASCADE, related_name="events", verbose_name="établissement"
    )
    kind = models.CharField("fait", max_length=12, choices=Kind.choices)
    happened_on = models.DateField("le")
    said = models.CharField("ce qui s'est passé", max_length=500)
    # {"field label": [before, after]}
    changes = models.JSONField("changements", default=dict, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "fait d'un établissement"
        verbose_name_plural = "faits des établissements"
        ordering = ["-happened_on", "-id"]
        indexes = [models.Index(fields=["kind", "happened_on"], name="establishment_event_on")]

    def __str__(self):
        return f"{self.get_kind_display()} : {self.said}"
