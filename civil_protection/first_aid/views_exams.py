"""Pages of the examinations: sessions, jury, candidates, results, minutes (T27), and the register of certificates."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.first_aid import exam_operations as operations
from civil_protection.first_aid import forms_exams as forms
from civil_protection.first_aid import queries
from civil_protection.first_aid.jury_rules import too_late
from civil_protection.first_aid.lists import CERTIFICATES, SESSIONS
from civil_protection.first_aid.models import ExamSession
from civil_protection.first_aid.papers import CERTIFICATES as CERTIFICATE_PAPER
from civil_protection.first_aid.papers import certificate_words
from civil_protection.first_aid.tables_approvals import association_url
from civil_protection.first_aid.tables_exams import (
    candidate_table,
    certificate_table,
    certificate_url,
    check_table,
    event_table,
    member_table,
    session_state,
    session_url,
)
from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.protection.acts import place_of
from civil_protection.protection.papers import sheet
from civil_protection.protection.serving import letter_response
from civil_protection.record_pages import Act, Sheet, act_on, offered, paper, record_page
from directorate.documents.files import file_name
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted
from directorate.web.tables import Cell

State = ExamSession.State
HOME, REGISTER = "Sessions d'examen", "Certificats de secourisme"
SESSION = tuple(forms.SessionForm.base_fields)
CANDIDATE = tuple(forms.CandidateForm.base_fields)
BEFORE = (State.ASKED, State.APPOINTED)


def home() -> tuple[str, str]:
    return HOME, reverse("civil_protection:exam-sessions")


def register() -> tuple[str, str]:
    return REGISTER, reverse("civil_protection:certificates")


ACTS = {
    "modifier": Act(
        "Modifier", operations.save_session, "La session est modifiée.", (State.ASKED,), forms.SessionForm,
        initial=lambda row: {name: getattr(row, name) for name in SESSION},
    ),
    "membre": Act(
        "Proposer un membre du jury", operations.add_member, "Le membre est proposé.", (State.ASKED,), forms.MemberForm
    ),
    "jury": Act(
        "Désigner le jury", operations.appoint, "Le jury est désigné, l'arrêté est en cours d'édition.",
        (State.ASKED,), forms.AppointForm,
    ),
    "candidat": Act("Inscrire un candidat", operations.save_candidate, "Le candidat est inscrit.", BEFORE,
                    forms.CandidateForm),
    "tenue": Act("Déclarer la session tenue", operations.hold, "La session est tenue.", (State.APPOINTED,)),
    "resultats": Act(
        "Saisir les résultats", operations.record_results, "Les résultats sont enregistrés.", (State.HELD,),
        form_of=forms.results_form,
    ),
    "proces-verbal": Act(
        "Signer le procès-verbal", operations.sign_minutes, "Le procès-verbal est en cours d'édition.", (State.HELD,),
        forms.MinutesForm, intro="Les résultats ne changent plus ensuite.",
    ),
    "editer": Act(
        "Éditer les certificats", operations.issue, "Les certificats sont numérotés, leur édition est en cours.",
        (State.SIGNED,), intro="Un certificat par candidat admis, dans l'ordre du registre ; un seul fichier PDF.",
    ),
    "reediter": Act(
        "Imprimer la série", operations.print_series, "L'édition de la série est en cours.",
        (State.ISSUED, State.HANDED),
    ),
    "remise": Act(
        "Enregistrer la remise", operations.hand_over, "La remise est enregistrée.", (State.ISSUED,), forms.HandForm
    ),
    "annuler": Act("Annuler", operations.cancel_session, "La session est annulée.", BEFORE, forms.CancelSessionForm),
}  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def exam_sessions(request):
    actions = [(REGISTER, register()[1])]
    if works_in_civil_protection(request.user):
        actions.insert(0, ("Enregistrer une session", reverse("civil_protection:exam-session-new")))
    return list_page(request, SESSIONS, at=now(), actions=actions)


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def exam_session_new(request):
    form = forms.SessionForm(posted(request))
    if request.method == "POST" and (row := attempt(form, operations.save_session, by=request.user, at=now())):
        messages.success(request, f"La session {row.number} est enregistrée.")
        return HttpResponseRedirect(session_url(row))
    return form_page(request, form, title="Enregistrer une session d'examen", submit="Enregistrer", back=home(),
                     breadcrumb=[home()])  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def exam_session(request, pk):
    row = queries.known_session(pk)
    works = works_in_civil_protection(request.user)
    members, candidates = list(row.members.all()), list(row.candidates.all())
    alerts = [("warning", "Annulée", row.cancelled_why)] if row.cancelled_why else []
    days = queries.jury_terms(row.starts_on).exam_days
    if too_late(row.trained_until, row.starts_on, days):
        alerts.append(("info", "Examen tardif", f"De préférence dans les {days} jours de la formation."))
    sheets = [
        Sheet(member_table(works and row.state == State.ASKED), members,
              intro="Suivre un nom pour retirer ce membre." if works and members and row.state == State.ASKED else ""),
        Sheet(check_table(), queries.jury_checks(row)),
        Sheet(candidate_table(row, works and row.state in BEFORE), candidates),
    ]  # fmt: skip
    if row.issued_at:
        sheets.append(Sheet(certificate_table(now(), ""), list(queries.certificates().filter(session=row))))
    return record_page(
        request,
        title=f"{row}, {row.get_unit_display()}",
        state=session_state(row),
        intro=row.association.name,
        alerts=alerts,
        facts=[
            ("Organisme de formation", Cell(row.association.name, association_url(row.association))),
            ("Habilitation vérifiée", row.authorised), ("Fin de la formation", row.trained_until),
            ("Examen", f"du {row.starts_on:%d/%m/%Y} au {row.ends_on:%d/%m/%Y}"),
            ("Lieu", Cell(row.place, detail=row.commune.name)), ("Arrêté de jury", row.order_number),
            ("Recueil", place_of(row.order)), ("Délibération", row.deliberated_on),
            ("Candidats", row.enrolled), ("Admis", row.passed if row.deliberated_on else ""),
            ("Observations du jury", row.note), ("Diplômes édités le", row.issued_at),
            ("Diplômes remis le", row.handed_on),
        ],
        papers=[
            *paper("Arrêté de jury", row.order, "exam-letter", pk, "arrete"),
            *paper("Procès-verbal", row.minutes, "exam-letter", pk, "proces-verbal"),
        ],
        links=[("Mes éditions : la série des certificats", reverse("directorate:jobs"))] if row.issued_at else [],
        sheets=sheets,
        actions=offered(ACTS, row, "exam-act") if works else [],
        breadcrumb=[home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def exam_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_session(pk)
    return act_on(request, row, act, name="session", page=session_url(row), above=[home()])


@require_GET
@allow(reads_civil_protection)
def exam_letter(request, pk, which, kind):
    row = queries.known_session(pk)
    return letter_response({"arrete": row.order, "proces-verbal": row.minutes}.get(which), kind)


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def jury_member_remove(request, pk, item):
    session = queries.known_session(pk)
    member = get_object_or_404(session.members, pk=item)
    act = Act(f"Retirer {member} du jury", operations.remove_member, "Le membre est retiré.", (State.ASKED,))
    return of_session(request, session, act, member=member)


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def candidate(request, pk, item):
    """Correct a candidate."""
    session = queries.known_session(pk)
    row = get_object_or_404(session.candidates, pk=item)
    act = Act("Corriger un candidat", operations.save_candidate, "Le candidat est corrigé.", BEFORE,
              forms.CandidateForm, initial=lambda _: {name: getattr(row, name) for name in CANDIDATE})  # fmt: skip
    return of_session(request, session, act, candidate=row)


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def candidate_remove(request, pk, item):
    session = queries.known_session(pk)
    row = get_object_or_404(session.candidates, pk=item)
    act = Act(f"Retirer {row}", operations.remove_candidate, "Le candidat est retiré.", BEFORE)
    return of_session(request, session, act, candidate=row)


def of_session(request, session: ExamSession, act: Act, **facts):
    """An act on what hangs on a session."""
    page = session_url(session)
    return act_page(
        request, act.bound(request, session), act.operation, facts={"session": session, **facts}, at=now(),
        done=act.done, then=page, title=f"{act.label} : {session}", submit=act.label, back=(str(session), page),
        breadcrumb=[home(), (str(session), page)],
    )  # fmt: skip


# --- certificates -------------------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def certificates(request):
    return list_page(request, CERTIFICATES, at=now(), actions=[home()],
                     intro="Numérotés sans interruption par type et par année.")  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def certificate(request, pk):
    on, row = localdate(), queries.known_certificate(pk)
    over = row.valid_until is not None and row.valid_until < on
    works = works_in_civil_protection(request.user, on=on)
    return record_page(
        request,
        title=str(row),
        state=Cell("Validité dépassée", tone="error") if over else Cell("Valable", tone="success"),
        intro=row.get_unit_display(),
        facts=[
            ("Titulaire", row.holder), ("Né(e) le", row.born_on), ("À", row.born_at), ("Délivré le", row.issued_on),
            ("Valable jusqu'au", queries.validity_cell(row, on)),
            ("Session", Cell(row.session.number, session_url(row.session)) if row.session else "Reprise d'un registre"),
        ],
        links=[("Certificat (PDF)", reverse("civil_protection:certificate-file", args=[pk]))],
        sheets=[Sheet(event_table(), list(row.events.all()))],
        actions=[("Enregistrer un fait", reverse("civil_protection:certificate-event", args=[pk]))] if works else [],
        breadcrumb=[register()],
    )  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def certificate_file(request, pk):
    """The certificate, or its last duplicate."""
    row = queries.known_certificate(pk)
    copies = row.events.filter(kind="duplicate").count()
    title = f"Certificat {row.number}"
    content = sheet(CERTIFICATE_PAPER, localdate(), title=title, rows=[certificate_words(row, copies)])
    return FileResponse(BytesIO(content), filename=file_name(title, "pdf"), content_type="application/pdf")


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def certificate_event(request, pk):
    row = queries.known_certificate(pk)
    act = Act("Enregistrer un fait", operations.note_event, "Le fait est enregistré.", (), forms.EventForm,
              intro="Duplicata, recyclage d'un BNSSA (cinq ans de plus), formation continue de l'année.")  # fmt: skip
    return act_on(request, row, act, name="certificate", page=certificate_url(row), above=[register()])
