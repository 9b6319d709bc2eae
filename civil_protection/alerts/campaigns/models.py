"""Scenarios, campaigns and their cascade of calls. An attempt is a row before it is a call."""

import uuid

from django.db import models
from django.db.models import F, Q

from civil_protection.alerts.vigilance.colours import Colour, Phenomenon


class Mode(models.TextChoices):
    REAL = "real", "Réel"
    EXERCISE = "exercise", "Exercice"
    TEST = "test", "Essai"


class AlertScenario(models.Model):
    """What is said, by voice, by SMS and by mail, when a thing happens."""

    code = models.SlugField("code", max_length=40, unique=True)
    label = models.CharField("intitulé", max_length=120)
    phenomenon = models.CharField("phénomène", max_length=20, choices=Phenomenon.choices, blank=True)
    colour = models.CharField("couleur", max_length=10, choices=Colour.choices, blank=True)
    mode = models.CharField("mode", max_length=10, choices=Mode.choices, default=Mode.REAL)
    voice_text = models.TextField("message vocal")
    sms_text = models.TextField("SMS")
    mail_subject = models.CharField("objet du courriel", max_length=150)
    instructions = models.TextField("fiche consigne", blank=True)
    group = models.ForeignKey(
        "civil_protection.AlertGroup", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="groupe par défaut",
    )  # fmt: skip
    is_retired = models.BooleanField("retiré", default=False)
    changed_at = models.DateTimeField("modifié le")

    class Meta:
        verbose_name = "scénario d'alerte"
        verbose_name_plural = "scénarios d'alerte"
        ordering = ["label"]

    def __str__(self):
        return self.label


class AlertCampaign(models.Model):
    """One alert sent to one list of communes and organisations. Texts, parameters and targets freeze at the launch."""

    class State(models.TextChoices):
        PREPARED = "prepared", "Préparée"
        LAUNCHED = "launched", "Lancée"
        RUNNING = "running", "En cours"
        ENDED = "ended", "Terminée"
        CANCELLED = "cancelled", "Annulée"

    label = models.CharField("intitulé", max_length=160)
    scenario = models.ForeignKey(AlertScenario, models.PROTECT, related_name="campaigns", verbose_name="scénario")
    group = models.ForeignKey(
        "civil_protection.AlertGroup", models.PROTECT, related_name="campaigns", verbose_name="groupe"
    )
    mode = models.CharField("mode", max_length=10, choices=Mode.choices)
    voice_text = models.TextField("message vocal")
    sms_text = models.TextField("SMS")
    mail_subject = models.CharField("objet du courriel", max_length=180)
    mail_text = models.TextField("courriel", blank=True)
    decider = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="décidée par")
    decided_at = models.DateTimeField("décidée le")
    prepared_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="préparée par"
    )
    prepared_at = models.DateTimeField("préparée le")
    launched_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lancée par"
    )
    launched_at = models.DateTimeField("lancée le", null=True, blank=True)
    ended_at = models.DateTimeField("terminée le", null=True, blank=True)
    end_reason = models.CharField("motif de fin", max_length=200, blank=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.PREPARED)
    objective_minutes = models.PositiveSmallIntegerField("objectif (minutes)", default=30)
    coverage_percent = models.PositiveSmallIntegerField("seuil de couverture (%)", default=95)
    # The test of the directory for a month, launched by itself at its drawn instant: `campaigns.monthly`.
    test_month = models.DateField("essai du mois", null=True, blank=True)
    planned_at = models.DateTimeField("part d'elle-même à", null=True, blank=True)
    # The parameters of the cascade as they were at the launch: `campaigns.cascade.Terms`.
    terms = models.JSONField("paramètres appliqués", default=dict, blank=True)

    class Meta:
        verbose_name = "campagne d'alerte"
        verbose_name_plural = "campagnes d'alerte"
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="prepared", launched_at__isnull=True)
                | Q(state="cancelled")
                | Q(state__in=["launched", "running", "ended"], launched_at__isnull=False),
                name="alert_campaign_launched_has_a_time",
                violation_error_message="Une campagne lancée a une heure de lancement.",
            ),
            models.CheckConstraint(
                condition=Q(launched_at__isnull=True) | Q(launched_at__gte=F("decided_at")),
                name="alert_campaign_decided_first",
                violation_error_message="Une campagne se lance après avoir été décidée.",
            ),
            models.CheckConstraint(
                condition=Q(coverage_percent__range=(1, 100)),
                name="alert_campaign_coverage",
                violation_error_message="Le seuil de couverture va de 1 à 100 %.",
            ),
            models.UniqueConstraint(
                fields=["test_month"],
                condition=~Q(state="cancelled"),
                name="alert_campaign_one_test_a_month",
                violation_error_message="L'essai de ce mois est déjà programmé.",
            ),
            models.CheckConstraint(
                condition=Q(planned_at__isnull=True, test_month__isnull=True)
                | Q(planned_at__isnull=False, test_month__isnull=False, mode="test"),
                name="alert_campaign_leaves_by_itself_for_a_test",
                violation_error_message="Seul l'essai du mois part de lui-même.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["launched_at"], name="alert_campaign_live", condition=Q(state__in=["launched", "running"])
            )
        ]

    def __str__(self):
        return self.label

    @property
    def is_live(self) -> bool:
        return self.state in {self.State.LAUNCHED, self.State.RUNNING}


