"""Pages of the schools: the list, one of them, the attestations and those that are awaited."""

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.record_pages import Sheet, record_page
from directorate.legal_calendar.arithmetic import counted, french_long
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted
from directorate.web.tables import Cell
from road_safety.education import forms, operations, queries, tables
from road_safety.education.lists import RESULTS, SCHOOLS
from road_safety.education.models import School
from road_safety.education.rules import school_year_words
from road_safety.policies import reads_road_safety, works_in_road_safety

FIELDS = tuple(forms.SchoolForm.base_fields)
# verb: (form, operation, title, what is said once done)
ACTS = {
    "resultat": (forms.ResultForm, operations.record_result, "Saisir un résultat", "Le résultat est enregistré."),
    "action": (forms.WelcomeForm, operations.welcome, "Rattacher une action", "L'action est rattachée."),
    "modifier": (forms.SchoolForm, operations.save_school, "Modifier", "L'établissement est modifié."),
}


def schools_home() -> tuple[str, str]:
    return "Établissements scolaires", reverse("road_safety:schools")


@require_GET
@allow(reads_road_safety)
def schools(request):
    actions = [("Attestations", reverse("road_safety:attestations"))]
    if works_in_road_safety(request.user):
        actions.insert(0, ("Ajouter un établissement", reverse("road_safety:school-new")))
    return list_page(request, SCHOOLS, at=now(), actions=actions,
                     intro="Des nombres seulement : aucun élève n'est nommé.")  # fmt: skip


@require_GET
@allow(reads_road_safety)
def school_results(request):
    return list_page(
        request, RESULTS, at=now(), intro="Inscrits, présents et reçus de chaque établissement et de chaque année.",
        actions=[("Vue d'ensemble", reverse("road_safety:attestations"))],
    )  # fmt: skip


@require_GET
@allow(reads_road_safety)
def attestations(request):
    """EDU-02: what is known, and who has not answered."""
    on = localdate()
    year = queries.awaited_year(on)
    missing = list(queries.without_result(year).order_by("commune__sort_name", "name"))
    coming = year + 1
    waiting = queries.without_result(coming).count()
    sheets = [
        Sheet(tables.missing_table(year), missing,
              intro=f"Résultats attendus le {french_long(queries.due_on(year))} : {len(missing)} à relancer.",
              actions=[("Exporter cette liste", f"{reverse('road_safety:schools')}?missing={year}")]),
        Sheet(tables.total_table(), queries.totals(),
              intro="Participation = présents ÷ inscrits ; réussite = reçus ÷ présents. Vide : rien à diviser."),
    ]  # fmt: skip
    actions = [("Résultats par établissement", reverse("road_safety:school-results"))]
    if works_in_road_safety(request.user, on=on):
        actions.insert(0, ("Importer un tableau", reverse("directorate:import-new")))
    return TemplateResponse(
        request,
        "road_safety/sheets.html",
        {
            "title": "Attestations scolaires",
            "intro": f"ASSR2 {school_year_words(coming)} : {counted(waiting, 'collèges')} à recevoir avant le"
            f" {french_long(queries.due_on(coming))}.",
            "sheets": sheets,
            "actions": actions,
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def school_new(request):
    name, page = schools_home()
    return act_page(
        request, forms.SchoolForm(posted(request)), operations.save_school, facts={}, at=now(),
        done="L'établissement est enregistré.", then=page, title="Ajouter un établissement", submit="Enregistrer",
        back=(name, page),
    )  # fmt: skip


@require_GET
@allow(reads_road_safety)
def school(request, pk):
    row, on = queries.known_school(pk), localdate()
    year = queries.awaited_year(on)
    is_missing = queries.without_result(year).filter(pk=row.pk).exists()
    works = works_in_road_safety(request.user, on=on)
    return record_page(
        request,
        title=row.name,
        state=Cell("Ouvert", tone="success") if row.is_open else Cell("Fermé", tone="paused"),
        intro=f"{row.get_kind_display()}, {row.uai}",
        alerts=[("warning", "ASSR2 attendue", f"Aucun résultat pour {school_year_words(year)}.")] if is_missing else [],
        facts=[
            ("Secteur", row.get_sector_display()),
            ("Éducation prioritaire", row.get_priority_display()),
            ("Commune", Cell(row.commune.name, reverse("directorate:commune", args=[row.commune_id]),
                             detail=row.address)),
            ("Distance à un quartier prioritaire",
             "" if row.district_metres is None else f"{row.district_metres} m"),
        ],
        sheets=[
            Sheet(tables.results_of_school_table(), list(row.results.order_by("-first_year", "kind"))),
            Sheet(tables.welcomed_table(), list(queries.welcomed(row))),
        ],
        actions=[(title, reverse("road_safety:school-act", args=[row.pk, verb]))
                 for verb, (_, _, title, _) in ACTS.items()] if works else [],
        breadcrumb=[schools_home()],
    )  # fmt: skip


def initial_of(row: School, verb: str) -> dict:
    if verb == "modifier":
        return {name: getattr(row, name) for name in FIELDS}
    return {"first_year": school_year_words(queries.awaited_year(localdate()))} if verb == "resultat" else {}


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def school_act(request, pk, verb):
    if verb not in ACTS:
        raise Http404
    row = queries.known_school(pk)
    form, operation, title, done = ACTS[verb]
    page = tables.school_url(row)
    return act_page(
        request, form(posted(request), initial=initial_of(row, verb)), operation, facts={"school": row}, at=now(),
        about=row, beside=lambda: [*row.results.all(), *queries.welcomed(row)], done=done, then=page,
        title=f"{title} : {row}", submit=title, back=(str(row), page), breadcrumb=[schools_home(), (str(row), page)],
    )  # fmt: skip
