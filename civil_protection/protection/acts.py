"""Orders of the prefect that hang on no case, as the shared register holds them, in the name of this service."""

from functools import partial

from civil_protection.policies import UNIT
from directorate.registers import paper_acts
from directorate.registers.paper_acts import OrderNumberField, check_number, number_of_ours, place_of

__all__ = ["OrderNumberField", "check_number", "enter", "number_of_ours", "place_of"]

enter = partial(paper_acts.enter, unit=UNIT)
