"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.casework import (
    views_case,
    views_cases,
    views_correction,
    views_decision,
    views_labels,
    views_partner,
    views_procedures,
    views_series,
    views_sessions,
)

SESSION = "commissions/seances/<int:pk>/"
POINT = f"{SESSION}points/<int:position>/"

urlpatterns = [
    path("dossiers/", views_cases.cases, name="cases"),
    path("dossiers/nouveau/", views_cases.case_choose, name="case-choose"),
    path("dossiers/nouveau/<slug:code>/", views_cases.case_new, name="case-new"),
    path("dossiers/<str:reference>/", views_case.case, name="case"),
    path("dossiers/<str:reference>/correction/", views_correction.case_correct, name="case-correct"),
    path("dossiers/<str:reference>/actions/<slug:name>/", views_case.case_transition, name="case-transition"),
    path("dossiers/<str:reference>/pieces/<int:pk>/fichier/", views_case.case_piece_file, name="case-piece-file"),
    path("dossiers/<str:reference>/pieces/<int:pk>/examen/", views_case.case_piece_review, name="case-piece-review"),
    path("dossiers/<str:reference>/notes/", views_case.case_note, name="case-note"),
    path("dossiers/<str:reference>/etiquettes/", views_labels.case_labels, name="case-labels"),
    path("dossiers/<str:reference>/pieces/relance/", views_case.case_remind_applicant, name="case-remind-applicant"),
    path("dossiers/<str:reference>/agent/", views_case.case_assign, name="case-assign"),
    path("dossiers/<str:reference>/avis/<int:pk>/relance/", views_case.case_remind, name="case-remind"),
    path("dossiers/<str:reference>/fichiers/<uuid:pk>/", views_case.case_file, name="case-file"),
    path("dossiers/<str:reference>/decision/", views_decision.decision, name="decision"),
    path(
        "dossiers/<str:reference>/decision/paragraphes/",
        views_decision.decision_paragraphs,
        name="decision-paragraphs",
    ),
    path("dossiers/<str:reference>/decision/apercu/", views_decision.decision_preview, name="decision-preview"),
    path("etiquettes/", views_labels.labels, name="labels"),
    path("etiquettes/nouvelle/", views_labels.label_new, name="label-new"),
    path("etiquettes/<int:pk>/", views_labels.label_change, name="label-change"),
    path("series/nouvelle/", views_series.series_new, name="series-new"),
    path("series/<int:pk>/", views_series.series, name="series"),
    path("series/<int:pk>/lancer/", views_series.series_start, name="series-start"),
    path("series/<int:pk>/reprendre/", views_series.series_again, name="series-again"),
    path("series/<int:pk>/resultats.csv", views_series.series_results, name="series-results"),
    path("signature/", views_decision.signature, name="signature"),
    path("signature/<str:reference>/", views_decision.signature_act, name="signature-act"),
    path("avis/merci/", views_partner.opinion_thanks, name="opinion-thanks"),
    path("avis/<str:code>/", views_partner.opinion_answer, name="opinion-answer"),
    path(f"{POINT}avis/", views_sessions.session_opinion, name="session-opinion"),
    path(f"{POINT}retirer/", views_sessions.session_drop, name="session-drop"),
    path(f"{SESSION}avis/", views_sessions.session_opinions, name="session-opinions"),
    path(f"{SESSION}reporter/", views_sessions.session_postpone, name="session-postpone"),
    path(f"{SESSION}reconvoquer/", views_sessions.session_call_again, name="session-call-again"),
    path(f"{SESSION}annuler/", views_sessions.session_cancel, name="session-cancel"),
    path("recueil/<int:pk>/publier/", views_procedures.register_publish, name="register-publish"),
    path("a-faire-confirmer/", views_procedures.to_confirm, name="to-confirm"),
    path("procedures/", views_procedures.procedures, name="procedures"),
    path("procedures/<slug:code>/", views_procedures.procedure, name="procedure"),
]
