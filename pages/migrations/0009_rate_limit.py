from django.db import migrations


class Migration(migrations.Migration):
    # The table keeps its name, so the database does not change.

    dependencies = [
        ('pages', '0008_site_version'),
    ]

    operations = [
        migrations.AlterModelTable('ThrottleCount', 'pages_throttlecount'),
        migrations.RenameModel('ThrottleCount', 'RateLimit'),
    ]
