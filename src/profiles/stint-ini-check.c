/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Would botocore read this file?  It raises one error for the whole file, so that a single bad line
 * takes every profile away from the AWS CLI. */

#include "config.h"

#include "stint-ini-private.h"

#include <string.h>

#include "stint-files-error.h"

/* Up to here a section's keys are compared with each other; a hash pays off beyond. */
#define FEW_KEYS 16

static gboolean
refuse (StintIniDocument *self, const char *path, guint32 line, const char *what, GError **error)
{
  guint number = stint_ini_document_get_line_number (self, line);

  g_propagate_error (error, stint_files_error_new (STINT_FILES_ERROR_MALFORMED, path, number,
                                                   "%s, line %u: %s", path, number, what));
  return FALSE;
}

/* Four words at a time, which need not wait for each other. */
static gboolean
is_ascii (const char *text, gsize length)
{
  guint64 words[4];
  guchar rest = 0;

  for (; length >= sizeof words; text += sizeof words, length -= sizeof words)
    {
      memcpy (words, text, sizeof words);
      if (((words[0] | words[1] | words[2] | words[3]) & G_GUINT64_CONSTANT (0x8080808080808080)) !=
          0)
        return FALSE;
    }
  for (; length > 0; text++, length--)
    rest |= (guchar) *text;
  return rest < 0x80;
}

/* Valid UTF-8 but for NULs, which Python lets through. */
static gboolean
is_text (const char *text, gsize length)
{
  const char *end = text + length;

  while (text < end)
    {
      const char *stop;

      if (g_utf8_validate_len (text, end - text, &stop))
        return TRUE;
      if (*stop != '\0')
        return FALSE;
      text = stop + 1;
    }
  return TRUE;
}

static gboolean
same_key (const Line *a, const Line *b, gboolean all_ascii)
{
  const char *left = a->text + a->start, *right = b->text + b->start;
  g_autofree char *folded_left = NULL, *folded_right = NULL;

  if (a->key_length == b->key_length && g_ascii_strncasecmp (left, right, a->key_length) == 0)
    return TRUE;
  if (all_ascii || (is_ascii (left, a->key_length) && is_ascii (right, b->key_length)))
    return FALSE;
  folded_left = stint_ini_fold_key (left, a->key_length);
  folded_right = stint_ini_fold_key (right, b->key_length);
  return g_str_equal (folded_left, folded_right);
}

/* The keys of one section (or of all the [DEFAULT] ones) that were seen. */
typedef struct
{
  guint32 few[FEW_KEYS];
  guint n;
  gboolean all_ascii;
  GHashTable *many; /* (owned) (nullable): folded keys */
} SeenKeys;

static void
seen_keys_clear (SeenKeys *seen)
{
  seen->n = 0;
  g_clear_pointer (&seen->many, g_hash_table_unref);
}

static char *
fold_line (StintIniDocument *self, guint32 line)
{
  return stint_ini_document_dup_key (self, line);
}

/* Returns FALSE for a key that is in @seen already. */
static gboolean
seen_keys_add (StintIniDocument *self, SeenKeys *seen, guint32 line)
{
  if (seen->many == NULL && seen->n < FEW_KEYS)
    {
      for (guint i = 0; i < seen->n; i++)
        if (same_key (line_at (self, seen->few[i]), line_at (self, line), seen->all_ascii))
          return FALSE;
      seen->few[seen->n++] = line;
      return TRUE;
    }
  if (seen->many == NULL)
    {
      seen->many = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      for (guint i = 0; i < seen->n; i++)
        g_hash_table_add (seen->many, fold_line (self, seen->few[i]));
    }
  return g_hash_table_add (seen->many, fold_line (self, line));
}

/* Python's str.splitlines() breaks at more than line ends do. */
static guint
break_at (const char *p, const char *end)
{
  guchar c = *p;

  if (c == 0x0b || c == 0x0c || (c >= 0x1c && c <= 0x1e))
    return 1;
  if (c == 0xc2 && end - p >= 2 && (guchar) p[1] == 0x85)
    return 2;
  if (c == 0xe2 && end - p >= 3 && (guchar) p[1] == 0x80 && ((guchar) p[2] & 0xfe) == 0xa8)
    return 3;
  return 0;
}

/* Every part of a nested value must be `key = value`. */
static gboolean
is_nested_line (const Line *line)
{
  const char *p = line->text, *end = line->text + line->length;

  while (p < end)
    {
      const char *part = p, *part_end;
      guint n = 0;

      while (p < end && (n = break_at (p, end)) == 0)
        p++;
      part_end = p;
      p += n;
      stint_ini_strip (&part, &part_end);
      if (part < part_end && memchr (part, '=', part_end - part) == NULL)
        return FALSE;
    }
  return TRUE;
}

