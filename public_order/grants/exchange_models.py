"""What the grants exchange: published lists, payments and requests of Chorus, deposits from outside, places."""

from django.db import models
from django.db.models import Q

from public_order.grants.models import STAFF, GrantApplication, money

FILE = "directorate.StoredFile"


class GrantPublication(models.Model):
    """One published list of grants, as a file that never changes; the latest one is public."""

    file = models.ForeignKey(FILE, models.PROTECT, related_name="+", verbose_name="fichier")
    count = models.PositiveIntegerField("subventions")
    total = money("montant")
    made_at = models.DateTimeField("publiée le")
    made_by = models.ForeignKey(STAFF, models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "publication des subventions"
        verbose_name_plural = "publications des subventions"
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"Publication du {self.made_at:%d/%m/%Y}"


class PublishedGrant(models.Model):
    """What a publication says of one grant."""

    publication = models.ForeignKey(GrantPublication, models.CASCADE, related_name="grants", verbose_name="publication")
    application = models.ForeignKey(
        GrantApplication, models.PROTECT, related_name="publications", verbose_name="demande"
    )
    amount = money("montant")

    class Meta:
        verbose_name = "subvention publiée"
        verbose_name_plural = "subventions publiées"
        ordering = ["publication", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "application"], name="grant_published_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="grant_published_amount"),
        ]

    def __str__(self):
        return f"{self.amount}"


class ChorusPayment(models.Model):
    """A line of the payments of Chorus (CHO-02): its key is the payment request and its rank, known once for ever."""

    class Match(models.TextChoices):
        MATCHED = "matched", "Rapproché"
        DIFFERS = "differs", "Montant à vérifier"
        UNMATCHED = "unmatched", "À rapprocher"
        ASIDE = "aside", "Hors FIPD"

    dp = models.CharField("n° DP", max_length=10)
    dp_line = models.CharField("n° poste DP", max_length=5)
    ej = models.CharField("n° EJ", max_length=10)
    ej_line = models.CharField("n° poste EJ", max_length=5, blank=True)
    supplier = models.CharField("fournisseur payé", max_length=20, blank=True)
    supplier_label = models.CharField("libellé du fournisseur", max_length=200, blank=True)
    branch = models.CharField("branche", max_length=60, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    vat_number = models.CharField("n° TVA", max_length=20, blank=True)
    programming = models.CharField("référentiel de programmation", max_length=120, blank=True)
    company = models.CharField("société", max_length=20, blank=True)
    exercise = models.PositiveSmallIntegerField("exercice")
    paid_on = models.DateField("payé le")
    cost_centre = models.CharField("centre financier", max_length=120, blank=True)
    domain = models.CharField("domaine fonctionnel", max_length=120, blank=True)
    amount = money("montant payé")
    application = models.ForeignKey(
        GrantApplication, models.PROTECT, null=True, blank=True, related_name="chorus_payments", verbose_name="demande"
    )
    match = models.CharField("rapprochement", max_length=10, choices=Match.choices, default=Match.UNMATCHED)
    reason = models.CharField("motif", max_length=500, blank=True)
    matched_at = models.DateTimeField("rapproché le", null=True, blank=True)
    matched_by = models.ForeignKey(STAFF, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField("importé le")

    class Meta:
        verbose_name = "paiement Chorus"
        verbose_name_plural = "paiements Chorus"
        ordering = ["-paid_on", "dp", "dp_line"]
        constraints = [
            models.UniqueConstraint(
                fields=["dp", "dp_line"], name="chorus_payment_once",
                violation_error_message="CHO-02 : ce poste de demande de paiement est déjà connu.",
            ),
            models.CheckConstraint(condition=Q(dp__regex=r"^\d{10}$"), name="chorus_payment_dp"),
            models.CheckConstraint(condition=Q(ej__regex=r"^\d{10}$"), name="chorus_payment_ej"),
            models.CheckConstraint(condition=~Q(amount=0), name="chorus_payment_amount"),
            models.CheckConstraint(
                condition=Q(match__in=("matched", "differs"), application__isnull=False)
                | Q(match__in=("unmatched", "aside"), application__isnull=True),
                name="chorus_payment_matched_to_one",
            ),
            models.CheckConstraint(
                condition=~Q(match__in=("aside", "differs")) | ~Q(reason=""), name="chorus_payment_told_why"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["ej", "siret"], name="chorus_payment_of")]

    def __str__(self):
        return f"DP {self.dp}/{self.dp_line}"


class ChorusRequest(models.Model):
    """A file of requests toward Chorus, as it left."""

    class Kind(models.TextChoices):
        COMMITMENT = "commitment", "Demandes d'engagement"

    kind = models.CharField("nature", max_length=12, choices=Kind.choices, default=Kind.COMMITMENT)
    file = models.ForeignKey(FILE, models.PROTECT, related_name="+", verbose_name="fichier")
    count = models.PositiveIntegerField("demandes")
    total = money("montant")
    made_at = models.DateTimeField("préparé le")
    made_by = models.ForeignKey(STAFF, models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "envoi vers Chorus"
        verbose_name_plural = "envois vers Chorus"
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()} du {self.made_at:%d/%m/%Y}"


class ChorusRequestLine(models.Model):
    """A grant in such a file: it leaves once, unless its line is cancelled with a reason."""

    request = models.ForeignKey(ChorusRequest, models.CASCADE, related_name="lines", verbose_name="envoi")
    application = models.ForeignKey(
        GrantApplication, models.PROTECT, related_name="chorus_requests", verbose_name="demande"
    )
    amount = money("montant")
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)
    reason = models.CharField("motif", max_length=500, blank=True)

    class Meta:
        verbose_name = "ligne d'un envoi vers Chorus"
        verbose_name_plural = "lignes d'un envoi vers Chorus"
        ordering = ["request", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(cancelled_at__isnull=True), name="chorus_request_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="chorus_request_amount"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(reason=""), name="chorus_request_cancelled_with_reason"
            ),
        ]

    def __str__(self):
        return f"{self.amount}"


