"""Give the owner the topics.

Whoever edits a project types new topics; the owner renames and deletes them.
"""

from django.db import migrations

ACTIONS = ["add", "change", "delete"]


def allow(apps, schema_editor):
    content_types = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    topic, _ = content_types.get_or_create(app_label="projects", model="topic")
    found = [
        permissions.get_or_create(
            content_type=topic,
            codename=f"{action}_topic",
            defaults={"name": f"Can {action} topic"},
        )[0]
        for action in ACTIONS
    ]
    for owner in apps.get_model("auth", "Group").objects.filter(name="Owner"):
        owner.permissions.add(*found)


def forbid(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="projects", content_type__model="topic"
    )
    for owner in apps.get_model("auth", "Group").objects.filter(name="Owner"):
        owner.permissions.remove(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0002_desk_and_look"),
        ("pages", "0003_roles"),
    ]

    operations = [
        migrations.RunPython(allow, forbid),
    ]
