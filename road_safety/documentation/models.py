"""The stock of leaflets, posters and brochures: references, moves that are only added, orders."""

from django.db import models
from django.db.models import F, Q

from road_safety.strategy.catalogue import STAKES, Audience

THEMES = [(code, row.label) for code, row in STAKES.items()]


class DocumentReference(models.Model):
    """A document in stock. What is left of it is the sum of its moves (DOC-01): there is no total to correct."""

    code = models.CharField("référence", max_length=20, unique=True)
    title = models.CharField("titre", max_length=160)
    publisher = models.CharField("éditeur", max_length=120, blank=True)
    theme = models.CharField("thème", max_length=16, choices=THEMES, blank=True)
    audience = models.CharField("public", max_length=12, choices=Audience.choices, blank=True)
    language = models.CharField("langue", max_length=30, default="français")
    edition = models.PositiveSmallIntegerField("édition")
    pages = models.PositiveSmallIntegerField("pages", null=True, blank=True)
    unit = models.CharField("unité", max_length=30, default="exemplaire")
    minimum = models.PositiveIntegerField("seuil de réassort", default=0)
    storage = models.CharField("rangement", max_length=80, blank=True)
    is_obsolete = models.BooleanField("édition périmée", default=False)

    class Meta:
        verbose_name = "document"
        ordering = ["title", "-edition"]

    def __str__(self):
        return f"{self.title} ({self.edition})"


class DocumentOrder(models.Model):
    """What somebody asks for, served in whole or in part; the rest becomes an order of its own, or is given up."""

    class State(models.TextChoices):
        REQUESTED = "requested", "Demandée"
        PREPARED = "prepared", "Préparée"
        SENT = "sent", "Envoyée"
        RECEIVED = "received", "Reçue"
        REFUSED = "refused", "Refusée"

    number = models.CharField("numéro", max_length=20, unique=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.REQUESTED)
    recipient = models.CharField("destinataire", max_length=160)
    contact = models.CharField("contact", max_length=120, blank=True)
    email = models.EmailField("courriel", blank=True)
    address = models.CharField("adresse", max_length=300, blank=True)
    commune = models.ForeignKey(
        "directorate.Commune", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    action = models.ForeignKey(
        "road_safety.Action", models.PROTECT, null=True, blank=True, related_name="document_orders",
        verbose_name="action",
    )  # fmt: skip
    rest_of = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="rest", verbose_name="reliquat de"
    )
    requested_on = models.DateField("demandée le")
    prepared_on = models.DateField("préparée le", null=True, blank=True)
    sent_on = models.DateField("envoyée le", null=True, blank=True)
    received_on = models.DateField("reçue le", null=True, blank=True)
    reason = models.CharField("motif", max_length=500, blank=True)
    recorded_at = models.DateTimeField("enregistrée le")

    class Meta:
        verbose_name = "commande de documents"
        verbose_name_plural = "commandes de documents"
        ordering = ["-requested_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="document_order_refused_with_its_reason",
                violation_error_message="Un refus se motive.",
            )
        ]
        indexes = [models.Index(fields=["state", "requested_on"], name="document_order_by_state")]

    def __str__(self):
        return f"{self.number} : {self.recipient}"


class DocumentOrderLine(models.Model):
    order = models.ForeignKey(DocumentOrder, models.CASCADE, related_name="lines", verbose_name="commande")
    reference = models.ForeignKey(DocumentReference, models.PROTECT, related_name="+", verbose_name="document")
    requested = models.PositiveIntegerField("demandé")
    # None until the order is prepared.
    served = models.PositiveIntegerField("servi", null=True, blank=True)

    class Meta:
        verbose_name = "ligne de commande"
        verbose_name_plural = "lignes de commande"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "reference"], name="document_order_line_once"),
            models.CheckConstraint(condition=Q(requested__gt=0), name="document_order_line_requested"),
            models.CheckConstraint(
                condition=Q(served__isnull=True) | Q(served__lte=F("requested")),
                name="document_order_line_served",
                violation_error_message="On ne sert pas plus que la demande.",
            ),
        ]

    def __str__(self):
        return f"{self.requested} × {self.reference}"


class StockMove(models.Model):
    """What enters (positive) or leaves (negative). Never changed: the trigger of migration 0005 refuses it."""

    class Kind(models.TextChoices):
        IN = "in", "Entrée"
        OUT = "out", "Sortie"
        ADJUST = "adjust", "Inventaire"
        SCRAP = "scrap", "Mise au rebut"

    reference = models.ForeignKey(DocumentReference, models.PROTECT, related_name="moves", verbose_name="document")
    kind = models.CharField("mouvement", max_length=6, choices=Kind.choices)
    quantity = models.IntegerField("quantité")
    on = models.DateField("le")
    line = models.ForeignKey(
        DocumentOrderLine, models.PROTECT, null=True, blank=True, related_name="moves", verbose_name="commande"
    )
    recipient = models.CharField("destinataire ou origine", max_length=160, blank=True)
    note = models.CharField("observation", max_length=300, blank=True)
    at = models.DateTimeField("enregistré le")
    by = models.ForeignKey("directorate.StaffMember", models.PROTECT, null=True, related_name="+", verbose_name="par")

    class Meta:
        verbose_name = "mouvement de stock"
        verbose_name_plural = "mouvements de stock"
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="in", quantity__gt=0)
                | Q(kind__in=("out", "scrap"), quantity__lt=0)
                | Q(kind="adjust") & ~Q(quantity=0),
                name="stock_move_of_its_sign",
                violation_error_message="Une entrée est positive, une sortie négative.",
            )
        ]
        indexes = [models.Index(fields=["reference", "on"], name="stock_move_of_reference")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.quantity:+d} {self.reference}"
