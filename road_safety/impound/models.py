"""The pound: vehicles that entered it, how many a custodian may hold, immobilisations ordered by the prefect."""

from django.db import models
from django.db.models import F, Q

from directorate.web.sealing import SealedField

# The titles of those who keep a pound.
CUSTODIANS = ("vehicle_pound_keeper_approval",)
COMMUNE = {"to": "directorate.Commune", "on_delete": models.PROTECT, "related_name": "+", "verbose_name": "commune"}


class Reason(models.TextChoices):
    """Why a vehicle is taken away, with the article."""

    PARKING = "parking", "Stationnement gênant, dangereux ou abusif (L325-1)"
    ABANDONED = "abandoned", "Véhicule abandonné (L325-1)"
    INSURANCE = "insurance", "Défaut d'assurance ou de contrôle technique (L325-1)"
    OFFENCE = "offence", "Infraction, immobilisation judiciaire (L325-1-1)"
    PREFECT = "prefect", "Décision du préfet (L325-1-2)"
    OTHER = "other", "Autre motif"


# Why an offence may be told from the plate alone.
CLOSED = (Reason.OFFENCE, Reason.PREFECT)


class ImpoundedVehicle(models.Model):
    """A vehicle from its entry until it is given back, destroyed or sold. SI Fourrières stays the source."""

    class State(models.TextChoices):
        HELD = "held", "En fourrière"
        RELEASED = "released", "Restitué"
        DESTROYED = "destroyed", "Détruit"
        SOLD = "sold", "Vendu par le Domaine"

    class Classification(models.TextChoices):
        NONE = "", "À classer"
        RETURN = "return", "Restituable en l'état"
        REPAIR = "repair", "Restituable après travaux"
        DESTROY = "destroy", "À détruire"

    class Claim(models.TextChoices):
        NONE = "", "Aucune"
        CLAIMED = "claimed", "Demandée"
        PAID = "paid", "Indemnisée"
        REFUSED = "refused", "Refusée"

    number = models.CharField("numéro", max_length=20, unique=True)
    reference = models.CharField("référence SI Fourrières", max_length=40, blank=True)
    custodian = models.ForeignKey(
        "directorate.Permit", models.PROTECT, related_name="impounded", verbose_name="agrément du gardien"
    )
    plate = SealedField("immatriculation", blank=True, mark="plate_mark", purpose="plate")
    # Finds the plate again, and stands for it in the exports.
    plate_mark = models.CharField(max_length=64, blank=True, db_index=True)
    vehicle = models.CharField("véhicule", max_length=120)
    reason = models.CharField("motif", max_length=10, choices=Reason.choices)
    place = models.CharField("lieu de l'enlèvement", max_length=200)
    commune = models.ForeignKey(**COMMUNE)
    entered_at = models.DateTimeField("entré le")
    classification = models.CharField("classement", max_length=8, choices=Classification.choices, blank=True)
    classified_on = models.DateField("classé le", null=True, blank=True)
    notified_on = models.DateField("mise en fourrière notifiée le", null=True, blank=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.HELD)
    left_at = models.DateTimeField("sorti le", null=True, blank=True)
    cost = models.DecimalField("frais impayés", max_digits=9, decimal_places=2, null=True, blank=True)
    claim = models.CharField("indemnité", max_length=8, choices=Claim.choices, blank=True)
    claimed_on = models.DateField("demandée le", null=True, blank=True)
    settled_on = models.DateField("réglée le", null=True, blank=True)
    claim_note = models.CharField("suite de la demande", max_length=400, blank=True)
    purged_on = models.DateField("immatriculation effacée le", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "véhicule en fourrière"
        verbose_name_plural = "véhicules en fourrière"
        ordering = ["-entered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="held", left_at__isnull=True) | (~Q(state="held") & Q(left_at__gte=F("entered_at"))),
                name="impounded_left_after_it_entered",
                violation_error_message="La sortie suit l'entrée.",
            ),
            models.CheckConstraint(
                condition=Q(claim="") | Q(claimed_on__isnull=False, cost__gt=0),
                name="impound_claim_has_an_amount",
                violation_error_message="Une demande d'indemnité a un montant et un jour.",
            ),
            models.UniqueConstraint(
                fields=["plate_mark"],
                condition=Q(state="held") & ~Q(plate_mark=""),
                name="impounded_once_at_a_time",
                violation_error_message="Ce véhicule est déjà en fourrière.",
            ),
        ]
        indexes = [models.Index(fields=["custodian", "entered_at"], name="impounded_by_custodian")]

    def __str__(self):
        return f"Véhicule {self.number}"


class CustodianCapacity(models.Model):
    """How many vehicles a custodian may hold, from a month on."""

    custodian = models.ForeignKey(
        "directorate.Permit", models.PROTECT, related_name="impound_capacities", verbose_name="agrément du gardien"
    )
    since = models.DateField("à partir du mois de")
    places = models.PositiveSmallIntegerField("places")

    class Meta:
        verbose_name = "capacité d'un gardien"
        verbose_name_plural = "capacités des gardiens"
        ordering = ["custodian", "-since"]
        constraints = [models.UniqueConstraint(fields=["custodian", "since"], name="custodian_capacity_once_a_month")]

    def __str__(self):
        return f"{self.places} places"


class VehicleImmobilisation(models.Model):
    """An immobilisation that the prefect orders for some days (art. L325-1-2); the hours run from its beginning."""

    class State(models.TextChoices):
        RUNNING = "running", "En cours"
        RELEASED = "released", "Mainlevée"
        CONFIRMED = "confirmed", "Confirmée par le juge"
        LAPSED = "lapsed", "Terme passé"

    number = models.CharField("numéro", max_length=20, unique=True)
    plate = SealedField("immatriculation", mark="plate_mark", purpose="plate")
    plate_mark = models.CharField(max_length=64, db_index=True)
    vehicle = models.CharField("véhicule", max_length=120)
    driver = SealedField("conducteur")
    grounds = models.CharField("infraction", max_length=400)
    unit = models.CharField("service", max_length=160)
    commune = models.ForeignKey(**COMMUNE)
    starts_at = models.DateTimeField("immobilisé le")
    # Written when the measure begins: a later change of the number of days leaves it.
    ends_at = models.DateTimeField("au plus tard le")
    prosecutor_on = models.DateField("procureur informé le", null=True, blank=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.RUNNING)
    ended_at = models.DateTimeField("terminée le", null=True, blank=True)
    ended_why = models.CharField("motif", max_length=400, blank=True)
    purged_on = models.DateField("identité effacée le", null=True, blank=True)
    entry = models.ForeignKey(
        ImpoundedVehicle, models.PROTECT, null=True, blank=True, related_name="immobilisations",
        verbose_name="entrée en fourrière",
    )  # fmt: skip
    recorded_at = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "immobilisation par le préfet"
        verbose_name_plural = "immobilisations par le préfet"
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="immobilisation_has_a_length",
                violation_error_message="Le terme suit le début.",
            ),
            models.CheckConstraint(
                condition=Q(state="running", ended_at__isnull=True) | (~Q(state="running") & Q(ended_at__isnull=False)),
                name="immobilisation_ended_at_an_hour",
                violation_error_message="Une mesure terminée l'est à une heure.",
            ),
            models.UniqueConstraint(
                fields=["plate_mark"],
                condition=Q(state="running"),
                name="immobilised_once_at_a_time",
                violation_error_message="Ce véhicule est déjà immobilisé.",
            ),
        ]
        indexes = [models.Index(fields=["state", "ends_at"], name="immobilisation_by_end")]

    def __str__(self):
        return f"Immobilisation {self.number}"
