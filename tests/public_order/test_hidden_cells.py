"""Somebody who reads every page, file and API answer, and adds and subtracts all he read, finds no hidden cell.

He knows nothing of the code: he gathers the cells and the sums that are shown, writes them as equations on the cells
that are not, and looks for those that the equations determine. Against a file without secondary secrecy, he succeeds.
"""

import re
from collections.abc import Iterable
from datetime import date
from random import Random

import numpy
import pytest
import time_machine
from django.urls import reverse

from directorate.territory.models import Commune
from directorate.territory.operations import load_department
from public_order.statistics.models import SeriesValue
from public_order.statistics.queries import published_cells
from tests.lists import export, lines_of, text_of
from tests.people import paris
from tests.public_order.stat_world import HEADINGS, communal_line, in_force

AT = paris(2026, 6, 24)
ABLON = "94001"
# label, code, communes that the file hides; the sheet of the spec gives the first (W2b): Ablon alone in its part.
CASES = (
    ("Vols violents sans arme", "vols-violents", (ABLON,)),
    ("Destructions et dégradations volontaires", "degradations", (ABLON, "94053")),
    ("Vols avec armes", "vols-armes", (ABLON, "94053", "94056", "94015")),
)
Sums = list[tuple[frozenset[str], int]]


def truth_of(label: str, hidden: Iterable[str]) -> dict[str, int]:
    random = Random(label)
    return {
        town: random.randint(1, 3) if town in hidden else random.randint(6, 400)
        for town in sorted(Commune.objects.values_list("pk", flat=True))
    }


def communal_file(truths, hidden_of) -> str:
    lines = [";".join(f'"{name}"' for name in HEADINGS)]
    for label, truth in truths.items():
        hidden = hidden_of[label]
        mean = sum(truth[one] for one in hidden) / len(hidden)
        for town, count in truth.items():
            rate = f"{count / 30:.4f}".replace(".", ",")
            told = ("NA", "NA", "ndiff") if town in hidden else (str(count), rate, "diff")
            lines.append(communal_line(town, label, *told, "30000", "12000", f"{mean:.4f}".replace(".", ","), "0,1"))
    return "\n".join(lines) + "\n"


def departmental_file(truths) -> str:
    lines = ["Code_departement;Code_region;annee;indicateur;unite_de_compte;nombre;taux_pour_mille;insee_pop"]
    lines += [f"94;11;2024;{label};Infraction;{sum(truth.values())};1,5;1426929" for label, truth in truths.items()]
    return "\n".join(lines) + "\n"


def recovered(unknown: Iterable[str], sums: Sums, known: dict[str, int]) -> dict[str, int]:
    """The hidden cells that the equations determine, with what the reader then believes."""
    names = sorted(unknown)
    rows, right = [], []
    for members, total in sums:
        rest = members - known.keys()
        if rest and rest <= set(names):
            rows.append([float(name in rest) for name in names])
            right.append(total - sum(known[one] for one in members if one in known))
    if not rows:
        return {}
    matrix = numpy.array(rows)
    _, sizes, turned = numpy.linalg.svd(matrix)
    rank = int((sizes > 1e-9).sum())
    free = turned[rank:]
    found = numpy.linalg.lstsq(matrix, numpy.array(right), rcond=None)[0]
    fixed = [not len(free) or abs(free[:, place]).max() < 1e-9 for place in range(len(names))]
    return {name: round(found[place]) for place, name in enumerate(names) if fixed[place]}


