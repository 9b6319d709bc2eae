"""Messages and numbers: the marker of exercises, the segments of an SMS, hostile numbers, the days of the sirens."""

from datetime import date, datetime, timedelta

import pytest

from civil_protection.alerts.campaigns.texts import (
    MARKER,
    announces_an_exercise,
    is_marked,
    marked,
    outside_gsm,
    plain_sms,
    sms_length,
    sms_segments,
    spoken_seconds,
)
from civil_protection.alerts.directory.numbers import international, masked, spaced
from civil_protection.alerts.sirens.calendar import first_wednesday, proposed_day, signal_seconds
from civil_protection.alerts.vigilance.models import VigilanceBulletin
from civil_protection.alerts.vigilance.queries import days_by_colour, last_map, season_of
from directorate.legal_calendar.arithmetic import PARIS


@pytest.mark.parametrize("mode", ["exercise", "test"])
@pytest.mark.parametrize(
    "text", ["Crue de la Seine.", "EXERCICE EXERCICE. Crue de la Seine.", "exercice : Crue de la Seine.",
             "  EXERCICE, EXERCICE - EXERCICE. Crue de la Seine."]
)  # fmt: skip
def test_what_is_not_real_says_so_first_and_once(mode, text):
    assert marked(text, mode) == f"{MARKER}. Crue de la Seine."
    assert is_marked(marked(text, mode), mode)
    assert marked(marked(text, mode), mode) == marked(text, mode)


def test_a_real_message_is_left_as_it_is_and_a_hidden_marker_is_not_enough():
    assert marked("Crue de la Seine.", "real") == "Crue de la Seine."
    assert not is_marked("Crue de la Seine. EXERCICE EXERCICE", "exercise")
    assert announces_an_exercise(" Exercice. Crue")
    assert not announces_an_exercise("Crue, ceci n'est pas un exercice")
    assert not announces_an_exercise("Exercices annulés : crue")


@pytest.mark.parametrize(
    ("text", "length", "segments"),
    [
        ("", 0, 0), ("a" * 160, 160, 1), ("a" * 161, 161, 2), ("a" * 306, 306, 2), ("a" * 307, 307, 3),
        ("é" * 160, 160, 1), ("€" * 80, 160, 1), ("€" * 81, 162, 2), ("ê" * 70, 70, 1), ("ê" * 71, 71, 2),
        ("ê" * 134, 134, 2), ("\U0001f30a", 2, 1), ("\U0001f30a" * 36, 72, 2),
    ],
)  # fmt: skip
def test_the_segments_of_an_sms_are_counted_as_the_network_does(text, length, segments):
    assert (sms_length(text), sms_segments(text)) == (length, segments)


def test_what_the_network_does_not_know_is_named_and_has_a_plain_form():
    assert outside_gsm("Rappel à la forêt d’Arcueil, forêt") == "ê’"
    assert outside_gsm(plain_sms("L’île « inondée » – évacuer… cœur")) == ""


def test_a_voice_says_a_hundred_and_fifty_words_a_minute():
    assert spoken_seconds("mot " * 150, 150) == 60
    assert spoken_seconds("mot " * 113, 150) == 46
    assert spoken_seconds("L'alerte", 60) == 1
    # A number to call back is said figure by figure.
    assert spoken_seconds("0199000000", 60) == 10


@pytest.mark.parametrize(
    "text", ["06 39 98 12 34", "06.39.98.12.34", "0639981234", "+33 6 39 98 12 34", "+33 (0)6 39 98 12 34",
             "0033639981234", " 06-39-98-12-34 ", "06\u00a039\u00a098\u00a012\u00a034"]
)  # fmt: skip
def test_a_number_has_one_form_however_it_was_typed(text):
    assert international(text) == "+33639981234"
    assert spaced(international(text)) == "06 39 98 12 34"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "chiffres"), ("17", "court"), ("112", "court"), ("3639", "court"), ("06 39 98 12", "nombre de chiffres"),
        ("06 39 98 12 34 56", "nombre de chiffres"), ("0899 12 34 56", "surtaxé"), ("08 20 12 34 56", "surtaxé"),
        ("06 39 98 12 3a", "chiffres"), ("<script>alert(1)</script>", "chiffres"), ("0" * 5000, "trop long"),
        ("06 39 98 12 34; rm -rf /", "chiffres"), ("+33 06 39 98 12 34", "nombre de chiffres"),
        ("٠٦٣٩٩٨١٢٣٤", "chiffres"), ("=cmd()", "chiffres"), ("+0639981234", "nombre de chiffres"),
    ],
)  # fmt: skip
def test_what_is_not_a_number_to_call_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        international(text)


