"""Parses the credential of a request: an access key and a scope."""

import re

from .faults import Rejected, broken
from .signature import ECDSA_ALGORITHM

_DATE = re.compile(rb"\d{8}")


class Credential:
    def __init__(self, access_key, date, region, service, regions):
        self.access_key, self.date, self.region, self.service = access_key, date, region, service
        self._regions = regions

    def check(self, receiver, date, code):
        """Rejects a scope for another region, another service or another day than the request's."""
        if not self._counts_in(receiver.region) and not broken("region-unchecked"):
            if broken("region-as-wrong-signature"):
                raise Rejected("SignatureDoesNotMatch", "the signature does not match the request", 403)
            raise Rejected(code, "the scope is for another region", 400)
        if not self._is_for(receiver.service) and not broken("service-unchecked"):
            raise Rejected(code, "the scope is for another service", 400)
        if broken("scope-date-of-receiver"):
            date = receiver.now.strftime("%Y%m%d").encode()
        if self.date != date and not broken("scope-date-unchecked"):
            if broken("scope-date-as-wrong-signature"):
                raise Rejected("SignatureDoesNotMatch", "the signature does not match the request", 403)
            raise Rejected(code, "the scope's date differs from the request's", 400)

    def _is_for(self, service):
        if broken("service-family-accepted") and self.service.partition(b"-")[0] == service:
            return True
        return self.service == service or broken("service-by-case") and self.service.lower() == service

    def _counts_in(self, region):
        """Returns whether the scope covers a region. A SigV4a region set is a list in which `*` matches any text."""
        if broken("region-prefix-accepted") and region.startswith(self.region):
            return True
        if broken("region-by-case") and region == self.region.lower():
            return True
        if broken("default-region-accepted") and self.region == b"us-east-1":
            return True
        return any(re.fullmatch(each, region, re.DOTALL) for each in self._regions)


def read_credential(text, algorithm, region_set, code):
    """Parses `KEY/YYYYMMDD/REGION/SERVICE/aws4_request`. With SigV4a there is no `REGION`, and the region set is used."""
    parts = text.split(b"/")
    if algorithm == ECDSA_ALGORITHM and len(parts) == 4:
        regions = [re.escape(each.strip(b" ")).replace(rb"\*", b".*") for each in region_set.split(b",")]
        parts.insert(2, region_set)
    elif len(parts) == 5 and algorithm != ECDSA_ALGORITHM:
        regions = [re.escape(parts[2])]
    else:
        raise _malformed(code)
    access_key, date, region, service, end = parts
    ends = end == b"aws4_request" or broken("credential-end-unchecked")
    if not access_key or not _DATE.fullmatch(date) or not ends:
        raise _malformed(code)
    return Credential(access_key, date, region, service, regions)


def _malformed(code):
    if broken("malformed-credential-as-denied"):
        return Rejected("AccessDenied", "the credential is malformed", 403)
    return Rejected(code, "the credential is not KEY/YYYYMMDD/REGION/SERVICE/aws4_request", 400)
