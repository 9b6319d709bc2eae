"""Information of the public on major risks, and natural disasters: requests of the communes, orders, campaigns."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Risk(models.TextChoices):
    """The risks that the departmental file knows."""

    RIVER_FLOOD = "river_flood", "Inondation par débordement"
    RUNOFF = "runoff", "Ruissellement"
    GROUNDWATER = "groundwater", "Remontée de nappe"
    STRUCTURE_FAILURE = "structure", "Rupture d'ouvrage"
    DAM_FAILURE = "dam", "Rupture de barrage"
    GROUND_MOVEMENT = "ground", "Mouvement de terrain"
    QUARRY = "quarry", "Anciennes carrières"
    CLAY = "clay", "Retrait-gonflement des argiles"
    SEISM = "seism", "Séisme"
    STORM = "storm", "Tempête"
    HEAT = "heat", "Canicule"
    VEGETATION_FIRE = "fire", "Feu de végétation"
    RADON = "radon", "Radon"
    INDUSTRIAL = "industrial", "Risque industriel"
    ROAD = "tmd_road", "Matières dangereuses, route"
    RAIL = "tmd_rail", "Matières dangereuses, fer"
    WATERWAY = "tmd_water", "Matières dangereuses, voie d'eau"
    PIPELINE = "tmd_pipe", "Matières dangereuses, canalisation"
    NUCLEAR = "nuclear", "Nucléaire"
    MINE = "mine", "Risque minier"


class DepartmentalFile(models.Model):
    """A version of the departmental file on major risks (DDRM)."""

    version = models.CharField("version", max_length=20, unique=True)
    approved_on = models.DateField("approuvé le")
    revision_due_on = models.DateField("à réviser au plus tard le")
    order_number = models.CharField("arrêté n°", max_length=20, blank=True)
    note = models.CharField("observation", max_length=500, blank=True)
    document = models.ForeignKey(
        "civil_protection.ProtectedDocument", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="document",
    )  # fmt: skip

    class Meta:
        verbose_name = "dossier départemental sur les risques majeurs"
        verbose_name_plural = "dossiers départementaux sur les risques majeurs"
        ordering = ["-approved_on", "-id"]

    def __str__(self):
        return f"DDRM, version {self.version}"


class CommuneRisk(models.Model):
    """A cell of the matrix of the departmental file: this commune is exposed to this risk, says this source."""

    class Degree(models.IntegerChoices):
        LOW = 1, "Faible"
        MEDIUM = 2, "Moyen"
        HIGH = 3, "Fort"

    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    risk = models.CharField("risque", max_length=12, choices=Risk.choices)
    degree = models.PositiveSmallIntegerField("niveau", choices=Degree.choices)
    source = models.CharField("source", max_length=200)
    checked_on = models.DateField("vérifié le")

    class Meta:
        verbose_name = "risque d'une commune"
        verbose_name_plural = "risques des communes"
        ordering = ["commune__sort_name", "risk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "risk"],
                name="commune_risk_once",
                violation_error_message="Ce risque est déjà enregistré pour la commune.",
            )
        ]

    def __str__(self):
        return f"{self.commune} : {self.get_risk_display()}"


class RiskList(models.Model):
    """The list of a year of the communes concerned, as it was drawn up, with its order and its publication.

    `lines`: [{"insee", "name", "risks": [label, ...]}, ...], frozen with the draft of the order.
    """

    year = models.PositiveSmallIntegerField("année", unique=True)
    lines = models.JSONField("communes", default=list)
    drawn_up_at = models.DateTimeField("établie le")
    order = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    order_number = models.CharField("arrêté n°", max_length=20, blank=True)
    signed_on = models.DateField("signé le", null=True, blank=True)
    # Only when it was published without passing through the register of this application.
    published_on = models.DateField("publiée au recueil le", null=True, blank=True)

    class Meta:
        verbose_name = "liste annuelle des communes à risques"
        verbose_name_plural = "listes annuelles des communes à risques"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_on__isnull=True) | ~Q(order_number=""),
                name="risk_list_published_with_its_number",
                violation_error_message="Une liste publiée porte le numéro de son arrêté.",
            )
        ]

    def __str__(self):
        return f"Liste des communes à risques {self.year}"

    @property
    def is_final(self) -> bool:
        return self.signed_on is not None or self.published_on is not None


class Phenomenon(models.TextChoices):
    """What may be recognised as a natural disaster."""

    FLOOD = "flood", "Inondation et coulée de boue"
    GROUNDWATER = "groundwater", "Inondation par remontée de nappe"
    DROUGHT = "drought", "Sécheresse et réhydratation des sols"
    GROUND_MOVEMENT = "ground", "Mouvement de terrain"
    SEISM = "seism", "Séisme"
    AVALANCHE = "avalanche", "Avalanche"
    MARINE_FLOOD = "marine", "Submersion marine"


class NaturalEvent(models.Model):
    """An event that the service knows of, with the communes it struck: those that have not asked are seen."""

    name = models.CharField("événement", max_length=160)
    phenomenon = models.CharField("phénomène", max_length=12, choices=Phenomenon.choices)
    began_on = models.DateField("commencé le")
    ended_on = models.DateField("terminé le")
    communes = models.ManyToManyField("directorate.Commune", related_name="+", verbose_name="communes touchées")
    source = models.CharField("source", max_length=200)

    class Meta:
        verbose_name = "événement naturel"
        verbose_name_plural = "événements naturels"
        ordering = ["-began_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__gte=F("began_on")),
                name="natural_event_in_order",
                violation_error_message="La fin suit le début.",
            )
        ]

    def __str__(self):
        return self.name


class DisasterRequest(models.Model):
    """A request of a commune for the recognition of a natural disaster (CatNat): one for each phenomenon."""

    class State(models.TextChoices):
        DRAFT = "draft", "En préparation à la mairie"
        FILED = "filed", "Déposée"
        INCOMPLETE = "incomplete", "Incomplète"
        COMPLETE = "complete", "Complète"
        EXPERTISE = "expertise", "En expertise"
        TRANSMITTED = "transmitted", "Transmise au ministère"
        DECIDED = "decided", "Décidée"
        NOTIFIED = "notified", "Notifiée à la commune"
        CLOSED = "closed", "Clôturée"
        INADMISSIBLE = "inadmissible", "Irrecevable"

    class Channel(models.TextChoices):
        ONLINE = "online", "iCatNat"
        PAPER = "paper", "Cerfa 13669, papier"

    class Decision(models.TextChoices):
        FAVOURABLE = "favourable", "Reconnue"
        UNFAVOURABLE = "unfavourable", "Non reconnue"
        ADJOURNED = "adjourned", "Ajournée"

    number = models.CharField("numéro", max_length=20, unique=True)
    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    phenomenon = models.CharField("phénomène", max_length=12, choices=Phenomenon.choices)
    began_at = models.DateTimeField("début du phénomène")
    ended_at = models.DateTimeField("fin du phénomène")
    # Of the beginning, in Paris: a drought has one request for each calendar year.
    year = models.PositiveSmallIntegerField("année", editable=False)
    goods = models.PositiveIntegerField("biens touchés")
    insured = models.BooleanField("un bien assuré au moins est touché", default=True)
    channel = models.CharField("canal", max_length=10, choices=Channel.choices)
    state = models.CharField("état", max_length=12, choices=State.choices, default=State.DRAFT)
    filed_on = models.DateField("déposée le", null=True, blank=True)
    # The last day to file, with the value of the law applicable to the event.
    due_on = models.DateField("à déposer au plus tard le")
    is_late = models.BooleanField("hors délai", default=False)
    override_reason = models.CharField("motif de la transmission hors délai", max_length=500, blank=True)
    asked_on = models.DateField("pièces demandées le", null=True, blank=True)
    asked_what = models.CharField("pièces demandées", max_length=500, blank=True)
    completed_on = models.DateField("complète le", null=True, blank=True)
    transmitted_on = models.DateField("transmise le", null=True, blank=True)
    decision = models.CharField("décision", max_length=12, choices=Decision.choices, blank=True)
    decided_on = models.DateField("arrêté du", null=True, blank=True)
    order_number = models.CharField("arrêté interministériel (NOR)", max_length=40, blank=True)
    published_on = models.DateField("publié au Journal officiel le", null=True, blank=True)
    motivation = models.CharField("motivation", max_length=2000, blank=True)
    insured_until = models.DateField("déclaration des assurés jusqu'au", null=True, blank=True)
    notified_on = models.DateField("notifiée à la commune le", null=True, blank=True)
    appeal = models.CharField("recours", max_length=500, blank=True)
    closed_on = models.DateField("clôturée le", null=True, blank=True)
    refused_why = models.CharField("motif de l'irrecevabilité", max_length=500, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")
    # T29: to the ministry, then to the commune.
    transmission = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    notice = models.ForeignKey("directorate.Letter", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "demande de reconnaissance CatNat"
        verbose_name_plural = "demandes de reconnaissance CatNat"
        ordering = ["-began_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("began_at")),
                name="disaster_request_in_order",
                violation_error_message="La fin du phénomène suit son début.",
            ),
            models.CheckConstraint(
                condition=Q(is_late=False) | Q(transmitted_on__isnull=True) | ~Q(override_reason=""),
                name="disaster_request_late_needs_a_reason",
                violation_error_message="Une demande hors délai ne se transmet pas sans motif.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", filed_on__isnull=True)
                | Q(state="inadmissible")
                | ~Q(state="draft") & Q(filed_on__isnull=False),
                name="disaster_request_filed_on_a_day",
                violation_error_message="Une demande déposée a un jour de dépôt.",
            ),
            models.UniqueConstraint(
                fields=["commune", "year"],
                condition=Q(phenomenon="drought") & ~Q(state="inadmissible"),
                name="disaster_request_drought_once_a_year",
                violation_error_message="La commune a déjà une demande pour la sécheresse de cette année.",
            ),
        ]
        indexes = [
            models.Index(fields=["commune", "-began_at"], name="disaster_request_of_commune"),
            models.Index(fields=["state", "due_on"], name="disaster_request_due"),
        ]

    def __str__(self):
        return f"CatNat {self.number}"


class ExpertReport(models.Model):
    """An opinion asked for a request: rain, soil, levels."""

    request = models.ForeignKey(DisasterRequest, models.CASCADE, related_name="reports", verbose_name="demande")
    organisation = models.CharField("organisme", max_length=120)
    asked_on = models.DateField("demandé le")
    received_on = models.DateField("reçu le", null=True, blank=True)
    document = models.ForeignKey(
        "civil_protection.ProtectedDocument", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="document",
    )  # fmt: skip

    class Meta:
        verbose_name = "rapport d'expertise"
        verbose_name_plural = "rapports d'expertise"
        ordering = ["request", "asked_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("asked_on")),
                name="expert_report_after_request",
                violation_error_message="Le rapport est reçu après sa demande.",
            )
        ]

    def __str__(self):
        return f"Rapport de {self.organisation}"


class BuyerInformationOrder(models.Model):
    """The prefect's order on the information of buyers and tenants (IAL) in a commune; a later one replaces it."""

    commune = models.ForeignKey("directorate.Commune", models.PROTECT, related_name="+", verbose_name="commune")
    number = models.CharField("arrêté n°", max_length=20)
    ordered_on = models.DateField("pris le")
    risks = ArrayField(models.CharField(max_length=12, choices=Risk.choices), default=list, verbose_name="risques")
    note = models.CharField("observation", max_length=500, blank=True)
    document = models.ForeignKey(
        "civil_protection.ProtectedDocument", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="document",
    )  # fmt: skip

    class Meta:
        verbose_name = "arrêté d'information des acquéreurs et locataires"
        verbose_name_plural = "arrêtés d'information des acquéreurs et locataires"
        ordering = ["-ordered_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "ordered_on"],
                name="buyer_information_order_once",
                violation_error_message="Un arrêté de cette date est déjà enregistré pour la commune.",
            )
        ]

    def __str__(self):
        return f"Arrêté IAL n° {self.number}"


