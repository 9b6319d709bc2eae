"""The worked examples of the domain note (its section 8) and its rules R1 to R12: where each one is a test.

The table is judged: an example whose test is renamed or removed fails here. Those of matters that are
not handled yet (jurors E11, motor events at the end of E7) are
proved by the arithmetic alone, or absent.
"""

import ast
from datetime import date
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ARITHMETIC = "legal_calendar/test_arithmetic.py"
DATES = "casework/test_deadlines.py"
# example, of what, file, test
TABLE = [
    ("E1 base", "domiciliation", "police_admin/test_economy.py", "test_two_months_after_receipt_silence_refuses"),
    ("E1 a b c", "domiciliation", "police_admin/test_economy.py",
     "test_documents_asked_suspend_the_silence_until_they_come_or_the_limit"),
    ("E1 a b c", "engine", DATES, "test_missing_documents_suspend_a_silence_that_refuses"),
    ("E2", "engine", DATES, "test_nothing_is_accepted_before_the_last_document"),
    ("E2", "rule", "legal_calendar/test_time_limits.py",
     "test_a_complete_request_is_accepted_two_months_after_receipt"),
    ("E4 a", "AR-02", "police_admin/test_weapons.py", "test_silence_of_three_months_refuses_even_on_a_sunday"),
    ("E4 b", "AR-02", "police_admin/test_weapons.py",
     "test_a_permit_of_june_2022_is_to_be_renewed_by_monday_15_march_2027"),
    ("E4 c", "AR-02", "police_admin/test_weapons.py",
     "test_the_weapons_are_acquired_within_six_months_of_the_notification"),
    ("E4 b", "AR-03", "police_admin/test_weapons_files.py",
     "test_the_holder_of_e4_is_called_six_and_four_months_before_the_end_of_his_title"),
    ("AR-07 year", "AR-07", "police_admin/test_weapons_surrender.py",
     "test_the_final_decision_is_due_a_year_after_the_seizure_with_calls_at_nine_and_eleven_months"),
    ("E5", "appeals", "appeals/test_clock.py",
     "test_an_appeal_of_the_last_day_is_in_time_and_one_of_the_next_day_is_late"),
    ("E5", "engine", DATES, "test_the_addressee_has_two_clear_months_to_go_to_court"),
    ("E6", "MV-01", "police_admin/test_demonstration.py", "test_the_filing_window_is_three_to_fifteen_clear_days"),
    ("E6", "rule", "legal_calendar/test_time_limits.py", "test_a_declaration_is_early_on_time_or_late"),
    ("E7 lead times", "ES-01, ES-02", "police_admin/test_sports.py", "test_each_event_has_its_lead_time"),
    ("E7 arrival", "ES-01", "police_admin/test_sports.py", "test_a_declaration_must_have_arrived_that_day"),
    ("E7 one commune", "ES-01, ES-02", "police_admin/test_sports.py",
     "test_within_one_commune_the_mayor_is_competent"),
    ("E7 marshals, insurance", "ES-01", "police_admin/test_sports.py",
     "test_marshals_and_traffic_orders_come_three_weeks_before_and_insurance_six_clear_days"),
    ("E7 federation", "ES-01", "police_admin/test_sports.py",
     "test_a_silent_federation_is_deemed_favourable_after_a_month"),
    ("E8 ladder", "VP", "permits/test_validity.py", "test_the_dates_of_e8_are_those_of_the_law"),
    ("E8 late renewal", "VP-02", "permits/test_validity.py",
     "test_on_23_november_2026_the_renewal_of_e8_is_21_days_late_and_the_permit_valid_for_99_days"),
    ("E8 29 February", "VP", "permits/test_validity.py",
     "test_a_permit_of_29_february_ends_on_the_last_day_of_february"),
    ("E8 six years", "domiciliation", "police_admin/test_economy.py", "test_an_approval_lasts_six_years"),
    ("E9 notice", "EX-03", "police_admin/test_evictions.py",
     "test_the_period_of_a_notice_runs_two_months_from_the_later_service"),
    ("E9 premature", "EX-04", "police_admin/test_evictions.py",
     "test_a_request_before_the_end_of_the_notice_is_premature_and_this_is_said"),
    ("E9 refusal, liability", "EX-04", "police_admin/test_evictions.py",
     "test_two_months_of_silence_refuse_and_the_truce_moves_the_liability_alone"),
    ("E10", "EX-02", "police_admin/test_evictions.py", "test_a_summons_is_notified_six_weeks_before_the_hearing"),
    ("E12", "DB-05", "police_admin/test_closure.py",
     "test_old_facts_give_forty_eight_hours_except_for_crimes"),
    ("E12 longest", "DB-05", "police_admin/test_closure.py",
     "test_the_closure_ends_after_its_days_and_never_beyond_the_longest"),
    ("E13", "EX-07", "police_admin/test_urgent_notices.py",
     "test_a_squat_is_decided_in_forty_eight_hours_and_the_tax_administration_asked_in_seventy_two"),
    ("E9 cost", "EX-06", "police_admin/test_eviction_costs.py",
     "test_the_request_says_what_a_refusal_costs_if_nobody_acts"),
    ("E13 hours", "rule", ARITHMETIC, "test_r10_hours_are_exact_instants_in_paris_time"),
    ("E15 i, v", "redirections", "police_admin/test_redirections.py",
     "test_a_mayor_is_named_and_the_platform_of_orly_is_for_the_prefect_of_police"),
    ("E15 ii", "VD-01", "police_admin/test_visits.py",
     "test_the_prefect_is_competent_for_the_condemned_in_three_sorts_of_wards"),
    ("E15 iii", "DB-02", "police_admin/test_outlets.py", "test_the_last_licence_iv_leaves_only_if_its_mayor_agrees"),
    ("E15 iv", "DB-02", "police_admin/test_outlets.py",
     "test_a_licence_does_not_change_department_twice_in_eight_years"),
    ("E12 other closures", "DB-06 to DB-09", "police_admin/test_outlet_measures.py",
     "test_a_closure_runs_from_hour_to_hour"),
    ("E15 iii register", "DB-02", "police_admin/test_outlet_register.py",
     "test_the_last_licence_iv_of_a_commune_is_known"),
    ("E15 iv register", "DB-02", "police_admin/test_outlet_register.py",
     "test_a_licence_that_came_three_years_ago_stays"),
    ("E16", "EX-08", "police_admin/test_urgent_notices.py",
     "test_travellers_leave_in_twenty_four_hours_and_the_court_stays_the_evacuation"),
    ("E16 hours", "rule", ARITHMETIC, "test_r10_hours_are_exact_instants_in_paris_time"),
    ("R1", "rule", ARITHMETIC, "test_r1_months_keep_the_day_number_or_take_the_last_day"),
    ("R2", "rule", ARITHMETIC, "test_r2_silence_may_fall_on_a_sunday"),
    ("R3", "rule", ARITHMETIC, "test_r3_the_clock_stops_until_the_documents_or_the_limit"),
    ("R4", "rule", ARITHMETIC, "test_r4_an_appeal_is_a_clear_period_moved_to_a_working_day"),
    ("R5", "rule", ARITHMETIC, "test_r5_a_demonstration_is_declared_between_fifteen_and_three_clear_days"),
    ("R6", "rule", ARITHMETIC, "test_r6_a_sports_event_is_filed_whole_months_before"),
    ("R7", "rule", ARITHMETIC, "test_r7_days_before_are_calendar_days"),
    ("R8", "rule", ARITHMETIC, "test_r8_six_weeks_before_a_hearing_are_never_extended"),
    ("R9", "rule", ARITHMETIC, "test_r9_working_days_skip_what_nobody_works"),
    ("R10", "rule", ARITHMETIC, "test_r10_an_instant_without_a_time_zone_is_refused"),
    ("R11", "rule", ARITHMETIC, "test_r11_validity_of_years_ends_on_the_same_day_number"),
    ("R12", "rule", ARITHMETIC, "test_r12_a_document_is_as_old_as_on_the_day_of_filing"),
]  # fmt: skip


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize(
    ("file", "name"), [row[2:] for row in TABLE], ids=[f"{row[0]}, {row[1]}".replace(" ", "-") for row in TABLE]
)
def test_an_example_of_the_note_has_its_test(file, name):
    assert name in names_in(file)


