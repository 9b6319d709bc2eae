"""Addresses of visits, requirements and unfavourable opinions, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.safety_visits import views, views_due, views_opinions

VISITS = "visites-de-securite/"
AGAINST = "avis-defavorables/"

urlpatterns = [
    path(VISITS, views.safety_visits, name="safety-visits"),
    path(f"{VISITS}nouvelle/", views.safety_visit_new, name="safety-visit-new"),
    path(f"{VISITS}a-faire/", views_due.visits_due, name="visits-due"),
    path(f"{VISITS}tournees/", views_due.visit_rounds, name="visit-rounds"),
    path(f"{VISITS}activite/", views_due.visit_activity, name="visit-activity"),
    path(f"{VISITS}<int:pk>/", views.safety_visit, name="safety-visit"),
    path(f"{VISITS}<int:pk>/proces-verbal.pdf", views.safety_visit_minutes, name="safety-visit-minutes"),
    path(f"{VISITS}<int:pk>/<slug:verb>/", views.safety_visit_act, name="safety-visit-act"),
    path("prescriptions/", views.safety_requirements, name="safety-requirements"),
    path("prescriptions/bibliotheque/", views.requirement_library, name="requirement-library"),
    path("prescriptions/<int:pk>/verifier/", views.requirement_check, name="requirement-check"),
    path(AGAINST, views_opinions.unfavourable_opinions, name="unfavourable-opinions"),
    path(f"{AGAINST}nouveau/", views_opinions.unfavourable_new, name="unfavourable-new"),
    path(f"{AGAINST}etat/", views_opinions.unfavourable_state, name="unfavourable-state"),
    path(f"{AGAINST}etat.<slug:kind>", views_opinions.unfavourable_state_file, name="unfavourable-state-file"),
    path(f"{AGAINST}<int:pk>/", views_opinions.unfavourable_opinion, name="unfavourable-opinion"),
    path(f"{AGAINST}<int:pk>/courriers/<slug:which>.<slug:kind>", views_opinions.unfavourable_letter,
         name="unfavourable-letter"),
    path(f"{AGAINST}<int:pk>/<slug:verb>/", views_opinions.unfavourable_act, name="unfavourable-act"),
]  # fmt: skip
