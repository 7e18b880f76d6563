"""Search accepts every query and finds public pages, the best first."""

import html5lib
from django.core.management import call_command
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail.search.query import And, Phrase, PlainText

from pages.models import HomePage, StandardPage
from pages.models.site import update_locale
from pages.operations.startup import fill_search_index
from pages.public.search import SNIPPET_LENGTH, find_snippet, search_site
from pages.public.search_backend import clean, clean_query
from projects.models import Topic
from tests.support.factories import (
    make_about,
    make_body,
    make_image,
    make_owner,
    make_page,
    make_project,
    make_publication,
)
from tests.support.reading import read_page

# The grammar of both databases, and control characters.
QUERIES = [
    *('"', '"""', '"engine', 'say "engine', '" "', "'", "\x00", "engine\x00", "\\", ""),
    *("engine AND", "OR NOT", "NEAR(engine", "* engine", ")(", "title:engine"),
    *("{title} : engine", "^engine", "-", "!engine & | <->", "%s %d %(x)s", "🎉", "a:* <2> --"),
    *("\ud800 engine", "e\u0301\u202e", "\ufeff\ufffe\uffff\U0003ffff", "rowid NEAR/2 1e999"),
    *("x" * 10_000, "x " * 5_000, '"' * 10_000, "(" * 10_000, "€" * 10_000, 'a "b" ' * 2_000),
]


def titles(typed, **options):
    page = search_site(HomePage.objects.get(), typed, **options).page
    return [entry.title for entry in page] if page else []


# Every query is answered


def test_every_query_is_answered(home, client):
    make_page(home, title='The "engine" & C', summary="An engine, an engine.")

    for query in QUERIES:
        for words in (query, PlainText(query), Phrase(query), And([PlainText(query)])):
            assert Page.objects.search(words).count() < 3, repr(query)
        assert Page.objects.search(query, operator="or").count() < 3, repr(query)
        assert Page.objects.autocomplete(query).count() < 3, repr(query)
        # A browser replaces characters that it cannot encode.
        typed = query.encode(errors="replace").decode()
        response = client.get("/search/", {"q": typed})
        assert response.status_code == 200, repr(query)
        assert not response.cookies
        html5lib.HTMLParser(strict=True).parse(response.content)


def test_every_query_is_answered_in_the_admin(index, admin_client):
    make_image(title='A 7" disc')
    make_image(title="A drum")
    for address in (
        *("images/", "images/chooser/results/", "documents/", "documents/chooser/results/"),
        *("choose-page/search/", "pages/", "pages/search/", "users/"),
        "pages/usage/projects/projectpage/",
    ):
        for query in ('say "engine', "engine\x00", 'a "b" ' * 2_000):
            response = admin_client.get(f"/admin/{address}", {"q": query})
            assert response.status_code in {200, 400}, (address, query[:50])

    html = admin_client.get("/admin/images/", {"q": '7" di'}).text
    assert "A 7&quot; disc" in html
    assert "A drum" not in html


def test_a_title_with_a_quote_is_found(home):
    page = make_page(home, title='The "engine" AND & C')

    for query in (
        *('The "engine" & C', '"engine"', 'the "engine', "engine *"),
        *("* (engine) - & C", "engine\x00", "engine" + " *" * 1_000, "the AND engine"),
    ):
        assert page.page_ptr in Page.objects.search(query), query[:20]
        assert page.page_ptr in Page.objects.autocomplete(query), query[:20]


def test_long_and_nested_queries_are_cut():
    nested = And([And([PlainText("wheel"), Phrase("a cog")])] * 500)

    cut = repr(clean_query(nested))

    assert cut.count("<PlainText") + cut.count("<Phrase") == 20
    assert len(clean(" ".join(map(str, range(5_000)))).split()) == 50
    assert len(clean("x" * 10_000)) == 100


# Results


def test_pages_are_found_by_title_summary_body_topic_and_author(index, publication_index):
    body = make_body(("prose", "<p>It weaves algebraical patterns.</p>"))
    pages = [
        make_project(index, title="Loom", summary="It knots.", body=body, topics=["Silk"]),
        make_publication(publication_index, title="Cards", authors=["J. Jacquard"]),
    ]
    for page in pages:
        page.save_revision().publish()

    for words in ("loom", "knots", "algebraical", "silk"):
        assert titles(words) == ["Loom"]
    assert titles("jacquard") == ["Cards"]


