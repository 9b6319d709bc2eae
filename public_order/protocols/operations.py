"""Life of a protocol: drafted, its parties, signed, renewed by itself or by an act, denounced; its committees."""

from datetime import date, datetime

from django.db import transaction

from directorate.casework.move import paris_day
from directorate.commissions.models import CommissionMember, CommissionSession
from directorate.org.models import StaffMember
from directorate.registers.operations import take_number
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError
from public_order.councils import bodies
from public_order.councils import sitting_operations as sittings
from public_order.protocols import rules
from public_order.protocols.models import (
    PartyVersion,
    Protocol,
    ProtocolCommitment,
    ProtocolCommittee,
    ProtocolParty,
    ProtocolTerm,
)
from public_order.recording import reasoned, tell, worker

State, Origin = Protocol.State, ProtocolTerm.Origin
SERIES = "PROT"


def locked(protocol: Protocol) -> Protocol:
    row = Protocol.objects.select_for_update(of=("self",)).get(pk=protocol.pk)
    if row.state == State.DENOUNCED:
        raise Conflict("Ce protocole est dénoncé : il ne change plus.")
    return row


@transaction.atomic
def record_protocol(
    *, kind: str, title: str, commune: Commune | None, term_months: int, renewal: str, notice_months: int,
    committee_months: int | None, evaluation_due: date | None = None, by: StaffMember, at: datetime,
) -> Protocol:  # fmt: skip
    on = worker(by, at)
    if Protocol.objects.filter(kind=kind, title__iexact=title, state__in=[State.NEGOTIATION, State.TO_SIGN]).exists():
        raise Conflict("Ce protocole est déjà en préparation.", field="title")
    row = Protocol.objects.create(
        number=f"{SERIES}-{on.year}-{take_number(SERIES, on.year):03d}", kind=kind, title=title, commune=commune,
        term_months=term_months, renewal=renewal, notice_months=notice_months, committee_months=committee_months,
        evaluation_due=evaluation_due, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    tell("protocol.recorded", row, by, at)
    return row


@transaction.atomic
def add_party(
    *, protocol: Protocol, name: str, signatory: str, quality: str, mandate: str = "", mandate_from: date | None = None,
    mandate_to: date | None = None, by: StaffMember, at: datetime,
) -> ProtocolParty:  # fmt: skip
    worker(by, at)
    row = locked(protocol)
    if row.signed_on:
        raise Conflict("Ce protocole est signé : ses parties ne changent plus.")
    wanted_party(row, name, mandate_from, mandate_to)
    party = ProtocolParty.objects.create(
        protocol=row, name=name, signatory=signatory, quality=quality, mandate=mandate, mandate_from=mandate_from,
        mandate_to=mandate_to,
    )  # fmt: skip
    if row.state == State.NEGOTIATION and row.parties.count() > 1:
        row.state = State.TO_SIGN
        row.save(update_fields=["state"])
    tell("protocol.party", row, by, at, party=name)
    return party


def wanted_party(
    row: Protocol, name: str, mandate_from: date | None, mandate_to: date | None, but: int | None = None
) -> None:
    if row.parties.filter(name__iexact=name).exclude(pk=but).exists():
        raise Conflict("Cette partie est déjà au protocole.", field="name")
    if mandate_to and (mandate_from is None or mandate_to < mandate_from):
        raise DomainError("Le mandat finit après avoir commencé.", field="mandate_to")


@transaction.atomic
def correct_party(
    *, party: ProtocolParty, name: str, signatory: str, quality: str, mandate: str = "",
    mandate_from: date | None = None, mandate_to: date | None = None, reason: str, by: StaffMember, at: datetime,
) -> ProtocolParty:  # fmt: skip
    """An error, a new maire, a mandate that was produced: what was there before is kept with the reason."""
    worker(by, at)
    row = locked(party.protocol)
    found = ProtocolParty.objects.select_for_update().get(pk=party.pk)
    reason = reasoned(reason)
    wanted_party(row, name, mandate_from, mandate_to, but=found.pk)
    facts = {
        "name": name, "signatory": signatory, "quality": quality, "mandate": mandate, "mandate_from": mandate_from,
        "mandate_to": mandate_to,
    }  # fmt: skip
    former = {field: getattr(found, field) for field in facts}
    if former == facts:
        raise Conflict("Rien n'a changé.")
    # Signed, a protocol keeps its parties: their signatories may change, not who is bound.
    if row.signed_on and name.casefold() != found.name.casefold():
        raise DomainError("Ce protocole est signé : la partie ne change plus de nom.", field="name")
    PartyVersion.objects.create(party=found, **former, reason=reason, replaced_at=at, replaced_by=by)
    for field, given in facts.items():
        setattr(found, field, given)
    found.save()
    changed = sorted(field for field in facts if former[field] != facts[field])
    tell("protocol.party_corrected", row, by, at, party=found.name, changed=changed, reason=reason)
    return found


@transaction.atomic
def commit(
    *, party: ProtocolParty, text: str, indicator: str = "", by: StaffMember, at: datetime
) -> ProtocolCommitment:
    worker(by, at)
    row = locked(party.protocol)
    if party.commitments.filter(text__iexact=text).exists():
        raise Conflict("Cet engagement est déjà enregistré.", field="text")
    made = ProtocolCommitment.objects.create(party=party, text=text, indicator=indicator)
    tell("protocol.commitment", row, by, at, party=party.name)
    return made


@transaction.atomic
def sign(*, protocol: Protocol, signed_on: date, starts_on: date, by: StaffMember, at: datetime) -> Protocol:
    """PRO-04: each signatory has a mandate or a delegation that runs that day. The first term opens."""
    on = worker(by, at)
    row = locked(protocol)
    if row.signed_on:
        raise Conflict("Ce protocole est déjà signé.")
    if signed_on > on:
        raise DomainError("Ce jour n'est pas encore venu.", field="signed_on")
    if starts_on < signed_on:
        raise DomainError("Un protocole prend effet à sa signature au plus tôt.", field="starts_on")
    problems = rules.signature_problems(
        (rules.Signatory(one.name, one.mandate, one.mandate_from, one.mandate_to) for one in row.parties.all()),
        signed_on,
    )
    if problems:
        raise DomainError(" ".join(problems), field="signed_on", details=problems)
    row.state, row.signed_on, row.starts_on = State.IN_FORCE, signed_on, starts_on
    row.save(update_fields=["state", "signed_on", "starts_on"])
    ProtocolTerm.objects.create(
        protocol=row, number=1, starts_on=starts_on, ends_on=rules.last_day(starts_on, row.term_months),
        origin=Origin.SIGNED, created_at=at,
    )  # fmt: skip
    tell("protocol.signed", row, by, at, signed_on=signed_on.isoformat())
    return row


@transaction.atomic
def renew_tacitly(*, protocol: Protocol, at: datetime) -> int:
    """PRO-02: the terms that opened by themselves until that day, each with its line in the journal. Twice, nothing."""
    row = Protocol.objects.select_for_update(of=("self",)).get(pk=protocol.pk)
    last = row.terms.first()
    if last is None:
        return 0
    found = rules.tacit_terms(
        rules.Term(last.starts_on, last.ends_on), paris_day(at), months=row.term_months, renewal=row.renewal,
        denounced_on=row.denounced_on, notice=row.notice_months,
    )  # fmt: skip
    for rank, term in enumerate(found, start=last.number + 1):
        ProtocolTerm.objects.create(
            protocol=row,
            number=rank,
            starts_on=term.starts_on,
            ends_on=term.ends_on,
            origin=Origin.TACIT,
            created_at=at,
        )
        tell("protocol.renewed", row, None, at, term=rank, until=term.ends_on.isoformat())
    return len(found)


def renew_all(*, at: datetime) -> int:
    """Each night: number of terms opened."""
    rows = Protocol.objects.filter(renewal=Protocol.Renewal.TACIT, state__in=[State.IN_FORCE, State.DENOUNCED])
    due = rows.exclude(terms__ends_on__gte=paris_day(at)).filter(terms__isnull=False).distinct()
    return sum(renew_tacitly(protocol=row, at=at) for row in due)


@transaction.atomic
def renew(*, protocol: Protocol, reference: str, by: StaffMember, at: datetime) -> ProtocolTerm:
    """By an act, when the renewal is express: another term follows the last one."""
    on = worker(by, at)
    row = locked(protocol)
    last = row.terms.first()
    if row.renewal != Protocol.Renewal.EXPRESS or last is None:
        raise Conflict("Ce protocole ne se renouvelle pas par un acte.")
    # One that an act opened today is that of a colleague, or of a first click.
    if last.starts_on > on or (last.number > 1 and last.starts_on == on):
        raise Conflict("Le terme suivant est déjà ouvert.")
    starts = max(on, last.ends_on + rules.ONE_DAY)
    term = ProtocolTerm.objects.create(
        protocol=row, number=last.number + 1, starts_on=starts, ends_on=rules.last_day(starts, row.term_months),
        origin=Origin.EXPRESS, reference=reference, created_at=at,
    )  # fmt: skip
    tell("protocol.renewed", row, by, at, term=term.number, until=term.ends_on.isoformat(), reference=reference)
    return term


@transaction.atomic
def denounce(*, protocol: Protocol, denounced_on: date, denounced_by: str, by: StaffMember, at: datetime) -> Protocol:
    """With its notice it ends the running term; a late one lets another term run when the renewal is tacit (PRO-02)."""
    on = worker(by, at)
    row = locked(protocol)
    if row.state != State.IN_FORCE:
        raise Conflict("Seul un protocole en vigueur se dénonce.")
    if not row.signed_on <= denounced_on <= on:
        raise DomainError("La dénonciation se situe entre la signature et ce jour.", field="denounced_on")
    row.state, row.denounced_on, row.denounced_by = State.DENOUNCED, denounced_on, denounced_by
    row.save(update_fields=["state", "denounced_on", "denounced_by"])
    last = row.terms.first()
    in_time = rules.denounced_in_time(denounced_on, last.ends_on, row.notice_months)
    tell("protocol.denounced", row, by, at, denounced_on=denounced_on.isoformat(), in_time=in_time)
    return row


@transaction.atomic
def record_committee(
    *, protocol: Protocol, held_on: date, summary: str, next_on: date | None, by: StaffMember, at: datetime
) -> ProtocolCommittee:
    on = worker(by, at)
    row = running(protocol)
    if held_on > on:
        raise DomainError("Ce jour n'est pas encore venu.", field="held_on")
    if next_on and next_on <= held_on:
        raise DomainError("Le prochain comité suit celui-ci.", field="next_on")
    if row.committees.filter(held_on=held_on).exists():
        raise Conflict("Ce comité est déjà enregistré.", field="held_on")
    made = ProtocolCommittee.objects.create(protocol=row, held_on=held_on, summary=summary)
    row.last_committee_on = max(filter(None, (row.last_committee_on, held_on)))
    row.next_committee_on = next_on
    row.save(update_fields=["last_committee_on", "next_committee_on"])
    tell("protocol.committee", row, by, at, held_on=held_on.isoformat())
    return made


def running(protocol: Protocol) -> Protocol:
    row = locked(protocol)
    if row.state != State.IN_FORCE:
        raise Conflict("Ce protocole n'est pas en vigueur.")
    return row


@transaction.atomic
def plan_committee(
    *, protocol: Protocol, starts_at: datetime, place: str, points: str, by: StaffMember, at: datetime
) -> CommissionSession:
    """The technical committee as a body of the engine; its first members are the signatories of the parties."""
    worker(by, at)
    row = running(protocol)
    titles = sittings.points_of(points)
    if not titles:
        raise DomainError("Inscrire un point au moins à l'ordre du jour, un par ligne.", field="points")
    if row.commission is None:
        row.commission = sittings.body_of(
            f"{bodies.COMMITTEE}{row.pk}", f"Comité technique : {row.title}", f"Protocole {row.number}"
        )
        row.save(update_fields=["commission"])
        CommissionMember.objects.bulk_create(
            CommissionMember(
                commission=row.commission, name=party.signatory, capacity=f"{party.quality}, {party.name}"[:160],
                is_by_right=True, is_chair=rank == 0, mandate_starts_on=row.signed_on,
            )
            for rank, party in enumerate(row.parties.all())
        )  # fmt: skip
    session = sittings.plan_sitting(
        commission=row.commission, starts_at=starts_at, place=place, points=titles, by=by, at=at
    )
    # The next committee is the first that is planned.
    coming = row.commission.sessions.filter(state=CommissionSession.State.PLANNED).order_by("starts_at").first()
    row.next_committee_on = paris_day(coming.starts_at)
    row.save(update_fields=["next_committee_on"])
    tell("protocol.committee_planned", row, by, at, starts_at=starts_at.isoformat())
    return session


@sittings.after_sitting
def committee_held(session: CommissionSession, by: StaffMember, at: datetime) -> None:
    """PRO-03: a sitting of the engine is a committee of its protocol."""
    row = Protocol.objects.select_for_update(of=("self",)).filter(commission=session.commission_id).first()
    if row is None:
        return
    held_on = paris_day(session.starts_at)
    ProtocolCommittee.objects.update_or_create(
        protocol=row, held_on=held_on, defaults={"summary": session.minutes[:1000] or "Relevé au moteur.",
                                                 "session": session},
    )  # fmt: skip
    coming = row.commission.sessions.filter(state=CommissionSession.State.PLANNED).order_by("starts_at").first()
    row.last_committee_on = max(filter(None, (row.last_committee_on, held_on)))
    row.next_committee_on = paris_day(coming.starts_at) if coming else None
    row.save(update_fields=["last_committee_on", "next_committee_on"])
    tell("protocol.committee", row, by, at, held_on=held_on.isoformat())
