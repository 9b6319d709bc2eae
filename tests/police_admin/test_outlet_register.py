"""The register of outlets: fed by declarations and transfers; what lapses, what the quota allows, who reads it."""

from datetime import date
from functools import partial
from types import SimpleNamespace

import pytest
from django.urls import reverse

from directorate.casework import registry
from directorate.casework.checks import findings_before_signature
from directorate.casework.models import Case
from directorate.casework.operations import open_case
from directorate.documents.markup import plain_text
from directorate.journal.models import JournalEntry
from directorate.manifests import Question, all_of
from directorate.parameters.operations import load_initial
from directorate.web.errors import Conflict, DomainError
from police_admin.outlets import sources
from police_admin.outlets.licences import lapsed_on
from police_admin.outlets.models import Licence, LicenceEvent, Outlet
from police_admin.outlets.operations import (
    LicenceHasLapsed,
    note_exploitation,
    outlet_of,
    record_declaration,
    replace_zones,
)
from police_admin.outlets.queries import in_state, licences_iv_of, matching, quota_of, zones_on
from police_admin.procedures.outlets import declaration
from police_admin.procedures.outlets.declaration import DeclarationForm
from tests.concurrency import at_once
from tests.factories import PERSON, drafted, needed_pieces, open_closure, step
from tests.people import paris, small_prefecture

DECLARATION, TRANSFER = "drink_outlet_declaration_copy", "licence_transfer"
OPERATOR = {
    "kind": "company", "last_name": "SARL Le Zinc", "representative": "Mme Lise Carrel, gérante",
    "email": "zinc@exemple.invalid", "address": "5 quai du Port\n94000 Créteil",
}  # fmt: skip
ZINC = {"name": "Le Zinc", "address": "5 quai du Port"}
PHARE = {"name": "Le Phare", "address": "2 rue de la Plage", "latitude": "48.79", "longitude": "2.45"}
ANSWERS = {
    "declaration_kind": "mutation", "licence_type": "IV", "licence_number": "94-IV-7", "owner": "Mme Odile Blanc",
    "previous_operator": "SARL Les Anciens", "declared_on": "2026-04-01", "opens_on": "2026-04-20",
    "operating_permit_number": "PE-1", "operating_permit_until": "2030-01-01", "last_exploitation_on": None,
    "distance_protected_m": 300, "capacity_checked": True,
}  # fmt: skip
MOVED = {
    "licence_type": "IV", "licence_number": "94-IV-7", "from_department": "94", "from_commune": "Vincennes",
    "last_licence_iv_of_commune": False, "last_exploitation_on": "2025-11-30", "last_department_transfer_on": None,
    "transfer_history": [], "distance_protected_m": 240, "tourist_exemption": False,
}  # fmt: skip


def declared(house, *, place=None, received_on=date(2026, 4, 3), commune=None, party=None, **answers) -> Case:
    case = open_case(
        procedure_code=DECLARATION, party=party or OPERATOR, answers={**ANSWERS, **answers}, received_on=received_on,
        channel="other_admin", commune=commune or house.creteil, place=place or ZINC, caseworker=house.agent,
        by=house.agent, at=paris(received_on.year, received_on.month, received_on.day),
    )  # fmt: skip
    return step(case, "register_act", house.agent, paris(received_on.year, received_on.month, received_on.day, 11))


def asked(house, *, place=None, **answers) -> Case:
    """A transfer to Créteil, ready to be granted on 15 March 2026."""
    answers = {**MOVED, **answers}
    case = open_case(
        procedure_code=TRANSFER, party=OPERATOR, answers=answers, received_on=date(2026, 3, 2), channel="post",
        commune=house.creteil, place=place or PHARE, caseworker=house.agent,
        received_pieces=needed_pieces(TRANSFER, answers), by=house.agent, at=paris(2026, 3, 2),
    )  # fmt: skip
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    for code in ("town_hall_from", "town_hall_to"):
        case = step(case, "request_opinion", house.agent, paris(2026, 3, 9), opinion=code, email="m@ailleurs.invalid")
        waiting = case.consultations.get(code=code)
        case = step(
            case, "record_opinion", house.agent, paris(2026, 3, 10), consultation=waiting, opinion="favourable",
            answered_by="Le maire",
        )  # fmt: skip
    return drafted(house, case, "grant", paris(2026, 3, 12))


