"""URLs of allowed origins. A name is resolved once, its addresses are checked, and the connection goes to a checked address."""

import ipaddress
import socket

import urllib3

from .sources import SECONDS, Source, SourceFailed, Unsatisfied

_TIMEOUT = urllib3.Timeout(connect=SECONDS, read=SECONDS)
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


def open_url(settings, place, wanted, is_head):
    """Returns the response to a request for a URL. `wanted` is a range or None."""
    headers = {"Host": place.origin.authority, "Accept-Encoding": "identity", "User-Agent": "membership"}
    if wanted is not None:
        headers["Range"] = str(wanted)
    failed = None
    for address in _addresses(settings, place.origin):
        pool = _pool(place.origin, address)
        try:
            response = pool.urlopen(
                "HEAD" if is_head else "GET", place.target, headers=headers, redirect=False, retries=False, timeout=_TIMEOUT,
                preload_content=False, decode_content=False)
        except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError) as error:
            failed = error
            continue
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise SourceFailed(f"{place.origin.host}: {type(error).__name__}") from error
        source = Source(response.status, {name.lower(): value for name, value in response.headers.items()}, response)
        if source.status == 416:
            source.close()
            raise Unsatisfied(source.unsatisfied_size())
        if source.headers.get("content-encoding", "identity").lower() != "identity":
            source.close()
            raise SourceFailed(f"{place.origin.host} sends the file in another encoding")
        return source
    raise SourceFailed(f"{place.origin.host}: no connection") from failed


def _addresses(settings, origin):
    """Returns the addresses of an origin. All of them have to be public, or in a network that is allowed."""
    if origin.address is not None:
        # The operator of the service has named this address.
        return [origin.host]
    try:
        found = socket.getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceFailed(f"{origin.host}: no address") from error
    addresses = list(dict.fromkeys(entry[4][0] for entry in found))
    for address in addresses:
        if not is_allowed(settings.upstream_networks, address):
            raise SourceFailed(f"{origin.host} has the address {address}, which is not public")
    return addresses


def is_allowed(networks, text):
    """Returns whether an address is public, or in one of some networks."""
    address = _unwrapped(ipaddress.ip_address(text))
    return any(address in network for network in networks) or (address.is_global and not address.is_multicast)


def _unwrapped(address):
    """Returns the IPv4 address that an IPv6 address stands for, or the address itself."""
    if address.version == 4:
        return address
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)


def _pool(origin, address):
    if origin.scheme == "http":
        return urllib3.HTTPConnectionPool(address, origin.port)
    return urllib3.HTTPSConnectionPool(
        address, origin.port, cert_reqs="CERT_REQUIRED", server_hostname=origin.host, assert_hostname=origin.host)
