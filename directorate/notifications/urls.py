"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.notifications import views

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/lues/", views.notifications_read, name="notifications-read"),
    path("notifications/<int:pk>/ouvrir/", views.notification_open, name="notification-open"),
    path("notifications/<int:pk>/lue/", views.notification_read, name="notification-read"),
    path("compte/notifications/", views.notification_choices, name="notification-choices"),
]
