"""What is not sure is asked: « À faire confirmer » puts one precise question for each value of low confidence."""

from collections import Counter

import pytest

from directorate.casework import registry
from directorate.parameters.models import Parameter
from directorate.parameters.values import initial_values

UNSURE = [
    version
    for value in initial_values()
    for version in value.versions()
    if version.confidence == Parameter.Confidence.LOW
]


@pytest.mark.parametrize("version", UNSURE, ids=lambda version: f"{version.code}@{version.valid_from}")
def test_an_unsure_value_says_what_to_ask(version):
    assert version.comment.endswith("?")
    assert version.comment[0].isupper()
    # A question that names nothing cannot be forwarded to whoever knows.
    assert "cette demande" not in version.comment


def test_no_two_values_of_procedures_ask_the_same_thing():
    codes = {code for procedure in registry.all_procedures() for code in procedure.parameter_codes}
    asked = Counter(version.comment for version in UNSURE if version.valid_to is None and version.code in codes)
    assert [words for words, times in asked.items() if times > 1] == []


def test_a_former_value_ends_on_the_day_the_present_one_begins():
    changed = [value.versions() for value in initial_values() if value.former]
    assert changed
    for present, before in changed:
        assert before.valid_to == present.valid_from > before.valid_from
        assert present.valid_to is None
        assert type(before.value) is type(present.value)
        assert before.source and (before.value, before.unit, before.confidence) != (
            present.value, present.unit, present.confidence,
        )  # fmt: skip
