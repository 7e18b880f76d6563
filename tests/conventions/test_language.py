"""Habits of prose: plain technical English in docstrings, comments and texts."""

import ast
import io
import re
import tokenize

import pytest

from tests.conventions.test_structure import ROOT, list_python

# These words begin a clause that stands for a noun: "What is sent", "Whoever logs in".
CLAUSE = re.compile(r"(What|Who|Whom|Whose|Whoever|Whatever|Where|Wherever|Whether)\b")


def read_docstrings(path):
    for node in ast.walk(ast.parse(path.read_text())):
        kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        if isinstance(node, kinds) and (text := ast.get_docstring(node)):
            yield text


def read_comments(path):
    """Yield each comment, in one piece if it takes several lines."""
    comment, last = "", 0
    for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
        if token.type != tokenize.COMMENT:
            continue
        text, line = token.string.lstrip("# "), token.start[0]
        if line == last + 1:
            comment = f"{comment} {text}"
        else:
            yield comment
            comment = text
        last = line
    yield comment


def is_clause(text):
    return bool(CLAUSE.match(text)) and not text.split("\n\n")[0].rstrip().endswith("?")


@pytest.mark.parametrize("read", [read_docstrings, read_comments])
def test_no_docstring_or_comment_begins_with_a_clause_as_its_noun(read):
    found = [
        (str(path.relative_to(ROOT)), text[:60])
        for path in list_python()
        for text in read(path)
        if is_clause(text)
    ]

    assert found == []