def transferred(house, **more) -> Case:
    """Signed on 16 March 2026, notified on the 20th."""
    case = step(asked(house, **more), "submit", house.agent, paris(2026, 3, 13))
    case = step(case, "sign", house.prefect, paris(2026, 3, 16))
    return step(
        case, "notify", house.agent, paris(2026, 3, 20), notified_at=paris(2026, 3, 20), mode="by_hand", reference="R 1"
    )


def licence_at(house, state="used", worked_on=None, category="IV", number="94-IV-7", place=None, commune=None):
    place = place or ZINC
    outlet, _ = Outlet.objects.get_or_create(
        commune=commune or house.vincennes, name=place["name"], address=place["address"]
    )
    return Licence.objects.create(
        category=category, number=number, outlet=outlet, state=state, last_exploitation_on=worked_on
    )


def said(case, at, *, blocking) -> str:
    found = findings_before_signature(case, registry.procedure(case.procedure_code), at)
    return " ".join(row.message for row in found if row.blocking is blocking)


# --- the declaration ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("opens_on", "state"), [("2026-04-16", "met"), ("2026-04-15", "passed")])
def test_a_declaration_comes_fifteen_days_before(house, opens_on, state):
    filing = declared(house, opens_on=opens_on).deadlines.get(code="filing")
    assert filing.state == state
    assert filing.computation["late"] is (state == "passed")


@pytest.mark.parametrize(("received_on", "state"), [(date(2026, 4, 4), "met"), (date(2026, 4, 5), "passed")])
def test_the_mairie_sends_its_copy_within_three_days(house, received_on, state):
    copy = declared(house, received_on=received_on).deadlines.get(code="copy")
    assert (copy.due_on, copy.state) == (date(2026, 4, 4), state)


def test_the_mairie_is_told_that_a_declaration_is_late(house):
    case = step(declared(house, opens_on="2026-04-10"), "acknowledge", house.agent, paris(2026, 4, 3, 15))
    text = plain_text(case.letters.get(purpose="acknowledgement").letter.html)
    assert "15 jours au moins" in text and "26 mars 2026" in text


def observed(**answers) -> list[str]:
    case = SimpleNamespace(answers={**ANSWERS, **answers}, commune=None)
    return declaration.remarks(case, paris(2026, 4, 3))


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"operating_permit_number": ""}, "Aucun permis d'exploitation"),
        ({"operating_permit_until": "2026-04-19"}, "aura expiré"),
        ({"last_exploitation_on": "2021-03-31"}, "périmée"),
        ({"capacity_checked": False}, "capacité"),
    ],
)
def test_what_a_declaration_lacks_is_said(db, answers, words):
    load_initial(at=paris(2026, 1, 2))
    assert observed() == []
    assert words in observed(**answers)[0]


def test_a_takeaway_needs_no_operating_permit(db):
    load_initial(at=paris(2026, 1, 2))
    assert observed(licence_type="a_emporter", operating_permit_number="", operating_permit_until=None) == []


def test_five_years_without_exploitation_and_not_one_day_less(db):
    load_initial(at=paris(2026, 1, 2))
    assert lapsed_on(date(2021, 4, 1), date(2026, 4, 1)) is None
    assert lapsed_on(date(2021, 4, 1), date(2026, 4, 2)) == date(2026, 4, 1)
    assert lapsed_on(None, date(2026, 4, 2)) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"previous_operator": ""}, "previous_operator"),
        ({"declaration_kind": "opening"}, "previous_operator"),
        ({"last_exploitation_on": "2026-04-02"}, "last_exploitation_on"),
        ({"operating_permit_number": ""}, "operating_permit_number"),
        ({"licence_type": "II"}, "licence_type"),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(changes, field):
    assert DeclarationForm(ANSWERS).is_valid()
    assert list(DeclarationForm({**ANSWERS, **changes}).errors) == [field]


