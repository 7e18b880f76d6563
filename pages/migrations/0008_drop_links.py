from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0007_visits'),
    ]

    operations = [
        migrations.DeleteModel(name='LinkUse'),
        migrations.DeleteModel(name='Link'),
    ]
