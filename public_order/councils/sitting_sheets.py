"""The tables that the page of any sitting of the bureau shows: what comes back, the agenda, what was decided."""

from datetime import date

from django.utils.timezone import localtime

from directorate.commissions.models import CommissionSession
from directorate.documents.record_pages import Sheet
from directorate.web.tables import Cell, Column, Table
from public_order.councils import meeting_queries as queries
from public_order.councils.meeting_tables import action_url, late_cell


def agenda(session: CommissionSession) -> Sheet:
    table = Table(
        caption="Ordre du jour", empty="L'ordre du jour est vide.",
        columns=(
            Column("position", "N°", lambda item: item.position),
            Column("title", "Point", lambda item: item.title),
        ),
    )  # fmt: skip
    return Sheet(table, list(session.items.order_by("position")))


def carried(session: CommissionSession, on: date) -> Sheet:
    red = queries.red_on(on)
    table = Table(
        caption="Point 1 : actions qui reviennent", empty="Aucune action des séances précédentes n'est ouverte.",
        columns=(
            Column("text", "Action", lambda one: Cell(queries.words_of(one.action), action_url(one.action))),
            Column("owner", "Responsable", lambda one: one.action.owner.name),
            Column("decided", "Décidée le", lambda one: localtime(one.action.session.starts_at).date()),
            Column("due", "Pour le", lambda one: one.action.due_on),
            Column("state", "État", lambda one: one.state),
            Column("late", "Retard", lambda one: Cell(
                f"{one.days_late} j", tone="error" if one.days_late > red else "warning") if one.days_late else ""),
        ),
    )  # fmt: skip
    return Sheet(table, queries.carried_in(session, on))


def decided(session: CommissionSession, on: date) -> Sheet:
    table = Table(
        caption="Actions décidées", empty="Aucune action n'est décidée.",
        columns=(
            Column("text", "Action", lambda one: Cell(queries.words_of(one), action_url(one))),
            Column("owner", "Responsable", lambda one: one.owner.name),
            Column("due", "Pour le", lambda one: one.due_on),
            Column("state", "État", lambda one: one.get_state_display()),
            Column("late", "Retard", late_cell(on, queries.red_on(on))),
        ),
    )  # fmt: skip
    return Sheet(table, list(session.actions.select_related("owner", "restricted").order_by("due_on", "pk")))
