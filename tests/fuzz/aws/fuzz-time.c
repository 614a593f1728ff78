/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include <stdint.h>

#include "stint-time.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What is read as an instant is written as the same second, wherever its year has four digits. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  gint64 instant, again;
  guint seconds;

  if (stint_time_parse (text, &instant) && instant > STINT_SECONDS (-62135596800) &&
      instant < STINT_SECONDS (253402300800))
    {
      g_autofree char *written = stint_time_format (instant);

      g_assert_true (stint_time_parse (written, &again));
      g_assert_true (again <= instant && instant - again < G_USEC_PER_SEC);
    }
  if (stint_time_parse_http (text, &instant))
    g_assert_true (instant % G_USEC_PER_SEC == 0);
  if (stint_duration_parse (text, &seconds))
    g_assert_true (seconds > 0 && seconds <= 366 * 86400);

  return 0;
}
