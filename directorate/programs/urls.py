"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.programs import views

urlpatterns = [
    path("clients-api/<int:pk>/", views.api_client, name="api-client"),
    path("clients-api/<int:pk>/webhooks/nouveau/", views.webhook_new, name="webhook-new"),
    path("webhooks/<int:pk>/", views.webhook, name="webhook"),
    path("webhooks/<int:pk>/modifier/", views.webhook_change, name="webhook-change"),
    path("webhooks/<int:pk>/secret/", views.webhook_secret, name="webhook-secret"),
    path("webhooks/<int:pk>/changer-le-secret/", views.webhook_rotate, name="webhook-rotate"),
    path("webhooks/<int:pk>/essayer/", views.webhook_ping, name="webhook-ping"),
    path("webhooks/<int:pk>/pause/", views.webhook_pause, name="webhook-pause"),
    path("webhooks/<int:pk>/reprendre/", views.webhook_resume, name="webhook-resume"),
    path("webhooks/<int:pk>/renvoyer/", views.webhook_replay_period, name="webhook-replay-period"),
    path("webhooks/<int:pk>/supprimer/", views.webhook_remove, name="webhook-remove"),
    path("webhooks/messages/<int:pk>/renvoyer/", views.delivery_replay, name="delivery-replay"),
]
