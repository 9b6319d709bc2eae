"""The jury: its years, the arithmetic of one, its populations and groups, its table as a file, and the public draw."""

from collections.abc import Iterable
from tempfile import SpooledTemporaryFile

from django.contrib import messages
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.casework.policies import opens_case, works_on_case
from directorate.casework.queries import visible_to
from directorate.documents.files import file_name
from directorate.web.access import allow, open_to_everyone
from directorate.web.errors import NotFound
from directorate.web.exports import FORMATS
from directorate.web.lists import list_page, refuse_other_names
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted, refuse
from directorate.web.tables import exported
from police_admin.juries import operations
from police_admin.juries.apportionment import decimals
from police_admin.juries.drawing import DrawRefused, draw
from police_admin.juries.forms import DrawForm, GroupForm, PopulationsForm
from police_admin.juries.lists import JURY_LIST
from police_admin.juries.models import JuryAllocation, JuryUnit
from police_admin.juries.operations import spaced
from police_admin.juries.queries import EDITABLE, Reckoning, allocation_of_year, lines_of, proposals, reckon
from police_admin.juries.tables import commune_lines, commune_table
from police_admin.juries.throttle import limit_draws
from police_admin.policies import UNIT, reads_the_files_of_the_bureau
from police_admin.procedures.juries.allocation import AllocationForm

HOME = "Jury d'assises"
SPOOLED = 1_000_000
DRAW_IS_PUBLIC = (
    "Chacun doit pouvoir refaire un tirage : un calcul sur une graine publiée et deux nombres, sans aucune donnée."
)


@require_GET
@allow(reads_the_files_of_the_bureau)
def juries(request):
    actions = [("Tirage vérifiable", reverse("police_admin:jury-draw"))]
    if opens_case(request.user, UNIT, localdate()):
        actions.insert(0, ("Ouvrir une année", reverse("police_admin:jury-open")))
    return list_page(request, JURY_LIST, at=now(), actions=actions)


@require_http_methods(FORM_METHODS)
@allow(reads_the_files_of_the_bureau)
def jury_open(request):
    form = AllocationForm(posted(request), initial={"year": localdate().year + 1})
    if request.method == "POST":
        opened = attempt(form, operations.open_allocation, by=request.user, at=now())
        if opened:
            messages.success(request, f"La liste de {opened.year} est ouverte, dossier {opened.case.reference}.")
            return redirect("police_admin:jury", opened.year)
    return form_page(
        request,
        form,
        title="Ouvrir l'année du jury d'assises",
        intro="Le dossier de l'arrêté est ouvert et les communes du département sont reprises.",
        submit="Ouvrir l'année",
        back=(HOME, reverse("police_admin:juries")),
    )


@require_POST
@allow(reads_the_files_of_the_bureau)
def jury_prepare(request, reference):
    case = get_object_or_404(visible_to(request.user, localdate()), reference=reference)
    if case.procedure_code != operations.PROCEDURE:
        raise NotFound("Ce dossier n'est pas celui d'une répartition des jurés.")
    allocation = operations.prepare(case=case, by=request.user, at=now())
    return redirect("police_admin:jury", allocation.year)


@require_GET
@allow(reads_the_files_of_the_bureau)
def jury(request, year):
    """The three terms of the number, then the arithmetic of each line, and what is to be grouped."""
    on = localdate()
    allocation = allocation_of_year(request.user, year, on)
    lines = lines_of(allocation)
    reckoning = reckon(allocation, lines, on)
    case = allocation.case
    may_change = case.stage in EDITABLE and works_on_case(request.user, case, on)
    return TemplateResponse(
        request,
        "police_admin/juries/jury.html",
        {
            "title": str(allocation),
            "breadcrumb": [(HOME, reverse("police_admin:juries"))],
            "allocation": allocation,
            "case": case,
            "reckoning": reckoning,
            "numbers": numbers_of(reckoning),
            "rows": arithmetic(lines, reckoning),
            "names": spaced(sum(row.names_to_draw or 0 for row in lines)),
            "proposals": proposals(lines, reckoning),
            "may_change": may_change,
            "why_closed": "" if case.stage in EDITABLE else operations.why_closed(allocation),
            "formats": [(kind, each.label) for kind, each in FORMATS.items()],
            "letters": case.letters.filter(purpose__in=("order", "jury_table")).select_related("letter"),
        },
    )


def numbers_of(reckoning: Reckoning) -> dict[str, str]:
    """The terms as they are read; empty while a population is missing."""
    names = ("population", "per_juror", "proportional", "minimum", "ministerial", "ministerial_until", "total")
    return {name: spaced(getattr(reckoning.terms, name)) for name in names} if reckoning.terms else {}


