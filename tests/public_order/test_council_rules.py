"""PRE, EMS and PRO rules on plain values: the worked examples first (W15, W18), then properties. Pure."""

import csv
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import BASE_DIR
from directorate.legal_calendar.arithmetic import add_months
from directorate.legal_calendar.holidays import is_working_day
from public_order.councils import rules, stories
from public_order.protocols import rules as protocols
from public_order.statistics.board import areas

LIMITS = {"threshold": 5000, "coordinator": 15000}
DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


def populations() -> dict[str, tuple[str, int]]:
    with (BASE_DIR / "directorate/territory/data/communes.csv").open(encoding="utf-8") as lines:
        return {row["code_insee"]: (row["nom"], int(row["population"])) for row in csv.DictReader(lines, delimiter=";")}


def quarters() -> dict[str, int]:
    found: dict[str, int] = {}
    for area in areas():
        for commune in area["communes"] if area["kind"] == "qpv" else ():
            found[commune] = found.get(commune, 0) + 1
    return found


def test_pre_01_w15_forty_two_communes_are_obliged_and_five_are_not():
    held = quarters()
    duties = {name: rules.duty(number, held.get(code, 0), **LIMITS) for code, (name, number) in populations().items()}
    free = sorted(name for name, one in duties.items() if not one.is_obliged)
    assert len(duties) == 47 and sum(one.is_obliged for one in duties.values()) == 42
    assert free == ["Mandres-les-Roses", "Marolles-en-Brie", "Noiseau", "Périgny", "Santeny"]
    assert sum(number > 10000 for _, number in populations().values()) == 40
    assert sum(one.needs_coordinator for one in duties.values()) == 35
    # None by the quarters alone.
    assert not [code for code, (_, number) in populations().items() if held.get(code) and number <= 5000]


@pytest.mark.parametrize(
    ("population", "held", "obliged"), [(5000, 0, False), (5001, 0, True), (5000, 1, True), (0, 0, False), (0, 2, True)]
)
def test_pre_01_strictly_above_the_threshold_or_with_a_quarter(population, held, obliged):
    assert rules.duty(population, held, **LIMITS).is_obliged is obliged


@pytest.mark.parametrize(("population", "needed"), [(15000, False), (15001, True), (14999, False)])
def test_pre_03_a_coordinator_strictly_above_fifteen_thousand(population, needed):
    found = rules.duty(population, 0, **LIMITS)
    assert found.needs_coordinator is needed
    assert [step.rule for step in found.steps] == ["PRE-01", "PRE-01", "PRE-03"]
    assert "15 000" in found.steps[2].words


def test_pre_02_w15_the_council_sleeps_since_seventy_eight_days():
    found = rules.sleep(date(2025, 3, 15), date(2026, 6, 1), 12)
    assert (found.due_on, found.days, found.is_dormant) == (date(2026, 3, 15), 78, True)


@pytest.mark.parametrize(("on", "days"), [(date(2026, 3, 15), 0), (date(2026, 3, 16), 1), (date(2025, 3, 15), 0)])
def test_pre_02_overdue_from_the_day_after_the_anniversary(on, days):
    assert rules.sleep(date(2025, 3, 15), on, 12).days == days


@given(DAYS, DAYS)
def test_pre_02_never_dormant_within_the_delay(last, on):
    assert rules.sleep(last, on, 12).is_dormant == (on > add_months(last, 12))


def test_pre_04_a_shared_council_covers_from_the_entry_and_until_the_exit():
    spans = [rules.Span("94052", 1, date(2026, 1, 1), date(2026, 7, 1)), rules.Span("94058", 1, date(2026, 5, 1))]
    assert rules.covered(spans, date(2025, 12, 31)) == {}
    assert rules.covered(spans, date(2026, 1, 1)) == {"94052": 1}
    assert rules.covered(spans, date(2026, 5, 1)) == {"94052": 1, "94058": 1}
    assert rules.covered(spans, date(2026, 7, 1)) == {"94058": 1}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"obliged": True, "council": False, "prepared": False, "dormant": False}, rules.MISSING),
        ({"obliged": False, "council": False, "prepared": False, "dormant": False}, rules.OPTIONAL),
        ({"obliged": True, "council": True, "prepared": True, "dormant": True}, rules.PREPARED),
        ({"obliged": True, "council": True, "prepared": False, "dormant": True}, rules.DORMANT),
        ({"obliged": False, "council": True, "prepared": False, "dormant": False}, rules.ACTIVE),
    ],
)
def test_pre_01_the_state_of_a_council(facts, told):
    assert rules.status(**facts) == told


