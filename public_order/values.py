"""The dated values of public order: one line for each subject."""

from public_order.codaf.terms import VALUES as CODAF
from public_order.councils.terms import VALUES as COUNCILS
from public_order.field.terms import VALUES as FIELD
from public_order.grants.terms import VALUES as GRANTS
from public_order.monthly.terms import VALUES as MONTHLY
from public_order.programmes.terms import VALUES as PROGRAMMES
from public_order.protocols.terms import VALUES as PROTOCOLS
from public_order.statistics.values import VALUES as STATISTICS

VALUES = (
    *CODAF,
    *COUNCILS,
    *FIELD,
    *GRANTS,
    *MONTHLY,
    *PROGRAMMES,
    *PROTOCOLS,
    *STATISTICS,
)
