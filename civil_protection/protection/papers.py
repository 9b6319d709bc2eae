"""Letters and tables that hang on no case, under the masthead of this service."""

from functools import partial

from civil_protection.policies import UNIT
from directorate.documents import papers
from directorate.documents.papers import town_hall_of

__all__ = ["masthead", "sheet", "town_hall_of", "write_letter"]

masthead = partial(papers.masthead, UNIT)
write_letter = partial(papers.write_letter, UNIT)
sheet = partial(papers.sheet, UNIT)
