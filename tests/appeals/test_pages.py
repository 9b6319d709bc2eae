"""The pages of the appeals: for whom, what they show, what they refuse, and a name that would be a script."""

from datetime import date

import pytest
from django.urls import reverse

from directorate.appeals.models import Appeal
from directorate.appeals.operations import record_ruling
from directorate.casework.models import Case
from directorate.jobs.models import Job
from tests.appeals.cases import HOSTILE, lodged, refused
from tests.factories import notified, open_video_case
from tests.people import paris

AT = paris(2026, 6, 1)


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to(AT, tick=False)


def address(name, case, *more):
    return reverse(f"directorate:{name}", args=[case.reference, *more])


def text(answer) -> str:
    return answer.content.decode()


def form(**changes):
    return {"kind": "contentious", "lodged_by": "SARL Le Zinc", "received_on": "2026-05-04", **changes}


def test_the_block_is_on_the_page_of_a_decided_case_only(client, house):
    client.force_login(house.agent)
    assert "Enregistrer un recours" not in text(client.get(address("case", open_video_case(house))))
    case = refused(house)
    assert "Enregistrer un recours" in text(client.get(address("case", case)))
    client.force_login(house.prefect)
    read = text(client.get(address("case", case)))
    assert "Aucun recours" in read
    assert "Enregistrer un recours" not in read


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"received_on": "2026-06-02"}, "dans l&#x27;avenir"),
        ({"received_on": "2026-01-02"}, "précède la décision"),
        ({"received_on": "hier"}, "date valide"),
        ({"kind": "appel"}, "choix valide"),
        ({"lodged_by": "   "}, "obligatoire"),
        ({"lodged_by": "x" * 161}, "160"),
        ({"defence_due_on": "2026-05-01"}, "suit la réception"),
    ],
)
def test_a_bad_input_is_refused_beside_its_field_and_nothing_is_recorded(client, house, changes, said):
    client.force_login(house.agent)
    answer = client.post(address("appeal-new", refused(house)), form(**changes))
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Appeal.objects.exists()


def test_a_second_click_records_nothing_more_and_says_so(client, house):
    client.force_login(house.agent)
    case = refused(house)
    assert client.post(address("appeal-new", case), form()).status_code == 302
    again = client.post(address("appeal-new", case), form())
    assert (again.status_code, Appeal.objects.count()) == (422, 1)
    assert "déjà enregistré" in text(again)


def test_pages_are_closed_to_those_who_do_not_see_the_case_and_to_those_who_only_read(client, house):
    case = refused(house)
    appeal = lodged(house, case, "contentious", date(2026, 5, 4))
    pages = [
        address("appeal-new", case), address("appeal", case, appeal.pk),
        address("appeal-act", case, appeal.pk, "jugement"),
    ]  # fmt: skip
    client.force_login(house.stranger)
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    assert client.post(address("appeal-pack", case, appeal.pk)).status_code == 404
    client.force_login(house.prefect)
    assert [client.get(page).status_code for page in pages] == [403, 200, 403]
    assert client.post(address("appeal-pack", case, appeal.pk)).status_code == 403
    client.logout()
    assert [client.get(page).status_code for page in pages] == [302, 302, 302]
    assert not Job.objects.filter(kind="appeals.pack").exists()


def test_an_appeal_is_found_under_its_own_case_only(client, house):
    case, other = refused(house), refused(house)
    appeal = lodged(house, case, "contentious", date(2026, 5, 4))
    client.force_login(house.agent)
    assert client.get(address("appeal", other, appeal.pk)).status_code == 404
    assert client.get(address("appeal-act", case, appeal.pk, "reponse")).status_code == 404
    assert client.get(address("appeal-act", case, appeal.pk, "autre")).status_code == 404
    assert client.get(address("appeal-pack", case, appeal.pk)).status_code == 405


def test_an_appeal_of_a_secret_case_is_listed_to_those_named_alone(client, house):
    case = refused(house)
    lodged(house, case, "contentious", date(2026, 5, 4))
    Case.objects.filter(pk=case.pk).update(sensitivity="secret")
    for who, seen in ((house.agent, True), (house.colleague, False), (house.head, True), (house.stranger, False)):
        client.force_login(who)
        assert (case.reference in text(client.get("/recours/"))) is seen


def test_the_filters_of_the_list_say_what_is_late_open_and_due(client, house):
    case, other = refused(house), refused(house)
    lodged(house, case, "contentious", date(2026, 5, 4))
    lodged(house, other, "informal", date(2026, 5, 18))
    client.force_login(house.agent)
    for query, found in (
        ("late=yes", other), ("late=no", case), ("kind=informal", other), (f"q={case.reference[-5:]}", case),
    ):  # fmt: skip
        references = [row.case.reference for row in client.get(f"/recours/?{query}").context["page"]]
        assert references == [found.reference]
    assert not client.get("/recours/?status=closed").context["page"].object_list
    assert not client.get("/recours/?due=past").context["page"].object_list


