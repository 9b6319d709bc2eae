"""Index of the lists of public order: pages, workers and commands find them all in the same register."""

__all__: list[str] = []
