/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Any bytes as an AWS file: they come out as they went in; a hold of a profile in them leaves an accepted
 * file accepted, says what it did without a secret, and its release leaves the very bytes again. */

#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "stint-wish.h"

#define OUR_ID "ASIAIOSFODNN7EXAMPLE"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_document (StintAwsFile file, GBytes *bytes)
{
  g_autoptr (StintIniDocument) document = stint_ini_document_new (
      file == STINT_AWS_FILE_CONFIG ? STINT_INI_CONFIG : STINT_INI_CREDENTIALS, bytes);
  g_autoptr (GBytes) again = stint_ini_document_serialise (document);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  gboolean has_nul = size > 0 && memchr (data, '\0', size) != NULL;

  g_assert_true (g_bytes_equal (bytes, again));
  for (guint i = 0; i < stint_ini_document_get_n_sections (document); i++)
    {
      StintIniSection *section = stint_ini_document_get_section (document, i);
      StintIniLine line = STINT_INI_NO_LINE;

      while ((line = stint_ini_section_next_key (section, line)) != STINT_INI_NO_LINE)
        {
          g_autofree char *value = stint_ini_document_dup_value (document, line);

          /* Values are C strings; NULs are kept in the file, but not told of. */
          g_assert_true (has_nul || stint_ini_document_value_equals (document, line, value));
        }
    }
}

static gboolean
apply (const StintWish *wish, StintAwsFile file, GBytes *old, GBytes **out_new)
{
  g_auto (StintWishReport) report = { NULL };

  stint_wish_report_init (&report);
  return stint_wish_apply (wish, file, old, "fuzz", out_new, &report, NULL);
}

/* What a hold of ours would already find there is not ours to give back. */
static gboolean
has_notes (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *lower = g_ascii_strdown (size > 0 ? data : "", size);

  return memmem (lower, size, "x_stint", strlen ("x_stint")) != NULL ||
         memmem (lower, size, "asiaio", strlen ("asiaio")) != NULL ||
         memmem (lower, size, "stint-bridge", strlen ("stint-bridge")) != NULL;
}

static void
check_round_trip (StintAwsFile file, GBytes *bytes)
{
  static const char *const ids[] = { OUR_ID, NULL };
  StintWish hold = { .profile = "P",
                     .flags = STINT_WISH_HOLD | STINT_WISH_SET_ASIDE,
                     .our_key_ids = ids,
                     .access_key_id = file == STINT_AWS_FILE_CREDENTIALS ? OUR_ID : NULL,
                     .secret_access_key = "9drTJvcXLB89EXAMPLELB8923FB892xMFI",
                     .session_token = "AQoXdzELDDY//////////wEaoAK1wvxJY12EXAMPLE",
                     .process_command = "/usr/libexec/stint-credentials --profile P",
                     .region = "eu-west-1" };
  StintWish release = { .profile = "P", .flags = STINT_WISH_PUT_BACK, .our_key_ids = ids };
  g_autoptr (GBytes) held = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GBytes) back = NULL;

  if (!apply (&hold, file, bytes, &held))
    return;
  g_assert_true (apply (&hold, file, held, &again));
  g_assert_true (g_bytes_equal (held, again));
  g_assert_true (apply (&release, file, held, &back));
  if (has_notes (bytes))
    return;
  g_assert_nonnull (back);
  g_assert_true (g_bytes_equal (bytes, back));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  StintAwsFile file =
      size > 0 && data[0] % 2 == 1 ? STINT_AWS_FILE_CONFIG : STINT_AWS_FILE_CREDENTIALS;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *redacted = NULL;

  if (size == 0)
    return 0;
  bytes = g_bytes_new (data + 1, size - 1);
  check_document (file, bytes);
  check_round_trip (file, bytes);
  redacted = stint_aws_files_redact (g_bytes_get_data (bytes, NULL), size - 1);
  g_assert_true (g_utf8_validate (redacted, -1, NULL));
  return 0;
}
