"""Addresses of the accident observatory, included under the namespace `road_safety`."""

from django.urls import path

from road_safety.accidents import views, views_fatal, views_imports

HOME = "securite-routiere/accidents/"

urlpatterns = [
    path(HOME, views.observatory, name="observatory"),
    path(f"{HOME}liste/", views.accidents, name="accidents"),
    path(f"{HOME}liste/<int:pk>/", views.accident, name="accident"),
    path(f"{HOME}communes/<slug:insee>/", views.accidents_of_commune, name="accidents-of-commune"),
    path(f"{HOME}communes/<slug:insee>/<int:year>.pdf", views.commune_paper, name="accidents-commune-paper"),
    path(f"{HOME}publication/<int:year>.<slug:kind>", views.publication, name="accidents-publication"),
    path(f"{HOME}enjeux/<slug:code>/<int:year>.pdf", views.theme_paper, name="accidents-theme-paper"),
    path(f"{HOME}bilans/nouveau/", views.snapshot_new, name="accident-snapshot-new"),
    path(f"{HOME}bilans/<int:year>/<int:number>/", views.snapshot, name="accident-snapshot"),
    path(f"{HOME}imports/", views_imports.accident_imports, name="accident-imports"),
    path(f"{HOME}imports/nouveau/", views_imports.accident_import_new, name="accident-import-new"),
    path(f"{HOME}imports/<uuid:pk>/", views_imports.accident_import, name="accident-import"),
    path(f"{HOME}imports/<uuid:pk>/rapport.csv", views_imports.accident_import_report, name="accident-import-report"),
    path(f"{HOME}imports/<uuid:pk>/publier/", views_imports.accident_import_publish, name="accident-import-publish"),
    path(f"{HOME}imports/<uuid:pk>/abandonner/", views_imports.accident_import_abandon, name="accident-import-abandon"),
    path(f"{HOME}lignes-refusees/", views_imports.accident_refusals, name="accident-refusals"),
    path(f"{HOME}editions/", views_imports.accident_editions, name="accident-editions"),
    path(f"{HOME}editions/<int:pk>/", views_imports.accident_edition_put_back, name="accident-edition-put-back"),
    path(
        f"{HOME}editions/<int:pk>/retirer/", views_imports.accident_edition_withdraw, name="accident-edition-withdraw"
    ),
    path(f"{HOME}mortels/", views_fatal.fatal_accidents, name="fatal-accidents"),
    path(f"{HOME}mortels/nouveau/", views_fatal.fatal_accident_new, name="fatal-accident-new"),
    path(f"{HOME}mortels/<int:pk>/", views_fatal.fatal_accident, name="fatal-accident"),
    path(f"{HOME}mortels/<int:pk>/<slug:verb>/", views_fatal.fatal_accident_act, name="fatal-accident-act"),
    path(f"{HOME}mesures/<int:pk>/", views_fatal.fatal_measure_done, name="fatal-measure-done"),
]
