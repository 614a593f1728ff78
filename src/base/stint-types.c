/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-base"

#include "config.h"

#include "stint-types.h"

G_DEFINE_ENUM_TYPE (StintIntegrationKind,
                    stint_integration_kind,
                    G_DEFINE_ENUM_VALUE (STINT_INTEGRATION_IAM_USER, "iam-user"),
                    G_DEFINE_ENUM_VALUE (STINT_INTEGRATION_IDENTITY_CENTER, "identity-center"))

G_DEFINE_ENUM_TYPE (StintSessionKind,
                    stint_session_kind,
                    G_DEFINE_ENUM_VALUE (STINT_SESSION_IAM_USER, "iam-user"),
                    G_DEFINE_ENUM_VALUE (STINT_SESSION_IAM_ROLE, "iam-role"),
                    G_DEFINE_ENUM_VALUE (STINT_SESSION_IDENTITY_CENTER, "identity-center"),
                    G_DEFINE_ENUM_VALUE (STINT_SESSION_STATIC_ENDPOINT, "static-endpoint"))

G_DEFINE_ENUM_TYPE (StintSessionState,
                    stint_session_state,
                    G_DEFINE_ENUM_VALUE (STINT_STATE_INACTIVE, "inactive"),
                    G_DEFINE_ENUM_VALUE (STINT_STATE_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (STINT_STATE_ACTIVE, "active"),
                    G_DEFINE_ENUM_VALUE (STINT_STATE_EXPIRING, "expiring"),
                    G_DEFINE_ENUM_VALUE (STINT_STATE_EXPIRED, "expired"),
                    G_DEFINE_ENUM_VALUE (STINT_STATE_FAILED, "failed"))

G_DEFINE_ENUM_TYPE (StintHandOut,
                    stint_hand_out,
                    G_DEFINE_ENUM_VALUE (STINT_HAND_OUT_FILE, "file"),
                    G_DEFINE_ENUM_VALUE (STINT_HAND_OUT_ON_DEMAND, "on-demand"))

G_DEFINE_ENUM_TYPE (StintMfaMode,
                    stint_mfa_mode,
                    G_DEFINE_ENUM_VALUE (STINT_MFA_LEASE, "lease"),
                    G_DEFINE_ENUM_VALUE (STINT_MFA_DIRECT, "direct"))

G_DEFINE_ENUM_TYPE (StintRenewPolicy,
                    stint_renew_policy,
                    G_DEFINE_ENUM_VALUE (STINT_RENEW_AUTOMATIC, "automatic"),
                    G_DEFINE_ENUM_VALUE (STINT_RENEW_ASK, "ask"),
                    G_DEFINE_ENUM_VALUE (STINT_RENEW_NEVER, "never"))

G_DEFINE_ENUM_TYPE (StintSignInFlow,
                    stint_sign_in_flow,
                    G_DEFINE_ENUM_VALUE (STINT_SIGN_IN_BROWSER, "browser"),
                    G_DEFINE_ENUM_VALUE (STINT_SIGN_IN_DEVICE, "device"))

G_DEFINE_ENUM_TYPE (StintSignInState,
                    stint_sign_in_state,
                    G_DEFINE_ENUM_VALUE (STINT_SIGN_IN_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (STINT_SIGN_IN_SIGNED_OUT, "signed-out"),
                    G_DEFINE_ENUM_VALUE (STINT_SIGN_IN_SIGNING_IN, "signing-in"),
                    G_DEFINE_ENUM_VALUE (STINT_SIGN_IN_SIGNED_IN, "signed-in"),
                    G_DEFINE_ENUM_VALUE (STINT_SIGN_IN_NEEDED, "needed"))

const char *
stint_enum_to_nick (GType enum_type, int value)
{
  GEnumClass *klass;
  GEnumValue *entry;

  g_return_val_if_fail (G_TYPE_IS_ENUM (enum_type), NULL);

  /* The nicks are static strings: they outlive the class reference. */
  klass = g_type_class_ref (enum_type);
  entry = g_enum_get_value (klass, value);
  g_type_class_unref (klass);
  g_return_val_if_fail (entry != NULL, NULL);

  return entry->value_nick;
}

gboolean
stint_enum_from_nick (GType enum_type, const char *nick, int *out_value)
{
  GEnumClass *klass;
  GEnumValue *entry;

  g_return_val_if_fail (G_TYPE_IS_ENUM (enum_type), FALSE);
  g_return_val_if_fail (out_value != NULL, FALSE);

  if (nick == NULL)
    return FALSE;

  klass = g_type_class_ref (enum_type);
  entry = g_enum_get_value_by_nick (klass, nick);
  g_type_class_unref (klass);
  if (entry == NULL)
    return FALSE;

  *out_value = entry->value;
  return TRUE;
}
