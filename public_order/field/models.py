"""Daily security of the police (PSQ): sectors, problems brought to their partnership groups, what became of them."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5


class PsqSector(models.Model):
    """A sector of daily security, with its pilot and the partners of its group (GPO)."""

    name = models.CharField("secteur", max_length=120, unique=True,
                            error_messages={"unique": "Ce secteur existe déjà."})  # fmt: skip
    district = models.ForeignKey(
        "public_order.PoliceDistrict", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="circonscription",
    )  # fmt: skip
    communes = models.ManyToManyField("directorate.Commune", related_name="+", verbose_name="communes")
    pilot = models.CharField("pilote", max_length=160)
    partners = models.CharField("partenaires", max_length=1000, blank=True)
    is_active = models.BooleanField("suivi", default=True)

    class Meta:
        verbose_name = "secteur PSQ"
        verbose_name_plural = "secteurs PSQ"
        ordering = ["name"]

    def __str__(self):
        return self.name


class GpoProblem(models.Model):
    """A problem of a place that the partners try to settle together."""

    class Nature(models.TextChoices):
        GATHERING = "rassemblement", "Rassemblement"
        HALL = "hall", "Occupation de hall"
        TRAFFICKING = "trafic", "Trafic"
        RODEO = "rodeo", "Rodéo motorisé"
        DAMAGE = "degradation", "Dégradations"
        NUISANCE = "nuisance", "Nuisances"
        PARKING = "stationnement", "Stationnement"
        VIOLENCE = "violence", "Violences"
        SCHOOL = "ecole", "Abords d'école"
        TRANSPORT = "transport", "Transports"
        OTHER = "other", "Autre"

    class State(models.TextChoices):
        NEW = "new", "Signalé"
        DIAGNOSED = "diagnosed", "Diagnostiqué"
        PLANNED = "action_plan", "Plan d'action"
        RESOLVED = "resolved", "Résolu"
        RELAPSED = "relapsed", "Réapparu"
        CLOSED = "closed", "Clos"

    class Priority(models.IntegerChoices):
        HIGH = 1, "1, haute"
        MEDIUM = 2, "2, moyenne"
        LOW = 3, "3, basse"

    class Source(models.TextChoices):
        POLICE = "police", "Police"
        TOWN_HALL = "mairie", "Mairie"
        LANDLORD = "bailleur", "Bailleur"
        TRANSPORT = "transport", "Transporteur"
        SCHOOL = "ecole", "Établissement scolaire"
        RESIDENTS = "habitants", "Habitants"
        OTHER = "other", "Autre"

    sector = models.ForeignKey(PsqSector, models.PROTECT, related_name="problems", verbose_name="secteur")
    title = models.CharField("problème", max_length=160)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    place = models.CharField("lieu", max_length=200)
    nature = models.CharField("nature", max_length=14, choices=Nature.choices)
    priority = models.PositiveSmallIntegerField("priorité", choices=Priority.choices, default=Priority.MEDIUM)
    source = models.CharField("signalé par", max_length=10, choices=Source.choices)
    state = models.CharField("état", max_length=12, choices=State.choices, default=State.NEW)
    reported_on = models.DateField("signalé le")
    # The report, then the last relapse: what the age of an open problem is counted from.
    open_since = models.DateField("ouvert depuis le")
    diagnosis = models.CharField("diagnostic", max_length=2000, blank=True)
    review_on = models.DateField("prochain point le", null=True, blank=True)
    resolved_on = models.DateField("résolu le", null=True, blank=True)
    relapsed_on = models.DateField("réapparu le", null=True, blank=True)
    is_early_relapse = models.BooleanField("rechute précoce", default=False)
    result = models.CharField("résultat", max_length=2000, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "problème de GPO"
        verbose_name_plural = "problèmes de GPO"
        ordering = ["priority", "open_since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="resolved") | Q(resolved_on__isnull=False),
                name="gpo_resolved_on_a_day",
                violation_error_message="Un problème résolu a un jour de résolution.",
            ),
            models.CheckConstraint(
                condition=Q(resolved_on=None) | Q(resolved_on__gte=F("reported_on")),
                name="gpo_resolved_after_report",
                violation_error_message="Un problème ne se résout pas avant d'être signalé.",
            ),
        ]
        indexes = [models.Index(fields=["state", "open_since"], name="gpo_open_since")]

    def __str__(self):
        return self.title


class GpoAction(models.Model):
    """What a partner does about a problem."""

    problem = models.ForeignKey(GpoProblem, models.CASCADE, related_name="actions", verbose_name="problème")
    label = models.CharField("action", max_length=300)
    owner = models.CharField("responsable", max_length=160)
    due_on = models.DateField("échéance")
    done_on = models.DateField("faite le", null=True, blank=True)

    class Meta:
        verbose_name = "action de GPO"
        verbose_name_plural = "actions de GPO"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "label", "owner", "due_on"],
                name="gpo_action_once",
                violation_error_message="Cette action est déjà décidée.",
            )
        ]

    def __str__(self):
        return self.label


class GpoStep(models.Model):
    """What was said of a problem on a day, and the state that followed."""

    problem = models.ForeignKey(GpoProblem, models.CASCADE, related_name="steps", verbose_name="problème")
    on = models.DateField("le")
    state = models.CharField("état", max_length=12, choices=GpoProblem.State.choices)
    words = models.CharField("compte rendu", max_length=2000)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "point de suivi"
        verbose_name_plural = "points de suivi"
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "problem", "on", "state", MD5("words"), name="gpo_step_once",
                violation_error_message="Ce point est déjà enregistré.",
            )
        ]  # fmt: skip

    def __str__(self):
        return f"{self.on:%d/%m/%Y}, {self.get_state_display().lower()}"
