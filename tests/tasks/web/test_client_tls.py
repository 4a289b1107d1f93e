"""Over TLS the client speaks HTTP/2, and only to whom the certificate names."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import h2.config
import h2.connection
import h2.events
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tasks.listings import Answer, UrlOutcome
from tasks.web.addresses import AllowedHost
from tasks.web.client import WebClient
from tasks.web.limits import WebLimits

if TYPE_CHECKING:
    from pathlib import Path

HOST = "secure.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A certificate for HOST, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        signed.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


class Http2Host:
    """Answers every request of HTTP/2 with a short page, and 404 for robots.txt."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        config = h2.config.H2Configuration(client_side=False)
        connection = h2.connection.H2Connection(config=config)
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        with contextlib.suppress(OSError):
            while received := await reader.read(65_536):
                for event in connection.receive_data(received):
                    if isinstance(event, h2.events.RequestReceived):
                        self.answer(connection, event)
                writer.write(connection.data_to_send())
            writer.close()

    def answer(self, connection: h2.connection.H2Connection, event: h2.events.Event) -> None:
        path = dict(event.headers)[b":path"].decode()
        self.asked.append(path)
        status = "404" if path == "/robots.txt" else "200"
        connection.send_headers(
            event.stream_id, [(":status", status), ("content-type", "text/html")]
        )
        connection.send_data(event.stream_id, b"<html>ferry</html>", end_stream=True)


def ask(certificate: Path, *, trusted: bool, host: str = HOST) -> tuple[Answer, list[str]]:
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate)
    served.set_alpn_protocols(["h2"])
    known = ssl.create_default_context(cafile=str(certificate) if trusted else None)

    async def run() -> tuple[Answer, list[str]]:
        answering = Http2Host()
        server = await asyncio.start_server(answering.meet, "127.0.0.1", 0, ssl=served)
        place = AllowedHost(address="127.0.0.1", port=server.sockets[0].getsockname()[1], tls=True)
        limits = WebLimits(
            contact="desk@x.example", gap_s=0.0, attempts=1, allowed_hosts={host: place}
        )
        async with server, WebClient(limits, tls=known) as client:
            return await client.fetch(f"https://{host}/page"), answering.asked

    return asyncio.run(run())


def test_pages_come_over_http_2(certificate):
    answer, asked = ask(certificate, trusted=True)

    assert answer.body == b"<html>ferry</html>"
    assert asked == ["/robots.txt", "/page"]


def test_a_host_that_nobody_vouches_for_is_not_read(certificate):
    answer, asked = ask(certificate, trusted=False)

    assert (answer.outcome, answer.body, asked) == (UrlOutcome.TLS, None, [])


def test_a_certificate_of_another_host_is_not_taken(certificate):
    answer, asked = ask(certificate, trusted=True, host="other.example")

    assert (answer.outcome, asked) == (UrlOutcome.TLS, [])
