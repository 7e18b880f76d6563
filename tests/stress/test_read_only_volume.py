"""A volume that has become read-only: the image's own command serves what is ready."""

import pytest

from tests.support.servers import Site

# In a namespace of its own, so that the machine keeps its mounts.
READ_ONLY = """
mount --bind . . && mount -o remount,bind,ro . && cd "$PWD" && ! touch file && exec "$@"
"""


def test_a_read_only_volume_serves_its_pages(tmp_path):
    site = Site(tmp_path)
    site.make_ready()
    shell = ["unshare", "--map-root-user", "--mount", "sh", "-c", READ_ONLY, "sh"]
    server = site.serve_as_image(*shell)
    with server:
        try:
            server.wait()
        except RuntimeError as error:
            if "unshare:" in str(error):
                pytest.skip("this machine lets nobody mount a folder")
            raise
        status, headers, _ = server.get("/")

    assert (status, headers["X-Cache"]) == (200, "HIT")
    assert "Password  as you left it" in server.log
