"""The places where files can be kept: a folder, and a server that speaks S3 on a port of its own."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.making.stores import BUCKET, keep_in, url_of

ACCESS = {"AWS_ACCESS_KEY_ID": "invented", "AWS_SECRET_ACCESS_KEY": "invented", "AWS_EC2_METADATA_DISABLED": "true"}


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """Run a server that speaks S3, with one bucket; return its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    named = {"aws_access_key_id": "invented", "aws_secret_access_key": "invented", "region_name": "eu-west-2"}
    location: Any = {"LocationConstraint": "eu-west-2"}
    boto3.client("s3", endpoint_url=address, **named).create_bucket(Bucket=BUCKET, CreateBucketConfiguration=location)
    yield address
    server.stop()


@pytest.fixture
def bucket(s3_server: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Keep this test's files in the bucket; return the server's address."""
    for name, value in ACCESS.items():
        monkeypatch.setenv(name, value)
    keep_in(settings, url_of(s3_server))
    return s3_server


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest) -> str:
    """Run a test once on a folder and once on a bucket."""
    if request.param == "bucket":
        request.getfixturevalue("bucket")
    return str(request.param)
