"""What every procedure of the application must keep, whoever writes it. A new file is judged without a new test."""

from datetime import date, datetime
from typing import Any

import pytest
from django import forms

from directorate.casework import registry
from directorate.casework.archetypes import road_of
from directorate.casework.effects import EFFECTS
from directorate.casework.forms import OpeningForm, ReceivedPiecesForm
from directorate.casework.letters import PLACEHOLDER, context_of, decision_words, initial_draft, permit_words
from directorate.casework.models import Case, Decision
from directorate.casework.operations import open_case
from directorate.casework.procedure import Archetype
from directorate.documents import letters as documents
from directorate.documents.markup import plain_text, unresolved_fields
from directorate.manifests import all_manifests
from directorate.org.scopes import ACT_KIND_LABELS, PROCEDURE_LABELS
from directorate.parameters.values import initial_values
from directorate.permits.models import Permit
from tests.factories import COMPANY, PERSON, PLACE
from tests.people import paris

PROCEDURES = list(registry.all_procedures())
# A closed procedure keeps its old cases and opens no new one.
OPEN = [procedure for procedure in PROCEDURES if procedure.active]
AT = paris(2026, 3, 2)
SIGNATURE = {"block": "Pour le préfet et par délégation,", "name": "Zoé Durand", "date": "2 mars 2026"}
each_procedure = pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.code)
each_outcome = pytest.mark.parametrize(
    ("procedure", "outcome"),
    [(procedure, outcome) for procedure in OPEN for outcome in procedure.outcomes],
    ids=lambda item: item.code,
)
each_letter = pytest.mark.parametrize(
    ("procedure", "letter"),
    [(procedure, letter) for procedure in OPEN for letter in procedure.letters],
    ids=lambda item: item.code,
)


@pytest.fixture()
def house(same_house):
    return same_house


def specimen_answer(field: forms.Field) -> Any:
    """A believable JSON value for a field of a procedure."""
    choices = [key for key, _ in getattr(field, "choices", ()) if key]
    if isinstance(field, forms.MultipleChoiceField):
        return choices[:2]
    if choices:
        return choices[0]
    if isinstance(field, forms.BooleanField):
        return True
    if isinstance(field, forms.DecimalField):
        return str(max(field.min_value or 0, 3))
    if isinstance(field, forms.IntegerField):
        return max(field.min_value or 0, 3)
    if isinstance(field, forms.DateTimeField):
        return "2026-04-18T14:00:00+02:00"
    if isinstance(field, forms.DateField):
        return "2026-02-10"
    if isinstance(field, forms.CharField) and isinstance(field.clean("ligne"), list):
        return ["Première ligne, datée", "Seconde ligne, datée"]
    return f"{field.label}, spécimen"[: getattr(field, "max_length", None) or 80]


