"""An object storage on this machine, which speaks S3, and buckets in it."""

import contextlib
import secrets


@contextlib.contextmanager
def serve_buckets():
    """Start an object storage, and yield its address."""
    # Most tests have no use for it, and it takes long to be imported.
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def make_bucket(address):
    """Make an empty bucket, and return the variables by which a site finds it."""
    import boto3

    variables = {
        "AWS_ACCESS_KEY_ID": "name",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_S3": address,
        "BUCKET_NAME": f"site-{secrets.token_hex(6)}",
    }
    boto3.client(
        "s3",
        endpoint_url=address,
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
        region_name=variables["AWS_REGION"],
    ).create_bucket(Bucket=variables["BUCKET_NAME"])
    return variables


def describe_storage(variables):
    """Return the settings that a site with the variables of a bucket has of it."""
    names = ("access_key", "secret_key", "region_name", "endpoint_url", "bucket_name")
    options = dict(zip(names, variables.values(), strict=True))
    return {"BACKEND": "pages.serving.media.storage.Bucket", "OPTIONS": options}
