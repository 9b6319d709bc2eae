"""The content of a note and its life: drafted, commented, checked, frozen, validated, sent, corrected (B1.6)."""

import json
from copy import deepcopy

import pytest

from directorate.jobs.models import Job, OutgoingMail
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.models import CommentBlock, ExceptionalMonth, ReportDispatch, ReportVersion, SeriesValue
from public_order.monthly import checks, note
from public_order.monthly import operations as life
from public_order.monthly.arithmetic import Change, earlier
from public_order.monthly.making import figures_on
from public_order.recording import mark_of
from tests.people import paris
from tests.public_order.monthly_rows import APRIL, DEPARTMENT, LAST, SOUTH, delivered, opened_note, split, three_years

pytestmark = pytest.mark.django_db
AT = paris(2026, 5, 7)
WORDS = "Plusieurs rixes autour de la gare, en fin de semaine."


@pytest.fixture()
def draft(bureau):
    return opened_note(bureau.agent, AT)


def comment(version, bureau, line="violences", text=WORDS, kind="comment", span="month"):
    former = version.comments.filter(line=line, span=span, kind=kind).first()
    return life.write_comment(version=version, line=line, span=span, kind=kind, text=text, by=bureau.agent, at=AT,
                              seen=mark_of(former.text) if former else "")  # fmt: skip


def commented(version, bureau):
    for line, _ in note.expected_comments(figures_on(version.report, AT)):
        comment(version, bureau, line)
    return version


def submitted(version, bureau, at=AT):
    return life.submit(version=commented(version, bureau), by=bureau.agent, at=at)


def sent(version, bureau, at=AT):
    row = submitted(version, bureau, at)
    row = life.validate(version=row, content_hash=row.content_hash, by=bureau.head, at=at)
    row = life.approve(version=row, content_hash=row.content_hash, by=bureau.house.chief_of_staff, at=at)
    return life.send(
        version=row, content_hash=row.content_hash, prefect_email="prefet@exemple.invalid",
        prosecutor_email="parquet@exemple.invalid", by=bureau.agent, at=at,
    )  # fmt: skip


def correct_the_file(bureau, at=AT, **changed):
    delivered({APRIL: split(LAST | {7: 480})}, bureau.agent, at)


# --- the content --------------------------------------------------------------------------------------------------


def test_sta_01_the_sheet_compares_the_same_months(draft):
    figures = figures_on(draft.report, AT)
    cell = note.line_in(figures, "violences")["cells"]["month"]
    assert (cell["now"], cell["before"], cell["difference"], cell["percent"]) == (500, 400, 100, "25.0")
    assert cell["significant"] and cell["asks_comment"]
    assert figures["month_words"] == "avril 2026" and figures["perimeter"] == "Val-de-Marne"


def test_sta_05_the_lines_that_need_a_comment(draft):
    assert [code for code, _ in note.expected_comments(figures_on(draft.report, AT))] == ["violences", "automobiles"]


def test_sta_06_the_alert_list_is_controlled(draft):
    assert figures_on(draft.report, AT)["alerts"] == ["violences", "automobiles"]


def test_sta_11_source_edition_status_unit_and_perimeter_are_said(draft):
    figures = figures_on(draft.report, AT)
    assert "État 4001 mensuel, DTSP, avril 2026, édition 1" in figures["source"] and figures["status"] == "Provisoire"
    assert [line["unit"] for line in figures["lines"]] == ["Victime", "Fait", "Véhicule", "Auteur"]


def test_sta_12_a_group_of_two_units_is_never_added(bureau):
    from public_order.models import IndicatorGroup

    three_years(bureau.agent, AT)
    IndicatorGroup.objects.filter(code="menaces").update(indexes=[11, 12, 35])
    version = life.open_report(period=APRIL, perimeter=DEPARTMENT, by=bureau.agent, at=AT)
    lines = {line["code"]: line["indexes"] for line in figures_on(version.report, AT)["lines"]}
    assert lines["menaces-fait"] == [11, 12] and lines["menaces-vehicule"] == [35]


