/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Edits of a document.  Each one makes new text for the lines that it is about and links lines in and
 * out; all other bytes stay where they are.
 *
 * A file whose last line has no end keeps that property: whoever becomes the last line loses its end,
 * whoever stops being the last line gets one.  So an insertion and its removal cancel out exactly. */

#include "config.h"

#include "stint-ini-private.h"

#include <string.h>

/* Every edit says which lines it is about, or stands between. */
static void
touch (StintIniDocument *self, guint32 index)
{
  self->edited = TRUE;
  if (index == 0 || index > self->n_parsed)
    return;
  self->first_touched = MIN (self->first_touched, index);
  self->last_touched = MAX (self->last_touched, index);
}

/* Between @before and @behind; 0 is the start, or the end, of the file. */
static void
touch_between (StintIniDocument *self, guint32 before, guint32 behind)
{
  touch (self, before);
  touch (self, behind);
  if (before == 0)
    self->first_touched = 1;
  if (behind == 0)
    self->last_touched = self->n_parsed;
}

/* Gives @line the text that @prefix, @middle and @suffix make (lengths; -1 is up to the NUL). */
static void
set_text (StintIniDocument *self, guint32 index, GString *text, gsize eol_length)
{
  Line *line = line_at (self, index);
  gsize size = text->len;
  GBytes *bytes = stint_ini_bytes_new_take (g_string_free (text, FALSE), size);

  self->own_texts = g_slist_prepend (self->own_texts, bytes);
  touch (self, index);
  line->text = g_bytes_get_data (bytes, NULL);
  line->length = size - eol_length;
  line->eol_length = eol_length;
}

/* What new lines end with: as the file does, but never with a bare `\r`, which only Python reads. */
static const char *
end_of_line (StintIniDocument *self, guint32 near_line)
{
  guint32 candidates[] = { near_line, line_at (self, 0)->next };

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      const Line *line = line_at (self, candidates[i]);

      if (candidates[i] == 0 || line->eol_length == 0)
        continue;
      if (line->eol_length == 2)
        return "\r\n";
      if (line->text[line->length] == '\n')
        return "\n";
    }
  return "\n";
}

static void
give_end (StintIniDocument *self, guint32 index)
{
  Line *line = line_at (self, index);
  const char *eol = end_of_line (self, index);
  GString *text = g_string_sized_new (line->length + 3);

  g_string_append_len (text, line->text, line->length);
  g_string_append (text, eol);
  set_text (self, index, text, strlen (eol));
}

/* Links a new line in behind @after (0: at the very start). */
static guint32
insert_line (StintIniDocument *self, guint32 after, const char *content, LineKind kind)
{
  guint32 index = self->lines->len;
  guint32 next = line_at (self, after)->next;
  gboolean ends = next != 0 || after == 0 || line_at (self, after)->eol_length > 0;
  const char *eol = end_of_line (self, after);
  Line line = { .kind = kind, .prev = after, .next = next };
  GString *text;

  touch_between (self, after, next);
  if (after != 0 && line_at (self, after)->eol_length == 0)
    give_end (self, after);
  if (!ends)
    eol = "";
  g_array_append_val (self->lines, line);
  line_at (self, after)->next = index;
  if (next != 0)
    line_at (self, next)->prev = index;
  text = g_string_sized_new (strlen (content) + 3);
  g_string_append (text, content);
  g_string_append (text, eol);
  set_text (self, index, text, strlen (eol));
  return index;
}

static void
unlink_line (StintIniDocument *self, guint32 index)
{
  const Line *line = line_at (self, index);

  touch (self, index);
  touch_between (self, line->prev, line->next);
  if (line->next == 0 && line->eol_length == 0 && line->prev != 0)
    line_at (self, line->prev)->eol_length = 0;
  line_at (self, line->prev)->next = line->next;
  if (line->next != 0)
    line_at (self, line->next)->prev = line->prev;
}

/* --- Keys ------------------------------------------------------------------------------------- */

static void
measure_key (StintIniDocument *self, guint32 index)
{
  Line *line = line_at (self, index);
  guint n;

  line->start = 0;
  while ((n = stint_ini_space_at (line->text + line->start, line->text + line->length)) > 0)
    line->start += n;
  if (!stint_ini_split_key (line))
    g_assert_not_reached ();
}

/* What follows decides how deep a new line must stand: a deeper one would become its continuation. */
static char *
indentation_before (StintIniDocument *self, guint32 after)
{
  for (guint32 i = line_at (self, after)->next; i != 0; i = line_at (self, i)->next)
    {
      const Line *line = line_at (self, i);

      if (line->kind == LINE_BLANK || line->kind == LINE_COMMENT)
        continue;
      return g_strndup (line->text, line->start);
    }
  return g_strdup ("");
}

static StintIniLine
insert_key (StintIniDocument *self, guint32 after, const char *key, const char *value)
{
  g_autofree char *indentation = indentation_before (self, after);
  GString *content = g_string_sized_new (strlen (indentation) + strlen (key) + strlen (value) + 4);
  guint32 line;

  g_string_append_printf (content, "%s%s = ", indentation, key);
  g_string_append (content, value);
  line = insert_line (self, after, content->str, LINE_KEY);
  explicit_bzero (content->str, content->len);
  g_string_free (content, TRUE);
  measure_key (self, line);
  return line;
}

StintIniLine
stint_ini_section_add_key_after (StintIniSection *section,
                                 StintIniLine after,
                                 const char *key,
                                 const char *value)
{
  StintIniDocument *self = section->document;

  return insert_key (self, stint_ini_key_end (self, after), key, value);
}

