"""The board of the committee, its plan, its quarters, its secretariat, its exchanges."""

from datetime import date

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.record_pages import Sheet, record_page
from directorate.org.models import StaffMember
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted
from directorate.web.tables import Cell
from public_order.codaf import access, exchange_operations, forms, money, operations, papers, queries, rules, tables
from public_order.codaf.catalogue import Body, Nature, Sector
from public_order.codaf.lists import EXCHANGE_LIST
from public_order.codaf.models import CodafAgent, CodafPlan, CodafSeat
from public_order.codaf.serving import pdf
from public_order.codaf.views import board_home, works
from public_order.policies import heads_public_order, reads_public_order, works_in_public_order

NEXT = 8
QUARTERS = 8
OFFENDERS = 10


def quarter_name(year: int, quarter: int) -> str:
    return f"T{quarter} {year}"


def quarter_url(year: int, quarter: int) -> str:
    return reverse("public_order:codaf-quarter", args=[year, quarter])


def plan_url(year: int) -> str:
    return reverse("public_order:codaf-plan", args=[year])


def tiles_of(found: queries.Synthesis) -> list[tuple[str, object, str]]:
    whole = found.whole
    return [
        ("Opérations", whole.operations, f"{found.awaited} à consolider" if found.awaited else ""),
        ("Établissements contrôlés", whole.establishments, ""),
        ("Personnes contrôlées", whole.persons, ""),
        ("Établissements en infraction",
         f"{tables.percent(whole.breach_rate)} %" if whole.establishments else "", whole.trace),
        ("Fermetures proposées", whole.closures, ""),
        ("Notifié et recouvré", tables.euros(whole.amounts.press), "communicable"),
        ("Estimé", tables.euros(whole.amounts.estimated), "à part, non communicable"),
        ("Délai moyen de consolidation",
         f"{tables.percent(found.mean_delay)} jours" if found.delays else "", f"{len(found.delays)} opérations"),
    ]  # fmt: skip


def synthesis_sheets(found: queries.Synthesis) -> list[Sheet]:
    sectors = [
        (Sector(code).label, line.operations, line.establishments, line.in_breach, tables.percent(line.breach_rate))
        for code, line in found.by_sector.items()
    ]
    return [
        Sheet(tables.totals_table("Montants par partenaire", "Partenaire"),
              [(Body(code).label, sums) for code, sums in found.by_partner.items()]),
        Sheet(tables.pairs_table("Constats par nature", "Nature", "Procès-verbaux", "Personnes",
                                 empty="Aucun constat."),
              [(Nature(code).label, *counts) for code, counts in found.by_nature.items()],
              intro="Un procès-verbal de deux natures est dans chacune : les lignes ne s'additionnent pas."),
        Sheet(tables.pairs_table("Par secteur", "Secteur", "Opérations", "Établissements", "En infraction", "%",
                                 empty="Aucune opération."), sectors),
    ]  # fmt: skip


