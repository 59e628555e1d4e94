"""A store that speaks S3, through django-storages: streamed both ways, and never open to anybody by an address."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from hatehub.stores import StoreAway

PART_BYTES = 5 * 1024 * 1024
"""The least that S3 takes as a part; 10,000 of them are 48 GiB."""
CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 5, 30, 3
MISSING = frozenset({"NoSuchKey", "404"})


class ObjectStore(S3Storage):
    """One bucket, or a prefix in it. Credentials come from where AWS's own tools look for them.

    Objects get no ACL, so the bucket's policy alone decides who reads; the hub makes no addresses for them. What the
    library raises becomes FileNotFoundError or StoreAway.
    """

    def __init__(
        self, *, bucket: str, prefix: str, endpoint: str, region: str, encryption: str, key_id: str, is_old: bool
    ) -> None:
        wanted = {"ServerSideEncryption": encryption, "SSEKMSKeyId": key_id}
        checksums = "when_required" if is_old else "when_supported"
        super().__init__(
            bucket_name=bucket,
            location=prefix,
            endpoint_url=endpoint or None,
            region_name=region or None,
            default_acl=None,
            querystring_auth=True,
            file_overwrite=True,  # every name ends in a new UUID: asking first whether it is taken would cost a request
            object_parameters={
                "ContentType": "application/octet-stream",
                **{name: value for name, value in wanted.items() if value},
            },
            transfer_config=TransferConfig(
                multipart_threshold=PART_BYTES, multipart_chunksize=PART_BYTES, use_threads=False
            ),
            client_config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
                signature_version="s3v4",
                s3={"addressing_style": "path" if endpoint else "auto"},
                request_checksum_calculation=checksums,
                response_checksum_validation=checksums,
            ),
        )

    def url(self, *_args: Any, **_named: Any) -> str:
        """Refuse: sealed files have no address of their own. Raises NotImplementedError."""
        raise NotImplementedError("sealed files have no address")

    def _open(self, name: str, mode: str = "rb") -> "ObjectReader":
        if mode != "rb":
            raise ValueError("what is stored is only read")
        reader = ObjectReader(self.bucket.Object(self._normalize_name(name)))
        reader.load()
        return reader

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        with _translated(name):
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        """Remove an object; one that is gone already is no error."""
        with _translated(name):
            super().delete(name)

    def exists(self, name: str) -> bool:
        """Tell whether there is an object of this name."""
        with _translated(name):
            return bool(super().exists(name))

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        """Return the prefixes and the objects one level below a prefix."""
        with _translated(name):
            folders, files = super().listdir(name)
        return list(folders), list(files)

    def size(self, name: str) -> int:
        """Return how many bytes an object has."""
        with _translated(name):
            return int(super().size(name))


class ObjectReader(File):  # type: ignore[type-arg]
    """An object read as it comes over the line; going to another place asks for the bytes from there on.

    All of it is one version: an object that is replaced meanwhile fails to be read on.
    """

    def __init__(self, source: Any) -> None:
        super().__init__(None, name=source.key)
        self._source = source
        self._version, self._size, self._position = "", 0, 0
        self._body: Any = None

    def __bool__(self) -> bool:
        return True

    def load(self) -> None:
        """Begin to read. Raises FileNotFoundError, StoreAway."""
        with _translated(self._source.key):
            answer = self._source.get(**({"IfMatch": self._version} if self._version else {}), **self._range())
        self._body = answer["Body"]
        if not self._version:
            self._version, self._size = answer["ETag"], int(answer["ContentLength"])

    def _range(self) -> dict[str, str]:
        return {"Range": f"bytes={self._position}-"} if self._position else {}

    def read(self, size: int = -1) -> bytes:  # type: ignore[override]
        """Return the next bytes, at most `size`; nothing at the end. Raises StoreAway where the line breaks."""
        if self._position >= self._size:
            return b""
        if self._body is None:
            self.load()
        with _translated(self._source.key):
            taken = bytes(self._body.read(None if size < 0 else size))
        if not taken and size and self._position < self._size:
            raise StoreAway("the line broke")
        self._position += len(taken)
        return taken

    def seek(self, offset: int, whence: int = 0) -> int:  # type: ignore[override]
        """Go to a place, without reading anything yet."""
        place = offset + (0, self._position, self._size)[whence]
        if place != self._position:
            self._drop()
            self._position = place
        return place

    def tell(self) -> int:  # type: ignore[override]
        """Return the place of the next byte."""
        return self._position

    @property
    def size(self) -> int:  # type: ignore[override]
        """How many bytes it has."""
        return self._size

    def close(self) -> None:
        """Let go of the line."""
        self._drop()

    def _drop(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None


@contextmanager
def _translated(name: str) -> Iterator[None]:
    """Raise what says the same in the terms of a folder."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in MISSING:
            raise FileNotFoundError(name) from None
        raise StoreAway(f"the store answered {code[:40]}") from error
    except (BotoCoreError, Boto3Error) as error:
        raise StoreAway(type(error).__name__) from error
