"""Addresses of the cross-service pages, included under the namespace `directorate`."""

from django.urls import path

from directorate.overview import views, views_pilotage, views_search
from directorate.overview.department_map import department_map

urlpatterns = [
    path("", views.home, name="home"),
    path("corbeille/", views.inbox_page, name="inbox"),
    path("pilotage/", views_pilotage.dashboard, name="dashboard"),
    path("pilotage/a-venir/", views_pilotage.what_comes, name="ahead"),
    path("pilotage/tableur/", views_pilotage.sheet, name="pilotage-sheet"),
    path("pilotage/rapport/", views_pilotage.ask_report, name="pilotage-report"),
    path("pilotage/silences/", views.silences, name="silences"),
    path("matieres/", views.matters, name="matters"),
    path("agenda/", views.agenda, name="agenda"),
    path("recherche/", views_search.search, name="search"),
    path("recherche/saut/", views_search.search_box, name="search-box"),
    path("carte/", department_map, name="map"),
    path("communes/", views.commune_list, name="communes"),
    path("communes/<slug:insee>/", views.commune, name="commune"),
]
