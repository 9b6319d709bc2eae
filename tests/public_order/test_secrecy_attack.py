"""An attack on the secrecy by whoever reads everything: canaries in what is hidden, a solver on what is shown (B1.4).

Each value that is hidden beside another one is a number found nowhere else: met in any answer, it has leaked. What is
shown of all indicators together is then a linear system, with its bounds: no hidden cell may come out of it.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

import numpy
import pytest
import time_machine
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from directorate.documents.pdf_text import text_of_pdf
from directorate.territory.models import Commune
from directorate.territory.operations import load_department
from public_order.statistics import hiding, operations
from public_order.statistics.models import CommuneChange, CrimeIndicator, SeriesValue, Source
from public_order.statistics.queries import HIDDEN, known_indicator, published_cells
from tests.lists import export, text_of
from tests.people import paris
from tests.public_order.stat_world import HEADINGS, communal_line, in_force, real_files

AT = paris(2026, 6, 24)
ABLON, NEXT_TO, MERGED = "94001", "94053", "94070"
LABEL, CODE = "Vols violents sans arme", "vols-violents"
PAGES = 70
LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)')
SKIPPED = ("/static/", "/deconnexion", "/media/", "/connexion", "/aide/")
# The same number as any page, file or answer may write it.
SPACES = r"[\s\u202f\u00a0,.]?"


def written(number: int) -> re.Pattern[str]:
    digits = str(number)
    return re.compile(rf"(?<!\d){digits[:-3]}(?:{SPACES}|&#160;|&nbsp;){digits[-3:]}(?!\d)")


def truth() -> dict[str, int]:
    """Great numbers that are nowhere else; Ablon has too few facts to be published."""
    towns = sorted(Commune.objects.values_list("pk", flat=True))
    return {town: 3 if town == ABLON else 271_003 + 613 * rank for rank, town in enumerate(towns)}


def communes(values: Mapping[str, int], hidden: Iterable[str], order: tuple[str, ...] = HEADINGS) -> str:
    lines = [";".join(f'"{name}"' for name in order)]
    for town, count in values.items():
        told = (
            ("NA", "NA", "ndiff") if town in hidden else (str(count), f"{count / 7000:.4f}".replace(".", ","), "diff")
        )
        line = communal_line(town, LABEL, *told, "7000", "3000", "987654,25" if town in hidden else "NA", "0,1")
        cells = dict(zip(HEADINGS, line.split(";"), strict=True))
        lines.append(";".join(cells[name] for name in order))
    return "\n".join(lines) + "\n"


def department(total: int) -> str:
    head = "Code_departement;Code_region;annee;indicateur;unite_de_compte;nombre;taux_pour_mille;insee_pop"
    return f"{head}\n94;11;2024;{LABEL};Infraction;{total};1,5;1426929\n"


@pytest.fixture()
def reader(client, house):
    load_department()
    client.force_login(house.director)
    with time_machine.travel(AT, tick=False):
        yield client


@pytest.fixture()
def told(reader, house):
    values = truth()
    in_force(house.director, ("d.csv", department(sum(values.values()))), label="Département", at=AT)
    in_force(house.director, ("c.csv", communes(values, {ABLON})), label="Communes", at=AT)
    return values


def beside(values: Mapping[str, int]) -> dict[str, int]:
    """What is hidden beside Ablon, with what it hides."""
    rows = SeriesValue.objects.filter(indicator__code=CODE, diffusion="s", edition__state="current")
    return {town: values[town] for town in rows.values_list("territory", flat=True)}


def content_of(answer) -> str:
    """Whatever its form: the text of a PDF, the parts of a spreadsheet."""
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kind = answer.get("Content-Type", "")
    if "pdf" in kind:
        return text_of_pdf(raw)
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return raw.decode("utf-8", "replace")


def crawl(client, *starts: str) -> dict[str, str]:
    """Every answer that links lead to, of the statistics first."""
    waiting, seen = list(starts), {}
    while waiting and len(seen) < PAGES:
        waiting.sort(key=lambda one: ("statistiques" not in one, len(one)))
        address = waiting.pop(0)
        if address in seen:
            continue
        answer = client.get(address)
        seen[address] = content_of(answer) if answer.status_code == 200 else ""
        links = {one.replace("&amp;", "&") for one in LINK.findall(seen[address])}
        waiting += [one for one in links if one not in seen and not one.startswith(SKIPPED)]
    return seen


# --- canaries -----------------------------------------------------------------------------------------------------


def test_sec_03_no_page_that_a_link_leads_to_tells_what_is_hidden(reader, told):
    canaries = beside(told)
    assert canaries, "something is hidden beside Ablon"
    shown = next(count for town, count in told.items() if town != ABLON and town not in canaries)
    read = crawl(reader, reverse("public_order:crime-board"), reverse("directorate:home"))
    assert len(read) == PAGES and any(written(shown).search(text) for text in read.values()), "the reader is a good one"
    for address, text in read.items():
        assert not any(written(count).search(text) for count in canaries.values()), address
        assert "987654" not in text and "987\u202f654" not in text, address


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
@pytest.mark.parametrize("sort", ["", "&sort=count", "&sort=-count", "&sort=rate", "&sort=-rate"])
def test_sec_03_no_file_tells_what_is_hidden_nor_where_it_would_stand(reader, told, kind, sort):
    canaries = beside(told)
    answer = export(reader, "crime-figures", f"indicator={CODE}&year=2024{sort}", kind)
    text = content_of(answer)
    assert not any(written(count).search(text) for count in canaries.values())
    if kind == "csv" and sort:
        names = dict(Commune.objects.values_list("pk", "name"))
        rows = [line for line in text.splitlines() if f"{names[ABLON]};" in line or '"' + names[ABLON] in line]
        places = [text.splitlines().index(row) for row in rows]
        others = [number for number, line in enumerate(text.splitlines()) if any(
            line.startswith((names[town], f'"{names[town]}')) for town in canaries)]  # fmt: skip
        # Hidden ones stand together, at one end: their order tells nothing of their numbers.
        assert all(abs(mine - other) <= len(canaries) for mine in places for other in others)


@pytest.mark.parametrize(
    "query",
    ["count=271003", "count__gt=1", "value=271003", "value__gte=1", "rate__gt=1", "ordering=-value", "ordering=value",
     "sort=value", "territory__in=94001", "diffusion=s", "q=271003", "search=271003", "hidden_mean=1", "fields=value"],
)  # fmt: skip
def test_sec_03_the_api_neither_filters_nor_orders_by_a_value(reader, told, query):
    plain = reader.get(f"/api/v1/crime-series/?indicator={CODE}&year=2024")
    asked = reader.get(f"/api/v1/crime-series/?indicator={CODE}&year=2024&{query}")
    if asked.status_code == 200:
        rows, known = asked.json()["results"], plain.json()["results"]
        assert rows == known or rows == [] or all(row["count"] is None for row in rows), query
    else:
        assert asked.status_code in (400, 422), query
        assert not any(written(count).search(asked.content.decode()) for count in beside(told).values())


def test_sec_03_an_answer_does_not_change_with_what_it_hides(reader, told):
    """Neither its content nor its ETag nor its length: nothing of the hidden value goes into them."""
    town = next(iter(beside(told)))
    addresses = [
        f"/api/v1/crime-series/?indicator={CODE}&year=2024",
        f"/api/v1/crime-totals/?indicators={CODE}&territory_kind=com&territory={town}&year=2024",
        reverse("public_order:crime-commune", args=[town]),
        reverse("public_order:crime-commune-paper", args=[town, 2024]),
        reverse("public_order:crime-board") + f"?indicateur={CODE}&annee=2024&perimetre=territoire",
        reverse("public_order:crime-funnel") + f"?indicateur={CODE}&annee=2024",
        reverse("public_order:crime-figures") + f"?indicator={CODE}&sort=-count",
    ]

    def read() -> list[tuple[str, str]]:
        return [
            (re.sub(r'(csrf\S+|nonce="[^"]*"|value="[\w-]{64}")', "", content_of(answer)), answer.get("ETag", ""))
            for answer in map(reader.get, addresses)
        ]

    before = read()
    SeriesValue.objects.filter(territory=town, indicator__code=CODE).update(value=999_983, rate=77)
    for address, former, now in zip(addresses, before, read(), strict=True):
        assert former == now, address


def test_sec_01_a_refused_line_tells_no_count_in_whatever_order_its_columns_come(reader, house, told):
    order = ("nombre", "taux_pour_mille", "complement_info_nombre", *(
        name for name in HEADINGS if name not in ("nombre", "taux_pour_mille", "complement_info_nombre")
    ))  # fmt: skip
    content = communes({"94028": 345_671, "94041": 345_673}, set(), order)
    content = content.replace('"345673";', '"345673";"345677";', 1).replace('"7000"', '"-7"', 1)
    batch = in_force(house.director, ("c.csv", content + communes({"94022": 345_679}, {ABLON}, order).splitlines()[1]),
                     label="Autre ordre", produced_on=date(2026, 3, 1), at=AT)  # fmt: skip
    assert batch.refusals.count() == 2
    text = content_of(reader.get(reverse("public_order:crime-import-report", args=[batch.pk])))
    text += content_of(reader.get(reverse("public_order:crime-refusals") + f"?batch={batch.pk}&columns=text"))
    text += content_of(export(reader, "crime-refusals", f"batch={batch.pk}&columns=text"))
    assert "94028" in text, "the line is named"
    assert not re.search(r"34567[137]", text), text


# --- editions, mergers --------------------------------------------------------------------------------------------


def read_cells(client) -> dict[str, int]:
    found, address = {}, f"/api/v1/crime-series/?indicator={CODE}&year=2024&kind=com"
    while address:
        page = client.get(address).json()
        found |= {row["territory"]: row["count"] for row in page["results"] if row["count"] is not None}
        address = page["next"]
    return found


def test_sec_03_a_merged_commune_less_its_shown_part_gives_no_hidden_part(reader, house):
    """The first edition shows one of two communes and hides the other; the second shows the one that they became."""
    values = truth()
    CommuneChange.objects.create(former_code="94999", former_name="Hameau", code=MERGED, name="Santeny",
                                 since=date(2025, 1, 1))  # fmt: skip
    first = {**values, "94999": 4, MERGED: 900_007}
    in_force(house.director, ("d.csv", department(sum(first.values()))), label="Département", at=AT)
    in_force(house.director, ("c.csv", communes(first, {"94999", ABLON})), label="Avant la fusion", at=AT)
    then = read_cells(reader)
    merged = {**values, MERGED: 900_011}
    in_force(house.director, ("e.csv", communes(merged, {ABLON})), label="Après", produced_on=date(2026, 3, 1), at=AT)
    now = read_cells(reader)
    assert not (MERGED in then and MERGED in now), "their difference is the hidden hamlet"


@pytest.mark.parametrize("act", ["withdraw", "put back"])
def test_sec_03_what_came_in_force_again_hides_what_the_other_edition_hid(reader, house, told, act):
    first = operations.StatEdition.objects.get(source=Source.COMMUNES, state="current")
    hidden_first = told.keys() - read_cells(reader).keys()
    second = in_force(house.director, ("e.csv", communes(told, {ABLON, "94080"})), label="Seconde",
                      produced_on=date(2026, 3, 1), at=AT).editions.get()  # fmt: skip
    hidden_second = told.keys() - read_cells(reader).keys()
    if act == "withdraw":
        operations.withdraw(edition=second, reason="Essai", by=house.director, at=AT)
    else:
        operations.put_back(edition=first, by=house.director, at=AT)
    now = told.keys() - read_cells(reader).keys()
    assert hidden_first | hidden_second <= now


# --- the solver ---------------------------------------------------------------------------------------------------


def bounds_of(known: Mapping[tuple[int, str], int | None], sums: Iterable[tuple[frozenset, int]],
              groups: Iterable[tuple[int, ...]]) -> dict[tuple[int, str], tuple[float, float]]:  # fmt: skip
    """Of each hidden cell, how little and how much it may be: sums and wholes hold, no count is negative."""
    unknown = sorted(cell for cell, value in known.items() if value is None)
    place = {cell: rank for rank, cell in enumerate(unknown)}
    rows, right = [], []

    def equation(terms: Iterable[tuple[tuple[int, str], int]], total: int) -> None:
        row = numpy.zeros(len(unknown))
        for cell, sign in terms:
            if cell in place:
                row[place[cell]] += sign
            else:
                total -= sign * known[cell]
        if row.any():
            rows.append(row)
            right.append(total)

    for members, total in sums:
        equation([(cell, 1) for cell in members], total)
    for whole, *parts in groups:
        for town in {town for indicator, town in known if indicator == whole}:
            if all((part, town) in known for part in parts):
                equation([((whole, town), 1), *(((part, town), -1) for part in parts)], 0)
    found = {}
    for cell in unknown:
        aim = numpy.zeros(len(unknown))
        aim[place[cell]] = 1
        ends = [
            linprog(sign * aim, A_eq=numpy.array(rows) if rows else None, b_eq=right or None, bounds=(0, 10_000_000))
            for sign in (1, -1)
        ]
        assert all(end.status == 0 for end in ends), "what is shown holds together"
        found[cell] = (ends[0].fun, -ends[1].fun)
    return found


def test_sec_03_the_solver_finds_a_cell_that_stands_alone():
    known = {(1, "a"): None, (1, "b"): 12, (1, "c"): 30}
    found = bounds_of(known, [(frozenset(known), 45)], [])
    assert found[1, "a"] == pytest.approx((3, 3))


def test_sec_03_no_real_cell_of_the_department_is_determined_by_all_indicators_together(reader, house):
    in_force(house.director, *real_files(), label="SSMSI", at=AT)
    year = date(2024, 1, 1)
    rows = published_cells().filter(period=year)
    known = {(row.indicator_id, row.territory): row.count for row in rows.filter(territory_kind="com")}
    totals = {row.indicator_id: row.count for row in rows.filter(territory_kind="dep", territory="94")}
    additive = set(CrimeIndicator.objects.filter(additive_space=True).values_list("pk", flat=True))
    sums = [
        (frozenset(cell for cell in known if cell[0] == indicator), total)
        for indicator, total in totals.items()
        if indicator in additive and any(cell[0] == indicator for cell in known)
    ]
    # The real total of an indicator without dwelling counts cells that the file leaves empty: never less.
    assert sum(value is None for value in known.values()) > 72
    found = bounds_of(known, [one for one in sums if any(known[cell] is None for cell in one[0])], hiding.families())
    narrow = {cell: ends for cell, ends in found.items() if ends[1] - ends[0] <= 5}
    assert narrow == {}


WHOLE, ONE, OTHER = 1, 2, 3
TOWNS = tuple("abcdef")


@settings(max_examples=120, deadline=None)
@given(
    parts=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=6, max_size=6),
    hidden=st.sets(st.tuples(st.sampled_from([WHOLE, ONE, OTHER]), st.sampled_from(TOWNS)), max_size=9),
    kept=st.sets(st.tuples(st.sampled_from([WHOLE, ONE, OTHER]), st.sampled_from(TOWNS)), max_size=3),
)
def test_sec_03_wholes_parts_and_totals_together_determine_nothing(parts, hidden, kept):
    values = {}
    for town, (one, other) in zip(TOWNS, parts, strict=True):
        values |= {(ONE, town): one, (OTHER, town): other, (WHOLE, town): one + other}
    cells = {
        indicator: {town: None if (indicator, town) in hidden else values[indicator, town] for town in TOWNS}
        for indicator in (WHOLE, ONE, OTHER)
    }
    totals = {indicator: {"94": sum(values[indicator, town] for town in TOWNS)} for indicator in cells}
    kept_of = {indicator: {town for one, town in kept if one == indicator} for indicator in cells}
    groups = [(WHOLE, ONE, OTHER)]
    found = hiding.protected(cells, totals, kept_of, 5, groups)
    known = {
        (indicator, town): None if town in found[indicator].hidden else values[indicator, town]
        for indicator in cells
        for town in TOWNS
    }
    sums = [(frozenset((indicator, town) for town in TOWNS), totals[indicator]["94"]) for indicator in cells]
    for cell, (least, most) in bounds_of(known, sums, groups).items():
        everything = all(value is None for (indicator, _), value in known.items() if indicator == cell[0])
        assert most - least > 0.5 or everything or sum(values[cell[0], town] for town in TOWNS) <= 5, (cell, known)


def test_sec_03_a_whole_that_is_nothing_or_nearly_does_not_give_its_hidden_parts():
    cells = {
        WHOLE: {"a": 2, "b": 50, "c": 60, "d": 70},
        ONE: {"a": None, "b": None, "c": 30, "d": 35},
        OTHER: {"a": None, "b": None, "c": 30, "d": 35},
    }
    totals = {WHOLE: {"94": 182}, ONE: {"94": 90}, OTHER: {"94": 92}}
    found = hiding.protected(cells, totals, {}, 5, [(WHOLE, ONE, OTHER)])
    assert "a" in found[WHOLE].hidden and len(found[WHOLE].hidden) >= 2


def test_sec_03_hidden_cells_stay_hidden_from_year_to_year_of_one_page(reader, house, told):
    """The sheet of a commune shows its years: none of them is a sum of the others."""
    town = next(iter(beside(told)))
    page = reader.get(reverse("public_order:crime-commune", args=[town])).content.decode()
    assert "Masqué" in page and not written(told[town]).search(page)
    assert known_indicator(CODE).additive_space
    assert all(before < after for before, after in pairwise(sorted(told.values())))
    assert set(HIDDEN) == {"n", "s"} and text_of
