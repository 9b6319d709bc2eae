"""The allocation of jurors: its year, populations and groups, the order frozen with its table, letters, pages, draw."""

import io
import re
from datetime import date
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from directorate.casework.checks import findings_before_signature
from directorate.casework.errors import NotReady
from directorate.casework.models import Case
from directorate.casework.operations import open_case, publish_issue
from directorate.casework.registry import procedure
from directorate.documents.markup import plain_text
from directorate.parameters.models import Parameter
from directorate.registers.models import RegisterIssue
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed
from police_admin.juries import operations
from police_admin.juries.models import JuryAllocation, JuryCommune, JuryUnit
from police_admin.juries.queries import lines_of, proposals, reckon
from police_admin.procedures.juries.allocation import AllocationForm
from police_admin.procedures.juries.final_list import FinalListForm
from tests.factories import COMPANY, step
from tests.people import paris

pytestmark = pytest.mark.django_db
DECREE = "décret n° 2025-1400 du 30 décembre 2025"
YEAR = {"year": 2027, "population_basis": "municipale", "decree_reference": DECREE}
APRIL = paris(2026, 4, 14)


@pytest.fixture()
def village(house):
    """A commune of eighty people beside Vincennes: with 1,700 jurors for 141,080 people, under one juror."""
    return Commune.objects.create(
        insee="94056", name="Périgny", sort_name="perigny", arrondissement=house.creteil.arrondissement,
        public_territory="Grand Paris Sud Est Avenir", population=80, postal_codes=["94520"], latitude="48.850",
        longitude="2.440",
    )  # fmt: skip


def words(html: str) -> str:
    """As it is read, with ordinary spaces."""
    return " ".join(plain_text(html).replace("\u202f", " ").split())


def opened(house, **changes) -> JuryAllocation:
    return operations.open_allocation(**{**YEAR, **changes}, by=house.agent, at=APRIL)


def told(house, allocation, **populations):
    return operations.save_populations(
        allocation=allocation, populations={code[1:]: number for code, number in populations.items()}, by=house.agent,
        at=APRIL,
    )  # fmt: skip


def seats(allocation) -> dict[str, int | None]:
    return dict(allocation.units.values_list("code", "seats"))


def grouped(house, allocation):
    return operations.group(
        allocation=allocation, communes=["94056", "94080"], drawing_commune="94080", by=house.agent, at=APRIL
    )


def at_signature(house, allocation) -> Case:
    case = step(allocation.case, "declare_complete", house.agent, APRIL)
    case = step(case, "draft_decision", house.agent, APRIL, outcome="allocation")
    return step(case, "submit", house.agent, APRIL)


def published(house, allocation) -> Case:
    case = step(at_signature(house, allocation), "sign", house.prefect, paris(2026, 4, 15))
    issue = RegisterIssue.objects.get(published_on=None)
    publish_issue(issue=issue, published_on=date(2026, 4, 17), by=house.director, at=paris(2026, 4, 17))
    return Case.objects.get(pk=case.pk)


# --- the year -------------------------------------------------------------------------------------------------


def test_opening_a_year_takes_up_the_communes_and_shares_the_ministerial_number(house):
    allocation = opened(house)
    assert (allocation.population, allocation.total) == (141_000, 1700)
    # 92,000 × 1,700 ÷ 141,000 = 1,109 + 31,000/141,000: the juror left goes to the other remainder.
    assert seats(allocation) == {"94028": 1109, "94080": 591}
    assert {row.names_to_draw for row in allocation.units.all()} == {3327, 1773}


def test_a_year_is_opened_once_and_again_when_it_was_abandoned(house):
    first = opened(house)
    with pytest.raises(Conflict, match="déjà ouverte"):
        opened(house)
    with pytest.raises(IntegrityError), transaction.atomic():
        JuryAllocation.objects.create(
            case=Case.objects.create(
                **{
                    field.name: getattr(first.case, field.name)
                    for field in Case._meta.concrete_fields
                    if field.name not in ("id", "reference", "party")
                },
                reference="X",
                party=first.case.party,
            ),
            year=2027,
        )
    step(first.case, "close_no_further_action", house.head, APRIL, reason="Ouverte par erreur.")
    assert opened(house).year == 2027


def test_the_total_population_is_to_be_typed_and_its_absence_is_said(house):
    allocation = opened(house, population_basis="totale")
    assert seats(allocation) == {"94028": None, "94080": None}
    with pytest.raises(NotReady, match="Population manquante : Créteil, Vincennes"):
        step(allocation.case, "declare_complete", house.agent, APRIL)
    assert seats(told(house, allocation, c94028=93_000, c94080=50_000)) == {"94028": 1106, "94080": 594}


