"""Fetches AWS's Service Reference.  Nothing else of this package ever opens a connection."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from typed_iam_core.catalogue.facts import ServiceFacts
from typed_iam_core.catalogue.overlay import service_reference
from typed_iam_core.catalogue.overlay.strict_json import InvalidData
from typed_iam_core.text.source import one_line

# In bytes; that of s3, with 180 actions, has a hundredth of it.
_LARGEST = 20_000_000
_PIECE = 65_536
# In seconds: for a connection or a read to get anywhere, and for everything together.
_PATIENCE = 20
_TIME = 600
_CONNECTIONS = 8
# AWS has some 450.
_MOST_SERVICES = 3_000


class DownloadError(Exception):
    """Something could not be fetched; the text is one line that says what and why."""


def fetch_all(root: str) -> dict[str, ServiceFacts]:
    """Service prefix -> what AWS says of it, for each service in the list at a URL.

    Raises:
        DownloadError: a file cannot be fetched in time and over https, or is not what it should be.
    """
    end = time.monotonic() + _TIME
    with _naming(root):
        urls = service_reference.services(_fetch(root, end))
        if len(urls) > _MOST_SERVICES:
            raise InvalidData(f"{len(urls):,} services are too many")
    with ThreadPoolExecutor(_CONNECTIONS) as pool:
        futures = {
            prefix: pool.submit(_fetch_listing, root, prefix, url, end)
            for prefix, url in urls.items()
        }
        try:
            return {prefix: future.result() for prefix, future in futures.items()}
        finally:
            # Where one has failed, the others need not be waited for.
            pool.shutdown(cancel_futures=True)


def _fetch_listing(root: str, prefix: str, url: str, end: float) -> ServiceFacts:
    with _naming(url):
        if urlsplit(url).hostname != urlsplit(root).hostname:
            raise InvalidData("not on the host of the list that names it")
        return service_reference.listing(_fetch(url, end), prefix)


@contextmanager
def _naming(url: str) -> Iterator[None]:
    """Makes one error of all that can go wrong with a URL."""
    try:
        yield
    except HTTPError as error:
        with error:
            reason: object = f"{error.code} {error.reason}"
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
    else:
        return
    said = str(reason) or type(reason).__name__
    raise DownloadError(f"{one_line(url)}: {one_line(said, 300)}")


def _fetch(url: str, end: float) -> bytes:
    _require_https(url)
    request = Request(url, headers={"User-Agent": "typed-iam", "Accept": "application/json"})
    with build_opener(_HttpsOnly).open(request, timeout=_PATIENCE) as response:
        return _body(response, end)


def _body(response: Any, end: float) -> bytes:
    body = bytearray()
    while piece := response.read1(_PIECE):
        body += piece
        if len(body) > _LARGEST:
            raise InvalidData(f"more than {_LARGEST:,} bytes")
        if time.monotonic() > end:
            raise InvalidData(f"not done within {_TIME} seconds")
    expected = response.headers.get("Content-Length")
    if expected is not None and expected != str(len(body)):
        raise InvalidData(f"{len(body):,} of {expected} bytes arrived")
    return bytes(body)


class _HttpsOnly(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        try:
            _require_https(newurl)
        except InvalidData:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _require_https(url: str) -> None:
    if urlsplit(url).scheme != "https":
        raise InvalidData(f"leads to {one_line(url)}, and only https is followed")
