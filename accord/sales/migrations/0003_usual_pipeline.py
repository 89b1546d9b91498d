"""A new house begins with one way of selling and the usual reasons."""

from django.db import migrations, models

from accord.sales.usual import begin


def fill(apps, schema_editor):
    """Give a base without any pipeline the usual one."""
    tables = (apps.get_model("sales", name) for name in ("Pipeline", "Stage", "Reason"))
    begin(*(table.objects.using(schema_editor.connection.alias) for table in tables))


class Migration(migrations.Migration):

    dependencies = [
        ('sales', '0002_leads_are_scored'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='deal',
            name='state',
            field=models.CharField(choices=[('proposed', 'handed over, not yet accepted'), ('open', 'under way'), ('won', 'won'), ('lost', 'lost'), ('sent_back', 'sent back to inside sales')], default='open', max_length=10),
        ),
    ]
