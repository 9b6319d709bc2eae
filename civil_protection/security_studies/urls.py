"""Addresses of the studies of public security, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.security_studies import views

urlpatterns = [
    path("etudes-securite/", views.security_studies, name="security-studies"),
    path("etudes-securite/nouvelle/", views.security_study_new, name="security-study-new"),
    path("etudes-securite/bilan/", views.security_study_report, name="security-study-report"),
    path("etudes-securite/perimetres/nouveau/", views.study_perimeter_new, name="study-perimeter-new"),
    path("etudes-securite/<int:pk>/", views.security_study, name="security-study"),
    path("etudes-securite/<int:pk>/avis.<slug:kind>", views.security_study_paper, name="security-study-paper"),
    path("etudes-securite/<int:pk>/<slug:verb>/", views.security_study_act, name="security-study-act"),
]
