"""A note that goes back, links that are mended, comments read again, rates, borders, charts (B1.5, B1.6)."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from directorate.documents.models import Letter
from directorate.documents.operations import render_files
from directorate.jobs.models import OutgoingMail
from directorate.journal.models import JournalEntry
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.models import (
    DistrictMembership,
    ExceptionalMonth,
    IndicatorGroup,
    PopulationYear,
    ReportDispatch,
    SeriesValue,
)
from public_order.monthly import note
from public_order.monthly import operations as life
from public_order.monthly.arithmetic import Change, earlier, until
from public_order.monthly.making import figures_on
from public_order.monthly.reading import indicators
from public_order.programmes import operations as programmes
from public_order.statistics import reference
from tests.people import paris
from tests.public_order.monthly_rows import APRIL, LAST, SOUTH, delivered, opened_note, split, three_years
from tests.public_order.programme_stage import programme
from tests.public_order.test_monthly_note import AT, comment, commented, correct_the_file, sent, submitted

REASON = "L'adresse du parquet est fausse."
LINE = {"cells": {"month": {"percent": "25.0"}, "year": {"percent": "-3.4"}, "rolling": {"percent": "1234.5"}}}


def approved(version, bureau):
    row = submitted(version, bureau)
    row = life.validate(version=row, content_hash=row.content_hash, by=bureau.head, at=AT)
    return life.approve(version=row, content_hash=row.content_hash, by=bureau.house.chief_of_staff, at=AT)


def dispatched(row, bureau, **facts):
    emails = {"prefect_email": "prefet@exemple.invalid", "prosecutor_email": "parquet@exemple.invalid"}
    return life.send(version=row, by=bureau.agent, at=AT, **{"content_hash": row.content_hash, **emails, **facts})


def code_sent_to(email):
    return OutgoingMail.objects.get(to=email).body.split("/note-mensuelle/")[1].split("/")[0]


@pytest.fixture()
def draft(bureau, db):
    return opened_note(bureau.agent, AT)


# --- pure ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["+25,0 %", "hausse de 25 %", "baisse de 3,4 pour cent", "25.0 pour cent", "1 234,5 %", "1\u202f234,5\u202f%",
     "en 2026 25 %", "de 3,4 à 25,0 %", "recul de 3,4 %, puis hausse de 25 %", "25 p. 100", "pour cent faits",
     "−3,4 %"],
)  # fmt: skip
def test_sta_13_a_percentage_of_the_line_is_read_in_every_writing(text):
    assert note.foreign_percentages(text, LINE) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("−25,0 %", "−25,0 %"), ("une baisse de 25 %", "25 %"), ("17 pour cent", "17 pour cent"), ("25,04 %", "25,04 %"),
     ("2 250 %", "2 250 %"), ("vingt-cinq pour cent", "vingt-cinq pour cent"), ("hausse de 3,4 %", "3,4 %"),
     ("234,5 %", "234,5 %"), ("+3,4 pour cent", "+3,4 pour cent"), ("25 à 30 %", "30 %")],
)  # fmt: skip
def test_sta_13_a_percentage_of_no_cell_or_of_the_other_direction_is_foreign(text, found):
    assert note.foreign_percentages(text, LINE) == [found]


TERMS = note.Terms(30, 0.05, 0.10, 10, 24, 12, 8, 5)


@given(st.integers(0, 900), st.integers(0, 900))
def test_a_sentence_never_contradicts_its_cell(now, before):
    cell = note.cell_of(Change(now, before, before < 30), TERMS)
    told = note.sentence({"label": "Vols", "cells": {"month": cell}}, "month", APRIL)
    assert ("sans changement" in told) is (now == before)
    assert not ("n. s." in told and "écart significatif" in told)
    if now != before:
        assert ("+" in told, "−" in told) == (now > before, now < before)
        assert ("non significatif" in told) is not cell["significant"]


def test_sta_06_no_alert_is_called_not_significant_by_its_own_sentence():
    def line(code, p):
        return {"code": code, "cells": {"month": {"p": f"{p:.6f}", "significant": p < 0.05}}}

    assert note.alerts([line("a", 0.001), line("b", 0.09), line("c", 0.04)], 0.10) == ["a", "c"]


# --- an approved note goes back, is not sent stale ----------------------------------------------------------------


def test_an_approved_note_goes_back_before_it_is_sent(draft, bureau):
    row = approved(draft, bureau)
    paper = row.letter
    with pytest.raises(NotAllowed):
        life.send_back(version=row, reason="Reprendre les comptes.", by=bureau.agent, at=AT)
    with pytest.raises(DomainError) as refused:
        life.send_back(version=row, reason="non", by=bureau.house.chief_of_staff, at=AT)
    assert refused.value.field == "reason"
    row = life.send_back(version=row, reason="Reprendre les comptes.", by=bureau.house.chief_of_staff, at=AT)
    row.refresh_from_db()
    assert (row.state, row.letter, row.approved_by, row.snapshot) == ("draft", None, None, None)
    assert Letter.objects.get(pk=paper.pk).state == "cancelled"
    told = JournalEntry.objects.get(action="monthly_note.sent_back").details
    assert told["reason"] == "Reprendre les comptes." and "Visée" in told["old"]
    again = dispatched(approved(row, bureau), bureau)
    assert again.state == "sent"
    with pytest.raises(Conflict):
        life.send_back(version=again, reason="Reprendre les comptes.", by=bureau.head, at=AT)


def test_figures_replaced_since_the_approval_are_not_sent(draft, bureau):
    row = approved(draft, bureau)
    correct_the_file(bureau)
    with pytest.raises(Conflict, match="Des chiffres ont changé"):
        dispatched(row, bureau)
    assert not ReportDispatch.objects.exists()


def test_what_is_sent_is_what_was_read(draft, bureau):
    row = approved(draft, bureau)
    with pytest.raises(Conflict, match="réécrite"):
        dispatched(row, bureau, content_hash="0" * 64)


def test_corrected_figures_are_listed_and_make_a_new_version(draft, bureau, client, time_machine):
    time_machine.move_to(AT)
    row = sent(draft, bureau)
    correct_the_file(bureau)
    client.force_login(bureau.agent)
    html = client.get(reverse("public_order:monthly-note", args=[row.pk])).content.decode()
    assert "Des chiffres ont changé depuis" in html and "480 contre 400" in html
    new = life.open_correction(version=row, reason="Fichier corrigé reçu.", by=bureau.agent, at=AT)
    new = dispatched(approved(commented(new, bureau), bureau), bureau)
    assert {(each["line"], each["span"]) for each in new.changes} == {
        ("violences", "month"), ("violences", "year"), ("violences", "rolling")
    }  # fmt: skip
    assert "480 contre 400" in new.letter.html and "500 contre 400" in new.letter.html
    row.refresh_from_db()
    assert row.state == "corrected"


# --- links --------------------------------------------------------------------------------------------------------


def test_a_link_withdrawn_opens_nothing_and_is_withdrawn_once(draft, bureau):
    sent(draft, bureau)
    code, row = code_sent_to("parquet@exemple.invalid"), ReportDispatch.objects.get(recipient="prosecutor")
    assert life.opened(code, AT) == row
    life.revoke(dispatch=row, reason=REASON, by=bureau.agent, at=AT)
    for act in (lambda: life.opened(code, AT), lambda: life.acknowledge(code=code, at=AT)):
        with pytest.raises(life.LinkUnusable):
            act()
    with pytest.raises(Conflict):
        life.revoke(dispatch=row, reason=REASON, by=bureau.agent, at=AT)
    with pytest.raises(NotAllowed):
        life.resend(dispatch=row, email="x@exemple.invalid", reason=REASON, by=bureau.house.stranger, at=AT)


def test_a_note_is_sent_again_to_a_mended_address_and_to_it_alone(draft, bureau):
    sent(draft, bureau)
    former, row = code_sent_to("parquet@exemple.invalid"), ReportDispatch.objects.get(recipient="prosecutor")
    facts = {"dispatch": row, "email": "procureur@exemple.invalid", "reason": REASON, "by": bureau.agent, "at": AT}
    life.resend(**facts)
    with pytest.raises(Conflict, match="plus récent"):
        life.resend(**facts)
    with pytest.raises(life.LinkUnusable):
        life.opened(former, AT)
    assert life.opened(code_sent_to("procureur@exemple.invalid"), AT).email == "procureur@exemple.invalid"
    assert ReportDispatch.objects.filter(recipient="prosecutor", revoked_at=None).count() == 1
    assert JournalEntry.objects.get(action="monthly_note.resent").details["old"] == "parquet@exemple.invalid"


def test_the_pages_of_the_links(draft, bureau, client, time_machine):
    time_machine.move_to(AT)
    row = sent(draft, bureau)
    one = row.dispatches.get(recipient="prosecutor")
    client.force_login(bureau.agent)
    where = reverse("public_order:note-dispatch-resend", args=[one.pk])
    assert client.post(where, {"email": "pas une adresse", "reason": REASON}).status_code == 422
    assert client.post(where, {"email": "p@exemple.invalid", "reason": REASON}).status_code == 302
    two = row.dispatches.get(email="p@exemple.invalid")
    assert (
        client.post(reverse("public_order:note-dispatch-revoke", args=[two.pk]), {"reason": REASON}).status_code == 302
    )
    html = client.get(reverse("public_order:monthly-note", args=[row.pk])).content.decode()
    assert html.count("lien retiré") == 2 and "Lien retiré : procureur de la république" in html
    assert client.get(reverse("public_order:note-dispatch-revoke", args=[99999])).status_code == 404


# --- comments read again ------------------------------------------------------------------------------------------


def test_sta_13_a_comment_is_read_again_when_the_note_is_submitted(draft, bureau):
    commented(draft, bureau)
    comment(draft, bureau, text="La hausse de 25,0 % tient à deux soirées.")
    correct_the_file(bureau)
    with pytest.raises(Conflict, match="25,0 %"):
        life.submit(version=draft, by=bureau.agent, at=AT)
    comment(draft, bureau, text="La hausse de 20,0 % tient à deux soirées.")
    assert life.submit(version=draft, by=bureau.agent, at=AT).state == "to_validate"


def test_a_note_sent_back_has_the_comments_of_changed_figures_read_again(draft, bureau):
    comment(draft, bureau, kind="attention")
    row = submitted(draft, bureau)
    correct_the_file(bureau)
    row = life.send_back(version=row, reason="Fichier corrigé reçu.", by=bureau.head, at=AT)
    assert set(row.comments.filter(to_review=True).values_list("line", "kind")) == {
        ("violences", "comment"), ("violences", "attention")
    }  # fmt: skip
    comment(row, bureau)
    with pytest.raises(Conflict, match="à relire"):
        life.submit(version=row, by=bureau.agent, at=AT)


# --- rates, cautions ----------------------------------------------------------------------------------------------


def burglaries(bureau):
    """The group of the index 27 and 28, as the department counts it."""
    three_years(bureau.agent, AT)
    reference.ensure()
    known = indicators()
    IndicatorGroup.objects.create(code="cambriolages-hab", label="Cambriolages d'habitations", indexes=[27, 28],
                                  valid_from=date(2015, 1, 1), polarity="less_is_better", display_order=9)  # fmt: skip
    for value in list(SeriesValue.objects.filter(indicator=known[7])):
        SeriesValue.objects.bulk_create(
            SeriesValue(edition_id=value.edition_id, indicator=known[index], territory_kind=value.territory_kind,
                        territory=value.territory, period=value.period, value=10, diffusion="i")
            for index in (27, 28)
        )  # fmt: skip


def people(kind, place, year, population, dwellings):
    PopulationYear.objects.create(territory_kind=kind, territory=place, year=year, population=population,
                                  dwellings=dwellings, source="Essai")  # fmt: skip


@pytest.mark.django_db
def test_sta_04_burglaries_of_the_4001_are_counted_upon_dwellings(bureau):
    burglaries(bureau)
    people("dep", "94", 2024, 1_400_000, 600_000)
    people("dep", "94", 2025, 1_426_929, None)
    version = life.open_report(period=APRIL, perimeter=("dep", "94"), by=bureau.agent, at=AT)
    line = note.line_in(figures_on(version.report, AT), "cambriolages-hab")
    assert line["rate"] == "0,400" and line["rate_trace"] == "1 000 × 240 ÷ 600\u202f000 logements (2024)"
    IndicatorGroup.objects.filter(code="cambriolages-hab").update(indexes=[27, 28, 29])
    people_and_dwellings = note.line_in(figures_on(version.report, AT), "cambriolages-hab")
    assert people_and_dwellings["rate"] is None, "two denominators make no rate"


@pytest.mark.django_db
def test_sta_04_a_district_adds_up_the_dwellings_of_its_communes_at_the_month(bureau):
    burglaries(bureau)
    house = bureau.house
    for town, since in ((house.creteil, date(2010, 1, 1)), (house.vincennes, date(2025, 9, 1))):
        DistrictMembership.objects.filter(commune=town).delete()
        DistrictMembership.objects.create(district_id="T1", commune=town, since=since)
        people("com", town.pk, 2024, 50_000, 20_000)
    version = life.open_report(period=APRIL, perimeter=SOUTH, by=bureau.agent, at=AT)
    line = note.line_in(figures_on(version.report, AT), "cambriolages-hab")
    assert line["rate_trace"] == "1 000 × 240 ÷ 40\u202f000 logements (2024)"
    PopulationYear.objects.filter(territory=house.vincennes.pk).delete()
    assert note.line_in(figures_on(version.report, AT), "cambriolages-hab")["rate"] is None, "one commune is not known"


@pytest.mark.django_db
def test_b1_2_a_note_on_an_index_is_shown_with_the_line_that_holds_it(bureau):
    burglaries(bureau)
    version = life.open_report(period=APRIL, perimeter=("dep", "94"), by=bureau.agent, at=AT)
    cautions = figures_on(version.report, AT)["cautions"]
    assert any(text.startswith("Cambriolages d'habitations : le taux des cambriolages") for text in cautions)
    assert any(text.startswith("Stupéfiants : les stupéfiants mesurent") for text in cautions)
    assert not any("escroqueries" in text.lower() for text in cautions), "no line holds its index"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("since", "until_day", "told"),
    [(date(2025, 9, 1), None, "rejoint la circonscription le 01/09/2025"), (date(2010, 1, 1), None, ""),
     (date(2010, 1, 1), date(2026, 4, 2), "quitte la circonscription le 02/04/2026"),
     (date(2010, 1, 1), date(2026, 5, 1), ""), (date(2024, 5, 1), None, ""), (date(2024, 5, 2), None, "rejoint")],
)  # fmt: skip
def test_a_membership_changed_between_the_periods_is_said(bureau, since, until_day, told):
    three_years(bureau.agent, AT)
    DistrictMembership.objects.all().delete()
    DistrictMembership.objects.create(district_id="T1", commune=bureau.house.creteil, since=since, until=until_day)
    version = life.open_report(period=APRIL, perimeter=SOUTH, by=bureau.agent, at=AT)
    found = [text for text in figures_on(version.report, AT)["cautions"] if "Périmètre changé" in text]
    assert (told in found[0]) if told else found == []


# --- exceptional months -------------------------------------------------------------------------------------------


def test_sta_07_an_exceptional_month_is_unmarked_with_its_reason(draft, bureau, client, time_machine):
    time_machine.move_to(AT)
    month = life.mark_exceptional(month=date(2025, 7, 1), reason="Émeutes de juillet", by=bureau.head, at=AT)
    with pytest.raises(NotAllowed):
        life.unmark_exceptional(month=month, reason="Marqué par erreur", by=bureau.agent, at=AT)
    client.force_login(bureau.head)
    where = reverse("public_order:exceptional-month-drop", args=[month.pk])
    assert where in client.get(reverse("public_order:exceptional-months")).content.decode()
    assert client.post(where, {"reason": "non"}).status_code == 422
    assert client.post(where, {"reason": "Marqué par erreur"}).status_code == 302
    assert not ExceptionalMonth.objects.filter(month=date(2025, 7, 1)).exists()
    assert JournalEntry.objects.get(action="monthly_note.unexceptional").details["old"] == "Émeutes de juillet"
    with pytest.raises(Conflict):
        life.unmark_exceptional(month=month, reason="Marqué par erreur", by=bureau.head, at=AT)


# --- charts, programmes -------------------------------------------------------------------------------------------


def test_sta_11_the_chart_of_a_frozen_note_is_frozen_too(draft, bureau, client, time_machine):
    time_machine.move_to(AT)
    row = sent(draft, bureau)
    client.force_login(bureau.agent)
    where = reverse("public_order:monthly-figure", args=[row.pk, "violences", "month"])
    before = client.get(where).content.decode()
    delivered(
        {APRIL: split(LAST | {7: 999}), earlier(APRIL, 1): split(LAST | {7: 888})}, bureau.agent, paris(2026, 5, 9)
    )
    after = client.get(where).content.decode()
    assert "Graphique figé" in after and "888" not in after and "999" not in after
    assert before[before.index('<svg class="chart') :] == after[after.index('<svg class="chart') :]
    row.snapshot.pop("charts")
    row.save()
    assert "888" in client.get(where).content.decode(), "a note frozen before charts were shows those of the day"


def test_the_note_holds_a_chart_on_paper_and_behind_its_link(draft, bureau, client, time_machine):
    time_machine.move_to(AT)
    row = sent(draft, bureau)
    assert "<svg" in row.letter.html and "&lt;svg" not in row.letter.html
    render_files(letter_id=row.letter_id, at=AT)
    row.letter.refresh_from_db()
    assert row.letter.pdf_id and row.letter.odt_id
    html = client.get(reverse("public_order:note-door", args=[code_sent_to("prefet@exemple.invalid")])).content.decode()
    assert '<svg class="chart' in html


@pytest.mark.django_db
def test_b1_6_the_note_has_its_section_on_the_programmes(bureau, client, time_machine):
    time_machine.move_to(AT)
    draft = opened_note(bureau.agent, AT)
    place = programme(bureau.house, bureau.agent, AT)
    for month in until(APRIL, 24):
        for zone, count in (("perimeter", 20), ("ring", 7)):
            programmes.record_figure(programme=place, zone=zone, line="violences", month=month, count=count,
                                     by=bureau.agent, at=AT)  # fmt: skip
    programmes.record_figure(programme=place, zone="perimeter", line="arrests", month=APRIL, count=31, by=bureau.agent,
                             at=AT)  # fmt: skip
    held = programmes.plan_operation(
        kind="place_nette", title="Place nette", commune=bureau.house.creteil, held_on=date(2026, 4, 20),
        forces="40 policiers", programme=place, by=bureau.agent, at=AT,
    )  # fmt: skip
    programmes.report_operation(held=held, checked=80, arrests=4, vehicles=None, fines=3, by=bureau.agent, at=AT)
    (told,) = figures_on(draft.report, AT)["programmes"]
    (line,) = told["lines"]
    assert [zone["label"] for zone in line["zones"]][0] == "Périmètre" and line["evaluation"] == "recul insuffisant"
    assert line["zones"][0]["now"] == 240 and told["activity"] == [
        {"label": "Interpellations", "now": 31, "before": None}
    ]  # fmt: skip
    assert figures_on(draft.report, AT)["activity"] == [
        {"label": "Place nette", "held": 1, "checked": 80, "arrests": 4, "fines": 3}
    ]  # fmt: skip
    south = life.open_report(period=APRIL, perimeter=("csp", "T2"), by=bureau.agent, at=AT)
    assert figures_on(south.report, AT)["programmes"] == [], "of another district"
    row = sent(draft, bureau)
    for words in ("QRR et programmes locaux", "Couronne (déplacement)", "Opérations du mois", "interpellations 31"):
        assert words in row.letter.html, words
    client.force_login(bureau.agent)
    html = client.get(reverse("public_order:monthly-note", args=[row.pk])).content.decode()
    assert "Couronne (déplacement)" in html
    programmes.record_figure(programme=place, zone="perimeter", line="violences", month=APRIL, count=30,
                             by=bureau.agent, at=AT)  # fmt: skip
    changed = note.changed_figures(row.snapshot["figures"], figures_on(draft.report, AT))
    assert [each["label"] for each in changed][0] == "Secteur d'Orly, Coups et blessures volontaires, périmètre"


@pytest.mark.django_db
def test_qrr_01_a_perimeter_that_moved_is_said_in_the_note(bureau):
    draft, place = opened_note(bureau.agent, AT), programme(bureau.house, bureau.agent, AT)
    programmes.change_perimeter(programme=place, since=date(2026, 4, 1), description="Rue ajoutée au nord",
                                communes=[bureau.house.creteil], by=bureau.agent, at=AT)  # fmt: skip
    (told,) = figures_on(draft.report, AT)["programmes"]
    assert "Périmètre changé le 01/04/2026" in told["caution"]
