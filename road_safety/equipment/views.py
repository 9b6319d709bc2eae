"""Pages of the loans: the list, a loan, what happens to it, its papers and photographs; the figures of a year."""

from datetime import datetime, time, timedelta
from functools import partial
from io import BytesIO

from django import forms as django_forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.casework.move import paris_day
from directorate.documents.files import file_name
from directorate.documents.serving import file_response, letter_response
from directorate.legal_calendar.arithmetic import PARIS
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page, refuse_other_names
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted, uploaded
from road_safety.equipment import figures, forms, papers, queries
from road_safety.equipment import loan_operations as operations
from road_safety.equipment.catalogue import CHECKLIST
from road_safety.equipment.lists import LOAN_LIST
from road_safety.equipment.models import HandoverPhoto, Loan, LoanLine
from road_safety.equipment.tables import loan_url
from road_safety.policies import reads_road_safety, works_in_road_safety
from road_safety.strategy.forms import ReasonForm
from road_safety.strategy.views import Act

State = Loan.State
CALENDAR = "Calendrier des prêts"
ACTS = {
    "option": Act("Prendre une option", django_forms.Form, operations.take_option, (State.REQUESTED,),
                  intro="Le matériel est retenu jusqu'au terme de l'option."),
    "confirmer": Act("Confirmer le prêt", django_forms.Form, operations.confirm_loan, (State.REQUESTED, State.OPTION),
                     intro="Le matériel est retenu et la convention est préparée."),
    "assurance": Act("Recevoir l'assurance", forms.InsuranceForm, operations.receive_insurance, queries.BEFORE),
    "signer": Act("Enregistrer la convention signée", forms.SignForm, operations.sign_agreement, (State.CONFIRMED,),
                  "signed_on"),
    "sortie": Act("Remettre le matériel", forms.HandoverForm, operations.hand_out, (State.SIGNED,)),
    "retour": Act("Reprendre le matériel", forms.HandoverForm, operations.hand_in, (State.OUT,)),
    "relancer": Act("Préparer la lettre de relance", django_forms.Form, operations.remind, (State.OUT,)),
    "verifier": Act("Vérifier le matériel", forms.CheckForm, operations.check_loan, (State.RETURNED,)),
    "regler": Act("Régler le litige", forms.SettleForm, operations.settle, (State.DISPUTED,)),
    "clore": Act("Clore le prêt", django_forms.Form, operations.close_loan, (State.CHECKED,)),
    "rattacher": Act("Rattacher à une action ou à une mission", forms.LinkForm, operations.link_loan,
                     (*queries.BEFORE, State.OUT)),
    "liberer": Act("Libérer le matériel", django_forms.Form, operations.free_loan, queries.HOLDING,
                   intro="Le prêt redevient une demande, dont les jours et le matériel se modifient."),
    "refuser": Act("Refuser le prêt", ReasonForm, operations.refuse_loan, (State.REQUESTED, State.OPTION)),
    "annuler": Act("Annuler le prêt", ReasonForm, operations.cancel_loan, queries.BEFORE),
}  # fmt: skip
# The line of a loan, from the request to its closing.
ROAD = (State.REQUESTED, State.OPTION, State.CONFIRMED, State.SIGNED, State.OUT, State.RETURNED, State.CHECKED,
        State.CLOSED)  # fmt: skip


def home() -> tuple[str, str]:
    return CALENDAR, reverse("road_safety:loan-calendar")


def listed() -> tuple[str, str]:
    return "Prêts de matériel", reverse("road_safety:loans")


@require_GET
@allow(reads_road_safety)
def loans(request):
    actions = [home(), ("Inventaire", reverse("road_safety:equipment"))]
    if works_in_road_safety(request.user):
        actions = [("Saisir une demande", reverse("road_safety:loan-new")), *actions]
    return list_page(request, LOAN_LIST, at=now(), actions=actions)


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def loan_new(request):
    refuse_other_names(request, "Demande de prêt", "materiel", "jour")
    form = forms.LoanForm(posted(request), initial=asked_from_the_calendar(request))
    if request.method == "POST" and (row := attempt(form, operations.request_loan, by=request.user, at=now())):
        messages.success(request, f"La demande {row.number} est enregistrée.")
        return HttpResponseRedirect(loan_url(row))
    return form_page(
        request,
        form,
        title="Demande de prêt de matériel",
        intro="Une demande ne retient rien : prendre une option ou confirmer ensuite.",
        submit="Enregistrer la demande",
        back=home(),
        breadcrumb=[home()],
    )


def asked_from_the_calendar(request) -> dict:
    """The material and the day of the empty place that was clicked."""
    found: dict = {}
    if (key := request.GET.get("materiel", "")).isascii() and key.isdigit() and len(key) < 19:
        found["model_1"] = int(key)
    try:
        day = parse_date(request.GET.get("jour", ""))
    except ValueError:
        day = None
    if day is not None:
        found |= {
            "pickup_at": datetime.combine(day, time(9), PARIS),
            "return_at": datetime.combine(day, time(17), PARIS),
        }
    return found


def offered(row: Loan, verb: str, act: Act, on) -> bool:
    if row.state not in act.states:
        return False
    is_covered = row.insurance_id and row.insured_until and row.insured_until >= paris_day(row.return_at)
    waits = {"assurance": not is_covered, "relancer": bool(queries.days_late(row, on))}
    return waits.get(verb, True)


