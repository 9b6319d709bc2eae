"""Statistical files imported through the operations, for the tests."""

import gzip
from datetime import date, datetime

from directorate.documents.files import store_bytes
from directorate.org.models import StaffMember
from public_order.statistics import operations
from public_order.statistics.definitions import DATA
from public_order.statistics.models import StatImport
from tests.people import paris

AT = paris(2026, 6, 24)
HEADINGS = (
    "CODGEO_2025", "annee", "indicateur", "unite_de_compte", "nombre", "taux_pour_mille", "est_diffuse", "insee_pop",
    "insee_pop_millesime", "insee_log", "insee_log_millesime", "complement_info_nombre", "complement_info_taux",
)  # fmt: skip
CELLS = (
    ("94028", "Vols avec armes", "13", "0,1392", "diff", "93397", "43000", "NA", "NA"),
    ("94001", "Vols avec armes", "NA", "NA", "ndiff", "5988", "2700", "1,9118", "0,0871"),
    ("94054", "Vols avec armes", "9", "0,3651", "diff", "24650", "9700", "NA", "NA"),
    ("94028", "Destructions et dégradations volontaires", "778", "8,33", "diff", "93397", "43000", "NA", "NA"),
    ("94028", "Cambriolages de logement", "200", "4,65", "diff", "93397", "43000", "NA", "NA"),
    ("75056", "Vols avec armes", "900", "0,42", "diff", "2103778", "1400000", "NA", "NA"),
)


def communal_line(code, label, count, rate, flag, people, homes, mean, mean_rate, year="2024") -> str:
    values = (code, year, label, "Infraction", count, rate, flag, people, "2022", homes, "2022", mean, mean_rate)
    return ";".join(f'"{value}"' for value in values)


COMMUNES = "\n".join([";".join(f'"{name}"' for name in HEADINGS), *(communal_line(*cell) for cell in CELLS)]) + "\n"
DEPARTMENTS = """Code_departement;Code_region;annee;indicateur;unite_de_compte;nombre;taux_pour_mille;insee_pop
94;11;2024;Vols avec armes;Infraction;40;0,0280;1426929
94;11;2024;Destructions et dégradations volontaires;Infraction;10462;7,3318;1426929
93;11;2024;Vols avec armes;Infraction;300;0,1800;1680000
"""


def stored(content: str | bytes, name: str, by: StaffMember, at: datetime = AT):
    raw = content.encode() if isinstance(content, str) else content
    return store_bytes(raw, name, "text/csv", by=by, at=at)


def delivered(by: StaffMember, *files: tuple[str, str | bytes], at: datetime = AT, label: str = "Essai",
              reliability: str = "final", produced_on: date = date(2026, 1, 22)) -> StatImport:  # fmt: skip
    """Deposited and read, without the worker."""
    batch = operations.begin(
        label=label, reliability=reliability, produced_on=produced_on,
        stored=[stored(content, name, by, at) for name, content in files], by=by, at=at,
    )  # fmt: skip
    operations.read_batch(batch, at=at)
    batch.refresh_from_db()
    return batch


def in_force(by: StaffMember, *files: tuple[str, str | bytes], at: datetime = AT, **facts) -> StatImport:
    batch = delivered(by, *files, at=at, **facts)
    assert batch.state == "read", batch.refusal
    return operations.accept(batch=batch, by=by, at=at)


def real_files() -> tuple[tuple[str, bytes], tuple[str, bytes]]:
    return tuple(
        (f"{name}.csv", gzip.decompress((DATA / f"{name}.csv.gz").read_bytes()))
        for name in ("departements_2016_2025", "communes_2024")
    )
