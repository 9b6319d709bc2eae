"""Titles struck: one withdrawn, one suspended, one before the commission of road safety, a town being heard."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from directorate.casework.models import Case
from directorate.commissions.models import CommissionSession
from directorate.demonstration.gestures import step
from directorate.demonstration.stories import Story, later, moment
from police_admin.stories.municipal import ARMED, decided
from police_admin.stories.other_titles import company
from police_admin.stories.road_professions import heard, titled
from police_admin.stories.weapons import opened, person, town


def stories(teller) -> Iterator[Story]:
    def ago(days: int) -> datetime:
        return moment(teller.today - timedelta(days=days))

    yield struck(teller, 0, ago(62), "weapon_authorisation_withdrawal", "weapon_authorisation_b", "AR",
                 "Autorisation de détention d'armes", ["licence"], person(teller, 5), outcome="withdrawal")  # fmt: skip
    yield struck(teller, 1, ago(49), "explosives_title_measure", "explosives_depot_authorisation", "OE",
                 "Autorisation de dépôt de produits explosifs", ["registers"],
                 company(teller, 2, "Carrières du Plateau"), outcome="suspension", duration_months=3)  # fmt: skip
    yield struck(teller, 2, ago(13), "vehicle_pound_keeper_withdrawal", "vehicle_pound_keeper_approval", "FO",
                 "Agrément d'un gardien de fourrière", ["unguarded"], company(teller, 3, "Remorquage des Coteaux"),
                 commission="cdsr-fourrieres", answered=False)  # fmt: skip
    yield struck(teller, 3, ago(6), "bodycam_withdrawal", "bodycam_authorisation", "PMB",
                 "Autorisation de caméras individuelles", ["retention"], town(teller, ARMED),
                 answered=False)  # fmt: skip


def struck(
    teller, rank: int, at: datetime, code: str, of: str, number: str, label: str, breaches: list[str],
    site: dict[str, Any], *, outcome: str = "", commission: str = "", answered: bool = True, **more: Any,
) -> Story:  # fmt: skip
    """Reported, heard, then perhaps put before a commission or decided."""
    yield at
    seen_on = at.date() - timedelta(days=7)
    holder = " ".join(site["party"].get(name, "") for name in ("first_name", "last_name")).strip()
    title = titled(teller, 60 + rank, at, of, number, label, holder)
    answers = {
        "facts": [f"{seen_on:%d/%m/%Y} : constat transmis au préfet"], "breaches": breaches,
        "last_facts_on": seen_on.isoformat(), "report_references": [f"PV {at.year}/{7200 + rank}"], **more,
    }  # fmt: skip
    case: Case = opened(teller, rank, at, code, "police", site, answers, renews=title)
    measure = "Suspension du titre." if outcome == "suspension" else "Retrait du titre."
    yield from heard(case, later(at, 1), "Constat transmis au préfet.", measure, answered=answered)
    if commission:
        at = later(at, 4)
        yield at
        to_come = CommissionSession.objects.filter(commission_id=commission, starts_at__gt=at).order_by("starts_at")
        step(case, "put_on_agenda", at, session=to_come.first())
    if outcome:
        yield from decided(case, teller.cabinet, later(at, 16), outcome)
