import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.accounts.test_login import NAME, PASSWORD


@pytest.fixture
def ada(home, django_user_model):
    return django_user_model.objects.create_superuser(NAME, password=PASSWORD)


@pytest.fixture
def app(ada):
    """The app of an account that has two-factor login on."""
    return TOTPDevice.objects.create(user=ada, name="app")
