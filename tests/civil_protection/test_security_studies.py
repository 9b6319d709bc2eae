"""A study of public security from the project to the reception: states, silence, recommendations, pages, reports."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from civil_protection.security_studies import operations
from civil_protection.security_studies.models import SecurityStudy
from civil_protection.security_studies.queries import by_stage, delays, permits_without_study
from directorate.journal.models import JournalEntry
from directorate.parameters.models import Parameter
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.civil_protection.safety_rows import a_file, a_study
from tests.people import paris
from tests.scans.papers import as_pdf

AT = paris(2025, 3, 6)
State = SecurityStudy.State
PDF = as_pdf([Image.new("1", (80, 80), 1)])


@pytest.fixture()
def study(desk):
    return a_study(by=desk.agent, commune=desk.house.creteil, at=AT, permit_number="PC 094028 25 W0007")


@pytest.fixture()
def seised(study, desk):
    row = operations.deposit(study=study, filed_on=date(2025, 2, 3), by=desk.agent, at=AT)
    return operations.seise(study=row, seised_on=date(2025, 3, 6), by=desk.agent, at=AT)


def test_a_project_is_judged_as_soon_as_it_is_known(desk, study):
    assert (study.state, study.required) == (State.EXPECTED, True)
    assert study.trace[0]["article"] == "Code de l'urbanisme, art. R114-1"
    shop = a_study(by=desk.agent, commune=desk.house.creteil, at=AT, project="Supérette", category=3)
    assert (shop.state, shop.required) == (State.NOT_REQUIRED, False)
    shop = operations.change_project(
        study=shop, project="Grand magasin", commune=desk.house.creteil, owner="Société", nature="new_establishment",
        category=1, by=desk.agent, at=AT,
    )  # fmt: skip
    assert shop.state == State.EXPECTED


def test_a_later_value_does_not_judge_again_what_was_known_before(desk):
    row = a_study(by=desk.agent, commune=desk.house.creteil, at=AT, nature="construction", category=None,
                  floor_area=60_000)  # fmt: skip
    assert row.state == State.NOT_REQUIRED
    Parameter.objects.filter(code="civil.study_construction_area").update(valid_to=date(2025, 2, 1))
    Parameter.objects.create(code="civil.study_construction_area", label="Seuil", value=50_000, unit="m²",
                             valid_from=date(2025, 2, 1), source="Essai", confidence="high")  # fmt: skip
    same = operations.change_project(
        study=row, project=row.project, commune=row.commune, owner=row.owner, nature="construction", floor_area=60_000,
        by=desk.agent, at=AT,
    )  # fmt: skip
    assert same.state == State.NOT_REQUIRED
    newer = a_study(by=desk.agent, commune=desk.house.creteil, at=AT, nature="construction", category=None,
                    floor_area=60_000, identified_on=date(2025, 2, 1))  # fmt: skip
    assert newer.state == State.EXPECTED


def test_silence_is_noticed_by_itself_the_day_after_the_last_day(seised):
    """Seised 06/03/2025: favourable if nothing by 06/05/2025."""
    assert seised.opinion_due_on == date(2025, 5, 6)
    assert operations.note_tacit_opinions(at=paris(2025, 5, 6, 23, 59)) == 0
    assert operations.note_tacit_opinions(at=paris(2025, 5, 7, 2, 15)) == 1
    assert operations.note_tacit_opinions(at=paris(2025, 5, 7, 2, 16)) == 0
    seised.refresh_from_db()
    assert (seised.state, seised.opinion, seised.opinion_on) == (State.TACIT, "tacit", date(2025, 5, 6))
    assert JournalEntry.objects.filter(action="security_study.moved", subject_label=str(seised)).exists()


def test_an_opinion_after_the_silence_does_not_replace_it(seised, desk):
    at = paris(2025, 5, 7)
    with pytest.raises(DomainError, match="réputé favorable"):
        operations.give_opinion(study=seised, opinion="unfavourable", opinion_on=date(2025, 5, 7), reasons="Accès.",
                                by=desk.agent, at=at)  # fmt: skip
    # Said in time and recorded afterwards, it is the opinion.
    row = operations.give_opinion(study=seised, opinion="favourable", opinion_on=date(2025, 5, 6), by=desk.agent,
                                  at=at)  # fmt: skip
    assert row.state == State.OPINION
    with pytest.raises(Conflict):
        operations.give_opinion(study=row, opinion="favourable", opinion_on=date(2025, 5, 6), by=desk.agent, at=at)


def test_recommendations_are_followed_until_the_reception(seised, desk):
    at = paris(2025, 4, 10)
    give = {"study": seised, "opinion_on": date(2025, 4, 3), "by": desk.agent, "at": at}
    with pytest.raises(DomainError, match="une par ligne"):
        operations.give_opinion(**give, opinion="recommended")
    with pytest.raises(DomainError, match="se motive"):
        operations.give_opinion(**give, opinion="unfavourable")
    row = operations.give_opinion(**give, opinion="recommended", recommendations=["Éclairer le parvis.", "Poser."])
    assert row.paper is not None
    row = operations.follow_works(study=row, by=desk.agent, at=at)
    first, second = row.recommendations.all()
    check = {"study": row, "checked_on": date(2025, 4, 9), "by": desk.agent, "at": at}
    operations.check_recommendation(**check, recommendation=first, state="done")
    row = operations.receive_works(study=row, received_on=date(2025, 4, 9), by=desk.agent, at=at)
    with pytest.raises(DomainError, match="1 recommandation à suivre encore"):
        operations.close(study=row, closed_on=date(2025, 4, 10), by=desk.agent, at=at)
    operations.check_recommendation(**check, recommendation=second, state="dropped", note="Sans objet.")
    assert operations.close(study=row, closed_on=date(2025, 4, 10), by=desk.agent, at=at).state == State.CLOSED


def test_no_works_follow_an_unfavourable_opinion(seised, desk):
    row = operations.give_opinion(study=seised, opinion="unfavourable", opinion_on=date(2025, 3, 20),
                                  reasons="L'accès des secours n'est pas traité.", by=desk.agent, at=paris(2025, 4, 1)
                                  )  # fmt: skip
    with pytest.raises(Conflict, match="défavorable"):
        operations.follow_works(study=row, by=desk.agent, at=paris(2025, 4, 1))
    with pytest.raises(DomainError, match="pourquoi"):
        operations.close(study=row, closed_on=date(2025, 4, 1), by=desk.agent, at=paris(2025, 4, 1))


def test_a_study_is_never_public_and_restricted_only_where_the_hosting_allows(study, desk):
    for level in ("public", "restricted"):
        with pytest.raises(DomainError):
            operations.deposit(study=study, filed_on=date(2025, 2, 3), level=level, by=desk.agent, at=AT)
    row = operations.deposit(study=study, filed_on=date(2025, 2, 3), by=desk.agent, at=AT,
                             document=SimpleUploadedFile("etude.pdf", PDF, "application/pdf"))  # fmt: skip
    assert row.document.level == "internal"


def test_a_stale_page_and_a_stranger_are_refused(study, seised, desk):
    with pytest.raises(Conflict, match="déposée"):
        operations.deposit(study=study, filed_on=date(2025, 2, 3), by=desk.agent, at=AT)
    with pytest.raises(NotAllowed):
        operations.follow_works(study=seised, by=desk.house.agent, at=AT)
    with pytest.raises(Conflict, match="déjà suivi"):
        a_study(by=desk.agent, commune=desk.house.creteil, at=AT, permit_number="pc 094028 25 w0007")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"nature": "construction", "category": None}, "floor_area"),
        ({"category": None}, "category"),
        ({"nature": "works", "is_new": False, "footprint_after": 9}, "footprint_before"),
        ({"identified_on": date(2025, 3, 7)}, "identified_on"),
    ],
)
def test_a_project_says_what_the_rules_compare(desk, facts, field):
    with pytest.raises(DomainError) as refusal:
        a_study(by=desk.agent, commune=desk.house.creteil, at=AT, **facts)
    assert refusal.value.field == field


def test_a_perimeter_judges_the_projects_known_after_its_order(desk):
    with pytest.raises(DomainError):
        operations.record_perimeter(name="Quais", number="2025/00012", ordered_on=date(2025, 2, 1),
                                    communes=[desk.house.creteil], by=desk.agent, at=AT)  # fmt: skip
    operations.record_perimeter(name="Quais", number="2025/00012", ordered_on=date(2025, 2, 1), construction_area=5_000,
                                communes=[desk.house.creteil], by=desk.agent, at=AT)  # fmt: skip
    facts = {"nature": "construction", "category": None, "floor_area": 5_000, "by": desk.agent, "at": AT}
    here, there = desk.house.creteil, desk.house.vincennes
    assert a_study(commune=here, identified_on=date(2025, 2, 1), **facts).required
    assert not a_study(commune=here, identified_on=date(2025, 1, 31), **facts).required
    assert not a_study(commune=there, identified_on=date(2025, 2, 1), **facts).required


def test_the_reports(seised, desk):
    at = paris(2025, 4, 10)
    operations.give_opinion(study=seised, opinion="favourable", opinion_on=date(2025, 4, 3), by=desk.agent, at=at)
    assert dict((state, count) for state, _, count in by_stage())[State.OPINION] == 1
    found = delays(date(2025, 1, 1), date(2025, 12, 31))
    assert (found.given, found.tacit, found.mean_days, found.longest_days) == (1, 0, 28, 28)
    facts = {"nature": "new_establishment", "floor_area": 3_000, "by": desk.agent, "commune": desk.house.creteil,
             "received_on": date(2025, 4, 1)}  # fmt: skip
    a_file("safety_permit_opinion", permit_number="PC 094028 25 w0007 ", **facts)
    other = a_file("safety_permit_opinion", permit_number="PC 094028 25 W0008", **facts)
    a_file("safety_permit_opinion", permit_number="PC 094028 25 W0009", **{**facts}, category="4")
    missing = permits_without_study(desk.agent, date(2025, 4, 10))
    assert [line.case.pk for line in missing] == [other.pk]


def test_the_pages_carry_a_study_from_end_to_end(client, desk):
    client.force_login(desk.agent)
    with time_machine.travel(paris(2025, 3, 6), tick=False):
        page = client.post(reverse("civil_protection:security-study-new"), {
            "project": "Tour du Port", "commune": "94028", "owner": "Foncière", "nature": "construction",
            "is_new": "1", "floor_area": "70000", "identified_on": "2025-03-06",
        }, follow=True)  # fmt: skip
        assert "une étude est attendue" in page.content.decode()
        row = SecurityStudy.objects.get()
        act = lambda verb: reverse("civil_protection:security-study-act", args=[row.pk, verb])  # noqa: E731
        assert client.post(act("deposer"), {"filed_on": "2025-03-07", "level": "internal"}).status_code == 422
        client.post(act("deposer"), {"filed_on": "2025-03-06", "level": "internal"})
        client.post(act("saisir"), {"seised_on": "2025-03-06"})
        page = client.get(reverse("civil_protection:security-study", args=[row.pk])).content.decode()
        assert "6 mai 2025" in page and "70\u202f000" in page or "70 000" in page
        assert client.get(act("inconnu")).status_code == 404
        assert client.get(reverse("civil_protection:security-study-report")).status_code == 200
    with time_machine.travel(paris(2025, 5, 7), tick=False):
        client.force_login(desk.agent)
        page = client.get(reverse("civil_protection:security-study", args=[row.pk])).content.decode()
        assert "Le délai de la sous-commission est passé" in page
