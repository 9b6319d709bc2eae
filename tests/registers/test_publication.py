"""An issue is published by one job, exactly once, and does not change afterwards."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from directorate.casework.models import Case
from directorate.casework.operations import publish_by_job
from directorate.jobs import operations as jobs
from directorate.jobs.models import Job
from directorate.journal.models import JournalEntry
from directorate.registers import operations, publication
from directorate.registers.models import RegisterCorrection, RegisterEntry, RegisterIssue
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.factories import notified, open_video_case, signed
from tests.people import paris
from tests.registers.test_operations import AT, TODAY, act, place

APRIL = paris(2026, 4, 24)


@pytest.fixture()
def waiting(monkeypatch):
    """Jobs wait for somebody to run them."""
    monkeypatch.setattr("directorate.jobs.operations.after_commit", lambda *args, **facts: None)


def three_acts(house) -> list[RegisterEntry]:
    return [place(house, act(house, f"2026/{number:05d}")) for number in (1, 2, 3)]


def ask(house, issue, at=AT, **changes) -> Job:
    facts = {"issue": issue, "published_on": at.date(), "by": house.head, "at": at}
    return operations.ask_publication(**facts | changes)


def numbers(issue) -> list[str]:
    return [entry.letter.number for entry in issue.entries.select_related("letter").order_by("position")]


# --- choosing and ordering ----------------------------------------------------------------------------------


def test_an_act_takes_the_rank_that_is_given_to_it_in_its_service(house):
    first, second, third = three_acts(house)
    operations.prepare_act(entry=third, position=1, postponed=False, passages=[], by=house.agent, at=AT)
    assert numbers(first.issue) == ["2026/00003", "2026/00001", "2026/00002"]
    operations.prepare_act(entry=third, position=99, postponed=False, passages=[], by=house.agent, at=AT)
    assert numbers(first.issue) == ["2026/00001", "2026/00002", "2026/00003"]


def test_a_postponed_act_waits_in_the_next_issue(house):
    first, second, third = three_acts(house)
    operations.prepare_act(entry=second, position=2, postponed=True, passages=[], by=house.agent, at=AT)
    operations.publish_issue(issue=first.issue, published_on=TODAY, by=house.head, at=AT)
    following = RegisterIssue.objects.get(published_on=None)
    assert numbers(RegisterIssue.objects.get(number=1)) == ["2026/00001", "2026/00003"]
    assert (following.number, numbers(following)) == (2, ["2026/00002"])
    assert not following.entries.get().postponed


def test_the_act_of_a_secret_case_is_not_published(client, house, time_machine):
    time_machine.move_to(APRIL, tick=False)
    plain, secret = notified(house), notified(house)
    Case.objects.filter(pk=secret.pk).update(sensitivity=Case.Sensitivity.SECRET)
    client.force_login(house.head)
    issue = RegisterIssue.objects.get()
    page = client.get(reverse("directorate:register-issue", args=[issue.pk])).content.decode()
    assert "Le dossier est secret." in page
    operations.publish_issue(issue=issue, published_on=APRIL.date(), by=house.head, at=APRIL)
    assert numbers(RegisterIssue.objects.get(number=1)) == [plain.decision.number]
    assert numbers(RegisterIssue.objects.get(number=2)) == [secret.decision.number]


def test_what_does_not_enter_the_register_says_why(client, house, time_machine):
    time_machine.move_to(APRIL, tick=False)
    notified(house)
    refusal, late = signed(house, outcome="refusal"), signed(house)
    client.force_login(house.head)
    page = client.get(reverse("directorate:register-issue", args=[RegisterIssue.objects.get().pk])).content.decode()
    kept_out = page.partition("Actes signés qui ne sont pas au recueil")[2]
    assert refusal.decision.number in kept_out
    assert "ne prévoit pas de publication" in kept_out
    assert late.decision.number in kept_out
    assert "Pas encore notifié" in kept_out


# --- one job ------------------------------------------------------------------------------------------------


def test_the_job_publishes_what_was_chosen_when_it_was_asked_for(house, waiting):
    first, *_ = three_acts(house)
    job = ask(house, first.issue)
    place(house, act(house, "2026/00009"))
    assert jobs.run(job_id=job.pk, at=AT)
    job.refresh_from_db()
    assert (job.state, job.result["words"]) == (Job.State.DONE, "3 actes publiés, numéro scellé")
    published = RegisterIssue.objects.get(number=1)
    assert (published.published_on, published.published_by, published.sealed_at) == (TODAY, house.head, AT)
    assert numbers(RegisterIssue.objects.get(number=2)) == ["2026/00009"]


def test_a_worker_that_dies_leaves_what_it_laid_out_and_the_next_one_goes_on(house, waiting, monkeypatch):
    first, *_ = three_acts(house)
    job = ask(house, first.issue)
    made, really = [], publication.published_file

    def dying(entry, at):
        if len(made) == 2:
            made.append(None)
            raise MemoryError
        made.append(entry.pk)
        return really(entry, at)

    monkeypatch.setattr(operations, "published_file", dying)
    with pytest.raises(MemoryError):
        jobs.run(job_id=job.pk, at=AT)
    assert RegisterIssue.objects.get().published_on is None
    assert RegisterEntry.objects.filter(pdf__isnull=False).count() == 2
    Job.objects.filter(pk=job.pk).update(lease_until=None)
    monkeypatch.setattr(operations, "published_file", lambda entry, at: made.append(entry.pk) or really(entry, at))
    assert jobs.run(job_id=job.pk, at=AT)
    assert sorted(key for key in made if key) == sorted(entry.pk for entry in RegisterEntry.objects.all())
    assert JournalEntry.objects.filter(action="register.published").count() == 1


def test_a_second_run_finds_it_done(house, waiting):
    first, *_ = three_acts(house)
    job = ask(house, first.issue)
    jobs.run(job_id=job.pk, at=AT)
    seal = RegisterIssue.objects.get().seal
    assert publish_by_job(job=job, at=AT)["words"] == "3 actes publiés, numéro scellé"
    assert not jobs.run(job_id=job.pk, at=AT)
    assert RegisterIssue.objects.get().seal == seal


def test_nothing_changes_while_it_is_being_published_and_a_cancelled_job_frees_it(house, waiting):
    first, *_ = three_acts(house)
    job = ask(house, first.issue)
    with pytest.raises(Conflict, match="en cours"):
        operations.prepare_act(entry=first, position=1, postponed=True, passages=[], by=house.head, at=AT)
    with pytest.raises(Conflict, match="en cours"):
        ask(house, first.issue)
    Job.objects.filter(pk=job.pk).update(state=Job.State.CANCELLED)
    operations.prepare_act(entry=first, position=1, postponed=True, passages=[], by=house.head, at=AT)
    assert ask(house, first.issue, at=paris(2026, 3, 2, 15)).pk != job.pk


def test_a_refusal_is_said_on_the_page_of_the_issue(client, house, waiting, time_machine):
    time_machine.move_to(AT, tick=False)
    entry = place(house, act(house, html=""))
    job = ask(house, entry.issue)
    jobs.run(job_id=job.pk, at=AT)
    assert Job.objects.get(pk=job.pk).state == Job.State.FAILED
    client.force_login(house.head)
    page = client.get(reverse("directorate:register-issue", args=[entry.issue_id])).content.decode()
    assert "n&#x27;a pas de texte" in page
    assert RegisterIssue.objects.get().published_on is None


def test_whoever_lost_the_right_meanwhile_publishes_nothing(house, waiting):
    first, *_ = three_acts(house)
    job = ask(house, first.issue)
    house.head.postings.update(ends_on=date(2026, 3, 1))
    jobs.run(job_id=job.pk, at=AT)
    assert Job.objects.get(pk=job.pk).state == Job.State.FAILED
    assert RegisterIssue.objects.get().published_on is None


@pytest.mark.parametrize("who", ["agent", "stranger", "administrator"])
def test_only_those_who_publish_ask_for_it(house, who):
    first, *_ = three_acts(house)
    with pytest.raises(NotAllowed):
        ask(house, first.issue, by=getattr(house, who))


def test_an_empty_issue_is_not_asked_for(house, waiting):
    with pytest.raises(DomainError, match="aucun acte à publier"):
        ask(house, RegisterIssue.objects.create(year=2026, number=1))


# --- sealed by the database ---------------------------------------------------------------------------------


def sealed(house) -> RegisterEntry:
    entry = place(house, act(house))
    operations.publish_issue(issue=entry.issue, published_on=TODAY, by=house.head, at=AT)
    return RegisterEntry.objects.get(pk=entry.pk)


CHANGES = {
    "the issue": lambda entry, house: RegisterIssue.objects.update(published_on=date(2026, 3, 1)),
    "the files": lambda entry, house: RegisterIssue.objects.update(seal="0" * 64),
    "an act": lambda entry, house: RegisterEntry.objects.update(passages=["x"]),
    "an act removed": lambda entry, house: RegisterEntry.objects.filter(pk=entry.pk).delete(),
    "an act added": lambda entry, house: RegisterEntry.objects.create(
        issue=entry.issue, letter=act(house, "2026/00077"), unit=house.police, position=2
    ),
    "a rectificatif inside": lambda entry, house: RegisterCorrection.objects.create(
        issue=entry.issue, entry=entry, text="Lire", created_at=AT, created_by=house.head
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses_to_change_a_published_issue(house, change):
    entry = sealed(house)
    with pytest.raises(DatabaseError, match="scellé"), transaction.atomic():
        change(entry, house)


def test_an_issue_in_preparation_is_closed_to_the_public(client, house):
    three_acts(house)
    for name, args in (("public-issue", [2026, 1]), ("public-file", [2026, 1, "pdf"]), ("public-issue", [2031, 7])):
        assert client.get(reverse(f"directorate:register-{name}", args=args)).status_code == 404
    assert "Aucun numéro en ligne" in client.get(reverse("directorate:register-public")).content.decode()


# --- the journey --------------------------------------------------------------------------------------------


def test_an_issue_from_the_choice_of_its_acts_to_its_published_files(client, house, time_machine):
    """RAA issue, by HTTP: choice, order, redaction, publication, files, clocks of third parties."""
    time_machine.move_to(APRIL, tick=False)
    cases = [notified(house, open_video_case(house)) for _ in range(3)]
    issue = RegisterIssue.objects.get()
    entries = {case.pk: case.decision.letter.register_entry for case in cases}
    client.force_login(house.agent)
    page = reverse("directorate:register-issue", args=[issue.pk])
    assert "Préparer" in client.get(page).content.decode()

    def prepare(case, **data):
        address = reverse("directorate:register-act", args=[entries[case.pk].pk])
        assert client.post(address, {"others": "", **data}).status_code == 302

    prepare(cases[2], position="1", others="Mme Adèle Sorel\nPharmacie du Lac")
    prepare(cases[1], position="3", postponed="on")
    assert client.get(reverse("directorate:register-publish", args=[issue.pk])).status_code == 403
    client.force_login(house.head)
    answer = client.post(
        reverse("directorate:register-publish", args=[issue.pk]), {"published_on": "2026-04-24"}, follow=True
    )
    assert answer.status_code == 200
    assert "Publication en cours" in answer.content.decode()
    issue.refresh_from_db()
    assert jobs.run(job_id=issue.job_id, at=APRIL)
    issue.refresh_from_db()
    shown = client.get(page).content.decode()
    assert issue.seal in shown
    assert "Rectifier" in shown

    client.logout()
    public = reverse("directorate:register-public-issue", args=[2026, 1])
    assert public in client.get(reverse("directorate:register-public")).content.decode()
    published = client.get(public).content.decode()
    first, second = cases[2].decision.number, cases[0].decision.number
    anchors = [f'id="acte-{number.replace("/", "-")}"' for number in (first, second)]
    assert published.index(anchors[0]) < published.index(anchors[1])
    assert cases[1].decision.number not in published
    redacted = published.partition(anchors[0])[2].partition("</article>")[0]
    assert "Pharmacie du Lac" not in redacted
    assert "Sorel" not in redacted
    assert "Pharmacie du Lac" in published
    data = client.get(reverse("directorate:register-public-file", args=[2026, 1, "json"]))
    told = b"".join(data.streaming_content).decode()
    assert first in told
    pdf = client.get(reverse("directorate:register-public-file", args=[2026, 1, "pdf"]))
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    assert client.get(reverse("directorate:register-public-file", args=[2026, 1, "exe"])).status_code == 404

    # Third parties go to court until two clear months after the publication: 24 April, until 25 June.
    case = Case.objects.get(pk=cases[0].pk)
    assert (case.stage, case.published_on) == ("in_force", date(2026, 4, 24))
    clock = case.deadlines.get(code="appeal_third_parties")
    assert (clock.due_on, clock.label) == (date(2026, 6, 25), "Fin du délai de recours des tiers")
    client.force_login(house.agent)
    page = client.get(reverse("directorate:case", args=[case.reference])).content.decode()
    assert "Fin du délai de recours des tiers" in page
    assert "25/06/2026" in page
    assert not Case.objects.get(pk=cases[1].pk).deadlines.filter(code="appeal_third_parties").exists()


def test_anybody_reaches_the_public_register_from_the_foot_of_a_page(client, house):
    address = reverse("directorate:register-public")
    assert f'href="{address}"' in client.get(reverse("directorate:sign-in")).content.decode()
    assert client.get(address).status_code == 200
