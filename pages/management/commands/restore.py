from django.core.management import BaseCommand, CommandError

from pages.operations.backup.archive import explain_failure
from pages.operations.backup.restore import restore, verify
from pages.operations.backup.upgrade import open_archive


class Command(BaseCommand):
    help = "Replace the whole site with a backup; the present content is deleted."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="a file written by backup")
        check = "only verify that the backup can be restored, and change nothing"
        parser.add_argument("--check", action="store_true", help=check)

    def handle(self, *, file, check, **options):
        try:
            with open_archive(file, self.stdout.write) as archive:
                (verify if check else restore)(archive, self.stdout.write)
        except Exception as error:
            raise CommandError(explain_failure(error)) from error
        self.stdout.write("The backup is good" if check else f"Restored: {file}")
