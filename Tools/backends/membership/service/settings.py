"""The service's configuration, read from environment variables. A wrong value is rejected at startup, and the error names the variable."""

import ipaddress
import os
from dataclasses import dataclass

from common.settings import CommonSettings, SettingInvalid, common_values, required

from .places import Origin, origin_of

SHORTEST_SECRET = 32


@dataclass(frozen=True)
class Settings(CommonSettings):
    jwt_secret: bytes
    upstreams: frozenset[Origin]
    upstream_networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]

    @classmethod
    def from_environment(cls, environment=os.environ):
        return cls(
            **common_values(environment, "sqlite:///membership.sqlite"),
            jwt_secret=_secret(required(environment, "JWT_SECRET")),
            upstreams=frozenset(_origin(value) for value in _values(environment, "VIDEO_UPSTREAMS")),
            upstream_networks=tuple(_network(value) for value in _values(environment, "VIDEO_UPSTREAM_NETWORKS")),
        )


def _values(environment, name):
    return [value.strip() for value in environment.get(name, "").split(",") if value.strip()]


def _secret(value):
    secret = value.encode("utf-8", "surrogateescape")
    if len(secret) < SHORTEST_SECRET:
        raise SettingInvalid(f"JWT_SECRET should have at least {SHORTEST_SECRET} bytes")
    return secret


def _origin(value):
    origin = origin_of(value)
    if origin is None:
        raise SettingInvalid("VIDEO_UPSTREAMS should be origins such as https://videos.example.com, separated by commas")
    return origin


def _network(value):
    try:
        return ipaddress.ip_network(value)
    except ValueError:
        raise SettingInvalid("VIDEO_UPSTREAM_NETWORKS should be networks such as 10.1.0.0/16, separated by commas") from None
