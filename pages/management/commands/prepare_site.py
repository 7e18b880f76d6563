from django.core.management import BaseCommand

from pages.operations.startup import prepare_site


class Command(BaseCommand):
    help = "Migrate the database, fill an empty site and create the owner."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, help="a port that must be free")

    def handle(self, *, port, **options):
        prepare_site(port, self.say)

    def say(self, text):
        self.stdout.write(text)
        self.stdout.flush()
