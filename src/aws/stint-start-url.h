/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-http.h"

G_BEGIN_DECLS

/* StintStartUrl: the address of an access portal, as a person types it or a file has it.
 *
 * The AWS CLI's rules: https; a host that is AWS's is taken as it is; any other, a company's own
 * name, is asked once where it leads (HEAD, or GET where that is not understood), which has to be
 * one of AWS's.  http to a loopback address counts as AWS's own, for tests and local stand-ins. */

#define STINT_START_URL_ERROR (stint_start_url_error_quark ())
GQuark stint_start_url_error_quark (void);

typedef enum
{
  STINT_START_URL_ERROR_INVALID,   /* no URL of a host, or with a user, blanks or the like in it */
  STINT_START_URL_ERROR_NOT_HTTPS, /* another scheme, here or where it leads */
  STINT_START_URL_ERROR_NOT_AWS,   /* leads nowhere, or to somebody else; the message names whom */
  STINT_START_URL_ERROR_STATUS,    /* the company's own server answered with an error */
} StintStartUrlError;

/* Tidied for keeping: host in lower case, without the usual port, slashes at the end, query and
 * fragment ("/start/#/" is what browsers show).  NULL with INVALID or NOT_HTTPS. (transfer full) */
char *stint_start_url_normalize (const char *url, GError **error);

gboolean stint_start_url_host_is_aws (const char *host);
/* NULL where the host does not tell, as "d-1234567890.awsapps.com" does not. (transfer full) */
char *stint_start_url_dup_region_of_host (const char *host);
/* The same for a whole URL. (transfer full) (nullable) */
char *stint_start_url_dup_region (const char *url);

typedef struct
{
  char *url;    /* what issuerUrl and startUrl of calls are; caches go by what the files say */
  char *region; /* (nullable) where the host tells it */
  gboolean led; /* the address was a company's own */
} StintStartUrl;

void stint_start_url_free (StintStartUrl *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintStartUrl, stint_start_url_free)

/* Errors: STINT_START_URL_ERROR, STINT_HTTP_ERROR, G_IO_ERROR_CANCELLED.  Nothing is sent for a
 * host of AWS's. */
void stint_start_url_resolve_async (StintHttp *http,
                                    const char *url,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
StintStartUrl *stint_start_url_resolve_finish (GAsyncResult *result, GError **error);

G_END_DECLS
