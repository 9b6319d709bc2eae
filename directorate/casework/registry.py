"""Every procedure known to the application, by code. Filled by the manifests at start-up."""

from collections.abc import Iterator

from directorate.casework.procedure import Procedure, ProcedureError
from directorate.web.errors import NotFound

PROCEDURES: dict[str, Procedure] = {}


def register(procedure: Procedure) -> None:
    """Add a procedure; a contradiction or a duplicate stops the start with the list of reasons."""
    if procedure.code in PROCEDURES and PROCEDURES[procedure.code] is not procedure:
        raise ProcedureError(f"Procédure déclarée deux fois : {procedure.code}")
    if any(
        other.reference_code == procedure.reference_code and other.code != procedure.code
        for other in PROCEDURES.values()
    ):
        raise ProcedureError(f"Sigle de référence déjà pris : {procedure.reference_code}")
    if problems := procedure.problems():
        raise ProcedureError(f"{procedure.code} : {' ; '.join(problems)}")
    PROCEDURES[procedure.code] = procedure


def procedure(code: str) -> Procedure:
    try:
        return PROCEDURES[code]
    except KeyError:
        raise NotFound(f"Procédure inconnue : {code}.") from None


def renewed_by(code: str) -> frozenset[str]:
    """Procedures whose permits are renewed by `code`; empty when it renews nothing."""
    return frozenset(
        other.code for other in PROCEDURES.values() if other.validity and other.validity.renewal_procedure == code
    )


def permits_of(code: str) -> frozenset[str]:
    """Procedures whose permits a case of `code` may be about: those that it renews, amends or judges."""
    found = PROCEDURES.get(code)
    return renewed_by(code) | frozenset(found.concerns.procedures if found and found.concerns else ())


def needs_permit(code: str) -> bool:
    """A renewal always names its permit; a sanction may also strike whoever holds none."""
    found = PROCEDURES.get(code)
    return bool(renewed_by(code)) or bool(found and found.concerns and found.concerns.required)


def all_procedures() -> Iterator[Procedure]:
    return iter(sorted(PROCEDURES.values(), key=lambda item: (item.family, item.label)))
