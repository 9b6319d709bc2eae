"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.delivery import views

urlpatterns = [
    path("notifications-en-attente/", views.deliveries, name="deliveries"),
    path("dossiers/<str:reference>/notification/envoi/", views.send_to_party, name="delivery-send-party"),
    path("dossiers/<str:reference>/notification/correction/", views.correct_party, name="delivery-correct-party"),
    path("dossiers/<str:reference>/destinataires/nouveau/", views.addressee_new, name="addressee-new"),
    path("dossiers/<str:reference>/destinataires/<int:pk>/envoi/", views.send, name="delivery-send"),
    path("dossiers/<str:reference>/destinataires/<int:pk>/correction/", views.correct, name="delivery-correct"),
    path("dossiers/<str:reference>/destinataires/<int:pk>/retrait/", views.addressee_remove, name="addressee-remove"),
    path("dossiers/<str:reference>/envois/<int:pk>/preuve/", views.deliver, name="delivery-proof"),
    path("dossiers/<str:reference>/envois/<int:pk>/echec/", views.fail, name="delivery-failure"),
    path("dossiers/<str:reference>/envois/<int:pk>/document/", views.document, name="delivery-document"),
]
