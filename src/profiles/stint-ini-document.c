/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-ini-private.h"

#include <string.h>

#include "stint-files-error.h"
#include "stint-secret.h"

typedef struct
{
  gpointer data;
  gsize size;
} WipedBlock;

static void
wiped_block_free (gpointer data)
{
  WipedBlock *block = data;

  explicit_bzero (block->data, block->size);
  g_free (block->data);
  g_free (block);
}

GBytes *
stint_ini_bytes_new_take (gpointer data, gsize size)
{
  WipedBlock *block = g_new (WipedBlock, 1);

  block->data = data;
  block->size = size;
  return g_bytes_new_with_free_func (data, size, wiped_block_free, block);
}

gboolean
stint_ini_bytes_equal (GBytes *a, GBytes *b)
{
  const gsize tail = 4096;
  gsize size_a, size_b;
  const char *data_a = g_bytes_get_data (a, &size_a);
  const char *data_b = g_bytes_get_data (b, &size_b);

  if (size_a != size_b)
    return FALSE;
  if (data_a == data_b || size_a == 0)
    return TRUE;
  if (size_a > tail && memcmp (data_a + size_a - tail, data_b + size_b - tail, tail) != 0)
    return FALSE;
  return memcmp (data_a, data_b, size_a) == 0;
}

StintIniDocument *
stint_ini_document_new (StintIniKind kind, GBytes *bytes)
{
  StintIniDocument *self;
  Line head = { .kind = LINE_HEAD };

  g_return_val_if_fail (bytes != NULL, NULL);

  if (g_bytes_get_size (bytes) > STINT_INI_MAX_BYTES)
    return NULL;
  self = g_new0 (StintIniDocument, 1);
  self->kind = kind;
  self->bytes = g_bytes_ref (bytes);
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  g_array_append_val (self->lines, head);
  self->sections = g_ptr_array_new ();
  self->names = g_string_chunk_new (4096);
  stint_ini_parse (self);
  return self;
}

void
stint_ini_document_free (StintIniDocument *self)
{
  g_bytes_unref (self->bytes);
  g_array_unref (self->lines);
  g_ptr_array_unref (self->sections);
  g_slist_free_full (self->blocks, g_free);
  g_string_chunk_free (self->names);
  g_slist_free_full (self->own_texts, (GDestroyNotify) g_bytes_unref);
  g_free (self);
}

gboolean
stint_ini_document_is_edited (StintIniDocument *self)
{
  return self->edited;
}

/* Copies runs of untouched lines at once: they lie in the old bytes one behind the other. */
static GBytes *
join_lines (StintIniDocument *self, guint32 from, guint32 until)
{
  gsize size = 0;
  char *data, *out;

  for (guint32 i = from; i != until; i = line_at (self, i)->next)
    size += line_at (self, i)->length + line_at (self, i)->eol_length;
  data = out = g_malloc (size + 1);
  for (guint32 i = from; i != until;)
    {
      const char *run = line_at (self, i)->text;
      const char *run_end = run;

      for (; i != until && line_at (self, i)->text == run_end; i = line_at (self, i)->next)
        run_end += line_at (self, i)->length + line_at (self, i)->eol_length;
      memcpy (out, run, run_end - run);
      out += run_end - run;
    }
  return stint_ini_bytes_new_take (data, size);
}

/* Only what lies between the first and the last edit is joined line by line. */
GBytes *
stint_ini_document_serialise (StintIniDocument *self)
{
  gsize size, head, tail_at, middle_size;
  const char *data = g_bytes_get_data (self->bytes, &size);
  const Line *before = line_at (self, self->first_touched - 1);
  const Line *behind =
      self->last_touched < self->n_parsed ? line_at (self, self->last_touched + 1) : NULL;
  g_autoptr (GBytes) middle = NULL;
  const char *middle_data;
  char *out;

  if (!self->edited)
    return g_bytes_ref (self->bytes);
  head = self->first_touched > 1 ? before->text + before->length + before->eol_length - data : 0;
  tail_at = behind != NULL ? (gsize) (behind->text - data) : size;
  middle = join_lines (self, before->next, behind != NULL ? self->last_touched + 1 : 0);
  middle_data = g_bytes_get_data (middle, &middle_size);
  out = g_malloc (head + middle_size + size - tail_at + 1);
  if (head > 0)
    memcpy (out, data, head);
  memcpy (out + head, middle_data, middle_size);
  if (tail_at < size)
    memcpy (out + head + middle_size, data + tail_at, size - tail_at);
  return stint_ini_bytes_new_take (out, head + middle_size + size - tail_at);
}

