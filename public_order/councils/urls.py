"""Addresses of the états-majors and of the prevention councils, included under the namespace `public_order`."""

from django.urls import path

from public_order.councils import local_views as local
from public_order.councils import meeting_views as views
from public_order.councils import sitting_views as sittings
from public_order.councils import views as councils

MEETING = "ordre-public/etats-majors/"
CODAF = "ordre-public/codaf/seances/"
ACTION = "ordre-public/actions/"
COUNCIL = "ordre-public/conseils/"
BOARD = "ordre-public/obligations/"
PLAN = "ordre-public/plans-departementaux/"
SITTING = "ordre-public/seances/"
DEPARTMENTAL = "ordre-public/cdpd/"
INSTANCE = "ordre-public/instances/"
PLANNED = "ordre-public/conseils/seances/"
STRATEGY = "ordre-public/conseils/strategies/"
RULE = "ordre-public/composition/"
SEATS = "ordre-public/representation/"

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
    path(CODAF, views.codaf_sittings, name="codaf-sittings"),
    path(f"{CODAF}nouvelle/", views.codaf_sitting_new, name="codaf-sitting-new"),
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
    path(f"{PLAN}bilan/<int:year>.pdf", sittings.strategy_balance_paper, name="strategy-balance-paper"),
    path(SITTING, sittings.body_sittings, name="body-sittings"),
    path(f"{SITTING}<int:pk>/", sittings.body_sitting, name="body-sitting"),
    path(f"{SITTING}<int:pk>/point/", sittings.body_sitting_point, name="body-sitting-point"),
    path(f"{SITTING}<int:pk>/convoquer/", sittings.body_sitting_convene, name="body-sitting-convene"),
    path(f"{SITTING}<int:pk>/seance/", sittings.body_sitting_hold, name="body-sitting-hold"),
    path(f"{SITTING}<int:pk>/decision/", sittings.body_sitting_decide, name="body-sitting-decide"),
    path(f"{SITTING}<int:pk>/document/<slug:which>/", sittings.body_sitting_paper, name="body-sitting-paper"),
    path(f"{DEPARTMENTAL}nouveau/", sittings.departmental_sitting_new, name="departmental-sitting-new"),
    path(f"{DEPARTMENTAL}<int:pk>/dossier/", sittings.departmental_sitting_file, name="departmental-sitting-file"),
    path(INSTANCE, sittings.instances, name="instances"),
    path(f"{INSTANCE}nouvelle/", sittings.instance_new, name="instance-new"),
    path(f"{INSTANCE}<int:pk>/", sittings.instance, name="instance"),
    path(f"{INSTANCE}<int:pk>/modifier/", sittings.instance_change, name="instance-change"),
    path(f"{INSTANCE}<int:pk>/date/", sittings.instance_date, name="instance-date"),
    path(f"{INSTANCE}<int:pk>/seance/", sittings.instance_sitting_new, name="instance-sitting-new"),
    path(f"{INSTANCE}<int:pk>/membres/", sittings.instance_members, name="instance-members"),
    path(f"{COUNCIL}<int:pk>/sortie/", local.council_leave, name="council-leave"),
    path(f"{COUNCIL}<int:pk>/creation/", local.council_create, name="council-create"),
    path(f"{COUNCIL}<int:pk>/dissolution/", local.council_dissolve, name="council-dissolve"),
    path(f"{COUNCIL}<int:pk>/reglement/", local.council_rules, name="council-rules"),
    path(f"{COUNCIL}<int:pk>/reglement/fichier/", local.council_rules_file, name="council-rules-file"),
    path(f"{COUNCIL}<int:pk>/strategie/", local.strategy_new, name="strategy-new"),
    path(f"{COUNCIL}<int:pk>/prevoir/", local.planned_sitting_new, name="planned-sitting-new"),
    path(f"{STRATEGY}<int:pk>/", local.strategy_change, name="strategy-change"),
    path(f"{PLANNED}<int:pk>/", local.planned_sitting, name="planned-sitting"),
    path(f"{PLANNED}<int:pk>/preparer/", local.planned_sitting_prepare, name="planned-sitting-prepare"),
    path(f"{PLANNED}<int:pk>/annuler/", local.planned_sitting_cancel, name="planned-sitting-cancel"),
    path(f"{PLANNED}<int:pk>/note.pdf", local.planned_sitting_note, name="planned-sitting-note"),
    path(RULE, local.member_rules, name="member-rules"),
    path(f"{RULE}nouvelle/", local.member_rule_new, name="member-rule-new"),
    path(f"{RULE}<int:pk>/", local.member_rule, name="member-rule"),
    path(f"{RULE}<int:pk>/fin/", local.member_rule_end, name="member-rule-end"),
    path(SEATS, local.representation, name="representation"),
    path(f"{SEATS}<int:year>.pdf", local.representation_pdf, name="representation-paper"),
]
