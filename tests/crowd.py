"""Rows of every kind, so that each list page can be measured with few and with many."""

from datetime import date, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.casework.models import Case, Consultation
from directorate.documents.files import store_bytes
from directorate.jobs.operations import enqueue
from directorate.legal_texts.operations import add_text
from directorate.org.models import Absence, SignatureDelegation, StaffMember
from directorate.paragraphs.operations import add_paragraph
from directorate.partners.operations import issue_token
from directorate.permits.models import Permit, new_check_code
from directorate.registers.models import RegisterIssue
from directorate.scans.models import ScanDeposit
from directorate.territory.models import Commune
from police_admin.inspections.models import Inspection
from police_admin.municipal_police.models import MunicipalForce, MunicipalOfficer, WeaponMovement
from tests.civil_protection.crowd_rows import one_civil_more
from tests.civil_protection.plan_rows import one_plan_more
from tests.factories import at_signature, notified, open_closure, open_demonstration, open_video_case, signed
from tests.people import House, paris
from tests.public_order.codaf_rows import one_codaf_more

# The day on which the lists are read: sessions are held, the acts are signed, the silences are near.
READ_AT = paris(2026, 6, 24)

# Every page that shows rows, and who opens it.
LIST_PAGES: tuple[tuple[str, str, str], ...] = (
    ("inbox", reverse("directorate:inbox") + "?vue=bureau", "head"),
    ("cases", reverse("directorate:cases") + "?status=", "head"),
    ("signature", reverse("directorate:signature"), "director"),
    ("permits", reverse("directorate:permits"), "head"),
    ("acts", reverse("directorate:acts"), "head"),
    ("register", reverse("directorate:register"), "head"),
    ("commissions", reverse("directorate:commissions"), "head"),
    ("journal", reverse("directorate:journal"), "administrator"),
    ("jobs", reverse("directorate:jobs"), "head"),
    ("people", reverse("directorate:people"), "head"),
    ("accounts", reverse("directorate:accounts"), "administrator"),
    ("absences", reverse("directorate:absences"), "head"),
    ("delegations", reverse("directorate:delegations"), "head"),
    ("deliveries", reverse("directorate:deliveries"), "head"),
    ("scans", reverse("directorate:scans"), "head"),
    ("parameters", reverse("directorate:parameters"), "administrator"),
    ("legal texts", reverse("directorate:legal-texts"), "head"),
    ("paragraphs", reverse("directorate:paragraphs"), "head"),
    ("api clients", reverse("directorate:api-clients"), "administrator"),
    ("communes", reverse("directorate:communes"), "head"),
    ("commune", reverse("directorate:commune", args=["94028"]), "head"),
    ("procedures", reverse("directorate:procedures"), "head"),
    ("inspections", reverse("police_admin:inspections"), "head"),
    ("municipal forces", reverse("police_admin:municipal-forces"), "head"),
    ("plans", reverse("civil_protection:plans"), "director"),
    ("plan", reverse("civil_protection:plan", args=["ESSAI-0"]), "director"),
    ("freshness of plans", reverse("civil_protection:plans-freshness"), "director"),
    ("report on plans", reverse("civil_protection:plans-report"), "director"),
    ("reflex cards", reverse("civil_protection:reflex-cards"), "director"),
    ("copies of plans", reverse("civil_protection:plan-copies"), "director"),
    ("activations", reverse("civil_protection:activations"), "director"),
    ("means", reverse("civil_protection:orsec-means"), "director"),
    ("actors", reverse("civil_protection:orsec-actors"), "director"),
    ("capacities", reverse("civil_protection:orsec-capacities"), "director"),
    *(
        (name, reverse(f"civil_protection:{name}"), "director")
        for name in (
            "crises",
            "crisis-orders",
            "crisis-log",
            "exercises",
            "disaster-requests",
            "establishments",
            "establishment-yearly",
            "establishment-duplicates",
            "communal-plans",
            "risk-profiles",
            "commune-risks",
            "public-information",
            "gatherings",
            "gatherings-awaited",
            "rescue-posts",
            "rescue-associations",
            "approvals",
            "first-aid-controls",
            "security-studies",
            "security-study-report",
            "tents",
            "accessibility-agendas",
            "safety-bodies",
            "competence-rules",
            "exam-sessions",
            "certificates",
            "first-aid-report",
            "home",
        )
    ),
    *(
        (name, reverse(f"public_order:{name}"), "director")
        for name in (
            "codaf-board",
            "codaf-operations",
            "codaf-results",
            "codaf-visits",
            "codaf-offenders",
            "codaf-sittings",
            "council-actions",
        )
    ),
    ("API codaf operations", "/api/v1/codaf-operations/", "director"),
    *(
        (f"API {name}", f"/api/v1/{name}/", "director")
        for name in ("disaster-requests", "communal-plans", "establishments", "exercises", "security-studies")
    ),
    ("API plans", "/api/v1/plans/", "director"),
    ("API activations", "/api/v1/activations/", "director"),
    ("dashboard", reverse("directorate:dashboard"), "director"),
    ("ahead", reverse("directorate:ahead"), "director"),
    ("silences", reverse("directorate:silences"), "head"),
    ("agenda", reverse("directorate:agenda"), "head"),
    ("search", reverse("directorate:search") + "?q=pharmacie", "head"),
    ("API cases", "/api/v1/cases/", "head"),
    ("API inbox", "/api/v1/inbox/?scope=unit", "head"),
    ("API permits", "/api/v1/permits/", "head"),
    ("API communes", "/api/v1/communes/", "head"),
)


