"""Addresses of what the grants exchange: Chorus, the published list, the open data."""

from django.urls import path

from public_order.grants import views_chorus, views_places, views_publication

CHORUS = "ordre-public/fipd/chorus/"
PUBLICATION = "ordre-public/fipd/publication/"
TERRITORY = "ordre-public/fipd/territoires/"
OPEN_DATA = "donnees-ouvertes/subventions-fipd/"

urlpatterns = [
    path(CHORUS, views_chorus.chorus_page, name="chorus"),
    path(f"{CHORUS}paiements/", views_chorus.chorus_payments, name="chorus-payments"),
    path(f"{CHORUS}paiements/<int:pk>/", views_chorus.chorus_payment, name="chorus-payment"),
    path(f"{CHORUS}paiements/<int:pk>/<slug:verb>/", views_chorus.chorus_payment_act, name="chorus-payment-act"),
    path(f"{CHORUS}rapprocher/", views_chorus.chorus_again, name="chorus-again"),
    path(f"{CHORUS}engager/", views_chorus.chorus_ask, name="chorus-ask"),
    path(f"{CHORUS}envois/<int:pk>/fichier/", views_chorus.chorus_request_file, name="chorus-request-file"),
    path(f"{CHORUS}lignes/<int:pk>/annuler/", views_chorus.chorus_request_cancel, name="chorus-request-cancel"),
    path(PUBLICATION, views_publication.grant_publication, name="grant-publication"),
    path(f"{PUBLICATION}publier/", views_publication.grant_publish, name="grant-publish"),
    path(f"{PUBLICATION}<int:pk>/fichier/", views_publication.grant_publication_file, name="grant-publication-file"),
    path(f"{TERRITORY}<int:pk>/", views_places.grant_territory, name="grant-territory"),
    path(f"{TERRITORY}<int:pk>/<slug:verb>/", views_places.grant_territory_act, name="grant-territory-act"),
    path("ordre-public/fipd/lieux/<int:pk>/retirer/", views_places.grant_place_remove, name="grant-place-remove"),
    path(OPEN_DATA, views_publication.grant_open_data, name="grant-open-data"),
    path(f"{OPEN_DATA}fichier/", views_publication.grant_open_data_file, name="grant-open-data-file"),
]
