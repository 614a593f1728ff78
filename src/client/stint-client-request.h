/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gunixfdlist.h>

#include "stint-client.h"

G_BEGIN_DECLS

/* StintClientRequest: one conversation with the service: makes the handle token, listens before it
 * calls, waits as long as a person needs, closes when cancelled.
 *
 * Signal "progress" (GVariant a{sv}): keys step (s), done (u), total (u).
 *
 * Most callers want the typed calls of stint-client-calls.h. */
#define STINT_TYPE_CLIENT_REQUEST (stint_client_request_get_type ())
G_DECLARE_FINAL_TYPE (StintClientRequest, stint_client_request, STINT, CLIENT_REQUEST, GObject)

typedef enum
{
  STINT_REQUEST_FLAGS_NONE = 0,
  /* It only reads: called again, once, if the service vanishes meanwhile. A start never is. */
  STINT_REQUEST_READ = 1 << 0,
} StintRequestFlags;

/* @interface: "Sessions", "Manager" … without the prefix. */
StintClientRequest *stint_client_request_new (StintClient *client,
                                              const char *interface,
                                              const char *method,
                                              StintRequestFlags flags);

/* Runs it; once a request.
 * @arguments: (nullable): a tuple of what comes before the options; floating is sunk.
 * @options: (nullable): an a{sv}; handle-token and the caller's files are added; floating is sunk.
 * @fds: (nullable): the descriptors that handles in @arguments mean.
 *
 * On cancellation the service is told and the result is G_IO_ERROR_CANCELLED at once. */
void stint_client_request_run_async (StintClientRequest *self,
                                     GVariant *arguments,
                                     GVariant *options,
                                     GUnixFDList *fds,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/* Returns: (transfer full): the results, an a{sv}; NULL with an error of STINT_ERROR, with details,
 *   or G_IO_ERROR_CANCELLED. */
GVariant *
stint_client_request_run_finish (StintClientRequest *self, GAsyncResult *result, GError **error);

/* Any error of a D-Bus call as one of STINT_ERROR (or cancelled).  Takes @error. */
GError *stint_client_take_dbus_error (GError *error);

G_END_DECLS
