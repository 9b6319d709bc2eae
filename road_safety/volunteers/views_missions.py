"""Pages of the missions: the list, a mission, its team with the reasons, an assignment, the expense claims."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.record_pages import Act, Sheet, record_page
from directorate.documents.record_pages import offered as offered_acts
from directorate.documents.serving import file_response
from directorate.legal_calendar.arithmetic import counted
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted, uploaded
from directorate.web.tables import Cell
from road_safety.policies import reads_road_safety, works_in_road_safety
from road_safety.strategy.models import Action
from road_safety.volunteers import claim_operations as claims_operations
from road_safety.volunteers import forms, papers, queries, tables
from road_safety.volunteers import mission_operations as operations
from road_safety.volunteers.lists import CLAIM_LIST, MISSION_LIST
from road_safety.volunteers.models import ExpenseClaim, Mission, MissionAssignment
from road_safety.volunteers.sequel import gap_of
from road_safety.volunteers.tables import claim_url, mission_state, mission_url, volunteer_url
from road_safety.volunteers.views import board_home, pdf

State, Status = Mission.State, MissionAssignment.Status
FACTS = tuple(forms.MissionForm.base_fields)
ACTS = {
    "ouvrir": Act("Ouvrir aux intervenants", operations.open_staffing, "La mission est à pourvoir.",
                  (State.QUALIFIED,)),
    "confirmer": Act("Confirmer la mission", operations.confirm, "La mission est confirmée, ses ordres sont prêts.",
                     (State.STAFFING,), intro="L'équipe reçoit un courriel ; les ordres de mission sont édités."),
    "realiser": Act("Noter les présents", operations.hold, "Les comptes rendus sont demandés à l'équipe.",
                    (State.CONFIRMED,), open_on=lambda row: row.ends_at <= now()),
    "clore": Act("Clore", operations.close, "La mission est close.", (State.DONE, State.REPORTED)),
    "refuser": Act("Refuser", operations.refuse, "La mission est refusée.", (State.REQUESTED, State.QUALIFIED),
                   forms.ReasonForm),
    "annuler": Act("Annuler", operations.cancel, "La mission est annulée.", queries.COMING, forms.ReasonForm),
}  # fmt: skip
CLAIM_ACTS = {
    "deposer": Act("Déposer", claims_operations.submit_claim, "L'état de frais est déposé.", ("draft",)),
    "verifier": Act("Vérifier", claims_operations.verify_claim, "L'état de frais est vérifié.", ("submitted",),
                    intro="Le décompte est refait avec les taux du jour de la mission."),
    "ordonner": Act("Mettre en paiement", claims_operations.order_payment, "L'état de frais est à payer.",
                    ("verified",)),
    "payer": Act("Enregistrer le paiement", claims_operations.pay_claim, "Le paiement est enregistré.", ("to_pay",),
                 forms.PaidForm, initial=lambda row: {"paid_on": localdate()}),
    "rejeter": Act("Rejeter", claims_operations.reject_claim, "L'état de frais est rejeté.", ("submitted", "verified"),
                   forms.ReasonForm),
}  # fmt: skip


def home() -> tuple[str, str]:
    return MISSION_LIST.title, MISSION_LIST.url


@require_GET
@allow(reads_road_safety)
def missions(request):
    actions = [board_home()]
    if works_in_road_safety(request.user, on=localdate()):
        actions.insert(0, ("Saisir une demande", reverse("road_safety:mission-new")))
    return list_page(request, MISSION_LIST, at=now(), actions=actions,
                     intro="De la demande au compte rendu : qui intervient, où, avec quels modules.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def mission_new(request):
    """From an action of the plan, its facts are taken up."""
    text = request.GET.get("action", "")
    known = Action.objects.filter(pk=int(text[:18])).first() if text.isascii() and text.isdigit() else None
    initial = {}
    if known is not None:
        initial = {"action": known.pk, "title": known.title, "requester": known.promoter, "contact": known.leader,
                   "contact_email": known.email, "contact_phone": known.phone, "place": known.place,
                   "commune": known.communes.values_list("pk", flat=True).first(), "expected": known.expected,
                   "audience": next(iter(known.audiences), "")}  # fmt: skip
    form = forms.MissionForm(posted(request), initial=initial)
    facts = {"by": request.user, "at": now()}
    if request.method == "POST" and (row := attempt(form, operations.ask_mission, **facts)):
        messages.success(request, f"La demande est enregistrée sous le numéro {row.number} : la qualifier.")
        return HttpResponseRedirect(mission_url(row))
    return form_page(request, form, title="Saisir une demande de mission", submit="Enregistrer la demande", back=home())


@require_GET
@allow(reads_road_safety)
def mission(request, pk):
    row = queries.known_mission(pk)
    works = works_in_road_safety(request.user, on=localdate())
    actions = open_acts(row) if works else []
    links = []
    if row.action_id:
        words = f"Action {row.action.number}, {row.action.title}"
        links.append((words, reverse("road_safety:plan-action", args=[row.action_id])))
    assignments = row.assignments.select_related("volunteer").order_by("role", "status", "pk")
    return record_page(
        request, title=f"{row.number} : {row.title}", state=mission_state(row),
        intro=papers.hours_words(row.starts_at, row.ends_at),
        facts=[
            ("Commune", Cell(row.commune.name, reverse("directorate:commune", args=[row.commune_id]))),
            ("Lieu", row.place), ("Demandeur", row.requester),
            ("Contact", ", ".join(part for part in (row.contact, row.contact_phone, row.contact_email) if part)),
            ("Enjeu", row.get_theme_display()), ("Public", row.get_audience_display()),
            ("Public attendu", row.expected),
            ("Public mineur", "Oui : honorabilité à vérifier (IDSR-09)" if row.with_minors else ""),
            ("Description", row.description), ("Motif", row.why_over), ("Personnes rencontrées", row.reached),
        ],
        sheets=[
            Sheet(tables.need_table(), queries.places_of(row)),
            Sheet(tables.team_table(), list(assignments)),
            Sheet(tables.step_table(shows_who=True), list(row.steps.select_related("by", "volunteer"))),
        ],
        alerts=alerts_of(row), actions=actions[:3],
        links=[*links, *actions[3:]],
        breadcrumb=[home()],
    )  # fmt: skip


def open_acts(row: Mission) -> list[tuple[str, str]]:
    """What may be done, the next thing first: qualify, then fill the team, then confirm it."""
    acts = offered_acts(ACTS, row, "road_safety:mission-act")
    team = [("Composer l'équipe", reverse("road_safety:mission-team", args=[row.pk]))]
    needs = [("Revoir les besoins", reverse("road_safety:mission-needs", args=[row.pk]))]
    edit = [("Modifier", reverse("road_safety:mission-edit", args=[row.pk]))]
    if row.state == State.REQUESTED:
        return [("Qualifier la demande", needs[0][1]), *acts, *edit]
    if row.state not in queries.TO_STAFF:
        return acts
    is_full = row.needed and row.taken >= row.needed
    return [*acts, *team, *needs, *edit] if is_full else [*team, *needs, *acts, *edit]


def alerts_of(row: Mission) -> list[tuple[str, str, str]]:
    gap = gap_of(row, row.action) if row.action else ""
    return [*([("warning", "Action à revoir", gap)] if gap else []), *team_alerts(row)]


def team_alerts(row: Mission) -> list[tuple[str, str, str]]:
    if row.state in queries.TO_STAFF and row.taken < row.needed:
        days = (row.starts_at - now()).days
        words = f"{counted(row.needed - row.taken, 'places libres')}, la mission est dans {counted(days, 'jours')}."
        return [("warning" if days <= 7 else "info", "Équipe incomplète", words if days >= 0 else "Elle est passée.")]
    return []


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def mission_edit(request, pk):
    row = queries.known_mission(pk)
    initial = {name: getattr(row, name) for name in FACTS}
    return mission_page(request, row, forms.MissionForm(posted(request), initial=initial), operations.correct_mission,
                        done="La mission est à jour.", title="Modifier la mission", submit="Enregistrer")  # fmt: skip


def mission_page(request, row: Mission, form, operation, *, done: str, title: str, submit: str, intro: str = ""):
    return act_page(
        request, form, operation, facts={"mission": row}, at=now(), done=done, then=mission_url(row), about=row,
        beside=lambda: row.needs.order_by("pk"),
        title=f"{title}, {row.number}", submit=submit, intro=intro or row.title, back=(row.number, mission_url(row)),
        breadcrumb=[home(), (row.number, mission_url(row))],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def mission_needs(request, pk):
    row = queries.known_mission(pk)
    form = forms.NeedsForm(posted(request), initial=forms.needs_initial(row))
    return mission_page(request, row, form, operations.qualify, done="Les besoins sont enregistrés.",
                        title="Qualifier la demande", submit="Enregistrer les besoins")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def mission_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_mission(pk)
    form = act.form(posted(request))
    if verb == "realiser":
        team = row.assignments.filter(status=Status.CONFIRMED).select_related("volunteer")
        people = [found.volunteer for found in team]
        form = forms.PresentForm(posted(request), people=people, initial={"present": [found.pk for found in people]})
    return mission_page(request, row, form, act.operation, done=act.done, title=act.label, submit=act.label,
                        intro=act.intro)  # fmt: skip


# --- the team --------------------------------------------------------------------------------


@require_GET
@allow(works_in_road_safety)
def mission_team(request, pk):
    """Everybody, the best first, with what speaks for and against each."""
    row = queries.known_mission(pk)
    if row.state not in queries.TO_STAFF:
        messages.info(request, f"La mission est « {row.get_state_display().lower()} » : son équipe ne se compose pas.")
        return HttpResponseRedirect(mission_url(row))
    found = queries.proposals(row)
    return TemplateResponse(
        request, "road_safety/volunteers/team.html",
        {
            "title": f"Composer l'équipe, {row.number}", "row": row,
            "when": papers.hours_words(row.starts_at, row.ends_at),
            "breadcrumb": [home(), (row.number, mission_url(row))],
            "places": queries.places_of(row),
            "possible": [(person, why) for person, why in found if why.is_possible],
            "nearly": [(person, why) for person, why in found if why.only_working_time],
            "never": [(person, why) for person, why in found if not why.is_possible and not why.only_working_time],
            "team": row.assignments.exclude(status__in=("cancelled", "declined")).select_related("volunteer"),
        },
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def mission_assign(request, pk, volunteer):
    row, person = queries.known_mission(pk), queries.known_volunteer(volunteer)
    places = [(need.module, f"{queries.is_needed(need.module)} ({counted(left, 'places libres')})")
              for need, _, left in queries.places_of(row) if left]  # fmt: skip
    modules = queries.valid_modules([person.pk], localdate(row.starts_at))[person.pk]
    best = next((code for code, _ in places if code in modules), "")
    works = person.origin in ("public_agent", "private_employee") and operations.matching.is_working_time(
        row.starts_at, row.ends_at
    )
    form = forms.AssignForm(posted(request), places=places, initial={"module": best, "on_working_time": works})
    team = reverse("road_safety:mission-team", args=[pk])
    return act_page(
        request, form, operations.assign, facts={"mission": row, "volunteer": person}, at=now(),
        done=f"{person} est ajouté à l'équipe.", then=team, title=f"Proposer la mission à {person}", submit="Proposer",
        intro=f"{row.number}, {row.title}, {papers.hours_words(row.starts_at, row.ends_at)}.",
        back=("Composer l'équipe", team), breadcrumb=[home(), (row.number, mission_url(row))],
    )  # fmt: skip


def known_assignment(pk: int) -> MissionAssignment:
    rows = MissionAssignment.objects.select_related("mission__commune", "volunteer", "order").filter(pk=pk)
    row = rows.first()
    if row is None:
        raise NotFound("Cette affectation n'existe pas.")
    return row


def accept(*, assignment, by, at, **facts):
    return operations.answer(assignment=assignment, accepts=True, by=by, at=at, **facts)


def decline(*, assignment, by, at, **facts):
    return operations.answer(assignment=assignment, accepts=False, by=by, at=at, **facts)


@require_GET
@allow(reads_road_safety)
def assignment(request, pk):
    row = known_assignment(pk)
    works = works_in_road_safety(request.user, on=localdate())
    actions = [(label, reverse("road_safety:assignment-act", args=[pk, verb]))
               for verb, (label, _, _, opens) in ASSIGNMENT_ACTS.items() if works and opens(row)]  # fmt: skip
    claim = ExpenseClaim.objects.filter(assignment=row).first()
    links = [(row.mission.number, mission_url(row.mission)), (str(row.volunteer), volunteer_url(row.volunteer))]
    if row.order_id:
        links.append(("Ordre de mission (PDF)", reverse("road_safety:assignment-order", args=[pk])))
    if claim is not None:
        links.append((f"État de frais, {claim.get_status_display().lower()}", claim_url(claim)))
    return record_page(
        request, title=f"{row.volunteer}, {row.mission.number}", state=Cell(row.get_status_display()),
        intro=papers.hours_words(row.starts_at, row.ends_at),
        facts=[
            ("Mission", row.mission.title), ("Commune", row.mission.commune.name), ("Rôle", row.get_role_display()),
            ("Pour", row.get_module_display() if row.module else "Tout intervenant"),
            ("Temps de travail", "Oui, avec l'accord de l'employeur" if row.on_working_time else "Non"),
            ("Proposé le", row.proposed_at), ("Répondu le", row.answered_at), ("Son mot", row.answer_note),
            ("Compte rendu", f"{row.met} personnes rencontrées" if row.reported_at else ""),
            ("Heures", row.hours), ("Observations", row.remarks),
        ],
        actions=actions, links=links, breadcrumb=[home(), (row.mission.number, mission_url(row.mission))],
    )  # fmt: skip


def is_to_claim(row: MissionAssignment) -> bool:
    claim = ExpenseClaim.objects.filter(assignment=row).first()
    return row.status == Status.PRESENT and (claim is None or claim.status in ("draft", "rejected"))


ASSIGNMENT_ACTS = {
    "accepter": ("Il accepte", forms.AnswerForm, accept, lambda row: row.status == Status.PROPOSED),
    "decliner": ("Il décline", forms.AnswerForm, decline, lambda row: row.status == Status.PROPOSED),
    "compte-rendu": ("Saisir son compte rendu", forms.ReportForm, operations.report,
                     lambda row: row.status == Status.PRESENT and row.reported_at is None),
    "frais": ("Saisir ses frais", forms.ClaimForm, claims_operations.write_claim, is_to_claim),
    "retirer": ("Retirer de l'équipe", forms.ReasonForm, operations.withdraw,
                lambda row: row.status in operations.LIVE),
}  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def assignment_act(request, pk, verb):
    if verb not in ASSIGNMENT_ACTS:
        raise Http404
    label, make, operation, _ = ASSIGNMENT_ACTS[verb]
    row = known_assignment(pk)
    page = reverse("road_safety:assignment", args=[pk])
    form = make(posted(request), uploaded(request), initial=claim_initial(row) if verb == "frais" else {})
    return act_page(
        request, form, operation, facts={"assignment": row}, at=now(), done="C'est enregistré.", then=page,
        about=row, beside=lambda: ExpenseClaim.objects.filter(assignment=row),
        title=f"{label} : {row.volunteer}", submit=label, intro=str(row.mission), back=(str(row.volunteer), page),
        breadcrumb=[home(), (row.mission.number, mission_url(row.mission))],
    )  # fmt: skip


def claim_initial(row: MissionAssignment) -> dict:
    """A claim begun; otherwise the distance as the crow flies, to be corrected."""
    claim = ExpenseClaim.objects.filter(assignment=row).first()
    if claim is None:
        return {"meals": 0, "other": 0}
    return {name: getattr(claim, name) for name in ("kilometres", "meals", "other", "other_words")}


@require_GET
@allow(reads_road_safety)
def assignment_order(request, pk):
    row = known_assignment(pk)
    if row.order is None:
        raise NotFound("L'ordre de mission s'édite quand la mission est confirmée.")
    return file_response(row.order, inline=True)


# --- expenses --------------------------------------------------------------------------------


@require_GET
@allow(reads_road_safety)
def claims(request):
    return list_page(request, CLAIM_LIST, at=now(), actions=[],
                     intro="Le trajet est saisi une fois et doublé ; tout autre frais a son justificatif.")  # fmt: skip


def known_claim(pk: int) -> ExpenseClaim:
    row = queries.claims().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cet état de frais n'existe pas.")
    return row


def claims_home() -> tuple[str, str]:
    return CLAIM_LIST.title, CLAIM_LIST.url


@require_GET
@allow(reads_road_safety)
def claim(request, pk):
    row = known_claim(pk)
    works = works_in_road_safety(request.user, on=localdate())
    mission = row.assignment.mission
    trace = claims_operations.counted(row).trace
    actions = [(act.label, reverse("road_safety:claim-act", args=[pk, verb]))
               for verb, act in CLAIM_ACTS.items() if works and row.status in act.states]  # fmt: skip
    proofs = [(f"Justificatif : {found.name}", reverse("road_safety:claim-proof", args=[pk, found.pk]))
              for found in row.proofs.all()]  # fmt: skip
    return record_page(
        request, title=f"État de frais, {row.assignment.volunteer}", state=tables.claim_state(row),
        intro=str(mission),
        facts=[
            ("Mission", papers.hours_words(row.assignment.starts_at, row.assignment.ends_at)),
            *((f"Étape {rank}", line) for rank, line in enumerate(trace, 1)),
            ("Total", f"{row.total} €".replace(".", ",")), ("Nature des autres frais", row.other_words),
            ("Déposé le", row.submitted_on), ("Payé le", row.paid_on), ("Motif du rejet", row.why_rejected),
        ],
        actions=actions,
        links=[("État de frais (PDF)", reverse("road_safety:claim-paper", args=[pk])), *proofs,
               (f"Mission {mission.number}", mission_url(mission))],
        breadcrumb=[claims_home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def claim_act(request, pk, verb):
    act = CLAIM_ACTS.get(verb)
    if act is None:
        raise Http404
    row = known_claim(pk)
    form = act.bound(request, row)
    return act_page(
        request, form, act.operation, facts={"claim": row}, at=now(), done=act.done, then=claim_url(row),
        about=row,
        title=f"{act.label} : {row}", submit=act.label, intro=act.intro, back=("État de frais", claim_url(row)),
        breadcrumb=[claims_home()],
    )  # fmt: skip


@require_GET
@allow(reads_road_safety)
def claim_paper(request, pk):
    row = known_claim(pk)
    content = papers.claim_sheet(row, claims_operations.counted(row).trace, localdate())
    return pdf(content, f"frais-{row.assignment.mission.number}-{row.assignment.volunteer.number}.pdf")


@require_GET
@allow(reads_road_safety)
def claim_proof(request, pk, file):
    found = known_claim(pk).proofs.filter(pk=file).first()
    if found is None:
        raise NotFound("Ce justificatif n'existe pas.")
    return file_response(found, inline=True)
