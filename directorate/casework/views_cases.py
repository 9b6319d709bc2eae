"""The list of cases, and the opening of a new one."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.casework import operations, registry
from directorate.casework.catalogue import delay_words, families, values_of
from directorate.casework.forms import OpeningForm, ReceivedPiecesForm, json_answers
from directorate.casework.lists import CASE_LIST
from directorate.casework.policies import opens_case
from directorate.casework.procedure import Procedure
from directorate.org.policies import is_in_post
from directorate.web.access import allow
from directorate.web.errors import DomainError, NotAllowed
from directorate.web.fields import summary
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, posted, refuse, uploaded

OPENING_FIELDS = (
    ("La demande", ("received_on", "channel", "caseworker")),
    (
        "La personne",
        (
            "party_kind",
            "civility",
            "last_name",
            "first_name",
            "representative",
            "siret",
            "rna",
            "email",
            "phone",
            "address",
        ),
    ),
    ("Le lieu", ("commune", "place_name", "place_address", "on_orly_platform")),
)


@require_GET
@allow(is_in_post)
def cases(request):
    """The cases that this person may see, filtered; the export is exactly what is shown."""
    on = localdate()
    may_open = any(opens_case(request.user, procedure.unit, on) for procedure in registry.all_procedures())
    return list_page(
        request,
        CASE_LIST,
        at=now(),
        actions=[("Nouveau dossier", reverse("directorate:case-choose"))] if may_open else [],
        template="casework/cases.html",
    )


@require_GET
@allow(is_in_post)
def case_choose(request):
    """Which procedure? Only those of the services for which this person registers cases."""
    on = localdate()
    text = request.GET.get("q", "")
    found = [procedure for procedure in registry.all_procedures() if opens_case(request.user, procedure.unit, on)]
    return TemplateResponse(
        request,
        "casework/choose.html",
        {
            "title": "Nouveau dossier",
            "breadcrumb": [("Dossiers", reverse("directorate:cases"))],
            "units": families(found, on, text=text),
            "q": text,
            "total": len(found),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def case_new(request, code):
    """Open a case. The key drawn with the form makes a second click find the case of the first one."""
    at, on = now(), localdate()
    procedure = registry.procedure(code)
    if not opens_case(request.user, procedure.unit, on):
        raise NotAllowed("Vous n'enregistrez pas de dossiers pour ce service.")
    opening = OpeningForm(posted(request), procedure=procedure, at=at, staff=request.user)
    # Another page may open this one with some answers: what is typed then replaces them.
    given = {name: request.GET[name] for name in procedure.form.base_fields if name in request.GET}
    answers = procedure.form(posted(request), uploaded(request), initial=given)
    pieces = ReceivedPiecesForm(posted(request), procedure=procedure)
    forms = (opening, answers, pieces)
    refused = request.method == "POST"
    key = opening_key(request)
    if refused and all([form.is_valid() for form in forms]):
        opened = open_from_forms(procedure, opening, answers, pieces, key=key, by=request.user, at=at)
        if opened is not None:
            messages.success(request, f"Le dossier {opened.reference} est enregistré.")
            return HttpResponseRedirect(reverse("directorate:case", args=[opened.reference]))
    return TemplateResponse(
        request,
        "casework/new.html",
        {
            "title": procedure.short_label,
            "breadcrumb": [
                ("Dossiers", reverse("directorate:cases")),
                ("Nouveau dossier", reverse("directorate:case-choose")),
            ],
            "procedure": procedure,
            "delay": delay_words(procedure, values_of([procedure], on)),
            "groups": [(label, [opening[name] for name in names]) for label, names in opening_groups(procedure)],
            "answers": answers,
            "pieces": pieces,
            "error_rows": [row for form in forms for row in summary(form)] if refused else [],
            "key": key,
        },
        status=422 if refused else 200,
    )


def opening_groups(procedure: Procedure):
    """The fields that every case has, and the permit that it renews or is about."""
    if not registry.permits_of(procedure.code):
        return OPENING_FIELDS
    return (*OPENING_FIELDS, ("Le titre concerné" if procedure.concerns else "Le titre à renouveler", ("renews",)))


def opening_key(request) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def open_from_forms(procedure: Procedure, opening, answers, pieces, *, key: UUID, by, at):
    """The opened case, or None when the operation refused: the sentence is then beside its field."""
    data = opening.cleaned_data
    try:
        return operations.open_case(
            procedure_code=procedure.code,
            party=opening.party(),
            answers=json_answers(answers),
            received_on=data["received_on"],
            channel=data["channel"],
            commune=data["commune"],
            place=opening.place(),
            caseworker=data["caseworker"],
            renews=data["renews"],
            received_pieces=tuple(pieces.cleaned_data["received_pieces"]),
            opening_key=key,
            by=by,
            at=at,
        )
    except DomainError as refusal:
        refuse(answers if refusal.field in answers.fields else opening, refusal)
        return None
