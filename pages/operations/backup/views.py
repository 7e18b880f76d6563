"""Backups made and downloaded in the admin, by superusers: a backup has all secrets of the site."""

import logging
from datetime import timedelta
from pathlib import Path
from threading import Thread

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import close_old_connections, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.ui.components import Component

from ...models import Backup, SiteVersion
from ...serving.media.disk import Disk
from ...serving.media.files import describe
from ...serving.media.views import serve_file
from .archive import BackupError
from .create import is_migrated, run_backup
from .destinations import FOLDER, IN_BUCKET, name_new

logger = logging.getLogger(__name__)

PROGRESS = "backup-progress"
TIMEOUT = timedelta(hours=1)  # of an unfinished backup, whose process has perhaps ended
KEPT = 2  # backups on the disk, which has to have room for uploads


def find_folder():
    """Return the folder of backups on the disk, which only the process itself may read."""
    folder = Path(settings.DATA_DIR) / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def find_running():
    """Return the Backup that is being made, or None."""
    since = timezone.now() - TIMEOUT
    return Backup.objects.filter(finished_at=None, started_at__gt=since).first()


def begin():
    """Return a new Backup to be made; raise BackupError while there is another."""
    if not is_migrated():
        raise BackupError("The database is not that of this version of the site: restart it.")
    try:
        destination = f"{IN_BUCKET}{FOLDER}" if settings.BUCKET else str(find_folder())
        destination = name_new(destination)
    except OSError as error:
        raise BackupError(f"No backup can be written ({error.strerror}).") from error
    with transaction.atomic():
        SiteVersion.objects.select_for_update().first()
        if find_running():
            raise BackupError("A backup is being made already: wait for its end.")
        return Backup.objects.create(destination=destination)


def run(backup):
    """Make a Backup in a thread of its own; its record says how it ended."""
    close_old_connections()
    try:
        run_backup(backup, lambda text: cache.set(PROGRESS, text))
        if not settings.BUCKET:
            prune()
    except Exception:
        logger.exception("The backup %s has failed.", backup.destination)
    finally:
        cache.delete(PROGRESS)
        close_old_connections()


def prune():
    """Delete all but the newest backups in the folder."""
    for old in sorted(find_folder().glob("*.zip"))[:-KEPT]:
        old.unlink()


def is_offered(backup):
    """Tell whether the file of a Backup can be downloaded: it is in the bucket or the folder."""
    if backup.size is None:
        return False
    if backup.destination.startswith(IN_BUCKET):
        return bool(settings.BUCKET)
    file = Path(backup.destination)
    return file.parent == find_folder() and file.exists()


class BackupPanel(Component):
    """Panel of the status page: the button, the progress and the file."""

    template_name = "desk/backup_panel.html"

    def get_context_data(self, parent_context):
        return {**describe_state(), "csrf_token": parent_context["csrf_token"]}


def describe_state():
    """Return what the panel says about the last backups."""
    last = Backup.objects.order_by("-started_at").first()
    return {
        "running": find_running(),
        "progress": cache.get(PROGRESS, ""),
        "last": last if last and last.finished_at else None,
        "offered": next(filter(is_offered, Backup.objects.order_by("-finished_at")[:20]), None),
    }


def make_panels(user):
    """Return the panels of the status page for an account."""
    return [BackupPanel()] if user.is_superuser else []


def check_superuser(request):
    if not request.user.is_superuser:
        raise PermissionDenied


@require_POST
def make_backup(request):
    check_superuser(request)
    try:
        backup = begin()
    except BackupError as error:
        messages.error(request, str(error))
    else:
        Thread(target=run, args=[backup], name="backup", daemon=True).start()
    return redirect("status")


@require_safe
def show_progress(request):
    """Return the content of the panel, which the script on the status page asks for."""
    check_superuser(request)
    return render(request, "desk/backup.html", describe_state())


@require_safe
def download_backup(request, pk):
    check_superuser(request)
    backup = get_object_or_404(Backup, pk=pk)
    if not is_offered(backup):
        raise Http404
    if backup.destination.startswith(IN_BUCKET):
        storage, name = default_storage, backup.destination.removeprefix(IN_BUCKET)
    else:
        storage, name = Disk(location=find_folder()), Path(backup.destination).name
    disposition = f'attachment; filename="{Path(name).name}"'
    headers = describe("application/zip", "private, no-store", disposition)
    return serve_file(request, storage, name, headers, is_private=True)


def get_admin_urls():
    return [
        path("reports/status/backup/", make_backup, name="make_backup"),
        path("reports/status/backup/progress/", show_progress, name="backup_progress"),
        path("reports/status/backup/<int:pk>/", download_backup, name="download_backup"),
    ]
