/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-aws-credentials.h"
#include "stint-aws-error.h"
#include "stint-http.h"
#include "stint-partition.h"

G_BEGIN_DECLS

/* StintConsole: a link that opens AWS's web console as the identity of some credentials.
 *
 * Only temporary credentials of a role or of GetFederationToken will do; those of GetSessionToken
 * and long-lived keys are refused by AWS (an IAM user goes through
 * stint_sts_get_federation_token_async() first).
 *
 * Errors: STINT_AWS_ERROR, STINT_HTTP_ERROR, G_IO_ERROR_CANCELLED.  A destination or credentials
 * that cannot be meant are STINT_AWS_ERROR_VALIDATION before anything is sent. */
#define STINT_TYPE_CONSOLE (stint_console_get_type ())
G_DECLARE_FINAL_TYPE (StintConsole, stint_console, STINT, CONSOLE, GObject)

/* @endpoint_override: (nullable): used in place of every partition's sign-in host, for the call as
 * well as in the link. */
StintConsole *stint_console_new (StintHttp *http, const char *endpoint_override);

/* SessionDuration of the federation endpoint. */
#define STINT_CONSOLE_MIN_DURATION 900u
#define STINT_CONSOLE_MAX_DURATION 43200u
/* How long a link is good for. */
#define STINT_CONSOLE_LINK_SECONDS 900

typedef struct
{
  const StintPartition *partition; /* (nullable): the region's */
  const char *region;              /* (nullable): where the console opens; NULL: AWS decides */
  const char *endpoint_url;        /* (nullable) of the integration; beats the override */
  const char *destination;         /* (nullable): see stint_console_make_destination() */
  const char *issuer;              /* (nullable) URL where to sign in again */
  /* How long the console lasts, in seconds; 0: as long as the credentials.  AWS accepts it only for
   * a role of Identity Center, or one that was assumed directly with a user's long-lived keys:
   * whoever calls knows.  Where AWS refuses it after all, the call is made again without. */
  guint session_duration;
  gboolean log_out_first; /* ends the browser's present console session; not with multi-session */
} StintConsoleParams;

void stint_console_make_link_async (StintConsole *self,
                                    StintAwsCredentials *credentials,
                                    const StintConsoleParams *params,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* The link, which is as secret as the session: it goes through a one-shot StintLoopback, a pipe or
 * the clipboard, never into arguments or logs. (transfer full) */
StintSecret *
stint_console_make_link_finish (StintConsole *self, GAsyncResult *result, GError **error);

/* Where the console opens.
 * @region: (nullable)
 * @destination: NULL or "": the console's home; a service ("s3", "cloudwatch", "logs", any name of
 *   [a-z0-9-]); a path of the console ("/ec2/home#Instances:"); or a URL, which must be https on
 *   the partition's own console.
 * Returns: (transfer full): NULL with STINT_AWS_ERROR_VALIDATION */
char *stint_console_make_destination (const StintPartition *partition,
                                      const char *region,
                                      const char *destination,
                                      GError **error);

/* A NULL-terminated list of the service names that are known by heart, for completion. */
const char *const *stint_console_get_services (void);

G_END_DECLS
