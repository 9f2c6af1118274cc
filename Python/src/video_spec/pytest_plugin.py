"""Fixtures for pytest: `s3_endpoint` and `s3_bucket`.

The plugin starts the endpoint once per session, when a test first uses it, and empties it after each test that uses it. If a test fails, its
report lists the requests that the endpoint refused during the test.
"""

import uuid

import pytest

from .endpoint import EndpointError, S3Endpoint
from .program import ProgramMissing

_ENDPOINT = pytest.StashKey()
_IN_USE = pytest.StashKey()


def pytest_addoption(parser):
    parser.addini("video_spec_region", "the region of the fixture s3_endpoint", default="us-east-1")


@pytest.fixture(scope="session")
def _video_spec_endpoint(request):
    try:
        endpoint = S3Endpoint(region=request.config.getini("video_spec_region")).start()
    except (ProgramMissing, EndpointError) as error:
        pytest.fail(str(error), pytrace=False)
    request.config.stash[_ENDPOINT] = endpoint
    yield endpoint
    endpoint.stop()


@pytest.fixture
def s3_endpoint(_video_spec_endpoint, request):
    """A running `video_spec.S3Endpoint`, which is empty when a test begins. The ini option `video_spec_region` sets its region."""
    request.node.stash[_IN_USE] = True
    yield _video_spec_endpoint
    _video_spec_endpoint.reset()


@pytest.fixture
def s3_bucket(s3_endpoint):
    """The name of a new bucket in the endpoint."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    s3_endpoint.create_bucket(name)
    return name


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.when != "call" or not report.failed or not item.stash.get(_IN_USE, False):
        return
    try:
        refusals = item.config.stash[_ENDPOINT].refusals()
    except (EndpointError, OSError, KeyError):
        return
    lines = [f"{entry.method} {entry.target}: {entry.status} {entry.code} ({entry.rule}): {entry.message}" for entry in refusals]
    if lines:
        report.sections.append(("requests that the S3 endpoint refused", "\n".join(lines)))
