"""The sirens of the alert system, their tests and what was wrong with them."""

from django.db import models
from django.db.models import F, Q


class Siren(models.Model):
    class Owner(models.TextChoices):
        STATE = "state", "État"
        COMMUNE = "commune", "Commune"
        OPERATOR = "operator", "Exploitant"

    class Trigger(models.TextChoices):
        NATIONAL = "national", "SAIP"
        LOCAL = "local", "Local"
        REMOTE = "remote", "Télécommande"

    class State(models.TextChoices):
        WORKING = "working", "Opérationnelle"
        BROKEN = "broken", "En panne"
        OUT = "out", "Hors service"
        TO_MOVE = "to_move", "À déplacer"

    code = models.CharField("code", max_length=30, unique=True)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="sirens", verbose_name="commune")
    place = models.CharField("lieu", max_length=200)
    owner = models.CharField("propriétaire", max_length=10, choices=Owner.choices)
    trigger = models.CharField("déclenchement", max_length=10, choices=Trigger.choices)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.WORKING)
    latitude = models.DecimalField("latitude", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("longitude", max_digits=9, decimal_places=6, null=True, blank=True)
    range_m = models.PositiveIntegerField("portée (m)", null=True, blank=True)
    maintained_on = models.DateField("dernière maintenance", null=True, blank=True)

    class Meta:
        verbose_name = "sirène"
        ordering = ["commune__sort_name", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="siren_coordinates_together",
                violation_error_message="La latitude et la longitude vont ensemble.",
            )
        ]

    def __str__(self):
        return f"{self.code}, {self.place}"


class SirenTest(models.Model):
    """The monthly test. `computed_on` is the first Wednesday; `planned_at` what was kept, with its reason."""

    month = models.DateField("mois", unique=True)
    computed_on = models.DateField("premier mercredi")
    planned_at = models.DateTimeField("prévu le")
    reason = models.CharField("motif du report", max_length=200, blank=True)
    done_at = models.DateTimeField("fait le", null=True, blank=True)
    cancelled_at = models.DateTimeField("annulé le", null=True, blank=True)
    # The length of the signal heard, in seconds, when somebody measured it.
    seconds = models.PositiveSmallIntegerField("durée du signal (s)", null=True, blank=True)
    remarks = models.TextField("observations", blank=True)

    class Meta:
        verbose_name = "essai des sirènes"
        verbose_name_plural = "essais des sirènes"
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="siren_test_month",
                violation_error_message="Un essai est celui d'un mois.",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(cancelled_at__isnull=True),
                name="siren_test_done_or_cancelled",
                violation_error_message="Un essai fait ne s'annule pas.",
            ),
        ]

    def __str__(self):
        return f"Essai des sirènes du {self.planned_at:%d/%m/%Y}"


class SirenResult(models.Model):
    class Result(models.TextChoices):
        OK = "ok", "Entendue"
        ABSENT = "absent", "Absente"
        WEAK = "weak", "Faible"
        UNTESTED = "untested", "Non testée"

    test = models.ForeignKey(SirenTest, models.CASCADE, related_name="results", db_index=False)
    siren = models.ForeignKey(Siren, models.PROTECT, related_name="results", verbose_name="sirène")
    result = models.CharField("résultat", max_length=10, choices=Result.choices)
    note = models.CharField("observation", max_length=200, blank=True)

    class Meta:
        verbose_name = "résultat d'un essai"
        verbose_name_plural = "résultats des essais"
        ordering = ["siren__commune__sort_name", "siren__code"]
        constraints = [models.UniqueConstraint(fields=["test", "siren"], name="siren_result_once")]

    def __str__(self):
        return f"{self.siren}, {self.get_result_display().lower()}"


class SirenTicket(models.Model):
    """What was asked of the provider after a test, until it is repaired."""

    siren = models.ForeignKey(Siren, models.PROTECT, related_name="tickets", verbose_name="sirène")
    test = models.ForeignKey(SirenTest, models.SET_NULL, null=True, blank=True, related_name="tickets")
    words = models.CharField("anomalie", max_length=300)
    opened_at = models.DateTimeField("ouvert le")
    provider_reference = models.CharField("référence du prestataire", max_length=60, blank=True)
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    outcome = models.CharField("suite", max_length=300, blank=True)

    class Meta:
        verbose_name = "anomalie de sirène"
        verbose_name_plural = "anomalies de sirènes"
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["siren"],
                condition=Q(closed_at__isnull=True),
                name="siren_ticket_open_once",
                violation_error_message="Une anomalie de cette sirène est déjà ouverte.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="siren_ticket_in_order",
                violation_error_message="Une anomalie se clôt après son ouverture.",
            ),
        ]

    def __str__(self):
        return f"{self.siren} : {self.words}"
