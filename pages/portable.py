"""What a page says, as it can stand elsewhere: in a feed reader, and as Markdown.

It is taken from what visitors see, so that a new block needs nothing here.
"""

import re
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from markdownify import MarkdownConverter

# What needs this site's own style or scripts, or helps to find one's way on it alone.
LEFT_OUT = [
    *("script", "style", "svg", "form", "nav:not(.pagination)", ".anchor"),
    *("[aria-hidden=true]", ".embed .service", ".best-label"),
]
# What begins a paragraph of its own and the converter does not know.
BLOCKS = ["aside", "details", "figure", "header", "main", "nav", "summary"]
ADDRESSES = [("a", "href"), ("img", "src"), ("video", "src"), ("blockquote", "cite")]


def make_portable(html, address):
    """Return a tree of the HTML, which stands at `address`, for a place without our style."""
    tree = BeautifulSoup(html, "html.parser")
    for element in tree.select(", ".join(LEFT_OUT)):
        element.decompose()
    for picture in tree("picture"):
        picture.replace_with(picture.img)
    for image in tree("img"):
        del image["srcset"], image["sizes"], image["loading"]
    for film in tree("video"):
        film.replace_with(make_link(tree, film["src"], film["aria-label"]))
    for when in tree.select("span.when"):
        when.insert_before(" · ")
    for name, attribute in ADDRESSES:
        for element in tree.find_all(name, attrs={attribute: True}):
            element[attribute] = urljoin(address, element[attribute])
    return tree


def make_link(tree, address, text):
    link = tree.new_tag("a", href=address)
    link.string = text
    return link


def to_markdown(html, address):
    """Return the main part of a page, which stands at `address`, as Markdown."""
    main = BeautifulSoup(html, "html.parser").find("main")
    tree = make_portable(str(main), address)
    for element in tree(BLOCKS):
        element.name = "div"
    text = Converter(
        heading_style="atx",
        bullets="-",
        sub_symbol="<sub>",
        sup_symbol="<sup>",
        strip_pre=None,
    ).convert_soup(tree)
    return text.strip() + "\n"


class Converter(MarkdownConverter):
    """Knows formulas, listings and tables of results as this site's blocks write them."""

    def escape(self, text, parent_tags):
        text = re.sub(r"([\\`*_\[\]<>|~]|&(?=#?\w+;))", r"\\\1", text)
        return re.sub(r"^(\s*)([#+-]|\d+[.)])(?=\s)", escape_marker, text)

    def convert_math(self, element, text, parent_tags):
        return f"\n\n$$\n{element['alttext'].strip()}\n$$\n\n"

    def convert_pre(self, element, text, parent_tags):
        code = element.find("code") or element
        runs = re.findall(r"`{3,}", text)
        fence = "`" * max([3, *(len(run) + 1 for run in runs)])
        language = code.get("data-language", "")
        return f"\n\n{fence}{language}\n{text.strip(chr(10))}\n{fence}\n\n"

    def convert_img(self, element, text, parent_tags):
        words = self.escape(element.get("alt") or "", parent_tags)
        return f"![{words}]({element['src']})"

    def convert_td(self, element, text, parent_tags):
        if "best" in element.get("class", []):
            text = f"**{text.strip()}**"
        return super().convert_td(element, text, parent_tags)

    def convert_dl(self, element, text, parent_tags):
        items = re.sub(r"\n{2,}", "\n", text.strip())
        return f"\n\n{items}\n\n"

    def convert_dt(self, element, text, parent_tags):
        return f"\n- {text.strip()}: "

    def convert_dd(self, element, text, parent_tags):
        return " ".join(text.split())


def escape_marker(match):
    """Keep a line that begins like a list or a heading from becoming one."""
    space, marker = match.groups()
    return f"{space}{marker[:-1]}\\{marker[-1]}"