class CampaignTarget(models.Model):
    """A commune, or an organisation, of a campaign: whether it was reached, by whom, when, and its ticket."""

    class State(models.TextChoices):
        WAITING = "waiting", "En attente"
        REACHED = "reached", "Jointe"
        BY_OPERATOR = "by_operator", "Jointe par opérateur"
        UNREACHED = "unreached", "Non jointe"
        POLICE = "police", "Police sollicitée"

    campaign = models.ForeignKey(AlertCampaign, models.CASCADE, related_name="targets")
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        "directorate.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    label = models.CharField("destinataire", max_length=160)
    state = models.CharField("état", max_length=12, choices=State.choices, default=State.WAITING)
    deadline_at = models.DateTimeField("échéance")
    second_deadline_at = models.DateTimeField("seconde échéance")
    reached_at = models.DateTimeField("jointe le", null=True, blank=True)
    reached_rank = models.PositiveSmallIntegerField("rang du contact", null=True, blank=True)
    reached_words = models.CharField("jointe par", max_length=200, blank=True)
    attempts_used = models.PositiveSmallIntegerField("tentatives", default=0)
    is_late = models.BooleanField("hors délai", default=False)
    # The ticket of the operator: opened at the deadline, taken by somebody, closed by whatever reaches the commune.
    ticket_at = models.DateTimeField("reprise demandée le", null=True, blank=True)
    operator = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="opérateur"
    )
    taken_at = models.DateTimeField("prise en charge le", null=True, blank=True)
    police_at = models.DateTimeField("patrouille demandée le", null=True, blank=True)
    closed_at = models.DateTimeField("reprise close le", null=True, blank=True)
    note = models.TextField("note", blank=True)
    # What the program of the recipient said: the message arrived. It reaches nobody, and the calls go on.
    received_at = models.DateTimeField("message reçu le", null=True, blank=True)
    received_words = models.CharField("message reçu par", max_length=200, blank=True)

    class Meta:
        verbose_name = "destinataire d'une campagne"
        verbose_name_plural = "destinataires d'une campagne"
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "commune"], name="campaign_target_commune_once"),
            models.UniqueConstraint(fields=["campaign", "organisation"], name="campaign_target_organisation_once"),
            models.CheckConstraint(
                condition=Q(commune__isnull=False, organisation__isnull=True)
                | Q(commune__isnull=True, organisation__isnull=False),
                name="campaign_target_is_one",
                violation_error_message="Un destinataire est une commune ou un organisme.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["reached", "by_operator"], reached_at__isnull=False)
                | Q(state__in=["waiting", "unreached", "police"], reached_at__isnull=True),
                name="campaign_target_reached_has_a_time",
                violation_error_message="Une commune jointe l'est à une heure.",
            ),
        ]
        indexes = [
            models.Index(fields=["deadline_at"], name="campaign_target_due", condition=Q(state="waiting")),
            models.Index(fields=["second_deadline_at"], name="campaign_target_due_twice",
                         condition=Q(state="unreached")),
        ]  # fmt: skip

    def __str__(self):
        return self.label

    @property
    def is_reached(self) -> bool:
        return self.state in {self.State.REACHED, self.State.BY_OPERATOR}


