"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.commissions import views

urlpatterns = [
    path("commissions/", views.commissions, name="commissions"),
    path("commissions/seances/<int:pk>/", views.session, name="session"),
    path("commissions/seances/<int:pk>/presences/", views.session_attendance, name="session-attendance"),
    path("commissions/seances/<int:pk>/clore/", views.session_close, name="session-close"),
    path("commissions/seances/<int:pk>/annuler/", views.session_cancel, name="session-cancel"),
    path("commissions/<slug:code>/", views.commission, name="commission"),
    path("commissions/<slug:code>/seances/nouvelle/", views.session_new, name="session-new"),
]
