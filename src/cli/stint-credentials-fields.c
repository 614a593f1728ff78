/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-credentials-fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const stint_fields_beaten[] = {
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_SECURITY_TOKEN",
  "AWS_SESSION_EXPIRATION",
  "AWS_ACCOUNT_ID",
  "AWS_ROLE_ARN",
  "AWS_ROLE_SESSION_NAME",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
  NULL,
};

/* --- reading --- */

static int
hex_digit (char digit)
{
  const char *digits = "0123456789abcdef";
  const char *at =
      digit != '\0' ? strchr (digits, digit >= 'A' && digit <= 'F' ? digit | 32 : digit) : NULL;

  return at != NULL ? (int) (at - digits) : -1;
}

/* Percent-decodes in place; 0 if it is not well-formed.  %00 is not: no variable can hold it. */
static int
decode (char *text)
{
  char *to = text;

  for (; *text != '\0'; text++)
    {
      int high, low;

      if (*text != '%')
        {
          *to++ = *text;
          continue;
        }
      high = hex_digit (text[1]);
      low = high >= 0 ? hex_digit (text[2]) : -1;
      if (low < 0 || (high == 0 && low == 0))
        return 0;
      *to++ = (char) (high << 4 | low);
      text += 2;
    }
  *to = '\0';
  return 1;
}