def test_every_rule_and_every_example_of_what_the_house_handles_is_in_the_table():
    named = {row[0].split()[0] for row in TABLE}
    assert {f"R{number}" for number in range(1, 13)} <= named
    assert {f"E{number}" for number in (1, 2, 4, 5, 6, 7, 8, 9, 10, 12, 13, 15, 16)} <= named


MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


@pytest.mark.parametrize(
    ("day", "weekday"),
    [
        (date(2026, 1, 12), MONDAY), (date(2026, 3, 31), TUESDAY), (date(2026, 4, 11), SATURDAY),  # E1
        (date(2027, 1, 30), SATURDAY),  # E2
        (date(2027, 2, 28), SUNDAY), (date(2027, 3, 15), MONDAY),  # E4
        (date(2026, 5, 16), SATURDAY), (date(2026, 4, 30), THURSDAY), (date(2026, 5, 12), TUESDAY),  # E6
        (date(2026, 6, 7), SUNDAY), (date(2026, 4, 7), TUESDAY), (date(2026, 3, 7), SATURDAY),  # E7
        (date(2026, 5, 7), THURSDAY), (date(2026, 5, 31), SUNDAY),  # E7
        (date(2027, 3, 2), TUESDAY), (date(2026, 11, 2), MONDAY), (date(2026, 11, 23), MONDAY),  # E8
        (date(2026, 11, 15), SUNDAY), (date(2026, 11, 16), MONDAY), (date(2026, 7, 4), SATURDAY),  # E9
        (date(2025, 5, 12), MONDAY), (date(2025, 3, 30), SUNDAY), (date(2026, 12, 24), THURSDAY),  # E10
        (date(2026, 6, 12), FRIDAY), (date(2026, 6, 14), SUNDAY),  # E12
    ],
)  # fmt: skip
def test_the_days_of_the_note_were_copied_right(day, weekday):
    """The note names the day of the week: a date copied with a wrong figure falls on another."""
    assert day.weekday() == weekday
