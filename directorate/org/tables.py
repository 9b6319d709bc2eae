"""Columns of the lists of absences and of delegations."""

from datetime import date
from functools import cache

from django.urls import reverse

from directorate.org.models import Absence, SignatureDelegation, StaffMember
from directorate.org.queries import DelegationState, delegation_states
from directorate.org.scopes import act_kind_label, procedure_label
from directorate.web.tables import Cell, Column, Table


def person_cell(staff: StaffMember | None, nobody: str) -> Cell:
    return Cell(str(staff), reverse("directorate:person", args=[staff.pk])) if staff else Cell(nobody)


# --- absences -----------------------------------------------------------------------------------------------


def period_state(absence: Absence, on: date) -> Cell:
    if absence.cancelled_at:
        return Cell("Annulée")
    if absence.ends_on < on:
        return Cell("Passée")
    return Cell("À venir", tone="info") if absence.starts_on > on else Cell("En cours", tone="warning")


def handover_cell(absence: Absence) -> Cell | None:
    """The page of the absence, for those who may read it (`with_what_one_may_do`)."""
    if not absence.may_be_read:
        return None
    return Cell("Ouvrir", reverse("directorate:absence", args=[absence.pk]))


def shortening_cell(absence: Absence, on: date) -> Cell | None:
    if not (absence.may_be_managed and absence.can_be_cancelled_on(on)):
        return None
    word = "Écourter" if absence.starts_on < on else "Annuler"
    return Cell(word, reverse("directorate:absence-cancel", args=[absence.pk]))


def absence_table(on: date) -> Table:
    return Table(
        caption="Absences",
        header="staff",
        default_sort="-starts",
        empty="Aucune absence n'est enregistrée à ces dates.",
        columns=(
            Column("staff", "Agent", lambda row: person_cell(row.staff, ""), sort="staff__last_name"),
            Column("starts", "Du", lambda row: row.starts_on, sort="starts_on"),
            Column("ends", "Au (compris)", lambda row: row.ends_on, sort="ends_on"),
            Column("substitute", "Suppléance", lambda row: person_cell(row.substitute, "Personne")),
            Column("state", "État", lambda row: period_state(row, on)),
            Column("handover", "Passage de relais", handover_cell, export=lambda row: ""),
            Column("shorten", "Modifier", lambda row: shortening_cell(row, on), export=lambda row: ""),
        ),
    )


# --- delegations --------------------------------------------------------------------------------------------


def delegation_table(on: date) -> Table:
    @cache
    def states() -> dict[int, DelegationState]:
        """Of every delegation that day, in a constant number of queries, when a row asks for its own."""
        every = SignatureDelegation.objects.select_related("delegate", "delegator", "stands_in_for")
        return {state.delegation.pk: state for state in delegation_states(every, on)}

    def state_cell(row: SignatureDelegation) -> Cell:
        state = states()[row.pk]
        return Cell(state.word, tone=state.tone, detail=state.reason if state.group == "stopped" else "")

    return Table(
        caption="Délégations de signature",
        header="order",
        default_sort="-starts",
        empty="Aucune délégation n'est enregistrée. Elle ne donne de pouvoir qu'au lendemain de sa publication.",
        columns=(
            Column(
                "order",
                "Arrêté n°",
                lambda row: Cell(row.order_number, reverse("directorate:delegation", args=[row.pk])),
                sort="order_number",
            ),
            Column("delegator", "Délégant", lambda row: str(row.delegator), sort="delegator__last_name"),
            Column("delegate", "Délégataire", lambda row: str(row.delegate), sort="delegate__last_name"),
            Column("stands_in_for", "En l'absence de", lambda row: str(row.stands_in_for or "")),
            Column("starts", "Du", lambda row: row.starts_on, sort="starts_on"),
            Column("ends", "Au (exclu)", lambda row: row.ends_on or "sans terme", sort="ends_on"),
            Column("state", "État", state_cell, export=lambda row: states()[row.pk].word),
            Column("published", "Publiée le", lambda row: row.published_on, sort="published_on", hidden=True),
            Column("register", "Recueil", lambda row: row.register_reference, hidden=True),
            Column(
                "procedures",
                "Procédures",
                lambda row: ", ".join(procedure_label(code) for code in row.procedures),
                hidden=True,
            ),
            Column(
                "acts",
                "Natures d'acte",
                lambda row: ", ".join(act_kind_label(code) for code in row.act_kinds),
                hidden=True,
            ),
        ),
    )
