"""Process that serves the site from its cache, or forks others, as a test demands."""

import asyncio
import json
import os
import random
import signal
import time
import traceback
from contextlib import contextmanager
from functools import cache
from threading import Thread
from unittest import mock

from tests.support.shell import Process
from tests.support.site import REPOSITORY, make_environment

ADDRESSES = ["/", "/notes/", "/projects/"]


def start_process(database_url, *modules):
    """Return a process on a database, with the functions of modules or of this one."""
    environment = make_environment(
        DATABASE_URL=database_url, DJANGO_SETTINGS_MODULE="tests.settings"
    )
    return Process(REPOSITORY, environment, *(modules or [__name__]))


# In the process


@cache
def get_server():
    """Return the Application and the event loop of a thread, where it runs."""
    from django.conf import settings

    from pages.serving.application import Application

    loop = asyncio.new_event_loop()
    application = Application(settings)
    application.__rsgi_init__(loop)
    Thread(target=loop.run_forever, daemon=True).start()
    return application, loop


def visit(path):
    """Return the status, X-Cache and the text of the answer to a GET of the path."""
    from tests.support.cache import Protocol, make_environ, make_scope

    (application, loop), protocol = get_server(), Protocol()
    answering = application.__rsgi__(make_scope(make_environ(path)), protocol)
    asyncio.run_coroutine_threadsafe(answering, loop).result()
    return protocol.answer.status, protocol.answer.cache, protocol.answer.text


def make_site():
    from tests.support import factories

    home = factories.make_home()
    factories.make_owner()
    page = factories.make_page(home, show_in_menus=True)
    factories.make_project(factories.make_project_index(home))
    page.save_revision().publish()


def publish(title):
    from pages.models import StandardPage

    page = StandardPage.objects.get()
    page.title = title
    page.save_revision().publish()


def list_stored():
    """Return the keys of the stored responses of the current version."""
    from pages.models import SiteVersion, StoredResponse

    stored = StoredResponse.objects.filter(version=SiteVersion.objects.get().value)
    return list(stored.values_list("key", flat=True))


def warm_up():
    """Load the modules that a rendering needs, for the processes that are forked later."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connections

    from tests.support.cache import call, make_environ

    handler = get_wsgi_application()
    for path in ADDRESSES:
        call(handler, make_environ(path))
    connections.close_all()


def kill_at_work(seconds):
    """Let a process publish and render again and again, and kill it after the seconds."""
    with pipe() as (reader, writer):
        child = fork(work, writer)
        os.read(reader, 1)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


@contextmanager
def pipe():
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def work(writer):
    visit("/")
    os.write(writer, b".")
    while True:
        publish(f"Title {random.random()}")
        for path in random.sample(ADDRESSES, 2):
            visit(path)


def start_and_compare():
    """Return the addresses at which a process that starts serves an outdated page."""
    with pipe() as (reader, writer):
        os.waitpid(fork(compare, writer), 0)
        return json.loads(os.read(reader, 4096))


def compare(writer):
    from tests.support.cache import NoWarmer, render_afresh

    # Rendering in the background would only slow down the comparison.
    with mock.patch("pages.serving.cache.cache.Warmer", NoWarmer):
        server, _ = get_server()
    wrong = []
    for path in ADDRESSES:
        served, afresh = visit(path)[2], render_afresh(server, path).text
        if served != afresh or "</html>" not in served:
            wrong.append(path)
    os.write(writer, json.dumps(wrong).encode())


def fork(function, *arguments):
    """Run the function in a process of its own. This one has no connections or threads."""
    child = os.fork()
    if child == 0:
        try:
            function(*arguments)
        except Exception:  # noqa: BLE001 - its parent does not hear of it
            traceback.print_exc()
        finally:
            os._exit(0)
    return child
