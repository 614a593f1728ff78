/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stint-checks.h"

/* What STS documents for its parameters. */
#define WORD_CHARS G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_"

static gboolean
consists_of (const char *text, const char *set)
{
  return text[strspn (text, set)] == '\0';
}

const char *
stint_check_access_key_id (const char *text)
{
  if (text[0] == '\0')
    return NULL;
  if (g_str_has_prefix (text, "ASIA"))
    return _ ("This is a temporary key. Stint needs the user’s own access key, which begins with "
              "AKIA.");
  if (!consists_of (text, G_CSET_A_2_Z G_CSET_DIGITS))
    return _ ("An access key ID has capital letters and digits only.");
  if (strlen (text) >= 4 && !g_str_has_prefix (text, "AKIA"))
    return _ ("A user’s access key ID begins with AKIA.");
  if (strlen (text) < 16)
    return _ ("This access key ID is too short.");
  if (strlen (text) > 128)
    return _ ("This access key ID is too long.");
  return NULL;
}

const char *
stint_check_secret_key (const char *text)
{
  if (text[0] == '\0')
    return NULL;
  if (!consists_of (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "+/="))
    return _ ("A secret access key has letters, digits, + and / only.");
  if (strlen (text) < 40)
    return _ ("A secret access key has 40 characters.");
  return NULL;
}

/* "arn:PARTITION:iam::ACCOUNT:" and whatever follows, or NULL. */
static const char *
after_iam_account (const char *arn)
{
  g_auto (GStrv) parts = g_strsplit (arn, ":", 6);

  if (g_strv_length (parts) != 6 || !g_str_equal (parts[0], "arn") ||
      !g_str_has_prefix (parts[1], "aws") || !g_str_equal (parts[2], "iam") ||
      parts[3][0] != '\0' || strlen (parts[4]) != 12 || !consists_of (parts[4], G_CSET_DIGITS))
    return NULL;
  return arn + strlen (arn) - strlen (parts[5]);
}

const char *
stint_check_mfa_serial (const char *text)
{
  const char *rest;

  if (text[0] == '\0')
    return NULL;
  if (strstr (text, ":u2f/") != NULL)
    return _ (
        "This is a security key. AWS accepts no security keys here: register an authenticator "
        "app as a second MFA device of the user.");
  if (g_str_has_prefix (text, "arn:"))
    {
      rest = after_iam_account (text);
      if (rest == NULL || !g_str_has_prefix (rest, "mfa/") || rest[4] == '\0')
        return _ ("An MFA device looks like arn:aws:iam::123456789012:mfa/Name.");
      return NULL;
    }
  if (!consists_of (text, WORD_CHARS "+=/:,.@-") || strlen (text) < 9 || strlen (text) > 256)
    return _ ("An MFA device looks like arn:aws:iam::123456789012:mfa/Name, or it is the number on "
              "a hardware token.");
  return NULL;
}

const char *
stint_check_role_arn (const char *text)
{
  const char *rest;

  if (text[0] == '\0')
    return NULL;
  rest = after_iam_account (text);
  if (rest == NULL || !g_str_has_prefix (rest, "role/") || stint_check_role_name (text)[0] == '\0')
    return _ ("A role looks like arn:aws:iam::123456789012:role/Name.");
  return NULL;
}

const char *
stint_check_region (const char *text)
{
  const char *last;

  if (text[0] == '\0')
    return NULL;
  last = strrchr (text, '-');
  if (!consists_of (text, G_CSET_a_2_z G_CSET_DIGITS "-") || last == NULL || last == text ||
      last[1] == '\0' || !consists_of (last + 1, G_CSET_DIGITS))
    return _ ("A region looks like eu-west-1.");
  return NULL;
}

const char *
stint_check_profile (const char *text)
{
  if (!consists_of (text, WORD_CHARS "-./%@:+"))
    return _ ("A profile’s name has letters, digits and _ - . / % @ : + only, so that every tool "
              "can read it.");
  return NULL;
}

const char *
stint_check_external_id (const char *text)
{
  if (text[0] == '\0')
    return NULL;
  if (!consists_of (text, WORD_CHARS "+=,.@:/-") || strlen (text) < 2 || strlen (text) > 1224)
    return _ ("An external ID has 2 to 1224 letters, digits and + = , . @ : / - only.");
  return NULL;
}

const char *
stint_check_role_session_name (const char *text)
{
  if (text[0] == '\0')
    return NULL;
  if (!consists_of (text, WORD_CHARS "+=,.@-") || strlen (text) < 2 || strlen (text) > 64)
    return _ ("A role session name has 2 to 64 letters, digits and + = , . @ - only.");
  return NULL;
}

const char *
stint_check_profile_template (const char *text)
{
  if (strstr (text, "{role}") == NULL && text[0] != '\0')
    return _ ("Without {role} all roles of an account would have the same profile.");
  return NULL;
}

const char *
stint_check_command (const char *text)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *program = NULL;

  if (text[0] == '\0')
    return NULL;
  if (!g_shell_parse_argv (text, NULL, &words, NULL))
    return _ ("In this command a quotation mark has no end.");
  program = g_find_program_in_path (words[0]);
  if (program == NULL)
    return _ ("There is no such program on this computer.");
  return NULL;
}

const char *
stint_check_role_name (const char *arn)
{
  const char *slash = strrchr (arn, '/');

  return slash != NULL ? slash + 1 : "";
}
