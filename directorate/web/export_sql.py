"""The same CSV, written by the database: the texts that the Python path writes, to the byte.

`Column.sql` is a text that needs no other treatment, or a date, which PostgreSQL writes in the French manner here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import BooleanField, CharField, F, Func, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.fields.json import JSONField
from django.db.models.functions import Coalesce

from directorate.web.exports import neutral

# `exports.FORMULA` in the syntax of PostgreSQL, which counts fewer characters as white space than Python: they are
# named one by one. \u0025 is the per cent sign, which Django and psycopg would take for theirs.
SPACES = r"\u0001-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
SIGNS = r"=+@\u2212\uff1d\uff0b\uff0d\uff20|\u0025\-"
FORMULA = rf"^[''{SPACES}]*[{SIGNS}]|^[''\u0001-\u001f]"
CHUNK_BYTES = 1 << 16
Tick = Callable[[int], None]


# Most texts begin with a letter or a digit: to look at their first character costs a tenth of the regular expression.
FIRST_CHARACTER = "ascii(%(expressions)s) BETWEEN 65 AND 122 OR ascii(%(expressions)s) BETWEEN 48 AND 57"


class Repeated(Func):
    """A template that says its expression several times."""

    def as_sql(self, compiler, connection, **context):
        sql, params = super().as_sql(compiler, connection, **context)
        return sql, list(params) * self.template.count("%(expressions)s")


class Harmless(Repeated):
    """Whether a text begins with an ASCII letter or digit: no spreadsheet takes it for a formula."""

    template = f"({FIRST_CHARACTER})"
    output_field = BooleanField()


class Neutral(Repeated):
    """A text as CSV may carry it (`exports.neutral`); an empty text is nothing."""

    template = (
        f"CASE WHEN {FIRST_CHARACTER} THEN %(expressions)s"
        f" WHEN %(expressions)s ~ '{FORMULA}' THEN '''' || %(expressions)s ELSE NULLIF(%(expressions)s, '') END"
    )
    output_field = CharField()


class Label(Func):
    """The label of a code in a table of Python, made harmless beforehand; NULL for a code that it does not know."""

    template = "%(expressions)s"
    arg_joiner = " ->> "
    output_field = CharField()


def label_of(field: str, labels: Mapping[str, str]) -> Combinable:
    """The label of the code in `field`; a code without label is shown as it is."""
    harmless = {code: neutral(label) for code, label in labels.items()}
    return Coalesce(Label(Value(harmless, output_field=JSONField()), F(field)), Neutral(F(field)))


def is_written_by_the_database(columns: Sequence[Any]) -> bool:
    return all(column.sql is not None for column in columns)


def copied(queryset: QuerySet, columns: Sequence[Any]) -> Iterator[bytes]:
    """Lines of CSV, one block for each row, in the order of the queryset. To be read inside a transaction."""
    names = {f"export_{rank}": column.sql for rank, column in enumerate(columns)}
    try:
        sql, params = queryset.annotate(**names).values_list(*names).query.sql_with_params()
    except EmptyResultSet:
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW datestyle")
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config('datestyle', 'SQL, DMY', true)")
        with cursor.cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv, DELIMITER ';')", params) as lines:
            yield from lines
        cursor.execute("SELECT set_config('datestyle', %s, true)", [before])


def write_copied(target, queryset: QuerySet, columns: Sequence[Any], tick: Tick) -> int:
    """Write the lines in `target` by blocks; `tick` is told how many rows are done. Their number."""
    count, waiting, size = 0, [], 0
    with transaction.atomic():
        for line in copied(queryset, columns):
            count += 1
            size += len(line)
            waiting.append(bytes(line))
            if size > CHUNK_BYTES:
                target.write(b"".join(waiting))
                waiting.clear()
                size = 0
                tick(count)
    target.write(b"".join(waiting))
    tick(count)
    return count