/* A set of headers, by their texts, which may hold NULs: sections' indices from 1, open addressing. */
typedef struct
{
  guint32 *slots; /* (owned): 0 is free */
  guint mask;
} Headers;

static void
headers_init (Headers *headers, guint n_sections)
{
  guint size = 16;

  while (size < 2 * n_sections)
    size *= 2;
  headers->slots = g_new0 (guint32, size);
  headers->mask = size - 1;
}

static gboolean
same_header (StintIniDocument *self, const StintIniSection *a, const StintIniSection *b)
{
  const char *left, *right;
  gsize left_length, right_length;

  if (a->hash != b->hash)
    return FALSE;
  stint_ini_header_text (line_at (self, a->header), &left, &left_length);
  stint_ini_header_text (line_at (self, b->header), &right, &right_length);
  return left_length == right_length && memcmp (left, right, left_length) == 0;
}

/* Returns FALSE for a text that is in @headers already. */
static gboolean
headers_add (StintIniDocument *self, Headers *headers, guint section)
{
  const StintIniSection *added = g_ptr_array_index (self->sections, section);

  for (guint slot = added->hash & headers->mask;; slot = (slot + 1) & headers->mask)
    {
      if (headers->slots[slot] == 0)
        {
          headers->slots[slot] = section + 1;
          return TRUE;
        }
      if (same_header (self, g_ptr_array_index (self->sections, headers->slots[slot] - 1), added))
        return FALSE;
    }
}

typedef struct
{
  Headers headers;
  SeenKeys keys;     /* of the section at hand */
  SeenKeys defaults; /* of [DEFAULT], which may come back */
  SeenKeys *current;
  gboolean in_nested;
  guint section; /* the next one's index */
} Check;

static const char *
check_header (StintIniDocument *self, Check *check)
{
  const StintIniSection *section = g_ptr_array_index (self->sections, check->section);

  check->current = &check->keys;
  seen_keys_clear (&check->keys);
  if (stint_ini_section_is_defaults (section))
    check->current = &check->defaults;
  else if (!headers_add (self, &check->headers, check->section))
    return "this section is there twice";
  check->section++;
  return NULL;
}

static const char *
check_line (StintIniDocument *self, Check *check, guint32 index)
{
  const Line *line = line_at (self, index);

  switch ((LineKind) line->kind)
    {
    case LINE_JUNK:
      if (check->current == NULL)
        return line->text[line->start] == (char) 0xef
                   ? "a byte order mark or other text stands before the first section"
                   : "text stands before the first section";
      if (line->text[line->start] == '[')
        return "the section's name is not closed with ]";
      return "this line is neither a section nor \"key = value\"";
    case LINE_HEADER:
      return check_header (self, check);
    case LINE_KEY:
      check->in_nested = line->value_start == line->length;
      if (!seen_keys_add (self, check->current, index))
        return "this key is there twice in its section";
      return NULL;
    case LINE_CONTINUATION:
      if (check->in_nested && !is_nested_line (line))
        return "this line of a nested block has no =";
      return NULL;
    case LINE_HEAD:
    case LINE_BLANK:
    case LINE_COMMENT:
    default:
      return NULL;
    }
}

/* The lines of a section that is like the one before need no look: what is the same key twice here would
 * have been so there. */
static guint32
next_to_check (StintIniDocument *self, Check *check, guint32 index, gboolean text)
{
  const StintIniSection *section;

  if (line_at (self, index)->kind != LINE_HEADER)
    return line_at (self, index)->next;
  section = g_ptr_array_index (self->sections, check->section - 1);
  if (!section->alike || !text || check->current == &check->defaults)
    return line_at (self, index)->next;
  if (check->section == self->sections->len)
    return 0;
  section = g_ptr_array_index (self->sections, check->section);
  return section->header;
}

gboolean
stint_ini_document_check (StintIniDocument *self, const char *path, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (self->bytes, &size);
  gboolean all_ascii = is_ascii (data, size);
  gboolean text = all_ascii || is_text (data, size);
  Check check = { .keys.all_ascii = all_ascii, .defaults.all_ascii = all_ascii };
  const char *what = NULL;
  guint32 i;

  g_return_val_if_fail (!self->edited, FALSE);

  headers_init (&check.headers, self->sections->len);
  for (i = line_at (self, 0)->next; i != 0; i = next_to_check (self, &check, i, text))
    {
      if (!text && !is_text (line_at (self, i)->text, line_at (self, i)->length))
        what = "this line is not UTF-8";
      else
        what = check_line (self, &check, i);
      if (what != NULL)
        break;
    }
  g_free (check.headers.slots);
  seen_keys_clear (&check.keys);
  seen_keys_clear (&check.defaults);
  return what == NULL || refuse (self, path, i, what, error);
}
