"""Acts in series: pieces asked, drafts, submission, signature and notification, each by the operation of its page."""

import re
from collections import Counter

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from directorate.casework import series
from directorate.casework.models import Case, CaseLetter, Decision, Series, SeriesItem
from directorate.casework.queries import visible_to
from directorate.documents.models import Letter
from directorate.jobs.models import Job
from directorate.jobs.operations import run as run_job
from directorate.jobs.queries import visible_jobs
from directorate.journal.models import JournalEntry
from directorate.org.models import SignatureDelegation
from directorate.parameters.models import Parameter
from directorate.registers.models import RegisterCounter
from directorate.web.errors import DomainError, NotAllowed
from tests.factories import at_signature, open_closure, open_video_case, signed, step
from tests.many import asked_in_series, copies, in_review
from tests.people import paris

pytestmark = pytest.mark.django_db
AT = paris(2026, 4, 15)
NEW = reverse("directorate:series-new")
FOLDER = reverse("directorate:signature")
State = SeriesItem.State


@pytest.fixture(autouse=True)
def _april(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture()
def director(client, house):
    client.force_login(house.director)
    return client


@pytest.fixture()
def waiting(house) -> list[Case]:
    """Three acts that wait for a signature."""
    return copies(at_signature(house), 3, AT)


def draw_up(client, cases, action: str, **more):
    data = {"list": "cases", "query": "stage=signature", "ids": [case.pk for case in cases], "action": action, **more}
    return client.post(NEW, data, follow=True)


def start(client, drawn: Series, **data):
    expected = drawn.items.filter(state=State.PENDING).count()
    return client.post(reverse("directorate:series-start", args=[drawn.pk]), {"expected": expected, **data})


def the_series() -> Series:
    return Series.objects.latest("pk")


def do(drawn: Series) -> Job:
    drawn.refresh_from_db()
    run_job(job_id=drawn.job_id, at=AT)
    return Job.objects.get(pk=drawn.job_id)


def states(drawn: Series) -> list[str]:
    return list(drawn.items.order_by("rank").values_list("state", flat=True))


def sentence_of(drawn: Series, case: Case) -> str:
    return drawn.items.get(case=case).sentence


def numbers() -> list[str]:
    return sorted(Decision.objects.exclude(number="").values_list("number", flat=True))


def last_number() -> int:
    return RegisterCounter.objects.filter(register="acts").values_list("last_number", flat=True).first() or 0


# --- signing ------------------------------------------------------------------------------------------------


def test_a_selection_of_the_folder_is_signed_each_act_with_its_number_and_its_entry(director, house, waiting):
    folder = director.get(FOLDER).content.decode()
    assert f'name="ids" value="{waiting[1].pk}"' in folder
    assert "Signer la sélection" in folder
    text = draw_up(director, waiting[:2], "sign").content.decode()
    assert re.search(r"<strong>2</strong> dossiers seront traités", text)
    assert f'href="{FOLDER}"' in text
    assert not Letter.objects.filter(state="signed").exists(), "nothing is done before it is confirmed"
    drawn = the_series()
    assert start(director, drawn).status_code == 302
    job = do(drawn)
    assert (job.state, job.result["words"]) == (Job.State.DONE, "2 faits")
    assert len(numbers()) == last_number() == 2
    acts = Letter.objects.filter(decision__case__in=waiting)
    assert {(act.signed_by_id, act.state, act.pdf_id is not None) for act in acts} == {
        (house.director.pk, "signed", True)
    }
    assert JournalEntry.objects.filter(action="case.sign", actor=house.director).count() == 2
    assert Case.objects.get(pk=waiting[2].pk).stage == "signature"
    assert director.get(reverse("directorate:job-file", args=[job.pk, "file"])).status_code == 200


def test_one_refusal_stops_no_other_and_leaves_no_gap_in_the_numbers(director, house, waiting):
    Decision.objects.filter(case=waiting[1]).update(grounds=["Fait [à compléter]."])
    text = draw_up(director, waiting, "sign").content.decode()
    assert re.search(r"<strong>2</strong> dossiers seront traités", text)
    assert "La décision n&#x27;est pas prête : Un passage « à compléter » subsiste dans le texte." in text
    drawn = the_series()
    start(director, drawn)
    do(drawn)
    assert Counter(states(drawn)) == {"done": 2, "refused": 1}
    assert Decision.objects.get(case=waiting[1]).number == ""
    assert len(numbers()) == last_number() == 2


def test_what_became_unready_after_the_summary_is_refused_by_the_checks_of_the_instant(director, house, waiting):
    draw_up(director, waiting, "sign")
    drawn = the_series()
    start(director, drawn)
    # A fact that changes no case: the law itself is read again for each act.
    Parameter.objects.filter(code="video_protection.retention_maximum_days").update(value=10)
    do(drawn)
    assert states(drawn) == ["refused"] * 3
    assert "plus de 10 jours" in sentence_of(drawn, waiting[0])
    assert (numbers(), last_number()) == ([], 0)


def test_a_case_changed_by_a_colleague_since_the_summary_is_refused_and_it_is_said(director, house, waiting):
    draw_up(director, waiting, "sign")
    drawn = the_series()
    start(director, drawn)
    step(waiting[0], "return_draft", house.head, AT, reason="Un considérant manque.")
    do(drawn)
    assert Counter(states(drawn)) == {"done": 2, "refused": 1}
    assert sentence_of(drawn, waiting[0]).startswith(
        "Le dossier a changé depuis le résumé : Aïcha Benali, le 15/04/2026"
    )


def test_the_power_is_judged_act_by_act_on_that_day(client, house):
    granted = at_signature(house)
    refused = at_signature(house, outcome="refusal")
    client.force_login(house.head)
    text = draw_up(client, [granted, refused], "sign").content.decode()
    assert re.search(r"<strong>1</strong> dossier sera traité", text), "the head of bureau signs favourable acts only"
    assert refused.reference in text
    drawn = the_series()
    start(client, drawn)
    SignatureDelegation.objects.filter(delegate=house.head).update(revoked_on=AT.date())
    do(drawn)
    assert states(drawn) == ["refused", "refused"]
    assert (numbers(), last_number()) == ([], 0)


def test_a_person_without_power_is_offered_nothing_and_gets_nothing(client, house, waiting):
    client.force_login(house.colleague)
    assert "Signer la sélection" not in client.get(FOLDER).content.decode()
    assert 'value="sign"' not in client.get(reverse("directorate:cases")).content.decode()
    assert draw_up(client, waiting, "sign").status_code == 403
    client.force_login(house.stranger)
    assert draw_up(client, waiting, "sign").status_code in (403, 422)
    assert not Series.objects.exists()


def test_who_loses_every_power_before_the_confirmation_signs_nothing(director, house, waiting):
    draw_up(director, waiting, "sign")
    SignatureDelegation.objects.filter(delegate=house.director).delete()
    assert start(director, the_series()).status_code == 403
    assert the_series().asked_at is None


@pytest.mark.parametrize("code", ["sign_all", "SIGN", "sign ", "sign\x00", "../sign", "take_transition"])
def test_a_forged_code_of_action_draws_nothing_up(director, waiting, code):
    assert draw_up(director, waiting, code).status_code in (400, 404)
    assert not Series.objects.exists()


def test_an_act_whose_time_ran_out_is_not_signed_against_the_silence(director, house, waiting, time_machine):
    time_machine.move_to(paris(2026, 9, 15), tick=False)
    director.force_login(house.director)
    text = draw_up(director, waiting, "sign").content.decode()
    assert "a fait naître un rejet" in text
    assert the_series().items.filter(state=State.PENDING).count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_signature_signs_each_act_once(director, house, waiting, monkeypatch):
    draw_up(director, waiting, "sign")
    drawn = the_series()
    start(director, drawn)
    drawn.refresh_from_db()
    usual, calls = series.do_item, []

    def dies_at_the_second(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            # Signed and numbered, not committed.
            with transaction.atomic():
                usual(*arguments)
                raise SystemExit
        usual(*arguments)

    monkeypatch.setattr(series, "do_item", dies_at_the_second)
    with pytest.raises(SystemExit):
        run_job(job_id=drawn.job_id, at=AT)
    assert states(drawn) == ["done", "pending", "pending"]
    assert last_number() == 1
    monkeypatch.setattr(series, "do_item", usual)
    Job.objects.update(lease_until=None)
    assert do(drawn).state == Job.State.DONE
    assert len(set(numbers())) == last_number() == 3
    assert CaseLetter.objects.filter(purpose="order_grant").count() == 3


# --- the summary --------------------------------------------------------------------------------------------


def queries_of_a_summary(by, cases: list[Case], action: str) -> int:
    chosen = Case.objects.filter(pk__in=[case.pk for case in cases]).order_by("pk")
    with CaptureQueriesContext(connection) as seen:
        drawn = series.draw_up(list_code="cases", query="", cases=chosen, action_code=action, by=by, at=AT)
        series.judge_again(series=drawn, details={}, by=by, at=AT)
    return len(seen)


def test_a_summary_costs_the_same_queries_for_one_case_and_for_five_hundred(house):
    actions = ("sign", "submit", "draft", "request_pieces", "notify", "remind_pieces", "remind_opinions")
    first = at_signature(house)
    # Their posts are kept by the person who asks, once read.
    queries_of_a_summary(house.director, [first], "notify")
    few = {action: queries_of_a_summary(house.director, [first], action) for action in actions}
    many = copies(first, 500, AT)
    assert {action: queries_of_a_summary(house.director, many, action) for action in actions} == few
    assert Series.objects.filter(action="sign", total=500).get().items.filter(state=State.PENDING).count() == 500


def test_the_page_of_the_summary_costs_the_same_queries_whatever_the_number_of_cases_and_of_reasons(director, house):
    first = at_signature(house)
    many = copies(first, 30, AT)
    costs = []
    for cases in (many[:2], many):
        Decision.objects.filter(case=cases[0]).update(grounds=["Fait [à compléter]."])
        Decision.objects.filter(case__in=cases[5:9]).update(visas=[])
        draw_up(director, cases, "sign")
        with CaptureQueriesContext(connection) as seen:
            assert director.get(reverse("directorate:series", args=[the_series().pk])).status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_five_hundred_and_one_cases_are_refused_with_a_sentence(house):
    copies(at_signature(house), 501, AT)
    for action in ("sign", "submit", "draft", "request_pieces", "notify"):
        with pytest.raises(DomainError, match="se fait sur 500 dossiers au plus"):
            series.draw_up(
                list_code="cases", query="", cases=visible_to(house.director, AT.date()).order_by("pk"),
                action_code=action, by=house.director, at=AT,
            )  # fmt: skip
    assert not SeriesItem.objects.exists()


# --- pieces -------------------------------------------------------------------------------------------------


def test_missing_pieces_are_asked_for_once_each_with_one_letter_a_case(client, house):
    code = open_video_case(house).pieces.filter(is_blocking=True).values_list("code", flat=True).first()
    lacking, whole = [open_video_case(house, missing=(code,)) for _ in range(2)], open_video_case(house)
    client.force_login(house.agent)
    text = draw_up(client, [*lacking, whole], "request_pieces").content.decode()
    assert "Aucune pièce indispensable ne manque." in text
    drawn = the_series()
    assert start(client, drawn, notified_on="2026-04-15", limit_on="2026-04-15", reason="").status_code == 422
    assert start(client, drawn, notified_on="2026-04-16", limit_on="2026-05-15", reason="").status_code == 422
    assert (
        start(client, drawn, notified_on="2026-04-15", limit_on="2026-05-15", reason="<b>Vite</b>").status_code == 302
    )
    assert do(drawn).state == Job.State.DONE
    assert Counter(states(drawn)) == {"done": 2, "refused": 1}
    found = CaseLetter.objects.filter(case__in=lacking, purpose="completeness_request").select_related("letter")
    assert len(found) == 2
    assert all("&lt;b&gt;Vite" in row.letter.html and row.letter.pdf_id for row in found)
    assert {case.stage for case in Case.objects.filter(pk__in=[case.pk for case in lacking])} == {"incomplete"}
    text = draw_up(client, lacking, "request_pieces").content.decode()
    assert "Une demande de pièces est déjà en cours pour ce dossier." in text


# --- drafts -------------------------------------------------------------------------------------------------


def test_drafts_are_made_submitted_signed_then_notified_all_in_series(director, client, house):
    cases = copies(in_review(house, AT), 3, AT)
    do(asked_in_series("draft", house.agent, cases, AT, outcome="grant"))
    drafts = Letter.objects.filter(state="draft")
    assert [draft.pdf_id is not None for draft in drafts] == [True] * 3
    assert not CaseLetter.objects.filter(letter__in=drafts).exists(), "a draft is no letter of the case"
    do(asked_in_series("submit", house.agent, cases, AT))
    do(asked_in_series("sign", house.director, cases, AT))
    assert len(numbers()) == 3
    client.force_login(house.agent)
    draw_up(client, cases, "notify")
    drawn, day = the_series(), {"mode": "registered_post", "notified_at": "2026-04-15T09:30"}
    assert start(client, drawn, **day).status_code == 422, "without proof nothing is notified"
    early = start(client, drawn, **{**day, "notified_at": "2026-04-14T09:30"}, reference="B 12")
    assert early.status_code == 409
    assert "ne peut précéder la signature" in early.content.decode()
    assert start(client, drawn, **day, reference="B 12").status_code == 409, "the summary is read again"
    assert start(client, drawn, **day, reference="B 12").status_code == 302
    do(drawn)
    assert states(drawn) == ["done"] * 3
    found = Decision.objects.values_list("notification_mode", "notification_reference", "case__notified_at")
    assert set(found) == {("registered_post", "B 12", AT)}


def test_only_outcomes_common_to_the_selection_are_offered(client, house):
    client.force_login(house.agent)
    case = in_review(house, AT)
    draw_up(client, [case, open_closure(house)], "draft")
    assert start(client, the_series(), outcome="grant").status_code == 422
    draw_up(client, [case], "draft")
    assert start(client, the_series(), outcome="n'importe quoi").status_code == 422
    assert the_series().asked_at is None


def test_a_decision_not_signed_yet_is_not_notified(client, house, waiting):
    done = signed(house)
    client.force_login(house.agent)
    draw_up(client, [*waiting, done], "notify")
    assert Counter(states(the_series())) == {"refused": 3, "pending": 1}


def test_an_action_that_one_may_not_take_is_refused_by_its_operation_too(house, waiting):
    with pytest.raises(NotAllowed):
        series.draw_up(
            list_code="cases", query="", cases=visible_to(house.agent, AT.date()), action_code="sign",
            by=house.colleague, at=AT,
        )  # fmt: skip
    drawn = asked_in_series("sign", house.director, waiting, AT)
    Series.objects.filter(pk=drawn.pk).update(by=house.colleague)
    do(drawn)
    assert set(states(drawn)) == {"refused"}
    assert numbers() == []


def test_the_form_of_an_action_refuses_what_is_no_date(house, waiting):
    drawn = series.draw_up(
        list_code="cases", query="", cases=visible_to(house.director, AT.date()), action_code="notify",
        by=house.director, at=AT,
    )  # fmt: skip
    typed = {"mode": ["pigeon"], "notified_at": ["hier"], "reference": ["x" * 200]}
    form = series.form_of(drawn, house.director, AT, MultiValueDict(typed))
    assert set(form.errors) == {"mode", "notified_at", "reference"}


def test_the_files_of_a_series_are_closed_to_who_may_no_longer_know_of_one_of_its_cases(client, house):
    cases = copies(in_review(house, AT), 2, AT)
    job = do(asked_in_series("draft", house.deputy, cases, AT, outcome="grant"))
    client.force_login(house.deputy)
    address = reverse("directorate:job-file", args=[job.pk, "file"])
    assert client.get(address).status_code == 200
    drafts = visible_jobs(house.deputy, AT.date()).filter(label__startswith="Projet d'acte")
    assert drafts.count() == 2
    Case.objects.filter(pk=cases[1].pk).update(sensitivity="secret")
    assert client.get(address).status_code == 404
    assert drafts.all().count() == 1
    assert client.get(reverse("directorate:jobs")).status_code == 200
