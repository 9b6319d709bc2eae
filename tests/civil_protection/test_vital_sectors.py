"""The opaque tracker: EX11, no place for a text, and counts that give nothing away."""

from datetime import date

import pytest
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civil_protection.vital_sectors import operations
from civil_protection.vital_sectors.calendar import RULES, SAIV, Fact, bounds, dues, stage
from civil_protection.vital_sectors.forms import CloseForm, ExpectForm, MilestoneForm, OpenForm
from civil_protection.vital_sectors.models import Habilitation, VitalFile, VitalMilestone
from civil_protection.vital_sectors.policies import follows_vital_sectors
from civil_protection.vital_sectors.queries import counts, dues_of, known_file
from civil_protection.vital_sectors.suppression import published
from civil_protection.vital_sectors.values import VALUES
from directorate.journal.models import JournalEntry
from directorate.manifests import Question, all_of
from directorate.parameters.models import Parameter
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.people import paris

AT = paris(2026, 7, 15)
DELAYS = {value.code: value.value for value in VALUES}


slow_machine = settings(suppress_health_check=[HealthCheck.too_slow])


def day(text: str) -> date:
    return date(*map(int, reversed(text.split("/"))))


# --- EX11 ---------------------------------------------------------------------------------------------------


def test_ex11_dates_of_a_file():
    facts = [Fact("notified", day("01/02/2024"))]
    found = {due.code: due.due_on for due in dues(SAIV, facts, DELAYS)}
    assert found == {"operator_plan": day("01/08/2024"), "site_plan": day("01/02/2026")}
    facts.append(Fact("site_plan", day("20/01/2026")))
    assert {due.code: due.due_on for due in dues(SAIV, facts, DELAYS)}["decision"] == day("20/07/2026")
    facts.append(Fact("decision", day("10/07/2026"), "injunction", 4))
    found = {due.code: (due.due_on, due.done_on) for due in dues(SAIV, facts, DELAYS)}
    assert found["answer"] == (day("10/11/2026"), None)
    assert found["decision"] == (day("20/07/2026"), day("10/07/2026"))
    assert bounds("injunction", day("10/07/2026"), DELAYS) == (day("10/10/2026"), day("10/01/2027"))


def test_the_other_regime_has_its_own_delays():
    found = dues("REC", [Fact("designated", day("01/02/2026")), Fact("analysis", day("01/10/2026"))], DELAYS)
    assert [(due.code, due.due_on, due.done_on) for due in found] == [
        ("analysis", day("01/11/2026"), day("01/10/2026")),
        ("resilience_plan", day("01/12/2026"), None),
        ("analysis_update", day("01/10/2030"), None),
    ]


def test_a_stage_is_the_last_step_of_the_law():
    facts = [Fact("notified", day("01/02/2024")), Fact("exercise", day("01/03/2024"))]
    assert (stage(SAIV, facts), stage(SAIV, [])) == ("notified", "")


@slow_machine
@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9), min_size=1), st.integers(0, 60))
def test_no_hidden_count_is_deduced_from_what_is_shown(counts, late):
    """Even by somebody who knows the rule: whatever is hidden could be another number behind the same page."""
    total = sum(counts.values())
    page = published(counts, late := min(late, total))
    assert {key for key, count in page.by_stage.items() if count is None} == {
        key for key, count in counts.items() if 0 < count < 3
    }
    for key in (key for key, count in page.by_stage.items() if count is None):
        other = {**counts, key: 3 - counts[key]}
        assert page in [published(other, number) for number in range(sum(other.values()) + 1)]
    if page.late is None:
        assert len([number for number in range(total + 1) if published(counts, number) == page]) > 1 or any(
            published({**counts, key: 2}, late + 1) == page for key, count in counts.items() if count == 1
        )
    assert page.total is None or page.total == total and page.late not in (total - 1, total - 2, 1, 2)


# --- no place for a text ------------------------------------------------------------------------------------


@pytest.fixture()
def follower(desk):
    operations.admit(staff=desk.agent, starts_on=date(2026, 1, 1), by=desk.head, at=paris(2026, 1, 1))
    return desk.agent


