/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-client"

#include "config.h"

#include "stint-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MINUTE G_GINT64_CONSTANT (60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* Templates with {1} and {2}, which a translation may put in any order. */
static char *
words_two (const char *format, gint64 big, gint64 small)
{
  g_autofree char *first = g_strdup_printf ("%" G_GINT64_FORMAT, big);
  g_autofree char *second = g_strdup_printf ("%" G_GINT64_FORMAT, small);
  g_auto (GStrv) parts = g_strsplit (format, "{1}", 2);
  g_autofree char *half = g_strjoinv (first, parts);
  g_auto (GStrv) rest = g_strsplit (half, "{2}", 2);

  return g_strjoinv (second, rest);
}

char *
stint_words_duration (gint64 seconds)
{
  if (seconds < 0)
    seconds = 0;

  /* Translators: lengths of time, short, as in a table. {1} and {2} are numbers. */
  if (seconds < MINUTE)
    return words_two (_ ("{1} s"), seconds, 0);
  if (seconds < HOUR)
    return words_two (_ ("{1} min"), seconds / MINUTE, 0);
  if (seconds < DAY && seconds % HOUR < MINUTE)
    return words_two (_ ("{1} h"), seconds / HOUR, 0);
  if (seconds < DAY)
    return words_two (_ ("{1} h {2} min"), seconds / HOUR, seconds % HOUR / MINUTE);
  if (seconds % DAY < HOUR)
    return words_two (_ ("{1} d"), seconds / DAY, 0);

  return words_two (_ ("{1} d {2} h"), seconds / DAY, seconds % DAY / HOUR);
}

char *
stint_words_duration_exact (gint64 seconds)
{
  if (seconds > 0 && seconds < HOUR && seconds % MINUTE != 0 && seconds > MINUTE)
    return words_two (_ ("{1} min {2} s"), seconds / MINUTE, seconds % MINUTE);

  return stint_words_duration (seconds);
}

static gint
days_between (GDateTime *from, GDateTime *to)
{
  g_autoptr (GDateTime) from_day =
      g_date_time_new_utc (g_date_time_get_year (from), g_date_time_get_month (from),
                           g_date_time_get_day_of_month (from), 0, 0, 0);
  g_autoptr (GDateTime) to_day =
      g_date_time_new_utc (g_date_time_get_year (to), g_date_time_get_month (to),
                           g_date_time_get_day_of_month (to), 0, 0, 0);

  return (gint) (g_date_time_difference (to_day, from_day) / G_TIME_SPAN_DAY);
}

char *
stint_words_instant (gint64 instant, gint64 now)
{
  g_autoptr (GDateTime) then_utc = g_date_time_new_from_unix_utc (instant);
  g_autoptr (GDateTime) now_utc = g_date_time_new_from_unix_utc (now);
  g_autoptr (GDateTime) then_local = NULL;
  g_autoptr (GDateTime) now_local = NULL;
  gint days;

  if (then_utc == NULL || now_utc == NULL)
    return g_strdup ("");

  then_local = g_date_time_to_local (then_utc);
  now_local = g_date_time_to_local (now_utc);
  days = days_between (now_local, then_local);
  if (days == 0)
    /* Translators: a time of today, as by strftime(). */
    return g_date_time_format (then_local, _ ("%H:%M"));
  if (days == 1)
    /* Translators: a time of tomorrow, as by strftime(). */
    return g_date_time_format (then_local, _ ("tomorrow %H:%M"));
  if (days == -1)
    /* Translators: a time of yesterday, as by strftime(). */
    return g_date_time_format (then_local, _ ("yesterday %H:%M"));
  if (days > 1 && days < 7)
    /* Translators: a time within the week, as by strftime(): "Tue 14:32". */
    return g_date_time_format (then_local, _ ("%a %H:%M"));

  /* Translators: a date and time, as by strftime(). */
  return g_date_time_format (then_local, _ ("%Y-%m-%d %H:%M"));
}

