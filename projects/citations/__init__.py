"""Publications in and out of the formats that others use, as CSL-JSON items in between.

In: `reading` takes pasted text apart into entries, by way of `bibtex`, `ris` and `csl_json`;
`lookups` asks Crossref, DataCite, arXiv and ORCID; `matching` finds the same work again.
Below them are `identifiers`, `names`, `latex` and `markup`. No request, template or database.
"""

from typing import Any

# https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html
Item = dict[str, Any]
