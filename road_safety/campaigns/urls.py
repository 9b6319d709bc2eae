"""Addresses of communication, included under the namespace `road_safety`."""

from django.urls import path

from road_safety.campaigns import views

HOME = "securite-routiere/campagnes/"
LABELS = "securite-routiere/labels/"

urlpatterns = [
    path(HOME, views.campaigns, name="road-campaigns"),
    path(f"{HOME}nouvelle/", views.campaign_new, name="campaign-new"),
    path(f"{HOME}plan/<int:year>/", views.communication_plan, name="communication-plan"),
    path(f"{HOME}plan/<int:year>/<slug:code>/", views.marker_take, name="marker-take"),
    path(f"{HOME}fichiers/<int:pk>/", views.campaign_file, name="campaign-file"),
    path(f"{HOME}<int:pk>/", views.campaign, name="campaign"),
    path(f"{HOME}<int:pk>/cabinet/<slug:verb>/", views.campaign_decide, name="campaign-decide"),
    path(f"{HOME}<int:pk>/<slug:verb>/", views.campaign_act, name="campaign-act"),
    path(LABELS, views.labels, name="road-labels"),
    path(f"{LABELS}nouveau/", views.label_new, name="label-new"),
    path(f"{LABELS}<int:pk>/", views.label, name="label"),
    path(f"{LABELS}<int:pk>/<slug:verb>/", views.label_act, name="label-act"),
]
