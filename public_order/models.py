"""Index of the models of public order: one label and one migration history, one folder per subject."""

__all__: list[str] = []
