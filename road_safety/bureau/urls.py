"""Addresses of the boards of the bureau, included under the namespace `road_safety`."""

from django.urls import path

from road_safety.bureau import views

HOME = "securite-routiere/"

urlpatterns = [
    path(f"{HOME}barometre/", views.barometer, name="barometer"),
    path(f"{HOME}barometre/<int:year>/<int:month>.pdf", views.barometer_paper, name="barometer-paper"),
    path(f"{HOME}note-trimestrielle/<int:year>/<int:quarter>.pdf", views.quarterly_note, name="quarterly-note"),
    path(f"{HOME}bilan-dsr/<int:year>.pdf", views.ministry_report, name="ministry-report"),
    path(f"{HOME}agenda/", views.bureau_agenda, name="bureau-agenda"),
    path(f"{HOME}reglementation/", views.regulation_board, name="regulation-board"),
]
