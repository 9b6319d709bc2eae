"""Each rule of the specification of road safety has a test that bears its number."""

import re
from pathlib import Path

import pytest

# How many rules there are of each family.
RULES = {"DGO": 4, "PDASR": 8, "IDSR": 10, "MAT": 7, "DOC": 4, "EDU": 2, "ACC": 7, "CDSR": 2, "AGR": 6, "SUS": 10}
NUMBER = re.compile(rf"(?<![A-Z])({'|'.join(RULES)})_(\d\d)(?!\d)")


@pytest.fixture(scope="module")
def tested() -> set[str]:
    names: set[str] = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE):
            names |= {f"{family}-{number}" for family, number in NUMBER.findall(name.upper())}
    return names


@pytest.mark.parametrize("family", RULES)
def test_each_rule_has_its_test(tested, family):
    wanted = {f"{family}-{number:02d}" for number in range(1, RULES[family] + 1)}
    assert wanted <= tested
    assert {name for name in tested if name.startswith(f"{family}-")} == wanted
