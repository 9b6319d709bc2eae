"""Index of the models of the bureau: one label and one migration history, one folder per subject."""
