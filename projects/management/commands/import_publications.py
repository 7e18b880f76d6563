from pathlib import Path

from django.core.management import BaseCommand, CommandError

from projects.citations.reading import UnreadableFile, decode
from projects.imports.reading import ImportRefused, import_text
from projects.imports.report import import_all
from projects.models import PublicationIndexPage


class Command(BaseCommand):
    help = "Add the publications of a file: BibTeX, RIS, CSL-JSON, DOIs or arXiv identifiers."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--publish", action="store_true", help="publish them, not as drafts")

    def handle(self, *, file, publish, **options):
        index = PublicationIndexPage.objects.first()
        if index is None:
            raise CommandError("The site has no list of publications: add that page first.")
        try:
            made = import_text(index, file.name, decode(file.read_bytes()))
        except (OSError, ImportRefused, UnreadableFile) as error:
            raise CommandError(str(error)) from error
        failures = import_all(made, publish, self.stdout.write)
        if failures:
            raise CommandError(f"{failures} could not be read or made: see above.")
