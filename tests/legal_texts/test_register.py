"""The register of texts: dated versions, who writes them, and what an act may cite on a day."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from directorate.journal.models import JournalEntry
from directorate.legal_texts import operations, queries
from directorate.legal_texts.citations import citations
from directorate.legal_texts.errors import TextRefused
from directorate.legal_texts.models import LegalText, LegalTextVersion
from directorate.web.errors import Conflict, NotAllowed
from tests.people import paris

AT = paris(2026, 3, 2)
DAY = AT.date()
WORDING = {"words": "Un article.", "source": "Journal officiel", "confidence": "high", "reason": "Décret d'essai"}
pytestmark = pytest.mark.django_db


def entered(house, article: str = "L251-2", **details) -> LegalText:
    facts = {
        "kind": "code", "code": "CSI", "article": article, "title": "Finalités", "valid_from": date(2012, 5, 1),
        **WORDING, "by": house.director, "at": AT,
    }  # fmt: skip
    return operations.add_text(**facts | details)


def mark(text: LegalText) -> str:
    return operations.mark_of(text.versions.all())


def changed(house, text: LegalText, **details) -> LegalTextVersion:
    facts = {**WORDING, "words": "Une autre rédaction.", "valid_from": date(2026, 7, 1), "seen": mark(text)}
    return operations.change_text(text=text, by=house.director, at=AT, **facts | details)


def repealed(house, text: LegalText, **details) -> LegalTextVersion:
    facts = {"valid_to": date(2026, 6, 1), "reason": "Ordonnance d'essai", "seen": mark(text)}
    return operations.repeal_text(text=text, by=house.director, at=AT, **facts | details)


def judged(sentence: str, on: date = DAY) -> queries.Answer:
    return queries.judged(citations([sentence]), on)


# --- the initial texts --------------------------------------------------------------------------------------


def test_the_initial_texts_are_entered_once(db):
    rows = list(operations.initial_rows())
    assert operations.load_initial(at=AT) == len(rows)
    assert operations.load_initial(at=AT) == 0
    assert JournalEntry.objects.filter(action="legal_text.loaded").count() == 1
    assert all(row["confidence"] in LegalTextVersion.Confidence.values and row["words"] for row in rows)


# --- writing ------------------------------------------------------------------------------------------------


def test_a_new_wording_closes_the_former_and_enters_the_journal(house):
    text = entered(house)
    changed(house, text)
    former, new = text.versions.order_by("valid_from")
    assert (former.words, former.valid_to) == ("Un article.", date(2026, 7, 1))
    assert (new.words, new.valid_from, new.valid_to) == ("Une autre rédaction.", date(2026, 7, 1), None)
    entry = JournalEntry.objects.get(action="legal_text.changed")
    assert (entry.subject_label, entry.details["reason"]) == ("CSI, art. L251-2", "Décret d'essai")


def test_a_planned_wording_may_still_be_corrected(house):
    text = entered(house)
    changed(house, text)
    changed(house, text, words="La bonne rédaction.")
    assert list(text.versions.values_list("words", flat=True)) == ["La bonne rédaction.", "Un article."]


def test_a_repealed_text_may_come_back_after_a_gap(house):
    text = entered(house)
    repealed(house, text)
    changed(house, text, valid_from=date(2026, 9, 1))
    days = text.versions.order_by("valid_from").values_list("valid_from", "valid_to")
    assert list(days) == [(date(2012, 5, 1), date(2026, 6, 1)), (date(2026, 9, 1), None)]
    assert judged("CSI, art. L251-2", date(2026, 7, 1)).refused == [
        "CSI, art. L251-2 n'est plus en vigueur depuis le 1er juin 2026 ; il le sera de nouveau le 1er septembre 2026."
    ]


def test_a_wording_before_the_planned_end_keeps_the_end_and_what_replaces(house):
    text, other = entered(house), entered(house, "L251-9")
    repealed(house, text, replaced_by=other)
    changed(house, text, valid_from=date(2026, 4, 1))
    former, new = text.versions.order_by("valid_from")
    assert (former.valid_to, former.replaced_by) == (date(2026, 4, 1), None)
    assert (new.valid_to, new.replaced_by) == (date(2026, 6, 1), other)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"valid_from": date(2026, 3, 1)}, "valid_from"),
        ({"valid_from": date(2012, 1, 1), "in_the_past": True}, "valid_from"),
        ({"valid_from": date(2012, 5, 1), "in_the_past": True}, "valid_from"),
        ({"valid_from": date(2101, 1, 1)}, "valid_from"),
        ({"words": "  "}, "words"),
        ({"words": "Un article."}, "words"),
        ({"source": " "}, "source"),
        ({"confidence": "sure"}, "confidence"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_wording_that_contradicts_the_others_is_refused_beside_its_field(house, details, field):
    text = entered(house)
    with pytest.raises(TextRefused) as refusal:
        changed(house, text, **details)
    assert refusal.value.field == field
    assert text.versions.count() == 1


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"valid_to": date(2026, 3, 1)}, "valid_to"),
        ({"valid_to": date(2012, 5, 1), "in_the_past": True}, "valid_to"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_repeal_that_says_too_little_is_refused(house, details, field):
    text = entered(house)
    with pytest.raises(TextRefused) as refusal:
        repealed(house, text, **details)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"code": "Code imaginaire"}, "code"),
        ({"article": " "}, "article"),
        ({"kind": "decree", "article": ""}, "number"),
        ({"article": "L251-3", "title": " "}, "title"),
        ({}, ""),
    ],
)
def test_a_text_is_named_and_entered_once(house, details, field):
    entered(house)
    with pytest.raises(TextRefused) as refusal:
        entered(house, **details)
    assert (refusal.value.field or "") == field


def test_a_quicker_colleague_is_told_and_not_overwritten(house):
    text = entered(house)
    seen = mark(text)
    changed(house, text)
    for late in (changed, repealed):
        with pytest.raises(Conflict):
            late(house, text, seen=seen)
    assert text.versions.count() == 2


def test_a_second_click_on_the_repeal_changes_nothing(house):
    text = entered(house)
    repealed(house, text, valid_to=date(2026, 3, 2))
    with pytest.raises(TextRefused, match="n'est plus en vigueur depuis le 2 mars 2026"):
        repealed(house, text, valid_to=date(2026, 3, 3))


@pytest.mark.parametrize("who", ["prefect", "head", "agent", "stranger"])
def test_only_the_keepers_of_the_register_write_it(client, house, who):
    text, staff = entered(house), getattr(house, who)
    with pytest.raises(NotAllowed):
        operations.repeal_text(text=text, seen=mark(text), valid_to=DAY, reason="x", by=staff, at=AT)
    client.force_login(staff)
    assert client.get(reverse("directorate:legal-text", args=[text.pk])).status_code == 200
    for name in ("legal-text-version", "legal-text-repeal"):
        assert client.get(reverse(f"directorate:{name}", args=[text.pk])).status_code == 403
    assert client.get(reverse("directorate:legal-text-new")).status_code == 403


def test_the_database_refuses_two_wordings_of_one_day(house):
    text = entered(house)
    with pytest.raises(IntegrityError), transaction.atomic():
        LegalTextVersion.objects.create(
            text=text, valid_from=date(2020, 1, 1), words="x", source="x", confidence="low", created_at=AT
        )


# --- what may be cited on a day -----------------------------------------------------------------------------


def test_an_empty_register_says_nothing(db):
    assert judged("CSI, art. L251-2") == queries.Answer()


def test_a_text_not_in_force_is_named_with_its_day_and_what_replaces_it(house):
    text, other = entered(house), entered(house, "L251-9", valid_from=date(2026, 6, 1))
    repealed(house, text, replaced_by=other)
    assert judged("CSI, art. L251-2").refused == []
    assert judged("CSI, art. L251-2", date(2026, 6, 1)).refused == [
        "CSI, art. L251-2 n'est plus en vigueur depuis le 1er juin 2026 ; le texte qui le remplace : CSI, art. L251-9."
    ]
    assert judged("CSI, art. L251-9").refused == ["CSI, art. L251-9 n'entre en vigueur que le 1er juin 2026."]


def test_a_range_holds_its_ends_and_what_is_in_force_between(house):
    for article in ("L251-1", "L251-2", "L251-3", "L251-4"):
        entered(house, article)
    repealed(house, LegalText.objects.get(article="L251-3"), valid_to=DAY)
    inside = judged("CSI, art. L251-1 à L251-4")
    assert [version.text.article for version in inside.versions] == ["L251-1", "L251-4", "L251-2"]
    assert (inside.refused, inside.unknown) == ([], [])
    assert len(judged("CSI, art. L251-1 à L251-3").refused) == 1


def test_an_unknown_text_is_told_and_a_local_order_is_not(house):
    entered(house)
    answer = judged("CSI, art. L999-9 ; arrêté préfectoral n° 2024/00123 du 5 mars 2024 ; décret n° 2017-1279")
    assert answer.unknown == ["CSI, art. L999-9", "Décret n° 2017-1279"]


def test_a_decree_known_whole_answers_for_its_articles(house):
    entered(
        house, "", kind="decree", code="", number="2004-374", dated_on=date(2004, 4, 29), title="Pouvoirs des préfets"
    )
    assert len(judged("Décret 2004-374, art. 43").versions) == 1


def test_the_register_read_once_asks_nothing_more(house, django_assert_num_queries):
    entered(house)
    with django_assert_num_queries(1):
        register = queries.whole_register()
    with django_assert_num_queries(0), queries.remembering(register):
        assert judged("CSI, art. L251-2").versions and judged("CSP, art. L1").unknown


# --- pages --------------------------------------------------------------------------------------------------


@pytest.fixture()
def keeper(client, house, time_machine):
    time_machine.move_to(AT, tick=False)
    client.force_login(house.director)
    return client


def test_a_text_is_entered_changed_and_repealed_from_its_pages(keeper, house):
    facts = {
        "kind": "code",
        "code": "CSI",
        "article": "L. 251-2",
        "title": "<b>Finalités</b>",
        "valid_from": "2012-05-01",
    }
    answer = keeper.post(reverse("directorate:legal-text-new"), {**facts, **WORDING})
    text = LegalText.objects.get()
    page = reverse("directorate:legal-text", args=[text.pk])
    assert (answer.status_code, answer.url, text.label) == (302, page, "CSI, art. L251-2")
    assert "&lt;b&gt;Finalités&lt;/b&gt;" in keeper.get(page).content.decode()
    form = keeper.get(reverse("directorate:legal-text-version", args=[text.pk])).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', form)[1]
    change = {**WORDING, "words": "Autre.", "valid_from": "2026-07-01", "seen": seen}
    url = reverse("directorate:legal-text-version", args=[text.pk])
    assert keeper.post(url, {**change, "valid_from": "2026-02-01"}).status_code == 422
    assert keeper.post(url, change).status_code == 302
    # Once more with the mark of before: said on the form, nothing written.
    again = keeper.post(url, {**change, "words": "Encore."})
    assert "modifié entre-temps" in again.content.decode()
    repeal = {"valid_to": "2026-12-01", "reason": "Ordonnance", "seen": mark(text)}
    assert keeper.post(reverse("directorate:legal-text-repeal", args=[text.pk]), repeal).status_code == 302
    text_of_page = keeper.get(page).content.decode()
    assert "01/12/2026" in text_of_page
    assert "Abrogation d&#x27;un texte" in text_of_page


def test_the_list_finds_an_article_and_says_its_state(keeper, house):
    text = entered(house)
    entered(house, "L251-3")
    repealed(house, text, valid_to=DAY)
    url = reverse("directorate:legal-texts")
    assert [row.article for row in keeper.get(url, {"state": "ended"}).context["page"]] == ["L251-2"]
    assert [row.article for row in keeper.get(url, {"q": "L251-3"}).context["page"]] == ["L251-3"]
