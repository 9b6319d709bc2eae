"""Pages of the sittings of the other bodies: the CDPD, the instances, the technical committees of the protocols."""

from io import BytesIO

from django.http import FileResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.commissions.models import CommissionSession
from directorate.commissions.operations import mark_of
from directorate.commissions.queries import members_on
from directorate.documents.files import file_name
from directorate.documents.record_pages import Sheet, record_page
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted
from directorate.web.tables import Cell, Column, Table
from public_order.councils import meeting_forms, sitting_forms, sitting_sheets
from public_order.councils import sitting_operations as operations
from public_order.councils import sitting_queries as queries
from public_order.councils.models import Instance
from public_order.councils.sitting_lists import INSTANCE_LIST, SITTING_LIST
from public_order.councils.sitting_papers import FILE, PAPERS, balance_paper, sitting_paper
from public_order.councils.sitting_tables import instance_url, sitting_url
from public_order.policies import reads_public_order, works_in_public_order

State = CommissionSession.State


def refuse_far_year(year: int) -> None:
    if not 2000 <= year <= 2100:
        raise NotFound("Cette année n'est pas tenue.")


def home() -> tuple[str, str]:
    return SITTING_LIST.title, reverse("public_order:body-sittings")


def instances_home() -> tuple[str, str]:
    return INSTANCE_LIST.title, reverse("public_order:instances")


def works(request) -> bool:
    return works_in_public_order(request.user, on=localdate())


def known(request, pk: int) -> CommissionSession:
    return queries.known_sitting(request.user, pk, localdate())


def title_of(row: CommissionSession) -> str:
    return f"{row.commission.name}, {localtime(row.starts_at):%d/%m/%Y}"


def pdf(title: str, content: bytes) -> FileResponse:
    return FileResponse(BytesIO(content), filename=file_name(title, "pdf"), content_type="application/pdf")


# --- sittings -----------------------------------------------------------------------------------------------------


@require_GET
@allow(reads_public_order)
def body_sittings(request):
    new = [("Prévoir un CDPD", reverse("public_order:departmental-sitting-new"))] if works(request) else []
    return list_page(request, SITTING_LIST, at=now(), actions=[*new, instances_home()])


def url(name: str, row: CommissionSession, *more: str) -> str:
    return reverse(f"public_order:body-sitting-{name}", args=[row.pk, *more])


def open_acts(request, row: CommissionSession) -> list[tuple[str, str]]:
    """What this person may do now, the next step first."""
    if not works(request):
        return []
    found: list[tuple[str, str]] = []
    if row.state == State.PLANNED:
        if row.starts_at <= now():
            found.append(("Enregistrer la séance", url("hold", row)))
        elif row.convened_at is None:
            found += [("Convoquer les membres", url("convene", row)), ("Inscrire un point", url("point", row))]
    if row.state == State.HELD:
        found.append(("Décider une action", url("decide", row)))
    if hasattr(row, "departmental_sitting"):
        found.append(("Écrire le dossier", reverse("public_order:departmental-sitting-file",
                                                   args=[row.departmental_sitting.pk])))  # fmt: skip
    return found


def papers_of(row: CommissionSession) -> list[tuple[str, str]]:
    missing = {"releve": row.state != State.HELD, "dossier": not hasattr(row, "departmental_sitting")}
    return [
        (f"{label} (PDF)", url("paper", row, which)) for which, (label, _) in PAPERS.items() if not missing.get(which)
    ]


def holder_of(row: CommissionSession) -> tuple[str, str]:
    """Whose sitting it is, and its page."""
    if instance := getattr(row.commission, "instance", None):
        return instance.name, instance_url(instance)
    if protocol := getattr(row.commission, "protocol", None):
        return protocol.title, reverse("public_order:protocol", args=[protocol.pk])
    return "Plans départementaux de prévention", reverse("public_order:departmental-plans")


def members_sheet(row: CommissionSession) -> Sheet:
    came = set(row.present.values_list("pk", flat=True))
    table = Table(
        caption="Membres", empty="Aucun mandat ne court à cette date.",
        columns=(
            Column("name", "Membre", lambda one: one.name),
            Column("capacity", "Qualité", lambda one: one.capacity),
            Column("came", "Présent", lambda one: ("Oui" if one.pk in came else "Non") if came else ""),
        ),
    )  # fmt: skip
    return Sheet(table, list(members_on(row.commission, localtime(row.starts_at).date())))


def file_sheet(row: CommissionSession) -> Sheet:
    sitting = row.departmental_sitting
    table = Table(
        caption="Dossier du conseil", empty="",
        columns=(
            Column("label", "Pièce", lambda pair: pair[1]),
            Column("text", "Texte", lambda pair: getattr(sitting, pair[0]) or Cell("À écrire", tone="warning")),
        ),
    )  # fmt: skip
    return Sheet(table, FILE, intro=f"Année examinée : {sitting.year} (D132-5).")


