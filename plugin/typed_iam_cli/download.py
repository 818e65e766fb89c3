"""Download AWS's Service Reference.  Nothing else in this package uses the network."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from functools import partial
from http.client import HTTPException
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from typed_iam_cli.command import Failure
from typed_iam_core.catalogue.facts import ServiceFacts
from typed_iam_core.catalogue.overlay import service_reference
from typed_iam_core.catalogue.overlay.strict_json import InvalidData
from typed_iam_core.text.source import one_line

# In bytes; the file of s3, with 180 actions, has a hundredth of it.
_LARGEST = 20_000_000
_CHUNK_SIZE = 65_536
# In seconds: for one connection or read, and for all downloads together.
_READ_TIMEOUT = 20
_TOTAL_TIMEOUT = 600
_CONNECTIONS = 8
# AWS has some 450.
_MOST_SERVICES = 3_000
# Seconds between two checks of the clock.
_TICK = 0.1

_T = TypeVar("_T")


def fetch_all(root: str) -> dict[str, ServiceFacts]:
    """Service prefix -> its content, for each service in the list at a URL.

    Failure if a file cannot be downloaded in time and over https, or is not valid.
    """
    end = time.monotonic() + _TOTAL_TIMEOUT
    urls = _concurrently(_fetch_services, {root: root}, root, end)[root]
    return _concurrently(partial(_fetch_listing, root), urls, root, end)


def _concurrently(
    fetch: Callable[[str, str], _T], urls: Mapping[str, str], root: str, end: float
) -> dict[str, _T]:
    """Key -> what ``fetch`` returns for it and its URL; Failure at the first error or after ``end``.

    A thread that waits for an answer cannot be interrupted, and its timeout only bounds one read.
    So only this thread looks at the clock, and nothing waits for the others, which are daemons.
    """
    todo, done = SimpleQueue[tuple[str, str]](), SimpleQueue[tuple[str, _T | Exception]]()
    for item in urls.items():
        todo.put(item)

    def work() -> None:
        with suppress(Empty):
            while True:
                key, url = todo.get_nowait()
                try:
                    with _naming(url):
                        done.put((key, fetch(key, url)))
                except Exception as error:
                    done.put((key, error))
                    return

    for _ in range(min(_CONNECTIONS, len(urls))):
        Thread(target=work, daemon=True).start()
    found: dict[str, _T] = {}
    while len(found) < len(urls):
        if time.monotonic() > end:
            raise Failure(f"{one_line(root)}: not done within {_TOTAL_TIMEOUT} seconds")
        # On Windows, Ctrl-C does not interrupt a wait.
        with suppress(Empty):
            key, answer = done.get(timeout=_TICK)
            if isinstance(answer, Exception):
                raise answer
            found[key] = answer
    return found


def _fetch_services(_: str, root: str) -> Mapping[str, str]:
    urls = service_reference.services(_fetch(root))
    if len(urls) > _MOST_SERVICES:
        raise InvalidData(f"{len(urls):,} services are too many")
    return urls


def _fetch_listing(root: str, prefix: str, url: str) -> ServiceFacts:
    if urlsplit(url).hostname != urlsplit(root).hostname:
        raise InvalidData("on another host than the list that names it")
    return service_reference.listing(_fetch(url), prefix)


@contextmanager
def _naming(url: str) -> Iterator[None]:
    """Turn every error about a URL into one Failure with its name."""
    try:
        yield
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        if isinstance(error, HTTPError):
            error.close()
            reason = f"{error.code} {error.reason}"
        said = one_line(str(reason) or type(reason).__name__, 300)
        raise Failure(f"{one_line(url)}: {said}") from None


def _fetch(url: str) -> bytes:
    _require_https(url)
    request = Request(url, headers={"User-Agent": "typed-iam", "Accept": "application/json"})
    body = bytearray()
    with build_opener(_HttpsOnly).open(request, timeout=_READ_TIMEOUT) as response:
        while chunk := response.read1(_CHUNK_SIZE):
            body += chunk
            if len(body) > _LARGEST:
                raise InvalidData(f"more than {_LARGEST:,} bytes")
        expected = response.headers.get("Content-Length")
    if expected is not None and expected != str(len(body)):
        raise InvalidData(f"{len(body):,} of {expected} bytes arrived")
    return bytes(body)


class _HttpsOnly(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        # Its body is not read: that could be endless.
        with closing(fp):
            _require_https(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _require_https(url: str) -> None:
    if urlsplit(url).scheme != "https":
        raise InvalidData(f"leads to {one_line(url)}; only https is followed")
