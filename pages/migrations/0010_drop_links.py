from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0009_rate_limit'),
    ]

    operations = [
        migrations.DeleteModel(name='LinkUse'),
        migrations.DeleteModel(name='Link'),
    ]
