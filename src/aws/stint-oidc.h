/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-aws-error.h"
#include "stint-clock.h"
#include "stint-http.h"
#include "stint-secret.h"

G_BEGIN_DECLS

/* StintOidc: the sign-in service of IAM Identity Center (sso-oidc): clients, device codes, tokens.
 *
 * Nothing here decides when to ask, how often to poll or what to keep: that is its owner's.
 *
 * Errors: STINT_AWS_ERROR for what AWS answers (stint_aws_error_get_reason() has the KMS_… reason,
 * where there is one), STINT_HTTP_ERROR for what never became an answer, G_IO_ERROR_CANCELLED.
 * What an owner acts on:
 *
 *   AUTHORIZATION_PENDING  the person has not answered yet: ask again after the interval
 *   SLOW_DOWN              the same, and the interval grows by 5 s for good
 *   GRANT_EXPIRED          the device code (or refresh token) has run out
 *   REFUSED                the person, or a policy, said no
 *   INVALID_GRANT          this code or refresh token is not good (any more)
 *   INVALID_CLIENT         the registration is not known (any more), or is of the other kind:
 *                          register again
 *   REGION                 this Identity Center lives in another region
 *   VALIDATION             a parameter: redirect URI, scope, start URL
 *
 * 5xx, throttling and broken connections are tried up to three times in all with full jitter; a
 * request with a code or a refresh token, which may be good for one use, is not sent again once it
 * may have arrived. */
#define STINT_TYPE_OIDC (stint_oidc_get_type ())
G_DECLARE_FINAL_TYPE (StintOidc, stint_oidc, STINT, OIDC, GObject)

/* @clock: turns what AWS gives in seconds from now into instants.
 * @endpoint_override: (nullable): the URL used for every region (tests, private endpoints). */
StintOidc *stint_oidc_new (StintHttp *http, StintClock *clock, const char *endpoint_override);

/* Where a call goes. */
typedef struct
{
  const char *region;       /* (not nullable) */
  const char *endpoint_url; /* (nullable) of the integration; beats the override */
  gboolean urgent;          /* a person waits for it */
} StintOidcParams;

/* The URL that a call with these goes to, without a slash at its end; the authorize page of the
 * browser is `/authorize` below it.  NULL if the region's name is not valid. (transfer full) */
char *stint_oidc_dup_endpoint (StintOidc *self, const StintOidcParams *params);

/* The two ways to sign in.  A registration is for one of them, never for both. */
typedef enum
{
  STINT_OIDC_FLOW_BROWSER, /* authorization code with PKCE */
  STINT_OIDC_FLOW_DEVICE,  /* device code */
} StintOidcFlow;

/* StintOidcClient: a registration, about 90 days long.  Immutable, reference-counted. */
typedef struct _StintOidcClient StintOidcClient;

/* @expiration: an instant in microseconds; the secret is referenced. */
StintOidcClient *
stint_oidc_client_new (StintOidcFlow flow, const char *id, StintSecret *secret, gint64 expiration);
StintOidcClient *stint_oidc_client_ref (StintOidcClient *self);
void stint_oidc_client_unref (StintOidcClient *self);
StintOidcFlow stint_oidc_client_get_flow (const StintOidcClient *self);
const char *stint_oidc_client_get_id (const StintOidcClient *self);
StintSecret *stint_oidc_client_get_secret (const StintOidcClient *self);
gint64 stint_oidc_client_get_expiration (const StintOidcClient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintOidcClient, stint_oidc_client_unref)

/* What every registration of the browser flow names, without a port: the port of the listener is
 * free (RFC 8252, 7.3). */
#define STINT_OIDC_REDIRECT_PATH "/oauth/callback"
#define STINT_OIDC_REDIRECT_URI "http://127.0.0.1" STINT_OIDC_REDIRECT_PATH
/* The scope that everybody uses. */
#define STINT_OIDC_DEFAULT_SCOPE "sso:account:access"

/* RegisterClient.
 * @client_name: as the AWS CLI, "botocore-client-<sso-session>", or one's own; ASCII
 * @issuer_url: the resolved start URL; the browser flow only, ignored otherwise
 * @scopes: (nullable) (array zero-terminated=1): none are sent if NULL or empty, which for the
 *   device flow means a token that cannot be refreshed */
void stint_oidc_register_client_async (StintOidc *self,
                                       const StintOidcParams *params,
                                       StintOidcFlow flow,
                                       const char *client_name,
                                       const char *issuer_url,
                                       const char *const *scopes,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
StintOidcClient *
stint_oidc_register_client_finish (StintOidc *self, GAsyncResult *result, GError **error);

/* What a person types into a page on some device, and what asks whether that has happened. */
typedef struct
{
  StintSecret *device_code;
  char *user_code;                 /* shown large */
  char *verification_uri;          /* https, or http to loopback; checked */
  char *verification_uri_complete; /* (nullable) with the code in it; checked likewise */
  gint64 expiration;               /* instant */
  guint interval;                  /* seconds between two questions; 5 where AWS names none */
} StintOidcDevice;

void stint_oidc_device_free (StintOidcDevice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintOidcDevice, stint_oidc_device_free)

/* StartDeviceAuthorization.  @start_url: the resolved one. */
void stint_oidc_start_device_async (StintOidc *self,
                                    const StintOidcParams *params,
                                    StintOidcClient *client,
                                    const char *start_url,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
StintOidcDevice *
stint_oidc_start_device_finish (StintOidc *self, GAsyncResult *result, GError **error);

typedef struct
{
  StintSecret *access_token;
  StintSecret *refresh_token; /* (nullable): an answer to a refresh may bring none: keep the old */
  gint64 expiration;          /* instant */
} StintOidcToken;

void stint_oidc_token_free (StintOidcToken *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintOidcToken, stint_oidc_token_free)

/* CreateToken, one question: for a device code it is the owner who asks again. */
void stint_oidc_create_token_for_device_async (StintOidc *self,
                                               const StintOidcParams *params,
                                               StintOidcClient *client,
                                               StintSecret *device_code,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data);
/* @redirect_uri: the listener's URL, with its port. */
void stint_oidc_create_token_for_code_async (StintOidc *self,
                                             const StintOidcParams *params,
                                             StintOidcClient *client,
                                             StintSecret *code,
                                             StintSecret *verifier,
                                             const char *redirect_uri,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
void stint_oidc_refresh_token_async (StintOidc *self,
                                     const StintOidcParams *params,
                                     StintOidcClient *client,
                                     StintSecret *refresh_token,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* Of all three. */
StintOidcToken *
stint_oidc_create_token_finish (StintOidc *self, GAsyncResult *result, GError **error);

G_END_DECLS