# --- the register follows -----------------------------------------------------------------------------------


def test_a_declaration_writes_the_outlet_its_people_and_its_licence(house):
    case = declared(house)
    licence = Licence.objects.get()
    assert (licence.state, licence.holder, str(licence.outlet)) == (
        "used",
        "Mme Odile Blanc",
        "Le Zinc, 5 quai du Port",
    )
    assert (licence.outlet.operator, licence.outlet.owner) == ("SARL Le Zinc", "Mme Odile Blanc")
    event = licence.events.get()
    assert (event.kind, event.happened_on, event.case) == ("mutation", date(2026, 4, 20), case)
    assert JournalEntry.objects.filter(action="licence.declared").exists()


def test_the_next_operator_takes_the_place_of_the_former(house):
    declared(house)
    other = {**OPERATOR, "last_name": "SARL La Relève"}
    declared(house, party=other, place={"name": "LE ZINC", "address": "5  Quai du Port"}, received_on=date(2026, 5, 4))
    licence = Licence.objects.get()
    assert Outlet.objects.get().operator == "SARL La Relève"
    assert licence.events.count() == 2


def test_a_translation_moves_the_licence_and_says_where_it_came_from(house):
    declared(house)
    declared(house, place=PHARE, declaration_kind="translation", received_on=date(2026, 5, 4))
    licence = Licence.objects.get()
    assert licence.outlet.name == "Le Phare"
    assert licence.events.first().came_from == "Le Zinc, 5 quai du Port"


def test_names_longer_than_their_columns_are_cut(house):
    wide = {"name": "Œ" * 160, "address": "æ" * 250}
    long = {**PERSON, "first_name": "Lise", "last_name": "S" * 160}
    declared(house, place=wide, party=long, owner="")
    declared(house, place=wide, party=long, owner="")
    outlet = Outlet.objects.get()
    assert (outlet.name, outlet.owner, outlet.name_key) == (wide["name"], f"Lise {'S' * 155}", "oe" * 80)
    declared(house, place=PHARE, declaration_kind="translation", received_on=date(2026, 5, 4))
    assert Licence.objects.get().events.first().came_from == str(outlet)[:250]


@pytest.mark.django_db(transaction=True)
def test_two_first_declarations_at_once_make_one_licence():
    house = small_prefecture()
    cases = [declared(house, licence_number="") for _ in range(2)]
    for model in (LicenceEvent, Licence, Outlet):
        model.objects.all().delete()
    outcomes = at_once(
        *(partial(record_declaration, case=case, by=house.agent, at=paris(2026, 4, 3, 12)) for case in cases)
    )
    assert outcomes == [Licence.objects.get()] * 2
    assert outcomes[0].events.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_orders_at_once_leave_one_radius_for_a_commune():
    house = small_prefecture()
    case = open_closure(house)

    def ordered(radius):
        return replace_zones(
            case=case, categories=["youth"], bands=[(None, radius)], valid_from=date(2026, 6, 2), by=house.agent,
            at=paris(2026, 6, 1),
        )  # fmt: skip

    assert [len(rows) for rows in at_once(lambda: ordered(50), lambda: ordered(75))] == [1, 1]
    assert len(zones_on(date(2026, 6, 2))) == 1


def test_an_order_registered_late_lasts_until_the_one_that_follows_it(house):
    case = open_closure(house)
    for month, radius, categories in ((1, 100, ["youth"]), (6, 50, ["youth"]), (3, 75, ["youth", "health"])):
        replace_zones(
            case=case, categories=categories, bands=[(None, radius)], valid_from=date(2026, month, 1), by=house.agent,
            at=paris(2026, 6, 2),
        )  # fmt: skip
    for day, radii in ((date(2026, 2, 1), [100]), (date(2026, 4, 1), [75, 75]), (date(2026, 7, 1), [75, 50])):
        assert [zone.radius_m for zone in zones_on(day)] == radii, day


