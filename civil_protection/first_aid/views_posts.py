"""Pages of the rescue posts: the computation without keeping it, the list, one post, its grid (T28)."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.first_aid import forms, post_operations, queries
from civil_protection.first_aid.levels import FACTORS, INDEXES, LABELS, comma
from civil_protection.first_aid.lists import POSTS
from civil_protection.first_aid.models import RescuePost
from civil_protection.first_aid.ratio import KINDS, SHORT
from civil_protection.first_aid.tables import gap_cell, page_of, state_cell
from civil_protection.gatherings.models import Gathering
from civil_protection.gatherings.steps import read
from civil_protection.gatherings.tables import page_of as gathering_page
from civil_protection.gatherings.tables import step_table
from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.protection.papers import sheet
from civil_protection.record_pages import Act, Sheet, act_on, offered, record_page
from directorate.documents.files import file_name
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, attempt, form_page, posted
from directorate.web.tables import Cell

HOME = "Dispositifs de secours"
CALCULATOR = "Calculer un dispositif"
COMPUTATION = "Calcul, étape par étape"
SIZING = tuple(forms.SizingForm.base_fields)
STAFF = tuple(forms.EngageForm.base_fields)
State = RescuePost.State


def home() -> tuple[str, str]:
    return HOME, reverse("civil_protection:rescue-posts")


def again(*, post: RescuePost, **facts):
    return post_operations.size(gathering=post.gathering, post=post, **facts)


ACTS = {
    "dimensionner": Act(
        "Refaire le calcul", again, "Le dispositif est dimensionné de nouveau.", (State.DRAFT,), forms.PostForm,
        initial=lambda row: {name: getattr(row, name) for name in (*SIZING, "actors_rule", "actors_rescuers")},
    ),
    "engager": Act(
        "Engager une association", post_operations.engage, "L'engagement est enregistré.", (State.DRAFT,),
        forms.EngageForm,
        initial=lambda row: {name: getattr(row, name) for name in STAFF if getattr(row, name)},
    ),
    "rouvrir": Act(
        "Rouvrir", post_operations.reopen, "Le dispositif est à valider de nouveau.", (State.VALIDATED,),
        forms.ReopenForm,
    ),
    "annuler": Act(
        "Annuler", post_operations.cancel_post, "Le dispositif est annulé.", (State.DRAFT, State.VALIDATED),
        forms.CancelPostForm,
    ),
}  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def rescue_posts(request):
    actions = [(CALCULATOR, reverse("civil_protection:rescue-calculator"))]
    if works_in_civil_protection(request.user):
        actions.insert(0, ("Enregistrer un dispositif", reverse("civil_protection:rescue-post-new")))
    return list_page(
        request, POSTS, at=now(), actions=actions,
        intro="Obligatoires au-delà d'un ratio de 0,25, tenus par une association agréée de type D.",
    )  # fmt: skip


def calculated(data):
    """The form of the calculator and what it gives, with the values in force today."""
    form = forms.SizingForm(data or None)
    if not form.is_bound or not form.is_valid():
        return form, None
    return form, queries.sized(**form.cleaned_data, on=localdate())


@require_GET
@allow(reads_civil_protection)
def rescue_calculator(request):
    """Nothing is kept: what is asked is in the address."""
    form, found = calculated(request.GET)
    query = request.GET.urlencode()
    return TemplateResponse(
        request,
        "civil_protection/first_aid/calculator.html",
        {
            "title": CALCULATOR,
            "breadcrumb": [home()],
            "form": form,
            "found": found,
            "short": SHORT[found.kind] if found else "",
            "sheet": Sheet(step_table(COMPUTATION), found.steps) if found else None,
            "grid": f"{reverse('civil_protection:rescue-calculator-grid')}?{query}",
            "new": f"{reverse('civil_protection:rescue-post-new')}?{query}"
            if works_in_civil_protection(request.user)
            else "",
        },
        status=422 if form.is_bound and found is None else 200,
    )


def grid(title: str, **facts) -> FileResponse:
    content = BytesIO(sheet("letters/first_aid/grid.html", localdate(), title=title, **facts))
    return FileResponse(content, filename=file_name(title, "pdf"), content_type="application/pdf")


def grid_levels(source) -> list[tuple[str, str, str]]:
    return [(FACTORS[name], LABELS[source[name]], comma(INDEXES[source[name]])) for name in FACTORS]


@require_GET
@allow(reads_civil_protection)
def rescue_calculator_grid(request):
    form, found = calculated(request.GET)
    if found is None:
        raise NotFound("Ce calcul est incomplet : reprendre la page du calcul.")
    return grid(
        "Grille d'évaluation des risques", present=form.cleaned_data["present"], levels=grid_levels(form.cleaned_data),
        ratio=found.ratio_words, index=comma(found.index), kind=found.label, required=found.rescuers,
        structure=found.team.words, steps=found.steps, warnings=found.warnings, event=None,
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def rescue_post_new(request):
    at = now()
    initial = {name: request.GET[name] for name in (*SIZING, "gathering") if name in request.GET}
    if "present" not in initial and initial.get("gathering", "").isdecimal():
        event = Gathering.objects.filter(pk=initial["gathering"][:18]).first()
        initial |= {"present": event.peak} if event else {}
    form = forms.PostForm(posted(request), initial=initial, gatherings=queries.without_post(at))
    if request.method == "POST" and (row := attempt(form, post_operations.size, by=request.user, at=at)):
        messages.success(request, f"Le dispositif {row.number} est dimensionné : {SHORT[row.kind]}.")
        return HttpResponseRedirect(page_of(row))
    return form_page(
        request, form, title="Enregistrer un dispositif de secours", submit="Dimensionner", back=home(),
        intro="Le calcul est gardé étape par étape ; l'association s'engage ensuite.", breadcrumb=[home()],
    )  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def rescue_post(request, pk):
    row = queries.known_post(pk)
    works = works_in_civil_protection(request.user)
    found, why = queries.cover_of(row)
    alerts = []
    if row.state == State.CANCELLED:
        alerts.append(("warning", "Annulé", row.cancelled_why))
    elif found is None:
        tone = "error" if row.state == State.VALIDATED else "warning"
        alerts.append((tone, "Aucun agrément ne couvre ce dispositif", why))
    if row.state == State.DRAFT and row.engaged and row.gap < 0:
        alerts.append(("warning", "Effectif insuffisant", f"Il manque {-row.gap} intervenants."))
    actions = offered(ACTS, row, "rescue-post-act") if works else []
    if works and row.state == State.DRAFT:
        actions.insert(0, ("Valider", reverse("civil_protection:rescue-post-validate", args=[row.pk])))
    return record_page(
        request,
        title=f"{row}, {row.gathering.name}",
        state=state_cell(row),
        intro=KINDS[row.kind],
        alerts=alerts,
        facts=[
            ("Manifestation", Cell(row.gathering.name, gathering_page(row.gathering),
                                   detail=f"{row.gathering.place}, {row.gathering.commune.name}")),
            ("Début", row.gathering.starts_at), ("Fin", row.gathering.ends_at),
            ("Public au même moment (P1)", row.present), ("RIS", comma(row.ratio)),
            ("Intervenants requis", row.required), ("Structure minimale", row.structure),
            ("Acteurs", Cell(f"{row.actors_rescuers} intervenants", detail=row.actors_rule) if row.actors else ""),
            ("Intervenants engagés", row.engaged), ("Écart", gap_cell(row)),
            ("Association", Cell(str(row.association),
                                 reverse("civil_protection:rescue-association", args=[row.association_id]))
             if row.association else ""),
            ("Agrément D", queries.cover_cell(row)),
            ("Durée d'un service", f"{comma(row.shift_hours)} h" if row.shift_hours else ""),
            ("Convention signée le", row.agreement_on), ("Grille signée le", row.grid_on),
            ("Médecin sur place", row.has_doctor), ("Moyens", row.vehicles), ("Validé le", row.validated_at),
            ("Validé par", str(row.validated_by or "")),
        ],
        links=[("Grille d'évaluation des risques (PDF)", reverse("civil_protection:rescue-post-grid", args=[row.pk]))],
        sheets=[Sheet(step_table(COMPUTATION), read(row.steps))],
        actions=actions,
        breadcrumb=[home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def rescue_post_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_post(pk)
    return act_on(request, row, act, name="post", page=page_of(row), above=[home()])


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def rescue_post_validate(request, pk):
    row = queries.known_post(pk)
    act = Act("Valider", post_operations.validate, "Le dispositif est validé.", (State.DRAFT,),
              intro="Refusé sans agrément de type D valable tous les jours et sur place, sans convention, sans grille"
              " ou avec un effectif insuffisant.")  # fmt: skip
    return act_on(request, row, act, name="post", page=page_of(row), above=[home()])


@require_GET
@allow(reads_civil_protection)
def rescue_post_grid(request, pk):
    row = queries.known_post(pk)
    levels = {name: getattr(row, name) for name in FACTORS}
    return grid(
        f"Grille {row}", present=row.present, levels=grid_levels(levels), ratio=comma(row.ratio),
        index=comma(row.index), kind=KINDS[row.kind], required=row.required, structure=row.structure,
        steps=read(row.steps), warnings=(), event=row.gathering, post=row,
    )  # fmt: skip
