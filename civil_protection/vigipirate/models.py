"""VIGIPIRATE: postures in force, public measures, who was told of them, and what was seen of their application.

Only what is public is held: the level and the public extract. The document of posture is confidential.
"""

from django.db import models
from django.db.models import F, Q

from civil_protection.protection.levels import Level


class Threat(models.TextChoices):
    """The three levels, from the lowest (they are public)."""

    VIGILANCE = "vigilance", "Vigilance"
    REINFORCED = "reinforced", "Sécurité renforcée – risque attentat"
    EMERGENCY = "emergency", "Urgence attentat"


class RecipientKind(models.TextChoices):
    TOWN_HALL = "town_hall", "Commune"
    OPERATOR = "operator", "Opérateur"
    SERVICE = "service", "Service"
    WORSHIP = "worship", "Lieu de culte"
    SCHOOL = "school", "Établissement scolaire"
    MALL = "mall", "Centre commercial"


class Posture(models.Model):
    """A level on a perimeter for a time, as its public communication gives it."""

    class Perimeter(models.TextChoices):
        NATIONAL = "national", "Territoire national"
        ZONE = "zone", "Zone de défense et de sécurité"
        DEPARTMENT = "department", "Département"
        SECTOR = "sector", "Secteur"

    title = models.CharField("intitulé", max_length=160)
    threat = models.CharField("niveau", max_length=10, choices=Threat.choices)
    perimeter = models.CharField("périmètre", max_length=10, choices=Perimeter.choices)
    # A sector is one kind of site, some communes, or both.
    sector_kind = models.CharField("sites visés", max_length=10, choices=RecipientKind.choices, blank=True)
    communes = models.ManyToManyField("directorate.Commune", related_name="+", blank=True, verbose_name="communes")
    starts_at = models.DateTimeField("à compter du")
    ends_at = models.DateTimeField("jusqu'au (exclu)", null=True, blank=True)
    source = models.CharField("source publique", max_length=300)
    objectives = models.TextField("objectifs rendus publics", blank=True)
    level = models.CharField("niveau de protection", max_length=10, choices=Level.choices, default=Level.PUBLIC)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="remplace"
    )
    recorded_at = models.DateTimeField("enregistrée le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "posture VIGIPIRATE"
        verbose_name_plural = "postures VIGIPIRATE"
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="posture_period_in_order",
                violation_error_message="La fin de la posture suit son début.",
            ),
            models.CheckConstraint(
                condition=Q(perimeter="sector") | Q(sector_kind=""),
                name="posture_kind_of_a_sector",
                violation_error_message="Les sites visés ne se choisissent que pour un secteur.",
            ),
            models.CheckConstraint(
                condition=Q(level__in=[Level.PUBLIC, Level.INTERNAL]),
                name="posture_public_extract",
                violation_error_message="Seul l'extrait public d'une posture est conservé ici, au plus en interne.",
            ),
            models.CheckConstraint(
                condition=Q(threat__in=Threat.values),
                name="posture_threat",
                violation_error_message="Ce niveau n'existe pas.",
            ),
        ]
        indexes = [models.Index(fields=["starts_at", "ends_at"], name="posture_by_time")]

    def __str__(self):
        return self.title


class PublicMeasure(models.Model):
    """A measure whose wording is public, of the permanent base or added for a time."""

    class Kind(models.TextChoices):
        BASE = "base", "Socle permanent"
        ADDITIONAL = "additional", "Additionnelle"

    code = models.CharField("code", max_length=20, unique=True)
    # A key of the parameter `vigipirate.domains`.
    domain = models.CharField("domaine", max_length=3)
    kind = models.CharField("type", max_length=10, choices=Kind.choices)
    label = models.CharField("libellé public", max_length=300)
    target = models.CharField("à qui elle s'adresse", max_length=200, blank=True)
    active_from = models.DateField("active du")
    active_to = models.DateField("au (exclu)", null=True, blank=True)

    class Meta:
        verbose_name = "mesure publique"
        verbose_name_plural = "mesures publiques"
        ordering = ["domain", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_to__gt=F("active_from")),
                name="public_measure_period_in_order",
                violation_error_message="La fin de la mesure suit son début.",
            )
        ]

    def __str__(self):
        return f"{self.code} {self.label}"


class CascadeRecipient(models.Model):
    """Who is told of postures besides the town halls, which all are."""

    organisation = models.OneToOneField(
        "directorate.Organisation", models.PROTECT, related_name="cascade_recipient", verbose_name="partenaire"
    )
    kind = models.CharField("nature", max_length=10, choices=RecipientKind.choices)
    is_active = models.BooleanField("destinataire", default=True)

    class Meta:
        verbose_name = "destinataire des postures"
        verbose_name_plural = "destinataires des postures"
        ordering = ["kind", "organisation__name"]

    def __str__(self):
        return str(self.organisation)