def arithmetic(lines: list[JuryUnit], reckoning: Reckoning) -> list[dict]:
    """Each line with its calculation in words: « 92 000 × 262 ÷ 341 800 = 70 + 178 200 ÷ 341 800 »."""
    shares = {share.unit.code: share for share in reckoning.shares}
    rows = []
    for row in lines:
        share = shares.get(row.code)
        population = "" if row.population is None else spaced(row.population)
        shown = {"line": row, "communes": row.communes.all(), "share": share, "population": population}
        if share is not None:
            terms = reckoning.terms
            people = spaced(terms.population)
            rest = spaced(int(share.remainder * terms.population))
            shown |= {
                "quota": decimals(share.quota),
                "words": f"{spaced(share.unit.population)} × {spaced(terms.total)} ÷ {people}"
                f" = {spaced(share.whole)} + {rest} ÷ {people}",
            }
        rows.append(shown)
    return rows


# --- populations and groups -------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(reads_the_files_of_the_bureau)
def jury_populations(request, year):
    allocation = allocation_of_year(request.user, year, localdate())
    return act_page(
        request,
        PopulationsForm(posted(request), allocation=allocation),
        operations.save_populations,
        facts={"allocation": allocation},
        at=now(),
        done="Les populations sont enregistrées et la répartition recalculée.",
        then=reverse("police_admin:jury", args=[year]),
        title=f"Populations des communes, liste de {year}",
        intro=f"Tableau officiel de la population : {allocation.case.answers['decree_reference']}.",
        submit="Enregistrer les populations",
        **around(allocation),
    )


@require_http_methods(FORM_METHODS)
@allow(reads_the_files_of_the_bureau)
def jury_group(request, year):
    """`?communes=…` proposes those to tick; nothing is grouped before a person confirms."""
    refuse_other_names(request, HOME, "communes")
    allocation = allocation_of_year(request.user, year, localdate())
    proposed = request.GET.getlist("communes")
    return act_page(
        request,
        GroupForm(posted(request), allocation=allocation, initial={"communes": proposed}),
        operations.group,
        facts={"allocation": allocation},
        at=now(),
        done="Les communes sont regroupées.",
        then=reverse("police_admin:jury", args=[year]),
        title="Regrouper des communes",
        intro="Une ligne qui n'atteint pas un juré est regroupée avec une voisine, pour que personne ne soit écarté.",
        submit="Regrouper ces communes",
        **around(allocation),
    )


def around(allocation: JuryAllocation) -> dict:
    address = reverse("police_admin:jury", args=[allocation.year])
    return {
        "back": (str(allocation), address),
        "breadcrumb": [(HOME, reverse("police_admin:juries")), (str(allocation), address)],
    }


@require_POST
@allow(reads_the_files_of_the_bureau)
def jury_ungroup(request, year, pk):
    allocation = allocation_of_year(request.user, year, localdate())
    operations.ungroup(unit=get_object_or_404(allocation.units, pk=pk), by=request.user, at=now())
    messages.success(request, "Le groupe est défait : chaque commune a de nouveau sa ligne.")
    return HttpResponseRedirect(reverse("police_admin:jury", args=[year]))


@require_GET
@allow(reads_the_files_of_the_bureau)
def jury_table(request, year, kind):
    """The table per commune as a file of the list kit."""
    if kind not in FORMATS:
        raise NotFound(f"Ce format de fichier n'existe pas : {', '.join(FORMATS)}.")
    allocation = allocation_of_year(request.user, year, localdate())
    chosen, columns = FORMATS[kind], commune_table().columns
    title = f"Jurés d'assises par commune, liste de {year}"
    rows = ([exported(column, line) for column in columns] for line in commune_lines(allocation, lines_of(allocation)))
    target = SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115 - the response closes it
    chosen.write(target, [column.label for column in columns], rows, title)
    target.seek(0)
    return FileResponse(
        target, as_attachment=True, filename=file_name(title, chosen.extension), content_type=chosen.media_type
    )


# --- the draw that anybody can do again -------------------------------------------------------------------------


@require_GET
@open_to_everyone(DRAW_IS_PUBLIC)
def jury_draw(request):
    """The same address always gives the same ranks: it can be published with the seed."""
    refuse_other_names(request, "Tirage vérifiable", "seed", "size", "wanted")
    asked = any(name in request.GET for name in ("seed", "size", "wanted"))
    if asked:
        limit_draws(request)
    form, drawn = DrawForm(request.GET if asked else None), []
    if asked and form.is_valid():
        try:
            drawn = draw(**form.cleaned_data)
        except DrawRefused as refusal:
            refuse(form, refusal)
    return TemplateResponse(
        request,
        "police_admin/juries/draw.html",
        {
            "title": "Tirage au sort vérifiable",
            "form": form,
            "drawn": joined(row.rank for row in drawn),
            "in_order": joined(sorted(row.rank for row in drawn)),
            "count": len(drawn),
            "first": drawn[0] if drawn else None,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def joined(ranks: Iterable[int]) -> str:
    return ", ".join(map(str, ranks))
