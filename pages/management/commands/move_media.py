from django.conf import settings
from django.core.management import BaseCommand, CommandError

from pages.operations.media_files import copy_files, open_storages

SOURCES = {"bucket": "disk", "disk": "bucket"}


class Command(BaseCommand):
    help = "Copy all uploads from the disk to the bucket, or back, and verify each copy."

    def add_arguments(self, parser):
        parser.add_argument("target", choices=SOURCES, help="the storage that gets the files")

    def handle(self, *, target, **options):
        if not settings.BUCKET:
            raise CommandError("No bucket is set: set its five variables (docs/deploy.md).")
        storages, source = open_storages(), SOURCES[target]
        try:
            outcomes = copy_files(storages[source], storages[target], self.stdout.write)
        except Exception as error:
            problem = f"The copy has stopped ({error}): run the command again to go on."
            raise CommandError(problem) from error
        copied, present = (len(outcomes[name]) for name in ("copied", "present"))
        self.stdout.write(f"Copied {copied}, there already {present}")
        reasons = {"missing": "missing in both", "different": f"the {target} has another file"}
        problems = [f"{name}: {why}" for kind, why in reasons.items() for name in outcomes[kind]]
        if problems:
            raise CommandError("\n".join(["Not copied:", *problems]))
        self.stdout.write(f"The {target} has every file. The {source} keeps its own.")
