"""Tables made together. (A module of this name is not a migration.)"""

from collections.abc import Iterator
from itertools import groupby

from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation

GROUPED = (CreateModel, AddField, AddIndex, AddConstraint)


class Together(Operation):
    """Tables and what is added to tables: the models of the state are made once, not once an operation.

    Otherwise each new model makes again all those that a key binds to it, which is nearly all of them: a new base took
    minutes, and takes seconds. A table is created as it is at the end of the group, hence an operation that completes
    a table of the group has nothing left to do in the base.
    """

    def __init__(self, *operations: Operation) -> None:
        self.operations = operations

    def in_the_base(self) -> Iterator[Operation]:
        created = {operation.name_lower for operation in self.operations if isinstance(operation, CreateModel)}
        for operation in self.operations:
            if isinstance(operation, CreateModel) or operation.model_name_lower not in created:
                yield operation

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.in_the_base():
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(list(self.in_the_base())):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"{len(self.operations)} operations together"


def together(operations: list[Operation]) -> list[Operation]:
    """The same operations, those that follow each other and only create or add made as one."""
    grouped = []
    for add, found in groupby(operations, key=lambda operation: isinstance(operation, GROUPED)):
        run = list(found)
        grouped += [Together(*run)] if add else run
    return grouped
