"""Editors who write, save, preview, publish and upload over HTTP, as the admin's scripts do."""

import requests
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

PATIENCE = 60  # seconds
# Longer than the database takes, so that the file waits for a title.
TOO_LONG = "T" * 300


class Refused(Exception):
    """The site has not said that it has done what was asked."""


class Editor:
    """A person who has logged in, and has a page open."""

    def __init__(self, site, name, password, page=None):
        self._site = site
        self._account = name, password
        self.open(page)
        self.log_in()

    def log_in(self):
        try:
            self.session, answer = self._site.open_session(*self._account)
        except (requests.RequestException, KeyError) as error:
            raise Refused from error
        if answer.url != self._site.admin_url:
            raise Refused(answer.status_code, answer.url)

    def send(self, path, fields, files=None, **headers):
        """Send a form of the admin, and return the answer. No redirect is followed."""
        address = self._site.admin_url + path
        fields = {**fields, "csrfmiddlewaretoken": self.session.cookies["csrftoken"]}
        try:
            return self.session.post(
                address,
                fields,
                files=files,
                headers={"Referer": address, **headers},
                timeout=PATIENCE,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise Refused from error

    def tell(self, path, fields, files=None):
        """Send a form as a script does, and return what the site tells of its success."""
        answer = self.send(path, fields, files, Accept="application/json")
        if answer.status_code != 200 or not (told := answer.json()).get("success"):
            raise Refused(answer.status_code, answer.text[-2000:])
        return told

    # Pages

    def open(self, page, revision=""):
        self.page, self.slug, self.revision = page, f"desk-{page}", revision

    def create(self, parent, slug, words):
        """Make a page below another, as the first words in an empty form do."""
        self.slug, self.revision = slug, ""
        told = self.tell(f"pages/add/pages/standardpage/{parent}/", self.write(words))
        self.page, self.revision = told["pk"], str(told["revision_id"])

    def save(self, words, *blocks):
        """Save the page as the editor does by itself after each pause."""
        told = self.tell(f"pages/{self.page}/edit/", self.write(words, *blocks))
        self.revision = str(told["revision_id"])

    def preview(self, words, *blocks):
        address = f"pages/{self.page}/edit/preview/"
        answer = self.send(address, self.write(words, *blocks))
        if answer.status_code != 200 or not answer.json()["is_valid"]:
            raise Refused(answer.status_code, answer.text[-2000:])
        shown = self.read(f"{address}?mode=")
        assert words in shown.text

    def publish(self, words, *blocks):
        form = self.write(words, *blocks) | {"action-publish": "action-publish"}
        answer = self.send(f"pages/{self.page}/edit/", form)
        if answer.status_code != 302:
            raise Refused(answer.status_code, answer.text[-2000:])
        # The editor is opened anew, and its next save makes a revision.
        self.revision = ""

    def read(self, path):
        try:
            answer = self.session.get(self._site.admin_url + path, timeout=PATIENCE)
        except requests.RequestException as error:
            raise Refused from error
        if answer.status_code != 200:
            raise Refused(answer.status_code, answer.text[-2000:])
        return answer

    def write(self, words, *blocks):
        """Return the form of the page with these words, and with these blocks after them."""
        return nested_form_data(
            {
                "title": "Desk",
                "slug": self.slug,
                "summary": words,
                "body": streamfield([("prose", rich_text(f"<p>{words}</p>")), *blocks]),
                "comments": inline_formset([]),
                "overwrite_revision_id": self.revision,
            }
        )

    # Uploads

    def upload(self, kind, name, content, title):
        """Upload an "image" or a "document" in two steps, and return its number.

        The file waits between them for a title that is short enough.
        """
        fields = {"title": TOO_LONG, "collection": 1}
        told = self.tell(f"{kind}s/multiple/add/", fields, {"files[]": (name, content)})
        waiting = told["uploaded_file_id"]
        prefix = f"uploaded-{kind}-{waiting}"
        fields = {f"{prefix}-title": title, f"{prefix}-collection": 1}
        path = f"{kind}s/multiple/create_from_uploaded_{kind}/{waiting}/"
        return self.tell(path, fields)[{"image": "image_id", "document": "doc_id"}[kind]]
