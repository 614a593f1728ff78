/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The words that every room shares (see HACKING.md, "The words").  Each enumeration has a stable
 * nick, used on the bus, in JSON and on the command line; numbers never leave the process. */

typedef enum
{
  STINT_INTEGRATION_IAM_USER,        /* "iam-user" */
  STINT_INTEGRATION_IDENTITY_CENTER, /* "identity-center" */
} StintIntegrationKind;

typedef enum
{
  STINT_SESSION_IAM_USER,        /* "iam-user": GetSessionToken */
  STINT_SESSION_IAM_ROLE,        /* "iam-role": AssumeRole, from a user or another session */
  STINT_SESSION_IDENTITY_CENTER, /* "identity-center": GetRoleCredentials */
  STINT_SESSION_STATIC_ENDPOINT, /* "static-endpoint": LocalStack and the like */
} StintSessionKind;

typedef enum
{
  STINT_STATE_INACTIVE, /* "inactive" */
  STINT_STATE_STARTING, /* "starting" */
  STINT_STATE_ACTIVE,   /* "active" */
  STINT_STATE_EXPIRING, /* "expiring": active, ends soon, and needs a person to go on */
  STINT_STATE_EXPIRED,  /* "expired": dead keys still held, so that tools fail closed */
  STINT_STATE_FAILED,   /* "failed": inactive, and the last start or renewal failed */
} StintSessionState;

typedef enum
{
  STINT_HAND_OUT_FILE,      /* "file": keys in ~/.aws/credentials */
  STINT_HAND_OUT_ON_DEMAND, /* "on-demand": credential_process in ~/.aws/config */
} StintHandOut;

typedef enum
{
  STINT_MFA_LEASE,  /* "lease": one GetSessionToken a day that all roles of the user share */
  STINT_MFA_DIRECT, /* "direct": AssumeRole with the code, one code for each start */
} StintMfaMode;

typedef enum
{
  STINT_RENEW_AUTOMATIC, /* "automatic": silently, whenever no person is needed */
  STINT_RENEW_ASK,       /* "ask": a notice instead */
  STINT_RENEW_NEVER,     /* "never": let it end */
} StintRenewPolicy;

/* How a person signs in to IAM Identity Center. */
typedef enum
{
  STINT_SIGN_IN_BROWSER, /* "browser": authorization code with PKCE, back through loopback */
  STINT_SIGN_IN_DEVICE,  /* "device": a code to compare, for a terminal without a browser */
} StintSignInFlow;

/* Where an Identity Center integration stands. */
typedef enum
{
  STINT_SIGN_IN_UNKNOWN,    /* "unknown": not looked yet, or the keyring is locked */
  STINT_SIGN_IN_SIGNED_OUT, /* "signed-out": never signed in, or signed out */
  STINT_SIGN_IN_SIGNING_IN, /* "signing-in": a person is at it */
  STINT_SIGN_IN_SIGNED_IN,  /* "signed-in" */
  STINT_SIGN_IN_NEEDED,     /* "needed": it was signed in, and its end came or AWS refused it */
} StintSignInState;

#define STINT_TYPE_INTEGRATION_KIND (stint_integration_kind_get_type ())
GType stint_integration_kind_get_type (void);
#define STINT_TYPE_SESSION_KIND (stint_session_kind_get_type ())
GType stint_session_kind_get_type (void);
#define STINT_TYPE_SESSION_STATE (stint_session_state_get_type ())
GType stint_session_state_get_type (void);
#define STINT_TYPE_HAND_OUT (stint_hand_out_get_type ())
GType stint_hand_out_get_type (void);
#define STINT_TYPE_MFA_MODE (stint_mfa_mode_get_type ())
GType stint_mfa_mode_get_type (void);
#define STINT_TYPE_RENEW_POLICY (stint_renew_policy_get_type ())
GType stint_renew_policy_get_type (void);
#define STINT_TYPE_SIGN_IN_FLOW (stint_sign_in_flow_get_type ())
GType stint_sign_in_flow_get_type (void);
#define STINT_TYPE_SIGN_IN_STATE (stint_sign_in_state_get_type ())
GType stint_sign_in_state_get_type (void);

/* The stable nick of an enumeration's value; never NULL for a value of the type. */
const char *stint_enum_to_nick (GType enum_type, int value);

/* Reads a nick.  Returns FALSE, and leaves @out_value alone, where @nick is NULL or unknown. */
gboolean stint_enum_from_nick (GType enum_type, const char *nick, int *out_value);

G_END_DECLS