static char *
put (const char *format, const char *word)
{
  g_auto (GStrv) parts = g_strsplit (format, "{1}", 2);

  return g_strjoinv (word, parts);
}

char *
stint_words_ago (gint64 instant, gint64 now)
{
  gint64 seconds = now - instant;
  g_autofree char *length = NULL;

  if (seconds < MINUTE)
    return g_strdup (_ ("just now"));

  /* One unit is enough for what is over. */
  if (seconds >= DAY)
    seconds -= seconds % DAY;
  else if (seconds >= HOUR)
    seconds -= seconds % HOUR;
  length = stint_words_duration (seconds);

  /* Translators: {1} is a length of time: "3 min ago". */
  return put (_ ("{1} ago"), length);
}

char *
stint_words_life (StintSessionState state, gint64 until, gint64 now)
{
  g_autofree char *words = NULL;

  switch (state)
    {
    case STINT_STATE_STARTING:
      return g_strdup (_ ("starting…"));
    case STINT_STATE_FAILED:
      return g_strdup (_ ("failed"));
    case STINT_STATE_ACTIVE:
    case STINT_STATE_EXPIRING:
      if (until > now)
        {
          words = stint_words_duration (until - now);
          /* Translators: {1} is a length of time: "52 min left". */
          return put (_ ("{1} left"), words);
        }
      /* The service is about to say the same. */
      /* fall through */
    case STINT_STATE_EXPIRED:
      words = stint_words_ago (until, now);
      /* Translators: {1} is "3 min ago" or "just now". */
      return put (_ ("ended {1}"), words);
    case STINT_STATE_INACTIVE:
    default:
      return g_strdup ("");
    }
}

const char *
stint_words_session_kind (StintSessionKind kind)
{
  switch (kind)
    {
    case STINT_SESSION_IAM_USER:
      return _ ("IAM user");
    case STINT_SESSION_IAM_ROLE:
      return _ ("IAM role");
    case STINT_SESSION_IDENTITY_CENTER:
      return _ ("IAM Identity Center");
    case STINT_SESSION_STATIC_ENDPOINT:
    default:
      return _ ("Local endpoint");
    }
}

const char *
stint_words_integration_kind (StintIntegrationKind kind)
{
  return kind == STINT_INTEGRATION_IDENTITY_CENTER ? _ ("IAM Identity Center") : _ ("IAM user");
}

const char *
stint_words_state (StintSessionState state)
{
  switch (state)
    {
    case STINT_STATE_STARTING:
      return _ ("starting");
    case STINT_STATE_ACTIVE:
      return _ ("active");
    case STINT_STATE_EXPIRING:
      return _ ("ends soon");
    case STINT_STATE_EXPIRED:
      return _ ("ended");
    case STINT_STATE_FAILED:
      return _ ("failed");
    case STINT_STATE_INACTIVE:
    default:
      return _ ("inactive");
    }
}

char *
stint_words_account_id (const char *account_id)
{
  g_return_val_if_fail (account_id != NULL, NULL);

  if (strlen (account_id) != 12)
    return g_strdup (account_id);

  return g_strdup_printf ("%.4s %.4s %.4s", account_id, account_id + 4, account_id + 8);
}

char *
stint_words_list (const char *const *names, guint max)
{
  guint n = names != NULL ? g_strv_length ((char **) names) : 0;
  guint shown = max > 0 && n > max ? max : n;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *more = NULL;
  const char *last;

  if (n == 0)
    return g_strdup ("");
  if (n == 1)
    return g_strdup (names[0]);

  if (shown < n)
    {
      /* Translators: the end of a list of names: "A, B and 4 more". */
      more = g_strdup_printf (ngettext ("%u more", "%u more", n - shown), n - shown);
      last = more;
    }
  else
    {
      last = names[--shown];
    }
  for (guint i = 0; i < shown; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? _ (", ") : "", names[i]);

  /* Translators: joins the last name of a list to those before. */
  g_string_append_printf (text, _ (" and %s"), last);

  return g_string_free (g_steal_pointer (&text), FALSE);
}
