"""The safety commissions in the demonstration: past and coming sessions, one without quorum, a commune of its own."""

from datetime import date, datetime, time, timedelta

from civil_protection.establishments.models import Establishment
from civil_protection.policies import UNIT, heads_civil_protection
from civil_protection.safety_commissions import operations
from civil_protection.safety_commissions.bodies import STATUTORY
from civil_protection.safety_commissions.competence import DEPARTMENT
from directorate.casework.move import paris_day
from directorate.commissions.convocation_operations import convene
from directorate.commissions.models import Commission, CommissionMember, CommissionSession, Seat
from directorate.commissions.operations import (
    add_item,
    call_again,
    close_session,
    plan_session,
    record_attendance,
    record_opinion,
)
from directorate.commissions.seats import called_on
from directorate.commissions.written_operations import record_written_opinion, sign_minutes
from directorate.legal_calendar.arithmetic import PARIS
from directorate.legal_calendar.holidays import next_working_day
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import every_version, remembering
from directorate.territory.models import Commune

DAY = timedelta(days=1)
PLACE = "Salle de crise, rez-de-chaussée"
MINUTES = (
    "Le président ouvre la séance à 9 h 30. Le rapporteur présente chaque affaire ; le maire de la commune concernée"
    " est entendu, puis l'affaire est mise aux voix. Séance inventée pour la démonstration."
)
# seat code: civility, name
PEOPLE = {
    "presidence": ("mme", "Claire Vasseur"),
    "prefet": ("mme", "Claire Vasseur"),
    "protection-civile": ("m", "Étienne Rolland"),
    "police": ("m", "Karim Beltran"),
    "gendarmerie": ("mme", "Solène Madec"),
    "equipement": ("mme", "Agnès Corvol"),
    "incendie": ("m", "Julien Tessier"),
    "environnement": ("m", "Hugo Perrin"),
    "agriculture": ("mme", "Lucie Bonnaud"),
    "sports": ("m", "Marc Oliveira"),
    "cohesion": ("mme", "Nadia Ferhat"),
    "travail": ("m", "Paul Guérin"),
    "sante": ("mme", "Inès Lacroix"),
}
APPOINTED = (("associations", "mme", "Odette Marchal"), ("associations", "m", "Youssef Diarra"),
             ("constructeurs", "m", "Bertrand Aucouturier"))  # fmt: skip


def tell(at: datetime) -> None:
    on = paris_day(at)
    head = next((row for row in staff_of_unit(UNIT, on) if heads_civil_protection(row, on=on)), None)
    towns = list(Commune.objects.defer("contour").select_related("arrondissement").order_by("-population")[:3])
    if head is None or not towns or not Commission.objects.filter(pk=DEPARTMENT).exists():
        return
    # A small territory hears several matters of the same commune.
    towns = [towns[rank % len(towns)] for rank in range(3)]
    with remembering(every_version()):
        members(on)
        local = bodies(towns, head, at)
        department(towns, head, at)
        communal(local, towns[0], head, at)


def members(on: date) -> None:
    starts_on = on.replace(month=1, day=1) - 700 * DAY
    seats = {(seat.commission_id, seat.code): seat for seat in Seat.objects.filter(commission__in=STATUTORY)}
    rows = [
        CommissionMember(
            commission_id=code, seat=seat, civility=PEOPLE[place][0], name=PEOPLE[place][1], capacity=seat.label,
            is_chair=seat.holder == Seat.Holder.CHAIR, is_by_right=True, mandate_starts_on=starts_on,
        )
        for (code, place), seat in seats.items()
        if place in PEOPLE
    ]  # fmt: skip
    rows += [
        CommissionMember(
            commission_id=code, seat=seat, civility=civility, name=name, capacity=seat.label,
            appointed_by="arrêté du préfet", mandate_starts_on=starts_on, mandate_ends_on=starts_on + 1095 * DAY,
        )
        for (code, place), seat in seats.items()
        for wanted, civility, name in APPOINTED
        if place == wanted
    ]  # fmt: skip
    CommissionMember.objects.bulk_create(rows)


def bodies(towns: list[Commune], head: StaffMember, at: datetime) -> Commission:
    """The commission of the largest commune and that of another arrondissement, with what they hear."""
    created_on = paris_day(at) - 900 * DAY
    acting = {"by": head, "at": at}
    town = towns[0]
    other = next((row.arrondissement for row in towns if row.arrondissement_id != town.arrondissement_id),
                 town.arrondissement)  # fmt: skip
    local = operations.create_body(
        kind="communal", name="", arrondissement=None, communes=[town], order_number=f"{created_on.year}/01245",
        created_on=created_on, **acting,
    )  # fmt: skip
    around = operations.create_body(
        kind="arrondissement", name="", arrondissement=other, communes=[], order_number=f"{created_on.year}/01246",
        created_on=created_on, **acting,
    )  # fmt: skip
    common = {"types": [], "valid_from": created_on, **acting}
    operations.record_rule(
        commission=local.commission, commune=town, arrondissement=None, categories=[2, 3, 4, 5], sleeping=False,
        source=f"arrêté n° {created_on.year}/01245", **common,
    )  # fmt: skip
    operations.record_rule(
        commission=around.commission, commune=None, arrondissement=other, categories=[3, 4, 5], sleeping=None,
        source=f"arrêté n° {created_on.year}/01246", **common,
    )  # fmt: skip
    operations.record_report(
        commission=local.commission, kind="president", year=created_on.year + 1,
        done_on=date(created_on.year + 1, 12, 12), summary="Onze séances, quatre-vingt-deux établissements visités.",
        **acting,
    )  # fmt: skip
    for body in (local.commission, around.commission):
        for seat in body.seats.filter(code__in=PEOPLE).exclude(holder=Seat.Holder.CHAIR):
            civility, name = PEOPLE[seat.code]
            CommissionMember.objects.create(commission=body, seat=seat, civility=civility, name=name,
                                            capacity=seat.label, is_by_right=True,
                                            mandate_starts_on=created_on)  # fmt: skip
    return local.commission


