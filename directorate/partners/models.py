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
    """A program of a partner, what it may do and how much. What it presents is an `ApiToken`."""

    name = models.CharField("nom", max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="api_clients")
    contact_email = models.EmailField("courriel du responsable technique", blank=True)
    scopes = ArrayField(models.CharField(max_length=40), default=list, verbose_name="droits")
    procedures = ArrayField(models.CharField(max_length=80), default=list, verbose_name="procédures", blank=True)
    communes = ArrayField(models.CharField(max_length=5), default=list, verbose_name="communes", blank=True)
    # IPv4 or IPv6 networks in CIDR notation; none means from anywhere.
    networks = ArrayField(models.CharField(max_length=43), default=list, verbose_name="réseaux admis", blank=True)
    quota_minute = models.PositiveIntegerField("requêtes par minute", default=600)
    quota_day = models.PositiveIntegerField("requêtes par jour", default=50_000)
    # Moves with each change of perimeter: a position in the feed read under another perimeter no longer means anything.
    perimeter_version = models.PositiveIntegerField(default=1)
    # The day after which no token of this client opens anything.
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


class ApiToken(models.Model):
    """What a client presents: shown once, then only its keyed hash is stored. Two may live together for a rotation."""

    client = models.ForeignKey(ApiClient, models.PROTECT, related_name="tokens")
    prefix = models.CharField("début du jeton", max_length=16, unique=True)
    hash = models.CharField(max_length=64)
    created_at = models.DateTimeField("créé le")
    expires_at = models.DateTimeField("expire le")
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)
    last_used_at = models.DateTimeField("dernier usage", null=True, blank=True)

    class Meta:
        verbose_name = "jeton"
        ordering = ["-created_at", "-id"]

    def __str__(self):
        return f"pref_{self.prefix}_…"


class ApiUsage(models.Model):
    """What a client asked on one day, and in it the minute that runs: a quota is one row and one statement."""

    client = models.ForeignKey(ApiClient, models.CASCADE, related_name="usage")
    day = models.DateField("jour")
    count = models.PositiveIntegerField("requêtes", default=0)
    refused = models.PositiveIntegerField("refusées par le quota", default=0)
    minute = models.DateTimeField()
    minute_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "usage de l'API"
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["client", "day"], name="api_usage_once_a_day")]

    def __str__(self):
        return f"{self.client_id} {self.day} {self.count}"


class ApiRefusal(models.Model):
    """Refusals of one kind to one client within one hour, counted: the journal hears of the first one only."""

    class Kind(models.TextChoices):
        NETWORK = "network", "Adresse hors des réseaux admis"
        TOKEN = "token", "Jeton expiré ou révoqué"
        QUOTA = "quota", "Quota dépassé"

    client = models.ForeignKey(ApiClient, models.CASCADE, related_name="refusals")
    kind = models.CharField("motif", max_length=10, choices=Kind.choices)
    hour = models.DateTimeField("heure")
    count = models.PositiveIntegerField("nombre", default=1)
    address = models.CharField("dernière adresse", max_length=45, blank=True)

    class Meta:
        verbose_name = "refus de l'API"
        ordering = ["-hour", "kind"]
        constraints = [models.UniqueConstraint(fields=["client", "kind", "hour"], name="api_refusal_once_an_hour")]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.count})"


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
