"""Addresses of the strategy, included under the namespace `road_safety`."""

from django.urls import path

from road_safety.strategy import views, views_actions, views_door

PLAN = "pdasr/<int:year>/"
ACTION = "pdasr/actions/<int:pk>/"
DOOR = "demande-action-routiere/"

urlpatterns = [
    path("dgo/", views.orientations, name="orientations"),
    path("dgo/nouveau/", views.orientations_new, name="orientations-new"),
    path("dgo/<int:pk>/", views.orientations_one, name="orientations-one"),
    path("dgo/<int:pk>/enjeux/nouveau/", views.stake_new, name="stake-new"),
    path("dgo/<int:pk>/<slug:verb>/", views.orientations_act, name="orientations-act"),
    path("dgo/enjeux/<int:pk>/modifier/", views.stake_edit, name="stake-edit"),
    path("dgo/enjeux/<int:pk>/orientation/", views.orientation_new, name="orientation-new"),
    path("dgo/enjeux/<int:pk>/retirer/", views.stake_drop, name="stake-drop"),
    path("pdasr/", views.year_plans, name="year-plans"),
    path("pdasr/nouveau/", views.year_plan_new, name="year-plan-new"),
    path("pdasr/actions/", views_actions.plan_actions, name="plan-actions"),
    path(PLAN, views.year_plan, name="year-plan"),
    path(f"{PLAN}bilan/", views.plan_report, name="plan-report"),
    path(f"{PLAN}bilan.<slug:kind>", views.plan_report_file, name="plan-report-file"),
    path(f"{PLAN}arrete.<slug:kind>", views.plan_order, name="plan-order"),
    path(f"{PLAN}actions/nouvelle/", views_actions.action_new, name="plan-action-new"),
    path(f"{PLAN}<slug:verb>/", views.year_plan_act, name="year-plan-act"),
    path(ACTION, views_actions.plan_action, name="plan-action"),
    path(f"{ACTION}modifier/", views_actions.action_edit, name="plan-action-edit"),
    path(f"{ACTION}budget/", views_actions.action_budget, name="plan-action-budget"),
    path(f"{ACTION}lettre.<slug:kind>", views_actions.action_letter, name="plan-action-letter"),
    path(f"{ACTION}reponse/<slug:lever>/", views_actions.action_answer, name="plan-action-answer"),
    path(f"{ACTION}<slug:verb>/", views_actions.action_act, name="plan-action-act"),
    path(DOOR, views_door.door, name="door"),
    path(f"{DOOR}envoyee/", views_door.door_sent, name="door-sent"),
    path(f"{DOOR}<str:code>/", views_door.door_request, name="door-request"),
]
