"""Database triggers that change the cache version with every write to public content.

They are in the database itself, so that they also see QuerySet.update, bulk operations,
moves in the tree, loaddata and other programs.

Every table counts except those named below, so that a new model cannot be forgotten. Drafts
do not count: a row of a page counts only where the page is or was live, and only for columns
that visitors can see.

In the database the table, the triggers, their function and its setting keep the name
"epoch", so that the processes of the release before can run beside those of this one.
"""

import hashlib
from contextlib import contextmanager

from django.apps import apps
from django.db import connections, transaction
from modelcluster.fields import ParentalKey
from wagtail.images.models import AbstractRendition
from wagtail.models import Page

# Apps and models that no published page shows, by the reason.
NOT_COUNTED = {
    "accounts and their permissions: visitors have none": {
        *("auth", "otp_static", "otp_totp", "sessions", "wagtailusers"),
        *("pages.user", "pages.user_groups", "pages.user_user_permissions"),
        *("wagtailcore.groupcollectionpermission", "wagtailcore.grouppagepermission"),
        "wagtailcore.groupsitepermission",
    },
    "work on pages: visitors see only what is published": {
        *("wagtailadmin", "wagtailcore.comment", "wagtailcore.commentreply"),
        *("wagtailcore.groupapprovaltask", "wagtailcore.groupapprovaltask_groups"),
        *("wagtailcore.modellogentry", "wagtailcore.pagelogentry"),
        *("wagtailcore.pagesubscription", "wagtailcore.revision"),
        *("wagtailcore.task", "wagtailcore.taskstate", "wagtailcore.uploadedfile"),
        *("wagtailcore.workflow", "wagtailcore.workflowcontenttype"),
        *("wagtailcore.workflowpage", "wagtailcore.workflowstate"),
        "wagtailcore.workflowtask",
    },
    "written by migrations, which change the version themselves": {"contenttypes"},
    "for the owner alone": {"pages.backup", "pages.dailyvisits", "wagtailforms"},
    "shows drafts, which are never cached": {"pages.draftlink"},
    "the cache and its version": {"pages.siteversion", "pages.storedresponse"},
    "counts of attempts": {"pages.ratelimitcount"},
    "tags of images and documents, for the editor": {"taggit"},
    "only saves queries: a missing row is looked up": {"wagtailcore.referenceindex"},
    "only read by searches, which are never cached": {"wagtailsearch"},
}

# Columns of a live page that no visitor sees. Saving a draft changes them, and a draft below
# the page changes the number of its children.
NOT_PUBLIC = {
    *("latest_revision_id", "latest_revision_created_at", "live_revision_id"),
    *("draft_title", "has_unpublished_changes", "numchild", "owner_id"),
    *("locked", "locked_at", "locked_by_id"),
}

PREFIX = "pages_epoch_"


def find_counted_models():
    """Return the models whose tables count, including those of many-to-many relations."""
    not_counted = set().union(*NOT_COUNTED.values())
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        # Set by models of other apps that only the admin shows.
        and not getattr(model, "is_admin_only", False)
        and not_counted.isdisjoint({model._meta.app_label, model._meta.label_lower})
    ]


