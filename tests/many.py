"""Many cases in the same state, written straight into their tables: the operations would take minutes."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.datastructures import MultiValueDict

from directorate.casework import series
from directorate.casework.follow_up import rebuild
from directorate.casework.models import Case, CaseDeadline, ClockStop, Consultation, Decision, Piece, Series
from directorate.casework.move import paris_day
from directorate.commissions.models import CommissionSession
from directorate.org.models import StaffMember
from tests.factories import open_video_case, step
from tests.people import House

# What hangs on a case before its act is signed; a matter of an agenda stays that of the model.
HANGING = ((CaseDeadline, {}), (ClockStop, {}), (Consultation, {"agenda_item_id": None}), (Decision, {}), (Piece, {}))


def copies(case: Case, how_many: int, at: datetime) -> list[Case]:
    """As many cases as this one, the first included, with all that hangs on it and their narrow rows."""
    prefix, _, number = case.reference.rpartition("-")
    made = [
        copied(case, reference=f"{prefix}-{int(number) + 50_000 + rank:05d}", opening_key=None)
        for rank in range(1, how_many)
    ]
    Case.objects.bulk_create(made)
    for model, changes in HANGING:
        rows = list(model.objects.filter(case=case))
        model.objects.bulk_create(copied(row, case_id=twin.pk, **changes) for twin in made for row in rows)
    rebuild(paris_day(at))
    return [case, *made]


def copied(row: models.Model, **changes) -> models.Model:
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    return type(row)(**values | changes)


def in_review(house: House, at: datetime) -> Case:
    """A video-protection case, complete and heard two days before `at` with a favourable opinion."""
    heard_at = at - timedelta(days=2)
    CommissionSession.objects.filter(pk=house.session.pk).update(starts_at=heard_at)
    house.session.refresh_from_db()
    received = at - timedelta(days=20)
    case = open_video_case(house, received_on=paris_day(received), at=received)
    case = step(case, "declare_complete", house.agent, at - timedelta(days=19))
    case = step(case, "put_on_agenda", house.agent, at - timedelta(days=18), session=house.session)
    return step(
        case, "record_opinion", house.agent, at - timedelta(days=1), consultation=case.consultations.get(code="cdvp"),
        opinion="favourable", answered_on=paris_day(heard_at), comment="",
    )  # fmt: skip


def asked_in_series(action: str, by: StaffMember, cases: list[Case], at: datetime, **typed: str) -> Series:
    """The summary drawn, then confirmed as the page does."""
    chosen = Case.objects.filter(pk__in=[case.pk for case in cases]).order_by("pk")
    drawn = series.draw_up(list_code="cases", query="", cases=chosen, action_code=action, by=by, at=at)
    form = series.form_of(drawn, by, at, MultiValueDict({name: [value] for name, value in typed.items()}))
    assert form.is_valid(), form.errors
    expected = drawn.items.filter(state="pending").count()
    asked, is_asked = series.confirm(series=drawn, form=form, expected=expected, by=by, at=at)
    assert is_asked, list(drawn.items.values_list("sentence", flat=True)[:3])
    return asked
