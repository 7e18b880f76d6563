from django.db import migrations


class Migration(migrations.Migration):
    # The table keeps its name, so the database does not change.

    dependencies = [
        ('pages', '0007_visits'),
    ]

    operations = [
        migrations.AlterModelTable('ThrottleCount', 'pages_throttlecount'),
        migrations.RenameModel('ThrottleCount', 'RateLimit'),
    ]
