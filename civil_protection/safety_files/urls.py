"""Addresses of the registers behind the files on safety, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.safety_files import views

urlpatterns = [
    path("chapiteaux/", views.tents, name="tents"),
    path("chapiteaux/nouveau/", views.tent_new, name="tent-new"),
    path("chapiteaux/<int:pk>/", views.tent, name="tent"),
    path("chapiteaux/<int:pk>/<slug:verb>/", views.tent_act, name="tent-act"),
    path("agendas-accessibilite/", views.accessibility_agendas, name="accessibility-agendas"),
    path("agendas-accessibilite/nouveau/", views.accessibility_agenda_new, name="accessibility-agenda-new"),
    path("agendas-accessibilite/<int:pk>/", views.accessibility_agenda, name="accessibility-agenda"),
    path("agendas-accessibilite/<int:pk>/recu/", views.accessibility_step, name="accessibility-step"),
    path("arretes-d-ouverture/<int:case>/", views.opening_order, name="opening-order"),
]
