"""The three roles, in the place of the groups and the workflow that Wagtail comes with.

What a role may do on pages and collections holds from the root of their trees. Accounts
are left to administrators alone: in Wagtail, whoever may change accounts may make an
administrator of their own.
"""

from django.db import migrations

WRITE = [("wagtailadmin", "access_admin", "admin")]
# Wagtail asks for these even where the site has an image model of its own.
UPLOAD = [
    ("wagtailimages", "add_image", "image"),
    ("wagtailimages", "choose_image", "image"),
    ("wagtaildocs", "add_document", "document"),
    ("wagtaildocs", "choose_document", "document"),
]
TIDY = [
    *UPLOAD,
    ("wagtailimages", "change_image", "image"),
    ("wagtaildocs", "change_document", "document"),
]

# Of each role: what it may do anywhere, on pages, and in collections; and the group of
# Wagtail that it follows. Whoever may add a page may edit, and while it is a draft
# delete, what they have made; the same is true of images and documents.
ROLES = {
    "Owner": {
        "follows": [],
        "anywhere": [
            *WRITE,
            ("pages", "change_owner", "owner"),
            *(
                (app, f"{action}_{model}", model)
                for app, model in (
                    ("wagtailredirects", "redirect"),
                    ("wagtailcore", "workflow"),
                    ("wagtailcore", "task"),
                )
                for action in ("add", "change", "delete")
            ),
        ],
        "pages": ["add", "change", "publish", "bulk_delete", "lock", "unlock"],
        "collections": [
            *TIDY,
            ("wagtailcore", "add_collection", "collection"),
            ("wagtailcore", "change_collection", "collection"),
            ("wagtailcore", "delete_collection", "collection"),
        ],
    },
    "Editor": {
        "follows": ["Moderators"],
        "anywhere": WRITE,
        "pages": ["add", "change", "publish", "lock", "unlock"],
        "collections": TIDY,
    },
    "Contributor": {
        "follows": ["Editors"],
        "anywhere": WRITE,
        "pages": ["add"],
        "collections": UPLOAD,
    },
}
REVIEW = {"name": "Review", "groups": ["Owner", "Editor"], "was": "Moderators approval"}

# What Wagtail's own migrations make.
BEFORE = {
    "Moderators": {
        "follows": ["Editor", "Owner"],
        "anywhere": WRITE,
        "pages": ["add", "change", "publish", "lock", "unlock"],
        "collections": TIDY,
    },
    "Editors": {
        "follows": ["Contributor"],
        "anywhere": WRITE,
        "pages": ["add", "change"],
        "collections": TIDY,
    },
}
REVIEW_BEFORE = {
    "name": "Moderators approval",
    "groups": ["Moderators"],
    "was": "Review",
}


# The names that Wagtail gives where they are not made of the verb and the model.
NAMES = {
    "access_admin": "Can access Wagtail admin",
    "bulk_delete_page": "Delete pages with children",
    "lock_page": "Lock/unlock pages you've locked",
    "publish_page": "Publish any page",
    "unlock_page": "Unlock any page",
}


def make_roles(apps, schema_editor):
    for name, role in ROLES.items():
        make_group(apps, name, role)
    make_workflow(apps, REVIEW)
    # Accounts that were made before: whoever may do everything is an owner.
    owner = apps.get_model("auth", "Group").objects.get(name="Owner")
    users = apps.get_model("pages", "User").objects
    owner.user_set.add(*users.filter(is_superuser=True))


def restore_groups(apps, schema_editor):
    for name, role in BEFORE.items():
        make_group(apps, name, role)
    make_workflow(apps, REVIEW_BEFORE)


def make_group(apps, name, role):
    """Give a group exactly these permissions, and the people of those it follows."""
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)

    group.permissions.set(get_permission(apps, *key) for key in role["anywhere"])
    group.page_permissions.all().delete()
    for action in role["pages"]:
        permission = get_permission(apps, "wagtailcore", f"{action}_page", "page")
        group.page_permissions.create(page=root, permission=permission)
    group.collection_permissions.all().delete()
    for key in role["collections"]:
        permission = get_permission(apps, *key)
        group.collection_permissions.create(
            collection=collection, permission=permission
        )

    for old in type(group).objects.filter(name__in=role["follows"]):
        group.user_set.add(*old.user_set.all())
        # Private pages and tasks that name the old group name the new one.
        group.pageviewrestriction_set.add(*old.pageviewrestriction_set.all())
        group.collectionviewrestriction_set.add(
            *old.collectionviewrestriction_set.all()
        )
        group.groupapprovaltask_set.add(*old.groupapprovaltask_set.all())
        old.delete()


def get_permission(apps, app_label, codename, model):
    """Return a permission, made as Django makes it after the migrations of a new site."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": NAMES.get(codename) or f"Can {codename.replace('_', ' ')}"},
    )
    return permission


def make_workflow(apps, review):
    """Let the groups approve what others submit, unless the site has a way of its own."""
    Workflow = apps.get_model("wagtailcore", "Workflow")
    Task = apps.get_model("wagtailcore", "GroupApprovalTask")
    ContentType = apps.get_model("contenttypes", "ContentType")
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    pages = apps.get_model("wagtailcore", "WorkflowPage").objects

    task = Task.objects.filter(name=review["was"]).first()
    workflow = Workflow.objects.filter(name=review["was"]).first()
    if task and workflow:
        task.name = workflow.name = review["name"]
        task.save()
        workflow.save()
    elif not pages.filter(page=root).exists():
        kind, _ = ContentType.objects.get_or_create(
            app_label="wagtailcore", model="groupapprovaltask"
        )
        task = Task.objects.create(name=review["name"], content_type=kind)
        workflow = Workflow.objects.create(name=review["name"])
        workflow.workflow_tasks.create(task=task, sort_order=0)
        pages.create(workflow=workflow, page=root)
    else:
        return
    groups = apps.get_model("auth", "Group").objects
    task.groups.set(groups.filter(name__in=review["groups"]))


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0002_pages"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtaildocs", "0011_add_choose_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [migrations.RunPython(make_roles, restore_groups)]
