"""Each person, each case, each door: who learns that the case exists.

The rights are written here by hand, from the rules of the house, and not read from the code that applies them. Every
case bears a word that no other row bears; a door is asked what it shows, and the word is looked for in the answer,
be it a page, a file, a number or an answer of the API.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.urls import reverse
from rest_framework.throttling import SimpleRateThrottle

from directorate.access_requests.models import AccessRequest
from directorate.casework.models import Case, CaseStaff
from directorate.casework.operations import locked_case, touch
from directorate.casework.text import write_text
from directorate.delivery.operations import add_addressee
from directorate.org.models import StaffMember
from directorate.partners.operations import issue_token
from directorate.registers.models import RegisterIssue
from directorate.scans.models import ScanDeposit
from directorate.web.lists import LISTS
from tests.api.conftest import bearing
from tests.commits import as_if_committed
from tests.factories import COMPANY, at_signature, notified, open_demonstration, open_video_case
from tests.people import House, create_person, paris
from tests.scans.papers import one_scan, with_blank_pages

DAY = paris(2026, 6, 24)
KINDS_OF_FILE = ("csv", "xlsx", "ods")
PEOPLE = (
    "prefect", "chief_of_staff", "director", "head", "deputy", "agent", "colleague", "stranger", "administrator",
    "visitor", "reader",
)  # fmt: skip
PROGRAMS = ("whole department", "Vincennes only", "other procedure", "expired", "revoked")
EVERYTHING = {"ordinary", "restricted", "secret", "shared", "road", "road secret"}
NOTHING: set[str] = set()

# Who learns of a case: the authorities everything; a head the whole bureau; the others the bureau less its secrets,
# but for those that name them; the administrator, who repairs, and an account without a post, nothing.
CASE_RIGHTS: Mapping[str, set[str]] = {
    "prefect": EVERYTHING,
    "chief_of_staff": EVERYTHING,
    "director": EVERYTHING,
    "head": {"ordinary", "restricted", "secret", "shared"},
    "deputy": {"ordinary", "restricted"},
    "agent": {"ordinary", "restricted", "secret"},
    "colleague": {"ordinary", "restricted", "shared"},
    "stranger": {"road", "road secret"},
    "administrator": NOTHING,
    "visitor": NOTHING,
    # Somebody of another service to whom two cases were opened for a time, one of which has become secret since.
    "reader": NOTHING,
    # A program never learns of a case of restricted circulation.
    "whole department": {"ordinary", "road"},
    "Vincennes only": {"road"},
    "other procedure": NOTHING,
    "expired": NOTHING,
    "revoked": NOTHING,
}
# What was opened is read on the page of the case, and shows nowhere else.
PAGE_RIGHTS: Mapping[str, set[str]] = {**CASE_RIGHTS, "reader": {"ordinary"}}
# The register in preparation is read by everybody in post, less the acts of the secrets that one may not know.
IN_PREPARATION: Mapping[str, set[str]] = {
    **{who: {"ordinary", "secret"} for who in ("prefect", "chief_of_staff", "director", "head", "agent")},
    **{who: {"ordinary"} for who in ("deputy", "colleague", "stranger", "administrator", "reader")},
    "visitor": NOTHING,
}
# A deposit is for who brought it, the caseworker, for the head of the bureau and for the authorities.
DEPOSIT_RIGHTS: Mapping[str, set[str]] = {
    who: rights if who in ("prefect", "chief_of_staff", "director", "head", "agent") else NOTHING
    for who, rights in CASE_RIGHTS.items()
}
WORDS = {
    "ordinary": "Brindavoine",
    "restricted": "Quesnelot",
    "secret": "Vaudrimel",
    "shared": "Tourlacombe",
    "road": "Hautfresne",
    "road secret": "Jussendre",
}


@dataclass
class World:
    house: House
    cases: Mapping[str, Case]
    people: Mapping[str, StaffMember]
    tokens: Mapping[str, str]
    issue: RegisterIssue


@dataclass(frozen=True)
class Door:
    """`look(client, world)`: all that the door answers, as text; or `ask(client, world, thing)`, about one case.

    `holds`: what it shows to whoever has the right; it may show more, within the rights.
    """

    label: str
    rights: Mapping[str, set[str]]
    look: Callable | None = None
    holds: frozenset[str] = frozenset(EVERYTHING)
    ask: Callable | None = None

    def answers(self, client, world: World) -> Iterator[tuple[str, str]]:
        """(case, text) for every case: a door that is not asked about one in particular is opened once."""
        seen = self.look(client, world) if self.look else ""
        for thing in sorted(EVERYTHING):
            yield thing, self.ask(client, world, thing) if self.ask else seen


def small_world(house: House) -> World:
    def named(thing: str, **more):
        word = WORDS[thing]
        return {
            "party": {**COMPANY, "last_name": f"Maison {word}"},
            "place": {"name": f"Maison {word}", "address": f"4 rue {word}"},
            **more,
        }

    visitor = StaffMember.objects.create_user(username="visiteur", civility="m", title="visiteur")
    secret = {"sensitivity": Case.Sensitivity.SECRET}
    cases = {
        "ordinary": notified(house, open_video_case(house, **named("ordinary"))),
        "secret": notified(house, change(house, open_video_case(house, **named("secret")), **secret)),
        "restricted": renamed(house, open_demonstration(house)),
        "shared": at_signature(house, change(house, open_video_case(house, **named("shared")), **secret)),
        "road": open_video_case(house, **named("road", commune=house.vincennes)),
        "road secret": open_video_case(house, **named("road secret")),
    }
    change(house, cases["shared"], caseworker=None)
    change(house, cases["road"], unit=house.road, caseworker=house.stranger)
    change(house, cases["road secret"], unit=house.road, caseworker=house.stranger, **secret)
    for case, staff in (("shared", house.colleague), ("secret", house.stranger)):
        CaseStaff.objects.create(case=cases[case], staff=staff)
    reader = create_person("lecteur", "m", "Ali", "Faure", "instructeur", "caseworker", "protection-civile")
    for thing in ("ordinary", "secret"):
        AccessRequest.objects.create(
            case=cases[thing], asked_by=reader, asked_for=house.civil, holder=house.police, reason="Contrôle",
            asked_at=DAY, state=AccessRequest.State.GRANTED, decided_by=house.head, decided_at=DAY,
            until_on=DAY.date(),
        )  # fmt: skip
    for thing in ("ordinary", "secret"):
        # Still to be notified to somebody else; its signed paper was scanned by the caseworker.
        add_addressee(case=cases[thing], name="SCI du Lac", quality="", address="", by=house.head, at=DAY)
        one_scan(house, with_blank_pages(cases[thing]), DAY, f"{thing}.pdf")
    as_if_committed()
    others = {"visitor": visitor, "reader": reader}
    return World(
        house=house,
        cases=cases,
        people={who: others.get(who) or getattr(house, who) for who in PEOPLE},
        tokens=programs(house),
        issue=RegisterIssue.objects.get(),
    )


def change(house: House, case: Case, **columns) -> Case:
    """Through the door, as an operation of a head of bureau would do."""
    case = locked_case(case, None)
    for name, value in columns.items():
        setattr(case, name, value)
    touch(case, house.head, DAY)
    write_text(case)
    return case


def renamed(house: House, case: Case) -> Case:
    word = WORDS["restricted"]
    return change(house, case, title=f"Marche {word}", party_name=f"Collectif {word}")


def programs(house: House) -> dict[str, str]:
    """One token of each kind of perimeter; the last two no longer open anything."""
    life = {"expires_at": DAY + timedelta(days=30), "by": house.administrator, "at": DAY - timedelta(days=40)}
    scopes = ["cases:read", "permits:read", "communes:read"]

    def token(name: str, **facts) -> str:
        facts = {**life, **facts}
        return str(issue_token(name=name, organisation=house.town_hall, scopes=scopes, **facts).token)

    tokens = {
        "whole department": token("whole department"),
        "Vincennes only": token("Vincennes only", communes=["94080"]),
        "other procedure": token("other procedure", procedures=["administrative_closure_outlet"]),
        "expired": token("expired", expires_at=DAY - timedelta(days=1)),
        "revoked": token("revoked"),
    }
    house.town_hall.api_clients.filter(name="revoked").update(revoked_at=DAY - timedelta(days=2))
    return tokens


# --- what a door answers ------------------------------------------------------------------------------------


def text_of(response) -> str:
    """All that the answer carries: the members of an archive, the text of a stream. A refusal carries its text too."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return content.decode("utf-8", "replace")


