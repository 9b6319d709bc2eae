"""The letters of a case: what a draft shows and a signed act does not."""

from directorate.casework import registry
from directorate.casework.letters import in_words, preview
from tests.factories import at_signature, signed
from tests.people import paris


def test_a_preview_is_marked_as_a_draft_and_the_signed_act_is_not(house):
    case = at_signature(house)
    draft = preview(case, registry.procedure(case.procedure_code), case.decision, paris(2026, 4, 20))
    assert 'class="watermark"' in draft
    case = signed(house)
    assert 'class="watermark"' not in case.decision.letter.html
    assert case.decision.number in case.decision.letter.html


def test_truths_are_printed_as_words_where_they_are_answers():
    assert in_words({"live": True, "days": [False]}) == {"live": "oui", "days": ["non"]}