def test_a_script_in_a_name_shows_as_text_everywhere(client, house):
    case = refused(house)
    appeal = lodged(house, case, "contentious", date(2026, 5, 4), lodged_by=HOSTILE, court_reference="<b>26</b>")
    client.force_login(house.agent)
    for page in (
        address("case", case), address("appeal", case, appeal.pk), "/recours/", "/corbeille/?vue=moi", "/agenda/",
        address("appeal-act", case, appeal.pk, "jugement"),
    ):  # fmt: skip
        read = text(client.get(page))
        assert "&lt;script&gt;" in read
        assert HOSTILE not in read
        assert "<b>26</b>" not in read


def test_an_annulment_shows_on_the_case_on_its_decision_and_on_its_permit(client, house):
    case = notified(house)
    appeal = lodged(house, case, "contentious", date(2026, 5, 4))
    client.force_login(house.agent)
    assert "Recours contentieux en cours" in text(client.get(address("case", case)))
    record_ruling(appeal=appeal, outcome="annulled", ended_on=date(2026, 5, 29), ruling="", by=house.agent, at=AT)
    for page in (address("case", case), address("decision", case)):
        assert "Acte annulé par le juge" in text(client.get(page))
    assert "Décision annulée par le juge" in text(client.get(reverse("directorate:permit", args=[case.permit_id])))
    assert "Annulé par le juge" in text(client.get("/actes/"))


def test_the_inbox_shows_the_appeals_of_ones_cases_and_those_of_the_bureau(client, house):
    case = refused(house)
    lodged(house, case, "contentious", date(2026, 5, 4))
    client.force_login(house.colleague)
    assert "Recours en cours" not in text(client.get("/corbeille/?vue=moi"))
    assert "Recours en cours" in text(client.get("/corbeille/?vue=bureau"))
    client.force_login(house.agent)
    assert "Mémoire en défense" in text(client.get("/corbeille/?vue=moi"))


# --- two pages open at once -----------------------------------------------------------------------------------


def test_a_quicker_colleague_leaves_the_other_a_sentence_and_one_appeal(client, house):
    case = refused(house)
    for who in (house.agent, house.colleague):
        client.force_login(who)
        assert client.get(address("appeal-new", case)).status_code == 200
    client.force_login(house.agent)
    assert client.post(address("appeal-new", case), form()).status_code == 302
    client.force_login(house.colleague)
    answer = client.post(address("appeal-new", case), form(lodged_by="  sarl le  zinc "))
    assert (answer.status_code, Appeal.objects.count()) == (422, 1)
    assert "déjà enregistré" in text(answer)


def test_an_act_on_an_appeal_that_a_colleague_has_closed_is_refused_with_its_stage(client, house):
    case = refused(house)
    appeal = lodged(house, case, "contentious", date(2026, 5, 4))
    record_ruling(appeal=appeal, outcome="rejected", ended_on=date(2026, 5, 29), ruling="", by=house.agent, at=AT)
    client.force_login(house.colleague)
    for verb, data in (
        ("jugement", {"outcome": "annulled", "ended_on": "2026-05-29"}),
        ("audience", {"hearing_on": "2026-06-20"}),
        ("memoire", {"defended_on": "2026-05-20"}),
        ("desistement", {"ended_on": "2026-05-20"}),
    ):
        answer = client.post(address("appeal-act", case, appeal.pk, verb), data)
        assert answer.status_code == 422
        assert "Ce n&#x27;est plus possible : ce recours est « jugé »" in text(answer)
    appeal.refresh_from_db()
    assert (appeal.outcome, appeal.hearing_on, appeal.defended_on) == ("rejected", None, None)


def test_a_double_click_on_the_litigation_file_asks_for_one(client, house):
    case = refused(house)
    appeal = lodged(house, case, "contentious", date(2026, 5, 4))
    client.force_login(house.agent)
    for _ in range(2):
        assert client.post(address("appeal-pack", case, appeal.pk)).status_code == 302
    assert Job.objects.filter(kind="appeals.pack").count() == 1


def test_a_very_long_ruling_is_refused_beside_its_field_and_an_endless_word_does_not_break_the_page(client, house):
    case = refused(house)
    appeal = lodged(house, case, "contentious", date(2026, 5, 4), lodged_by="x" * 160)
    client.force_login(house.agent)
    data = {"outcome": "rejected", "ended_on": "2026-05-29", "ruling": "é" * 2001}
    answer = client.post(address("appeal-act", case, appeal.pk, "jugement"), data)
    assert answer.status_code == 422
    assert "2000" in text(answer)
    assert client.get(address("appeal", case, appeal.pk)).status_code == 200
