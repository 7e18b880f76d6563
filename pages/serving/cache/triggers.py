"""The triggers that give the site a new epoch with every write to what visitors can see.

They are in the database itself, so nothing passes them by: neither QuerySet.update, nor
bulk operations, moves in the tree, loaddata or another program.

Every table counts but those named below, so that a new model cannot be forgotten. Of a
draft nothing counts: rows of pages count only where the page is or was live, and not for
columns that no visitor sees.
"""

import hashlib
from contextlib import contextmanager

from django.apps import apps
from django.db import connections, transaction
from modelcluster.fields import ParentalKey
from wagtail.images.models import AbstractRendition
from wagtail.models import Page

ACCOUNTS = "accounts and what they may do: visitors have none"
EDITING = "how pages come about: only what is published is seen"
SEARCH = "is asked for each search, which is never kept"

# By app or model: what no published page shows, and why.
NOT_COUNTED = {
    "auth": ACCOUNTS,
    "contenttypes": "is written by migrations, which move the epoch themselves",
    "otp_static": ACCOUNTS,
    "otp_totp": ACCOUNTS,
    "pages.backup": "where copies of the site are, for the owner",
    "pages.dailyvisits": "how many have read a page, for the owner",
    "pages.draftlink": "shows drafts, which are never kept",
    "pages.epoch": "is the epoch",
    "pages.storedsnapshot": "is made of the rest",
    "pages.ratelimit": "counts of attempts",
    "pages.user": ACCOUNTS,
    "pages.user_groups": ACCOUNTS,
    "pages.user_user_permissions": ACCOUNTS,
    "sessions": ACCOUNTS,
    "taggit": "words for pictures and documents, for the editor",
    "wagtailadmin": EDITING,
    "wagtailcore.comment": EDITING,
    "wagtailcore.commentreply": EDITING,
    "wagtailcore.groupapprovaltask": EDITING,
    "wagtailcore.groupapprovaltask_groups": EDITING,
    "wagtailcore.groupcollectionpermission": ACCOUNTS,
    "wagtailcore.grouppagepermission": ACCOUNTS,
    "wagtailcore.groupsitepermission": ACCOUNTS,
    "wagtailcore.modellogentry": EDITING,
    "wagtailcore.pagelogentry": EDITING,
    "wagtailcore.pagesubscription": EDITING,
    "wagtailcore.referenceindex": "only saves queries: what it lacks is looked up",
    "wagtailcore.revision": EDITING,
    "wagtailcore.task": EDITING,
    "wagtailcore.taskstate": EDITING,
    "wagtailcore.uploadedfile": EDITING,
    "wagtailcore.workflow": EDITING,
    "wagtailcore.workflowcontenttype": EDITING,
    "wagtailcore.workflowpage": EDITING,
    "wagtailcore.workflowstate": EDITING,
    "wagtailcore.workflowtask": EDITING,
    "wagtailforms": "what visitors wrote, for the owner",
    "wagtailsearch": SEARCH,
    "wagtailusers": ACCOUNTS,
}

# What of the row of a live page no visitor sees. A draft that is saved changes these, and
# a draft below the page changes the number of its children.
NOT_PUBLIC = {
    *("latest_revision_id", "latest_revision_created_at", "live_revision_id"),
    *("draft_title", "has_unpublished_changes", "numchild", "owner_id"),
    *("locked", "locked_at", "locked_by_id"),
}

PREFIX = "pages_epoch_"


def find_counted_models():
    """Return all models, those of relations among them, whose tables count."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and not {model._meta.app_label, model._meta.label_lower} & NOT_COUNTED.keys()
    ]


def set_up(using, plan=None, **kwargs):
    """Install the triggers that are missing, and give an epoch to a site without one.

    Connected to post_migrate, which follows a flush too: migrations of SQLite make tables
    anew, without their triggers.
    """
    connection = connections[using]
    if not has_epoch(connection):
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


def take_down(using, plan=None, **kwargs):
    """Remove the triggers, and the epoch with them, while migrations run.

    They name columns and tables that a migration may change. Without an epoch no snapshot
    answers. Connected to pre_migrate.
    """
    connection = connections[using]
    if plan and has_epoch(connection):
        with transaction.atomic(using), connection.cursor() as cursor:
            drop_triggers(connection, cursor)
            cursor.execute("DELETE FROM pages_epoch")


@contextmanager
def held(connection):
    """Give the site one new epoch at the end, however much is written in this transaction.

    PostgreSQL would keep each of thousands of values until then, and pass by all of them.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL recto.epoch_is_held = 'yes'")
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL recto.epoch_is_held = 'no'")
        cursor.execute(MOVE[connection.vendor])


def has_epoch(connection):
    return "pages_epoch" in connection.introspection.table_names()


def drop_triggers(connection, cursor, kept=()):
    """Drop all of the triggers but the `kept`, and return the names of those left."""
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
    """Yield name and definition of each trigger; the name tells definitions apart."""
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
            # Pictures get their renditions while a page is rendered.
            if event == "INSERT" and issubclass(model, AbstractRendition):
                continue
            if event == "TRUNCATE" and connection.vendor == "sqlite":
                continue
            definition = define(connection.vendor, model, event, sorted(columns))
            digest = hashlib.sha256(definition.encode()).hexdigest()[:16]
            yield PREFIX + digest, f"CREATE TRIGGER {PREFIX}{digest} {definition}"


def define(vendor, model, event, columns):
    """Return the definition of the trigger for the event, after its name."""
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
    # PostgreSQL allows no query in the condition, so its function looks for the page.
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
    """Return the column that names the page a row is a part of, or None.

    It is that of the specific page itself, or of what is edited and published with it.
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
# Never an "INSERT OR REPLACE": a statement that ignores conflicts would ignore it too.
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