gboolean
stint_ini_is_portable_name (const char *name)
{
  gsize length = name != NULL ? strlen (name) : 0;

  if (length == 0 || length > 255 || g_str_equal (name, "DEFAULT"))
    return FALSE;
  return strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                       "_-/.%@:+") == length;
}

/* --- Sections --------------------------------------------------------------------------------- */

guint
stint_ini_document_get_n_sections (StintIniDocument *self)
{
  return self->sections->len;
}

StintIniSection *
stint_ini_document_get_section (StintIniDocument *self, guint index)
{
  StintIniSection *section;

  g_return_val_if_fail (index < self->sections->len, NULL);

  section = g_ptr_array_index (self->sections, index);
  stint_ini_section_name (section);
  return section;
}

static gboolean
section_has_name (const StintIniSection *section, const char *name)
{
  return g_strcmp0 (section->botocore_name, name) == 0 ||
         g_strcmp0 (section->others_name, name) == 0;
}

static GPtrArray *
find_sections (StintIniDocument *self, char letter, const char *name)
{
  g_autofree char *full_name = g_strdup_printf ("%c%s", letter, name);
  const char *written = letter == 'd' ? "DEFAULT" : name;
  gsize length = strlen (written);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < self->sections->len; i++)
    {
      StintIniSection *section = g_ptr_array_index (self->sections, i);

      if (section->removed || !stint_ini_section_may_be_called (section, written, length))
        continue;
      stint_ini_section_name (section);
      if (section_has_name (section, full_name))
        g_ptr_array_add (found, section);
    }
  return found;
}

static int
compare_headers (gconstpointer a, gconstpointer b)
{
  const StintIniSection *const *left = a, *const *right = b;

  return (*left)->header < (*right)->header ? -1 : (*left)->header > (*right)->header;
}

GPtrArray *
stint_ini_document_find_profile (StintIniDocument *self, const char *name)
{
  GPtrArray *found = find_sections (self, 'p', name);

  g_ptr_array_sort (found, compare_headers);
  return found;
}

GPtrArray *
stint_ini_document_find_sso_session (StintIniDocument *self, const char *name)
{
  GPtrArray *found = find_sections (self, 's', name);

  g_ptr_array_sort (found, compare_headers);
  return found;
}

GPtrArray *
stint_ini_document_find_defaults (StintIniDocument *self)
{
  GPtrArray *found = find_sections (self, 'd', "");

  g_ptr_array_sort (found, compare_headers);
  return found;
}

StintIniSectionType
stint_ini_section_get_section_type (const StintIniSection *self)
{
  return self->type;
}

const char *
stint_ini_section_get_name (const StintIniSection *self)
{
  if (self->botocore_name != NULL)
    return self->botocore_name + 1;
  return self->others_name != NULL ? self->others_name + 1 : "";
}

gboolean
stint_ini_section_is_seen_by_botocore (const StintIniSection *self, const char *name)
{
  return self->botocore_name != NULL && g_str_equal (self->botocore_name + 1, name);
}

gboolean
stint_ini_section_is_seen_by_others (const StintIniSection *self, const char *name)
{
  return self->others_name != NULL && g_str_equal (self->others_name + 1, name);
}

StintIniLine
stint_ini_section_get_line (const StintIniSection *self)
{
  return self->header;
}

/* --- Keys ------------------------------------------------------------------------------------- */

guint32
stint_ini_key_end (StintIniDocument *self, guint32 line)
{
  guint32 last = line;

  for (guint32 i = line_at (self, line)->next; i != 0; i = line_at (self, i)->next)
    {
      guint8 kind = line_at (self, i)->kind;

      if (kind == LINE_CONTINUATION)
        last = i;
      else if (kind != LINE_BLANK && kind != LINE_COMMENT)
        break;
    }
  return last;
}

char *
stint_ini_dup_text (const char *text, gsize length)
{
  char *copy = g_malloc (length + 1);

  memcpy (copy, text, length);
  copy[length] = '\0';
  for (gsize i = 0; i < length; i++)
    if (copy[i] == '\0')
      copy[i] = '\1';
  return copy;
}

/* Letters outside of ASCII can fold into it (the Kelvin sign is a `k` to Python). */
static gboolean
is_ascii (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if ((guchar) text[i] >= 0x80)
      return FALSE;
  return TRUE;
}

char *
stint_ini_fold_key (const char *text, gsize length)
{
  g_autofree char *plain = stint_ini_dup_text (text, length);

  return is_ascii (plain, length) || !g_utf8_validate (plain, length, NULL)
             ? g_ascii_strdown (plain, length)
             : g_utf8_strdown (plain, length);
}

