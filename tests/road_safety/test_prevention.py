"""Schools, campaigns, labels and controls in the base and on their pages."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from directorate.imports.models import ImportLine
from directorate.imports.targets import Context
from directorate.journal.models import JournalEntry
from directorate.manifests import Question
from directorate.web.errors import Conflict, DomainError, NotAllowed
from road_safety.campaigns import operations as campaigns
from road_safety.campaigns import queries as communication
from road_safety.campaigns import sources as campaign_sources
from road_safety.campaigns.models import Campaign, CampaignMove, LabelAward
from road_safety.controls import operations as controls
from road_safety.controls import queries as control_queries
from road_safety.controls import sources as control_sources
from road_safety.controls.models import ControlOperation
from road_safety.controls.papers import press_release, release_facts
from road_safety.education import operations as education
from road_safety.education import queries
from road_safety.education import sources as school_sources
from road_safety.education.imports import RESULTS, SCHOOLS
from road_safety.education.models import School, SchoolResult
from tests.people import paris
from tests.road_safety.prevention_rows import COUNTS, college, drafted, held, prevented
from tests.road_safety.strategy_stage import before_committee, granted, opened

AT = paris(2026, 7, 20, 10)
Action = ImportLine.Action
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _july(time_machine, db):
    time_machine.move_to(AT, tick=False)


def posted(client, name: str, arguments=(), data=None):
    return client.post(reverse(f"road_safety:{name}", args=arguments), data or {})


# --- schools -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("counts", [(10, 11, 5, None), (10, 9, 10, None), (10, 10, 8, 3)])
def test_edu_01_is_held_by_the_base_itself(bureau, counts):
    school = college(bureau.agent, bureau.house.creteil, AT)
    enrolled, present, passed, caught_up = counts
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolResult.objects.create(school=school, first_year=2025, kind="assr2", enrolled=enrolled, present=present,
                                    passed=passed, caught_up=caught_up, recorded_at=AT,
                                    recorded_by=bureau.agent)  # fmt: skip


def test_edu_01_is_refused_at_its_field(client, bureau):
    school = college(bureau.agent, bureau.house.creteil, AT)
    client.force_login(bureau.agent)
    data = {"first_year": "2025-2026", "kind": "assr2", "enrolled": 100, "present": 90, "passed": 91}
    refused = posted(client, "school-act", [school.pk, "resultat"], data)
    assert refused.status_code == 422
    assert "les reçus ne dépassent pas les présents" in refused.content.decode()
    assert not SchoolResult.objects.exists()
    assert posted(client, "school-act", [school.pk, "resultat"], {**data, "passed": 81}).status_code == 302
    assert posted(client, "school-act", [school.pk, "resultat"], {**data, "passed": 85}).status_code == 302
    assert SchoolResult.objects.get().passed == 85
    entry = JournalEntry.objects.filter(action="school.result").order_by("-pk").first()
    assert (entry.details["old"], entry.details["new"]) == ([100, 90, 81], [100, 90, 85])


@pytest.mark.parametrize(
    ("year", "is_accepted"), [("2025-2026", True), ("2026-2027", False), ("2030-2031", False), ("1999", False)]
)
def test_edu_01_a_school_year_that_has_not_begun_has_no_result(client, bureau, year, is_accepted):
    school = college(bureau.agent, bureau.house.creteil, AT)
    client.force_login(bureau.agent)
    data = {"first_year": year, "kind": "assr2", "enrolled": 100, "present": 90, "passed": 81}
    assert (posted(client, "school-act", [school.pk, "resultat"], data).status_code == 302) is is_accepted


def test_edu_02_lists_the_open_colleges_without_assr2_at_15_july(client, bureau):
    by, town = bureau.agent, bureau.house.creteil
    told, silent = college(by, town, AT), college(by, town, AT, uai="0940002S")
    college(by, town, AT, uai="0940003T", is_open=False)
    education.record_result(school=told, first_year=2025, kind="assr2", enrolled=0, present=0, passed=0, by=by, at=AT)
    education.record_result(school=silent, first_year=2025, kind="assr1", enrolled=9, present=9, passed=9, by=by, at=AT)
    assert queries.awaited_year(date(2026, 7, 14)) == 2024
    assert queries.awaited_year(date(2026, 7, 15)) == 2025
    assert list(queries.without_result(2025)) == [silent]
    assert [point.url for point in school_sources.on_the_map(bureau.head, AT)] == [f"{page_of(silent)}"]
    client.force_login(bureau.head)
    page = client.get(reverse("road_safety:attestations")).content.decode()
    assert "Collèges sans ASSR2 2025-2026" in page
    assert "1 à relancer" in page
    assert "ASSR2 attendue" in client.get(page_of(silent)).content.decode()
    assert "ASSR2 attendue" not in client.get(page_of(told)).content.decode()


def page_of(school: School) -> str:
    return reverse("road_safety:school", args=[school.pk])


def test_rates_are_blank_without_denominator_and_totals_are_of_sums(bureau):
    by, town = bureau.agent, bureau.house.creteil
    for uai, counts in (("0940001R", (100, 90, 81)), ("0940002S", (0, 0, 0))):
        education.record_result(school=college(by, town, AT, uai=uai), first_year=2025, kind="assr2",
                                **dict(zip(("enrolled", "present", "passed"), counts, strict=True)), by=by,
                                at=AT)  # fmt: skip
    (total,) = queries.totals(first_year=2025)
    assert (total.schools, str(total.participation), str(total.success)) == (2, "0.900000", "0.900000")
    (total,) = queries.totals(school__uai="0940002S")
    assert (total.participation, total.success) == (None, None)


def test_a_wrong_letter_and_a_number_already_taken_are_refused(bureau):
    college(bureau.agent, bureau.house.creteil, AT)
    with pytest.raises(DomainError, match="lettre de contrôle"):
        college(bureau.agent, bureau.house.creteil, AT, uai="0940001T")
    with pytest.raises(Conflict, match="déjà"):
        college(bureau.agent, bureau.house.creteil, AT)
    with pytest.raises(NotAllowed):
        college(bureau.house.agent, bureau.house.creteil, AT, uai="0940002S")


def test_a_school_welcomes_an_action_of_the_plan(client, bureau):
    at = paris(2026, 4, 20, 10)
    action = granted(before_committee(opened(bureau.head, at=at), bureau.head, at=at), 1_000, bureau.head, at)
    school = college(bureau.agent, bureau.house.creteil, AT)
    client.force_login(bureau.agent)
    for pupils in ("", "52"):
        answer = posted(client, "school-act", [school.pk, "action"], {"action": action.pk, "pupils": pupils})
        assert answer.status_code == 302
    assert school.welcomed.get().pupils == 52
    assert action.number in client.get(page_of(school)).content.decode()


def planned(target, context, rows) -> list[ImportLine]:
    known = target.facts(rows, context)
    found = [(row, target.plan(row, known)) for row in rows]
    return [
        ImportLine(values=row, action=plan.action, label=plan.label, reason=plan.reason, subject=plan.subject,
                   stamp=plan.stamp, changes=dict(plan.changes))
        for row, plan in found
    ]  # fmt: skip


def test_results_are_imported_once_refused_with_a_reason_and_taken_back(bureau):
    school = college(bureau.agent, bureau.house.creteil, AT)
    context = Context(by=bureau.agent, at=AT, batch=None)
    good = {"uai": school.uai, "first_year": 2025, "kind": "assr2", "enrolled": 100, "present": 90, "passed": 81,
            "mean_score": "15.20"}  # fmt: skip
    rows = [good, {**good, "kind": "assr1", "present": 101}, {**good, "uai": "0940002S"}, {**good, "first_year": 2027}]
    lines = planned(RESULTS, context, rows)
    assert [line.action for line in lines] == [Action.CREATE, Action.REJECT, Action.REJECT, Action.REJECT]
    assert [word in line.reason for word, line in zip(("EDU-01", "pas connu", "commencé"), lines[1:], strict=True)]
    RESULTS.apply(lines[:1], context)
    assert planned(RESULTS, context, [good])[0].action == Action.UNCHANGED
    changed = planned(RESULTS, context, [{**good, "passed": 85}])
    assert changed[0].changes == {"passed": [81, 85]}
    RESULTS.apply(changed, context)
    assert SchoolResult.objects.get().passed == 85
    assert RESULTS.undo(lines[:1], context) == [f"{lines[0].label} (modifié)"]
    assert RESULTS.undo(changed, context) == []
    assert SchoolResult.objects.get().passed == 81
    assert RESULTS.undo(lines[:1], context) == []
    assert not SchoolResult.objects.exists()


def test_schools_are_imported_corrected_and_taken_back_unless_a_result_holds_them(bureau):
    context = Context(by=bureau.agent, at=AT, batch=None)
    row = {"uai": "0940001R", "name": "Collège du Parc", "kind": "college", "commune": "94028", "priority": "rep"}
    lines = planned(SCHOOLS, context, [row])
    SCHOOLS.apply(lines, context)
    assert planned(SCHOOLS, context, [row])[0].action == Action.UNCHANGED
    again = planned(SCHOOLS, context, [{**row, "name": "Collège du Grand Parc"}])
    SCHOOLS.apply(again, context)
    assert School.objects.get().name == "Collège du Grand Parc"
    assert SCHOOLS.undo(again, context) == []
    school = School.objects.get()
    education.record_result(school=school, first_year=2025, kind="assr2", enrolled=1, present=1, passed=1,
                            by=bureau.agent, at=AT)  # fmt: skip
    assert SCHOOLS.undo(lines, context) == [f"{lines[0].label} (un résultat s'y rattache)"]
    assert SCHOOLS.existing(bureau.agent, AT)
    with pytest.raises(ValueError, match="lettre de contrôle"):
        SCHOOLS.field("uai").parse("0940001T")


# --- controls ------------------------------------------------------------------------------------------------------


def test_an_operation_goes_from_its_plan_to_the_release_once_the_prosecutor_agrees(client, bureau):
    client.force_login(bureau.agent)
    data = {"held_on": "2026-07-19", "commune": "94028", "place": "Quai du Lac", "forces": ["dtsp", "crs"]}
    assert posted(client, "control-operation-new", data=data).status_code == 302
    refused = posted(client, "control-operation-new", data=data)
    assert "déjà enregistrée" in refused.content.decode()
    row = ControlOperation.objects.get()
    bad = posted(client, "control-operation-act", [row.pk, "compter"], {**COUNTS, "breath_positive": 81})
    assert "les positifs ne dépassent pas les dépistages" in bad.content.decode()
    told = {**COUNTS, "has_open_case": "on"}
    assert posted(client, "control-operation-act", [row.pk, "compter"], told).status_code == 302
    page = client.get(reverse("road_safety:control-operation", args=[row.pk])).content.decode()
    assert "Embargo" in page
    assert "7,5" in page
    release = reverse("road_safety:control-release", args=[row.pk])
    assert client.get(release).status_code == 409
    agreed = {"agreed_on": "2026-07-20", "agreed_by": "Procureur adjoint"}
    assert posted(client, "control-operation-act", [row.pk, "accord"], agreed).status_code == 302
    answer = client.get(release)
    assert (answer.status_code, answer.content[:4]) == (200, b"%PDF")


def test_a_release_holds_counts_and_no_name(bureau):
    row = held(bureau.agent, bureau.house.creteil, AT, comment="M. Untel a refusé le dépistage")
    facts = release_facts(row)
    assert ("Véhicules contrôlés", 120) in facts["counts"]
    assert "Untel" not in str(facts)
    assert str(bureau.agent) not in str(facts)
    assert press_release(row, AT.date())[:4] == b"%PDF"


def test_the_base_refuses_counts_out_of_order_and_two_operations_at_one_place(bureau):
    row = held(bureau.agent, bureau.house.creteil, AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        ControlOperation.objects.filter(pk=row.pk).update(drug_positive=21)
    with pytest.raises(IntegrityError), transaction.atomic():
        ControlOperation.objects.create(held_on=row.held_on, commune=row.commune, place=row.place, forces=["crs"],
                                        recorded_at=AT, recorded_by=bureau.agent)  # fmt: skip


def test_totals_for_the_etat_major(client, bureau):
    by, town = bureau.agent, bureau.house.creteil
    held(by, town, AT)
    held(by, town, AT - 40 * DAY, place="Pont de Choisy")
    controls.plan_control(held_on=date(2026, 8, 1), commune=town, place="A86", forces=["crs"], by=by, at=AT)
    total = control_queries.total_between(date(2026, 1, 1), date(2026, 12, 31))
    assert (total.operations, total.counts["vehicles"], str(total.breath_rate)) == (2, 240, "0.075000")
    assert [month for month, _ in control_queries.monthly(2026)] == [6, 7]
    assert control_queries.total_between(date(2025, 1, 1), date(2025, 12, 31)).breath_rate is None
    client.force_login(bureau.head)
    page = client.get(reverse("road_safety:control-totals"))
    assert page.status_code == 200
    assert "240" in page.content.decode()
    assert client.get(reverse("road_safety:control-totals"), {"year": "1999"}).status_code == 404
    assert client.get(reverse("road_safety:control-totals"), {"year": "²"}).status_code == 404
    events = list(control_sources.agenda(bureau.head, date(2026, 8, 1), date(2026, 8, 31)))
    assert [event.label for event in events] == ["Contrôle : A86, Créteil"]


def test_an_operation_to_come_has_no_count_and_a_held_one_is_not_cancelled(bureau):
    by, town = bureau.agent, bureau.house.creteil
    coming = controls.plan_control(held_on=date(2026, 8, 1), commune=town, place="A86", forces=["crs"], by=by, at=AT)
    with pytest.raises(Conflict, match="pas eu lieu"):
        controls.hold_control(control=coming, counts=COUNTS, by=by, at=AT)
    row = held(by, town, AT)
    with pytest.raises(Conflict, match="tenue"):
        controls.cancel_control(control=row, reason="Plus de moyens ce jour-là", by=by, at=AT)
    with pytest.raises(DomainError, match="nécessaire"):
        controls.hold_control(control=row, counts={}, by=by, at=AT)


# --- campaigns -----------------------------------------------------------------------------------------------------


def test_a_year_is_compared_with_the_same_days_of_the_year_before(bureau):
    """2024 has 366 days: 365 days before 1 January 2025 is 2 January 2024."""
    held(bureau.agent, bureau.house.creteil, AT)
    ControlOperation.objects.update(held_on=date(2024, 1, 1))
    operations = control_sources.figures(bureau.head, paris(2025, 1, 1))[0]
    assert (operations.value, operations.previous) == (0, 1)


def test_the_prosecutor_agrees_to_what_he_was_told(bureau):
    row = held(bureau.agent, bureau.house.creteil, AT, has_open_case=True)
    agreed = {"agreed_on": AT.date(), "agreed_by": "Parquet", "by": bureau.agent, "at": AT}
    row = controls.record_agreement(control=row, **agreed)
    again = {"control": row, "counts": COUNTS, "by": bureau.agent, "at": AT}
    assert controls.hold_control(**again, has_open_case=True).agreed_on == AT.date()
    changed = controls.hold_control(**{**again, "counts": {**COUNTS, "speeding": 12}}, has_open_case=True)
    assert (changed.agreed_on, changed.agreed_by) == (None, "")
    with pytest.raises(NotAllowed, match="chef du bureau"):
        controls.hold_control(**again, comment="Classée.")
    with pytest.raises(DomainError, match="Dire pourquoi"):
        controls.hold_control(**{**again, "by": bureau.head})
    row = controls.hold_control(**{**again, "by": bureau.head}, comment="Classée par le parquet.")
    assert not row.has_open_case
    # A case that opens later waits for an agreement of its own.
    ControlOperation.objects.update(agreed_on=AT.date(), agreed_by="Parquet")
    assert controls.hold_control(**again, has_open_case=True).agreed_on is None


def test_a_campaign_is_prepared_validated_by_the_cabinet_then_published(client, bureau):
    client.force_login(bureau.agent)
    data = {"title": "Voir et être vu", "kind": "local", "starts_on": "2026-10-20", "ends_on": "2026-10-30",
            "channels": ["press", "social"], "budget": "1200.50", "message": "Un gilet, une lampe."}  # fmt: skip
    assert posted(client, "campaign-new", data=data).status_code == 302
    row = Campaign.objects.get()
    assert posted(client, "campaign-act", [row.pk, "soumettre"]).status_code == 302
    assert posted(client, "campaign-decide", [row.pk, "valider"]).status_code == 403
    client.force_login(bureau.house.director)
    assert posted(client, "campaign-decide", [row.pk, "valider"]).status_code == 403
    client.force_login(bureau.house.chief_of_staff)
    assert "Renvoyer au bureau" in client.get(reverse("road_safety:campaign", args=[row.pk])).content.decode()
    reason = {"reason": "Revoir le message pour les cyclistes"}
    assert posted(client, "campaign-decide", [row.pk, "renvoyer"], reason).status_code == 302
    client.force_login(bureau.agent)
    assert reason["reason"] in client.get(reverse("road_safety:campaign", args=[row.pk])).content.decode()
    assert posted(client, "campaign-act", [row.pk, "soumettre"]).status_code == 302
    client.force_login(bureau.house.chief_of_staff)
    assert posted(client, "campaign-decide", [row.pk, "valider"]).status_code == 302
    # A second click, or a second person of the cabinet.
    assert "validée par le cabinet" in posted(client, "campaign-decide", [row.pk, "valider"]).content.decode()
    client.force_login(bureau.agent)
    assert "cela ne se fait plus" in posted(client, "campaign-act", [row.pk, "modifier"], data).content.decode()
    assert posted(client, "campaign-act", [row.pk, "publier"], {"published_on": "2026-07-20"}).status_code == 302
    assert posted(client, "campaign-act", [row.pk, "portee"], {"reach": "12000"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.reach, str(row.budget)) == ("published", 12_000, "1200.50")
    states = list(CampaignMove.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["draft", "to_validate", "draft", "to_validate", "validated", "published"]


def test_a_campaign_changed_before_the_cabinet_validates_is_submitted_again(bureau):
    row = campaigns.submit(campaign=drafted(bureau.agent, AT), by=bureau.agent, at=AT)
    changed = drafted(bureau.agent, AT, campaign=row, message="Un autre message.")
    assert changed.state == "draft"
    assert CampaignMove.objects.first().words.startswith("Modifiée")
    with pytest.raises(Conflict, match="en préparation"):
        campaigns.validate(campaign=row, by=bureau.house.chief_of_staff, at=AT)


def test_a_campaign_on_a_control_waits_for_the_prosecutor(bureau):
    control = held(bureau.agent, bureau.house.creteil, AT, has_open_case=True)
    row = drafted(bureau.agent, AT, kind="control_press", control=control)
    row = campaigns.submit(campaign=row, by=bureau.agent, at=AT)
    row = campaigns.validate(campaign=row, by=bureau.house.chief_of_staff, at=AT)
    with pytest.raises(Conflict, match="procureur"):
        campaigns.publish(campaign=row, published_on=AT.date(), by=bureau.agent, at=AT)
    controls.record_agreement(control=control, agreed_on=AT.date(), agreed_by="Parquet", by=bureau.agent, at=AT)
    assert campaigns.publish(campaign=row, published_on=AT.date(), by=bureau.agent, at=AT).state == "published"


def test_the_base_keeps_a_validated_campaign_with_who_validated_it(bureau):
    row = drafted(bureau.agent, AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=row.pk).update(state="validated")


def test_markers_are_proposed_each_year_and_taken_once(client, bureau):
    client.force_login(bureau.agent)
    page = reverse("road_safety:communication-plan", args=[2026])
    assert "dimanche 15 novembre" in client.get(page).content.decode()
    assert posted(client, "marker-take", [2026, "remembrance"]).status_code == 302
    assert "déjà au plan" in posted(client, "marker-take", [2026, "remembrance"]).content.decode()
    row = Campaign.objects.get()
    assert (row.starts_on, row.year) == (date(2026, 11, 15), 2026)
    assert "remembrance" not in {marker.code for marker, _, _ in communication.proposed(2026)}
    assert "remembrance" in {marker.code for marker, _, _ in communication.proposed(2027)}
    assert posted(client, "marker-take", [2026, "inconnu"]).status_code == 422
    labels = [event.label for event in campaign_sources.agenda(bureau.head, date(2026, 11, 1), date(2026, 11, 30))]
    assert labels == [f"Campagne : {row.title}"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.create(title="Encore", kind="local", starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 1),
                                marker="remembrance", year=2026)  # fmt: skip


def test_a_marker_whose_campaign_was_abandoned_is_proposed_again(bureau):
    facts = {"code": "remembrance", "year": 2026, "by": bureau.agent, "at": AT}
    row = campaigns.take_marker(**facts)
    campaigns.abandon(campaign=row, reason="Budget retiré par la délégation.", by=bureau.agent, at=AT)
    assert "remembrance" in {marker.code for marker, _, _ in communication.proposed(2026)}
    assert campaigns.take_marker(**facts).pk != row.pk
    with pytest.raises(Conflict, match="déjà au plan"):
        campaigns.take_marker(**facts)


def test_press_clippings_are_checked_files(client, bureau):
    row = drafted(bureau.agent, AT)
    client.force_login(bureau.agent)
    data = {"nature": "clipping", "title": "Article", "outlet": "Le Courrier du Fleuve"}
    bad = SimpleUploadedFile("article.pdf", b"MZ programme", "application/pdf")
    assert posted(client, "campaign-act", [row.pk, "fichier"], {**data, "document": bad}).status_code == 422
    assert not row.files.exists()
    good = SimpleUploadedFile("article.txt", b"Un article.", "text/plain")
    assert posted(client, "campaign-act", [row.pk, "fichier"], {**data, "document": good}).status_code == 302
    found = row.files.get()
    assert client.get(reverse("road_safety:campaign-file", args=[found.pk])).status_code == 200
    good.seek(0)
    nameless = posted(client, "campaign-act", [row.pk, "fichier"], {**data, "outlet": "", "document": good})
    assert "quel média" in nameless.content.decode()


def test_a_label_has_a_level_an_end_and_a_follow_up(client, bureau):
    client.force_login(bureau.agent)
    data = {"label": "ville_prudente", "holder": "Créteil", "holder_kind": "town", "level": "6",
            "awarded_on": "2024-01-15", "expires_on": "2026-12-31", "commune": "94028"}  # fmt: skip
    assert "de 1 à 5" in posted(client, "label-new", data=data).content.decode()
    assert posted(client, "label-new", data={**data, "level": "3"}).status_code == 302
    row = LabelAward.objects.get()
    assert list(communication.soon_ended(AT.date())) == [row]
    level = posted(client, "label-new", data={**data, "label": "charte_sam"})
    assert "pas de niveau" in level.content.decode()
    end = {"ended_on": "2026-07-20", "follow_up": "La commune ne renouvelle pas sa candidature."}
    assert posted(client, "label-act", [row.pk, "fin"], end).status_code == 302
    assert "a pris fin" in posted(client, "label-act", [row.pk, "fin"], end).content.decode()
    assert not communication.soon_ended(AT.date())


def test_figures_search_and_lists_answer(client, bureau):
    prevented(bureau.house, AT)
    for source in (school_sources, control_sources, campaign_sources):
        assert source.figures(bureau.head, AT)
        assert source.find(Question(staff=bureau.house.agent, text="Tilleuls", at=AT, limit=5)).hits == ()
    for source, text in ((school_sources, "0940001r"), (control_sources, "pompadour"), (campaign_sources, "créteil")):
        found = source.find(Question(staff=bureau.head, text=text, at=AT, limit=5))
        assert found.total == 1, text
    client.force_login(bureau.head)
    for name in ("schools", "school-results", "road-campaigns", "road-labels", "control-operations"):
        assert client.get(reverse(f"road_safety:{name}")).status_code == 200
        assert len(client.get(f"/api/v1/{name}/").json()["results"]) == 1
    assert client.get(reverse("road_safety:schools"), {"missing": "2025"}).status_code == 200