class GrantDeposit(models.Model):
    """Where an application came from, with its reference there: the same one sent again is found, not made twice."""

    class Source(models.TextChoices):
        FILE = "file", "Tableau importé"
        API = "api", "Programme partenaire"

    application = models.OneToOneField(GrantApplication, models.CASCADE, related_name="deposit", verbose_name="demande")
    source = models.CharField("origine", max_length=4, choices=Source.choices)
    reference = models.CharField("référence", max_length=60, blank=True)
    organisation = models.ForeignKey(
        "directorate.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="partenaire"
    )
    # What was brought, to know whether the same reference comes back with something else.
    fingerprint = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField("reçue le")

    class Meta:
        verbose_name = "dépôt d'une demande"
        verbose_name_plural = "dépôts de demandes"
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], condition=Q(source="file"), name="grant_deposit_once_of_a_file"
            ),
            models.CheckConstraint(
                condition=Q(source="file", organisation__isnull=True) & ~Q(reference="")
                | Q(source="api", organisation__isnull=False),
                name="grant_deposit_of_someone",
            ),
        ]

    def __str__(self):
        return f"{self.get_source_display()} {self.reference}".strip()


class GrantPlace(models.Model):
    """An address of a project, with its position when it is known."""

    application = models.ForeignKey(GrantApplication, models.CASCADE, related_name="places", verbose_name="demande")
    address = models.CharField("adresse", max_length=250)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    latitude = models.DecimalField("latitude", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("longitude", max_digits=9, decimal_places=6, null=True, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "lieu d'un projet"
        verbose_name_plural = "lieux d'un projet"
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "address", "commune"], name="grant_place_once"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="grant_place_position_together",
                violation_error_message="La latitude et la longitude vont ensemble.",
            ),
        ]

    def __str__(self):
        return f"{self.address}, {self.commune}"


class GrantTerritory(models.Model):
    """The priority areas in which a project was found to be, or what an agent said instead and why."""

    application = models.OneToOneField(
        GrantApplication, models.CASCADE, related_name="territory", verbose_name="demande"
    )
    areas = models.JSONField("quartiers", default=list)
    computed_at = models.DateTimeField("calculé le", null=True, blank=True)
    is_corrected = models.BooleanField("corrigé", default=False)
    reason = models.CharField("motif", max_length=500, blank=True)
    corrected_at = models.DateTimeField("corrigé le", null=True, blank=True)
    corrected_by = models.ForeignKey(STAFF, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "territoire d'un projet"
        verbose_name_plural = "territoires de projets"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_corrected=False) | (~Q(reason="") & Q(corrected_at__isnull=False)),
                name="grant_territory_corrected_with_reason",
            )
        ]

    def __str__(self):
        return ", ".join(area["name"] for area in self.areas)
