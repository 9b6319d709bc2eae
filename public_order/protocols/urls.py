"""Addresses of the protocols, included under the namespace `public_order`."""

from django.urls import path

from public_order.protocols import views

PROTOCOL = "ordre-public/protocoles/"

urlpatterns = [
    path(PROTOCOL, views.protocols, name="protocols"),
    path(f"{PROTOCOL}nouveau/", views.protocol_new, name="protocol-new"),
    path(f"{PROTOCOL}<int:pk>/", views.protocol, name="protocol"),
    path(f"{PROTOCOL}<int:pk>/parties/", views.protocol_party, name="protocol-party"),
    path(f"{PROTOCOL}<int:pk>/fiche.pdf", views.protocol_paper, name="protocol-paper"),
    path(f"{PROTOCOL}<int:pk>/<slug:verb>/", views.protocol_act, name="protocol-act"),
    path(f"{PROTOCOL}parties/<int:pk>/corriger/", views.protocol_party_correct, name="protocol-party-correct"),
    path(f"{PROTOCOL}parties/<int:pk>/engagement/", views.protocol_commitment, name="protocol-commitment"),
]
