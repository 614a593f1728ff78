# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A local AWS: a stand-in on loopback for tests and for the demo.

One module is one idea.  `server` speaks HTTP and hands each request to the
first service that wants it; `sts` is such a service.  Others (OIDC, the
portal, sign-in, console federation) join by being added to
`cloud.Cloud.services`.
"""
