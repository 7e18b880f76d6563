from .about import AboutPage
from .backup import Backup
from .base import BasePage, BasePageQuerySet, IndexPage, is_in_private_section
from .contact import ContactField, ContactPage
from .draft_link import DraftLink
from .home import HomePage, SelectedWork
from .image import SiteImage, SiteRendition
from .link import Finding, Link, LinkUse, Problem
from .owner import Owner, Profile
from .site_version import SiteVersion, StoredResponse
from .standard import StandardPage
from .throttle import ThrottleCount
from .user import User
from .visits import DailyVisits

__all__ = [
    "AboutPage",
    "Backup",
    "BasePage",
    "BasePageQuerySet",
    "ContactField",
    "ContactPage",
    "DailyVisits",
    "DraftLink",
    "Finding",
    "HomePage",
    "IndexPage",
    "Link",
    "LinkUse",
    "Owner",
    "Problem",
    "Profile",
    "SelectedWork",
    "SiteImage",
    "SiteRendition",
    "SiteVersion",
    "StandardPage",
    "StoredResponse",
    "ThrottleCount",
    "User",
    "is_in_private_section",
]
