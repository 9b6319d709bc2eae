"""The dated values of public order: one line for each subject."""

VALUES: tuple = ()
