"""Communal safeguard plans: facts and their dates, the letter, the list, the coverage, the pages."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from civil_protection.communal import duties, operations, queries
from civil_protection.communal.models import CommunalEvent, CommunalFile, IntercommunalPlan, Shelter
from civil_protection.profiles.models import RiskProfile
from civil_protection.profiles.operations import record_profile
from civil_protection.protection.levels import LevelRefused
from directorate.documents.operations import render_files
from directorate.journal.models import JournalEntry
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.people import paris

AT = paris(2026, 6, 24)
ON = AT.date()
NOTE = b"Plan de la commune"


@pytest.fixture(autouse=True)
def _june(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture()
def town(desk) -> Commune:
    """A commune by the river, whose duty is known."""
    commune = Commune.objects.get(pk="94028")
    exposed(desk, commune, flood_territory=True, flood_plan=True)
    return queries.known_commune("94028")


def exposed(desk, commune, **flags) -> RiskProfile:
    return record_profile(commune=commune, source="Arrêté du 12 novembre 2007", checked_on=date(2026, 1, 5),
                          rivers=["seine"], **flags, by=desk.agent, at=AT)  # fmt: skip


def noted(desk, commune, kind, day, **more) -> CommunalEvent:
    return operations.note(commune=commune, kind=kind, happened_on=day, by=desk.agent, at=AT, **more)


def state(insee: str = "94028", on: date = ON) -> str:
    return queries.situation(queries.known_commune(insee), queries.terms_on(on)).state


def test_a_plan_goes_from_its_notice_to_its_revision(desk, town):
    states = [state()]
    noted(desk, town, "notified", date(2023, 3, 15))
    states += [state(on=date(2025, 3, 15)), state(on=date(2025, 3, 16))]
    noted(desk, town, "drafting", date(2023, 9, 1))
    states.append(state(on=date(2025, 3, 15)))
    noted(desk, town, "adopted", date(2024, 12, 20))
    states += [state(), state(on=date(2029, 12, 20)), state(on=date(2029, 12, 21))]
    assert states == [
        duties.TO_NOTIFY, duties.NOTIFIED, duties.LATE, duties.DRAFTING, duties.VALID, duties.REVISION_DUE,
        duties.REVISION_PAST,
    ]  # fmt: skip
    file = CommunalFile.objects.get(pk="94028")
    assert (file.due_on, file.revision_due_on) == (date(2025, 3, 15), date(2029, 12, 20))


def test_the_list_and_the_state_say_the_same_of_each_commune(desk, town):
    other = Commune.objects.get(pk="94080")
    noted(desk, town, "adopted", date(2021, 8, 1))
    terms = queries.terms_on(ON)
    for step in (None, ("notified", date(2024, 6, 1)), ("drafting", date(2024, 9, 1)), ("adopted", date(2020, 1, 6))):
        if step == ("notified", date(2024, 6, 1)):
            exposed(desk, other, quarries_plan=True)
        if step:
            noted(desk, other, *step)
        for name in duties.STATES:
            listed = set(queries.prepared().filter(queries.in_state(name, terms)).values_list("pk", flat=True))
            assert listed == {row.commune.pk for row in queries.situations(ON) if row.state == name}


def test_a_fact_withdrawn_no_longer_counts_and_stays_in_the_history(desk, town):
    row = noted(desk, town, "adopted", date(2024, 12, 20))
    operations.withdraw(event=row, reason="Arrêté d'une autre commune", by=desk.agent, at=AT)
    file = CommunalFile.objects.get(pk="94028")
    assert (file.adopted_on, file.events.count()) == (None, 1)
    with pytest.raises(Conflict):
        operations.withdraw(event=row, reason="Encore", by=desk.agent, at=AT)


def test_a_fact_that_another_supposes_is_not_withdrawn_first(desk, town):
    adopted = noted(desk, town, "adopted", date(2024, 12, 20))
    noted(desk, town, "received", date(2025, 1, 10))
    with pytest.raises(Conflict, match="reçu en préfecture"):
        operations.withdraw(event=adopted, reason="Erreur", by=desk.agent, at=AT)


@pytest.mark.parametrize(
    ("kind", "day", "more", "field"),
    [
        ("adopted", ON + timedelta(days=1), {}, "happened_on"),
        ("received", date(2025, 1, 10), {}, "kind"),
        ("compliant", date(2025, 1, 10), {}, "kind"),
        ("exercised", date(2025, 1, 10), {}, "note"),
        ("remarks", date(2025, 1, 10), {"note": " "}, "note"),
        ("sealed", date(2025, 1, 10), {}, "kind"),
    ],
)
def test_what_cannot_be_noted_is_refused_beside_its_field(desk, town, kind, day, more, field):
    with pytest.raises(DomainError) as refusal:
        noted(desk, town, kind, day, **more)
    assert refusal.value.field == field
    assert not CommunalEvent.objects.exists()


def test_no_duty_is_notified_without_a_reason(desk):
    commune = Commune.objects.get(pk="94080")
    exposed(desk, commune, dangerous_transport=True)
    with pytest.raises(DomainError, match="Aucun motif"):
        noted(desk, commune, "notified", date(2026, 6, 1))


def test_a_document_above_what_the_hosting_admits_is_refused_and_nothing_is_kept(desk, town):
    upload = SimpleUploadedFile("plan.txt", NOTE, "text/plain")
    with pytest.raises(LevelRefused):
        noted(desk, town, "adopted", date(2024, 12, 20), document=upload, level="restricted")
    assert not CommunalEvent.objects.exists()


def test_words_of_what_is_never_held_are_refused(desk, town):
    with pytest.raises(LevelRefused) as refusal:
        noted(desk, town, "evaluated", date(2025, 1, 10), note="Voir le plan de sécurité d'opérateur")
    assert refusal.value.field == "note"


def test_others_do_not_write(desk, town):
    with pytest.raises(NotAllowed):
        operations.note(commune=town, kind="adopted", happened_on=ON, by=desk.house.agent, at=AT)


def test_the_notice_gives_every_reason_with_its_article(desk, town):
    letter = operations.prepare_notice(commune=town, by=desk.agent, at=AT)
    assert "territoire à risque important d'inondation (TRI) (CSI, art. L731-3)" in letter.html.replace("&#x27;", "'")
    assert "2 ans à compter" in letter.html
    assert render_files(letter_id=letter.pk, at=AT).pdf.size > 1000
    row = noted(desk, town, "notified", date(2026, 6, 24))
    assert row.letter_id == letter.pk
    with pytest.raises(Conflict):
        operations.prepare_notice(commune=town, by=desk.agent, at=AT)


def test_a_change_of_risks_after_the_plan_calls_for_a_revision(desk, town):
    noted(desk, town, "adopted", date(2024, 12, 20))
    assert not queries.situation(queries.known_commune("94028"), queries.terms_on(ON)).risks_changed
    exposed(desk, town, flood_territory=True, flood_plan=True, clay_plan=True)
    assert queries.situation(queries.known_commune("94028"), queries.terms_on(ON)).risks_changed


def test_the_content_is_checked_only_on_a_plan_received(desk, town):
    with pytest.raises(DomainError, match="pas encore reçu"):
        operations.check_content(commune=town, content=["means"], by=desk.agent, at=AT)
    noted(desk, town, "adopted", date(2024, 12, 20))
    noted(desk, town, "received", date(2025, 1, 10))
    file = operations.check_content(commune=town, content=["means", "vulnerable"], by=desk.agent, at=AT)
    assert file.content == ["vulnerable", "means"]


def test_the_journal_says_which_means_moved_and_no_name(desk, town):
    operations.record_means(commune=town, correspondent="Mme Ysaline Corbet", by=desk.agent, at=AT)
    entry = JournalEntry.objects.get(action="communal_plan.means")
    assert "Corbet" not in str(entry.details)
    assert entry.details["what_changes"] == ["correspondant incendie et secours"]


def test_a_grouping_of_communes_owes_its_plan_on_the_day_of_the_law(desk):
    row = operations.record_intercommunal(name="Métropole", by=desk.agent, at=AT)
    assert row.due_on == date(2026, 11, 26)
    assert queries.intercommunal_state(row, date(2026, 11, 27)) == ("Hors délai", "error")
    row = operations.record_intercommunal(name="Métropole", adopted_on=date(2026, 5, 4), plan=row, by=desk.agent, at=AT)
    assert row.revision_due_on == date(2031, 5, 4)


# --- pages ----------------------------------------------------------------------------------------------------


def test_the_pages_of_a_commune_do_their_work(client, desk, town):
    client.force_login(desk.agent)
    act = reverse("civil_protection:communal-act", args=["94028", "fait"])
    upload = SimpleUploadedFile("plan.txt", NOTE, "text/plain")
    answer = client.post(act, {"kind": "adopted", "happened_on": "2024-12-20", "level": "internal", "document": upload})
    assert answer.status_code == 302
    client.post(reverse("civil_protection:communal-notice", args=["94028"]))
    means = {"correspondent": "Mme Ysaline Corbet", "reserve_strength": "30", "dicrim_url": "https://mairie.invalid/d"}
    client.post(reverse("civil_protection:communal-act", args=["94028", "moyens"]), means)
    shelter = {"name": "Gymnase Pasteur", "address": "1 rue des Écoles", "beds": "120", "meals": "0",
               "out_of_flood": "on", "checked_on": "2026-05-04"}  # fmt: skip
    client.post(reverse("civil_protection:communal-act", args=["94028", "hebergement"]), shelter)
    page = client.get(reverse("civil_protection:communal-plan", args=["94028"])).content.decode()
    for words in ("Plan arrêté, valide", "Gymnase Pasteur", "Ysaline Corbet", "Plan arrêté par le maire, Créteil",
                  "Lettre de notification"):  # fmt: skip
        assert words in page
    row = Shelter.objects.get()
    client.post(reverse("civil_protection:communal-shelter", args=[row.pk]), {**shelter, "beds": "80"})
    client.post(reverse("civil_protection:communal-shelter-remove", args=[row.pk]))
    assert not Shelter.objects.exists()


def test_a_refused_fact_keeps_what_was_typed(client, desk, town):
    client.force_login(desk.agent)
    answer = client.post(
        reverse("civil_protection:communal-act", args=["94028", "fait"]),
        {"kind": "received", "happened_on": "2025-01-10", "level": "internal", "note": "Reçu par <b>courriel</b>"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ce fait suppose celui-ci" in page
    assert "Reçu par &lt;b&gt;courriel&lt;/b&gt;" in page


def test_the_coverage_says_the_reason_of_each_duty_on_the_page_and_in_its_files(client, desk, town):
    client.force_login(desk.house.prefect)
    page = client.get(reverse("civil_protection:communal-coverage")).content.decode()
    assert "Territoire à risque important d&#x27;inondation (TRI)" in page
    table = client.get(reverse("civil_protection:communal-coverage-file", args=["csv"]))
    assert "territoire à risque important" in b"".join(table.streaming_content).decode()
    paper = client.get(reverse("civil_protection:communal-coverage-file", args=["pdf"]))
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    assert client.get(reverse("civil_protection:communal-coverage-file", args=["exe"])).status_code == 404


def test_a_profile_typed_on_its_page_makes_the_duty(client, desk):
    client.force_login(desk.agent)
    answer = client.post(
        reverse("civil_protection:risk-profile", args=["94080"]),
        {"clay_plan": "on", "rivers": ["marne"], "seismic_zone": "1", "source": "Arrêté", "checked_on": "2026-06-01"},
    )
    assert answer.status_code == 302
    assert state("94080") == duties.TO_NOTIFY
    assert RiskProfile.objects.get(pk="94080").rivers == ["marne"]


def test_another_bureau_reads_nothing(client, desk, town):
    client.force_login(desk.house.agent)
    for name, arguments in (
        ("communal-plans", []), ("communal-coverage", []), ("communal-plan", ["94028"]), ("risk-profiles", []),
    ):  # fmt: skip
        assert client.get(reverse(f"civil_protection:{name}", args=arguments)).status_code == 403
    assert not IntercommunalPlan.objects.exists()
