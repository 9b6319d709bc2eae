"""A series: said before it acts, done case by case once, each by the operation of its page."""

import re
from datetime import timedelta

import pikepdf
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import now

from directorate.casework import operations, series
from directorate.casework.labels import create_label, set_labels
from directorate.casework.models import Case, CaseLetter, Label, Series, SeriesItem
from directorate.casework.queries import visible_to
from directorate.casework.registry import procedure
from directorate.documents.files import open_file
from directorate.documents.models import StoredFile
from directorate.jobs.models import Job, OutgoingMail
from directorate.jobs.operations import cancel
from directorate.jobs.operations import run as run_job
from directorate.journal.models import JournalEntry
from directorate.org.models import Posting
from tests.concurrency import at_once
from tests.factories import open_closure, open_demonstration, open_video_case, step
from tests.people import paris

pytestmark = pytest.mark.django_db
NEW = reverse("directorate:series-new")
CASES = reverse("directorate:cases")
AT = paris(2026, 5, 18)
State = SeriesItem.State


@pytest.fixture(autouse=True)
def _may(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture()
def head(client, house):
    client.force_login(house.head)
    return client


@pytest.fixture()
def cases(house) -> list[Case]:
    return [open_video_case(house) for _ in range(3)]


def draw_up(client, cases=(), *, action="assign", follow=True, **more):
    data = {"list": "cases", "query": "", "ids": [case.pk for case in cases], "action": action, **more}
    return client.post(NEW, data, follow=follow)


def start(client, drawn: Series, **data):
    expected = data.pop("expected", drawn.items.filter(state=State.PENDING).count())
    return client.post(reverse("directorate:series-start", args=[drawn.pk]), {"expected": expected, **data})


def do(drawn: Series) -> Job:
    drawn.refresh_from_db()
    run_job(job_id=drawn.job_id, at=now())
    return Job.objects.get(pk=drawn.job_id)


def states(drawn: Series) -> list[str]:
    return list(drawn.items.order_by("rank").values_list("state", flat=True))


def sentences(drawn: Series) -> list[str]:
    return list(drawn.items.order_by("rank").values_list("sentence", flat=True))


def the_series() -> Series:
    return Series.objects.latest("pk")


def page(client, drawn: Series) -> str:
    return client.get(reverse("directorate:series", args=[drawn.pk])).content.decode()


# --- before -------------------------------------------------------------------------------------------------


def test_the_summary_says_what_will_be_refused_and_why_and_nothing_is_done_yet(head, house, cases):
    operations.assign(case=cases[0], to=None, by=house.head, at=AT)
    answer = draw_up(head, cases)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert re.search(r"<strong>3</strong> dossiers seront traités", text)
    assert not Job.objects.filter(kind=series.SERIES_JOB).exists()
    drawn = the_series()
    answer = start(head, drawn, caseworkers=[house.agent.pk])
    assert answer.status_code == 409, "what was typed has changed the summary"
    text = answer.content.decode()
    assert "le résumé a changé" in text
    assert "2 dossiers</strong> : Ce dossier est déjà confié à Zoé Durand." in text
    assert cases[1].reference in text
    assert Case.objects.get(pk=cases[0].pk).caseworker is None
    assert start(head, drawn, caseworkers=[house.agent.pk]).status_code == 302
    do(drawn)
    assert sorted(states(drawn)) == ["done", "refused", "refused"]
    assert Case.objects.get(pk=cases[0].pk).caseworker == house.agent


def test_a_caseworker_is_offered_no_distribution_and_gets_none(client, house, cases):
    client.force_login(house.agent)
    assert 'value="assign"' not in client.get(CASES).content.decode()
    assert draw_up(client, cases).status_code == 403
    assert not Series.objects.exists()


def test_the_whole_result_is_what_the_filters_show(head, house, cases):
    other = open_demonstration(house)
    draw_up(head, all="1", query="procedure=video_protection_authorisation&status=open&sort=-received")
    drawn = the_series()
    assert set(drawn.items.values_list("case", flat=True)) == {case.pk for case in cases}
    assert other.pk not in set(drawn.items.values_list("case", flat=True))


def test_cases_that_one_may_not_see_are_silently_absent_even_from_the_counts(client, house, cases):
    Case.objects.filter(pk=cases[0].pk).update(sensitivity="secret", caseworker=house.colleague)
    client.force_login(house.deputy)
    text = draw_up(client, cases).content.decode()
    assert "<strong>2</strong> dossiers" in text
    assert cases[0].reference not in text
    client.force_login(house.stranger)
    assert draw_up(client, cases, action="label").status_code == 422
    assert Series.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"list": "nulle-part"}, 404),
        ({"list": ""}, 404),
        ({"list": "permits"}, 404),
        ({"action": "sign_everything"}, 404),
        ({"action": ""}, 404),
        ({"query": "inconnu=1"}, 400),
        ({"query": "commune=nulle-part", "all": "1"}, 422),
        ({"query": "q=\x00", "all": "1"}, 400),
        ({"query": "%00%ff&&&=="}, 400),
        ({"ids": ["abc", "-1", "9" * 40, "١", "\x00", "1e3", ""]}, 422),
        ({"ids": []}, 422),
    ],
)
def test_a_forged_request_draws_nothing_up(head, cases, changes, status):
    data = {"list": "cases", "query": "", "ids": [cases[0].pk], "action": "assign", **changes}
    assert head.post(NEW, data).status_code == status
    assert not Series.objects.exists()


