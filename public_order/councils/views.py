"""Pages of the prevention councils: the board of the year, the register, one council, the departmental plan."""

from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.record_pages import Sheet, paper, record_page
from directorate.documents.serving import letter_response
from directorate.money.amounts import words as money
from directorate.territory.names import at_commune
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted
from directorate.web.tables import Cell, Column, Table
from public_order.councils import forms, operations, queries, rules
from public_order.councils.lists import COUNCIL_LIST, PLAN_LIST
from public_order.councils.models import Council, CouncilCoordinator, CouncilGroup, CouncilLetter
from public_order.councils.sitting_queries import year_balance
from public_order.councils.tables import council_url, plan_url, planned_url, state_cell
from public_order.policies import heads_public_order, reads_public_order, works_in_public_order

BOARD = "Obligations de prévention"


def works(request) -> bool:
    return works_in_public_order(request.user, on=localdate())


def home() -> tuple[str, str]:
    return COUNCIL_LIST.title, reverse("public_order:councils")


def board_home() -> tuple[str, str]:
    return BOARD, reverse("public_order:prevention-board")


def plans_home() -> tuple[str, str]:
    return PLAN_LIST.title, reverse("public_order:departmental-plans")


# --- the board ------------------------------------------------------------------------------------------------


def board_table() -> Table:
    def coordinator(line: queries.Line) -> Cell | str:
        if line.lacks_coordinator:
            return Cell("À désigner", tone="warning")
        return line.coordinator.name if line.coordinator else ""

    return Table(
        caption="Les communes et leurs obligations", empty="Les obligations ne sont pas calculées.",
        columns=(
            Column("commune", "Commune", lambda line: Cell(
                line.commune.name, reverse("public_order:council-duty", args=[line.commune.pk]))),
            Column("population", "Habitants", lambda line: line.duty.population, numeric=True),
            Column("quarters", "QPV", lambda line: line.duty.quarters or "", numeric=True),
            Column("duty", "Conseil", lambda line: "Obligatoire" if line.duty.is_obliged else "Facultatif"),
            Column("state", "État", lambda line: state_cell(line.status)),
            Column("council", "Conseil tenu", lambda line: Cell(
                line.council.name, council_url(line.council)) if line.council else ""),
            Column("plenary", "Dernière plénière", lambda line: line.council.last_plenary_on if line.council else ""),
            Column("late", "Retard", lambda line: Cell(
                f"{line.sleep.days} j", tone="warning") if line.sleep and line.sleep.days else "", numeric=True),
            Column("coordinator", "Coordonnateur", coordinator),
        ),
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def prevention_board(request):
    on = localdate()
    lines, year = queries.board(on), queries.last_year(on)
    counts = {code: sum(line.status == code for line in lines) for code in rules.STATUS}
    obliged = sum(line.duty.is_obliged for line in lines)
    actions = [("Recalculer les obligations", reverse("public_order:council-duties"))] if works(request) else []
    urgent = sorted(lines, key=lambda line: (not line.letter, line.status != rules.MISSING, line.commune.sort_name))
    return record_page(
        request, title=BOARD, state=Cell(f"Année {year}" if year else "À calculer", tone="info" if year else "warning"),
        intro="CLSPD et CISPD, plénières, coordonnateurs : les communes à relancer d'abord",
        facts=[
            ("Communes obligées", f"{obliged} sur {len(lines)} (PRE-01)" if lines else ""),
            ("Conseils manquants", counts[rules.MISSING]),
            ("Conseils dormants", counts[rules.DORMANT]),
            ("Coordonnateurs à désigner", sum(line.lacks_coordinator for line in lines)),
        ],
        sheets=[Sheet(board_table(), urgent)], actions=actions,
        links=[home(), plans_home(), ("Ce qui se passe dans une commune", reverse("public_order:towns")),
               ("Représentation de l'État", reverse("public_order:representation")),
               ("Composition selon les textes", reverse("public_order:member-rules")),
               ("Protocoles", reverse("public_order:protocols")),
               ("Suivi des actions", reverse("public_order:council-actions"))],
    )  # fmt: skip


def line_of(insee: str) -> queries.Line:
    line = next((one for one in queries.board(localdate()) if one.commune.pk == insee), None)
    if line is None:
        raise NotFound("Les obligations de cette commune ne sont pas calculées.")
    return line


@require_GET
@allow(reads_public_order)
def council_duty(request, insee):
    """Why a commune is obliged or not, what holds, and the letters to its maire."""
    line = line_of(insee)
    trace = Table(
        caption="Règles appliquées", empty="Aucune règle.",
        columns=(
            Column("rule", "Règle", lambda step: step["rule"]),
            Column("words", "Comparaison", lambda step: step["words"]),
            Column("holds", "Vérifiée", lambda step: "Oui" if step["holds"] else "Non"),
        ),
    )  # fmt: skip
    letters = Table(
        caption="Lettres au maire", empty="Aucune lettre n'est écrite.",
        columns=(
            Column("on", "Le", lambda one: one.written_on),
            Column("kind", "Objet", lambda one: Cell(
                one.get_kind_display(), reverse("public_order:council-letter", args=[one.pk, "pdf"]))),
        ),
    )  # fmt: skip
    write = [("Écrire au maire", reverse("public_order:council-letter-new", args=[insee]))]
    return record_page(
        request, title=line.commune.name, state=state_cell(line.status), intro=f"Obligations de {line.duty.year}",
        facts=[
            ("Conseil", Cell(line.council.name, council_url(line.council)) if line.council else "Aucun"),
            ("Coordonnateur", "À désigner (PRE-03)" if line.lacks_coordinator
             else line.coordinator.name if line.coordinator else ""),
            ("Plénière attendue", line.sleep.due_on if line.sleep else ""),
            ("Retard", f"{line.sleep.days} jours (PRE-02)" if line.sleep and line.sleep.days else ""),
        ],
        sheets=[Sheet(trace, line.duty.trace),
                Sheet(letters, list(CouncilLetter.objects.filter(commune=insee).select_related("commune")))],
        actions=write if works(request) and line.letter else [], breadcrumb=[board_home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def council_letter_new(request, insee):
    line = line_of(insee)
    page = reverse("public_order:council-duty", args=[insee])
    about = CouncilLetter.Kind(line.letter).label.lower() if line.letter else "rien à rappeler"
    return act_page(
        request, forms.forms.Form(posted(request)), operations.write_to_mayor, facts={"line": line}, at=now(),
        done="La lettre est écrite.", then=page, title=f"Écrire au maire : {line.commune}", submit="Écrire la lettre",
        back=(line.commune.name, page), intro=f"Objet : {about}.", breadcrumb=[board_home(), (line.commune.name, page)],
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def council_letter(request, pk, kind):
    row = CouncilLetter.objects.select_related("letter").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette lettre n'existe pas.")
    return letter_response(row.letter, kind)


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def council_duties(request):
    name, page = board_home()
    return act_page(
        request, forms.YearForm(posted(request), initial={"year": localdate().year}), operations.compute_duties,
        facts={}, at=now(), done="Les obligations de l'année sont calculées.", then=page,
        title="Recalculer les obligations", submit="Calculer", back=(name, page),
        intro="Avec les dernières populations connues et la liste des quartiers prioritaires (PRE-01).",
    )  # fmt: skip


# --- the register ---------------------------------------------------------------------------------------------


@require_GET
@allow(reads_public_order)
def councils(request):
    new = [("Enregistrer un conseil", reverse("public_order:council-new"))] if works(request) else []
    return list_page(request, COUNCIL_LIST, at=now(), actions=[*new, board_home()])


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def council_new(request):
    name, page = home()
    return act_page(
        request, forms.CouncilForm(posted(request)), operations.record_council, facts={}, at=now(),
        done="Le conseil est enregistré.", then=page, title="Enregistrer un conseil", submit="Enregistrer le conseil",
        back=(name, page),
    )  # fmt: skip


def act_url(row: Council, name: str) -> str:
    return reverse(f"public_order:council-{name}", args=[row.pk])


@require_GET
@allow(reads_public_order)
def council(request, pk):
    on = localdate()
    row, months = queries.known_council(pk, on), queries.months_on(on)
    sleep, is_open = queries.sleep_of(row, on, months), row.stage != Council.Stage.DISSOLVED
    sittings = Table(
        caption="Séances", empty="Aucune séance n'est enregistrée.",
        columns=(
            Column("on", "Tenue le", lambda one: one.held_on),
            Column("formation", "Formation", lambda one: one.get_formation_display()),
            Column("by", "Le préfet représenté par", lambda one: one.represented_by),
        ),
    )  # fmt: skip
    coordinators = Table(
        caption="Coordonnateurs", empty="Aucun coordonnateur.",
        columns=(
            Column("name", "Coordonnateur", lambda one: one.name),
            Column("kind", "Qualité", lambda one: one.get_kind_display()),
            Column("since", "Depuis le", lambda one: one.since),
            Column("until", "Jusqu'au", lambda one: one.until),
            Column("letter", "Désignation", lambda one: Cell(
                "PDF", reverse("public_order:council-designation", args=[one.pk, "pdf"])) if one.letter_id else ""),
        ),
    )  # fmt: skip
    groups = Table(
        caption="Groupes de travail", empty="Aucun groupe.",
        columns=(
            Column("theme", "Thème", lambda one: Cell(
                one.theme, reverse("public_order:council-group-sitting", args=[one.pk]) if works(request) else "")),
            Column("frequency", "Fréquence", lambda one: f"{one.frequency_months} mois"),
            Column("charter", "Charte signée le", lambda one: one.charter_signed_on),
            Column("last", "Dernière réunion", lambda one: next((each.held_on for each in one.sittings.all()), "")),
            Column("count", "Participants", lambda one: next((each.attendance for each in one.sittings.all()), ""),
                   numeric=True),
            Column("themes", "Thèmes généraux", lambda one: next((each.themes for each in one.sittings.all()), "")),
        ),
    )  # fmt: skip
    strategies = Table(
        caption="Stratégie et contrats", empty="Aucune stratégie.",
        columns=(
            Column("kind", "Nature", lambda one: Cell(one.get_kind_display(), reverse(
                "public_order:strategy-change", args=[one.pk]) if works(request) and is_open else "")),
            Column("starts", "Du", lambda one: one.starts_on),
            Column("ends", "Au", lambda one: one.ends_on),
            Column("axes", "Axes", lambda one: one.axes),
            Column("indicators", "Indicateurs", lambda one: one.indicators),
            Column("signed", "Signée le", lambda one: Cell(f"{one.signed_on:%d/%m/%Y}", detail=one.signatories)
                   if one.signed_on else Cell("À signer", tone="warning")),
            Column("review", "Revue le", lambda one: one.review_on),
        ),
    )  # fmt: skip
    members = Table(
        caption="Composition selon les textes", empty="Aucune règle de composition n'est enregistrée.",
        columns=(
            Column("kind", "Membre", lambda one: one.kind),
            Column("right", "De droit", lambda one: "Oui" if one.by_right else "Choisi"),
            Column("source", "Fondement", lambda one: one.source),
        ),
    )  # fmt: skip
    coming = Table(
        caption="Séances à venir", empty="Aucune séance n'est prévue.",
        columns=(
            Column("on", "Prévue le", lambda one: Cell(f"{localtime(one.starts_at):%d/%m/%Y à %H h %M}",
                                                       planned_url(one))),
            Column("formation", "Formation", lambda one: one.get_formation_display()),
            Column("by", "Le préfet représenté par", lambda one: one.represented_by or Cell(
                "À désigner", tone="warning")),
            Column("note", "Note d'intervention", lambda one: Cell(
                "PDF", reverse("public_order:planned-sitting-note", args=[one.pk]))),
        ),
    )  # fmt: skip
    acts = [
        ("Enregistrer une séance", act_url(row, "sitting")),
        ("Prévoir une séance", reverse("public_order:planned-sitting-new", args=[row.pk])),
        ("Nommer un coordonnateur", act_url(row, "coordinator")),
        ("Ouvrir un groupe", act_url(row, "group")),
        ("Enregistrer une stratégie", reverse("public_order:strategy-new", args=[row.pk])),
        ("Joindre le règlement intérieur", act_url(row, "rules")),
    ]
    if row.kind == "cispd":
        acts += [("Faire entrer une commune", act_url(row, "join")), ("Faire sortir une commune",
                                                                       act_url(row, "leave"))]  # fmt: skip
    if row.stage == Council.Stage.PREPARED:
        acts = [("Enregistrer la création", act_url(row, "create"))]
    acts.append(("Abandonner" if row.stage == Council.Stage.PREPARED else "Dissoudre", act_url(row, "dissolve")))
    return record_page(
        request, title=row.name, state=state_cell(queries.status_of(row, on, months)), intro=row.get_kind_display(),
        facts=[
            ("Communes", ", ".join(f"{one.commune.name} (depuis le {one.since:%d/%m/%Y})" for one in row.today)),
            ("Créé le", row.created_on),
            ("Acte", row.act),
            ("Dernière plénière", row.last_plenary_on),
            ("Prochaine plénière avant le", sleep.due_on if sleep and is_open else ""),
            ("Retard", f"{sleep.days} jours (PRE-02)" if sleep and sleep.days and is_open else ""),
            ("Règlement intérieur", Cell(row.rules_of_procedure.name, act_url(row, "rules-file"))
             if row.rules_of_procedure else ""),
            ("Communes sorties", ", ".join(
                f"{one.commune.name} (le {one.until:%d/%m/%Y}{f', {one.withdrawal}' if one.withdrawal else ''})"
                for one in queries.left(row))),
            ("Dissous", f"Le {row.dissolved_on:%d/%m/%Y}, {row.dissolution}" if row.dissolved_on else ""),
        ],
        sheets=[
            Sheet(coming, [one for one in row.planned.all() if one.is_open]),
            Sheet(sittings, list(row.sittings.all())),
            Sheet(coordinators, list(row.coordinators.all())),
            Sheet(groups, list(row.groups.all()),
                  intro="Seuls le jour, le nombre et les thèmes généraux sont tenus ici (PRE-05)."),
            Sheet(strategies, list(row.strategies.all())),
            Sheet(members, list(queries.members_by_text(row.kind, on))),
        ],
        actions=acts if works(request) and is_open else [],
        links=[(f"Ce qui se passe {at_commune(one.commune.name)}",
                reverse("public_order:town", args=[one.commune_id])) for one in row.today],
        breadcrumb=[home()],
    )  # fmt: skip


def council_act(request, pk, form_class, operation, *, title: str, done: str, intro: str = "", name: str = "council",
                row=None):  # fmt: skip
    whole = queries.known_council(pk, localdate())
    page = council_url(whole)
    return act_page(
        request, form_class(posted(request)), operation, facts={name: row or whole}, at=now(), done=done, then=page,
        title=f"{title} : {row or whole}", submit=title, back=(whole.name, page), intro=intro,
        breadcrumb=[home(), (whole.name, page)],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def council_sitting(request, pk):
    return council_act(request, pk, forms.SittingForm, operations.record_sitting, title="Enregistrer une séance",
                       done="La séance est enregistrée.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def council_coordinator(request, pk):
    return council_act(request, pk, forms.CoordinatorForm, operations.name_coordinator, title="Nommer un coordonnateur",
                       done="Le coordonnateur est nommé.",
                       intro="Désigné par le préfet, une lettre au maire l'annonce (PRE-03).")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def council_group(request, pk):
    return council_act(request, pk, forms.GroupForm, operations.open_group, title="Ouvrir un groupe",
                       done="Le groupe est ouvert.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def council_join(request, pk):
    return council_act(request, pk, forms.JoinForm, operations.join, title="Faire entrer une commune",
                       done="La commune est couverte depuis son entrée (PRE-04).")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def council_group_sitting(request, pk):
    row = CouncilGroup.objects.select_related("council").filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce groupe n'existe pas.")
    return council_act(request, row.council_id, forms.GroupSittingForm, operations.record_group_sitting,
                       title="Enregistrer une réunion", done="La réunion est enregistrée.", name="group", row=row,
                       intro="Un jour, un nombre, des thèmes généraux : rien d'autre (PRE-05).")  # fmt: skip


@require_GET
@allow(reads_public_order)
def council_designation(request, pk, kind):
    row = CouncilCoordinator.objects.select_related("letter").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette désignation n'existe pas.")
    return letter_response(row.letter, kind)


# --- the department -------------------------------------------------------------------------------------------


@require_GET
@allow(reads_public_order)
def departmental_plans(request):
    new = [("Préparer un plan", reverse("public_order:departmental-plan-new"))] if works(request) else []
    balance = [("Bilan de la stratégie nationale", reverse("public_order:strategy-balance"))]
    return list_page(request, PLAN_LIST, at=now(), actions=[*new, *balance])


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def departmental_plan_new(request):
    name, page = plans_home()
    return act_page(
        request, forms.PlanForm(posted(request)), operations.record_plan, facts={}, at=now(),
        done="Le plan est préparé.", then=page, title="Préparer un plan", submit="Préparer le plan", back=(name, page),
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def departmental_plan(request, pk):
    row = queries.known_plan(pk)
    axes = Table(
        caption="Axes", empty="Aucun axe.",
        columns=(
            Column("rank", "N°", lambda one: one.rank), Column("title", "Axe", lambda one: one.title),
            Column("actions", "Actions", lambda one: one.actions),
        ),
    )  # fmt: skip
    acts = []
    if not row.signed_on and works(request):
        acts.append(("Enregistrer les avis", reverse("public_order:departmental-plan-opinions", args=[pk])))
        if row.council_on and heads_public_order(request.user, on=localdate()):
            acts.insert(0, ("Enregistrer l'arrêté", reverse("public_order:departmental-plan-sign", args=[pk])))
    return record_page(
        request, title=str(row),
        state=Cell("Arrêté", tone="success") if row.signed_on else Cell("En préparation", tone="new"),
        intro="Avis du procureur, puis du CDPD, puis signature (PRE-06, D132-13)",
        facts=[("Avis du procureur", row.prosecutor_on), ("Avis du CDPD", row.council_on), ("Signé le", row.signed_on),
               ("Arrêté n°", row.number or "")],
        sheets=[Sheet(axes, list(row.axes.all()))],
        papers=paper("Arrêté", row.order, "public_order:departmental-plan-order", pk), actions=acts,
        breadcrumb=[plans_home()],
    )  # fmt: skip


def plan_act(request, pk, form, operation, *, title: str, done: str):
    row = queries.known_plan(pk)
    page = plan_url(row)
    return act_page(
        request, form, operation, facts={"plan": row}, at=now(), done=done, then=page, title=f"{title} : {row}",
        submit=title, back=(str(row), page), breadcrumb=[plans_home(), (str(row), page)],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def departmental_plan_opinions(request, pk):
    row = queries.known_plan(pk)
    initial = {"prosecutor_on": row.prosecutor_on, "council_on": row.council_on}
    return plan_act(request, pk, forms.OpinionsForm(posted(request), initial=initial), operations.record_opinions,
                    title="Enregistrer les avis", done="Les avis sont enregistrés.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(heads_public_order)
def departmental_plan_sign(request, pk):
    form = forms.SignForm(posted(request), initial={"signed_on": localdate()})
    return plan_act(request, pk, form, operations.sign_plan, title="Enregistrer l'arrêté",
                    done="L'arrêté est enregistré.")  # fmt: skip


@require_GET
@allow(reads_public_order)
def departmental_plan_order(request, pk, kind):
    return letter_response(queries.known_plan(pk).order, kind)


@require_GET
@allow(reads_public_order)
def strategy_balance(request):
    text = request.GET.get("annee", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else localdate().year
    table = Table(
        caption=f"Bilan {year} par axe", empty="Aucune stratégie nationale n'est enregistrée.",
        columns=(
            Column("axis", "Axe", lambda pair: Cell(f"{pair[0].rank}. {pair[0].title}",
                                                    detail="À confirmer" if pair[0].to_confirm else "")),
            Column("measures", "Mesures", lambda pair: pair[1].measures if pair[1]
                   else Cell("À écrire", tone="warning")),
            Column("number", "Actions", lambda pair: pair[1].number if pair[1] else "", numeric=True),
            Column("granted", "FIPD (€)", lambda pair: pair[1].granted if pair[1] else "", numeric=True),
            Column("examples", "Exemples", lambda pair: pair[1].examples if pair[1] else ""),
            Column("difficulties", "Difficultés", lambda pair: pair[1].difficulties if pair[1] else ""),
        ),
    )  # fmt: skip
    found = year_balance(year)
    rows, page = found.axes, reverse("public_order:strategy-balance")
    figures = Table(
        caption=f"Chiffres de l'année {year}",
        columns=(Column("label", "Registre", lambda one: one[0]),
                 Column("value", "Nombre", lambda one: one[1], numeric=True)),
    )  # fmt: skip
    return record_page(
        request, title="Bilan de la stratégie nationale", state=Cell(str(year), tone="info"),
        intro=rows[0][0].strategy if rows else "",
        facts=[("Actions", found.actions or ""),
               ("FIPD réparti par axe", money(found.granted) if found.granted else ""),
               ("Axes à compléter", found.missing or "")],
        sheets=[Sheet(table, rows), Sheet(figures, found.figures,
                                          intro="Comptés dans les registres, jamais saisis.")],
        actions=[("Écrire le bilan d'un axe", reverse("public_order:strategy-balance-axis"))] if works(request) else [],
        links=[("Bilan (PDF)", reverse("public_order:strategy-balance-paper", args=[year])),
               *((str(each), f"{page}?annee={each}") for each in (year - 1, year + 1))],
        breadcrumb=[plans_home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def strategy_balance_axis(request):
    page = reverse("public_order:strategy-balance")
    return act_page(
        request, forms.BalanceForm(posted(request), initial={"year": localdate().year}), operations.record_balance,
        facts={}, at=now(), done="Le bilan de l'axe est enregistré.", then=page, title="Écrire le bilan d'un axe",
        submit="Enregistrer le bilan", back=("Bilan de la stratégie nationale", page), breadcrumb=[plans_home()],
    )  # fmt: skip
