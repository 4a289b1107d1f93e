"""Markup in given text."""

from __future__ import annotations

import pytest

from tasks.article.markup import plain_text


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("<p>One.</p><p>Two &amp; three.</p>", "\nOne.\n\nTwo & three.\n"),
        ("One<br/>two <b>bold</b><script>x()</script>", "One\ntwo bold"),
        ("Profit at <AAPL.O> rose, 3 < 4 > 2", "Profit at <AAPL.O> rose, 3 < 4 > 2"),
        ("AT&T and R&D &mdash; both", "AT&T and R&D — both"),
        ("It&#8217;s", "It’s"),
    ],
)
def test_markup_goes_and_the_text_stays(given, plain):
    assert plain_text(given) == plain
