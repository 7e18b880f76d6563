from .about import AboutPage
from .base import BasePage, IndexPage
from .contact import ContactField, ContactPage
from .draft_link import DraftLink
from .home import HomePage, SelectedWork
from .image import SiteImage, SiteRendition
from .owner import Owner, Profile
from .standard import StandardPage
from .user import User

__all__ = [
    "AboutPage",
    "BasePage",
    "ContactField",
    "ContactPage",
    "DraftLink",
    "HomePage",
    "IndexPage",
    "Owner",
    "Profile",
    "SelectedWork",
    "SiteImage",
    "SiteRendition",
    "StandardPage",
    "User",
]