def test_a_declaration_does_not_bring_a_lapsed_licence_back(house):
    licence_at(house, state="unused", worked_on=date(2020, 1, 6), commune=house.creteil)
    declared(house)
    licence = Licence.objects.get()
    assert (licence.state, licence.last_exploitation_on) == ("unused", date(2020, 1, 6))
    assert "périmée depuis le 6 janvier 2025" in licence.events.get().note


def test_an_authorised_transfer_attaches_the_licence_where_it_arrives(house):
    licence_at(house)
    case = transferred(house)
    licence = Licence.objects.get()
    assert (licence.outlet.name, licence.state) == ("Le Phare", "unused")
    assert (licence.last_exploitation_on, licence.came_on) == (date(2025, 11, 30), None)
    event = licence.events.get()
    assert (event.kind, event.came_from, event.case) == ("transfer", "Vincennes (94)", case)
    declared(house, place=PHARE, declaration_kind="translation")
    licence.refresh_from_db()
    assert (licence.state, licence.last_exploitation_on) == ("used", None)


def test_a_refused_transfer_moves_nothing(house):
    licence = licence_at(house)
    case = step(asked(house), "resume_review", house.agent, paris(2026, 3, 12))
    case = drafted(house, case, "refusal", paris(2026, 3, 12))
    case = step(case, "submit", house.agent, paris(2026, 3, 13))
    case = step(case, "sign", house.prefect, paris(2026, 3, 16))
    step(case, "notify", house.agent, paris(2026, 3, 20), notified_at=paris(2026, 3, 20), mode="by_hand", reference="R")
    licence.refresh_from_db()
    assert licence.outlet.name == "Le Zinc"


# --- E15: what the register knows against what is typed -----------------------------------------------------


def test_the_last_licence_iv_of_a_commune_is_known(house):
    """E15, iii: the favourable opinion of the mayor of departure is then required."""
    licence_at(house)
    assert licences_iv_of("VINCENNES", date(2026, 3, 12)) == 1
    assert "la dernière licence IV de Vincennes" in said(asked(house), paris(2026, 3, 12), blocking=False)


def test_one_of_two_licences_iv_may_leave(house):
    licence_at(house)
    licence_at(house, number="94-IV-8", place=PHARE)
    assert "dernière licence IV" not in said(asked(house), paris(2026, 3, 12), blocking=False)


def test_a_licence_that_came_three_years_ago_stays(house):
    """E15, iv: eight years in the department before it moves to another one."""
    licence = licence_at(house, commune=house.creteil)
    Licence.objects.filter(pk=licence.pk).update(came_on=date(2023, 3, 1))
    case = asked(house, from_department="93", from_commune="Montreuil")
    assert "venue d'un autre département le 1er mars 2023" in said(case, paris(2026, 3, 12), blocking=True)
    told = asked(house, from_department="93", from_commune="Montreuil", last_department_transfer_on="2023-03-01")
    assert "ne peut le quitter avant le 1er mars 2031" in said(told, paris(2026, 3, 12), blocking=True)


# --- quota --------------------------------------------------------------------------------------------------


def test_the_quota_is_one_outlet_for_so_many_inhabitants_or_part_of_them(house):
    house.vincennes.population = 901
    licence_at(house)
    licence_at(house, category="III", number="1")
    licence_at(house, category="restaurant", number="2")
    licence_at(house, category="III", number="3", state="unused", worked_on=date(2020, 1, 6))
    quota = quota_of(house.vincennes, date(2026, 4, 1))
    assert (quota.known, quota.allowed, quota.is_reached) == (2, 3, False)
    house.vincennes.population = 900
    assert quota_of(house.vincennes, date(2026, 4, 1)).is_reached


