"""Sealed words: they come back, differ each time, follow a change of key, and are refused once touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorate.web.sealing import MARK, Unsealable, fingerprint, seal, unseal


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",))))
def test_sealed_words_come_back_and_never_show(text):
    sealed = seal(text)
    assert unseal(sealed) == text
    assert not text or (sealed.startswith(MARK) and sealed != seal(text))


def test_a_new_key_seals_and_the_former_still_opens(settings):
    settings.SEAL_KEYS = ["former"]
    sealed = seal("123456789012")
    settings.SEAL_KEYS = ["newer", "former"]
    assert unseal(sealed) == "123456789012"
    again = seal("123456789012")
    settings.SEAL_KEYS = ["former"]
    with pytest.raises(Unsealable):
        unseal(again)


@pytest.mark.parametrize("touched", ["s1:AAAA", "pas scellé", "s1:" + "A" * 60])
def test_what_was_touched_does_not_open(touched):
    with pytest.raises(Unsealable):
        unseal(touched)


def test_a_fingerprint_finds_again_for_one_purpose_alone():
    assert fingerprint("AB-123-CD", "plate") == fingerprint("AB-123-CD", "plate")
    assert fingerprint("AB-123-CD", "plate") != fingerprint("AB-123-CD", "licence")
