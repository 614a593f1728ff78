/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-kinds.h"

const char *
stint_kinds_session_icon (StintSessionKind kind)
{
  switch (kind)
    {
    case STINT_SESSION_IAM_USER:
      return "avatar-default-symbolic";
    case STINT_SESSION_IAM_ROLE:
      return "stint-role-symbolic";
    case STINT_SESSION_IDENTITY_CENTER:
      return "stint-identity-center-symbolic";
    case STINT_SESSION_STATIC_ENDPOINT:
      return "computer-symbolic";
    default:
      /* A newer service may know more kinds. */
      return "dialog-password-symbolic";
    }
}

const char *
stint_kinds_integration_icon (StintIntegrationKind kind)
{
  switch (kind)
    {
    case STINT_INTEGRATION_IAM_USER:
      return "avatar-default-symbolic";
    case STINT_INTEGRATION_IDENTITY_CENTER:
      return "stint-identity-center-symbolic";
    default:
      return "dialog-password-symbolic";
    }
}

const char *
stint_kinds_row_icon (StintSessionKind kind, StintSessionState state, gboolean has_error)
{
  if (state == STINT_STATE_EXPIRED || (has_error && state != STINT_STATE_STARTING))
    return "dialog-error-symbolic";
  if (state == STINT_STATE_EXPIRING)
    return "dialog-warning-symbolic";
  return stint_kinds_session_icon (kind);
}
