"""What tells that two URLs are one page: canonical form, and the identity behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

import idna

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from urllib.parse import SplitResult

# Servers and proxies cut or refuse longer ones (RFC 9110, 4.1 asks for 8,000 at least; news URLs
# have a few hundred).
LONGEST_URL = 4_000
_LONGEST_HOST = 253  # RFC 1035, 2.3.4
_PORTS = {"http": 80, "https": 443}
_EDGE = "".join(map(chr, range(0x21))) + "\x7f\u200b\ufeff\xa0"
_INNER_BLANKS = re.compile(r"[\t\r\n]")  # what browsers take out (url.spec.whatwg.org, 4.4)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_PATH_SIGNS = "%/:@!$&'()*+,;=-._~"
_QUERY_SIGNS = _PATH_SIGNS + "?"

# Parameters that say where a reader came from, never which page. courlan's list goes further
# ("cid", "eid", "source", "session"), and its query parser drops parameters without a value: at
# real outlets `?cid=12` and `?4711` name the page.
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|hsa|oly|vero|itm|at|ns|wt|mc)_[a-z0-9_]+|_?hs(?:enc|mi)|mkt_tok"
    r"|(?:fb|g|d|tw|y|ys|msclk|ttc)clid|(?:wbra|gbra|igsh|msclk|yscl|dcl|twcl)id|gclsrc|li_fat_id"
    r"|__twitter_impression|ref_src|ref_url|smid|smtyp|srnd|sref|taid|ftag|ncid|ocid|ito|xtor"
    r"|cmpid|icid|s_cid|soc_(?:src|trk)|traffic_source|_g[al]|guccounter|guce_referr?er(?:_sig)?",
    re.IGNORECASE,
)
# The page's other dresses. A front that is all the path there is stays: /amp/ may be a town's page.
_AMP_PARAMETER = re.compile(
    r"amp(?:=(?:1|true)?)?|(?:outputtype|output|view)=amp|usqp=mq.*|amp_(?:js_v|gsa|ct|lite)(?:=.*)?",
    re.IGNORECASE,
)
_PRINT_PARAMETER = re.compile(
    r"print(?:=(?:1|true|yes|y)?)?|printable(?:=.*)?|(?:view|mode|tmpl|outputtype|layout)=print(?:able)?",
    re.IGNORECASE,
)
_DRESS_END = re.compile(
    r"(?<=.)/(?:amp|print|printable|index\.(?:html?|php|aspx?))?/*$", re.IGNORECASE
)
_DRESS_NAME = re.compile(r"(?<=[^/])[._-](?:amp|print)(?=\.html?$)|(?<=[^/])\.amp$", re.IGNORECASE)
_DRESS_FRONT = re.compile(r"^/(?:amp|print)(?=/.)", re.IGNORECASE)
_DRESS_HOST = re.compile(r"^(?:(?:www\d?|m|mobile|amp)\.)+(?=[^.]+\.)")
_AMP_CACHE = re.compile(r"^/(?:[cvi]|wp)(/s)?/([^/]+\.[^/]+)(/.*)?$")
_GOOGLE_AMP = re.compile(r"^/amp(/s)?/([^/]+\.[^/]+)(/.*)?$")


def canonical_url(given: str, base: str | None = None) -> str | None:
    """Return the form under which a URL is asked for and stored, or None where it is none of ours.

    Scheme and host are in small letters, the host in punycode, the path without dots, escapes in
    one spelling; default port, fragment, tracking parameters and credentials are gone. `base`
    resolves relative ones. Only http and https pass; what names a host by other signs does not.
    """
    given = _INNER_BLANKS.sub("", given.strip(_EDGE))
    if not given or len(given) > LONGEST_URL or _CONTROL.search(given):
        return None
    try:
        parts = urlsplit(urljoin(base, given) if base else given)
        place = _place(parts)
    except ValueError:  # a port or a bracket that is none
        return None
    if place is None:
        return None
    path = _path(parts.path)
    query = "&".join(_kept(_spelled(parts.query, _QUERY_SIGNS).split("&"), _TRACKING))
    url = urlunsplit((parts.scheme.lower(), place, path, query, ""))
    return url if len(url) <= LONGEST_URL else None


def page_key(url: str) -> str:
    """Return what one page's URLs have in common, whatever dress it is shown in.

    Without the scheme, "www.", "m." and "amp.", AMP's and print's marks in path and query, a last
    slash or index page, and the order of parameters; an AMP cache's URL is that of its page.
    `url` is canonical. The key is for comparing; nothing answers to it.
    """
    parts = urlsplit(_out_of_cache(url))
    host = _DRESS_HOST.sub("", parts.netloc)
    path = _DRESS_NAME.sub("", _DRESS_END.sub("", _DRESS_FRONT.sub("", parts.path)))
    query = _kept(_kept(parts.query.split("&"), _AMP_PARAMETER), _PRINT_PARAMETER)
    return host + (path.rstrip("/") or "/") + ("?" + "&".join(sorted(query)) if query else "")


def page_url(asked: str, *, answered_by: str | None = None, declared: str | None = None) -> str:
    """Return the URL that stands for a page: the one it declares, else the one that answered.

    A declared canonical link is believed only on the page's own host and where it is no front:
    links to another outlet credit the original, and broken templates name their front page on every
    page.
    """
    answered = answered_by or asked
    link = canonical_url(declared, answered) if declared else None
    if link is None or not same_site(link, answered):
        return answered
    return answered if is_front(link) and not is_front(answered) else link


def host_of(url: str) -> str:
    """Return a canonical URL's host, without its port."""
    return urlsplit(url).hostname or ""


