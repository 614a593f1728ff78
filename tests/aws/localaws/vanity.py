# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Addresses that companies give to their portals: one redirect away."""

from . import pages
from .errors import AwsError


class Vanity:
    """One of the services of a Cloud."""

    name = "vanity"
    content_type = "text/html; charset=utf-8"

    def __init__(self, cloud):
        self._cloud = cloud

    def wants(self, request):
        return self._find(request)[1] is not None

    def action(self, request):
        return request.method

    def failure(self, error, _request_id):
        return pages.refusal(error)

    def handle(self, request, _request_id):
        center, redirect = self._find(request)
        status = {"HEAD": redirect.head, "GET": redirect.get}.get(request.method, 405)
        if status >= 400:
            raise AwsError("HttpError", "", status)
        if status < 300:
            return pages.page("Our portal", pages.paragraph(center.name), status=status)
        return pages.redirect(redirect.to or center.start_url, status)

    def _find(self, request):
        for center in self._cloud.world.centers.all:
            for redirect in center.redirects:
                if redirect.path == request.path:
                    return center, redirect
        return None, None
