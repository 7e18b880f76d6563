from django.core.management import BaseCommand

from pages.operations.backup.archive import Archive
from pages.operations.backup.upgrade import upgrade


class Command(BaseCommand):
    help = "Only for restore: bring a backup up to date, by means of an empty database."

    def add_arguments(self, parser):
        parser.add_argument("old", help="the backup of an older version")
        parser.add_argument("new", help="where the new one is written")

    def handle(self, *, old, new, **options):
        with Archive(old) as archive:
            upgrade(archive, new)
