"""Who sits, whether a session may deliberate, and what a vote says. Pure: no table is read here."""

from collections.abc import Iterable
from datetime import date

from directorate.commissions.models import AgendaItem, CommissionMember
from directorate.legal_calendar.arithmetic import counted

Opinion = AgendaItem.Opinion
IN_FAVOUR = {Opinion.FAVOURABLE, Opinion.WITH_RESERVES}


def sits_on(member: CommissionMember, day: date) -> bool:
    """The mandate runs that day: its first day is included, its end is not. A member by right may have no end."""
    ends_on = member.mandate_ends_on
    return member.mandate_starts_on <= day and (ends_on is None or day < ends_on)


def attendance_problems(present: Iterable[CommissionMember], day: date) -> list[str]:
    """Why these people cannot all be counted as present, as French sentences."""
    present = list(present)
    here = {member.pk for member in present}
    problems = []
    for member in present:
        if not sits_on(member, day):
            problems.append(f"Le mandat de {member.name} ne court pas le {day:%d/%m/%Y}.")
        if member.substitute_of_id in here:
            problems.append(f"{member.name} supplée un membre qui est présent : un seul des deux siège.")
    rivals: dict[int, list[str]] = {}
    for member in present:
        if member.substitute_of_id is not None:
            rivals.setdefault(member.substitute_of_id, []).append(member.name)
    problems += [f"Un seul suppléant siège à la fois : {', '.join(names)}." for names in rivals.values() if names[1:]]
    return problems


def voters(present: Iterable[CommissionMember], withdrawn: Iterable[int]) -> list[CommissionMember]:
    """Those present who take part in one matter: whoever has an interest in it has left (CRPA, art. R133-12)."""
    away = set(withdrawn)
    return [member for member in present if member.pk not in away]


def quorum_problem(voting: int, quorum: int, withdrawn: int = 0) -> str:
    """Why nothing but an adjournment is possible, or an empty string. A second convocation has a quorum of 0."""
    if voting >= max(quorum, 1):
        return ""
    if quorum == 0:
        return "Aucun membre ne prend part au vote : l'affaire est ajournée."
    required = f"{counted(voting, 'présents')} pour {quorum} requis"
    if withdrawn:
        return (
            f"Le quorum n'est plus atteint pour cette affaire : {required}, compte tenu de"
            f" {counted(withdrawn, 'déports')}. Elle ne peut qu'être ajournée."
        )
    return f"Le quorum n'est pas atteint : {required}."


def is_chaired(present: Iterable[CommissionMember]) -> bool:
    return any(member.is_chair for member in present)


def vote_problem(opinion: str, votes_for: int | None, votes_against: int | None, present: int, chaired: bool) -> str:
    """Why this opinion contradicts the vote, or an empty string. `present` 0: attendance is not recorded yet.

    On a tie the chair's vote decides (CRPA, art. R133-11): both opinions are possible, if somebody was in the chair.
    """
    if (votes_for is None) != (votes_against is None):
        return "Indiquer les voix pour et les voix contre, ou aucune des deux."
    if votes_for is None or votes_against is None or opinion == Opinion.ADJOURNED:
        return ""
    if present and votes_for + votes_against > present:
        return f"Le vote compte {votes_for + votes_against} voix pour {present} membres qui prennent part au vote."
    if is_tie(votes_for, votes_against):
        if present and not chaired:
            return "Les voix sont partagées et personne ne présidait : la commission n'a pas rendu d'avis."
        return ""
    carried = votes_for > votes_against
    if carried != (opinion in IN_FAVOUR):
        return f"L'avis contredit le vote : {votes_for} voix pour, {votes_against} contre."
    return ""


def is_tie(votes_for: int | None, votes_against: int | None) -> bool:
    return votes_for is not None and votes_for == votes_against and votes_for > 0
