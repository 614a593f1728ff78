/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How a call to AWS is tried again: three times in all, where the trouble is of a kind that passes. */
#define STINT_AWS_MOST_ATTEMPTS 3
/* A service that wants a longer pause is reported instead: a person may be waiting.  Seconds. */
#define STINT_AWS_LONGEST_RETRY_AFTER 5

/* 5xx, throttling, a connection that was not made or broke. @error: of a call or of HTTP. */
gboolean stint_aws_trouble_passes (const GError *error);

/* Whether the other side may have seen the request before it failed. */
gboolean stint_aws_may_have_arrived (const GError *error);

typedef void (*StintAwsAgainFunc) (GTask *task);

/* Calls @again after a pause, or fails @task as soon as it is cancelled.
 * @attempt: how often it was tried, from 1; @retry_after: what the service asks for, in seconds. */
void stint_aws_back_off (GTask *task, guint attempt, guint retry_after, StintAwsAgainFunc again);

G_END_DECLS
