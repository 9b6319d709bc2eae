"""Addresses of VIGIPIRATE, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.vigipirate import views, views_link

urlpatterns = [
    path("vigipirate/", views.vigipirate, name="vigipirate"),
    path("vigipirate/affiche/<slug:size>/", views.poster, name="threat-poster"),
    path("vigipirate/historique/", views.threat_history, name="threat-history"),
    path("vigipirate/historique/pdf/", views.threat_history_paper, name="threat-history-paper"),
    path("vigipirate/postures/", views.postures, name="postures"),
    path("vigipirate/postures/nouvelle/", views.posture_new, name="posture-new"),
    path("vigipirate/postures/<int:pk>/", views.posture, name="posture"),
    path("vigipirate/postures/<int:pk>/documents/<slug:paper>/", views.posture_paper, name="posture-paper"),
    path("vigipirate/postures/<int:pk>/<slug:verb>/", views.posture_act, name="posture-act"),
    path("vigipirate/declinaisons/", views.declensions, name="declensions"),
    path("vigipirate/declinaisons/<int:pk>/", views.declension, name="declension"),
    path("vigipirate/declinaisons/<int:pk>/<slug:verb>/", views.declension_act, name="declension-act"),
    path("vigipirate/mesures/", views.measures, name="measures"),
    path("vigipirate/mesures/nouvelle/", views.measure_new, name="measure-new"),
    path("vigipirate/mesures/<int:pk>/fin/", views.measure_end, name="measure-end"),
    path("vigipirate/destinataires/", views.recipients, name="recipients"),
    path("vigipirate/destinataires/nouveau/", views.recipient_new, name="recipient-new"),
    path("vigipirate/destinataires/<int:pk>/retirer/", views.recipient_drop, name="recipient-drop"),
    path("vigipirate/signalements/", views.safety_reports, name="safety-reports"),
    path("vigipirate/signalements/nouveau/", views.safety_report_new, name="safety-report-new"),
    path("vigipirate/consignes/merci/", views_link.thanks, name="posture-thanks"),
    path("vigipirate/consignes/<str:code>/", views_link.acknowledge, name="posture-acknowledge"),
]