def everything_read(client, code: str) -> tuple[dict[str, int], Sums, str]:
    """Cells by commune, sums by the communes they cover, and all the text that went by."""
    towns = frozenset(Commune.objects.values_list("pk", flat=True))
    cells: dict[str, int] = {}
    sums: Sums = []
    text = []
    address = f"/api/v1/crime-series/?indicator={code}&year=2024"
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.content[:300]
        page = answer.json()
        text.append(answer.content.decode())
        for row in page["results"]:
            if row["count"] is None:
                continue
            if row["territory_kind"]["code"] == "com":
                cells[row["territory"]] = row["count"]
            elif row["territory"] == "94":
                sums.append((towns, row["count"]))
        address = page.get("next")
    file = text_of(export(client, "crime-figures", f"indicator={code}&year=2024&columns=code"))
    text.append(file)
    names = dict(Commune.objects.values_list("name", "pk"))
    for line in lines_of(file)[1:]:
        town = next((names[one] for one in line if one in names), "")
        count = next((one for one in line if one.isdigit() and one not in ("2024",) and len(one) < 5), "")
        if town and count:
            assert cells.get(town, int(count)) == int(count)
            cells[town] = int(count)
    parts = {
        "arrondissement": dict(Commune.objects.values_list("pk", "arrondissement__name")),
        "territoire": dict(Commune.objects.values_list("pk", "public_territory")),
    }
    for part, owner in parts.items():
        answer = client.get(reverse("public_order:crime-board") + f"?indicateur={code}&annee=2024&perimetre={part}")
        assert answer.status_code == 200
        page = answer.content.decode()
        text.append(page)
        shown = re.findall(
            r'<tr><th scope="row">([^<]+)</th><td class="number">\d+</td><td class="number">\d+</td>'
            r'<td class="number">([\d\s\u202f\u00a0]+)</td></tr>',
            page,
        )
        for name, total in shown:
            plain = name.replace("&#x27;", "'")
            members = frozenset(one for one, mine in owner.items() if mine == plain)
            sums.append((members, int(re.sub(r"\D", "", total))))
        for name, count in re.findall(r"<title>([^<:]+) : ([\d\u202f]+) \(", page):
            town = names.get(name.replace("&#x27;", "'").strip())
            if town:
                cells.setdefault(town, int(count.replace("\u202f", "")))
    answer = client.get(reverse("public_order:crime-funnel") + f"?indicateur={code}&annee=2024")
    assert answer.status_code == 200
    text.append(answer.content.decode())
    for name, count in re.findall(r"<title>([^<:]+) : (\d+) pour \d+ attendus", text[-1]):
        cells.setdefault(names[name.replace("&#x27;", "'")], int(count))
    for query in ("", f"&territory={ABLON}", "&kind=com"):
        rows = client.get(f"/api/v1/crime-chronology/?rhythm=y{query}")
        assert rows.status_code == 400 or not [
            one for one in rows.json()["results"] if one["territory_kind"]["code"] == "com"
        ]
    for town in towns:
        asked = f"indicators={code}&territory_kind=com&territory={town}&year=2024"
        total = client.get(f"/api/v1/crime-totals/?{asked}").json()["results"][0]["total"]
        if total is not None:
            cells.setdefault(town, total)
    return cells, sums, "\n".join(text)


@pytest.fixture()
def reader(client, house):
    load_department()
    client.force_login(house.director)
    with time_machine.travel(AT, tick=False):
        yield client


@pytest.fixture()
def truths(reader):
    return {label: truth_of(label, hidden) for label, _, hidden in CASES}


def test_a_file_without_secondary_secrecy_gives_its_cell_away(truths):
    """The reader of this test is a good one."""
    label, _, hidden = CASES[0]
    truth = truths[label]
    known = {town: count for town, count in truth.items() if town not in hidden}
    assert recovered(hidden, [(frozenset(truth), sum(truth.values()))], known) == {ABLON: truth[ABLON]}


@pytest.mark.parametrize("order", ["communes first", "departments first"])
def test_sec_01_sec_03_no_hidden_cell_is_found_again(reader, house, truths, order):
    hidden_of = {label: set(hidden) for label, _, hidden in CASES}
    files = [("communes.csv", communal_file(truths, hidden_of)), ("departements.csv", departmental_file(truths))]
    for rank, file in enumerate(files if order == "communes first" else files[::-1]):
        in_force(house.director, file, at=AT, label=f"Essai {rank}")
    for label, code, hidden in CASES:
        cells, sums, text = everything_read(reader, code)
        unknown = truths[label].keys() - cells.keys()
        assert len(cells) + len(hidden) + 1 >= len(truths[label]) and sums, "he read much"
        assert set(hidden) <= unknown and len(unknown) >= 2
        assert all(truths[label][town] == count for town, count in cells.items())
        assert recovered(unknown, sums, cells) == {}
        assert sum(truths[label][town] for town in unknown) > 5
        assert "complement" not in text


def test_sec_03_two_editions_give_no_more_than_one(reader, house, truths):
    """The second edition corrects one commune: what was hidden beside stays hidden, and no old value comes back."""
    label, code, hidden = CASES[0]
    hidden_of = {name: set(one) for name, _, one in CASES}
    by = house.director
    in_force(by, ("departements.csv", departmental_file(truths)), label="Départements")
    in_force(by, ("communes.csv", communal_file(truths, hidden_of)), label="Première")
    first, sums_then, _ = everything_read(reader, code)
    # What was the smallest is no longer: a new choice would show what the first edition hid.
    beside = next(iter(truths[label].keys() - first.keys() - set(hidden)))
    smaller = next(town for town in first if town != beside)
    corrected = {**truths, label: {**truths[label], smaller: 1 + truths[label][hidden[0]] % 3 + 6}}
    in_force(by, ("communes.csv", communal_file(corrected, hidden_of)), label="Seconde", produced_on=date(2026, 3, 1))
    second, sums_now, _ = everything_read(reader, code)
    assert beside not in second and hidden[0] not in second
    both = {town: count for town, count in {**first, **second}.items() if first.get(town, count) == count}
    assert recovered(truths[label].keys() - both.keys(), sums_then + sums_now, both) == {}


