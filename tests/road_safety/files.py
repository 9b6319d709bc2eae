"""Accident files for the tests: the extracts of `tests/data/accidents`, read as the import reads them."""

import io
from pathlib import Path

from road_safety.accidents.reading import COLUMNS, Known, Refusal, Table, Tally, layout_of, read

FOLDER = Path(__file__).parent.parent / "data" / "accidents"
SAMPLE = tuple(f"baac_echantillon100_{name}.csv" for name in ("caracteristiques", "lieux", "vehicules", "usagers"))
BIKES = "velo_94_2021_2023.csv"
HEADER = "Num_Acc;jour;mois;an;hrmn;lum;dep;com;agg;int;atm;col;adr;lat;long"


def content_of(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def rows_of(contents, home: str = "94"):
    """{table: rows as mappings}, refusals, tallies of the files. `contents`: (name, bytes)."""
    known, found, refusals, tallies = Known(home), {table: [] for table in Table}, [], {}
    for name, content in contents:
        stream, tally = io.BytesIO(content), Tally()
        for item in read(stream, name, layout_of(stream), known, tally):
            if isinstance(item, Refusal):
                refusals.append(item)
            else:
                found[item[0]].append(dict(zip(COLUMNS[item[0]], item[1], strict=True)))
        tallies[name] = tally
    return found, refusals, tallies


def one_file(*lines: str, home: str = "94", name: str = "caracteristiques.csv", encoding: str = "utf-8"):
    return rows_of([(name, "\n".join(lines).encode(encoding))], home)
