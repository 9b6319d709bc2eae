"""Addresses of the alert, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.alerts.campaigns import views as campaigns
from civil_protection.alerts.directory import views as directory
from civil_protection.alerts.sirens import views as sirens
from civil_protection.alerts.vigilance import views as vigilance

urlpatterns = [
    path("alerte/annuaire/", directory.contacts, name="alert-contacts"),
    path("alerte/annuaire/nouveau/", directory.contact_new, name="alert-contact-new"),
    path("alerte/annuaire/qualite/", directory.quality, name="alert-quality"),
    path("alerte/annuaire/essai/", campaigns.monthly_test, name="alert-monthly-test"),
    path("alerte/annuaire/papier/", directory.paper, name="alert-directory-paper"),
    path("alerte/annuaire/<int:pk>/", directory.contact, name="alert-contact"),
    path("alerte/annuaire/<int:pk>/coordonnees/", directory.contact_numbers, name="alert-contact-numbers"),
    path("alerte/annuaire/<int:pk>/modifier/", directory.contact_change, name="alert-contact-change"),
    path("alerte/annuaire/<int:pk>/verifier/", directory.contact_check, name="alert-contact-check"),
    path("alerte/annuaire/<int:pk>/retirer/", directory.contact_remove, name="alert-contact-remove"),
    path("alerte/corrections/", directory.tasks, name="alert-directory-tasks"),
    path("alerte/corrections/<int:pk>/clore/", directory.task_close, name="alert-directory-task-close"),
    path("alerte/groupes/", directory.groups, name="alert-groups"),
    path("alerte/groupes/nouveau/", directory.group_new, name="alert-group-new"),
    path("alerte/groupes/<int:pk>/", directory.group, name="alert-group"),
    path("alerte/groupes/<int:pk>/modifier/", directory.group_change, name="alert-group-change"),
    path("alerte/scenarios/", campaigns.scenarios, name="alert-scenarios"),
    path("alerte/scenarios/nouveau/", campaigns.scenario_new, name="alert-scenario-new"),
    path("alerte/scenarios/<int:pk>/", campaigns.scenario, name="alert-scenario"),
    path("alerte/scenarios/<int:pk>/modifier/", campaigns.scenario_change, name="alert-scenario-change"),
    path("alerte/scenarios/<int:pk>/campagne/", campaigns.campaign_new, name="alert-campaign-new"),
    path("alerte/campagnes/", campaigns.campaigns, name="alert-campaigns"),
    path("alerte/campagnes/<int:pk>/", campaigns.campaign, name="alert-campaign"),
    path("alerte/campagnes/<int:pk>/operateur/", campaigns.operator, name="alert-operator"),
    path("alerte/campagnes/<int:pk>/compte-rendu/", campaigns.report, name="alert-report"),
    path("alerte/campagnes/<int:pk>/compte-rendu.pdf", campaigns.report_paper, name="alert-report-paper"),
    path("alerte/campagnes/<int:pk>/<slug:verb>/", campaigns.campaign_act, name="alert-campaign-act"),
    path("alerte/destinataires/<int:pk>/", campaigns.target, name="alert-target"),
    path("alerte/destinataires/<int:pk>/<slug:verb>/", campaigns.target_act, name="alert-target-act"),
    path("alerte/entrainement/", campaigns.answers, name="alert-answers"),
    path("alerte/entrainement/nouvelle/", campaigns.answer_new, name="alert-answer-new"),
    path("alerte/sirenes/", sirens.sirens, name="sirens"),
    path("alerte/sirenes/nouvelle/", sirens.siren_new, name="siren-new"),
    path("alerte/sirenes/<int:pk>/", sirens.siren, name="siren"),
    path("alerte/sirenes/<int:pk>/modifier/", sirens.siren_change, name="siren-change"),
    path("alerte/sirenes/anomalies/<int:pk>/clore/", sirens.ticket_close, name="siren-ticket-close"),
    path("alerte/essais/", sirens.siren_tests, name="siren-tests"),
    path("alerte/essais/nouveau/", sirens.test_new, name="siren-test-new"),
    path("alerte/essais/<int:pk>/", sirens.siren_test, name="siren-test"),
    path("alerte/essais/<int:pk>/pv.pdf", sirens.test_paper, name="siren-test-paper"),
    path("alerte/essais/<int:pk>/<slug:verb>/", sirens.test_act, name="siren-test-act"),
    path("alerte/vigilance/", vigilance.vigilance, name="vigilance"),
    path("alerte/vigilance/nouveau/", vigilance.bulletin_new, name="vigilance-new"),
    path("alerte/vigilance/saison/", vigilance.season, name="vigilance-season"),
    path("alerte/vigilance/saison.pdf", vigilance.season_paper, name="vigilance-season-paper"),
    path("alerte/vigilance/<int:pk>/", vigilance.bulletin, name="vigilance-bulletin"),
    path("alerte/vigilance/<int:pk>/<slug:verb>/", vigilance.bulletin_act, name="vigilance-act"),
]
