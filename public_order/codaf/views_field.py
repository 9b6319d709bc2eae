"""Pages of the targets, of what was found there, of what follows. Nobody else enters before the operation starts."""

from functools import partial

from django.http import Http404
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.record_pages import Sheet, record_page
from directorate.journal.operations import record
from directorate.parameters.queries import value
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted
from directorate.web.tables import Cell
from public_order.codaf import access, door_operations, field_operations, forms, operations, queries, rules, tables
from public_order.codaf.lists import TARGET_LIST
from public_order.codaf.models import CodafFinding, CodafPartner, CodafTarget
from public_order.codaf.terms import REPEAT_MONTHS
from public_order.codaf.views import PARTNER_ACTS, board_home, home, partner_verbs, works
from public_order.policies import UNIT, reads_public_order, works_in_public_order

STARTED = tuple(rules.STARTED)


def targets_page(row) -> str:
    return reverse("public_order:codaf-targets", args=[row.pk])


def above(operation) -> list[tuple[str, str]]:
    return [board_home(), home(), (str(operation), tables.operation_url(operation))]


@require_GET
@allow(reads_public_order)
def codaf_targets(request, pk):
    row, on, at = queries.known_operation(pk), localdate(), now()
    access.require_targets(request.user, row, on)
    access.note_reading(request.user, row, at, "Liste des objectifs")
    reasons = access.reads_reasons(request.user, row, on)
    lines = []
    for each in row.targets.select_related("commune").prefetch_related("findings"):
        visited = "" if each.visited is None else "Visité" if each.visited else "Non visité"
        page = reverse("public_order:codaf-target", args=[each.pk])
        lines.append((each.rank, Cell(each.name, page, detail=each.activity), f"{each.address}, {each.commune.name}",
                      rules.bodies_words(each.bodies) or "Tous", visited, len(each.findings.all()),
                      each.reason if reasons else "Réservée au secrétariat"))  # fmt: skip
    readings = [(f"{entry.actor_label}", tables.moment(entry.at), entry.details.get("what", ""))
                for entry in access.readings(row)[:20]] if reasons else []  # fmt: skip
    new = reverse("public_order:codaf-target-new", args=[pk])
    can_add = works(request) and row.state in operations.BEFORE_START
    confidential = row.state not in STARTED
    return record_page(
        request,
        title=f"Objectifs : {row}",
        state=tables.state_cell(row),
        intro=f"{row.get_sector_display()}, {row.commune.name}",
        alerts=[("warning", "Liste confidentielle",
                 "Chaque lecture est tracée. Elle s'ouvre aux partenaires confirmés peu avant l'opération, au bureau à"
                 " son début (COD-05).")] if confidential else [],
        sheets=[
            Sheet(tables.words_table("Établissements", "N°", "Établissement", "Adresse", "Partenaires", "Visite",
                                     "Constats", "Raison", empty="Aucun objectif n'est inscrit."), lines),
            *([Sheet(tables.words_table("Dernières lectures", "Par", "Le", "Quoi", empty="Aucune lecture."), readings)]
              if reasons else []),
        ],
        actions=[("Inscrire un objectif", new)] if can_add else [],
        breadcrumb=above(row),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def codaf_target_new(request, pk):
    row = queries.known_operation(pk)
    access.require_targets(request.user, row, localdate())
    form = forms.TargetForm(posted(request), partners=row.partners.all(), initial={"commune": row.commune_id})
    return act_page(
        request, form, field_operations.add_target, facts={"operation": row}, at=now(), done="L'objectif est inscrit.",
        then=targets_page(row), title=f"Inscrire un objectif : {row}", submit="Inscrire l'objectif",
        back=("Objectifs", targets_page(row)), breadcrumb=above(row),
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def codaf_target(request, pk):
    row, on = queries.known_target(pk), localdate()
    access.require_targets(request.user, row.operation, on)
    access.note_reading(request.user, row.operation, now(), f"Objectif {row.rank}")
    reasons, can_act = access.reads_reasons(request.user, row.operation, on), works(request)
    found = row.findings.select_related("partner").prefetch_related("amounts")
    findings, amounts = [], []
    for each in found:
        more = reverse("public_order:codaf-amount-new", args=[each.pk])
        findings.append((each.get_nature_display(), each.partner.get_body_display(), each.pv_number or "Sans numéro",
                         each.persons, "Oui" if each.minor_involved else "",
                         Cell("Ajouter un montant", more) if can_act else ""))  # fmt: skip
        amounts += [
            (Cell(line.get_nature_display(), reverse("public_order:codaf-amount", args=[line.pk]),
                  detail=each.partner.get_body_display()),
             tables.euros(line.amount), line.get_stage_display(), f"{line.stage_on:%d/%m/%Y}")
            for line in each.amounts.all()
        ]  # fmt: skip
    follow_ups = [
        (each.get_kind_display(),
         Cell(each.get_state_display(), tone="info" if each.state == "open" else "paused"),
         f"{each.due_on:%d/%m/%Y}" if each.due_on else "",
         f"Dossier {each.case.reference}" if each.case_id else "",
         each.outcome or (Cell("Régler", reverse("public_order:codaf-follow-up", args=[each.pk])) if can_act else ""))
        for each in row.follow_ups.select_related("case")
    ]  # fmt: skip
    former = queries.before(row.keys, localdate(row.operation.starts_at), on, leaving=row.operation_id,
                            reader=request.user) \
        if row.operation.starts_at else []  # fmt: skip
    seen = [(str(each.operation), tables.moment(each.operation.starts_at)) for each in former]
    verbs = [verb for verb, act in TARGET_ACTS.items() if row.operation.state in act[4]]
    return record_page(
        request,
        title=row.name,
        state=Cell("" if row.visited is None else "Visité" if row.visited else "Non visité",
                   tone="success" if row.visited else "paused") if row.visited is not None
        else Cell("À visiter", tone="info"),
        intro=str(row),
        facts=[
            ("Adresse", f"{row.address}, {row.commune.name}"), ("SIRET", row.siret), ("Activité", row.activity),
            ("Partenaires concernés", rules.bodies_words(row.bodies) or "Tous"),
            ("Raison du choix", row.reason if reasons else "Réservée au secrétariat"),
            ("Antécédents connus", row.history if reasons else ""),
            ("Nouveau passage", row.again_why if reasons else ""),
            ("Personnes contrôlées", row.persons), ("Résultat", row.result),
        ],
        sheets=[
            Sheet(tables.words_table("Constats", "Nature", "Partenaire", "PV", "Personnes", "Mineur", "Montant",
                                     empty="Aucun constat."), findings),
            Sheet(tables.words_table("Montants", "Nature", "Montant", "Stade", "Depuis le", empty="Aucun montant."),
                  amounts),
            Sheet(tables.words_table("Suites", "Suite", "État", "Échéance", "Dossier", "Issue", empty="Aucune suite."),
                  follow_ups),
            Sheet(tables.words_table("Autres passages dans les six mois (COD-09)", "Opération", "Date",
                                     empty="Aucun autre passage."), seen),
        ],
        actions=[(TARGET_ACTS[verb][0], reverse("public_order:codaf-target-act", args=[pk, verb])) for verb in verbs]
        if can_act else [],
        breadcrumb=[*above(row.operation), ("Objectifs", targets_page(row.operation))],
    )  # fmt: skip


def finding_form(row: CodafTarget):
    partners = row.operation.partners.filter(state=CodafPartner.State.CONFIRMED)
    return partial(forms.FindingForm, partners=partners)


# verb: label, the form for a target, operation, done, states of the operation
TARGET_ACTS = {
    "constat": ("Enregistrer un constat", finding_form, field_operations.record_finding, "Le constat est enregistré.",
                operations.AFTER_START),
    "visite": ("Dire s'il a été visité", lambda row: forms.VisitForm, field_operations.report_target,
               "La visite est enregistrée.", operations.AFTER_START),
    "fermeture": ("Proposer une fermeture", lambda row: forms.ClosureForm, field_operations.propose_closure,
                  "La fermeture est proposée au bureau des polices administratives.", field_operations.AFTER),
    "travail-illegal": ("Proposer une fermeture pour travail illégal", lambda row: forms.LabourClosureForm,
                        field_operations.propose_labour_closure,
                        "La fermeture est proposée au bureau des polices administratives.", field_operations.AFTER),
    "suite": ("Ouvrir une suite", lambda row: forms.FollowForm, field_operations.follow, "La suite est ouverte.",
              field_operations.AFTER),
    "retirer": ("Retirer de l'opération", lambda row: forms.forms.Form, field_operations.drop_target,
                "L'objectif est retiré.", operations.BEFORE_START),
}  # fmt: skip


def dropped(*, target, by, at) -> bool:
    field_operations.drop_target(target=target, by=by, at=at)
    return True


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def codaf_target_act(request, pk, verb):
    if verb not in TARGET_ACTS:
        raise Http404
    row = queries.known_target(pk)
    access.require_targets(request.user, row.operation, localdate())
    label, form, operation, done, _ = TARGET_ACTS[verb]
    page = reverse("public_order:codaf-target", args=[pk])
    gone = verb == "retirer"
    return act_page(
        request, form(row)(posted(request)), dropped if gone else operation, facts={"target": row}, at=now(), done=done,
        then=targets_page(row.operation) if gone else page, title=f"{label} : objectif {row.rank}", submit=label,
        back=(row.name, page), breadcrumb=[*above(row.operation), ("Objectifs", targets_page(row.operation))],
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def codaf_visits(request):
    at = now()
    record(by=request.user, at=at, action=access.READ, subject=("list", TARGET_LIST.code), label=TARGET_LIST.title,
           unit_code=UNIT, details={"what": "Liste des établissements"})  # fmt: skip
    return list_page(request, TARGET_LIST, at=at, actions=[board_home()],
                     intro="Ceux d'une opération à venir n'y figurent que pour son pilote et le secrétariat"
                     " désigné.")  # fmt: skip


@require_GET
@allow(reads_public_order)
def codaf_offenders(request):
    """Of operations held: their names are no secret any more, and the reading is told all the same."""
    at, on = now(), localdate()
    months = int(value(REPEAT_MONTHS, on))
    found = queries.offenders(on)
    record(by=request.user, at=at, action=access.READ, subject=("list", "codaf-offenders"), label="Récidives",
           unit_code=UNIT, details={"what": "Établissements en infraction plusieurs fois"})  # fmt: skip
    return record_page(
        request,
        title="Établissements en infraction plusieurs fois",
        state=Cell(f"{len(found)} sur {months} mois", tone="warning" if found else "success"),
        intro="Reconnus par leur SIRET, ou par leur nom et leur adresse",
        facts=[("Opérations retenues", f"Réalisées depuis {months} mois"),
               ("Règle", "Un constat au moins lors de deux opérations")],
        sheets=[Sheet(tables.offender_table("Établissements"), found)],
        links=[("Établissements contrôlés", reverse("public_order:codaf-visits"))],
        breadcrumb=[board_home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def codaf_partner_act(request, pk, verb):
    if verb not in PARTNER_ACTS:
        raise Http404
    row = queries.known_partner(pk)
    if verb not in partner_verbs(row):
        raise operations.Conflict("Ceci n'est plus ouvert pour ce partenaire.")
    label, form, name, done = PARTNER_ACTS[verb]
    places = (operations, door_operations, field_operations)
    operation = next(getattr(place, name) for place in places if hasattr(place, name))
    page = reverse("public_order:codaf-partner", args=[pk])
    return act_page(
        request, form(posted(request)), operation, facts={"partner": row}, at=now(), done=done, then=page,
        title=f"{label} : {row.get_body_display()}", submit=label, back=(str(row), page),
        breadcrumb=above(row.operation),
    )  # fmt: skip


# --- amounts, follow-ups ------------------------------------------------------------------------------------------


def finding_page(row: CodafFinding) -> str:
    return reverse("public_order:codaf-target", args=[row.target_id])


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def codaf_amount_new(request, pk):
    row = queries.known_finding(pk)
    access.require_targets(request.user, row.target.operation, localdate())
    page = finding_page(row)
    return act_page(
        request, forms.AmountForm(posted(request), initial={"stage_on": localdate()}), field_operations.record_amount,
        facts={"finding": row}, at=now(), done="Le montant est enregistré.", then=page,
        title=f"Ajouter un montant : {row.get_nature_display()}", submit="Enregistrer le montant",
        back=(str(row.target), page), breadcrumb=above(row.target.operation),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def codaf_amount(request, pk):
    row = queries.known_amount(pk)
    operation = row.finding.target.operation
    access.require_targets(request.user, operation, localdate())
    page = finding_page(row.finding)
    past = " ; ".join(
        f"{each.get_stage_display().lower()} {tables.euros(each.value)} le {each.stage_on:%d/%m/%Y}"
        for each in row.stages.all()
    )
    form = forms.StageForm(posted(request), initial={"amount": row.amount, "stage": row.stage, "stage_on": localdate()})
    return act_page(
        request, form, field_operations.move_amount, facts={"row": row}, at=now(), done="Le stade est enregistré.",
        then=page, title=f"Changer le stade : {row.get_nature_display()}", submit="Enregistrer le stade",
        back=(str(row.finding.target), page), intro=f"Jusqu'ici : {past}.", breadcrumb=above(operation),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def codaf_follow_up(request, pk):
    row = queries.known_follow_up(pk)
    access.require_targets(request.user, row.target.operation, localdate())
    page = reverse("public_order:codaf-target", args=[row.target_id])
    return act_page(
        request, forms.SettleForm(posted(request)), field_operations.settle, facts={"follow_up": row}, at=now(),
        done="La suite est réglée.", then=page, title=f"Régler : {row.get_kind_display()}", submit="Régler la suite",
        back=(str(row.target), page), breadcrumb=above(row.target.operation),
    )  # fmt: skip
