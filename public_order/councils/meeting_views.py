"""Pages of the états-majors: the agenda, the sitting, what was decided, the minutes, the follow-up of every action."""

from io import BytesIO

from django.http import FileResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.commissions.body_rules import knows_of
from directorate.commissions.forms import AttendanceForm
from directorate.commissions.models import CommissionSession
from directorate.commissions.operations import mark_of
from directorate.documents.files import file_name
from directorate.documents.record_pages import Sheet, record_page
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted
from directorate.web.tables import Cell, Column, Table
from public_order.councils import meeting_forms as forms
from public_order.councils import meeting_operations as operations
from public_order.councils import meeting_queries as queries
from public_order.councils import rules
from public_order.councils import sitting_sheets as sheets
from public_order.councils.meeting_lists import ACTION_LIST, CODAF_SITTING_LIST, MEETING_LIST
from public_order.councils.meeting_papers import PAPERS, paper_of
from public_order.councils.meeting_tables import STATE_TONES, action_url, meeting_url
from public_order.councils.models import StaffMeeting
from public_order.policies import approves_for_cabinet, reads_public_order, works_in_public_order
from public_order.recording import tell

State = CommissionSession.State


# By the code of each body: its list, the page that plans a sitting, and what these say.
LISTS = {"ems": MEETING_LIST, "codaf": CODAF_SITTING_LIST}
NEW = {"ems": ("Prévoir un état-major", "public_order:staff-meeting-new", "L'état-major est prévu, avec ses points."),
       "codaf": ("Prévoir une séance", "public_order:codaf-sitting-new",
                 "La séance est prévue, avec son ordre du jour.")}  # fmt: skip


def home(body: rules.Chaired = rules.STAFF) -> tuple[str, str]:
    kept = LISTS[body.code]
    return kept.title, reverse(kept.url_name)


def actions_home() -> tuple[str, str]:
    return ACTION_LIST.title, reverse("public_order:council-actions")


def works(request) -> bool:
    return works_in_public_order(request.user, on=localdate())


def known(request, pk: int) -> StaffMeeting:
    return queries.known_meeting(request.user, pk, localdate())


def meetings_page(request, body: rules.Chaired, *more: tuple[str, str]):
    label, page, _ = NEW[body.code]
    new = [(label, reverse(page))] if works(request) else []
    return list_page(request, LISTS[body.code], at=now(), actions=[*new, actions_home(), *more])


