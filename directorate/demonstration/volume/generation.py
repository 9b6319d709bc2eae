"""Writing the cases: drawn day after day in the order of the calendar, sent by COPY, indexed at the end.

The same seed, size and day give the same cases. Memory does not grow with the size: what is shared lives one day.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from django.db import connection, transaction

from directorate.casework import follow_up, registry
from directorate.casework.deadlines import State, parameters_of
from directorate.casework.models import (
    Case,
    CaseDeadline,
    CaseFollowUp,
    CaseLetter,
    CaseText,
    CaseTiming,
    ClockStop,
    Consultation,
    Decision,
    HearingInvitation,
    KnownWord,
    Party,
    Piece,
)
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, Outcome, Procedure
from directorate.casework.text import learn_words, rebuild_text
from directorate.commissions.models import Commission
from directorate.demonstration.volume.answers import POOL, Answers, pool_of
from directorate.demonstration.volume.roads import LIVES_A_PROCEDURE, Path, Traveller, moment
from directorate.demonstration.volume.rows import NULL, Lines, bare, text
from directorate.demonstration.volume.words import FIRST_NAMES, SENTENCES, STREETS, Zipf, shop_names, surnames
from directorate.documents.models import Letter
from directorate.legal_calendar.arithmetic import add_months, months_before, validity_end
from directorate.legal_calendar.holidays import is_working_day
from directorate.org.models import Posting, StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import every_version, histories, remembering
from directorate.partners.models import Organisation
from directorate.permits.models import Permit
from directorate.registers.models import RegisterCounter, RegisterEntry, RegisterIssue
from directorate.registers.operations import OFFICIAL_REGISTER
from directorate.territory.models import Commune, Place
from directorate.web.errors import DomainError

# Cases between two COPY: enough for the server to work in long strokes, little enough to stay in the cache.
BATCH, ACTS_OF_AN_ISSUE = 5_000, 120
FEWEST_ANSWERS = 10
# How often each kind of case comes, shared between its procedures; renewals come by themselves and less.
WEIGHTS = {
    Archetype.AUTHORISATION: 48.0,
    Archetype.DECLARATION: 28.0,
    Archetype.POLICE_MEASURE: 8.0,
    Archetype.AGREEMENT: 1.0,
    Archetype.YEARLY_ACT: 0.5,
    Archetype.THIRD_PARTY_ACT: 5.0,
    Archetype.REDIRECTION: 9.5,
}
RENEWAL_SHARE = 0.4
# By month and by weekday: people write in September, seldom in August, and on Mondays.
SEASONS = (1.05, 1.0, 1.1, 1.0, 0.95, 1.1, 0.8, 0.5, 1.35, 1.2, 1.05, 0.75)
WEEKDAYS = (1.3, 1.1, 1.0, 0.95, 0.8, 0.05, 0.03)
CHANNELS = ("online", "post", "email", "desk", "api")
# Drawn as they stand: what comes more often is written more often.
KINDS = {
    Archetype.AUTHORISATION: ("company",) * 18 + ("town",) * 2 + ("association",) * 2 + ("person",) * 3,
    Archetype.DECLARATION: ("association",) * 2 + ("person",),
    Archetype.POLICE_MEASURE: ("company",) * 9 + ("person",),
}
OTHER_KINDS = ("person",) * 4 + ("company",) * 2 + ("association",)
PLACES_WANTED = {Archetype.AUTHORISATION: 100, Archetype.POLICE_MEASURE: 100}
CIVILITIES = {"mme": "Mme", "m": "M."}
BLOCK = "Pour le préfet et par délégation,\nla directrice des Sécurités"
NO_PLACE, NO_PERMIT = NULL, NULL
# In this order, what is referred to comes first.
WRITTEN = (
    Party, Place, Permit, Case, Piece, ClockStop, CaseDeadline, Consultation, HearingInvitation, Letter, Decision,
    CaseLetter, RegisterEntry,
)  # fmt: skip


class Counters:
    """The registers of numbers, taken where they stand and written back at the end."""

    def __init__(self) -> None:
        rows = RegisterCounter.objects.values_list("register", "year", "last_number")
        self.numbers = {(register, year): number for register, year, number in rows}

    def take(self, register: str, year: int) -> int:
        self.numbers[register, year] = number = self.numbers.get((register, year), 0) + 1
        return number

    def save(self) -> None:
        RegisterCounter.objects.bulk_create(
            (RegisterCounter(register=name, year=year, last_number=last)
             for (name, year), last in self.numbers.items()),
            update_conflicts=True, unique_fields=["register", "year"], update_fields=["last_number"],
        )  # fmt: skip


@dataclass
class Cast:
    """Who handles the cases of a service, who signs."""

    workers: Zipf
    head: StaffMember
    authority: StaffMember


@dataclass
class Shared:
    """What the cases of one life and one day have in common, as tails of lines."""

    path: Path
    case: str
    permit_months: tuple[int, int] | None
    tails: dict[Any, str] = field(default_factory=dict)


class Generator:
    """Holds the dice, the words and the tables. `at` is the day on which the base is read."""

    def __init__(self, *, at: datetime, seed: int, size: int):
        self.at, self.today, self.seed = at, paris_day(at), seed
        # Cases added to others are other cases, and their permits have other codes.
        self.dice = Random(f"{seed}-{Permit.objects.count()}")  # noqa: S311
        self.counters = Counters()
        # Only what the size asks for: an answer is judged by its form, and forms take their time.
        possible = drawable()
        wanted = max(FEWEST_ANSWERS, min(POOL, size // (5 * len(possible))))
        drawn = {row.code: pool_of(row, self.dice, self.today, wanted) for row in possible}
        # A form that owes more to the law than dice can guess is left to the stories.
        self.pools = {code: pool for code, pool in drawn.items() if pool}
        self.procedures = self.weighted_procedures()
        self.versions = {p.code: histories(parameters_needed(p)) for p in registry.all_procedures()}
        known = self.procedures.items
        self.lives = {
            p.code: Zipf(
                [Traveller(p, number, seed, self.versions[p.code], p.unit) for number in range(LIVES_A_PROCEDURE)],
                self.dice, 0.0,
            )
            for p in known
        }  # fmt: skip
        self.casts = {p.unit: self.cast_of(p.unit) for p in registry.all_procedures()}
        communes = list(Commune.objects.defer("contour").order_by("-population", "insee"))
        self.communes = Zipf(communes, self.dice, 0.7)
        self.town_halls = {row.commune_id: row for row in Organisation.objects.filter(commune__isnull=False)}
        self.bodies = {row.kind: row for row in Organisation.objects.filter(commune__isnull=True).order_by("-pk")}
        self.commissions = dict(Commission.objects.values_list("code", "name"))
        self.surnames = Zipf(surnames(), self.dice, 0.9)
        self.first_names = Zipf(FIRST_NAMES, self.dice, 0.5)
        self.sites = Zipf(shop_names(), self.dice, 0.8)
        self.streets = Zipf(STREETS, self.dice, 0.6)
        self.answers = {code: Zipf(pool, self.dice, 0.5) for code, pool in self.pools.items()}
        self.issues: dict[date | None, list[int]] = {}
        self.pieces_of: dict[tuple[int, int], list] = {}
        self.tables()

    def tables(self) -> None:
        self.parties = Lines(Party, "id", "kind", "civility", "last_name", "first_name", "representative", "email",
                             "address")  # fmt: skip
        self.places = Lines(Place, "id", "name", "address", "postal_code", "commune_id", "latitude", "longitude")
        self.cases = Lines(
            Case, "id", "reference", "caseworker_id", "party_id", "party_name", "title", "place_id", "commune_id",
            "channel", "answers", "permit_id", "renews_id", "created_by_id", "changed_by_id", "next_due_label",
        )  # fmt: skip
        self.pieces = Lines(Piece, "id", "case_id")
        self.stops = Lines(ClockStop, "id", "case_id", "missing")
        self.deadlines = Lines(CaseDeadline, "id", "case_id", "code", "label")
        self.consultations = Lines(Consultation, "id", "case_id", "body_label", "organisation_id")
        self.hearings = Lines(HearingInvitation, "id", "case_id")
        self.decisions = Lines(Decision, "id", "case_id", "title", "articles", "number", "drafted_by_id", "letter_id")
        self.letters = Lines(Letter, "id", "title", "number", "html")
        self.case_letters = Lines(CaseLetter, "id", "case_id", "letter_id")
        self.permits = Lines(Permit, "id", "number", "holder", "commune_id", "place_label", "check_code",
                             "replaced_by_id", "state_reason")  # fmt: skip
        self.entries = Lines(RegisterEntry, "id", "issue_id", "letter_id", "position")
        self.all_lines = (
            self.parties, self.places, self.permits, self.cases, self.pieces, self.stops, self.deadlines,
            self.consultations, self.hearings, self.letters, self.decisions, self.case_letters, self.entries,
        )  # fmt: skip

    def weighted_procedures(self) -> Zipf:
        known = [row for row in drawable() if row.code in self.pools]
        found = Zipf(known, self.dice)
        shares = {row.code: RENEWAL_SHARE if registry.renewed_by(row.code) else 1.0 for row in known}
        whole = Counter()
        for row in known:
            whole[row.archetype] += shares[row.code]
        found.weights = list(
            accumulate(WEIGHTS[row.archetype] * shares[row.code] / whole[row.archetype] for row in known)
        )
        return found

    def cast_of(self, unit: str) -> Cast:
        people = list(staff_of_unit(unit, self.today).order_by("pk"))
        roles = dict(Posting.objects.filter(staff__in=people, ends_on=None).values_list("staff", "role"))
        workers = [person for person in people if roles.get(person.pk) == Posting.Role.CASEWORKER]
        heads = [person for person in people if roles.get(person.pk) == Posting.Role.HEAD]
        authority = StaffMember.objects.filter(
            postings__role__in=(Posting.Role.CHIEF_OF_STAFF, Posting.Role.DIRECTOR), postings__ends_on=None
        ).first()
        if not workers or not heads or authority is None:
            raise DomainError(f"Le service « {unit} » n'a pas ses agents : charger d'abord la démonstration.")
        return Cast(Zipf(workers, self.dice, 0.4), heads[0], authority)

    # --- the whole --------------------------------------------------------------------------------------------

    @transaction.atomic
    def write(self, size: int, years: float, told=lambda done: None) -> None:
        with bare([model._meta.db_table for model in WRITTEN]):
            for lines in self.all_lines:
                lines.begin()
            for done, (day, procedure) in enumerate(self.arrivals(size, years), start=1):
                self.open(procedure, day)
                if done % BATCH == 0:
                    self.flush()
                    told(done)
            self.flush()
            for lines in self.all_lines:
                lines.end()
        self.counters.save()

    def flush(self) -> None:
        for lines in self.all_lines:
            lines.flush()

    def arrivals(self, size: int, years: float) -> Iterator[tuple[date, Procedure]]:
        """One day after the other, each with its share of the cases; what the day shared is then forgotten."""
        first = self.today - timedelta(days=int(365.25 * years))
        days = [first + timedelta(days=rank) for rank in range((self.today - first).days + 1)]
        shares = list(accumulate(busyness(day) for day in days))
        sent = 0
        for day, share in zip(days, shares, strict=True):
            self.shared: dict[tuple[str, int], Shared] = {}
            wanted = round(size * share / shares[-1])
            for _ in range(wanted - sent):
                yield day, self.procedures.draw()
            sent = wanted

    # --- one case ---------------------------------------------------------------------------------------------

    def open(self, procedure: Procedure, day: date) -> None:
        dice = self.dice
        shared = self.shared_of(procedure, self.lives[procedure.code].draw(), day)
        path, cast = shared.path, self.casts[procedure.unit]
        worker = cast.workers.draw()
        unassigned = dice.random() < (0.35 if path.case.stage == "received" else 0.015)
        commune = self.communes.draw()
        party, party_name, holder, site, address = self.party_of(procedure, commune)
        place_pk, place_label = NO_PLACE, ""
        if procedure.requires_place or dice.randrange(100) < PLACES_WANTED.get(procedure.archetype, 0):
            place_pk, place_label = self.place_of(commune, site, address), f"{site}, {address}"
        drawn: Answers = self.answers[procedure.code].draw()
        answers = drawn.on(day, path.case.event_at, procedure.event_field)
        title = procedure.title({**answers, "party": party_name, "place": place_label})[:250]
        permit, renewed = self.permits_of(procedure, shared, holder, commune, place_label)
        bodies = [self.body_of(asked.wanted, commune) for asked in path.opinions]
        case = self.cases.add(
            shared.case,
            self.reference(procedure, day),
            NULL if unassigned else str(worker.pk),
            str(party),
            text(party_name),
            text(title),
            str(place_pk),
            commune.pk,
            CHANNELS[min(int(dice.expovariate(1.1)), 4)] if procedure.archetype is not Archetype.POLICE_MEASURE
            else "police",
            text(answers),
            permit,
            renewed,
            str(worker.pk),
            str(worker.pk),
            text(self.next_label(path, bodies)[:120]),
        )  # fmt: skip
        self.pieces_rows(procedure, shared, drawn, answers, str(case))
        opinions = self.opinion_rows(shared, bodies, str(case))
        self.deadline_rows(shared, opinions, bodies, str(case))
        if path.hearing is not None:
            self.hearings.add(self.tail(shared, "hearing"), str(case))
        self.act_rows(procedure, shared, str(case), title, str(worker.pk))

    def reference(self, procedure: Procedure, day: date) -> str:
        number = self.counters.take(f"cases-{procedure.reference_code}", day.year)
        return f"{day.year}-{procedure.reference_code}-{number:05d}"

    def shared_of(self, procedure: Procedure, who: Traveller, day: date) -> Shared:
        key = (procedure.code, id(who))
        if key not in self.shared:
            path = who.path(day, self.today)
            values = {f.attname: getattr(path.case, f.attname) for f in self.cases.shared}
            months = None
            if path.permit_issued_on and procedure.validity:
                validity = procedure.validity
                months = (
                    who.parameter(validity.months_parameter, path.permit_issued_on),
                    who.parameter(validity.renew_before_parameter, path.permit_issued_on),
                )
            tail = self.cases.tail(**{**values, "unit_id": procedure.unit, "version": path.changes})
            self.shared[key] = Shared(path, tail, months)
        return self.shared[key]

    def party_of(self, procedure: Procedure, commune: Commune) -> tuple[int, str, str, str, str]:
        """(number, name as shown, name of the holder, site, street)."""
        kind = self.dice.choice(KINDS.get(procedure.archetype, OTHER_KINDS))
        civility, first_name = self.first_names.draw()
        surname, site = self.surnames.draw(), self.sites.draw()
        street = f"{self.dice.randint(1, 140)} {self.streets.draw()}"
        if kind == "person":
            shown, names = f"{first_name} {surname}", (civility, surname, first_name, "")
        else:
            bodies = {"company": site, "town": f"Commune de {commune.name}", "association": f"Collectif {surname}"}
            shown = bodies[kind]
            names = ("", shown, "", f"{CIVILITIES[civility]} {first_name} {surname}")
        pk = self.parties.add(
            self.constant(self.parties), kind, *map(text, names), f"contact{self.parties.last + 1}@exemple.invalid",
            text(f"{street}\n{commune.postal_codes[0]} {commune.name}"),
        )  # fmt: skip
        return pk, shown, shown, site, street

    def place_of(self, commune: Commune, site: str, street: str) -> int:
        latitude = float(commune.latitude) + self.dice.uniform(-0.008, 0.008)
        longitude = float(commune.longitude) + self.dice.uniform(-0.008, 0.008)
        return self.places.add(
            self.constant(self.places), text(site), text(street), commune.postal_codes[0], commune.pk,
            f"{latitude:.6f}", f"{longitude:.6f}",
        )  # fmt: skip

    def permits_of(self, procedure, shared: Shared, holder: str, commune: Commune, place: str) -> tuple[str, str]:
        """(the permit issued, the permit renewed) as columns of the case."""
        issued = renewed = NO_PERMIT
        path = shared.path
        if shared.permit_months is not None:
            issued = str(self.permit_row(procedure, shared, "issued", path.permit_issued_on, shared.permit_months,
                                         holder, commune, place))  # fmt: skip
        if former := registry.renewed_by(procedure.code):
            known = registry.procedure(min(former))
            months = (60, 4)
            issued_on = add_months(path.case.received_on, 5 - months[0])
            renewed = str(self.permit_row(known, shared, "renewed", issued_on, months, holder, commune, place,
                                          by=issued))  # fmt: skip
        return issued, renewed

    def permit_row(
        self, procedure, shared: Shared, role: str, issued_on: date, months, holder: str, commune: Commune, place: str,
        by: str = NULL,
    ) -> int:  # fmt: skip
        path, validity = shared.path, procedure.validity
        key = (role, by == NULL)
        if key not in shared.tails:
            expires_on = validity_end(issued_on, months[0]) if months[0] else None
            replaced = by != NULL
            pending = role == "renewed" and (path.case.is_open or replaced)
            shared.tails[key] = self.permits.tail(
                procedure_code=procedure.code,
                label=validity.permit_label,
                unit_id=procedure.unit,
                issued_on=issued_on,
                valid_from=issued_on,
                expires_on=expires_on,
                renew_by=months_before(expires_on, months[1]) if expires_on and months[1] else None,
                state=Permit.State.REPLACED if replaced else Permit.State.IN_FORCE,
                state_changed_on=path.permit_issued_on if replaced else None,
                renewal_asked_on=path.case.received_on if pending else None,
            )
        number = self.counters.take(f"permits-{validity.number_prefix}", issued_on.year)
        return self.permits.add(
            shared.tails[key], f"{validity.number_prefix}-{issued_on.year}-{number:05d}", text(holder), commune.pk,
            text(place), f"{self.dice.getrandbits(104):026x}", by, "Renouvelé" if by != NULL else "",
        )  # fmt: skip

    def pieces_rows(self, procedure, shared: Shared, drawn: Answers, answers: Mapping[str, Any], case: str) -> None:
        path = shared.path
        key = (id(drawn), path.case.received_on.year)
        if key not in self.pieces_of:
            self.pieces_of[key] = [
                (rank, piece)
                for rank, piece in enumerate(procedure.pieces)
                if piece.is_needed(answers, path.case.received_on)
            ]
        wanted = self.pieces_of[key]
        late = [piece.code for _, piece in wanted if piece.blocking][-2:] if path.stops else []
        for rank, piece in wanted:
            name = ("piece", piece.code, piece.code in late)
            if name not in shared.tails:
                state, received_on = piece_state(path, piece.code in late)
                shared.tails[name] = self.pieces.tail(
                    code=piece.code, label=piece.label, is_blocking=piece.blocking, state=state,
                    received_on=received_on, rank=rank,
                )  # fmt: skip
            self.pieces.add(shared.tails[name], case)
        for rank in range(len(path.stops)):
            tail = self.tail(shared, "stop", rank)
            self.stops.add(tail, case, text([piece.label for _, piece in wanted if piece.code in late]))

    def opinion_rows(self, shared: Shared, bodies: list[tuple[str, str]], case: str) -> list[int]:
        return [
            self.consultations.add(self.tail(shared, "opinion", rank), case, text(name), organisation)
            for rank, (name, organisation) in enumerate(bodies)
        ]

    def body_of(self, wanted, commune: Commune) -> tuple[str, str]:
        if wanted.commission:
            return self.commissions.get(wanted.commission, wanted.label), NULL
        if wanted.organisation_kind == "town_hall":
            organisation = self.town_halls.get(commune.pk)
        else:
            organisation = self.bodies.get(wanted.organisation_kind)
        return (organisation.name, str(organisation.pk)) if organisation else (wanted.label, NULL)

    def deadline_rows(self, shared: Shared, opinions: list[int], bodies, case: str) -> None:
        """A deadline that follows a row carries its number: the stop just written is the last one of its table."""
        path = shared.path
        for rank, row in enumerate(path.deadlines):
            code, label = row.code, row.label
            kind, _, number = code.partition(":")
            if kind == "opinion":
                code, label = f"opinion:{opinions[int(number) - 1]}", opinion_label(bodies[int(number) - 1][0])
            elif kind == "pieces":
                code = f"pieces:{self.stops.last - len(path.stops) + int(number)}"
            self.deadlines.add(self.tail(shared, "deadline", rank), case, code, text(label))

    def next_label(self, path: Path, bodies) -> str:
        row = path.next_due
        if row is None:
            return ""
        kind, _, number = row.code.partition(":")
        return opinion_label(bodies[int(number) - 1][0]) if kind == "opinion" else row.label

    # --- decisions and letters --------------------------------------------------------------------------------

    def act_rows(self, procedure: Procedure, shared: Shared, case: str, title: str, worker: str) -> None:
        path, outcome = shared.path, shared.path.outcome
        if path.receipt_on is not None:
            name = "Récépissé de déclaration"
            letter = self.letters.add(self.tail(shared, "receipt"), name, "", text(f"<p>{name}. {title}</p>"))
            self.case_letters.add(self.constant(self.case_letters, purpose="receipt"), case, str(letter))
        if outcome is None:
            return
        name = f"{outcome.label}, {title}"[:250]
        article = f"Article 1er : {outcome.label.lower()}, dossier {title}."
        signed = path.decision_state == Decision.State.SIGNED
        number, letter = "", NULL
        if signed:
            year = path.case.decided_at.year
            number = f"{year}/{self.counters.take('acts', year):05d}"
            letter = str(self.letters.add(self.tail(shared, "act"), text(name), number, text(f"<p>{article}</p>")))
            self.case_letters.add(self.constant(self.case_letters, purpose=outcome.letter), case, letter)
            if path.case.stage == "notified" or path.case.published_on:
                issue = self.issue_of(path.case.published_on, path.case.decided_at.year)
                if issue[1] >= ACTS_OF_AN_ISSUE and path.case.published_on:
                    # A day of many acts has several issues, as real prefectures do.
                    del self.issues[path.case.published_on]
                    issue = self.issue_of(path.case.published_on, path.case.decided_at.year)
                issue[1] += 1
                self.entries.add(self.tail(shared, "entry", procedure.unit), str(issue[0]), letter, str(issue[1]))
        self.decisions.add(self.tail(shared, "decision"), case, text(name), text([article]), number, worker, letter)

    def issue_of(self, published_on: date | None, year: int) -> list[int]:
        """[number of the row, last position] of the issue published that day, or of the one in preparation."""
        key = published_on or date(year, 1, 1) - timedelta(days=36_500)
        if key not in self.issues:
            found = None if published_on else RegisterIssue.objects.filter(year=year, published_on=None).first()
            if found is None:
                year = published_on.year if published_on else year
                found = RegisterIssue.objects.create(
                    year=year, number=self.counters.take(OFFICIAL_REGISTER, year), published_on=published_on
                )
            last = RegisterEntry.objects.filter(issue=found).order_by("-position").first()
            self.issues[key] = [found.pk, last.position if last else 0]
        return self.issues[key]

    # --- tails ------------------------------------------------------------------------------------------------

    def constant(self, lines: Lines, **values: Any) -> str:
        key = (lines.model, *values.values())
        if key not in self.constants:
            self.constants[key] = lines.tail(**values)
        return self.constants[key]

    constants: dict[Any, str] = {}

    def tail(self, shared: Shared, role: str, rank: Any = None) -> str:
        key = (role, rank)
        if key not in shared.tails:
            shared.tails[key] = TAILS[role](self, shared.path, rank)
        return shared.tails[key]

    def signatory(self, path: Path, outcome: Outcome | None) -> StaffMember:
        cast = self.casts[path.case.unit_id]
        return cast.head if outcome is None or outcome.favourable else cast.authority


def drawable() -> list[Procedure]:
    """The lives drawn here are lived before the answers are: dates drawn from answers or pieces cannot be theirs."""
    return [row for row in registry.all_procedures() if row.active and not depends_on_answers(row)]


def depends_on_answers(procedure: Procedure) -> bool:
    return bool(procedure.dates) or any(piece.until for piece in procedure.pieces)


def parameters_needed(procedure: Procedure) -> list[str]:
    validity = procedure.validity
    of_permit = [validity.months_parameter, validity.renew_before_parameter] if validity else []
    return [*parameters_of(procedure), *of_permit]


def busyness(day: date) -> float:
    """The weight of a day: the season, the weekday, nearly nothing on holidays."""
    usual = SEASONS[day.month - 1] * WEEKDAYS[day.weekday()]
    return usual if is_working_day(day) else 0.03 * usual


def opinion_label(body: str) -> str:
    return f"Avis attendu : {body}"[:160]


def piece_state(path: Path, late: bool) -> tuple[str, date | None]:
    if path.pieces_arrived_on is None:
        return Piece.State.EXPECTED, None
    if not late:
        return Piece.State.RECEIVED, path.pieces_arrived_on
    return (Piece.State.RECEIVED, path.pieces_late_on) if path.pieces_late_on else (Piece.State.REQUESTED, None)


def stored(row, lines: Lines) -> str:
    return lines.tail(**{field.attname: getattr(row, field.attname) for field in lines.shared})


def deadline_tail(who: Generator, path: Path, rank: int) -> str:
    row = path.deadlines[rank]
    acted = row.code == "silence" and path.silence_acted_on is not None
    return who.deadlines.tail(
        kind=row.kind, due_on=row.due_on, due_at=row.due_at, state=State.ACTED if acted else row.state,
        effect=row.effect, article=row.article, parameter_version=row.parameter_version, computation=row.computation,
        acted_at=path.case.closed_at if acted else None,
    )  # fmt: skip


def stop_tail(who: Generator, path: Path, rank: int) -> str:
    path.stops[rank].reason = SENTENCES[0] if not path.stops[rank].reason else path.stops[rank].reason
    return stored(path.stops[rank], who.stops)


def letter_tail(who: Generator, path: Path, kind: str, template: str, signed_at: datetime, outcome) -> str:
    signatory = who.signatory(path, outcome)
    return who.letters.tail(
        kind=kind, template=template, template_version="", state=Letter.State.SIGNED, created_at=signed_at,
        created_by_id=signatory.pk, signed_at=signed_at, signed_by_id=signatory.pk, signature_block=BLOCK,
    )  # fmt: skip


def act_tail(who: Generator, path: Path, rank: None) -> str:
    procedure = registry.procedure(path.case.procedure_code)
    template = procedure.letter(path.outcome.letter).template
    return letter_tail(who, path, path.outcome.act_kind, template, path.case.decided_at, path.outcome)


def receipt_tail(who: Generator, path: Path, rank: None) -> str:
    procedure = registry.procedure(path.case.procedure_code)
    template = procedure.letter("receipt").template if procedure.has_letter("receipt") else ""
    return letter_tail(who, path, "receipt", template, moment(path.receipt_on, 12), None)


def decision_tail(who: Generator, path: Path, rank: None) -> str:
    signed = path.decision_state == Decision.State.SIGNED
    ends_on = path.measure_ends_on
    return who.decisions.tail(
        outcome=path.outcome.code,
        act_kind=path.outcome.act_kind,
        visas=[f"Vu {text} ;" for text in registry.procedure(path.case.procedure_code).legal_basis],
        grounds=["Considérant les éléments du dossier ;"],
        details={"ends_on": ends_on.isoformat()} if ends_on else {},
        state=path.decision_state,
        updated_at=path.submitted_at or path.drafted_at,
        submitted_at=path.submitted_at,
        signed_at=path.case.decided_at if signed else None,
        signed_by_id=who.signatory(path, path.outcome).pk if signed else None,
        signature_block=BLOCK if signed else "",
        notification_mode="registered_post" if path.case.notified_at else "",
        notification_reference="1A 204 118 3372 5" if path.case.notified_at else "",
    )


TAILS = {
    "hearing": lambda who, path, rank: stored(path.hearing, who.hearings),
    "stop": stop_tail,
    "opinion": lambda who, path, rank: stored(path.opinions[rank].row, who.consultations),
    "deadline": deadline_tail,
    "receipt": receipt_tail,
    "act": act_tail,
    "decision": decision_tail,
    "entry": lambda who, path, unit: who.entries.tail(unit_id=unit),
}


def add_cases(
    *, at: datetime, seed: int, size: int, years: float, told: Callable[[int], None] = lambda done: None
) -> None:
    """Invent `size` cases received over the last `years`, beside those that are there."""
    with patient_connection(), remembering(every_version()):
        generator = Generator(at=at, seed=seed, size=size)
        generator.write(size, years, told=told)
        # The statements that rebuild are planned from what is known of the tables: before them, then with their rows.
        analyse()
        rebuild(generator.today)
        analyse()


@contextmanager
def patient_connection() -> Iterator[None]:
    """Without the limits of a page: an index over a million rows takes its time."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
        yield
        cursor.execute("RESET statement_timeout; RESET lock_timeout")


def rebuild(on: date) -> None:
    """The rows drawn from the cases, by the statements that rebuild them all."""
    follow_up.rebuild(on)
    with transaction.atomic(), bare([CaseText._meta.db_table]):
        rebuild_text()
    learn_words()


def analyse() -> None:
    """What the planner knows of the new rows. Outside of a transaction the visibility map is made as well."""
    models = [*WRITTEN, CaseText, KnownWord, CaseFollowUp, CaseTiming]
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"{'ANALYZE' if connection.in_atomic_block else 'VACUUM (ANALYZE)'} {tables}")
