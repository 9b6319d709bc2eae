"""Putting matters on the agendas of the safety commissions, and keeping their rules and reports."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from civil_protection.policies import works_in_civil_protection
from civil_protection.safety_commissions.competence import Facts
from civil_protection.safety_commissions.models import HeardMatter
from civil_protection.safety_commissions.queries import commission_of, waiting_on_agenda
from directorate.casework.move import paris_day
from directorate.commissions import operations as commissions
from directorate.commissions.models import AgendaItem, Commission, CommissionSession
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed


@transaction.atomic
def put_on_agenda(
    *,
    session: CommissionSession,
    kind: str,
    key: str,
    title: str,
    commune: Commune | None,
    by: StaffMember,
    at: datetime,
    facts: Facts | None = None,
    concerned: Sequence[str] = (),
) -> AgendaItem:
    """A matter enters the agenda of a session to come. With its facts, only of the commission that is competent.

    `kind` and `key` come back to whoever follows the opinion (`bodies.after_opinion`).
    """
    require_worker(by, at)
    # Two people who put the same matter on two agendas wait for one another.
    Commission.objects.select_for_update().get(pk=session.commission_id)
    session = commissions.locked(session)
    if kind not in HeardMatter.Kind.values:
        raise DomainError("Cette sorte d'affaire n'est pas connue.", field="kind")
    if facts is not None:
        verdict = commission_of(facts, paris_day(at))
        if verdict.commission != session.commission_id:
            competent = Commission.objects.get(pk=verdict.commission)
            raise DomainError(
                f"Cette affaire relève de : {competent.name} ({verdict.because.words.lower()}).", field="session"
            )
    if waiting := waiting_on_agenda(kind, key):
        raise Conflict(f"Cette affaire est déjà à l'ordre du jour : {waiting.item.session}.")
    item = commissions.add_item(session=session, title=title, commune=commune, concerned=concerned, by=by, at=at)
    HeardMatter.objects.create(item=item, kind=kind, key=str(key), put_at=at)
    return item


def require_worker(by: StaffMember, at: datetime) -> None:
    if not works_in_civil_protection(by, on=paris_day(at)):
        raise NotAllowed("Les affaires de sécurité sont inscrites par le service de protection civile.")
