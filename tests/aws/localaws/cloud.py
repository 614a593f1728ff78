# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""All parts of one local AWS, put together."""

import threading
import uuid

from .answers import Answer
from .calls import Calls
from .clock import Clock
from .errors import AwsError
from .faults import Faults
from .federation import Federation
from .iam import Iam
from .oidc import Oidc
from .portal import Portal
from .sign_in import SignIn
from .sign_in_pages import SignInPages
from .sigv4 import Verifier
from .sts import Sts
from .tokens import Mint
from .totp import CodeBook
from .vanity import Vanity
from .world import World


class Cloud:
    """The world, its clock, its services, and what is known about calls.

    A service has a `name` and the methods `wants(request)`, `action(request)`
    (its name for what is asked, for faults and the record), `handle(request,
    request_id)` and `failure(error, request_id)`, both of which give an Answer.
    It may have a `content_type`, of its usual answers, and a `throttle_status`:
    the faults use them.

    `lock` is held while a service acts, so that a code is spent once and a
    world is changed between calls, never within one.
    """

    def __init__(self, world=None, clock_file=None, log_file=None):
        self.lock = threading.RLock()
        self.clock = Clock(clock_file)
        self.calls = Calls(self.clock, log_file)
        self.faults = Faults()
        self.codes = CodeBook()
        self.load(world or World.read())

    def load(self, world):
        """Live in another world; keys given out before are forgotten only if
        their owners are not in it."""
        with self.lock:
            self.world = world
            self.mint = Mint(world, self.clock)
            self.verifier = Verifier(world, self.clock, self.mint)
            self.sign_in = SignIn(world, self.clock)
            self.console = Federation(self)
            self.services = [
                Iam(self),
                Sts(self),
                Oidc(self),
                SignInPages(self),
                Portal(self),
                self.console,
                Vanity(self),
            ]

    def service_for(self, request):
        return next((s for s in self.services if s.wants(request)), None)

    def act(self, service, request):
        """The answer of a service, or the error that it raises, as an Answer."""
        request_id = str(uuid.uuid4())
        if service is None:
            return Answer(404, b"", "text/plain", error="NotFound")
        with self.lock:
            try:
                return service.handle(request, request_id)
            except AwsError as error:
                return _failure(service, error, request_id)

    def fail(self, service, error):
        """The answer with which a service says `error`."""
        request_id = str(uuid.uuid4())
        if service is None:
            return Answer(error.status, error.message.encode(), "text/plain", error=error.code)
        return _failure(service, error, request_id)


def _failure(service, error, request_id):
    answer = service.failure(error, request_id)
    if error.retry_after is not None:
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer
