"""The committee against fraud: plan, operations, partners, targets that few may read, findings, amounts, exchanges."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from directorate.web.sealing import SealedField
from public_order.codaf.catalogue import (
    AmountNature,
    Basis,
    Body,
    Communication,
    FollowKind,
    Frame,
    Nature,
    Origin,
    Sector,
    Stage,
)

STAFF = "directorate.StaffMember"


class CodafPlan(models.Model):
    """The plan of a year: what the committee wants to check, sector by sector."""

    year = models.PositiveSmallIntegerField(
        "année", unique=True, error_messages={"unique": "Le plan de cette année existe déjà."}
    )
    adopted_on = models.DateField("adopté le", null=True, blank=True)
    summary = models.CharField("orientations", max_length=2000, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey(STAFF, models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "plan CODAF"
        verbose_name_plural = "plans CODAF"
        ordering = ["-year"]

    def __str__(self):
        return f"Plan CODAF {self.year}"


class CodafObjective(models.Model):
    """How many operations a sector should see in the year, where, and who pilots them."""

    plan = models.ForeignKey(CodafPlan, models.CASCADE, related_name="objectives", verbose_name="plan")
    sector = models.CharField("secteur", max_length=20, choices=Sector.choices)
    wanted = models.PositiveSmallIntegerField("opérations prévues")
    territory = models.CharField("territoire", max_length=160, blank=True)
    pilot = models.CharField("pilote", max_length=20, choices=Body.choices)

    class Meta:
        verbose_name = "objectif du plan"
        verbose_name_plural = "objectifs du plan"
        ordering = ["plan", "sector", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "sector", "territory"],
                name="codaf_objective_once",
                violation_error_message="Ce secteur a déjà un objectif sur ce territoire.",
            ),
            models.CheckConstraint(
                condition=Q(wanted__gt=0),
                name="codaf_objective_wants_one",
                violation_error_message="Un objectif prévoit une opération au moins.",
            ),
        ]

    def __str__(self):
        return f"{self.get_sector_display()}, {self.plan}"


class CodafSeat(models.Model):
    """Who of the house reads the targets before an operation starts (COD-05), from a day to a day."""

    class Role(models.TextChoices):
        SECRETARIAT = "secretariat", "Secrétariat permanent"
        PROSECUTOR = "prosecutor", "Parquet"

    staff = models.ForeignKey(STAFF, models.PROTECT, related_name="codaf_seats", verbose_name="agent")
    role = models.CharField("qualité", max_length=11, choices=Role.choices)
    since = models.DateField("désigné depuis le")
    until = models.DateField("jusqu'au (exclu)", null=True, blank=True)
    reason = models.CharField("acte de désignation", max_length=300)
    granted_by = models.ForeignKey(STAFF, models.PROTECT, related_name="+", verbose_name="par")
    recorded_at = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "désignation au secrétariat du CODAF"
        verbose_name_plural = "désignations au secrétariat du CODAF"
        ordering = ["staff__last_name", "-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="codaf_seat_days_in_order",
                violation_error_message="La fin ne précède pas le début.",
            ),
            models.UniqueConstraint(
                fields=["staff"],
                condition=Q(until__isnull=True),
                name="codaf_seat_once",
                violation_error_message="Cet agent est déjà désigné.",
            ),
        ]

    def __str__(self):
        return f"{self.staff}, {self.get_role_display().lower()}"


class CodafOperation(models.Model):
    """From an idea to its synthesis. Its name never tells whom it visits."""

    class State(models.TextChoices):
        IDEA = "idea", "Idée"
        PROGRAMMED = "programmed", "Programmée"
        PREPARED = "prepared", "Préparée"
        READY = "ready", "Prête"
        IN_PROGRESS = "in_progress", "En cours"
        DONE = "done", "Réalisée"
        CONSOLIDATED = "consolidated", "Consolidée"
        SYNTHESISED = "synthesised", "Synthétisée"
        CLOSED = "closed", "Close"
        POSTPONED = "postponed", "Reportée"
        CANCELLED = "cancelled", "Annulée"

    number = models.CharField("numéro", max_length=20, unique=True)
    state = models.CharField("état", max_length=12, choices=State.choices, default=State.IDEA)
    sector = models.CharField("secteur", max_length=20, choices=Sector.choices)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    origin = models.CharField("origine", max_length=12, choices=Origin.choices)
    objective = models.ForeignKey(CodafObjective, models.PROTECT, null=True, blank=True, related_name="operations",
                                  verbose_name="objectif du plan")  # fmt: skip
    pilot = models.ForeignKey(STAFF, models.PROTECT, related_name="+", verbose_name="pilote")
    starts_at = models.DateTimeField("début", null=True, blank=True)
    ends_at = models.DateTimeField("fin", null=True, blank=True)
    meeting_place = models.CharField("lieu de rendez-vous", max_length=200, blank=True)
    frame = models.CharField("cadre juridique", max_length=20, choices=Frame.choices, blank=True)
    requisition = models.ForeignKey("directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+",
                                    verbose_name="réquisition")  # fmt: skip
    requisition_from = models.DateTimeField("réquisition valable du", null=True, blank=True)
    requisition_until = models.DateTimeField("réquisition valable jusqu'au", null=True, blank=True)
    requisition_communes = ArrayField(models.CharField(max_length=5), default=list, blank=True,
                                      verbose_name="communes de la réquisition")  # fmt: skip
    prosecutor_informed_at = models.DateTimeField("parquet informé le", null=True, blank=True)
    briefing = models.CharField("note de cadrage", max_length=4000, blank=True)
    communication = models.CharField("communication", max_length=17, choices=Communication.choices,
                                     default=Communication.NONE)  # fmt: skip
    agreed_on = models.DateField("accord du parquet pour communiquer le", null=True, blank=True)
    started_at = models.DateTimeField("commencée le", null=True, blank=True)
    ended_at = models.DateTimeField("terminée le", null=True, blank=True)
    consolidated_at = models.DateTimeField("consolidée le", null=True, blank=True)
    synthesis = models.CharField("synthèse", max_length=4000, blank=True)
    synthesised_at = models.DateTimeField("synthétisée le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    reason = models.CharField("motif du report ou de l'annulation", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField("enregistrée le")
    recorded_by = models.ForeignKey(STAFF, models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "opération CODAF"
        verbose_name_plural = "opérations CODAF"
        ordering = [F("starts_at").desc(nulls_first=True), "-pk"]
        indexes = [models.Index(fields=["state", "starts_at"], name="codaf_operation_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="codaf_operation_in_order",
                violation_error_message="L'opération finit après avoir commencé.",
            ),
            models.CheckConstraint(
                condition=Q(requisition_until__isnull=True) | Q(requisition_until__gt=F("requisition_from")),
                name="codaf_requisition_in_order",
                violation_error_message="La réquisition finit après avoir commencé.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("idea", "postponed", "cancelled")) | Q(starts_at__isnull=False,
                                                                              ends_at__isnull=False),
                name="codaf_operation_has_its_hours",
                violation_error_message="Une opération programmée a ses heures.",
            ),
            # COD-02 in the base too: an operation that is ready or beyond lies inside its requisition.
            models.CheckConstraint(
                condition=~Q(state__in=("ready", "in_progress"))
                | ~Q(frame__in=("requisition_78_2_2", "requisition_78_2", "mixed"))
                | Q(requisition__isnull=False, requisition_from__lte=F("starts_at"),
                    requisition_until__gte=F("ends_at")),
                name="codaf_requisition_contains",
                violation_error_message="La réquisition contient toute l'opération (COD-02).",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("in_progress", "done", "consolidated", "synthesised", "closed"))
                | Q(started_at__isnull=False),
                name="codaf_started_on_a_day",
                violation_error_message="Une opération en cours a commencé.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("postponed", "cancelled")) | ~Q(reason=""),
                name="codaf_put_off_with_a_reason",
                violation_error_message="Un report ou une annulation a son motif.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.number


class CodafPartner(models.Model):
    """A body in an operation: how many agents, its confirmation, its attendance, its answer, its personal link."""

    class State(models.TextChoices):
        INVITED = "invited", "Sollicité"
        CONFIRMED = "confirmed", "Confirmé"
        DECLINED = "declined", "Décliné"

    operation = models.ForeignKey(CodafOperation, models.CASCADE, related_name="partners", verbose_name="opération")
    body = models.CharField("partenaire", max_length=20, choices=Body.choices)
    contact = models.CharField("correspondant", max_length=120, blank=True)
    email = models.EmailField("courriel")
    role = models.CharField("mission", max_length=400, blank=True)
    state = models.CharField("état", max_length=9, choices=State.choices, default=State.INVITED)
    agents = models.PositiveSmallIntegerField("agents annoncés", null=True, blank=True)
    confirmed_at = models.DateTimeField("confirmé le", null=True, blank=True)
    # None until the attendance is taken; nought says that nobody came.
    present = models.PositiveSmallIntegerField("agents présents", null=True, blank=True)
    answered_at = models.DateTimeField("réponse complète le", null=True, blank=True)
    comment = models.CharField("observation", max_length=1000, blank=True)
    first_reminded_on = models.DateField("première relance le", null=True, blank=True)
    last_reminded_on = models.DateField("seconde relance le", null=True, blank=True)
    code_hash = models.CharField(max_length=64, blank=True, db_index=True)
    link_until = models.DateTimeField("lien valable jusqu'au", null=True, blank=True)
    link_sent_at = models.DateTimeField("lien envoyé le", null=True, blank=True)

    class Meta:
        verbose_name = "partenaire d'une opération"
        verbose_name_plural = "partenaires d'une opération"
        ordering = ["operation", "body"]
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "body"],
                name="codaf_partner_once",
                violation_error_message="Ce partenaire est déjà dans l'opération.",
            ),
            models.UniqueConstraint(fields=["code_hash"], condition=~Q(code_hash=""), name="codaf_partner_link_once"),
        ]

    def __str__(self):
        return f"{self.get_body_display()}, {self.operation}"


class CodafTarget(models.Model):
    """An establishment to visit: its name is kept from everybody else until the operation starts (COD-05)."""

    operation = models.ForeignKey(CodafOperation, models.CASCADE, related_name="targets", verbose_name="opération")
    rank = models.PositiveSmallIntegerField("ordre")
    name = models.CharField("établissement", max_length=160)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    address = models.CharField("adresse", max_length=200)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    # Its door on the map; empty, it is shown at the place of its commune.
    latitude = models.DecimalField("latitude", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("longitude", max_digits=9, decimal_places=6, null=True, blank=True)
    activity = models.CharField("activité", max_length=120, blank=True)
    # COD-09: what recognises the same establishment, by its SIRET and by its name and address.
    keys = ArrayField(models.CharField(max_length=400), default=list, verbose_name="empreintes")
    reason = SealedField("raison du choix")
    history = SealedField("antécédents connus", blank=True)
    again_why = models.CharField("motif d'un nouveau passage", max_length=300, blank=True)
    # Whom it concerns; empty: every partner of the operation.
    bodies = ArrayField(models.CharField(max_length=20, choices=Body.choices), default=list, blank=True,
                        verbose_name="partenaires concernés")  # fmt: skip
    visited = models.BooleanField("visité", null=True, blank=True)
    persons = models.PositiveSmallIntegerField("personnes contrôlées", null=True, blank=True)
    result = models.CharField("résultat", max_length=1000, blank=True)
    purged_on = models.DateField("effacé le", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey(STAFF, models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "objectif d'une opération"
        verbose_name_plural = "objectifs d'une opération"
        ordering = ["operation", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["operation", "rank"], name="codaf_target_rank_once"),
            models.UniqueConstraint(
                fields=["operation", "name", "address"],
                condition=Q(purged_on=None),
                name="codaf_target_once",
                violation_error_message="Cet établissement est déjà dans l'opération.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="codaf_target_position",
                violation_error_message="La latitude et la longitude vont ensemble.",
            ),
            models.CheckConstraint(
                condition=Q(visited=True) | Q(persons__isnull=True),
                name="codaf_persons_where_visited",
                violation_error_message="Des personnes ne sont contrôlées que dans un établissement visité.",
            ),
        ]

    def __str__(self):
        """No name: this goes to the journal, which more people read."""
        return f"Objectif {self.rank}, {self.operation}"


class CodafFinding(models.Model):
    """What a partner found at an establishment, under the number of its own report (COD-03)."""

    target = models.ForeignKey(CodafTarget, models.CASCADE, related_name="findings", verbose_name="objectif")
    partner = models.ForeignKey(CodafPartner, models.PROTECT, related_name="findings", verbose_name="partenaire")
    nature = models.CharField("nature", max_length=28, choices=Nature.choices)
    natinf = models.PositiveIntegerField("NATINF", null=True, blank=True)
    persons = models.PositiveSmallIntegerField("personnes en cause", default=0)
    pv_number = models.CharField("numéro de PV", max_length=40, blank=True)
    # The number as it is compared: without spaces, in capitals.
    pv_key = models.CharField(max_length=40, blank=True, db_index=True)
    minor_involved = models.BooleanField("mineur en cause", default=False)
    recorded_at = models.DateTimeField("enregistré le")
    # Empty: by the personal link of the partner.
    recorded_by = models.ForeignKey(STAFF, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "constat"
        ordering = ["target", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "partner", "nature", "pv_key"],
                condition=~Q(pv_key=""),
                name="codaf_finding_once",
                violation_error_message="Ce constat du même procès-verbal est déjà enregistré.",
            ),
            models.CheckConstraint(
                condition=Q(natinf__isnull=True) | Q(natinf__gte=1, natinf__lte=99999),
                name="codaf_finding_natinf",
                violation_error_message="Un code NATINF a cinq chiffres au plus.",
            ),
        ]

    def __str__(self):
        return f"Constat {self.pk}, {self.partner}"


class CodafAmount(models.Model):
    """Money that follows a finding: what it is now; every stage it went through is kept beside it."""

    finding = models.ForeignKey(CodafFinding, models.CASCADE, related_name="amounts", verbose_name="constat")
    nature = models.CharField("nature", max_length=24, choices=AmountNature.choices)
    amount = models.DecimalField("montant", max_digits=12, decimal_places=2)
    stage = models.CharField("stade", max_length=9, choices=Stage.choices)
    stage_on = models.DateField("depuis le")

    class Meta:
        verbose_name = "montant"
        ordering = ["finding", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "nature"],
                name="codaf_amount_once",
                violation_error_message="Ce montant est déjà enregistré : changer son stade.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="codaf_amount_positive",
                violation_error_message="Un montant est supérieur à zéro.",
            ),
        ]

    def __str__(self):
        return f"{self.get_nature_display()}, {self.finding}"


class CodafAmountStage(models.Model):
    """Append-only: what an amount was, at which stage, from which day, said by whom."""

    amount = models.ForeignKey(CodafAmount, models.CASCADE, related_name="stages", verbose_name="montant")
    value = models.DecimalField("valeur", max_digits=12, decimal_places=2)
    stage = models.CharField("stade", max_length=9, choices=Stage.choices)
    stage_on = models.DateField("depuis le")
    reason = models.CharField("motif", max_length=300, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey(STAFF, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "stade d'un montant"
        verbose_name_plural = "stades d'un montant"
        ordering = ["amount", "pk"]

    def __str__(self):
        return f"{self.get_stage_display()}, {self.value} €"


class CodafFollowUp(models.Model):
    """What an operation leads to: a closure proposed to the police bureau, a judicial outcome, another visit."""

    class State(models.TextChoices):
        OPEN = "open", "En cours"
        DONE = "done", "Aboutie"
        DROPPED = "dropped", "Sans suite"

    target = models.ForeignKey(CodafTarget, models.PROTECT, related_name="follow_ups", verbose_name="objectif")
    kind = models.CharField("suite", max_length=14, choices=FollowKind.choices)
    state = models.CharField("état", max_length=7, choices=State.choices, default=State.OPEN)
    due_on = models.DateField("échéance", null=True, blank=True)
    words = models.CharField("précision", max_length=1000, blank=True)
    days = models.PositiveSmallIntegerField("jours de fermeture", null=True, blank=True)
    # The task of the bureau of administrative police (COD-08), in the shared engine.
    case = models.ForeignKey("directorate.Case", models.SET_NULL, null=True, blank=True, related_name="+",
                             verbose_name="dossier")  # fmt: skip
    outcome = models.CharField("issue", max_length=1000, blank=True)
    settled_on = models.DateField("réglée le", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")
    recorded_by = models.ForeignKey(STAFF, models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "suite d'un contrôle"
        verbose_name_plural = "suites des contrôles"
        ordering = ["state", "due_on", "pk"]
        constraints = [
            # A second click proposes the same closure no twice.
            models.UniqueConstraint(
                fields=["target", "kind"],
                condition=Q(state="open"),
                name="codaf_follow_up_once",
                violation_error_message="Cette suite est déjà en cours.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_on__isnull=True) | ~Q(state="open") & Q(settled_on__isnull=False),
                name="codaf_follow_up_settled_on_a_day",
                violation_error_message="Une suite réglée l'est un jour.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.target}"


class CodafAgent(models.Model):
    """An agent whom a body allowed to exchange information (COD-07), from a day to a day."""

    body = models.CharField("organisme", max_length=20, choices=Body.choices)
    name = models.CharField("agent", max_length=120)
    quality = models.CharField("qualité", max_length=160)
    authorisation = models.CharField("habilitation", max_length=200)
    since = models.DateField("depuis le")
    until = models.DateField("jusqu'au (exclu)", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey(STAFF, models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "agent habilité aux échanges"
        verbose_name_plural = "agents habilités aux échanges"
        ordering = ["body", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="codaf_agent_days_in_order",
                violation_error_message="La fin suit le début.",
            ),
            models.UniqueConstraint(
                fields=["body", "name"],
                condition=Q(until__isnull=True),
                name="codaf_agent_once",
                violation_error_message="Cet agent est déjà habilité.",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.get_body_display()}"


class CodafExchange(models.Model):
    """Append-only: who told whom what, on which legal basis, when (COD-07)."""

    operation = models.ForeignKey(CodafOperation, models.PROTECT, null=True, blank=True, related_name="exchanges",
                                  verbose_name="opération")  # fmt: skip
    sender = models.ForeignKey(CodafAgent, models.PROTECT, related_name="+", verbose_name="de")
    receiver = models.ForeignKey(CodafAgent, models.PROTECT, related_name="+", verbose_name="à")
    basis = models.CharField("fondement", max_length=16, choices=Basis.choices)
    object = models.CharField("objet", max_length=400)
    exchanged_at = models.DateTimeField("échangé le")
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey(STAFF, models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "échange d'informations"
        verbose_name_plural = "échanges d'informations"
        ordering = ["-exchanged_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(sender=F("receiver")),
                name="codaf_exchange_between_two",
                violation_error_message="Un échange a lieu entre deux agents.",
            )
        ]

    def __str__(self):
        return f"Échange du {self.exchanged_at:%d/%m/%Y}"