class CallAttempt(models.Model):
    """One call, SMS or mail of a campaign, with the instant when it is due.

    Its life is the rule that loses no call and repeats none: `campaigns.engine`.
    """

    class Channel(models.TextChoices):
        VOICE = "voice", "Voix"
        SMS = "sms", "SMS"
        EMAIL = "email", "Courriel"

    class State(models.TextChoices):
        QUEUED = "queued", "En file"
        CLAIMED = "claimed", "Prise en charge"
        SENDING = "sending", "En cours d'émission"
        RINGING = "ringing", "Sonne"
        SENT = "sent", "Envoyé"
        BUSY = "busy", "Occupé"
        NO_ANSWER = "no_answer", "Sans réponse"
        VOICEMAIL = "voicemail", "Répondeur"
        ANSWERED = "answered", "Décroché"
        ACKNOWLEDGED = "acknowledged", "Acquitté"
        REFUSED = "refused", "Refusé"
        FAILED = "failed", "Échec du numéro"
        EXPIRED = "expired", "Expiré"
        UNCERTAIN = "uncertain", "Incertain"
        CANCELLED = "cancelled", "Non lancé"

    # The key by which the gateway recognises the call: never given to another.
    key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    campaign = models.ForeignKey(AlertCampaign, models.CASCADE, related_name="attempts", db_index=False)
    target = models.ForeignKey(CampaignTarget, models.CASCADE, related_name="attempts")
    contact = models.ForeignKey(
        "civil_protection.AlertContact", models.SET_NULL, null=True, blank=True, related_name="attempts"
    )
    # Who was called, as they were at the launch; emptied when the contact leaves the directory.
    person = models.CharField("contact", max_length=200, blank=True)
    address = models.CharField("numéro ou adresse", max_length=254, blank=True)
    rank = models.PositiveSmallIntegerField("rang du contact")
    turn = models.PositiveSmallIntegerField("tentative")
    channel = models.CharField("canal", max_length=10, choices=Channel.choices)
    due_at = models.DateTimeField("prévue à")
    state = models.CharField("état", max_length=12, choices=State.choices, default=State.QUEUED)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("émise à", null=True, blank=True)
    expires_at = models.DateTimeField("attend une réponse jusqu'à", null=True, blank=True)
    answered_at = models.DateTimeField("réponse à", null=True, blank=True)
    digit = models.CharField("touche", max_length=2, blank=True)
    seconds = models.PositiveIntegerField("durée (s)", null=True, blank=True)

    class Meta:
        verbose_name = "appel"
        verbose_name_plural = "appels"
        ordering = ["due_at", "rank", "turn", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "contact", "turn", "channel"],
                name="call_attempt_once",
                violation_error_message="Cet appel existe déjà.",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], name="call_attempt_due", condition=Q(state="queued")),
            models.Index(
                fields=["lease_until"], name="call_attempt_held", condition=Q(state__in=["claimed", "sending"])
            ),
            models.Index(
                fields=["expires_at"], name="call_attempt_waiting", condition=Q(state__in=["ringing", "answered"])
            ),
        ]

    def __str__(self):
        return f"{self.get_channel_display()}, tentative {self.turn}"


class GatewayCall(models.Model):
    """What the local gateway recorded instead of calling, and the answer that it plays. One row for a key, ever."""

    key = models.UUIDField(primary_key=True)
    channel = models.CharField("canal", max_length=10, choices=CallAttempt.Channel.choices)
    address = models.CharField("numéro ou adresse", max_length=254)
    text = models.TextField("message")
    placed_at = models.DateTimeField("reçu le")
    answer = models.CharField("réponse", max_length=12, blank=True)
    digit = models.CharField("touche", max_length=2, blank=True)
    answer_at = models.DateTimeField("réponse à", null=True, blank=True)
    is_told = models.BooleanField("transmise", default=False)

    class Meta:
        verbose_name = "appel enregistré"
        verbose_name_plural = "appels enregistrés"
        ordering = ["placed_at", "key"]
        indexes = [
            models.Index(fields=["answer_at"], name="gateway_call_untold", condition=Q(is_told=False)),
        ]

    def __str__(self):
        return f"{self.get_channel_display()} du {self.placed_at:%d/%m/%Y %H:%M:%S}"


class ScriptedAnswer(models.Model):
    """What the local gateway plays when this number is called: training, exercise, tests."""

    address = models.CharField("numéro ou adresse", max_length=254, unique=True)
    answer = models.CharField("réponse", max_length=12, choices=[
        (state.value, state.label) for state in (
            CallAttempt.State.ACKNOWLEDGED, CallAttempt.State.ANSWERED, CallAttempt.State.BUSY,
            CallAttempt.State.NO_ANSWER, CallAttempt.State.VOICEMAIL, CallAttempt.State.REFUSED,
            CallAttempt.State.FAILED,
        )
    ])  # fmt: skip
    after_seconds = models.PositiveIntegerField("après (secondes)", default=20)

    class Meta:
        verbose_name = "réponse simulée"
        verbose_name_plural = "réponses simulées"
        ordering = ["address"]

    def __str__(self):
        return f"{self.get_answer_display()} après {self.after_seconds} s"
