/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Instants (microseconds since the epoch, UTC) to and from text.  No local time zone anywhere. */

/* Reads RFC 3339 as AWS and the AWS CLI write it: `2026-11-22T14:32:01Z`, with fractions, with
 * `+00:00`, or with the old `UTC` suffix.  FALSE leaves @out_instant alone. */
gboolean stint_time_parse (const char *text, gint64 *out_instant);

/* `2026-11-22T14:32:01Z`; fractions are cut. (transfer full) */
char *stint_time_format (gint64 instant);

/* `20261122T143201Z`, the form of X-Amz-Date. (transfer full) */
char *stint_time_format_basic (gint64 instant);

/* An HTTP Date header, RFC 9110's preferred form. */
gboolean stint_time_parse_http (const char *text, gint64 *out_instant);

/* `45`, `90s`, `15m`, `1h`, `1h30m`, `12h`: seconds.  Nothing negative, no zero (which elsewhere
 * means "not chosen"), nothing over a year. */
gboolean stint_duration_parse (const char *text, guint *out_seconds);

#define STINT_SECONDS(s) (G_USEC_PER_SEC * (gint64) (s))

G_END_DECLS
