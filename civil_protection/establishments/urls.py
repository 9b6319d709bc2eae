"""Addresses of the register of establishments, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.establishments import views

REGISTER = "etablissements/"

urlpatterns = [
    path(REGISTER, views.establishment_list, name="establishments"),
    path(f"{REGISTER}nouveau/", views.establishment_new, name="establishment-new"),
    path(f"{REGISTER}effectif/", views.establishment_capacity, name="establishment-capacity"),
    path(f"{REGISTER}doublons/", views.establishment_duplicates, name="establishment-duplicates"),
    path(f"{REGISTER}liste-annuelle/", views.establishment_yearly, name="establishment-yearly"),
    path(f"{REGISTER}liste-annuelle/liste.<slug:kind>", views.establishment_yearly_file,
         name="establishment-yearly-file"),
    path(f"{REGISTER}<int:pk>/", views.establishment, name="establishment"),
    path(f"{REGISTER}<int:pk>/modifier/", views.establishment_edit, name="establishment-edit"),
    path(f"{REGISTER}<int:pk>/<slug:verb>/", views.establishment_act, name="establishment-act"),
]  # fmt: skip
