"""What is proposed, what is confirmed, and that nothing of an erased person is left anywhere.

Each personal word of the case is one that no other text holds: it is then looked for in every column of the base and in
every file.
"""

from datetime import date, datetime
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import Error, connection, transaction

from directorate.appeals.models import Appeal
from directorate.appeals.operations import record_appeal, withdraw
from directorate.casework.models import Case, CaseChange, Party
from directorate.casework.operations import add_note, attach_piece, open_case
from directorate.casework.text import learn_words
from directorate.commissions.models import AgendaItem, CommissionSession, SessionDocument
from directorate.documents.files import store_bytes
from directorate.documents.letters import request_files
from directorate.documents.models import Letter, StoredFile
from directorate.documents.redaction import MARK
from directorate.jobs.models import Job, OutgoingMail
from directorate.jobs.operations import post_mail, run
from directorate.journal.models import JournalEntry
from directorate.parameters.operations import set_value
from directorate.permits.models import Permit
from directorate.registers.models import RegisterCorrection, RegisterEntry, RegisterIssue
from directorate.registers.queries import visible_acts
from directorate.retention import erasure
from directorate.retention.models import PurgeLine, PurgeProposal
from directorate.retention.operations import (
    confirm,
    drop,
    forget_mails,
    keep_longer,
    propose,
    propose_everywhere,
)
from directorate.territory.models import Place
from directorate.web.errors import Conflict, DomainError, NotAllowed
from police_admin.inspections.models import Inspection
from tests.factories import drafted, needed_pieces, step
from tests.people import paris
from tests.police_admin.test_economy import LESSONS, SCHOOL

CANARY = "Zorbalune"
LATER = paris(2045, 1, 5)
PARTY = {
    "kind": "company",
    "last_name": f"École {CANARY}",
    "representative": f"Mme {CANARY}",
    "siret": "73282932000074",
    "email": f"{CANARY.lower()}@exemple.invalid",
    "address": f"12 rue {CANARY}\n94000 Créteil",
}


