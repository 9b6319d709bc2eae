"""The dated values of public order: one line for each subject."""

from public_order.monthly.terms import VALUES as MONTHLY

VALUES: tuple = (*MONTHLY,)
