/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include "stint-cli-template.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "stint-error.h"
#include "stint-time.h"
#include "stint-words.h"

/* The value of one placeholder; @session is NULL where nothing is active. (transfer full) */
typedef char *(*ValueFunc) (StintSessionItem *session, const StintTemplateValues *values);

static char *
value_name (StintSessionItem *session, const StintTemplateValues *values)
{
  return g_strdup (stint_session_item_get_name (session));
}

static char *
value_profile (StintSessionItem *session, const StintTemplateValues *values)
{
  return g_strdup (stint_session_item_get_tool_profile (session));
}

static char *
value_account (StintSessionItem *session, const StintTemplateValues *values)
{
  const char *name = stint_session_item_get_account_name (session);

  return g_strdup (*name != '\0' ? name : stint_session_item_get_account_id (session));
}

static char *
value_account_id (StintSessionItem *session, const StintTemplateValues *values)
{
  return g_strdup (stint_session_item_get_account_id (session));
}

static char *
value_role (StintSessionItem *session, const StintTemplateValues *values)
{
  return g_strdup (stint_session_item_get_role_name (session));
}

static char *
value_region (StintSessionItem *session, const StintTemplateValues *values)
{
  return g_strdup (stint_session_item_get_region (session));
}

static char *
value_state (StintSessionItem *session, const StintTemplateValues *values)
{
  return g_strdup (
      stint_enum_to_nick (STINT_TYPE_SESSION_STATE, (int) stint_session_item_get_state (session)));
}

static gint64
seconds_left (StintSessionItem *session, const StintTemplateValues *values)
{
  return MAX (stint_session_item_get_until (session) - values->now, 0);
}

static char *
value_left (StintSessionItem *session, const StintTemplateValues *values)
{
  return stint_words_duration (seconds_left (session, values));
}

static char *
value_left_seconds (StintSessionItem *session, const StintTemplateValues *values)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, seconds_left (session, values));
}

static char *
value_until (StintSessionItem *session, const StintTemplateValues *values)
{
  return stint_words_instant (stint_session_item_get_until (session), values->now);
}

static char *
value_until_iso (StintSessionItem *session, const StintTemplateValues *values)
{
  return stint_time_format (stint_session_item_get_until (session) * G_USEC_PER_SEC);
}

static char *
value_count (StintSessionItem *session, const StintTemplateValues *values)
{
  guint count = 0;

  for (guint i = 0; i < values->sessions->len; i++)
    count += stint_session_item_is_active (values->sessions->pdata[i]) ? 1 : 0;

  return g_strdup_printf ("%u", count);
}

static char *
value_names (StintSessionItem *session, const StintTemplateValues *values)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;

  for (guint i = 0; i < values->sessions->len; i++)
    {
      if (stint_session_item_is_active (values->sessions->pdata[i]))
        g_strv_builder_add (builder, stint_session_item_get_name (values->sessions->pdata[i]));
    }
  names = g_strv_builder_end (builder);

  return g_strjoinv (", ", names);
}

static const struct
{
  const char *name;
  ValueFunc value;
  gboolean always; /* also without a session */
} placeholders[] = {
  { "name", value_name, FALSE },
  { "profile", value_profile, FALSE },
  { "account", value_account, FALSE },
  { "account-id", value_account_id, FALSE },
  { "role", value_role, FALSE },
  { "region", value_region, FALSE },
  { "state", value_state, FALSE },
  { "left", value_left, FALSE },
  { "left-seconds", value_left_seconds, FALSE },
  { "until", value_until, FALSE },
  { "until-iso", value_until_iso, FALSE },
  { "count", value_count, TRUE },
  { "names", value_names, TRUE },
};

const char *const *
stint_template_list (void)
{
  static const char *names[G_N_ELEMENTS (placeholders) + 1];

  for (guint i = 0; i < G_N_ELEMENTS (placeholders); i++)
    names[i] = placeholders[i].name;

  return names;
}

static gboolean
append_value (GString *out, const char *name, gsize len, const StintTemplateValues *values)
{
  StintSessionItem *first = values->sessions->len > 0 ? values->sessions->pdata[0] : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (placeholders); i++)
    {
      g_autofree char *text = NULL;

      if (strlen (placeholders[i].name) != len || strncmp (placeholders[i].name, name, len) != 0)
        continue;
      if (first != NULL || placeholders[i].always)
        text = placeholders[i].value (first, values);
      g_string_append (out, text != NULL ? text : "");
      return TRUE;
    }

  return FALSE;
}

static void
set_unknown (GError **error, const char *name, gsize len)
{
  g_autofree char *all = stint_words_list (stint_template_list (), 0);

  g_propagate_error (error, stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL,
                                             _ ("“{%.*s}” is no placeholder; there are %s."),
                                             (int) len, name, all));
}

static char
unescape (char escape)
{
  switch (escape)
    {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case '\\':
      return '\\';
    default:
      return '\0';
    }
}

char *
stint_template_expand (const char *format, const StintTemplateValues *values, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *at = format; *at != '\0'; at++)
    {
      const char *end;

      if ((*at == '{' || *at == '}') && at[1] == *at)
        {
          g_string_append_c (out, *at++);
        }
      else if (*at == '\\' && unescape (at[1]) != '\0')
        {
          g_string_append_c (out, unescape (*++at));
        }
      else if (*at == '{')
        {
          end = strchr (at, '}');
          if (end == NULL || !append_value (out, at + 1, (gsize) (end - at - 1), values))
            {
              set_unknown (error, at + 1, end != NULL ? (gsize) (end - at - 1) : strlen (at + 1));
              return NULL;
            }
          at = end;
        }
      else
        {
          g_string_append_c (out, *at);
        }
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}