def test_a_page_with_the_word_in_its_title_comes_first_and_one_far_down_last(home):
    far = "<p>" + "much else to describe. " * 60 + "An engine.</p>"
    make_page(home, title="Far down", body=make_body(("prose", far)))
    make_page(home, title="Often", summary="An engine beside an engine.")
    make_page(home, title="Engine")

    assert titles("engine") == ["Engine", "Often", "Far down"]


def test_pages_with_all_words_are_found_or_else_those_with_some(home):
    make_page(home, title="Analytical engine")
    make_page(home, title="Difference engine")

    assert titles("analytical engine") == ["Analytical engine"]
    assert titles("analytical loom") == ["Analytical engine"]
    assert search_site(home, "analytical").remark == "1 result for “analytical”"
    assert search_site(home, "engines").remark == "2 results for “engines”"
    assert "1 page has some of them" in search_site(home, "analytical loom").remark
    assert "any of these words" in search_site(home, "loom").remark
    assert "Type a word" in search_site(home, "!?").remark


def test_both_databases_find_the_same(home):
    for title in (
        *(
            "Flood-Filling Networks",
            "MoS₂ films",
            "Nguyễn’s ﬁeld",
            "卷积神经网络",
            "Übungen",
            "LLMs",
        ),
        *("ภาษาไทย", "हिन्दी भाषा", "e1x5 10.1021/abc_2", "神经元与网络"),
    ):
        make_page(home, title=title, slug=f"page-{len(title)}-{title.encode().hex()[:9]}")

    for typed, found in (
        *(("network", {"Flood-Filling Networks"}), ("networks", {"Flood-Filling Networks"})),
        *(("MoS2", {"MoS₂ films"}), ("nguyen field", {"Nguyễn’s ﬁeld"}), ("llm", {"LLMs"})),
        *(
            ("ubung", set()),
            ("Ubungen", {"Übungen"}),
            ("ไทย", {"ภาษาไทย"}),
            ("भाषा", {"हिन्दी भाषा"}),
        ),
        *(
            ("网络", {"卷积神经网络", "神经元与网络"}),
            ("神经网络", {"卷积神经网络"}),
            ("卷", {"卷积神经网络"}),
        ),
        *(("e1x5", {"e1x5 10.1021/abc_2"}), ("abc_2 1021", {"e1x5 10.1021/abc_2"})),
    ):
        assert set(titles(typed)) == found, typed
    assert titles("的") == []


def test_the_owner_is_found_by_all_names(home):
    make_about(home, body=make_body(("prose", "<p>What I do.</p>")))
    names = {"native_name": "董悟时", "also_known_as": "W. Tung\n동오시"}
    make_owner(name="Wushi Dong", **names)

    for typed in ("Wushi", "wushi dong", "董悟时", "悟时", "Tung", "동오"):
        assert set(titles(typed)) == {"Home", "About"}, typed

    make_owner(name="Ada Lovelace", native_name="", also_known_as="")
    assert titles("Wushi") == titles("董悟时") == []


def test_an_emptied_index_is_filled_by_the_preparation_of_a_start(home, settings):
    make_page(home, title="Engines")
    Locale.objects.update(language_code="en")
    settings.LANGUAGE_CODE = "de"

    update_locale()

    assert titles("engines") == []
    fill_search_index()
    assert titles("engines") == ["Engines"]


def test_every_page_leads_to_the_search_which_says_how_many_pages_it_found(home, client):
    make_page(home, title="Engine")

    menu = read_page(client, home).select(".site-head nav a")
    found = read_page(client, "/search/?q=engines")

    assert [(link.text, link["href"]) for link in menu] == [("Search", "/search/")]
    assert found.select_one(".site-head nav [aria-current=page]")["href"] == "/search/"
    assert found.find("main").find(role="status").text == "1 result for “engines”"


