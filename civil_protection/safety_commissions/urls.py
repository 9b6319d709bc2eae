"""Addresses of the safety commissions, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.safety_commissions import views

HOME = "commissions-securite/"

urlpatterns = [
    path(HOME, views.safety_bodies, name="safety-bodies"),
    path(f"{HOME}nouvelle/", views.safety_body_new, name="safety-body-new"),
    path(f"{HOME}competences/", views.competence_rules, name="competence-rules"),
    path(f"{HOME}competences/nouvelle/", views.competence_rule_new, name="competence-rule-new"),
    path(f"{HOME}competences/essai/", views.competence, name="competence"),
    path(f"{HOME}competences/<int:pk>/", views.competence_rule, name="competence-rule"),
    path(f"{HOME}seances/<int:pk>/inscrire/", views.matter_new, name="safety-matter-new"),
    path(f"{HOME}rapports/<int:year>/", views.president_reports, name="president-reports"),
    path(
        f"{HOME}rapports/<int:year>/commissions/<slug:code>/", views.president_report_new, name="president-report-new"
    ),
    path(f"{HOME}bilan/<int:year>/", views.safety_year, name="safety-year"),
    path(f"{HOME}bilan/<int:year>/bilan.<slug:kind>", views.safety_year_file, name="safety-year-file"),
    path(f"{HOME}accessibilite/<int:year>/", views.accessibility_year, name="accessibility-year"),
    path(f"{HOME}accessibilite/<int:year>/rapport.pdf", views.accessibility_file, name="accessibility-file"),
    path(f"{HOME}accessibilite/<int:year>/transmission/", views.accessibility_sent, name="accessibility-sent"),
]
