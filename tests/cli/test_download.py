"""``typed-iam update`` over https, from a server within the test."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli import aws
from typed_iam_cli import download
from typed_iam_cli.app import app
from typed_iam_core import catalogue
from typed_iam_core.catalogue.overlay import files as overlay_files

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="makes its certificate")

Answer = Callable[[BaseHTTPRequestHandler], None]


class Server(ThreadingHTTPServer):
    """Answers each path as set in ``answers``; ``asked`` has the requested paths in order."""

    daemon_threads = True

    def __init__(self, certificate: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        # Not while accepting: a client that does not trust the certificate would stop the server.
        self.socket = context.wrap_socket(
            self.socket, server_side=True, do_handshake_on_connect=False
        )
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.url = f"https://localhost:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that hang up: they are under test."""

    def serve(self, *services: dict[str, object], **urls: str) -> None:
        """Serve the list of services, at the root, and their files."""
        names = [str(service["Name"]) for service in services]
        listed = [
            {"service": name, "url": urls.get(name, f"{self.url}/v1/{name}/{name}.json")}
            for name in names
        ]
        self.answers["/"] = text(json.dumps(listed))
        for name, service in zip(names, services, strict=True):
            self.answers[f"/v1/{name}/{name}.json"] = text(json.dumps(service))


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Server)
        self.server.asked.append(self.path)
        answer = self.server.answers.get(self.path)
        if answer is None:
            self.send_error(404)
        else:
            answer(self)

    def log_message(self, format: str, *args: object) -> None:
        pass


def text(content: str, claimed: int | None = None, status: int = 200, **headers: str) -> Answer:
    """An answer with that body; ``claimed`` is the length in its header."""
    data = content.encode()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(claimed or len(data)))
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(path), "-out", f"{path}.crt"),
        ],
        check=True,
        capture_output=True,
    )
    path.write_text(path.read_text("ascii") + Path(f"{path}.crt").read_text("ascii"), "ascii")
    return path


@pytest.fixture
def server(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that the command trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    monkeypatch.setenv("no_proxy", "localhost")
    with Server(certificate) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def overlay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TYPED_IAM_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "cache" / "overlay.json"


def update(url: str) -> Result:
    return CliRunner().invoke(app, ["update", "--from", url])


def refused(url: str, overlay: Path) -> str:
    """The last line of an error; asserts that nothing was written."""
    result = update(url)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr and not overlay.exists()
    return result.stderr.splitlines()[-1]


@cache
def everything() -> tuple[dict[str, object], ...]:
    """All services of the catalogue, with one more action."""
    fly = aws.action("FlyImage")
    return tuple(
        aws.content(prefix, *([fly] if prefix == "ecr" else ()))
        for prefix in catalogue.default().prefixes
    )


def test_all_services_of_the_list_are_fetched_and_compared(server: Server, overlay: Path) -> None:
    server.serve(*everything())
    result = update(f"{server.url}/")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith(f"Wrote {overlay}: 1 new action of 1 service (catalogue of ")
    assert len(server.asked) == len(set(server.asked)) == 458
    found = overlay_files.read(overlay)
    assert list(found.services["ecr"].actions) == ["FlyImage"]
    assert found.services.keys() == {"ecr"}


@pytest.mark.slow
def test_a_service_that_has_left_the_list_is_marked(server: Server, overlay: Path) -> None:
    server.serve(*(each for each in everything() if each["Name"] != "sqs"))
    result = update(f"{server.url}/")
    assert "20 actions of 1 service no longer listed, but kept" in result.stdout
    assert len(overlay_files.read(overlay).services["sqs"].unlisted) == 20


@pytest.mark.slow
def test_a_list_that_has_lost_many_services_is_refused(server: Server, overlay: Path) -> None:
    server.serve(*everything()[:430])
    assert "known actions are missing" in refused(f"{server.url}/", overlay)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (text("[]"), "the list of services is empty"),
        (text("{}"), "the list of services must be a list"),
        (text('[{"service": "ecr"}]'), "[0].url must be a string"),
        (text('[{"service": "../ecr", "url": "https://localhost/"}]'), "must not be "),
        (text('[{"service": "ecr", "url": "file:///etc/passwd"}]'), "must not be "),
        (text('[{"service": "ecr", "url": "https://example.com/e.json"}]'), "on another host than"),
        (
            text('[{"service": "ecr", "url": "https://localhost@example.com/"}]'),
            "on another host than",
        ),
        (text("[]", claimed=3), "bytes arrived"),
        (text("", status=404), "404"),
        (text("", status=500), "500"),
        (text("", status=302, Location="http://localhost/"), "only https is followed"),
        (text("", status=302, Location="ftp://localhost/"), "only https is followed"),
        (text("", status=302, Location="file:///etc/passwd"), "302"),
        (text("", status=302, Location="/"), "loop"),
    ],
)
def test_an_invalid_list_is_refused(
    answer: Answer, reason: str, server: Server, overlay: Path
) -> None:
    server.answers["/"] = answer
    assert reason in refused(f"{server.url}/", overlay)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (text(json.dumps(aws.content("sqs"))), 'Name is "sqs", not "ecr"'),
        (text(json.dumps(aws.content("ecr"))[:-2]), "not JSON"),
        (text("", status=301, Location="http://localhost/"), "only https is followed"),
        (text("", status=404), "404"),
    ],
)
def test_one_invalid_file_refuses_all(
    answer: Answer, reason: str, server: Server, overlay: Path
) -> None:
    server.serve(*everything()[:20], aws.content("ecr", aws.action("FlyImage")))
    server.answers["/v1/ecr/ecr.json"] = answer
    said = refused(f"{server.url}/", overlay)
    assert "/v1/ecr/ecr.json: " in said and reason in said


