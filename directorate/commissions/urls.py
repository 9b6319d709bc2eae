"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.commissions import views

SESSION = "commissions/seances/<int:pk>/"

urlpatterns = [
    path("commissions/", views.commissions, name="commissions"),
    path("commissions/calendrier/", views.calendar_feed, name="calendar-feed"),
    path("calendrier/<str:code>/seances.ics", views.calendar_sessions, name="calendar-sessions"),
    path("commissions/engagements/<int:pk>/", views.promise, name="promise"),
    path(SESSION, views.session, name="session"),
    path(f"{SESSION}seance.ics", views.session_calendar, name="session-calendar"),
    path(f"{SESSION}ordre/", views.session_order, name="session-order"),
    path(f"{SESSION}documents/nouveau/", views.session_document, name="session-document"),
    path(f"{SESSION}fichiers/<uuid:key>/", views.session_file, name="session-file"),
    path(f"{SESSION}convocations/", views.session_convene, name="session-convene"),
    path(f"{SESSION}presences/", views.session_attendance, name="session-attendance"),
    path(f"{SESSION}presences/quorum/", views.session_quorum, name="session-quorum"),
    path(f"{SESSION}points/<int:position>/deport/", views.session_withdrawal, name="session-withdrawal"),
    path(f"{SESSION}points/<int:position>/avis-ecrit/", views.session_written, name="session-written"),
    path(f"{SESSION}compte-rendu/", views.session_signed, name="session-signed"),
    path(f"{SESSION}engagements/nouveau/", views.promise_new, name="promise-new"),
    path(f"{SESSION}clore/", views.session_close, name="session-close"),
    path("commissions/<slug:code>/", views.commission, name="commission"),
    path("commissions/<slug:code>/seances/nouvelle/", views.session_new, name="session-new"),
    path("commissions/<slug:code>/membres/nouveau/", views.member_new, name="member-new"),
    path("commissions/<slug:code>/membres/<int:pk>/coordonnees/", views.member_address, name="member-address"),
    path("commissions/<slug:code>/membres/<int:pk>/fin/", views.member_end, name="member-end"),
]
