"""The register of outlets and of their licences, fed by the declarations and the transfers that the bureau handles."""

from django.db import models
from django.db.models import F, Q

from directorate.territory.names import folded
from police_admin.outlets.licences import CATEGORIES, TRANSFERABLE


def keys(name: str, address: str) -> dict[str, str]:
    """A sign and an address as they are compared; without their ligatures, they may be longer than they were."""
    return {"name_key": folded(name)[:160], "address_key": folded(address)[:250]}


class Outlet(models.Model):
    """An establishment where drinks are sold: a sign at an address. Who runs it changes, and its history says so."""

    name = models.CharField("enseigne", max_length=160)
    address = models.CharField("adresse", max_length=250)
    postal_code = models.CharField("code postal", max_length=5, blank=True)
    commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, related_name="outlets", verbose_name="commune", db_index=False
    )
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    operator = models.CharField("exploitant", max_length=250, blank=True)
    owner = models.CharField("propriétaire", max_length=160, blank=True)
    # As they are compared: without case, accents or spaces.
    name_key = models.CharField(max_length=160, editable=False)
    address_key = models.CharField(max_length=250, editable=False)

    class Meta:
        verbose_name = "débit"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "address_key", "name_key"],
                name="outlet_once",
                violation_error_message="Ce débit est déjà au registre.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="outlet_coordinates_together",
                violation_error_message="La latitude et la longitude vont ensemble.",
            ),
        ]
        indexes = [models.Index(fields=["name_key", "id"], name="outlet_by_name")]

    def __str__(self):
        return f"{self.name}, {self.address}"

    def save(self, *args, **kwargs):
        for field, key in keys(self.name, self.address).items():
            setattr(self, field, key)
        super().save(*args, **kwargs)


class Licence(models.Model):
    """A licence, where it is attached, and whether somebody exploits it."""

    class State(models.TextChoices):
        USED = "used", "Exploitée"
        UNUSED = "unused", "Sans exploitation"
        ENDED = "ended", "Supprimée"

    category = models.CharField("catégorie", max_length=20, choices=CATEGORIES)
    number = models.CharField("numéro", max_length=60, blank=True)
    outlet = models.ForeignKey(
        Outlet, models.PROTECT, null=True, blank=True, related_name="licences", verbose_name="débit"
    )
    holder = models.CharField("propriétaire de la licence", max_length=250, blank=True)
    state = models.CharField("état", max_length=8, choices=State.choices, default=State.USED)
    # The last day when somebody exploited it; empty while somebody does.
    last_exploitation_on = models.DateField("dernière exploitation le", null=True, blank=True)
    # When it came from another department: it stays in ours for some years (CSP, art. L3332-11).
    came_on = models.DateField("venue d'un autre département le", null=True, blank=True)

    class Meta:
        verbose_name = "licence"
        ordering = ["category", "number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "number"],
                condition=~Q(number=""),
                name="licence_number_once",
                violation_error_message="Une licence de cette catégorie porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                condition=Q(state="used", last_exploitation_on__isnull=True) | ~Q(state="used"),
                name="licence_used_has_no_last_day",
                violation_error_message="Une licence exploitée n'a pas de dernier jour d'exploitation.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["last_exploitation_on"],
                name="licence_to_lapse",
                condition=Q(last_exploitation_on__isnull=False),
            )
        ]

    def __str__(self):
        return f"{self.get_category_display()}{f' n° {self.number}' if self.number else ''}"

    @property
    def may_lapse(self) -> bool:
        return self.category in TRANSFERABLE and self.state == self.State.UNUSED


class LicenceEvent(models.Model):
    """What happened to a licence: it is only added to."""

    class Kind(models.TextChoices):
        OPENING = "opening", "Ouverture"
        MUTATION = "mutation", "Mutation"
        TRANSLATION = "translation", "Translation"
        TRANSFER = "transfer", "Transfert autorisé"
        STOPPED = "stopped", "Exploitation arrêtée"
        RESUMED = "resumed", "Exploitation reprise"
        ENDED = "ended", "Licence supprimée"

    licence = models.ForeignKey(Licence, models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField("nature", max_length=12, choices=Kind.choices)
    happened_on = models.DateField("date")
    # Where it is afterwards, and where it came from, in words: another department has no outlet here.
    outlet = models.ForeignKey(Outlet, models.PROTECT, null=True, blank=True, related_name="events")
    came_from = models.CharField("venue de", max_length=250, blank=True)
    operator = models.CharField("exploitant", max_length=250, blank=True)
    note = models.CharField("observation", max_length=500, blank=True)
    # The register outlives the files that fed it.
    case = models.ForeignKey(
        "directorate.Case", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="dossier"
    )
    recorded_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "événement d'une licence"
        ordering = ["-happened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["licence", "case"],
                condition=Q(case__isnull=False),
                name="licence_event_once_a_case",
                violation_error_message="Ce dossier est déjà au registre.",
            )
        ]
        indexes = [models.Index(fields=["licence", "-happened_on", "-id"], name="licence_history")]

    def __str__(self):
        return f"{self.get_kind_display()} le {self.happened_on:%d/%m/%Y}"


class ProtectedZone(models.Model):
    """A radius of the order in force (CSP, art. L3335-1): one row for a category and the communes of a size."""

    class Category(models.TextChoices):
        HEALTH = "health", "Établissements de santé et de soins"
        YOUTH = "youth", "Enseignement, formation, hébergement et loisirs de la jeunesse"
        SPORTS = "sports", "Stades, piscines et terrains de sport"

    category = models.CharField("lieux protégés", max_length=8, choices=Category.choices)
    # Up to this population, included; without a value, every larger commune.
    up_to = models.PositiveIntegerField("communes jusqu'à (habitants)", null=True, blank=True)
    radius_m = models.PositiveIntegerField("rayon (mètres)")
    valid_from = models.DateField("en vigueur le")
    valid_to = models.DateField("jusqu'au (exclu)", null=True, blank=True)
    # The register outlives the files that fed it.
    case = models.ForeignKey(
        "directorate.Case", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="dossier"
    )

    class Meta:
        verbose_name = "zone protégée"
        ordering = ["category", F("up_to").asc(nulls_last=True), "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="protected_zone_period_in_order",
                violation_error_message="La fin de validité doit suivre le début.",
            ),
        ]
        indexes = [models.Index(fields=["valid_from"], name="protected_zone_since")]

    def __str__(self):
        size = f"jusqu'à {self.up_to} habitants" if self.up_to else "au-delà"
        return f"{self.get_category_display()}, {size} : {self.radius_m} m"
