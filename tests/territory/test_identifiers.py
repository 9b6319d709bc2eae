import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from directorate.territory.identifiers import luhn_is_valid, rna_validator, siren_validator, siret_validator
from directorate.territory.names import folded, sort_name


@pytest.mark.parametrize("value", ["732 829 320 00074", "73282932000074", "35600000000048", "35600000049837"])
def test_a_true_siret_is_kept_without_its_spaces(value):
    assert siret_validator(value) == value.replace(" ", "")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("73282932000075", "clé de contrôle est fausse"),
        ("7328293200007", "comporte 14 chiffres"),
        ("7328293200007A", "comporte 14 chiffres"),
        ("٧٣٢٨٢٩٣٢٠٠٠٠٧٤", "comporte 14 chiffres"),
        ("00000000000000", "clé de contrôle est fausse"),
        ("<b>73282932000074</b>", "comporte 14 chiffres"),
    ],
)
def test_a_false_siret_is_refused_with_its_reason(value, sentence):
    with pytest.raises(ValidationError, match=sentence):
        siret_validator(value)


@given(st.text(alphabet="0123456789", min_size=13, max_size=13))
def test_a_single_wrong_digit_is_always_noticed(digits):
    key = next(key for key in "0123456789" if luhn_is_valid(digits + key))
    number = digits + key
    for position in range(14):
        wrong = number[:position] + str((int(number[position]) + 1) % 10) + number[position + 1 :]
        assert not luhn_is_valid(wrong)


def test_a_siren_has_nine_digits_and_a_key():
    assert siren_validator("732 829 320") == "732829320"
    with pytest.raises(ValidationError):
        siren_validator("732829321")


@pytest.mark.parametrize("value", ["W941234567", "w 941 234 567", "W9C1234567"])
def test_an_rna_number_is_accepted_in_capitals(value):
    assert rna_validator(value).startswith("W9")


@pytest.mark.parametrize("value", ["941234567", "W94123456", "W94123456789", "X941234567"])
def test_what_is_not_an_rna_number_is_refused(value):
    with pytest.raises(ValidationError):
        rna_validator(value)


@pytest.mark.parametrize(
    ("name", "filed"),
    [
        ("L'Haÿ-les-Roses", "hay les roses"),
        ("Le Kremlin-Bicêtre", "kremlin bicetre"),
        ("La Queue-en-Brie", "queue en brie"),
        ("Périgny", "perigny"),
        ("Sucy-en-Brie", "sucy en brie"),
    ],
)
def test_communes_are_filed_without_article_nor_accent(name, filed):
    assert sort_name(name) == filed


def test_accents_and_ligatures_are_folded():
    assert folded("Cœur  d'ÎLE") == "coeur d'ile"
