"""Pages of the pound: vehicles, custodians month by month, immobilisations."""

from collections.abc import Iterable
from datetime import date, datetime

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.casework.instants import instant_words
from directorate.documents.record_pages import Act, Sheet
from directorate.org.models import StaffMember
from directorate.web.access import allow
from directorate.web.pages import FORM_METHODS, act_page, posted
from directorate.web.tables import Cell, Value
from road_safety.impound import forms, lists, operations, queries, tables
from road_safety.impound.models import ImpoundedVehicle, VehicleImmobilisation
from road_safety.policies import reads_road_safety, works_in_road_safety
from road_safety.registers.kit import Alert, Register
from road_safety.registers.rules import L325_1_2
from road_safety.registers.tables import permit_cell
from road_safety.registers.views import today
from road_safety.suspensions.access import note_reading, reads_offences, works_on_offences
from road_safety.suspensions.rules import left_in_words

Facts = Iterable[tuple[str, Value]]
State, Measure = ImpoundedVehicle.State, VehicleImmobilisation.State
CUSTODIANS = "Gardiens de fourrière"


def vehicle_facts(row: ImpoundedVehicle) -> Facts:
    yield "Immatriculation", row.plate or "Illisible ou absente"
    yield "Véhicule", row.vehicle
    yield "Motif", row.get_reason_display()
    yield "Enlèvement", f"{row.place}, {row.commune}"
    yield "Entré le", row.entered_at
    yield "Gardien", permit_cell(row.custodian, row.custodian.holder, f"n° {row.custodian.number}")
    yield "SI Fourrières", row.reference
    yield "Classement", row.get_classification_display()
    yield "Classé le", row.classified_on
    yield "Notifié le", row.notified_on
    yield "Sorti le", row.left_at
    yield "Frais impayés (€)", row.cost
    yield "Indemnité", row.get_claim_display() if row.claim else ""
    yield "Demandée le", row.claimed_on
    yield "Réglée le", row.settled_on
    yield "Suite de la demande", row.claim_note


PLATE = ("Corriger l'immatriculation", operations.correct_plate, "L'immatriculation est corrigée.")
RESERVED = "Réservée aux agents habilités aux données d'infraction"


def shown_vehicle(staff: StaffMember, row: ImpoundedVehicle, on: date) -> ImpoundedVehicle:
    """Without the plate of an offence for whoever is not on the list of access."""
    if row.plate and operations.is_closed(row) and not reads_offences(staff, on=on):
        row.plate = RESERVED
    return row


def note_vehicle(staff: StaffMember, row: ImpoundedVehicle | None, at: datetime) -> None:
    """The list shows no plate of an offence; the page does, and is kept."""
    if row is not None and row.plate and operations.is_closed(row) and reads_offences(staff, on=localdate(at)):
        note_reading(staff, row, at)


VEHICLES = Register(
    one="impounded-vehicle",
    path="fourriere/",
    listed=lists.VEHICLE_LIST,
    intro="Entrées, classement, sorties et frais impayés. Les fichiers portent une marque à la place de"
    " l'immatriculation.",
    rows=queries.vehicles,
    state=tables.vehicle_state,
    facts=vehicle_facts,
    form=forms.EntryForm,
    create=operations.enter_vehicle,
    label="Enregistrer une entrée",
    acts={
        "immatriculation": Act(*PLATE, tuple(State), forms.PlateForm, open_on=lambda row: row.purged_on is None),
        "classer": Act("Classer", operations.classify, "Le véhicule est classé.", (State.HELD,), forms.ClassifyForm,
                       initial=today("classified_on")),
        "notifier": Act("Enregistrer la notification", operations.notify_owner, "La notification est enregistrée.",
                        (State.HELD,), forms.NotifyForm, initial=today("notified_on")),
        "sortie": Act("Enregistrer la sortie", operations.leave, "La sortie est enregistrée.", (State.HELD,),
                      forms.LeaveForm),
        "indemnite": Act("Enregistrer une demande d'indemnité", operations.claim_cost, "La demande est enregistrée.",
                         (State.DESTROYED, State.SOLD), forms.ClaimForm,
                         initial=lambda row: {"cost": row.cost, "claimed_on": localdate()},
                         open_on=lambda row: not row.claim),
        "reglement": Act("Régler la demande", operations.settle_claim, "La suite est enregistrée.",
                         (State.DESTROYED, State.SOLD), forms.SettleForm, initial=today("settled_on"),
                         open_on=lambda row: row.claim == ImpoundedVehicle.Claim.CLAIMED),
    },
    links=lambda: [(CUSTODIANS, reverse("road_safety:impound-custodians"))],
    note=note_vehicle,
    shown=shown_vehicle,
)  # fmt: skip


