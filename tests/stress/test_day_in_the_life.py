"""A day in the life of the site: readers, editors, backups, deployments and failures at once.

Each thing fails at least once. DAY_MINUTES=30 goes on, and each failure lasts a minute. nginx
stands for the router of a platform: at a deployment the new process is ready before the old
one is asked to end.
"""

import contextlib
import hashlib
import json
import os
import re
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count, cycle

import pytest
from wagtail.test.utils.form_data import rich_text

from tests.support.buckets import make_bucket
from tests.support.desk import make_account
from tests.support.editors import Editor, Refused
from tests.support.image_files import draw, encode
from tests.support.servers import Server, Site, make_nginx
from tests.support.site import find_free_port, run_python, until
from tests.support.visitors import Visitors, ask, make_proxy

SECONDS = 60 * float(os.environ.get("DAY_MINUTES", "1"))
FAILURE = max(5, SECONDS / 30)  # seconds that each lasts
PAUSE = max(2, FAILURE / 5)  # seconds that an editor takes for a sentence
LONG = 120 + 10 * FAILURE  # seconds until an editor gives up
FEEDS = ["/atom.xml", "/sitemap.xml", "/robots.txt"]
SEARCH = "/search/?q=engine"
BUCKET = """
        location / {{
            proxy_pass {};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            client_max_body_size 100m;
        }}
"""
# Numbers in the drafts and in the published texts of the editors, and hashes of documents.
FIND = """
import hashlib, json
from pages.models import SiteImage, StandardPage
from PIL import Image
from wagtail.documents.models import Document

found = {}
for page in StandardPage.objects.filter(slug__startswith="day-"):
    draft = page.get_latest_revision_as_object()
    found[f"draft {page.pk}"] = int(draft.summary.split()[-1])
    if page.live:
        found[f"page {page.pk}"] = int(page.summary.split()[-1])
for document in Document.objects.filter(title__startswith="Day"):
    found[f"document {document.pk}"] = hashlib.sha256(document.file.read()).hexdigest()
for image in SiteImage.objects.filter(title__startswith="Day"):
    with Image.open(image.file) as picture:
        picture.load()
        found[f"image {image.pk}"] = list(picture.size)
print(json.dumps(found))
"""


CHECK = """
from pages.operations.backup.archive import Archive
from pages.operations.backup.restore import verify

with Archive({archive!r}) as archive:
    verify(archive, print)
"""


class Router:
    """nginx before the site, and the process behind it, which deployments replace."""

    def __init__(self, site, directory):
        self._site = site
        self._ports = [find_free_port(), find_free_port()]
        self._next = cycle(self._ports)
        self._process = None
        self._proxy = make_proxy(directory, self._ports, port=site.port)
        self.log = ""

    def __enter__(self):
        self.deploy()
        self._proxy.start().wait("/readyz")
        return self

    def __exit__(self, *exception):
        for server in (self._proxy, self._process):
            server.__exit__()
        self.log += self._process.log

    def deploy(self):
        """Start a process, and end the one before when the new one is ready."""
        old, self._process = self._process, self._site.serve(next(self._next)).start()
        self._process.wait("/readyz")
        if old:
            assert old.end() == 0
            self.log += old.log


