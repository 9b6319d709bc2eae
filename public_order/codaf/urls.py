"""Addresses of the committee against fraud, included under the namespace `public_order`."""

from django.urls import path

from public_order.codaf import views, views_board, views_door, views_field

HOME = "ordre-public/codaf/"
OPERATION = f"{HOME}operations/"
TARGET = f"{HOME}objectifs/"
PARTNER = f"{HOME}partenaires/"
PLAN = f"{HOME}plans/"
DOOR = "operation-codaf/<str:code>/"

urlpatterns = [
    path(HOME, views_board.codaf_board, name="codaf-board"),
    path(f"{HOME}trimestres/<int:year>/<int:quarter>/", views_board.codaf_quarter, name="codaf-quarter"),
    path(f"{HOME}trimestres/<int:year>/<int:quarter>.pdf", views_board.codaf_quarter_paper, name="codaf-quarter-paper"),
    path(PLAN, views_board.codaf_plans, name="codaf-plans"),
    path(f"{PLAN}nouveau/", views_board.codaf_plan_new, name="codaf-plan-new"),
    path(f"{PLAN}<int:year>/", views_board.codaf_plan, name="codaf-plan"),
    path(f"{PLAN}<int:year>/<slug:verb>/", views_board.codaf_plan_act, name="codaf-plan-act"),
    path(f"{HOME}secretariat/", views_board.codaf_seats, name="codaf-seats"),
    path(f"{HOME}secretariat/designer/", views_board.codaf_seat_new, name="codaf-seat-new"),
    path(f"{HOME}secretariat/<int:pk>/terminer/", views_board.codaf_seat_end, name="codaf-seat-end"),
    path(f"{HOME}echanges/", views_board.codaf_exchanges, name="codaf-exchanges"),
    path(f"{HOME}echanges/nouveau/", views_board.codaf_exchange_new, name="codaf-exchange-new"),
    path(f"{HOME}agents/", views_board.codaf_agents, name="codaf-agents"),
    path(f"{HOME}agents/nouveau/", views_board.codaf_agent_new, name="codaf-agent-new"),
    path(f"{HOME}agents/<int:pk>/terminer/", views_board.codaf_agent_end, name="codaf-agent-end"),
    path(f"{HOME}resultats/", views.codaf_results, name="codaf-results"),
    path(OPERATION, views.codaf_operations, name="codaf-operations"),
    path(f"{OPERATION}nouvelle/", views.codaf_operation_new, name="codaf-operation-new"),
    path(f"{OPERATION}<int:pk>/", views.codaf_operation, name="codaf-operation"),
    path(f"{OPERATION}<int:pk>/objectifs/", views_field.codaf_targets, name="codaf-targets"),
    path(f"{OPERATION}<int:pk>/objectifs.pdf", views.codaf_targets_paper, name="codaf-targets-paper"),
    path(f"{OPERATION}<int:pk>/cadrage.pdf", views.codaf_briefing, name="codaf-briefing"),
    path(f"{OPERATION}<int:pk>/presence.pdf", views.codaf_attendance_paper, name="codaf-attendance-paper"),
    path(f"{OPERATION}<int:pk>/objectifs/nouveau/", views_field.codaf_target_new, name="codaf-target-new"),
    path(f"{OPERATION}<int:pk>/requisition/", views.codaf_requisition, name="codaf-requisition"),
    path(f"{OPERATION}<int:pk>/requisition/fichier/", views.codaf_requisition_file, name="codaf-requisition-file"),
    path(f"{OPERATION}<int:pk>/resultats/", views.codaf_result, name="codaf-result"),
    path(f"{OPERATION}<int:pk>/resultats.pdf", views.codaf_result_paper, name="codaf-result-paper"),
    path(f"{OPERATION}<int:pk>/communique.pdf", views.codaf_release, name="codaf-release"),
    path(f"{OPERATION}<int:pk>/<slug:verb>/", views.codaf_operation_act, name="codaf-operation-act"),
    path(f"{HOME}recidives/", views_field.codaf_offenders, name="codaf-offenders"),
    path(f"{HOME}etablissements/", views_field.codaf_visits, name="codaf-visits"),
    path(f"{TARGET}<int:pk>/", views_field.codaf_target, name="codaf-target"),
    path(f"{TARGET}<int:pk>/<slug:verb>/", views_field.codaf_target_act, name="codaf-target-act"),
    path(f"{PARTNER}<int:pk>/", views.codaf_partner, name="codaf-partner"),
    path(f"{PARTNER}<int:pk>/ordre.pdf", views.codaf_order, name="codaf-order"),
    path(f"{PARTNER}<int:pk>/<slug:verb>/", views_field.codaf_partner_act, name="codaf-partner-act"),
    path(f"{HOME}constats/<int:pk>/montant/", views_field.codaf_amount_new, name="codaf-amount-new"),
    path(f"{HOME}montants/<int:pk>/", views_field.codaf_amount, name="codaf-amount"),
    path(f"{HOME}suites/<int:pk>/", views_field.codaf_follow_up, name="codaf-follow-up"),
    path(DOOR, views_door.codaf_door, name="codaf-door"),
    path(f"{DOOR}ordre.pdf", views_door.codaf_door_order, name="codaf-door-order"),
]
