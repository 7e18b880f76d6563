from django.core.management import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from pages.operations.backup.history import keep_backup
from pages.operations.backup.refusal import Refusal


class Command(BaseCommand):
    help = "Write the whole site, its database and uploads, into one file."

    def add_arguments(self, parser):
        place = "a file, a folder, or a place in the bucket like bucket:backups/a.zip"
        parser.add_argument("file", metavar="FILE", help=place)

    def handle(self, *, file, **options):
        try:
            backup = keep_backup(file, self.say)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.say(f"Backup: {backup.place} ({filesizeformat(backup.size)})")

    def say(self, text):
        self.stdout.write(text)
        self.stdout.flush()
