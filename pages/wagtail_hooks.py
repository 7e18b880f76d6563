"""What the admin is asked to do differently; each line leads to where it is done."""

from wagtail import hooks

from . import dashboard
from .referee.user_bar import add_findings

hooks.register("construct_homepage_panels", dashboard.arrange)
hooks.register("construct_wagtail_userbar", add_findings)
