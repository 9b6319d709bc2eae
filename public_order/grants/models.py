"""The grants of the prevention fund: programmes of a year, calls, promoters, applications, scenarios, envelopes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from directorate.web.sealing import SealedField
from public_order.grants.catalogue import (
    Advice,
    Adviser,
    Arbitration,
    Family,
    Funder,
    Instrument,
    Item,
    Piece,
    PieceStatus,
    PromoterKind,
    Refusal,
    Sex,
    Verdict,
)

STAFF = "directorate.StaffMember"
LETTER = "directorate.Letter"


def money(name: str, **facts) -> models.DecimalField:
    return models.DecimalField(name, max_digits=12, decimal_places=2, **facts)


class GrantProgramme(models.Model):
    """A family of the fund in one year: its letter, its rate, who arbitrates."""

    year = models.PositiveSmallIntegerField("année")
    family = models.CharField("famille", max_length=1, choices=Family.choices)
    label = models.CharField("intitulé", max_length=160)
    arbitration = models.CharField("arbitrage", max_length=8, choices=Arbitration.choices, default=Arbitration.PREFECT)
    instruction = models.CharField("instruction", max_length=200, blank=True)

    class Meta:
        verbose_name = "programme du FIPD"
        verbose_name_plural = "programmes du FIPD"
        ordering = ["-year", "family"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "family"], name="grant_programme_once",
                violation_error_message="Ce programme existe déjà cette année.",
            )
        ]  # fmt: skip

    def __str__(self):
        return f"FIPD {self.family} {self.year}"


class GrantAxis(models.Model):
    """An axis of a programme; `max_rate` and `min_grant` are the general ones when empty."""

    programme = models.ForeignKey(GrantProgramme, models.CASCADE, related_name="axes", verbose_name="programme")
    code = models.CharField("code", max_length=4)
    label = models.CharField("axe", max_length=160)
    max_rate = models.PositiveSmallIntegerField("taux maximal (%)", null=True, blank=True)
    min_grant = money("subvention minimale", null=True, blank=True)
    is_investment = models.BooleanField("investissement", default=False)
    is_equipment = models.BooleanField("équipement de police municipale", default=False)
    pieces = ArrayField(models.CharField(max_length=12, choices=Piece.choices), default=list, blank=True)

    class Meta:
        verbose_name = "axe du FIPD"
        verbose_name_plural = "axes du FIPD"
        ordering = ["programme", "code"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="grant_axis_once"),
            models.CheckConstraint(
                condition=Q(max_rate__isnull=True) | Q(max_rate__range=(1, 100)), name="grant_axis_rate"
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.label}"


class GrantCall(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "En rédaction"
        PUBLISHED = "published", "Publié"
        CLOSED = "closed", "Clos"

    programme = models.ForeignKey(GrantProgramme, models.PROTECT, related_name="calls", verbose_name="programme")
    title = models.CharField("intitulé", max_length=160)
    opens_on = models.DateField("ouvert le")
    closes_at = models.DateTimeField("clos le")
    rules = models.CharField("règlement", max_length=4000, blank=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.DRAFT)

    class Meta:
        verbose_name = "appel à projets du FIPD"
        verbose_name_plural = "appels à projets du FIPD"
        ordering = ["-opens_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["programme", "title"], name="grant_call_once")]

    def __str__(self):
        return f"{self.title} ({self.programme})"


class Promoter(models.Model):
    """Who carries projects over the years: an identity checked by its keys, a sealed bank account."""

    kind = models.CharField("nature", max_length=12, choices=PromoterKind.choices)
    name = models.CharField("porteur", max_length=160)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    rna = models.CharField("RNA", max_length=10, blank=True)
    address = models.CharField("adresse", max_length=300, blank=True)
    commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    representative = models.CharField("représentant légal", max_length=120, blank=True)
    email = models.EmailField("courriel", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    recovers_vat = models.BooleanField("récupère la TVA ou reçoit le FCTVA", default=False)
    sealed_iban = SealedField("IBAN", blank=True)
    # Only its last four figures are shown to those who may not read it.
    iban_end = models.CharField(max_length=4, blank=True)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "porteur"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["siret"], condition=~Q(siret=""), name="grant_promoter_once",
                violation_error_message="Un porteur a déjà ce SIRET.",
            ),
            models.CheckConstraint(condition=Q(siret="") | Q(siret__regex=r"^\d{14}$"), name="grant_promoter_siret"),
        ]  # fmt: skip

    def __str__(self):
        return self.name


class GrantApplication(models.Model):
    """A project asked for under a call, from its draft to its closing."""

    class State(models.TextChoices):
        DRAFT = "draft", "En rédaction"
        SUBMITTED = "submitted", "Déposée"
        RECEIPT_SENT = "receipt_sent", "Accusé de réception envoyé"
        INCOMPLETE = "incomplete", "Incomplète"
        COMPLETED = "completed", "Complète"
        ELIGIBLE = "eligible", "Éligible"
        INELIGIBLE = "ineligible", "Inéligible"
        OPINION = "under_opinion", "Avis demandés"
        SCORED = "scored", "Notée"
        RANKED = "ranked", "Classée"
        COMMITTEE = "committee", "En comité"
        PROPOSED = "proposed", "Proposée"
        WAITING = "waiting_list", "Liste d'attente"
        REFUSED = "refused", "Refusée"
        WITHDRAWN = "withdrawn", "Retirée"
        IMPLICIT = "implicit_refusal", "Rejet implicite"
        SG = "sg_validation", "Validation du SG-CIPDR attendue"
        GRANTED = "granted", "Accordée"
        SIGNED = "act_signed", "Acte signé"
        NOTIFIED = "notified", "Notifiée"
        COMMITTED = "committed", "Engagée"
        ADVANCE = "advance_paid", "Avance payée"
        PAID = "paid", "Payée"
        RUNNING = "running", "En cours"
        AMENDED = "amended", "Modifiée"
        ENDED = "ended", "Terminée"
        REPORT_DUE = "report_due", "Compte rendu attendu"
        REPORTED = "report_received", "Compte rendu reçu"
        CONTROLLED = "controlled", "Contrôlée"
        BALANCE = "balance_paid", "Solde payé"
        REDUCED = "reduced", "Solde réduit"
        RECOVERY = "recovery", "En recouvrement"
        LAPSED = "lapsed", "Caduque"
        CLOSED = "closed", "Close"

    class Channel(models.TextChoices):
        DESK = "desk", "Saisie au bureau"
        ONLINE = "online", "Démarche en ligne"
        FILE = "file", "Tableau importé"
        API = "api", "Programme partenaire"

    call = models.ForeignKey(GrantCall, models.PROTECT, related_name="applications", verbose_name="appel à projets")
    axis = models.ForeignKey(GrantAxis, models.PROTECT, related_name="applications", verbose_name="axe")
    promoter = models.ForeignKey(Promoter, models.PROTECT, related_name="applications", verbose_name="porteur")
    number = models.CharField("numéro", max_length=24, blank=True)
    title = models.CharField("intitulé", max_length=160)
    state = models.CharField("état", max_length=16, choices=State.choices, default=State.DRAFT)
    channel = models.CharField("canal", max_length=8, choices=Channel.choices, default=Channel.DESK)
    version = models.PositiveIntegerField(default=1)
    is_renewal = models.BooleanField("reconduction", default=False)
    previous = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="renewals", verbose_name="demande précédente"
    )
    communes = models.ManyToManyField("directorate.Commune", related_name="+", blank=True, verbose_name="communes")
    is_qpv = models.BooleanField("en quartier prioritaire", default=False)
    is_qrr = models.BooleanField("en quartier de reconquête républicaine", default=False)
    objectives = models.CharField("objectifs", max_length=4000, blank=True)
    description = models.CharField("description", max_length=4000, blank=True)
    evaluation = models.CharField("évaluation prévue", max_length=2000, blank=True)
    starts_on = models.DateField("du", null=True, blank=True)
    ends_on = models.DateField("au", null=True, blank=True)
    year_count = models.PositiveSmallIntegerField("années", default=1)
    # The end of the exercise for which the grant is given: the financial report is counted from it.
    exercise_ends_on = models.DateField("exercice clos le", null=True, blank=True)
    asked = money("demandé")
    recoverable_vat = money("TVA récupérable comprise dans les dépenses", default=0)
    is_state_equipment = models.BooleanField("équipement d'un service de l'État", default=False)
    replaces_common_law = models.BooleanField("se substitue à des crédits de droit commun", default=False)
    received_at = models.DateTimeField("déposée le", null=True, blank=True)
    receipt_on = models.DateField("accusé de réception du", null=True, blank=True)
    pieces_due_on = models.DateField("pièces attendues pour le", null=True, blank=True)
    complete_on = models.DateField("complète le", null=True, blank=True)
    instructor = models.ForeignKey(STAFF, models.PROTECT, null=True, blank=True, related_name="+")
    score = models.DecimalField("note", max_digits=4, decimal_places=1, null=True, blank=True)
    relevance = models.DecimalField("pertinence", max_digits=3, decimal_places=1, null=True, blank=True)
    proposed = money("proposé", null=True, blank=True)
    granted = money("accordé", null=True, blank=True)
    decision_on = models.DateField("décidée le", null=True, blank=True)
    refusal = models.CharField("nature du motif", max_length=12, choices=Refusal.choices, blank=True)
    reason = models.CharField("motif", max_length=2000, blank=True)
    instrument = models.CharField("acte", max_length=10, choices=Instrument.choices, blank=True)
    # FIPD-12: of an investment; `start_by` only when its commencement was put off.
    works_started_on = models.DateField("commencée le", null=True, blank=True)
    works_done_on = models.DateField("achevée le", null=True, blank=True)
    start_by = models.DateField("commencement prorogé au", null=True, blank=True)
    lapsed_on = models.DateField("caduque le", null=True, blank=True)
    act_number = models.CharField("acte n°", max_length=20, blank=True)
    signed_on = models.DateField("signé le", null=True, blank=True)
    notified_on = models.DateField("notifiée le", null=True, blank=True)
    act = models.ForeignKey(LETTER, models.PROTECT, null=True, blank=True, related_name="+")
    receipt = models.ForeignKey(LETTER, models.PROTECT, null=True, blank=True, related_name="+")
    request = models.ForeignKey(LETTER, models.PROTECT, null=True, blank=True, related_name="+")
    letter = models.ForeignKey(LETTER, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "demande de subvention"
        verbose_name_plural = "demandes de subvention"
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="grant_number_once"),
            models.CheckConstraint(condition=Q(state="draft") | ~Q(number=""), name="grant_numbered_once_filed"),
            models.CheckConstraint(
                condition=Q(asked__gt=0), name="grant_asked", violation_error_message="Le montant demandé est positif."
            ),
            models.CheckConstraint(condition=Q(year_count__range=(1, 4)), name="grant_years"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="grant_days_in_order",
                violation_error_message="La fin suit le début.",
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True) | (Q(granted__gt=0) & Q(granted__lte=F("asked"))),
                name="grant_within_its_ask",
                violation_error_message="La subvention ne dépasse pas la demande.",
            ),
            models.CheckConstraint(
                condition=Q(works_done_on=None)
                | Q(works_started_on__lte=F("works_done_on"), works_started_on__isnull=False),
                name="grant_works_in_order",
                violation_error_message="L'achèvement suit le commencement.",
            ),
            models.CheckConstraint(
                condition=~Q(state="lapsed") | Q(lapsed_on__isnull=False, works_started_on=None),
                name="grant_lapsed_before_its_works",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("refused", "ineligible")) | (~Q(reason="") & ~Q(refusal="")),
                name="grant_refused_with_its_reason",
                violation_error_message="FIPD-14 : un refus se motive.",
            ),
        ]
        indexes = [
            models.Index(fields=["call", "state"], name="grant_of_call"),
            models.Index(fields=["promoter", "state"], name="grant_of_promoter"),
        ]

    def __str__(self):
        return f"{self.number or 'Demande'} : {self.title}"

    @property
    def year(self) -> int:
        return self.call.programme.year


class GrantBudgetLine(models.Model):
    """A line of the forecast budget, by account; an income says who brings it."""

    application = models.ForeignKey(GrantApplication, models.CASCADE, related_name="budget", verbose_name="demande")
    account = models.CharField("compte", max_length=2)
    label = models.CharField("intitulé", max_length=120)
    funder = models.CharField("financeur", max_length=12, choices=Funder.choices, blank=True)
    amount = money("montant")
    is_excluded = models.BooleanField("dépense non éligible", default=False)

    class Meta:
        verbose_name = "ligne de budget"
        verbose_name_plural = "lignes de budget"
        ordering = ["application", "account", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__regex=r"^(6[0-8]|7[0-9]|8[67])$"), name="grant_budget_account",
                violation_error_message="Les comptes vont de 60 à 68, de 70 à 79, ou sont 86 et 87.",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="grant_budget_amount"),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.account} {self.label}"


class GrantEquipment(models.Model):
    """What a municipal police buys, paid by the scale (FIPD-05)."""

    application = models.ForeignKey(GrantApplication, models.CASCADE, related_name="equipment", verbose_name="demande")
    item = models.CharField("matériel", max_length=8, choices=Item.choices)
    quantity = models.PositiveIntegerField("quantité")
    unit_price = money("prix unitaire")

    class Meta:
        verbose_name = "équipement demandé"
        verbose_name_plural = "équipements demandés"
        ordering = ["application", "pk"]

    def __str__(self):
        return f"{self.quantity} × {self.get_item_display()}"


class GrantAudience(models.Model):
    application = models.ForeignKey(GrantApplication, models.CASCADE, related_name="audiences", verbose_name="demande")
    ages = models.CharField("âges", max_length=40)
    sex = models.CharField("sexe", max_length=6, choices=Sex.choices, default=Sex.ALL)
    number = models.PositiveIntegerField("nombre")

    class Meta:
        verbose_name = "public d'un projet"
        verbose_name_plural = "publics d'un projet"
        ordering = ["application", "pk"]

    def __str__(self):
        return f"{self.ages}, {self.number}"


class GrantIndicator(models.Model):
    application = models.ForeignKey(GrantApplication, models.CASCADE, related_name="indicators", verbose_name="demande")
    label = models.CharField("indicateur", max_length=200)
    target = models.CharField("cible", max_length=100, blank=True)
    result = models.CharField("résultat", max_length=100, blank=True)

    class Meta:
        verbose_name = "indicateur d'un projet"
        verbose_name_plural = "indicateurs d'un projet"
        ordering = ["application", "pk"]

    def __str__(self):
        return self.label


class GrantPiece(models.Model):
    application = models.ForeignKey(GrantApplication, models.CASCADE, related_name="pieces", verbose_name="demande")
    piece = models.CharField("pièce", max_length=12, choices=Piece.choices)
    status = models.CharField("état", max_length=8, choices=PieceStatus.choices, default=PieceStatus.MISSING)
    comment = models.CharField("observation", max_length=300, blank=True)

    class Meta:
        verbose_name = "pièce d'une demande"
        verbose_name_plural = "pièces d'une demande"
        ordering = ["application", "pk"]
        constraints = [models.UniqueConstraint(fields=["application", "piece"], name="grant_piece_once")]

    def __str__(self):
        return self.get_piece_display()


class GrantOpinion(models.Model):
    application = models.ForeignKey(GrantApplication, models.CASCADE, related_name="opinions", verbose_name="demande")
    adviser = models.CharField("service", max_length=16, choices=Adviser.choices)
    asked_on = models.DateField("demandé le")
    due_on = models.DateField("attendu le")
    advice = models.CharField("avis", max_length=12, choices=Advice.choices, default=Advice.WAITING)
    comment = models.CharField("observation", max_length=2000, blank=True)
    answered_on = models.DateField("rendu le", null=True, blank=True)

    class Meta:
        verbose_name = "avis sur une demande"
        verbose_name_plural = "avis sur une demande"
        ordering = ["application", "pk"]
        constraints = [models.UniqueConstraint(fields=["application", "adviser"], name="grant_opinion_once")]

    def __str__(self):
        return f"{self.get_adviser_display()} : {self.get_advice_display()}"


class GrantScore(models.Model):
    """The notes of one instructor; two of them are independent above the threshold."""

    application = models.ForeignKey(GrantApplication, models.CASCADE, related_name="scores", verbose_name="demande")
    by = models.ForeignKey(STAFF, models.PROTECT, related_name="+", verbose_name="instructeur")
    notes = models.JSONField("notes")
    score = models.DecimalField("note", max_digits=4, decimal_places=1)
    comment = models.CharField("observation", max_length=2000, blank=True)
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "notation"
        ordering = ["application", "at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "by"], name="grant_score_once_each"),
            models.CheckConstraint(condition=Q(score__range=(0, 100)), name="grant_score_range"),
        ]

    def __str__(self):
        return f"{self.score}"


class GrantEnvelope(models.Model):
    """The credits of a programme: what is delegated, granted, committed and paid; the base refuses to pass them."""

    class Kind(models.TextChoices):
        AE = "AE", "Autorisations d'engagement"
        CP = "CP", "Crédits de paiement"

    programme = models.ForeignKey(GrantProgramme, models.PROTECT, related_name="envelopes", verbose_name="programme")
    kind = models.CharField("nature", max_length=2, choices=Kind.choices)
    # Written by the base from the movements; the two others in the transaction of each grant, commitment or payment.
    delegated = money("délégué", default=0)
    granted = money("accordé", default=0)
    used = money("engagé ou payé", default=0)

    class Meta:
        verbose_name = "enveloppe"
        ordering = ["programme", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "kind"], name="grant_envelope_once"),
            models.CheckConstraint(
                condition=Q(used__gte=0) & Q(used__lte=F("delegated")), name="grant_envelope_not_overspent",
                violation_error_message="ENV-01 : l'enveloppe serait dépassée.",
            ),
            models.CheckConstraint(
                condition=Q(granted__gte=0) & Q(granted__lte=F("delegated")), name="grant_envelope_not_overgranted",
                violation_error_message="ENV-01 : l'enveloppe serait dépassée.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.kind} {self.programme}"

    @property
    def left(self):
        return self.delegated - self.granted

    @property
    def unused(self):
        return self.delegated - self.used


class EnvelopeMovement(models.Model):
    """What came to an envelope or left it; never rewritten."""

    class Kind(models.TextChoices):
        DELEGATION = "delegation", "Délégation"
        COMPLEMENT = "complement", "Complément"
        RESERVE = "reserve", "Mise en réserve"
        WITHDRAWAL = "withdrawal", "Retrait"
        TRANSFER = "transfer", "Transfert"

    envelope = models.ForeignKey(GrantEnvelope, models.PROTECT, related_name="movements", verbose_name="enveloppe")
    kind = models.CharField("mouvement", max_length=10, choices=Kind.choices)
    on = models.DateField("le")
    amount = money("montant")
    reference = models.CharField("référence", max_length=100)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey(STAFF, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "mouvement de crédits"
        verbose_name_plural = "mouvements de crédits"
        ordering = ["envelope", "on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=("delegation", "complement"), amount__gt=0)
                | Q(kind__in=("reserve", "withdrawal"), amount__lt=0)
                | (Q(kind="transfer") & ~Q(amount=0)),
                name="grant_movement_sign",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.amount}"


class GrantScenario(models.Model):
    """One way of sharing an envelope, beside others."""

    programme = models.ForeignKey(GrantProgramme, models.PROTECT, related_name="scenarios", verbose_name="programme")
    name = models.CharField("scénario", max_length=80)
    envelope = money("enveloppe")
    adopted_at = models.DateTimeField("adopté le", null=True, blank=True)
    created_at = models.DateTimeField("créé le")
    created_by = models.ForeignKey(STAFF, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "scénario de programmation"
        verbose_name_plural = "scénarios de programmation"
        ordering = ["programme", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"], name="grant_scenario_once",
                violation_error_message="Un scénario porte déjà ce nom.",
            ),
            models.UniqueConstraint(
                fields=["programme"], condition=Q(adopted_at__isnull=False), name="grant_scenario_adopted_once"
            ),
            models.CheckConstraint(condition=Q(envelope__gte=0), name="grant_scenario_envelope"),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.name}, {self.programme}"


class ScenarioLine(models.Model):
    """A project in a scenario. `version` moves with each change: a change made upon an older one is refused."""

    scenario = models.ForeignKey(GrantScenario, models.CASCADE, related_name="lines", verbose_name="scénario")
    application = models.ForeignKey(
        GrantApplication, models.CASCADE, related_name="scenario_lines", verbose_name="demande"
    )
    rank = models.PositiveIntegerField("rang")
    verdict = models.CharField("sort", max_length=6, choices=Verdict.choices, default=Verdict.OPEN)
    amount = money("montant", default=0)
    refusal = models.CharField("nature du motif", max_length=12, choices=Refusal.choices, blank=True)
    reason = models.CharField("motif", max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField("modifié le")
    changed_by = models.ForeignKey(STAFF, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "ligne de scénario"
        verbose_name_plural = "lignes de scénario"
        ordering = ["scenario", "rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "application"], name="grant_scenario_line_once"),
            models.CheckConstraint(
                condition=Q(verdict="fund", amount__gt=0) | (~Q(verdict="fund") & Q(amount=0)),
                name="grant_scenario_line_amount",
                violation_error_message="Seul un projet retenu a un montant.",
            ),
        ]

    def __str__(self):
        return f"{self.application.number} : {self.amount}"


class ScenarioChange(models.Model):
    """Each change of a line, with what it was: never rewritten."""

    line = models.ForeignKey(ScenarioLine, models.CASCADE, related_name="changes", verbose_name="ligne")
    version = models.PositiveIntegerField()
    verdict = models.CharField("sort", max_length=6, choices=Verdict.choices)
    former = money("ancien montant")
    amount = money("montant")
    reason = models.CharField("motif", max_length=500, blank=True)
    at = models.DateTimeField("le")
    by = models.ForeignKey(STAFF, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "changement d'une ligne"
        verbose_name_plural = "changements d'une ligne"
        ordering = ["line", "version"]
        constraints = [models.UniqueConstraint(fields=["line", "version"], name="grant_scenario_change_once")]

    def __str__(self):
        return f"{self.former} → {self.amount}"


class GrantCommittee(models.Model):
    """A sitting of the programming committee, on the scenario that it adopted."""

    programme = models.ForeignKey(GrantProgramme, models.PROTECT, related_name="committees", verbose_name="programme")
    scenario = models.OneToOneField(GrantScenario, models.PROTECT, related_name="committee", verbose_name="scénario")
    held_on = models.DateField("tenu le")
    minutes = models.CharField("relevé", max_length=4000)
    prosecutor = models.BooleanField("procureur associé", default=False)
    session = models.ForeignKey(
        "directorate.CommissionSession", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="séance"
    )
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "comité de programmation"
        verbose_name_plural = "comités de programmation"
        ordering = ["-held_on", "-pk"]

    def __str__(self):
        return f"Comité du {self.held_on:%d/%m/%Y}, {self.programme}"


class GrantMove(models.Model):
    """Each change of state, never rewritten."""

    application = models.ForeignKey(GrantApplication, models.CASCADE, related_name="moves", verbose_name="demande")
    state = models.CharField("état", max_length=16, choices=GrantApplication.State.choices)
    words = models.CharField("ce qui s'est passé", max_length=300)
    comment = models.CharField("observation", max_length=2000, blank=True)
    at = models.DateTimeField("le")
    by = models.ForeignKey(STAFF, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "étape d'une demande"
        verbose_name_plural = "étapes d'une demande"
        ordering = ["application", "at", "pk"]

    def __str__(self):
        return self.words
