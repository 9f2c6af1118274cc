"""obstore, which is Rust's object_store. It cannot create a bucket, so the runner does."""

import datetime

import obstore
from obstore.store import S3Store

from steps import BODY, KEY, equal, fetch, fetched, same_file


def store(place):
    return S3Store(
        place.bucket, endpoint=place.url, region=place.region, access_key_id=place.access_key,
        secret_access_key=place.secret_key, client_options={"allow_http": True}, retry_config={"max_retries": 0})


def put(place):
    obstore.put(store(place), KEY, BODY, attributes={"Content-Type": "video/webm", "take": "1"})
    try:
        obstore.put(store(place), KEY, b"another", mode="create")
    except obstore.exceptions.AlreadyExistsError:
        pass
    else:
        raise AssertionError("the object was replaced although it exists")


def get(place):
    found = obstore.get(store(place), KEY)
    equal((bytes(found.bytes()), found.attributes["Content-Type"]), (BODY, "video/webm"), "the object and its type")
    equal(bytes(obstore.get_range(store(place), KEY, start=2, end=7)), BODY[2:7], "the range")
    obstore.copy(store(place), KEY, "copied")


def list(place):
    keys = [each["path"] for page in obstore.list(store(place)) for each in page]
    equal(sorted(keys), ["copied", KEY], "the keys")
    equal(obstore.list_with_delimiter(store(place))["common_prefixes"], ["videos"], "the prefixes")


def multipart(place):
    copy = place.directory / "copy"
    obstore.put(store(place), "large", place.large, chunk_size=5 * 1024 * 1024)
    with copy.open("wb") as file:
        for piece in obstore.get(store(place), "large"):
            file.write(piece)
    same_file(copy, place.large)


def presign(place):
    minute = datetime.timedelta(minutes=1)
    fetched(obstore.sign(store(place), "GET", KEY, minute), BODY)
    equal(fetch(obstore.sign(store(place), "PUT", "presigned", minute), "PUT", BODY)[0], 200, "the presigned PUT")


def delete(place):
    obstore.delete(store(place), KEY)
    obstore.delete(store(place), ["copied", "large", "presigned"])
    equal([each for page in obstore.list(store(place)) for each in page], [], "the keys")
