"""Publications that the editor offers to cite, by words or by citation key."""

import re

from django.db.models import Q
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from .citations.keys import make_key
from .models import PublicationPage

MAX_OFFERED = 20
MAX_WORDS = 8


@require_safe
def list_citable(request):
    """Return the publications with the words `q`, or the one with the citation key `key`."""
    if key := request.GET.get("key", ""):
        found = find_by_key(key)
    else:
        found = find_by_words(request.GET.get("q", "").split()[:MAX_WORDS])
    return JsonResponse({"publications": list(map(describe, found))})


def describe(publication):
    """Return the data of a publication that the editor stores and shows."""
    return {
        "page": str(publication.pk),
        "text": publication.in_text,
        "title": publication.title,
        "key": make_key(publication.csl),
    }


def find_by_words(words):
    """Return the newest publications that have all words in title, names, year or key."""
    publications = PublicationPage.objects.order_by("-published_on", "-pk")
    for word in words:
        publications = publications.filter(
            Q(title__icontains=word)
            | Q(citation_key__icontains=word)
            | Q(published_on__startswith=word)
            | Q(pk__in=PublicationPage.objects.filter(authors__name__icontains=word).values("pk"))
        )
    return publications.for_export()[:MAX_OFFERED]


def find_by_key(key):
    """Return a list with the publication that has a citation key, in any case of letters."""
    # A key that was never typed is made of the name, the year and the title.
    likely = Q(citation_key__iexact=key) | Q(bibtex__icontains=key)
    for year in re.findall(r"\d{4}", key)[:2]:
        likely |= Q(published_on__startswith=year)
    found = PublicationPage.objects.filter(likely).for_export()
    same = [one for one in found if make_key(one.csl).casefold() == key.casefold()]
    return same[:1]


urlpatterns = [path("cite/", list_citable, name="cite")]
