"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.permits import views, views_lists

urlpatterns = [
    path("titres/", views.permits, name="permits"),
    path("titres/public/", views_lists.public_lists, name="permit-lists"),
    path("titres/public/liste.<slug:kind>", views_lists.public_file, name="permit-lists-file"),
    path("titres/<int:pk>/", views.permit, name="permit"),
    path("titres/<int:pk>/<slug:verb>/", views.permit_change, name="permit-change"),
    path("communes/<slug:insee>/titres/", views_lists.commune_permits, name="commune-permits"),
    path("communes/<slug:insee>/titres/envoyer/", views_lists.commune_permits_send, name="commune-permits-send"),
    path("communes/<slug:insee>/titres/<slug:kind>/", views_lists.commune_permits_file, name="commune-permits-file"),
    path("titres-de-la-commune/<str:code>/", views_lists.mayor_list, name="mayor-list"),
    path("titres-de-la-commune/<str:code>/<slug:kind>/", views_lists.mayor_list_file, name="mayor-list-file"),
    path("verifier/<slug:code>", views.permit_check, name="permit-check"),
]
