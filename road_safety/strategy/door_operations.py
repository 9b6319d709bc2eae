"""The public door: a school or a commune asks without an account, confirms by mail, then follows its three answers."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from directorate.casework.effects import link_hash
from directorate.casework.move import paris_day
from directorate.jobs.outbox_operations import post_mail
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import Unit
from directorate.parameters.queries import value
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, LinkUnusable
from road_safety.policies import UNIT
from road_safety.strategy.action_operations import file_action, record_action
from road_safety.strategy.models import Action, CallForProjects, YearPlan
from road_safety.strategy.queries import UNCONFIRMED, by_link
from road_safety.strategy.terms import CONFIRM_DAYS, LINK_DAYS

MOST_WAITING = 5
PUBLISHED = CallForProjects.State.PUBLISHED


def open_call(year: int, at: datetime) -> CallForProjects | None:
    """The call that receives requests for money at that instant."""
    return CallForProjects.objects.filter(
        plan__year=year, state=PUBLISHED, opens_on__lte=paris_day(at), closes_at__gt=at
    ).first()


def plan_of(day: date) -> YearPlan:
    """Locked: the requests of an address are counted one after the other."""
    open_plans = YearPlan.objects.select_for_update().exclude(state=YearPlan.State.EVALUATED)
    row = open_plans.filter(year=day.year).first()
    if row is None:
        raise DomainError(f"Aucun plan d'actions n'est ouvert pour {day.year}.", field="starts_on")
    return row


def waiting_for(email: str, at: datetime) -> int:
    """Requests of a day that wait for this address to confirm them: each has sent it a mail."""
    return Action.objects.filter(UNCONFIRMED, email__iexact=email, recorded_at__gt=at - timedelta(days=1)).count()


@transaction.atomic
def ask(
    *, starts_on: date, email: str, asked: Mapping[str, str], requested: Decimal | None,
    communes: Sequence[Commune], at: datetime, **facts: Any,
) -> Action:  # fmt: skip
    """A draft that nobody examines until its link is opened and confirmed: no one files in the name of another."""
    if starts_on <= paris_day(at):
        raise DomainError("Une action se demande avant d'avoir lieu.", field="starts_on")
    plan = plan_of(starts_on)
    if requested and open_call(plan.year, at) is None:
        raise DomainError(
            "L'appel à projets n'est pas ouvert : une subvention ne peut pas être demandée. Laisser ce champ vide pour"
            " demander du matériel ou des intervenants.",
            field="requested",
        )
    if waiting_for(email, at) >= MOST_WAITING:
        raise DomainError(
            f"{MOST_WAITING} demandes attendent déjà d'être confirmées depuis cette adresse : les confirmer d'abord.",
            field="email",
        )
    action = record_action(
        plan=plan, asked=asked, requested=requested, communes=communes, channel=Action.Channel.PORTAL,
        starts_on=starts_on, email=email, by=None, at=at, **facts,
    )  # fmt: skip
    code = secrets.token_urlsafe(32)
    action.code_hash, action.link_until = link_hash(code), at + timedelta(days=int(value(LINK_DAYS, paris_day(at))))
    action.save(update_fields=["code_hash", "link_until"])
    body = render_to_string(
        "emails/action_request.txt",
        {
            "action": action,
            "link": settings.PUBLIC_URL + reverse("road_safety:door-request", args=[code]),
            "confirm_days": int(value(CONFIRM_DAYS, paris_day(at))),
            "link_until": action.link_until.astimezone(PARIS),
            "unit": Unit.objects.get(pk=UNIT),
        },
    )
    post_mail(key=f"action-request:{action.pk}", to=email, subject="Sécurité routière : confirmez votre demande",
              body=body, at=at)  # fmt: skip
    return action


def opened(code: str, at: datetime) -> Action:
    action = by_link(link_hash(code), at)
    if action is None:
        raise LinkUnusable("Cette adresse n'ouvre aucune demande, ou sa validité est passée.")
    return action


def refuse_too_late(plan: YearPlan, action: Action, at: datetime) -> None:
    """What was asked in time is confirmed in time too: the same limits hold on the day of the confirmation."""
    if plan.state == YearPlan.State.EVALUATED:
        raise Conflict(f"Le {plan} est évalué : il ne reçoit plus de demande.")
    if action.starts_on is not None and action.starts_on <= paris_day(at):
        raise Conflict("La date de l'action est passée : faire une nouvelle demande.")
    if action.requested and open_call(plan.year, at) is None:
        raise Conflict("L'appel à projets est clos : cette demande de subvention ne peut plus être confirmée.")


@transaction.atomic
def confirm(*, code: str, at: datetime) -> Action:
    """Filed under its number, once."""
    action = opened(code, at)
    if action.state != Action.State.DRAFT:
        raise Conflict(f"Cette demande est déjà confirmée, sous le numéro {action.number}.")
    refuse_too_late(YearPlan.objects.select_for_update().get(pk=action.plan_id), action, at)
    return file_action(action=action, by=None, at=at)


@transaction.atomic
def forget_unconfirmed(*, at: datetime) -> int:
    """Requests that nobody confirmed in time go, with the name and the address they hold; how many went."""
    before = at - timedelta(days=int(value(CONFIRM_DAYS, paris_day(at))))
    late = Action.objects.select_for_update(skip_locked=True).filter(UNCONFIRMED, recorded_at__lt=before)
    keys = list(late.values_list("pk", flat=True))
    Action.objects.filter(pk__in=keys).delete()
    return len(keys)