@require_GET
@allow(reads_public_order)
def codaf_board(request):
    on = localdate()
    found = queries.synthesis(date(on.year, 1, 1), date(on.year + 1, 1, 1))
    coming = queries.operations().filter(state__in=rules.ORDER[:5]).order_by("starts_at", "pk")[:NEXT]
    lines = [
        (Cell(row.number, tables.operation_url(row)), tables.moment(row.starts_at), row.get_sector_display(),
         row.commune.name, tables.state_cell(row))
        for row in coming
    ]  # fmt: skip
    late = [
        (Cell(row.get_body_display(), reverse("public_order:codaf-partner", args=[row.pk])),
         Cell(row.operation.number, tables.operation_url(row.operation)), f"{row.operation.ended_at:%d/%m/%Y}")
        for row in queries.late_partners(on)
    ]  # fmt: skip
    new = [("Inscrire une opération", reverse("public_order:codaf-operation-new"))] if works(request) else []
    log = ("Échanges d'informations", reverse("public_order:codaf-exchanges"))
    exchanges = [log] if works(request) else []
    quarters = [(quarter_name(*each), quarter_url(*each), False) for each in queries.quarters_held()[:QUARTERS]]
    return TemplateResponse(
        request,
        "public_order/codaf/board.html",
        {
            "title": f"CODAF, {on.year}",
            "intro": "Comité opérationnel départemental anti-fraude, et ses synthèses trimestrielles.",
            "choices": quarters,
            "tiles": tiles_of(found),
            "note": "Un procès-verbal compte une fois par partenaire (COD-03) ; l'estimé reste à part (COD-04).",
            "sheets": [
                Sheet(tables.words_table("Opérations à venir", "Opération", "Début", "Secteur", "Commune", "État",
                                         empty="Aucune opération n'est en préparation."), lines),
                Sheet(tables.words_table("Réponses en retard (COD-06)", "Partenaire", "Opération", "Terminée le",
                                         empty="Aucune réponse n'est en retard."), late),
                Sheet(tables.pairs_table(f"Secteurs du plan {on.year}", "Secteur", "Prévues", "Réalisées",
                                         empty="Aucun plan ni opération cette année."), queries.coverage(on.year),
                      actions=[("Plan de l'année", reverse("public_order:codaf-plans"))]),
                *synthesis_sheets(found),
                Sheet(tables.offender_table("Établissements en infraction plusieurs fois"),
                      queries.offenders(on)[:OFFENDERS],
                      actions=[("Tous", reverse("public_order:codaf-offenders"))]),
            ],
            "actions": [*new, ("Opérations", reverse("public_order:codaf-operations")),
                        ("Résultats", reverse("public_order:codaf-results")), *exchanges],
        },
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def codaf_quarter(request, year, quarter):
    found = synthesis_for(year, quarter)
    choices = [(quarter_name(*each), quarter_url(*each), each == (year, quarter))
               for each in queries.quarters_held()[:QUARTERS]]  # fmt: skip
    rows = [
        (Cell(each.operation.number, tables.operation_url(each.operation)), each.operation.get_sector_display(),
         each.line.establishments, each.line.persons, each.line.in_breach, each.line.closures,
         tables.euros(each.line.amounts.press))
        for each in found.sheets
    ]  # fmt: skip
    listed = f"{reverse('public_order:codaf-results')}?year={year}&quarter={quarter}"
    return TemplateResponse(
        request,
        "public_order/codaf/board.html",
        {
            "title": f"Synthèse du CODAF, {papers.QUARTERS[quarter].lower()} {year}",
            "intro": "Transmise à la mission nationale (MICAF).",
            "choices": choices,
            "tiles": tiles_of(found),
            "note": " ".join(papers.remarks(found)),
            "sheets": [
                Sheet(tables.pairs_table("Opérations du trimestre", "Opération", "Secteur", "Établissements",
                                         "Personnes", "En infraction", "Fermetures", "Notifié et recouvré",
                                         empty="Aucune opération ce trimestre."), rows),
                *synthesis_sheets(found),
            ],
            "actions": [("Synthèse (PDF)", reverse("public_order:codaf-quarter-paper", args=[year, quarter])),
                        ("Exporter les résultats", listed)],
            "breadcrumb": [board_home()],
        },
    )  # fmt: skip


def synthesis_for(year: int, quarter: int) -> queries.Synthesis:
    if not (2000 <= year <= 2100 and quarter in papers.QUARTERS):
        raise NotFound("Ce trimestre n'existe pas.")
    return queries.synthesis(*money.quarter_days(year, quarter))


@require_GET
@allow(reads_public_order)
def codaf_quarter_paper(request, year, quarter):
    found = synthesis_for(year, quarter)
    return pdf(papers.synthesis_paper(year, quarter, found, localdate()), f"Synthese CODAF T{quarter} {year}")


# --- the plan -----------------------------------------------------------------------------------------------------


@require_GET
@allow(reads_public_order)
def codaf_plans(request):
    rows = [
        (Cell(str(row), plan_url(row.year)), f"{row.adopted_on:%d/%m/%Y}" if row.adopted_on else "En préparation",
         sum(each.wanted for each in row.objectives.all()))
        for row in CodafPlan.objects.prefetch_related("objectives")
    ]  # fmt: skip
    new = [("Ouvrir le plan d'une année", reverse("public_order:codaf-plan-new"))] if works(request) else []
    return TemplateResponse(
        request,
        "public_order/codaf/board.html",
        {
            "title": "Plans annuels du CODAF",
            "intro": "Adoptés en formation plénière, sous la coprésidence du préfet et du procureur.",
            "sheets": [Sheet(tables.words_table("Plans", "Plan", "Adopté le", "Opérations prévues",
                                                empty="Aucun plan : en ouvrir un pour fixer les secteurs."), rows)],
            "actions": new,
            "breadcrumb": [board_home()],
        },
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def codaf_plan_new(request):
    page = reverse("public_order:codaf-plans")
    return act_page(
        request, forms.PlanForm(posted(request), initial={"year": localdate().year}), operations.open_plan, facts={},
        at=now(), done="Le plan est ouvert.", then=page, title="Ouvrir le plan d'une année", submit="Ouvrir le plan",
        back=("Plans annuels", page), breadcrumb=[board_home()],
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def codaf_plan(request, year):
    row = queries.known_plan(year)
    objectives = [
        (each.get_sector_display(), each.territory or "Département", each.get_pilot_display(), each.wanted)
        for each in row.objectives.all()
    ]
    verbs = [("Fixer un objectif", "objectif")] if works(request) else []
    if works(request) and row.adopted_on is None:
        verbs.append(("Noter l'adoption", "adoption"))
    return record_page(
        request,
        title=str(row),
        state=Cell(f"Adopté le {row.adopted_on:%d/%m/%Y}", tone="success") if row.adopted_on
        else Cell("En préparation", tone="info"),
        facts=[("Orientations", row.summary)],
        sheets=[
            Sheet(tables.words_table("Objectifs", "Secteur", "Territoire", "Pilote", "Opérations prévues",
                                     empty="Aucun objectif n'est fixé."), objectives),
            Sheet(tables.pairs_table("Secteurs couverts", "Secteur", "Prévues", "Réalisées",
                                     empty="Rien à comparer."), queries.coverage(year)),
        ],
        actions=[(label, reverse("public_order:codaf-plan-act", args=[year, verb])) for label, verb in verbs],
        breadcrumb=[board_home(), ("Plans annuels", reverse("public_order:codaf-plans"))],
    )  # fmt: skip


PLAN_ACTS = {
    "objectif": ("Fixer un objectif", forms.ObjectiveForm, operations.set_objective, "L'objectif est fixé."),
    "adoption": ("Noter l'adoption", forms.AdoptForm, operations.adopt_plan, "L'adoption est notée."),
}


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def codaf_plan_act(request, year, verb):
    if verb not in PLAN_ACTS:
        raise Http404
    row = queries.known_plan(year)
    label, form, operation, done = PLAN_ACTS[verb]
    return act_page(
        request, form(posted(request)), operation, facts={"plan": row}, at=now(), done=done, then=plan_url(year),
        title=f"{label} : {row}", submit=label, back=(str(row), plan_url(year)), breadcrumb=[board_home()],
    )  # fmt: skip


# --- the secretariat ----------------------------------------------------------------------------------------------


@require_GET
@allow(reads_public_order)
def codaf_seats(request):
    can_act = heads_public_order(request.user, on=localdate())
    rows = []
    for row in CodafSeat.objects.select_related("staff", "granted_by"):
        end = f"{row.until:%d/%m/%Y}" if row.until else ""
        if can_act and row.until is None:
            end = Cell("Terminer", reverse("public_order:codaf-seat-end", args=[row.pk]))
        rows.append((str(row.staff), row.get_role_display(), f"{row.since:%d/%m/%Y}", end, row.reason,
                     str(row.granted_by)))  # fmt: skip
    new = [("Désigner un agent", reverse("public_order:codaf-seat-new"))] if can_act else []
    return TemplateResponse(
        request,
        "public_order/codaf/board.html",
        {
            "title": "Secrétariat permanent du CODAF",
            "intro": "Avec le pilote, les seuls à lire les objectifs avant l'opération (COD-05).",
            "sheets": [Sheet(tables.words_table("Désignations", "Agent", "Qualité", "Depuis le", "Jusqu'au", "Acte",
                                                "Par", empty="Personne n'est désigné : seul le pilote d'une opération"
                                                " en lit les objectifs."), rows)],
            "actions": new,
            "breadcrumb": [board_home()],
        },
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(heads_public_order)
def codaf_seat_new(request):
    on, page = localdate(), reverse("public_order:codaf-seats")
    people = [row.pk for row in StaffMember.objects.filter(is_active=True) if reads_public_order(row, on=on)]
    form = forms.SeatForm(posted(request), people=StaffMember.objects.filter(pk__in=people), initial={"since": on})
    return act_page(
        request, form, access.designate, facts={}, at=now(), done="L'agent est désigné.", then=page,
        title="Désigner un agent", submit="Désigner", back=("Secrétariat", page), breadcrumb=[board_home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(heads_public_order)
def codaf_seat_end(request, pk):
    row = CodafSeat.objects.select_related("staff").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette désignation n'existe pas.")
    page = reverse("public_order:codaf-seats")
    return act_page(
        request, forms.forms.Form(posted(request)), access.end_seat, facts={"seat": row}, at=now(),
        done="La désignation est terminée.", then=page, title=f"Terminer : {row}", submit="Terminer la désignation",
        back=("Secrétariat", page), breadcrumb=[board_home()],
    )  # fmt: skip


# --- exchanges (COD-07) -------------------------------------------------------------------------------------------


@require_GET
@allow(works_in_public_order)
def codaf_exchanges(request):
    actions = [("Inscrire un échange", reverse("public_order:codaf-exchange-new")),
               ("Agents habilités", reverse("public_order:codaf-agents")), board_home()]  # fmt: skip
    return list_page(request, EXCHANGE_LIST, at=now(), actions=actions,
                     intro="Ce qui y est écrit ne change plus.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def codaf_exchange_new(request):
    page = reverse("public_order:codaf-exchanges")
    return act_page(
        request, forms.ExchangeForm(posted(request)), exchange_operations.log_exchange, facts={}, at=now(),
        done="L'échange est inscrit.", then=page, title="Inscrire un échange", submit="Inscrire l'échange",
        back=("Échanges", page), breadcrumb=[board_home()],
        intro="COD-07 : entre deux agents habilités ce jour-là, sur un fondement légal.",
    )  # fmt: skip


@require_GET
@allow(works_in_public_order)
def codaf_agents(request):
    return TemplateResponse(
        request,
        "public_order/codaf/board.html",
        {
            "title": "Agents habilités aux échanges",
            "sheets": [Sheet(tables.agent_table(), list(CodafAgent.objects.all()))],
            "actions": [("Habiliter un agent", reverse("public_order:codaf-agent-new"))],
            "breadcrumb": [board_home(), ("Échanges", reverse("public_order:codaf-exchanges"))],
        },
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def codaf_agent_new(request):
    page = reverse("public_order:codaf-agents")
    return act_page(
        request, forms.AgentForm(posted(request), initial={"since": localdate()}), exchange_operations.authorise_agent,
        facts={}, at=now(), done="L'agent est habilité.", then=page, title="Habiliter un agent",
        submit="Habiliter l'agent", back=("Agents habilités", page), breadcrumb=[board_home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def codaf_agent_end(request, pk):
    row = CodafAgent.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("Cet agent n'existe pas.")
    page = reverse("public_order:codaf-agents")
    return act_page(
        request, forms.EndForm(posted(request), initial={"until": localdate()}), exchange_operations.end_authorisation,
        facts={"agent": row}, at=now(), done="L'habilitation est terminée.", then=page, title=f"Terminer : {row}",
        submit="Terminer l'habilitation", back=("Agents habilités", page), breadcrumb=[board_home()],
    )  # fmt: skip