@pytest.fixture()
def file(follower) -> VitalFile:
    return operations.open_file(regime="SAIV_2006", responsible=follower, by=follower, at=AT)


def test_no_column_of_the_tracker_takes_a_free_text():
    """Every column is a key, a date, a number, or a word that a constraint of the database holds to its codes."""
    for model in (VitalFile, VitalMilestone, Habilitation):
        for field in model._meta.get_fields():
            if isinstance(field, models.CharField | models.TextField | models.JSONField | models.FileField):
                assert isinstance(field, models.CharField) and field.max_length <= 21
                assert field.choices or field.name == "reference"
    assert not [field for field in (*VitalFile._meta.fields, *VitalMilestone._meta.fields) if
                field.is_relation and field.name not in ("file", "responsible", "recorded_by")]  # fmt: skip


TEXTS = ["Usine", "Jean Martin", "12 rue de la Paix", "x", "SAIV-94-1", "saiv-94-0001", "SAIV-94-0001 ", "<b>"]


@pytest.mark.parametrize("text", TEXTS)
def test_the_database_refuses_a_text_wherever_it_is_put(file, text):
    row = VitalMilestone.objects.create(file=file, step="notified", happened_on=date(2026, 1, 1), recorded_at=AT,
                                        recorded_by=file.responsible)  # fmt: skip
    for instance, names in ((file, ("reference", "regime")), (row, ("step", "motive"))):
        for name in names:
            field = instance._meta.get_field(name)
            with pytest.raises(IntegrityError), transaction.atomic():
                type(instance).objects.filter(pk=instance.pk).update(**{name: text[: field.max_length]})


@slow_machine
@given(text=st.text(min_size=1, max_size=30).filter(lambda text: text.strip()))
def test_no_form_takes_a_text_and_the_refusal_says_why(text):
    wrong = "".join(char for char in text if not char.isdigit()) or "mot"
    form = MilestoneForm({"step": wrong, "happened_on": wrong, "motive": wrong, "months": wrong}, regime="SAIV_2006")
    assert not form.is_valid() and not form.cleaned_data.get("step") and not form.cleaned_data.get("motive")
    close = CloseForm({"closed_on": "2026-01-01", "commentaire": text})
    assert not close.is_valid() and operations.CODED_ONLY in close.non_field_errors()


def test_the_operations_refuse_a_text_too(file, follower):
    facts = {"file": file, "by": follower, "at": AT}
    for said in ({"step": "Usine", "happened_on": date(2026, 1, 1)}, {"step": "notified", "happened_on": "hier"},
                 {"step": "decision", "happened_on": date(2026, 1, 1), "motive": "Voir le site"}):  # fmt: skip
        with pytest.raises(operations.CodedOnly):
            operations.record_milestone(**facts, **said)
    with pytest.raises(operations.CodedOnly):
        operations.open_file(regime="Usine", responsible=follower, by=follower, at=AT)
    assert not VitalMilestone.objects.exists()


def test_a_page_refuses_a_text_a_file_or_an_unknown_field_and_stores_nothing(client, file, follower, time_machine):
    from django.core.files.uploadedfile import SimpleUploadedFile

    time_machine.move_to(AT, tick=False)
    client.force_login(follower)
    page = reverse("civil_protection:vital-file-act", args=[file.reference, "jalon"])
    good = {"step": "notified", "happened_on": "2026-01-01", "motive": "", "months": ""}
    for more in ({"note": "Usine"}, {"step": "Usine"}, {"piece": SimpleUploadedFile("plan.pdf", b"%PDF")}):
        refused = client.post(page, good | more)
        assert refused.status_code == 422 and "Un nom, un lieu" in refused.content.decode()
    assert not VitalMilestone.objects.exists()
    assert client.post(page, good).status_code == 302