D1, D2, D3 = date(2026, 1, 10), date(2026, 2, 10), date(2026, 3, 10)


@pytest.mark.parametrize(
    ("days", "refused"),
    [
        ((D1, D2, D3), False), ((D1, D1, D1), False), ((D2, D1, D3), True), ((D1, D3, D2), True),
        ((None, D2, D3), True), ((D1, None, D3), True), ((D1, D2, None), False), ((None, None, None), False),
    ],
)  # fmt: skip
def test_pre_06_procureur_then_council_then_signature(days, refused):
    assert bool(rules.order_refusal(*days)) is refused


@given(DAYS, DAYS, DAYS)
def test_pre_06_only_an_order_that_grows_is_accepted(first, second, third):
    assert (rules.order_refusal(first, second, third) == "") == (first <= second <= third)


def test_ems_01_ten_days_five_days_and_five_days_after():
    found = rules.days_of(date(2026, 6, 15), convening=10, documents=5, minutes=5)
    assert found == rules.Days(date(2026, 6, 5), date(2026, 6, 10), date(2026, 6, 20))


@pytest.mark.parametrize(
    ("late", "told"), [(0, (0, "")), (1, (1, "warning")), (30, (30, "warning")), (31, (31, "error")), (-5, (0, ""))]
)
def test_ems_02_late_above_thirty_days_is_red(late, told):
    due = date(2026, 3, 1)
    assert rules.lateness(due, due + timedelta(days=late), is_open=True, red=30) == told
    assert rules.lateness(due, due + timedelta(days=late), is_open=False, red=30) == (0, "")


def test_ems_the_agenda_has_eight_points_the_follow_up_first():
    assert (
        len(rules.AGENDA) == 8 and rules.AGENDA[0] == "Suivi des actions" and rules.AGENDA[-1] == "Questions diverses"
    )


def test_ems_measures_by_partner():
    on, day = date(2026, 6, 1), date(2026, 1, 1)
    rows = [
        rules.Closed("DTSP", day, date(2026, 2, 1), date(2026, 2, 1)),
        rules.Closed("DTSP", day, date(2026, 2, 1), date(2026, 2, 2)),
        rules.Closed("DTSP", day, date(2026, 5, 1), None),
        rules.Closed("DTSP", day, date(2026, 2, 1), date(2026, 1, 15), cancelled=True),
        rules.Closed("Douanes", day, date(2026, 7, 1), None),
    ]
    police, customs = rules.measures(rows, on)
    assert (police.decided, police.open, police.late, police.closed, police.share, police.age) == (4, 1, 1, 2, 50, 151)
    assert (customs.share, customs.late) == (None, 0)


# --- protocols ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "months", "ends"),
    [
        (date(2024, 9, 16), 60, date(2029, 9, 15)), (date(2024, 2, 29), 60, date(2029, 2, 28)),
        (date(2025, 3, 1), 48, date(2029, 2, 28)), (date(2024, 1, 1), 36, date(2026, 12, 31)),
    ],
)  # fmt: skip
def test_w18_a_term_ends_the_day_before_its_anniversary(starts, months, ends):
    assert protocols.last_day(starts, months) == ends


def test_pro_01_w18_alerts_six_and_three_months_before_the_last_day():
    end = date(2029, 9, 15)
    assert [alert.since for alert in protocols.alerts(end, (6, 4, 2))] == [
        date(2029, 3, 15), date(2029, 5, 15), date(2029, 7, 15)
    ]  # fmt: skip
    assert protocols.alert_on(end, date(2029, 3, 14), (6, 3)) is None
    assert protocols.alert_on(end, date(2029, 3, 15), (6, 3)).months == 6
    assert protocols.alert_on(end, date(2029, 6, 15), (6, 3)).months == 3
    assert protocols.alert_on(end, date(2029, 9, 16), (6, 3)) is None


