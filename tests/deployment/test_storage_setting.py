import pytest

from hatehub.settings.environment import SettingError
from hatehub.settings.storage import store
from tests.deployment.test_wrong_settings import assert_plain, run

GOOD = "s3://sealed-files/hub?endpoint=https%3A%2F%2Fs3.example&region=eu-west-2&encryption=aws%3Akms&key=one"


def test_nothing_said_is_a_folder():
    assert store("STORAGE_URL", "")["BACKEND"].endswith("FolderStore")


def test_address_of_a_bucket_is_taken_apart():
    entry = store("STORAGE_URL", GOOD)
    assert entry["BACKEND"].endswith("ObjectStore")
    assert entry["OPTIONS"] == {
        "bucket": "sealed-files",
        "prefix": "hub",
        "endpoint": "https://s3.example",
        "region": "eu-west-2",
        "encryption": "aws:kms",
        "key_id": "one",
        "is_old": False,
    }


@pytest.mark.parametrize(
    "url",
    [
        "https://sealed-files",
        "s3://",
        "s3://Not_A_Bucket",
        "s3://name:secret@bucket",
        "s3://bucket?colour=red",
        "s3://bucket?endpoint=s3.example",
        "s3://bucket?endpoint=https%3A%2F%2Fname%3Asecret%40s3.example",
        "s3://bucket?encryption=none",
        "s3://bucket?checksums=perhaps",
        "s3://bucket?key=one",
        "s3://bucket?region",
        "s3://[bucket",
    ],
)
def test_wrong_address_is_one_sentence_without_what_was_secret(url):
    with pytest.raises(SettingError) as caught:
        store("STORAGE_URL", url)
    assert str(caught.value).startswith("STORAGE_URL ")
    assert "secret" not in str(caught.value)


def test_wrong_store_stops_the_start():
    assert_plain(run("manage.py", STORAGE_URL="ftp://somewhere"), "STORAGE_URL")
