"""The sketch of a route is kept with it: two routes that are far apart are told so without reading their points."""

from django.db import migrations, models

from police_admin.events.geography import sketch_of, stored


def draw_the_sketches(apps, schema_editor):
    routes = apps.get_model("police_admin", "EventRoute").objects
    for pk, lines in routes.values_list("pk", "lines").iterator(chunk_size=20):
        routes.filter(pk=pk).update(**stored(sketch_of(lines)))


class Migration(migrations.Migration):
    dependencies = [("police_admin", "0005_juries")]
    operations = [
        migrations.AddField("eventroute", "outline", models.JSONField("emprise", default=dict), preserve_default=False),
        migrations.AddField(
            "eventroute", "points", models.JSONField("points comparés", default=list), preserve_default=False
        ),
        migrations.RunPython(draw_the_sketches, migrations.RunPython.noop),
    ]