StintIniLine
stint_ini_section_next_key (StintIniSection *section, StintIniLine after)
{
  StintIniDocument *self = section->document;
  guint32 i = line_at (self, after != STINT_INI_NO_LINE ? after : section->header)->next;

  for (; i != 0 && line_at (self, i)->kind != LINE_HEADER; i = line_at (self, i)->next)
    if (line_at (self, i)->kind == LINE_KEY)
      return i;
  return STINT_INI_NO_LINE;
}

StintIniLine
stint_ini_section_find_key (StintIniSection *section, const char *key)
{
  StintIniLine line = STINT_INI_NO_LINE;

  while ((line = stint_ini_section_next_key (section, line)) != STINT_INI_NO_LINE)
    if (stint_ini_document_key_equals (section->document, line, key))
      return line;
  return STINT_INI_NO_LINE;
}

guint
stint_ini_document_get_line_number (StintIniDocument *self, StintIniLine line)
{
  guint number = 1;

  for (guint32 i = line_at (self, 0)->next; i != 0 && i != line; i = line_at (self, i)->next)
    number++;
  return number;
}

char *
stint_ini_document_dup_key (StintIniDocument *self, StintIniLine line)
{
  const Line *l = line_at (self, line);

  return stint_ini_fold_key (l->text + l->start, l->key_length);
}

gboolean
stint_ini_document_key_equals (StintIniDocument *self, StintIniLine line, const char *key)
{
  const Line *l = line_at (self, line);
  gsize length = strlen (key);

  if (l->key_length == length && g_ascii_strncasecmp (l->text + l->start, key, length) == 0)
    return TRUE;
  if (l->key_length > length && !is_ascii (l->text + l->start, l->key_length))
    {
      g_autofree char *folded = stint_ini_document_dup_key (self, line);

      return g_str_equal (folded, key);
    }
  return FALSE;
}

gboolean
stint_ini_document_key_has_prefix (StintIniDocument *self, StintIniLine line, const char *prefix)
{
  const Line *l = line_at (self, line);
  gsize length = strlen (prefix);

  if (l->key_length >= length && g_ascii_strncasecmp (l->text + l->start, prefix, length) == 0)
    return TRUE;
  if (!is_ascii (l->text + l->start, l->key_length))
    {
      g_autofree char *folded = stint_ini_document_dup_key (self, line);

      return g_str_has_prefix (folded, prefix);
    }
  return FALSE;
}

static void
value_range (const Line *line, const char **start, const char **end)
{
  *start = line->text + line->value_start;
  *end = line->text + line->length;
  stint_ini_strip (start, end);
}

/* As Python joins them: stripped lines, blank ones in between, none at the end. */
char *
stint_ini_document_dup_value (StintIniDocument *self, StintIniLine line)
{
  guint32 last = stint_ini_key_end (self, line);
  gsize room = 1;
  char *value, *out;

  for (guint32 i = line;; i = line_at (self, i)->next)
    {
      room += line_at (self, i)->length + 1;
      if (i == last)
        break;
    }
  value = out = g_malloc (room);
  for (guint32 i = line;; i = line_at (self, i)->next)
    {
      const Line *l = line_at (self, i);
      const char *start = l->text + (l->kind == LINE_KEY ? l->value_start : 0);
      const char *end = l->text + l->length;

      if (l->kind != LINE_COMMENT)
        {
          stint_ini_strip (&start, &end);
          if (i != line)
            *out++ = '\n';
          memcpy (out, start, end - start);
          out += end - start;
        }
      if (i == last)
        break;
    }
  *out = '\0';
  return value;
}

gboolean
stint_ini_document_value_equals (StintIniDocument *self, StintIniLine line, const char *value)
{
  if (stint_ini_key_end (self, line) == line)
    {
      const char *start, *end;

      value_range (line_at (self, line), &start, &end);
      return (gsize) (end - start) == strlen (value) && memcmp (start, value, end - start) == 0;
    }
  else
    {
      char *own = stint_ini_document_dup_value (self, line);
      gboolean equal = g_str_equal (own, value);

      stint_wipe_free (own);
      return equal;
    }
}

char *
stint_ini_section_dup_value (StintIniSection *section, const char *key)
{
  StintIniLine line = stint_ini_section_find_key (section, key);

  return line != STINT_INI_NO_LINE ? stint_ini_document_dup_value (section->document, line) : NULL;
}

GBytes *
stint_ini_section_get_text (StintIniSection *section)
{
  StintIniDocument *self = section->document;
  guint32 until = line_at (self, section->header)->next;

  while (until != 0 && line_at (self, until)->kind != LINE_HEADER)
    until = line_at (self, until)->next;
  return join_lines (self, section->header, until);
}
