"""Addresses of the analyst's desk and of the prefect's page, included under the namespace `public_order`."""

from django.urls import path

from public_order.desk import views

urlpatterns = [
    path("ordre-public/analyste/", views.analyst_desk, name="analyst-desk"),
    path("ordre-public/analyste/entonnoir/", views.crime_funnel, name="crime-funnel"),
    path("ordre-public/page-du-prefet/", views.prefect_page, name="prefect-page"),
    path("ordre-public/page-du-prefet/page.pdf", views.prefect_paper, name="prefect-paper"),
]
