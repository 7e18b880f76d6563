from django.conf import settings
from django.core.management import BaseCommand, call_command

from pages import accounts, starter
from pages.operations import startup
from pages.operations.media_files import describe_missing


class Command(BaseCommand):
    help = "Migrate the database, fill an empty site and create the owner."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, help="a port that must be free")

    def handle(self, *, port, **options):
        startup.check_port(port)
        with startup.hold_database():
            self.say("Migrating the database, and filling it if it is empty")
            call_command("migrate", verbosity=0)
            starter.load_starter()
            startup.check_admin_path()
            password = accounts.create_owner()
        self.say(f"\nSite      {settings.SITE_URL}/")
        self.say(f"Admin     {settings.SITE_URL}{settings.ADMIN_URL}")
        self.say(f"Name      {accounts.get_owner_name()}")
        shown = f"{password} (shown this once)" if password else "as you left it"
        self.say(f"Password  {shown}\nTo set another password: make password\n")
        if problem := describe_missing():
            self.say(f"{problem} See “Uploads” in docs/operate.md.\n")

    def say(self, text):
        self.stdout.write(text)
        self.stdout.flush()
