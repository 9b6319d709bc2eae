"""Addresses of the volunteers, included under the namespace `road_safety`."""

from django.urls import path

from road_safety.volunteers import views, views_missions, views_portal

ONE = "idsr/intervenants/<int:pk>/"
MISSION = "idsr/missions/<int:pk>/"
CLAIM = "idsr/frais/<int:pk>/"
DOOR = "devenir-intervenant/"
PAGE = "intervenant/<str:code>/"

urlpatterns = [
    path("idsr/", views.board, name="volunteers-board"),
    path("idsr/chiffres/", views.figures, name="volunteers-figures"),
    path("idsr/intervenants/", views.volunteers, name="volunteers"),
    path("idsr/intervenants/nouveau/", views.volunteer_new, name="volunteer-new"),
    path("idsr/intervenants/nommer/", views.appointment_new, name="appointment-new"),
    path(ONE, views.volunteer, name="volunteer"),
    path(f"{ONE}modifier/", views.volunteer_edit, name="volunteer-edit"),
    path(f"{ONE}scelle/", views.volunteer_sealed, name="volunteer-sealed"),
    path(f"{ONE}disponibilite/", views.availability_new, name="availability-new"),
    path(f"{ONE}attestation-<int:year>.pdf", views.volunteer_activity, name="volunteer-activity"),
    path(f"{ONE}<slug:verb>/", views.volunteer_act, name="volunteer-act"),
    path("idsr/disponibilites/<int:pk>/retirer/", views.availability_drop, name="availability-drop"),
    path("idsr/nominations/<int:pk>/<slug:kind>.pdf", views.appointment_paper, name="appointment-paper"),
    path("idsr/formations/", views.trainings, name="trainings"),
    path("idsr/formations/nouvelle/", views.training_new, name="training-new"),
    path("idsr/formations/<int:pk>/", views.training, name="training"),
    path("idsr/formations/<int:pk>/<slug:verb>/", views.training_act, name="training-act"),
    path("idsr/missions/", views_missions.missions, name="missions"),
    path("idsr/missions/nouvelle/", views_missions.mission_new, name="mission-new"),
    path(MISSION, views_missions.mission, name="mission"),
    path(f"{MISSION}modifier/", views_missions.mission_edit, name="mission-edit"),
    path(f"{MISSION}besoins/", views_missions.mission_needs, name="mission-needs"),
    path(f"{MISSION}equipe/", views_missions.mission_team, name="mission-team"),
    path(f"{MISSION}equipe/<int:volunteer>/", views_missions.mission_assign, name="mission-assign"),
    path(f"{MISSION}<slug:verb>/", views_missions.mission_act, name="mission-act"),
    path("idsr/affectations/<int:pk>/", views_missions.assignment, name="assignment"),
    path("idsr/affectations/<int:pk>/ordre.pdf", views_missions.assignment_order, name="assignment-order"),
    path("idsr/affectations/<int:pk>/<slug:verb>/", views_missions.assignment_act, name="assignment-act"),
    path("idsr/frais/", views_missions.claims, name="claims"),
    path(CLAIM, views_missions.claim, name="claim"),
    path(f"{CLAIM}etat.pdf", views_missions.claim_paper, name="claim-paper"),
    path(f"{CLAIM}justificatifs/<uuid:file>/", views_missions.claim_proof, name="claim-proof"),
    path(f"{CLAIM}<slug:verb>/", views_missions.claim_act, name="claim-act"),
    path(DOOR, views_portal.door, name="volunteer-door"),
    path(f"{DOOR}envoyee/", views_portal.door_sent, name="volunteer-door-sent"),
    path(f"{DOOR}<str:code>/", views_portal.door_confirm, name="volunteer-door-confirm"),
    path("intervenant/reponse/<str:code>/", views_portal.answer, name="mission-answer"),
    path("intervenant/calendrier/<str:code>.ics", views_portal.feed, name="volunteer-feed"),
    path(PAGE, views_portal.page, name="volunteer-page"),
    path(f"{PAGE}ordre/<int:pk>.pdf", views_portal.page_order, name="volunteer-page-order"),
    path(f"{PAGE}<slug:verb>/", views_portal.page_act, name="volunteer-page-act"),
    path(f"{PAGE}<slug:verb>/<int:pk>/", views_portal.page_act, name="volunteer-page-act-on"),
]
