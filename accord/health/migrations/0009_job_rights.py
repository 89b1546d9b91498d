"""What each job opens becomes a table, with what the code said until now."""

import django.contrib.postgres.fields
from django.db import migrations, models

from accord.health.codes import Job
from accord.health.rights import AT_FIRST


def begin(apps, _editor) -> None:
    rows = apps.get_model("health", "JobRight").objects.using("health")
    rows.bulk_create([rows.model(job=job, items=sorted(items)) for job, items in AT_FIRST.items()])


class Migration(migrations.Migration):

    dependencies = [("health", "0008_own_log")]

    operations = [
        migrations.CreateModel(
            name="JobRight",
            fields=[
                ("job", models.CharField(choices=Job.choices, max_length=20, primary_key=True, serialize=False)),
                ("items", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None)),
            ],
            options={"ordering": ["job"]},
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
