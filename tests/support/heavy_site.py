"""The starter site after many years: 60 projects, 150 publications, pages of real length.

`fill` runs in a process on the starter site. It makes the same at each run, of the sentences in
heavy_site.yaml, in turn with each material that they are true of.
"""

import io
import math
from datetime import UTC, date, datetime
from itertools import count, cycle, islice
from pathlib import Path

import yaml
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils.html import strip_tags
from PIL import Image, ImageDraw, ImageOps
from wagtail.signal_handlers import disable_reference_index_auto_update

from pages.models import HomePage, SelectedWork, SiteImage
from projects import models as projects
from tests.support.factories import make_body, make_data, make_figure, make_page

PROJECTS, PUBLICATIONS, WORDS = 60, 150, 9_000
FIGURES, TABLES, FORMULAS, LISTINGS = 45, 10, 20, 15
SIZES = {"photo": (1680, 1120), "panorama": (2000, 500), "tall": (700, 1900), "plot": (1200, 800)}
WIDTHS = ["text", "wide", "full"]
LINES = {1: "linear", 3: "vertical", 6: "both", 9: "linear", 12: "vertical"}  # scales, by lines
BARS = [3, 8, 12, 20, 40]
INK, INDIGO, RUST = (27, 26, 34, 255), (61, 31, 140, 255), (168, 72, 10, 255)
TEXTS = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))


def pick(name, number):
    """Return one of the texts of this name, all in turn."""
    return TEXTS[name][number % len(TEXTS[name])]


def say(number, text=None):
    """Return the text, or else the next sentence, about the next material."""
    text = text or pick("sentences", number)
    return text.format(material=pick("materials", number), method=pick("methods", number))


def write(numbers, sentences=4):
    """Return a paragraph of the next sentences; `numbers` counts them."""
    return f"<p>{' '.join(map(say, islice(numbers, sentences)))}</p>"


def fill(scale=1):
    """Fill the starter site, with pictures on this scale."""
    with transaction.atomic(), disable_reference_index_auto_update():
        pictures = {
            (shape, width): save_picture(shape, 3 + 2 * place, scale)
            for shape in SIZES
            for place, width in enumerate(WIDTHS)
        }
        covers = [save_picture("photo", waves, scale) for waves in range(4, 10)]
        publications = [add_publication(number) for number in range(PUBLICATIONS)]
        add_long_page(pictures, covers[0], publications)
        pages = [add_project(number, covers, publications) for number in range(PROJECTS)]
        add_scripts(pictures["photo", "text"])
        add_page("Formulas and charts", spread(make_formulas_and_charts()))
        add_long_words()
        index, home = projects.PublicationIndexPage.objects.get(), HomePage.objects.get()
        for place, page in enumerate(publications[::10]):
            index.selected_publications.create(publication=page, sort_order=place)
        for place, page in enumerate(pages[:3], start=10):
            SelectedWork.objects.create(home=home, page=page, sort_order=place)


# Pictures


def save_picture(shape, waves, scale):
    """Save a picture of waves, which has no background if it is a plot."""
    width, height = (int(side * scale) for side in SIZES[shape])
    picture = (draw_plot if shape == "plot" else draw_waves)(width, height, waves)
    file, kind = io.BytesIO(), "PNG" if shape == "plot" else "JPEG"
    picture.save(file, kind, quality=90)
    name = f"{shape}-{waves}"
    file = ImageFile(file, f"{name}.{kind.lower()}")
    return SiteImage.objects.create(title=name, description=describe(shape, waves), file=file)


def describe(shape, number):
    return say(number, TEXTS["captions"]["plot" if shape == "plot" else "waves"])


def draw_waves(width, height, waves):
    """Draw the interference of two waves, on a coarse grid that is made smooth."""
    columns, rows = width // 8, height // 8
    sources = [(columns * part, rows * -0.3) for part in (0.4, 0.6)]
    step = waves * 8 * math.pi / math.hypot(columns, rows)
    light = bytes(
        int(127 + 63 * sum(math.sin(math.dist((x, y), source) * step) for source in sources))
        for y in range(rows)
        for x in range(columns)
    )
    grey = Image.frombytes("L", (columns, rows), light)
    grey = grey.resize((width, height), Image.Resampling.BICUBIC)
    return ImageOps.colorize(grey, "#1c1036", "#f5e9c8", mid=f"hsl({waves * 40}, 45%, 50%)")


def draw_plot(width, height, waves):
    """Draw a wave in its envelope, beside two axes."""
    picture, side = Image.new("RGBA", (width, height)), height // 10
    pen, middle, room = ImageDraw.Draw(picture), height // 2, width - 2 * side
    corners = [(side, side), (side, height - side), (width - side, height - side)]
    pen.line(corners, INK, width=4)
    for colour, number in ((RUST, 0), (INDIGO, waves)):
        heights = [
            math.sin(math.pi * x / room) * math.cos(2 * math.pi * number * x / room) * 0.8
            for x in range(room)
        ]
        points = [(side + x, middle * (1 - y)) for x, y in enumerate(heights)]
        pen.line(points, colour, width=5, joint="curve")
    return picture


