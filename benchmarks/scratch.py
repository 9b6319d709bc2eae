"""A base made for a measure and dropped behind it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases, teardown_databases


@contextmanager
def scratch_base() -> Iterator[None]:
    """Migrated, with its cache table. SCRATCH_TEMPLATE names a base to copy, which saves the half minute of it."""
    connection.settings_dict["TEST"]["TEMPLATE"] = os.environ.get("SCRATCH_TEMPLATE")
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        call_command("createcachetable", verbosity=0)
        yield
    finally:
        connection.close()
        teardown_databases(databases, verbosity=0)
