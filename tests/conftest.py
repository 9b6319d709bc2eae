"""What every test shares: the instant, the small prefecture, and a quick database.

The migrations run once, in a template named after their content. Each test database (one per xdist worker) is a copy
of it. A changed migration gives another name, so that `--reuse-db` is never stale.
"""

import hashlib
import re
import sys
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from directorate import tasks
from tests.journal_flush import let_flush_empty_the_journal
from tests.people import house, module_transaction, paris, same_house, share_the_house, shared_house

# A test may do in its own process the jobs that a worker does.
__all__ = ["house", "module_transaction", "same_house", "shared_house", "tasks"]

let_flush_empty_the_journal()


def pytest_collection_modifyitems(items):
    share_the_house(items)


@pytest.fixture()
def at() -> datetime:
    """A Monday morning in Paris, when nothing in particular happens."""
    return paris(2026, 3, 2)


def content_of_migrations() -> str:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    digest = hashlib.sha256()
    for key, migration in sorted(loader.disk_migrations.items()):
        digest.update(repr(key).encode())
        digest.update(Path(sys.modules[type(migration).__module__].__file__).read_bytes())
    return digest.hexdigest()[:8]


def names_of_databases(server: psycopg.Connection) -> dict[str, bool]:
    """Every database, and whether one may connect to it: a finished template is closed."""
    return dict(server.execute("SELECT datname, datallowconn FROM pg_database").fetchall())


def drop_others(server: psycopg.Connection, name: str, content: str) -> None:
    """Forget the databases of former migrations, unless another run is using them."""
    former = re.compile(rf"(template_{re.escape(name)}|test_{re.escape(name)}(_gw\d+)?)_[0-9a-f]{{8}}")
    for database in names_of_databases(server):
        if former.fullmatch(database) and not database.endswith(content):
            try:
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(database)))
            except psycopg.errors.ObjectInUse:
                continue


def migrate(template: str) -> None:
    connection.close()
    name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = template
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


def ensure_template(content: str) -> str:
    """The name of a migrated, closed database to copy. Made by the first worker; the others wait for it."""
    place = connection.settings_dict
    template = f"template_{place['NAME']}_{content}"
    identifier = sql.Identifier(template)
    address = {"host": place["HOST"], "port": place["PORT"], "user": place["USER"], "password": place["PASSWORD"]}
    with psycopg.connect(
        dbname="postgres", autocommit=True, **{key: value for key, value in address.items() if value}
    ) as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [template])
        if names_of_databases(server).get(template) is not False:
            drop_others(server, place["NAME"], content)
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(identifier))
            server.execute(sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(identifier))
            migrate(template)
            server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(identifier))
    return template


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    content = content_of_migrations()
    test = connection.settings_dict["TEST"]
    with django_db_blocker.unblock():
        test["TEMPLATE"] = ensure_template(content)
    test["NAME"] = f"{test['NAME'] or 'test_' + connection.settings_dict['NAME']}_{content}"
