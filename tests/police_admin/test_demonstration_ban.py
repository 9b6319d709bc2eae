"""Bans of demonstrations: linked to a declaration or not, the organisers heard or not, early enough for a judge."""

from datetime import date

import pytest
from django.urls import reverse

from directorate.casework import registry
from directorate.casework.checks import findings_before_signature
from directorate.casework.errors import DatesOutOfOrder, NotReady
from directorate.casework.forms import json_answers
from directorate.casework.models import Case
from directorate.casework.operations import open_case, publish_issue
from directorate.documents.markup import plain_text
from directorate.parameters.operations import set_value
from directorate.registers.models import RegisterIssue
from police_admin.procedures.public_gatherings.ban import BanForm, linked_declaration
from police_admin.procedures.public_gatherings.demonstration import bans_of
from tests.factories import PERSON, drafted, open_demonstration, step
from tests.people import paris

UNDECLARED = {
    "declaration": "",
    "organisers": ["Gaspard Tellier, 3 rue des Tilleuls 94300 Vincennes"],
    "elected_domicile": "3 rue des Tilleuls, 94300 Vincennes",
    "purpose": "Défense du service public local",
    "starts_at": "2026-05-16T14:00:00+02:00",
    "ends_at": "2026-05-16T18:00:00+02:00",
    "start_place": "place de la Mairie",
    "route": "avenue du Château",
    "threats": ["2 mai 2026 : appel à l'affrontement diffusé publiquement"],
    "report_references": ["rapport n° 2026/551"],
    "alternatives": ["Encadrement renforcé : effectifs insuffisants ce jour", "Autre horaire : refusé"],
    "imposed_route": "",
}
# As a browser sends them.
TYPED = {**UNDECLARED, "starts_at": "2026-05-16T14:00", "ends_at": "2026-05-16T18:00"}
FACTS = {"facts": "Appel à l'affrontement du 2 mai.", "contemplated_measure": "Interdiction de la manifestation."}
URGENCY = {"exception": "urgency", "exception_reason": "La manifestation a lieu dans trois jours."}


def open_ban(house, *, received_on=date(2026, 5, 4), **answers):
    return open_case(
        procedure_code="demonstration_ban", party=PERSON, answers={**UNDECLARED, **answers}, received_on=received_on,
        channel="own_initiative", commune=house.vincennes, caseworker=house.agent, by=house.agent,
        at=paris(received_on.year, received_on.month, received_on.day),
    )  # fmt: skip


def heard(house, case):
    """Invited on 5 May, eight days, until 13 May; observations on the 8th."""
    case = step(case, "qualify", house.agent, paris(2026, 5, 4))
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 5, 5), deadline_on=date(2026, 5, 13), **FACTS)
    return step(
        case, "record_observations", house.agent, paris(2026, 5, 9), mode="written", observations="Service d'ordre.",
        observations_on=date(2026, 5, 8),
    )  # fmt: skip


def in_urgency(house, case, day=12):
    case = step(case, "qualify", house.agent, paris(2026, 5, day))
    return step(case, "waive_hearing", house.head, paris(2026, 5, day), **URGENCY)


def said(case, at, *, blocking=None):
    found = findings_before_signature(case, registry.procedure(case.procedure_code), at)
    return [one.message for one in found if blocking is None or one.blocking is blocking]


# --- the whole road -----------------------------------------------------------------------------------------


def test_a_ban_is_signed_notified_at_the_elected_domicile_published_and_ends_with_the_event(house):
    declaration = step(open_demonstration(house), "issue_receipt", house.head, paris(2026, 5, 4))
    form = BanForm({**TYPED, "declaration": declaration.reference.lower()})
    assert form.is_valid()
    case = heard(house, open_ban(house, **json_answers(form)))
    case = drafted(house, case, "ban", paris(2026, 5, 11))
    case = step(case, "submit", house.agent, paris(2026, 5, 11, 11))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 5, 11, 15))
    case = step(
        case, "notify", house.agent, paris(2026, 5, 11, 19), notified_at=paris(2026, 5, 11, 18), mode="police_report",
        reference="PV 2026/551",
    )  # fmt: skip
    assert (case.stage, case.executory_at) == ("notified", paris(2026, 5, 11, 18))
    assert case.deadlines.get(code="measure_end").due_on == date(2026, 5, 16)
    publish_issue(issue=RegisterIssue.objects.get(), published_on=date(2026, 5, 12), by=house.head,
                  at=paris(2026, 5, 12))  # fmt: skip
    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("in_execution", "ban")
    order = plain_text(case.letters.get(purpose="order_ban").letter.html)
    for mention in (
        declaration.reference, "appel à l'affrontement", "Encadrement renforcé", "431-9", "affiché",
        "observations présentées le 8 mai 2026", "16 mai 2026 à 14 h 00",
    ):  # fmt: skip
        assert mention in order
    report = plain_text(case.letters.get(purpose="notification").letter.html)
    assert "3 rue des Tilleuls, 94300 Vincennes" in report
    case = step(case, "end_measure", house.agent, paris(2026, 5, 18))
    assert (case.stage, case.is_open) == ("ended", False)


