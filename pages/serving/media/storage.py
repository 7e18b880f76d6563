"""Uploaded files in a bucket of an object storage (S3), where the settings name one.

The bucket is private and the site serves its files, so that restricted documents stay
restricted and no page contacts another host.
"""

import time
from threading import BoundedSemaphore
from urllib.parse import urljoin

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from .copies import copies
from .files import StorageUnavailable

MEGABYTE = 1024 * 1024
CONFIG = Config(
    connect_timeout=3,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 2},
    # Not every storage supports the newer checksums.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


# Seconds in which a bucket that has not answered is not asked again.
REST = 5.0
# Threads that wait for the bucket at once, and seconds that others wait for one of them.
MAX_WAITING = 2
PATIENCE = 1.0
# A file has to arrive at this pace, in bytes a second, after as many seconds.
PACE, GRACE = 64 * 1024, 5.0
STEP = 16 * 1024  # bytes that are read at once
# Conditions by the codes of S3.
_BUSY, _KEY = "The bucket has too many requests", "The bucket refuses the access key"
REASONS = {
    **dict.fromkeys(["503", "RequestLimitExceeded", "ServiceUnavailable", "SlowDown"], _BUSY),
    **dict.fromkeys(
        ["403", "AccessDenied", "Forbidden", "InvalidAccessKeyId", "SignatureDoesNotMatch"], _KEY
    ),
    "NoSuchBucket": "The bucket does not exist",
    "RequestTimeTooSkewed": "The clock of this machine is wrong",
}


class Bucket(S3Storage):
    """Storage of uploads, which never overwrites a file."""

    _rests_until = 0.0
    _waiting = BoundedSemaphore(MAX_WAITING)

    def get_default_settings(self):
        return super().get_default_settings() | {
            "file_overwrite": False,
            "client_config": CONFIG,
            # An opened file is in memory up to this size, beyond it on the disk.
            "max_memory_size": MEGABYTE,
        }

    @property
    def client(self):
        return self.connection.meta.client

    def url(self, name, *args, **kwargs):
        """Return the address of a file at the site."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name))

    def _open(self, name, mode="rb"):
        # Asked first by look(), which does not wait for long while the bucket hangs.
        self.look(name)
        return super()._open(name, mode)

    def _save(self, name, content):
        """Store the file by this name, or by another if a machine has just taken it."""
        while True:
            content.seek(0)
            try:
                self.client.put_object(
                    Bucket=self.bucket_name,
                    Key=self._normalize_name(name),
                    Body=content,
                    IfNoneMatch="*",
                    **self._get_write_parameters(name, content),
                )
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] != 412:
                    raise
                name = self.get_available_name(name)
            else:
                return name

    def delete(self, name):
        super().delete(name)
        copies.forget(name)

    def exists(self, name):
        try:
            self.look(name)
        except FileNotFoundError:
            return False
        return True

    def look(self, name, client=None):
        """Return size and time of change of a file, by one request, of another thread's client.

        Raises FileNotFoundError, or StorageUnavailable when the bucket does not answer.
        """
        metadata = self._ask(client or self.client, "head_object", name)
        return metadata["ContentLength"], metadata["LastModified"]

    def read_part(self, name, part):
        """Return an iterator of the bytes of a file in the range `part`.

        Raises FileNotFoundError, or StorageUnavailable when the bucket does not answer.
        """
        if not part:
            return iter(())
        asked = f"bytes={part[0]}-{part[-1]}"
        return self._read(self._ask(self.client, "get_object", name, Range=asked)["Body"])

    def _read(self, body):
        """Yield the bytes of a response; raise StorageUnavailable if they end, or come slowly."""
        began_at, size = time.monotonic(), 0
        try:
            for block in body.iter_chunks(STEP):
                yield block
                size += len(block)
                if time.monotonic() > began_at + GRACE + size / PACE:
                    self._rests_until = time.monotonic() + REST
                    raise StorageUnavailable("The bucket is too slow.")
        except BotoCoreError as error:
            raise StorageUnavailable(str(error)) from error

    def put(self, path, name):
        """Store a file of this machine, of any size, by this name."""
        self.client.upload_file(str(path), self.bucket_name, self._normalize_name(name))

    def fetch(self, name, path):
        """Write a file to a path of this machine; raise FileNotFoundError without one."""
        self.look(name)
        key = self._normalize_name(name)
        self.client.download_file(self.bucket_name, key, str(path))

    def list_names(self, prefix):
        """Return the names of all files that begin with a prefix."""
        return [file["Key"] for file in self._list(Prefix=prefix)]

    def sizes(self, limit):
        """Return the sizes in bytes of the first `limit` files."""
        return [file["Size"] for file in self._list(PaginationConfig={"MaxItems": limit})]

    def _list(self, **options):
        """Yield the descriptions of files, by requests of a thousand."""
        pages = self.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self.bucket_name, **options):
            yield from page.get("Contents", ())

    def _ask(self, client, operation, name, **parameters):
        """Return the result of an operation of the client that reads a file.

        A bucket that hangs holds no more than MAX_WAITING threads, and these not again soon.
        """
        is_waiting = time.monotonic() >= self._rests_until and self._waiting.acquire(
            timeout=PATIENCE
        )
        if not is_waiting:
            raise StorageUnavailable("It has not answered a moment ago.")
        try:
            key = self._normalize_name(name)
            return getattr(client, operation)(Bucket=self.bucket_name, Key=key, **parameters)
        except ClientError as error:
            self.check(client)
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(name) from error
            raise StorageUnavailable(explain(error)) from error
        except BotoCoreError as error:
            self._rests_until = time.monotonic() + REST
            raise StorageUnavailable(explain(error)) from error
        finally:
            self._waiting.release()

    def check(self, client=None):
        """Raise StorageUnavailable, with the reason, if the bucket cannot be used.

        The response to a HEAD request has no reason.
        """
        try:
            (client or self.client).list_objects_v2(Bucket=self.bucket_name, MaxKeys=1)
        except (BotoCoreError, ClientError) as error:
            raise StorageUnavailable(explain(error)) from error


def explain(error):
    """Return a sentence about the error of a bucket, which an owner can act upon."""
    if isinstance(error, BotoCoreError):
        return f"The bucket does not answer ({type(error).__name__})."
    code = error.response["Error"]["Code"]
    return f"{REASONS.get(code, 'The bucket refuses requests')} ({code})."