StintIniLine
stint_ini_section_add_key (StintIniSection *section, const char *key, const char *value)
{
  StintIniDocument *self = section->document;
  guint32 after = section->header;
  StintIniLine line = STINT_INI_NO_LINE;

  while ((line = stint_ini_section_next_key (section, line)) != STINT_INI_NO_LINE)
    after = line;
  if (after != section->header)
    after = stint_ini_key_end (self, after);
  return insert_key (self, after, key, value);
}

static void
remove_continuation (StintIniDocument *self, guint32 line)
{
  guint32 last = stint_ini_key_end (self, line);

  for (guint32 i = line, next; i != last; i = next)
    {
      next = line_at (self, i)->next;
      if (i != line && line_at (self, i)->kind == LINE_CONTINUATION)
        unlink_line (self, i);
    }
  if (last != line)
    unlink_line (self, last);
}

void
stint_ini_document_set_value (StintIniDocument *self, StintIniLine index, const char *value)
{
  const Line *line;
  GString *text;

  if (stint_ini_document_value_equals (self, index, value))
    return;
  remove_continuation (self, index);
  line = line_at (self, index);
  text = g_string_sized_new (line->value_start + strlen (value) + 4);
  g_string_append_len (text, line->text, line->value_start);
  if (line->value_start == line->length &&
      stint_ini_space_before (line->text, line->text + line->length) == 0)
    g_string_append_c (text, ' ');
  g_string_append (text, value);
  g_string_append_len (text, line->text + line->length, line->eol_length);
  set_text (self, index, text, line->eol_length);
  measure_key (self, index);
}

void
stint_ini_document_remove_key (StintIniDocument *self, StintIniLine line)
{
  remove_continuation (self, line);
  unlink_line (self, line);
}

/* Replaces @cut bytes at @at by @with. */
static void
splice_text (StintIniDocument *self, guint32 index, gsize at, gsize cut, const char *with)
{
  const Line *line = line_at (self, index);
  GString *text = g_string_sized_new (line->length + strlen (with) + 3);

  g_string_append_len (text, line->text, at);
  g_string_append (text, with);
  g_string_append_len (text, line->text + at + cut, line->length + line->eol_length - at - cut);
  set_text (self, index, text, line->eol_length);
}

void
stint_ini_document_set_aside (StintIniDocument *self, StintIniLine line)
{
  splice_text (self, line, line_at (self, line)->start, 0, STINT_INI_OFF_PREFIX);
  measure_key (self, line);
}

void
stint_ini_document_put_back (StintIniDocument *self, StintIniLine line)
{
  g_return_if_fail (stint_ini_document_key_has_prefix (self, line, STINT_INI_OFF_PREFIX));

  splice_text (self, line, line_at (self, line)->start, strlen (STINT_INI_OFF_PREFIX), "");
  measure_key (self, line);
}

void
stint_ini_document_comment_out (StintIniDocument *self, StintIniLine line)
{
  guint32 last = stint_ini_key_end (self, line);

  for (guint32 i = line;; i = line_at (self, i)->next)
    {
      Line *l = line_at (self, i);

      if (i == line || l->kind == LINE_CONTINUATION)
        {
          splice_text (self, i, 0, 0, "# ");
          line_at (self, i)->kind = LINE_COMMENT;
        }
      if (i == last)
        break;
    }
}

/* --- Sections --------------------------------------------------------------------------------- */

static guint32
last_line (StintIniDocument *self)
{
  /* Appended lines only ever follow the last one, so the way is short; but the last of the parsed
   * lines may have been removed. */
  guint32 last = 0;

  for (guint32 i = self->lines->len - 1; i > 0; i--)
    if (line_at (self, line_at (self, i)->prev)->next == i)
      {
        last = i;
        break;
      }
  while (line_at (self, last)->next != 0)
    last = line_at (self, last)->next;
  return last;
}

static gboolean
ends_with_return (const Line *line)
{
  return line->eol_length == 1 && line->text[line->length] == '\r';
}

StintIniSection *
stint_ini_document_append_profile (StintIniDocument *self, const char *name)
{
  g_autofree char *header = NULL;
  guint32 last = last_line (self);
  StintIniSection *section;

  g_return_val_if_fail (stint_ini_is_portable_name (name), NULL);

  if (self->kind == STINT_INI_CONFIG && !g_str_equal (name, "default"))
    header = g_strdup_printf ("[profile %s]", name);
  else
    header = g_strdup_printf ("[%s]", name);
  /* Behind a bare `\r`, a line of nothing but `\n` would be no line. */
  if (last != 0)
    last = insert_line (self, last, ends_with_return (line_at (self, last)) ? " " : "", LINE_BLANK);
  section =
      stint_ini_register_section (self, insert_line (self, last, header, LINE_HEADER), NOT_PARSED);
  stint_ini_section_name (section);
  return section;
}

gboolean
stint_ini_document_remove_section (StintIniDocument *self, StintIniSection *section)
{
  guint32 header = section->header;
  guint32 before = line_at (self, header)->prev;

  for (guint32 i = line_at (self, header)->next; i != 0; i = line_at (self, i)->next)
    {
      guint8 kind = line_at (self, i)->kind;

      if (kind == LINE_HEADER)
        break;
      if (kind != LINE_BLANK && kind != LINE_COMMENT)
        return FALSE;
    }
  unlink_line (self, header);
  if (before != 0 && line_at (self, before)->kind == LINE_BLANK)
    unlink_line (self, before);
  section->removed = TRUE;
  return TRUE;
}