def test_neither_import_nor_api_nor_search_knows_the_tracker(file, follower):
    """Invariant 13: nothing of the tracker can be reached, nor joined to a contact."""
    assert not [target for target in all_of("import_targets") if "vital" in target.code]
    assert not [route for route in all_of("api_routes") if "vital" in route.prefix]
    for source in all_of("search"):
        asked = Question(follower, file.reference, AT, 10)
        assert not [hit for hit in source.find(asked).hits if file.reference in hit.label + hit.detail]
    told = [relation.related_model.__name__ for relation in VitalFile._meta.related_objects]
    assert told == ["VitalMilestone"]


# --- who, and what ------------------------------------------------------------------------------------------


def test_only_the_habilitated_open_the_tracker_for_as_long_as_the_list_says(client, desk, file, time_machine):
    time_machine.move_to(AT, tick=False)
    pages = [reverse(f"civil_protection:{name}") for name in ("vital-files", "vital-file-new", "vital-paper")]
    pages.append(reverse("civil_protection:vital-file", args=[file.reference]))
    for person, status in ((desk.agent, 200), (desk.head, 403), (desk.house.director, 403), (desk.house.agent, 403)):
        client.force_login(person)
        assert [client.get(page).status_code for page in pages] == [status] * len(pages)
    with pytest.raises(NotAllowed):
        operations.admit(staff=desk.agent, starts_on=date(2026, 1, 1), by=desk.agent, at=AT)
    row = Habilitation.objects.get()
    operations.dismiss(habilitation=row, ends_on=date(2026, 8, 1), by=desk.head, at=AT)
    assert follows_vital_sectors(desk.agent, on=date(2026, 7, 31))
    assert not follows_vital_sectors(desk.agent, on=date(2026, 8, 1))


def test_the_journal_says_that_a_file_changed_and_nothing_of_it(file, follower):
    operations.record_milestone(file=file, step="notified", happened_on=date(2026, 1, 1), by=follower, at=AT)
    rows = JournalEntry.objects.filter(action__startswith="vital_file.")
    assert {(row.subject_label, str(row.details)) for row in rows} == {("Suivi opaque", "{}")}


def test_an_injunction_stays_within_its_bounds(file, follower):
    said = {"file": file, "step": "decision", "happened_on": date(2026, 7, 10), "motive": "injunction", "by": follower,
            "at": AT}  # fmt: skip
    for months in (None, 2, 7):
        with pytest.raises(DomainError) as refusal:
            operations.record_milestone(**said, months=months)
        assert refusal.value.field == "months"
    assert "10 octobre 2026 et le 10 janvier 2027" in str(refusal.value)
    operations.record_milestone(**said, months=4)
    with pytest.raises(Conflict):
        operations.record_milestone(**said, months=4)
    (due,) = dues_of(known_file(file.reference), DELAYS)
    assert (due.code, due.due_on) == ("answer", date(2026, 11, 10))


def test_a_dated_parameter_changes_the_dates_from_its_day(file, follower):
    operations.record_milestone(file=file, step="notified", happened_on=date(2026, 1, 1), by=follower, at=AT)
    assert set(code for rows in RULES.values() for _, _, code, _ in rows) <= set(
        Parameter.objects.values_list("code", flat=True)
    )


def test_references_are_drawn_and_say_nothing(follower):
    files = [operations.open_file(regime="REC", responsible=follower, by=follower, at=AT) for _ in range(4)]
    assert len({row.reference for row in files}) == 4
    assert [row.reference for row in files] != [f"SAIV-94-{number:04d}" for number in range(4)]


def test_the_page_of_counts_shows_no_small_one(client, desk, file, time_machine):
    time_machine.move_to(AT, tick=False)
    client.force_login(desk.head)
    page = client.get(reverse("civil_protection:vital-sectors"))
    assert page.status_code == 200 and file.reference not in page.content.decode()
    found = counts(AT.date())
    assert found.total is found.by_stage["opened"] is None and found.words("opened") == "< 3"
    assert OpenForm({"regime": "REC", "responsible": desk.head.pk}).is_valid() is False
    assert ExpectForm({"responsible": desk.agent.pk, "next_review_on": "bientôt"}).errors["next_review_on"]
