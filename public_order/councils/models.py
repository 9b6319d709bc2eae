"""Prevention councils of the communes and of the department, territorial strategies, and the états-majors de sécurité.

What sits on the commission engine (départemental council, états-majors) has its session, its agenda and its actions
there; the councils of the communes are chaired by the maires, and only what the prefecture follows is kept here.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime

from directorate.legal_texts.models import OneRow
from directorate.parameters.models import DateRange, TextRange
from directorate.web.sealing import SealedField
from public_order.councils.rules import CHAIRED, Chaired


class Body(models.TextChoices):
    COMMUNAL = "clspd", "CLSPD"
    SHARED = "cispd", "CISPD"


class MemberRule(models.Model):
    """Who sits in a council, by right or chosen, as the text of a time says (data, not code)."""

    body = models.CharField("instance", max_length=5, choices=Body.choices)
    kind = models.CharField("membre", max_length=160)
    by_right = models.BooleanField("de droit")
    valid_from = models.DateField("depuis le")
    valid_to = models.DateField("jusqu'au (exclu)", null=True, blank=True)
    source = models.CharField("fondement", max_length=160)

    class Meta:
        verbose_name = "règle de composition"
        verbose_name_plural = "règles de composition"
        ordering = ["body", "-by_right", "kind"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="member_rule_dates"
            ),
            ExclusionConstraint(
                name="member_rule_once_a_day",
                expressions=[
                    (TextRange("body"), "&&"), (TextRange("kind"), "&&"), (DateRange("valid_from", "valid_to"), "&&"),
                ],
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_body_display()} : {self.kind}"


class CouncilDuty(models.Model):
    """PRE-01, PRE-03: what the law asks of a commune for a year, as it was computed and with what."""

    year = models.PositiveSmallIntegerField("année")
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    population = models.PositiveIntegerField("habitants")
    quarters = models.PositiveSmallIntegerField("quartiers prioritaires")
    is_obliged = models.BooleanField("conseil obligatoire")
    needs_coordinator = models.BooleanField("coordonnateur obligatoire")
    trace = models.JSONField("règles appliquées", default=list)
    computed_at = models.DateTimeField("calculé le")

    class Meta:
        verbose_name = "obligation d'une commune"
        verbose_name_plural = "obligations des communes"
        ordering = ["-year", "commune__sort_name"]
        constraints = [models.UniqueConstraint(fields=["year", "commune"], name="council_duty_once_a_year")]

    def __str__(self):
        return f"{self.commune}, {self.year}"


class Council(models.Model):
    """A CLSPD, or a CISPD that several communes share. Its state is told by the rules, from its sittings."""

    class Stage(models.TextChoices):
        PREPARED = "prepared", "En cours de création"
        CREATED = "created", "Créé"
        DISSOLVED = "dissolved", "Dissous"

    kind = models.CharField("nature", max_length=5, choices=Body.choices)
    name = models.CharField("conseil", max_length=120, unique=True,
                            error_messages={"unique": "Ce conseil existe déjà."})  # fmt: skip
    stage = models.CharField("étape", max_length=9, choices=Stage.choices, default=Stage.CREATED)
    created_on = models.DateField("créé le", null=True, blank=True)
    act = models.CharField("acte de création", max_length=160, blank=True)
    rules_of_procedure = models.ForeignKey(
        "directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="règlement intérieur",
    )  # fmt: skip
    last_plenary_on = models.DateField("dernière plénière", null=True, blank=True)
    last_restricted_on = models.DateField("dernière formation restreinte", null=True, blank=True)
    dissolved_on = models.DateField("dissous le", null=True, blank=True)
    dissolution = models.CharField("acte de dissolution", max_length=160, blank=True)

    class Meta:
        verbose_name = "conseil de prévention"
        verbose_name_plural = "conseils de prévention"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=("prepared", "dissolved")) | Q(created_on__isnull=False),
                name="council_created_on_a_day",
                violation_error_message="Un conseil créé a une date de création.",
            ),
            models.CheckConstraint(
                condition=Q(stage="dissolved", dissolved_on__isnull=False)
                | (~Q(stage="dissolved") & Q(dissolved_on=None, dissolution="")),
                name="council_dissolved_on_a_day",
                violation_error_message="Un conseil dissous a une date de dissolution.",
            ),
        ]

    def __str__(self):
        return self.name


class CouncilMembership(models.Model):
    """PRE-04: a commune belongs to a council from a day on, and to one at a time."""

    council = models.ForeignKey(Council, models.CASCADE, related_name="memberships", verbose_name="conseil")
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    since = models.DateField("depuis le")
    until = models.DateField("jusqu'au (exclu)", null=True, blank=True)
    withdrawal = models.CharField("acte de retrait", max_length=160, blank=True)

    class Meta:
        verbose_name = "commune d'un conseil"
        verbose_name_plural = "communes des conseils"
        ordering = ["council", "commune__sort_name", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="council_membership_dates",
                violation_error_message="La sortie suit l'entrée.",
            ),
            ExclusionConstraint(
                name="commune_in_one_council_at_a_time",
                expressions=[(TextRange("commune_id"), "&&"), (DateRange("since", "until"), "&&")],
                violation_error_message="Cette commune est déjà dans un conseil à ces dates.",
            ),
        ]

    def __str__(self):
        return f"{self.commune} ({self.council})"


class CouncilSitting(models.Model):
    """A plenary or a restricted sitting of the council of a commune."""

    class Formation(models.TextChoices):
        PLENARY = "plenary", "Plénière"
        RESTRICTED = "restricted", "Formation restreinte"

    council = models.ForeignKey(Council, models.CASCADE, related_name="sittings", verbose_name="conseil")
    formation = models.CharField("formation", max_length=10, choices=Formation.choices)
    held_on = models.DateField("tenue le")
    represented_by = models.CharField("le préfet représenté par", max_length=120, blank=True)

    class Meta:
        verbose_name = "séance d'un conseil"
        verbose_name_plural = "séances des conseils"
        ordering = ["council", "-held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "formation", "held_on"],
                name="council_sitting_once",
                violation_error_message="Cette séance est déjà enregistrée.",
            )
        ]

    def __str__(self):
        return f"{self.council}, {self.get_formation_display().lower()} du {self.held_on:%d/%m/%Y}"


class PlannedSitting(models.Model):
    """A sitting to come of the council of a commune: who will sit for the préfet, and what is to be said there."""

    council = models.ForeignKey(Council, models.CASCADE, related_name="planned", verbose_name="conseil")
    formation = models.CharField("formation", max_length=10, choices=CouncilSitting.Formation.choices)
    starts_at = models.DateTimeField("prévue le")
    place = models.CharField("lieu", max_length=160, blank=True)
    represented_by = models.CharField("le préfet représenté par", max_length=120, blank=True)
    messages = models.CharField("messages à porter", max_length=3000, blank=True)
    # What came of it: a sitting that was held, or the reason why it was not.
    sitting = models.OneToOneField(
        CouncilSitting, models.PROTECT, null=True, blank=True, related_name="planned", verbose_name="séance tenue"
    )
    cancelled_for = models.CharField("motif d'annulation", max_length=200, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "séance à venir d'un conseil"
        verbose_name_plural = "séances à venir des conseils"
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "starts_at"],
                name="planned_sitting_once",
                violation_error_message="Cette séance est déjà prévue.",
            ),
            models.CheckConstraint(
                condition=Q(sitting=None) | Q(cancelled_for=""),
                name="planned_sitting_held_or_cancelled",
                violation_error_message="Une séance tenue n'est pas annulée.",
            ),
        ]

    def __str__(self):
        return f"{self.council}, {self.get_formation_display().lower()} du {localtime(self.starts_at):%d/%m/%Y}"

    @property
    def is_open(self) -> bool:
        return self.sitting_id is None and not self.cancelled_for


class CouncilCoordinator(models.Model):
    """PRE-03: who coordinates a council, from a day on; designated by the préfet when the maire names nobody."""

    class Kind(models.TextChoices):
        ELECTED = "elected", "Élu"
        AGENT = "agent", "Agent"
        DESIGNATED = "designated_by_prefet", "Désigné par le préfet"

    council = models.ForeignKey(Council, models.CASCADE, related_name="coordinators", verbose_name="conseil")
    name = models.CharField("coordonnateur", max_length=120)
    kind = models.CharField("qualité", max_length=20, choices=Kind.choices)
    since = models.DateField("depuis le")
    until = models.DateField("jusqu'au (exclu)", null=True, blank=True)
    letter = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "coordonnateur"
        ordering = ["council", "-since"]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="coordinator_dates"),
            models.CheckConstraint(
                condition=~Q(kind="designated_by_prefet") | Q(letter__isnull=False),
                name="coordinator_designated_in_writing",
            ),
            ExclusionConstraint(
                name="coordinator_one_at_a_time",
                expressions=[(OneRow("council"), "&&"), (DateRange("since", "until"), "&&")],
                violation_error_message="Ce conseil a déjà un coordonnateur à ces dates.",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.council})"


class CouncilGroup(models.Model):
    """A thematic group of a council."""

    council = models.ForeignKey(Council, models.CASCADE, related_name="groups", verbose_name="conseil")
    theme = models.CharField("thème", max_length=120)
    frequency_months = models.PositiveSmallIntegerField("fréquence (mois)")
    charter_signed_on = models.DateField("charte de confidentialité signée le", null=True, blank=True)

    class Meta:
        verbose_name = "groupe de travail"
        verbose_name_plural = "groupes de travail"
        ordering = ["council", "theme"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "theme"],
                name="council_group_once",
                violation_error_message="Ce groupe existe déjà dans ce conseil.",
            ),
            models.CheckConstraint(condition=Q(frequency_months__gt=0), name="council_group_frequency"),
        ]

    def __str__(self):
        return f"{self.theme} ({self.council})"


class GroupSitting(models.Model):
    """PRE-05: the minutes of a group stay with the maire. A day, a count and general themes are all that is kept."""

    group = models.ForeignKey(CouncilGroup, models.CASCADE, related_name="sittings", verbose_name="groupe")
    held_on = models.DateField("tenue le")
    attendance = models.PositiveSmallIntegerField("participants")
    themes = models.CharField("thèmes généraux", max_length=200)

    class Meta:
        verbose_name = "réunion d'un groupe"
        verbose_name_plural = "réunions des groupes"
        ordering = ["group", "-held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "held_on"],
                name="group_sitting_once",
                violation_error_message="Cette réunion est déjà enregistrée.",
            )
        ]

    def __str__(self):
        return f"{self.group}, {self.held_on:%d/%m/%Y}"


class TerritorialStrategy(models.Model):
    """The strategy of a council: STSPD, local contract or contract of integrated security."""

    class Kind(models.TextChoices):
        STSPD = "stspd", "Stratégie territoriale (STSPD)"
        LOCAL = "local_contract", "Contrat local"
        INTEGRATED = "csi", "Contrat de sécurité intégrée"

    council = models.ForeignKey(Council, models.CASCADE, related_name="strategies", verbose_name="conseil")
    kind = models.CharField("nature", max_length=14, choices=Kind.choices)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    axes = models.CharField("axes", max_length=2000)
    indicators = models.CharField("indicateurs", max_length=1000, blank=True)
    signatories = models.CharField("signataires", max_length=400, blank=True)
    signed_on = models.DateField("signée le", null=True, blank=True)
    review_on = models.DateField("revue le", null=True, blank=True)

    class Meta:
        verbose_name = "stratégie territoriale"
        verbose_name_plural = "stratégies territoriales"
        ordering = ["council", "-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="territorial_strategy_dates",
                violation_error_message="La fin suit le début.",
            ),
            models.UniqueConstraint(
                fields=["council", "kind", "starts_on"],
                name="territorial_strategy_once",
                violation_error_message="Cette stratégie est déjà enregistrée.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.starts_on.year}-{self.ends_on.year} ({self.council})"


class CouncilLetter(models.Model):
    """A letter to a maire whose commune has no council, or whose council sleeps."""

    class Kind(models.TextChoices):
        MISSING = "missing", "Conseil à créer"
        DORMANT = "dormant", "Plénière à réunir"
        COORDINATOR = "coordinator", "Coordonnateur à désigner"

    kind = models.CharField("objet", max_length=11, choices=Kind.choices)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    council = models.ForeignKey(Council, models.PROTECT, null=True, blank=True, related_name="letters",
                                verbose_name="conseil")  # fmt: skip
    written_on = models.DateField("écrite le")
    letter = models.ForeignKey("directorate.Letter", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "lettre à un maire"
        verbose_name_plural = "lettres aux maires"
        ordering = ["-written_on", "commune__sort_name"]
        constraints = [
            # A second click writes no second letter.
            models.UniqueConstraint(
                fields=["kind", "commune", "written_on"],
                name="council_letter_once_a_day",
                violation_error_message="Cette lettre est déjà écrite aujourd'hui.",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.commune}"


class Instance(models.Model):
    """Another body in which the prefecture sits (B5.3)."""

    name = models.CharField("instance", max_length=160, unique=True,
                            error_messages={"unique": "Cette instance existe déjà."})  # fmt: skip
    # Radicalisation is strictly out of the application, but for its dates.
    is_date_only = models.BooleanField("seules ses dates sont tenues", default=False)
    basis = models.CharField("fondement", max_length=160, blank=True)
    lead = models.CharField("pilote", max_length=160, blank=True)
    frequency_months = models.PositiveSmallIntegerField("fréquence (mois)", null=True, blank=True)
    is_active = models.BooleanField("en activité", default=True)
    # Its members, its agenda, its minutes and its actions are of the engine; of a date alone, nothing is.
    commission = models.OneToOneField(
        "directorate.Commission", models.PROTECT, null=True, blank=True, related_name="instance",
        verbose_name="commission",
    )  # fmt: skip

    class Meta:
        verbose_name = "autre instance"
        verbose_name_plural = "autres instances"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_date_only=False) | Q(commission=None, basis="", lead=""),
                name="instance_of_dates_alone",
                violation_error_message="Une instance dont seules les dates sont tenues n'a rien d'autre.",
            ),
            models.CheckConstraint(
                condition=Q(frequency_months=None) | Q(frequency_months__gt=0), name="instance_frequency"
            ),
        ]

    def __str__(self):
        return self.name


class InstanceSitting(models.Model):
    instance = models.ForeignKey(Instance, models.CASCADE, related_name="sittings", verbose_name="instance")
    held_on = models.DateField("jour")
    is_date_only = models.BooleanField(default=False)
    attendance = models.PositiveSmallIntegerField("participants", null=True, blank=True)
    themes = models.CharField("thèmes généraux", max_length=200, blank=True)

    class Meta:
        verbose_name = "réunion d'une instance"
        verbose_name_plural = "réunions des instances"
        ordering = ["instance", "-held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["instance", "held_on"],
                name="instance_sitting_once",
                violation_error_message="Cette réunion est déjà enregistrée.",
            ),
            models.CheckConstraint(
                condition=Q(is_date_only=False) | Q(attendance=None, themes=""), name="instance_sitting_date_only"
            ),
        ]

    def __str__(self):
        return f"{self.instance}, {self.held_on:%d/%m/%Y}"


# --- the department -------------------------------------------------------------------------------------------


class DepartmentalSitting(models.Model):
    """The yearly sitting of the departmental council (CDPD), with what it examines; its session is of the engine."""

    session = models.OneToOneField(
        "directorate.CommissionSession", models.PROTECT, related_name="departmental_sitting", verbose_name="séance"
    )
    year = models.PositiveSmallIntegerField("année examinée")
    delinquency = models.CharField("rapport sur la délinquance", max_length=2000, blank=True)
    councils = models.CharField("activité des CLSPD", max_length=2000, blank=True)
    grants = models.CharField("rapport sur l'emploi du FIPD", max_length=2000, blank=True)
    proposals = models.CharField("propositions", max_length=2000, blank=True)

    class Meta:
        verbose_name = "séance du CDPD"
        verbose_name_plural = "séances du CDPD"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                name="departmental_sitting_once_a_year",
                violation_error_message="Le conseil examine déjà cette année.",
            )
        ]

    def __str__(self):
        return f"CDPD, année {self.year}"


class DepartmentalPlan(models.Model):
    """PRE-06: the plan, arrêté by the préfet after the opinion of the procureur, then of the CDPD."""

    starts_year = models.PositiveSmallIntegerField("de")
    ends_year = models.PositiveSmallIntegerField("à")
    prosecutor_on = models.DateField("avis du procureur", null=True, blank=True)
    council_on = models.DateField("avis du CDPD", null=True, blank=True)
    signed_on = models.DateField("signé le", null=True, blank=True)
    number = models.CharField("arrêté n°", max_length=20, null=True, blank=True, unique=True)  # noqa: DJ001
    order = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "plan départemental"
        verbose_name_plural = "plans départementaux"
        ordering = ["-starts_year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_year__gte=F("starts_year")),
                name="departmental_plan_years",
                violation_error_message="La fin suit le début.",
            ),
            models.UniqueConstraint(
                fields=["starts_year"],
                name="departmental_plan_once",
                violation_error_message="Un plan commence déjà cette année-là.",
            ),
            models.CheckConstraint(
                condition=Q(council_on=None) | Q(prosecutor_on__lte=F("council_on"), prosecutor_on__isnull=False),
                name="departmental_plan_council_after_prosecutor",
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None)
                | Q(council_on__lte=F("signed_on"), council_on__isnull=False, order__isnull=False),
                name="departmental_plan_signed_last",
            ),
        ]

    def __str__(self):
        return f"Plan départemental {self.starts_year}-{self.ends_year}"


class PlanAxis(models.Model):
    plan = models.ForeignKey(DepartmentalPlan, models.CASCADE, related_name="axes", verbose_name="plan")
    rank = models.PositiveSmallIntegerField("ordre")
    title = models.CharField("axe", max_length=160)
    actions = models.CharField("actions", max_length=2000)
    indicators = models.CharField("indicateurs", max_length=1000, blank=True)

    class Meta:
        verbose_name = "axe du plan"
        verbose_name_plural = "axes du plan"
        ordering = ["plan", "rank"]
        constraints = [models.UniqueConstraint(fields=["plan", "rank"], name="plan_axis_once")]

    def __str__(self):
        return self.title


class NationalAxis(models.Model):
    """An axis of a national strategy, as data."""

    strategy = models.CharField("stratégie nationale", max_length=40)
    starts_year = models.PositiveSmallIntegerField("de")
    ends_year = models.PositiveSmallIntegerField("à")
    rank = models.PositiveSmallIntegerField("ordre")
    title = models.CharField("axe", max_length=160)
    to_confirm = models.BooleanField("à confirmer", default=False)

    class Meta:
        verbose_name = "axe national"
        verbose_name_plural = "axes nationaux"
        ordering = ["-starts_year", "rank"]
        constraints = [models.UniqueConstraint(fields=["strategy", "rank"], name="national_axis_once")]

    def __str__(self):
        return f"{self.strategy}, axe {self.rank} : {self.title}"


class AxisBalance(models.Model):
    """What was done in the department in a year under an axis."""

    axis = models.ForeignKey(NationalAxis, models.PROTECT, related_name="balances", verbose_name="axe")
    year = models.PositiveSmallIntegerField("année")
    measures = models.CharField("mesures déployées", max_length=2000)
    number = models.PositiveIntegerField("nombre d'actions", null=True, blank=True)
    granted = models.DecimalField("FIPD (€)", max_digits=12, decimal_places=2, null=True, blank=True)
    examples = models.CharField("exemples", max_length=1000, blank=True)
    difficulties = models.CharField("difficultés", max_length=1000, blank=True)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "bilan d'un axe"
        verbose_name_plural = "bilans des axes"
        ordering = ["-year", "axis"]
        constraints = [
            models.UniqueConstraint(fields=["axis", "year"], name="axis_balance_once_a_year"),
            models.CheckConstraint(condition=Q(granted=None) | Q(granted__gte=0), name="axis_balance_money"),
        ]

    def __str__(self):
        return f"{self.axis}, {self.year}"


# --- états-majors de sécurité ---------------------------------------------------------------------------------


class StaffMeeting(models.Model):
    """A sitting of a body that the préfet and the procureur chair together: état-major de sécurité, or anti-fraud
    committee, as the commission of its session says.

    A restricted formation is a meeting of its own: its agenda says nothing, its points and minutes are sealed (EMS-03).
    """

    class Formation(models.TextChoices):
        PLENARY = "plenary", "Plénière"
        RESTRICTED = "restricted", "Restreinte"
        THEMATIC = "thematic", "Thématique"
        DISTRICT = "district", "D'arrondissement"

    session = models.OneToOneField(
        "directorate.CommissionSession", models.PROTECT, related_name="staff_meeting", verbose_name="séance"
    )
    formation = models.CharField("formation", max_length=10, choices=Formation.choices)
    theme = models.CharField("thème", max_length=160, blank=True)
    district = models.ForeignKey(
        "directorate.Arrondissement", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="arrondissement",
    )  # fmt: skip
    # EMS-04: the figures as the monthly note said them when they were annexed, with the digest of that note.
    report = models.ForeignKey("public_order.ReportVersion", models.PROTECT, null=True, blank=True, related_name="+",
                               verbose_name="note mensuelle annexée")  # fmt: skip
    statistics = models.JSONField("chiffres annexés", null=True, blank=True)
    statistics_hash = models.CharField(max_length=64, blank=True)
    file_ready_on = models.DateField("dossier prêt le", null=True, blank=True)
    communique = models.CharField("communiqué", max_length=2000, blank=True)
    prefect_validated_at = models.DateTimeField("validé par le préfet le", null=True, blank=True)
    prefect_validated_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+"
    )
    prosecutor_validated_on = models.DateField("validé par le procureur le", null=True, blank=True)
    prosecutor_reference = models.CharField("accord du procureur", max_length=160, blank=True)

    class Meta:
        verbose_name = "état-major de sécurité"
        verbose_name_plural = "états-majors de sécurité"
        ordering = ["-session__starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(formation="restricted") | Q(theme="", communique="", report=None),
                name="restricted_staff_meeting_says_nothing",
                violation_error_message="Une formation restreinte n'a ni thème, ni communiqué, ni chiffres annexés.",
            ),
            models.CheckConstraint(
                condition=Q(report=None) | Q(statistics__isnull=False), name="staff_meeting_statistics_frozen"
            ),
        ]

    def __str__(self):
        day = localtime(self.session.starts_at)
        return f"{self.body.short} du {day:%d/%m/%Y} ({self.get_formation_display().lower()})"

    @property
    def body(self) -> Chaired:
        return CHAIRED[self.session.commission_id]

    @property
    def is_restricted(self) -> bool:
        return self.formation == self.Formation.RESTRICTED

    @property
    def is_validated(self) -> bool:
        by_prefect = self.prefect_validated_at is not None or not self.prefect_validates
        return by_prefect and self.prosecutor_validated_on is not None

    @property
    def prefect_validates(self) -> bool:
        return self.body.prefect_in_restricted or not self.is_restricted


class RestrictedPoint(models.Model):
    """EMS-03: what may name people. Sealed; nothing of the engine nor of the journal repeats it."""

    meeting = models.ForeignKey(StaffMeeting, models.PROTECT, related_name="restricted_points", verbose_name="séance")
    rank = models.PositiveSmallIntegerField("ordre")
    title = SealedField("objet")
    note = SealedField("éléments", blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "point à diffusion restreinte"
        verbose_name_plural = "points à diffusion restreinte"
        ordering = ["meeting", "rank"]
        constraints = [models.UniqueConstraint(fields=["meeting", "rank"], name="restricted_point_once")]

    def __str__(self):
        return f"Point restreint {self.rank}"


class RestrictedAction(models.Model):
    """The words of an action decided in restricted formation; the engine holds its owner and its day."""

    action = models.OneToOneField("directorate.SessionAction", models.PROTECT, related_name="restricted")
    words = SealedField("action")
    outcome = SealedField("suite donnée", blank=True)

    class Meta:
        verbose_name = "action à diffusion restreinte"
        verbose_name_plural = "actions à diffusion restreinte"

    def __str__(self):
        return f"Action restreinte {self.pk}"


class MinutesVersion(models.Model):
    """EMS-05: the minutes, version after version; once both chairs have validated them, an erratum is added."""

    meeting = models.ForeignKey(StaffMeeting, models.PROTECT, related_name="minutes", verbose_name="séance")
    number = models.PositiveSmallIntegerField("version")
    is_erratum = models.BooleanField("erratum", default=False)
    text = SealedField("relevé")
    written_at = models.DateTimeField("écrit le")
    written_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "version d'un relevé"
        verbose_name_plural = "versions des relevés"
        ordering = ["meeting", "-number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="minutes_version_once")]

    def __str__(self):
        return f"Relevé, version {self.number}"