def test_each_sentence_names_the_cell_it_comes_from(draft):
    figures = figures_on(draft.report, AT)
    for each in figures["sentences"]:
        line = note.line_in(figures, each["line"])
        assert each["text"] == note.sentence(line, each["span"], APRIL)
        assert line["cells"][each["span"]]["words"] in each["text"] or "sans changement" in each["text"]
    assert figures["sentences"][0]["text"] == (
        "Coups et blessures volontaires : 500 en avril 2026 contre 400 un an plus tôt, soit"
        " +25,0\u202f% (+100), écart significatif."
    )


def test_the_note_of_a_district_reads_its_own_figures(bureau):
    version = opened_note(bureau.agent, AT, SOUTH)
    figures = figures_on(version.report, AT)
    assert figures["perimeter"] == "CSP Choisy-le-Roi"
    assert note.line_in(figures, "violences")["cells"]["month"]["now"] == 166


def test_same_input_same_note(draft):
    one, two = figures_on(draft.report, AT), figures_on(draft.report, paris(2026, 5, 9))
    assert json.dumps(one, sort_keys=True) == json.dumps(two, sort_keys=True)
    assert note.digest(one) == note.digest(json.loads(json.dumps(one)))


def test_sta_03_a_month_that_is_missing_is_said_and_nothing_is_added_without_it(draft):
    gone = earlier(APRIL, 5)
    SeriesValue.objects.filter(period=gone).delete()
    figures = figures_on(draft.report, AT)
    assert note.line_in(figures, "violences")["cells"]["rolling"] is None
    assert any("novembre 2025" in check["text"] for check in figures["checks"])


def test_sta_07_an_exceptional_month_changes_the_limits(draft, bureau):
    month = earlier(APRIL, 9)
    SeriesValue.objects.filter(period=month, indicator__components=[7]).update(value=2900)
    before = note.line_in(figures_on(draft.report, AT), "violences")["signal"]
    life.mark_exceptional(month=month, reason="Émeutes de juillet", by=bureau.head, at=AT)
    after = note.line_in(figures_on(draft.report, AT), "violences")["signal"]
    assert before["level"] == "" and after["level"] == "action"
    assert "1 mois exceptionnel écarté" in after["trace"]
    with pytest.raises(Conflict):
        life.mark_exceptional(month=month, reason="Émeutes de juillet", by=bureau.head, at=AT)
    assert ExceptionalMonth.objects.count() == 1


def test_sta_13_the_impossible_pair_of_a_published_sheet_is_found(draft):
    """« +17,78 % (+32) », left from a copy."""
    figures = deepcopy(figures_on(draft.report, AT))
    assert note.wrong_percentages(figures) == []
    figures["lines"][0]["cells"]["month"] |= {"percent": "17.8", "difference": 32}
    assert len(note.wrong_percentages(figures)) == 1


@pytest.mark.parametrize("text", ["Une hausse de 17,78 % à cause de rixes.", "Recul de 3 % des faits constatés."])
def test_sta_13_a_typed_percentage_of_no_cell_is_refused(draft, bureau, text):
    with pytest.raises(DomainError, match="n'est pas un chiffre de cette ligne"):
        comment(draft, bureau, text=text)
    comment(draft, bureau, text="La hausse de 25,0 % tient à deux soirées.")


# --- the checks of the file ---------------------------------------------------------------------------------------


def found(department, districts, **more):
    expected = {"T1": "Choisy-le-Roi", "T2": "Créteil"}
    return [each["text"] for each in checks.checks_of(department=department, districts=districts, expected=expected,
                                                      **more)]  # fmt: skip


@pytest.mark.parametrize(
    ("department", "districts", "more", "words"),
    [
        ({7: 10}, {"T1": {7: 4}, "T2": {7: 5}}, {}, "index 7 : 9 au lieu de 10"),
        ({7: 10}, {"T1": {7: 10}}, {}, "1 circonscription absente du fichier : Créteil"),
        ({7: -1}, {"T1": {7: -3}, "T2": {7: 2}}, {}, "2 valeurs négatives"),
        ({97: 2}, {"T1": {97: 2}, "T2": {97: 0}}, {}, "1 index inutilisé et non nul : 97"),
        ({7: 9}, {"T1": {7: 4}, "T2": {7: 5}}, {"jumps": ["Menaces"]}, "hors de 3 écarts types : Menaces"),
        ({7: 9}, {"T1": {7: 4}, "T2": {7: 5}}, {"edition": 2, "differences": 3}, "édition 2, 3 valeurs différentes"),
        ({7: 9}, {"T1": {7: 4}, "T2": {7: 5}}, {}, "Aucune anomalie"),
        ({7: 9}, {"T1": {7: 4}, "T2": {7: None}}, {}, "Aucune anomalie"),
    ],
)
def test_b1_6_checks(department, districts, more, words):
    assert any(words in text for text in found(department, districts, **more))


