"""Takes the markup out of given text: some exports keep tags and entities in their text field."""

from __future__ import annotations

import re
from html import unescape

# Only where a closing or line-breaking tag shows that it is markup: "a < b" and "<AAPL.O>", the
# codes of a wire, are text.
_MARKUP = re.compile(r"</(?:p|div|a|span|b|i|strong|em|li|h[1-6])\s*>|<br\s*/?>", re.IGNORECASE)
_UNSHOWN = re.compile(
    r"<(script|style)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)", re.IGNORECASE | re.DOTALL
)
_BREAKS = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|blockquote|section|article)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}[0-9]{0,2});", re.IGNORECASE)


def plain_text(text: str) -> str:
    """Return `text` without tags and with its entities spelled out; blocks end lines."""
    if _MARKUP.search(text):
        text = _TAG.sub("", _BREAKS.sub("\n", _UNSHOWN.sub("", text)))
    return _ENTITY.sub(lambda entity: unescape(entity[0]), text) if "&" in text else text
