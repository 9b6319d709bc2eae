"""Only data says which department this is: another one brings its own (architecture, section 6, principle 15)."""

import ast
import json
import re

import pytest
from django.conf import settings

from directorate.territory.department import HOME, read_department
from directorate.territory.operations import load_department
from tests.architecture.source import ROOT, SERVICES, Module, modules

# What is invented for show is of one department, like its people.
SHOWN = re.compile(r"^\w+\.(\w+\.)*(stories\b|demonstration\b|\w+_stories\b)")
WORDS = json.loads((settings.DEPARTMENT_FOLDER / "department.json").read_text(encoding="utf-8"))
NAMES = {HOME.name, HOME.assizes["seat"], *HOME.partners.values(), HOME.bodies["fire_service"], "BSPP"}
OURS = re.compile(
    rf"(?<![\w/.-]){HOME.code}(\d{{3}})?(?![\w/.-])|" + "|".join(rf"\b{re.escape(str(name))}\b" for name in NAMES)
)


def judged(name: str) -> bool:
    """Whatever a service holds, but the people and places invented for show."""
    service = name.partition(".")[0]
    return service in SERVICES and not SHOWN.match(name)


def texts(module: Module):
    """The character strings of the code: neither docstrings nor comments."""
    told = {
        id(node.body[0].value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node


def test_no_procedure_writes_the_department_in_its_code():
    found = [
        f"{module.at(node)} {node.value!r}"
        for module in modules()
        if judged(module.name)
        for node in texts(module)
        if OURS.search(node.value)
    ]
    assert not found, "\n".join(found)


def test_no_letter_writes_the_department_in_its_template():
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((ROOT / "templates" / "letters").rglob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if OURS.search(line)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("text", ["94", "94028", "ars-94", "Cour d'assises du Val-de-Marne", "à Créteil", "BSPP"])
def test_the_search_knows_the_department_under_all_its_names(text):
    assert OURS.search(text)


@pytest.mark.parametrize("text", ["1994", "940", "n° 94-1", "Décret 94/12", "194028", "ars-940"])
def test_the_search_leaves_other_numbers_alone(text):
    assert not OURS.search(text)


@pytest.mark.django_db
def test_another_department_is_loaded_from_its_own_folder(tmp_path):
    other = {**WORDS, "code": "19", "name": "Corrèze", "of": "de la Corrèze", "arrondissements": {"191": "BRI"}}
    (tmp_path / "department.json").write_text(json.dumps(other), encoding="utf-8")
    (tmp_path / "contours.json").write_text('{"communes": {}, "arrondissements": {}}', encoding="utf-8")
    (tmp_path / "communes.csv").write_text(
        "code_insee;nom;code_arrondissement;nom_arrondissement;siren_ept;nom_ept;siren_commune;codes_postaux;"
        "population;lon;lat\n19031;Brive-la-Gaillarde;191;Brive;;;211903101;19100;46916;1.5332;45.1583\n",
        encoding="utf-8",
    )
    assert read_department(tmp_path).of == "de la Corrèze"
    assert load_department(folder=tmp_path) == 1


def test_a_file_that_lacks_a_line_stops_the_start(tmp_path):
    lacking = {name: value for name, value in WORDS.items() if name != "prosecutor"}
    (tmp_path / "department.json").write_text(json.dumps(lacking), encoding="utf-8")
    with pytest.raises(TypeError, match="prosecutor"):
        read_department(tmp_path)
