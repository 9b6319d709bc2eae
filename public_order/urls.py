"""Addresses of public order, under the namespace `public_order`: one line for each subject."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "public_order"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("public_order.codaf.urls")),
    path("", include("public_order.councils.urls")),
    path("", include("public_order.dealing.urls")),
    path("", include("public_order.desk.urls")),
    path("", include("public_order.field.urls")),
    path("", include("public_order.grants.exchange_urls")),
    path("", include("public_order.grants.payments.urls")),
    path("", include("public_order.grants.urls")),
    path("", include("public_order.monthly.urls")),
    path("", include("public_order.programmes.urls")),
    path("", include("public_order.protocols.urls")),
    path("", include("public_order.statistics.urls")),
    path("", include("public_order.town.urls")),
]
