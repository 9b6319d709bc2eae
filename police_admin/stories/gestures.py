"""The gesture of every story: one step of a case, by its caseworker unless somebody else is named."""

from datetime import datetime

from directorate.casework.models import Case
from directorate.casework.operations import take_transition
from directorate.org.models import StaffMember


def step(case: Case, name: str, at: datetime, by: StaffMember | None = None, **details) -> Case:
    return take_transition(case=case, name=name, by=by or case.caseworker, at=at, **details)
