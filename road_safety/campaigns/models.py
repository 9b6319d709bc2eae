"""The communication plan: campaigns with their partners and files, labels and charters."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from road_safety.campaigns.catalogue import CampaignKind, Channel, Label, PartnerKind
from road_safety.strategy.catalogue import STAKES


class Campaign(models.Model):
    """Prepared by the bureau, validated by the cabinet, then published."""

    class State(models.TextChoices):
        DRAFT = "draft", "En préparation"
        TO_VALIDATE = "to_validate", "À valider"
        VALIDATED = "validated", "Validée par le cabinet"
        PUBLISHED = "published", "Publiée"
        CANCELLED = "cancelled", "Abandonnée"

    title = models.CharField("intitulé", max_length=160)
    kind = models.CharField("nature", max_length=16, choices=CampaignKind.choices)
    theme = models.CharField("enjeu", max_length=16, blank=True,
                             choices=[(code, row.label) for code, row in STAKES.items()])  # fmt: skip
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    channels = ArrayField(models.CharField(max_length=10, choices=Channel.choices), default=list, blank=True,
                          verbose_name="canaux")  # fmt: skip
    budget = models.DecimalField("budget", max_digits=10, decimal_places=2, null=True, blank=True)
    message = models.CharField("message", max_length=4000, blank=True)
    state = models.CharField("état", max_length=11, choices=State.choices, default=State.DRAFT)
    # The marker of the year that proposed it, and that year.
    marker = models.CharField("repère annuel", max_length=20, blank=True)
    year = models.PositiveSmallIntegerField("année")
    control = models.ForeignKey(
        "road_safety.ControlOperation", models.PROTECT, null=True, blank=True, related_name="campaigns",
        verbose_name="opération de contrôle",
    )  # fmt: skip
    reach = models.PositiveIntegerField("personnes touchées", null=True, blank=True)
    validated_on = models.DateField("validée le", null=True, blank=True)
    validated_by = models.ForeignKey(
        "directorate.StaffMember", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="validée par"
    )
    published_on = models.DateField("publiée le", null=True, blank=True)
    reason = models.CharField("dernier motif", max_length=1000, blank=True)

    class Meta:
        verbose_name = "campagne"
        ordering = ["-starts_on", "-pk"]
        indexes = [models.Index(fields=["state", "starts_on"], name="campaign_period")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="campaign_days_in_order",
                violation_error_message="La campagne finit après avoir commencé.",
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gte=0),
                name="campaign_budget_positive",
                violation_error_message="Un budget n'est pas négatif.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("validated", "published"))
                | Q(validated_on__isnull=False, validated_by__isnull=False),
                name="campaign_validated_by_somebody",
                violation_error_message="Une campagne validée l'est par quelqu'un.",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_on__isnull=False),
                name="campaign_published_on_a_day",
                violation_error_message="Une campagne publiée l'est à une date.",
            ),
            models.UniqueConstraint(
                fields=["marker", "year"],
                condition=~Q(marker="") & ~Q(state="cancelled"),
                name="campaign_marker_once",
                violation_error_message="Ce repère est déjà au plan de cette année.",
            ),
        ]

    def __str__(self):
        return self.title


class CampaignPartner(models.Model):
    """Who carries a campaign with the prefecture, and how."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="partners")
    name = models.CharField("partenaire", max_length=160)
    kind = models.CharField("nature", max_length=12, choices=PartnerKind.choices)
    contribution = models.CharField("apport", max_length=200, blank=True)

    class Meta:
        verbose_name = "partenaire d'une campagne"
        verbose_name_plural = "partenaires d'une campagne"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "name"],
                name="campaign_partner_once",
                violation_error_message="Ce partenaire est déjà noté.",
            )
        ]

    def __str__(self):
        return self.name


class CampaignFile(models.Model):
    """What was made for a campaign, or what the press made of it; checked as every file."""

    class Nature(models.TextChoices):
        ASSET = "asset", "Visuel ou document"
        CLIPPING = "clipping", "Coupure de presse"

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="files")
    nature = models.CharField("nature", max_length=8, choices=Nature.choices)
    title = models.CharField("intitulé", max_length=160)
    outlet = models.CharField("média", max_length=120, blank=True)
    appeared_on = models.DateField("paru le", null=True, blank=True)
    stored = models.ForeignKey("directorate.StoredFile", models.PROTECT, related_name="+")
    added_at = models.DateTimeField("ajouté le")
    added_by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "fichier d'une campagne"
        verbose_name_plural = "fichiers d'une campagne"
        ordering = ["-added_at", "-pk"]

    def __str__(self):
        return self.title


class CampaignMove(models.Model):
    """A step of a campaign. Never rewritten."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="moves")
    state = models.CharField("état", max_length=11, choices=Campaign.State.choices)
    words = models.CharField("ce qui s'est passé", max_length=1000)
    at = models.DateTimeField("le")
    by = models.ForeignKey("directorate.StaffMember", models.PROTECT, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "étape d'une campagne"
        verbose_name_plural = "étapes d'une campagne"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.words


class LabelAward(models.Model):
    """A label or a charter held by a commune, a company, a school…"""

    label = models.CharField("label", max_length=18, choices=Label.choices)
    holder = models.CharField("titulaire", max_length=160)
    holder_kind = models.CharField("nature du titulaire", max_length=12, choices=PartnerKind.choices)
    commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    level = models.PositiveSmallIntegerField("niveau", null=True, blank=True)
    awarded_on = models.DateField("attribué le")
    expires_on = models.DateField("valable jusqu'au", null=True, blank=True)
    ended_on = models.DateField("retiré ou abandonné le", null=True, blank=True)
    jury = models.CharField("jury", max_length=200, blank=True)
    follow_up = models.CharField("suivi", max_length=1000, blank=True)

    class Meta:
        verbose_name = "label ou charte"
        verbose_name_plural = "labels et chartes"
        ordering = ["expires_on", "holder"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("awarded_on")),
                name="label_award_days_in_order",
                violation_error_message="La fin de validité suit l'attribution.",
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__gte=1, level__lte=5),
                name="label_award_level",
                violation_error_message="Un niveau va de 1 à 5.",
            ),
            models.UniqueConstraint(
                fields=["label", "holder", "awarded_on"],
                name="label_award_once",
                violation_error_message="Ce label est déjà enregistré pour ce titulaire à cette date.",
            ),
        ]

    def __str__(self):
        return f"{self.get_label_display()}, {self.holder}"
