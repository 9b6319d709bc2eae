"""Addresses of the cross-service pages, included under the namespace `directorate`."""

from django.urls import path

from directorate.overview import views, views_search

urlpatterns = [
    path("", views.home, name="home"),
    path("corbeille/", views.inbox_page, name="inbox"),
    path("pilotage/", views.dashboard, name="dashboard"),
    path("pilotage/silences/", views.silences, name="silences"),
    path("agenda/", views.agenda, name="agenda"),
    path("recherche/", views_search.search, name="search"),
    path("recherche/saut/", views_search.search_box, name="search-box"),
    path("communes/", views.commune_list, name="communes"),
    path("communes/<slug:insee>/", views.commune, name="commune"),
]