# Publications and projects


def add_publication(number):
    kind, year, month = pick("kinds", number), 2026 - number * 19 // PUBLICATIONS, number % 12 + 1
    has_pages = kind in {"article", "conference", "chapter"}
    title = f"{pick('effects', number)} in {pick('materials', number)}"
    title = f"{title} with {pick('methods', number)}".replace("MoS₂", r"$\mathrm{MoS}_2$")
    links = [
        {"kind": name, "address": f"https://example.org/{number}/{name}"}
        for name in ("code", "data", "slides", "video")[: number % 5]
    ]
    page = projects.PublicationPage(
        kind=kind,
        published_on=f"{year}-{month:02}-17"[: (4, 7, 10)[number % 3]],
        venue=TEXTS["venues"][kind][number % len(TEXTS["venues"][kind])],
        volume=str(number + 1) if has_pages else "",
        page_range=f"{number * 9 + 1}–{number * 9 + 8}" if has_pages else "",
        doi=f"10.5555/electrons.{year}.{number}" if number % 4 else "",
        summary=strip_tags(say(number)) if number % 5 == 0 else "",
        abstract=strip_tags(write(count(number), 6)),
        award="Best paper" if number % 30 == 7 else "",
        links=make_stream(projects.PublicationPage, "links", links),
        **date_page(year),
    )
    page.set_title(title + (TEXTS["subtitle"] if number % 12 == 5 else ""))
    size = 60 if number % 25 == 24 else 24 if number % 10 == 3 else 2 + number * number % 7
    names = [f"{chr(65 + n % 26)}. {pick('families', n)}" for n in range(number, number + size)]
    names[number % size] = "W. Dong"
    page.authors = [
        projects.Author(name=name, sort_order=place, is_equal=number % 9 == 0 and place < 2)
        for place, name in enumerate(names)
    ]
    page.topics.add(pick("materials", number), lower(pick("effects", number)))
    return projects.PublicationIndexPage.objects.get().add_child(instance=page)


def date_page(year):
    moment = datetime(year, 3, 14, tzinfo=UTC)
    return {"first_published_at": moment, "last_published_at": moment}


def lower(text):
    return text[0].lower() + text[1:]


def make_stream(model, name, values):
    block = model._meta.get_field(name).stream_block
    [kind] = block.child_blocks
    return block.to_python([{"type": kind, "value": value} for value in values])


def make_heading(text, level="h2"):
    return "heading", {"text": text, "level": level, "anchor": ""}


def add_project(number, covers, publications):
    numbers = count(number * 5)
    body = [("prose", write(numbers, 2)), make_heading("Method")]
    body += [("prose", write(numbers) + write(numbers)), make_heading("Results")]
    body += [("results_table", make_energies(4, 3)), ("prose", write(numbers))]
    title = f"{pick('effects', number)} in {pick('materials', number)}"
    cover = None if number % 6 == 5 else covers[number % len(covers)]
    chosen = publications[number * 2 : number * 2 + 1 + number % 5]
    return make_project(number, title, body, cover, chosen)


def make_project(number, title, body, cover, publications):
    model, year = projects.ProjectPage, 2025 - number * 17 // PROJECTS
    facts = [{"label": label, "value": value} for label, value in TEXTS["facts"]]
    headline = [
        {"value": f"{(number + 3) * 40**n:,}", "unit": unit, "what": what}
        for n, (unit, what) in enumerate(TEXTS["numbers"])
    ]
    page = model(
        title=title,
        summary=strip_tags(say(number)),
        cover=cover,
        started_on=date(year - 2, 5, 1),
        finished_on=date(year, 11, 1) if number % 8 else None,
        is_featured=number == 3,
        role="Project lead" if number % 2 else "",
        place=pick("places", number),
        facts=make_stream(model, "facts", facts[: 2 + number % 7]),
        numbers=make_stream(model, "numbers", headline[: number % 5]),
        body=make_body(*body),
        **date_page(year),
    )
    page.topics.add(pick("materials", number), lower(pick("effects", number)), "electrons")
    page.chosen_publications = [
        projects.ProjectPublication(publication=one, sort_order=place)
        for place, one in enumerate(publications)
    ]
    return projects.ProjectIndexPage.objects.get().add_child(instance=page)


# The long page


