"""Addresses of the programmes and of the operations, included under the namespace `public_order`."""

from django.urls import path

from public_order.programmes import views, views_meetings

PROGRAMME = "ordre-public/programmes/"
OPERATION = "ordre-public/operations/"
MEETING = "ordre-public/reunions-de-programme/"
DECISION = "ordre-public/decisions-de-programme/"

urlpatterns = [
    path(PROGRAMME, views.local_programmes, name="local-programmes"),
    path(f"{PROGRAMME}nouveau/", views.local_programme_new, name="local-programme-new"),
    path(f"{PROGRAMME}<int:pk>/", views.local_programme, name="local-programme"),
    path(f"{PROGRAMME}<int:pk>/chiffre/", views.programme_figure, name="programme-figure"),
    path(f"{PROGRAMME}<int:pk>/perimetre/", views.programme_perimeter, name="programme-perimeter"),
    path(f"{PROGRAMME}<int:pk>/couronne/", views.programme_ring, name="programme-ring"),
    path(f"{PROGRAMME}<int:pk>/reunion/", views_meetings.programme_meeting_new, name="programme-meeting-new"),
    path(f"{PROGRAMME}<int:pk>/etat/<slug:verb>/", views.programme_turn, name="programme-turn"),
    path(OPERATION, views.field_operations, name="field-operations"),
    path(f"{OPERATION}nouvelle/", views.field_operation_new, name="field-operation-new"),
    path(f"{OPERATION}<int:pk>/", views.field_operation, name="field-operation"),
    path(f"{OPERATION}<int:pk>/compte-rendu/", views.field_operation_report, name="field-operation-report"),
    path(f"{OPERATION}<int:pk>/<slug:verb>/", views.field_operation_act, name="field-operation-act"),
    path(MEETING, views_meetings.programme_meetings, name="programme-meetings"),
    path(f"{MEETING}<int:pk>/", views_meetings.programme_meeting, name="programme-meeting"),
    path(f"{MEETING}<int:pk>/<slug:verb>/", views_meetings.programme_meeting_act, name="programme-meeting-act"),
    path(DECISION, views_meetings.programme_decisions, name="programme-decisions"),
    path(f"{DECISION}<int:pk>/", views_meetings.programme_decision, name="programme-decision"),
    path(f"{DECISION}<int:pk>/<slug:verb>/", views_meetings.programme_decision_act, name="programme-decision-act"),
]