class Campaign(models.Model):
    """A campaign of information of the public."""

    class Theme(models.TextChoices):
        RESILIENCE = "resilience", "Journée nationale de la résilience"
        FLOOD = "flood", "Inondation"
        HEAT = "heat", "Canicule"
        FIRST_AID = "first_aid", "Secourisme"
        INDUSTRIAL = "industrial", "Risques industriels"
        OTHER = "other", "Autre"

    theme = models.CharField("thème", max_length=12, choices=Theme.choices)
    name = models.CharField("intitulé", max_length=160)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au")
    audience = models.CharField("public visé", max_length=250)
    media = models.CharField("supports", max_length=250, blank=True)
    communes = models.ManyToManyField(
        "directorate.Commune", blank=True, related_name="+", verbose_name="communes associées"
    )
    cost = models.DecimalField("coût (€)", max_digits=10, decimal_places=2, null=True, blank=True)
    participants = models.PositiveIntegerField("participants", null=True, blank=True)
    indicators = models.CharField("indicateurs et bilan", max_length=2000, blank=True)
    reported_on = models.DateField("bilan du", null=True, blank=True)

    class Meta:
        verbose_name = "campagne d'information"
        verbose_name_plural = "campagnes d'information"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="campaign_in_order",
                violation_error_message="La fin suit le début.",
            )
        ]

    def __str__(self):
        return self.name