def test_drafts_private_pages_and_the_root_of_the_tree_are_not_found(home):
    call_command("update_index", verbosity=0)
    page = make_page(home, title="Engine")
    page.title, page.summary = "Loom", "It weaves."
    page.save_revision()
    make_page(home, title="Engine of tomorrow", live=False)
    private = make_page(home, title="Private engine")
    PageViewRestriction.objects.create(page=private, restriction_type="login")

    assert titles("engine") == ["Engine"]
    assert titles("loom weaves") == []
    assert titles("root") == []


def test_a_project_is_found_by_the_present_names_of_its_topics(index):
    project = make_project(index, title="Loom", topics=["Silk"])
    project.save_revision().publish()
    topic = Topic.objects.get()

    topic.name = "Wool"
    topic.save()
    found = titles("wool"), titles("silk")
    topic.delete()

    assert found == (["Loom"], [])
    assert titles("wool") == []


def test_results_come_in_pages_of_ten_without_a_limit_of_their_number(home, client, monkeypatch):
    monkeypatch.setattr("pages.public.search.MAX_RANKED", 2)
    for number in range(12):
        make_page(home, title=f"Engine {number}", slug=f"engine-{number}")

    first = client.get("/search/", {"q": "engine"}).text
    second = client.get("/search/", {"q": "engine", "page": "2"}).text

    assert first.count('<li class="row">') == 10
    assert second.count('<li class="row">') == 2
    assert 'href="?q=engine&amp;page=2"' in first
    assert 'href="?q=engine"' in second
    assert '<meta name="robots" content="noindex">' in first
    assert len({*titles("engine loom"), *titles("engine loom", number="2")}) == 12
    for number in ("0", "3", "-1", "x", "", "9" * 5_000, "\x00"):
        missing = client.get("/search/", {"q": "engine", "page": number})
        assert missing.status_code == 404, number[:9]


# Snippets


def test_the_words_are_marked_in_the_passage_that_holds_them(home, client):
    text = "One thing and another. " * 30 + "An engine <b>& its engines</b> in brass. "
    make_page(home, body=make_body(("prose", f"<p>{text * 2}</p>")))

    html = client.get("/search/", {"q": "engines"}).content.decode()

    assert "An <mark>engine</mark> &amp; its <mark>engines</mark> in brass" in html


def test_other_forms_of_a_word_are_marked_too(home):
    page = make_page(home, summary="A net\xadwork, réseau, 神经网络上 or C of MoS₂ ﬁelds.")

    for typed, marked in (
        *(("networks", "network"), ("RÉSEAU", "réseau"), ("网络", "网络"), ("c", "C")),
        *(("神经网络", "神经网络"), ("mos2", "MoS₂"), ("field", "ﬁelds")),
    ):
        assert (marked, True) in find_snippet(page, typed)


def test_a_snippet_has_no_latex(publication_index):
    body = make_body(("formula", {"latex": r"\alpha = \beta \gamma"}))
    abstract = "Nothing here. " * 20 + r"Films of MoS$_2$ at $T^2 = 4$ K"
    make_publication(publication_index, abstract=abstract, body=body)

    for typed in ("films", "MoS2", "alpha"):
        [result] = search_site(HomePage.objects.get(), typed).page
        text = "".join(piece for piece, _ in result.snippet)
        assert "$" not in text, text
        assert "\\" not in text, text
        assert ("MoS₂ at T² = 4 K" in text) == (typed != "alpha")


def test_a_snippet_of_chinese_shows_the_text_around(home):
    page = StandardPage(
        title="Notes", body=make_body(("prose", f"<p>A {'文' * 99}网络{'字' * 300}</p>"))
    )

    text = "".join(piece for piece, _ in find_snippet(page, "网络"))

    assert text.startswith("… 文文文")
    assert text.endswith("字字 …")
    assert len(text) < SNIPPET_LENGTH + 10


def test_a_snippet_is_a_short_passage_of_whole_words(home):
    def snippet_of(passage):
        body = make_body(("prose", f"<p>{passage}</p>"))
        page = StandardPage(title="Notes", body=body)
        return "".join(piece for piece, _ in find_snippet(page, "engine"))

    text = snippet_of(f"{'before ' * 99}engine {'after ' * 99}")
    long = snippet_of("An engine-" + "x" * 290)

    assert set(text.split()) == {"…", "before", "engine", "after"}
    assert len(text) < SNIPPET_LENGTH + 10
    assert 100 < len(long) < SNIPPET_LENGTH + 10
