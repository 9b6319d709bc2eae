"""When an operation may go on, who may read its targets, when answers are due. Pure, each with its trace."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from directorate.legal_calendar.arithmetic import PARIS, add_hours, add_months
from directorate.territory.names import folded
from public_order.codaf.catalogue import IDENTITY_CHECKS, Body

DECREE = "décret n° 2020-872"
ORDER = ("idea", "programmed", "prepared", "ready", "in_progress", "done", "consolidated", "synthesised", "closed")
# What follows the start: the targets are no secret any more inside the house.
STARTED = frozenset(ORDER[4:])
STILL_TO_COME = frozenset(ORDER[:4]) | {"postponed"}
PUT_OFF = frozenset({"postponed", "cancelled"})


@dataclass(frozen=True)
class Check:
    """One thing that a step needs: its rule, whether it is there, and in words what is or what is missing."""

    rule: str
    label: str
    is_met: bool
    words: str
    basis: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known of an operation when a step is judged."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    communes: Collection[str] = ()
    meeting_place: str = ""
    partners: Collection[str] = ()
    confirmed: Collection[str] = ()
    targets: int = 0
    frame: str = ""
    has_requisition: bool = False
    requisition_from: datetime | None = None
    requisition_until: datetime | None = None
    requisition_communes: Collection[str] = ()
    prosecutor_informed: bool = False
    briefing: str = ""
    # After the operation.
    unvisited: int = 0
    unattended: Collection[str] = ()
    awaited: Collection[str] = ()
    synthesis: str = ""
    open_follow_ups: int = 0
    least_partners: int = 2


def counted_partners(bodies: Iterable[str]) -> list[str]:
    """The parquet directs; it is not one of the two partners of COD-01."""
    return sorted({body for body in bodies if body != Body.PROSECUTOR})


def hour(instant: datetime) -> str:
    return f"{instant.astimezone(PARIS):%d/%m/%Y à %H h %M}"


def partners_check(bodies: Iterable[str], least: int, label: str) -> Check:
    found = counted_partners(bodies)
    words = f"{len(found)} sur {least} : {', '.join(Body(body).label for body in found)}" if found else f"0 sur {least}"
    return Check("COD-01", label, len(found) >= least, words, "deux partenaires au moins")


def needs_requisition(frame: str) -> bool:
    return frame in IDENTITY_CHECKS


def requisition_checks(facts: Facts) -> list[Check]:
    """COD-02: the paper, its hours around those of the operation as elapsed instants, its communes."""
    if not needs_requisition(facts.frame):
        return []
    basis = "CPP, art. 78-2 et 78-2-2"
    begins, ends = facts.requisition_from, facts.requisition_until
    if begins is None or ends is None:
        hours = Check("COD-02", "Heures de la réquisition", False, "Les heures de la réquisition manquent.", basis)
    elif facts.starts_at is None or facts.ends_at is None:
        hours = Check("COD-02", "Heures de la réquisition", False, "L'opération n'a pas ses heures.", basis)
    else:
        # Instants, not hands of a clock: on the night of a change of hour 2 h 30 comes twice.
        early = facts.starts_at.astimezone(UTC) < begins.astimezone(UTC)
        late = facts.ends_at.astimezone(UTC) > ends.astimezone(UTC)
        if early or late:
            side = "commence avant elle" if early else "finit après elle"
            words = f"L'opération {side} : réquisition du {hour(begins)} au {hour(ends)}."
        else:
            words = f"Du {hour(begins)} au {hour(ends)}."
        hours = Check("COD-02", "Heures de la réquisition", not (early or late), words, basis)
    outside = sorted(set(facts.communes) - set(facts.requisition_communes))
    return [
        Check("COD-02", "Réquisition du procureur", facts.has_requisition,
              "Déposée" if facts.has_requisition else "Le fichier de la réquisition manque.", basis),
        hours,
        Check("COD-02", "Lieux de la réquisition", bool(facts.requisition_communes) and not outside,
              f"Hors de la réquisition : {', '.join(outside)}" if outside else "Toutes les communes y sont.", basis),
        Check("COD-02", "Parquet informé", facts.prosecutor_informed,
              "Informé" if facts.prosecutor_informed else "Dire quand le parquet a été informé.", DECREE),
    ]  # fmt: skip


def present(rule: str, label: str, is_met: object, missing: str, found: str = "Renseigné") -> Check:
    return Check(rule, label, bool(is_met), found if is_met else missing)


def checks_for(step: str, facts: Facts) -> list[Check]:
    """Everything that the next state asks for, met or not."""
    match step:
        case "programmed":
            known = facts.starts_at and facts.ends_at
            return [
                present("B3", "Jour et heures", known, "Dire quand l'opération commence et finit.",
                        f"Du {hour(facts.starts_at)} au {hour(facts.ends_at)}" if known else ""),
            ]  # fmt: skip
        case "prepared":
            return [
                partners_check(facts.partners, facts.least_partners, "Partenaires sollicités"),
                present("B3", "Objectifs", facts.targets, "Inscrire un objectif au moins.", f"{facts.targets}"),
                present("COD-02", "Cadre juridique", facts.frame, "Choisir le cadre juridique."),
                present("B3", "Lieu de rendez-vous", facts.meeting_place, "Dire où les partenaires se retrouvent."),
                present("B3", "Note de cadrage", facts.briefing, "Écrire la note de cadrage."),
            ]
        case "ready":
            return [
                partners_check(facts.confirmed, facts.least_partners, "Partenaires confirmés"),
                *requisition_checks(facts),
            ]
        case "in_progress":
            return [
                *checks_for("ready", facts),
            ]
        case "done":
            return [
                present("B3", "Établissements", not facts.unvisited,
                        f"Dire lesquels ont été visités : {facts.unvisited} sans réponse.", "Tous renseignés"),
                present("B3", "Présence des partenaires", not facts.unattended,
                        f"À relever : {bodies_words(facts.unattended)}.", "Relevée"),
            ]  # fmt: skip
        case "consolidated":
            return [
                present("COD-06", "Réponses des partenaires", not facts.awaited,
                        f"Attendues : {bodies_words(facts.awaited)}.", "Toutes reçues"),
            ]  # fmt: skip
        case "synthesised":
            return [present("B3", "Synthèse", facts.synthesis, "Écrire la synthèse.")]
        case "closed":
            return [
                present("COD-08", "Suites", not facts.open_follow_ups,
                        f"{facts.open_follow_ups} en cours.", "Aucune en cours"),
            ]  # fmt: skip
    return []


def bodies_words(bodies: Iterable[str]) -> str:
    return ", ".join(Body(body).label for body in sorted(bodies))


def missing(checks: Iterable[Check]) -> list[Check]:
    return [check for check in checks if not check.is_met]


def next_step(state: str) -> str:
    """The state that follows; empty at the end of the road or aside from it."""
    if state not in ORDER or state == ORDER[-1]:
        return ""
    return ORDER[ORDER.index(state) + 1]


# --- COD-05: who reads the targets --------------------------------------------------------------------------------


def opens_to_partners(starts_at: datetime, hours: int) -> datetime:
    """The instant from which the partners read their targets: hours that really elapse."""
    return add_hours(starts_at, -hours)


def partner_reads(
    *, body: str, is_confirmed: bool, state: str, starts_at: datetime | None, at: datetime, hours: int
) -> bool:
    """By its personal link. The parquet reads at once; a partner that confirmed, twelve hours before."""
    if state == "cancelled":
        return False
    if body == Body.PROSECUTOR:
        return True
    if not is_confirmed:
        return False
    if state in STARTED:
        return True
    return state == "ready" and starts_at is not None and at >= opens_to_partners(starts_at, hours)


def staff_reads(*, holds_seat: bool, is_pilot: bool, reads_bureau: bool, state: str) -> bool:
    """The secretariat, the pilot and the parquet at any time; the rest of the bureau once it has started."""
    return holds_seat or is_pilot or (reads_bureau and state in STARTED)


def told_to(body: str, bodies: Sequence[str]) -> bool:
    """Does this target concern this partner? With no partner named, it concerns all; the parquet sees everything."""
    return not bodies or body in bodies or body == Body.PROSECUTOR


# --- COD-06: answers due ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """When an answer is due, and which reminder should have gone by now (0, 1 or 2)."""

    due_on: date
    first_on: date
    reminders: int
    late_days: int


def answer_due(ended_on: date, on: date, *, first: int, days: int) -> Due:
    """15 days after the operation; reminded at 7 and at 15."""
    first_on, due_on = ended_on + timedelta(days=first), ended_on + timedelta(days=days)
    return Due(due_on, first_on, (on >= first_on) + (on >= due_on), max((on - due_on).days, 0))


# --- COD-09: the same establishment -------------------------------------------------------------------------------

WORDS = re.compile(r"[^a-z0-9]+")
LEGAL_FORMS = frozenset({"sarl", "sas", "sasu", "eurl", "sa", "sci", "snc", "ei", "eirl", "societe", "ste"})
SHORT = {"av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "pl": "place", "r": "rue",
         "all": "allee", "imp": "impasse", "rte": "route", "ch": "chemin", "st": "saint", "ste": "sainte"}  # fmt: skip
EMPTY = frozenset({"le", "la", "les", "l", "de", "du", "des", "d", "et", "au", "aux"})


def plain_words(text: str) -> list[str]:
    return [word for word in WORDS.split(folded(text).lower()) if word]


def plain_name(name: str) -> str:
    words = plain_words(name)
    return " ".join([word for word in words if word not in LEGAL_FORMS] or words)


def plain_address(address: str) -> str:
    return " ".join(SHORT.get(word, word) for word in plain_words(address) if word not in EMPTY)


def establishment_keys(*, siret: str, name: str, address: str, commune: str) -> list[str]:
    """What recognises an establishment: its SIRET, and its name with its address in its commune."""
    keys = [f"lieu:{commune}:{plain_name(name)}:{plain_address(address)}"]
    return [f"siret:{siret}", *keys] if siret else keys


def again_since(day: date, months: int) -> date:
    """A visit on that day or later makes a new one on `day` a second one."""
    return add_months(day, -months)


def is_again(former: date, day: date, months: int) -> bool:
    """In 6 months before, the day of the sixth month included; an operation never repeats itself."""
    return again_since(day, months) <= former <= day
