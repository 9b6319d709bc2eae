"""The opaque tracker of vital sectors: a reference that means nothing here, dates and codes.

No column takes a text: what could name an operator, a place or a plan has nowhere to go (code de la défense,
art. R1332-3, R1332-18 to R1332-35). The database refuses any value that is not one of the codes.
"""

from django.db import models
from django.db.models import F, Q


class Regime(models.TextChoices):
    SAIV_2006 = "SAIV_2006", "Secteurs d'activités d'importance vitale (2006)"
    REC = "REC", "Résilience des entités critiques"


class Step(models.TextChoices):
    """What happens to a file, in the order of the law."""

    NOTIFIED = "notified", "Directive notifiée"
    OPERATOR_PLAN = "operator_plan", "Plan de l'opérateur reçu"
    COMMISSION = "commission", "Avis de la commission rendu"
    SITE_PLAN = "site_plan", "Plan du point reçu"
    DECISION = "decision", "Décision prise"
    OUTSIDE_PLAN = "outside_plan", "Plan extérieur établi"
    DESIGNATED = "designated", "Désignation notifiée"
    ANALYSIS = "analysis", "Analyse de risques reçue"
    RESILIENCE_PLAN = "resilience_plan", "Plan de résilience reçu"
    EXERCISE = "exercise", "Exercice tenu"
    CHECK = "check", "Contrôle tenu"


class Motive(models.TextChoices):
    """How the prefect decides, and why: the only words of a file."""

    APPROVED = "approved", "Approbation"
    INJUNCTION = "injunction", "Injonction de compléter"
    REFUSED = "refused", "Refus"
    FORMAL_NOTICE_PLAN = "formal_notice_plan", "Mise en demeure : plan manquant"
    FORMAL_NOTICE_MEASURE = "formal_notice_measure", "Mise en demeure : mesure non réalisée"


class VitalFile(models.Model):
    """One file. What its reference stands for is kept outside, in the secured cabinet."""

    reference = models.CharField("référence", max_length=13, unique=True)
    regime = models.CharField("régime", max_length=9, choices=Regime.choices)
    responsible = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="suivi par"
    )
    next_review_on = models.DateField("prochaine révision", null=True, blank=True)
    outside_plan_due_on = models.DateField("plan extérieur attendu le", null=True, blank=True)
    closed_on = models.DateField("clos le", null=True, blank=True)
    recorded_at = models.DateTimeField("ouvert le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "suivi opaque"
        verbose_name_plural = "suivis opaques"
        ordering = ["reference"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reference__regex=r"^SAIV-[0-9][0-9AB][0-9]?-[0-9]{4}$"),
                name="vital_file_opaque",
                violation_error_message="La référence est tirée au hasard : elle ne dit rien.",
            ),
            models.CheckConstraint(
                condition=Q(regime__in=Regime.values),
                name="vital_file_regime",
                violation_error_message="Ce régime n'existe pas.",
            ),
        ]

    def __str__(self):
        return self.reference


class VitalMilestone(models.Model):
    """A dated fact of a file. A decision has its motive; an injunction or a formal notice has its months."""

    file = models.ForeignKey(VitalFile, models.PROTECT, related_name="milestones", db_index=False)
    step = models.CharField("jalon", max_length=15, choices=Step.choices)
    happened_on = models.DateField("date")
    motive = models.CharField("motif", max_length=21, choices=Motive.choices, blank=True)
    months = models.PositiveSmallIntegerField("délai fixé (mois)", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "jalon"
        ordering = ["happened_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(step__in=Step.values),
                name="vital_milestone_step",
                violation_error_message="Ce jalon n'existe pas.",
            ),
            models.CheckConstraint(
                condition=Q(step="decision", motive__in=Motive.values) | ~Q(step="decision") & Q(motive=""),
                name="vital_milestone_motive",
                violation_error_message="Une décision a un motif de la liste, un autre jalon n'en a pas.",
            ),
            models.CheckConstraint(
                condition=Q(months__isnull=True) | ~Q(motive__in=["", "approved", "refused"]),
                name="vital_milestone_months",
                violation_error_message="Un délai n'est fixé que par une injonction ou une mise en demeure.",
            ),
        ]
        indexes = [models.Index(fields=["file", "happened_on", "id"], name="vital_milestones_of_file")]

    def __str__(self):
        return f"{self.get_step_display()} le {self.happened_on:%d/%m/%Y}"


class Habilitation(models.Model):
    """Who may open the tracker, from a day to a day (excluded). Kept by the head; no level of habilitation is held."""

    staff = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, related_name="vital_habilitations", verbose_name="agent"
    )
    starts_on = models.DateField("à compter du")
    ends_on = models.DateField("jusqu'au (exclu)", null=True, blank=True)
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "accès au suivi opaque"
        verbose_name_plural = "accès au suivi opaque"
        ordering = ["staff__last_name", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff"],
                condition=Q(ends_on__isnull=True),
                name="habilitation_one_open",
                violation_error_message="Cet agent a déjà accès au suivi.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="habilitation_period_in_order",
                violation_error_message="La fin de l'accès suit son début.",
            ),
        ]

    def __str__(self):
        return str(self.staff)
