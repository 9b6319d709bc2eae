"""Addresses of the états-majors and of the prevention councils, included under the namespace `public_order`."""

from django.urls import path

from public_order.councils import meeting_views as views
from public_order.councils import views as councils

MEETING = "ordre-public/etats-majors/"
ACTION = "ordre-public/actions/"
COUNCIL = "ordre-public/conseils/"
BOARD = "ordre-public/obligations/"
PLAN = "ordre-public/plans-departementaux/"

urlpatterns = [
    path(MEETING, views.staff_meetings, name="staff-meetings"),
    path(f"{MEETING}nouveau/", views.staff_meeting_new, name="staff-meeting-new"),
    path(f"{MEETING}<int:pk>/", views.staff_meeting, name="staff-meeting"),
    path(f"{MEETING}<int:pk>/statistiques/", views.staff_meeting_statistics, name="staff-meeting-statistics"),
    path(f"{MEETING}<int:pk>/dossier/", views.staff_meeting_file, name="staff-meeting-file"),
    path(f"{MEETING}<int:pk>/convoquer/", views.staff_meeting_convene, name="staff-meeting-convene"),
    path(f"{MEETING}<int:pk>/seance/", views.staff_meeting_hold, name="staff-meeting-hold"),
    path(f"{MEETING}<int:pk>/point/", views.staff_meeting_point, name="staff-meeting-point"),
    path(f"{MEETING}<int:pk>/decision/", views.staff_meeting_decide, name="staff-meeting-decide"),
    path(f"{MEETING}<int:pk>/releve/", views.staff_meeting_minutes, name="staff-meeting-minutes"),
    path(f"{MEETING}<int:pk>/prefet/", views.staff_meeting_prefect, name="staff-meeting-prefect"),
    path(f"{MEETING}<int:pk>/procureur/", views.staff_meeting_prosecutor, name="staff-meeting-prosecutor"),
    path(f"{MEETING}<int:pk>/communique/", views.staff_meeting_communique, name="staff-meeting-communique"),
    path(f"{MEETING}<int:pk>/document/<slug:which>/", views.staff_meeting_paper, name="staff-meeting-paper"),
    path(ACTION, views.council_actions, name="council-actions"),
    path(f"{ACTION}mesures/", views.council_measures, name="council-measures"),
    path(f"{ACTION}<int:pk>/", views.council_action, name="council-action"),
    path(f"{ACTION}<int:pk>/suivi/", views.council_action_follow, name="council-action-follow"),
    path(BOARD, councils.prevention_board, name="prevention-board"),
    path(f"{BOARD}calcul/", councils.council_duties, name="council-duties"),
    path(f"{BOARD}lettres/<int:pk>/<slug:kind>/", councils.council_letter, name="council-letter"),
    path(f"{BOARD}<slug:insee>/", councils.council_duty, name="council-duty"),
    path(f"{BOARD}<slug:insee>/lettre/", councils.council_letter_new, name="council-letter-new"),
    path(COUNCIL, councils.councils, name="councils"),
    path(f"{COUNCIL}nouveau/", councils.council_new, name="council-new"),
    path(f"{COUNCIL}<int:pk>/", councils.council, name="council"),
    path(f"{COUNCIL}<int:pk>/seance/", councils.council_sitting, name="council-sitting"),
    path(f"{COUNCIL}<int:pk>/coordonnateur/", councils.council_coordinator, name="council-coordinator"),
    path(f"{COUNCIL}<int:pk>/groupe/", councils.council_group, name="council-group"),
    path(f"{COUNCIL}<int:pk>/communes/", councils.council_join, name="council-join"),
    path(f"{COUNCIL}groupes/<int:pk>/reunion/", councils.council_group_sitting, name="council-group-sitting"),
    path(f"{COUNCIL}designations/<int:pk>/<slug:kind>/", councils.council_designation, name="council-designation"),
    path(PLAN, councils.departmental_plans, name="departmental-plans"),
    path(f"{PLAN}nouveau/", councils.departmental_plan_new, name="departmental-plan-new"),
    path(f"{PLAN}bilan/", councils.strategy_balance, name="strategy-balance"),
    path(f"{PLAN}bilan/axe/", councils.strategy_balance_axis, name="strategy-balance-axis"),
    path(f"{PLAN}<int:pk>/", councils.departmental_plan, name="departmental-plan"),
    path(f"{PLAN}<int:pk>/avis/", councils.departmental_plan_opinions, name="departmental-plan-opinions"),
    path(f"{PLAN}<int:pk>/arrete/", councils.departmental_plan_sign, name="departmental-plan-sign"),
    path(f"{PLAN}<int:pk>/arrete/<slug:kind>/", councils.departmental_plan_order, name="departmental-plan-order"),
]