def tables_that_say(word: str) -> set[str]:
    """Every table of which a row holds the word in any of its columns."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT EXISTS (SELECT FROM {name} one WHERE one::text ILIKE %s)", [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def files_that_say(word: str) -> list[str]:
    found = []
    for stored in StoredFile.objects.all():
        with default_storage.open(stored.path) as content:
            if word.encode() in content.read():
                found.append(stored.name)
    return found


def lessons(house, **party) -> Case:
    """A driving school approved on 15 April 2026, for five years; its act is not published."""
    answers = {**LESSONS, "sign_name": f"Conduite {CANARY}", "teachers": [f"{CANARY}, A 24 094 0012 0"]}
    case = open_case(
        procedure_code=SCHOOL, party=PARTY | party, answers=answers, received_on=date(2026, 3, 2), channel="post",
        commune=house.creteil, place={"name": f"Local {CANARY}", "address": f"12 rue {CANARY}"}, caseworker=house.agent,
        received_pieces=needed_pieces(SCHOOL, answers), by=house.agent, at=paris(2026, 3, 2),
    )  # fmt: skip
    return step(case, "declare_complete", house.agent, paris(2026, 3, 3))


def granted(house, case: Case) -> Case:
    case = step(case, "request_opinion", house.agent, paris(2026, 3, 4), opinion="criminal_record", organisation=None)
    case = step(
        case, "record_opinion", house.agent, paris(2026, 3, 10), consultation=case.consultations.get(),
        opinion="favourable", answered_on=date(2026, 3, 10), comment=f"Rien sur Mme {CANARY}.",
    )  # fmt: skip
    case = drafted(house, case, "grant", paris(2026, 4, 13))
    case = step(case, "submit", house.agent, paris(2026, 4, 14))
    case = step(case, "sign", house.director, paris(2026, 4, 15))
    return step(
        case, "notify", house.agent, paris(2026, 4, 20), notified_at=paris(2026, 4, 18), mode="registered_post",
        reference="1A 204 118 3372 5",
    )  # fmt: skip


@pytest.fixture()
def whole(house) -> Case:
    """A request that left its words everywhere: title, piece, note, opinion, letters, appeal; granted in April 2026."""
    case = lessons(house)
    file = store_bytes(CANARY.encode(), f"{CANARY}.txt", "text/plain", by=house.agent, at=paris(2026, 3, 2))
    attach_piece(piece=case.pieces.first(), file=file, by=house.agent, at=paris(2026, 3, 2))
    add_note(case=case, text=f"Reçu {CANARY} ce matin.", by=house.agent, at=paris(2026, 3, 2))
    case = granted(house, case)
    appeal = record_appeal(
        case=case, kind=Appeal.Kind.INFORMAL, lodged_by=f"Mme {CANARY}", received_on=date(2026, 5, 4),
        is_third_party=True, by=house.agent, at=paris(2026, 5, 4),
    )  # fmt: skip
    withdraw(
        appeal=appeal, ended_on=date(2026, 5, 20), ruling=f"{CANARY} renonce.", by=house.agent, at=paris(2026, 5, 20)
    )
    return Case.objects.select_related("decision", "permit").get(pk=case.pk)


def confirmed(house, at: datetime = LATER) -> PurgeProposal:
    proposal = propose(unit=house.police, at=at)
    seen = proposal.lines.filter(state="proposed").count()
    return confirm(proposal=proposal, seen=seen, visa="AD94 2045-12", visa_on=at.date(), by=house.head, at=at)


def purged(house, at: datetime = LATER) -> PurgeProposal:
    proposal = confirmed(house, at)
    assert run(job_id=proposal.job_id, at=at)
    proposal.refresh_from_db()
    return proposal


# --- erasing ------------------------------------------------------------------------------------------------------


def test_nothing_of_the_person_is_left_in_any_table_nor_file(house, whole):
    for row in whole.letters.all():
        run(job_id=request_files(row.letter, by=None, at=paris(2026, 5, 20)).pk, at=paris(2026, 5, 20))
    learn_words()
    assert tables_that_say(CANARY) >= {"directorate_knownword", "directorate_job", "directorate_letter"}
    assert files_that_say(CANARY)
    purged(house)
    assert tables_that_say(CANARY) == set()
    assert files_that_say(CANARY) == []


def test_the_inspections_of_a_title_go_with_its_file(house, whole):
    Inspection.objects.create(
        permit=whole.permit, planned_on=date(2027, 1, 5), inspector=house.agent, done_on=date(2027, 1, 5),
        outcome="remarks", points=f"Vu Mme {CANARY}.", recorded_at=paris(2027, 1, 5),
    )  # fmt: skip
    purged(house)
    assert not Inspection.objects.exists()
    assert tables_that_say(CANARY) == set()


def test_a_title_loses_its_holder_with_the_last_file_that_speaks_of_it(house, whole):
    other = lessons(house)
    Case.objects.filter(pk=other.pk).update(renews=whole.permit, is_open=False, closed_at=paris(2040, 1, 5))
    purged(house, paris(2036, 4, 16))
    assert CANARY in Permit.objects.get().holder
    purged(house, paris(2046, 1, 5))
    assert tables_that_say(CANARY) == set()


def test_an_erased_act_stays_in_the_register_of_its_service(house, whole):
    purged(house)
    acts = visible_acts(house.head, LATER.date())
    assert acts.filter(number=whole.decision.number).exists()


def test_what_a_commission_heard_keeps_its_place_without_words_nor_papers(house, whole):
    paper = store_bytes(CANARY.encode(), "avis.txt", "text/plain", by=house.agent, at=paris(2026, 4, 9))
    item = AgendaItem.objects.create(session=house.session, position=9, title=CANARY, comment=CANARY, extract=paper)
    SessionDocument.objects.create(session=house.session, item=item, title=CANARY, file=paper)
    whole.consultations.update(agenda_item=item)
    minutes = f"La situation de Mme {CANARY.upper()} est exposée. Puis vient une autre affaire."
    CommissionSession.objects.filter(pk=house.session.pk).update(minutes=minutes)
    purged(house)
    assert tables_that_say(CANARY) == set()
    assert files_that_say(CANARY) == []
    house.session.refresh_from_db()
    assert house.session.minutes == f"La situation de Mme {MARK} est exposée. Puis vient une autre affaire."


def test_the_register_forgets_the_names_that_it_hid_and_stays_sealed(house, whole):
    issue = RegisterIssue.objects.create(year=2026, number=1)
    entry = RegisterEntry.objects.create(
        issue=issue, letter=whole.decision.letter, unit=house.police, position=1, passages=[CANARY]
    )
    for text in (f"Lire « {CANARY} ».", "Lire « quinze jours »."):
        RegisterCorrection.objects.create(
            issue=issue, entry=entry, text=text, created_at=paris(2026, 5, 4), created_by=house.head
        )
    file = store_bytes(b"Recueil", "recueil.pdf", "application/pdf", by=house.agent, at=paris(2026, 5, 5))
    RegisterIssue.objects.update(
        published_on=date(2026, 5, 5), sealed_at=paris(2026, 5, 5), seal="0" * 64, page=file, pdf=file, data=file
    )
    purged(house)
    assert tables_that_say(CANARY) == set()
    entry.refresh_from_db()
    assert entry.passages == []
    assert [row.text for row in entry.corrections.order_by("pk")] == ["Éliminé", "Lire « quinze jours »."]
    with pytest.raises(Error, match="scellé"), transaction.atomic():
        RegisterEntry.objects.update(passages=["x"])
    with pytest.raises(Error, match="scellé"), transaction.atomic():
        RegisterEntry.objects.update(passages=[], position=2)


def test_what_remains_says_that_the_file_existed_and_no_more(house, whole):
    number, permit = whole.decision.number, whole.permit.number
    proposal = purged(house)
    line = proposal.lines.get()
    assert (proposal.state, line.state, line.reference, line.outcome) == ("done", "erased", whole.reference, "grant")
    assert not Case.objects.filter(reference=whole.reference).exists()
    assert not Party.objects.exists()
    assert not Place.objects.exists()
    act = Letter.objects.get(number=number)
    assert (act.title, act.html, act.pdf) == ("Éliminé", "", None)
    assert act.context == {"unit": {"name": house.police.name}}
    title = Permit.objects.get(number=permit)
    assert (title.holder, title.place_label, title.features) == ("Éliminé", "", {})
    assert CaseChange.objects.get(reference=whole.reference).kind == "removed"


def test_the_journal_keeps_each_fact_without_its_details_and_its_chain_holds(house, whole):
    before = JournalEntry.objects.filter(subject_type="case", subject_id=str(whole.pk)).count()
    purged(house)
    kept = JournalEntry.objects.filter(subject_type="case", subject_id=str(whole.pk)).order_by("id")
    assert kept.count() == before + 1
    assert kept.last().action == "data.erased"
    assert kept.last().details["visa"] == "AD94 2045-12"
    assert all(entry.details == {} for entry in kept if entry.action != "data.erased")
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    out = StringIO()
    call_command("verify_journal", stdout=out)
    assert "Journal intact" in out.getvalue()


def test_details_are_not_emptied_unless_an_entry_says_so(house, whole):
    entry = JournalEntry.objects.filter(subject_type="case").exclude(details={}).first()
    for change in ("details = '{}'", "details = '{\"a\": 1}'", "details = '{}', actor_label = 'Personne'"):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE directorate_journalentry SET {change} WHERE id = %s", [entry.pk])


def test_a_table_that_nobody_declared_keeps_the_whole_file(house, whole, monkeypatch):
    def blocked(case):
        Case.objects.get(pk=case.pk).party.delete()

    monkeypatch.setattr(erasure, "drop_rows", blocked)
    line = purged(house).lines.get()
    assert (line.state, line.reason.startswith("Ce dossier est encore retenu par")) == ("refused", True)
    whole.refresh_from_db()
    assert whole.letters.exists()
    assert CANARY in whole.party.last_name


def test_a_worker_that_comes_back_erases_nothing_twice(house, whole):
    proposal = purged(house)
    Job.objects.filter(pk=proposal.job_id).update(state="queued", attempts=0, finished_at=None)
    assert run(job_id=proposal.job_id, at=LATER)
    assert proposal.lines.get().state == "erased"
    assert JournalEntry.objects.filter(subject_id=str(whole.pk), action="data.erased", subject_type="case").count() == 1


def test_the_words_that_another_case_bears_stay_known(house, whole):
    other = lessons(house, last_name=f"Boulangerie {CANARY}")
    learn_words()
    purged(house)
    assert "directorate_knownword" in tables_that_say(CANARY)
    assert Case.objects.filter(pk=other.pk).exists()


# --- proposing ----------------------------------------------------------------------------------------------------


def test_a_file_is_proposed_the_day_after_its_time_and_not_before(house, whole):
    # The title lives five years from 15 April 2026, the file five more: until 15 April 2036, that day included.
    assert propose(unit=house.police, at=paris(2036, 4, 15)) is None
    line = propose(unit=house.police, at=paris(2036, 4, 16)).lines.get()
    assert (line.ended_on, line.ended_by, line.due_on) == (date(2031, 4, 15), "titre éteint", date(2036, 4, 15))
    assert line.rule.startswith("retention.enseignement_de_la_conduite.files@")


def test_another_duration_moves_the_day(house, whole):
    set_value(
        code="retention.enseignement_de_la_conduite.files", value=120, valid_from=date(2026, 7, 1),
        source="Tableau de gestion", confidence="verified", by=None, at=paris(2026, 6, 1),
    )  # fmt: skip
    assert propose(unit=house.police, at=paris(2036, 4, 16)) is None
    assert propose(unit=house.police, at=paris(2041, 4, 16)).lines.count() == 1


def test_an_open_file_is_never_proposed(house):
    lessons(house)
    assert propose(unit=house.police, at=LATER) is None


def test_a_case_before_a_court_is_held(house, whole):
    record_appeal(
        case=whole, kind=Appeal.Kind.CONTENTIOUS, lodged_by="M. Tellier", received_on=date(2026, 6, 1),
        is_third_party=False, court="tribunal administratif de Melun", court_reference="2600001", by=house.agent,
        at=paris(2026, 6, 1),
    )  # fmt: skip
    assert propose(unit=house.police, at=LATER) is None


def test_an_appeal_that_comes_after_the_proposal_holds_the_file(house, whole):
    proposal = confirmed(house)
    Appeal.objects.filter(case=whole).update(stage="received", outcome="", ended_on=None, kind="contentious")
    run(job_id=proposal.job_id, at=LATER)
    assert proposal.lines.get().state == "refused"
    assert Case.objects.filter(pk=whole.pk).exists()


def test_the_month_after_nothing_is_proposed_twice(house, whole):
    assert propose_everywhere(at=LATER) == 1
    assert propose_everywhere(at=LATER) == 0
    purged_line = PurgeLine.objects.get()
    assert purged_line.proposal.unit == house.police


# --- examining ----------------------------------------------------------------------------------------------------


def test_a_file_kept_longer_is_not_erased_nor_proposed_before_its_day(house, whole):
    line = propose(unit=house.police, at=LATER).lines.get()
    keep_longer(line=line, reason="Échantillon historique", kept_until=date(2050, 1, 1), by=house.head, at=LATER)
    with pytest.raises(DomainError, match="tous sont conservés"):
        confirm(proposal=line.proposal, seen=0, visa="x", visa_on=date(2045, 1, 4), by=house.head, at=LATER)
    drop(proposal=line.proposal, by=house.head, at=LATER)
    assert propose(unit=house.police, at=paris(2049, 1, 1)) is None
    assert propose(unit=house.police, at=paris(2050, 1, 2)).lines.count() == 1


@pytest.mark.parametrize("who", ["agent", "stranger", "administrator", "prefect"])
def test_whoever_does_not_lead_the_service_examines_nothing(house, whole, who):
    proposal = propose(unit=house.police, at=LATER)
    with pytest.raises(NotAllowed):
        confirm(proposal=proposal, seen=1, visa="x", visa_on=date(2045, 1, 4), by=getattr(house, who), at=LATER)
    with pytest.raises(NotAllowed):
        drop(proposal=proposal, by=getattr(house, who), at=LATER)


def test_a_proposal_that_changed_is_read_again(house, whole):
    proposal = propose(unit=house.police, at=LATER)
    with pytest.raises(Conflict, match="compte maintenant 1"):
        confirm(proposal=proposal, seen=2, visa="x", visa_on=date(2045, 1, 4), by=house.head, at=LATER)


def test_a_deputy_does_not_have_erased_what_he_may_not_read(house, whole):
    Case.objects.filter(pk=whole.pk).update(sensitivity="secret")
    proposal = propose(unit=house.police, at=LATER)
    with pytest.raises(NotAllowed, match="le chef de bureau la confirme"):
        confirm(proposal=proposal, seen=1, visa="x", visa_on=date(2045, 1, 4), by=house.deputy, at=LATER)


def test_a_file_on_which_an_open_one_rests_is_held(house, whole):
    other = lessons(house)
    Case.objects.filter(pk=other.pk).update(answers={"origin_reference": whole.reference})
    assert propose(unit=house.police, at=LATER) is None


def test_a_second_click_confirms_nothing_more(house, whole):
    proposal = confirmed(house)
    with pytest.raises(Conflict):
        confirm(proposal=proposal, seen=1, visa="x", visa_on=date(2045, 1, 4), by=house.head, at=LATER)
    assert Job.objects.filter(kind="retention.purge").count() == 1


def test_a_visa_of_tomorrow_is_refused_beside_its_field(house, whole):
    proposal = propose(unit=house.police, at=LATER)
    with pytest.raises(DomainError) as refusal:
        confirm(proposal=proposal, seen=1, visa="x", visa_on=date(2045, 2, 1), by=house.head, at=LATER)
    assert refusal.value.field == "visa_on"


def test_mails_lose_their_words_a_year_after_they_left(house):
    for key, day in (("old", 1), ("new", 3)):
        mail = post_mail(key=key, to="x@exemple.invalid", subject="Avis", body=CANARY, at=paris(2026, 3, day))
        OutgoingMail.objects.filter(pk=mail.pk).update(state="sent", sent_at=paris(2026, 3, day))
    assert forget_mails(at=paris(2027, 3, 2)) == 1
    assert forget_mails(at=paris(2027, 3, 2)) == 0
    kept = dict(OutgoingMail.objects.values_list("key", "body"))
    assert kept == {"old": "", "new": CANARY}


# --- pages --------------------------------------------------------------------------------------------------------


def test_the_head_reads_and_confirms_on_the_pages(house, whole, client, time_machine):
    proposal = propose(unit=house.police, at=LATER)
    time_machine.move_to(LATER)
    client.force_login(house.head)
    page = client.get("/eliminations/").content.decode()
    assert whole.reference in page
    assert "1 dossier à éliminer" in page
    address = f"/eliminations/{proposal.pk}/confirmer/"
    assert client.post(address, {"seen": "1"}).status_code == 422
    answer = client.post(address, {"seen": "1", "visa": "AD94 2045-12", "visa_on": "2045-01-04", "read": "on"})
    assert answer.status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == "confirmed"


@pytest.mark.parametrize(("who", "status"), [("agent", 403), ("stranger", 403), ("administrator", 403)])
def test_the_pages_are_closed_to_others(house, whole, client, who, status):
    proposal = propose(unit=house.police, at=LATER)
    client.force_login(getattr(house, who))
    assert client.get("/eliminations/").status_code == status
    assert client.get(f"/eliminations/{proposal.pk}/confirmer/").status_code == status


def test_html_in_the_reason_is_shown_as_text(house, whole, client, time_machine):
    line = propose(unit=house.police, at=LATER).lines.get()
    time_machine.move_to(LATER)
    client.force_login(house.head)
    address = f"/eliminations/dossiers/{line.pk}/conserver/"
    assert client.post(address, {"reason": "<b>Fonds</b>", "kept_until": "2040-01-01"}).status_code == 422
    assert client.post(address, {"reason": "<b>Fonds</b>", "kept_until": "2050-01-01"}).status_code == 302
    page = client.get("/eliminations/").content.decode()
    assert "&lt;b&gt;Fonds" in page
    assert "<b>Fonds" not in page
