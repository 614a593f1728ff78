/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include <stdint.h>

#include "stint-aws-credentials.h"
#include "stint-json.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
walk (const StintJson *value)
{
  StintJson element = { 0 };
  StintJson member;
  g_autofree char *text = stint_json_dup_string (value);
  gint64 number;

  if (text != NULL)
    g_assert_true (g_utf8_validate (text, -1, NULL));
  stint_json_get_int (value, &number);
  while (stint_json_next_element (value, &element))
    {
      g_assert_true (element.start >= value->start);
      g_assert_true (element.start + element.length <= value->start + value->length);
      walk (&element);
    }
  if (stint_json_get_member (value, "roleCredentials", &member))
    walk (&member);
}

/* Every part of a value lies within it, and credentials that can be read come back the same. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (StintSecret) text = stint_secret_new ((const char *) data, size);
  g_autoptr (StintAwsCredentials) credentials = NULL;
  g_autoptr (StintAwsCredentials) again = NULL;
  g_autoptr (StintSecret) json = NULL;
  StintJson root;

  if (stint_json_init (&root, (const char *) data, size))
    walk (&root);

  credentials = stint_aws_credentials_from_json (text, NULL);
  if (credentials == NULL || stint_aws_credentials_get_expiration (credentials) == 0)
    return 0;

  json = stint_aws_credentials_to_json (credentials);
  g_assert_nonnull (json);
  again = stint_aws_credentials_from_json (json, NULL);
  g_assert_nonnull (again);
  g_assert_cmpstr (stint_aws_credentials_get_access_key_id (again), ==,
                   stint_aws_credentials_get_access_key_id (credentials));
  g_assert_true (stint_secret_equal (stint_aws_credentials_get_secret_access_key (again),
                                     stint_aws_credentials_get_secret_access_key (credentials)));
  g_assert_true (stint_secret_equal (stint_aws_credentials_get_session_token (again),
                                     stint_aws_credentials_get_session_token (credentials)));
  g_assert_cmpstr (stint_aws_credentials_get_arn (again), ==,
                   stint_aws_credentials_get_arn (credentials));

  return 0;
}