def test_the_published_order_names_nobody(house):
    case = drafted(house, in_urgency(house, open_ban(house)), "ban", paris(2026, 5, 12))
    case = step(
        step(case, "submit", house.agent, paris(2026, 5, 12)), "sign", house.chief_of_staff, paris(2026, 5, 12, 15)
    )
    html = case.letters.get(purpose="order_ban").letter.html
    assert "Tellier" not in html
    assert "Tilleuls" not in html


def test_another_route_is_imposed_when_it_is_enough(house):
    case = in_urgency(house, open_ban(house, imposed_route="cours Marigny, avenue du Polygone"))
    case = drafted(house, case, "route_change", paris(2026, 5, 12))
    assert "cours Marigny, avenue du Polygone" in case.decision.articles[1]
    assert step(case, "submit", house.agent, paris(2026, 5, 12)).stage == "signature"


def test_a_route_is_not_imposed_without_saying_which(house):
    case = drafted(house, in_urgency(house, open_ban(house)), "route_change", paris(2026, 5, 12))
    with pytest.raises(NotReady, match="itinéraire imposé"):
        step(case, "submit", house.agent, paris(2026, 5, 12))


# --- the right to be heard ----------------------------------------------------------------------------------


def test_the_organisers_are_heard_first(house):
    case = step(open_ban(house), "qualify", house.agent, paris(2026, 5, 4))
    assert "La procédure contradictoire n'a pas été engagée." in said(
        drafted(house, case, "ban", paris(2026, 5, 5)), paris(2026, 5, 5), blocking=True
    )


def test_their_time_runs_to_its_end(house):
    case = step(open_ban(house), "qualify", house.agent, paris(2026, 5, 4))
    with pytest.raises(DatesOutOfOrder, match="au moins 8 jours"):
        step(case, "invite_to_hearing", house.agent, paris(2026, 5, 5), deadline_on=date(2026, 5, 12), **FACTS)
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 5, 5), deadline_on=date(2026, 5, 13), **FACTS)
    letter = plain_text(case.letters.get(purpose="hearing_invitation").letter.html)
    for mention in ("13 mai 2026", "Appel à l'affrontement", "L. 211-4", "L. 122-1"):
        assert mention in letter
    case = drafted(house, case, "ban", paris(2026, 5, 6))
    with pytest.raises(NotReady, match="13/05/2026"):
        step(case, "submit", house.agent, paris(2026, 5, 13))
    assert step(case, "submit", house.agent, paris(2026, 5, 14)).stage == "signature"


def test_urgency_sets_the_hearing_aside_and_says_why_in_the_order(house):
    case = drafted(house, in_urgency(house, open_ban(house)), "ban", paris(2026, 5, 12))
    assert any("La manifestation a lieu dans trois jours." in ground for ground in case.decision.grounds)
    assert step(case, "submit", house.agent, paris(2026, 5, 12)).stage == "signature"


# --- in time ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "warned"),
    [(paris(2026, 5, 15, 13, 59), False), (paris(2026, 5, 15, 14, 0), False), (paris(2026, 5, 15, 14, 1), True)],
)
def test_twenty_four_hours_are_left_to_seize_the_judge(house, at, warned):
    case = drafted(house, in_urgency(house, open_ban(house)), "ban", paris(2026, 5, 12))
    assert any("juge des référés" in message for message in said(case, at, blocking=False)) is warned


def test_the_hours_left_to_the_judge_are_those_of_every_demonstration(house):
    set_value(
        code="street_demonstration.judge_hours", value=48, valid_from=date(2026, 5, 10), source="Note",
        confidence="low", by=house.administrator, at=paris(2026, 5, 9),
    )  # fmt: skip
    case = drafted(house, in_urgency(house, open_ban(house)), "ban", paris(2026, 5, 12))
    assert any("moins de 48 heures" in message for message in said(case, paris(2026, 5, 14, 18)))


