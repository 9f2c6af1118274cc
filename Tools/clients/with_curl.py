"""curl: with --aws-sigv4, with presigned URLs and with a form. `video-spec` signs the URLs and builds the form.

curl before 8.0 sends no x-amz-content-sha256, which S3 requires, so it is given here.
"""

import json
import os
import xml.etree.ElementTree

from steps import BODY, KEY, equal, run, same_file

SPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"
UNSIGNED = "x-amz-content-sha256: UNSIGNED-PAYLOAD"
# The key as it has to stand in a URL.
ENCODED = "videos/%C3%9Cbung%201%2B2%20%26%203~%28final%29.webm"


def curl(place, path, *arguments):
    return run(
        "curl", "--silent", "--show-error", "--fail-with-body", "--noproxy", "*", "--user", f"{place.access_key}:{place.secret_key}",
        "--aws-sigv4", f"aws:amz:{place.region}:s3", *arguments, place.url + path)


def plain(*arguments):
    return run("curl", "--silent", "--show-error", "--fail-with-body", "--noproxy", "*", *arguments)


def video_spec(place, *arguments):
    return run(os.environ["VIDEO_SPEC"], *arguments, "--bucket", place.bucket, "--region", place.region, "--endpoint", place.url,
               env={"AWS_ACCESS_KEY_ID": place.access_key, "AWS_SECRET_ACCESS_KEY": place.secret_key})


def put(place):
    curl(place, f"/{place.bucket}", "--request", "PUT", "--header", UNSIGNED)
    curl(place, f"/{place.bucket}/{ENCODED}", "--upload-file", place.small, "--header", UNSIGNED,
         "--header", "Content-Type: video/webm", "--header", "x-amz-meta-take: 1")


def get(place):
    equal(curl(place, f"/{place.bucket}/{ENCODED}", "--header", UNSIGNED), BODY, "the object")
    head = curl(place, f"/{place.bucket}/{ENCODED}", "--head", "--header", UNSIGNED).decode().lower()
    equal("content-type: video/webm\r\n" in head and "x-amz-meta-take: 1\r\n" in head, True, f"type and metadata in {head}")


def list(place):
    listed = xml.etree.ElementTree.fromstring(curl(place, f"/{place.bucket}?list-type=2&prefix=videos", "--header", UNSIGNED))
    equal([each.text for each in listed.iter(f"{SPACE}Key")], [KEY], "the keys")


def multipart(place):
    path = f"/{place.bucket}/large"
    begun = xml.etree.ElementTree.fromstring(curl(place, f"{path}?uploads=", "--request", "POST", "--header", UNSIGNED))
    upload = begun.findtext(f"{SPACE}UploadId")
    half, parts = place.directory / "half", ""
    with place.large.open("rb") as file:
        for number in (1, 2):
            half.write_bytes(file.read(place.large.stat().st_size // 2))
            head = curl(place, f"{path}?partNumber={number}&uploadId={upload}", "--upload-file", half, "--header", UNSIGNED,
                        "--dump-header", "-").decode().lower()
            etag = head.partition("\netag: ")[2].partition("\r")[0]
            parts += f"<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>"
    curl(place, f"{path}?uploadId={upload}", "--header", UNSIGNED, "--header", "Content-Type: application/xml", "--data-binary",
         f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>")
    copy = place.directory / "copy"
    curl(place, path, "--header", UNSIGNED, "--output", copy)
    same_file(copy, place.large)


def presign(place):
    equal(plain(video_spec(place, "sign", "url", "--path-style", "--key", KEY).decode().strip()), BODY, "the presigned URL")
    url = video_spec(place, "sign", "url", "--path-style", "--method", "PUT", "--key", "presigned").decode().strip()
    plain("--upload-file", place.large, url)


def post(place):
    form = json.loads(video_spec(
        place, "policy", "build", "--key", "posted", "--content-type", "video/webm", "--max-size", "90000000",
        "--json"))
    fields = [f"{name}={value}" for name, value in form["fields"]]
    arguments = [word for field in fields for word in ("--form-string", field)]
    head = plain("--dump-header", "-", *arguments, "--form", f"file=@{place.large};type=video/webm", form["url"])
    equal(b" 204 " in head, True, f"the form ({head.decode()})")


def delete(place):
    for key in (ENCODED, "large", "presigned", "posted"):
        curl(place, f"/{place.bucket}/{key}", "--request", "DELETE", "--header", UNSIGNED)
    curl(place, f"/{place.bucket}", "--request", "DELETE", "--header", UNSIGNED)
