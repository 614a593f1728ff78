/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-base"

#include "config.h"

#include "stint-time.h"

#include <string.h>

#define SECONDS_PER_DAY 86400
#define LONGEST_DURATION (366u * SECONDS_PER_DAY)

/* Takes exactly @digits decimal digits off *@text.  Written by hand, and not by sscanf() or
 * strtol(), because those accept blanks, signs and the locale's taste. */
static gboolean
take_number (const char **text, guint digits, int *out_number)
{
  int number = 0;

  for (guint i = 0; i < digits; i++)
    {
      if (!g_ascii_isdigit ((*text)[i]))
        return FALSE;
      number = number * 10 + g_ascii_digit_value ((*text)[i]);
    }

  *text += digits;
  *out_number = number;
  return TRUE;
}

static gboolean
take_literal (const char **text, const char *literal)
{
  if (!g_str_has_prefix (*text, literal))
    return FALSE;

  *text += strlen (literal);
  return TRUE;
}

/* `HH:MM:SS`.  A leap second counts as the last ordinary one: no deadline depends on it. */
static gboolean
take_time_of_day (const char **text, int *out_seconds)
{
  int hour, minute, second;

  if (!take_number (text, 2, &hour) || !take_literal (text, ":") ||
      !take_number (text, 2, &minute) || !take_literal (text, ":") ||
      !take_number (text, 2, &second))
    return FALSE;
  if (hour > 23 || minute > 59 || second > 60)
    return FALSE;

  *out_seconds = hour * 3600 + minute * 60 + MIN (second, 59);
  return TRUE;
}

/* `.611`: up to microseconds count, the rest is read and dropped. */
static gboolean
take_fraction (const char **text, int *out_microseconds)
{
  int weight = G_USEC_PER_SEC / 10;
  int microseconds = 0;

  *out_microseconds = 0;
  if (!take_literal (text, "."))
    return TRUE;
  if (!g_ascii_isdigit (**text))
    return FALSE;

  for (; g_ascii_isdigit (**text); (*text)++, weight /= 10)
    microseconds += weight * g_ascii_digit_value (**text);

  *out_microseconds = microseconds;
  return TRUE;
}

/* `Z`, `UTC`, `+00:00`, `+0000`: what the other's clock is ahead of UTC, in seconds. */
static gboolean
take_zone (const char **text, int *out_offset)
{
  int sign, hours, minutes;

  *out_offset = 0;
  if (take_literal (text, "Z") || take_literal (text, "z") || take_literal (text, "UTC"))
    return TRUE;

  if (take_literal (text, "+"))
    sign = 1;
  else if (take_literal (text, "-"))
    sign = -1;
  else
    return FALSE;

  if (!take_number (text, 2, &hours))
    return FALSE;
  take_literal (text, ":");
  if (!take_number (text, 2, &minutes) || hours > 23 || minutes > 59)
    return FALSE;

  *out_offset = sign * (hours * 3600 + minutes * 60);
  return TRUE;
}

/* Days since the epoch.  GDate knows the calendar; year 0 and 31 February are not valid in it. */
static gboolean
days_from_date (int year, int month, int day, gint64 *out_days)
{
  GDate date, epoch;

  if (!g_date_valid_dmy (day, month, year))
    return FALSE;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, day, month, year);
  g_date_clear (&epoch, 1);
  g_date_set_dmy (&epoch, 1, G_DATE_JANUARY, 1970);
  *out_days = g_date_days_between (&epoch, &date);
  return TRUE;
}

gboolean
stint_time_parse (const char *text, gint64 *out_instant)
{
  int year, month, day, seconds, microseconds, offset;
  gint64 days;

  g_return_val_if_fail (out_instant != NULL, FALSE);

  if (text == NULL)
    return FALSE;

  if (!take_number (&text, 4, &year) || !take_literal (&text, "-") ||
      !take_number (&text, 2, &month) || !take_literal (&text, "-") ||
      !take_number (&text, 2, &day) || !days_from_date (year, month, day, &days))
    return FALSE;
  if (!take_literal (&text, "T") && !take_literal (&text, "t") && !take_literal (&text, " "))
    return FALSE;
  if (!take_time_of_day (&text, &seconds) || !take_fraction (&text, &microseconds) ||
      !take_zone (&text, &offset) || *text != '\0')
    return FALSE;

  *out_instant = STINT_SECONDS (days * SECONDS_PER_DAY + seconds - offset) + microseconds;
  return TRUE;
}

