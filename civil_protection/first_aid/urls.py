"""Addresses of first aid, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.first_aid import views_approvals as approvals
from civil_protection.first_aid import views_exams as exams
from civil_protection.first_aid import views_posts as posts
from civil_protection.first_aid import views_reports as reports

ROOT = "secourisme/"
POSTS = f"{ROOT}dps/"
BODIES = f"{ROOT}associations/"
APPROVALS = f"{ROOT}agrements/"
CONTROLS = f"{ROOT}controles/"
EXAMS = f"{ROOT}sessions/"
CERTIFICATES = f"{ROOT}certificats/"

urlpatterns = [
    path(POSTS, posts.rescue_posts, name="rescue-posts"),
    path(f"{POSTS}calcul/", posts.rescue_calculator, name="rescue-calculator"),
    path(f"{POSTS}calcul/grille.pdf", posts.rescue_calculator_grid, name="rescue-calculator-grid"),
    path(f"{POSTS}nouveau/", posts.rescue_post_new, name="rescue-post-new"),
    path(f"{POSTS}<int:pk>/", posts.rescue_post, name="rescue-post"),
    path(f"{POSTS}<int:pk>/grille.pdf", posts.rescue_post_grid, name="rescue-post-grid"),
    path(f"{POSTS}<int:pk>/valider/", posts.rescue_post_validate, name="rescue-post-validate"),
    path(f"{POSTS}<int:pk>/<slug:verb>/", posts.rescue_post_act, name="rescue-post-act"),
    path(BODIES, approvals.rescue_associations, name="rescue-associations"),
    path(f"{BODIES}nouvelle/", approvals.rescue_association_edit, name="rescue-association-new"),
    path(f"{BODIES}<int:pk>/", approvals.rescue_association, name="rescue-association"),
    path(f"{BODIES}<int:pk>/modifier/", approvals.rescue_association_edit, name="rescue-association-edit"),
    path(f"{BODIES}<int:pk>/agrement/", approvals.approval_new, name="approval-new"),
    path(f"{BODIES}<int:pk>/controle/", approvals.control_new, name="control-new"),
    path(APPROVALS, approvals.approvals, name="approvals"),
    path(f"{APPROVALS}<int:pk>/", approvals.approval, name="approval"),
    path(f"{APPROVALS}<int:pk>/renouveler/", approvals.approval_renew, name="approval-renew"),
    path(f"{APPROVALS}<int:pk>/<slug:which>.<slug:kind>", approvals.approval_letter, name="approval-letter"),
    path(f"{APPROVALS}<int:pk>/<slug:verb>/", approvals.approval_act, name="approval-act"),
    path(CONTROLS, approvals.first_aid_controls, name="first-aid-controls"),
    path(f"{CONTROLS}<int:pk>/", approvals.control, name="control"),
    path(f"{CONTROLS}<int:pk>/clore/", approvals.control_close, name="control-close"),
    path(EXAMS, exams.exam_sessions, name="exam-sessions"),
    path(f"{EXAMS}nouvelle/", exams.exam_session_new, name="exam-session-new"),
    path(f"{EXAMS}<int:pk>/", exams.exam_session, name="exam-session"),
    path(f"{EXAMS}<int:pk>/jury/<int:item>/retirer/", exams.jury_member_remove, name="jury-member-remove"),
    path(f"{EXAMS}<int:pk>/candidats/<int:item>/", exams.candidate, name="candidate"),
    path(f"{EXAMS}<int:pk>/candidats/<int:item>/retirer/", exams.candidate_remove, name="candidate-remove"),
    path(f"{EXAMS}<int:pk>/<slug:which>.<slug:kind>", exams.exam_letter, name="exam-letter"),
    path(f"{EXAMS}<int:pk>/<slug:verb>/", exams.exam_act, name="exam-act"),
    path(CERTIFICATES, exams.certificates, name="certificates"),
    path(f"{CERTIFICATES}<int:pk>/", exams.certificate, name="certificate"),
    path(f"{CERTIFICATES}<int:pk>/certificat.pdf", exams.certificate_file, name="certificate-file"),
    path(f"{CERTIFICATES}<int:pk>/fait/", exams.certificate_event, name="certificate-event"),
    path(f"{ROOT}bilan/", reports.first_aid_report, name="first-aid-report"),
    path(f"{ROOT}bilan/<slug:code>.<slug:kind>", reports.first_aid_report_file, name="first-aid-report-file"),
]