/* Names of AWS's own variables only: an answer must not be able to set LD_PRELOAD. */
static int
name_is_sane (const char *name)
{
  return strncmp (name, "AWS_", 4) == 0 &&
         name[strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")] == '\0';
}

static const char *
get (const StintFields *fields, const char *name)
{
  for (size_t i = 0; i < fields->n; i++)
    if (strcmp (fields->at[i].name, name) == 0)
      return fields->at[i].value;
  return NULL;
}

static int
add (StintFields *fields, const char *name, const char *value)
{
  if (fields->n == STINT_FIELDS_MAX || get (fields, name) != NULL)
    return 0;
  fields->at[fields->n].name = name;
  fields->at[fields->n].value = value;
  fields->n++;
  return 1;
}

int
stint_fields_parse (char *body, StintFields *fields)
{
  const char *key_id, *secret, *region;

  fields->n = 0;
  while (*body != '\0')
    {
      char *end = strchr (body, '\n');
      char *equals = strchr (body, '=');

      if (end == NULL || equals == NULL || equals > end)
        return 0;
      *end = *equals = '\0';
      if (!name_is_sane (body) || !decode (equals + 1) || !add (fields, body, equals + 1))
        return 0;
      body = end + 1;
    }
  region = get (fields, "AWS_REGION");
  if (region != NULL && get (fields, "AWS_DEFAULT_REGION") == NULL &&
      !add (fields, "AWS_DEFAULT_REGION", region))
    return 0;
  key_id = get (fields, "AWS_ACCESS_KEY_ID");
  secret = get (fields, "AWS_SECRET_ACCESS_KEY");
  return key_id != NULL && key_id[0] != '\0' && secret != NULL && secret[0] != '\0';
}

/* --- our own environment --- */

int
stint_fields_export (const StintFields *fields)
{
  /* Credentials without a token or an end must not meet somebody else's. */
  unsetenv ("AWS_SESSION_TOKEN");
  unsetenv ("AWS_CREDENTIAL_EXPIRATION");
  for (size_t i = 0; stint_fields_beaten[i] != NULL; i++)
    unsetenv (stint_fields_beaten[i]);
  for (size_t i = 0; i < fields->n; i++)
    if (setenv (fields->at[i].name, fields->at[i].value, 1) != 0)
      return 0;
  return 1;
}

/* --- printing --- */

/* 'value' for a POSIX shell. */
static void
print_sh (const char *name, const char *value)
{
  if (value == NULL)
    {
      printf ("unset %s\n", name);
      return;
    }
  printf ("export %s='", name);
  for (; *value != '\0'; value++)
    if (*value == '\'')
      fputs ("'\\''", stdout);
    else
      putchar (*value);
  puts ("'");
}

static void
print_fish (const char *name, const char *value)
{
  if (value == NULL)
    {
      printf ("set -e %s;\n", name);
      return;
    }
  printf ("set -gx %s '", name);
  for (; *value != '\0'; value++)
    {
      if (*value == '\'' || *value == '\\')
        putchar ('\\');
      putchar (*value);
    }
  puts ("';");
}

/* PowerShell takes the typographic single quotes (U+2018 to U+201B) for the plain one; each is
 * doubled to stand for itself. */
static void
print_powershell (const char *name, const char *value)
{
  if (value == NULL)
    {
      printf ("$Env:%s = $null\n", name);
      return;
    }
  printf ("$Env:%s = '", name);
  for (; *value != '\0'; value++)
    {
      if (*value == '\'')
        putchar ('\'');
      else if (strncmp (value, "\xe2\x80", 2) == 0 && (unsigned char) value[2] >= 0x98 &&
               (unsigned char) value[2] <= 0x9b)
        fwrite (value, 1, 3, stdout);
      putchar (*value);
    }
  puts ("'");
}

/* Readers of .env files agree on bare words only; docker's takes even quotes literally.  What AWS
 * hands out is always a bare word. */
static void
print_dotenv (const char *name, const char *value)
{
  static const char bare[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=:@%,";

  if (value == NULL)
    return;
  printf ("%s=", name);
  if (value[strspn (value, bare)] == '\0')
    {
      puts (value);
      return;
    }
  if (strpbrk (value, "'\n\\") == NULL)
    {
      printf ("'%s'\n", value);
      return;
    }
  putchar ('"');
  for (; *value != '\0'; value++)
    if (*value == '\n')
      fputs ("\\n", stdout);
    else
      {
        if (strchr ("\"\\$`", *value) != NULL)
          putchar ('\\');
        putchar (*value);
      }
  puts ("\"");
}

static void
print_json_string (const char *text)
{
  putchar ('"');
  for (; *text != '\0'; text++)
    if (*text == '"' || *text == '\\')
      printf ("\\%c", *text);
    else if ((unsigned char) *text < 0x20)
      printf ("\\u%04x", (unsigned) *text);
    else
      putchar (*text);
  putchar ('"');
}

static void
print_json (const StintFields *fields)
{
  for (size_t i = 0; i < fields->n; i++)
    {
      fputs (i == 0 ? "{\n  " : ",\n  ", stdout);
      print_json_string (fields->at[i].name);
      fputs (": ", stdout);
      print_json_string (fields->at[i].value);
    }
  puts ("\n}");
}

typedef void (*PrintOne) (const char *name, const char *value);

static const struct
{
  const char *name;
  PrintOne print; /* NULL value: unset; NULL function: all in one */
} formats[] = {
  { "sh", print_sh },         { "fish", print_fish }, { "powershell", print_powershell },
  { "dotenv", print_dotenv }, { "json", NULL },
};

static int
find_format (const char *format)
{
  for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
    if (strcmp (formats[i].name, format) == 0)
      return (int) i;
  return -1;
}

int
stint_fields_format_is_known (const char *format)
{
  return find_format (format) >= 0;
}

void
stint_fields_print (const StintFields *fields, const char *format)
{
  int found = find_format (format);
  PrintOne print = found >= 0 ? formats[found].print : NULL;

  if (print == NULL)
    {
      print_json (fields);
      return;
    }
  for (size_t i = 0; stint_fields_beaten[i] != NULL; i++)
    print (stint_fields_beaten[i], NULL);
  if (get (fields, "AWS_SESSION_TOKEN") == NULL)
    print ("AWS_SESSION_TOKEN", NULL);
  for (size_t i = 0; i < fields->n; i++)
    print (fields->at[i].name, fields->at[i].value);
}
