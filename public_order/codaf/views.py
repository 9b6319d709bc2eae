"""Pages of the operations: the list, one of them with what it still needs, its steps, its papers."""

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.record_pages import Act, Sheet, act_on, offered, record_page
from directorate.documents.serving import file_response
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted, uploaded
from directorate.web.tables import Cell
from public_order.codaf import access, forms, operations, papers, queries, rules, tables
from public_order.codaf.lists import OPERATION_LIST, RESULT_LIST
from public_order.codaf.models import CodafOperation, CodafPartner
from public_order.codaf.serving import pdf
from public_order.policies import reads_public_order, works_in_public_order

State = CodafOperation.State
FIELDS = ("starts_at", "ends_at", "sector", "commune", "pilot", "meeting_place", "frame", "briefing", "communication")
BEFORE = operations.BEFORE_START
# The act that makes the next step, by the state that it leads to.
STEPS = {"programmed": "programmer", "prepared": "preparer", "ready": "prete", "in_progress": "commencer",
         "done": "terminer", "consolidated": "consolider", "synthesised": "synthese", "closed": "clore"}  # fmt: skip


def change_form(row: CodafOperation):
    return partial(forms.ChangeForm, on=localdate())


def attendance_form(row: CodafOperation):
    return partial(forms.AttendanceForm, partners=row.partners.filter(state=CodafPartner.State.CONFIRMED))


def said(row: CodafOperation) -> dict:
    return {**{name: getattr(row, name) for name in FIELDS}, "seen": row.version}


ACTS = {
    "programmer": Act("Programmer", operations.programme, "L'opération est programmée.", (State.IDEA,)),
    "preparer": Act("Déclarer préparée", operations.prepare, "L'opération est préparée.", (State.PROGRAMMED,)),
    "prete": Act("Déclarer prête", operations.declare_ready, "L'opération est prête.", (State.PREPARED,)),
    "commencer": Act("Commencer l'opération", operations.start, "L'opération a commencé.", (State.READY,),
                     open_on=lambda row: row.starts_at <= now()),
    "presence": Act("Relever les présences", operations.take_attendance, "Les présences sont relevées.",
                    (State.IN_PROGRESS, State.DONE), form_of=attendance_form),
    "terminer": Act("Terminer l'opération", operations.finish, "L'opération est terminée.", (State.IN_PROGRESS,),
                    forms.FinishForm, initial=lambda row: {"ended_at": min(now(), row.ends_at)}),
    "consolider": Act("Consolider", operations.consolidate, "L'opération est consolidée.", (State.DONE,)),
    "synthese": Act("Écrire la synthèse", operations.synthesise, "La synthèse est enregistrée.",
                    (State.CONSOLIDATED,), forms.SynthesisForm),
    "clore": Act("Clore", operations.close, "L'opération est close.", (State.SYNTHESISED,)),
    "accord": Act("Noter l'accord du parquet", operations.note_agreement, "L'accord est noté.",
                  (State.DONE, State.CONSOLIDATED, State.SYNTHESISED, State.CLOSED), forms.AgreementForm,
                  open_on=lambda row: row.communication == "after_judicial_ok" and row.agreed_on is None),
    "partenaire": Act("Solliciter un partenaire", operations.add_partner, "Le partenaire est ajouté.", BEFORE,
                      forms.PartnerForm),
    "modifier": Act("Modifier", operations.change_operation, "L'opération est modifiée.", BEFORE, form_of=change_form,
                    initial=said),
    "reporter": Act("Reporter", operations.postpone, "L'opération est reportée.", BEFORE, forms.ReasonForm),
    "reprendre": Act("Fixer une nouvelle date", operations.resume, "L'opération est programmée de nouveau.",
                     (State.POSTPONED,), forms.ResumeForm),
    "annuler": Act("Annuler", operations.cancel, "L'opération est annulée.", (*BEFORE, State.POSTPONED),
                   forms.ReasonForm),
}  # fmt: skip
# Steps apart: offered by the page itself when nothing that they need is missing.
ASIDE = {verb: act for verb, act in ACTS.items() if verb not in STEPS.values()}