static char *
format_instant (gint64 instant, const char *separators)
{
  /* The division rounds towards zero, which is forwards before 1970: cut there as well. */
  gint64 seconds = instant / G_USEC_PER_SEC - (instant % G_USEC_PER_SEC < 0 ? 1 : 0);
  g_autoptr (GDateTime) date_time = g_date_time_new_from_unix_utc (seconds);
  g_autofree char *date = NULL;
  g_autofree char *time = NULL;

  /* Outside the years 1 to 9999, which no caller can mean. */
  g_return_val_if_fail (date_time != NULL, g_strdup (""));

  /* g_date_time_format() does not pad years below 1000. */
  date = g_strdup_printf ("%04d%s%02d%s%02d", g_date_time_get_year (date_time), separators,
                          g_date_time_get_month (date_time), separators,
                          g_date_time_get_day_of_month (date_time));
  time = g_date_time_format (date_time, *separators != '\0' ? "T%H:%M:%SZ" : "T%H%M%SZ");

  return g_strconcat (date, time, NULL);
}

char *
stint_time_format (gint64 instant)
{
  return format_instant (instant, "-");
}

char *
stint_time_format_basic (gint64 instant)
{
  return format_instant (instant, "");
}

static gboolean
take_name (const char **text, const char *const *names, guint n_names, int *out_index)
{
  for (guint i = 0; i < n_names; i++)
    {
      if (take_literal (text, names[i]))
        {
          *out_index = i;
          return TRUE;
        }
    }

  return FALSE;
}

/* `Sun, 06 Nov 1994 08:49:37 GMT`.  The weekday is not compared with the date: a wrong one does not
 * make the rest less true. */
gboolean
stint_time_parse_http (const char *text, gint64 *out_instant)
{
  static const char *const weekdays[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  int weekday, day, month, year, seconds;
  gint64 days;

  g_return_val_if_fail (out_instant != NULL, FALSE);

  if (text == NULL)
    return FALSE;

  if (!take_name (&text, weekdays, G_N_ELEMENTS (weekdays), &weekday) ||
      !take_literal (&text, ", ") || !take_number (&text, 2, &day) || !take_literal (&text, " ") ||
      !take_name (&text, months, G_N_ELEMENTS (months), &month) || !take_literal (&text, " ") ||
      !take_number (&text, 4, &year) || !take_literal (&text, " ") ||
      !take_time_of_day (&text, &seconds) || !take_literal (&text, " GMT") || *text != '\0')
    return FALSE;
  if (!days_from_date (year, month + 1, day, &days))
    return FALSE;

  *out_instant = STINT_SECONDS (days * SECONDS_PER_DAY + seconds);
  return TRUE;
}

/* Units in falling order, each at most once: `30m1h` is more likely a slip than a wish. */
gboolean
stint_duration_parse (const char *text, guint *out_seconds)
{
  static const struct
  {
    char letter;
    guint seconds;
  } units[] = { { 'h', 3600 }, { 'm', 60 }, { 's', 1 } };
  guint64 total = 0;
  guint next_unit = 0;

  g_return_val_if_fail (out_seconds != NULL, FALSE);

  if (text == NULL || *text == '\0')
    return FALSE;

  while (*text != '\0')
    {
      guint64 number = 0;

      if (!g_ascii_isdigit (*text))
        return FALSE;
      for (; g_ascii_isdigit (*text); text++)
        {
          number = number * 10 + g_ascii_digit_value (*text);
          if (number > LONGEST_DURATION)
            return FALSE;
        }

      if (*text == '\0' && next_unit == 0)
        {
          total = number;
          break;
        }

      while (next_unit < G_N_ELEMENTS (units) && units[next_unit].letter != *text)
        next_unit++;
      if (next_unit == G_N_ELEMENTS (units))
        return FALSE;
      total += number * units[next_unit].seconds;
      next_unit++;
      text++;
    }

  if (total == 0 || total > LONGEST_DURATION)
    return FALSE;

  *out_seconds = (guint) total;
  return TRUE;
}