def test_b1_6_an_error_of_the_file_is_explained_or_the_note_stays(draft, bureau):
    SeriesValue.objects.filter(period=APRIL, indicator__components=[12], territory="T1").update(value=2)
    commented(draft, bureau)
    with pytest.raises(DomainError) as refused:
        life.submit(version=draft, by=bureau.agent, at=AT)
    assert refused.value.field == "explanation"
    row = life.submit(version=draft, explanation="La DTSP confirme le total du département.", by=bureau.agent, at=AT)
    assert row.state == "to_validate"


# --- its life -----------------------------------------------------------------------------------------------------


def test_a_note_is_opened_once_and_only_upon_a_file_in_force(draft, bureau):
    with pytest.raises(Conflict):
        life.open_report(period=APRIL, perimeter=DEPARTMENT, by=bureau.agent, at=AT)
    with pytest.raises(DomainError) as refused:
        life.open_report(period=earlier(APRIL, -1), perimeter=DEPARTMENT, by=bureau.agent, at=AT)
    assert refused.value.field == "period"


def test_sta_05_a_note_without_its_comments_is_not_submitted(draft, bureau):
    comment(draft, bureau, "violences")
    with pytest.raises(Conflict, match="Vols d'automobiles"):
        life.submit(version=draft, by=bureau.agent, at=AT)


def test_a_comment_hangs_on_a_known_figure(draft, bureau):
    with pytest.raises(DomainError):
        comment(draft, bureau, line="inconnue")
    assert not CommentBlock.objects.exists()


def test_a_note_from_the_analyst_to_its_readers(draft, bureau):
    row = sent(draft, bureau)
    row.refresh_from_db()
    assert (row.state, row.submitted_by, row.validated_by) == ("sent", bureau.agent, bureau.head)
    assert row.content_hash == note.digest(row.snapshot) and row.letter.context["digest"] == row.content_hash
    assert Job.objects.filter(payload__letter_id=row.letter_id).count() == 1
    assert set(ReportDispatch.objects.values_list("recipient", flat=True)) == {"prefect", "prosecutor"}
    link = OutgoingMail.objects.get(to="parquet@exemple.invalid").body
    code = link.split("/note-mensuelle/")[1].split("/")[0]
    assert life.opened(code, paris(2026, 5, 8)).version == row
    assert not ReportDispatch.objects.exclude(read_at=None).exists()
    for day in (8, 9):
        life.acknowledge(code=code, at=paris(2026, 5, day))
    assert ReportDispatch.objects.get(recipient="prosecutor").read_at == paris(2026, 5, 8)
    with pytest.raises(life.LinkUnusable):
        life.opened(code, paris(2026, 9, 1))
    with pytest.raises(life.LinkUnusable):
        life.opened("x" * 43, AT)


def test_sta_13_the_paper_holds_only_figures_of_the_snapshot(draft, bureau):
    row = sent(draft, bureau)
    assert "+25,0" in row.letter.html and "Provisoire" in row.letter.html and WORDS in row.letter.html
    assert row.letter.context["note"] == row.snapshot["figures"]


def test_who_does_what(draft, bureau):
    row = submitted(draft, bureau)
    with pytest.raises(NotAllowed):
        life.validate(version=row, content_hash=row.content_hash, by=bureau.agent, at=AT)
    row = life.validate(version=row, content_hash=row.content_hash, by=bureau.head, at=AT)
    with pytest.raises(NotAllowed):
        life.approve(version=row, content_hash=row.content_hash, by=bureau.head, at=AT)
    with pytest.raises(NotAllowed):
        life.write_comment(version=row, line="violences", span="month", kind="good", text=WORDS,
                           by=bureau.house.stranger, at=AT)  # fmt: skip


