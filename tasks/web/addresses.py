"""Whom we never ask: addresses that are not the public web's, under whatever spelling.

A feed is a stranger's text, and a URL in it may point at the machine it is read on, at its
neighbours or at its cloud's metadata. Names are resolved first, every address is checked, and the
connection goes to a checked address, not to the name again: DNS may answer otherwise the next time.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

# Below 1024 only the web's own: others are services that a request could be made to speak to.
_WEB_PORTS = frozenset({80, 443})
_FIRST_FREE_PORT = 1024

# IANA's special-purpose registry for IPv4, and what is not in it: multicast, Azure's wire server.
_REFUSED_4 = tuple(
    (IPv4Network(network), kind)
    for network, kind in (
        ("0.0.0.0/8", "this host"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a carrier"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "special purpose"),
        ("192.52.193.0/24", "special purpose"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "special purpose"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("168.63.129.16/32", "a cloud's metadata"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
# Of IPv6 only global unicast is given out; inside it these are not hosts of the public web. Mapped,
# NAT64 (64:ff9b::/96), unique local, link-local and multicast addresses all lie outside it.
_GLOBAL_6 = IPv6Network("2000::/3")
_REFUSED_6 = tuple(
    (IPv6Network(network), kind)
    for network, kind in (
        ("2001::/23", "protocol assignments, Teredo among them"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4, which hides an IPv4 address"),
        ("2620:4f:8000::/48", "special purpose"),
        ("3fff::/20", "documentation"),
    )
)


class RefusedAddressError(Exception):
    """A host that must not be asked; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedHost:
    """A host that the settings allow by name, to be found at `address`: a test's own server.

    Every port of it is `port` there; without `tls` it is spoken to in the clear, even for https.
    """

    address: str
    port: int
    tls: bool = False


def refusal_of(url: str) -> str | None:
    """Return why a canonical URL must not be asked, as far as it can be told without DNS."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return f"{parts.scheme or 'no scheme'}: only http and https are asked"
    if parts.port is not None and parts.port not in _WEB_PORTS and parts.port < _FIRST_FREE_PORT:
        return f"port {parts.port} is another service's"
    try:
        return unfit(parts.hostname)
    except ValueError:
        return None


def unfit(address: str) -> str | None:
    """Return why an IP address is not one of the public web, or None where it is.

    Raises:
        ValueError: `address` is no IP address.
    """
    parsed = ip_address(address)
    if isinstance(parsed, IPv4Address):
        kind = next((kind for network, kind in _REFUSED_4 if parsed in network), None)
    elif parsed.scope_id is not None:
        kind = "of one link"
    else:
        kind = _unfit_6(parsed)
    return f"{address} is no public address: {kind}" if kind else None


def check_addresses(host: str, addresses: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses of a host, all of them public.

    One that is not condemns all: a name with a public and a private address is made to be tried
    until the private one is taken.

    Raises:
        RefusedAddressError: an address is not of the public web, or there is none.
    """
    found = tuple(dict.fromkeys(addresses))
    if not found:
        raise RefusedAddressError(f"{host} has no address")
    for address in found:
        try:
            why = unfit(address)
        except ValueError:
            why = f"{address!r} is no address"
        if why is not None:
            raise RefusedAddressError(f"{host}: {why}")
    return found


def _unfit_6(address: IPv6Address) -> str | None:
    """Return what kind of address an IPv6 address is, where it is not of the public web."""
    if address.is_loopback:
        return "loopback"
    if address not in _GLOBAL_6:
        return "outside of what is given out to the public (2000::/3)"
    return next((kind for network, kind in _REFUSED_6 if address in network), None)
