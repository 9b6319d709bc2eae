"""The registers as pages: what each of them shows and lets happen."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Manager
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from directorate.documents.record_pages import Act, Paper, Sheet, paper
from directorate.documents.serving import letter_response
from directorate.legal_calendar.arithmetic import french_long
from directorate.parameters.queries import value
from directorate.registers.paper_acts import place_of
from directorate.web.access import allow
from directorate.web.tables import Column, Table, Value
from road_safety.policies import reads_road_safety
from road_safety.registers import forms, inspections, lists, operations, queries, rules, tables
from road_safety.registers.kit import Alert, Register
from road_safety.registers.models import (
    ApprovalInspection,
    ApprovedPerson,
    InspectionCentre,
    InspectionController,
    SpeedSite,
    StageSession,
    TrafficOrder,
)
from road_safety.registers.values import NOTICE

Facts = Iterable[tuple[str, Value]]
Stage, Traffic = StageSession.State, TrafficOrder.State
Centre, Controller, Site = InspectionCentre.State, InspectionController.State, SpeedSite.State


def today(*names: str):
    """The fields that today fills."""
    return lambda row: {name: localdate() for name in names}


# --- stages -------------------------------------------------------------------------------------------------------


def stage_facts(row: StageSession) -> Facts:
    yield "Centre", tables.title_cell(row)
    yield "Dates", f"Du {french_long(row.starts_on)} au {french_long(row.ends_on)}, {row.hours} heures"
    yield "Salle", f"{row.room}, {row.commune}"
    yield "Places", row.capacity
    yield "Animateurs", row.facilitators
    yield "Stagiaires présents", row.trainees
    yield "Annulation notifiée le", row.cancelled_on
    yield "Motif de l'annulation", row.cancelled_why


def stage_alerts(row: StageSession, on: date) -> Iterable[Alert]:
    notice = int(value(NOTICE, row.starts_on))
    if row.is_flagged:
        words = rules.cancellation_words(row.starts_on, row.cancelled_on, notice)
        yield "error", "Agrément à examiner", words
    elif row.state == Stage.PLANNED and row.starts_on > on:
        last = rules.last_day_to_cancel(row.starts_on, notice)
        words = f"Une annulation se notifie au plus tard le {french_long(last)} ({notice} jours avant le stage)."
        yield "info", "Annulation", words
    elif row.state == Stage.PLANNED and row.ends_on < on:
        yield "warning", "Stage passé", "Indiquer s'il a été tenu, et avec combien de stagiaires."


STAGES = Register(
    one="stage-session",
    path="stages/",
    listed=lists.STAGE_LIST,
    intro="Calendrier déclaré par les centres agréés. Une annulation tardive signale l'agrément.",
    rows=queries.stages,
    state=tables.stage_state,
    facts=stage_facts,
    form=forms.StageForm,
    create=operations.plan_stage,
    label="Déclarer un stage",
    acts={
        "tenu": Act("Enregistrer la tenue", operations.hold_stage, "Le stage est tenu.", (Stage.PLANNED,),
                    forms.HoldStageForm),
        "annuler": Act("Enregistrer l'annulation", operations.cancel_stage, "L'annulation est enregistrée.",
                       (Stage.PLANNED,), forms.CancelStageForm, initial=today("cancelled_on")),
    },
    alerts=stage_alerts,
)  # fmt: skip


# --- traffic orders -----------------------------------------------------------------------------------------------


def order_facts(row: TrafficOrder) -> Facts:
    yield "Objet", row.title
    yield "Nature", row.get_kind_display()
    yield "Préparé par", row.get_prepared_by_display()
    yield "Voies", row.roads
    yield "Communes", ", ".join(town.name for town in row.communes.all())
    yield "Du", row.starts_at
    yield "Au", row.ends_at or "Sans limite de durée"
    yield "Mesures", row.measures
    yield "Tracé", rules.text_of(row.geometry)
    yield "Signé le", row.signed_on
    yield "Recueil des actes", place_of(row.order)
    yield "Abrogé le", row.repealed_on
    yield "Motif de l'abrogation", row.repealed_why
    yield "Abandonné le", row.abandoned_on
    yield "Motif de l'abandon", row.abandoned_why


def order_said(row: TrafficOrder) -> dict[str, Any]:
    """What the draft says, as its form takes it."""
    said = {name: getattr(row, name) for name in operations.WRITTEN}
    return {**said, "communes": list(row.communes.all()), "geometry": rules.text_of(row.geometry)}


def order_papers(row: TrafficOrder) -> list[Paper]:
    return paper("Arrêté", row.order, "road_safety:traffic-order-file", row.pk)


ORDERS = Register(
    one="traffic-order",
    path="arretes-de-circulation/",
    listed=lists.ORDER_LIST,
    intro="Autoroutes, routes à grande circulation, chantiers et manifestations (code de la route, art. R411-8 et"
    " R411-9).",
    rows=queries.traffic_orders,
    state=tables.state_of,
    facts=order_facts,
    form=forms.TrafficOrderForm,
    create=operations.prepare_order,
    label="Préparer un arrêté",
    acts={
        "signer": Act("Enregistrer la signature", operations.sign_order, "L'arrêté est signé et numéroté.",
                      (Traffic.PREPARED,), forms.SignForm, initial=today("signed_on")),
        "modifier": Act("Modifier", operations.change_order, "Le projet est modifié.", (Traffic.PREPARED,),
                        forms.TrafficOrderForm, initial=order_said),
        "abandonner": Act("Abandonner", operations.abandon_order, "Le projet est abandonné.", (Traffic.PREPARED,),
                          forms.AbandonForm),
        "abroger": Act("Abroger", operations.repeal_order, "L'arrêté est abrogé.", (Traffic.SIGNED,),
                       forms.RepealForm, initial=today("repealed_on")),
    },
    papers=order_papers,
)  # fmt: skip


@require_GET
@allow(reads_road_safety)
def traffic_order_file(request, pk, kind):
    return letter_response(ORDERS.known(pk).order, kind)


# --- technical inspection -----------------------------------------------------------------------------------------


def centre_facts(row: InspectionCentre) -> Facts:
    yield "Agrément", f"n° {row.number}, du {french_long(row.approved_on)}"
    yield "Exploitant", row.operator
    yield "Réseau", row.network
    yield "Véhicules", row.get_category_display()
    yield "Adresse", f"{row.address}, {row.commune}"
    yield "Griefs notifiés le", row.heard_from
    yield "Griefs", row.heard_why if row.heard_from else ""
    yield "Observations", row.observations
    yield "Depuis le", row.state_on
    yield "Motif", row.closed_why


def hearing_alerts(row: InspectionCentre | InspectionController, on: date) -> Iterable[Alert]:
    if row.heard_until is None:
        return
    tone = "info" if row.heard_until >= on else "warning"
    words = f"Observations attendues jusqu'au {french_long(row.heard_until)}."
    if row.observations:
        words = "Observations reçues : la mesure peut être prise, ou les griefs clos sans suite."
    elif row.heard_until < on:
        words = f"Le délai s'est achevé le {french_long(row.heard_until)} sans réponse : prendre la mesure, ou clore."
    yield tone, "Procédure contradictoire", words


def is_heard(row: InspectionCentre | InspectionController) -> bool:
    return row.heard_until is not None


def hearing_acts(states: tuple[str, ...]) -> dict[str, Act]:
    """AGR-03: reasons, observations, nothing done."""
    return {
        "griefs": Act("Notifier des griefs", inspections.hear, "Les observations sont demandées.", states,
                      forms.HearingForm, initial=today("heard_from")),
        "observations": Act("Saisir les observations", inspections.note_observations, "Observations enregistrées.",
                            states, forms.ObservationsForm, open_on=is_heard,
                            initial=lambda row: {"observations": row.observations}),
        "sans-suite": Act("Clore sans suite", inspections.drop_grievances, "Les griefs sont clos sans suite.", states,
                          forms.ReasonForm, open_on=is_heard),
    }  # fmt: skip


CONTROLLERS_OF = Table(
    caption="Contrôleurs du centre",
    empty="Aucun contrôleur n'y est rattaché.",
    columns=(
        Column("name", "Nom", lambda row: tables.linked("inspection-controller", row, row.name)),
        Column("number", "Agrément", lambda row: row.number),
        Column("approved", "Agréé le", lambda row: row.approved_on),
    ),
)
INSPECTIONS_OF = Table(
    caption="Inspections",
    empty="Aucune inspection n'est enregistrée.",
    columns=(
        Column("day", "Inspecté le",
               lambda row: tables.linked("approval-inspection", row, f"{row.inspected_on:%d/%m/%Y}")),
        Column("by", "Par", lambda row: row.inspector),
        Column("finding", "Constat", tables.finding_cell),
    ),
)  # fmt: skip


def inspections_sheet(rows: Manager) -> Sheet:
    return Sheet(INSPECTIONS_OF, list(rows.all()[:20]))


CENTRES = Register(
    one="inspection-centre",
    path="controle-technique/centres/",
    listed=lists.CENTRE_LIST,
    intro="Centres agréés jusqu'à leur retrait. Une sanction suit une procédure contradictoire.",
    rows=queries.centres,
    state=tables.state_of,
    facts=centre_facts,
    form=forms.CentreForm,
    create=inspections.approve_centre,
    label="Enregistrer un centre",
    acts={
        **hearing_acts((Centre.APPROVED, Centre.SUSPENDED)),
        "sanction": Act("Suspendre ou retirer", inspections.strike_centre, "La mesure est enregistrée.",
                        (Centre.APPROVED, Centre.SUSPENDED), forms.StrikeForm, initial=today("state_on"),
                        open_on=is_heard),
        "lever": Act("Lever la suspension", inspections.restore_centre, "La suspension est levée.",
                     (Centre.SUSPENDED,)),
    },
    alerts=hearing_alerts,
    sheets=lambda row: [
        Sheet(CONTROLLERS_OF, list(row.controllers.filter(state=Controller.APPROVED))),
        inspections_sheet(row.inspections),
    ],
)  # fmt: skip


def record_words(row: InspectionController | ApprovedPerson) -> str:
    """AGR-06: the conclusion and its day, nothing else."""
    if row.record_checked_on is None:
        return "Pas encore consulté"
    return f"{'Compatible' if row.record_is_clear else 'Incompatible'}, le {french_long(row.record_checked_on)}"


def controller_facts(row: InspectionController) -> Facts:
    yield "Agrément", f"n° {row.number}, du {french_long(row.approved_on)}"
    yield "Centre", tables.linked("inspection-centre", row.centre, row.centre.name) if row.centre_id else "Aucun"
    yield "Casier judiciaire", record_words(row)
    yield "Griefs notifiés le", row.heard_from
    yield "Griefs", row.heard_why if row.heard_from else ""
    yield "Observations", row.observations
    yield "Depuis le", row.state_on
    yield "Motif", row.closed_why


def record_alerts(row: InspectionController | ApprovedPerson, words: str) -> Iterable[Alert]:
    if row.record_is_clear is False:
        yield "error", "Casier incompatible", words


def controller_alerts(row: InspectionController, on: date) -> Iterable[Alert]:
    if row.state != Controller.WITHDRAWN:
        yield from record_alerts(row, "L'agrément est à retirer, après les observations du contrôleur.")
    yield from hearing_alerts(row, on)


RECORD = ("Enregistrer le casier", inspections.check_record, "La conclusion du casier est enregistrée.")
CONTROLLERS = Register(
    one="inspection-controller",
    path="controle-technique/controleurs/",
    listed=lists.CONTROLLER_LIST,
    intro="Un contrôleur exerce dans un centre : son agrément attend un nouveau centre quand il le quitte.",
    rows=queries.controllers,
    state=tables.state_of,
    facts=controller_facts,
    form=forms.ControllerForm,
    create=inspections.approve_controller,
    label="Enregistrer un contrôleur",
    acts={
        "depart": Act("Enregistrer le départ", inspections.leave_centre, "Le départ est enregistré.",
                      (Controller.APPROVED,), forms.LeaveForm, initial=today("state_on")),
        "rattacher": Act("Rattacher à un centre", inspections.join_centre, "Le contrôleur est rattaché.",
                         (Controller.LEFT,), forms.JoinForm),
        "casier": Act(*RECORD, (Controller.APPROVED, Controller.LEFT), forms.RecordForm,
                      initial=today("record_checked_on")),
        **hearing_acts((Controller.APPROVED, Controller.LEFT)),
        "retirer": Act("Retirer", inspections.withdraw_controller, "L'agrément est retiré.",
                       (Controller.APPROVED, Controller.LEFT), forms.WithdrawForm, initial=today("state_on"),
                       open_on=is_heard),
    },
    alerts=controller_alerts,
    sheets=lambda row: [inspections_sheet(row.inspections)],
)  # fmt: skip


# --- speed sites --------------------------------------------------------------------------------------------------


def site_facts(row: SpeedSite) -> Facts:
    yield "Type", row.get_kind_display()
    yield "Voie", f"{row.road}{f', {row.direction}' if row.direction else ''}"
    yield "Commune", str(row.commune)
    yield "Vitesse autorisée", f"{row.limit} km/h" if row.limit else ""
    yield "Coordonnées", f"{row.latitude} ; {row.longitude}" if row.latitude is not None else ""
    yield "Motif de l'implantation", row.grounds
    if row.opinion_on:
        sense = "Favorable" if row.opinion_is_favourable else "Défavorable"
        yield "Avis", f"{sense}, le {french_long(row.opinion_on)}. {row.opinion}".strip()
    yield "En service le", row.opened_on
    yield "Retiré le", row.closed_on
    yield "Motif du retrait", row.closed_why


SITES = Register(
    one="speed-site",
    path="radars/",
    listed=lists.SITE_LIST,
    intro="Implantations proposées, avis rendus, radars en service.",
    rows=queries.speed_sites,
    state=tables.state_of,
    facts=site_facts,
    form=forms.SiteForm,
    create=operations.propose_site,
    label="Proposer une implantation",
    acts={
        "avis": Act("Enregistrer l'avis", operations.give_opinion, "L'avis est enregistré.",
                    (Site.PROPOSED, Site.OPINION), forms.OpinionForm, initial=today("opinion_on")),
        "service": Act("Mettre en service", operations.open_site, "Le radar est en service.", (Site.OPINION,),
                       forms.OpenSiteForm, initial=today("opened_on")),
        "retirer": Act("Retirer", operations.stop_site, "Le radar est retiré.",
                       (Site.PROPOSED, Site.OPINION, Site.IN_SERVICE), forms.StopSiteForm,
                       initial=today("closed_on")),
    },
    links=lambda: [("Carte", f"{reverse('directorate:map')}?layer=speed-sites")],
)  # fmt: skip


# --- people of an approval ----------------------------------------------------------------------------------------


def person_facts(row: ApprovedPerson) -> Facts:
    yield "Qualité", row.get_role_display()
    yield "Agrément", tables.title_cell(row)
    yield "Portée", "L'agrément lui est personnel : il tombe à son départ." if row.is_essential else "Non personnel"
    yield "Casier judiciaire", record_words(row)
    yield "Depuis le", row.since
    yield "Parti le", row.left_on
    yield "Motif du départ", row.left_why


def person_alerts(row: ApprovedPerson, on: date) -> Iterable[Alert]:
    if row.left_on is None:
        words = "L'agrément est à examiner, après les observations de son titulaire."
        yield from record_alerts(row, words)


PEOPLE = Register(
    one="approved-person",
    path="agrements/personnes/",
    listed=lists.PERSON_LIST,
    intro="Exploitants, gérants, gardiens : un agrément personnel tombe quand la personne part.",
    rows=queries.people,
    state=tables.person_state,
    facts=person_facts,
    form=forms.PersonForm,
    create=operations.link_person,
    label="Rattacher une personne",
    acts={
        "depart": Act("Enregistrer le départ", operations.leave_approval, "Le départ est enregistré.", ("here",),
                      forms.LeaveApprovalForm, initial=today("left_on")),
        "casier": Act(*RECORD, ("here",), forms.RecordForm, initial=today("record_checked_on")),
    },
    alerts=person_alerts,
)  # fmt: skip


# --- visits -------------------------------------------------------------------------------------------------------


def inspection_facts(row: ApprovalInspection) -> Facts:
    yield "Agrément, centre ou contrôleur", tables.subject_cell(row)
    yield "Inspecté le", row.inspected_on
    yield "Par", row.inspector
    yield "Constats", row.findings
    yield "Suites", row.follow_up
    yield "Suites satisfaites le", row.followed_on


INSPECTIONS = Register(
    one="approval-inspection",
    path="agrements/inspections/",
    listed=lists.INSPECTION_LIST,
    intro="Visites des lieux agréés, des centres et des contrôleurs : constats et suites.",
    rows=queries.inspections,
    state=tables.finding_cell,
    facts=inspection_facts,
    form=forms.InspectionForm,
    create=inspections.record_inspection,
    label="Enregistrer une inspection",
    acts={
        "suites": Act("Enregistrer les suites", inspections.follow_inspection, "Les suites sont enregistrées.",
                      ("open",), forms.FollowForm,
                      initial=lambda row: {"followed_on": localdate(), "follow_up": row.follow_up}),
    },
    links=lambda: [("Inspections dues", f"{reverse('road_safety:regulation-board')}#inspections-dues")],
)  # fmt: skip
REGISTERS = (STAGES, ORDERS, CENTRES, CONTROLLERS, SITES, PEOPLE, INSPECTIONS)