@require_GET
@allow(reads_public_order)
def body_sitting(request, pk):
    row, on = known(request, pk), localdate()
    text, tone = queries.next_of(row, on)
    sheets = [sitting_sheets.carried(row, on), sitting_sheets.agenda(row)]
    if hasattr(row, "departmental_sitting"):
        sheets.append(file_sheet(row))
    if row.state == State.HELD:
        sheets.append(sitting_sheets.decided(row, on))
    return record_page(
        request, title=title_of(row), state=Cell(text, tone=tone), intro=row.commission.legal_basis,
        facts=[
            ("Date et lieu", f"{localtime(row.starts_at):%d/%m/%Y à %H h %M}, {row.place}"),
            ("Convocation", f"Envoyée le {localtime(row.convened_at):%d/%m/%Y}" if row.convened_at else "À envoyer"),
            ("Relevé", row.minutes),
        ],
        sheets=[*sheets, members_sheet(row)],
        actions=open_acts(request, row),
        links=[*papers_of(row), holder_of(row),
               ("Séance dans le moteur des commissions", reverse("directorate:session", args=[row.pk]))],
        breadcrumb=[home()],
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def body_sitting_paper(request, pk, which):
    return pdf(*sitting_paper(known(request, pk), which, localdate()))


def act(request, row: CommissionSession, form, operation, *, title: str, done: str, intro: str = ""):
    page, name = sitting_url(row), title_of(row)
    return act_page(
        request, form, operation, facts={"session": row}, at=now(), done=done, then=page, title=f"{title} : {name}",
        submit=title, back=(name, page), intro=intro, breadcrumb=[home(), (name, page)],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def body_sitting_point(request, pk):
    return act(request, known(request, pk), sitting_forms.PointForm(posted(request)), operations.add_point,
               title="Inscrire un point", done="Le point est à l'ordre du jour.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def body_sitting_convene(request, pk):
    return act(request, known(request, pk), sitting_forms.UrgencyForm(posted(request)), operations.convene_sitting,
               title="Convoquer les membres", done="Les convocations partent avec l'ordre du jour.",
               intro="L'ordre du jour ne change plus ensuite.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def body_sitting_hold(request, pk):
    row = known(request, pk)
    seen = mark_of(row.present.values_list("pk", flat=True))
    form = sitting_forms.HoldForm(posted(request), session=row, initial={"seen": seen})
    return act(request, row, form, operations.hold_sitting, title="Enregistrer la séance",
               done="La séance est tenue : décider les actions.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def body_sitting_decide(request, pk):
    row = known(request, pk)
    form = meeting_forms.DecisionForm(posted(request), session=row)
    return act(request, row, form, operations.decide_in_sitting, title="Décider une action",
               done="L'action est décidée : elle reviendra jusqu'à sa clôture.")  # fmt: skip


# --- the departmental council and the yearly balance ---------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def departmental_sitting_new(request):
    name, page = home()
    form = sitting_forms.DepartmentalForm(posted(request), initial={"year": localdate().year - 1})
    return act_page(
        request, form, operations.plan_departmental, facts={}, at=now(), then=page, back=(name, page),
        done="La séance est prévue, avec les points que demande le code.", title="Prévoir un CDPD",
        submit="Prévoir la séance", intro="Le conseil départemental de prévention examine une année (D132-5).",
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def departmental_sitting_file(request, pk):
    row = queries.known_departmental(pk)
    name, page = str(row), sitting_url(row.session)
    form = sitting_forms.FileForm(posted(request), initial=sitting_forms.initial_of(row, *(field for field, _ in FILE)))
    return act_page(
        request, form, operations.write_departmental_file, facts={"sitting": row}, at=now(), about=row, then=page,
        done="Le dossier est enregistré.", title=f"Écrire le dossier : {row}", submit="Enregistrer le dossier",
        back=(name, page), breadcrumb=[home(), (name, page)],
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def strategy_balance_paper(request, year):
    refuse_far_year(year)
    return pdf(*balance_paper(year, localdate()))


# --- the other instances ------------------------------------------------------------------------------------------


@require_GET
@allow(reads_public_order)
def instances(request):
    new = [("Enregistrer une instance", reverse("public_order:instance-new"))] if works(request) else []
    return list_page(request, INSTANCE_LIST, at=now(), actions=[*new, home()])


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def instance_new(request):
    name, page = instances_home()
    return act_page(
        request, sitting_forms.InstanceForm(posted(request)), operations.open_instance, facts={}, at=now(), then=page,
        done="L'instance est enregistrée.", title="Enregistrer une instance", submit="Enregistrer l'instance",
        back=(name, page),
    )  # fmt: skip


def step_cell(row: CommissionSession) -> Cell:
    text, tone = queries.next_of(row, localdate())
    return Cell(text, tone=tone)


def instance_sheets(request, row: Instance) -> list[Sheet]:
    dates = Table(
        caption="Réunions enregistrées par leur date", empty="Aucune date n'est enregistrée.",
        columns=(
            Column("on", "Réunie le", lambda one: one.held_on),
            Column("count", "Participants", lambda one: one.attendance, numeric=True),
            Column("themes", "Thèmes généraux", lambda one: one.themes),
        ),
    )  # fmt: skip
    if row.is_date_only:
        return [Sheet(dates, list(row.sittings.all()), intro="De cette instance, seules les dates sont tenues (B5.3).")]
    sittings = Table(
        caption="Séances", empty="Aucune séance n'est prévue.",
        columns=(
            Column("day", "Séance", lambda one: Cell(f"{localtime(one.starts_at):%d/%m/%Y}", sitting_url(one))),
            Column("place", "Lieu", lambda one: one.place),
            Column("state", "À faire", lambda one: step_cell(one)),
            Column("decided", "Actions", lambda one: one.decided or "", numeric=True),
        ),
    )  # fmt: skip
    members = Table(
        caption="Membres", empty="Aucun membre : en désigner avant de prévoir une séance.",
        columns=(
            Column("name", "Membre", lambda one: one.name),
            Column("capacity", "Qualité", lambda one: one.capacity),
        ),
    )  # fmt: skip
    on = localdate()
    body = row.commission
    held = queries.sittings(request.user, on).filter(commission=body) if body else []
    known_dates = list(row.sittings.all())
    return [
        Sheet(sittings, list(held)),
        Sheet(members, list(members_on(body, on)) if body else []),
        *([Sheet(dates, known_dates)] if known_dates else []),
    ]


@require_GET
@allow(reads_public_order)
def instance(request, pk):
    row, on = queries.known_instance(pk), localdate()
    late = queries.days_late(row, on)
    acts: list[tuple[str, str]] = []
    if works(request):
        if row.is_date_only:
            acts.append(("Enregistrer une date", reverse("public_order:instance-date", args=[pk])))
        elif row.is_active:
            acts.append(("Prévoir une séance", reverse("public_order:instance-sitting-new", args=[pk])))
            acts.append(("Désigner un membre", reverse("public_order:instance-members", args=[pk])))
        acts.append(("Modifier", reverse("public_order:instance-change", args=[pk])))
    return record_page(
        request, title=row.name, intro=row.basis,
        state=Cell("En activité", tone="success") if row.is_active else Cell("Close"),
        facts=[
            ("Pilote", row.lead),
            ("Rythme", f"Tous les {row.frequency_months} mois" if row.frequency_months else ""),
            ("Dernière réunion", queries.last_of(row)),
            ("Prochaine réunion", localtime(row.coming).date() if row.coming else ""),
            ("Attendue le", queries.expected_on(row)),
            ("Retard", f"{late} jours" if late else ""),
        ],
        sheets=instance_sheets(request, row), actions=acts, breadcrumb=[instances_home()],
    )  # fmt: skip


def instance_act(request, row: Instance, form, operation, *, title: str, done: str, intro: str = ""):
    page = instance_url(row)
    return act_page(
        request, form, operation, facts={"instance": row}, at=now(), done=done, then=page, about=row,
        title=f"{title} : {row}", submit=title, back=(row.name, page), intro=intro,
        breadcrumb=[instances_home(), (row.name, page)],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def instance_change(request, pk):
    row = queries.known_instance(pk)
    initial = sitting_forms.initial_of(row, "name", "is_date_only", "basis", "lead", "frequency_months", "is_active")
    return instance_act(request, row, sitting_forms.InstanceChangeForm(posted(request), initial=initial),
                        operations.change_instance, title="Modifier", done="L'instance est modifiée.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def instance_date(request, pk):
    return instance_act(request, queries.known_instance(pk), sitting_forms.DateForm(posted(request)),
                        operations.record_date, title="Enregistrer une date", done="La date est enregistrée.",
                        intro="Le jour, et rien d'autre.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def instance_sitting_new(request, pk):
    return instance_act(request, queries.known_instance(pk), sitting_forms.PlanForm(posted(request)),
                        operations.plan_instance_sitting, title="Prévoir une séance",
                        done="La séance est prévue avec son ordre du jour.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def instance_members(request, pk):
    """The members of a body are named where those of every commission are."""
    row = queries.known_instance(pk)
    if row.commission is not None:
        return redirect("directorate:member-new", code=row.commission_id)
    page = instance_url(row)
    form = sitting_forms.forms.Form(posted(request))
    if request.method == "POST" and (body := attempt(form, operations.gather_members, instance=row, by=request.user,
                                                     at=now())):  # fmt: skip
        return redirect("directorate:member-new", code=body.pk)
    return form_page(
        request, form, title=f"Désigner les membres : {row}", submit="Ouvrir la liste des membres",
        back=(row.name, page), intro="Les membres, leurs mandats et leurs courriels sont tenus avec ceux des"
        " commissions.", breadcrumb=[instances_home(), (row.name, page)],
    )  # fmt: skip
