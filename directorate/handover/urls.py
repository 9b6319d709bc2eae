"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.handover import views

urlpatterns = [
    path("absences/nouvelle/", views.absence_new, name="absence-new"),
    path("absences/<int:pk>/", views.absence, name="absence"),
    path("absences/<int:pk>/modifier/", views.absence_change, name="absence-change"),
    path("absences/<int:pk>/annuler/", views.absence_cancel, name="absence-cancel"),
    path("absences/<int:pk>/remarques/", views.absence_remarks, name="absence-remarks"),
    path("absences/<int:pk>/fiche/", views.absence_sheet, name="absence-sheet"),
    path("absences/<int:pk>/retour/", views.absence_return, name="absence-return"),
]
