"""The text of the cases: written by the operations, equal to what one statement rebuilds, found as people type."""

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from directorate.casework.correction import correct_case
from directorate.casework.models import Case, CaseText, KnownWord
from directorate.casework.text import (
    age_texts,
    learn_words,
    matching,
    mended,
    most_relevant,
    newest,
    rebuild_text,
    references_of,
)
from directorate.search.full_text import asked, cleaned, distance, marked
from tests.factories import COMPANY, VIDEO_ANSWERS, open_closure, open_demonstration, open_video_case
from tests.people import paris, small_prefecture

PRIVATE = {"kind": "person", "civility": "mme", "address": "3 rue des Tilleuls\n94300 Vincennes"}


def stored() -> dict:
    return {row.pk: (row.head, row.body) for row in CaseText.objects.defer("search")}


def found(text: str) -> list[str]:
    return list(matching(Case.objects.all(), text).order_by("pk").values_list("party_name", flat=True))


def named(house, first_name: str, last_name: str, **more) -> Case:
    return open_video_case(
        house,
        party={**PRIVATE, "first_name": first_name, "last_name": last_name},
        place={"name": "Local", "address": "1 rue Basse"},
        **more,
    )


def correct(case: Case, house, **changes) -> Case:
    facts = {
        "party": COMPANY, "place": {"name": "Pharmacie du Lac", "address": "12 place du Marché"},
        "commune": house.creteil, "answers": VIDEO_ANSWERS, "received_on": case.received_on, "channel": "desk",
    }  # fmt: skip
    return correct_case(
        case=case, version=None, reason="Erreur de saisie", by=house.agent, at=paris(2026, 3, 3), **{**facts, **changes}
    )


# --- writing ------------------------------------------------------------------------------------------------


def test_what_the_operations_write_is_what_the_statement_rebuilds(house):
    corrected = open_video_case(house)
    open_demonstration(house)
    open_closure(house)
    correct(corrected, house, party={**COMPANY, "last_name": "Pharmacie de l'Étang"})
    assert "Pharmacie de l'Étang" in CaseText.objects.get(pk=corrected.pk).head
    written = stored()
    assert len(written) == 3
    assert rebuild_text() == 0
    CaseText.objects.all().delete()
    assert rebuild_text() == 3
    assert stored() == written


def test_a_case_that_moves_keeps_its_text(house):
    case = open_video_case(house)
    row = "SELECT xmin::text, ctid::text FROM directorate_casetext WHERE case_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(row, [case.pk])
        before = cursor.fetchone()
        assert rebuild_text([case.pk]) == 0
        cursor.execute(row, [case.pk])
        assert cursor.fetchone() == before


def test_words_are_learnt_once(house):
    open_video_case(house)
    assert learn_words() > 3
    assert KnownWord.objects.filter(word="pharmacie").exists()
    assert learn_words() == 0


def test_the_words_of_a_new_case_are_learnt_after_the_commit(house, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        open_video_case(house)
    assert KnownWord.objects.filter(word="pharmacie").exists()


# --- asking -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["2026-VP-00001", "2026 vp 1", "2026vp1", "vp-1", "VP 00001", "  2026/VP/0001 ", "2026-vp-1"]
)
def test_a_reference_is_found_however_it_is_typed(house, text):
    case = open_video_case(house)
    assert list(matching(Case.objects.all(), text)) == [case]


@pytest.mark.parametrize("text", ["rue 12", "12", "2026", "vp", "2026-XX-00001"])
def test_what_is_no_reference_is_words(text):
    assert references_of(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "pharmacie du lac", "PHARMACIE DE LAC", "pharmacies", "lac pharmacie", '"pharmacie du lac"',
        "«pharmacie du lac»",
        "pharm", "sarl pharmacie", "créteil", "CRETEIL", "94028", "94000", "place du marché", "marche",
        "vidéoprotection",
        "videoprotection", "autorisation de systèmes", "732 829 320 00074", "73282932000074", "732 829 320", "Sorel",
        "02/03/2026", "2/3/2026", "2026-03-02", "contact@pharmacie-du-lac.invalid", "gérante",
    ],
)  # fmt: skip
def test_a_case_is_found_by_all_that_names_it(house, text):
    case = open_video_case(house)
    open_demonstration(house)
    assert list(matching(Case.objects.all(), text)) == [case]


