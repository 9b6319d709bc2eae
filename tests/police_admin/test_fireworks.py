"""Fireworks and explosives: what is declared, who may fire what, titles of the domicile, and what stays restricted."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from directorate.casework import registry
from directorate.casework.errors import NotReady
from directorate.casework.operations import open_case
from directorate.parameters.values import initial_values
from police_admin.procedures.fireworks import certificates, explosives, training
from police_admin.procedures.fireworks.show import FireworkForm, firer_is_qualified
from tests.factories import COMPANY, PERSON, drafted, needed_pieces, step, unheard
from tests.people import paris
from tests.police_admin.pure_dates import dates_of, value_on

SHOW, FIRST = "firework_show_declaration", "pyrotechnician_certificate"
EVENT = {"starts_at": "2026-07-14T22:30:00+02:00", "ends_at": "2026-07-14T23:00:00+02:00", "communes": ["94028"]}
TYPED = {**EVENT, "starts_at": "2026-07-14T22:30", "ends_at": "2026-07-14T23:00"}
FIRED = {
    "event_name": "Feu de la fête nationale", "site": "Quai du Port", "route": "Quai fermé", "categories": ["F4"],
    "nec_kg": "12.50", "calibre_max_mm": 75, "salute_max_mm": 0, "firing_responsible": "Mme Salomé Verdier",
    "certificate_level": "1", "certificate_no": "F4T2N1-2024-00012", "certificate_until": "2026-12-31",
    "storage": "Local fermé, une nuit", "wind_limit_kmh": 50, "spectators": 4000, "mayor_told": True,
    "measures": ["Deux lances"],
}  # fmt: skip
TRAINED = {
    "birth_on": "1988-04-17", "home": "here", "training_centre": "École de l'artifice", "training_on": "2025-04-17",
    "prior_authorisation": "AP-114", "prior_authorisation_on": "2025-03-03", "shows": 3,
}  # fmt: skip


@pytest.fixture()
def house(same_house):
    return same_house


def opened(house, code, answers, party=COMPANY, **more):
    return open_case(
        **{
            "procedure_code": code, "party": party, "answers": answers, "received_on": date(2026, 4, 20),
            "channel": "email", "commune": house.creteil, "caseworker": house.agent, "by": house.agent,
            "at": paris(2026, 4, 20), "received_pieces": needed_pieces(code, answers), **more,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("received_on", "state"), [(date(2026, 6, 14), "met"), (date(2026, 6, 15), "passed")]
)  # fmt: skip
def test_a_show_is_declared_a_month_before(received_on, state):
    found = dates_of(SHOW, {**EVENT, **FIRED}, received_on=received_on, at=paris(2026, 6, 16))
    assert (found["filing"].due_on, found["filing"].state) == (date(2026, 6, 14), state)
    assert found["opinions_by"].due_on == date(2026, 6, 29)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"categories": ["T2"], "nec_kg": "0.10"}, []),
        ({"categories": ["F2", "F3"], "nec_kg": "35"}, ["nec_kg"]),
        ({"categories": ["F2", "F3"], "nec_kg": "35.01"}, []),
        ({"certificate_no": ""}, ["certificate_no"]),
        ({"certificate_level": "none", "certificate_no": "", "certificate_until": ""}, []),
        ({"nec_kg": "0"}, ["nec_kg"]),
        ({"ends_at": "2026-07-14T22:00"}, ["ends_at"]),
    ],
)
def test_a_small_show_without_dangerous_articles_is_not_declared(house, changes, wrong):
    assert list(FireworkForm({**TYPED, **FIRED, **changes}).errors) == wrong


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, 0),
        ({"calibre_max_mm": 104, "salute_max_mm": 49}, 0),
        ({"calibre_max_mm": 105}, 1),
        ({"salute_max_mm": 50}, 1),
        ({"calibre_max_mm": 200, "salute_max_mm": 100, "certificate_level": "2"}, 0),
        ({"certificate_level": "none"}, 1),
        ({"certificate_level": "none", "categories": ["F3"]}, 0),
        ({"certificate_until": "2026-07-13"}, 1),
    ],
)
def test_who_fires_holds_a_certificate_of_the_level_of_the_calibres(house, changes, found):
    case = SimpleNamespace(answers={**EVENT, **FIRED, **changes})
    assert len(firer_is_qualified(case, paris(2026, 5, 4))) == found


def test_no_receipt_is_given_to_who_may_not_fire_and_the_show_may_be_forbidden(house):
    case = opened(house, SHOW, {**EVENT, **FIRED, "calibre_max_mm": 125})
    with pytest.raises(NotReady, match="105 mm"):
        step(case, "issue_receipt", house.agent, paris(2026, 4, 21))
    case = step(case, "declare_complete", house.agent, paris(2026, 4, 21))
    case = unheard(house, case, paris(2026, 4, 22))
    case = drafted(house, case, "ban", paris(2026, 4, 22))
    assert step(case, "submit", house.agent, paris(2026, 4, 22)).stage == "signature"


# --- certificates -------------------------------------------------------------------------------------------


def refused(code, answers, *, received_on=date(2026, 4, 20), outcome="grant"):
    case = SimpleNamespace(
        answers=answers, received_on=received_on, decision=SimpleNamespace(outcome=outcome), renews=None
    )
    (check,) = registry.procedure(code).checks
    return [row.message for row in check(case, paris(2026, 4, 22)) if row.blocking]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"birth_on": "2008-04-23"}, "18 ans"),
        ({"training_on": "2021-04-21"}, ""),
        ({"training_on": "2021-04-20"}, "plus de 5 ans"),
        ({"shows": 2}, "Spectacles attestés en 5 ans : 2"),
    ],
)
def test_the_first_level_asks_training_and_three_shows(house, changes, words):
    found = refused(FIRST, {**TRAINED, **changes})
    assert bool(found) is bool(words)
    assert not words or words in found[0]


@pytest.mark.parametrize(
    ("changes", "blocking", "said"),
    [
        ({}, [], []),
        ({"prior_authorisation": ""}, ["n'a pas été précédée de l'autorisation préalable"], []),
        ({"prior_authorisation": "", "training_on": "2022-10-19"}, ["19 octobre 2022"], []),
        ({"prior_authorisation": "", "training_on": "2022-10-18"}, [], []),
        ({"prior_authorisation_on": None}, [], ["vérifier qu'elle a précédé la formation"]),
    ],
)
def test_the_training_follows_its_authorisation_since_the_decree_of_october_2022(monkeypatch, changes, blocking, said):
    monkeypatch.setattr(training, "parameter", value_on)
    case = SimpleNamespace(answers={**TRAINED, **changes})
    found = training.training_was_authorised(case, paris(2026, 4, 22))
    assert [row.blocking for row in found] == [True] * len(blocking) + [False] * len(said)
    assert all(words in row.message for words, row in zip(blocking + said, found, strict=True))
    assert all(row.article == "Décret 2022-1328 du 17 octobre 2022" for row in found)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"prior_authorisation": "", "prior_authorisation_on": ""}, []),
        ({"prior_authorisation": ""}, ["prior_authorisation"]),
        ({"prior_authorisation_on": "2025-04-18"}, ["prior_authorisation_on"]),
    ],
)
def test_an_authorisation_given_after_the_training_is_refused_beside_its_field(changes, wrong):
    assert list(certificates.CertificateForm({**TRAINED, **changes}).errors) == wrong


def test_the_prefect_of_the_domicile_authorises_the_training_after_the_inquiry_alone():
    procedure = registry.procedure(training.CODE)
    assert [row.code for row in procedure.opinions] == ["inquiry"]
    assert procedure.elsewhere({"home": "elsewhere"}).to == "préfet du département du domicile"
    assert (procedure.sensitivity, bool(procedure.kept_out_of_register)) == ("restricted", True)
    assert training.CODE in registry.procedure("explosives_title_measure").concerns.procedures


@pytest.mark.parametrize(("held_since", "granted"), [("2025-04-20", True), ("2025-04-21", False)])
def test_the_second_level_asks_a_year_of_the_first(house, held_since, granted):
    answers = {**TRAINED, "level_1_no": "F4T2N1-2024-00012", "level_1_on": held_since}
    assert (not refused(f"{FIRST}_level_2", answers)) is granted
    assert refused(f"{FIRST}_level_2", {**answers, "shows": 0}, outcome="refusal") == []


def test_each_level_has_its_duration_and_its_renewal(house):
    for code, months in ((FIRST, 60), (f"{FIRST}_level_2", 24)):
        validity = registry.procedure(code).validity
        values = {value.code: value.value for value in registry.procedure(code).parameters}
        assert values[validity.months_parameter] == months
        assert validity.renewal_procedure == f"{code}_renewal"
        assert registry.renewed_by(f"{code}_renewal") == {code, f"{code}_renewal"}


@pytest.mark.parametrize(("home", "redirected"), [("here", False), ("elsewhere", True)])
def test_titles_are_delivered_by_the_prefect_of_the_domicile(home, redirected):
    assert (certificates.prefect_of_domicile({"home": home}) is not None) is redirected


def test_a_certificate_is_delivered_after_the_result_of_the_inquiries(house):
    case = step(opened(house, FIRST, TRAINED, PERSON), "declare_complete", house.agent, paris(2026, 4, 21))
    bare = drafted(house, case, "grant", paris(2026, 4, 21))
    with pytest.raises(NotReady, match="Casier judiciaire"):
        step(bare, "submit", house.agent, paris(2026, 4, 21))
    case = step(bare, "resume_review", house.agent, paris(2026, 4, 21))
    case = step(case, "request_opinion", house.agent, paris(2026, 4, 21), opinion="criminal_record")
    case = step(case, "record_opinion", house.agent, paris(2026, 4, 22), consultation=case.consultations.get(),
                opinion="favourable")  # fmt: skip
    case = drafted(house, case, "grant", paris(2026, 4, 22))
    case = step(case, "submit", house.agent, paris(2026, 4, 22))
    case = step(case, "sign", house.director, paris(2026, 4, 23))
    assert case.permit.number.startswith("F4T2N1-2026-")
    assert case.permit.expires_on == date(2031, 4, 23)


# --- explosives ---------------------------------------------------------------------------------------------


def test_explosives_stay_restricted_and_out_of_the_register():
    for procedure in explosives.PROCEDURES:
        assert procedure.sensitivity == "restricted"
        assert procedure.kept_out_of_register
        assert procedure.legal_check_required
    assert len({row.code for row in explosives.TABLE}) == 4


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"quantity_kg": 201}, "dépasse la capacité"),
        ({"needed_until": "2026-04-21"}, "Le besoin a pris fin"),
    ],
)
def test_a_depot_holds_no_more_than_its_capacity(changes, words):
    answers = {"quantity_kg": 200, "capacity_kg": 200, "needed_until": "2026-04-22", **changes}
    found = refused("explosives_depot_authorisation", answers)
    assert bool(found) is bool(words)
    assert not words or words in found[0]


@pytest.mark.parametrize("base", ["pyrotechnician_certificate", "pyrotechnician_certificate_level_2"])
def test_a_certificate_and_its_renewal_share_their_time_limits(base):
    first, renewal = registry.procedure(base), registry.procedure(f"{base}_renewal")
    assert first.clock == renewal.clock
    assert first.validity == replace(renewal.validity, permit_label=first.validity.permit_label)
    assert first.clock.months_parameter == f"{base}.decision_months"


def test_the_bounds_of_the_first_level_are_dated_values():
    procedure = registry.procedure("pyrotechnician_certificate")
    values = {value.code: value.value for value in initial_values()}
    assert {name: values[code] for name, code in procedure.rules.items()} == {
        "grams": 500, "calibre_mm": 105, "salute_mm": 50, "degrees": 30,
    }  # fmt: skip
    words = " ".join(procedure.outcome("grant").articles)
    assert all(f"rules.{name} " in words for name in procedure.rules)
    assert not any(number in words for number in ("500", "105", "50 mm", "30"))
