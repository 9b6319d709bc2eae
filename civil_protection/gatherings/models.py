"""Large gatherings: what is declared, what the services say of it, what the prefecture answers."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Piece(models.TextChoices):
    """What the file of an organiser holds."""

    SITE_PLAN = "plan", "Plan du site et des accès"
    RESCUE = "rescue", "Dispositif prévisionnel de secours"
    INSURANCE = "insurance", "Attestation d'assurance"
    STEWARDS = "stewards", "Service d'ordre"
    FIRE = "fire", "Sécurité incendie"
    TRAFFIC = "traffic", "Plan de circulation"


class Gathering(models.Model):
    """An event that gathers many people, at a place, for a time."""

    class Kind(models.TextChoices):
        SPORT = "sport", "Sport"
        CONCERT = "concert", "Concert ou spectacle"
        FAIR = "fair", "Salon ou exposition"
        FUNFAIR = "funfair", "Fête foraine"
        WORSHIP = "worship", "Culte"
        SALE = "sale", "Brocante"
        STREET = "street", "Voie publique"
        MOTOR = "motor", "Sport motorisé"
        OTHER = "other", "Autre"

    class Decision(models.TextChoices):
        NO_OBJECTION = "no_objection", "Pas d'objection"
        REQUIREMENTS = "requirements", "Prescriptions"
        BAN = "ban", "Interdiction proposée"

    number = models.CharField("numéro", max_length=20, unique=True)
    name = models.CharField("manifestation", max_length=160)
    kind = models.CharField("type", max_length=10, choices=Kind.choices)
    organiser = models.CharField("organisateur", max_length=160)
    organiser_address = models.CharField("adresse de l'organisateur", max_length=300, blank=True)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    place = models.CharField("lieu", max_length=200)
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    peak = models.PositiveIntegerField("public présent au même moment")
    total = models.PositiveIntegerField("total attendu, public et personnel")
    is_lucrative = models.BooleanField("but lucratif", default=False)
    declared_on = models.DateField("déclaration reçue le", null=True, blank=True)
    urgency = models.CharField("urgence motivée", max_length=500, blank=True)
    pieces = ArrayField(models.CharField(max_length=10, choices=Piece.choices), default=list, verbose_name="pièces")
    meeting_on = models.DateField("réunion le", null=True, blank=True)
    meeting_note = models.CharField("compte rendu de la réunion", max_length=2000, blank=True)
    decision = models.CharField("décision", max_length=12, choices=Decision.choices, blank=True)
    decided_on = models.DateField("décidé le", null=True, blank=True)
    requirements = models.CharField("prescriptions ou motifs", max_length=4000, blank=True)
    review = models.CharField("bilan", max_length=2000, blank=True)
    reviewed_on = models.DateField("bilan du", null=True, blank=True)
    cancelled_why = models.CharField("motif de l'annulation", max_length=500, blank=True)
    letter = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "grand rassemblement"
        verbose_name_plural = "grands rassemblements"
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="gathering_in_order",
                violation_error_message="La fin suit le début.",
            ),
            models.CheckConstraint(
                condition=Q(total__gte=F("peak")),
                name="gathering_total_holds_the_peak",
                violation_error_message="Le total attendu comprend le public présent au même moment.",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_on__isnull=True) | ~Q(decision="") & Q(decided_on__isnull=False),
                name="gathering_decided_on_a_day",
                violation_error_message="Une décision a une date.",
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="gathering_by_start")]

    def __str__(self):
        return f"{self.number}, {self.name}"


class GatheringOpinion(models.Model):
    """What a service says of a gathering; one opinion for each service."""

    class Service(models.TextChoices):
        POLICE = "police", "Police"
        FIRE = "fire", "Incendie et secours"
        MEDICAL = "samu", "SAMU"
        HEALTH = "ars", "Agence régionale de santé"

    class Opinion(models.TextChoices):
        FAVOURABLE = "favourable", "Favorable"
        RESERVED = "reserved", "Favorable avec réserves"
        UNFAVOURABLE = "unfavourable", "Défavorable"

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="opinions", verbose_name="rassemblement")
    service = models.CharField("service", max_length=10, choices=Service.choices)
    asked_on = models.DateField("demandé le")
    received_on = models.DateField("reçu le", null=True, blank=True)
    opinion = models.CharField("avis", max_length=12, choices=Opinion.choices, blank=True)
    text = models.CharField("observations", max_length=2000, blank=True)

    class Meta:
        verbose_name = "avis sur un rassemblement"
        verbose_name_plural = "avis sur les rassemblements"
        ordering = ["gathering", "service"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "service"],
                name="gathering_opinion_once",
                violation_error_message="L'avis de ce service est déjà demandé.",
            ),
            models.CheckConstraint(
                condition=Q(opinion="", received_on__isnull=True) | ~Q(opinion="") & Q(received_on__gte=F("asked_on")),
                name="gathering_opinion_received_after_request",
                violation_error_message="Un avis est reçu après sa demande.",
            ),
        ]

    def __str__(self):
        return f"Avis : {self.get_service_display()}"
