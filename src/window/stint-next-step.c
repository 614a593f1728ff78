/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-next-step.h"
#include "stint-snippets.h"
#include "stint-widgets.h"

/* What is about the world and not about the session. */
static const char *
step_for_code (int code, const char *path, char **out_action)
{
  switch (code)
    {
    case STINT_ERROR_FILES_MALFORMED:
      *out_action = path != NULL ? stint_widget_action ("win.open-file", path) : NULL;
      /* Translators: a button that opens a file in its editor. */
      return path != NULL ? _ ("Open file") : NULL;
    case STINT_ERROR_FILES_UNWRITABLE:
    case STINT_ERROR_FILES_CONFLICT:
      *out_action = path != NULL ? stint_widget_action ("win.show-in-files", path) : NULL;
      /* Translators: a button that shows a file in the file manager. */
      return path != NULL ? _ ("Show in Files") : NULL;
    case STINT_ERROR_KEYRING_LOCKED:
    case STINT_ERROR_KEYRING_DISMISSED:
      *out_action = g_strdup ("win.unlock-keyring");
      /* Translators: a button: unlocks the keyring. */
      return _ ("Unlock");
    case STINT_ERROR_KEYRING_MISSING:
      *out_action = g_strdup ("win.unlock-keyring");
      /* Translators: a button: looks whether it is there by now. */
      return _ ("Look again");
    case STINT_ERROR_CLOCK_SKEW:
      *out_action = g_strdup ("win.clock-settings");
      /* Translators: a button that opens the desktop's settings. */
      return _ ("Date and time…");
    case STINT_ERROR_NETWORK:
      *out_action = g_strdup ("win.network-settings");
      /* Translators: a button that opens the desktop's settings. */
      return _ ("Network…");
    default:
      return NULL;
    }
}

static const char *
try_again (StintSessionItem *session, char **out_action)
{
  *out_action = stint_widget_action (stint_session_item_is_held (session) ? "win.renew-session"
                                                                          : "win.start-session",
                                     stint_session_item_get_id (session));
  return _ ("Try again");
}

const char *
stint_next_step_for_session (StintSessionItem *session, const GError *error, char **out_action)
{
  const char *integration = stint_session_item_get_integration_id (session);
  g_autofree char *policy = NULL;
  const char *label;

  g_return_val_if_fail (STINT_IS_SESSION_ITEM (session), NULL);
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != STINT_ERROR)
    return try_again (session, out_action);
  switch (error->code)
    {
    case STINT_ERROR_BAD_KEY:
    case STINT_ERROR_SECRET_MISSING:
      *out_action = stint_widget_action ("win.replace-key", integration);
      return _ ("Replace access key…");
    case STINT_ERROR_NEEDS_SIGN_IN:
      if (stint_error_get_detail (error, "integration-id") != NULL)
        integration = stint_error_get_detail (error, "integration-id");
      *out_action = stint_widget_action ("win.sign-in", integration);
      return _ ("Sign in…");
    case STINT_ERROR_REFUSED:
      if (stint_session_item_get_kind (session) != STINT_SESSION_IAM_ROLE)
        return try_again (session, out_action);
      policy = stint_snippets_policy (stint_session_item_get_role (session));
      *out_action = stint_widget_action ("win.copy", policy);
      /* Translators: a button: copies the policy that somebody else has to grant. */
      return _ ("Copy the policy to ask for");
    case STINT_ERROR_AWS_INVALID:
      *out_action = stint_widget_action ("win.edit-session", stint_session_item_get_id (session));
      return _ ("Edit…");
    case STINT_ERROR_NETWORK:
    case STINT_ERROR_CLOCK_SKEW:
      /* The banner has the settings; here it is about the session. */
      return try_again (session, out_action);
    default:
      label = step_for_code (error->code, stint_error_get_detail (error, "path"), out_action);
      return label != NULL ? label : try_again (session, out_action);
    }
}

const char *
stint_next_step_for_condition (const char *name, GVariant *details, char **out_action)
{
  static const struct
  {
    const char *name;
    StintError code;
  } table[] = {
    { "keyring-locked", STINT_ERROR_KEYRING_LOCKED },
    { "keyring-missing", STINT_ERROR_KEYRING_MISSING },
    { "files-malformed", STINT_ERROR_FILES_MALFORMED },
    { "files-unwritable", STINT_ERROR_FILES_UNWRITABLE },
    { "clock-skew", STINT_ERROR_CLOCK_SKEW },
    { "offline", STINT_ERROR_NETWORK },
  };
  const char *path = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  *out_action = NULL;
  if (g_str_equal (name, "lock-unseen"))
    {
      *out_action = g_strdup ("app.preferences");
      return _ ("Preferences");
    }

  g_variant_lookup (details, "path", "&s", &path);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      if (g_str_equal (table[i].name, name))
        return step_for_code (table[i].code, path, out_action);
    }
  return NULL;
}
