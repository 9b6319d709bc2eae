"""Pages of what the bureau writes of a council: sittings to come, strategies, rules, leaving, the State's seats."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.files import store_upload
from directorate.documents.record_pages import Sheet, record_page
from directorate.documents.serving import file_response
from directorate.web.access import allow
from directorate.web.errors import DomainError, NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, form_page, posted, refuse, uploaded
from directorate.web.tables import Cell, Column, Table
from public_order.councils import local_forms as forms
from public_order.councils import local_operations, local_queries, operations, queries
from public_order.councils.local_lists import MEMBER_RULE_LIST
from public_order.councils.local_papers import representation_paper, speaking_note
from public_order.councils.models import Council, PlannedSitting
from public_order.councils.sitting_forms import initial_of
from public_order.councils.sitting_views import pdf, refuse_far_year
from public_order.councils.tables import council_url, planned_url
from public_order.policies import heads_public_order, reads_public_order, works_in_public_order

SEATS = "Représentation de l'État"
PREPARED = ("starts_at", "place", "represented_by", "messages")
STRATEGY = ("kind", "starts_on", "ends_on", "axes", "indicators", "signatories", "signed_on", "review_on")


def works(request) -> bool:
    return works_in_public_order(request.user, on=localdate())


def home() -> tuple[str, str]:
    return "Conseils de prévention (CLSPD, CISPD)", reverse("public_order:councils")


def of_council(request, row: Council, form, operation, *, facts, title: str, done: str, intro: str = "", about=None):
    page = council_url(row)
    return act_page(
        request, form, operation, facts=facts, at=now(), done=done, then=page, title=f"{title} : {row.name}",
        submit=title, back=(row.name, page), intro=intro, about=about, breadcrumb=[home(), (row.name, page)],
    )  # fmt: skip


def known(pk: int) -> Council:
    return queries.known_council(pk, localdate())


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def council_leave(request, pk):
    row = known(pk)
    return of_council(request, row, forms.LeaveForm(posted(request), council=row), operations.leave,
                      facts={"council": row}, title="Faire sortir une commune",
                      done="La sortie est enregistrée.",
                      intro="À partir de ce jour, son obligation est de nouveau la sienne (PRE-04).")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def council_create(request, pk):
    row = known(pk)
    return of_council(request, row, forms.CreationForm(posted(request)), operations.create_council,
                      facts={"council": row}, title="Enregistrer la création", about=row,
                      done="Le conseil est créé ; l'obligation de ses communes est tenue.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def council_dissolve(request, pk):
    row = known(pk)
    return of_council(request, row, forms.DissolveForm(posted(request)), operations.dissolve, facts={"council": row},
                      title="Dissoudre", done="Le conseil est dissous ; ce qu'il a fait reste lisible.", about=row,
                      intro="Ses communes, son coordonnateur et ses séances à venir prennent fin.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def council_rules(request, pk):
    """The règlement intérieur: a file."""
    row = known(pk)
    page = council_url(row)
    form = forms.RulesForm(posted(request), uploaded(request))
    if request.method == "POST" and form.is_valid():
        at = now()
        try:
            file = store_upload(form.cleaned_data["document"], by=request.user, at=at)
            operations.attach_rules(council=row, file=file, by=request.user, at=at)
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Le règlement intérieur est joint.")
            return HttpResponseRedirect(page)
    return form_page(request, form, title=f"Joindre le règlement intérieur : {row.name}", submit="Joindre",
                     back=(row.name, page), breadcrumb=[home(), (row.name, page)],
                     intro="Un autre règlement prend la place du précédent.")  # fmt: skip


@require_GET
@allow(reads_public_order)
def council_rules_file(request, pk):
    row = known(pk)
    if row.rules_of_procedure is None:
        raise NotFound("Aucun règlement intérieur n'est joint.")
    return file_response(row.rules_of_procedure)


# --- strategies ---------------------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def strategy_new(request, pk):
    row = known(pk)
    return of_council(
        request,
        row,
        forms.StrategyForm(posted(request)),
        local_operations.record_strategy,
        facts={"council": row},
        title="Enregistrer une stratégie",
        done="La stratégie est enregistrée.",
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def strategy_change(request, pk):
    row = local_queries.known_strategy(pk)
    form = forms.StrategyForm(posted(request), initial=initial_of(row, *STRATEGY))
    return of_council(request, row.council, form, local_operations.change_strategy, facts={"strategy": row}, about=row,
                      title="Modifier la stratégie", done="La stratégie est modifiée.")  # fmt: skip


# --- rules of composition -----------------------------------------------------------------------------------------


def rules_home() -> tuple[str, str]:
    return MEMBER_RULE_LIST.title, reverse("public_order:member-rules")


@require_GET
@allow(reads_public_order)
def member_rules(request):
    new = [("Ajouter une règle", reverse("public_order:member-rule-new"))]
    actions = new if heads_public_order(request.user, on=localdate()) else []
    return list_page(request, MEMBER_RULE_LIST, at=now(), actions=[*actions, home()])


@require_http_methods(FORM_METHODS)
@allow(heads_public_order)
def member_rule_new(request):
    name, page = rules_home()
    return act_page(
        request, forms.MemberRuleForm(posted(request)), local_operations.record_member_rule, facts={}, at=now(),
        done="La règle est enregistrée.", then=page, title="Ajouter une règle de composition",
        submit="Enregistrer la règle", back=(name, page),
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def member_rule(request, pk):
    row = local_queries.known_rule(pk)
    runs = row.valid_to is None or row.valid_to > localdate()
    may_end = row.valid_to is None and heads_public_order(request.user, on=localdate())
    return record_page(
        request, title=str(row), intro="Membre de droit" if row.by_right else "Membre choisi",
        state=Cell("En vigueur", tone="success") if runs else Cell("Abrogée"),
        facts=[("Depuis le", row.valid_from), ("Jusqu'au (exclu)", row.valid_to), ("Fondement", row.source)],
        actions=[("Mettre fin", reverse("public_order:member-rule-end", args=[pk]))] if may_end else [],
        breadcrumb=[rules_home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(heads_public_order)
def member_rule_end(request, pk):
    name, page = rules_home()
    row = local_queries.known_rule(pk)
    return act_page(
        request, forms.MemberRuleEndForm(posted(request)), local_operations.end_member_rule, facts={"rule": row},
        at=now(), about=row, done="La règle a une fin.", then=page, title=f"Mettre fin : {row}",
        submit="Mettre fin à la règle", back=(name, page), intro=row.source,
    )  # fmt: skip


# --- sittings to come ---------------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def planned_sitting_new(request, pk):
    row = known(pk)
    return of_council(request, row, forms.PlannedForm(posted(request)), local_operations.plan_council_sitting,
                      facts={"council": row}, title="Prévoir une séance", done="La séance est prévue.")  # fmt: skip


@require_GET
@allow(reads_public_order)
def planned_sitting(request, pk):
    row = local_queries.known_planned(pk)
    acts = []
    if works(request) and row.is_open:
        acts = [("Préparer la séance", reverse("public_order:planned-sitting-prepare", args=[pk])),
                ("Annuler", reverse("public_order:planned-sitting-cancel", args=[pk]))]  # fmt: skip
        if row.starts_at <= now():
            acts.insert(0, ("Enregistrer la séance", reverse("public_order:council-sitting", args=[row.council_id])))
    said = Table(
        caption="Messages à porter", empty="Aucun message n'est écrit : préparer la séance.",
        columns=(Column("text", "Message", lambda line: line),),
    )  # fmt: skip
    if row.sitting_id:
        state = Cell("Tenue", tone="success")
    else:
        state = Cell("Annulée") if row.cancelled_for else Cell("Prévue", tone="info")
    return record_page(
        request, title=str(row), state=state, intro=row.get_formation_display(),
        facts=[
            ("Date et lieu", f"{localtime(row.starts_at):%d/%m/%Y à %H h %M}{f', {row.place}' if row.place else ''}"),
            ("Le préfet représenté par", row.represented_by or Cell("À désigner", tone="warning")),
            ("Motif d'annulation", row.cancelled_for),
        ],
        sheets=[Sheet(said, row.messages.splitlines())],
        actions=acts,
        links=[("Note d'intervention (PDF)", reverse("public_order:planned-sitting-note", args=[pk])),
               (row.council.name, council_url(row.council)), (SEATS, reverse("public_order:representation"))],
        breadcrumb=[home(), (row.council.name, council_url(row.council))],
    )  # fmt: skip


def on_planned(request, row: PlannedSitting, form, operation, *, title: str, done: str):
    page = planned_url(row)
    return act_page(
        request, form, operation, facts={"planned": row}, at=now(), about=row, done=done, then=page,
        title=f"{title} : {row}", submit=title, back=(str(row), page),
        breadcrumb=[home(), (row.council.name, council_url(row.council)), (str(row), page)],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def planned_sitting_prepare(request, pk):
    row = local_queries.known_planned(pk)
    form = forms.PrepareForm(posted(request), initial=initial_of(row, *PREPARED))
    return on_planned(request, row, form, local_operations.prepare_sitting, title="Préparer la séance",
                      done="La préparation est enregistrée.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def planned_sitting_cancel(request, pk):
    return on_planned(request, local_queries.known_planned(pk), forms.CancelForm(posted(request)),
                      local_operations.cancel_planned, title="Annuler", done="La séance est annulée.")  # fmt: skip


@require_GET
@allow(reads_public_order)
def planned_sitting_note(request, pk):
    return pdf(*speaking_note(local_queries.known_planned(pk), request.user, now()))


def asked_year(request) -> int:
    form = forms.PeriodForm(request.GET)
    return (form.cleaned_data["annee"] if form.is_valid() else None) or localdate().year


@require_GET
@allow(reads_public_order)
def representation(request):
    year = asked_year(request)
    seats = local_queries.representation(year)
    missing = sum(not seat.represented_by and seat.planned_pk is not None for seat in seats)
    table = Table(
        caption=f"Séances de {year}", empty="Aucune séance n'est tenue ni prévue cette année.",
        columns=(
            Column("day", "Date", lambda seat: seat.day),
            Column("council", "Conseil", lambda seat: Cell(
                seat.council, reverse("public_order:council", args=[seat.council_pk]))),
            Column("formation", "Formation", lambda seat: seat.formation),
            Column("by", "Pour le préfet", lambda seat: seat.represented_by or Cell(
                "À désigner" if seat.planned_pk else "Non renseigné", tone="warning")),
            Column("state", "État", lambda seat: Cell(
                "À venir", reverse("public_order:planned-sitting", args=[seat.planned_pk]), tone="info")
                if seat.planned_pk else "Tenue"),
        ),
    )  # fmt: skip
    people = Table(
        caption="Par représentant", empty="Personne.",
        columns=(
            Column("name", "Représentant", lambda one: one.name),
            Column("held", "Tenues", lambda one: one.held or "", numeric=True),
            Column("coming", "À venir", lambda one: one.coming or "", numeric=True),
        ),
    )  # fmt: skip
    page = reverse("public_order:representation")
    return record_page(
        request, title=SEATS, state=Cell(str(year), tone="info"), intro="Qui siège où, et quand, pour le préfet",
        facts=[("Séances", len(seats)), ("Représentants à désigner", missing or "")],
        sheets=[Sheet(table, seats), Sheet(people, local_queries.by_representative(seats))],
        links=[("Tableau (PDF)", reverse("public_order:representation-paper", args=[year])),
               *((str(each), f"{page}?annee={each}") for each in (year - 1, year + 1) if 2000 <= each <= 2100)],
        breadcrumb=[home()],
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def representation_pdf(request, year):
    refuse_far_year(year)
    return pdf(*representation_paper(year, localdate()))
