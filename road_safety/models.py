"""Index of the models of road safety: one label and one migration history, one folder per subject."""