def install(using, plan=None, **kwargs):
    """Install the triggers that are missing, and a version where there is none.

    Connected to post_migrate, which follows a flush too. Migrations of SQLite make tables
    anew, without their triggers.
    """
    connection = connections[using]
    if not has_table(connection):
        return
    with transaction.atomic(using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        wanted = dict(write_triggers(connection, cursor))
        present = drop_triggers(connection, cursor, kept=wanted)
        for name in wanted.keys() - present:
            cursor.execute(wanted[name])
        cursor.execute("SELECT count(*) FROM pages_epoch")
        if plan or not cursor.fetchone()[0]:
            cursor.execute("DELETE FROM pages_epoch")
            value = NEW_VALUE[connection.vendor]
            cursor.execute(f"INSERT INTO pages_epoch (id, value) VALUES (1, {value})")  # noqa: S608


def remove(using, plan=None, **kwargs):
    """Remove the triggers and the version while migrations run. Connected to pre_migrate.

    The triggers name columns and tables that a migration may change. Without a version the
    cache answers nothing.
    """
    connection = connections[using]
    if plan and has_table(connection):
        with transaction.atomic(using), connection.cursor() as cursor:
            drop_triggers(connection, cursor)
            cursor.execute("DELETE FROM pages_epoch")


@contextmanager
def suspended(connection):
    """Change the version once, at the end, for all the writes of a transaction.

    PostgreSQL would keep thousands of dead rows until then, and read past all of them.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL recto.epoch_is_held = 'yes'")
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL recto.epoch_is_held = 'no'")
        cursor.execute(MOVE[connection.vendor])


def has_table(connection):
    return "pages_epoch" in connection.introspection.table_names()


def drop_triggers(connection, cursor, kept=()):
    """Drop all of the triggers except the `kept`, and return the names of those left."""
    cursor.execute(PRESENT[connection.vendor])
    left = set()
    for name, table in cursor.fetchall():
        if name in kept:
            left.add(name)
        else:
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")
    return left


def write_triggers(connection, cursor):
    """Yield the name and the definition of each trigger. The name is a hash of the definition."""
    tables = set(connection.introspection.table_names(cursor))
    for model in find_counted_models():
        table = model._meta.db_table
        if table not in tables:
            continue
        described = connection.introspection.get_table_description(cursor, table)
        columns = {column.name for column in described}
        if model is Page:
            columns -= NOT_PUBLIC
        for event in ("INSERT", "UPDATE", "DELETE", "TRUNCATE"):
            # Renditions are made while a page is rendered.
            if event == "INSERT" and issubclass(model, AbstractRendition):
                continue
            if event == "TRUNCATE" and connection.vendor == "sqlite":
                continue
            definition = define(connection.vendor, model, event, sorted(columns))
            digest = hashlib.sha256(definition.encode()).hexdigest()[:16]
            yield PREFIX + digest, f"CREATE TRIGGER {PREFIX}{digest} {definition}"


def define(vendor, model, event, columns):
    """Return the part after the name in the definition of the trigger for an event."""
    page = find_page_column(model)
    rows = ROWS[event]
    conditions = []
    if event == "UPDATE":
        differ = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
        changes = (f'OLD."{name}" {differ} NEW."{name}"' for name in columns)
        conditions.append(" OR ".join(changes))
    if rows and model is Page:
        conditions.append(" OR ".join(f"{row}.live" for row in rows))
    if rows and page and vendor == "sqlite":
        pages = ", ".join(f'{row}."{page}"' for row in rows)
        found = f"SELECT 1 FROM wagtailcore_page WHERE live AND id IN ({pages})"  # noqa: S608
        conditions.append(f"EXISTS ({found})")
    when = " AND ".join(f"({condition})" for condition in conditions)
    # PostgreSQL allows no query in the condition, so its function finds the page.
    argument = f"'{page}'" if rows and page else ""
    action = {
        "sqlite": f"BEGIN {MOVE['sqlite']}; END",
        "postgresql": f"EXECUTE FUNCTION pages_move_epoch({argument})",
    }
    return " ".join(
        [
            f'AFTER {event} ON "{model._meta.db_table}"',
            f"FOR EACH {'ROW' if rows else 'STATEMENT'}",
            f"WHEN ({when})" if when else "",
            action[vendor],
        ]
    )


def find_page_column(model):
    """Return the column that names the page which a row belongs to, or None.

    The row is the specific page itself, or is edited and published with it.
    """
    if model is Page:
        return None
    if issubclass(model, Page):
        return model._meta.pk.column
    for field in model._meta.local_fields:
        if isinstance(field, ParentalKey) and issubclass(field.related_model, Page):
            return field.column
    return None


ROWS = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"], "TRUNCATE": []}
NEW_VALUE = {
    "sqlite": "lower(hex(randomblob(16)))",
    "postgresql": "gen_random_uuid()::text",
}
# An "INSERT OR REPLACE" would be ignored by a statement that ignores conflicts.
MOVE = {
    vendor: f"UPDATE pages_epoch SET value = {value}"  # noqa: S608
    for vendor, value in NEW_VALUE.items()
}
PRESENT = {
    "sqlite": f"""
        SELECT name, tbl_name FROM sqlite_master
        WHERE type = 'trigger' AND name LIKE '{PREFIX}%'
    """,  # noqa: S608
    "postgresql": f"""
        SELECT tgname, relname FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid
        WHERE tgname LIKE '{PREFIX}%' AND pg_table_is_visible(tgrelid)
    """,  # noqa: S608
}
FUNCTION = f"""
    CREATE OR REPLACE FUNCTION pages_move_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF current_setting('recto.epoch_is_held', true) = 'yes' THEN
            RETURN NULL;
        END IF;
        IF TG_NARGS = 0 OR EXISTS (
            SELECT 1 FROM wagtailcore_page WHERE live AND id IN (
                (to_jsonb(OLD) ->> TG_ARGV[0])::bigint,
                (to_jsonb(NEW) ->> TG_ARGV[0])::bigint
            )
        ) THEN
            {MOVE["postgresql"]};
        END IF;
        RETURN NULL;
    END $$
"""  # noqa: S608