class Declension(models.Model):
    """A posture brought to one recipient: sent, acknowledged by the link of the mail or by the service, applied."""

    class Channel(models.TextChoices):
        MAIL = "mail", "Courriel"
        LETTER = "letter", "Courrier"
        PHONE = "phone", "Téléphone"

    class Application(models.TextChoices):
        APPLIED = "applied", "Appliquée"
        GAP = "gap", "Écart constaté"

    posture = models.ForeignKey(Posture, models.PROTECT, related_name="declensions", db_index=False)
    organisation = models.ForeignKey("directorate.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField("nature", max_length=10, choices=RecipientKind.choices)
    channel = models.CharField("voie", max_length=6, choices=Channel.choices)
    instructions = models.TextField("consignes", blank=True)
    sent_to = models.EmailField("envoyée à", blank=True)
    sent_at = models.DateTimeField("envoyée le", null=True, blank=True)
    acknowledged_at = models.DateTimeField("accusée le", null=True, blank=True)
    # A function ("directeur de cabinet du maire"), or who of the service heard it by telephone.
    acknowledged_as = models.CharField("accusée par", max_length=120, blank=True)
    # How many reminders have left: the next is due when the table of delays says so.
    reminders = models.PositiveSmallIntegerField("relances", default=0)
    reminded_at = models.DateTimeField("relancée le", null=True, blank=True)
    application = models.CharField("application", max_length=7, choices=Application.choices, blank=True)
    # The hash of the code of the last link; the code leaves in the mail only.
    code_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    link_until = models.DateTimeField("lien valable jusqu'au", null=True, blank=True)

    class Meta:
        verbose_name = "déclinaison d'une posture"
        verbose_name_plural = "déclinaisons d'une posture"
        ordering = ["kind", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["posture", "organisation"],
                name="declension_once",
                violation_error_message="Ce destinataire a déjà cette posture.",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True) | Q(sent_at__isnull=False, acknowledged_at__gte=F("sent_at")),
                name="declension_sent_before",
                violation_error_message="Une posture est accusée après avoir été envoyée.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["sent_at"],
                name="declension_unanswered",
                condition=Q(sent_at__isnull=False, acknowledged_at__isnull=True),
            )
        ]

    def __str__(self):
        return f"{self.posture}, {self.organisation}"


class ApplicationCheck(models.Model):
    """What was seen at a recipient: a few points, each observed or not."""

    class Checker(models.TextChoices):
        POLICE = "police", "Police"
        SERVICE = "service", "Service de protection civile"
        SELF = "self", "Auto-déclaration"

    class Conformity(models.TextChoices):
        COMPLIANT = "compliant", "Conforme"
        PARTIAL = "partial", "Partielle"
        BREACH = "breach", "Non conforme"

    declension = models.ForeignKey(Declension, models.PROTECT, related_name="checks")
    checked_on = models.DateField("contrôlé le")
    checker = models.CharField("par", max_length=8, choices=Checker.choices)
    # {code of the point: "yes" | "no" | "na"}
    points = models.JSONField("points", default=dict)
    conformity = models.CharField("conformité", max_length=10, choices=Conformity.choices)
    actions = models.TextField("suites demandées", blank=True)
    photo = models.ForeignKey(
        "civil_protection.ProtectedDocument", models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "contrôle d'application"
        verbose_name_plural = "contrôles d'application"
        ordering = ["-checked_on", "-id"]

    def __str__(self):
        return f"Contrôle du {self.checked_on:%d/%m/%Y}"


class SafetyReport(models.Model):
    """An incident, without anybody's name: a type, a commune, a day, what followed. No field takes a text."""

    class Kind(models.TextChoices):
        ABANDONED = "abandoned", "Objet ou bagage abandonné"
        RECONNAISSANCE = "reconnaissance", "Repérage supposé"
        DRONE = "drone", "Survol de drone"
        THREAT = "threat", "Menace ou alerte à la bombe"
        INTRUSION = "intrusion", "Intrusion"
        CYBER = "cyber", "Incident numérique"
        OTHER = "other", "Autre"

    class FollowUp(models.TextChoices):
        NONE = "none", "Sans suite"
        POLICE = "police", "Transmis à la police"
        LIFTED = "lifted", "Doute levé"
        REINFORCED = "reinforced", "Mesures renforcées"

    kind = models.CharField("type", max_length=14, choices=Kind.choices)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    happened_on = models.DateField("date")
    follow_up = models.CharField("suite", max_length=10, choices=FollowUp.choices)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "signalement de sûreté"
        verbose_name_plural = "signalements de sûreté"
        ordering = ["-happened_on", "-id"]

    def __str__(self):
        return f"{self.get_kind_display()} le {self.happened_on:%d/%m/%Y}"
