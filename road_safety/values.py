"""The dated values of road safety: one line for each subject."""

VALUES: tuple = ()