def test_a_redirect_within_https_is_followed(server: Server, overlay: Path) -> None:
    server.serve(aws.content("ecr"))
    server.answers["/old"] = text("", status=302, Location=f"{server.url}/")
    assert "known actions are missing" in refused(f"{server.url}/old", overlay)
    assert server.asked == ["/old", "/", "/v1/ecr/ecr.json"]


def test_an_answer_without_end_is_cut_off(
    server: Server, overlay: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "_LARGEST", 1_000_000)

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b" " * 100_000)

    server.answers["/"] = endless
    assert "more than 1,000,000 bytes" in refused(f"{server.url}/", overlay)


def test_a_redirect_with_a_body_without_end_is_followed_without_reading_it(
    server: Server, overlay: Path
) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", f"{server.url}/")
        handler.end_headers()
        while True:
            handler.wfile.write(b" " * 100_000)

    server.answers["/old"] = endless
    server.answers["/"] = text("[]")
    assert "the list of services is empty" in refused(f"{server.url}/old", overlay)


def test_a_slow_answer_times_out(
    server: Server, overlay: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "_TOTAL_TIMEOUT", 0.2)

    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b" ")
            threading.Event().wait(0.05)

    server.answers["/"] = trickle
    assert "not done within" in refused(f"{server.url}/", overlay)


def test_a_slow_header_times_out(
    server: Server, overlay: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "_TOTAL_TIMEOUT", 0.2)

    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Padding: ")
        while True:
            handler.wfile.write(b" ")
            threading.Event().wait(0.05)

    server.answers["/"] = trickle
    assert "not done within" in refused(f"{server.url}/", overlay)


def test_a_failure_does_not_wait_for_other_answers(server: Server, overlay: Path) -> None:
    released = threading.Event()
    server.serve(*everything()[:20])
    paths = [path for path in server.answers if path != "/"]
    server.answers[paths[0]] = lambda _: bool(released.wait(60)) or None  # type: ignore[func-returns-value]
    server.answers[paths[1]] = text("", status=404)
    start = time.monotonic()
    assert f"{paths[1]}: 404" in refused(f"{server.url}/", overlay)
    assert time.monotonic() - start < download._READ_TIMEOUT / 2
    released.set()


def test_a_silent_server_times_out(
    server: Server, overlay: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "_READ_TIMEOUT", 0.2)
    released = threading.Event()
    server.answers["/"] = lambda _: bool(released.wait(10)) or None  # type: ignore[func-returns-value]
    assert "timed out" in refused(f"{server.url}/", overlay)
    released.set()


def test_an_untrusted_certificate_is_refused(
    server: Server, overlay: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    server.serve(*everything()[:1])
    assert "certificate verify failed" in refused(f"{server.url}/", overlay).lower()
    assert server.asked == []


def test_a_missing_server_is_one_line(overlay: Path) -> None:
    assert "https://localhost:9/: " in refused("https://localhost:9/", overlay)
