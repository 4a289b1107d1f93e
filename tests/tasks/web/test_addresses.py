"""A URL of a stranger reaches the public web, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.web.addresses import RefusedAddressError, check_addresses, refusal_of, unfit

PUBLIC = ("93.184.216.34", "8.8.8.8", "2606:4700::6810:84e5", "2a00:1450:4001:81b::200e")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",  # noqa: S104 - an address to refuse, not to bind
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.178.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
        "fec0::1",
    ],
)
def test_no_address_inside_is_fit_to_be_asked(address: str):
    assert unfit(address) is not None


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_fit_to_be_asked(address: str):
    assert unfit(address) is None


@given(st.ip_addresses())
def test_what_python_calls_not_global_is_never_fit(address: object):
    if not address.is_global or address.is_multicast:
        assert unfit(str(address)) is not None


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://x.example/a",
        "http://127.0.0.1/latest",
        "http://[::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://x.example:22/",
        "http://x.example:25/",
    ],
)
def test_some_urls_are_refused_before_any_name_is_resolved(url: str):
    assert refusal_of(url) is not None


@pytest.mark.parametrize("url", ["https://x.example/", "http://x.example:8080/feed"])
def test_ordinary_urls_are_not(url: str):
    assert refusal_of(url) is None


def test_one_private_address_among_public_ones_condemns_the_host():
    with pytest.raises(RefusedAddressError, match="private"):
        check_addresses("rebind.example", ["93.184.216.34", "10.0.0.7"])


def test_public_addresses_are_kept_in_their_order():
    assert check_addresses("x.example", PUBLIC) == PUBLIC


def test_a_host_without_an_address_is_refused():
    with pytest.raises(RefusedAddressError, match="no address"):
        check_addresses("x.example", [])