def test_a_case_opened_by_the_general_page_takes_up_its_communes(house):
    case = open_case(
        procedure_code=operations.PROCEDURE, party=COMPANY, answers=YEAR, received_on=APRIL.date(),
        channel="own_initiative", by=house.agent, at=APRIL,
    )  # fmt: skip
    assert step(case, "declare_complete", house.agent, APRIL).stage == "review"
    assert case.jury_allocation.total == 1700


def test_a_year_corrected_in_the_request_is_followed(house):
    allocation = opened(house)
    Case.objects.filter(pk=allocation.case_id).update(answers={**YEAR, "year": 2028})
    step(allocation.case, "declare_complete", house.agent, APRIL)
    allocation.refresh_from_db()
    assert allocation.year == 2028


def test_somebody_of_another_service_changes_nothing(house):
    allocation = opened(house)
    with pytest.raises(NotAllowed):
        operations.save_populations(allocation=allocation, populations={"94028": 1}, by=house.stranger, at=APRIL)


def test_the_dates_of_the_year_are_those_of_the_law(house):
    rows = {row.code: row.due_on for row in opened(house).case.deadlines.all()}
    assert (rows["order"], rows["rolls"]) == (date(2026, 4, 30), date(2026, 7, 14))


# --- populations and groups -----------------------------------------------------------------------------------


def test_a_line_under_one_juror_is_proposed_with_its_nearest_and_refuses_the_rest_until_grouped(house, village):
    allocation = opened(house)
    lines = lines_of(allocation)
    found = proposals(lines, reckon(allocation, lines, APRIL.date()))
    assert [(row.line.code, row.neighbour.code) for row in found] == [("94056", "94080")]
    with pytest.raises(NotReady, match="à regrouper avec une autre : Périgny"):
        step(allocation.case, "declare_complete", house.agent, APRIL)
    unit = grouped(house, allocation)
    assert (unit.name, unit.code, unit.population) == ("Périgny et Vincennes", "94056", 49_080)
    assert sum(seats(allocation).values()) == 1700
    assert step(allocation.case, "declare_complete", house.agent, APRIL).stage == "review"


