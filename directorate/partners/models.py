"""Organisations outside the directorate, their contacts and their API clients."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Organisation(models.Model):
    """A mairie, a police service, a fire service, a court, an association: somebody who is asked or told."""

    class Kind(models.TextChoices):
        TOWN_HALL = "town_hall", "Mairie"
        POLICE = "police", "Police nationale"
        FIRE_SERVICE = "fire_service", "Service d'incendie et de secours"
        COURT = "court", "Juridiction"
        STATE_SERVICE = "state_service", "Service de l'État"
        ASSOCIATION = "association", "Association"
        COMPANY = "company", "Entreprise"
        OTHER = "other", "Autre"

    kind = models.CharField("nature", max_length=20, choices=Kind.choices)
    name = models.CharField("nom", max_length=160)
    code = models.SlugField("code", max_length=40, unique=True)
    commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, null=True, blank=True, related_name="organisations"
    )
    email = models.EmailField("adresse électronique", blank=True)
    address = models.TextField("adresse postale", blank=True)
    is_active = models.BooleanField("active", default=True)

    class Meta:
        verbose_name = "partenaire"
        ordering = ["kind", "name"]

    def __str__(self):
        return self.name


class ApiClient(models.Model):
    """A program of a partner. The token is shown once; only its keyed hash is stored."""

    name = models.CharField("nom", max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="api_clients")
    token_prefix = models.CharField("début du jeton", max_length=16, unique=True)
    token_hash = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=40), default=list, verbose_name="droits")
    procedures = ArrayField(models.CharField(max_length=80), default=list, verbose_name="procédures", blank=True)
    communes = ArrayField(models.CharField(max_length=5), default=list, verbose_name="communes", blank=True)
    expires_at = models.DateTimeField("expire le")
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)
    last_used_at = models.DateTimeField("dernier usage", null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "client de l'API"
        verbose_name_plural = "clients de l'API"
        ordering = ["name"]

    def __str__(self):
        return self.name


class ApiRequest(models.Model):
    """A creation already answered: the same key sent again finds what it made instead of making it twice.

    Only the reference of what was made is kept, no body: the answer is read again, with the rights of that day.
    """

    caller = models.CharField(max_length=40)
    key = models.CharField(max_length=128)
    # SHA-256 of the method, the address and the body, in hexadecimal.
    fingerprint = models.CharField(max_length=64)
    made = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "demande de l'API"
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="api_request_once_a_key")]

    def __str__(self):
        return f"{self.caller} {self.key}"