def test_a_masked_number_cannot_be_called():
    assert masked("+33639981234") == "…12 34"
    assert masked("yse.garance@mairie.test") == "y…@mairie.test"


# --- EX10 ----------------------------------------------------------------------------------------------------


def test_the_first_wednesdays_of_2027():
    assert [first_wednesday(date(2027, month, 1)).day for month in range(1, 13)] == [
        6, 3, 3, 7, 5, 2, 7, 4, 1, 6, 3, 1,
    ]  # fmt: skip


def test_the_first_wednesdays_that_are_holidays_from_2023_to_2036():
    months = [date(year, month, 1) for year in range(2023, 2037) for month in range(1, 13)]
    moved = {first_wednesday(month): proposed_day(month, 7)[0] for month in months if proposed_day(month, 7)[1]}
    assert moved == {
        date(2023, 11, 1): date(2023, 11, 8), date(2024, 5, 1): date(2024, 5, 15), date(2025, 1, 1): date(2025, 1, 8),
        date(2028, 11, 1): date(2028, 11, 8), date(2030, 5, 1): date(2030, 5, 15), date(2031, 1, 1): date(2031, 1, 8),
        date(2034, 11, 1): date(2034, 11, 8),
    }  # fmt: skip


def test_an_ordinary_month_says_no_reason():
    assert proposed_day(date(2026, 12, 24), 7) == (date(2026, 12, 2), "")
    assert proposed_day(date(2025, 1, 1), 7)[1] == "01/01/2025 férié (Jour de l'an)"


def test_a_week_after_the_first_of_may_is_a_holiday_as_well():
    assert proposed_day(date(2030, 5, 1), 7) == (
        date(2030, 5, 15), "01/05/2030 férié (Fête du travail), 08/05/2030 férié (Victoire de 1945)",
    )  # fmt: skip


def test_the_real_alert_lasts_313_seconds():
    assert signal_seconds(cycles=3, cycle=101, pause=5) == 313
    assert signal_seconds(cycles=1, cycle=101, pause=5) == 101


# --- seasons -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 1, 15), date(2025, 12, 1), date(2026, 2, 28)),
        (date(2024, 2, 29), date(2023, 12, 1), date(2024, 2, 29)),
        (date(2026, 12, 1), date(2026, 12, 1), date(2027, 2, 28)),
        (date(2026, 3, 1), date(2026, 3, 1), date(2026, 5, 31)),
        (date(2026, 11, 30), date(2026, 9, 1), date(2026, 11, 30)),
    ],
)
def test_a_season_has_three_whole_months(day, first, last):
    assert season_of(day) == (first, last)


def test_a_day_counts_once_in_its_worst_colour_and_midnight_touches_nothing():
    def bulletin(colour, start, end):
        return VigilanceBulletin(phenomenon="heat", colour=colour, starts_at=start, ends_at=end)

    first = datetime(2026, 7, 10, 16, tzinfo=PARIS)
    rows = [
        bulletin("yellow", first, first + timedelta(days=2)),
        bulletin("orange", first + timedelta(days=1), datetime(2026, 7, 12, 0, tzinfo=PARIS)),
        bulletin("red", datetime(2026, 5, 30, tzinfo=PARIS), datetime(2026, 6, 1, 6, tzinfo=PARIS)),
    ]
    lines = days_by_colour(date(2026, 6, 1), date(2026, 8, 31), rows)
    assert [(line.phenomenon, line.yellow, line.orange, line.red) for line in lines] == [("Canicule", 2, 1, 1)]


@pytest.mark.parametrize(("hour", "expected"), [(3, (1, 16)), (6, (2, 6)), (15, (2, 6)), (16, (2, 16))])
def test_the_last_map_is_that_of_six_or_of_sixteen(hour, expected):
    found = last_map(datetime(2026, 3, 2, hour, tzinfo=PARIS), ["06:00", "16:00"])
    assert (found.day, found.hour) == expected
