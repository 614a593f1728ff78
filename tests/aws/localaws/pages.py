# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Small pages for people with browsers."""

from html import escape

from .answers import Answer

_STYLE = (
    "body{font:16px sans-serif;max-width:34em;margin:4em auto;padding:0 1em}"
    "button,input{font:inherit;padding:.5em 1em;margin:.5em .5em .5em 0}"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def page(title, *parts, status=200, headers=None, error=None):
    """`parts` are HTML; whatever is put into them has to be escaped."""
    text = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}'
        f"</title><style>{_STYLE}</style></head>\n<body><h1>{escape(title)}</h1>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )
    all_headers = {**_HEADERS, **(headers or {})}
    return Answer(status, text.encode(), "text/html; charset=utf-8", all_headers, error)


def paragraph(text, name=None):
    mark = f' id="{escape(name)}"' if name else ""
    return f"<p{mark}>{escape(text)}</p>"


def form(action, hidden, *inside):
    fields = "".join(
        f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in hidden.items()
    )
    return f'<form method="post" action="{escape(action)}">{fields}{"".join(inside)}</form>'


def decision_buttons():
    return (
        '<button id="allow" name="decision" value="allow">Allow</button>'
        '<button id="deny" name="decision" value="deny">Deny</button>'
    )


def redirect(location, status=302, headers=None):
    all_headers = {"Location": location, "Cache-Control": "no-store", **(headers or {})}
    return Answer(status, b"", "text/html; charset=utf-8", all_headers)


def refusal(error):
    """The page that says `error`."""
    shown = error.message or error.code
    return page(
        "Something is not right",
        paragraph(shown, "error"),
        status=error.status,
        error=error.code,
    )
