"""What the database does at a commit, done within the transaction of a test."""

from django.db import connection


def as_if_committed() -> None:
    """Run the triggers that wait for the commit: the places in the feed, the seals of the journal."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
