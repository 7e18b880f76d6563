from .about import AboutPage
from .backup import Backup
from .base import BasePage, BasePageQuerySet, is_in_private_section
from .contact import ContactField, ContactPage
from .draft_link import DraftLink
from .home import HomePage, SelectedWork
from .image import SiteImage, SiteRendition
from .index import IndexPage
from .look import Look
from .owner import Owner, Profile
from .rate_limit import RateLimitCount
from .site_version import SiteVersion, StoredResponse
from .standard import StandardPage
from .user import User
from .visits import DailyVisits
