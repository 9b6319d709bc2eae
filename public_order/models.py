"""Index of the models of public order: one label and one migration history, one folder per subject."""

from public_order.field.models import GpoAction, GpoProblem, GpoStep, PsqSector
from public_order.monthly.models import (
    CommentBlock,
    ExceptionalMonth,
    MonthlyReport,
    ReportDispatch,
    ReportVersion,
)
from public_order.programmes.models import FieldOperation, LocalProgramme, ProgrammeFigure, ProgrammePerimeter
from public_order.statistics.models import (
    CommuneChange,
    CrimeIndicator,
    DistrictMembership,
    IndicatorAlias,
    IndicatorGroup,
    PoliceDistrict,
    PopulationYear,
    SeriesNote,
    SeriesSummary,
    SeriesValue,
    StatEdition,
    StatFile,
    StatImport,
    StatRefusal,
)

__all__ = [
    "CommentBlock",
    "CommuneChange",
    "CrimeIndicator",
    "DistrictMembership",
    "ExceptionalMonth",
    "FieldOperation",
    "GpoAction",
    "GpoProblem",
    "GpoStep",
    "IndicatorAlias",
    "IndicatorGroup",
    "LocalProgramme",
    "MonthlyReport",
    "PoliceDistrict",
    "PopulationYear",
    "ProgrammeFigure",
    "ProgrammePerimeter",
    "PsqSector",
    "ReportDispatch",
    "ReportVersion",
    "SeriesNote",
    "SeriesSummary",
    "SeriesValue",
    "StatEdition",
    "StatFile",
    "StatImport",
    "StatRefusal",
]
