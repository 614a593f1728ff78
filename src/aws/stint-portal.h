/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-aws-credentials.h"
#include "stint-aws-error.h"
#include "stint-http-pace.h"
#include "stint-http.h"
#include "stint-portal-account.h"

G_BEGIN_DECLS

/* StintPortal: the access portal of IAM Identity Center (service `sso`): who may be what, and their
 * credentials.
 *
 * Errors: STINT_AWS_ERROR, STINT_HTTP_ERROR, G_IO_ERROR_CANCELLED.  What an owner acts on:
 *
 *   UNAUTHORIZED  the access token has ended, perhaps before its time: refresh once, then sign in
 *   FORBIDDEN     this role is not assigned to the person (any more); the sign-in is good
 *   NOT_FOUND     no such account, role or session
 *   THROTTLED     only after all attempts; stint_aws_error_get_retry_after() has the pause
 *
 * 5xx and broken connections are tried up to three times in all, with full jitter; what is
 * throttled, which needs a pace, up to ten times. */
#define STINT_TYPE_PORTAL (stint_portal_get_type ())
G_DECLARE_FINAL_TYPE (StintPortal, stint_portal, STINT, PORTAL, GObject)

/* @endpoint_override: (nullable): the URL used for every region. */
StintPortal *stint_portal_new (StintHttp *http, const char *endpoint_override);

typedef struct
{
  const char *region;        /* (not nullable) of the Identity Center */
  const char *endpoint_url;  /* (nullable) of the integration; beats the override */
  StintSecret *access_token; /* (not nullable) */
  StintHttpPace *pace;       /* (nullable) what all calls of one integration share */
  gboolean urgent;           /* a person waits for it: overtakes others in pace and queue */
} StintPortalParams;

/* ListAccounts, one page of up to 100.  @next_token: (nullable): of the page before. */
void stint_portal_list_accounts_async (StintPortal *self,
                                       const StintPortalParams *params,
                                       const char *next_token,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
/* @out_next_token: (transfer full): NULL after the last page
 * Returns: (transfer full) (element-type StintPortalAccount): may be empty on any page */
GPtrArray *stint_portal_list_accounts_finish (StintPortal *self,
                                              GAsyncResult *result,
                                              char **out_next_token,
                                              GError **error);

/* ListAccountRoles, one page. */
void stint_portal_list_roles_async (StintPortal *self,
                                    const StintPortalParams *params,
                                    const char *account_id,
                                    const char *next_token,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* Returns: (transfer full): the roles' names */
GStrv stint_portal_list_roles_finish (StintPortal *self,
                                      GAsyncResult *result,
                                      char **out_next_token,
                                      GError **error);

/* GetRoleCredentials.  Their ARN is not told by AWS; ask STS, or do without. */
void stint_portal_get_credentials_async (StintPortal *self,
                                         const StintPortalParams *params,
                                         const char *account_id,
                                         const char *role_name,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
StintAwsCredentials *
stint_portal_get_credentials_finish (StintPortal *self, GAsyncResult *result, GError **error);

/* Logout: the access token is good for nothing afterwards.  One that AWS does not know any more is
 * a success. */
void stint_portal_log_out_async (StintPortal *self,
                                 const StintPortalParams *params,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean stint_portal_log_out_finish (StintPortal *self, GAsyncResult *result, GError **error);

G_END_DECLS
