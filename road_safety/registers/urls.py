"""Addresses of the registers, included under the namespace `road_safety`."""

from django.urls import path

from road_safety.registers.kit import pages
from road_safety.registers.views import REGISTERS, traffic_order_file

urlpatterns = [
    path("arretes-de-circulation/<int:pk>/arrete.<slug:kind>", traffic_order_file, name="traffic-order-file"),
    *(address for register in REGISTERS for address in pages(register)),
]