def test_a_hundred_thousand_ids_are_refused_and_the_process_lives(head, cases):
    assert draw_up(head, ids=[str(number) for number in range(100_000)]).status_code == 400
    assert draw_up(head, cases).status_code == 200


def test_nothing_is_done_without_the_token_of_the_form(house, cases):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(house.head)
    data = {"list": "cases", "ids": [cases[0].pk], "action": "assign"}
    assert strict.post(NEW, data).status_code == 403
    assert not Series.objects.exists()


def test_more_cases_than_the_action_takes_are_refused_before_anything_is_kept(head, house, cases, monkeypatch):
    tight = series.ACTIONS["label"]
    monkeypatch.setattr(series, "ACTIONS", {**series.ACTIONS, "label": type(tight)(**{**vars(tight), "most": 2})})
    with pytest.raises(series.DomainError, match="2 dossiers au plus"):
        series.draw_up(
            list_code="cases", query="", cases=visible_to(house.head, AT.date()), action_code="label",
            by=house.head, at=AT,
        )  # fmt: skip
    assert not SeriesItem.objects.exists()


def test_somebody_else_s_series_does_not_exist(head, client, house, cases):
    draw_up(head, cases)
    drawn = the_series()
    client.force_login(house.deputy)
    for name, method in (
        ("series", "get"),
        ("series-start", "post"),
        ("series-again", "post"),
        ("series-results", "get"),
    ):
        assert getattr(client, method)(reverse(f"directorate:{name}", args=[drawn.pk])).status_code == 404
    assert drawn.asked_at is None


def test_a_person_of_another_bureau_is_not_a_choice(head, house, cases):
    draw_up(head, cases)
    answer = start(head, the_series(), caseworkers=[house.stranger.pk])
    assert answer.status_code == 422
    assert start(head, the_series(), caseworkers=["none", house.agent.pk]).status_code == 422
    assert start(head, the_series()).status_code == 422
    assert the_series().asked_at is None


def test_a_summary_costs_the_same_queries_with_three_cases_and_with_thirty(
    head, house, cases, django_assert_max_num_queries
):
    draw_up(head, cases, action="label")
    with django_assert_max_num_queries(200) as few:
        draw_up(head, cases, action="label")
    more = [open_video_case(house) for _ in range(27)]
    with django_assert_max_num_queries(len(few)):
        draw_up(head, [*cases, *more], action="label")


def test_a_summary_that_nobody_confirms_is_forgotten_the_next_night(head, house, cases):
    draw_up(head, cases)
    kept = the_series()
    start(head, kept, caseworkers=[house.colleague.pk])
    draw_up(head, cases)
    assert series.forget_unconfirmed(at=AT + timedelta(hours=1)) == 0
    assert series.forget_unconfirmed(at=AT + timedelta(days=2)) == 1
    assert Series.objects.get() == kept
    assert kept.items.count() == 3


