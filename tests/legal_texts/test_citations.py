"""From the words of an act to the texts that it cites: no database, no clock."""

from datetime import date

import pytest

from directorate.legal_texts.citations import CODE, Citation, citations, lies_between


def cited(*sentences: str) -> list[str]:
    return [str(citation) for citation in citations(sentences)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Vu le code de la sécurité intérieure, notamment ses articles L251-1 à L255-1 et R251-1 à R253-4 ;",
            ["CSI, art. L251-1 à L255-1", "CSI, art. R251-1 à R253-4"],
        ),
        ("CSI, art. L223-4 et L252-6", ["CSI, art. L223-4", "CSI, art. L252-6"]),
        ("Vu l'article L. 2215-1 du code général des collectivités territoriales ;", ["CGCT, art. L2215-1"]),
        ("au sens de l'article L\u202f3332-15 du code de la santé publique", ["CSP, art. L3332-15"]),
        ("Code de commerce, art. R123-166-1 à R123-166-5", ["Code de commerce, art. R123-166-1 à R123-166-5"]),
        ("Loi 89-462 du 6 juillet 1989, art. 24 III", ["Loi n° 89-462 du 6 juillet 1989, art. 24"]),
        (
            "Vu le décret n° 2004-374 du 29 avril 2004 modifié, notamment son article 43 ;",
            ["Décret n° 2004-374 du 29 avril 2004, art. 43"],
        ),
        (
            "Code de la route, art. R213-1 ; arrêté du 1er mars 2001",
            ["Code de la route, art. R213-1", "Arrêté du 1er mars 2001"],
        ),
        ("Vu le code pénal, notamment son article 431-9 ;", ["Code pénal, art. 431-9"]),
        ("Vu le code de la santé publique ;", []),
        ("Conformément à l'article 2 du présent arrêté, le titulaire informe le maire.", []),
        ("Vu la demande du 3 mars 2026 et l'avis L2 du 31 février 2026 ;", []),
        ("arrêté du 31 février 2026", []),
    ],
)
def test_a_sentence_gives_the_texts_that_it_cites(sentence, expected):
    assert cited(sentence) == expected


def test_the_same_code_is_the_last_one_named():
    sentences = (
        "l'article L. 114-5 du code des relations entre le public et l'administration",
        "L. 114-6 du même code",
    )
    assert cited(*sentences) == ["CRPA, art. L114-5", "CRPA, art. L114-6"]


def test_an_article_before_its_code_is_not_given_to_the_code_before_it():
    assert cited("Vu le code du sport et l'article R. 411-30 du code de la route") == ["Code de la route, art. R411-30"]


def test_a_text_cited_twice_is_one_citation():
    assert cited("CSI, art. L251-2", "Vu l'article L. 251-2 du code de la sécurité intérieure ;") == [
        "CSI, art. L251-2"
    ]


def test_an_order_of_the_prefect_is_read_as_local():
    local, national = citations(["Vu l'arrêté préfectoral n° 2024/00123 du 5 mars 2024 ; arrêté du 3 août 2007"])
    assert (local.is_local, local.number, local.dated_on) == (True, "2024/00123", date(2024, 3, 5))
    assert not national.is_local


@pytest.mark.parametrize(
    ("article", "inside"), [("L251-10", True), ("L251-1", True), ("L253-9", False), ("R251-2", False), ("L251", False)]
)
def test_a_range_follows_the_numbers_and_not_the_letters_of_their_writing(article, inside):
    assert lies_between(article, "L251-1", "L252-7") is inside


def test_words_without_end_are_read_in_no_time():
    assert citations(["art. " + "L1-" * 5_000, "code " * 5_000, "L1, " * 5_000])[:1] in ([], [Citation(CODE)])
