import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("health", "0013_awaiting_mail")]

    operations = [
        migrations.AddField(
            model_name="accessrequest",
            name="modes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("on_site", "read on the spot, with help if wanted"),
                        ("in_hand", "copies handed over in person"),
                        ("post", "copies by post"),
                        ("secure_messaging", "copies by secure health messaging"),
                    ],
                    max_length=20,
                ),
                default=list,
                size=None,
                verbose_name="how to receive the documents",
            ),
        ),
        migrations.AlterField(
            model_name="accessrequest", name="mode", field=models.CharField(default="in_hand", max_length=20)
        ),
        migrations.RunSQL(
            "UPDATE health_accessrequest SET modes = ARRAY[mode]",
            "UPDATE health_accessrequest SET mode = modes[1]",
        ),
        migrations.RemoveField(model_name="accessrequest", name="mode"),
    ]