@pytest.mark.parametrize(
    "text",
    [
        "pharmacie de vincennes",
        '"lac du pharmacie"',
        "pharmacien du port",
        "03/03/2026",
        "public_place",
        "!!!",
        "",
        "&|!",
    ],
)
def test_a_case_is_not_found_by_what_it_does_not_say(house, text):
    open_video_case(house)
    assert not matching(Case.objects.all(), text).exists()


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Les élèves autorisés", "élève autorisée"), ("Les élèves autorisés", "eleves"), ("Élève", "eleves"),
        ("Cœur de ville", "coeur"), ("Coeur de ville", "cœur"), ("Ex æquo", "aequo"),
        ("L'Haÿ-les-Roses", "hay les roses"),
        ("L’Haÿ-les-Roses", "l'hay-les-roses"), ("Écoles générales", "école générale"), ("Cafe\u0301 du Port", "café"),
        ("Straße", "strasse"), ("Nguyễn", "NGUYỄN"), ("De La Croix", "delacroix"), ("d'Artagnan", "dartagnan"),
    ],
)  # fmt: skip
def test_stems_accents_and_ligatures_meet(house, written, typed):
    case = named(house, "", written)
    assert list(matching(Case.objects.all(), typed)) == [case]


def test_a_telephone_is_found_with_or_without_its_spaces(house):
    case = open_video_case(house, party={**COMPANY, "phone": "+33 1 45 67 89 01"})
    for text in ("01 45 67 89 01", "0145678901", "01.45.67.89.01", "+33 1 45 67 89 01"):
        assert list(matching(Case.objects.all(), text)) == [case], text


def test_the_most_relevant_bears_the_word_in_its_name(house):
    first = open_video_case(house, answers={"responsible": "Mme Colibri"})
    named(house, "Jean", "Durand")
    second = open_video_case(house, party={**COMPANY, "last_name": "Hôtel Colibri"})
    third = open_video_case(house, answers={"responsible": "Mme Colibri"})
    assert list(matching(Case.objects.all(), "colibri").order_by("pk")) == [first, second, third]
    assert most_relevant(newest(Case.objects.all(), "colibri", 300).keys, "colibri")[0] == second


# --- slips of the hand --------------------------------------------------------------------------------------

