"""Addresses of the orders of a crisis, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.orders import views

EVENT = "crises/<int:pk>/arretes/"

urlpatterns = [
    path("crises/arretes/", views.orders, name="crisis-orders"),
    path(f"{EVENT}requisition/", views.requisition_new, name="crisis-requisition"),
    path(f"{EVENT}interdiction/", views.prohibition_new, name="crisis-prohibition"),
    path(f"{EVENT}<int:item>/", views.order, name="crisis-order"),
    path(f"{EVENT}<int:item>/modifier/", views.order_change, name="crisis-order-change"),
    path(f"{EVENT}<int:item>/signature/", views.order_sign, name="crisis-order-sign"),
    path(f"{EVENT}<int:item>/texte/", views.order_text, name="crisis-order-text"),
]