def test_a_second_click_changes_nothing(draft, bureau):
    row = submitted(draft, bureau)
    with pytest.raises(Conflict):
        life.submit(version=row, by=bureau.agent, at=AT)
    life.validate(version=row, content_hash=row.content_hash, by=bureau.head, at=AT)
    with pytest.raises(Conflict):
        life.validate(version=row, content_hash=row.content_hash, by=bureau.head, at=AT)


def test_what_is_signed_is_what_was_read(draft, bureau):
    read = submitted(draft, bureau).content_hash
    row = life.send_back(version=draft, reason="Préciser les lieux des rixes.", by=bureau.head, at=AT)
    comment(row, bureau, text="Plusieurs rixes au marché, le samedi.")
    row = life.submit(version=row, by=bureau.agent, at=AT)
    with pytest.raises(Conflict, match="réécrite"):
        life.validate(version=row, content_hash=read, by=bureau.head, at=AT)
    row = life.validate(version=row, content_hash=row.content_hash, by=bureau.head, at=AT)
    with pytest.raises(Conflict, match="réécrite"):
        life.approve(version=row, content_hash=read, by=bureau.house.chief_of_staff, at=AT)


def test_the_words_of_a_colleague_are_not_written_over_unread(draft, bureau):
    comment(draft, bureau)
    with pytest.raises(Conflict, match=WORDS):
        life.write_comment(version=draft, line="violences", span="month", kind="comment", by=bureau.head, at=AT,
                           text="Tout autre chose, sans avoir lu.")  # fmt: skip
    assert draft.comments.get().text == WORDS


def test_an_explanation_is_kept_when_the_note_is_sent_back(draft, bureau):
    commented(draft, bureau)
    row = life.submit(version=draft, explanation="La DTSP confirme le total.", by=bureau.agent, at=AT)
    row = life.send_back(version=row, reason="Préciser les lieux des rixes.", by=bureau.head, at=AT)
    row.refresh_from_db()
    assert row.snapshot is None and row.explanation == "La DTSP confirme le total."


def test_frozen_comments_do_not_change(draft, bureau):
    submitted(draft, bureau)
    with pytest.raises(Conflict):
        comment(draft, bureau)


def test_figures_replaced_meanwhile_are_not_validated(draft, bureau):
    row = submitted(draft, bureau)
    correct_the_file(bureau)
    with pytest.raises(Conflict, match="Des chiffres ont changé"):
        life.validate(version=row, content_hash=row.content_hash, by=bureau.head, at=AT)
    row = life.send_back(version=row, reason="Fichier corrigé reçu ce matin.", by=bureau.head, at=AT)
    comment(row, bureau)
    assert row.state == "draft" and row.snapshot is None
    assert (
        life.submit(version=row, by=bureau.agent, at=AT).snapshot["figures"]["lines"][0]["cells"]["month"]["now"] == 480
    )


def test_a_correction_is_a_new_version_with_the_changed_figures(draft, bureau):
    first = sent(draft, bureau)
    correct_the_file(bureau)
    new = life.open_correction(version=first, reason="La DTSP a corrigé son fichier.", by=bureau.agent, at=AT)
    with pytest.raises(Conflict):
        life.open_correction(version=first, reason="La DTSP a corrigé son fichier.", by=bureau.agent, at=AT)
    carried = {row.line: row.to_review for row in new.comments.all()}
    assert carried == {"violences": True, "automobiles": False}
    with pytest.raises(Conflict, match="Coups et blessures"):
        life.submit(version=new, by=bureau.agent, at=AT)
    comment(new, bureau, text="Vingt faits comptés deux fois ont été retirés.")
    new = sent(new, bureau)
    assert {(each["line"], each["span"]) for each in new.changes} == {
        ("violences", "month"), ("violences", "year"), ("violences", "rolling"),
    }  # fmt: skip
    assert new.changes[0]["old"].startswith("500 contre 400") and new.changes[0]["new"].startswith("480 contre 400")
    first.refresh_from_db()
    assert (new.number, new.state, first.state) == (2, "sent", "corrected")
    assert first.snapshot["figures"]["lines"][0]["cells"]["month"]["now"] == 500
    assert ReportVersion.objects.count() == 2


def test_the_variation_of_a_cell_is_that_of_its_counts():
    assert Change(212, 180, False).words == "+17,8\u202f% (+32)"
