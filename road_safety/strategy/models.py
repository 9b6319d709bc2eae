"""The five-year orientations, their stakes, the yearly plan, its call for projects and its actions."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from road_safety.strategy.catalogue import FILTERS, STAKES, Answer, Audience, Family, Lever, Piece, PromoterKind


class Orientations(models.Model):
    """The general orientations of five years (DGO): the years of two of them never overlap (DGO-01)."""

    class State(models.TextChoices):
        DRAFTING = "drafting", "En rédaction"
        CONSULTATION = "consultation", "En consultation"
        SIGNED = "signed", "Signé"
        IN_FORCE = "in_force", "En vigueur"
        CLOSED = "closed", "Clos"

    first_year = models.PositiveSmallIntegerField("première année")
    last_year = models.PositiveSmallIntegerField("dernière année")
    state = models.CharField("état", max_length=12, choices=State.choices, default=State.DRAFTING)
    signed_on = models.DateField("signé le", null=True, blank=True)
    signatories = models.CharField("signataires", max_length=500, blank=True)
    signing_meeting = models.CharField("instance de signature", max_length=200, blank=True)
    review_on = models.DateField("bilan à mi-parcours à partir du")
    reviewed_on = models.DateField("bilan à mi-parcours fait le", null=True, blank=True)
    review = models.CharField("bilan à mi-parcours", max_length=4000, blank=True)
    document = models.ForeignKey("directorate.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "document général d'orientations"
        verbose_name_plural = "documents généraux d'orientations"
        ordering = ["-first_year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")),
                name="orientations_years_in_order",
                violation_error_message="La dernière année suit la première.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("drafting", "consultation"), signed_on__isnull=True)
                | Q(state__in=("signed", "in_force", "closed"), signed_on__isnull=False),
                name="orientations_signed_on_a_day",
                violation_error_message="Un DGO signé a un jour de signature.",
            ),
            ExclusionConstraint(
                name="orientations_years_never_overlap",
                expressions=[
                    (
                        Func("first_year", "last_year", Value("[]"), function="INT4RANGE",
                             output_field=IntegerRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Un autre DGO couvre déjà une de ces années.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"DGO {self.first_year}-{self.last_year}"

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


class Stake(models.Model):
    """A stake of the orientations (enjeu), with the filter that finds its accidents."""

    orientations = models.ForeignKey(Orientations, models.CASCADE, related_name="stakes", verbose_name="DGO")
    code = models.CharField("enjeu", max_length=16, choices=[(code, row.label) for code, row in STAKES.items()])
    label = models.CharField("intitulé", max_length=120)
    rank = models.PositiveSmallIntegerField("rang")
    is_mandatory = models.BooleanField("enjeu national obligatoire", default=False)
    accident_filter = models.CharField("accidents comptés", max_length=20, choices=FILTERS, blank=True)
    diagnosis = models.CharField("diagnostic", max_length=4000, blank=True)
    target = models.CharField("objectif", max_length=1000, blank=True)
    pilot = models.CharField("pilote", max_length=160, blank=True)
    is_to_confirm = models.BooleanField("à confirmer", default=False)

    class Meta:
        verbose_name = "enjeu"
        verbose_name_plural = "enjeux"
        ordering = ["orientations", "rank", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["orientations", "code"],
                name="stake_once",
                violation_error_message="Cet enjeu figure déjà dans le DGO.",
            )
        ]

    def __str__(self):
        return self.label


class Orientation(models.Model):
    """What is to be done for a stake, in one of the five families."""

    stake = models.ForeignKey(Stake, models.CASCADE, related_name="orientations_of", verbose_name="enjeu")
    family = models.CharField("famille", max_length=8, choices=Family.choices)
    text = models.CharField("orientation", max_length=1000)
    partners = models.CharField("partenaires", max_length=300, blank=True)
    indicator = models.CharField("indicateur", max_length=300, blank=True)

    class Meta:
        verbose_name = "orientation"
        ordering = ["stake", "family", "id"]

    def __str__(self):
        return self.text


class StakeYear(models.Model):
    """What a stake weighed in a year, frozen with the report: later corrections of the accidents leave it (DGO-03)."""

    stake = models.ForeignKey(Stake, models.CASCADE, related_name="frozen_years", verbose_name="enjeu")
    year = models.PositiveSmallIntegerField("année")
    accidents = models.PositiveIntegerField("accidents")
    killed = models.PositiveIntegerField("tués")
    hospitalised = models.PositiveIntegerField("blessés hospitalisés")
    total_killed = models.PositiveIntegerField("tués, tous accidents")
    total = models.PositiveIntegerField("tués et blessés hospitalisés, tous accidents")
    is_final = models.BooleanField("données définitives")
    source = models.CharField("source", max_length=200, blank=True)
    frozen_at = models.DateTimeField("figé le")

    class Meta:
        verbose_name = "enjeu d'une année"
        verbose_name_plural = "enjeux d'une année"
        ordering = ["-year", "stake"]
        constraints = [models.UniqueConstraint(fields=["stake", "year"], name="stake_year_once")]

    def __str__(self):
        return f"{self.stake}, {self.year}"


class YearPlan(models.Model):
    """The plan of a year (PDASR), with what may be granted and what is."""

    class State(models.TextChoices):
        PREPARATION = "preparation", "En préparation"
        COMMITTEE = "committee", "En comité"
        SIGNED = "signed", "Signé"
        EXECUTING = "executing", "En exécution"
        EVALUATED = "evaluated", "Évalué"

    year = models.PositiveSmallIntegerField("année", unique=True)
    orientations = models.ForeignKey(Orientations, models.PROTECT, related_name="plans", verbose_name="DGO")
    state = models.CharField("état", max_length=12, choices=State.choices, default=State.PREPARATION)
    envelope = models.DecimalField("enveloppe", max_digits=12, decimal_places=2)
    # The sum of the grants, moved in the transaction of each of them: the base itself refuses to pass the envelope.
    granted = models.DecimalField("accordé", max_digits=12, decimal_places=2, default=0)
    committee_on = models.DateField("comité du", null=True, blank=True)
    minutes = models.CharField("relevé du comité", max_length=4000, blank=True)
    signed_on = models.DateField("signé le", null=True, blank=True)
    order_number = models.CharField("arrêté n°", max_length=20, blank=True)
    order = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    report_on = models.DateField("bilan validé le", null=True, blank=True)
    # The report as it was validated, as plain JSON.
    report = models.JSONField("bilan", null=True, blank=True)

    class Meta:
        verbose_name = "plan départemental d'actions"
        verbose_name_plural = "plans départementaux d'actions"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(granted__gte=0) & Q(granted__lte=F("envelope")),
                name="year_plan_within_its_envelope",
                violation_error_message="L'enveloppe du plan serait dépassée.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("preparation", "committee"), signed_on__isnull=True)
                | Q(state__in=("signed", "executing", "evaluated"), signed_on__isnull=False),
                name="year_plan_signed_on_a_day",
                violation_error_message="Un plan signé a un jour de signature.",
            ),
            models.CheckConstraint(
                condition=~Q(state="evaluated") | Q(report__isnull=False, report_on__isnull=False),
                name="year_plan_evaluated_with_its_report",
                violation_error_message="Un plan évalué garde son bilan.",
            ),
        ]

    def __str__(self):
        return f"PDASR {self.year}"

    @property
    def left(self):
        return self.envelope - self.granted


class CallForProjects(models.Model):
    """The call of a plan: when sheets are received, and what is looked for."""

    class State(models.TextChoices):
        DRAFT = "draft", "En rédaction"
        PUBLISHED = "published", "Publié"
        CLOSED = "closed", "Clos"

    plan = models.OneToOneField(YearPlan, models.CASCADE, related_name="call", verbose_name="plan")
    opens_on = models.DateField("ouvert le")
    closes_at = models.DateTimeField("clos le")
    rules = models.CharField("règlement", max_length=4000, blank=True)
    priorities = models.ManyToManyField(Stake, related_name="+", blank=True, verbose_name="enjeux prioritaires")
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.DRAFT)

    class Meta:
        verbose_name = "appel à projets"
        verbose_name_plural = "appels à projets"
        ordering = ["-opens_on"]

    def __str__(self):
        return f"Appel à projets {self.plan}"


class Action(models.Model):
    """An action sheet: asked for by somebody, answered on each lever, held, counted."""

    class State(models.TextChoices):
        DRAFT = "draft", "En rédaction"
        FILED = "filed", "Déposée"
        RECEIVABLE = "receivable", "Recevable"
        NOT_RECEIVABLE = "not_receivable", "Irrecevable"
        INSTRUCTION = "instruction", "En instruction"
        COMMITTEE_READY = "committee_ready", "Prête pour le comité"
        FUNDED = "accepted_funded", "Retenue avec subvention"
        UNFUNDED = "accepted_without_money", "Retenue sans subvention"
        WAITING = "waiting_list", "Liste d'attente"
        REFUSED = "refused", "Refusée"
        WITHDRAWN = "withdrawn", "Retirée par le porteur"
        COMMITTED = "committed", "Engagée"
        PAID = "paid", "Payée"
        EXECUTED = "executed", "Réalisée"
        CANCELLED = "cancelled", "Annulée"
        EVALUATED = "evaluated", "Évaluée"
        CLOSED = "closed", "Clôturée"

    class Channel(models.TextChoices):
        DESK = "desk", "Saisie au bureau"
        ONLINE = "online", "Démarche en ligne"
        PORTAL = "portal", "Formulaire de la préfecture"

    plan = models.ForeignKey(YearPlan, models.PROTECT, related_name="actions", verbose_name="plan")
    # Given when the sheet is filed.
    number = models.CharField("numéro", max_length=20, blank=True)
    title = models.CharField("intitulé", max_length=160)
    state = models.CharField("état", max_length=24, choices=State.choices, default=State.DRAFT)
    channel = models.CharField("canal", max_length=8, choices=Channel.choices, default=Channel.DESK)
    promoter_kind = models.CharField("nature du porteur", max_length=12, choices=PromoterKind.choices)
    promoter = models.CharField("porteur", max_length=160)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    uai = models.CharField("UAI", max_length=8, blank=True)
    leader = models.CharField("responsable", max_length=120, blank=True)
    email = models.EmailField("courriel", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    address = models.CharField("adresse du porteur", max_length=300, blank=True)
    stakes = models.ManyToManyField(Stake, related_name="actions", blank=True, verbose_name="enjeux")
    orientation = models.ForeignKey(
        Orientation, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name="orientation"
    )
    outside_reason = models.CharField("motif hors DGO", max_length=300, blank=True)
    audiences = ArrayField(
        models.CharField(max_length=12, choices=Audience.choices), default=list, verbose_name="publics"
    )
    expected = models.PositiveIntegerField("public attendu", null=True, blank=True)
    communes = models.ManyToManyField("directorate.Commune", related_name="+", blank=True, verbose_name="communes")
    place = models.CharField("lieu", max_length=200, blank=True)
    starts_on = models.DateField("du", null=True, blank=True)
    ends_on = models.DateField("au", null=True, blank=True)
    description = models.CharField("description", max_length=4000, blank=True)
    partners = models.CharField("partenaires", max_length=500, blank=True)
    is_labelled = models.BooleanField("labellisée, sans argent", default=False)
    pieces = ArrayField(
        models.CharField(max_length=12, choices=Piece.choices), default=list, blank=True, verbose_name="pièces reçues"
    )
    requested = models.DecimalField("demandé", max_digits=10, decimal_places=2, null=True, blank=True)
    other_state = models.DecimalField("autres aides de l'État", max_digits=10, decimal_places=2, default=0)
    proposed = models.DecimalField("proposé", max_digits=10, decimal_places=2, null=True, blank=True)
    granted = models.DecimalField("accordé", max_digits=10, decimal_places=2, null=True, blank=True)
    notes = models.JSONField("notes de sélection", default=dict, blank=True)
    refused_why = models.CharField("motif", max_length=1000, blank=True)
    filed_at = models.DateTimeField("déposée le", null=True, blank=True)
    letter = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    committed_on = models.DateField("engagée le", null=True, blank=True)
    paid_on = models.DateField("payée le", null=True, blank=True)
    paid = models.DecimalField("payé", max_digits=10, decimal_places=2, null=True, blank=True)
    report_due_on = models.DateField("compte rendu financier attendu le", null=True, blank=True)
    reported_on = models.DateField("compte rendu financier reçu le", null=True, blank=True)
    spent = models.DecimalField("dépenses éligibles réalisées", max_digits=10, decimal_places=2, null=True, blank=True)
    to_recover = models.DecimalField("à recouvrer", max_digits=10, decimal_places=2, null=True, blank=True)
    held_on = models.DateField("réalisée le", null=True, blank=True)
    reached = models.PositiveIntegerField("public touché", null=True, blank=True)
    evaluated_on = models.DateField("évaluée le", null=True, blank=True)
    satisfaction = models.PositiveSmallIntegerField("satisfaction", null=True, blank=True)
    to_renew = models.BooleanField("à reconduire", null=True, blank=True)
    evaluation = models.CharField("évaluation", max_length=4000, blank=True)
    # The link by which whoever asks without an account confirms, then follows: only its keyed hash is kept.
    code_hash = models.CharField(max_length=64, blank=True)
    link_until = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "action"
        ordering = ["-plan__year", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="action_number_once"),
            models.UniqueConstraint(fields=["code_hash"], condition=~Q(code_hash=""), name="action_link_once"),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(number=""),
                name="action_filed_with_its_number",
                violation_error_message="Une action déposée a son numéro.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="action_days_in_order",
                violation_error_message="La fin suit le début.",
            ),
            models.CheckConstraint(
                condition=Q(paid__isnull=True) | Q(granted__isnull=False) & Q(paid__lte=F("granted")),
                name="action_paid_within_its_grant",
                violation_error_message="Le paiement ne dépasse pas la subvention.",
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__lte=5),
                name="action_satisfaction_out_of_five",
                violation_error_message="La satisfaction se note de 0 à 5.",
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "state"], name="action_of_plan"),
            models.Index(fields=["starts_on"], name="action_by_day"),
            models.Index(fields=["siret", "report_due_on"], name="action_report_due"),
        ]

    def __str__(self):
        return f"{self.number or 'Fiche'} : {self.title}"


class ActionAnswer(models.Model):
    """One of the three levers of an action, with its own answer (PDASR-06)."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="answers", verbose_name="action")
    lever = models.CharField("levier", max_length=10, choices=Lever.choices)
    asked = models.CharField("demande", max_length=500)
    answer = models.CharField("réponse", max_length=8, choices=Answer.choices, default=Answer.PENDING)
    reason = models.CharField("motif", max_length=1000, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    answered_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "réponse"
        ordering = ["action", "id"]
        constraints = [
            models.UniqueConstraint(fields=["action", "lever"], name="action_answer_once"),
            models.CheckConstraint(
                condition=~Q(answer="refused") | ~Q(reason=""),
                name="action_refused_with_its_reason",
                violation_error_message="Un refus se motive.",
            ),
        ]

    def __str__(self):
        return f"{self.get_lever_display()} : {self.get_answer_display()}"


class BudgetLine(models.Model):
    """A line of the budget of an action, under two figures of the chart of accounts of associations."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="budget", verbose_name="action")
    account = models.CharField("compte", max_length=2)
    label = models.CharField("intitulé", max_length=120)
    amount = models.DecimalField("montant", max_digits=10, decimal_places=2)
    is_excluded = models.BooleanField("travaux ou fonctionnement", default=False)

    class Meta:
        verbose_name = "ligne de budget"
        verbose_name_plural = "lignes de budget"
        ordering = ["action", "account", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__regex=r"^(6[0-8]|7[0-9]|8[67])$"),
                name="budget_line_account",
                violation_error_message="Les comptes vont de 60 à 68, de 70 à 79, ou sont 86 et 87.",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="budget_line_amount"),
        ]

    def __str__(self):
        return f"{self.account} {self.label}"


class ActionIndicator(models.Model):
    """What will tell whether the action worked."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="indicators", verbose_name="action")
    label = models.CharField("indicateur", max_length=200)
    target = models.CharField("cible", max_length=100, blank=True)
    result = models.CharField("résultat", max_length=100, blank=True)

    class Meta:
        verbose_name = "indicateur d'une action"
        verbose_name_plural = "indicateurs d'une action"
        ordering = ["action", "id"]

    def __str__(self):
        return self.label


class ActionMove(models.Model):
    """Each change of state or of days of an action, never rewritten."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="moves", verbose_name="action")
    state = models.CharField("état", max_length=24, choices=Action.State.choices)
    words = models.CharField("ce qui s'est passé", max_length=300)
    comment = models.CharField("observation", max_length=1000, blank=True)
    at = models.DateTimeField("le")
    by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "étape d'une action"
        verbose_name_plural = "étapes d'une action"
        ordering = ["action", "at", "id"]

    def __str__(self):
        return self.words
