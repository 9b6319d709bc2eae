"""Who is competent: every statutory rule, local rules in their order, and the trace."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civil_protection.safety_commissions.competence import (
    DEPARTMENT,
    DOMAINS,
    EXCLUSIVE,
    Facts,
    Rule,
    competent,
    rule_problem,
)

CRETEIL = Rule("communale-creteil", "Créteil, 2e à 5e sans sommeil", "arrêté 1", commune="94028",
               categories=frozenset({2, 3, 4, 5}), sleeping=False)  # fmt: skip
HOTELS = Rule("arrondissement", "hôtels", "arrêté 2", arrondissement="942", types=frozenset({"O"}),
              categories=frozenset({3, 4, 5}), sleeping=True)  # fmt: skip
RULES = (CRETEIL, HOTELS)
SHOP = Facts(commune="94028", arrondissement="942", type="M", category=3)


@pytest.mark.parametrize(
    ("facts", "commission", "exclusive", "words"),
    [
        (SHOP, "communale-creteil", False, "Créteil"),
        (replace(SHOP, category=5), "communale-creteil", False, "Créteil"),
        (replace(SHOP, category=1), DEPARTMENT, True, "1re catégorie"),
        (replace(SHOP, high_rise=True), DEPARTMENT, True, "grande hauteur"),
        (replace(SHOP, type="GH", category=None), DEPARTMENT, True, "grande hauteur"),
        (replace(SHOP, derogation=True), DEPARTMENT, True, "Dérogation"),
        (replace(SHOP, type="PS", vehicles=1_001), DEPARTMENT, True, "1000 véhicules"),
        (replace(SHOP, type="PS", vehicles=1_000), "communale-creteil", False, "Créteil"),
        (replace(SHOP, sleeping=True), DEPARTMENT, False, "Aucune règle locale"),
        (replace(SHOP, sleeping=True, type="O"), "arrondissement", False, "hôtels"),
        (replace(SHOP, sleeping=True, type="O", category=2), DEPARTMENT, False, "Aucune règle locale"),
        (replace(SHOP, commune="94041"), DEPARTMENT, False, "Aucune règle locale"),
        (replace(SHOP, commune="94041", sleeping=True, type="O"), "arrondissement", False, "hôtels"),
        (replace(SHOP, arrondissement="943", commune="94038", sleeping=True, type="O"), DEPARTMENT, False, "Aucune"),
        (replace(SHOP, category=None), DEPARTMENT, False, "Aucune règle locale"),
        *((replace(SHOP, domain=name), row[0], True, row[1]) for name, row in DOMAINS.items()),
    ],
)  # fmt: skip
def test_the_competent_commission_says_why(facts, commission, exclusive, words):
    verdict = competent(facts, RULES)
    assert (verdict.commission, verdict.exclusive) == (commission, exclusive)
    assert words in verdict.because.words
    assert verdict.because.decided
    assert [step.decided for step in verdict.trace[:-1]] == [False] * (len(verdict.trace) - 1)
    assert all(step.source for step in verdict.trace)


def test_the_first_rule_that_fits_decides():
    other = replace(CRETEIL, commission="autre", label="autre")
    assert competent(SHOP, (other, CRETEIL)).commission == "autre"
    assert competent(SHOP, (CRETEIL, other)).commission == "communale-creteil"
    assert len(competent(SHOP, (HOTELS, CRETEIL)).trace) == 3


any_facts = st.builds(
    Facts,
    commune=st.sampled_from(["94028", "94041"]),
    arrondissement=st.sampled_from(["942", "943"]),
    type=st.sampled_from(["M", "O", "GH", "PS", "L"]),
    category=st.sampled_from([None, 1, 2, 3, 4, 5]),
    sleeping=st.booleans(),
    high_rise=st.booleans(),
    derogation=st.booleans(),
    vehicles=st.sampled_from([None, 250, 1_000, 1_001]),
)
any_rule = st.builds(
    Rule,
    commission=st.sampled_from(["a", "b"]),
    label=st.just("règle"),
    source=st.just("arrêté"),
    commune=st.sampled_from(["", "94028"]),
    types=st.frozensets(st.sampled_from(["M", "O", "GH"])),
    categories=st.frozensets(st.integers(1, 5)),
    sleeping=st.sampled_from([None, True, False]),
)


@given(facts=any_facts, rules=st.lists(any_rule, max_size=4))
def test_no_local_rule_takes_what_only_the_department_hears(facts, rules):
    verdict = competent(facts, rules)
    if any(holds(facts) for _, _, holds in EXCLUSIVE):
        assert (verdict.commission, verdict.exclusive) == (DEPARTMENT, True)
    assert verdict.commission in {DEPARTMENT, *(rule.commission for rule in rules)}
    assert competent(facts, [*rules, CRETEIL]).trace[: len(verdict.trace) - 1] == verdict.trace[:-1]


@pytest.mark.parametrize(
    ("rule", "refused"),
    [
        (CRETEIL, False),
        (replace(CRETEIL, categories=frozenset({1, 2})), True),
        (replace(CRETEIL, categories=frozenset()), True),
        (replace(CRETEIL, types=frozenset({"GH"})), True),
        (replace(CRETEIL, commission=DEPARTMENT, categories=frozenset()), False),
    ],
)
def test_a_local_rule_leaves_the_department_its_own(rule, refused):
    assert bool(rule_problem(rule, (DEPARTMENT,))) is refused


def test_facts_without_a_category_go_to_the_department():
    assert competent(Facts(), ()).commission == DEPARTMENT