def test_a_commune_is_in_one_group_only(house, village):
    allocation = opened(house)
    unit = grouped(house, allocation)
    with pytest.raises(DomainError, match="Périgny figure déjà dans le groupe « Périgny et Vincennes »"):
        operations.group(
            allocation=allocation, communes=["94028", "94056"], drawing_commune="94028", by=house.agent, at=APRIL
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        JuryCommune.objects.create(allocation=allocation, commune=village, unit=unit)


@pytest.mark.parametrize(
    ("communes", "drawing", "field"),
    [(["94056"], "94056", "communes"), (["94056", "94999"], "94056", "communes"),
     (["94056", "94080"], "94028", "drawing_commune")],
)  # fmt: skip
def test_a_group_that_means_nothing_is_refused_beside_its_field(house, village, communes, drawing, field):
    with pytest.raises(DomainError) as refusal:
        operations.group(allocation=opened(house), communes=communes, drawing_commune=drawing, by=house.agent, at=APRIL)
    assert refusal.value.field == field


def test_a_group_is_undone(house, village):
    allocation = opened(house)
    before = seats(allocation)
    operations.ungroup(unit=grouped(house, allocation), by=house.agent, at=APRIL)
    assert seats(allocation) == before
    with pytest.raises(Conflict, match="n'est plus un groupe"):
        operations.ungroup(unit=JuryUnit.objects.get(code="94028"), by=house.agent, at=APRIL)


def test_more_lines_than_jurors_are_to_be_grouped(house, village):
    Parameter.objects.filter(code__in=("jury.ministerial_number", "jury.minimum")).update(value=2)
    allocation = told(house, opened(house), c94028=900, c94080=1000, c94056=800)
    with pytest.raises(NotReady, match="moins de jurés"):
        step(allocation.case, "declare_complete", house.agent, APRIL)


@pytest.mark.parametrize("populations", [{"94028": 0}, {"94999": 3}])
def test_a_population_that_means_nothing_is_refused(house, populations):
    with pytest.raises(DomainError):
        operations.save_populations(allocation=opened(house), populations=populations, by=house.agent, at=APRIL)


# --- the order ------------------------------------------------------------------------------------------------


def test_the_order_bears_its_number_its_terms_and_its_table(house, village):
    allocation = opened(house)
    grouped(house, allocation)
    case = step(at_signature(house, allocation), "sign", house.prefect, paris(2026, 4, 15))
    order = words(case.letters.get(purpose="order").letter.html)
    for mention in (
        "fixé à 1 700",
        "un juré pour 1 300 habitants (108",
        DECREE,
        "Périgny et Vincennes",
        "plus fort reste",
        "Maire chargé du tirage",
        "3 fois",
        "23 ans",
        "260, 261, 261-1 et A36-12",
    ):
        assert mention in order
    table = words(case.letters.get(purpose="jury_table").letter.html)
    assert "141 080" in table and "1 700" in table
    # A regulatory act is notified to nobody.
    assert (case.stage, RegisterIssue.objects.get().entries.count()) == ("notified", 1)


def test_once_published_each_mayor_and_the_court_are_written_to(house, village):
    allocation = opened(house)
    grouped(house, allocation)
    case = published(house, allocation)
    assert (case.stage, case.published_on) == ("in_force", date(2026, 4, 17))
    letters = {row.letter.title.split(", ")[1].split(" - ")[0]: plain_text(row.letter.html)
               for row in case.letters.filter(purpose__in=("jury_mayor", "jury_court"))}  # fmt: skip
    assert set(letters) == {"Créteil", "Périgny", "Vincennes", "cour d'assises"}
    assert "les suppléants de la liste spéciale, au nombre de 600" in letters["Créteil"]
    assert "fait par le maire de Vincennes" in letters["Périgny"]
    assert "Je vous ai désigné" in letters["Vincennes"]
    assert "avant le 15 juillet 2026" in letters["Vincennes"] and "avant le 1er septembre 2026" in letters["Vincennes"]


def test_nothing_moves_once_the_order_is_drafted_nor_once_it_is_signed(house):
    allocation = opened(house)
    case = at_signature(house, allocation)
    with pytest.raises(Conflict, match="reprendre l'instruction"):
        told(house, allocation, c94028=1)
    step(case, "sign", house.prefect, paris(2026, 4, 15))
    with pytest.raises(Conflict, match="est signé.*arrêté modificatif"):
        told(house, allocation, c94028=1)


def test_a_value_of_the_law_changed_meanwhile_does_not_move_the_draft(house):
    allocation = opened(house)
    case = step(allocation.case, "declare_complete", house.agent, APRIL)
    case = step(case, "draft_decision", house.agent, APRIL, outcome="allocation")
    Parameter.objects.filter(code="jury.ministerial_number").update(value=1800)
    allocation.refresh_from_db()
    assert operations.recompute(allocation, APRIL.date()).terms.total == 1700
    step(case, "resume_review", house.agent, APRIL)
    allocation.refresh_from_db()
    assert (allocation.total, allocation.terms, allocation.frozen_at) == (1800, {}, None)


def test_a_table_that_is_no_longer_that_of_the_lines_is_not_signed(house):
    case = at_signature(house, opened(house))
    JuryUnit.objects.filter(code="94028").update(seats=1110)
    with pytest.raises(NotReady, match="n'est pas le nombre des jurés"):
        step(case, "sign", house.prefect, paris(2026, 4, 15))


def test_an_order_out_of_its_month_is_said_and_signed(house):
    case = at_signature(house, opened(house))
    said = [row.message for row in findings_before_signature(case, procedure(case.procedure_code), paris(2026, 5, 4))]
    assert any("pris en avril 2026" in message for message in said)
    case = step(case, "sign", house.prefect, paris(2026, 5, 4))
    assert case.decision.number


# --- pages ----------------------------------------------------------------------------------------------------


@pytest.fixture()
def page(client, house, village, time_machine):
    time_machine.move_to(APRIL, tick=False)
    client.force_login(house.agent)
    return client


def test_the_page_shows_the_arithmetic_of_each_line(page, house):
    opened(house)
    html = words(page.get("/jury-assises/2027/").content.decode())
    for shown in (
        "92 000 × 1 700 ÷ 141 080 = 1 108 + 83 360 ÷ 141 080", "0,9640", "Des lignes n'atteignent pas un juré",
        "141 080 ÷ 1 300, soit 108", "1 700, jusqu'à 2 210 000 habitants", "Parties entières : 1698 ; restent 2 jurés",
    ):  # fmt: skip
        assert shown in html


def test_the_year_is_opened_grouped_and_told_through_its_pages(page):
    answer = page.post("/jury-assises/ouvrir/", YEAR)
    assert answer["Location"] == "/jury-assises/2027/"
    assert page.post("/jury-assises/ouvrir/", YEAR).status_code == 422
    form = page.get("/jury-assises/2027/groupes/?communes=94056&communes=94080")
    assert form.content.decode().count("checked") == 2
    page.post("/jury-assises/2027/groupes/", {"communes": ["94056", "94080"], "drawing_commune": "94080"})
    unit = JuryUnit.objects.get(code="94056")
    assert page.post(f"/jury-assises/2027/groupes/{unit.pk}/defaire/").status_code == 302
    page.post(
        "/jury-assises/2027/populations/", {"population_94028": "", "population_94080": "5", "population_94056": 9}
    )
    assert "Population manquante : Créteil" in plain_text(page.get("/jury-assises/2027/").content.decode())


def test_the_table_per_commune_adds_up_and_a_group_bears_its_numbers_once(page, house):
    grouped(house, opened(house))
    csv = b"".join(page.get("/jury-assises/2027/tableau.csv").streaming_content).decode("utf-8-sig")
    rows = [line.split(";") for line in csv.splitlines()]
    assert rows[0] == ["Code INSEE", "Commune", "Population", "Commune ou groupe", "Quotient", "Jurés", "Noms à tirer",
                       "Maire chargé du tirage"]  # fmt: skip
    assert sum(int(row[5] or 0) for row in rows[1:]) == 1700
    assert [row[5] for row in rows if row[1] == "Périgny"] == [""]
    ods = b"".join(page.get("/jury-assises/2027/tableau.ods").streaming_content)
    assert "Périgny et Vincennes" in ZipFile(io.BytesIO(ods)).read("content.xml").decode()
    assert page.get("/jury-assises/2027/tableau.exe").status_code == 404
    assert page.get("/jury-assises/2031/").status_code == 404


def test_the_draw_is_open_to_everybody_and_says_how_to_do_it_again(client, db):
    address = reverse("police_admin:jury-draw")
    assert client.get(address).status_code == 200
    html = plain_text(client.get(address, {"seed": "Créteil 2027", "size": 1000, "wanted": 5}).content.decode())
    assert "45, 335, 814, 71, 260" in html and "SHA-256" in html
    assert re.search(r"[0-9a-f]{64}", html)
    for wrong in ({"seed": "", "size": 10, "wanted": 1}, {"seed": "x", "size": 3, "wanted": 4}):
        assert client.get(address, wrong).status_code == 422
    assert client.get(address, {"name": "x"}).status_code == 400
    assert "<script>" not in client.get(address, {"seed": "<script>", "size": 9, "wanted": 1}).content.decode()


def test_an_address_draws_ten_times_a_minute_signed_in_or_not(client, house):
    address, asked = reverse("police_admin:jury-draw"), {"seed": "x", "size": 9, "wanted": 1}
    assert [client.get(address, asked).status_code for _ in range(10)] == [200] * 10
    client.force_login(house.agent)
    assert client.get(address, asked).status_code == 429
    assert client.get(address).status_code == 200


# --- the final lists ------------------------------------------------------------------------------------------

LISTS = {"year": 2027, "list_kind": "annual", "names_count": 1700, "drawn_on": "2026-09-15", "forwarded_to": [],
         "receipts": []}  # fmt: skip


def test_the_final_list_is_received_forwarded_and_kept_for_a_time(house):
    at = paris(2026, 10, 5)
    case = open_case(
        procedure_code="jury_final_list_transmission", party={**COMPANY, "kind": "state"}, answers=LISTS,
        received_on=at.date(), channel="other_admin", by=house.agent, at=at,
    )  # fmt: skip
    assert case.deadlines.get(code="kept_until").due_on == date(2028, 12, 31)
    case = step(case, "register_act", house.agent, at)
    assert "Mesdames et Messieurs les maires" in plain_text(case.letters.get(purpose="jury_lists").letter.html)
    assert (case.sensitivity, step(case, "close_registered", house.agent, at).stage) == ("restricted", "closed")


@pytest.mark.parametrize(
    ("form", "given", "field"),
    [
        (AllocationForm, {**YEAR, "year": 1999}, "year"),
        (AllocationForm, {**YEAR, "decree_reference": ""}, "decree_reference"),
        (AllocationForm, {**YEAR, "population_basis": "autre"}, "population_basis"),
        (FinalListForm, {**LISTS, "names_count": 0}, "names_count"),
        (FinalListForm, {**LISTS, "drawn_on": "2024-09-15"}, "drawn_on"),
    ],
)
def test_what_is_typed_is_refused_beside_its_field(form, given, field):
    assert list(form(given).errors) == [field]
