"""obstore removes a slash at the start and at the end of a key, so the link leads to another object."""

from datetime import timedelta

import obstore
from obstore.store import S3Store

store = S3Store("b", region="eu-west-1", access_key_id="AKIAIOSFODNN7EXAMPLE", secret_access_key="secret")
for key in ["/cat.webm", "videos/"]:
    print(repr(key), obstore.sign(store, "GET", key, timedelta(minutes=1)).partition("?")[0])