def new_page(request, body: rules.Chaired):
    name, page = home(body)
    label, _, done = NEW[body.code]
    restricted = knows_of(request.user, body.restricted, localdate())
    return act_page(
        request, forms.MeetingForm(posted(request), restricted=restricted, body=body), operations.plan_meeting,
        facts={"body": body}, at=now(), done=done, then=page, title=label, submit=label, back=(name, page),
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def staff_meetings(request):
    return meetings_page(request, rules.STAFF)


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def staff_meeting_new(request):
    return new_page(request, rules.STAFF)


@require_GET
@allow(reads_public_order)
def codaf_sittings(request):
    return meetings_page(request, rules.FRAUD, ("CODAF", reverse("public_order:codaf-board")))


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def codaf_sitting_new(request):
    return new_page(request, rules.FRAUD)


def url(name: str, row: StaffMeeting, *more: str) -> str:
    return reverse(f"public_order:staff-meeting-{name}", args=[row.pk, *more])


def open_acts(request, row: StaffMeeting) -> list[tuple[str, str]]:
    """What this person may do now, the next step first."""
    on = localdate()
    found: list[tuple[str, str]] = []
    session, minutes = row.session, list(row.minutes.all())
    runs = works(request) and knows_of(request.user, session.commission_id, on)
    if runs and session.state == State.PLANNED:
        if session.convened_at is None:
            found.append(("Convoquer", url("convene", row)))
        elif session.starts_at <= now():
            found.append(("Enregistrer la séance", url("hold", row)))
        if row.file_ready_on is None:
            found.append(("Dossier prêt", url("file", row)))
        if row.is_restricted:
            found.append(("Inscrire un point nominatif", url("point", row)))
        elif row.body == rules.STAFF:
            found.append(("Annexer les statistiques", url("statistics", row)))
    if runs and session.state == State.HELD:
        found.append(("Décider une action", url("decide", row)))
        found.append(("Écrire un erratum" if row.is_validated else "Écrire le relevé", url("minutes", row)))
    may_validate = row.prefect_validates and approves_for_cabinet(request.user, on=on)
    if minutes and may_validate and row.prefect_validated_at is None:
        found.insert(0, ("Valider pour le préfet", url("prefect", row)))
    if runs and minutes and row.prosecutor_validated_on is None:
        found.append(("Accord du procureur", url("prosecutor", row)))
    if runs and session.state == State.HELD and not row.is_restricted:
        found.append(("Écrire le communiqué", url("communique", row)))
    return found


def agenda_sheet(row: StaffMeeting) -> Sheet:
    """Of a restricted formation, its sealed points."""
    if not row.is_restricted:
        return sheets.agenda(row.session)
    table = Table(
        caption="Points nominatifs", empty="Aucun point n'est inscrit.",
        columns=(
            Column("rank", "N°", lambda point: point.rank),
            Column("title", "Objet", lambda point: point.title),
            Column("note", "Éléments", lambda point: point.note),
        ),
    )  # fmt: skip
    return Sheet(table, list(row.restricted_points.all()), intro="Ces points ne figurent ni dans la convocation, ni"
                 f" dans l'ordre du jour du moteur des commissions{row.body.secret_rule}.")  # fmt: skip


def minutes_sheet(row: StaffMeeting) -> Sheet:
    table = Table(
        caption="Relevé, version par version", empty="Le relevé n'est pas écrit.",
        columns=(
            Column("number", "Version", lambda one: one.number),
            Column("kind", "Nature", lambda one: Cell("Erratum", tone="warning") if one.is_erratum else "Relevé"),
            Column("text", "Texte", lambda one: one.text),
            Column("by", "Par", lambda one: str(one.written_by)),
            Column("at", "Le", lambda one: localtime(one.written_at).date()),
        ),
    )  # fmt: skip
    return Sheet(table, list(row.minutes.all()))


def statistics_sheet(row: StaffMeeting) -> Sheet:
    def shown(span: str, key: str):
        return lambda line: line[span][key] if line[span] else ""

    table = Table(
        caption="Statistiques annexées",
        columns=(
            Column("label", "Indicateur", lambda line: line["label"]),
            Column("now", "Mois", shown("month", "now"), numeric=True),
            Column("before", "Un an plus tôt", shown("month", "before"), numeric=True),
            Column("words", "Variation", shown("month", "words")),
            Column("year", "Cumul", shown("year", "now"), numeric=True),
            Column("rolling", "Douze mois", shown("rolling", "now"), numeric=True),
        ),
    )  # fmt: skip
    intro = (
        f"{row.report}, telle qu'elle était quand elle a été annexée (EMS-04), empreinte {row.statistics_hash[:12]}."
    )
    return Sheet(table, queries.statistics_of(row), intro=intro)


def papers_ready(row: StaffMeeting) -> list[tuple[str, str]]:
    missing = {
        "releve": not row.minutes.exists(), "statistiques": row.statistics is None, "communique": not row.communique,
    }  # fmt: skip
    return [
        (f"{label} (PDF)", url("paper", row, which)) for which, (label, _) in PAPERS.items() if not missing.get(which)
    ]


@require_GET
@allow(reads_public_order)
def staff_meeting(request, pk):
    row, on, at = known(request, pk), localdate(), now()
    if row.is_restricted:
        tell("staff_meeting.restricted_read", row, request.user, at)
    session, days = row.session, queries.days_on(row, on)
    text, tone = queries.next_step(row, on)
    present = [member.name for member in session.present.all()]
    shown = [sheets.carried(session, on), agenda_sheet(row)]
    if row.statistics:
        shown.append(statistics_sheet(row))
    if session.state == State.HELD:
        shown += [sheets.decided(session, on), minutes_sheet(row)]
    return record_page(
        request,
        title=f"{row.body.short} du {localtime(session.starts_at):%d/%m/%Y}",
        state=Cell(session.get_state_display(), tone=STATE_TONES[session.state]),
        intro=f"Formation {row.get_formation_display().lower()}{f', {row.theme}' if row.theme else ''}",
        facts=[
            ("À faire", Cell(text, tone=tone)),
            ("Date et lieu", f"{localtime(session.starts_at):%d/%m/%Y à %H h %M}, {session.place}"),
            ("Arrondissement", row.district.name if row.district else ""),
            ("Coprésidence", "Le préfet et le procureur de la République") if row.prefect_validates
            else ("Présidence", "Le procureur de la République"),
            ("Convocation", f"Envoyée le {localtime(session.convened_at):%d/%m/%Y}" if session.convened_at
             else f"Pour le {days.convening:%d/%m/%Y}{row.body.days_rule}"),
            ("Documents", f"Prêts le {row.file_ready_on:%d/%m/%Y}" if row.file_ready_on
             else f"Pour le {days.documents:%d/%m/%Y}{row.body.days_rule}"),
            ("Relevé attendu", f"Pour le {days.minutes:%d/%m/%Y}{row.body.days_rule}"),
            ("Présents", ", ".join(present)),
            ("Validé par le préfet", row.prefect_validated_at),
            ("Validé par le procureur", f"{row.prosecutor_validated_on:%d/%m/%Y}, {row.prosecutor_reference}"
             if row.prosecutor_validated_on else ""),
            ("Communiqué", row.communique),
        ],
        sheets=shown,
        actions=open_acts(request, row),
        links=[*papers_ready(row), ("Séance dans le moteur des commissions",
                                    reverse("directorate:session", args=[session.pk]))],
        alerts=[("warning", "Diffusion restreinte", "Votre lecture est inscrite au journal. Ne rien reproduire.")]
        if row.is_restricted else [],
        breadcrumb=[home(row.body)],
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def staff_meeting_paper(request, pk, which):
    row = known(request, pk)
    if row.is_restricted:
        tell("staff_meeting.restricted_read", row, request.user, now(), paper=which)
    title, content = paper_of(row, which, localdate())
    return FileResponse(BytesIO(content), filename=file_name(title, "pdf"), content_type="application/pdf")


def act(request, row: StaffMeeting, form, operation, *, title: str, done: str, intro: str = ""):
    page = meeting_url(row)
    return act_page(
        request, form, operation, facts={"meeting": row}, at=now(), done=done, then=page, title=f"{title} : {row}",
        submit=title, back=(str(row), page), intro=intro, breadcrumb=[home(row.body), (str(row), page)],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def staff_meeting_statistics(request, pk):
    return act(request, known(request, pk), forms.StatisticsForm(posted(request)), operations.annex_statistics,
               title="Annexer les statistiques", done="Les chiffres sont annexés et figés.",
               intro="Seules les notes validées sont proposées ; leurs chiffres sont copiés (EMS-04).")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def staff_meeting_file(request, pk):
    return act(request, known(request, pk), forms.forms.Form(posted(request)), operations.complete_file,
               title="Dossier prêt", done="Le dossier est prêt.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def staff_meeting_convene(request, pk):
    row = known(request, pk)
    days = queries.days_on(row, localdate())
    return act(request, row, forms.UrgencyForm(posted(request)), operations.convene_meeting, title="Convoquer",
               done="Les convocations partent avec l'ordre du jour.",
               intro=f"Au plus tard le {days.convening:%d/%m/%Y}{row.body.days_rule}. Le courriel porte l'ordre du jour"
               " et aucune pièce jointe.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def staff_meeting_hold(request, pk):
    row = known(request, pk)
    seen = mark_of(row.session.present.values_list("pk", flat=True))
    form = AttendanceForm(posted(request), session=row.session, initial={"seen": seen})
    return act(request, row, form, operations.hold_meeting, title="Enregistrer la séance",
               done="La séance est tenue : décider les actions, puis écrire le relevé.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def staff_meeting_point(request, pk):
    return act(request, known(request, pk), forms.PointForm(posted(request)), operations.add_restricted_point,
               title="Inscrire un point nominatif", done="Le point est inscrit, scellé.",
               intro="Lu par ceux qui suivent cette formation restreinte, et eux seuls ; jamais envoyé.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def staff_meeting_decide(request, pk):
    row = known(request, pk)
    form = forms.DecisionForm(posted(request), session=row.session, has_item=not row.is_restricted)
    return act(request, row, form, operations.decide,
               title="Décider une action", done="L'action est décidée : elle reviendra jusqu'à sa clôture.",
               intro="Chaque décision a un responsable et une date (EMS-02).")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def staff_meeting_minutes(request, pk):
    row = known(request, pk)
    last = row.minutes.first()
    initial = {"seen": last.number if last else 0, "text": last.text if last and not row.is_validated else ""}
    title = "Écrire un erratum" if row.is_validated else "Écrire le relevé"
    return act(request, row, forms.MinutesForm(posted(request), initial=initial), operations.write_minutes,
               title=title, done="Le texte est enregistré dans une nouvelle version.",
               intro="Le relevé validé ne change plus : l'erratum s'y ajoute (EMS-05)." if row.is_validated
               else "Une nouvelle version fait tomber les validations déjà données (EMS-05).")  # fmt: skip


def number_shown(row: StaffMeeting) -> dict[str, int]:
    last = row.minutes.filter(is_erratum=False).first()
    return {"number": last.number if last else 0}


@require_http_methods(FORM_METHODS)
@allow(approves_for_cabinet)
def staff_meeting_prefect(request, pk):
    row = known(request, pk)
    shown = number_shown(row)
    return act(request, row, forms.ReadForm(posted(request), initial=shown), operations.validate_for_prefect,
               title="Valider pour le préfet", done="Le relevé est validé pour le préfet.",
               intro=f"Version {shown['number']} du relevé.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def staff_meeting_prosecutor(request, pk):
    row = known(request, pk)
    form = forms.AgreementForm(posted(request), initial=number_shown(row))
    return act(request, row, form, operations.validate_for_prosecutor, title="Accord du procureur",
               done="L'accord du procureur est enregistré.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def staff_meeting_communique(request, pk):
    row = known(request, pk)
    form = forms.CommuniqueForm(posted(request), initial={"communique": row.communique})
    return act(request, row, form, operations.write_communique, title="Écrire le communiqué",
               done="Le communiqué est enregistré.")  # fmt: skip


# --- actions --------------------------------------------------------------------------------------------------


@require_GET
@allow(reads_public_order)
def council_actions(request):
    actions = [("Mesures par partenaire", reverse("public_order:council-measures")), home()]
    return list_page(request, ACTION_LIST, at=now(), actions=actions)


@require_GET
@allow(reads_public_order)
def council_measures(request):
    on = localdate()
    partners = Table(
        caption="Actions par partenaire", empty="Aucune action n'est décidée.",
        columns=(
            Column("owner", "Partenaire", lambda one: one.owner),
            Column("decided", "Décidées", lambda one: one.decided, numeric=True),
            Column("open", "Ouvertes", lambda one: one.open, numeric=True),
            Column("late", "En retard", lambda one: Cell(str(one.late), tone="warning") if one.late else "",
                   numeric=True),
            Column("share", "Closes à temps", lambda one: "" if one.share is None else f"{one.share} %", numeric=True),
            Column("age", "Âge moyen des ouvertes", lambda one: "" if one.age is None else f"{one.age} j",
                   numeric=True),
        ),
    )  # fmt: skip
    members = Table(
        caption="Présence aux états-majors", empty="Aucun état-major n'est tenu.",
        columns=(
            Column("name", "Membre", lambda one: one[0]),
            Column("capacity", "Qualité", lambda one: one[1]),
            Column("came", "Présences", lambda one: f"{one[2]} sur {one[3]}", numeric=True),
        ),
    )  # fmt: skip
    return record_page(
        request, title="Mesures des instances", state=Cell("À ce jour", tone="info"),
        intro="Part des actions closes à temps, âge moyen, présence",
        sheets=[Sheet(partners, queries.measures_on(request.user, on)), Sheet(members, queries.attendance())],
        breadcrumb=[actions_home()],
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def council_action(request, pk):
    row, on = queries.known_action(request.user, pk, localdate()), localdate()
    if row.is_discreet:
        tell("session_action.restricted_read", row, request.user, now())
    days, tone = rules.lateness(row.due_on, on, is_open=row.is_open, red=queries.red_on(on))
    sealed = getattr(row, "restricted", None) if row.is_discreet else None
    meeting = getattr(row.session, "staff_meeting", None)
    follow = [("Suivre l'action", reverse("public_order:council-action-follow", args=[pk]))]
    return record_page(
        request,
        title=row.text,
        state=Cell(row.get_state_display(), tone="success" if row.closed_on else (tone or "info")),
        intro=row.session.commission.name,
        facts=[
            ("Action", sealed.words if sealed else ""),
            ("Responsable", row.owner.name),
            ("Pour le", row.due_on),
            ("Retard", Cell(f"{days} jours", tone=tone) if days else ""),
            ("Décidée", Cell(str(meeting or row.session), meeting_url(meeting) if meeting else "")),
            ("Point", row.item.title if row.item else ""),
            ("Suite donnée", sealed.outcome if sealed and sealed.outcome else row.outcome),
            ("Close le", row.closed_on),
            ("Revenue à l'ordre du jour", row.carried.count()),
        ],
        actions=follow if works(request) and row.is_open else [],
        breadcrumb=[actions_home()],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def council_action_follow(request, pk):
    row = queries.known_action(request.user, pk, localdate())
    page = action_url(row)
    initial = {"state": "in_progress", "outcome": "" if row.is_discreet else row.outcome}
    return act_page(
        request, forms.FollowForm(posted(request), initial=initial), operations.follow, facts={"action": row}, at=now(),
        done="Le suivi est enregistré.", then=page, title=f"Suivre l'action : {row}", submit="Enregistrer le suivi",
        back=(str(row), page), breadcrumb=[actions_home(), (str(row), page)],
    )  # fmt: skip
