/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-sentence.h"
#include "stint-session-text.h"
#include "stint-time-left.h"
#include "stint-words.h"

#define NO_BREAK_SPACE "\302\240"

char *
stint_session_text_account_id (const char *account_id)
{
  g_autofree char *spaced = stint_words_account_id (account_id);
  g_auto (GStrv) groups = g_strsplit (spaced, " ", -1);

  return g_strjoinv (NO_BREAK_SPACE, groups);
}

char *
stint_session_text_account (StintSessionItem *session)
{
  const char *name = stint_session_item_get_account_name (session);
  const char *id = stint_session_item_get_account_id (session);

  if (name[0] != '\0')
    return g_strdup (name);
  return id[0] != '\0' ? stint_session_text_account_id (id) : g_strdup ("");
}

static void
append_part (GString *text, const char *part)
{
  if (part == NULL || part[0] == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
}

/* The profile is the name made safe: one that says nothing new is not worth its place. */
static gboolean
profile_is_expected (StintSessionItem *session)
{
  const char *name = stint_session_item_get_name (session);
  const char *profile = stint_session_item_get_tool_profile (session);

  for (; *name != '\0' && *profile != '\0'; name = g_utf8_next_char (name), profile++)
    {
      gboolean safe = g_ascii_isalnum (*name) || strchr ("_.@+-", *name) != NULL;

      if (*profile != (safe ? *name : '-'))
        return FALSE;
    }
  return *name == '\0' && *profile == '\0';
}

static gboolean
region_is_expected (StintSessionItem *session)
{
  StintIntegrationItem *integration = stint_session_item_get_integration (session);

  return integration != NULL && g_str_equal (stint_session_item_get_region (session),
                                             stint_integration_item_get_region (integration));
}

char *
stint_session_text_detail (StintSessionItem *session)
{
  g_autofree char *account = stint_session_text_account (session);
  const char *role = stint_session_item_get_role_name (session);
  GString *text = g_string_new (NULL);

  append_part (text, account);
  if (stint_session_item_get_kind (session) == STINT_SESSION_IAM_USER)
    append_part (text, stint_words_session_kind (STINT_SESSION_IAM_USER));
  else
    append_part (text, role);
  if (!profile_is_expected (session))
    append_part (text, stint_session_item_get_tool_profile (session));
  if (!region_is_expected (session))
    append_part (text, stint_session_item_get_region (session));
  return g_string_free (text, FALSE);
}

const char *
stint_session_text_state (StintSessionState state)
{
  switch (state)
    {
    case STINT_STATE_EXPIRED:
      /* Translators: a session's credentials ran out. */
      return C_ ("state of a session", "Ended");
    case STINT_STATE_FAILED:
      /* Translators: the last start of a session failed. */
      return C_ ("state of a session", "Failed");
    case STINT_STATE_STARTING:
      return C_ ("state of a session", "Starting");
    case STINT_STATE_ACTIVE:
    case STINT_STATE_EXPIRING:
      return C_ ("state of a session", "Active");
    case STINT_STATE_INACTIVE:
    default:
      return "";
    }
}

char *
stint_session_text_life (StintSessionItem *session, gint64 now)
{
  gint64 until = stint_session_item_get_until (session);
  StintSessionState state = stint_session_item_get_state (session);
  g_autofree char *spelt = NULL;

  if (state == STINT_STATE_STARTING)
    /* Translators: a session is being started. */
    return g_strdup (_ ("Starting…"));
  if (state == STINT_STATE_EXPIRED)
    return g_strdup (_ ("Ended"));
  if (state == STINT_STATE_FAILED)
    return g_strdup (_ ("Not started"));
  if (!stint_session_item_is_active (session))
    return g_strdup (_ ("Not active"));
  if (until == 0)
    return g_strdup (_ ("Active"));
  spelt = stint_time_left_spell (until - now);
  /* Translators: %s is a length of time: "52 minutes left". */
  return g_strdup_printf (_ ("%s left"), spelt);
}

char *
stint_session_text_renewal (StintSessionItem *session)
{
  if (!stint_session_item_is_active (session))
    return NULL;
  switch (stint_session_item_get_renew (session))
    {
    case STINT_RENEW_ASK:
      return g_strdup (_ ("Asks you before it ends"));
    case STINT_RENEW_NEVER:
      return g_strdup (_ ("Ends then"));
    case STINT_RENEW_AUTOMATIC:
    default:
      if (stint_session_item_get_needs_person (session))
        /* Translators: a session cannot be renewed without an MFA code or a sign-in. */
        return g_strdup (_ ("Needs you to be renewed"));
      return g_strdup (_ ("Renews by itself"));
    }
}

char *
stint_session_text_describe (StintSessionItem *session, gint64 now)
{
  StintSessionState state = stint_session_item_get_state (session);
  g_autoptr (GError) error = stint_session_item_dup_error (session);
  g_autofree char *detail = stint_session_text_detail (session);
  g_autofree char *life = stint_session_text_life (session, now);
  g_autofree char *what = NULL;

  if (error != NULL && state != STINT_STATE_STARTING)
    what = stint_sentence_what (error);
  if (what != NULL)
    /* Translators: a session to be read aloud: name, account and role, how long, what failed. */
    return g_strdup_printf (C_ ("session read aloud", "%s, %s, %s. %s"),
                            stint_session_item_get_name (session), detail, life, what);
  /* Translators: a session to be read aloud: name, account and role, how long it lasts. */
  return g_strdup_printf (C_ ("session read aloud", "%s, %s, %s"),
                          stint_session_item_get_name (session), detail, life);
}

const char *
stint_session_text_console (StintSessionItem *session)
{
  g_return_val_if_fail (STINT_IS_SESSION_ITEM (session), NULL);

  if (stint_session_item_get_kind (session) != STINT_SESSION_IAM_USER)
    return NULL;
  /* Translators: about the console of an IAM user; GetFederationToken is AWS's own word. */
  return _ ("In this console you may do what the IAM user may, but for IAM and STS: AWS opens it "
            "with GetFederationToken");
}
