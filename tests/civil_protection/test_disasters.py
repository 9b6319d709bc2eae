"""Requests for recognition, the departmental file, the yearly list, IAL orders and campaigns."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from civil_protection.public_information import operations, queries
from civil_protection.public_information.deadlines import last_day_to_ask
from civil_protection.public_information.models import Campaign, DisasterRequest
from directorate.documents.operations import render_files
from directorate.partners.operations import issue_token
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.people import paris

AT = paris(2026, 6, 24)
ON = AT.date()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _june(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture()
def town(desk) -> Commune:
    return Commune.objects.get(pk="94028")


def recorded(desk, town, **more) -> DisasterRequest:
    facts = {"phenomenon": "flood", "began_at": paris(2025, 6, 28, 20, 0), "ended_at": paris(2025, 6, 30, 8, 0),
             "goods": 12, "insured": True, "channel": "online", **more}  # fmt: skip
    return operations.record_request(commune=town, **facts, by=desk.agent, at=AT)


def filed(desk, town, **more) -> DisasterRequest:
    return recorded(desk, town, **{"filed_on": date(2025, 9, 1), **more})


def complete(desk, town, **more) -> DisasterRequest:
    return operations.declare_complete(
        request=filed(desk, town, **more), completed_on=date(2026, 6, 23), goods=12, insured=True, by=desk.agent, at=AT
    )


def transmitted(desk, town) -> DisasterRequest:
    return operations.transmit(request=complete(desk, town), transmitted_on=ON, by=desk.agent, at=AT)


def decided(desk, row, **more) -> DisasterRequest:
    facts = {"decision": "favourable", "decided_on": ON, "published_on": ON, "order_number": "INTE2600001A",
             "motivation": "Pluie d'une durée de retour supérieure à dix ans.", **more}  # fmt: skip
    return operations.decide(request=row, **facts, by=desk.agent, at=AT)


@pytest.mark.parametrize(
    ("began", "filed_on", "late"),
    [
        (paris(2024, 6, 28, 20, 0), date(2026, 6, 24), False),
        (paris(2024, 6, 24, 20, 0), date(2026, 6, 24), False),
        (paris(2024, 6, 23, 20, 0), date(2026, 6, 24), True),
        (paris(2024, 2, 29, 20, 0), date(2026, 2, 28), False),
        (paris(2024, 2, 29, 20, 0), date(2026, 3, 1), True),
        # The night of Paris, not that of Greenwich, says the day.
        (paris(2024, 6, 24, 0, 30), date(2026, 6, 24), False),
    ],
)
def test_the_day_of_its_deposit_says_whether_a_request_is_in_time(desk, town, began, filed_on, late):
    row = filed(desk, town, began_at=began, ended_at=began + DAY, filed_on=filed_on)
    assert row.is_late is late


def test_a_late_request_is_transmitted_only_with_its_reason(desk, town):
    """Invariant 9."""
    began = paris(2024, 1, 8, 6, 0)
    row = complete(desk, town, began_at=began, ended_at=began + DAY, filed_on=date(2026, 6, 1))
    for reason in ("", "  ", "urgent"):
        with pytest.raises(DomainError) as refusal:
            operations.transmit(request=row, transmitted_on=ON, override_reason=reason, by=desk.agent, at=AT)
        assert refusal.value.field == "override_reason"
    assert DisasterRequest.objects.get(pk=row.pk).state == "complete"
    with pytest.raises(IntegrityError), transaction.atomic():
        DisasterRequest.objects.filter(pk=row.pk).update(transmitted_on=ON)
    reason = "Demande reçue par erreur à la mairie voisine dans le délai."
    row = operations.transmit(request=row, transmitted_on=ON, override_reason=reason, by=desk.agent, at=AT)
    assert (row.state, row.override_reason) == ("transmitted", reason)
    assert reason in row.transmission.html


def test_a_storm_is_refused_with_the_reason(desk, town):
    with pytest.raises(DomainError, match="garantie tempête") as refusal:
        recorded(desk, town, phenomenon="storm")
    assert refusal.value.field == "phenomenon"


def test_one_phenomenon_has_one_request(desk, town):
    first = recorded(desk, town)
    with pytest.raises(Conflict, match=first.number):
        recorded(desk, town, began_at=paris(2025, 6, 30, 9, 0), ended_at=paris(2025, 7, 1, 9, 0))
    recorded(desk, town, phenomenon="ground")
    recorded(desk, Commune.objects.get(pk="94080"))
    operations.reject(request=first, refused_why="Aucun bien assuré n'est touché.", by=desk.agent, at=AT)
    assert recorded(desk, town).state == "draft"


def test_a_drought_has_one_request_a_year_and_never_straddles_two(desk, town):
    drought = {"phenomenon": "drought", "began_at": paris(2025, 4, 1), "ended_at": paris(2025, 6, 30)}
    recorded(desk, town, **drought)
    with pytest.raises(Conflict, match="sécheresse de 2025"):
        recorded(desk, town, **{**drought, "began_at": paris(2025, 8, 1), "ended_at": paris(2025, 9, 30)})
    with pytest.raises(DomainError, match="année civile"):
        recorded(desk, town, **{**drought, "began_at": paris(2024, 12, 1), "ended_at": paris(2025, 2, 1)})
    with pytest.raises(IntegrityError), transaction.atomic():
        row = recorded(desk, town, **{**drought, "began_at": paris(2024, 4, 1), "ended_at": paris(2024, 6, 1)})
        DisasterRequest.objects.filter(pk=row.pk).update(year=2025)


@pytest.mark.parametrize(
    ("facts", "field"), [({"insured": False}, "insured"), ({"goods": 0}, "goods"),
                         ({"completed_on": date(2025, 8, 31)}, "completed_on")],
)  # fmt: skip
def test_a_request_without_insured_goods_is_not_complete(desk, town, facts, field):
    wanted = {"completed_on": ON, "goods": 12, "insured": True, **facts}
    with pytest.raises(DomainError) as refusal:
        operations.declare_complete(request=filed(desk, town), **wanted, by=desk.agent, at=AT)
    assert refusal.value.field == field


def test_a_recognition_gives_the_insured_thirty_days_and_its_letter_says_so(desk, town):
    row = decided(desk, transmitted(desk, town))
    assert row.insured_until == date(2026, 7, 24)
    assert "24 juillet 2026" in row.notice.html
    assert render_files(letter_id=row.notice.pk, at=AT).pdf.size > 1000
    row = operations.notify(request=row, notified_on=ON, by=desk.agent, at=AT)
    row = operations.note_appeal(request=row, appeal="Recours gracieux du 24 juin 2026", by=desk.agent, at=AT)
    assert operations.close(request=row, closed_on=ON, by=desk.agent, at=AT).state == "closed"


def test_an_adjournment_leaves_the_request_with_the_ministry(desk, town):
    row = decided(desk, transmitted(desk, town), decision="adjourned", published_on=None, order_number="")
    assert (row.state, row.insured_until) == ("transmitted", None)
    assert decided(desk, row, decision="unfavourable").insured_until is None


@pytest.mark.parametrize("missing", ["motivation", "order_number", "published_on"])
def test_a_decision_is_recorded_whole(desk, town, missing):
    row = transmitted(desk, town)
    with pytest.raises(DomainError) as refusal:
        decided(desk, row, **{missing: None if missing == "published_on" else " "})
    assert refusal.value.field == missing


def test_what_the_state_does_not_allow_is_refused_and_others_do_not_write(desk, town):
    row = recorded(desk, town)
    with pytest.raises(Conflict, match="En préparation"):
        operations.transmit(request=row, transmitted_on=ON, by=desk.agent, at=AT)
    with pytest.raises(NotAllowed):
        operations.file_request(request=row, filed_on=ON, by=desk.house.agent, at=AT)


def test_the_report_names_the_communes_that_were_struck_and_never_asked(desk, town):
    other = Commune.objects.get(pk="94080")
    recorded(desk, town)
    operations.record_event(name="Crue de juin", phenomenon="flood", began_on=date(2025, 6, 29),
                            ended_on=date(2025, 7, 2), communes=[town, other], source="Relevé", by=desk.agent,
                            at=AT)  # fmt: skip
    terms = queries.disaster_terms(ON)
    [silence] = queries.silences(ON, lambda day: last_day_to_ask(day, terms))
    assert (silence.communes, silence.last_day) == ([other], date(2027, 6, 29))


def test_the_rate_counts_what_was_decided(desk, town):
    decided(desk, transmitted(desk, town))
    filed(desk, Commune.objects.get(pk="94080"))
    [line] = queries.by_phenomenon()
    assert (line.year, line.asked, line.favourable, line.rate) == (2025, 2, 1, 100)


# --- information of the public --------------------------------------------------------------------------------


def test_the_departmental_file_is_revised_within_five_years(desk):
    row = operations.record_file(version="2024", approved_on=date(2024, 2, 29), by=desk.agent, at=AT)
    assert row.revision_due_on == date(2029, 2, 28)


def test_the_yearly_list_is_frozen_once_signed(desk, town):
    with pytest.raises(DomainError, match="matrice"):
        operations.draw_up_list(year=2026, by=desk.agent, at=AT)
    risks = {"commune": town, "source": "Arrêté", "checked_on": ON, "by": desk.agent, "at": AT}
    operations.record_risks(degrees={"river_flood": 3, "clay": 1}, **risks)
    row = operations.draw_up_list(year=2026, by=desk.agent, at=AT)
    assert row.lines[0]["risks"] == ["Retrait-gonflement des argiles", "Inondation par débordement"]
    assert render_files(letter_id=row.order_id, at=AT).pdf.size > 1000
    with pytest.raises(DomainError) as refusal:
        operations.sign_list(risk_list=row, number="123", signed_on=ON, by=desk.agent, at=AT)
    assert refusal.value.field == "number"
    signed = operations.sign_list(risk_list=row, number="2026/01234", signed_on=ON, by=desk.agent, at=AT)
    assert "2026/01234" in signed.order.html
    assert queries.place_of_list(signed) == "RAA n° 1 de 2026, en préparation"
    with pytest.raises(Conflict):
        operations.draw_up_list(year=2026, by=desk.agent, at=AT)


def test_a_risk_that_does_not_change_keeps_its_source(desk, town):
    facts = {"commune": town, "checked_on": ON, "by": desk.agent, "at": AT}
    operations.record_risks(degrees={"river_flood": 3, "clay": 1}, source="Carte de 2018", **facts)
    operations.record_risks(degrees={"river_flood": 3, "runoff": 2}, source="Étude de 2026", **facts)
    kept = dict(queries.risks().values_list("risk", "source"))
    assert kept == {"river_flood": "Carte de 2018", "runoff": "Étude de 2026"}


def test_a_later_order_replaces_the_former_one_of_the_commune(desk, town):
    for number, day in (("2023/00100", date(2023, 1, 9)), ("2025/00200", date(2025, 5, 5))):
        operations.record_buyer_order(commune=town, number=number, ordered_on=day, risks=["clay"], by=desk.agent, at=AT)
    assert [row.replaced_on for row in queries.buyer_orders()] == [None, date(2025, 5, 5)]


# --- pages and program ----------------------------------------------------------------------------------------


def test_a_request_goes_through_its_pages(client, desk, town):
    client.force_login(desk.agent)
    new = reverse("civil_protection:disaster-new")
    facts = {"commune": "94028", "phenomenon": "storm", "began_at": "2025-06-28T20:00", "ended_at": "2025-06-30T08:00",
             "goods": "12", "insured": "on", "channel": "online", "filed_on": "2025-09-01"}  # fmt: skip
    refused = client.post(new, facts)
    assert refused.status_code == 422
    assert "garantie tempête" in refused.content.decode()
    client.post(new, {**facts, "phenomenon": "flood"})
    row = DisasterRequest.objects.get()
    steps = (
        ("completer", {"completed_on": "2026-06-01", "goods": "12", "insured": "on"}),
        ("expertise", {"organisation": "Météo-France", "asked_on": "2026-06-02"}),
        ("transmettre", {"transmitted_on": "2026-06-10"}),
    )
    for verb, data in steps:
        answer = client.post(reverse("civil_protection:disaster-act", args=[row.pk, verb]), data)
        assert answer.status_code == 302, answer.content.decode()
    report = row.reports.get()
    receive = reverse("civil_protection:disaster-act", args=[row.pk, "rapport"])
    client.post(receive, {"report": report.pk, "received_on": "2026-06-12", "level": "internal"})
    page = client.get(reverse("civil_protection:disaster-request", args=[row.pk])).content.decode()
    assert "Transmise au ministère" in page
    assert "12/06/2026" in page
    for name in ("disaster-requests", "disaster-report", "disaster-orders", "public-information", "risk-matrix"):
        assert client.get(reverse(f"civil_protection:{name}")).status_code == 200


def test_the_forms_of_public_information_do_their_work(client, desk, town):
    client.force_login(desk.agent)
    matrix = reverse("civil_protection:risks-of-commune", args=["94028"])
    client.post(matrix, {"risk_clay": "2", "source": "Arrêté", "checked_on": "2026-06-01"})
    client.post(reverse("civil_protection:risk-list-new"), {"year": "2026"})
    client.post(reverse("civil_protection:departmental-file-new"),
                {"version": "2026", "approved_on": "2026-06-01", "level": "public"})  # fmt: skip
    home = client.get(reverse("civil_protection:public-information")).content.decode()
    assert "2026 : 1 commune" in home
    assert "1 juin 2031" in home or "01/06/2031" in home
    campaign = {"theme": "flood", "name": "Repères de crue", "starts_on": "2026-06-01", "ends_on": "2026-06-05",
                "audience": "Riverains"}  # fmt: skip
    client.post(reverse("civil_protection:campaign-new"), campaign)
    row = Campaign.objects.get()
    client.post(reverse("civil_protection:campaign-report", args=[row.pk]),
                {"reported_on": "2026-06-10", "participants": "320", "indicators": "Questionnaire"})  # fmt: skip
    assert "320" in client.get(reverse("civil_protection:campaign", args=[row.pk])).content.decode()


def test_the_program_of_a_mairie_reads_its_own_requests_only(client, desk, town):
    own, other = recorded(desk, town), recorded(desk, Commune.objects.get(pk="94080"))
    token = issue_token(
        name="Mairie", organisation=desk.house.town_hall, scopes=["disasters:read"], communes=["94028"],
        expires_at=AT + 30 * DAY, by=desk.house.administrator, at=AT,
    ).token  # fmt: skip
    headers = {"Authorization": f"Bearer {token}"}
    found = client.get("/api/v1/disaster-requests/", headers=headers).json()
    assert [row["number"] for row in found["results"]] == [own.number]
    assert client.get(f"/api/v1/disaster-requests/{other.pk}/", headers=headers).status_code == 404
