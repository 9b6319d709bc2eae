"""The rules of signature, case by case and then at random. No database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directorate.org.signing import (
    CHECKS,
    CLOSENESS,
    Absence,
    Act,
    Basis,
    Delegation,
    Post,
    Power,
    PowerHolder,
    Refusal,
    RefusalCode,
    SigningFacts,
    french_date,
    is_in_force,
    may_sign,
    who_may_sign,
)

DAY = date(2026, 3, 2)
BEFORE = date(2025, 1, 1)

PREFECT = PowerHolder(
    1, "m", "Paul", "Rivière", "Préfet du Val-de-Marne", posts=(Post("prefect", "prefecture", BEFORE),)
)
CHIEF_OF_STAFF = PowerHolder(
    2, "m", "Hugo", "Lenoir", "directeur de cabinet", posts=(Post("chief_of_staff", "prefecture", BEFORE),)
)
DIRECTOR = PowerHolder(
    3, "mme", "Claire", "Martin", "directrice des Sécurités", posts=(Post("director", "securites", BEFORE),)
)
HEAD = PowerHolder(
    4, "m", "Karim", "Benali", "chef du bureau des polices administratives", posts=(Post("head", "bpa", BEFORE),)
)
DEPUTY = PowerHolder(
    5, "mme", "Anne", "Petit", "adjointe au chef du bureau des polices administratives",
    posts=(Post("deputy", "bpa", BEFORE),),
)  # fmt: skip
AGENT = PowerHolder(6, "mme", "Zoé", "Durand", "instructrice", posts=(Post("caseworker", "bpa", BEFORE),))
PEOPLE = {person.id: person for person in (PREFECT, CHIEF_OF_STAFF, DIRECTOR, HEAD, DEPUTY, AGENT)}

GRANT = Act("video_protection_authorisation", "grant", drafted_by_id=AGENT.id, caseworker_id=AGENT.id)
REFUSAL = replace(GRANT, act_kind="refusal")
CLOSURE = replace(GRANT, procedure_code="administrative_closure_outlet")

DIRECTOR_ORDER = Delegation(
    id=10,
    delegator_id=PREFECT.id,
    delegate_id=DIRECTOR.id,
    order_number="2026/00012",
    signed_on=date(2026, 1, 5),
    published_on=date(2026, 1, 6),
    starts_on=date(2026, 1, 6),
    procedures=("*",),
    act_kinds=("*",),
    may_be_subdelegated=True,
)
HEAD_ORDER = replace(
    DIRECTOR_ORDER,
    id=11,
    delegate_id=HEAD.id,
    order_number="2026/00013",
    procedures=("video_protection_authorisation",),
    act_kinds=("grant", "receipt"),
    may_be_subdelegated=False,
)
DEPUTY_ORDER = replace(
    HEAD_ORDER,
    id=12,
    delegate_id=DEPUTY.id,
    order_number="2026/00014",
    in_absence_only=True,
    stands_in_for_id=HEAD.id,
)
ORDERS = (DIRECTOR_ORDER, HEAD_ORDER, DEPUTY_ORDER)
HEAD_AWAY = Absence(HEAD.id, DAY - timedelta(days=1), DAY + timedelta(days=1), DEPUTY.id)


def facts(*delegations, absences=(), people=None, **changes):
    return SigningFacts({**PEOPLE, **{person.id: person for person in people or ()}}, delegations, absences, **changes)


def refusal_code(answer):
    assert isinstance(answer, Refusal), answer
    assert answer.message.endswith(".")
    return answer.code


def moved(person, on, **post):
    """The same person, whose first post ended on a day; a second one may follow."""
    first = replace(person.posts[0], ends_on=on)
    return replace(person, posts=(first, Post(starts_on=on, **post)) if post else (first,))


@pytest.mark.parametrize(
    ("order_changes", "on", "act", "expected"),
    [
        ({}, DAY, GRANT, None),
        ({"published_on": DAY}, DAY, GRANT, RefusalCode.PUBLISHED_THAT_DAY),
        ({"published_on": DAY}, DAY + timedelta(days=1), GRANT, None),
        ({"published_on": DAY + timedelta(days=1)}, DAY, GRANT, RefusalCode.NOT_PUBLISHED),
        ({"published_on": None}, DAY, GRANT, RefusalCode.NOT_PUBLISHED),
        ({"starts_on": DAY + timedelta(days=1)}, DAY, GRANT, RefusalCode.NOT_STARTED),
        ({"starts_on": DAY}, DAY, GRANT, None),
        ({"ends_on": DAY}, DAY, GRANT, RefusalCode.EXPIRED),
        ({"ends_on": DAY + timedelta(days=1)}, DAY, GRANT, None),
        ({"suspended_from": DAY}, DAY, GRANT, RefusalCode.SUSPENDED),
        ({"suspended_from": DAY + timedelta(days=1)}, DAY, GRANT, None),
        ({"revoked_on": DAY}, DAY, GRANT, RefusalCode.REVOKED),
        ({"revoked_on": DAY + timedelta(days=1)}, DAY, GRANT, None),
        ({}, DAY, CLOSURE, RefusalCode.OUT_OF_SCOPE_PROCEDURE),
        ({}, DAY, REFUSAL, RefusalCode.OUT_OF_SCOPE_ACT_KIND),
        ({"procedures": ("*",)}, DAY, CLOSURE, None),
        ({"act_kinds": ("*",)}, DAY, REFUSAL, None),
        ({}, DAY, replace(GRANT, drafted_by_id=HEAD.id), RefusalCode.OWN_FILE),
        ({}, DAY, replace(GRANT, caseworker_id=HEAD.id), RefusalCode.OWN_FILE),
    ],
)
def test_a_delegation_is_used_only_when_every_condition_holds(order_changes, on, act, expected):
    answer = may_sign(act, HEAD, on, facts(replace(HEAD_ORDER, **order_changes)))
    if expected is None:
        assert isinstance(answer, Power), answer
        assert answer.delegation_id == HEAD_ORDER.id
    else:
        assert refusal_code(answer) is expected


@pytest.mark.parametrize(
    ("people", "absences", "expected"),
    [
        ([replace(HEAD, is_active=False)], (), RefusalCode.INACTIVE_ACCOUNT),
        ([moved(HEAD, DAY)], (), RefusalCode.NO_POSTING),
        ([moved(HEAD, DAY, role="head", unit_code="bprs")], (), RefusalCode.DELEGATE_MOVED),
        ([moved(HEAD, DAY, role="deputy", unit_code="bpa")], (), RefusalCode.DELEGATE_MOVED),
        ([moved(HEAD, DAY, role="head", unit_code="bpa")], (), None),
        ([moved(HEAD, DAY + timedelta(days=1))], (), None),
        ([], (HEAD_AWAY,), RefusalCode.ABSENT),
        ([], (replace(HEAD_AWAY, ends_on=DAY - timedelta(days=1)),), None),
        ([], (replace(HEAD_AWAY, ends_on=DAY),), RefusalCode.ABSENT),
        ([moved(PREFECT, DAY)], (), RefusalCode.DELEGATOR_GONE),
        ([moved(PREFECT, DAY, role="chief_of_staff", unit_code="prefecture")], (), RefusalCode.DELEGATOR_GONE),
        ([replace(PREFECT, is_active=False)], (), RefusalCode.DELEGATOR_GONE),
        ([moved(PREFECT, DAY, role="prefect", unit_code="prefecture")], (), None),
    ],
)
def test_a_delegation_follows_the_people_it_names(people, absences, expected):
    scene = facts(HEAD_ORDER, absences=absences, people=people)
    answer = may_sign(GRANT, scene.holders[HEAD.id], DAY, scene)
    if expected is None:
        assert isinstance(answer, Power), answer
    else:
        assert refusal_code(answer) is expected


def test_all_delegations_of_a_prefect_lapse_the_day_he_leaves_even_with_a_successor():
    successor = PowerHolder(
        7, "mme", "Inès", "Faure", "préfète du Val-de-Marne", posts=(Post("prefect", "prefecture", DAY),)
    )
    scene = facts(*ORDERS, people=[moved(PREFECT, DAY), successor], absences=(HEAD_AWAY,))
    for person in (DIRECTOR, DEPUTY):
        assert refusal_code(may_sign(GRANT, person, DAY, scene)) is RefusalCode.DELEGATOR_GONE
    assert [power.signatory for power in who_may_sign(GRANT, DAY, scene)] == [successor]


def test_a_delegation_does_not_revive_when_its_author_comes_back_after_a_break():
    back = replace(
        PREFECT,
        posts=(
            replace(PREFECT.posts[0], ends_on=date(2026, 1, 20)),
            Post("prefect", "prefecture", date(2026, 2, 20)),
        ),
    )
    assert refusal_code(may_sign(GRANT, HEAD, DAY, facts(HEAD_ORDER, people=[back]))) is RefusalCode.DELEGATOR_GONE


def test_an_order_signed_by_somebody_not_yet_in_office_gives_no_power():
    newcomer = replace(PREFECT, posts=(Post("prefect", "prefecture", date(2026, 2, 1)),))
    assert refusal_code(may_sign(GRANT, HEAD, DAY, facts(HEAD_ORDER, people=[newcomer]))) is RefusalCode.DELEGATOR_GONE


def test_a_person_without_delegation_is_told_so():
    assert refusal_code(may_sign(GRANT, AGENT, DAY, facts(*ORDERS))) is RefusalCode.NO_DELEGATION


def test_a_delegation_for_an_absence_is_closed_while_the_principal_is_present():
    assert refusal_code(may_sign(GRANT, DEPUTY, DAY, facts(*ORDERS))) is RefusalCode.PRINCIPAL_PRESENT


def test_a_delegation_for_an_absence_opens_with_the_absence():
    answer = may_sign(GRANT, DEPUTY, DAY, facts(*ORDERS, absences=(HEAD_AWAY,)))
    assert answer.basis is Basis.ABSENCE
    assert answer.in_absence_of == HEAD
    assert answer.on_behalf_of == PREFECT


def test_a_delegation_for_an_absence_ends_when_the_principal_has_left_for_good():
    scene = facts(*ORDERS, people=[moved(HEAD, DAY)], absences=(HEAD_AWAY,))
    assert refusal_code(may_sign(GRANT, DEPUTY, DAY, scene)) is RefusalCode.PRINCIPAL_GONE


def test_standing_in_gives_the_inbox_and_not_the_signature():
    away = replace(HEAD_AWAY, substitute_id=AGENT.id)
    foreign = replace(GRANT, drafted_by_id=DIRECTOR.id, caseworker_id=DIRECTOR.id)
    answer = may_sign(foreign, AGENT, DAY, facts(*ORDERS, absences=(away,)))
    assert refusal_code(answer) is RefusalCode.NO_DELEGATION


def test_a_substitute_signs_within_the_delegation_held_in_his_own_name():
    away = Absence(DIRECTOR.id, DAY, DAY, HEAD.id)
    scene = facts(*ORDERS, absences=(away,))
    assert may_sign(GRANT, HEAD, DAY, scene).basis is Basis.DELEGATION
    assert refusal_code(may_sign(REFUSAL, HEAD, DAY, scene)) is RefusalCode.OUT_OF_SCOPE_ACT_KIND


def test_four_eyes_can_be_switched_off():
    own = replace(GRANT, drafted_by_id=HEAD.id)
    assert isinstance(may_sign(own, HEAD, DAY, facts(HEAD_ORDER, four_eyes=False)), Power)


def test_the_prefect_signs_what_he_prepared_since_the_power_is_his_own():
    own = replace(GRANT, drafted_by_id=PREFECT.id)
    answer = may_sign(own, PREFECT, DAY, facts())
    assert (answer.basis, answer.delegation, answer.visas) == (Basis.OWN, None, ())
    assert answer.signature_block == "Le préfet du Val-de-Marne"


def test_an_absent_prefect_does_not_sign():
    scene = facts(absences=(Absence(PREFECT.id, DAY, DAY),))
    assert refusal_code(may_sign(GRANT, PREFECT, DAY, scene)) is RefusalCode.ABSENT


SUBSTITUTION = replace(
    DIRECTOR_ORDER,
    id=20,
    delegate_id=CHIEF_OF_STAFF.id,
    order_number="2026/00009",
    in_absence_only=True,
    stands_in_for_id=PREFECT.id,
)


def test_the_absent_prefect_is_replaced_by_substitution():
    answer = may_sign(CLOSURE, CHIEF_OF_STAFF, DAY, facts(SUBSTITUTION, absences=(Absence(PREFECT.id, DAY, DAY),)))
    assert answer.basis is Basis.SUBSTITUTION
    assert answer.signature_block == "Pour le préfet absent et par suppléance,\nLe directeur de cabinet"
    assert answer.visa == (
        "Vu l'arrêté préfectoral n° 2026/00009 du 5 janvier 2026 chargeant M. Hugo Lenoir, directeur de cabinet, "
        "de la suppléance du préfet du Val-de-Marne ;"
    )
    assert refusal_code(may_sign(CLOSURE, CHIEF_OF_STAFF, DAY, facts(SUBSTITUTION))) is RefusalCode.PRINCIPAL_PRESENT


def test_the_block_and_the_visa_speak_french():
    answer = may_sign(GRANT, DIRECTOR, DAY, facts(*ORDERS))
    assert answer.signature_block == "Pour le préfet et par délégation,\nLa directrice des Sécurités"
    assert answer.visa == (
        "Vu l'arrêté préfectoral n° 2026/00012 du 5 janvier 2026 portant délégation de signature à "
        "Mme Claire Martin, directrice des Sécurités ;"
    )
    assert answer.signatory_name == "Claire Martin"


@pytest.mark.parametrize(
    ("civility", "title", "expected"),
    [
        ("mme", "directrice des Sécurités", "Pour la directrice des Sécurités absente,"),
        ("mme", "Directeur des Sécurités", "Pour le directeur des Sécurités absent,"),
        ("m", "directeur des Sécurités", "Pour le directeur des Sécurités absent,"),
        ("mme", "adjointe au directeur", "Pour l'adjointe au directeur absente,"),
        ("mme", "attachée principale", "Pour l'attachée principale absente,"),
        ("mme", "secrétaire générale", "Pour la secrétaire générale absente,"),
        ("m", "secrétaire général", "Pour le secrétaire général absent,"),
    ],
)
def test_the_block_names_the_absent_in_the_gender_of_the_quality(civility, title, expected):
    principal = replace(DIRECTOR, civility=civility, title=title)
    order = replace(DEPUTY_ORDER, stands_in_for_id=DIRECTOR.id)
    scene = facts(order, people=[principal], absences=(Absence(DIRECTOR.id, DAY, DAY),))
    assert may_sign(GRANT, DEPUTY, DAY, scene).signature_block.splitlines() == [
        "Pour le préfet et par délégation,",
        expected,
        "L'adjointe au chef du bureau des polices administratives",
    ]


def test_the_block_is_written_for_a_woman_prefect_too():
    prefect = replace(PREFECT, civility="mme", title="préfète du Val-de-Marne")
    answer = may_sign(GRANT, HEAD, DAY, facts(HEAD_ORDER, people=[prefect]))
    assert answer.signature_block.startswith("Pour la préfète et par délégation,")


SUBDELEGATION = replace(
    HEAD_ORDER, id=30, delegator_id=DIRECTOR.id, order_number="2026/00040", starts_on=date(2026, 2, 1)
)


def test_a_sub_delegation_cites_both_orders_and_signs_for_the_prefect():
    answer = may_sign(GRANT, HEAD, DAY, facts(DIRECTOR_ORDER, SUBDELEGATION))
    assert answer.on_behalf_of == PREFECT
    assert [visa.split(" du ")[0] for visa in answer.visas] == [
        "Vu l'arrêté préfectoral n° 2026/00012",
        "Vu l'arrêté n° 2026/00040",
    ]
    assert "portant subdélégation de signature à M. Karim Benali" in answer.visas[1]


@pytest.mark.parametrize(
    "source_changes",
    [
        {"may_be_subdelegated": False},
        {"revoked_on": DAY},
        {"suspended_from": DAY},
        {"published_on": DAY},
        {"procedures": ("administrative_closure_outlet",)},
        {"act_kinds": ("refusal",)},
        {"in_absence_only": True, "stands_in_for_id": CHIEF_OF_STAFF.id},
    ],
)
def test_nobody_passes_on_a_power_that_he_does_not_hold(source_changes):
    scene = facts(replace(DIRECTOR_ORDER, **source_changes), SUBDELEGATION)
    assert refusal_code(may_sign(GRANT, HEAD, DAY, scene)) is RefusalCode.NOT_SUBDELEGABLE


def test_a_sub_delegation_survives_the_absence_of_its_author_and_not_the_departure():
    away = Absence(DIRECTOR.id, DAY, DAY)
    assert isinstance(may_sign(GRANT, HEAD, DAY, facts(DIRECTOR_ORDER, SUBDELEGATION, absences=(away,))), Power)
    gone = facts(DIRECTOR_ORDER, SUBDELEGATION, people=[moved(DIRECTOR, DAY)])
    assert refusal_code(may_sign(GRANT, HEAD, DAY, gone)) is RefusalCode.DELEGATOR_GONE


def test_the_permanent_power_is_preferred_then_the_narrowest():
    wide = replace(HEAD_ORDER, id=40, procedures=("*",), act_kinds=("*",), starts_on=date(2026, 2, 1))
    occasional = replace(HEAD_ORDER, id=41, in_absence_only=True, stands_in_for_id=DIRECTOR.id)
    scene = facts(occasional, wide, HEAD_ORDER, absences=(Absence(DIRECTOR.id, DAY, DAY),))
    assert may_sign(GRANT, HEAD, DAY, scene).delegation_id == HEAD_ORDER.id
    assert may_sign(REFUSAL, HEAD, DAY, scene).delegation_id == wide.id


def test_the_reason_given_is_the_nearest_to_a_power():
    out_of_scope = replace(HEAD_ORDER, id=50, procedures=("firework",))
    today = replace(HEAD_ORDER, id=51, published_on=DAY)
    expired = replace(HEAD_ORDER, id=52, ends_on=DAY)
    answer = may_sign(GRANT, HEAD, DAY, facts(out_of_scope, today, expired))
    assert refusal_code(answer) is RefusalCode.PUBLISHED_THAT_DAY
    assert "3 mars 2026" in answer.message


def test_signatories_are_proposed_from_the_nearest_to_the_file():
    scene = facts(*ORDERS, absences=())
    assert [power.signatory.id for power in who_may_sign(GRANT, DAY, scene)] == [HEAD.id, DIRECTOR.id, PREFECT.id]
    assert [power.signatory.id for power in who_may_sign(REFUSAL, DAY, scene)] == [DIRECTOR.id, PREFECT.id]


def test_the_reasons_are_ranked_in_the_order_in_which_they_are_checked():
    ranks = [CLOSENESS[code] for code, _ in CHECKS]
    assert ranks == sorted(ranks)


def test_a_delegation_says_by_itself_whether_it_is_in_force():
    assert is_in_force(HEAD_ORDER, DAY, facts(HEAD_ORDER)) is None
    assert is_in_force(DEPUTY_ORDER, DAY, facts(DEPUTY_ORDER)).code is RefusalCode.PRINCIPAL_PRESENT


@pytest.mark.parametrize(("day", "text"), [(date(2026, 3, 1), "1er mars 2026"), (date(2026, 8, 15), "15 août 2026")])
def test_dates_are_written_out(day, text):
    assert french_date(day) == text


days = st.dates(DAY - timedelta(days=4), DAY + timedelta(days=4))
holders = st.sampled_from([DIRECTOR.id, HEAD.id, DEPUTY.id, AGENT.id])


def mostly(usual, *others):
    """A sound fact three times out of four, so that powers and each kind of refusal are both met often."""
    return st.integers(0, 3).flatmap(lambda number: st.one_of(*others) if number == 3 else st.just(usual))


@st.composite
def delegations(draw):
    delegator = draw(mostly(PREFECT.id, st.sampled_from([DIRECTOR.id, CHIEF_OF_STAFF.id])))
    delegate = draw(holders.filter(lambda person: person != delegator))
    in_absence_only = draw(st.booleans())
    return Delegation(
        id=draw(st.integers(1, 10_000)),
        delegator_id=delegator,
        delegate_id=delegate,
        order_number="2026/00099",
        signed_on=draw(mostly(DIRECTOR_ORDER.signed_on, days)),
        published_on=draw(mostly(DIRECTOR_ORDER.published_on, st.none(), days)),
        starts_on=draw(mostly(DIRECTOR_ORDER.starts_on, days)),
        ends_on=draw(mostly(None, days)),
        procedures=draw(mostly(("*",), st.sampled_from([(GRANT.procedure_code,), ("other",)]))),
        act_kinds=draw(mostly(("*",), st.sampled_from([("grant",), ("refusal",)]))),
        in_absence_only=in_absence_only,
        stands_in_for_id=draw(st.sampled_from(list(PEOPLE))) if in_absence_only else None,
        may_be_subdelegated=draw(st.booleans()),
        suspended_from=draw(mostly(None, days)),
        revoked_on=draw(mostly(None, days)),
    )


@st.composite
def scenes(draw):
    people = []
    for person in PEOPLE.values():
        post = replace(person.posts[0], starts_on=draw(mostly(BEFORE, days)))
        left = draw(mostly(None, days))
        if left is not None and left > post.starts_on:
            post = replace(post, ends_on=left)
        people.append(replace(person, posts=(post,), is_active=draw(st.integers(0, 19)) != 7))
    absences = tuple(
        Absence(person, first, first + timedelta(days=draw(st.integers(0, 4))))
        for person, first in draw(st.lists(st.tuples(st.sampled_from(list(PEOPLE)), days), max_size=2))
    )
    return SigningFacts(
        {person.id: person for person in people},
        tuple(draw(st.lists(delegations(), min_size=1, max_size=5))),
        absences,
        four_eyes=draw(st.booleans()),
    )


def blocking_facts(power, act, on, scene):
    """Every fact that should have forbidden this power, found without the code under test."""
    person, order = power.signatory, power.delegation
    in_office = {
        holder.id: any(
            post.starts_on <= on and (post.ends_on is None or on < post.ends_on) for post in holder.posts
        ) and holder.is_active
        for holder in scene.holders.values()
    }  # fmt: skip
    away = {absence.staff_id for absence in scene.absences if absence.starts_on <= on <= absence.ends_on}
    found = []
    if not in_office[person.id] or person.id in away:
        found.append("signatory out of office")
    if order is None:
        return found + ([] if person.id == PREFECT.id else ["own power without being the prefect"])
    if order.delegate_id != person.id:
        found.append("order of somebody else")
    if not in_office[order.delegator_id]:
        found.append("delegator gone")
    if order.published_on is None or order.published_on >= on:
        found.append("not opposable")
    if order.starts_on > on or (order.ends_on is not None and order.ends_on <= on):
        found.append("out of its dates")
    if any(day is not None and day <= on for day in (order.suspended_from, order.revoked_on)):
        found.append("suspended or revoked")
    if not ({"*", act.procedure_code} & set(order.procedures) and {"*", act.act_kind} & set(order.act_kinds)):
        found.append("out of scope")
    if order.in_absence_only and order.stands_in_for_id not in away:
        found.append("principal present")
    if scene.four_eyes and person.id in (act.drafted_by_id, act.caseworker_id):
        found.append("own file")
    if order.delegator_id != PREFECT.id and len(power.visas) != 2:
        found.append("sub-delegation without its source")
    return found


@settings(max_examples=600, deadline=None)
@given(scene=scenes(), on=days, drafter=mostly(None, holders), kind=st.sampled_from(["grant", "refusal"]))
def test_no_power_is_ever_given_while_a_fact_forbids_it(scene, on, drafter, kind):
    act = Act(GRANT.procedure_code, kind, drafted_by_id=drafter)
    allowed = []
    for person in scene.holders.values():
        answer = may_sign(act, person, on, scene)
        if isinstance(answer, Power):
            allowed.append(person.id)
            assert blocking_facts(answer, act, on, scene) == []
            assert answer.on_behalf_of.id == PREFECT.id
            assert answer.signature_block
        else:
            assert answer.message.endswith(".")
    assert sorted(power.signatory.id for power in who_may_sign(act, on, scene)) == sorted(allowed)


@settings(max_examples=200, deadline=None)
@given(scene=scenes(), on=days)
def test_adding_an_absence_of_the_signatory_always_takes_the_power_away(scene, on):
    for person in scene.holders.values():
        away = replace(scene, absences=(*scene.absences, Absence(person.id, on, on)))
        assert isinstance(may_sign(GRANT, person, on, away), Refusal)