TOWN = {
    "kind": "town", "last_name": "Commune de Créteil", "representative": "Mme Odile Sarrazin, maire",
    "email": "mairie@creteil.invalid", "address": "1 place de la Mairie\n94000 Créteil",
}  # fmt: skip
# Who asks, when the law names the quality, and answers that any value of the right kind would not make believable.
# What a mayor asks for his municipal police.
OF_TOWNS = (
    "police_coordination_agreement", "municipal_weapons_holding", "municipal_officer_approval",
    "municipal_officer_weapon_carry", "bodycam_authorisation", "dog_unit_authorisation",
    "temporary_pooling_of_officers",
)  # fmt: skip
OF_PERSONS = ("hospitalised_detainee_visit_permit", "private_warden_aptitude")
PARTIES = dict.fromkeys(OF_TOWNS, TOWN) | dict.fromkeys(OF_PERSONS, PERSON)
# Not for the national defence, of which nothing is published.
CAMERAS = {
    "site_type": "public_place", "applicant_quality": "trader", "cameras_public_road": 0, "activity": "pharmacy",
    "purposes": ["assault_and_theft"],
}  # fmt: skip
SCHOOL = {"operator_birth_on": "1980-05-04", "withdrawn_on": None, "surface_m2": 40}
LATE = {"dance_venue": False, "requested_close_time": "02:00", "granted_close_time": "", "granted_months": None}
ANSWERS: dict[str, dict[str, Any]] = {
    "video_protection_authorisation": CAMERAS,
    "video_protection_renewal": CAMERAS,
    "video_protection_modification": CAMERAS,
    "video_protection_emergency": CAMERAS | {"purposes": ["terrorism"]},
    "late_opening_derogation": LATE,
    "late_opening_renewal": LATE,
    "weapon_authorisation_b": {"licence_expires_on": "2027-08-31"},
    "weapon_authorisation_renewal": {"licence_expires_on": "2027-08-31"},
    "collector_card": {"birth_on": "1980-05-04", "hunting_or_shooting": False, "active_ammunition": False},
    "gunsmith_approval": {"birth_on": "1980-05-04", "prison_sentence": False},
    "gun_shop_opening": {"company_number": "732829320", "location_risk": ""},
    "gun_fair": {"ends_at": "2026-04-18T18:00:00+02:00"},
    "weapon_ban_and_finiada": {"check_b2": "incompatible", "origin_reference": ""},
    "weapon_carry_permit": {"birth_on": "1980-05-04", "card_expires_on": "2028-08-31"},
    "driving_school_approval": SCHOOL,
    "driving_school_renewal": SCHOOL,
    "driving_school_change": SCHOOL,
    "driving_school_withdrawal": {"breaches": ["condition_lost", "cessation"]},
    "business_domiciliation_sanction": {"establishment": ""},
    "business_domiciliation_precautionary_suspension": {"establishment": "", "prolongs": False},
    **dict.fromkeys(
        (
            "instructor_training_centre_approval",
            "instructor_training_centre_renewal",
            "road_safety_course_centre_approval",
            "road_safety_course_centre_renewal",
        ),
        SCHOOL,
    ),
    **dict.fromkeys(
        (
            "driving_instructor_authorisation",
            "driving_instructor_renewal",
            "driving_trainee_authorisation",
            "taxi_driver_card",
            "taxi_driver_card_renewal",
            "vtc_driver_card",
            "vtc_driver_card_renewal",
            "vmdtr_driver_card",
            "vmdtr_driver_card_renewal",
        ),
        {
            "birth_on": "1980-05-04",
            "fit_until": None,
            "had_one": False,
            "school_trainees": 1,
            "mobility_hours": 14,
            "training_hours": 14,
        },
    ),
    "driving_instructor_sanction": {"breaches": ["unfit"]},
    "training_centre_sanction": {"breaches": ["grave_programme"]},
    "taxi_training_centre_sanction": {"breaches": ["programme"]},
    "driver_card_sanction": {"session_at": "2026-04-09T14:00:00+02:00"},
    "drink_outlet_declaration_copy": {"kind": "opening", "previous_operator": ""},
    "second_hand_dealer_declaration": {"birth_on": "1980-05-04", "registration_number": "732829320"},
    "large_event_security_file": {"expected_people": 2000},
    "collection_on_public_road": {"calendar_from": "2026-04-11", "calendar_to": "2026-04-20"},
    "closure_warning": {"regularisation_on": "2026-09-30"},
    "alcohol_sale_or_carry_ban": {"ends_at": "2026-04-18T20:00:00+02:00", "communes": ["94028"]},
    "noise_derogation_night_works": {"ends_on": "2026-04-20", "from_time": "22:00", "to_time": "05:00"},
    "protected_zones_order": {"bands": ["jusqu'à 5000 : 50", "au-delà : 100"]},
    "protected_zone_exception": {"outlets_in_commune": 1},
    "closure_drug_trafficking_money_laundering": {"minister_extension_until": "2026-06-30"},
    "licence_transfer": {"licence_type": "IV", "last_licence_iv_of_commune": False},
    "sport_event_ranked": {"ends_at": "2026-04-18T18:00:00+02:00"},
    "sport_event_unranked_over_100": {"ends_at": "2026-04-18T18:00:00+02:00", "participants": 150},
    **dict.fromkeys(
        (
            "sport_event_no_federation",
            "combat_sport_event",
            "nautical_event",
            "motor_event_authorisation",
            "motor_event_on_approved_circuit",
        ),
        {"ends_at": "2026-04-18T18:00:00+02:00", "organiser": "other", "approved_until": "2027-04-18"},
    ),
    "motor_gathering": {"ends_at": "2026-04-18T18:00:00+02:00", "vehicles": 60},
    "sports_venue_homologation": {"seated": 4000, "opening_on": "2027-05-01"},
    "balloons_lanterns_release": {"aerodrome_km": 20},
    "explosives_acquisition_authorisation": {"needed_until": "2030-12-31"},
    "explosives_depot_authorisation": {"needed_until": "2030-12-31"},
    "explosives_transport_authorisation": {"needed_until": "2030-12-31"},
    "firework_show_declaration": {"certificate_level": "2", "certificate_until": "2030-12-31", "nec_kg": "40"},
    "explosives_training_authorisation": {"birth_on": "1980-05-04"},
    "mortar_firework_purchase_approval": {"birth_on": "1980-05-04"},
    "pyrotechnician_certificate": {"birth_on": "1980-05-04"},
    "pyrotechnician_certificate_level_2": {"birth_on": "1980-05-04", "level_1_on": "2024-01-10"},
    "pyrotechnician_certificate_level_2_renewal": {"birth_on": "1980-05-04"},
    "pyrotechnician_certificate_renewal": {"birth_on": "1980-05-04"},
    "festive_music_gathering_declaration": {"expected_people": 800, "measures": "sufficient", "formal_notice_on": None},
    "paid_event_copy": {"capacity_standing": 2000},
    "private_guard_pat_down": {"authorised_until": "2030-12-31"},
    "guards_on_public_road": {"authorised_until": "2030-12-31", "armed": False},
    "public_force_request": {"effective_from": "2026-07-01"},
    "eviction_execution": {"cancelled_on": None, "request_reference": ""},
    "refusal_compensation_claim": {
        "refused_on": "2025-05-04",
        "granted_on": None,
        "executed_on": None,
        "left_on": None,
        "grace_until": None,
        "truce_exemptions": [],
        "claimed_eur": "900.00",
        "offered_eur": "850.00",
    },
    "squat_eviction_notice": {"notice_hours": 24, "received_at": "2026-03-02T09:00:00+01:00", "interim_at": None},
    "travellers_eviction_notice": {
        "notice_hours": 24,
        "police_report_at": "2026-03-02T11:00:00+01:00",
        "court_seised_at": None,
        "annulled": False,
    },
    "dealer_tenant_eviction_substitution": {"earlier_request": "2025-EXT-00042", "landlord_answer": "none"},
    "stadium_ban": {"starts_on": None},
    **dict.fromkeys(
        ("licence_doctor_approval", "licence_doctor_renewal"),
        {"rpps": "10001234567", "birth_on": "1970-05-04", "trained_on": "2026-01-10"},
    ),
    "tourist_train_authorisation": {"category": "1", "slope": 4, "starts_on": "2026-04-01", "ends_on": "2026-09-30"},
    **dict.fromkeys(
        ("licence_suspension_after_retention", "licence_suspension_without_retention"),
        {
            "offence_at": "2026-03-01T23:10:00+01:00",
            "retained_at": "2026-03-01T23:40:00+01:00",
            "cause": "alcohol",
            "measured": "0.52",
            "measure_unit": "mg_l",
            "duration_months": 4,
            "foreign_licence": False,
            "ruled_on": None,
            "ruling": "",
            "ruled_months": None,
        },
    ),
    "drug_spot_exclusion": {
        "home_in_perimeter": False,
        "prosecutor_informed_at": "2026-03-02T11:00:00+01:00",
        "starts_on": None,
        "ends_on": "2026-05-02",
        "observations_on": None,
    },
    "supporters_travel_restriction": {
        "starts_at": "2026-04-18T08:00:00+02:00",
        "ends_at": "2026-04-18T23:00:00+02:00",
        "beyond_department": False,
    },
    "municipal_officer_approval": {"officer_birth_on": "1990-05-04"},
    "municipal_officer_approval_withdrawal": {"urgent": False},
    "municipal_officer_weapon_carry": {"officer_birth_on": "1990-05-04", "medical_on": "2026-02-20"},
    "temporary_pooling_of_officers": {"ends_at": "2026-04-18T18:00:00+02:00"},
    "hospitalised_detainee_visit_permit": {"stay_to": "2026-12-31"},
    "private_warden_aptitude": {"birth_on": "1980-05-04"},
    "private_warden_approval": {"warden_birth_on": "1980-05-04"},
    "private_warden_renewal": {"warden_birth_on": "1980-05-04"},
    "safety_works": {"accessibility_derogation": False, "establishment": ""},
    "safety_works_with_derogation": {"establishment": ""},
    "safety_opening": {"opening_on": "2026-05-18", "establishment": ""},
    "safety_exceptional_use": {"ends_at": "2026-04-18T20:00:00+02:00", "establishment": ""},
    "safety_tent_register": {"capacity": 300, "register_number": ""},
    "safety_tent_implantation": {"ends_on": "2026-04-20"},
    "local_authority_letters": {"linked_cases": ["2026-DBF-00042"]},
}
# Titles that must be running in the commune before this one is granted.
STANDING = dict.fromkeys(
    ("municipal_weapons_holding", "municipal_officer_weapon_carry", "bodycam_authorisation", "dog_unit_authorisation"),
    "police_coordination_agreement",
)