def opening(at: datetime, weeks: int, hour: int = 9) -> datetime:
    return datetime.combine(next_working_day(paris_day(at) + timedelta(weeks=weeks)), time(hour, 30), PARIS)


def a_session(body: Commission, starts_at: datetime) -> CommissionSession:
    """A past one, whose members were convened in time."""
    return CommissionSession.objects.create(commission=body, starts_at=starts_at, place=PLACE)


def put(session: CommissionSession, town: Commune, rank: int, head: StaffMember, at: datetime):
    """An establishment of the register when there is one, otherwise a matter of that commune."""
    rows = Establishment.objects.filter(commune=town, category__in=(1, 2, 3)).order_by("category", "pk")
    row = rows[rank : rank + 1].first()
    if row is None:
        return add_item(
            session=session, title=f"Visite périodique, gymnase ({town.name})", commune=town, by=head, at=at
        )
    return operations.put_on_agenda(
        session=session, kind="establishment", key=row.number, commune=town, by=head, at=at,
        title=f"{row.name}, type {row.main_type}, {row.get_category_display()} ({town.name})",
    )  # fmt: skip


def hold(session: CommissionSession, head: StaffMember, opinions: tuple[str, ...]) -> None:
    """Attended by all, voted, closed and signed."""
    evening = session.starts_at + timedelta(hours=3)
    here = list(called_on(session))
    record_attendance(session=session, present=here, by=head, at=evening)
    for item, opinion in zip(session.items.all(), opinions, strict=True):
        against = opinion == "unfavourable"
        record_opinion(
            item=item, opinion=opinion, votes_for=None, votes_against=None, by=head, at=evening,
            comment="Dégager les issues de secours ; lever les observations du contrôle électrique." if against else "",
        )  # fmt: skip
    close_session(session=session, minutes=MINUTES, by=head, at=evening)
    sign_minutes(session=session, signed_on=paris_day(evening), by=head, at=evening)


def department(towns: list[Commune], head: StaffMember, at: datetime) -> None:
    body = Commission.objects.get(pk=DEPARTMENT)
    held = a_session(body, opening(at, -5))
    early = held.starts_at - 20 * DAY
    for rank, town in enumerate(towns):
        put(held, town, rank, head, early)
    hold(held, head, ("favourable", "unfavourable", "favourable"))
    failed = a_session(body, opening(at, -1))
    item = put(failed, towns[1], 4, head, failed.starts_at - 20 * DAY)
    CommissionSession.objects.filter(pk__in=(held.pk, failed.pk)).update(convened_at=early, convening=1)
    evening = failed.starts_at + timedelta(hours=2)
    here = [row for row in called_on(failed) if row.seat.holder != Seat.Holder.MAYOR]
    record_attendance(session=failed, present=here, by=head, at=evening)
    again = call_again(session=failed, starts_at=opening(at, 1), place=PLACE, by=head, at=evening)
    item.refresh_from_db()
    mayor = next(row for row in called_on(again) if row.seat.holder == Seat.Holder.MAYOR)
    record_written_opinion(
        item=item, member=mayor, opinion="favourable", received_on=paris_day(at), by=head, at=at,
        reasons="Les travaux prescrits sont réceptionnés ; la commune ne voit pas d'obstacle à la poursuite.",
    )  # fmt: skip
    coming = plan_session(commission=body, starts_at=opening(at, 3), place=PLACE, by=head, at=at)
    for rank, town in enumerate(towns[:2]):
        put(coming, town, rank + 6, head, at)
    convene(session=coming, urgency="", by=head, at=at)
    plan_session(commission=body, starts_at=opening(at, 7), place=PLACE, by=head, at=at)


def communal(body: Commission, town: Commune, head: StaffMember, at: datetime) -> None:
    held = a_session(body, opening(at, -3, 14))
    for rank in (10, 11):
        put(held, town, rank, head, held.starts_at - 20 * DAY)
    hold(held, head, ("favourable", "favourable"))
    CommissionSession.objects.filter(pk=held.pk).update(convened_at=held.starts_at - 15 * DAY, convening=1)
    coming = plan_session(commission=body, starts_at=opening(at, 4, 14), place="Hôtel de ville", by=head, at=at)
    put(coming, town, 12, head, at)