@pytest.mark.parametrize(("at", "refused"), [(paris(2026, 5, 16, 13, 59), False), (paris(2026, 5, 16, 14, 0), True)])
def test_what_has_begun_is_not_banned(house, at, refused):
    case = drafted(house, in_urgency(house, open_ban(house)), "ban", paris(2026, 5, 12))
    assert any("a commencé" in message for message in said(case, at, blocking=True)) is refused


def test_without_an_elected_domicile_the_signatory_is_told(house):
    case = drafted(house, in_urgency(house, open_ban(house, elected_domicile="")), "ban", paris(2026, 5, 12))
    assert any("Aucun domicile élu" in message for message in said(case, paris(2026, 5, 12), blocking=False))


# --- the link with the declaration --------------------------------------------------------------------------


def test_what_the_declaration_says_is_not_typed_again(house):
    declaration = open_demonstration(house)
    kept = ("threats", "alternatives", "report_references")
    form = BanForm({"declaration": declaration.reference, **{name: TYPED[name] for name in kept}})
    assert form.is_valid()
    answers = json_answers(form)
    for name in ("purpose", "organisers", "elected_domicile", "start_place", "route"):
        assert answers[name] == declaration.answers[name]
    assert open_ban(house, **answers).event_at == declaration.event_at


def test_a_ban_and_its_declaration_lead_to_each_other(house):
    declaration = open_demonstration(house)
    at = paris(2026, 5, 4)
    assert bans_of(declaration, at)["rows"] == []
    case = open_ban(house, declaration=declaration.reference)
    assert bans_of(declaration, at)["rows"] == [(case.reference, "Reçu")]
    assert linked_declaration(case, at)["found"] == declaration
    assert not linked_declaration(open_ban(house), at)["reference"]


def test_a_declaration_whose_readers_are_named_is_not_found_by_its_number(house):
    declaration = open_demonstration(house)
    case = open_ban(house, declaration=declaration.reference)
    Case.objects.filter(pk__in=[declaration.pk, case.pk]).update(sensitivity=Case.Sensitivity.SECRET)
    assert list(BanForm({**TYPED, "declaration": declaration.reference}).errors) == ["declaration"]
    assert linked_declaration(case, paris(2026, 5, 4))["found"] is None
    assert bans_of(declaration, paris(2026, 5, 4))["rows"] == []


def test_the_page_of_a_declaration_opens_a_ban_with_its_number(house, client):
    declaration = open_demonstration(house)
    client.force_login(house.agent)
    page = client.get(reverse("directorate:case", args=[declaration.reference])).content.decode()
    address = f"{reverse('directorate:case-new', args=['demonstration_ban'])}?declaration={declaration.reference}"
    assert address in page
    assert f'value="{declaration.reference}"' in client.get(address).content.decode()
    case = open_ban(house, declaration=declaration.reference)
    page = client.get(reverse("directorate:case", args=[case.reference])).content.decode()
    assert reverse("directorate:case", args=[declaration.reference]) in page


def test_html_given_in_an_address_or_typed_in_a_threat_stays_text(house, client):
    client.force_login(house.agent)
    address = reverse("directorate:case-new", args=["demonstration_ban"])
    page = client.get(address, {"declaration": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert(1)" not in page
    case = in_urgency(house, open_ban(house, threats=["<script>alert(1)</script>"]))
    case = step(drafted(house, case, "ban", paris(2026, 5, 12)), "submit", house.agent, paris(2026, 5, 12))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 5, 12, 15))
    html = case.letters.get(purpose="order_ban").letter.html
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_a_ban_is_seen_by_the_bureau_and_the_authorities_only(house):
    assert open_ban(house).sensitivity == "restricted"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"threats": ""}, ["threats"]),
        ({"alternatives": ""}, ["alternatives"]),
        ({"declaration": "2026-MV-99999"}, ["declaration"]),
        ({"starts_at": "", "purpose": ""}, ["purpose", "starts_at"]),
        ({"organisers": ""}, ["organisers"]),
        ({"ends_at": "2026-05-16T14:00"}, ["ends_at"]),
        ({"starts_at": "samedi"}, ["starts_at"]),
    ],
)
def test_a_ban_without_facts_alternatives_or_event_is_refused_beside_its_field(changes, fields):
    assert BanForm(TYPED).is_valid()
    assert sorted(BanForm({**TYPED, **changes}).errors) == fields


def test_a_ban_is_for_the_day_that_was_declared(house):
    declaration = open_demonstration(house)
    form = BanForm({**TYPED, "declaration": declaration.reference, "starts_at": "2026-05-17T14:00", "ends_at": ""})
    assert list(form.errors)[0] == "starts_at"
    assert "16/05/2026" in form.errors["starts_at"][0]
