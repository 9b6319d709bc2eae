"""Addresses of public information and natural disasters, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.public_information import views, views_disasters

INFORMATION = "information-preventive/"

urlpatterns = [
    path("catnat/", views_disasters.disaster_requests, name="disaster-requests"),
    path("catnat/nouvelle/", views_disasters.disaster_new, name="disaster-new"),
    path("catnat/bilan/", views_disasters.disaster_report, name="disaster-report"),
    path("catnat/arretes/", views_disasters.disaster_orders, name="disaster-orders"),
    path("catnat/evenements/nouveau/", views_disasters.natural_event_new, name="natural-event-new"),
    path("catnat/<int:pk>/", views_disasters.disaster_request, name="disaster-request"),
    path("catnat/<int:pk>/courriers/<slug:which>.<slug:kind>", views_disasters.disaster_letter, name="disaster-letter"),
    path("catnat/<int:pk>/<slug:verb>/", views_disasters.disaster_act, name="disaster-act"),
    path(INFORMATION, views.public_information, name="public-information"),
    path(f"{INFORMATION}ddrm/nouveau/", views.departmental_file_new, name="departmental-file-new"),
    path(f"{INFORMATION}listes/nouvelle/", views.risk_list_new, name="risk-list-new"),
    path(f"{INFORMATION}listes/<int:year>/signature/", views.risk_list_sign, name="risk-list-sign"),
    path(f"{INFORMATION}listes/<int:year>/arrete.<slug:kind>", views.risk_list_file, name="risk-list-file"),
    path(f"{INFORMATION}risques/", views.commune_risks, name="commune-risks"),
    path(f"{INFORMATION}matrice/", views.risk_matrix, name="risk-matrix"),
    path(f"{INFORMATION}matrice/<str:insee>/", views.risks_of_commune, name="risks-of-commune"),
    path(f"{INFORMATION}ial/", views.buyer_orders, name="buyer-orders"),
    path(f"{INFORMATION}ial/nouveau/", views.buyer_order_new, name="buyer-order-new"),
    path(f"{INFORMATION}ial/<int:pk>/", views.buyer_order, name="buyer-order"),
    path(f"{INFORMATION}campagnes/", views.campaigns, name="campaigns"),
    path(f"{INFORMATION}campagnes/nouvelle/", views.campaign_edit, name="campaign-new"),
    path(f"{INFORMATION}campagnes/<int:pk>/", views.campaign, name="campaign"),
    path(f"{INFORMATION}campagnes/<int:pk>/modifier/", views.campaign_edit, name="campaign-edit"),
    path(f"{INFORMATION}campagnes/<int:pk>/bilan/", views.campaign_report, name="campaign-report"),
]
