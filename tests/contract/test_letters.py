"""Every letter of every procedure, with the least that a form accepts and with the most, hostile to the page.

HTML and ODT for all of them; the PDF, which costs the most, once for each template.
"""

import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest
from django import forms

from directorate.casework.letters import context_of, decision_words
from directorate.documents import letters as documents
from directorate.documents.markup import plain_text, unresolved_fields
from directorate.documents.odt import odt_of
from directorate.documents.rendering import pdf_of
from directorate.documents.typography import typeset
from tests.contract.test_lives import aside
from tests.contract.test_procedures import (
    AT,
    EXTRA,
    OPEN,
    PARTIES,
    SIGNATURE,
    specimen_answer,
    specimen_case,
    specimen_decision,
)
from tests.factories import COMPANY

MARK = "<b id='x'>Œ</b>"
OTHER_SCRIPTS = "\U0001f469\U0001f3fd\u200d\U0001f692 \u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd"
HOSTILE = f'{MARK} & "l\'été" {OTHER_SCRIPTS} {{{{ 7|add:7 }}}} %s \\0'
# As long as a form lets a word be.
WORD = "Llanfair" * 60
PERMIT = {
    "number": "VP-2026-00001", "issued_on": "2 mars 2026", "expires_on": "2 mars 2031", "renew_by": "2 novembre 2030",
    "check_url": "https://exemple.invalid/verifier/x",
}  # fmt: skip
# What a form asks as a whole, and no field by itself: a gathering that nobody declared is described.
DESCRIBED = {"demonstration_ban": ("purpose", "starts_at", "ends_at", "start_place", "organisers")}
LEAST_PARTY = {"kind": "association", "last_name": "Amicale", "address": "Créteil"}
each_procedure = pytest.mark.parametrize("procedure", OPEN, ids=lambda procedure: procedure.code)


def is_list(field: forms.Field) -> bool:
    """No list fits in the few characters of a number."""
    if not isinstance(field, forms.CharField) or (field.max_length or 400) < 40:
        return False
    return isinstance(field.clean("ligne, datée"), list)


def least(field: forms.Field) -> Any:
    if isinstance(field, forms.BooleanField):
        return False
    if field.required:
        return specimen_answer(field)
    if isinstance(field, forms.MultipleChoiceField) or is_list(field):
        return []
    return "" if isinstance(field, forms.CharField | forms.ChoiceField) else None


def most(field: forms.Field) -> Any:
    if isinstance(field, forms.MultipleChoiceField):
        return [key for key, _ in field.choices if key]
    if isinstance(field, forms.IntegerField):
        return field.max_value or 1_000_000
    if isinstance(field, forms.CharField) and not isinstance(field, forms.ChoiceField):
        text = longest(field.max_length or 400)
        return [text, HOSTILE] if is_list(field) else text
    return specimen_answer(field)


def longest(size: int) -> str:
    return (f"{HOSTILE} {WORD} " * (size // 500 + 1))[:size].strip()


def least_case(house, procedure):
    needed = DESCRIBED.get(procedure.code, ())
    answers = {
        name: specimen_answer(field) if name in needed else least(field)
        for name, field in procedure.form.base_fields.items()
    }
    party = PARTIES.get(procedure.code, LEAST_PARTY)
    bare = {} if procedure.requires_place else {"place": None}
    return specimen_case(house, procedure, answers=answers, party=party, **bare)


def most_case(house, procedure):
    answers = {name: most(field) for name, field in procedure.form.base_fields.items()}
    party = {
        **PARTIES.get(procedure.code, COMPANY),
        "last_name": longest(160), "representative": longest(160), "address": longest(400),
    }  # fmt: skip
    place = {"name": longest(160), "address": longest(250)}
    return specimen_case(house, procedure, answers=answers, party=party, place=place)


def hostile(value: Any) -> Any:
    """The words that an agent types in the letter itself."""
    if isinstance(value, dict):
        return {key: hostile(item) for key, item in value.items()}
    if isinstance(value, list):
        return [hostile(item) for item in value]
    return longest(2000) if isinstance(value, str) and value[-1:] == "." else value


def letters_of(procedure, case, conditions: str, typed=lambda value: value):
    """(letter, HTML) for everything that the procedure may send about this case."""
    acts = {outcome.letter for outcome in procedure.outcomes}
    for outcome in procedure.outcomes:
        decision = specimen_decision(case, procedure, outcome)
        decision.conditions = conditions
        permit = PERMIT if outcome.issues_permit else {}
        signed = {"outcome": outcome.code, "permit": permit, "is_draft": False, "signature": SIGNATURE}
        yield procedure.letter(outcome.letter), {"decision": decision_words(decision), **signed}
    for letter in procedure.letters:
        if letter.code not in acts:
            yield letter, {"sender": {"name": "Zoé Durand", "title": "instructrice"}, **typed(EXTRA[letter.code])}


def judge(html: str) -> None:
    assert unresolved_fields(html) == []
    assert not re.search(r"\bNone\b", plain_text(html))
    assert MARK not in html
    with zipfile.ZipFile(io.BytesIO(odt_of(typeset(html)))) as archive:
        written = "".join(ElementTree.fromstring(archive.read("content.xml")).itertext())
    assert "None" not in written


@each_procedure
def test_every_letter_is_whole_with_the_least_and_with_the_most(same_house, procedure):
    with aside():
        case = least_case(same_house, procedure)
        for letter, extra in letters_of(procedure, case, ""):
            judge(documents.render_text(letter.template, context_of(case, procedure, AT, extra)))
    case, shown = most_case(same_house, procedure), 0
    for letter, extra in letters_of(procedure, case, longest(2000), hostile):
        html = documents.render_text(letter.template, context_of(case, procedure, AT, extra))
        judge(html)
        assert "<b id=" not in html
        shown += "&lt;b id=" in html
    # A letter may say nothing that somebody typed (a table of figures); those of a procedure do, taken together.
    assert shown or not procedure.letters


@each_procedure
def test_the_longest_values_are_laid_out_in_pdf_once_for_each_template(same_house, procedure):
    new = [letter for letter in procedure.letters if FIRST[letter.template] == (procedure.code, letter.code)]
    if not new:
        assert all(FIRST[letter.template][0] != procedure.code for letter in procedure.letters)
        return
    case = most_case(same_house, procedure)
    for letter, extra in letters_of(procedure, case, longest(2000), hostile):
        if letter in new:
            new.remove(letter)
            html = documents.render_text(letter.template, context_of(case, procedure, AT, extra))
            assert pdf_of(typeset(html)).startswith(b"%PDF")
    assert new == []


FIRST: dict[str, tuple[str, str]] = {}
for _procedure in OPEN:
    for _letter in _procedure.letters:
        FIRST.setdefault(_letter.template, (_procedure.code, _letter.code))
