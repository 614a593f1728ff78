/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-dbus.h"
#include "stint-service.h"

G_BEGIN_DECLS

/* One object an interface.  The service is borrowed and outlives them. */
GDBusInterfaceSkeleton *stint_service_manager_new (StintService *service);
GDBusInterfaceSkeleton *stint_service_sessions_new (StintService *service);
GDBusInterfaceSkeleton *stint_service_integrations_new (StintService *service);
GDBusInterfaceSkeleton *stint_service_import_new (StintService *service);

/* Between the files of the interface Integrations. */
StintService *stint_service_integrations_get_service (StintDBusIntegrations *object);
/* Lays the options that AddIamUser and Edit share over @definition. */
void stint_service_read_integration (StintOptions *reader, StintIntegrationDefinition *definition);

/* Methods of Integrations that are about IAM users alone. */
gboolean stint_service_handle_add_iam_user (StintDBusIntegrations *object,
                                            GDBusMethodInvocation *invocation,
                                            GUnixFDList *fds,
                                            GVariant *secret,
                                            GVariant *options);
gboolean stint_service_handle_replace_key (StintDBusIntegrations *object,
                                           GDBusMethodInvocation *invocation,
                                           GUnixFDList *fds,
                                           const char *id,
                                           GVariant *secret,
                                           GVariant *options);

/* Methods of Integrations that are about Identity Center alone. */
gboolean stint_service_handle_add_identity_center (StintDBusIntegrations *object,
                                                   GDBusMethodInvocation *invocation,
                                                   GVariant *options);
gboolean stint_service_handle_sign_in (StintDBusIntegrations *object,
                                       GDBusMethodInvocation *invocation,
                                       const char *id,
                                       GVariant *options);
gboolean stint_service_handle_sign_out (StintDBusIntegrations *object,
                                        GDBusMethodInvocation *invocation,
                                        const char *id,
                                        GVariant *options);
gboolean stint_service_handle_sync (StintDBusIntegrations *object,
                                    GDBusMethodInvocation *invocation,
                                    const char *id,
                                    GVariant *options);

/* Answers a method call with an error, which is taken. */
gboolean stint_service_refuse (GDBusMethodInvocation *invocation, GError *error);

/* Answers a method call that is sound with a new request; what follows is as
 * stint_admissions_admit() says.  Where no request can be opened the call is refused. */
gboolean stint_service_serve (StintService *self,
                              GDBusMethodInvocation *invocation,
                              GVariant *options,
                              StintAdmission admission,
                              StintRequestFunc func,
                              gpointer user_data,
                              GDestroyNotify destroy);

/* Ends @request when what was changed is on disk: with @results, or a failure to write.
 * @results: (nullable) a{sv}, a floating reference is sunk. */
void stint_service_succeed_saved (StintService *self, StintRequest *request, GVariant *results);

/* NOT_FOUND with a sentence. (transfer none) */
StintSession *stint_service_find_session (StintService *self, const char *id, GError **error);
StintIntegration *
stint_service_find_integration (StintService *self, const char *id, GError **error);

/* "" clears, NULL leaves alone: how Edit means its options. */
void stint_service_override_text (char **field, const char *text);

G_END_DECLS
