"""Links are checked as visitors meet them."""

import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import ReferenceIndex

from pages.links.address import Target
from pages.links.check import check_links, keep_uses
from pages.links.find import Use
from pages.links.visit import Visitor
from pages.models import Link, LinkUse, Owner, Problem, Profile
from tests.support.factories import (
    make_body,
    make_contact,
    make_figure,
    make_image,
    make_owner,
    make_page,
    make_project,
)
from tests.support.link_checks import find_problems, make_prose, run


def test_a_site_whose_links_lead_somewhere_passes(home, index):
    page = make_page(home, slug="notes", body=make_body(("heading", {"text": "Aim"})))
    page.body = make_body(
        ("heading", {"text": "Aim", "level": "h2", "anchor": "aim"}),
        ("contents", None),
        ("figure", make_figure(make_image())),
        ("prose", '<a href="#aim">A</a> <a href="/notes/#top">B</a> <a href="/">C</a>'),
    )
    page.save()
    make_project(index, topics=["HPC"])
    make_contact(home)

    assert "Links checked: " in run()
    assert find_problems() == {}
    assert Link.objects.filter(address="/notes/#aim").exists()
    assert Link.objects.filter(address="/static/css/site.css").exists()
    assert Link.objects.filter(address__startswith="/media/images/").exists()
    assert Link.objects.filter(address="/atom.xml").exists()


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("/gone/", Problem.MISSING),
        ("/gone/#aim", Problem.MISSING),
        ("http://localhost/gone/", Problem.MISSING),
        ("www.example.org", Problem.MISSING),
        ("/documents/7/none.pdf", Problem.MISSING),
        ("/media/images/none.png", Problem.MISSING),
        ("/media/%00", Problem.MISSING),
        ("/x%00y", Problem.MISSING),
        ("/static/none.css", Problem.MISSING),
        ("/static/%2e%2e/settings.py", Problem.MISSING),
        ("/draft/", Problem.DRAFT),
        ("/draft/#aim", Problem.DRAFT),
        ("#gone", Problem.ANCHOR),
        ("/#gone", Problem.ANCHOR),
        ("/#gr%C3%B6%C3%9Fe", Problem.ANCHOR),
        ("/projects", Problem.REDIRECTED),
        ("/projects#content", Problem.REDIRECTED),
        ("/projects#gone", Problem.ANCHOR),
        ("/projects/?page=99", Problem.MISSING),
        ("javascript:alert(1)", Problem.MALFORMED),
    ],
)
def test_a_link_of_this_site_is_told_by_what_is_wrong(home, index, address, problem):
    make_page(home, slug="draft", live=False)
    make_page(home, title="Links", slug="links", body=make_prose(address))

    check_links()

    assert list(find_problems().values()) == [problem]


def test_the_command_lists_what_is_broken_and_fails(home):
    make_page(home, title="Links", slug="links", body=make_prose("/gone/"))
    output = io.StringIO()

    with pytest.raises(CommandError, match="Broken links of this site: 1"):
        call_command("check_links", stdout=output)

    assert "/gone/\n    Nothing is there, since" in output.getvalue()
    assert "on Links (“Read”)" in output.getvalue()


def test_a_redirect_and_the_links_of_others_do_not_fail_the_command(home, index):
    make_page(home, body=make_prose("/projects", "https://example.org/gone"))
    Link.objects.create(
        address="https://example.org/gone",
        is_external=True,
        problem=Problem.MISSING,
        wrong_since=timezone.now(),
    )

    output = run()

    assert "/projects\n    Redirected" in output
    assert "It leads to /projects/" in output
    assert "example.org" not in output


def test_a_link_in_prose_to_a_deleted_page_or_document_leads_nowhere(home):
    page = make_page(home, title="Old", slug="old")
    document = get_document_model().objects.create(
        title="Paper", file=ContentFile(b"paper", name="paper.txt")
    )
    text = (
        f'<p><a linktype="page" id="{page.pk}">Page</a> '
        f'<a linktype="document" id="{document.pk}">Paper</a></p>'
    )
    make_page(home, title="Links", slug="links", body=make_body(("prose", text)))
    check_links()
    before = find_problems()

    page.delete()
    document.delete()
    check_links()

    assert before == {}
    assert find_problems() == {"": Problem.NO_TARGET}
    assert set(Link.objects.wrong().get().uses.values_list("text", flat=True)) == {
        "Page",
        "Paper",
    }