NAMES = (
    "Marie Lefèvre", "Jean Lefebvre", "Philippe Dupont", "Sophie Martin", "Thibault Rousseau", "Françoise Beaumont",
    "Nicolas Gauthier", "Mohamed Benali", "Anaïs de la Fontaine", "Hélène Schmitt", "Grégoire Michaud",
    "Aurélie Renault",
    "Christophe Villeneuve", "Émilie Jacquet", "Guillaume Perrault", "Isabelle Deschamps", "Fatoumata Diallo",
    "Stéphane Chevallier", "Véronique Leclercq", "Laurent Boucher", "Nathalie Fournier", "Sébastien Girard",
    "Caroline Mercier",
    "Mathieu Lambert", "Delphine Bonnet", "Olivier Rodriguez", "Tatiana Kowalski", "Yannick Le Goff",
    "Bénédicte Marchand",
    "Xavier Poirier",
)  # fmt: skip
SLIPS = {
    "Lefevre Mairie": "Marie Lefèvre", "jean lefbvre": "Jean Lefebvre", "filipe dupond": "Philippe Dupont",
    "sohpie martin": "Sophie Martin", "tibo rousseau": "Thibault Rousseau", "francoise baumont": "Françoise Beaumont",
    "nicolas gautier": "Nicolas Gauthier", "mohammed benalli": "Mohamed Benali",
    "anais delafontaine": "Anaïs de la Fontaine",
    "helene schmidt": "Hélène Schmitt", "gregoire micho": "Grégoire Michaud", "aurelie reno": "Aurélie Renault",
    "cristophe vilneuve": "Christophe Villeneuve", "emilie jaquet": "Émilie Jacquet",
    "guilaume perrot": "Guillaume Perrault",
    "isabel dechamps": "Isabelle Deschamps", "fatoumata dialo": "Fatoumata Diallo",
    "stephan chevalier": "Stéphane Chevallier",
    "veronique leclerc": "Véronique Leclercq", "laurant bouché": "Laurent Boucher",
    "natalie fournié": "Nathalie Fournier",
    "girrard sebastien": "Sébastien Girard", "carolyne mercié": "Caroline Mercier",
    "matthieu lambret": "Mathieu Lambert",
    "delfine bonet": "Delphine Bonnet", "olivier rodrigez": "Olivier Rodriguez", "tatiana kovalsky": "Tatiana Kowalski",
    "yanick legoff": "Yannick Le Goff", "benedicte marchant": "Bénédicte Marchand", "xaviet poirrier": "Xavier Poirier",
}  # fmt: skip


def test_a_mistyped_name_finds_its_case_among_the_first_three(house):
    for name in NAMES:
        first, _, last = name.partition(" ")
        named(house, first, last)
    learn_words()
    missed = []
    for typed, name in SLIPS.items():
        exact = list(matching(Case.objects.all(), typed)[:3])
        near = mended(typed)
        hits = exact + (list(Case.objects.filter(pk__in=near.newest_in(Case.objects.all(), 3))) if near else [])
        if name not in [case.party_name for case in hits[:3]]:
            missed.append((typed, name, near and near.spellings))
    assert len(SLIPS) == 30
    assert len(missed) <= 2, missed


def test_a_word_that_is_near_nothing_is_not_mended(house):
    named(house, "Marie", "Lefèvre")
    learn_words()
    assert mended("xylophone") is None
    assert mended("12") is None
    assert mended("") is None


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("dupont", "dupont", 0),
        ("dupont", "dupnot", 1),
        ("martin", "marti", 1),
        ("bonet", "bonnet", 1),
        ("a", "bcdef", 5),
    ],
)
def test_letters_added_missing_changed_or_swapped_are_counted(one, other, apart):
    assert distance(one, other) == distance(other, one) == apart


# --- any text -----------------------------------------------------------------------------------------------

TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="&|!:*()<->'\"\\%_ aé0\0\ud800\u202e😀«»", max_size=60),
    st.lists(st.sampled_from(["vp", "2026", "'", "&", "!", ":*", '"', "<->", "12/13/2026", "\0", "œ", "dupont"])).map(
        " ".join
    ),
)


