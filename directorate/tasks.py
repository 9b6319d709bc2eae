"""Index of the tasks of the shared app."""

__all__: list[str] = []
