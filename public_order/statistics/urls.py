"""Addresses of the statistics of delinquency, included under the namespace `public_order`."""

from django.urls import path

from public_order.statistics import views, views_imports, views_places

HOME = "ordre-public/statistiques/"

urlpatterns = [
    path(HOME, views.crime_board, name="crime-board"),
    path(f"{HOME}chiffres/", views.crime_figures, name="crime-figures"),
    path(f"{HOME}series/", views.crime_series, name="crime-series"),
    path(f"{HOME}series/chiffres/", views.crime_chronology, name="crime-chronology"),
    path(f"{HOME}mensuel/", views.crime_months, name="crime-months"),
    path(f"{HOME}communes/<slug:insee>/", views.crime_commune, name="crime-commune"),
    path(f"{HOME}communes/<slug:insee>/<int:year>.pdf", views.crime_commune_paper, name="crime-commune-paper"),
    path(f"{HOME}departements/", views.crime_departments, name="crime-departments"),
    path(f"{HOME}secret/", views.crime_coverage, name="crime-coverage"),
    path(f"{HOME}regroupements/", views.crime_groups, name="crime-groups"),
    path(f"{HOME}regroupements/changer/", views.crime_group_change, name="crime-group-change"),
    path(f"{HOME}circonscriptions/", views_places.districts, name="districts"),
    path(f"{HOME}circonscriptions/nouvelle/", views_places.district_new, name="district-new"),
    path(f"{HOME}circonscriptions/communes/<int:pk>/", views_places.district_member, name="district-member"),
    path(
        f"{HOME}circonscriptions/communes/<int:pk>/retirer/",
        views_places.district_member_drop,
        name="district-member-drop",
    ),
    path(f"{HOME}circonscriptions/<slug:code>/", views_places.district, name="district"),
    path(f"{HOME}circonscriptions/<slug:code>/nom/", views_places.district_edit, name="district-edit"),
    path(f"{HOME}circonscriptions/<slug:code>/supprimer/", views_places.district_end, name="district-end"),
    path(
        f"{HOME}circonscriptions/<slug:code>/rattacher/", views_places.district_member_new, name="district-member-new"
    ),
    path(f"{HOME}changements-de-communes/", views_places.commune_changes, name="commune-changes"),
    path(f"{HOME}changements-de-communes/nouveau/", views_places.commune_change_new, name="commune-change-new"),
    path(f"{HOME}changements-de-communes/<int:pk>/", views_places.commune_change, name="commune-change"),
    path(
        f"{HOME}changements-de-communes/<int:pk>/corriger/",
        views_places.commune_change_edit,
        name="commune-change-edit",
    ),
    path(
        f"{HOME}changements-de-communes/<int:pk>/retirer/", views_places.commune_change_drop, name="commune-change-drop"
    ),
    path(f"{HOME}imports/", views_imports.crime_imports, name="crime-imports"),
    path(f"{HOME}imports/nouveau/", views_imports.crime_import_new, name="crime-import-new"),
    path(f"{HOME}imports/lignes/", views_imports.crime_refusals, name="crime-refusals"),
    path(f"{HOME}imports/<uuid:pk>/", views_imports.crime_import, name="crime-import"),
    path(f"{HOME}imports/<uuid:pk>/rapport/", views_imports.crime_import_report, name="crime-import-report"),
    path(f"{HOME}imports/<uuid:pk>/accepter/", views_imports.crime_import_accept, name="crime-import-accept"),
    path(f"{HOME}imports/<uuid:pk>/abandonner/", views_imports.crime_import_abandon, name="crime-import-abandon"),
    path(f"{HOME}editions/", views_imports.crime_editions, name="crime-editions"),
    path(f"{HOME}editions/<int:pk>/retirer/", views_imports.crime_edition_withdraw, name="crime-edition-withdraw"),
    path(f"{HOME}editions/<int:pk>/remettre/", views_imports.crime_edition_put_back, name="crime-edition-put-back"),
]
