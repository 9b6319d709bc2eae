"""References of cases: AAAA-CODE-NNNNN, one series a procedure and a year."""

from datetime import date

from directorate.casework.procedure import Procedure
from directorate.registers.operations import take_number


def next_reference(procedure: Procedure, received_on: date) -> str:
    number = take_number(f"cases-{procedure.reference_code}", received_on.year)
    return f"{received_on.year}-{procedure.reference_code}-{number:05d}"