def specimen_answers(procedure) -> dict[str, Any]:
    fields = procedure.form.base_fields
    given = {name: value for name, value in ANSWERS.get(procedure.code, {}).items() if name in fields}
    ends = {"ends_at": "2026-04-18T18:00:00+02:00"} if "ends_at" in fields else {}
    return {name: specimen_answer(field) for name, field in fields.items()} | ends | given


def specimen_permit(house, code: str = "video_protection_authorisation", rank: int = 9) -> Permit:
    return Permit.objects.create(
        number=f"VP-2021-{rank:05d}", procedure_code=code, label="Titre", holder="Titulaire", commune=house.creteil,
        unit_id=registry.procedure(code).unit, issued_on=date(2021, 6, 1), valid_from=date(2021, 6, 1),
        expires_on=date(2026, 6, 1), renew_by=date(2026, 2, 1),
    )  # fmt: skip


def specimen_case(house, procedure, **changes) -> Case:
    known = registry.permits_of(procedure.code)
    if procedure.code in STANDING:
        specimen_permit(house, STANDING[procedure.code], 8)
    return open_case(
        **{
            "procedure_code": procedure.code,
            "party": PARTIES.get(procedure.code, COMPANY),
            "answers": specimen_answers(procedure),
            "received_on": AT.date(),
            "channel": "post",
            "commune": house.creteil,
            "place": PLACE,
            "renews": specimen_permit(house, min(known)) if known else None,
            "by": house.director,
            "at": AT,
            **changes,
        }
    )


