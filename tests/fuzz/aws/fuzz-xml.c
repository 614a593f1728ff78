/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "stint-aws-xml.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Whatever is taken for a document hands out nothing but UTF-8 text without NUL, and secrets without
 * blanks; and a document with more behind it, or less of it, is none. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const paths[] = {
    "ErrorResponse/Error/Code",
    "ErrorResponse/Error/Message",
    "ErrorResponse/RequestId",
    "GetCallerIdentityResponse/GetCallerIdentityResult/Arn",
    "AssumeRoleResponse/AssumeRoleResult/Credentials/SessionToken",
    "GetSessionTokenResponse/GetSessionTokenResult/Credentials/SecretAccessKey",
    "r",
    "r/v",
  };
  g_autoptr (StintAwsXml) xml = stint_aws_xml_parse ((const char *) data, size);

  if (xml == NULL)
    return 0;

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *text = stint_aws_xml_dup_text (xml, paths[i]);
      g_autoptr (StintSecret) secret = stint_aws_xml_dup_secret (xml, paths[i]);

      if (text != NULL)
        g_assert_true (g_utf8_validate (text, -1, NULL) && strlen (text) <= size);
      if (secret != NULL)
        g_assert_true (stint_secret_get_length (secret) == strlen (stint_secret_peek (secret)) &&
                       strpbrk (stint_secret_peek (secret), " \t\r\n") == NULL);
      if (text != NULL || secret != NULL)
        g_assert_true (stint_aws_xml_has (xml, paths[i]));
    }

  return 0;
}
