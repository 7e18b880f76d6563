"""Habits of files and folders."""

import re
import subprocess
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "pages/starter/content"
ASKED_FOR_BY_DJANGO = {
    *("__init__.py", "apps.py", "management", "migrations", "models", "static"),
    *("templates", "templatetags", "wagtail_hooks.py"),
}


def list_files(pattern="*"):
    """Return the files of the repository, also those that git does not know yet."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = (ROOT / name for name in listed.stdout.splitlines())
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def list_python():
    return [path for path in list_files("*.py") if "migrations" not in path.parts]


def count_lines(paths):
    return sum(len(path.read_text().splitlines()) for path in paths)


def test_no_python_file_is_longer_than_350_lines():
    lengths = {path.relative_to(ROOT): count_lines([path]) for path in list_python()}

    assert {path: length for path, length in lengths.items() if length > 350} == {}


def test_pages_has_at_most_a_dozen_entries_of_its_own():
    entries = {
        path.relative_to(ROOT / "pages").parts[0]
        for path in list_python()
        if path.is_relative_to(ROOT / "pages")
    }

    assert len(entries - ASKED_FOR_BY_DJANGO) <= 12


def test_no_folder_or_module_is_a_drawer():
    for path in list_python():
        names = {*path.relative_to(ROOT).with_suffix("").parts}
        assert not names & {"core", "common", "utils", "helpers"}, path


def test_commands_only_parse_call_and_print():
    for path in ROOT.glob("*/management/commands/*.py"):
        assert count_lines([path]) <= 30, path


def test_pages_do_not_name_a_model_of_the_projects():
    for path in list_python():
        if path.is_relative_to(ROOT / "pages"):
            assert not re.search(r'"projects\.', path.read_text()), path


def find_words_of_the_person():
    """Return the names, handles and identifiers of the starter's person, as the files have them."""
    owner = yaml.safe_load((CONTENT / "owner.yaml").read_text())
    entries = (CONTENT / "publications.bib").read_text()
    handles = [profile["address"].rpartition("/")[2] for profile in owner["profiles"]]
    identifiers = re.findall(r"(?:doi|eprint) = \{(.+?)\}", entries)
    (pages,) = re.findall(r"pages = \{(\d+)--\d+\}", entries)
    keys = re.findall(r"@\w+\{(\w+),", entries)
    return [*owner["name"].split(), owner["native_name"], pages, *handles, *identifiers, *keys]


def test_no_code_template_or_help_text_names_the_starter_s_person():
    words = find_words_of_the_person()
    assert len(words) > 8
    known = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in words))
    kinds = {".py", ".html", ".js", ".css", ".po", ".txt", ".svg"}
    texts = [
        path
        for folder in ("config", "pages", "projects", "locale")
        for path in list_files(f"{folder}/*")
        if path.suffix in kinds and "migrations" not in path.parts and path.stat().st_size < 200_000
    ]

    assert len(texts) > 200
    assert [
        (path.name, found[0]) for path in texts if (found := known.search(path.read_text()))
    ] == []


def test_the_readme_is_short_and_its_links_lead_to_files():
    readme = (ROOT / "README.md").read_text()

    assert len(readme.splitlines()) <= 150
    for document in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / target).exists(), (document.name, target)


def test_every_path_in_the_readme_exists():
    readme = (ROOT / "README.md").read_text()
    named = re.findall(r"`((?:config|pages|projects|tests|deploy|docs)/[\w/.-]*)`", readme)

    assert len(named) > 5
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_there_are_at_most_thirty_decisions_each_with_a_time_to_reconsider():
    decisions = (ROOT / "docs/decisions.md").read_text()
    items = re.findall(r"^\d+\. (.*?)(?=^\d+\. |^#)", decisions, re.MULTILINE | re.DOTALL)

    assert 0 < len(items) <= 30
    assert [item for item in items if not item.strip().endswith(".*")] == []
