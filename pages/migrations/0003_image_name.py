from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0002_pages'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='siteimage',
            options={'verbose_name': 'image', 'verbose_name_plural': 'images'},
        ),
    ]
