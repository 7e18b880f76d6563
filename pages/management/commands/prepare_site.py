from django.core.management import BaseCommand

from pages.operations.startup import prepare_site
from pages.starter import STARTERS


class Command(BaseCommand):
    help = "Migrate the database, fill an empty site and create its first account."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, help="a port that must be free")

        choice = "the content of an empty site, by default that of the variable STARTER"
        parser.add_argument("--starter", choices=STARTERS, help=choice)
        anew = "fill an empty database even if the site had content before"
        parser.add_argument("--start-over", action="store_true", help=anew)

    def handle(self, *, port, starter, start_over, **options):
        prepare_site(port, self.say, start_over=start_over, with_starter=starter)

    def say(self, text):
        self.stdout.write(text)
        self.stdout.flush()