TERM = protocols.Term(date(2023, 1, 1), date(2025, 12, 31))


def test_pro_02_a_tacit_term_opens_the_day_after():
    assert protocols.tacit_terms(TERM, date(2025, 12, 31), months=36, renewal="tacit") == []
    assert protocols.tacit_terms(TERM, date(2026, 1, 1), months=36, renewal="tacit") == [
        protocols.Term(date(2026, 1, 1), date(2028, 12, 31))
    ]
    assert len(protocols.tacit_terms(TERM, date(2030, 1, 1), months=36, renewal="tacit")) == 2
    assert protocols.tacit_terms(TERM, date(2030, 1, 1), months=36, renewal="express") == []


@pytest.mark.parametrize(("denounced", "renewed"), [(date(2025, 9, 30), 0), (date(2025, 10, 1), 1), (None, 1)])
def test_pro_02_a_denunciation_with_its_notice_stops_the_renewal(denounced, renewed):
    found = protocols.tacit_terms(TERM, date(2026, 2, 1), months=36, renewal="tacit", denounced_on=denounced, notice=3)
    assert len(found) == renewed


@given(DAYS, st.integers(1, 60), DAYS)
def test_pro_02_terms_follow_one_another_without_a_gap_until_today(starts, months, on):
    last = protocols.Term(starts, protocols.last_day(starts, months))
    found = protocols.tacit_terms(last, on, months=months, renewal="tacit")
    for before, after in zip([last, *found], found, strict=False):
        assert after.starts_on == before.ends_on + timedelta(days=1)
    assert ([last, *found][-1].ends_on >= on) or on < starts


def test_pro_03_a_committee_is_due_after_its_frequency():
    due = protocols.committee_due(date(2026, 1, 31), None, 1)
    assert due == date(2026, 2, 28) and protocols.committee_days_late(due, date(2026, 3, 2)) == 2
    assert protocols.committee_days_late(due, due) == 0
    assert protocols.committee_due(None, date(2026, 1, 1), 6) == date(2026, 7, 1)
    assert protocols.committee_due(None, date(2026, 1, 1), None) is None


def signs(**facts):
    return protocols.Signatory(
        **{"party": "Mairie", "mandate": "délibération", "starts_on": D1, "ends_on": None, **facts}
    )


@pytest.mark.parametrize(
    ("other", "refused"),
    [
        (signs(), False), (signs(mandate=""), True), (signs(starts_on=None), True), (signs(starts_on=D3), True),
        (signs(ends_on=D1), True), (signs(ends_on=D2), False),
    ],
)  # fmt: skip
def test_pro_04_no_signature_without_a_mandate_that_covers_the_day(other, refused):
    assert bool(protocols.signature_problems([signs(party="Préfet"), other], D2)) is refused
    assert protocols.signature_problems([other], D2)


@pytest.mark.parametrize(
    ("state", "on", "renewal", "told"),
    [
        ("in_force", date(2025, 5, 1), "express", "in_force"), ("in_force", date(2025, 8, 1), "express", "to_renew"),
        ("in_force", date(2026, 1, 1), "express", "expired"), ("in_force", date(2026, 1, 1), "tacit", "in_force"),
        ("in_force", date(2025, 8, 1), "tacit", "in_force"), ("to_sign", date(2026, 1, 1), "none", "to_sign"),
        ("denounced", date(2025, 5, 1), "tacit", "denounced"),
    ],
)  # fmt: skip
def test_pro_01_the_state_of_a_protocol(state, on, renewal, told):
    assert protocols.status(state, TERM.ends_on, on, renewal=renewal, steps=(6, 3)) == told


# --- demonstration ------------------------------------------------------------------------------------------------


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(0, 400))
def test_nobody_sits_on_a_sunday_nor_on_a_holiday_in_the_demonstration(day, after):
    before, later = stories.worked(day), stories.ahead(day, after)
    assert is_working_day(before) and before <= day and (day - before).days < 6
    assert is_working_day(later.date()) and later.date() >= day + timedelta(days=after) and later.hour == 10
