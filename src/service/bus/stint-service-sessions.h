/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-service-private.h"

G_BEGIN_DECLS

/* Between the files of the interface Sessions. */

StintService *stint_service_sessions_get_service (StintDBusSessions *object);

/* What an admitted request works with. */
typedef struct
{
  StintService *service; /* (owned) */
  StintSession *session; /* (owned) (nullable) */
  StintRequest *request; /* (owned) (nullable) */
} StintSessionJob;

/* @session: (nullable) */
StintSessionJob *stint_session_job_new (StintService *service, StintSession *session);
/* The admission frees its own job; the work goes on with this one. */
StintSessionJob *stint_session_job_copy (const StintSessionJob *job, StintRequest *request);
void stint_session_job_free (StintSessionJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintSessionJob, stint_session_job_free)

/* stint-service-sessions-edit.c */
gboolean stint_service_sessions_handle_add_iam_role (StintDBusSessions *object,
                                                     GDBusMethodInvocation *invocation,
                                                     GVariant *options);
gboolean stint_service_sessions_handle_edit (StintDBusSessions *object,
                                             GDBusMethodInvocation *invocation,
                                             const char *id,
                                             GVariant *options);
gboolean stint_service_sessions_handle_remove (StintDBusSessions *object,
                                               GDBusMethodInvocation *invocation,
                                               const char *id,
                                               GVariant *options);

/* stint-service-sessions-run.c */
gboolean stint_service_sessions_handle_start (StintDBusSessions *object,
                                              GDBusMethodInvocation *invocation,
                                              const char *id,
                                              GVariant *options);
gboolean stint_service_sessions_handle_renew (StintDBusSessions *object,
                                              GDBusMethodInvocation *invocation,
                                              const char *id,
                                              GVariant *options);
gboolean stint_service_sessions_handle_preview (StintDBusSessions *object,
                                                GDBusMethodInvocation *invocation,
                                                const char *id,
                                                GVariant *options);
gboolean stint_service_sessions_handle_stop (StintDBusSessions *object,
                                             GDBusMethodInvocation *invocation,
                                             const char *id,
                                             GVariant *options);
gboolean stint_service_sessions_handle_stop_all (StintDBusSessions *object,
                                                 GDBusMethodInvocation *invocation,
                                                 GVariant *options);

G_END_DECLS