def test_a_new_licence_is_told_of_the_quota_and_a_new_iv_of_its_ban(house):
    house.creteil.population = 450
    house.creteil.save()
    licence_at(house, commune=house.creteil, number="94-IV-1")
    new = {"declaration_kind": "opening", "previous_operator": "", "licence_number": "new"}
    case = SimpleNamespace(answers={**ANSWERS, **new, "licence_type": "III"}, commune=house.creteil)
    assert "aucune licence III nouvelle" in declaration.quota_remark(case.answers, case)
    case.answers |= {"licence_type": "IV"}
    assert "Aucune licence IV nouvelle" in declaration.quota_remark(case.answers, case)
    case.answers |= {"licence_number": "94-IV-1"}
    assert declaration.quota_remark(case.answers, case) == ""


# --- what the bureau notices --------------------------------------------------------------------------------


def noticed(house, licence, kind, day):
    return note_exploitation(
        licence=licence, kind=kind, happened_on=day, note="Visite", by=house.agent, at=paris(2026, 6, 1)
    )


def test_exploitation_stops_then_starts_again(house):
    licence = noticed(house, licence_at(house), "stopped", date(2026, 5, 4))
    assert (licence.state, licence.last_exploitation_on) == ("unused", date(2026, 5, 4))
    licence = noticed(house, licence, "resumed", date(2026, 5, 20))
    assert (licence.state, licence.last_exploitation_on) == ("used", None)
    assert [row.kind for row in licence.events.all()] == ["resumed", "stopped"]


def test_what_cannot_be_noticed_is_refused(house):
    licence = licence_at(house)
    with pytest.raises(DomainError, match="avenir"):
        noticed(house, licence, "stopped", date(2026, 6, 2))
    with pytest.raises(DomainError, match="déjà dans cet état"):
        noticed(house, licence, "resumed", date(2026, 5, 4))
    noticed(house, licence, "stopped", date(2026, 5, 4))
    with pytest.raises(DomainError, match="dernier événement"):
        noticed(house, licence, "resumed", date(2026, 5, 3))
    noticed(house, licence, "ended", date(2026, 5, 5))
    with pytest.raises(Conflict, match="supprimée"):
        noticed(house, licence, "resumed", date(2026, 5, 6))


def test_a_lapsed_licence_is_not_exploited_again(house):
    licence = licence_at(house, state="unused", worked_on=date(2021, 5, 3))
    with pytest.raises(LicenceHasLapsed, match="3 mai 2026"):
        noticed(house, licence, "resumed", date(2026, 5, 4))
    assert noticed(house, licence, "resumed", date(2026, 5, 3)).state == "used"


@pytest.mark.parametrize(("state", "number"), [("used", "a"), ("unused", "b"), ("lapsed", "c"), ("ended", "d")])
def test_each_state_of_the_day_has_its_licences(house, state, number):
    licence_at(house, number="a")
    licence_at(house, number="b", state="unused", worked_on=date(2021, 6, 1))
    licence_at(house, number="c", state="unused", worked_on=date(2021, 5, 31))
    licence_at(house, number="d", state="ended")
    rows = in_state(Licence.objects.all(), state, date(2026, 6, 1))
    assert [row.number for row in rows] == [number]


# --- pages --------------------------------------------------------------------------------------------------


@pytest.fixture()
def today(time_machine):
    time_machine.move_to(paris(2026, 6, 1), tick=False)


def test_the_page_of_an_outlet_shows_its_licences_and_what_one_may_see(client, house, today):
    case = declared(house, place={"name": "Bar du Pont", "address": "8 rue du Pont"})
    measure = open_closure(house)
    client.force_login(house.agent)
    page = client.get(reverse("police_admin:outlet", args=[Outlet.objects.get().pk])).content.decode()
    for words in ("94-IV-7", "SARL Le Zinc", case.reference, measure.reference, "mutation"):
        assert words in page
    Case.objects.filter(pk=measure.pk).update(sensitivity="secret", caseworker=house.colleague)
    page = client.get(reverse("police_admin:outlet", args=[Outlet.objects.get().pk])).content.decode()
    assert measure.reference not in page
    Case.objects.filter(pk=case.pk).update(sensitivity="secret", caseworker=house.colleague)
    page = client.get(reverse("police_admin:outlet", args=[Outlet.objects.get().pk])).content.decode()
    assert "mutation" in page and case.reference not in page


