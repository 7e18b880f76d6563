"""`make observatory`: the MDN HTTP Observatory scans the site, which is served over TLS.

Nothing leaves this machine: nginx stands before the site with a certificate of its own,
made for this run.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.servers import Site, make_nginx
from tests.support.site import find_free_port, make_environment

# The most that its version 1.4.8 gives a site that has no cookies and is in no preload
# list; and the least of an A.
WANTED = {"/": 135, "/admin/login/": 90}
# One port for both schemes, as if they were the usual two: the site leads from the one to
# the other by name alone.
LOCATIONS = """
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {directory}/certificate.pem;
        ssl_certificate_key {directory}/key.pem;
        error_page 497 = @site;
        location / {{ try_files /none @site; }}
        location @site {{
            proxy_pass http://127.0.0.1:{site};
            proxy_set_header Host localhost:{port};
            proxy_set_header X-Forwarded-Proto $scheme;
        }}
"""


def make_certificate(directory):
    """Make a certificate for this machine that ends tomorrow, and return its path."""
    certificate = directory / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command += ["-keyout", directory / "key.pem", "-out", certificate]
    subprocess.run(command, check=True, capture_output=True)
    return certificate


def main():
    with tempfile.TemporaryDirectory() as made:
        directory = Path(made)
        port = find_free_port()
        print("Starting the site as in production, over TLS", flush=True)
        certificate = make_certificate(directory)
        (directory / "site").mkdir()
        site = Site(directory / "site", SITE_URL=f"https://localhost:{port}")
        locations = LOCATIONS.format(directory=directory, port=port, site=site.port)
        with site.serve() as server, make_nginx(directory, locations) as proxy:
            server.wait("/healthz")
            proxy.wait("/healthz")
            return subprocess.run(
                [
                    "node",
                    Path(__file__).with_name("scan.js"),
                    str(port),
                    *(f"{path}={score}" for path, score in WANTED.items()),
                ],
                check=False,
                env=make_environment(NODE_EXTRA_CA_CERTS=str(certificate)),
            ).returncode


if __name__ == "__main__":
    sys.exit(main())