# --- doing --------------------------------------------------------------------------------------------------


def test_each_case_is_done_by_its_own_operation_with_its_entry_in_the_journal(head, house, cases):
    draw_up(head, cases)
    drawn = the_series()
    assert start(head, drawn, caseworkers=[house.colleague.pk]).status_code == 302
    job = do(drawn)
    assert (job.state, job.queue, job.result["words"]) == (Job.State.DONE, "bulk", "3 faits")
    assert states(drawn) == ["done"] * 3
    assert set(Case.objects.values_list("caseworker", flat=True)) == {house.colleague.pk}
    entries = JournalEntry.objects.filter(action="case.assigned")
    assert {entry.actor_id for entry in entries} == {house.head.pk}
    assert entries.count() == 3
    assert "3 sur 3" in page(head, drawn)
    jobs = head.get(reverse("directorate:jobs")).content.decode()
    assert reverse("directorate:series", args=[drawn.pk]) in jobs
    assert "3 faits" in jobs


def test_several_people_share_the_cases_equally(head, house):
    cases = [open_video_case(house, caseworker=None) for _ in range(6)]
    draw_up(head, cases)
    start(head, the_series(), caseworkers=[house.agent.pk, house.colleague.pk, house.deputy.pk])
    do(the_series())
    given = list(Case.objects.values_list("caseworker", flat=True))
    assert sorted(given.count(person.pk) for person in (house.agent, house.colleague, house.deputy)) == [2, 2, 2]


def test_cases_are_taken_back_to_the_pile(head, house, cases):
    draw_up(head, cases)
    start(head, the_series(), caseworkers=["none"])
    do(the_series())
    assert set(Case.objects.values_list("caseworker", flat=True)) == {None}


def test_a_colleague_s_change_since_the_summary_is_not_overwritten_and_is_named(head, house, cases):
    draw_up(head, cases)
    drawn = the_series()
    operations.assign(case=cases[1], to=house.deputy, by=house.deputy, at=AT)
    start(head, drawn, caseworkers=[house.colleague.pk])
    do(drawn)
    assert sorted(states(drawn)) == ["done", "done", "refused"]
    refused = drawn.items.get(case=cases[1])
    assert refused.sentence == "Le dossier a changé depuis le résumé : Marc Petit, le 18/05/2026 à 09:30."
    assert Case.objects.get(pk=cases[1].pk).caseworker == house.deputy


def test_what_was_refused_is_taken_up_again_as_it_now_is(head, house, cases):
    draw_up(head, cases)
    first = the_series()
    operations.assign(case=cases[1], to=house.deputy, by=house.deputy, at=AT)
    start(head, first, caseworkers=[house.colleague.pk])
    do(first)
    head.post(reverse("directorate:series-again", args=[first.pk]))
    second = the_series()
    assert second != first
    assert list(second.items.values_list("case", flat=True)) == [cases[1].pk]
    start(head, second, caseworkers=[house.colleague.pk])
    do(second)
    assert states(second) == ["done"]


def test_a_double_click_on_the_confirmation_is_one_series_and_one_job(head, house, cases):
    draw_up(head, cases)
    drawn = the_series()
    for _ in range(2):
        assert start(head, drawn, caseworkers=[house.colleague.pk], expected=3).status_code == 302
    assert Job.objects.filter(kind=series.SERIES_JOB).count() == 1
    do(drawn)
    assert JournalEntry.objects.filter(action="case.assigned").count() == 3


@pytest.mark.django_db(transaction=True)
def test_five_confirmations_at_the_same_instant_are_one_series(head, house, cases):
    draw_up(head, cases)
    drawn = the_series()

    def confirm():
        form = series.form_of(drawn, house.head, AT, typed(caseworkers=[house.colleague.pk]))
        assert form.is_valid()
        return series.confirm(series=drawn, form=form, expected=3, by=house.head, at=AT)

    outcomes = at_once(*[confirm] * 5)
    assert [asked for _, asked in outcomes] == [True] * 5
    assert Job.objects.filter(kind=series.SERIES_JOB).count() == 1


