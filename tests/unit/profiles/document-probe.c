/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Says what the document makes of files, for check-botocore.py to compare with botocore:
 *   document-probe credentials|config FILE…
 * For each file one JSON object a line: whether it is accepted, and what botocore would see. */

#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "stint-files-error.h"
#include "stint-ini-document.h"

static void
print_text (const char *text)
{
  putchar ('"');
  for (; *text != '\0'; text++)
    {
      guchar c = *text;

      if (c == '"' || c == '\\' || c < 0x20)
        printf ("\\u%04x", c);
      else
        putchar (c);
    }
  putchar ('"');
}

static void
print_section (StintIniDocument *document, StintIniSection *section)
{
  StintIniLine line = STINT_INI_NO_LINE;
  const char *comma = "";

  printf ("[%d, ", stint_ini_section_get_section_type (section));
  print_text (stint_ini_section_get_name (section));
  fputs (", {", stdout);
  while ((line = stint_ini_section_next_key (section, line)) != STINT_INI_NO_LINE)
    {
      g_autofree char *key = stint_ini_document_dup_key (document, line);
      g_autofree char *value = stint_ini_document_dup_value (document, line);

      fputs (comma, stdout);
      print_text (key);
      fputs (": ", stdout);
      print_text (value);
      comma = ", ";
    }
  fputs ("}]", stdout);
}

static void
probe (StintIniKind kind, const char *path)
{
  g_autoptr (StintIniDocument) document = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;
  const char *comma = "";
  char *data;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, &error))
    g_error ("%s", error->message);
  bytes = stint_ini_bytes_new_take (data, size);
  document = stint_ini_document_new (kind, bytes);
  again = stint_ini_document_serialise (document);
  if (!g_bytes_equal (bytes, again))
    g_error ("%s: not the same bytes", path);
  if (!stint_ini_document_check (document, path, &error))
    {
      printf ("{\"line\": %u}\n", stint_files_error_get_line (error));
      return;
    }
  fputs ("{\"line\": 0, \"sections\": [", stdout);
  for (guint i = 0; i < stint_ini_document_get_n_sections (document); i++)
    {
      StintIniSection *section = stint_ini_document_get_section (document, i);

      if (!stint_ini_section_is_seen_by_botocore (section, stint_ini_section_get_name (section)))
        continue;
      fputs (comma, stdout);
      print_section (document, section);
      comma = ", ";
    }
  fputs ("]}\n", stdout);
}

int
main (int argc, char **argv)
{
  if (argc < 2)
    return 2;
  for (int i = 2; i < argc; i++)
    probe (g_str_equal (argv[1], "config") ? STINT_INI_CONFIG : STINT_INI_CREDENTIALS, argv[i]);
  return 0;
}
