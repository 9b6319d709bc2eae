"""Index of the lists of road safety: pages, workers and commands find them all in the same register."""
