"""Lines for COPY, with the bare tables that receive them: indexes and foreign keys come back once the rows are in."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import orjson
from django.db import connection
from django.db.models import Field, JSONField, Model
from psycopg import sql

NULL = r"\N"
ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))

# Indexes that no constraint owns, and the references to other tables: what is quicker to build once than row by row.
INDEXES = """
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index
WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
REFERENCES = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
    format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint
WHERE conrelid = %s::regclass AND contype = 'f'
"""


def escaped(value: str) -> str:
    for character, written in ESCAPES:
        if character in value:
            value = value.replace(character, written)
    return str(value)


def text(value: Any) -> str:
    """A value as COPY reads it."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict | list | tuple):
        return escaped(orjson.dumps(value).decode())
    return str(value)


def default_of(field: Field) -> str:
    value = field.get_default()
    blank = value is None and not field.null and not isinstance(field, JSONField) and field.empty_strings_allowed
    return "" if blank else text(value)


class Lines:
    """The lines of one table. `columns` differ from row to row; the others are written once and shared as a tail."""

    def __init__(self, model: type[Model], *columns: str):
        self.model = model
        written = [field for field in model._meta.concrete_fields if not field.generated]
        self.shared = [field for field in written if field.attname not in columns]
        self.defaults = {field.attname: default_of(field) for field in self.shared}
        names = {field.attname: field.column for field in written}
        self.columns = [names[name] for name in columns] + [field.column for field in self.shared]
        self.kept: list[str] = []
        self.last = 0

    def begin(self) -> None:
        """Number after the rows that are there; the table is locked until the end of the transaction."""
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(self.model._meta.db_table)
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
            self.last = cursor.fetchone()[0]

    def end(self) -> None:
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(self.model._meta.db_table)
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, self.last])

    def tail(self, **values: Any) -> str:
        return "\t".join({**self.defaults, **{name: text(value) for name, value in values.items()}}.values())

    def add(self, tail: str, *values: str) -> int:
        """Keep a line whose first column is its number; gives the number. The values are already in text."""
        self.last += 1
        self.kept.append("\t".join((str(self.last), *values, tail)))
        return self.last

    def flush(self) -> None:
        if not self.kept:
            return
        columns = sql.SQL(", ").join(map(sql.Identifier, self.columns))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(self.model._meta.db_table), columns)
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write("\n".join(self.kept) + "\n")
        self.kept.clear()


@contextmanager
def bare(tables: Iterable[str]) -> Iterator[None]:
    """Without their indexes nor their references, inside a transaction: a failure gives them back untouched."""
    rebuilt: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            for query in (REFERENCES, INDEXES):
                cursor.execute(query, [table])
                for drop, create in cursor.fetchall():
                    cursor.execute(drop)
                    rebuilt.append(create)
    yield
    with connection.cursor() as cursor:
        # Indexes first: the references are checked with their help.
        for statement in sorted(rebuilt, key=lambda statement: "ADD CONSTRAINT" in statement):
            cursor.execute(statement)
