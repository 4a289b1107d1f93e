"""Where connections are opened: to addresses that were checked, never to a name."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any, TypeAlias

import httpcore
import httpx

from tasks.web.addresses import RefusedAddressError, check_addresses

if TYPE_CHECKING:
    import ssl
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from tasks.web.addresses import AllowedHost

    Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
    SocketOptions: TypeAlias = Iterable[Any] | None

# A name with more addresses is tried at the first few: each may take the whole time to connect.
_ADDRESSES_TRIED = 3
# Idle connections are kept for as long as a host's gap usually is.
_KEPT_S = 20.0


class NoSuchHostError(Exception):
    """A host's name has no address; the message says what the resolver said."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host, as the system's resolver gives them.

    Raises:
        NoSuchHostError: it has none.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoSuchHostError(f"{host} cannot be found ({error})") from error
    return [str(address[0]) for *_, address in found]


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Resolves a name once, checks every address, and connects to one that it has checked.

    Hosts in `allowed` are connected to where the settings say, unchecked.
    """

    def __init__(self, allowed: Mapping[str, AllowedHost], resolver: Resolve) -> None:
        self._allowed = allowed
        self._resolve = resolver
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: SocketOptions = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return a connection to `host`.

        Raises:
            RefusedAddressError: an address of it is not of the public web.
            NoSuchHostError: it has no address.
        """
        if (place := self._allowed.get(host)) is not None:
            stream = await self._inner.connect_tcp(
                place.address, place.port, timeout, local_address, socket_options
            )
            return stream if place.tls else _ClearStream(stream)
        addresses = check_addresses(host, await self._resolve(host, port))
        failed: Exception | None = None
        for address in addresses[:_ADDRESSES_TRIED]:
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except httpcore.ConnectError as error:
                failed = error
        raise failed or RefusedAddressError(f"{host} has no address")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        socket_options: SocketOptions = None,
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: no URL leads to a file of this machine."""
        del timeout, socket_options
        raise RefusedAddressError(f"{path[:100]} is no address of the web")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class _ClearStream(httpcore.AsyncNetworkStream):
    """A connection to an allowed host that stays in the clear where TLS would begin."""

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        return await self._inner.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        del ssl_context, server_hostname, timeout
        return self

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class CheckedTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport, HTTP/2 included, over connections that were checked."""

    def __init__(self, backend: CheckedBackend, *, at_once: int, tls: ssl.SSLContext) -> None:
        super().__init__(verify=tls, trust_env=False)
        # httpx takes no backend of ours, httpcore does. Were this attribute renamed, the test that
        # a rebound name reaches nothing would fail.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=at_once,
            max_keepalive_connections=at_once,
            keepalive_expiry=_KEPT_S,
            http1=True,
            http2=True,
            network_backend=backend,
        )
