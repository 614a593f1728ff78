/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-time-left.h"

#define MINUTE 60
#define HOUR (60 * MINUTE)
/* Below this the seconds count. */
#define CLOSE_TO_THE_END (10 * MINUTE)

char *
stint_time_left_format (gint64 left)
{
  int hours;
  int minutes;

  left = MAX (left, 0);
  hours = (int) (left / HOUR);
  minutes = (int) (left % HOUR / MINUTE);

  if (left < CLOSE_TO_THE_END)
    /* Translators: minutes and seconds that are left, as on a stop-watch: "6:04". */
    return g_strdup_printf (C_ ("time left", "%d:%02d"), minutes, (int) (left % MINUTE));
  if (hours == 0)
    /* Translators: minutes that are left, short. */
    return g_strdup_printf (C_ ("time left", "%d min"), minutes);
  if (minutes == 0)
    /* Translators: hours that are left, short. */
    return g_strdup_printf (C_ ("time left", "%d h"), hours);
  /* Translators: hours and minutes that are left, short: "7 h 12 min". */
  return g_strdup_printf (C_ ("time left", "%d h %d min"), hours, minutes);
}

char *
stint_time_left_spell (gint64 left)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  int hours;
  int minutes;
  int seconds;

  left = MAX (left, 0);
  hours = (int) (left / HOUR);
  minutes = (int) (left % HOUR / MINUTE);
  seconds = (int) (left % MINUTE);

  if (hours > 0)
    first = g_strdup_printf (ngettext ("%d hour", "%d hours", hours), hours);
  if (minutes > 0 || (hours == 0 && left >= CLOSE_TO_THE_END))
    {
      g_autofree char *text =
          g_strdup_printf (ngettext ("%d minute", "%d minutes", minutes), minutes);

      if (first == NULL)
        first = g_steal_pointer (&text);
      else
        second = g_steal_pointer (&text);
    }
  if (left < CLOSE_TO_THE_END && (seconds > 0 || first == NULL))
    {
      g_autofree char *text =
          g_strdup_printf (ngettext ("%d second", "%d seconds", seconds), seconds);

      if (first == NULL)
        first = g_steal_pointer (&text);
      else
        second = g_steal_pointer (&text);
    }

  if (second == NULL)
    return g_steal_pointer (&first);
  /* Translators: two parts of a length of time: "1 hour 20 minutes". */
  return g_strdup_printf (C_ ("length of time", "%s %s"), first, second);
}

gint64
stint_time_left_next_change (gint64 until, gint64 now)
{
  gint64 left = until - now;

  if (left <= 0)
    return 0;
  if (left <= CLOSE_TO_THE_END)
    return now + 1;
  /* Rounded down, "52 min" holds until 51:59 are left. */
  return now + left % MINUTE + 1;
}

double
stint_time_left_fraction (gint64 since, gint64 until, gint64 now)
{
  if (until <= now)
    return 0;
  if (since >= until || now <= since)
    return 1;
  return (double) (until - now) / (double) (until - since);
}
