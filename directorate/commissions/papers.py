"""The papers of a session as HTML to be laid out: convocation, minutes, extract of the minutes."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings

from directorate.commissions.matters import agenda_lines
from directorate.commissions.models import AgendaItem, CommissionMember, CommissionSession, Convocation
from directorate.commissions.operations import session_day
from directorate.commissions.queries import members_on
from directorate.commissions.quorum import voters
from directorate.commissions.seats import roll, sheet
from directorate.commissions.words import day_and_hour, of_body, vote_words
from directorate.documents.letters import render_text
from directorate.documents.rendering import pdf_of
from directorate.documents.typography import typeset
from directorate.legal_calendar.arithmetic import PARIS, french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter


def paper(template: str, session: CommissionSession, on: date, **facts: object) -> bytes:
    """One PDF with the masthead of the service that keeps the secretariat."""
    commission = session.commission
    unit = commission.secretariat
    html = render_text(
        template,
        {
            "prefecture": {"name": parameter("authority.prefecture", on), "mark": settings.BLOC_MARQUE},
            "unit": {
                "name": unit.name,
                "direction": unit.parent.name if unit.parent_id else "",
                "address": unit.address,
                "phone": unit.phone,
                "email": unit.email,
            },
            "city": parameter("authority.city", on),
            "commission": commission,
            "of_body": of_body(commission.name),
            "session": session,
            "day": day_and_hour(session.starts_at),
            "on": french_long(session_day(session.starts_at)),
            "today": french_long(on),
            **facts,
        },
    )
    return pdf_of(typeset(html))


def convocation(row: Convocation, by: StaffMember) -> bytes:
    session, member = row.session, row.member
    return paper(
        "letters/commission/convocation.html",
        session,
        row.sent_at.astimezone(PARIS).date(),
        member=member,
        lines=agenda_lines(session, by, session_day(row.sent_at)),
        documents=[document.title for document in session.documents.filter(item__isnull=True)],
        has_substitute=member.substitutes.exists(),
        by_mail=bool(row.email),
    )


def seats(session: CommissionSession) -> list[tuple[CommissionMember, str]]:
    """Every titular member of the day with how the seat was held: present, replaced by a substitute, or empty."""
    present = list(session.present.all())
    here = {member.pk for member in present}
    substitutes = {member.substitute_of_id: member for member in present if member.substitute_of_id}
    titular = [
        row for row in members_on(session.commission, session_day(session.starts_at)) if not row.substitute_of_id
    ]
    held = []
    for member in titular:
        stand_in = substitutes.get(member.pk)
        words = "présent" if member.pk in here else f"suppléé par {stand_in.name}" if stand_in else "absent"
        held.append((member, words))
    return held


def attendance(session: CommissionSession) -> dict[str, object]:
    present = list(session.present.all())
    chair = next((member for member in present if member.is_chair), None)
    return {
        "seats": seats(session),
        "present": present,
        "chair": chair,
        "sheet": sheet(session, present) if session.commission.has_seats else None,
        "quorum": session.quorum,
        "has_quorum": len(present) >= session.quorum,
    }


def heard(item: AgendaItem, present: Sequence[CommissionMember]) -> dict[str, object]:
    """A matter with who left, who voted and what was said."""
    withdrawn = list(item.withdrawals.all())
    called = roll(item.session, item, present) if item.session.commission.has_seats else None
    return {
        "written": [f"{row.member.name} : {row.get_opinion_display().lower()}" for row in called.written]
        if called
        else [],
        "refusal": called.refusal if called else "",
        "item": item,
        "opinion": item.get_opinion_display(),
        "adjourned": item.opinion == AgendaItem.Opinion.ADJOURNED,
        "vote": vote_words(item),
        "withdrawn": [row.member.name for row in withdrawn],
        "voting": len(voters(present, [row.member_id for row in withdrawn])),
    }


def minutes(session: CommissionSession, by: StaffMember, at: datetime) -> bytes:
    """Read by many people: what is secret is named in its own extract only (CRPA, art. R133-13)."""
    present = list(session.present.all())
    lines = [{"line": line, **heard(line.item, present)} for line in agenda_lines(session, by, session_day(at))]
    promises = session.promises.filter(item__isnull=True).select_related("owner")
    again = session.seconds.order_by("starts_at").first()
    return paper(
        "letters/commission/minutes.html",
        session,
        session_day(session.held_at),
        lines=lines,
        promises=[(row.text, str(row.owner), french_long(row.due_on)) for row in promises],
        again=day_and_hour(again.starts_at) if again else "",
        **attendance(session),
    )


def extract(item: AgendaItem, on: date) -> bytes:
    session = item.session
    facts = attendance(session)
    return paper("letters/commission/extract.html", session, on, **facts, **heard(item, facts["present"]))
