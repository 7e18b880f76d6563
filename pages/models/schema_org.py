"""The owner and images of the site in the vocabulary of schema.org."""

from django.conf import settings
from wagtail.images.models import SourceImageIOError

# An address of this site identifies the owner on every page.
PERSON = f"{settings.SITE_URL}/#person"
RENDITION = "max-1200x1200|format-jpeg|jpegquality-80"


def describe_image(image):
    """Return an image as an ImageObject, or None if there is no image or no file."""
    try:
        rendition = image and image.get_rendition(RENDITION)
    except SourceImageIOError:
        return None
    return rendition and {
        "@type": "ImageObject",
        "url": rendition.full_url,
        "caption": image.default_alt_text,
    }


def describe_person(owner):
    """Return the owner as a Person with all that the site says, or None without a name."""
    person = name_person(owner)
    return person and {
        **person,
        "jobTitle": owner.job_title,
        "worksFor": owner.employer and {"@type": "Organization", "name": owner.employer},
        "description": owner.description or owner.claim,
        "image": describe_image(owner.portrait),
        "sameAs": [profile.address for profile in owner.profiles.all()],
    }


def name_person(owner):
    """Return the owner as a Person with name and address, or None without a name."""
    if not owner.name:
        return None
    return {
        "@type": "Person",
        "@id": PERSON,
        "name": owner.name,
        "alternateName": owner.native_name,
        "url": f"{settings.SITE_URL}/",
    }


def refer_to_person(owner):
    """Return a reference to the Person of the owner, or None without a name."""
    return {"@id": PERSON} if owner.name else None