class Day:
    """All that people do with the site, until `is_over`.

    `kept` is what editors were told is saved, by the names that FIND has for it, `pages` are
    the requests for what was published, and `backups` pairs of an archive and what had been
    kept as it was begun.
    """

    def __init__(self, site, home, directory):
        self.site, self.home, self.directory = site, home, directory
        self.kept, self.backups, self.problems, self.refusals = {}, [], [], Counter()
        self.pages = []
        self.is_over = threading.Event()
        self._numbers = count(1)

    def insist(self, editor, act, *arguments):
        """Do something until the site says that it is done, as people and scripts do."""

        def attempt():
            try:
                return [act(*arguments)]
            except Refused as refused:
                self.refusals[act.__name__, *refused.args[:1]] += 1
                # An answer may be lost: then the editor asks whether to overwrite, and is told to.
                if editor:
                    editor.revision = ""
                self.is_over.wait(0.5)
                return None

        return until(attempt, LONG)[0]

    def edit(self, name, password):
        editor = self.insist(None, Editor, self.site, name, password)
        while not self.is_over.is_set():
            self.write_page(editor)
            self.insist(editor, editor.log_in)

    def write_page(self, editor):
        """Make a page, and publish it with a picture and again without, next to a document."""
        number = next(self._numbers)
        do = partial(self.insist, editor)

        def create():
            # An answer may be lost: then there is a page of the last name already.
            editor.create(self.home, f"day-{next(self._numbers)}", f"Text {number}")

        do(create)
        self.kept[f"draft {editor.page}"] = number
        width = 900 + number % 900
        image = self.upload(do, editor, "image", "day.png", encode(draw(width, 600), "PNG"))
        self.kept[f"image {image}"] = [width, 600]
        notes = b"Notes of the day. " * number
        document = self.upload(do, editor, "document", "day.txt", notes)
        self.kept[f"document {document}"] = hashlib.sha256(notes).hexdigest()
        picture = {"image": image, "alt_text": "A disc"}
        caption = rich_text("<p>A disc.</p>")
        figure = {"image": picture, "caption": caption, "credit": "", "width": "text"}
        for blocks in ([("figure", figure)], []):
            for _ in range(3):
                number = next(self._numbers)
                do(editor.save, f"Text {number}", *blocks)
                self.kept[f"draft {editor.page}"] = number
                do(editor.preview, f"Text {number}", *blocks)
                self.is_over.wait(PAUSE)
            do(editor.publish, f"Text {number}", *blocks)
            self.kept[f"page {editor.page}"] = number
            if blocks:
                address = f"/{editor.slug}/"
                wait_for(self.site, address)
                self.pages.append(("GET", address))

    def upload(self, do, editor, kind, name, content):
        return do(editor.upload, kind, name, content, f"Day {name}")

    def back_up(self):
        """Make backups one after the other."""
        for number in count():
            archive, before = self.directory / f"{number}.zip", self.kept.copy()
            done = self.manage("backup", archive)
            if done.returncode == 0:
                self.backups.append((archive, before))
            elif archive.exists() or "Traceback" in done.stderr:
                self.problems.append(done.stderr)
            if self.is_over.wait(FAILURE):
                break

    def manage(self, *arguments):
        site = self.site
        return run_python("manage.py", *arguments, directory=site.directory, **site.variables)


def find_lost(site, kept):
    """Return the names of what a site lacks, or has in an older state."""
    found = json.loads(site.run(FIND))
    return [
        name
        for name, value in kept.items()
        if not (found.get(name, 0) >= value if isinstance(value, int) else found.get(name) == value)
    ]


def fail(site, leave, return_, paths):
    """Let something be away, until all paths that may need it are answered again."""
    leave()
    try:
        time.sleep(FAILURE)
    finally:
        return_()
    for path in paths:
        wait_for(site, path)


def wait_for(site, path):
    """Wait until the site answers a path with a page or a file."""
    until(lambda: ask(site.port, "GET", path, Host=f"localhost:{site.port}").status == 200, LONG)


def list_pictures(site, pages):
    """Return the requests for all pictures that the pages show."""
    html = "".join(site.get(path).text for _, path in pages)
    return [("GET", path) for path in dict.fromkeys(re.findall(r"/media/[^\s\",<&]+", html))]


@pytest.fixture
def bucket(tmp_path):
    """The way to an object storage, which can be away while the storage keeps its files."""
    port = find_free_port()
    moto = [sys.executable, "-m", "moto.server", "-p", str(port)]
    storage = Server(moto, tmp_path, port)
    way = make_nginx(tmp_path, BUCKET.format(storage.url))
    with storage:
        storage.wait()
        with way:
            yield way.wait()


@pytest.fixture
def site(tmp_path, database, bucket):
    directory = tmp_path / "site"
    directory.mkdir()
    with contextlib.closing(
        Site(directory, DATABASE_URL=database.url, **make_bucket(bucket.url))
    ) as site:
        yield site