def page(name: str, **query) -> Callable:
    address = name if ":" in name else f"directorate:{name}"
    return lambda client, world: text_of(client.get(reverse(address), query))


def page_of_case(name: str) -> Callable:
    def look(client, world, thing):
        return text_of(client.get(reverse(f"directorate:{name}", args=[world.cases[thing].reference])))

    return look


def word_asked(name: str) -> Callable:
    """The word itself is asked: what was typed is repeated in the answer, hence the reference is looked for."""

    def look(client, world, thing):
        answer = text_of(client.get(reverse(f"directorate:{name}"), {"q": WORDS[thing]}, follow=True))
        return WORDS[thing] if world.cases[thing].reference in answer else ""

    return look


def counted(client, world, thing) -> str:
    """The count of the list narrowed to the case."""
    answer = text_of(client.get(reverse("directorate:cases"), {"q": WORDS[thing], "status": ""}))
    found = re.search(r"(\d+) résultat", answer)
    return WORDS[thing] if found and int(found[1]) else ""


def exported(code: str, kind: str, query: str = "") -> Callable:
    def look(client, world):
        return text_of(client.post(reverse("directorate:list-export", args=[code]), {"format": kind, "query": query}))

    return look


def drawn_up(client, world, thing) -> str:
    """A series drawn up with the key of a case that one may not see must not name it, nor count it."""
    data = {"list": "cases", "query": "", "ids": [str(world.cases[thing].pk)], "action": "assign"}
    response = client.post(reverse("directorate:series-new"), data, follow=True)
    answer = text_of(response)
    return WORDS[thing] if world.cases[thing].reference in answer or WORDS[thing] in answer else ""


