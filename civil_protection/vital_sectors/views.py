"""Pages of the vital sectors: counts for the service, the opaque tracker for the habilitated, and who they are."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.protection.papers import sheet
from civil_protection.vital_sectors import forms as coded_forms
from civil_protection.vital_sectors import operations, queries
from civil_protection.vital_sectors.models import Regime
from civil_protection.vital_sectors.policies import follows_vital_sectors, keeps_habilitations, reads_vital_counts
from civil_protection.vital_sectors.suppression import Published, shown
from directorate.web.access import allow
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted, uploaded

HOME = "Secteurs vitaux"
SHOWN = 60
WHY = (
    "Une référence tirée au hasard, des codes et des dates : aucun nom, aucun lieu, aucun document, aucun commentaire."
    " Ce que désigne la référence est tenu hors de l'application, dans l'armoire sécurisée."
)


def home_crumb() -> tuple[str, str]:
    return HOME, reverse("civil_protection:vital-sectors")


def files_crumb() -> tuple[str, str]:
    return "Suivi opaque", reverse("civil_protection:vital-files")


@require_GET
@allow(reads_vital_counts)
def vital_sectors(request):
    """R5.1 for everybody in the service: how many at each stage, how many late; nothing by reference."""
    found = queries.counts(localdate())
    return TemplateResponse(
        request,
        "civil_protection/vital_sectors/home.html",
        {
            "title": HOME,
            **count_facts(found),
            "follows": follows_vital_sectors(request.user),
            "keeps": keeps_habilitations(request.user),
        },
    )


def count_facts(found: Published) -> dict:
    return {
        "stages": [(label, found.words(code)) for code, label in queries.STAGES.items()],
        "late": shown(found.late),
        "total": shown(found.total),
        "smallest": found.smallest,
        "day": localdate(),
    }


@require_GET
@allow(follows_vital_sectors)
def vital_files(request):
    on = localdate()
    months = queries.delays(on)
    rows = [described(file, months, on) for file in queries.vital_files()]
    return TemplateResponse(
        request,
        "civil_protection/vital_sectors/files.html",
        {
            "title": "Suivi opaque des secteurs vitaux",
            "intro": WHY,
            "breadcrumb": [home_crumb()],
            "open": [row for row in rows if row["file"].closed_on is None],
            "closed": [row for row in rows if row["file"].closed_on is not None],
        },
    )


def described(file, months, on) -> dict:
    due = queries.next_due(file, months) if file.closed_on is None else None
    return {
        "file": file,
        "stage": queries.STAGES[queries.stage_of(file)],
        "due": due,
        "is_late": due is not None and due.is_late(on),
    }


@require_GET
@allow(follows_vital_sectors)
def vital_paper(request):
    """R5.1 for the habilitated: counts, and the next deadlines by opaque reference."""
    on = localdate()
    files = queries.vital_files().filter(closed_on__isnull=True)
    rows = [(file.reference, due.label, due.due_on, due.is_late(on)) for file, due in queries.deadlines(files, on)]
    content = sheet("civil_protection/vital_sectors/paper.html", on, rows=rows[:SHOWN],
                    **count_facts(queries.counts(on)))  # fmt: skip
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="suivi-opaque.pdf"', "Cache-Control": "private, no-store"},
    )


@require_http_methods(FORM_METHODS)
@allow(follows_vital_sectors)
def vital_file_new(request):
    form = coded_forms.OpenForm(
        posted(request), uploaded(request), initial={"responsible": request.user, "regime": Regime.SAIV_2006}
    )
    if request.method == "POST" and (row := attempt(form, operations.open_file, by=request.user, at=now())):
        messages.success(request, f"Le suivi {row.reference} est ouvert. Noter sa référence dans l'armoire sécurisée.")
        return HttpResponseRedirect(page_of(row))
    return form_page(
        request,
        form,
        title="Ouvrir un suivi",
        intro=WHY,
        submit="Ouvrir le suivi",
        back=files_crumb(),
        breadcrumb=[home_crumb(), files_crumb()],
    )


def page_of(row) -> str:
    return reverse("civil_protection:vital-file", args=[row.reference])


@require_GET
@allow(follows_vital_sectors)
def vital_file(request, reference):
    on, row = localdate(), queries.known_file(reference)
    months = queries.delays(on)
    acts = [(act.label, reverse("civil_protection:vital-file-act", args=[row.reference, verb]))
            for verb, act in ACTS.items()] if row.closed_on is None else []  # fmt: skip
    return TemplateResponse(
        request,
        "civil_protection/vital_sectors/file.html",
        {
            "title": row.reference,
            "breadcrumb": [home_crumb(), files_crumb()],
            **described(row, months, on),
            "dues": [(due, due.is_late(on)) for due in queries.dues_of(row, months)],
            "milestones": row.milestones.all(),
            "acts": acts,
        },
    )


@dataclass(frozen=True)
class Act:
    label: str
    form: type[forms.Form]
    operation: Callable
    done: str


ACTS = {
    "jalon": Act("Enregistrer un jalon", coded_forms.MilestoneForm, operations.record_milestone,
                 "Le jalon est enregistré."),
    "attendu": Act("Fixer ce qui est attendu", coded_forms.ExpectForm, operations.expect, "Le suivi est à jour."),
    "clore": Act("Clore le suivi", coded_forms.CloseForm, operations.close_file, "Le suivi est clos."),
}  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(follows_vital_sectors)
def vital_file_act(request, reference, verb):
    row = queries.known_file(reference)
    if (act := ACTS.get(verb)) is None:
        raise Http404
    facts = {"regime": row.regime} if act.form is coded_forms.MilestoneForm else {}
    initial = {name: getattr(row, name) for name in ("responsible", "outside_plan_due_on", "next_review_on")}
    return act_page(
        request,
        act.form(posted(request), uploaded(request), initial=initial, **facts),
        act.operation,
        facts={"file": row},
        at=now(),
        done=act.done,
        then=page_of(row),
        title=act.label,
        intro=f"{row.reference}. {WHY}",
        submit=act.label,
        back=(row.reference, page_of(row)),
        breadcrumb=[home_crumb(), files_crumb(), (row.reference, page_of(row))],
    )


# --- the list of the habilitated ----------------------------------------------------------------------------


@require_GET
@allow(keeps_habilitations)
def habilitations(request):
    return TemplateResponse(
        request,
        "civil_protection/vital_sectors/habilitations.html",
        {
            "title": "Accès au suivi opaque",
            "breadcrumb": [home_crumb()],
            "rows": queries.habilitations(),
            "on": localdate(),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_habilitations)
def habilitation_new(request):
    page = reverse("civil_protection:habilitations")
    return act_page(
        request,
        coded_forms.AdmitForm(posted(request), uploaded(request), initial={"starts_on": localdate()}),
        operations.admit,
        facts={},
        at=now(),
        done="L'accès est enregistré.",
        then=page,
        title="Donner accès au suivi",
        intro="L'agent est habilité par ailleurs ; ni le niveau ni le numéro de l'habilitation ne sont conservés.",
        submit="Donner accès",
        back=("Accès au suivi opaque", page),
        breadcrumb=[home_crumb(), ("Accès au suivi opaque", page)],
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_habilitations)
def habilitation_end(request, pk):
    row, page = queries.known_habilitation(pk), reverse("civil_protection:habilitations")
    return act_page(
        request,
        coded_forms.DismissForm(posted(request), uploaded(request), initial={"ends_on": localdate()}),
        operations.dismiss,
        facts={"habilitation": row},
        at=now(),
        done="La fin de l'accès est enregistrée.",
        then=page,
        title="Mettre fin à l'accès",
        intro=f"{row.staff} n'ouvrira plus le suivi à partir de cette date.",
        submit="Mettre fin à l'accès",
        back=("Accès au suivi opaque", page),
        breadcrumb=[home_crumb(), ("Accès au suivi opaque", page)],
    )
