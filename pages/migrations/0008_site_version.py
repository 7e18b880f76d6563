"""Rename the models of the full-page cache. Their tables and columns stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0007_visits'),
    ]

    operations = [
        migrations.AlterModelTable(name='epoch', table='pages_epoch'),
        migrations.RenameModel(old_name='Epoch', new_name='SiteVersion'),
        migrations.RenameModel(old_name='StoredSnapshot', new_name='StoredResponse'),
        migrations.AlterField(
            model_name='storedresponse',
            name='epoch',
            field=models.CharField(db_column='epoch', max_length=36),
        ),
        migrations.RenameField(
            model_name='storedresponse', old_name='epoch', new_name='version'
        ),
    ]