def home() -> tuple[str, str]:
    return OPERATION_LIST.title, reverse("public_order:codaf-operations")


def board_home() -> tuple[str, str]:
    return "CODAF", reverse("public_order:codaf-board")


def works(request) -> bool:
    return works_in_public_order(request.user, on=localdate())


def act_url(row: CodafOperation, verb: str) -> str:
    return reverse("public_order:codaf-operation-act", args=[row.pk, verb])


@require_GET
@allow(reads_public_order)
def codaf_operations(request):
    new = [("Inscrire une opération", reverse("public_order:codaf-operation-new"))] if works(request) else []
    return list_page(request, OPERATION_LIST, at=now(), actions=[*new, board_home()],
                     intro="Les établissements d'une opération restent confidentiels jusqu'à son début.")  # fmt: skip


@require_GET
@allow(reads_public_order)
def codaf_results(request):
    return list_page(request, RESULT_LIST, at=now(), actions=[board_home()],
                     intro="Opérations réalisées. Un procès-verbal n'est compté qu'une fois par partenaire ; l'estimé"
                     " reste à part du notifié.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def codaf_operation_new(request):
    name, page = home()
    form = forms.IdeaForm(posted(request), on=localdate(), initial={"pilot": request.user.pk})
    row = attempt(form, operations.record_operation, by=request.user, at=now()) if request.method == "POST" else None
    if row:
        messages.success(request, f"L'opération {row.number} est inscrite comme une idée.")
        return redirect("public_order:codaf-operation", row.pk)
    return form_page(request, form, title="Inscrire une opération", submit="Inscrire l'opération", back=(name, page))


def steps_offered(row: CodafOperation, lacking: list[rules.Check]) -> list[tuple[str, str]]:
    """The next step when nothing is missing; what is missing first when something is."""
    step = rules.next_step(row.state)
    verb = STEPS.get(step, "")
    if step == "synthesised":
        lacking = []
    if verb and not lacking and ACTS[verb].is_open(row):
        return [(ACTS[verb].label, act_url(row, verb))]
    targets = reverse("public_order:codaf-targets", args=[row.pk])
    fixes = {
        "Partenaires sollicités": ("Solliciter un partenaire", act_url(row, "partenaire")),
        "Objectifs": ("Inscrire les objectifs", targets),
        "Établissements": ("Dire ce qui a été visité", targets),
        "Présence des partenaires": ("Relever les présences", act_url(row, "presence")),
    }
    modify = ("Compléter l'opération", act_url(row, "modifier"))
    requisition = ("Déposer la réquisition", reverse("public_order:codaf-requisition", args=[row.pk]))
    found = []
    for check in lacking:
        if check.label in fixes:
            found.append(fixes[check.label])
        elif check.rule == "COD-02" and check.label != "Cadre juridique":
            found.append(requisition)
        elif check.label in ("Jour et heures", "Cadre juridique", "Lieu de rendez-vous", "Note de cadrage"):
            found.append(modify)
    return list(dict.fromkeys(found))


def check_rows(checks: list[rules.Check]) -> list[tuple]:
    return [
        (check.label, Cell("Fait" if check.is_met else "Manque", tone="success" if check.is_met else "warning"),
         check.words, check.rule)
        for check in checks
    ]  # fmt: skip


def partner_rows(row: CodafOperation, on: date) -> list[tuple]:
    due, found = queries.due_of(row, on), []
    for each in row.partners.all():
        if each.answered_at:
            answer = Cell("Complète", tone="success", detail=tables.moment(each.answered_at))
        elif row.state == State.DONE and each in queries.expected([each]) and due:
            late = f"{due.late_days} jours de retard" if due.late_days else ""
            answer = Cell(f"Attendue le {due.due_on:%d/%m/%Y}", tone="warning" if late else "info", detail=late)
        else:
            answer = ""
        sent = f"Lien envoyé le {tables.moment(each.link_sent_at)}" if each.link_sent_at else ""
        page = reverse("public_order:codaf-partner", args=[each.pk])
        found.append((Cell(each.get_body_display(), page, detail=each.contact), tables.partner_state(each), each.role,
                      "" if each.present is None else each.present, answer, sent))  # fmt: skip
    return found


@require_GET
@allow(reads_public_order)
def codaf_operation(request, pk):
    row, on = queries.known_operation(pk), localdate()
    step = rules.next_step(row.state)
    checks = rules.checks_for(step, queries.facts_of(row, on))
    lacking = rules.missing(checks)
    can_act, reads = works(request), access.reads_targets(request.user, row, on)
    actions = [*steps_offered(row, lacking), *offered(ASIDE, row, "public_order:codaf-operation-act")]
    if rules.needs_requisition(row.frame) and row.state in BEFORE:
        actions.append(("Réquisition", reverse("public_order:codaf-requisition", args=[pk])))
    links = []
    if reads:
        links = [(f"Objectifs ({row.targets.count()})", reverse("public_order:codaf-targets", args=[pk])),
                 ("Fiches des objectifs (PDF)", reverse("public_order:codaf-targets-paper", args=[pk])),
                 ("Note de cadrage (PDF)", reverse("public_order:codaf-briefing", args=[pk]))]  # fmt: skip
    links.append(("Feuille de présence (PDF)", reverse("public_order:codaf-attendance-paper", args=[pk])))
    if row.requisition_id and reads:
        links.append(("Réquisition déposée", reverse("public_order:codaf-requisition-file", args=[pk])))
    if row.started_at:
        links += [("Résultats consolidés", reverse("public_order:codaf-result", args=[pk])),
                  ("Fiche de résultats (PDF)", reverse("public_order:codaf-result-paper", args=[pk]))]  # fmt: skip
    if not operations.press_refusal(row):
        links.append(("Communiqué de presse (PDF)", reverse("public_order:codaf-release", args=[pk])))
    alerts = []
    if row.state in rules.STILL_TO_COME and not reads:
        alerts.append(("info", "Objectifs confidentiels", access.CLOSED))
    if row.state == State.READY and row.starts_at > now():
        alerts.append(("info", "Prête", f"Elle commence le {rules.hour(row.starts_at)}."))
    window = ""
    if row.requisition_from and rules.needs_requisition(row.frame):
        window = f"Du {rules.hour(row.requisition_from)} au {rules.hour(row.requisition_until)}"
    title = State(step).label.lower() if step else ""
    needed = tables.words_table(f"Pour être {title}", "Élément", "État", "Précision", "Règle",
                                empty="Rien d'autre n'est exigé.")  # fmt: skip
    sheets = [Sheet(needed, check_rows(checks))] if step else []
    sheets.append(
        Sheet(tables.words_table("Partenaires", "Partenaire", "Participation", "Mission", "Présents", "Réponse", "Lien",
                                 empty="Aucun partenaire : il en faut deux au moins (COD-01)."),
              partner_rows(row, on))
    )  # fmt: skip
    return record_page(
        request,
        title=row.number,
        state=tables.state_cell(row),
        intro=f"{row.get_sector_display()}, {row.commune.name}",
        alerts=alerts,
        facts=[
            ("Horaires", papers.span(row)), ("Rendez-vous", row.meeting_place), ("Pilote", str(row.pilot)),
            ("Origine", row.get_origin_display()), ("Objectif du plan", str(row.objective) if row.objective else ""),
            ("Cadre juridique", row.get_frame_display()), ("Réquisition valable", window),
            ("Parquet informé le", tables.moment(row.prosecutor_informed_at)),
            ("Communication", row.get_communication_display()),
            ("Commencée le", tables.moment(row.started_at)), ("Terminée le", tables.moment(row.ended_at)),
            ("Motif", row.reason), ("Note de cadrage", row.briefing if reads else ""), ("Synthèse", row.synthesis),
        ],
        sheets=sheets,
        links=links,
        actions=actions if can_act else [],
        breadcrumb=[board_home(), home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def codaf_operation_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_operation(pk)
    return act_on(request, row, act, name="operation", page=tables.operation_url(row), above=[board_home(), home()])


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def codaf_requisition(request, pk):
    row = queries.known_operation(pk)
    initial = {
        "requisition_from": row.requisition_from or row.starts_at,
        "requisition_until": row.requisition_until or row.ends_at,
        "communes": row.requisition_communes or [row.commune_id],
        "prosecutor_informed_at": row.prosecutor_informed_at,
    }
    page = tables.operation_url(row)
    return act_page(
        request, forms.RequisitionForm(posted(request), uploaded(request), initial=initial),
        operations.file_requisition, facts={"operation": row}, at=now(), done="La réquisition est déposée.", then=page,
        title=f"Réquisition : {row}", submit="Enregistrer la réquisition", back=(str(row), page),
        intro="COD-02 : sa fenêtre et ses communes contiennent toute l'opération. Le fichier est contrôlé à l'arrivée.",
        breadcrumb=[board_home(), home(), (str(row), page)],
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def codaf_requisition_file(request, pk):
    """It names places and persons sought: for who reads the targets, whatever his post."""
    row = queries.known_operation(pk)
    access.require_targets(request.user, row, localdate())
    if row.requisition is None:
        raise NotFound("Aucune réquisition n'est déposée.")
    access.note_reading(request.user, row, now(), "Réquisition")
    return file_response(row.requisition)


# --- partners -----------------------------------------------------------------------------------------------------


PARTNER_ACTS = {
    "lien": ("Envoyer le lien personnel", forms.forms.Form, "send_link", "Le lien est envoyé."),
    "reponse": ("Noter sa réponse", forms.AnswerForm, "record_answer", "La réponse est notée."),
    "complet": ("Déclarer sa réponse complète", forms.CompleteForm, "complete_answer", "La réponse est complète."),
    "rouvrir": ("Rouvrir sa réponse", forms.forms.Form, "reopen_answer", "La réponse est rouverte."),
}


def partner_verbs(row: CodafPartner) -> list[str]:
    state = row.operation.state
    found = []
    if state in BEFORE:
        found.append("reponse")
    if state not in (State.IDEA, State.CANCELLED, State.POSTPONED, State.CLOSED):
        found.insert(0, "lien")
    if state == State.DONE:
        found.insert(0, "rouvrir" if row.answered_at else "complet")
    return found


@require_GET
@allow(reads_public_order)
def codaf_partner(request, pk):
    row, at = queries.known_partner(pk), now()
    reads = access.reads_targets(request.user, row.operation, localdate())
    verbs = partner_verbs(row) if works(request) else []
    found = row.findings.select_related("target").prefetch_related("amounts") if reads else []
    lines = [
        (f"Objectif {each.target.rank}", each.get_nature_display(), each.pv_number or "Sans numéro", each.persons)
        for each in found
    ]
    order = [("Ordre d'opération (PDF)", reverse("public_order:codaf-order", args=[pk]))] if reads else []
    return record_page(
        request,
        title=f"{row.get_body_display()}, {row.operation}",
        state=tables.partner_state(row),
        facts=[
            ("Correspondant", row.contact), ("Courriel", row.email), ("Mission", row.role),
            ("Agents annoncés", row.agents),
            ("Agents présents", row.present), ("Lien envoyé le", tables.moment(row.link_sent_at)),
            ("Lien valable jusqu'au", tables.moment(row.link_until)),
            ("Première relance", row.first_reminded_on), ("Seconde relance", row.last_reminded_on),
            ("Réponse complète le", tables.moment(row.answered_at)), ("Observation", row.comment),
            ("Objectifs montrés par son lien", "Oui" if queries.partner_reads(row, at) else "Pas encore"),
        ],
        sheets=[Sheet(tables.words_table("Ses constats", "Établissement", "Nature", "PV", "Personnes",
                                         empty="Aucun constat."), lines)],
        links=order,
        actions=[(PARTNER_ACTS[verb][0], reverse("public_order:codaf-partner-act", args=[pk, verb])) for verb in verbs],
        breadcrumb=[board_home(), home(), (str(row.operation), tables.operation_url(row.operation))],
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def codaf_order(request, pk):
    row, at = queries.known_partner(pk), now()
    access.require_targets(request.user, row.operation, localdate())
    access.note_reading(request.user, row.operation, at, f"Ordre d'opération, {row.get_body_display()}")
    return pdf(papers.order_of(row, at), f"Ordre {row.operation.number} {row.get_body_display()}")


@require_GET
@allow(reads_public_order)
def codaf_targets_paper(request, pk):
    row, on = queries.known_operation(pk), localdate()
    access.require_targets(request.user, row, on)
    access.note_reading(request.user, row, now(), "Fiches des objectifs")
    content = papers.target_sheets(row, on, request.user, reasons=access.reads_reasons(request.user, row, on))
    return pdf(content, f"Objectifs {row}")


@require_GET
@allow(reads_public_order)
def codaf_briefing(request, pk):
    row, on = queries.known_operation(pk), localdate()
    access.require_targets(request.user, row, on)
    access.note_reading(request.user, row, now(), "Note de cadrage")
    return pdf(papers.briefing(row, on), f"Note de cadrage {row}")


@require_GET
@allow(reads_public_order)
def codaf_attendance_paper(request, pk):
    """Who comes, never where: anybody of the bureau prints it."""
    row = queries.known_operation(pk)
    return pdf(papers.attendance(row, localdate()), f"Presence {row}")


# --- results ------------------------------------------------------------------------------------------------------


def sheet_of(pk: int) -> queries.Sheet:
    row = queries.with_figures(queries.operations().filter(pk=pk, started_at__isnull=False)).first()
    if row is None:
        raise NotFound("Cette opération n'a pas encore de résultats.")
    return queries.sheet_of(row)


@require_GET
@allow(reads_public_order)
def codaf_result(request, pk):
    found = sheet_of(pk)
    row, line = found.operation, found.line
    aside = sum(len(each.set_aside) for each in found.reports)
    natures = [(papers.Nature(code).label, *counts) for code, counts in queries.money.by_nature(found.reports).items()]
    partners = [(papers.Body(code).label, sums) for code, sums in queries.money.by_partner(found.reports).items()]
    return record_page(
        request,
        title=f"Résultats consolidés : {row}",
        state=tables.state_cell(row),
        intro=f"{row.get_sector_display()}, {row.commune.name}",
        facts=[
            ("Établissements visités", line.establishments), ("Personnes contrôlées", line.persons),
            ("En infraction", Cell(str(line.in_breach), detail=queries.money.summed([line]).trace)),
            ("Fermetures proposées", line.closures),
            ("Communicable (notifié et recouvré)", tables.euros(line.amounts.press)),
            ("Estimé, à part", tables.euros(line.amounts.estimated)),
            ("Lignes écartées (déjà comptées)", aside or ""),
        ],
        sheets=[
            Sheet(tables.pairs_table("Procès-verbaux, chacun compté une fois (COD-03)", "Partenaire", "PV", "Natures",
                                     "Personnes", "Notifié et recouvré", "Estimé", empty="Aucun constat."),
                  papers.report_rows(found.reports)),
            Sheet(tables.totals_table("Montants par partenaire", "Partenaire"), partners),
            Sheet(tables.pairs_table("Constats par nature", "Nature", "Procès-verbaux", "Personnes"), natures),
        ],
        links=[("Fiche de résultats (PDF)", reverse("public_order:codaf-result-paper", args=[pk]))],
        breadcrumb=[board_home(), home(), (str(row), tables.operation_url(row))],
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def codaf_result_paper(request, pk):
    found = sheet_of(pk)
    return pdf(papers.result_paper(found, localdate()), f"Resultats {found.operation.number}")


@require_GET
@allow(reads_public_order)
def codaf_release(request, pk):
    found = sheet_of(pk)
    return pdf(papers.release(found, localdate()), f"Communique {found.operation.number}")
