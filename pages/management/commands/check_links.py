from django.core.management import BaseCommand, CommandError

from pages.links.check import check_links, tell
from pages.links.external import Asker, Limits
from pages.models import Link


class Command(BaseCommand):
    help = "Check the links of the site; fail when one of its own leads nowhere."

    def add_arguments(self, parser):
        ask = "ask other sites too, those that were not asked lately"
        parser.add_argument("--external", action="store_true", help=ask)
        limit = "how long to ask other sites (%(default)s)"
        parser.add_argument("--minutes", type=float, default=30, help=limit)

    def handle(self, *, external, minutes, **options):
        left = check_links(Asker(Limits(seconds=minutes * 60)) if external else None)
        links = Link.objects.wrong() if external else Link.objects.wrong().internal()
        for line in tell(links.worst_first().with_uses()):
            self.stdout.write(line)
        broken = Link.objects.broken().internal().count()
        checked = Link.objects.exclude(checked_at=None).count()
        self.stdout.write(f"Links checked: {checked}")
        if left:
            self.stdout.write(f"Left for the next run: {left}")
        if broken:
            raise CommandError(f"Broken links of this site: {broken}")
