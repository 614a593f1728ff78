/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* StintRequest: one conversation on the bus; see the general rules of the D-Bus API.
 *
 *     open → answered (one Response, to the caller alone)
 *          ↘ closed   (Close by the caller, or the caller left): cancelled, no Response
 *
 * Whoever works for a request holds a reference and ends it with exactly one of
 * stint_request_succeed() and stint_request_fail(); after a Close both do nothing.  The bus knows
 * the object until then. */
#define STINT_TYPE_REQUEST (stint_request_get_type ())
G_DECLARE_FINAL_TYPE (StintRequest, stint_request, STINT, REQUEST, GObject)

/* Belongs to the request and lives as long. */
const char *stint_request_get_path (StintRequest *self);
/* The a{sv} that the caller sent: texts read from it live as long as the request. */
GVariant *stint_request_get_options (StintRequest *self);
/* Cancelled by Close, and when the caller leaves. */
GCancellable *stint_request_get_cancellable (StintRequest *self);
gboolean stint_request_is_open (StintRequest *self);

/* @results: (nullable) a{sv}; a floating reference is sunk. */
void stint_request_succeed (StintRequest *self, GVariant *results);
/* Errors of other domains than STINT_ERROR are told as Failed; a cancellation as Cancelled. */
void stint_request_fail (StintRequest *self, const GError *error);
/* The same, and frees @error. */
void stint_request_take_failure (StintRequest *self, GError *error);
/* Progress with @state, an a{sv}; a floating reference is sunk. */
void stint_request_tell (StintRequest *self, GVariant *state);
/* The same of @step, a stable word; @total 0: not known. */
void stint_request_progress (StintRequest *self, const char *step, guint done, guint total);

/* StintRequests: all that are open.  Signal "changed": one was opened or ended;
 * "ended" (StintRequest *request, const GError *error): the error is NULL after a success. */
#define STINT_TYPE_REQUESTS (stint_requests_get_type ())
G_DECLARE_FINAL_TYPE (StintRequests, stint_requests, STINT, REQUESTS, GObject)

StintRequests *stint_requests_new (GDBusConnection *connection);

/* Opens one for @sender, a unique name, with the handle-token of @options or one of its own.
 * Errors: INVALID_ARGUMENT for a token that cannot be part of a path, EXISTS for one in use. */
StintRequest *
stint_requests_open (StintRequests *self, const char *sender, GVariant *options, GError **error);

guint stint_requests_get_count (StintRequests *self);
/* Cancels every one and lets its caller know: the service ends. */
void stint_requests_cancel_all (StintRequests *self);

/* The path of a request: for tests, and for those who open one. (transfer full) */
char *stint_request_build_path (const char *sender, const char *token);

G_END_DECLS
