/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* FakeCenter: as much of IAM Identity Center as the service's rules are about time, on loopback, in
 * threads of its own; tests/aws has the rest.  Time is what the test says it is: tokens end, and the
 * portal's limit of twenty requests a second is kept, by that time. */
typedef struct _FakeCenter FakeCenter;

FakeCenter *fake_center_new (guint n_accounts, guint n_roles);
void fake_center_free (FakeCenter *self);

const char *fake_center_get_url (FakeCenter *self);
void fake_center_set_now (FakeCenter *self, gint64 now);

/* A token good from now on, as a sign-in elsewhere gives one.
 * @out_refresh: (transfer full)
 * Returns: (transfer full) the access token */
char *fake_center_issue (FakeCenter *self, char **out_refresh);

/* How long access tokens live; whether refreshing works; whether it brings another refresh token. */
void fake_center_set_token_seconds (FakeCenter *self, guint seconds);
void fake_center_set_refreshes (FakeCenter *self, gboolean refreshes);
void fake_center_set_rotates (FakeCenter *self, gboolean rotates);
/* The person at the device page; until then every question is "pending". */
void fake_center_approve_device (FakeCenter *self);
/* The next questions about the device are answered with slow_down. */
void fake_center_slow_down (FakeCenter *self, guint n);

/* Whether the portal has too many requests, whoever asks. */
void fake_center_set_throttles (FakeCenter *self, gboolean throttles);

/* Calls of "RegisterClient", "StartDeviceAuthorization", "CreateToken", "ListAccounts",
 * "ListAccountRoles", "GetRoleCredentials", "Logout"; and "429": answers that were that. */
guint fake_center_count (FakeCenter *self, const char *what);
/* The instant of the call of CreateToken with that number, from 0. */
gint64 fake_center_get_asked (FakeCenter *self, guint number);

G_END_DECLS