def typed(**values):
    return MultiValueDict({name: [str(value) for value in some] for name, some in values.items()})


def test_rights_are_those_of_the_instant_when_each_case_is_done(head, house, cases):
    draw_up(head, cases)
    drawn = the_series()
    start(head, drawn, caseworkers=[house.colleague.pk])
    Posting.objects.filter(staff=house.head).update(ends_on=AT.date())
    do(drawn)
    assert states(drawn) == ["refused"] * 3
    assert set(sentences(drawn)) == {"Vous n'avez plus accès à ce dossier."}
    assert not JournalEntry.objects.filter(action="case.assigned").exists()


def test_an_unexpected_failure_of_one_case_does_not_stop_the_others(head, house, cases, monkeypatch):
    draw_up(head, cases)
    drawn = the_series()
    start(head, drawn, caseworkers=[house.colleague.pk])
    usual = operations.assign

    def broken(*, case, **facts):
        if case.pk == cases[1].pk:
            raise ZeroDivisionError("division par zéro")
        return usual(case=case, **facts)

    monkeypatch.setattr(operations, "assign", broken)
    assert do(drawn).state == Job.State.DONE
    assert sorted(states(drawn)) == ["done", "done", "failed"]
    assert drawn.items.get(case=cases[1]).sentence == "Erreur inattendue (ZeroDivisionError)."


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_in_the_middle_leaves_each_case_done_once_or_still_to_do(head, house, cases, monkeypatch):
    draw_up(head, cases)
    drawn = the_series()
    start(head, drawn, caseworkers=[house.colleague.pk])
    drawn.refresh_from_db()
    usual, calls = series.do_item, []

    def dies_at_the_second(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            # The work of the case is done, its transaction is not over.
            with transaction.atomic():
                usual(*arguments)
                raise SystemExit
        usual(*arguments)

    monkeypatch.setattr(series, "do_item", dies_at_the_second)
    with pytest.raises(SystemExit):
        run_job(job_id=drawn.job_id, at=AT)
    assert states(drawn) == ["done", "pending", "pending"]
    monkeypatch.setattr(series, "do_item", usual)
    Job.objects.update(lease_until=None)
    assert do(drawn).state == Job.State.DONE
    assert states(drawn) == ["done"] * 3
    assert JournalEntry.objects.filter(action="case.assigned").count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_series_cancelled_in_the_middle_stops_and_goes_on_when_it_is_started_again(head, house, cases, monkeypatch):
    draw_up(head, cases)
    drawn = the_series()
    start(head, drawn, caseworkers=[house.colleague.pk])
    drawn.refresh_from_db()
    usual, calls = series.do_item, []

    def cancelled_after_the_first(*arguments):
        usual(*arguments)
        calls.append(arguments)
        if len(calls) == 1:
            cancel(job=drawn.job, by=house.head, at=AT)

    monkeypatch.setattr(series, "do_item", cancelled_after_the_first)
    assert do(drawn).state == Job.State.CANCELLED
    assert states(drawn) == ["done", "pending", "pending"]
    assert "Série annulée" in page(head, drawn)
    monkeypatch.setattr(series, "do_item", usual)
    head.post(reverse("directorate:job-retry", args=[drawn.job_id]))
    assert do(drawn).state == Job.State.DONE
    assert states(drawn) == ["done"] * 3


@pytest.mark.django_db(transaction=True)
def test_a_long_series_gives_its_turn_to_those_that_wait(head, house, cases, monkeypatch):
    draw_up(head, cases)
    drawn = the_series()
    start(head, drawn, caseworkers=[house.colleague.pk])
    monkeypatch.setattr(series, "TURN_SECONDS", -1)
    assert do(drawn).state == Job.State.QUEUED
    assert states(drawn) == ["done", "pending", "pending"]
    assert do(drawn).state == Job.State.QUEUED
    job = do(drawn)
    assert (job.state, job.attempts) == (Job.State.DONE, 1)
    assert JournalEntry.objects.filter(action="case.assigned").count() == 3


# --- reading what became of it ------------------------------------------------------------------------------


def test_results_are_a_file_and_a_case_that_became_secret_has_left_it(client, house, cases):
    client.force_login(house.deputy)
    draw_up(client, cases)
    drawn = the_series()
    start(client, drawn, caseworkers=[house.colleague.pk])
    do(drawn)
    Case.objects.filter(pk=cases[0].pk).update(sensitivity="secret")
    text = b"".join(client.get(reverse("directorate:series-results", args=[drawn.pk]))).decode("utf-8-sig")
    assert text.splitlines()[0] == "Référence;Objet;Résultat;Motif;Le"
    assert cases[1].reference in text
    for shown in (text, page(client, drawn)):
        assert cases[0].reference not in shown
        assert "plus accessible" in shown


def test_the_region_asks_for_itself_while_the_series_is_under_way(head, house, cases):
    draw_up(head, cases)
    drawn = the_series()
    start(head, drawn, caseworkers=[house.colleague.pk])
    assert 'hx-trigger="every 2s"' in page(head, drawn)
    region = head.get(reverse("directorate:series", args=[drawn.pk]), headers={"HX-Request": "true"})
    assert "<html" not in region.content.decode()
    do(drawn)
    assert "every 2s" not in page(head, drawn)
    assert head.get(reverse("directorate:series", args=[drawn.pk]), {"state": "refused"}).status_code == 200


# --- reminders ----------------------------------------------------------------------------------------------


@pytest.fixture()
def opinion_code(house):
    return next(row.code for row in procedure("video_protection_authorisation").opinions if not row.commission)


def test_late_opinions_are_asked_for_again_once_a_day(head, house, opinion_code):
    late = step(open_video_case(house), "declare_complete", house.agent, paris(2026, 3, 3))
    late = step(
        late, "request_opinion", house.agent, paris(2026, 3, 4), opinion=opinion_code, organisation=house.town_hall,
        question="",
    )  # fmt: skip
    plain = open_video_case(house)
    before = OutgoingMail.objects.count()
    text = draw_up(head, [late, plain], action="remind_opinions").content.decode()
    assert "Aucun avis n&#x27;est attendu." in text
    drawn = the_series()
    start(head, drawn)
    do(drawn)
    assert sorted(states(drawn)) == ["done", "refused"]
    assert OutgoingMail.objects.count() == before + 1
    text = draw_up(head, [late], action="remind_opinions").content.decode()
    assert "déjà été relancé aujourd" in text
    assert "seront traités" not in text


def test_applicants_are_reminded_of_the_documents_they_owe(head, client, house):
    code = open_video_case(house).pieces.filter(is_blocking=True).values_list("code", flat=True).first()
    missing = open_video_case(house, missing=(code,))
    owing = step(
        missing, "request_pieces", house.agent, paris(2026, 3, 3), pieces=[code], limit_on=paris(2026, 5, 4).date()
    )
    without_mail = open_demonstration(house)
    draw_up(head, [owing, without_mail], action="remind_pieces")
    drawn = the_series()
    start(head, drawn)
    do(drawn)
    assert sorted(states(drawn)) == ["done", "refused"]
    mail = OutgoingMail.objects.get(key__startswith="pieces-reminder:")
    assert mail.to == owing.party.email
    assert owing.reference in mail.body
    assert "était attendue avant le 4 mai 2026" in mail.body
    client.force_login(house.agent)
    address = reverse("directorate:case-remind-applicant", args=[owing.reference])
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 422, "already written to today"
    assert OutgoingMail.objects.filter(key__startswith="pieces-reminder:").count() == 1


# --- labels -------------------------------------------------------------------------------------------------


@pytest.fixture()
def label(house) -> Label:
    return create_label(unit=house.police, name="Quartier <b>Nord</b>", tone="info", by=house.head, at=AT)


def test_a_label_is_put_in_series_then_filters_the_list_and_is_taken_off(head, house, cases, label):
    draw_up(head, cases[:2], action="label")
    start(head, the_series(), label=label.pk, gesture="put")
    do(the_series())
    listed = head.get(CASES, {"label": label.pk, "status": "open", "columns": "reference,labels"}).content.decode()
    assert cases[0].reference in listed
    assert cases[2].reference not in listed
    assert "Quartier &lt;b&gt;Nord" in listed
    draw_up(head, cases, action="label")
    assert start(head, the_series(), label=label.pk, gesture="remove").status_code == 409
    start(head, the_series(), label=label.pk, gesture="remove")
    do(the_series())
    assert not label.cases.exists()


def test_a_label_shows_on_the_case_and_is_changed_there(head, house, cases, label):
    address = reverse("directorate:case", args=[cases[0].reference])
    assert "Quartier &lt;b&gt;Nord" in head.get(address).content.decode()
    labels = reverse("directorate:case-labels", args=[cases[0].reference])
    assert head.post(labels, {"labels": [label.pk, "abc", "999999"]}).status_code == 302
    assert list(cases[0].labels.all()) == [label]
    assert head.post(labels, {}).status_code == 302
    assert not cases[0].labels.exists()
    assert JournalEntry.objects.filter(action="case.labelled").count() == 2


def test_labels_of_a_bureau_are_kept_by_its_head(client, house, label):
    address = reverse("directorate:label-change", args=[label.pk])
    values = {"name": "Sud", "tone": "warning", "is_active": "on"}
    for person, status in ((house.agent, 403), (house.stranger, 403), (house.deputy, 302)):
        client.force_login(person)
        assert client.post(address, values).status_code == status
    label.refresh_from_db()
    assert (label.name, label.tone) == ("Sud", "warning")
    client.force_login(house.head)
    answer = client.post(reverse("directorate:label-new"), {"unit": house.police.pk, "name": "sud", "tone": "info"})
    assert answer.status_code == 422
    assert "déjà une étiquette de ce nom" in answer.content.decode()
    answer = client.post(reverse("directorate:label-new"), {"unit": house.road.pk, "name": "Autre", "tone": "info"})
    assert answer.status_code == 422


def test_a_label_of_another_bureau_is_not_put(house, cases):
    foreign = Label.objects.create(unit=house.road, name="Route", tone="info")
    with pytest.raises(series.DomainError, match="service"):
        set_labels(case=cases[0], by=house.agent, at=AT, put=[foreign])


def test_the_labels_of_another_bureau_are_neither_listed_nor_filtered_on(client, house, label):
    client.force_login(house.stranger)
    assert "Quartier" not in client.get(reverse("directorate:labels")).content.decode()
    assert "Quartier" not in client.get(CASES).content.decode()


# --- letters ------------------------------------------------------------------------------------------------


def test_letters_are_written_once_each_and_printed_together(head, house, cases, settings):
    step(cases[0], "acknowledge", house.agent, AT)
    draw_up(head, cases, action="letters")
    drawn = the_series()
    start(head, drawn, letter="acknowledgement")
    job = do(drawn)
    assert job.state == Job.State.DONE
    assert states(drawn) == ["done"] * 3
    assert CaseLetter.objects.filter(purpose="acknowledgement").count() == 3
    assert set(CaseLetter.objects.values_list("job__state", flat=True)) == {"done"}
    with open_file(StoredFile.objects.get(pk=job.result["file"])) as content, pikepdf.open(content) as document:
        assert len(document.pages) >= 3
    address = reverse("directorate:job-file", args=[job.pk, "file"])
    assert address in page(head, drawn)
    assert head.get(address).status_code == 200
    assert job.expires_at == AT + series.KEPT


def test_only_letters_common_to_the_selection_are_offered(head, house, cases):
    text = draw_up(head, [cases[0], open_closure(house)], action="letters").content.decode()
    assert 'value="notification"' in text
    assert 'value="acknowledgement"' not in text
    assert start(head, the_series(), letter="acknowledgement").status_code == 422


def test_a_letter_that_a_move_of_its_own_writes_is_refused_with_the_reason(head, house, cases):
    draw_up(head, cases, action="letters")
    answer = start(head, the_series(), letter="notification")
    assert answer.status_code == 409
    assert "naît de l&#x27;action" in answer.content.decode()
    assert the_series().asked_at is None
