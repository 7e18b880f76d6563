from django.db import migrations

WRITERS = ["Owner", "Editor"]
ACTIONS = ["add", "change", "delete", "publish"]


def allow(apps, schema_editor):
    """Give those who publish pages the news."""
    content_types = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    news, _ = content_types.get_or_create(app_label="projects", model="newsline")
    found = [
        permissions.get_or_create(
            content_type=news,
            codename=f"{action}_newsline",
            defaults={"name": f"Can {action} news"},
        )[0]
        for action in ACTIONS
    ]
    for role in apps.get_model("auth", "Group").objects.filter(name__in=WRITERS):
        role.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0010_writing"),
        ("pages", "0003_roles"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
