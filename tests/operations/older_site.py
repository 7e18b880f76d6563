"""Facts about the site in archives/before_1_0.*, once it is the default database."""

from django.contrib.auth import authenticate, get_user_model
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.contrib.forms.models import FormSubmission
from wagtail.models import PageViewRestriction, Revision

from pages.models import DailyVisits, DraftLink, StandardPage
from projects.models import ProjectPage


def describe_pages():
    client = Client(SERVER_NAME="localhost")
    private = StandardPage.objects.get(slug="private")
    restriction = PageViewRestriction.objects.get(page=private)
    link = DraftLink.objects.get()
    closed = client.get("/private/").content.decode()
    password_form = reverse(
        "wagtailcore_authenticate_with_password", args=[restriction.pk, private.pk]
    )
    opened = client.post(password_form, {"password": "difference", "return_url": "/private/"})
    return {
        "statuses": {
            path: client.get(path).status_code
            for path in ["/", "/projects/", "/publications/", "/contact/", "/draft/"]
        },
        "published": "Änderung" in client.get("/revised/").content.decode(),
        "redirect": client.get("/old-notes").headers["Location"],
        "draft_link": "Second draft"
        in client.get(reverse("draft", args=[link.token])).content.decode(),
        "asks_for_password": 'type="password"' in closed,
        "opened": opened.headers.get("Location"),
    }


def describe_content():
    revised = StandardPage.objects.get(slug="revised")
    revisions = Revision.objects.for_instance(revised).order_by("pk")
    project = ProjectPage.objects.filter(has_unpublished_changes=True).get()
    [message] = FormSubmission.objects.all()
    return {
        "revisions": [revision.content["title"] for revision in revisions],
        "latest": revised.get_latest_revision_as_object().title,
        "unpublished": project.get_latest_revision_as_object().summary,
        "message": message.form_data["message"],
        "visits": list(DailyVisits.objects.order_by("name").values_list("name", "count")),
    }


def describe_accounts():
    def describe(user):
        return [*user.groups.values_list("name", flat=True)]

    names = {"ada": "analytical-engine", "mary": "mechanism-of-the-heavens"}
    users = {
        name: authenticate(username=name, password=password) for name, password in names.items()
    }
    return {
        "roles": {name: describe(user) for name, user in users.items()},
        "generation": get_user_model().objects.get(username="ada").session_generation,
        "two_factor": [*TOTPDevice.objects.values_list("user__username", "key")],
    }


def describe_uploads():
    client = Client(SERVER_NAME="localhost")
    names = ["documents/notes.pdf", "original_images/disc.png"]
    files = [name for name in names if default_storage.exists(name)]
    page = client.get("/revised/").content.decode()
    picture = page.partition('src="/media/')[2].partition('"')[0]
    return {
        "files": files,
        "picture": client.get(f"/media/{picture}").status_code,
    }


def describe():
    return describe_pages() | describe_content() | describe_accounts()
