"""Connections to addresses that somebody typed: one guard, at the moment of connecting.

The name is resolved once, and the connection goes to the address that was found; addresses inside
a network (private, loopback, link-local, shared, NAT64, 6to4) are refused unless the name is in
`GARANT_ALLOW_PRIVATE_HOSTS`. A redirect is another connection, and passes the same guard.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from django.conf import settings
from requests import Session
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError
from urllib3.util.connection import create_connection

SECONDS = 10
NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


def session() -> Session:
    """A session whose every connection passes the guard, and no proxy of the environment."""
    one = Session()
    one.trust_env = False
    for scheme in ("https://", "http://"):
        one.mount(scheme, _Adapter())
    return one


def public(text: str) -> bool:
    """Whether an address is one of the open internet.

    >>> [public(a) for a in ("93.184.216.34", "10.0.0.1", "100.64.0.1", "::ffff:127.0.0.1")]
    [True, False, False, False]
    """
    address: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif address.sixtofour or address.teredo or any(address in net for net in NAT64):
            return False
    return address.is_global and not address.is_multicast


def _connected(host: str, connection: Any) -> socket.socket:
    """A connection to the first address of a name that may be reached."""
    free = host in settings.ALLOW_PRIVATE_HOSTS
    found = socket.getaddrinfo(host, connection.port, type=socket.SOCK_STREAM)
    for *_, where in found:
        if free or public(str(where[0])):
            return create_connection(
                (str(where[0]), connection.port), connection.timeout,
                socket_options=connection.socket_options,
            )  # fmt: skip
    raise NewConnectionError(connection, f"{host} is inside a network, and not allowed")


class _Plain(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connected(self.host, self)


class _Secure(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connected(self.host, self)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Adapter(HTTPAdapter):
    """Requests by guarded connections, none of which lasts for ever."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002 - as requests calls it
        self.poolmanager = PoolManager()
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

    def send(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["timeout"] = kwargs.get("timeout") or SECONDS
        return super().send(*args, **kwargs)
