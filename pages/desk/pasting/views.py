"""Answers to the editor's scripts: a clipboard as blocks, and pictures as figures."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.http import require_POST
from wagtail.images.permissions import permission_policy
from wagtail.permission_policies.pages import PagePermissionPolicy

from pages.blocks import BodyBlock

from .converting import convert
from .html import Piece
from .pictures import (
    RefusedPictureError,
    make_figure,
    read_data_address,
    show_pictures,
    upload_picture,
)
from .tables import TooLargeError


def render_pasting():
    return render_to_string("desk/pasting.html")


def edits_pages(view):
    """Admit only accounts that may edit a page."""

    def check(request):
        if not PagePermissionPolicy().user_has_any_permission(request.user, ["add", "change"]):
            raise PermissionDenied
        return view(request)

    return check


@require_POST
@edits_pages
def paste(request):
    """Answer with the blocks that a clipboard holds.

    It comes as files, since it may be larger than a field of a form.
    """
    html, text = (read_part(request, name) for name in ("html", "text"))
    is_single = request.POST.get("single") == "true"
    try:
        conversion = convert(html, text, is_single=is_single)
    except TooLargeError as error:
        return refuse(error)
    refused, blocks = [], []
    for piece in conversion.blocks:
        if piece.type == "figure":
            piece = take_picture(request.user, piece, refused)
        if piece:
            blocks.append((piece.type, piece.value))
    sentences = [*refused, *tell_pictures(conversion)]
    return JsonResponse(
        {"kind": conversion.kind, "blocks": make_states(blocks), "sentences": sentences}
    )


@require_POST
@edits_pages
def upload(request):
    """Answer with the image that a file became, or with the figure or gallery of images."""
    if not (file := request.FILES.get("picture")):
        policy = permission_policy.instances_user_has_permission_for(request.user, "choose")
        keys = [int(key) for key in request.POST.getlist("image") if key.isdecimal()]
        found = policy.in_bulk(keys)
        images = [found[key] for key in keys if key in found]
        return JsonResponse({"blocks": make_states(show_pictures(images) if images else [])})
    words = request.POST.get("words", "").strip()
    try:
        return JsonResponse({"image": upload_picture(request.user, file, words).pk})
    except RefusedPictureError as error:
        return refuse(error)


def refuse(error):
    return JsonResponse({"error": str(error)}, status=400)


def read_part(request, name):
    file = request.FILES.get(name)
    return file.read().decode(errors="replace").replace("\0", "") if file else ""


def take_picture(user, piece, refused):
    """Return the figure of a pasted picture, uploaded; its caption as text if it is refused."""
    words, caption = piece.value["alt"], piece.value["caption"]
    try:
        image = upload_picture(user, read_data_address(piece.value["source"], words), words)
    except RefusedPictureError as error:
        refused.append(str(error))
        return Piece("prose", caption) if caption else None
    return Piece("figure", make_figure(image, words, caption))


def tell_pictures(conversion):
    """Return a sentence for each kind of pictures that were not taken over."""
    far, lost = conversion.far_pictures, conversion.lost_pictures
    sentences = []
    if far:
        one = "One picture is at another site and was not fetched: a link is in its place."
        more = f"{far} pictures are at other sites and were not fetched: links are in their places."
        sentences.append(one if far == 1 else more)
    if lost:
        one = "One picture is in a file of your machine: drop it here."
        more = f"{lost} pictures are in files of your machine: drop them here."
        sentences.append(one if lost == 1 else more)
    return sentences


def make_states(blocks):
    """Return stored (type, value) pairs as the editor's forms hold them."""
    stream = BodyBlock()
    states = []
    for name, value in blocks:
        block = stream.child_blocks[name]
        states.append({"type": name, "value": block.get_form_state(block.to_python(value))})
    return states


urlpatterns = [
    path("paste/", paste, name="paste"),
    path("paste/pictures/", upload, name="paste_pictures"),
]
