"""What the files on safety leave behind: registers of tents and accessibility agendas, orders of opening."""

from django.db import models
from django.db.models import F, Q


class TentRegister(models.Model):
    """The safety register of a tent or itinerant structure (CTS), given with its attestation of conformity (T24)."""

    number = models.CharField("numéro du registre", max_length=20, unique=True)
    owner = models.CharField("propriétaire", max_length=160)
    label = models.CharField("structure", max_length=160)
    surface = models.PositiveIntegerField("surface (m²)")
    capacity = models.PositiveIntegerField("effectif maximal")
    storeyed = models.BooleanField("structure à étage", default=False)
    attested_on = models.DateField("attestation du")
    prefecture = models.CharField("délivrée par", max_length=120)
    case = models.ForeignKey(
        "directorate.Case", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="dossier"
    )
    # From the last verification, or from the attestation when there was none.
    verification_due_on = models.DateField("vérification à faire avant le")
    retired_on = models.DateField("retirée du service le", null=True, blank=True)
    retired_why = models.CharField("motif du retrait", max_length=250, blank=True)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "registre de chapiteau, tente ou structure"
        verbose_name_plural = "registres de chapiteaux, tentes et structures"
        ordering = ["number"]
        indexes = [models.Index(fields=["retired_on", "verification_due_on"], name="tent_register_due")]

    def __str__(self):
        return f"CTS {self.number}"


class TentVerification(models.Model):
    """A technical verification by an approved body; the next one is due some years later."""

    class Result(models.TextChoices):
        SOUND = "sound", "Conforme"
        WITH_REMARKS = "remarks", "Conforme avec observations"
        UNSOUND = "unsound", "Non conforme"

    register = models.ForeignKey(TentRegister, models.CASCADE, related_name="verifications", verbose_name="registre")
    verified_on = models.DateField("vérifiée le")
    body = models.CharField("organisme agréé", max_length=160)
    result = models.CharField("résultat", max_length=10, choices=Result.choices)
    next_on = models.DateField("prochaine avant le")
    note = models.CharField("observation", max_length=500, blank=True)

    class Meta:
        verbose_name = "vérification d'une structure"
        verbose_name_plural = "vérifications des structures"
        ordering = ["-verified_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "verified_on"],
                name="tent_verification_once_a_day",
                violation_error_message="Une vérification de ce jour est déjà enregistrée.",
            )
        ]

    def __str__(self):
        return f"Vérification du {self.verified_on:%d/%m/%Y}"


class TentImplantation(models.Model):
    """A place where the structure stood or will stand, with what the mayor decided."""

    class Leave(models.TextChoices):
        ASKED = "asked", "Demandée"
        GIVEN = "given", "Autorisée par le maire"
        REFUSED = "refused", "Refusée par le maire"

    register = models.ForeignKey(TentRegister, models.CASCADE, related_name="implantations", verbose_name="registre")
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    place = models.CharField("emplacement", max_length=200)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    leave = models.CharField("autorisation", max_length=10, choices=Leave.choices, default=Leave.ASKED)
    visited_on = models.DateField("visitée le", null=True, blank=True)
    case = models.ForeignKey(
        "directorate.Case", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="dossier"
    )

    class Meta:
        verbose_name = "implantation d'une structure"
        verbose_name_plural = "implantations des structures"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="tent_implantation_in_order",
                violation_error_message="La fin suit le début.",
            )
        ]

    def __str__(self):
        return f"{self.register}, {self.place}"


class AccessibilityAgenda(models.Model):
    """A programmed accessibility agenda (Ad'AP): none was opened after 31 March 2019, the running ones are followed."""

    number = models.CharField("numéro", max_length=30, unique=True)
    establishment_name = models.CharField("établissement", max_length=160)
    # Its number in the register of establishments, when it is there.
    establishment_number = models.CharField("numéro au registre", max_length=20, blank=True)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    owner = models.CharField("propriétaire ou exploitant", max_length=160)
    approved_on = models.DateField("approuvé le")
    years = models.PositiveSmallIntegerField("durée (ans)", choices=[(3, "3 ans"), (6, "6 ans"), (9, "9 ans")])
    ends_on = models.DateField("fin")
    first_year_on = models.DateField("point de la première année reçu le", null=True, blank=True)
    midterm_on = models.DateField("bilan à mi-parcours reçu le", null=True, blank=True)
    attested_on = models.DateField("attestation d'achèvement reçue le", null=True, blank=True)
    note = models.CharField("observation", max_length=500, blank=True)

    class Meta:
        verbose_name = "agenda d'accessibilité programmée"
        verbose_name_plural = "agendas d'accessibilité programmée"
        ordering = ["ends_on", "id"]

    def __str__(self):
        return f"Ad'AP {self.number}"


class OpeningOrder(models.Model):
    """What the mayor decided after the opinion on an opening, as the copy sent to the prefect says it."""

    class Decision(models.TextChoices):
        OPEN = "open", "Ouverture autorisée"
        REFUSED = "refused", "Ouverture refusée"

    case = models.OneToOneField(
        "directorate.Case", models.CASCADE, related_name="opening_order", verbose_name="dossier"
    )
    decision = models.CharField("décision", max_length=10, choices=Decision.choices)
    number = models.CharField("arrêté n°", max_length=40)
    ordered_on = models.DateField("pris le")
    opens_on = models.DateField("ouverture au public le", null=True, blank=True)
    # The number of the establishment in the register, which this order opened.
    establishment_number = models.CharField("numéro au registre", max_length=20, blank=True)
    recorded_at = models.DateTimeField("enregistré le")
    recorded_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="enregistré par"
    )

    class Meta:
        verbose_name = "arrêté d'ouverture d'un maire"
        verbose_name_plural = "arrêtés d'ouverture des maires"
        ordering = ["-ordered_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="refused") | Q(opens_on__isnull=False),
                name="opening_order_says_when",
                violation_error_message="Une ouverture autorisée a son jour.",
            )
        ]

    def __str__(self):
        return f"Arrêté d'ouverture {self.number}"
