"""The directory of those whom an alert reaches, and the groups by which they are called."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from civil_protection.profiles.models import FLAGS, RiskProfile
from directorate.partners.models import Organisation

FLAG_CHOICES = [(name, RiskProfile._meta.get_field(name).verbose_name) for name in FLAGS]


class AlertContact(models.Model):
    """Somebody who answers for a commune or an organisation. Personal data: erased a month after the end of office."""

    class Role(models.TextChoices):
        MAYOR = "mayor", "Maire"
        FIRST_DEPUTY = "first_deputy", "Premier adjoint"
        CHIEF_EXECUTIVE = "chief_executive", "Directeur général des services"
        TECHNICAL_DUTY = "technical_duty", "Astreinte technique"
        MUNICIPAL_POLICE = "municipal_police", "Police municipale"
        DUTY_OFFICER = "duty_officer", "Permanence ou astreinte"
        OTHER = "other", "Autre fonction"

    class Check(models.TextChoices):
        CALL = "call", "Appel d'essai"
        CAMPAIGN = "campaign", "Acquittement d'une campagne"
        WRITTEN = "written", "Confirmation écrite"
        IMPORTED = "imported", "Fichier transmis"

    first_name = models.CharField("prénom", max_length=80, blank=True)
    last_name = models.CharField("nom", max_length=80)
    role = models.CharField("fonction", max_length=20, choices=Role.choices)
    title = models.CharField("précision", max_length=120, blank=True)
    commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, null=True, blank=True, related_name="alert_contacts",
        verbose_name="commune",
    )  # fmt: skip
    organisation = models.ForeignKey(
        "directorate.Organisation", models.PROTECT, null=True, blank=True, related_name="alert_contacts",
        verbose_name="organisme",
    )  # fmt: skip
    rank = models.PositiveSmallIntegerField("ordre d'escalade", default=1)
    emails = ArrayField(models.EmailField(), default=list, blank=True, verbose_name="courriels")
    # Hours of every day; from 20:00 to 7:00 goes over midnight. None: at any hour.
    available_from = models.TimeField("joignable à partir de", null=True, blank=True)
    available_until = models.TimeField("joignable jusqu'à", null=True, blank=True)
    valid_until = models.DateField("fin de fonction", null=True, blank=True)
    checked_on = models.DateField("vérifié le", null=True, blank=True)
    checked_by = models.CharField("par", max_length=10, choices=Check.choices, blank=True)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "contact d'alerte"
        verbose_name_plural = "contacts d'alerte"
        ordering = ["last_name", "first_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(commune__isnull=False, organisation__isnull=True)
                | Q(commune__isnull=True, organisation__isnull=False),
                name="alert_contact_answers_for_one",
                violation_error_message="Un contact répond d'une commune ou d'un organisme, pas des deux.",
            ),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True, checked_by="") | Q(checked_on__isnull=False) & ~Q(checked_by=""),
                name="alert_contact_check_has_a_way",
                violation_error_message="Une vérification a une date et un moyen.",
            ),
            models.CheckConstraint(
                condition=Q(available_from__isnull=True, available_until__isnull=True)
                | Q(available_from__isnull=False, available_until__isnull=False),
                name="alert_contact_hours_together",
                violation_error_message="Les deux heures de disponibilité vont ensemble.",
            ),
        ]
        indexes = [models.Index(fields=["valid_until"], name="alert_contact_end")]

    def __str__(self):
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def place(self) -> str:
        return str(self.commune or self.organisation)


class ContactPhone(models.Model):
    """A number of a contact, in the international form (+33612345678). Called in the order of the ranks."""

    class Kind(models.TextChoices):
        MOBILE = "mobile", "Mobile d'astreinte"
        OFFICE = "office", "Fixe du bureau"
        HOME = "home", "Domicile"
        SATELLITE = "satellite", "Satellite"
        BACKUP = "backup", "Secours"

    contact = models.ForeignKey(AlertContact, models.CASCADE, related_name="phones")
    kind = models.CharField("nature", max_length=10, choices=Kind.choices)
    rank = models.PositiveSmallIntegerField("rang")
    number = models.CharField("numéro", max_length=16)

    class Meta:
        verbose_name = "numéro de téléphone"
        verbose_name_plural = "numéros de téléphone"
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "rank"],
                name="contact_phone_rank",
                violation_error_message="Deux numéros de ce contact ont le même rang.",
            ),
            models.UniqueConstraint(
                fields=["contact", "number"],
                name="contact_phone_once",
                violation_error_message="Ce numéro est déjà celui du contact.",
            ),
            models.CheckConstraint(
                condition=Q(number__regex=r"^\+[1-9][0-9]{7,14}$"),
                name="contact_phone_international",
                violation_error_message="Un numéro s'enregistre sous sa forme internationale.",
            ),
        ]

    def __str__(self):
        return self.number


class DirectoryTask(models.Model):
    """« Corriger annuaire » : a number that failed, until somebody has seen to it."""

    contact = models.ForeignKey(AlertContact, models.CASCADE, related_name="tasks", verbose_name="contact")
    number = models.CharField("numéro en échec", max_length=254)
    reason = models.CharField("constat", max_length=200)
    campaign = models.ForeignKey(
        "civil_protection.AlertCampaign", models.SET_NULL, null=True, blank=True, related_name="directory_tasks",
        verbose_name="campagne",
    )  # fmt: skip
    opened_at = models.DateTimeField("ouverte le")
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    closed_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField("suite", max_length=200, blank=True)

    class Meta:
        verbose_name = "tâche de l'annuaire"
        verbose_name_plural = "tâches de l'annuaire"
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "number"],
                condition=Q(closed_at__isnull=True),
                name="directory_task_open_once",
                violation_error_message="Ce numéro est déjà à corriger.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="directory_task_in_order",
                violation_error_message="Une tâche se clôt après son ouverture.",
            ),
        ]

    def __str__(self):
        return f"Corriger annuaire : {self.number}"


class AlertGroup(models.Model):
    """Who is called together: communes by their risks, organisations by their nature, and those added by hand."""

    name = models.CharField("nom", max_length=120, unique=True)
    every_commune = models.BooleanField("toutes les communes", default=False)
    flags = ArrayField(
        models.CharField(max_length=30, choices=FLAG_CHOICES), default=list, blank=True, verbose_name="risques"
    )
    rivers = ArrayField(
        models.CharField(max_length=10, choices=RiskProfile.River.choices), default=list, blank=True,
        verbose_name="cours d'eau",
    )  # fmt: skip
    kinds = ArrayField(
        models.CharField(max_length=20, choices=Organisation.Kind.choices), default=list, blank=True,
        verbose_name="natures d'organismes",
    )  # fmt: skip
    communes = models.ManyToManyField("directorate.Commune", blank=True, related_name="+", verbose_name="communes")
    organisations = models.ManyToManyField(
        "directorate.Organisation", blank=True, related_name="+", verbose_name="organismes"
    )
    is_locked = models.BooleanField("réservé au chef de service", default=False)

    class Meta:
        verbose_name = "groupe d'alerte"
        verbose_name_plural = "groupes d'alerte"
        ordering = ["name"]

    def __str__(self):
        return self.name
