"""Writing people and powers, on the database, with the journal."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from directorate.journal.models import JournalEntry
from directorate.org import operations, queries
from directorate.org.errors import AbsenceRefused, AlreadyDone, DelegationRefused, PostingRefused
from directorate.org.models import Absence, Posting, SignatureDelegation
from directorate.org.signing import Act, Basis, Power, Refusal, RefusalCode

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))
ACT = Act("video_protection_authorisation", "grant")


def actions():
    return list(JournalEntry.objects.order_by("id").values_list("action", flat=True))


# --- postings


def test_a_new_posting_closes_the_one_that_was_open(house):
    first = house.agent.postings.get()
    posting = operations.record_posting(
        staff=house.agent, unit=house.road, role="caseworker", starts_on=DAY, by=house.director, at=AT
    )
    first.refresh_from_db()
    assert (first.ends_on, posting.ends_on) == (DAY, None)
    assert queries.unit_on(house.agent, DAY) == house.road
    assert queries.unit_on(house.agent, DAY - timedelta(days=1)) == house.police
    assert actions() == ["posting.ended", "posting.recorded"]


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field"),
    [
        (DAY, DAY, "ends_on"),
        (date(2024, 1, 1), date(2024, 9, 2), "starts_on"),
        (date(2024, 9, 1), None, "starts_on"),
        (date(2024, 1, 1), None, "starts_on"),
    ],
)
def test_a_posting_that_overlaps_another_is_refused(house, starts_on, ends_on, field):
    with pytest.raises(PostingRefused) as refusal:
        operations.record_posting(
            staff=house.agent, unit=house.road, role="caseworker", starts_on=starts_on, ends_on=ends_on,
            by=house.director, at=AT,
        )  # fmt: skip
    assert refusal.value.field == field
    assert house.agent.postings.get().ends_on is None
    assert actions() == []


def test_all_delegations_of_a_prefect_who_leaves_are_reported_lapsed(house, delegation):
    old = SignatureDelegation.objects.create(
        delegator=house.prefect, delegate=house.head, order_number="2025/00001", signed_on=date(2025, 1, 2),
        starts_on=date(2025, 1, 2), ends_on=date(2026, 1, 1), procedures=["*"], act_kinds=["*"],
    )  # fmt: skip
    lapsed = operations.end_posting(posting=house.prefect.postings.get(), ends_on=DAY, by=house.administrator, at=AT)
    assert lapsed == [delegation]
    assert old not in lapsed
    assert actions() == ["posting.ended", "delegation.lapsed"]
    assert queries.may_sign(house.director, ACT, DAY).code is RefusalCode.DELEGATOR_GONE
    assert isinstance(queries.may_sign(house.director, ACT, DAY - timedelta(days=1)), Power)


def test_a_posting_ends_once(house):
    posting = house.agent.postings.get()
    operations.end_posting(posting=posting, ends_on=DAY, by=house.director, at=AT)
    with pytest.raises(AlreadyDone):
        operations.end_posting(posting=posting, ends_on=DAY, by=house.director, at=AT)


def test_a_posting_prolonged_in_the_same_office_keeps_the_delegations(house, delegation):
    operations.record_posting(
        staff=house.prefect, unit=house.prefecture, role="prefect", starts_on=DAY, by=house.administrator, at=AT
    )
    assert isinstance(queries.may_sign(house.director, ACT, DAY), Power)
    assert actions() == ["posting.ended", "posting.recorded"]


# --- absences


def absent(house, **changes):
    facts = {"staff": house.agent, "substitute": house.deputy, "starts_on": DAY, "ends_on": DAY + timedelta(days=4)}
    return operations.record_absence(**facts | changes, by=house.head, at=AT)


def test_an_absence_is_recorded_with_its_substitute(house):
    absence = absent(house, handover_note="Deux dossiers urgents.")
    assert absence.recorded_by == house.head
    assert queries.substitutes_for(house.deputy, DAY) == [house.agent]
    entry = JournalEntry.objects.get()
    assert entry.action == "absence.recorded"
    assert "reason" not in entry.details


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"ends_on": DAY - timedelta(days=1)}, "ends_on", "suivre le premier"),
        ({"ends_on": DAY + timedelta(days=400)}, "ends_on", "plus d'un an"),
        ({"starts_on": date(2020, 1, 1), "ends_on": date(2020, 1, 2)}, "staff", "n'a pas d'affectation"),
    ],
)
def test_an_absence_with_impossible_days_is_refused(house, changes, field, words):
    with pytest.raises(AbsenceRefused, match=words) as refusal:
        absent(house, **changes)
    assert refusal.value.field == field


def test_two_absences_of_one_person_do_not_overlap(house):
    absent(house)
    with pytest.raises(AbsenceRefused, match="déjà absent"):
        absent(house, starts_on=DAY + timedelta(days=4), ends_on=DAY + timedelta(days=6))
    assert absent(house, starts_on=DAY + timedelta(days=5), ends_on=DAY + timedelta(days=6)).pk


def test_a_substitute_who_is_away_too_is_refused(house):
    absent(house, staff=house.deputy, substitute=house.head, starts_on=DAY + timedelta(days=4))
    with pytest.raises(AbsenceRefused, match="choisissez un autre suppléant") as refusal:
        absent(house)
    assert refusal.value.field == "substitute"


def test_a_substitute_without_posting_or_the_person_herself_is_refused(house):
    posting = house.deputy.postings.get()
    operations.end_posting(posting=posting, ends_on=DAY + timedelta(days=2), by=house.director, at=AT)
    for substitute in (house.deputy, house.agent):
        with pytest.raises(AbsenceRefused) as refusal:
            absent(house, substitute=substitute)
        assert refusal.value.field == "substitute"


def test_an_absence_to_come_is_cancelled_and_a_running_one_is_shortened(house):
    coming = absent(house, starts_on=DAY + timedelta(days=7), ends_on=DAY + timedelta(days=8))
    assert operations.cancel_absence(absence=coming, by=house.head, at=AT).cancelled_at == AT
    running = absent(house)
    later = AT + timedelta(days=2)
    shortened = operations.cancel_absence(absence=running, by=house.head, at=later)
    assert (shortened.cancelled_at, shortened.ends_on) == (None, DAY + timedelta(days=1))
    assert actions()[-1] == "absence.shortened"
    with pytest.raises(AlreadyDone):
        operations.cancel_absence(absence=coming, by=house.head, at=AT)


def test_a_past_absence_stays_as_it_was(house):
    past = absent(house, starts_on=DAY - timedelta(days=9), ends_on=DAY - timedelta(days=8))
    with pytest.raises(AbsenceRefused, match="terminée"):
        operations.cancel_absence(absence=past, by=house.head, at=AT)


def test_the_absence_of_the_principal_opens_the_delegation_of_the_deputy(house):
    SignatureDelegation.objects.create(
        delegator=house.prefect, delegate=house.deputy, order_number="2026/00014", signed_on=date(2026, 1, 5),
        published_on=date(2026, 1, 6), starts_on=date(2026, 1, 6), procedures=["*"], act_kinds=["grant"],
        in_absence_only=True, stands_in_for=house.head,
    )  # fmt: skip
    assert queries.may_sign(house.deputy, ACT, DAY).code is RefusalCode.PRINCIPAL_PRESENT
    absent(house, staff=house.head)
    power = queries.may_sign(house.deputy, ACT, DAY)
    assert power.basis is Basis.ABSENCE
    assert power.signature_block.splitlines()[1] == "Pour le chef du bureau des polices administratives absent,"


# --- delegations


def granted(house, **changes):
    facts = {
        "delegator": house.prefect,
        "delegate": house.head,
        "order_number": "2026/00020",
        "signed_on": DAY - timedelta(days=2),
        "starts_on": DAY - timedelta(days=1),
        "procedures": ["video_protection_authorisation"],
        "act_kinds": ["grant", "receipt"],
    }
    return operations.grant_delegation(**facts | changes, by=house.director, at=AT)


def test_a_delegation_lives_from_its_publication_to_its_repeal(house):
    delegation = granted(house)
    assert queries.may_sign(house.head, ACT, DAY).code is RefusalCode.NOT_PUBLISHED
    operations.publish_delegation(
        delegation=delegation, published_on=DAY, register_reference="RAA n° 12", by=house.director, at=AT
    )
    assert queries.may_sign(house.head, ACT, DAY).code is RefusalCode.PUBLISHED_THAT_DAY
    tomorrow = DAY + timedelta(days=1)
    assert isinstance(queries.may_sign(house.head, ACT, tomorrow), Power)
    operations.suspend_delegation(
        delegation=delegation, suspended_from=tomorrow, reason="Contrôle interne", by=house.director, at=AT
    )
    assert queries.may_sign(house.head, ACT, tomorrow).code is RefusalCode.SUSPENDED
    operations.revoke_delegation(delegation=delegation, revoked_on=tomorrow, by=house.director, at=AT)
    assert queries.may_sign(house.head, ACT, tomorrow).code is RefusalCode.REVOKED
    assert actions() == ["delegation.granted", "delegation.published", "delegation.suspended", "delegation.revoked"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"order_number": "12"}, "order_number"),
        ({"order_number": "2026/000120"}, "order_number"),
        ({"signed_on": DAY + timedelta(days=1), "starts_on": DAY + timedelta(days=1)}, "signed_on"),
        ({"starts_on": DAY - timedelta(days=3)}, "starts_on"),
        ({"ends_on": DAY - timedelta(days=1)}, "ends_on"),
        ({"procedures": []}, "procedures"),
        ({"procedures": ["unknown"]}, "procedures"),
        ({"act_kinds": ["unknown"]}, "act_kinds"),
        ({"in_absence_only": True}, "stands_in_for"),
        ({"signed_on": date(2024, 8, 31)}, "delegator"),
    ],
)
def test_a_delegation_that_contradicts_itself_is_refused_beside_the_field(house, changes, field):
    with pytest.raises(DelegationRefused) as refusal:
        granted(house, **changes)
    assert refusal.value.field == field
    assert not SignatureDelegation.objects.exists()


def test_a_delegation_names_two_different_people_in_post(house):
    for changes, field in (
        ({"delegate": house.prefect}, "delegate"),
        ({"delegator": house.agent}, "delegator"),
        ({"in_absence_only": True, "stands_in_for": house.head}, "stands_in_for"),
    ):
        with pytest.raises(DelegationRefused) as refusal:
            granted(house, **changes)
        assert refusal.value.field == field


def test_everything_swallows_the_rest_of_the_scope(house):
    assert granted(house, procedures=["*", "video_protection_authorisation"]).procedures == ["*"]


def test_one_order_has_one_date_of_signature(house):
    granted(house)
    assert granted(house, delegate=house.deputy).pk
    with pytest.raises(DelegationRefused, match="déjà enregistré"):
        granted(house, delegate=house.road_head, signed_on=DAY - timedelta(days=1))


def test_a_director_sub_delegates_only_when_his_own_order_says_so(house, delegation):
    sub = granted(house, delegator=house.director, order_number="2026/00021")
    operations.publish_delegation(
        delegation=sub, published_on=DAY - timedelta(days=1), register_reference="RAA", by=house.director, at=AT
    )
    assert len(queries.may_sign(house.head, ACT, DAY).visas) == 2
    delegation.may_be_subdelegated = False
    delegation.save()
    assert isinstance(queries.may_sign(house.head, ACT, DAY), Refusal)
    with pytest.raises(DelegationRefused, match="autorise la subdélégation"):
        granted(house, delegator=house.director, order_number="2026/00022")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"published_on": DAY - timedelta(days=3)}, "published_on"),
        ({"published_on": DAY + timedelta(days=1)}, "published_on"),
        ({"register_reference": "  "}, "register_reference"),
    ],
)
def test_a_publication_that_contradicts_the_order_is_refused(house, changes, field):
    delegation = granted(house)
    facts = {"published_on": DAY, "register_reference": "RAA n° 12"} | changes
    with pytest.raises(DelegationRefused) as refusal:
        operations.publish_delegation(delegation=delegation, **facts, by=house.director, at=AT)
    assert refusal.value.field == field


def test_a_delegation_is_published_suspended_and_revoked_once(house, delegation):
    for _ in range(2):
        outcome = []
        for operation, facts in (
            (operations.publish_delegation, {"published_on": DAY, "register_reference": "RAA"}),
            (operations.suspend_delegation, {"suspended_from": DAY, "reason": "Motif"}),
            (operations.revoke_delegation, {"revoked_on": DAY}),
        ):
            try:
                operation(delegation=delegation, **facts, by=house.director, at=AT)
                outcome.append("done")
            except AlreadyDone:
                outcome.append("already")
    assert outcome == ["already"] * 3
    assert actions() == ["delegation.suspended", "delegation.revoked"]


def test_nothing_is_suspended_or_revoked_in_the_past(house, delegation):
    yesterday = DAY - timedelta(days=1)
    with pytest.raises(DelegationRefused, match="passé"):
        operations.suspend_delegation(
            delegation=delegation, suspended_from=yesterday, reason="Motif", by=house.director, at=AT
        )
    with pytest.raises(DelegationRefused, match="passé"):
        operations.revoke_delegation(delegation=delegation, revoked_on=yesterday, by=house.director, at=AT)


def test_a_cancelled_absence_never_counts(house):
    Absence.objects.create(staff=house.head, starts_on=DAY, ends_on=DAY, cancelled_at=AT)
    assert queries.absence_on(house.head, DAY) is None
    assert absent(house, staff=house.head).pk
    assert Posting.objects.filter(staff=house.head).count() == 1
