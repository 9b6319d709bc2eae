"""Who may do what about people and powers. A policy is asked by a view: `policy(staff, obj)`, today unless told."""

from collections.abc import Callable
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.timezone import localdate

from directorate.org.models import Absence, Posting, StaffMember
from directorate.org.queries import heads_units, in_post, posted_in, posting_on, role_on

Role = Posting.Role


def labelled(label: str) -> Callable:
    """Give the policy the words that the table of rights and the refusal page show."""

    def mark(policy):
        policy.label = label
        return policy

    return mark


@labelled("Toute personne en poste à la préfecture")
def is_in_post(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return posting_on(staff, on or localdate()) is not None


@labelled("L'administrateur de l'application")
def is_administrator(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return role_on(staff, on or localdate()) == Role.ADMINISTRATOR


@labelled("Le directeur ou l'administrateur de l'application")
def manages_people(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return role_on(staff, on or localdate()) in (Role.DIRECTOR, Role.ADMINISTRATOR)


# What a director gives and takes in the direction; whoever decides above it is named by an administrator.
ROLES_OF_A_DIRECTOR = frozenset({Role.HEAD, Role.DEPUTY, Role.CASEWORKER})


@labelled("L'administrateur de l'application pour toute fonction ; le directeur pour celles des bureaux")
def gives_role(staff: StaffMember, role: str | None = None, *, on: date | None = None) -> bool:
    """Without a role: may at least some be given?"""
    held = role_on(staff, on or localdate())
    return held == Role.ADMINISTRATOR or (held == Role.DIRECTOR and (role is None or role in ROLES_OF_A_DIRECTOR))


@labelled("Le directeur ou l'administrateur de l'application")
def manages_delegations(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return manages_people(staff, on=on)


@labelled("Toute personne en poste pour ses absences ; le chef de bureau pour celles de son bureau")
def records_absences(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return is_in_post(staff, on=on)


@labelled("La personne, le chef de bureau pour son bureau ; le directeur et l'administrateur pour tous")
def manages_absences(staff: StaffMember, obj: StaffMember | Absence | None = None, *, on: date | None = None) -> bool:
    """Without an object: may at least somebody's absence be recorded? With one: that person's."""
    on = on or localdate()
    if manages_people(staff, on=on):
        return True
    units = heads_units(staff, on)
    if obj is None:
        return bool(units)
    person = obj.staff if isinstance(obj, Absence) else obj
    posting = posting_on(person, on)
    return posting is not None and (person.pk == staff.pk or posting.unit_id in units)


def people_whose_absences(staff: StaffMember, on: date) -> QuerySet[StaffMember]:
    """The people for whom `manages_absences` is true, as a list to choose from."""
    if manages_people(staff, on=on):
        return in_post(on)
    return in_post(on).filter(Q(pk=staff.pk) | posted_in(heads_units(staff, on), on))


def with_what_one_may_do(absences: QuerySet[Absence], staff: StaffMember, on: date) -> QuerySet[Absence]:
    """Absences with `may_be_managed` (shortened, cancelled) and `may_be_read` (its note) by this person."""
    managed = Q(staff__in=people_whose_absences(staff, on))
    return absences.annotate(
        may_be_managed=ExpressionWrapper(managed, BooleanField()),
        may_be_read=ExpressionWrapper(managed | Q(substitute=staff.pk), BooleanField()),
    )
