import json
import subprocess
from pathlib import Path

import citeproc

from projects.citations.styles import FILES


def format_with_citeproc_js(style, items):
    data = {
        "style": (FILES / f"{style}.csl").read_text(),
        "locale": (Path(citeproc.LOCALES_PATH) / "locales-en-US.xml").read_text(),
        "items": items,
    }
    script = Path(__file__).with_name("format.js")
    node = ["node", script]
    return json.loads(
        subprocess.run(
            node, input=json.dumps(data), text=True, check=True, capture_output=True
        ).stdout
    )
