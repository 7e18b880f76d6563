"""Requests as nobody sends them in earnest, to every address that the site has.

They are WSGI environments, made by hand: a test client would mend what is broken in them.
"""

import io
import random
import re
from pathlib import Path
from urllib.parse import quote_from_bytes

import wagtail
from bs4 import BeautifulSoup
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver
from django.utils.regex_helper import normalize
from wagtail.models import Page

from tests.support import junk
from tests.support.cache import make_environ
from tests.support.junk import encode, to_bytes

OWNER, READER, NOBODY = "owner", "reader", "nobody"
# Addresses that the server answers before Django.
MORE_ADDRESSES = ["healthz", "readyz", "static/%(_0)s", "media/images/%(_0)s", "%(_0)s"]
# Clients by round. The owner's pages take longest.
ROUNDS = [OWNER, NOBODY, READER, NOBODY, OWNER, NOBODY]
# Values of names in the map that are no keys.
WORDS = {
    **dict.fromkeys(["action_name", "action"], ("publish", "delete", "approve", "copy", "move")),
    **dict.fromkeys(
        ["token", "digest", "uidb64", "filename", "path", "_1"],
        ("MQ", "a-b", "disc.png", "notes.pdf", "latest"),
    ),
}
NAME = re.compile(r"(?:GET|POST|data|params)(?:\.get|\.getlist)?[\[(]\s*[\"']([\w-]+)")


