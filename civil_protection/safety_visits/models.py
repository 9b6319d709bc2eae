"""Visits of establishments open to the public, their requirements, and what follows an unfavourable opinion."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from civil_protection.safety_visits.follow_up import AWAITED, DECISIONS, OPEN, STATES
from civil_protection.safety_visits.group import DEFERRED, DOCUMENTS, FAVOURABLE, KINDS, SILENT, UNFAVOURABLE
from civil_protection.safety_visits.rounds import HALVES, MORNING
from civil_protection.safety_visits.sentences import CATEGORIES


class UnfavourableOpinion(models.Model):
    """What follows an unfavourable opinion until it is lifted: no such opinion goes without it (invariant 5).

    Its dates say where it stands; `steps` say how it came there. An opinion that a later visit confirms keeps its age.
    """

    class Result(models.TextChoices):
        ACTED = "acted", "Suivie d'effet"
        NONE = "none", "Sans résultat"

    establishment = models.ForeignKey(
        "civil_protection.Establishment", models.PROTECT, related_name="unfavourable_opinions",
        verbose_name="établissement",
    )  # fmt: skip
    opened_on = models.DateField("avis du")
    reasons = models.CharField("motifs", max_length=2000)
    is_danger = models.BooleanField("danger grave pour le public", default=False)
    action_plan = models.CharField("échéancier de l'exploitant", max_length=2000, blank=True)
    decision = models.CharField(
        "décision du maire", max_length=14, choices=DECISIONS, default=AWAITED
    )  # fmt: skip
    decided_on = models.DateField("décidée le", null=True, blank=True)
    term_on = models.DateField("délai donné jusqu'au", null=True, blank=True)
    decision_act = models.CharField("acte du maire", max_length=80, blank=True)
    reminded_on = models.DateField("lettre du préfet du", null=True, blank=True)
    reminder = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    met_on = models.DateField("réunion du", null=True, blank=True)
    proposed_on = models.DateField("mise en demeure ou substitution proposée le", null=True, blank=True)
    noticed_on = models.DateField("maire mis en demeure le", null=True, blank=True)
    notice_until = models.DateField("terme de la mise en demeure", null=True, blank=True)
    notice = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    notice_result = models.CharField("résultat de la mise en demeure", max_length=6, choices=Result.choices, blank=True)
    closed_on = models.DateField("fermeture ordonnée par le préfet le", null=True, blank=True)
    order = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    order_number = models.CharField("arrêté n°", max_length=20, blank=True)
    lifted_on = models.DateField("levé le", null=True, blank=True)
    lifted_why = models.CharField("motif de la levée", max_length=500, blank=True)
    # The last step, so that a list of any length reads it without a query for each line.
    last_step = models.CharField("dernière action", max_length=200, blank=True)
    last_step_on = models.DateField("dernière action le", null=True, blank=True)

    class Meta:
        verbose_name = "avis défavorable"
        verbose_name_plural = "avis défavorables"
        ordering = ["opened_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["establishment"],
                condition=Q(lifted_on__isnull=True),
                name="unfavourable_opinion_one_at_a_time",
                violation_error_message="L'établissement est déjà sous avis défavorable.",
            ),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True) | Q(lifted_on__gte=F("opened_on")),
                name="unfavourable_opinion_lifted_after",
                violation_error_message="La levée suit l'avis.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(noticed_on__isnull=False, notice_result="none"),
                name="unfavourable_opinion_substitution_after_notice",
                violation_error_message="Le préfet ne se substitue au maire qu'après une mise en demeure vaine.",
            ),
        ]
        indexes = [models.Index(fields=["lifted_on", "opened_on"], name="unfavourable_opinion_live")]

    def __str__(self):
        return f"Avis défavorable du {self.opened_on:%d/%m/%Y}"


class SafetyVisit(models.Model):
    """A visit: planned, then held by a whole group, or not held and planned again."""

    class State(models.TextChoices):
        PLANNED = "planned", "Programmée"
        HELD = "held", "Tenue"
        NOT_HELD = "not_held", "Non tenue"

    class Opinion(models.TextChoices):
        FAVOURABLE = FAVOURABLE, "Favorable"
        UNFAVOURABLE = UNFAVOURABLE, "Défavorable"
        DEFERRED = DEFERRED, "Différé"
        SILENT = SILENT, "Ne se prononce pas"

    establishment = models.ForeignKey(
        "civil_protection.Establishment", models.PROTECT, related_name="visits", verbose_name="établissement"
    )
    kind = models.CharField("type", max_length=14, choices=KINDS)
    state = models.CharField("état", max_length=8, choices=State.choices, default=State.PLANNED)
    planned_on = models.DateField("programmée le")
    half = models.CharField("demi-journée", max_length=9, choices=HALVES, default=MORNING)
    commission = models.CharField("commission", max_length=160, blank=True)
    held_on = models.DateField("tenue le", null=True, blank=True)
    # [{"role", "name", "present", "certified", "position"}, ...], frozen once the opinion is given.
    group = models.JSONField("groupe de visite", default=list, blank=True)
    failed_why = models.CharField("motif de l'absence de visite", max_length=500, blank=True)
    replanned_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replanned_as", verbose_name="reprise de"
    )
    report = models.TextField("rapport du groupe", blank=True)
    documents_missing = ArrayField(
        models.CharField(max_length=20, choices=DOCUMENTS), default=list, blank=True,
        verbose_name="documents manquants",
    )  # fmt: skip
    proposal = models.CharField("proposition du groupe", max_length=14, choices=Opinion.choices, blank=True)
    opinion = models.CharField("avis", max_length=14, choices=Opinion.choices, blank=True)
    opinion_on = models.DateField("avis du", null=True, blank=True)
    opinion_why = models.CharField("motif de l'avis", max_length=2000, blank=True)
    next_visit_on = models.DateField("prochaine visite fixée par l'avis", null=True, blank=True)
    follow_up = models.ForeignKey(
        UnfavourableOpinion, models.PROTECT, null=True, blank=True, related_name="visits",
        verbose_name="suivi de l'avis défavorable",
    )  # fmt: skip
    recorded_at = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "visite de sécurité"
        verbose_name_plural = "visites de sécurité"
        ordering = ["-planned_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="held", held_on__isnull=False) | ~Q(state="held") & Q(held_on__isnull=True),
                name="safety_visit_held_on_a_day",
                violation_error_message="Une visite tenue a son jour.",
            ),
            models.CheckConstraint(
                condition=Q(opinion="") | Q(state="held", opinion_on__isnull=False),
                name="safety_visit_opinion_of_a_held_visit",
                violation_error_message="Un avis suit une visite tenue.",
            ),
            models.CheckConstraint(
                condition=~Q(opinion="unfavourable") | Q(follow_up__isnull=False),
                name="safety_visit_unfavourable_is_followed",
                violation_error_message="Un avis défavorable a toujours un suivi.",
            ),
            models.UniqueConstraint(
                fields=["establishment", "kind"],
                condition=Q(state="planned"),
                name="safety_visit_planned_once",
                violation_error_message="Une visite de ce type est déjà programmée pour cet établissement.",
            ),
        ]
        indexes = [
            models.Index(fields=["establishment", "-held_on"], name="safety_visit_of"),
            models.Index(fields=["state", "planned_on"], name="safety_visit_planned"),
            models.Index(fields=["-held_on"], name="safety_visit_held"),
        ]

    def __str__(self):
        return f"Visite {self.get_kind_display().lower()} du {self.held_on or self.planned_on:%d/%m/%Y}"


class VisitPiece(models.Model):
    """A photograph, a report or an attestation of a visit."""

    class Kind(models.TextChoices):
        PHOTOGRAPH = "photo", "Photographie"
        REPORT = "report", "Rapport de vérification"
        ATTESTATION = "attestation", "Attestation"
        SIGNED = "signed", "Rapport ou PV signé"

    visit = models.ForeignKey(SafetyVisit, models.CASCADE, related_name="pieces", verbose_name="visite")
    kind = models.CharField("nature", max_length=12, choices=Kind.choices)
    document = models.ForeignKey("civil_protection.ProtectedDocument", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "pièce d'une visite"
        verbose_name_plural = "pièces des visites"
        ordering = ["visit", "kind", "id"]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.document}"


class SafetyRequirement(models.Model):
    """What a visit prescribes, numbered within it; it is taken up by each visit until it is lifted."""

    establishment = models.ForeignKey(
        "civil_protection.Establishment", models.PROTECT, related_name="requirements", verbose_name="établissement"
    )
    visit = models.ForeignKey(SafetyVisit, models.PROTECT, related_name="requirements", verbose_name="visite")
    number = models.PositiveSmallIntegerField("numéro")
    article = models.CharField("article", max_length=40, blank=True)
    text = models.CharField("prescription", max_length=1000)
    category = models.CharField("catégorie", max_length=12, choices=CATEGORIES)
    due_on = models.DateField("à réaliser avant le", null=True, blank=True)
    state = models.CharField("état", max_length=8, choices=STATES, default=OPEN)
    verified_on = models.DateField("vérifiée le", null=True, blank=True)
    verified_by = models.CharField("vérifiée par", max_length=120, blank=True)
    # How many visits found it still open.
    times_carried = models.PositiveSmallIntegerField("reprises", default=0)

    class Meta:
        verbose_name = "prescription"
        ordering = ["establishment", "visit__held_on", "number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "number"],
                name="safety_requirement_number",
                violation_error_message="Ce numéro est déjà donné dans la visite.",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(verified_on__isnull=False),
                name="safety_requirement_verified",
                violation_error_message="Une prescription qui n'est plus ouverte a été vérifiée un jour.",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="safety_requirement_due")]

    def __str__(self):
        return f"Prescription n° {self.number}"


class RequirementCheck(models.Model):
    """What somebody found of a requirement on a day, during a visit or on papers. Never changed."""

    requirement = models.ForeignKey(SafetyRequirement, models.CASCADE, related_name="checks")
    visit = models.ForeignKey(SafetyVisit, models.PROTECT, null=True, blank=True, related_name="checks")
    checked_on = models.DateField("vérifiée le")
    checked_by = models.CharField("par", max_length=120)
    state = models.CharField("constat", max_length=8, choices=STATES)
    note = models.CharField("observation", max_length=500, blank=True)

    class Meta:
        verbose_name = "vérification d'une prescription"
        verbose_name_plural = "vérifications des prescriptions"
        ordering = ["requirement", "checked_on", "id"]

    def __str__(self):
        return f"{self.requirement}, {self.get_state_display().lower()} le {self.checked_on:%d/%m/%Y}"


class FollowUpStep(models.Model):
    """One thing done about an unfavourable opinion. Only added to."""

    opinion = models.ForeignKey(UnfavourableOpinion, models.CASCADE, related_name="steps")
    happened_on = models.DateField("le")
    label = models.CharField("action", max_length=200)
    note = models.CharField("observation", max_length=2000, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "étape du suivi"
        verbose_name_plural = "étapes du suivi"
        ordering = ["happened_on", "id"]

    def __str__(self):
        return f"{self.label}, le {self.happened_on:%d/%m/%Y}"
