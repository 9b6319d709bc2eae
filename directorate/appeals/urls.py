"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.appeals import views

urlpatterns = [
    path("recours/", views.appeals, name="appeals"),
    path("dossiers/<str:reference>/recours/nouveau/", views.appeal_new, name="appeal-new"),
    path("dossiers/<str:reference>/recours/<int:pk>/", views.appeal, name="appeal"),
    path("dossiers/<str:reference>/recours/<int:pk>/dossier/", views.appeal_pack, name="appeal-pack"),
    path("dossiers/<str:reference>/recours/<int:pk>/<slug:verb>/", views.appeal_act, name="appeal-act"),
]
