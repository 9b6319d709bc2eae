"""Let the flush that ends a transactional test empty the journal, and the logs of crises, which refuse it as well.

The triggers stay in force during every test, as in production. Only the flush, which runs as the owner of the tables,
lifts the guards against TRUNCATE for the time of its own transaction. The head row comes back by itself with the
first entry of the next test.
"""

from django.db.backends.postgresql.operations import DatabaseOperations

GUARDS = (
    ("directorate_journalentry", "journal_kept"),
    ("directorate_journalhead", "journal_head_kept"),
    ("civil_protection_logentry", "crisis_log_kept"),
    ("civil_protection_loghead", "crisis_log_head_kept"),
)


PLAIN_FLUSH = DatabaseOperations.sql_flush


def let_flush_empty_the_journal() -> None:
    """To be called once by the configuration of the tests; a second call changes nothing."""

    def sql_flush(self, style, tables, **options):
        statements = PLAIN_FLUSH(self, style, tables, **options)
        if not statements:
            return statements
        guards = [guard for guard in GUARDS if guard[0] in tables]
        return [
            *(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}" for table, trigger in guards),
            *statements,
            *(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}" for table, trigger in guards),
        ]

    DatabaseOperations.sql_flush = sql_flush