def measure_facts(row: VehicleImmobilisation) -> Facts:
    yield "Immatriculation", row.plate
    yield "Véhicule", row.vehicle
    yield "Conducteur", row.driver
    yield "Infraction", row.grounds
    yield "Service verbalisateur", row.unit
    yield "Commune", str(row.commune)
    yield "Immobilisé le", row.starts_at
    yield "Au plus tard le", f"{instant_words(row.ends_at)} ({L325_1_2})"
    yield "Procureur informé le", row.prosecutor_on
    if row.entry_id:
        yield "Fourrière", Cell(row.entry.number, reverse("road_safety:impounded-vehicle", args=[row.entry_id]))
    yield "Terminée le", row.ended_at
    yield "Motif", row.ended_why


def measure_alerts(row: VehicleImmobilisation, on: date) -> Iterable[Alert]:
    if row.state != Measure.RUNNING:
        return
    at = now()
    if row.ends_at <= at:
        yield "error", "Terme passé", "Le véhicule est rendu : constater la fin de la mesure."
    else:
        yield "info", "Mesure en cours", f"Il reste {left_in_words(row.ends_at, at)}, en heures écoulées."
    if row.prosecutor_on is None:
        yield "warning", "Procureur", "L'information du procureur de la République n'est pas enregistrée."


IMMOBILISATIONS = Register(
    one="immobilisation",
    path="immobilisations/",
    listed=lists.IMMOBILISATION_LIST,
    intro="Décidées par le préfet pour sept jours au plus, d'heure à heure (code de la route, art. L325-1-2).",
    rows=queries.immobilisations,
    state=tables.measure_state,
    facts=measure_facts,
    form=forms.ImmobiliseForm,
    create=operations.immobilise,
    label="Enregistrer une immobilisation",
    acts={
        "immatriculation": Act(*PLATE, tuple(Measure), forms.PlateForm, open_on=lambda row: row.purged_on is None),
        "fin": Act("Lever ou terminer", operations.end_immobilisation, "La mesure est terminée.", (Measure.RUNNING,),
                   forms.EndForm),
        "procureur": Act("Procureur informé", operations.tell_prosecutor, "L'information est enregistrée.",
                         (Measure.RUNNING,), forms.ProsecutorForm, initial=today("prosecutor_on")),
    },
    alerts=measure_alerts,
    reads=reads_offences,
    works=works_on_offences,
    note=note_reading,
)  # fmt: skip


def asked_month(text: str, on: date) -> date:
    """ "2026-03", or the month of today when the address says nothing readable."""
    year, _, month = text.partition("-")
    is_month = text.isascii() and year.isdigit() and month.isdigit() and len(text) == len("2026-03")
    if is_month and 2000 <= int(year) <= on.year and 1 <= int(month) <= 12:
        return date(int(year), int(month), 1)
    return on.replace(day=1)


@require_GET
@allow(reads_road_safety)
def impound_custodians(request):
    on = localdate()
    month = asked_month(request.GET.get("mois", ""), on)
    rows = queries.custodians_in(month)
    return TemplateResponse(
        request,
        "road_safety/registers/custodians.html",
        {
            "title": CUSTODIANS,
            "breadcrumb": [VEHICLES.home()],
            "month": date_format(month, "F Y"),
            "months": [(f"{each:%Y-%m}", date_format(each, "F Y"), each == month) for each in queries.months_back(on)],
            "sheet": Sheet(tables.CUSTODIANS, rows),
            "over": [row for row in rows if row.is_over],
            "new": reverse("road_safety:impound-capacity") if works_in_road_safety(request.user, on=on) else "",
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def impound_capacity(request):
    page = reverse("road_safety:impound-custodians")
    return act_page(
        request,
        forms.CapacityForm(posted(request), initial={"since": localdate().replace(day=1)}),
        operations.set_capacity,
        facts={},
        at=now(),
        about=queries.last_capacity(),
        beside=queries.capacities,
        done="La capacité est enregistrée.",
        then=page,
        title="Fixer la capacité d'un gardien",
        submit="Enregistrer",
        back=(CUSTODIANS, page),
        breadcrumb=[VEHICLES.home(), (CUSTODIANS, page)],
    )
