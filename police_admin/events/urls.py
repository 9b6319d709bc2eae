"""Addresses of the events, included under the namespace `police_admin`."""

from django.urls import path

from police_admin.events import views

urlpatterns = [
    path("evenements/", views.events, name="events"),
    path("evenements/chevauchements/", views.collisions, name="event-collisions"),
    path("evenements/<str:reference>/itineraire/", views.route, name="event-route"),
    path("evenements/<str:reference>/itineraire/enregistrer/", views.route_record, name="event-route-record"),
    path("evenements/<str:reference>/itineraire/retirer/", views.route_remove, name="event-route-remove"),
    path("mesures/<str:reference>/perimetre/", views.perimeter, name="perimeter"),
    path("mesures/<str:reference>/perimetre/tracer/", views.perimeter_record, name="perimeter-record"),
    path("mesures/<str:reference>/perimetre/retirer/", views.perimeter_remove, name="perimeter-remove"),
    path("evenements/<str:reference>/securite/", views.link_add, name="event-link-add"),
    path("evenements/<str:reference>/securite/<int:pk>/retirer/", views.link_remove, name="event-link-remove"),
]