def specimen_decision(case, procedure, outcome) -> Decision:
    return Decision(
        case=case, outcome=outcome.code, act_kind=outcome.act_kind, updated_at=AT, number="2026/00042",
        **initial_draft(case, procedure, outcome, AT),
    )  # fmt: skip


@each_procedure
def test_a_procedure_does_not_contradict_itself(procedure):
    assert procedure.problems() == []


def test_codes_and_references_are_unique_and_declared_to_the_delegations():
    assert len({procedure.reference_code for procedure in PROCEDURES}) == len(PROCEDURES)
    assert {procedure.code for procedure in PROCEDURES} <= set(PROCEDURE_LABELS)


@each_procedure
def test_a_procedure_belongs_to_the_service_that_declares_it(procedure):
    units = [manifest.unit for manifest in all_manifests() if procedure in manifest.procedures]
    assert units == [procedure.unit]


@each_procedure
def test_every_parameter_named_by_a_procedure_exists(procedure):
    named = [code for opinion in procedure.opinions for code in opinion.delay if code]
    named += procedure.rules.values()
    named += [procedure.clock.months_parameter] if procedure.clock else []
    if procedure.filing:
        named += procedure.filing.parameters
    named += [piece.until.parameter for piece in procedure.pieces if piece.until]
    if procedure.validity:
        named += [procedure.validity.months_parameter, procedure.validity.renew_before_parameter]
    assert set(named) <= {value.code for value in initial_values()}


