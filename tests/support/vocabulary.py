"""Make tests/support/schema_org.json, the part of schema.org that the site may use.

    npm pack schema-dts && tar -xzf schema-dts-*.tgz
    python -m tests.support.vocabulary package/dist/schema.d.ts

schema-dts is the whole vocabulary, a megabyte, as TypeScript. To use another type, add it
to TYPES and make the file again.
"""

import json
import re
import sys
from pathlib import Path

FILE = Path(__file__).parent / "schema_org.json"
SOURCE = "Schema.org, CC BY-SA 3.0, by way of schema-dts 2.1.0"
TYPES = [
    *("Book", "BreadcrumbList", "Chapter", "CollectionPage", "ContactPage"),
    *("CreativeWork", "ImageObject", "ListItem", "MediaObject", "Organization"),
    *("Periodical", "Person", "ProfilePage", "PropertyValue", "PublicationIssue"),
    *("PublicationVolume", "Report", "ScholarlyArticle", "SoftwareSourceCode"),
    *("Thesis", "WebPage", "WebSite"),
]
HEAD = re.compile(r"(?:export )?interface (\w+?)(Base|Leaf) extends (.+) \{")
PROPERTY = re.compile(r'\s+"(\w+)"\?: SchemaValue<(.+), "\w+">;')


def read_vocabulary(text):
    """Return the parents of each type, and the values of its own properties."""
    parents, properties, name = {}, {}, None
    for line in text.splitlines():
        if head := HEAD.match(line):
            name, above = head[1], re.findall(r"(\w+)Base\b", head[3])
            # A type with properties of its own is written as two interfaces.
            if above != [name]:
                parents[name] = above
        elif name and (found := PROPERTY.match(line)):
            values = set(found[2].split(" | ")) - {"IdReference"}
            properties.setdefault(name, {})[found[1]] = sorted(values)
    return parents, properties


def choose(types, parents, properties):
    """Return parents and properties of `types` and of all their ancestors."""
    chosen, open_types = {}, list(types)
    while open_types:
        name = open_types.pop()
        own = properties.get(name, {})
        chosen[name] = {"parents": parents[name], "properties": own}
        open_types += parents[name]
    return dict(sorted(chosen.items()))


if __name__ == "__main__":
    words = choose(TYPES, *read_vocabulary(Path(sys.argv[1]).read_text()))
    text = json.dumps({"source": SOURCE, "types": words}, indent=1)
    # A line for each property, not for each of its values.
    text = re.sub(r"\[\s+([^][]*?)\s+\]", lambda found: f"[{' '.join(found[1].split())}]", text)
    FILE.write_text(f"{text}\n")