def list_addresses(patterns=None, prefixes=(("", ()),)):
    """Yield every address of the map, as (template, names of what is to be filled in)."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = [
            (start + form, [*before, *names])
            for start, before in prefixes
            for form, names in normalize(pattern.pattern.regex.pattern)
        ]
        if hasattr(pattern, "url_patterns"):
            yield from list_addresses(pattern.url_patterns, here)
        else:
            yield from here


def find_parameters():
    """Return the names of what Wagtail and the site read of queries and forms."""
    names = set()
    for folder in (Path(wagtail.__file__).parent, settings.BASE_DIR / "pages"):
        for file in folder.rglob("*.py"):
            names.update(NAME.findall(file.read_text()))
    return sorted(names)


class Fuzz:
    """Makes requests, the same ones for the same seed and the same site.

    `cookies` are those of each kind of client, by OWNER, READER and NOBODY; `token` is what
    the owner's forms are sent with.
    """

    def __init__(self, seed, cookies, token):
        self.seed, self.cookies, self.token = seed, cookies, token
        self.parameters = find_parameters()
        self.paths = [page.url.strip("/") for page in Page.objects.filter(depth__gt=1)]
        self.models = [(one._meta.app_label, one._meta.model_name) for one in apps.get_models()]
        self.keys = {}
        for model in apps.get_models():
            keys = model.objects.values_list("pk", flat=True) if model.objects else []
            self.keys[model._meta.model_name] = [str(key) for key in keys[:50]]
        self.every_key = sorted({key for keys in self.keys.values() for key in keys})
        addresses = dict(list_addresses())
        addresses |= {more: re.findall(r"\((\w+)\)", more) for more in MORE_ADDRESSES}
        self.addresses = list(addresses.items())
        # Those that visitors have are asked twice in a round.
        self.addresses += [
            one for one in self.addresses if not one[0].startswith(settings.ADMIN_PATH)
        ]
        self.forms = {}

    def make(self, number):
        """Return who sends the request of this number, and its environment.

        Each round visits every address; the first as the owner does who only looks around.
        """
        chance = random.Random(f"{self.seed} {number}")
        turn, place = divmod(number, len(self.addresses))
        role, is_calm = ROUNDS[turn % len(ROUNDS)], turn == 0
        environ = {
            **make_environ("/"),
            "SERVER_NAME": "localhost",
            "PATH_INFO": self.fill(chance, *self.addresses[place], is_calm),
            "REMOTE_ADDR": f"10.0.{chance.randrange(256)}.{chance.randrange(256)}",
            "HTTP_COOKIE": self.cookies[role],
            "wsgi.input": io.BytesIO(),
        }
        if not is_calm:
            methods = [["GET"], ["POST"], junk.METHODS, junk.MADE_UP_METHODS]
            environ["REQUEST_METHOD"] = chance.choice(chance.choices(methods, [9, 7, 3, 1])[0])
            if chance.random() < 0.6:
                environ["QUERY_STRING"] = self.make_query(chance)
            if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
                self.add_body(chance, environ)
            self.add_headers(chance, environ, role)
        return role, environ

    def learn(self, environ, body):
        """Keep the fields of the forms in an answer, to send them back spoilt."""
        path = environ["PATH_INFO"]
        if path not in self.forms and b"<form" in body:
            self.forms[path] = [
                [
                    (field["name"], read_value(field))
                    for field in form.select("[name]:not([name=csrfmiddlewaretoken])")
                ]
                for form in BeautifulSoup(body, "html.parser").select("form[method=post i]")
            ]

    # Parts of a request

    def fill(self, chance, template, names, is_calm):
        """Return the address with values in it that exist, that do not, or are absurd."""
        app, model = chance.choice(self.models)

        def choose(name):
            if not is_calm and chance.random() < 0.25:
                return self.make_text(chance)
            if "app" in name or "model" in name:
                return app if "app" in name else model
            if name.startswith("_") and "%(_1)" not in template:
                return chance.choice(self.paths)
            if name in WORDS:
                return chance.choice(WORDS[name])
            return self.choose_key(chance, name, template)

        path = "/" + template % {name: choose(name) for name in names}
        if not is_calm and chance.random() < 0.1:
            path += chance.choice([*junk.TEXTS, "/", "//", "/.", ".md", "?a", ";a=b"])
        raw = to_bytes(path)
        if not is_calm and chance.random() < 0.05:
            place = chance.randrange(len(raw))
            raw = raw[:place] + chance.choice(junk.BYTES) + raw[place:]
        return raw.decode("latin-1")

    def choose_key(self, chance, name, template):
        """Return a key, most often one that there is."""
        kind = chance.random()
        noun = "page" if "page" in name else name.partition("_")[0]
        nouns = [model for _, model in self.models if model in f"{template} {noun}"]
        for model in (noun, f"site{noun}", *nouns):
            if kind < 0.7 and self.keys.get(model):
                return chance.choice(self.keys[model])
        return chance.choice(self.every_key) if kind < 0.95 else "99999999"

    def make_text(self, chance):
        signs = "".join(chr(chance.randrange(0xD7FF)) for _ in range(20))
        return chance.choice(chance.choices([junk.JUNK, self.every_key, [signs]], [17, 2, 1])[0])

    def make_query(self, chance):
        if chance.random() < 0.1:
            many = "&".join(f"a{number}=1" for number in range(25_000))
            return chance.choice(["&" * 999, "=", "%", "a=%", "%00=%00", "a[]=1", "\xff", many])
        names = chance.choices(self.parameters, k=chance.choice([1, 1, 2, 3, 8]))
        names += names[: chance.choice([0, 0, 0, 2])]
        pairs = [(name, self.make_text(chance)) for name in names]
        as_they_are = to_bytes("&".join(f"{a}={b}" for a, b in pairs)).decode("latin-1")
        spoilt = f"{encode([*pairs, (names[0], '')])}{quote_from_bytes(chance.choice(junk.BYTES))}"
        return chance.choices([encode(pairs), spoilt, as_they_are], [15, 2, 1])[0]

    def add_body(self, chance, environ):
        fields = self.make_fields(chance, environ)
        bad = chance.choice([b"", b"\0" * 99, b"\xff" * 999, b"=&=&;", b"--b--"])
        body, content_type = chance.choices(
            [
                (encode(fields).encode(), "application/x-www-form-urlencoded"),
                junk.make_multipart(chance, fields),
                (junk.make_json(chance, fields), "application/json"),
                (bad, chance.choice(junk.CONTENT_TYPES)),
            ],
            [10, 5, 2, 3],
        )[0]
        environ["CONTENT_LENGTH"] = chance.choice([str(len(body))] * 60 + junk.LENGTHS)
        if chance.random() < 0.05:
            body = body[: len(body) // 2]
        if chance.random() < 0.05:
            content_type = chance.choice(junk.CONTENT_TYPES)
        environ["wsgi.input"] = io.BytesIO(body)
        environ["CONTENT_TYPE"] = content_type

    def make_fields(self, chance, environ):
        """Return pairs for a form: one that the site has shown, a few fields spoilt, or
        names that it knows."""
        known = self.forms.get(environ["PATH_INFO"])
        if known and chance.random() < 0.8:
            fields = list(chance.choice(known))
            for _ in range(min(len(fields), chance.choice([0, 1, 1, 2, 5]))):
                place = chance.randrange(len(fields))
                fields[place] = (fields[place][0], self.make_text(chance))
            return chance.sample(fields, chance.choice([len(fields)] * 4 + [len(fields) // 2]))
        names = chance.choices(self.parameters, k=chance.randrange(1, 8))
        return [(name, self.make_text(chance)) for name in names]

    def add_headers(self, chance, environ, role):
        if role == OWNER and chance.random() < 0.9:
            environ["HTTP_X_CSRFTOKEN"] = self.token
        for name in chance.sample(sorted(junk.HEADERS), chance.choice([0, 0, 1, 2, 6])):
            # An unknown host hides all else.
            if name != "HOST" or chance.random() < 0.3:
                environ[f"HTTP_{name}"] = chance.choice(junk.HEADERS[name])
        if chance.random() < 0.1:
            cookie = chance.choice(junk.COOKIES)
            environ["HTTP_COOKIE"] = "; ".join(filter(None, [environ["HTTP_COOKIE"], cookie]))
        if chance.random() < 0.02:
            del environ["HTTP_HOST"]


def read_value(field):
    if field.name == "select":
        option = field.select_one("option[selected]") or field.select_one("option")
        return option.get("value", "") if option else ""
    return field.text if field.name == "textarea" else field.get("value", "")


def describe(role, environ):
    """Return the request as somebody can repeat it, without the session of the test."""
    left_out = ("SERVER_", "SCRIPT_", "HTTP_COOKIE", "HTTP_X_CSRFTOKEN")
    told = {name: value for name, value in environ.items() if not name.startswith(left_out)}
    told = {name: value for name, value in told.items() if isinstance(value, str)}
    body = environ["wsgi.input"].getvalue()
    return f"as {role}: {told!r:.3000}, body {body!r:.2000}"
