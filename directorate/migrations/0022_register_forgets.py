"""A sealed issue may forget the names that it hid; nothing else of it changes, and its files stay as they were."""

from importlib import import_module

from django.db import migrations

FORMER = import_module("directorate.migrations.0014_register_sealed").SEALED
BODY = FORMER[FORMER.index("CREATE FUNCTION register_refuse_in_sealed()") : FORMER.index("CREATE TRIGGER")]
BEFORE = BODY.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
# A row of a table has no key of the other: each alternative is that of one table.
FORGETS = """BEGIN
    IF TG_OP = 'UPDATE' AND (
        to_jsonb(NEW) = to_jsonb(OLD) || '{"passages": []}'::jsonb
        OR to_jsonb(NEW) = to_jsonb(OLD) || '{"text": "Éliminé"}'::jsonb
    ) THEN
        RETURN NEW;
    END IF;
    IF TG_OP <> 'INSERT'"""


class Migration(migrations.Migration):
    dependencies = [("directorate", "0021_retention")]
    operations = [migrations.RunSQL([BEFORE.replace("BEGIN\n    IF TG_OP <> 'INSERT'", FORGETS, 1)], [BEFORE])]