@each_procedure
def test_every_act_has_a_kind_that_delegations_know(procedure):
    kinds = {letter.act_kind for letter in procedure.letters} | {outcome.act_kind for outcome in procedure.outcomes}
    assert kinds <= set(ACT_KIND_LABELS)


@each_procedure
def test_no_measure_against_a_person_is_published(procedure):
    """A closure, a sanction: the register never shows them (CRPA L312-1-2). Bans of gatherings are made to be known."""
    personal = {"police_measure", "warning", "refusal", "withdrawal"}
    for outcome in procedure.outcomes:
        if procedure.hearing_required and outcome.act_kind in personal and not outcome.regulatory:
            assert not outcome.published


def test_every_title_can_be_withdrawn_or_says_why_not():
    """A measure strikes it from its notification, the agreement is terminated, or its validity says what ends it."""
    granting = {
        procedure.code: procedure
        for procedure in PROCEDURES
        if any(outcome.issues_permit for outcome in procedure.outcomes)
    }
    struck = {
        code
        for procedure in PROCEDURES
        if procedure.archetype is Archetype.POLICE_MEASURE and procedure.concerns and "notify" in procedure.effects
        for code in procedure.concerns.procedures
    } | {procedure.code for procedure in granting.values() if "terminate" in procedure.effects}
    assert len(granting) > 50
    said = {code for code, procedure in granting.items() if procedure.validity.ends_otherwise}
    assert sorted(set(granting) - struck) == sorted(said)


@each_procedure
def test_every_outcome_ends_on_a_stage_that_its_road_reaches(procedure):
    road = road_of(procedure.archetype)
    notify = road.transition("notify")
    for outcome in procedure.outcomes:
        assert outcome.final_stage in notify.targets
        assert outcome.final_stage in road.stages


@each_procedure
def test_effects_of_a_procedure_are_those_of_its_road(procedure):
    names = {transition.name for transition in road_of(procedure.archetype).transitions}
    assert set(procedure.effects) <= names


@each_procedure
def test_the_fields_of_a_procedure_do_not_hide_those_of_every_case(procedure):
    shared = set(OpeningForm.base_fields) | set(ReceivedPiecesForm.base_fields) | {"key", "version"}
    assert not shared & set(procedure.form.base_fields)
    assert all(field.label for field in procedure.form.base_fields.values())


@each_procedure
def test_related_procedures_exist(procedure):
    assert set(procedure.related) <= set(registry.PROCEDURES)
    if procedure.validity and procedure.validity.renewal_procedure:
        assert procedure.validity.renewal_procedure in registry.PROCEDURES


@each_letter
def test_every_letter_has_its_template(procedure, letter):
    assert documents.engine().get_template(letter.template)


def test_every_transition_has_its_effect():
    names = {transition.name for procedure in PROCEDURES for transition in road_of(procedure.archetype).transitions}
    assert names <= set(EFFECTS)


@each_outcome
def test_visas_grounds_and_articles_merge_with_the_values_of_a_case(house, procedure, outcome):
    draft = initial_draft(specimen_case(house, procedure), procedure, outcome, AT)
    assert draft["visas"]
    assert draft["articles"]
    for text in (draft["title"], *draft["visas"], *draft["grounds"], *draft["articles"]):
        assert text == text.strip()
        assert "{{" not in text and "{%" not in text and "None" not in text and "⟦" not in text
        # What the writer must state is said; a value of the case is never left out.
        assert f"{PLACEHOLDER}]" not in text
    for visa in draft["visas"]:
        assert visa.startswith("Vu ") and visa.endswith(" ;")
    for ground in draft["grounds"]:
        assert ground.startswith("Considérant ") and ground.endswith(" ;")