def one_of_each(house: House) -> list[Case]:
    """A case at each stage that a list shows."""
    return [
        open_video_case(house),
        at_signature(house),
        signed(house),
        notified(house),
        open_demonstration(house),
        open_closure(house),
    ]


def twin(case: Case, rank: int) -> None:
    """The same case once more, with what hangs on it: twenty roads walked again would take minutes."""
    case = Case.objects.select_related("permit", "decision__letter").get(pk=case.pk)
    deadlines, consultations = list(case.deadlines.all()), list(case.consultations.all())
    decision = getattr(case, "decision", None)
    letter = decision.letter if decision else None
    if case.permit:
        case.permit = again(case.permit, number=f"{case.permit.number}-{rank}", check_code=new_check_code())
    again(case, reference=f"{case.reference}-{rank}")
    for row in (*deadlines, *consultations):
        again(row, case=case, **({"agenda_item": None} if isinstance(row, Consultation) else {}))
    if letter:
        number = f"2025/{case.pk:05d}"
        letter = again(letter, number=number, page_code="")
        again(decision, case=case, letter=letter, number=number)
    elif decision:
        again(decision, case=case)


def again(row, **changes):
    """A copy of a row under another key."""
    row.pk = None
    row._state.adding = True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


def one_law(house: House, rank: int, at: datetime) -> None:
    """A text of law, and a paragraph that cites it."""
    add_text(
        kind="code", code="CSI", article=f"L251-{rank}", title="Vidéoprotection", valid_from=date(2012, 5, 1),
        words="x", source="x", confidence="high", reason="x", by=house.director, at=at,
    )  # fmt: skip
    add_paragraph(
        unit=house.police, kind="visas", title=f"Visa {rank}", family="", text=f"Vu CSI, art. L251-{rank} ;",
        by=house.head, at=at,
    )  # fmt: skip


def armed_force(house: House, rank: int) -> None:
    """A commune with its municipal police, an officer and a weapon."""
    commune = again(Commune.objects.get(pk="94028"), insee=f"{90_000 + rank}", name=f"Commune {rank}")
    force = MunicipalForce.objects.create(commune=commune, headcount=rank, headcount_on=date(2026, 6, 1))
    officer = MunicipalOfficer.objects.create(
        force=force, last_name="Agent", first_name=f"Rang {rank}", birth_on=date(1990, 1, 1)
    )
    officer.trainings.create(kind="b1_pistols", followed_on=date(2026, 1, 5), recorded_at=READ_AT)
    WeaponMovement.objects.create(
        force=force, nature="inventory", item="b1_pistols", quantity=rank + 1, moved_on=date(2026, 6, 1),
        recorded_at=READ_AT,
    )  # fmt: skip


def one_more(house: House, rank: int) -> None:
    """One row more on the lists that do not show cases."""
    one_law(house, rank, READ_AT)
    stored = store_bytes(f"{rank}".encode(), f"scan-{rank}.pdf", "application/pdf", by=house.agent, at=READ_AT)
    ScanDeposit.objects.create(
        unit=house.police, file=stored, sha256=stored.sha256, file_name=stored.name, state="read", page_count=1,
        created_at=READ_AT, created_by=house.agent,
    )  # fmt: skip
    Inspection.objects.create(
        permit=Permit.objects.earliest("pk"), planned_on=date(2026, 6, 1) + timedelta(days=rank),
        inspector=house.agent, recorded_at=READ_AT,
    )  # fmt: skip
    armed_force(house, rank)
    one_plan_more(house, rank, READ_AT)
    one_civil_more(house, rank, READ_AT)
    one_codaf_more(house, rank, READ_AT)
    enqueue(kind="specimen", label="Édition", key=f"specimen-{rank}", payload={}, by=house.head, at=READ_AT)
    RegisterIssue.objects.create(year=2025, number=100 + rank, published_on=date(2025, 6, 1) + timedelta(days=rank))
    absent = StaffMember.objects.create_user(username=f"absent{rank}", first_name="Ève", last_name=f"Absente {rank}")
    Absence.objects.create(
        staff=absent, substitute=house.colleague, starts_on=date(2026, 6, 20), ends_on=date(2026, 7, 5)
    )
    SignatureDelegation.objects.create(
        delegator=house.director, delegate=absent, order_number=f"2026/{900 + rank:05d}", signed_on=date(2026, 2, 2),
        starts_on=date(2026, 2, 2), procedures=["*"], act_kinds=["receipt"],
    )  # fmt: skip
    issue_token(
        name=f"Guichet {rank}", organisation=house.town_hall, scopes=["cases:read"],
        expires_at=READ_AT + timedelta(days=90), by=house.administrator, at=READ_AT,
    )  # fmt: skip


def cost(client, house: House, url: str, who: str) -> int:
    """Queries of a page already visited once, so that what is kept for the process is not counted."""
    client.force_login(getattr(house, who))
    assert client.get(url).status_code == 200, url
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200, url
    return len(captured)


def costs(client, house: House) -> dict[str, int]:
    return {name: cost(client, house, url, who) for name, url, who in LIST_PAGES}


def few_and_many(client, house: House) -> list[tuple[str, int, int]]:
    """(page, queries with one row of each kind, queries with twenty)."""
    cases = one_of_each(house)
    one_more(house, 0)
    few = costs(client, house)
    for rank in range(1, 20):
        one_more(house, rank)
        for case in cases:
            twin(case, rank)
    many = costs(client, house)
    return [(name, few[name], many[name]) for name in few]
