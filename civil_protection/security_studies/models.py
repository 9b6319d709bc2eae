"""Studies of public security: a project, whether the law asks for a study, and what becomes of it."""

from django.db import models
from django.db.models import Q

from civil_protection.protection.levels import Level
from civil_protection.security_studies.duty import NATURES


class StudyPerimeter(models.Model):
    """An order of the prefect that lowers the thresholds inside a perimeter of some communes."""

    name = models.CharField("périmètre", max_length=160)
    number = models.CharField("arrêté n°", max_length=20)
    ordered_on = models.DateField("arrêté du")
    ended_on = models.DateField("abrogé le", null=True, blank=True)
    communes = models.ManyToManyField("directorate.Commune", related_name="+", verbose_name="communes")
    development_area = models.PositiveIntegerField("aménagement, plus de (m²)", null=True, blank=True)
    construction_area = models.PositiveIntegerField("construction, à partir de (m²)", null=True, blank=True)

    class Meta:
        verbose_name = "périmètre à seuils abaissés"
        verbose_name_plural = "périmètres à seuils abaissés"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(development_area__isnull=False) | Q(construction_area__isnull=False),
                name="study_perimeter_has_a_threshold",
                violation_error_message="Un périmètre abaisse au moins un seuil.",
            )
        ]

    def __str__(self):
        return self.name


class SecurityStudy(models.Model):
    """A project that may need a study, from the day it is known to the reception of its works."""

    class State(models.TextChoices):
        IDENTIFIED = "identified", "Identifiée"
        NOT_REQUIRED = "not_required", "Non requise"
        EXPECTED = "expected", "Attendue"
        FILED = "filed", "Déposée"
        UNDER_REVIEW = "under_review", "En instruction"
        OPINION = "opinion", "Avis rendu"
        TACIT = "tacit", "Avis tacite"
        FOLLOWED = "followed", "Suivi du chantier"
        RECEPTION = "reception", "Réception"
        CLOSED = "closed", "Clôturée"

    class Opinion(models.TextChoices):
        FAVOURABLE = "favourable", "Favorable"
        RECOMMENDED = "recommended", "Favorable avec recommandations"
        UNFAVOURABLE = "unfavourable", "Défavorable"
        TACIT = "tacit", "Réputé favorable"

    reference = models.CharField("référence", max_length=20, unique=True)
    project = models.CharField("projet", max_length=200)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    owner = models.CharField("maître d'ouvrage", max_length=160)
    nature = models.CharField("nature", max_length=20, choices=NATURES)
    is_new = models.BooleanField("création", default=True)
    floor_area = models.PositiveIntegerField("surface de plancher (m²)", null=True, blank=True)
    category = models.PositiveSmallIntegerField("catégorie", null=True, blank=True)
    footprint_before = models.PositiveIntegerField("emprise avant (m²)", null=True, blank=True)
    footprint_after = models.PositiveIntegerField("emprise après (m²)", null=True, blank=True)
    access_changed = models.BooleanField("accès sur la voie publique modifiés", default=False)
    permit_number = models.CharField("permis de construire", max_length=30, blank=True)
    # The number of the establishment in the register, when it is there.
    establishment_number = models.CharField("numéro au registre", max_length=20, blank=True)
    latitude = models.DecimalField("latitude", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("longitude", max_digits=9, decimal_places=6, null=True, blank=True)
    state = models.CharField("état", max_length=12, choices=State.choices, default=State.IDENTIFIED)
    identified_on = models.DateField("identifiée le")
    # What the rules said with the values of that day, rule by rule: [{"rule", "compared", "article", "met"}, ...].
    required = models.BooleanField("requise", null=True, blank=True)
    reason = models.CharField("motif", max_length=1000, blank=True)
    trace = models.JSONField("règles examinées", default=list)
    provider = models.CharField("prestataire", max_length=160, blank=True)
    level = models.CharField("niveau de protection", max_length=12, choices=Level.choices, default=Level.INTERNAL)
    document = models.ForeignKey(
        "civil_protection.ProtectedDocument", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="étude",
    )  # fmt: skip
    filed_on = models.DateField("déposée le", null=True, blank=True)
    seised_on = models.DateField("sous-commission saisie le", null=True, blank=True)
    opinion_due_on = models.DateField("avis réputé favorable après le", null=True, blank=True)
    session_on = models.DateField("séance du", null=True, blank=True)
    opinion = models.CharField("avis", max_length=12, choices=Opinion.choices, blank=True)
    opinion_on = models.DateField("avis du", null=True, blank=True)
    reasons = models.CharField("motifs de l'avis", max_length=2000, blank=True)
    paper = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    received_on = models.DateField("visite de réception le", null=True, blank=True)
    closed_on = models.DateField("clôturée le", null=True, blank=True)
    note = models.CharField("observation", max_length=1000, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "étude de sécurité publique"
        verbose_name_plural = "études de sécurité publique"
        ordering = ["-identified_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("identified", "not_required", "expected")) | Q(filed_on__isnull=False),
                name="security_study_filed_on_a_day",
                violation_error_message="Une étude déposée a son jour de dépôt.",
            ),
            models.CheckConstraint(
                condition=Q(seised_on__isnull=True) | Q(opinion_due_on__isnull=False),
                name="security_study_seised_has_its_term",
                violation_error_message="Une saisine a son échéance.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("opinion", "tacit")) | (~Q(opinion="") & Q(opinion_on__isnull=False)),
                name="security_study_opinion_is_dated",
                violation_error_message="Un avis a son sens et son jour.",
            ),
            models.CheckConstraint(
                condition=~Q(level="public"),
                name="security_study_is_never_public",
                violation_error_message="Une étude de sécurité publique n'est pas communicable au public.",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "opinion_due_on"], name="security_study_due"),
            models.Index(fields=["commune", "-identified_on"], name="security_study_of_commune"),
        ]

    def __str__(self):
        return f"Étude {self.reference}"


class StudyRecommendation(models.Model):
    """A recommendation of the opinion, followed until the reception of the works."""

    class State(models.TextChoices):
        OPEN = "open", "À suivre"
        DONE = "done", "Mise en œuvre"
        PARTIAL = "partial", "En partie"
        DROPPED = "dropped", "Non retenue"

    study = models.ForeignKey(SecurityStudy, models.CASCADE, related_name="recommendations", verbose_name="étude")
    number = models.PositiveSmallIntegerField("n°")
    text = models.CharField("recommandation", max_length=600)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.OPEN)
    checked_on = models.DateField("vérifiée le", null=True, blank=True)
    note = models.CharField("observation", max_length=500, blank=True)

    class Meta:
        verbose_name = "recommandation d'une étude"
        verbose_name_plural = "recommandations des études"
        ordering = ["study", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "number"],
                name="study_recommendation_numbered_once",
                violation_error_message="Ce numéro existe déjà.",
            )
        ]

    def __str__(self):
        return f"Recommandation {self.number}"
