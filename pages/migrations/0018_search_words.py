from django.db import migrations


class Migration(migrations.Migration):
    """Empty the search index, whose words are of another form now.

    The preparation of a start fills it again.
    """

    dependencies = [
        ("pages", "0017_page_language"),
        ("wagtailsearch", "0006_customise_indexentry"),
    ]

    operations = [
        migrations.RunSQL("DELETE FROM wagtailsearch_indexentry", migrations.RunSQL.noop),
    ]
