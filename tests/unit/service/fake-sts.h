/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* FakeSts: as much of AWS STS as the engine's rules are about, on loopback, in threads of its own.
 * It checks no signature (tests/aws does), but knows keys, when they end, who they are, codes that
 * work once, roles that want one, and the limits of chains.  Time is what the test says it is.
 *
 *   any six digits but 000000 are a good code, once
 *   role names decide: those that contain "Open" want no code, "Recent" one of 15 minutes at most,
 *   "Forbidden" nobody; all others want a code */
typedef struct _FakeSts FakeSts;

FakeSts *fake_sts_new (void);
void fake_sts_free (FakeSts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeSts, fake_sts_free)

const char *fake_sts_get_url (FakeSts *self);
void fake_sts_set_now (FakeSts *self, gint64 now);

/* A long-lived key of the user. */
void fake_sts_add_key (FakeSts *self, const char *key_id, const char *user_arn);

/* The ARN that a key is, were it not for its end: "arn:aws:iam::…:user/…" or
 * "arn:aws:sts::…:assumed-role/ROLE/SESSION". (transfer full) (nullable) */
char *fake_sts_identify (FakeSts *self, const char *key_id);
gint64 fake_sts_get_end (FakeSts *self, const char *key_id);

/* A temporary key is not known any more. */
void fake_sts_revoke (FakeSts *self, const char *key_id);
/* All of them. */
void fake_sts_revoke_all (FakeSts *self);

/* How many calls of @action (NULL: any) have arrived. */
guint fake_sts_count (FakeSts *self, const char *action);

/* The next @n calls are answered with @status and @code; @status 0: the connection is closed. */
void fake_sts_fail_next (FakeSts *self, guint n, guint status, const char *code);
/* Answers carry a Date header: what AWS thinks the time is. */
void fake_sts_tell_date (FakeSts *self);
/* Every answer comes so much later. */
void fake_sts_set_delay (FakeSts *self, guint milliseconds);

/* The parameters of the last call of @action: one value. (transfer full) (nullable) */
char *fake_sts_get_last (FakeSts *self, const char *action, const char *parameter);

G_END_DECLS
