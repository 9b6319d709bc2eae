"""Index of the tasks of public order: one line for each subject."""

__all__: list[str] = []
