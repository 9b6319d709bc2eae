"""Looking changes nothing: every table is the same, row for row, after a visit of every page."""

from django.apps import apps
from django.db import connection

# Sessions and the counters of requests are what a visit may write; the head of the journal follows its readings.
MAY_CHANGE = {"django_session", "cache_entries", "directorate_journalhead"}
# Looking at what is sealed is written (RGPD, art. 10; B2.3, COD-05, EMS-03): these lines of the journal, no other.
JOURNAL = "directorate_journalentry"
READINGS = "offence.read", "dealing_point.read", "codaf.targets_read", "%.restricted_read"


def fingerprint() -> dict[str, tuple]:
    """Number of rows and sum of their hashes, by table."""
    tables = set(connection.introspection.table_names()) - MAY_CHANGE
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            name = connection.ops.quote_name(table)
            kept = "WHERE NOT row.action LIKE ANY(%s)" if table == JOURNAL else ""
            cursor.execute(
                f"SELECT count(*), sum(hashtextextended(row::text, 0)::numeric) FROM {name} AS row {kept}",  # noqa: S608
                [list(READINGS)] if kept else None,
            )
            found[table] = cursor.fetchone()
    return found


def test_a_visit_of_every_page_changes_no_row(client, site):
    names = {model._meta.db_table for model in apps.get_models()} - MAY_CHANGE
    before = fingerprint()
    assert names <= set(before)
    for person in (site.house.director, site.house.agent):
        client.force_login(person)
        # Signing in is written; visiting is not.
        before = fingerprint()
        statuses = {client.get(address).status_code for address in site.addresses()}
        assert {200, 404, 405} & statuses
        assert fingerprint() == before
    client.logout()
    before = fingerprint()
    assert client.get(f"/avis/{site.link}/").status_code == 200
    assert fingerprint() == before
