"""The stock of documents over the API, to read. Without the people who receive the documents."""

from rest_framework import serializers

from directorate.web.resources import ApiRoute
from road_safety.documentation import filters, queries
from road_safety.documentation.models import THEMES, DocumentOrder, StockMove
from road_safety.registers.api import labels, resource
from road_safety.strategy.catalogue import Audience


class DocumentSummary(serializers.Serializer):
    """Un document en stock ; son stock est la somme de ses mouvements."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    title = serializers.CharField()
    publisher = serializers.CharField()
    theme = labels(THEMES)
    audience = labels(Audience.choices)
    language = serializers.CharField()
    edition = serializers.IntegerField()
    pages = serializers.IntegerField(allow_null=True)
    unit = serializers.CharField()
    stock = serializers.IntegerField()
    minimum = serializers.IntegerField(help_text="Seuil de réassort.")
    is_low = serializers.SerializerMethodField(help_text="Édition en vigueur, sous son seuil.")
    is_obsolete = serializers.BooleanField()

    def get_is_low(self, row) -> bool:
        return not row.is_obsolete and row.stock < row.minimum


class StockMoveSummary(serializers.Serializer):
    """Un mouvement du stock, sans son destinataire."""

    id = serializers.IntegerField()
    document = serializers.CharField(source="reference.code")
    kind = labels(StockMove.Kind.choices)
    quantity = serializers.IntegerField(help_text="Négative quand le stock baisse.")
    on = serializers.DateField()
    order = serializers.CharField(source="line.order.number", default="", help_text="Vide sans commande.")


class OrderLineSummary(serializers.Serializer):
    """Ce qui est commandé d'un document."""

    document = serializers.CharField(source="reference.code")
    requested = serializers.IntegerField()
    served = serializers.IntegerField(allow_null=True, help_text="Vide avant la préparation.")


class DocumentOrderSummary(serializers.Serializer):
    """Une commande de documents, sans les coordonnées du destinataire."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    state = labels(DocumentOrder.State.choices)
    recipient = serializers.CharField()
    commune = serializers.CharField(source="commune_id", allow_null=True, help_text="Code INSEE.")
    action = serializers.IntegerField(source="action_id", allow_null=True)
    rest_of = serializers.CharField(source="rest_of.number", default="", help_text="Commande dont c'est le reliquat.")
    requested_on = serializers.DateField()
    prepared_on = serializers.DateField(allow_null=True)
    sent_on = serializers.DateField(allow_null=True)
    received_on = serializers.DateField(allow_null=True)
    lines = OrderLineSummary(many=True)


API_ROUTES = (
    ApiRoute("road-documents", resource("DocumentViewSet", DocumentSummary, queries.references,
             filters.ReferenceFilter, "les documents en stock", "un document"), "road-document"),
    ApiRoute("document-moves", resource("StockMoveViewSet", StockMoveSummary, queries.moves, filters.MoveFilter,
             "les mouvements du stock de documents", "un mouvement du stock"), "document-move"),
    ApiRoute("document-orders", resource("DocumentOrderViewSet", DocumentOrderSummary, queries.orders,
             filters.OrderFilter, "les commandes de documents", "une commande de documents"), "document-order"),
)  # fmt: skip
