"""The dated values of public order: one line for each subject."""

from public_order.field.terms import VALUES as FIELD
from public_order.monthly.terms import VALUES as MONTHLY
from public_order.programmes.terms import VALUES as PROGRAMMES
from public_order.statistics.values import VALUES as STATISTICS

VALUES = (
    *FIELD,
    *MONTHLY,
    *PROGRAMMES,
    *STATISTICS,
)
