"""Two people on one row: whoever opened the form before the other changed the row is refused, his words kept."""

import re
import threading

import pytest
from django.db import connections, transaction
from django.urls import reverse

from directorate.web import stale
from road_safety.campaigns.models import Campaign, LabelAward
from road_safety.controls.models import ControlOperation
from road_safety.education.models import School
from road_safety.impound import operations as pound
from road_safety.impound.models import ImpoundedVehicle, VehicleImmobilisation
from road_safety.impound.views import IMMOBILISATIONS, VEHICLES
from road_safety.registers.models import InspectionCentre, SpeedSite
from road_safety.registers.views import REGISTERS
from road_safety.suspensions.views_licences import MEASURES
from tests.road_safety.prevention_rows import prevented
from tests.road_safety.regulation_rows import AT, regulation_told

ALL = (*REGISTERS, VEHICLES, IMMOBILISATIONS, MEASURES)
STALE = "La fiche a changé depuis l'ouverture de cette page"
HIDDEN = re.compile(r'name="opened" value="([0-9a-f]{64})"')
ON = AT.date().isoformat()


@pytest.fixture()
def told(bureau, time_machine):
    time_machine.move_to(AT)
    regulation_told(bureau.house)
    prevented(bureau.house, AT)
    return bureau


def opened(client, url: str) -> str:
    found = HIDDEN.search(client.get(url).content.decode())
    assert found, f"{url} carries no stamp"
    return found[1]


@pytest.mark.django_db()
@pytest.mark.parametrize("register", ALL, ids=lambda each: each.one)
def test_every_act_of_a_register_carries_the_stamp_of_its_row(told, client, register):
    client.force_login(told.head)
    row = register.rows().first()
    open_acts = [verb for verb, act in register.acts.items() if act.is_open(row)]
    for verb in open_acts:
        assert opened(client, reverse(f"road_safety:{register.one}-act", args=[row.pk, verb])) == stale.stamp(
            register.known(row.pk)
        )
    assert open_acts or register.one in ("traffic-order",)


@pytest.mark.django_db()
def test_a_form_opened_before_a_colleague_changed_the_row_is_refused_with_its_words(told, client):
    client.force_login(told.agent)
    row = SpeedSite.objects.get()
    url = reverse("road_safety:speed-site-act", args=[row.pk, "avis"])
    words = {"opinion_on": ON, "opinion_is_favourable": "true", "opinion": "Virage sans visibilité",
             "opened": opened(client, url)}  # fmt: skip
    client.force_login(told.head)
    theirs = {**words, "opinion_is_favourable": "false", "opinion": "Trop près du feu"}
    assert client.post(url, theirs).status_code == 302
    client.force_login(told.agent)
    answer = client.post(url, words)
    page = answer.content.decode().replace("&#x27;", "'")
    assert answer.status_code == 422 and f"{STALE} : {told.head}" in page and "Virage sans visibilité" in page
    row.refresh_from_db()
    assert row.opinion == "Trop près du feu"
    # Read and wanted all the same: the page of the refusal carries the new stamp.
    assert client.post(url, {**words, "opened": HIDDEN.search(page)[1]}).status_code == 302


@pytest.mark.django_db()
def test_a_refusal_for_another_reason_does_not_refresh_the_stamp(told, client):
    client.force_login(told.agent)
    row = InspectionCentre.objects.get()
    url = reverse("road_safety:inspection-centre-act", args=[row.pk, "griefs"])
    first = opened(client, url)
    InspectionCentre.objects.filter(pk=row.pk).update(network="Autre")
    answer = client.post(url, {"heard_from": "", "heard_why": "", "opened": first})
    assert answer.status_code == 422 and HIDDEN.search(answer.content.decode())[1] == first
    answer = client.post(url, {"heard_from": ON, "heard_why": "Contrôles fictifs", "opened": first})
    assert answer.status_code == 422 and STALE in answer.content.decode().replace("&#x27;", "'")


@pytest.mark.django_db()
def test_a_reading_by_a_colleague_changes_nothing(told, client):
    row = VehicleImmobilisation.objects.get()
    client.force_login(told.head)
    url = reverse("road_safety:immobilisation-act", args=[row.pk, "procureur"])
    first = opened(client, url)
    assert client.get(reverse("road_safety:immobilisation", args=[row.pk])).status_code == 200
    assert client.post(url, {"prosecutor_on": ON, "opened": first}).status_code == 302


def changed(model, **facts):
    def change(told):
        model.objects.update(**facts)

    return change


@pytest.mark.django_db()
@pytest.mark.parametrize(
    ("name", "model", "verb", "change"),
    [
        ("school-act", School, "modifier", changed(School, address="Ailleurs")),
        ("control-operation-act", ControlOperation, "corriger", changed(ControlOperation, comment="Autre")),
        ("campaign-act", Campaign, "modifier", changed(Campaign, message="Autre")),
        ("label-act", LabelAward, "modifier", changed(LabelAward, jury="Autre")),
    ],
)  # fmt: skip
def test_prevention_forms_are_refused_once_stale(told, client, name, model, verb, change):
    client.force_login(told.agent)
    row = model.objects.get()
    url = reverse(f"road_safety:{name}", args=[row.pk, verb])
    form = client.get(url).context["form"]
    typed = {key: form[key].value() for key in form.fields if form[key].value() not in (None, False)}
    typed = {key: value.pk if hasattr(value, "pk") else value for key, value in typed.items()}
    first = opened(client, url)
    change(told)
    answer = client.post(url, {**typed, "opened": first})
    assert answer.status_code == 422, form.errors
    assert STALE in answer.content.decode().replace("&#x27;", "'")


@pytest.mark.django_db()
def test_a_result_written_by_a_colleague_meanwhile_is_not_overwritten(told, client):
    client.force_login(told.agent)
    row = School.objects.first()
    url = reverse("road_safety:school-act", args=[row.pk, "resultat"])
    words = {"first_year": "2024-2025", "kind": "assr1", "enrolled": 100, "present": 90, "passed": 80}
    first = opened(client, url)
    assert client.post(url, {**words, "passed": 70, "opened": first}).status_code == 302
    answer = client.post(url, {**words, "opened": first})
    assert answer.status_code == 422 and STALE in answer.content.decode().replace("&#x27;", "'")
    assert row.results.get(first_year=2024, kind="assr1").passed == 70


@pytest.mark.django_db(transaction=True)
def test_of_two_forms_sent_at_once_the_second_one_is_refused(bureau, time_machine):
    time_machine.move_to(AT)
    regulation_told(bureau.house)
    row = ImpoundedVehicle.objects.get()
    first = stale.stamp(row)
    refused, entered = [], threading.Event()

    def second():
        try:
            with transaction.atomic():
                entered.set()
                stale.refuse_stale(row, first)
        except stale.Stale as refusal:
            refused.append(str(refusal))
        finally:
            connections.close_all()

    with transaction.atomic():
        stale.refuse_stale(row, first)
        other = threading.Thread(target=second)
        other.start()
        entered.wait(5)
        pound.notify_owner(row=row, notified_on=AT.date(), by=bureau.agent, at=AT)
    other.join(10)
    assert len(refused) == 1 and refused[0].startswith(STALE)
