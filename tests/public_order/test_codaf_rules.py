"""The committee against fraud: every rule of B3 and the worked example W17, on pure functions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from public_order.codaf import money, rules
from public_order.codaf.money import Counted, Found, Line, Money, Totals
from tests.people import paris

EVENING = paris(2026, 5, 12, 18, 0), paris(2026, 5, 12, 23, 0)
READY = rules.Facts(
    starts_at=EVENING[0], ends_at=EVENING[1], communes=("94028",), meeting_place="Commissariat",
    partners=("urssaf", "dtsp"), confirmed=("urssaf", "dtsp"), targets=3, frame="requisition_78_2_2",
    has_requisition=True, requisition_from=paris(2026, 5, 12, 17, 0), requisition_until=paris(2026, 5, 13, 0, 0),
    requisition_communes=("94028",), prosecutor_informed=True, briefing="Bars de nuit",
)  # fmt: skip


def refused(step, **facts):
    return [check.rule for check in rules.missing(rules.checks_for(step, replace(READY, **facts)))]


# --- W17 ----------------------------------------------------------------------------------------------------------

W17 = ((6, 11, 4, 2, "38500"), (9, 17, 5, 3, "121900"), (4, 7, 4, 1, "8600"))


def test_w17_the_quarter_of_three_operations():
    lines = [Line(est, per, bad, shut, Totals(notified=Decimal(cash))) for est, per, bad, shut, cash in W17]
    found = money.summed(lines)
    assert (found.operations, found.establishments, found.persons, found.in_breach, found.closures) == (
        3,
        19,
        35,
        13,
        6,
    )
    assert found.breach_rate == Decimal("68.4") and found.amounts.press == Decimal("169000")
    assert found.trace == "13 ÷ 19 établissements visités = 68,4 %"


@pytest.mark.parametrize(("row", "rate"), list(zip(W17, ("66.7", "55.6", "100.0"), strict=True)))
def test_w17_each_row_has_its_own_rate(row, rate):
    assert money.summed([Line(*row[:4])]).breach_rate == Decimal(rate)


def test_w17_no_establishment_gives_no_rate():
    assert money.summed([]).breach_rate is None and money.summed([]).trace == "Aucun établissement visité."


@given(st.lists(st.tuples(*[st.integers(0, 99)] * 4, st.decimals(0, 10**7, places=2)), max_size=12))
def test_w17_sums_do_not_depend_on_the_order_and_add_up(rows):
    lines = [Line(a + b, c, a, d, Totals(estimated=cash)) for a, b, c, d, cash in rows]
    assert money.summed(lines) == money.summed(lines[::-1])
    assert money.summed(lines).establishments == sum(line.establishments for line in lines)


# --- COD-01, COD-02 -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("confirmed", "met"),
    [((), False), (("urssaf",), False), (("urssaf", "urssaf"), False), (("urssaf", "parquet"), False),
     (("urssaf", "dtsp"), True), (("urssaf", "dtsp", "caf"), True)],
)  # fmt: skip
def test_cod_01_two_partners_besides_the_parquet(confirmed, met):
    assert ("COD-01" not in refused("ready", confirmed=confirmed)) is met
    assert ("COD-01" not in refused("prepared", partners=confirmed)) is met


def test_cod_01_the_number_is_a_dated_value():
    assert refused("ready", least_partners=3) == ["COD-01"]


@pytest.mark.parametrize(
    ("frame", "needed"),
    [("own_powers", False), ("requisition_78_2_2", True), ("requisition_78_2", True), ("l8271_1", False),
     ("douane_60", False), ("mixed", True)],
)  # fmt: skip
def test_cod_02_an_identity_check_needs_its_requisition(frame, needed):
    assert refused("ready", frame=frame, has_requisition=False) == (["COD-02"] if needed else [])
    assert refused("in_progress", frame=frame, has_requisition=False) == (["COD-02"] if needed else [])


@pytest.mark.parametrize(
    ("begins", "ends", "met"),
    [
        (EVENING[0], EVENING[1], True),
        (paris(2026, 5, 12, 17, 59), paris(2026, 5, 12, 23, 1), True),
        (paris(2026, 5, 12, 18, 1), paris(2026, 5, 12, 23, 30), False),
        (paris(2026, 5, 12, 17, 0), paris(2026, 5, 12, 22, 59), False),
        (paris(2026, 5, 13, 17, 0), paris(2026, 5, 13, 23, 59), False),
        (None, None, False),
    ],
)
def test_cod_02_the_window_contains_the_operation(begins, ends, met):
    assert refused("ready", requisition_from=begins, requisition_until=ends) == ([] if met else ["COD-02"])


def test_cod_02_the_night_of_the_change_of_hour_counts_instants():
    """25 October 2026: 2 h 30 comes twice. The requisition ends at the first one, the operation at the second."""
    zone = ZoneInfo("Europe/Paris")
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=zone, fold=fold) for fold in (0, 1))
    window = {"starts_at": paris(2026, 10, 24, 22, 0), "requisition_from": paris(2026, 10, 24, 21, 0)}
    assert refused("ready", **window, ends_at=second, requisition_until=first) == ["COD-02"]
    assert refused("ready", **window, ends_at=first, requisition_until=second) == []
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)


def test_cod_02_the_places_contain_the_operation_and_the_parquet_knows():
    assert refused("ready", communes=("94028", "94080")) == ["COD-02"]
    assert refused("ready", requisition_communes=()) == ["COD-02"]
    assert refused("ready", prosecutor_informed=False) == ["COD-02"]
    words = rules.missing(rules.checks_for("ready", replace(READY, communes=("94028", "94080"))))[0].words
    assert words == "Hors de la réquisition : 94080"


@given(st.integers(-600, 600), st.integers(-600, 600))
def test_cod_02_met_exactly_when_it_contains(before, after):
    facts = {"requisition_from": EVENING[0] - timedelta(minutes=before),
             "requisition_until": EVENING[1] + timedelta(minutes=after)}  # fmt: skip
    assert (refused("ready", **facts) == []) is (before >= 0 and after >= 0)


@pytest.mark.parametrize(
    ("step", "facts", "count"),
    [
        ("programmed", {"starts_at": None}, 1), ("prepared", {"targets": 0}, 1), ("prepared", {"frame": ""}, 1),
        ("prepared", {"meeting_place": ""}, 1), ("prepared", {"briefing": ""}, 1), ("done", {"unvisited": 2}, 1),
        ("done", {"unattended": ("urssaf",)}, 1), ("consolidated", {"awaited": ("caf",)}, 1), ("synthesised", {}, 1),
        ("synthesised", {"synthesis": "Six contrôles"}, 0), ("closed", {"open_follow_ups": 1}, 1), ("closed", {}, 0),
        ("programmed", {}, 0), ("prepared", {}, 0), ("done", {}, 0), ("consolidated", {}, 0),
    ],
)  # fmt: skip
def test_b3_each_state_says_what_it_still_needs(step, facts, count):
    assert len(refused(step, **facts)) == count


def test_b3_the_road_of_an_operation():
    assert [rules.next_step(state) for state in rules.ORDER] == [*rules.ORDER[1:], ""]
    assert rules.next_step("cancelled") == "" == rules.next_step("postponed")


# --- COD-03, COD-04 -----------------------------------------------------------------------------------------------


def cash(amount, stage="notified", nature="redressement_urssaf", on=date(2026, 6, 1)):
    return Money(nature, Decimal(amount), stage, on)


def found(key, partner="urssaf", pv="", persons=1, nature="travail_dissimule_salarie", target=1, amounts=()):
    return Found(key, target, partner, nature, pv, persons, False, tuple(amounts))


def test_cod_03_the_same_pv_of_the_same_partner_counts_once():
    rows = [found(1, pv="PV 2026/113", persons=3, amounts=[cash(1000)]),
            found(2, pv="pv2026/113", persons=3, nature="fraude_sociale", amounts=[cash(1000)])]  # fmt: skip
    (report,) = money.consolidated(rows)
    assert report.persons == 3 and report.natures == ("travail_dissimule_salarie", "fraude_sociale")
    assert money.totals_of([report]).press == Decimal(1000) and report.set_aside == (cash(1000),)


@pytest.mark.parametrize(
    ("rows", "reports", "press"),
    [
        ([found(1, pv="12", amounts=[cash(5)]), found(2, "caf", pv="12", amounts=[cash(5)])], 2, 10),
        ([found(1, amounts=[cash(5)]), found(2, amounts=[cash(5)])], 2, 10),
        ([found(1, pv="12", amounts=[cash(5)]), found(2, pv="13", amounts=[cash(5)])], 2, 10),
        ([found(1, pv="12", amounts=[cash(5)]), found(2, pv="12", target=2, amounts=[cash(5)])], 1, 5),
        ([found(1, pv="12", amounts=[cash(5)]), found(2, pv="12", amounts=[cash(7, nature="indus_caf")])], 1, 12),
        ([found(1, pv=" "), found(2, pv=" ")], 2, 0),
    ],
)
def test_cod_03_the_key_is_the_number_with_the_partner(rows, reports, press):
    assert len(money.consolidated(rows)) == reports
    assert money.totals_of(money.consolidated(rows)).press == press


def test_cod_03_of_two_lines_the_one_that_went_further_counts():
    (report,) = money.consolidated([found(1, pv="1", amounts=[cash(9000, "estimated")]),
                                    found(2, pv="1", amounts=[cash(7500, "notified")])])  # fmt: skip
    assert report.amounts == (cash(7500, "notified"),)


def test_cod_03_a_report_of_two_natures_is_in_both():
    rows = [found(1, pv="1", persons=2), found(2, pv="1", persons=2, nature="hygiene"), found(3, nature="hygiene")]
    assert money.by_nature(money.consolidated(rows)) == {"hygiene": (2, 3), "travail_dissimule_salarie": (1, 2)}


ROWS = st.builds(
    Found, key=st.integers(1, 10**6), target=st.integers(1, 4), partner=st.sampled_from(("urssaf", "caf", "dtsp")),
    nature=st.sampled_from(("hygiene", "sejour")), pv=st.sampled_from(("", "A1", "a 1", "B2")),
    persons=st.integers(0, 9), minor=st.just(False),
    amounts=st.lists(st.builds(Money, nature=st.sampled_from(("indus_caf", "saisie_bien")),
                               amount=st.decimals("0.01", 10**6, places=2), stage=st.sampled_from(list(money.RANK)),
                               stage_on=st.just(date(2026, 5, 1))), max_size=2).map(tuple),
)  # fmt: skip


@given(st.lists(ROWS, max_size=12, unique_by=lambda row: row.key), st.randoms())
def test_cod_03_recording_again_what_is_known_changes_nothing(rows, chance):
    rows = [row for row in rows if row.pv]
    again = rows + [replace(row, key=row.key + 10**7) for row in rows]
    chance.shuffle(again)
    assert money.totals_of(money.consolidated(again)) == money.totals_of(money.consolidated(rows))
    assert sum(r.persons for r in money.consolidated(again)) == sum(r.persons for r in money.consolidated(rows))


@given(st.lists(ROWS, max_size=12, unique_by=lambda row: row.key))
def test_cod_04_every_cent_is_in_one_stage_and_partners_add_up(rows):
    reports = money.consolidated(rows)
    whole, parts = money.totals_of(reports), money.by_partner(reports).values()
    for name in ("estimated", "notified", "recovered", "cancelled"):
        assert getattr(whole, name) == sum((getattr(part, name) for part in parts), Decimal(0))
    kept = sum((line.amount for report in reports for line in report.amounts), Decimal(0))
    assert kept == whole.estimated + whole.press + whole.cancelled


@pytest.mark.parametrize(
    ("stage", "press", "estimated"),
    [("estimated", 0, 100), ("notified", 100, 0), ("recovered", 100, 0), ("cancelled", 0, 0)],
)
def test_cod_04_the_press_hears_what_is_notified(stage, press, estimated):
    found = money.totals([cash(100, stage)])
    assert (found.press, found.estimated) == (press, estimated)


def test_cod_04_a_report_object_is_plain():
    report = money.consolidated([found(1)])[0]
    assert isinstance(report, Counted) and report.amounts == ()


# --- COD-05 -------------------------------------------------------------------------------------------------------


def reads(at, body="urssaf", state="ready", is_confirmed=True, starts_at=EVENING[0]):
    return rules.partner_reads(body=body, is_confirmed=is_confirmed, state=state, starts_at=starts_at, at=at, hours=12)


@pytest.mark.parametrize(
    ("at", "allowed"),
    [(paris(2026, 5, 12, 5, 59), False), (paris(2026, 5, 12, 6, 0), True), (paris(2026, 5, 12, 20, 0), True),
     (paris(2026, 5, 11, 18, 0), False)],
)  # fmt: skip
def test_cod_05_a_partner_reads_from_twelve_hours_before(at, allowed):
    assert reads(at) is allowed


@pytest.mark.parametrize(
    ("state", "allowed"),
    [("idea", False), ("programmed", False), ("prepared", False), ("ready", True), ("in_progress", True),
     ("done", True), ("postponed", False), ("cancelled", False)],
)  # fmt: skip
def test_cod_05_an_operation_that_is_not_ready_shows_nothing_at_its_hour(state, allowed):
    assert reads(EVENING[0], state=state) is allowed
    assert reads(EVENING[0], state=state, is_confirmed=False) is False


def test_cod_05_twelve_real_hours_on_the_night_of_the_change():
    """29 March 2026: the night loses an hour, so twelve hours before 10 h are 21 h the day before."""
    assert rules.opens_to_partners(paris(2026, 3, 29, 10, 0), 12) == paris(2026, 3, 28, 21, 0)


def test_cod_05_the_parquet_reads_at_any_time_but_not_what_is_cancelled():
    assert reads(paris(2026, 1, 1), body="parquet", state="idea")
    assert not reads(EVENING[0], body="parquet", state="cancelled")


@pytest.mark.parametrize(
    ("seat", "pilot", "bureau", "state", "allowed"),
    [(True, False, True, "idea", True), (False, True, True, "ready", True), (False, False, True, "ready", False),
     (False, False, True, "postponed", False), (False, False, True, "cancelled", False),
     (False, False, True, "in_progress", True), (False, False, False, "done", False)],
)  # fmt: skip
def test_cod_05_in_the_house(seat, pilot, bureau, state, allowed):
    assert rules.staff_reads(holds_seat=seat, is_pilot=pilot, reads_bureau=bureau, state=state) is allowed


def test_cod_05_a_target_of_some_partners_is_not_for_the_others():
    assert rules.told_to("urssaf", []) and rules.told_to("urssaf", ["urssaf"]) and rules.told_to("parquet", ["caf"])
    assert not rules.told_to("urssaf", ["caf", "dtsp"])


# --- COD-06 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "reminders", "late"),
    [(date(2026, 5, 13), 0, 0), (date(2026, 5, 18), 0, 0), (date(2026, 5, 19), 1, 0), (date(2026, 5, 26), 1, 0),
     (date(2026, 5, 27), 2, 0), (date(2026, 6, 1), 2, 5)],
)  # fmt: skip
def test_cod_06_due_in_fifteen_days_reminded_at_seven_and_fifteen(on, reminders, late):
    due = rules.answer_due(date(2026, 5, 12), on, first=7, days=15)
    assert (due.due_on, due.first_on) == (date(2026, 5, 27), date(2026, 5, 19))
    assert (due.reminders, due.late_days) == (reminders, late)


# --- COD-09 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("73282932000074", "Le Palmier", "3 rue du Lac"), ("73282932000074", "Palmier d'or", "5 quai"), True),
        (("", "SARL Le Palmier", "3 av. du Lac"), ("", "le palmier", "3, Avenue du lac"), True),
        (("", "Le Palmier", "3 rue du Lac"), ("73282932000074", "LE PALMIER", "3 r. du Lac"), True),
        (("", "Le Palmier", "3 rue du Lac"), ("", "Le Palmier", "5 rue du Lac"), False),
        (("", "Épicerie d'Été", "1 pl Saint-Jean"), ("", "epicerie d ete", "1 place St Jean"), True),
        (("", "Le Palmier", "3 rue du Lac"), ("", "Le Dattier", "3 rue du Lac"), False),
    ],
)
def test_cod_09_an_establishment_is_known_again(one, other, same):
    left, right = (
        set(rules.establishment_keys(siret=s, name=n, address=a, commune="94028")) for s, n, a in (one, other)
    )
    assert bool(left & right) is same


@pytest.mark.parametrize(
    ("former", "again"),
    [(date(2026, 2, 27), False), (date(2026, 2, 28), True), (date(2026, 8, 30), True), (date(2026, 8, 31), True),
     (date(2026, 9, 1), False)],
)  # fmt: skip
def test_cod_09_within_six_months(former, again):
    assert rules.is_again(former, date(2026, 8, 31), 6) is again


@pytest.mark.parametrize(
    ("year", "quarter", "days"),
    [(2026, 1, (date(2026, 1, 1), date(2026, 4, 1))), (2026, 4, (date(2026, 10, 1), date(2027, 1, 1)))],
)
def test_b3_quarters(year, quarter, days):
    assert money.quarter_days(year, quarter) == days
    assert money.quarter_of(days[0]) == money.quarter_of(days[1] - timedelta(days=1)) == (year, quarter)


def test_b3_sectors_covered_against_the_plan():
    assert money.covered({"btp": 4, "vtc": 2}, {"btp": 1, "marches": 3}) == [
        ("btp", 4, 1),
        ("marches", 0, 3),
        ("vtc", 2, 0),
    ]