def api(path: str, **query) -> Callable:
    return lambda client, world: text_of(client.get(f"/api/v1/{path}", query))


def api_case(client, world, thing) -> str:
    return text_of(client.get(f"/api/v1/cases/{world.cases[thing].reference}/"))


def api_changes(client, world, thing) -> str:
    """The feed tells references. Of a case that left the sight of the program, only that it is to be forgotten."""
    answer = client.get("/api/v1/changes/", {"limit": 200}).json()
    reference = world.cases[thing].reference
    told = [row for row in answer.get("results", ()) if row["reference"] == reference and not row.get("removed")]
    return WORDS[thing] if told else ""


def of_session(name: str):
    """A page of the session that heard them, by its name."""
    return lambda client, world: text_of(client.get(reverse(f"directorate:{name}", args=[world.house.session.pk])))


def in_preparation(client, world) -> str:
    return text_of(client.get(reverse("directorate:register-issue", args=[world.issue.pk])))


def scanned(client, world, thing) -> str:
    """The deposit where the signed paper of the case was found, then the copy attached to the case."""
    deposit = ScanDeposit.objects.filter(file_name=f"{thing}.pdf").first()
    key = deposit.pk if deposit else UUID(int=0)
    answer = text_of(client.get(reverse("directorate:scan", args=[key])))
    return WORDS[thing] if world.cases[thing].reference in answer else ""


NONE: frozenset[str] = frozenset()
WITH_A_DECISION = frozenset({"shared"})
SIGNED = frozenset({"ordinary", "secret"})
# What a mayor is told never holds a secret, even for those who may read it elsewhere.
ORDINARY = frozenset({"ordinary"})


def list_doors() -> Iterator[Door]:
    """Those that can show a case, by page and by file; each is opened as wide as it goes."""
    for code, (holds, rights) in HELD.items():
        query = {"status": ""} if code == "cases" else {}
        yield Door(f"list {code}", rights, page(LISTS[code].url_name, **query), holds)
        # The three files are written from the same rows: one is enough for the other lists.
        for kind in KINDS_OF_FILE if code == "cases" else KINDS_OF_FILE[:1]:
            yield Door(f"{kind} of {code}", rights, exported(code, kind, urlencode(query)), holds)


def other_lists() -> Iterator[Door]:
    """Those that never show one, by their page: a file has the same rows (`test_page_and_file_show_the_same_rows`)."""
    for code in sorted(LISTS.keys() - HELD.keys()):
        yield Door(f"list {code}", CASE_RIGHTS, page(LISTS[code].url_name), NONE)


# What each list can show, and by which rights. A list that is not named here must never show a case to anybody who
# may not know of it; to whoever may know everything there is nothing to hide.
HELD = {
    "cases": (frozenset(EVERYTHING), CASE_RIGHTS),
    "permits": (SIGNED, CASE_RIGHTS),
    "acts": (SIGNED, CASE_RIGHTS),
    "deliveries": (SIGNED, CASE_RIGHTS),
}


