from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("health", "0009_job_rights")]

    operations = [
        migrations.AddField(
            model_name="patient",
            name="index_key_id",
            field=models.CharField(db_index=True, default="", max_length=16),
        ),
        migrations.AlterField(
            model_name="patientidentifier",
            name="index_key_id",
            field=models.CharField(db_index=True, max_length=16),
        ),
    ]
