from django.urls import path

from public_order.grants import committee_views, views, views_grants, works_views

GRANT = "ordre-public/fipd/demandes/<int:pk>/"
COMMITTEE = "ordre-public/fipd/comites/<int:pk>/"
PROGRAMME = "ordre-public/fipd/programmes/<int:pk>/"

urlpatterns = [
    path("ordre-public/fipd/", views.board, name="grant-board"),
    path("ordre-public/fipd/bilans/<int:year>.<slug:kind>", views.balance, name="grant-balance"),
    path("ordre-public/fipd/demandes/", views_grants.grants, name="grants"),
    path(GRANT, views_grants.grant, name="grant"),
    path(f"{GRANT}modifier/", views_grants.grant_edit, name="grant-edit"),
    path(f"{GRANT}budget/", views_grants.grant_budget, name="grant-budget"),
    path(f"{GRANT}<slug:name>.<slug:kind>", views_grants.grant_letter, name="grant-letter"),
    path(f"{GRANT}suivi/<slug:verb>/", works_views.grant_works, name="grant-works"),
    path("ordre-public/fipd/auditions/<int:pk>/", works_views.grant_hearing, name="grant-hearing"),
    path(f"{GRANT}<slug:verb>/", views_grants.grant_act, name="grant-act"),
    path("ordre-public/fipd/porteurs/", views_grants.grant_promoters, name="grant-promoters"),
    path("ordre-public/fipd/porteurs/nouveau/", views_grants.grant_promoter_new, name="grant-promoter-new"),
    path("ordre-public/fipd/porteurs/<int:pk>/", views_grants.grant_promoter, name="grant-promoter"),
    path("ordre-public/fipd/porteurs/<int:pk>/modifier/", views_grants.grant_promoter_edit, name="grant-promoter-edit"),
    path("ordre-public/fipd/appels/<int:pk>/demandes/nouvelle/", views_grants.grant_new, name="grant-new"),
    path("ordre-public/fipd/appels/<int:pk>/<slug:verb>/", views.call_act, name="grant-call-act"),
    path("ordre-public/fipd/programmes/nouveau/", views.programme_new, name="grant-programme-new"),
    path(PROGRAMME, views.programme, name="grant-programme"),
    path(f"{PROGRAMME}programmation/", views.scenarios_page, name="grant-scenarios"),
    path(f"{PROGRAMME}<slug:verb>/", views.programme_act, name="grant-programme-act"),
    path("ordre-public/fipd/lignes/<int:pk>/", views.line_change, name="grant-line"),
    path("ordre-public/fipd/scenarios/<int:pk>/comite/", committee_views.committee_new, name="grant-committee-new"),
    path(
        "ordre-public/fipd/scenarios/<int:pk>/<slug:which>.<slug:kind>",
        committee_views.scenario_file,
        name="grant-scenario-file",
    ),
    path("ordre-public/fipd/comites/", committee_views.committees, name="grant-committees"),
    path(COMMITTEE, committee_views.committee, name="grant-committee"),
    path(f"{COMMITTEE}<slug:which>.<slug:kind>", committee_views.committee_file, name="grant-committee-file"),
    path(f"{COMMITTEE}<slug:verb>/", committee_views.committee_act, name="grant-committee-act"),
]
