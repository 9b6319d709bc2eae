"""Addresses of accounts, included under the namespace `directorate`."""

from django.urls import path

from directorate.accounts import views

urlpatterns = [
    path("agents/nouveau/", views.account_new, name="account-new"),
    path("agents/comptes/", views.accounts, name="accounts"),
    path("agents/services/<slug:code>/", views.unit_change, name="unit-change"),
    path("agents/<int:pk>/modifier/", views.account_change, name="account-change"),
    path("agents/<int:pk>/affecter/", views.assignment_new, name="assignment-new"),
    path("agents/<int:pk>/fin-affectation/", views.assignment_end, name="assignment-end"),
    path("agents/<int:pk>/desactiver/", views.account_close, name="account-close"),
    path("agents/<int:pk>/reactiver/", views.account_reopen, name="account-reopen"),
    path("agents/<int:pk>/mot-de-passe/", views.account_password, name="account-password"),
]