def test_a_link_to_a_page_that_was_unpublished_is_a_link_to_a_draft(home):
    page = make_page(home, title="Old", slug="old")
    text = f'<p><a linktype="page" id="{page.pk}">Page</a></p>'
    make_page(home, title="Links", slug="links", body=make_body(("prose", text)))

    page.unpublish()
    check_links()

    assert find_problems() == {"/old/": Problem.DRAFT}
    assert Link.objects.wrong().get().detail == "“Old” is a draft."


def test_the_menu_the_footer_blocks_and_thanks_are_read_too(home):
    owner = make_owner()
    owner.profiles = [Profile(kind="website", address="http://localhost/footer/")]
    owner.save()
    button = {"text": "Go", "address": "http://localhost/button/"}
    image = make_image()
    make_page(
        home,
        show_in_menus=True,
        body=make_body(
            ("buttons", {"buttons": [button]}), ("figure", make_figure(image))
        ),
    )
    make_contact(home, thanks='<p><a href="/thanks/">Next</a></p>')
    Visitor().visit("/notes/")
    image.file.storage.delete(image.renditions.first().file.name)

    check_links()

    problems = find_problems()
    assert {"/footer/", "/button/", "/thanks/"} < set(problems)
    assert [path for path in problems if path.startswith("/media/")]
    assert Owner.load().profiles.count() == 1


def test_a_redirect_of_the_admin_is_followed_to_its_end(home):
    page = make_page(home, title="Old", slug="old")
    Redirect.add_redirect("/former", page)
    Redirect.add_redirect("/round", "/about-turn/")
    Redirect.add_redirect("/about-turn", "/round/")
    make_page(home, title="Links", slug="links", body=make_prose("/former"))
    page.unpublish()

    check_links()

    assert find_problems() == {
        "/former": Problem.DRAFT,
        "/old/": Problem.DRAFT,
        "/round/": Problem.LOOP,
        "/about-turn/": Problem.LOOP,
    }
    use = LinkUse.objects.get(link__address="/old/")
    assert use.title == "Redirect /former"
    assert use.edit_url == f"/admin/redirects/{use.redirect_id}/"


def test_a_page_that_fails_is_told(home, monkeypatch):
    page = make_page(home, slug="notes")

    def fail(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr(type(page), "get_context", fail)
    check_links()

    assert find_problems() == {"/notes/": Problem.ERROR}


def test_what_visitors_may_not_see_is_not_read(home):
    make_page(home, title="Draft", slug="a", live=False, body=make_prose("/gone/"))

    check_links()

    assert find_problems() == {}


def test_each_page_is_visited_once(home, client):
    make_page(home, slug="notes", body=make_prose("/", "/#content", "/#top", "/notes/"))
    visitor, paths = Visitor(), []
    get = visitor.client.get
    visitor.client.get = lambda path, **options: (
        paths.append(path) or get(path, **options)
    )

    for path in ["/", "/notes/", "/", "/notes/"]:
        visitor.visit(path)

    assert paths == ["http://localhost/", "http://localhost/notes/"]


def test_a_problem_has_begun_when_it_was_first_seen(home):
    page = make_page(home, body=make_prose("/gone/"))
    check_links()
    week_ago = timezone.now() - timedelta(days=7)
    Link.objects.filter(address="/gone/").update(wrong_since=week_ago)

    check_links()
    still_wrong = Link.objects.get(address="/gone/")
    make_page(home, title="Gone", slug="gone", live=False)
    check_links()
    otherwise_wrong = Link.objects.get(address="/gone/")
    page.body = make_prose("/")
    page.save()
    check_links()

    assert still_wrong.wrong_since == week_ago
    assert otherwise_wrong.wrong_since > week_ago
    assert find_problems() == {}
    assert not Link.objects.filter(address="/gone/").exists()


def test_a_page_that_is_deleted_while_links_are_read_is_passed_over(home):
    keep_uses(
        [
            Use(Target("/"), "Read", page_id=home.pk + 1000),
            Use(Target("/x/"), "X", home.pk),
        ]
    )

    assert LinkUse.objects.get().page_id == home.pk


def test_a_checked_link_does_not_count_as_a_use_of_the_page(home):
    assert not ReferenceIndex.model_is_indexable(LinkUse)