@require_GET
@allow(reads_road_safety)
def loan(request, pk):
    on, row = localdate(), queries.known_loan(pk)
    works = works_in_road_safety(request.user, on=on)
    acts = [
        (act.label, reverse("road_safety:loan-act", args=[pk, verb]))
        for verb, act in ACTS.items()
        if works and offered(row, verb, act, on)
    ]
    held = row.allocations.select_related("item", "model").order_by("pk")
    handovers = [
        (hand, [(label, code in hand.checklist) for code, label in CHECKLIST.items()])
        for hand in row.handovers.select_related("by").prefetch_related(
            "photos__file", "lines__allocation__item__model", "lines__allocation__model"
        )
    ]
    return TemplateResponse(
        request,
        "road_safety/equipment/loan.html",
        {
            "title": str(row),
            "breadcrumb": [home(), listed()],
            "row": row,
            "tone": queries.TONES[State(row.state)],
            "first": acts[:3],
            "more": acts[3:],
            "corrects": works and row.state in queries.BEFORE,
            "findings": queries.findings_of(row, on),
            "late": queries.days_late(row, on),
            "lines": [(line, [each for each in held if each.line_id == line.pk]) for line in row.lines.all()],
            "papers": row.papers.select_related("letter__pdf", "letter__odt"),
            "slips": [
                (label, reverse("road_safety:loan-slip", args=[pk, name])) for name, (label, _) in papers.SLIPS.items()
            ],
            "handovers": handovers,
            "missions": row.action.missions.all() if row.action else (),
            "repairs": row.repairs.select_related("item__model"),
            "steps": row.steps.select_related("by"),
            "calendar": f"{home()[1]}?du={paris_day(row.pickup_at):%Y-%m-%d}",
        },
    )


def one_page(request, row: Loan, form, operation, *, done: str, title: str, submit: str, intro: str = ""):
    return act_page(
        request, form, operation, facts={"loan": row}, at=now(), done=done, then=loan_url(row), about=row,
        beside=lambda: LoanLine.objects.filter(loan=row), title=title, submit=submit, intro=intro,
        back=(row.number, loan_url(row)), breadcrumb=[home(), listed()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def loan_edit(request, pk):
    row = queries.known_loan(pk)
    form = forms.LoanForm(posted(request), initial=forms.loan_initial(row))
    return one_page(request, row, form, operations.correct_loan, done="Le prêt est corrigé.",
                    title=f"Modifier le prêt {row.number}", submit="Enregistrer")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def loan_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_loan(pk)
    make, initial, intro = act.form, {}, act.intro or str(row)
    if verb in ("sortie", "retour"):
        make = partial(forms.HandoverForm, given=handed(row, verb), is_back=verb == "retour")
        initial["signatory"] = row.signatory
    if verb == "rattacher":
        make = partial(forms.LinkForm, loan=row)
        initial = {"action": row.action_id, "mission": row.mission_id}
    if verb == "signer":
        initial = {"signed_on": localdate(), "signatory": row.contact}
    if verb == "assurance":
        initial["insured_until"] = paris_day(row.return_at) + timedelta(days=1)
    form = make(posted(request), uploaded(request), initial=initial)
    return one_page(request, row, form, act.operation, done="Le prêt est à jour.", title=f"{act.label}, {row.number}",
                    submit=act.label, intro=intro)  # fmt: skip


def handed(row: Loan, verb: str):
    """What changes hands; what is consumed does not come back."""
    rows = queries.given(row)
    return rows if verb == "sortie" else [each for each in rows if each.tracking != "consumable"]


@require_GET
@allow(reads_road_safety)
def loan_paper(request, pk, paper, kind):
    found = queries.known_loan(pk).papers.select_related("letter__pdf", "letter__odt").filter(pk=paper).first()
    return letter_response(found.letter if found else None, kind)


@require_GET
@allow(reads_road_safety)
def loan_slip(request, pk, name):
    row = queries.known_loan(pk)
    if name not in papers.SLIPS:
        raise NotFound("Ce bon n'existe pas.")
    content = BytesIO(papers.slip(row, name, localdate()))
    title = f"{papers.SLIPS[name][0]} {row.number}"
    return FileResponse(content, filename=file_name(title, "pdf"), content_type="application/pdf")


@require_GET
@allow(reads_road_safety)
def loan_insurance(request, pk):
    row = queries.known_loan(pk)
    if row.insurance is None:
        raise NotFound("L'attestation d'assurance n'est pas reçue.")
    return file_response(row.insurance)


@require_GET
@allow(reads_road_safety)
def loan_photo(request, pk, photo):
    found = HandoverPhoto.objects.select_related("file").filter(handover__loan=pk, pk=photo).first()
    if found is None:
        raise NotFound("Cette photographie n'existe pas.")
    return file_response(found.file)


@require_GET
@allow(reads_road_safety)
def loan_year(request, year):
    if not 2000 <= year <= 2100:
        raise NotFound("Cette année est hors de la période suivie.")
    return TemplateResponse(
        request,
        "road_safety/equipment/year.html",
        {
            "title": f"Prêts de matériel {year}",
            "breadcrumb": [home()],
            "year": year,
            "found": figures.year_of(year, localdate()),
            "before": reverse("road_safety:loan-year", args=[year - 1]) if year > 2000 else "",
            "after": reverse("road_safety:loan-year", args=[year + 1]) if year < localdate().year else "",
        },
    )