def add_long_page(pictures, cover, publications):
    numbers, body, blocks = count(), [("contents", None)], spread(make_blocks(pictures))
    # A sentence has about 24 words.
    sentences = round(WORDS / 24 / len(blocks))
    for place, block in enumerate(blocks):
        if place % 10 == 0:
            body.append(make_heading(pick("effects", place // 10)))
        elif place % 3 == 0:
            text = f"{pick('effects', place // 10)} in {pick('materials', place)}"
            body.append(make_heading(text, "h3"))
        body += [("prose", write(numbers, sentences)), block]
    return make_project(9, "Electrons in crystals", body, cover, publications[:12])


def make_blocks(pictures):
    """Return the values of all blocks of the long page but its texts, by their names."""
    shown = islice(cycle(pictures.items()), FIGURES)
    figures = [
        make_figure(picture, width=width, caption=f"<p>{describe(shape, number)}</p>")
        for number, ((shape, width), picture) in enumerate(shown)
    ]
    photos = [{"image": figure["image"], "caption": ""} for figure in figures]
    caption = figures[0]["caption"]
    return {
        "figure": figures,
        "gallery": [{"pictures": photos[:number], "caption": caption} for number in (2, 4, 9)],
        "results_table": [make_energies(3 + n, 3 + n + n // 8) for n in range(TABLES)],
        "code": [pick("code", n) for n in range(LISTINGS)],
        "quote": [pick("quotes", n) for n in range(6)],
        "note": [{"text": f"<p>{say(n * 5)}</p>"} for n in range(8)],
        **make_formulas_and_charts(),
    }


def make_formulas_and_charts():
    return {
        "formula": [{"latex": pick("formulas", n)} for n in range(FORMULAS)],
        "chart": [*map(make_lines, LINES, LINES.values()), *map(make_bars, BARS)],
    }


def spread(kinds):
    """Return the pairs of names and values so that each kind is everywhere on the page."""
    places = [
        ((number + 0.5) / len(values), name, value)
        for name, values in kinds.items()
        for number, value in enumerate(values)
    ]
    return [(name, value) for _place, name, value in sorted(places, key=lambda one: one[:2])]


def find_energies(level, widths):
    """Return the energies in eV of an electron on a level in boxes of these widths in nm."""
    return [f"{0.37603 * level**2 / width**2:.4g}" for width in widths]


def make_energies(rows, columns, level="Level", width="{} nm (eV)", caption=None):
    """Return a results table of energies by level and by width of the box."""
    widths, kind = range(1, columns), "number_lower" if columns % 2 else "number"
    headings = [(level, "text"), *((width.format(one), kind) for one in widths)]
    table = [[f"n = {n}", *find_energies(n, widths)] for n in range(1, rows + 1)]
    caption = caption or TEXTS["captions"]["table"]
    return make_data(headings, *table, caption=caption, source="this work")


def make_lines(count, scale):
    levels = range(1, count + 1)
    headings = [("Width (nm)", "number"), *((f"Level {n} (eV)", "number") for n in levels)]
    rows = [[str(w), *(find_energies(n, [w])[0] for n in levels)] for w in (1, 2, 3, 5, 8, 16, 32)]
    caption = TEXTS["captions"]["lines"]
    return make_data(headings, *rows, caption=caption, kind="lines", scale=scale)


def make_bars(count):
    rows = [[name, str(gap)] for name, gap in islice(TEXTS["gaps"].items(), count)]
    headings, caption = (
        [("Crystal", "text"), ("Band gap (eV)", "number")],
        TEXTS["captions"]["bars"],
    )
    return make_data(headings, *rows, caption=caption, kind="bars", scale="linear")


# Formulas and charts, other scripts, long words


def add_page(title, body, **fields):
    make_page(HomePage.objects.get(), title, body=make_body(*body), **fields)


def add_scripts(picture):
    for slug, words in TEXTS["languages"].items():
        first, second, _third = paragraphs = [f"<p>{one}</p>" for one in words["sentences"]]
        level, width = words["level"], words["width"]
        body = [
            ("contents", None),
            make_heading(words["heading"]),
            ("prose", "".join(paragraphs)),
            ("quote", {"text": f"<p>{words['quote']}</p>", "attribution": "Philip W. Anderson"}),
            ("note", {"text": second}),
            ("figure", make_figure(picture, caption=first)),
            ("formula", {"latex": pick("formulas", 0)}),
            ("code", pick("code", 0)),
            make_heading(level),
            ("results_table", make_energies(3, 4, level, width, words["summary"])),
        ]
        add_page(words["title"], body, slug=slug, summary=words["summary"])


def add_long_words():
    word, text = pick("long_words", 0), f"<p>{' '.join(TEXTS['long_words'])}</p>"
    body = [
        make_heading(word),
        ("prose", text),
        ("quote", {"text": text, "attribution": word}),
        ("note", {"text": text}),
        ("buttons", {"buttons": [{"text": word, "address": "https://example.org/"}]}),
        ("embed", {"title": word, "address": "https://vimeo.com/1234567"}),
    ]
    add_page(word, body, slug="long-words", summary=word)