def doors_of_people(who: str) -> list[Door]:
    return [
        Door("page of the case", PAGE_RIGHTS, ask=page_of_case("case")),
        Door("decision of the case", CASE_RIGHTS, ask=page_of_case("decision"), holds=WITH_A_DECISION),
        Door("correction of the case", CASE_RIGHTS, ask=page_of_case("case-correct"), holds=NONE),
        Door("inbox of the bureau", CASE_RIGHTS, page("inbox", vue="bureau"), NONE),
        Door("inbox of the person", CASE_RIGHTS, page("inbox", vue="moi"), NONE),
        Door("signature folder", CASE_RIGHTS, page("signature"), NONE),
        Door("silences", CASE_RIGHTS, page("silences"), NONE),
        Door("dashboard", CASE_RIGHTS, page("dashboard"), NONE),
        Door("agenda", CASE_RIGHTS, page("agenda"), NONE),
        Door("commune", CASE_RIGHTS, ask=of_commune),
        Door("requests for access", CASE_RIGHTS, page("access-requests"), NONE),
        Door("asking for access", CASE_RIGHTS, ask=page_of_case("access-ask"), holds=NONE),
        Door("jobs", CASE_RIGHTS, page("jobs"), NONE),
        Door("deposit of signed paper", DEPOSIT_RIGHTS, ask=scanned, holds=SIGNED),
        Door("notifications", CASE_RIGHTS, page("notifications"), NONE),
        Door("session of the commission", CASE_RIGHTS, of_session("session"), NONE),
        Door("agenda to put in order", CASE_RIGHTS, of_session("session-order"), NONE),
        Door("document of a session", CASE_RIGHTS, of_session("session-document"), NONE),
        Door("promise of a session", CASE_RIGHTS, of_session("promise-new"), NONE),
        Door("register in preparation", IN_PREPARATION, in_preparation, SIGNED),
        Door("search", CASE_RIGHTS, ask=word_asked("search")),
        Door("search box", CASE_RIGHTS, ask=word_asked("search-box")),
        Door("count of the list", CASE_RIGHTS, ask=counted),
        Door("series", CASE_RIGHTS, ask=drawn_up, holds=NONE),
        Door("API list", CASE_RIGHTS, api("cases/", limit=200)),
        Door("API case", CASE_RIGHTS, ask=api_case),
        Door("API inbox", CASE_RIGHTS, api("inbox/", scope="unit"), NONE),
        Door("API search", CASE_RIGHTS, ask=api_search),
        Door("API permits", CASE_RIGHTS, api("permits/", limit=200), SIGNED),
        Door("titles of a commune", CASE_RIGHTS, titles_of_commune, ORDINARY),
        Door("API titles of a commune", CASE_RIGHTS, api("permits/communes/94028/"), ORDINARY),
        *list_doors(),
        *(() if CASE_RIGHTS[who] == EVERYTHING else other_lists()),
    ]


def doors_of_programs() -> list[Door]:
    return [
        Door("API list", CASE_RIGHTS, api("cases/", limit=200)),
        Door("API case", CASE_RIGHTS, ask=api_case),
        # Played out of the order of time here: what it holds is proved by its own tests.
        Door("API changes", CASE_RIGHTS, ask=api_changes, holds=NONE),
        Door("API permits", CASE_RIGHTS, api("permits/", limit=200), NONE),
        Door("API titles of a commune", CASE_RIGHTS, api("permits/communes/94028/"), NONE),
        Door("API inbox", CASE_RIGHTS, api("inbox/"), NONE),
        Door("API search", CASE_RIGHTS, ask=api_search, holds=NONE),
    ]


def of_commune(client, world, thing) -> str:
    commune = world.cases[thing].commune_id
    return text_of(client.get(reverse("directorate:commune", args=[commune])))


def titles_of_commune(client, world) -> str:
    return text_of(client.get(reverse("directorate:commune-permits", args=["94028"])))


def api_search(client, world, thing) -> str:
    answer = text_of(client.get("/api/v1/search/", {"q": WORDS[thing]}))
    return WORDS[thing] if world.cases[thing].reference in answer else ""


# --- the contract -------------------------------------------------------------------------------------------


@dataclass
class Tally:
    cells: int = 0
    shown: int = 0
    wrong: list[str] = field(default_factory=list)

    def judge(self, who: str, thing: str, door: Door, answer: str) -> None:
        """A door shows what it holds and one may know; what it does not always hold, it may show within the rights."""
        learns, may = WORDS[thing] in answer, thing in door.rights[who]
        self.cells += 1
        self.shown += learns
        if learns and not may:
            self.wrong.append(f"{who} learns of « {thing} » by: {door.label}")
        if may and not learns and thing in door.holds:
            self.wrong.append(f"{who} does not find « {thing} » by: {door.label}")


@pytest.fixture()
def world(house, time_machine) -> World:
    time_machine.move_to(DAY, tick=False)
    return small_world(house)


def test_nobody_learns_of_a_case_beyond_the_rights(world, client, monkeypatch, capsys):
    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda self, request, view: True)
    tally = Tally()
    for who, staff in world.people.items():
        client.force_login(staff)
        for door in doors_of_people(who):
            for thing, answer in door.answers(client, world):
                tally.judge(who, thing, door, answer)
    for who, token in world.tokens.items():
        for door in doors_of_programs():
            for thing, answer in door.answers(bearing(token), world):
                tally.judge(who, thing, door, answer)
    with capsys.disabled():
        print(f"\nvisibility: {tally.cells} cells, {tally.shown} shown, {len(tally.wrong)} wrong")
    assert not tally.wrong, "\n".join(tally.wrong)
    assert tally.cells > 2_000
    assert tally.shown > 300
