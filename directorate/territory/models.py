"""The department, its arrondissements and communes, and places with an address."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

INSEE_CODE = RegexValidator(r"^(\d{5}|2[AB]\d{3})$", "Code INSEE attendu : cinq caractères, par exemple 94028.")


class Arrondissement(models.Model):
    code = models.CharField("code INSEE", max_length=4, primary_key=True)
    name = models.CharField("nom", max_length=80)
    short_code = models.CharField("sigle", max_length=3, unique=True)
    contour = models.JSONField("contour (GeoJSON)", null=True, blank=True)

    class Meta:
        verbose_name = "arrondissement"
        ordering = ["name"]

    def __str__(self):
        return self.name


class Commune(models.Model):
    insee = models.CharField("code INSEE", max_length=5, primary_key=True, validators=[INSEE_CODE])
    name = models.CharField("nom", max_length=80)
    sort_name = models.CharField(max_length=80, db_index=True, editable=False)
    arrondissement = models.ForeignKey(Arrondissement, models.PROTECT, related_name="communes")
    public_territory = models.CharField("établissement public territorial", max_length=80)
    population = models.PositiveIntegerField("population")
    postal_codes = models.JSONField("codes postaux", default=list)
    latitude = models.DecimalField(max_digits=9, decimal_places=6)
    longitude = models.DecimalField(max_digits=9, decimal_places=6)
    contour = models.JSONField("contour (GeoJSON)", null=True, blank=True)

    class Meta:
        verbose_name = "commune"
        ordering = ["sort_name"]

    def __str__(self):
        return self.name


class Place(models.Model):
    """A site with an address in a commune: an outlet, a school, a square."""

    name = models.CharField("nom du site", max_length=160)
    address = models.CharField("adresse", max_length=250)
    postal_code = models.CharField("code postal", max_length=5, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="places", verbose_name="commune")
    on_orly_platform = models.BooleanField("sur la plate-forme de Paris-Orly", default=False)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)

    class Meta:
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="place_coordinates_together",
                violation_error_message="La latitude et la longitude vont ensemble.",
            )
        ]

    def __str__(self):
        return f"{self.name}, {self.address}"
