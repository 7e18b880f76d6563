"""Files of publications: the PDF of a page, and references for reference managers."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.models import Page

from pages.public.markdown import offer_page
from pages.serving.media.views import send_document

from .citations.write_bibtex import write_bibtex
from .citations.write_csl_json import write_csl_json
from .citations.write_ris import write_ris
from .models import PublicationIndexPage, PublicationPage

FORMATS = {
    "bib": (write_bibtex, "application/x-bibtex"),
    "ris": (write_ris, "application/x-research-info-systems"),
    "json": (write_csl_json, "application/vnd.citationstyles.csl+json"),
}
# The viewers of browsers show no PDF of a sandbox; it runs no script of this site.
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"


@require_safe
def serve_pdf(request, path, slug):
    """Serve the PDF of a publication in the folder of its page, to those who may read the page."""
    page = Page.find_for_request(request, path)
    if not (isinstance(page, PublicationPage) and page.pdf_address == f"/{path}{slug}.pdf"):
        raise Http404("There is no such PDF.")

    def send(page, request, *arguments):
        restrictions = page.pdf.collection.get_view_restrictions()
        if not all(restriction.accept_request(request) for restriction in restrictions):
            # There it is asked for.
            return redirect(page.pdf.url)
        name = content_disposition_header(False, f"{slug}.pdf")
        is_private = bool(restrictions) or not page.is_public
        response = send_document(request, page.pdf, name, is_private)
        if "Content-Security-Policy" in response.headers:
            response.headers["Content-Security-Policy"] = PDF_POLICY
        return response

    # As for the page itself, a hook asks for the password of a private one.
    for hook in hooks.get_hooks("on_serve_page"):
        send = hook(send)
    return send(page, request, [], {})


@require_safe
def export(request, path, ending):
    """Serve a publication, or the list with its filters, as BibTeX, RIS or CSL-JSON."""
    page = Page.find_for_request(request, f"{path}/")
    if not (isinstance(page, PublicationPage | PublicationIndexPage) and page.is_public):
        raise Http404("There is no such publication, or it is private.")
    if isinstance(page, PublicationPage):
        publications = [page]
    else:
        publications = page.find_list_for(request).publications
    write, content_type = FORMATS[ending]
    text = write([publication.csl for publication in publications])
    response = HttpResponse(text, content_type=f"{content_type}; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(
        False, f"{page.slug}.{ending}"
    )
    # Search engines are to show the page itself.
    response.headers["Link"] = f'<{page.canonical_url}>; rel="canonical"'
    return offer_page(request, response, page)
