# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A local AWS: a stand-in on loopback for tests and for the demo.

One module is one idea.  `server` speaks HTTP and hands each request to the
first service of `cloud.Cloud.services` that wants it: STS, IAM, and for
Identity Center and the console SSO-OIDC, its pages, the portal, federation.
"""