def test_a_day_with_failures_shows_no_reader_an_error_and_loses_nothing(
    site, database, bucket, tmp_path, add_row
):
    home = int(site.run("from pages.models import HomePage; print(HomePage.objects.get().pk)"))
    accounts = [make_account(site, "Editor") for _ in range(2)]
    folder = tmp_path / "router"
    folder.mkdir()
    day = Day(site, home, tmp_path)
    scenes = []
    with contextlib.ExitStack() as stack:
        router = stack.enter_context(Router(site, folder))
        sitemap = re.findall(r"<loc>https?://[^/]+([^<]+)", site.get("/sitemap.xml").text)
        pages = day.pages = [("GET", path) for path in sitemap + FEEDS]
        pictures, search = list_pictures(site, pages), [("GET", SEARCH)]
        shown = [path for _, path in pictures]
        come = partial(Visitors, site.port, pause=0.05, Host=f"localhost:{site.port}")
        crowds = [
            stack.enter_context(come(asked, count=number))
            for asked, number in ((pages, 6), (pictures, 2), (search, 1))
        ]
        pool = stack.enter_context(ThreadPoolExecutor())
        stack.callback(day.is_over.set)
        work = [pool.submit(day.edit, *account) for account in accounts]
        work.append(pool.submit(day.back_up))
        end = time.monotonic() + SECONDS
        kinds = [
            ("PostgreSQL", database.freeze, database.thaw, [SEARCH]),
            ("the bucket", bucket.freeze, bucket.thaw, shown),
            ("PostgreSQL", database.stop, database.start, [SEARCH]),
            ("the bucket", bucket.kill, bucket.start, shown),
        ]
        failures = cycle(kinds)
        while len(scenes) < len(kinds) or time.monotonic() < end:
            day.is_over.wait(FAILURE)
            router.deploy()
            # A process that has not shown a page yet has no copy of it while PostgreSQL is away.
            for _, path in tuple(day.pages):
                wait_for(site, path)
            day.is_over.wait(FAILURE)
            name, *failure = next(failures)
            start = time.monotonic()
            fail(site, *failure)
            scenes.append((name, start, time.monotonic()))
            statuses = [Counter(answer.status for answer in crowd.answers) for crowd in crowds]
            print(f"{name} was away: {statuses}, {len(day.kept)} kept, {day.refusals}")
        day.is_over.set()
        for one in work:
            one.result()

    errors = [
        [(answer, [name for name, *times in scenes if overlaps(answer, *times)]) for answer in bad]
        for bad in ([a for a in crowd.answers if a.status != 200] for crowd in crowds)
    ]
    lost = find_lost(site, day.kept)
    with restored(day, tmp_path) as (copy, before):
        lost += find_lost(copy, before)
    fault = f"a day of {SECONDS / 60:g} minutes, {len(scenes)} failures and deployments"
    load = f"2 editors, {len(day.backups)} backups"
    for name, crowd in zip(("pages and feeds", "pictures", "search"), crowds, strict=True):
        add_row(fault, f"{load}; {name}", crowd.answers, ", ".join(lost) or "nothing")
    of_pages, of_pictures, of_search = errors
    assert of_pages == []
    for unexplained, failure in ((of_pictures, "the bucket"), (of_search, "PostgreSQL")):
        assert [e for e in unexplained if e[0].status != 503 or failure not in e[1]] == []
    assert lost == []
    assert day.problems == []
    assert "Internal Server Error" not in router.log
    assert "Traceback" not in router.log


def overlaps(answer, start, end):
    return answer.began_at < end and answer.began_at + answer.seconds > start


@contextlib.contextmanager
def restored(day, directory):
    """Check all backups, and yield a site with the last, and what it has to have."""
    for archive, _ in day.backups:
        day.site.run(CHECK.format(archive=str(archive)))
    archive, before = day.backups[-1]
    folder = directory / "restored"
    folder.mkdir()
    with contextlib.closing(Site(folder)) as copy:
        copy.manage("restore", archive)
        yield copy, before
