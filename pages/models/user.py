from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An account for the admin.

    It adds nothing yet. A user model can only be chosen before the first migration, so
    this one keeps the door open.
    """