def test_sec_03_a_cell_that_the_second_edition_publishes_does_not_show_the_first(reader, house):
    """The first hides Ablon and another one, the second Ablon alone: hiding a third would give Ablon by difference."""
    label, code, _ = CASES[0]
    truth = {town: 30 for town in Commune.objects.values_list("pk", flat=True)}
    truth |= {ABLON: 3, "94053": 15, "94056": 9}
    by, truths = house.director, {label: truth}
    in_force(by, ("departements.csv", departmental_file(truths)), label="Départements")
    in_force(by, ("communes.csv", communal_file(truths, {label: {ABLON, "94053"}})), label="Première")
    first, sums_then, _ = everything_read(reader, code)
    in_force(by, ("c.csv", communal_file(truths, {label: {ABLON}})), label="Seconde", produced_on=date(2026, 3, 1))
    second, sums_now, _ = everything_read(reader, code)
    both = first | second
    assert truth.keys() - both.keys() == {ABLON, "94053"}
    assert recovered(truth.keys() - both.keys(), sums_then + sums_now, both) == {}


def test_sec_03_a_communal_base_alone_is_protected_from_the_total_that_others_hold(reader, house, truths):
    label, code, hidden = CASES[0]
    hidden_of = {name: set(one) for name, _, one in CASES}
    in_force(house.director, ("communes.csv", communal_file(truths, hidden_of)), label="Communes")
    cells, sums, _ = everything_read(reader, code)
    unknown = truths[label].keys() - cells.keys()
    assert set(hidden) < unknown
    public = [(frozenset(truths[label]), sum(truths[label].values()))]
    assert recovered(unknown, sums + public, cells) == {}


def test_sec_03_a_whole_less_its_other_part_gives_no_hidden_part(reader, house):
    """40 blows and wounds of which 36 in the family: the 4 others are hidden, so one of the two goes."""
    labels = {
        "Coups et blessures volontaires": 40,
        "Violences physiques intrafamiliales": 36,
        "Violences physiques hors cadre familial": 4,
    }
    towns = sorted(Commune.objects.values_list("pk", flat=True))
    truths = {label: {town: 40 + 9 * rank for town in towns} for rank, label in enumerate(labels)}
    for label, count in labels.items():
        truths[label][ABLON] = count
    hidden_of = {label: {"94053"} for label in labels} | {"Violences physiques hors cadre familial": {ABLON, "94053"}}
    file = communal_file(truths, hidden_of)
    in_force(house.director, ("departements.csv", departmental_file(truths)), label="Départements")
    in_force(house.director, ("communes.csv", file), label="Communes")
    shown = published_cells().filter(territory_kind="com", count__isnull=False)
    known = {
        code: set(shown.filter(indicator__code=code).values_list("territory", flat=True))
        for code in ("coups-blessures", "violences-intrafam", "violences-hors-famille")
    }
    for town in towns:
        assert sum(town not in cells for cells in known.values()) != 1, town
    assert ABLON not in known["violences-hors-famille"]


def test_sec_03_an_edition_that_hides_more_takes_its_former_value_away(reader, house, truths):
    label, code, _ = CASES[2]
    hidden_of = {name: set(one) for name, _, one in CASES}
    by = house.director
    in_force(by, ("communes.csv", communal_file(truths, hidden_of)), label="Première")
    assert "94028" in everything_read(reader, code)[0]
    hidden_of[label] = {*hidden_of[label], "94028"}
    in_force(by, ("c.csv", communal_file(truths, hidden_of)), label="Seconde", produced_on=date(2026, 3, 1))
    cells, _, _ = everything_read(reader, code)
    assert "94028" not in cells


def test_sec_01_the_mean_of_hidden_cells_is_shown_nowhere(reader, house, truths):
    label, code, hidden = CASES[1]
    hidden_of = {name: set(one) for name, _, one in CASES}
    in_force(house.director, ("communes.csv", communal_file(truths, hidden_of)))
    mean = sum(truths[label][one] for one in hidden) / len(hidden)
    _, _, text = everything_read(reader, code)
    sheet = reader.get(reverse("public_order:crime-commune", args=[hidden[0]])).content.decode()
    for written in (f"{mean:.4f}", f"{mean:.4f}".replace(".", ",")):
        assert written not in text + sheet
    assert "Masqué" in sheet
    row = SeriesValue.objects.get(indicator__code=code, territory=hidden[0])
    assert (row.value, row.rate) == (None, None)


def test_sec_04_internal_counts_are_not_in_the_published_set(reader, house):
    sheet = "Index;libellé index;2026_03\n7;Coups;200\n"
    batch = in_force(house.director, ("94.csv", sheet), reliability="provisional", produced_on=date(2026, 4, 7))
    SeriesValue.objects.filter(edition__batch=batch).update(diffusion="i")
    batch.editions.update(source="dtsp_4001")
    assert reader.get("/api/v1/crime-series/").json()["results"] == []
    assert len(reader.get("/api/v1/crime-months/").json()["results"]) == 1
    reader.force_login(house.administrator)
    assert reader.get("/api/v1/crime-months/").status_code == 403
    assert reader.get("/api/v1/crime-series/").status_code == 403