class AnyText(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.case = open_video_case(small_prefecture())
        learn_words()

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    @given(TEXTS)
    @example("x" * 10_000)
    @example("& | ! : * <-> ( )")
    @example("\ud83d\udd12 \0 '")
    @example("²:* ª º ﬁ ǅ")
    @example("مرحبا \u202e abc")
    def test_any_text_is_a_question(self, text):
        assert len(cleaned(text)) <= 200
        rows = Case.objects.all()
        assert set(matching(rows, text)) <= {self.case}
        keys = newest(rows, text, 3).keys
        assert set(most_relevant(keys, text)) <= {self.case}
        if near := mended(text):
            assert set(near.newest_in(rows, 3)) <= {self.case.pk}

    @settings(max_examples=300, deadline=None)
    @given(st.text(max_size=60), st.lists(st.text(max_size=8), max_size=4))
    def test_marking_escapes_first(self, text, words):
        plain = str(marked(text, words)).replace("<mark>", "").replace("</mark>", "")
        assert "<" not in plain
        assert ">" not in plain


def test_hostile_text_is_shown_as_text():
    assert marked("<b>lac</b>", ["lac", "b"]) == "&lt;<mark>b</mark>&gt;<mark>lac</mark>&lt;/<mark>b</mark>&gt;"


def test_a_question_is_words_and_phrases():
    question = asked('pharmacie "du lac" SARL')
    assert question.words == ("pharmacie",)
    assert question.phrases == (("du", "lac"),)
    assert asked("phar").begun
    assert not asked("a " * 40).begun


@pytest.mark.parametrize(("many", "most", "farthest"), [(9, 99, 99), (0, 99, 99), (0, 99, 3), (0, 2, 3), (9, 2, 99)])
@pytest.mark.parametrize("unit", ["", "polices-administratives"])
def test_the_newest_are_the_same_whichever_way_they_are_found(house, monkeypatch, many, most, farthest, unit):
    for rank in range(12):
        open_video_case(house, received_on=date(2026, 2, 1 + rank % 5))
        named(house, "Jean", "Durand", received_on=date(2026, 2, 2))
    CaseText.objects.update(is_recent=True)
    assert age_texts(date(2026, 8, 3)) > 0
    assert age_texts(date(2026, 8, 3)) == 0
    monkeypatch.setattr("directorate.casework.text.MANY", many)
    monkeypatch.setattr("directorate.casework.text.MANY_TOGETHER", many)
    monkeypatch.setattr("directorate.casework.text.MOST", most)
    monkeypatch.setattr("directorate.casework.text.FARTHEST", farthest)
    for text in ("pharmacie", "durand", "vidéoprotection", "2026 vp 3", "pharmacie durand", "vp"):
        rows = Case.objects.filter(unit=house.police)
        expected = list(matching(rows, text).order_by("-received_on", "-pk").values_list("pk", flat=True))
        found = newest(rows, text, 8, unit=unit)
        assert found.is_all <= (list(found.keys) == expected), text
        assert set(found.keys) <= set(expected)
        assert len(found.keys) >= min(len(expected), 8, most)
        assert list(found.keys) == [key for key in expected if key in found.keys]
        if most > 2:
            assert list(found.keys)[:8] == expected[:8]
        assert not newest(Case.objects.none(), text, 8).keys


def test_the_plan_of_a_rare_word_reads_the_index_of_words(house):
    case = open_video_case(house)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE numbers AS SELECT n FROM generate_series(1, 4000) n;"
            "INSERT INTO directorate_case (reference, procedure_code, procedure_revision, stage, is_open, unit_id,"
            " party_id, party_name, title, channel, sensitivity, answers, received_on, outcome, redirected_to,"
            " next_due_label, is_suspended, created_at, changed_at, version)"
            " SELECT '2025-VP-' || lpad(n::text, 5, '0'), procedure_code, 1, stage, true, unit_id, party_id,"
            " party_name, title, channel, sensitivity, '{}', received_on, '', '', '', false, created_at, changed_at, 1"
            " FROM directorate_case, numbers WHERE id = %s",
            [case.pk],
        )
    rare = named(house, "Ursule", "Quetzal", received_on=date(2026, 2, 2))
    rebuild_text()
    with connection.cursor() as cursor:
        # What a vacuum does between two days: the words written last leave the waiting list of the index.
        cursor.execute("SELECT gin_clean_pending_list('case_text_search')")
        cursor.execute("ANALYZE directorate_case; ANALYZE directorate_casetext")
    rows = matching(Case.objects.all(), "quetzal").order_by("-received_on", "-pk")[:8]
    assert list(rows) == [rare]
    assert "case_text_search" in rows.explain()
    assert newest(Case.objects.all(), "quetzal", 8).keys == [rare.pk]
    assert newest(Case.objects.all(), "quetzal pharmacie", 8).keys == []
