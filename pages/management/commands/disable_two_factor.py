from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError

from pages.accounts import two_factor


class Command(BaseCommand):
    help = "Turn two-factor login of an account off, for example when its codes are lost."

    def add_arguments(self, parser):
        parser.add_argument("name", help="of the account, like owner")

    def handle(self, *, name, **options):
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no account {name!r}: give its login name.")
        if not two_factor.turn_off(user):
            raise CommandError(f"Two-factor login is off for {name} already.")
        self.stdout.write(f"Two-factor login is off for {name}.")
