"""Addresses of people and powers, included under the namespace `directorate`."""

from django.urls import path

from directorate.org import views

urlpatterns = [
    path("agents/", views.people, name="people"),
    path("agents/<int:pk>/", views.person, name="person"),
    path("absences/", views.absences, name="absences"),
    path("delegations/", views.delegations, name="delegations"),
    path("delegations/nouvelle/", views.delegation_new, name="delegation-new"),
    path("delegations/qui-signe/", views.signing_test, name="signing-test"),
    path("delegations/<int:pk>/", views.delegation, name="delegation"),
    path("delegations/<int:pk>/publier/", views.delegation_publish, name="delegation-publish"),
    path("delegations/<int:pk>/suspendre/", views.delegation_suspend, name="delegation-suspend"),
    path("delegations/<int:pk>/abroger/", views.delegation_revoke, name="delegation-revoke"),
]
