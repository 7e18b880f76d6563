from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the look of the site to its owner."""

    dependencies = [("pages", "0019_writing")]

    operations = [
        migrations.AddField("owner", "accent", models.CharField(blank=True, default="#3d1f8c", max_length=7)),
        migrations.AddField("owner", "face", models.CharField(choices=[("serif", "Serif (Source Serif)"), ("book", "Book (Crimson Pro)"), ("slab", "Slab (Bitter)"), ("sans", "Sans (Source Sans)")], default="serif", max_length=5)),
        migrations.AddField("owner", "margin", models.CharField(choices=[("wide", "Wide"), ("narrow", "Narrow")], default="wide", max_length=6)),
        migrations.CreateModel("Look", fields=[], options={"verbose_name": "look", "verbose_name_plural": "look", "proxy": True, "indexes": [], "constraints": []}, bases=("pages.owner",)),
    ]
