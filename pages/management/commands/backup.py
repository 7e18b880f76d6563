from django.core.management import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from pages.operations.backup.archive import explain_failure
from pages.operations.backup.create import create_backup


class Command(BaseCommand):
    help = "Write the whole site, its database and uploads, into one file."

    def add_arguments(self, parser):
        destination = "a file, a folder or a name like bucket:backups/a.zip"
        parser.add_argument("file", metavar="FILE", help=destination)

    def handle(self, *, file, **options):
        try:
            backup = create_backup(file, self.stdout.write)
        except Exception as error:
            raise CommandError(explain_failure(error)) from error
        self.stdout.write(f"Backup: {backup.destination} ({filesizeformat(backup.size)})")
