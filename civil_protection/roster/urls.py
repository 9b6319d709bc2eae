"""Addresses of the duty roster, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.roster import views

urlpatterns = [
    path("astreintes/", views.roster, name="roster"),
    path("astreintes/periodes/", views.duties, name="duties"),
    path("astreintes/pdf/", views.roster_paper, name="roster-paper"),
    path("astreintes/nouvelle/", views.duty_new, name="duty-new"),
    path("astreintes/rotation/", views.duty_rotation, name="duty-rotation"),
    path("astreintes/publier/", views.duty_publish, name="duty-publish"),
    path("astreintes/<int:pk>/<slug:verb>/", views.duty_act, name="duty-act"),
]