def origin_of(url: str) -> str:
    """Return a canonical URL's scheme, host and port: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def same_site(one: str, other: str) -> bool:
    """Tell whether two canonical URLs are of one host, its "www." and mobile names included."""
    hosts = {_DRESS_HOST.sub("", host_of(_out_of_cache(url))) for url in (one, other)}
    return len(hosts) == 1


def is_front(url: str) -> bool:
    """Tell whether a canonical URL is a site's front page."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _place(parts: SplitResult) -> str | None:
    """Return the host and, where it is not the scheme's own, the port; None where they are none."""
    scheme = parts.scheme.lower()
    # Browsers read a backslash as a slash, so that they and we would ask two hosts.
    if scheme not in _PORTS or not parts.hostname or "\\" in parts.netloc:
        return None
    host = _ascii_host(unquote(parts.hostname))
    if host is None:
        return None
    return host if parts.port in (None, _PORTS[scheme]) else f"{host}:{parts.port}"


def _ascii_host(host: str) -> str | None:
    """Return a host's name as DNS knows it, or an IPv6 address in brackets; else None."""
    if ":" in host:
        return f"[{host.lower()}]"
    host = host.lower().rstrip(".")
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError:
            return None
    return host if len(host) <= _LONGEST_HOST and _HOST.fullmatch(host) else None


def _path(path: str) -> str:
    """Return a path with its escapes in one spelling, and without dots."""
    kept: list[str] = []
    segments = _spelled(path, _PATH_SIGNS).split("/")
    for segment in segments[1:]:
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", "..") and kept:
        kept.append("")
    return "/" + "/".join(kept)


def _spelled(part: str, signs: str) -> str:
    """Return a part of a URL with escapes where they are needed and only there, in capitals."""
    part = quote(_STRAY_PERCENT.sub("%25", part), safe=signs, errors="replace")
    return _PERCENT.sub(_respelled, part)


def _respelled(escape: re.Match[str]) -> str:
    """Return a sign in place of its escape where it may stand, else the escape in capitals."""
    sign = chr(int(escape[1], 16))
    return sign if _UNRESERVED.fullmatch(sign) else escape[0].upper()


def _kept(parameters: Iterable[str], dropped: re.Pattern[str]) -> Sequence[str]:
    """Return the parameters that are not `dropped`: by name, or, for dresses, by name and value."""
    by_name = dropped is _TRACKING
    return [
        each
        for each in parameters
        if each and not dropped.fullmatch(each.partition("=")[0] if by_name else each)
    ]


def _out_of_cache(url: str) -> str:
    """Return the page's own URL where `url` is an AMP cache's, else `url`."""
    parts = urlsplit(url)
    if parts.netloc.endswith("cdn.ampproject.org"):
        found = _AMP_CACHE.match(parts.path)
    elif re.fullmatch(r"www\.google\.[a-z.]+", parts.netloc):
        found = _GOOGLE_AMP.match(parts.path)
    else:
        return url
    if found is None:
        return url
    own = f"{'https' if found[1] else 'http'}://{found[2]}{found[3] or '/'}"
    return canonical_url(f"{own}?{parts.query}" if parts.query else own) or url
