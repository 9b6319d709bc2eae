"""Columns of the états-majors and of the actions, and what their filters ask."""

from collections.abc import Callable
from datetime import date
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from directorate.commissions.body_rules import unknown_to
from directorate.commissions.models import Commission, CommissionSession, SessionAction
from directorate.partners.models import Organisation
from directorate.web.tables import Cell, Column, Table
from public_order.councils import rules
from public_order.councils.bodies import RESTRICTED
from public_order.councils.meeting_queries import actions, delays_on, next_step, red_on
from public_order.councils.models import StaffMeeting
from public_order.policies import UNIT

STATE_TONES = {"planned": "info", "held": "success", "no_quorum": "warning", "cancelled": ""}


def meeting_url(row: StaffMeeting) -> str:
    return reverse("public_order:staff-meeting", args=[row.pk])


def action_url(row: SessionAction) -> str:
    return reverse("public_order:council-action", args=[row.pk])


def moment_of(row: StaffMeeting) -> str:
    return f"{localtime(row.session.starts_at):%d/%m/%Y à %H h %M}"


def meeting_table(on: date, body: rules.Chaired = rules.STAFF) -> Table:
    delays, is_staff = delays_on(on, body), body == rules.STAFF

    def step(row: StaffMeeting) -> Cell:
        text, tone = next_step(row, on, delays)
        return Cell(text, tone=tone)

    return Table(
        caption="États-majors de sécurité" if is_staff else "Séances du CODAF",
        header="day",
        default_sort="-day",
        empty="Aucun état-major n'est prévu." if is_staff else "Aucune séance du comité n'est prévue.",
        columns=(
            Column("day", "Séance", lambda row: Cell(moment_of(row), meeting_url(row)), sort="session__starts_at",
                   export=moment_of),
            Column("formation", "Formation", lambda row: row.get_formation_display(), sort="formation"),
            *([Column("theme", "Thème", lambda row: row.theme or (row.district.name if row.district else ""),
                      sort="theme")] if is_staff else []),
            Column("place", "Lieu", lambda row: row.session.place, hidden=True),
            Column("state", "État", lambda row: Cell(row.session.get_state_display(),
                                                     tone=STATE_TONES[row.session.state]), sort="session__state",
                   export=lambda row: row.session.get_state_display()),
            Column("step", "À faire", step, export=lambda row: next_step(row, on, delays)[0]),
        ),
    )  # fmt: skip


def late_cell(on: date, red: int) -> Callable[[SessionAction], Any]:
    def late(row: SessionAction) -> Cell | str:
        days, tone = rules.lateness(row.due_on, on, is_open=row.is_open, red=red)
        return Cell(f"{days} j de retard", tone=tone) if days else ""

    return late


def action_table(on: date) -> Table:
    red = red_on(on)
    return Table(
        caption="Actions décidées en séance",
        header="text",
        default_sort="due",
        empty="Aucune action n'est suivie.",
        columns=(
            Column("text", "Action", lambda row: Cell(row.text, action_url(row)), sort="text",
                   export=lambda row: row.text),
            Column("owner", "Responsable", lambda row: row.owner.name, sort="owner__name"),
            Column("body", "Instance", lambda row: row.session.commission.name, sort="session__commission__name"),
            Column("decided", "Décidée le", lambda row: localtime(row.session.starts_at).date(),
                   sort="session__starts_at"),
            Column("due", "Pour le", lambda row: row.due_on, sort="due_on"),
            Column("late", "Retard", late_cell(on, red),
                   export=lambda row: rules.lateness(row.due_on, on, is_open=row.is_open, red=red)[0], numeric=True),
            Column("state", "État", lambda row: row.get_state_display(), sort="state"),
            Column("outcome", "Suite donnée", lambda row: row.outcome, hidden=True),
            Column("closed", "Close le", lambda row: row.closed_on, sort="closed_on", hidden=True),
        ),
    )  # fmt: skip


def bodies_known(request: Any) -> QuerySet[Commission]:
    """Those of the bureau of which the reader may know."""
    rows = Commission.objects.filter(secretariat_id=UNIT)
    staff = getattr(request, "user", None)
    return rows.exclude(pk__in=unknown_to(staff, localdate())) if staff else rows.exclude(pk=RESTRICTED)


def owners_known(request: Any) -> QuerySet[Organisation]:
    """Those of the actions of which the reader may know."""
    staff = getattr(request, "user", None)
    if not staff:
        return Organisation.objects.none()
    return Organisation.objects.filter(session_actions__in=actions(staff, localdate())).distinct()


class MeetingFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Thème", field_name="theme", lookup_expr="icontains")
    formation = django_filters.ChoiceFilter(
        label="Formation", choices=StaffMeeting.Formation.choices, empty_label="Toutes"
    )

    class Meta:
        model = StaffMeeting
        fields: list[str] = []


class StaffMeetingFilter(django_filters.FilterSet):
    """Those of the API: a restricted formation is not even a word there."""

    q = django_filters.CharFilter(label="Thème", field_name="theme", lookup_expr="icontains")
    formation = django_filters.ChoiceFilter(
        label="Formation", choices=[one for one in StaffMeeting.Formation.choices if one[0] != "restricted"]
    )
    state = django_filters.ChoiceFilter(
        label="État", field_name="session__state", choices=CommissionSession.State.choices
    )
    starts_after = django_filters.DateFilter(label="À partir du", field_name="session__starts_at__date",
                                             lookup_expr="gte")  # fmt: skip
    starts_before = django_filters.DateFilter(label="Jusqu'au", field_name="session__starts_at__date",
                                              lookup_expr="lte")  # fmt: skip

    class Meta:
        model = StaffMeeting
        fields: list[str] = []


class FraudFilter(django_filters.FilterSet):
    formation = django_filters.ChoiceFilter(
        label="Formation", choices=[row for row in StaffMeeting.Formation.choices if row[0] in rules.FRAUD.formations],
        empty_label="Toutes",
    )  # fmt: skip
    state = django_filters.ChoiceFilter(
        label="État", field_name="session__state", choices=CommissionSession.State.choices, empty_label="Tous"
    )

    class Meta:
        model = StaffMeeting
        fields: list[str] = []


class ActionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Action", field_name="text", lookup_expr="icontains")
    owner = django_filters.ModelChoiceFilter(
        label="Responsable", queryset=owners_known, empty_label="Tous",
    )  # fmt: skip
    body = django_filters.ModelChoiceFilter(
        label="Instance", field_name="session__commission", queryset=bodies_known, empty_label="Toutes",
    )  # fmt: skip
    state = django_filters.ChoiceFilter(
        label="État", choices=[("open", "Ouverte"), ("late", "En retard"), ("closed", "Close")], method="in_state",
        empty_label="Tous",
    )  # fmt: skip

    class Meta:
        model = SessionAction
        fields: list[str] = []

    def in_state(self, rows: QuerySet[SessionAction], name: str, value: str) -> QuerySet[SessionAction]:
        if value == "closed":
            return rows.filter(closed_on__isnull=False)
        waiting = rows.filter(closed_on=None)
        return waiting.filter(due_on__lt=localdate()) if value == "late" else waiting
