"""Schools, the attestations that they give, the actions of the plan that they welcome. No pupil is named."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from road_safety.education.catalogue import Attestation, Priority, SchoolKind, Sector


class School(models.Model):
    """A school by its number (UAI)."""

    uai = models.CharField("UAI", max_length=8, unique=True,
                           error_messages={"unique": "Ce numéro UAI est déjà celui d'un établissement."})  # fmt: skip
    name = models.CharField("nom", max_length=160)
    kind = models.CharField("nature", max_length=10, choices=SchoolKind.choices)
    sector = models.CharField("secteur", max_length=7, choices=Sector.choices, default=Sector.PUBLIC)
    priority = models.CharField("éducation prioritaire", max_length=8, choices=Priority.choices, blank=True)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    address = models.CharField("adresse", max_length=200, blank=True)
    # Metres to the nearest priority district; blank when nobody has measured.
    district_metres = models.PositiveIntegerField("distance à un quartier prioritaire (m)", null=True, blank=True)
    is_open = models.BooleanField("ouvert", default=True)

    class Meta:
        verbose_name = "établissement scolaire"
        verbose_name_plural = "établissements scolaires"
        ordering = ["name", "uai"]
        indexes = [models.Index(fields=["commune", "kind"], name="school_commune")]

    def __str__(self):
        return self.name


class SchoolResult(models.Model):
    """Counts of one attestation in one school and one school year; the base itself holds EDU-01."""

    school = models.ForeignKey(School, models.PROTECT, related_name="results", verbose_name="établissement")
    first_year = models.PositiveSmallIntegerField("année de la rentrée")
    kind = models.CharField("attestation", max_length=5, choices=Attestation.choices)
    enrolled = models.PositiveIntegerField("inscrits")
    present = models.PositiveIntegerField("présents")
    passed = models.PositiveIntegerField("reçus")
    caught_up = models.PositiveIntegerField("reçus au rattrapage", null=True, blank=True)
    mean_score = models.DecimalField(
        "note moyenne", max_digits=4, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(20)],
    )  # fmt: skip
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "résultat d'attestation"
        verbose_name_plural = "résultats d'attestation"
        ordering = ["-first_year", "school", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "first_year", "kind"],
                name="school_result_once",
                violation_error_message="Le résultat de cette attestation est déjà enregistré pour cette année.",
            ),
            models.CheckConstraint(
                condition=Q(present__lte=F("enrolled")),
                name="school_result_present_enrolled",
                violation_error_message="Les présents ne dépassent pas les inscrits (EDU-01).",
            ),
            models.CheckConstraint(
                condition=Q(passed__lte=F("present")),
                name="school_result_passed_present",
                violation_error_message="Les reçus ne dépassent pas les présents (EDU-01).",
            ),
            models.CheckConstraint(
                condition=Q(caught_up__isnull=True) | Q(caught_up__lte=F("enrolled") - F("passed")),
                name="school_result_caught_up",
                violation_error_message="Les reçus au rattrapage sont des inscrits qui n'ont pas été reçus avant.",
            ),
            models.CheckConstraint(
                condition=Q(mean_score__isnull=True) | Q(mean_score__gte=0, mean_score__lte=20),
                name="school_result_mean_on_20",
                violation_error_message="La note moyenne va de 0 à 20.",
            ),
        ]
        indexes = [models.Index(fields=["first_year", "kind"], name="school_result_year")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.school_year}, {self.school}"

    @property
    def school_year(self) -> str:
        return f"{self.first_year}-{self.first_year + 1}"


class SchoolAction(models.Model):
    """An action of the plan held in a school."""

    school = models.ForeignKey(School, models.CASCADE, related_name="welcomed", verbose_name="établissement")
    action = models.ForeignKey("road_safety.Action", models.CASCADE, related_name="schools", verbose_name="action")
    pupils = models.PositiveIntegerField("élèves touchés", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "action dans un établissement"
        verbose_name_plural = "actions dans les établissements"
        ordering = ["-action__starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "action"],
                name="school_action_once",
                violation_error_message="Cette action est déjà rattachée à l'établissement.",
            )
        ]

    def __str__(self):
        return f"{self.action}, {self.school}"
