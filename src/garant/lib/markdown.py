"""Notes in Markdown, as HTML that holds nothing that acts."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    "p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h3",
    "h4", "hr", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
LINKS = {"http", "https", "mailto"}
_READ = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def html(text: str) -> SafeString:
    r"""A note for a page: known tags only, links that leave say nothing of where they come from.

    >>> html("**Hello** <script>alert(1)</script>")
    '<p><strong>Hello</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>\n'
    """
    clean = nh3.clean(
        _READ.render(text), tags=TAGS, attributes={"a": {"href"}}, url_schemes=LINKS,
        link_rel="noopener noreferrer nofollow",
    )  # fmt: skip
    return mark_safe(clean)  # noqa: S308 - cleaned on the line above
