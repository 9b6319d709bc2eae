"""A grant after its act: commitments, payments, financial report, alerts, amendments, recoveries."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from public_order.grants.models import LETTER, STAFF, GrantApplication, GrantEnvelope, money
from public_order.grants.payments.catalogue import (
    LIVE,
    RUNNING,
    Alert,
    AmendmentState,
    Channel,
    Control,
    PaymentKind,
    PaymentState,
    Proof,
    RecoveryReason,
    RecoveryState,
)


class GrantCommitment(models.Model):
    """A legal commitment (engagement juridique) in Chorus; a negative one gives authorisations back."""

    application = models.ForeignKey(
        GrantApplication, models.PROTECT, related_name="commitments", verbose_name="demande"
    )
    ej = models.CharField("n° EJ", max_length=10)
    item = models.PositiveSmallIntegerField("poste", default=1)
    supplier = models.CharField("tiers", max_length=20, blank=True)
    amount = money("montant")
    committed_on = models.DateField("engagé le")
    reason = models.CharField("motif", max_length=300, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey(STAFF, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "engagement juridique"
        verbose_name_plural = "engagements juridiques"
        ordering = ["application", "committed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ej__regex=r"^\d{10}$"), name="grant_commitment_number",
                violation_error_message="Un engagement juridique a dix chiffres.",
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="grant_commitment_amount"),
            models.UniqueConstraint(
                fields=["ej", "item"], condition=Q(amount__gt=0), name="grant_commitment_once",
                violation_error_message="Ce poste d'engagement est déjà enregistré.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"EJ {self.ej}, poste {self.item}"


class GrantPayment(models.Model):
    """A payment of a grant, from its preparation to its day; the base never lets their sum pass the grant."""

    application = models.ForeignKey(GrantApplication, models.PROTECT, related_name="payments", verbose_name="demande")
    rank = models.PositiveSmallIntegerField("rang")
    number = models.CharField("numéro", max_length=30, unique=True)
    kind = models.CharField("nature", max_length=10, choices=PaymentKind.choices)
    state = models.CharField("état", max_length=9, choices=PaymentState.choices, default=PaymentState.PREPARED)
    amount = money("montant")
    spent = money("dépenses justifiées", null=True, blank=True)
    proofs = ArrayField(models.CharField(max_length=12, choices=Proof.choices), default=list, blank=True)
    # The reasoning that gave the amount: rule, words, amount.
    trace = models.JSONField("calcul", default=list)
    prepared_on = models.DateField("préparé le")
    due_on = models.DateField("à payer avant le")
    service_number = models.CharField("n° de service fait", max_length=20, blank=True)
    certified_on = models.DateField("certifié le", null=True, blank=True)
    certified_by = models.ForeignKey(STAFF, models.PROTECT, null=True, blank=True, related_name="+")
    certificate = models.ForeignKey(LETTER, models.PROTECT, null=True, blank=True, related_name="+")
    dp = models.CharField("n° de demande de paiement", max_length=12, blank=True)
    paid_on = models.DateField("payé le", null=True, blank=True)
    # The payment credits that it took: those of the year in which it is paid.
    envelope = models.ForeignKey(GrantEnvelope, models.PROTECT, null=True, blank=True, related_name="payments")
    reason = models.CharField("motif d'annulation", max_length=500, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey(STAFF, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "versement d'une subvention"
        verbose_name_plural = "versements d'une subvention"
        ordering = ["application", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["application", "rank"], name="grant_payment_rank"),
            models.UniqueConstraint(
                fields=["application", "kind"], condition=Q(state__in=LIVE) & ~Q(kind="instalment"),
                name="grant_payment_once_by_kind",
                violation_error_message="Ce versement existe déjà.",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="grant_payment_amount"),
            models.CheckConstraint(
                condition=~Q(state__in=("certified", "paid")) | Q(certified_on__isnull=False),
                name="grant_payment_certified_first",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_on__isnull=False, envelope__isnull=False)
                & Q(paid_on__gte=F("certified_on")),
                name="grant_payment_paid_on_a_day",
                violation_error_message="Un paiement suit la certification du service fait.",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(reason=""), name="grant_payment_cancelled_for_a_reason"
            ),
            models.UniqueConstraint(fields=["dp"], condition=~Q(dp=""), name="grant_payment_dp_once"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "due_on"], name="grant_payment_due")]

    def __str__(self):
        return f"{self.number}, {self.get_kind_display().lower()}"


class GrantReport(models.Model):
    """The financial report (compte rendu financier) of a grant, and its control."""

    application = models.OneToOneField(GrantApplication, models.PROTECT, related_name="report", verbose_name="demande")
    received_on = models.DateField("reçu le")
    qualitative = models.CharField("bilan qualitatif", max_length=4000)
    certified_by = models.CharField("certifié exact par", max_length=120)
    has_accounts = models.BooleanField("comptes certifiés joints", default=False)
    recoverable_vat = money("TVA récupérable comprise dans les dépenses", default=0)
    control = models.CharField("contrôle", max_length=13, choices=Control.choices, default=Control.NOT_STARTED)
    comment = models.CharField("observations du contrôle", max_length=2000, blank=True)
    set_aside = money("dépenses écartées", default=0)
    controlled_on = models.DateField("contrôlé le", null=True, blank=True)
    controlled_by = models.ForeignKey(STAFF, models.PROTECT, null=True, blank=True, related_name="+")
    # What the control gave, kept as it was counted that day.
    realised = money("réalisé éligible", null=True, blank=True)
    amount_due = money("dû", null=True, blank=True)
    trace = models.JSONField("calcul", default=list)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey(STAFF, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "compte rendu financier"
        verbose_name_plural = "comptes rendus financiers"
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(control__in=("compliant", "non_compliant"))
                | Q(amount_due__isnull=False, realised__isnull=False, controlled_on__isnull=False),
                name="grant_report_controlled_with_its_amount",
            ),
            models.CheckConstraint(condition=Q(set_aside__gte=0, recoverable_vat__gte=0), name="grant_report_amounts"),
            models.CheckConstraint(
                condition=Q(amount_due__isnull=True) | Q(amount_due__gte=0), name="grant_report_due"
            ),
        ]

    def __str__(self):
        return f"Compte rendu financier, {self.application.number}"


class GrantReportLine(models.Model):
    """What was really spent or received on an account."""

    report = models.ForeignKey(GrantReport, models.CASCADE, related_name="lines", verbose_name="compte rendu")
    account = models.CharField("compte", max_length=2)
    label = models.CharField("intitulé", max_length=120)
    amount = money("montant")
    is_excluded = models.BooleanField("dépense non éligible", default=False)

    class Meta:
        verbose_name = "ligne du compte rendu"
        verbose_name_plural = "lignes du compte rendu"
        ordering = ["report", "account", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(account__regex=r"^(6[0-8]|7[0-9]|8[67])$"), name="grant_report_account"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="grant_report_line_amount"),
        ]

    def __str__(self):
        return f"{self.account} {self.label}"


class GrantAlert(models.Model):
    """FIPD-17: an alert about a report that is awaited; each is given once."""

    application = models.ForeignKey(GrantApplication, models.PROTECT, related_name="alerts", verbose_name="demande")
    step = models.CharField("étape", max_length=9, choices=Alert.choices)
    channel = models.CharField("canal", max_length=10, choices=Channel.choices)
    report_due_on = models.DateField("compte rendu attendu le")
    raised_at = models.DateTimeField("déclenchée le")
    sent_at = models.DateTimeField("envoyée le", null=True, blank=True)
    letter = models.ForeignKey(LETTER, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "relance de compte rendu"
        verbose_name_plural = "relances de compte rendu"
        ordering = ["application", "raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "step", "report_due_on"], name="grant_alert_once",
                violation_error_message="Cette relance est déjà faite.",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["sent_at", "channel"], name="grant_alert_to_send")]

    def __str__(self):
        return f"{self.get_step_display()}, {self.application.number}"


class GrantAmendment(models.Model):
    """A change of the project asked in writing before its end, then signed or refused."""

    application = models.ForeignKey(GrantApplication, models.PROTECT, related_name="amendments", verbose_name="demande")
    rank = models.PositiveSmallIntegerField("rang")
    asked_on = models.DateField("demandé le")
    reason = models.CharField("objet", max_length=2000)
    starts_on = models.DateField("nouveau début", null=True, blank=True)
    ends_on = models.DateField("nouvelle fin", null=True, blank=True)
    exercise_ends_on = models.DateField("nouvelle clôture de l'exercice", null=True, blank=True)
    amount = money("subvention ramenée à", null=True, blank=True)
    # What the grant was before.
    former = models.JSONField("avant", default=dict)
    state = models.CharField("état", max_length=7, choices=AmendmentState.choices, default=AmendmentState.ASKED)
    answer = models.CharField("réponse", max_length=2000, blank=True)
    act_number = models.CharField("acte n°", max_length=20, blank=True)
    signed_on = models.DateField("signé le", null=True, blank=True)
    act = models.ForeignKey(LETTER, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey(STAFF, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "avenant"
        ordering = ["application", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["application", "rank"], name="grant_amendment_rank"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="asked"), name="grant_amendment_one_at_a_time",
                violation_error_message="Une demande d'avenant est déjà ouverte.",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed_on__isnull=False) & ~Q(act_number=""),
                name="grant_amendment_signed_with_its_act",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""), name="grant_amendment_refused_for_a_reason"
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"Avenant n° {self.rank}, {self.application.number}"


class GrantRecovery(models.Model):
    """Money that a promoter gives back: counted, heard, decided, then a collection order (titre de perception)."""

    application = models.ForeignKey(GrantApplication, models.PROTECT, related_name="recoveries", verbose_name="demande")
    rank = models.PositiveSmallIntegerField("rang")
    number = models.CharField("numéro", max_length=30, unique=True)
    reason = models.CharField("motif", max_length=14, choices=RecoveryReason.choices)
    explanation = models.CharField("explication", max_length=2000, blank=True)
    amount = money("montant")
    trace = models.JSONField("calcul", default=list)
    state = models.CharField("état", max_length=9, choices=RecoveryState.choices, default=RecoveryState.OPENED)
    letter_on = models.DateField("lettre contradictoire du", null=True, blank=True)
    letter = models.ForeignKey(LETTER, models.PROTECT, null=True, blank=True, related_name="+")
    observations_until = models.DateField("observations jusqu'au", null=True, blank=True)
    observations = models.CharField("observations du porteur", max_length=4000, blank=True)
    observed_on = models.DateField("observations reçues le", null=True, blank=True)
    decided_on = models.DateField("décidé le", null=True, blank=True)
    decided_by = models.ForeignKey(STAFF, models.PROTECT, null=True, blank=True, related_name="+")
    act_number = models.CharField("décision n°", max_length=20, blank=True)
    act = models.ForeignKey(LETTER, models.PROTECT, null=True, blank=True, related_name="+")
    order_number = models.CharField("titre de perception n°", max_length=20, blank=True)
    issued_on = models.DateField("titre émis le", null=True, blank=True)
    paid_on = models.DateField("recouvré le", null=True, blank=True)
    answer = models.CharField("motif d'abandon", max_length=2000, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey(STAFF, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "reversement"
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "rank"], name="grant_recovery_rank"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=RUNNING), name="grant_recovery_one_at_a_time",
                violation_error_message="Un reversement est déjà en cours pour cette subvention.",
            ),
            models.UniqueConstraint(
                fields=["order_number"], condition=~Q(order_number=""), name="grant_recovery_order_once",
                violation_error_message="Ce titre de perception est déjà enregistré.",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="grant_recovery_amount"),
            models.CheckConstraint(
                condition=~Q(state__in=("hearing", "decided", "ordered", "recovered"))
                | Q(letter_on__isnull=False, observations_until__isnull=False),
                name="grant_recovery_heard_first",
                violation_error_message="Aucune décision de reversement sans procédure contradictoire.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("decided", "ordered", "recovered"))
                | Q(decided_on__isnull=False) & ~Q(act_number=""),
                name="grant_recovery_decided_first",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("ordered", "recovered")) | Q(issued_on__isnull=False) & ~Q(order_number=""),
                name="grant_recovery_ordered_first",
            ),
            models.CheckConstraint(
                condition=~Q(state="recovered") | Q(paid_on__isnull=False), name="grant_recovery_recovered_on_a_day"
            ),
            models.CheckConstraint(condition=~Q(state="dropped") | ~Q(answer=""), name="grant_recovery_dropped_said"),
        ]  # fmt: skip

    def __str__(self):
        return f"Reversement {self.number}"
