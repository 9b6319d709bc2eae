"""What an opinion on an establishment does to the register: an unfavourable one always has its follow-up."""

from datetime import datetime

from civil_protection.establishments.models import Establishment
from civil_protection.establishments.operations import note_opinion
from civil_protection.establishments.queries import standing
from civil_protection.safety_commissions import bodies
from civil_protection.safety_commissions.models import HeardMatter
from civil_protection.safety_visits.follow_up_operations import follow_file
from civil_protection.safety_visits.models import UnfavourableOpinion
from directorate.commissions.models import AgendaItem
from directorate.commissions.operations import session_day
from directorate.org.models import StaffMember
from directorate.web.errors import DomainError

Opinion = AgendaItem.Opinion


def carry(matter: HeardMatter, item: AgendaItem, by: StaffMember | None, at: datetime) -> None:
    """In the transaction of the opinion. A later opinion of the register stays; lifting is an act of its own."""
    if matter.kind != HeardMatter.Kind.ESTABLISHMENT or by is None or item.opinion == Opinion.ADJOURNED:
        return
    found = Establishment.objects.filter(number=matter.key).first()
    row = standing(found) if found is not None else None
    day = session_day(item.session.starts_at)
    if row is None or (row.opinion_on is not None and day < row.opinion_on):
        return
    if item.opinion == Opinion.UNFAVOURABLE:
        if not item.comment.strip():
            raise DomainError("Un avis défavorable indique ses motifs : ils ouvrent son suivi.", field="comment")
        follow_file(establishment=row, opened_on=day, reasons=item.comment[:2000], by=by, at=at)
    elif not UnfavourableOpinion.objects.filter(establishment=row, lifted_on=None).exists():
        note_opinion(
            establishment=row, opinion=item.opinion, given_on=day, by=by, at=at, reason=str(item.session)[:200]
        )


def plug_in() -> None:
    bodies.plug_in()
    bodies.after_opinion(carry)