def test_the_register_is_read_by_the_bureau_and_written_by_its_agents(client, house, today):
    licence = licence_at(house)
    pages = [reverse("police_admin:licences"), reverse("police_admin:outlet", args=[licence.outlet_id])]
    notice = reverse("police_admin:licence-exploitation", args=[licence.pk])
    for who, reads, writes in (("agent", 200, 200), ("chief_of_staff", 200, 403), ("stranger", 403, 403)):
        client.force_login(getattr(house, who))
        assert [client.get(page).status_code for page in pages] == [reads, reads], who
        assert client.get(notice).status_code == writes, who


def test_a_notice_is_recorded_from_its_page(client, house, today):
    licence = licence_at(house)
    client.force_login(house.agent)
    address = reverse("police_admin:licence-exploitation", args=[licence.pk])
    refused = client.post(address, {"kind": "stopped", "happened_on": "2026-07-01"})
    assert refused.status_code == 422 and "avenir" in refused.content.decode()
    done = client.post(address, {"kind": "stopped", "happened_on": "2026-05-04", "note": "<b>vide</b>"}, follow=True)
    assert "&lt;b&gt;vide&lt;/b&gt;" in done.content.decode()
    assert Licence.objects.get().state == "unused"
    assert client.get(reverse("police_admin:outlet", args=[999_999])).status_code == 404


# --- search, map, agenda, API -------------------------------------------------------------------------------


def question(staff, text):
    return Question(staff=staff, text=text, at=paris(2026, 6, 1), limit=5)


def test_an_outlet_is_found_by_its_sign_its_street_or_its_number(house):
    licence_at(house)
    for text in ("zinc", "quai du port", "94-IV-7"):
        assert [hit.label for hit in sources.find_licences(question(house.agent, text)).hits] == ["Le Zinc"], text
    assert sources.find_licences(question(house.agent, "94-iv-7")).hits[0].exact
    assert len(matching("zinc " * 500).children) == 8
    assert not sources.find_licences(question(house.stranger, "zinc")).hits
    assert {"licences"} <= {row.code for row in all_of("search")}


def test_outlets_stand_on_the_map_and_lapses_in_the_agenda(house):
    licence = licence_at(house, state="unused", worked_on=date(2021, 6, 15), place=PHARE)
    Outlet.objects.update(latitude="48.79", longitude="2.45")
    assert [point.label for point in sources.outlets_on_the_map(house.agent, paris(2026, 6, 1))] == [
        str(licence.outlet)
    ]
    assert list(sources.outlets_on_the_map(house.stranger, paris(2026, 6, 1))) == []
    events = list(sources.lapses(house.agent, date(2026, 6, 1), date(2026, 6, 30)))
    assert [(row.day, "Le Phare" in row.label) for row in events] == [(date(2026, 6, 15), True)]
    assert not list(sources.lapses(house.agent, date(2026, 7, 1), date(2026, 7, 30)))
    assert not list(sources.lapses(house.stranger, date(2026, 6, 1), date(2026, 6, 30)))


def test_the_register_is_read_through_the_api(client, house, today):
    licence = licence_at(house, state="unused", worked_on=date(2021, 5, 3))
    client.force_login(house.agent)
    row = client.get("/api/v1/licences/?state=lapsed").json()["results"][0]
    assert (row["number"], row["state"]["code"], row["lapses_on"]) == ("94-IV-7", "lapsed", "2026-05-03")
    assert client.get(f"/api/v1/licences/{licence.pk}/").json()["outlet"]["name"] == "Le Zinc"
    client.force_login(house.stranger)
    assert client.get("/api/v1/licences/").status_code == 403
    assert client.get(f"/api/v1/licences/{licence.pk}/").status_code == 403


def test_a_case_knows_its_outlet(house):
    case = declared(house)
    assert outlet_of(case) == Outlet.objects.get()
    assert LicenceEvent.objects.get().case_id == case.pk
