/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-integration-text.h"
#include "stint-words.h"

/* Within a day the hour says enough, and there is not much room. */
static char *
clock_time (gint64 instant, gint64 now)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (instant);

  if (time == NULL || instant - now > 20 * 3600)
    return stint_words_instant (instant, now);
  return g_date_time_format (time, "%H:%M");
}

static char *
user_state (StintIntegrationItem *integration, gint64 now)
{
  gint64 lease = stint_integration_item_get_lease_until (integration);
  g_autofree char *until = NULL;

  if (stint_integration_item_get_mfa_serial (integration)[0] == '\0')
    /* Translators: an IAM user without an MFA device. */
    return g_strdup (_ ("No MFA device"));
  if (lease <= now)
    /* Translators: the next start of a role of this user asks for an MFA code. */
    return g_strdup (_ ("Code needed"));
  until = clock_time (lease, now);
  /* Translators: no MFA code is needed until %s: "17:40". Short. */
  return g_strdup_printf (_ ("Code good until %s"), until);
}

static char *
center_state (StintIntegrationItem *integration, gint64 now)
{
  gint64 until = stint_integration_item_get_signed_in_until (integration);
  guint total = stint_integration_item_get_sync_total (integration);
  g_autofree char *left = NULL;

  if (stint_integration_item_get_syncing (integration))
    {
      if (total == 0)
        /* Translators: accounts and roles of IAM Identity Center are being looked up. */
        return g_strdup (_ ("Syncing…"));
      /* Translators: %u of %u accounts are done. */
      return g_strdup_printf (_ ("Syncing, %u of %u"),
                              stint_integration_item_get_sync_done (integration), total);
    }
  switch (stint_integration_item_get_sign_in (integration))
    {
    case STINT_SIGN_IN_SIGNED_IN:
      break;
    case STINT_SIGN_IN_NEEDED:
      return g_strdup (_ ("Sign in needed"));
    case STINT_SIGN_IN_SIGNING_IN:
      return g_strdup (_ ("Signing in…"));
    case STINT_SIGN_IN_SIGNED_OUT:
    case STINT_SIGN_IN_UNKNOWN:
    default:
      return g_strdup (_ ("Not signed in"));
    }
  if (until <= now)
    return g_strdup (_ ("Signed in"));
  left = stint_words_duration (until - now);
  /* Translators: %s is a length of time: "Signed in, 7 h". Short. */
  return g_strdup_printf (_ ("Signed in, %s"), left);
}

char *
stint_integration_text_state (StintIntegrationItem *integration, gint64 now)
{
  if (stint_integration_item_get_kind (integration) == STINT_INTEGRATION_IDENTITY_CENTER)
    return center_state (integration, now);
  return user_state (integration, now);
}

gboolean
stint_integration_text_needs_sign_in (StintIntegrationItem *integration)
{
  return stint_integration_item_get_kind (integration) == STINT_INTEGRATION_IDENTITY_CENTER &&
         stint_integration_item_get_sign_in (integration) == STINT_SIGN_IN_NEEDED;
}

char *
stint_integration_text_news (StintIntegrationItem *integration)
{
  guint n_new = stint_integration_item_get_n_new (integration);
  guint n_gone = stint_integration_item_get_n_gone (integration);
  const char *name = stint_integration_item_get_name (integration);
  g_autofree char *first = NULL;

  if (n_new == 0 && n_gone == 0)
    return NULL;
  if (n_new == 0)
    /* Translators: roles that IAM Identity Center does not assign any more; %s is its name. */
    return g_strdup_printf (
        ngettext ("%u role is gone from %s", "%u roles are gone from %s", n_gone), n_gone, name);
  /* Translators: roles that IAM Identity Center assigns now; %s is its name. */
  first =
      g_strdup_printf (ngettext ("%u new role in %s", "%u new roles in %s", n_new), n_new, name);
  if (n_gone == 0)
    return g_steal_pointer (&first);
  /* Translators: %s: "3 new roles in Acme"; %u: how many are gone. */
  return g_strdup_printf (ngettext ("%s, %u gone", "%s, %u gone", n_gone), first, n_gone);
}