@each_outcome
def test_every_act_bears_its_remedies_and_lacks_nothing(house, procedure, outcome):
    case = specimen_case(house, procedure)
    decision = specimen_decision(case, procedure, outcome)
    permit = permit_words(specimen_permit(house)) if outcome.issues_permit and not case.renews else {}
    html = documents.render_text(
        procedure.letter(outcome.letter).template,
        context_of(
            case, procedure, AT,
            {
                "decision": decision_words(decision), "outcome": outcome.code, "permit": permit, "is_draft": False,
                "signature": {**SIGNATURE, "name": "Paul Rivière"},
            },
        ),
    )  # fmt: skip
    assert unresolved_fields(html) == []
    assert 'class="remedies"' in html
    text = plain_text(html)
    for mention in ("tribunal administratif de Melun", "2026/00042", "Paul Rivière", "Article 1er"):
        assert mention in text


# What the effect of each letter adds to the values of the case.
EXTRA = {
    "acknowledgement": {"missing": ["Rapport de présentation"]},
    "completeness_request": {"missing": ["Rapport de présentation"], "limit_on": date(2026, 4, 2), "reason": "Vite."},
    "hearing_invitation": {
        "facts": "Rixe du 10 février.", "contemplated_measure": "Fermeture.", "deadline_on": date(2026, 3, 17),
    },
    "redirect_notice": {"to": "mairie de Créteil", "reason": "", "explanation": "", "article": ""},
    "notification": {"decision": {"number": "2026/00042", "title": "Arrêté"}},
    "receipt": {"signature": SIGNATURE},
    "commission_notice": {
        "decision": {"number": "2026/00042"}, "permit": {"number": "VPU-2026-00001", "expires_on": "2 juillet 2026"},
    },
    "invitation_to_leave": {"executable_from": date(2026, 4, 1)},
    "observations_invitation": {"answer_by": date(2026, 4, 17)},
    "mayor_information": {"decision": {"number": "2026/00042"}},
    "prosecutor_information": {"decision": {"number": "2026/00042"}},
    "jury_table": {"decision": {"number": "2026/00042"}},
    "jury_mayor": {
        "decision": {"number": "2026/00042"}, "rolls_before": "15 juillet 2026", "excuses_before": "1er septembre 2026",
        "line": {"seats": "71", "names": "213"},
    },
    "jury_court": {"decision": {"number": "2026/00042"}, "rolls_before": "15 juillet 2026"},
    "jury_lists": {},
    "races_opinion": {},
    "stewarding": {},
}  # fmt: skip


@each_letter
def test_every_letter_lacks_nothing(house, procedure, letter):
    if letter.code in {outcome.letter for outcome in procedure.outcomes}:
        # An act: judged above, with its decision.
        assert letter.code not in EXTRA
        return
    context = context_of(
        specimen_case(house, procedure), procedure, AT,
        {"sender": {"name": "Zoé Durand", "title": "instructrice"}, **EXTRA[letter.code]},
    )  # fmt: skip
    html = documents.render_text(letter.template, context)
    assert unresolved_fields(html) == []
    assert context["case"]["reference"] in plain_text(html)


@pytest.mark.parametrize("procedure", OPEN, ids=lambda procedure: procedure.code)
def test_a_specimen_case_opens_with_its_pieces_and_deadlines(house, procedure):
    case = specimen_case(house, procedure)
    assert isinstance(case.created_at, datetime)
    assert case.stage == road_of(procedure.archetype).first
    assert {piece.code for piece in case.pieces.all()} <= {piece.code for piece in procedure.pieces}
    # A clock that waits for the complete dossier has no date yet.
    if procedure.clock and procedure.clock.starts_at == "receipt":
        assert case.next_due_on is not None
