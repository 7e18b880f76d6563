from django.core.management import BaseCommand, CommandError

from pages.operations.backup.refusal import Refusal
from pages.operations.backup.restore import restore
from pages.operations.backup.upgrade import open_archive
from pages.operations.backup.verification import prove


class Command(BaseCommand):
    help = "Replace the whole site by a backup; what is there now is gone afterwards."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="what backup has written")
        check = "only prove that the backup can be restored, and change nothing"
        parser.add_argument("--check", action="store_true", help=check)

    def handle(self, *, file, check, **options):
        try:
            with open_archive(file, self.say) as archive:
                (prove if check else restore)(archive, self.say)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.say("The backup is good" if check else f"Restored: {file}")

    def say(self, text):
        self.stdout.write(text)
        self.stdout.flush()
