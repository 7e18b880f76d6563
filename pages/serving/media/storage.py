"""Uploaded files in a bucket of an object storage (S3), where the settings name one.

The bucket stays private: visitors get its files through the site, so that a document is
served to those alone who may read it, and no page asks another host for anything.
"""

from urllib.parse import urljoin

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from .files import BLOCK, StorageAway

MEGABYTE = 1024 * 1024
CONFIG = Config(
    connect_timeout=3,
    read_timeout=20,
    retries={"mode": "standard", "total_max_attempts": 2},
    # What is newer in the protocol, not every storage knows.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


class Bucket(S3Storage):
    """The storage of uploads, which never overwrites a file."""

    def get_default_settings(self):
        return super().get_default_settings() | {
            "file_overwrite": False,
            "client_config": CONFIG,
            # What is opened is held in memory up to this size, then on the disk.
            "max_memory_size": MEGABYTE,
        }

    @property
    def client(self):
        return self.connection.meta.client

    def url(self, name, *args, **kwargs):
        """Return the address at the site, which serves the file."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name))

    def _save(self, name, content):
        """Keep the file under the name, or under another if a machine was quicker."""
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

    def look(self, name):
        """Return size and time of change of a file, asking once.

        Raises FileNotFoundError when there is none, StorageAway when nothing answers.
        """
        told = self._ask(self.client.head_object, name)
        return told["ContentLength"], told["LastModified"]

    def read_part(self, name, part):
        """Return an iterator of the bytes of a file in the range `part`.

        Raises FileNotFoundError when there is no such file, StorageAway when nothing
        answers.
        """
        if not part:
            return iter(())
        asked = f"bytes={part[0]}-{part[-1]}"
        return read_body(self._ask(self.client.get_object, name, Range=asked)["Body"])

    def put(self, path, name):
        """Keep a file of this machine, however large, under the name, at once."""
        self.client.upload_file(str(path), self.bucket_name, self._normalize_name(name))

    def fetch(self, name, path):
        """Write a file to a path of this machine.

        Raises FileNotFoundError when there is none.
        """
        self.look(name)
        key = self._normalize_name(name)
        self.client.download_file(self.bucket_name, key, str(path))

    def list_names(self, prefix):
        """Return the names of all files that begin so."""
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket_name, Prefix=prefix
        )
        return [file["Key"] for page in pages for file in page.get("Contents", ())]

    def sizes(self, limit):
        """Yield the sizes in bytes of the first `limit` files, a thousand in a question."""
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket_name, PaginationConfig={"MaxItems": limit}
        )
        for page in pages:
            yield from (file["Size"] for file in page.get("Contents", ()))

    def _ask(self, operation, name, **parameters):
        try:
            return operation(
                Bucket=self.bucket_name, Key=self._normalize_name(name), **parameters
            )
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(f"The bucket has no {name}.") from error
            raise
        except BotoCoreError as error:
            raise StorageAway(str(error)) from error


def read_body(body):
    """Yield the bytes of an answer; raise StorageAway when they end too early."""
    try:
        yield from body.iter_chunks(BLOCK)
    except BotoCoreError as error:
        raise StorageAway(str(error)) from error
