/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-client-request.h"

G_BEGIN_DECLS

/* Every call of the service's API, with its name.  What options and results are is told in
 * data/dbus/io.github.stint_aws.Stint1.xml; @options is an a{sv}, NULL for none, a floating
 * reference is sunk.
 *
 * The client has to be connected, or have been; a service that ended meanwhile is started.
 * All of them end with stint_client_call_finish(). */

/* Returns: (transfer full): the results, an a{sv}; NULL with an error of STINT_ERROR or
 *   G_IO_ERROR_CANCELLED. */
GVariant *stint_client_call_finish (StintClient *self, GAsyncResult *result, GError **error);

#define STINT_CLIENT_CALL_TAIL                                                                     \
  GVariant *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data

/* Sessions */
void stint_client_start_async (StintClient *self, const char *id, STINT_CLIENT_CALL_TAIL);
void stint_client_stop_async (StintClient *self, const char *id, STINT_CLIENT_CALL_TAIL);
void stint_client_renew_async (StintClient *self, const char *id, STINT_CLIENT_CALL_TAIL);
void stint_client_preview_async (StintClient *self, const char *id, STINT_CLIENT_CALL_TAIL);
void stint_client_add_iam_role_async (StintClient *self, STINT_CLIENT_CALL_TAIL);
void stint_client_edit_session_async (StintClient *self, const char *id, STINT_CLIENT_CALL_TAIL);
void stint_client_remove_session_async (StintClient *self, const char *id, STINT_CLIENT_CALL_TAIL);
void stint_client_stop_all_async (StintClient *self, STINT_CLIENT_CALL_TAIL);

/* The last events of a session; see Sessions.History.
 * Returns: (transfer full): an a(xssa{sv}) */
void stint_client_history_async (StintClient *self,
                                 const char *id,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GVariant *stint_client_history_finish (StintClient *self, GAsyncResult *result, GError **error);

/* Integrations.  @secret is copied into a sealed memfd; the caller wipes its own copy
 * (stint_wipe_free()) as soon as the call returns. */
void
stint_client_add_iam_user_async (StintClient *self, const char *secret, STINT_CLIENT_CALL_TAIL);
void stint_client_replace_key_async (StintClient *self,
                                     const char *id,
                                     const char *secret,
                                     STINT_CLIENT_CALL_TAIL);
void
stint_client_edit_integration_async (StintClient *self, const char *id, STINT_CLIENT_CALL_TAIL);
void
stint_client_remove_integration_async (StintClient *self, const char *id, STINT_CLIENT_CALL_TAIL);

void stint_client_add_identity_center_async (StintClient *self, STINT_CLIENT_CALL_TAIL);
void stint_client_sign_out_async (StintClient *self, const char *id, STINT_CLIENT_CALL_TAIL);
void stint_client_sync_async (StintClient *self, const char *id, STINT_CLIENT_CALL_TAIL);

/* The caller of Integrations.SignIn has the person, and opens the page: a request with its "progress"
 * signal, to be run with stint_client_request_run_async ("(s)" of the id). (transfer full) */
StintClientRequest *stint_client_sign_in_new (StintClient *self);

/* Import */
void stint_client_import_plan_async (StintClient *self, STINT_CLIENT_CALL_TAIL);
void stint_client_import_run_async (StintClient *self, STINT_CLIENT_CALL_TAIL);

/* Manager.  Doctor's "environment" is added from the client's environment, "client-version" too.
 * Restart and Quit have no results: the finish returns an empty a{sv}. */
void stint_client_doctor_async (StintClient *self, STINT_CLIENT_CALL_TAIL);
void stint_client_unlock_async (StintClient *self, STINT_CLIENT_CALL_TAIL);
void stint_client_leave_async (StintClient *self, STINT_CLIENT_CALL_TAIL);
void stint_client_restart_async (StintClient *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
void stint_client_quit_async (StintClient *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

G_END_DECLS
