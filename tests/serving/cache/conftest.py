import pytest

from tests.support import factories
from tests.support.cache import make_server


@pytest.fixture
def page(home):
    return factories.make_page(home, summary="Words about engines. " * 12)


@pytest.fixture
def server(page):
    # A site without an owner gets one from the first rendering, which would be a change.
    factories.make_owner()
    return make_server()
