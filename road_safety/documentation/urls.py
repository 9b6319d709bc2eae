"""Addresses of the stock of documents, included under the namespace `road_safety`."""

from django.urls import path

from road_safety.documentation import views

REFERENCE = "documentation-routiere/<int:pk>/"
ORDERS = "documentation-routiere/commandes/"

urlpatterns = [
    path("documentation-routiere/", views.documents, name="documents"),
    path("documentation-routiere/nouvelle/", views.document_new, name="document-new"),
    path("documentation-routiere/mouvements/", views.document_moves, name="document-moves"),
    path("documentation-routiere/annee/<int:year>/", views.document_year, name="document-year"),
    path(ORDERS, views.document_orders, name="document-orders"),
    path(f"{ORDERS}nouvelle/", views.order_new, name="document-order-new"),
    path(f"{ORDERS}<int:pk>/", views.order, name="document-order"),
    path(f"{ORDERS}<int:pk>/<slug:verb>/", views.order_act, name="document-order-act"),
    path(REFERENCE, views.document, name="document"),
    path(f"{REFERENCE}modifier/", views.document_edit, name="document-edit"),
    path(f"{REFERENCE}mouvement/", views.document_move, name="document-move"),
    path(f"{REFERENCE}inventaire/", views.document_count, name="document-count"),
]
