/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Classifies lines as Python's configparser does, because botocore stands on it: what starts deeper
 * than the last key continues it, whatever comments and blank lines stand between. */

#include "config.h"

#include "stint-ini-private.h"

#include <string.h>

/* Sections are allocated by the block. */
#define SECTIONS_A_BLOCK 128

guint
stint_ini_space_at (const char *p, const char *end)
{
  const guchar *u = (const guchar *) p;

  if (p >= end)
    return 0;
  if (*u < 0x80)
    return *u == ' ' || (*u >= 0x09 && *u <= 0x0d) || (*u >= 0x1c && *u <= 0x1f);
  if (end - p >= 2 && u[0] == 0xc2 && (u[1] == 0x85 || u[1] == 0xa0))
    return 2;
  if (end - p < 3)
    return 0;
  if ((u[0] == 0xe1 && u[1] == 0x9a && u[2] == 0x80) ||
      (u[0] == 0xe3 && u[1] == 0x80 && u[2] == 0x80) ||
      (u[0] == 0xe2 && u[1] == 0x81 && u[2] == 0x9f))
    return 3;
  if (u[0] == 0xe2 && u[1] == 0x80 &&
      ((u[2] >= 0x80 && u[2] <= 0x8a) || u[2] == 0xa8 || u[2] == 0xa9 || u[2] == 0xaf))
    return 3;
  return 0;
}

guint
stint_ini_space_before (const char *start, const char *end)
{
  for (guint n = 1; n <= 3 && end - n >= start; n++)
    {
      if (stint_ini_space_at (end - n, end) == n)
        return n;
      if (((guchar) end[-(gssize) n] & 0xc0) != 0x80)
        return 0; /* the start of a character that is none */
    }
  return 0;
}

void
stint_ini_strip (const char **start, const char **end)
{
  guint n;

  while ((n = stint_ini_space_at (*start, *end)) > 0)
    *start += n;
  while ((n = stint_ini_space_before (*start, *end)) > 0)
    *end -= n;
}

/* Nearly all text is plain; the exact look at white space is for the rest. */
static gboolean
is_plain (char c)
{
  return c > ' ' && c < 0x7f;
}

#define EACH_BYTE(c) (G_GUINT64_CONSTANT (0x0101010101010101) * (guchar) (c))

/* The high bit of each zero byte of @word, and perhaps of bytes behind the first one. */
static guint64
mark_zeros (guint64 word)
{
  return (word - EACH_BYTE (0x01)) & ~word & EACH_BYTE (0x80);
}

/* The first `=` or `:`, or @end.  Most of a big file is looked at here: eight bytes at a time. */
static const char *
find_delimiter (const char *p, const char *end)
{
  guint64 word;

  for (; end - p >= (gssize) sizeof word; p += sizeof word)
    {
      memcpy (&word, p, sizeof word);
      word = mark_zeros (word ^ EACH_BYTE ('=')) | mark_zeros (word ^ EACH_BYTE (':'));
      if (word != 0)
        break;
    }
  while (p < end && *p != '=' && *p != ':')
    p++;
  return p;
}

/* Python's pattern: the shortest text before the first `=` or `:`. */
gboolean
stint_ini_split_key (Line *line)
{
  const char *start = line->text + line->start;
  const char *end = line->text + line->length;
  const char *delimiter = find_delimiter (start, end);
  const char *key_end;
  guint n;

  if (delimiter == end)
    return FALSE;
  key_end = delimiter;
  while (key_end > start && !is_plain (key_end[-1]) &&
         (n = stint_ini_space_before (start, key_end)) > 0)
    key_end -= n;
  line->key_length = key_end - start;
  delimiter++;
  while (delimiter < end && !is_plain (*delimiter) && (n = stint_ini_space_at (delimiter, end)) > 0)
    delimiter += n;
  line->value_start = delimiter - line->text;
  return TRUE;
}

/* Measures the indentation, in characters as Python does; the rest of the text is what matters. */
static guint32
measure_start (Line *line)
{
  const char *p = line->text;
  const char *end = line->text + line->length;
  guint32 level = 0;
  guint n;

  if (p < end && is_plain (*p))
    return 0;
  for (; (n = stint_ini_space_at (p, end)) > 0; level++)
    p += n;
  line->start = p - line->text;
  return level;
}

/* `\[(.+)\]`, greedy; the length of what is in between is kept as the key's. */
static gboolean
is_header (Line *line)
{
  const char *text = line->text + line->start + 1;
  const char *close;

  if (line->length - line->start < 3 || text[-1] != '[')
    return FALSE;
  close = memrchr (text + 1, ']', line->length - line->start - 2);
  if (close == NULL)
    return FALSE;
  line->key_length = close - text;
  return TRUE;
}

typedef struct
{
  gboolean in_section;
  gboolean in_key;          /* Python's optname is set */
  guint32 level;            /* Python's indent_level */
  StintIniSection *section; /* (nullable): where we are */
  guint32 stride;           /* lines from the header of the section before to this one's, or 0 */
} Reader;

/* memcmp() is called for what is long; these are a few words. */
static gboolean
begins_with (const char *text, const char *start, guint32 length)
{
  for (; length >= 8; text += 8, start += 8, length -= 8)
    {
      guint64 a, b;

      memcpy (&a, text, sizeof a);
      memcpy (&b, start, sizeof b);
      if (a != b)
        return FALSE;
    }
  for (; length > 0; text++, start++, length--)
    if (*text != *start)
      return FALSE;
  return TRUE;
}

/* The sections of a big file look alike: where the line at the same place of the section before begins
 * with the same key, the same delimiter and the same blanks, all that was worked out there holds here. */
static gboolean
is_like_before (StintIniDocument *self, const Reader *reader, guint32 index, Line *line)
{
  const Line *model;

  if (reader->stride == 0 || index - reader->stride >= reader->section->header)
    return FALSE;
  model = line_at (self, index - reader->stride);
  if (model->kind != LINE_KEY || model->start != 0 || *model->text == '[' ||
      line->length <= model->value_start || !is_plain (line->text[model->value_start]) ||
      !begins_with (line->text, model->text, model->value_start))
    return FALSE;
  line->kind = LINE_KEY;
  line->key_length = model->key_length;
  line->value_start = model->value_start;
  return TRUE;
}

static void
classify (Reader *reader, Line *line)
{
  guint32 level = measure_start (line);
  char first;

  if (line->start == line->length)
    {
      line->kind = LINE_BLANK;
      return;
    }
  first = line->text[line->start];
  if (first == '#' || first == ';')
    {
      line->kind = LINE_COMMENT;
      return;
    }
  if (reader->in_key && level > reader->level)
    {
      line->kind = LINE_CONTINUATION;
      return;
    }
  reader->level = level;
  if (is_header (line))
    {
      line->kind = LINE_HEADER;
      reader->in_section = TRUE;
      reader->in_key = FALSE;
    }
  else if (!reader->in_section || !stint_ini_split_key (line))
    line->kind = LINE_JUNK;
  else if (line->key_length == 0)
    {
      line->kind = LINE_JUNK;
      reader->in_key = FALSE;
    }
  else
    {
      line->kind = LINE_KEY;
      reader->in_key = TRUE;
    }
}

/* Python reads with universal newlines: `\n`, `\r\n` and a `\r` alone end a line. */
static void
find_end (
    const char *p, const char *end, gboolean has_returns, const char **out_stop, guint *out_eol)
{
  const char *newline = *p == '\n' ? p : memchr (p, '\n', end - p);
  const char *stop = newline != NULL ? newline : end;
  const char *cr = has_returns ? memchr (p, '\r', stop - p) : NULL;

  *out_eol = newline != NULL ? 1 : 0;
  *out_stop = stop;
  if (cr != NULL)
    {
      *out_eol = newline != NULL && cr + 1 == newline ? 2 : 1;
      *out_stop = cr;
    }
}

/* Makes room for the line @index; the array only grows while a file is parsed. */
static Line *
room_for_line (StintIniDocument *self, guint32 index)
{
  if (G_UNLIKELY (index >= self->lines->len))
    g_array_set_size (self->lines, index + index / 2 + 16);
  return line_at (self, index);
}

static void
enter_section (StintIniDocument *self, Reader *reader, guint32 header)
{
  guint32 offset =
      line_at (self, header)->text - (const char *) g_bytes_get_data (self->bytes, NULL);

  reader->stride = reader->section != NULL ? header - reader->section->header : 0;
  reader->section = stint_ini_register_section (self, header, offset);
  reader->section->alike = reader->stride > 0;
}

static void
read_line (StintIniDocument *self, Reader *reader, guint32 index, Line *line)
{
  if (is_like_before (self, reader, index, line))
    {
      reader->in_key = TRUE;
      reader->level = 0;
      return;
    }
  classify (reader, line);
  if (line->kind == LINE_HEADER)
    enter_section (self, reader, index);
  else if (reader->section != NULL && line->kind != LINE_BLANK && line->kind != LINE_COMMENT)
    reader->section->alike = FALSE;
}

void
stint_ini_parse (StintIniDocument *self)
{
  gsize size;
  const char *data = g_bytes_get_data (self->bytes, &size);
  const char *p = data;
  const char *end = p + size;
  gboolean has_returns = size > 0 && memchr (p, '\r', size) != NULL;
  Reader reader = { FALSE };
  guint32 index = 1;

  g_array_set_size (self->lines, size / 20 + 16);
  for (; p < end; index++)
    {
      Line *line = room_for_line (self, index);
      const char *stop;
      guint eol;

      find_end (p, end, has_returns, &stop, &eol);
      *line = (Line){
        .text = p, .length = stop - p, .eol_length = eol, .prev = index - 1, .next = index + 1
      };
      read_line (self, &reader, index, line);
      p = stop + eol;
    }
  g_array_set_size (self->lines, index);
  self->n_parsed = index - 1;
  self->first_touched = index;
  line_at (self, 0)->next = index > 1 ? 1 : 0;
  if (index > 1)
    line_at (self, index - 1)->next = 0;
}

/* --- Names of sections ------------------------------------------------------------------------ */

/* Python's shlex.split() of a header's text: exactly two words, or NULL.  Returns the second one.
 * (transfer full) (nullable) */
static char *
second_of_two_words (const char *p, const char *end)
{
  g_autoptr (GString) word = g_string_new (NULL);
  g_autofree char *second = NULL;
  guint n_words = 0;
  gboolean in_word = FALSE;
  char quote = 0;

  for (; p <= end; p++)
    {
      gboolean at_end = p == end;
      char c = at_end ? ' ' : *p;

      if (quote != 0)
        {
          if (at_end)
            return NULL;
          if (c == quote)
            quote = 0;
          else if (quote == '"' && c == '\\' && p + 1 < end && (p[1] == '"' || p[1] == '\\'))
            g_string_append_c (word, *++p);
          else
            g_string_append_c (word, c);
        }
      else if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
        {
          if (in_word && ++n_words == 2)
            second = stint_ini_dup_text (word->str, word->len);
          g_string_truncate (word, 0);
          in_word = FALSE;
        }
      else
        {
          in_word = TRUE;
          if (c == '"' || c == '\'')
            quote = c;
          else if (c == '\\' && p + 1 == end)
            return NULL;
          else
            g_string_append_c (word, c == '\\' ? *++p : c);
        }
    }
  return n_words == 2 ? g_steal_pointer (&second) : NULL;
}

static gboolean
range_has_prefix (const char *start, const char *end, const char *prefix)
{
  gsize length = strlen (prefix);

  return (gsize) (end - start) >= length && memcmp (start, prefix, length) == 0;
}

static gboolean
range_equals (const char *start, const char *end, const char *text)
{
  return (gsize) (end - start) == strlen (text) && memcmp (start, text, end - start) == 0;
}

static char *
lettered (char letter, const char *start, const char *end)
{
  g_autofree char *name = stint_ini_dup_text (start, end - start);

  return g_strdup_printf ("%c%s", letter, name);
}

static char *
lettered_second_word (char letter, const char *start, const char *end)
{
  g_autofree char *name = second_of_two_words (start, end);

  return name != NULL ? g_strdup_printf ("%c%s", letter, name) : NULL;
}

/* What botocore makes of the text between the brackets. */
static char *
name_for_botocore (StintIniKind kind, const char *start, const char *end)
{
  if (range_equals (start, end, "DEFAULT"))
    return g_strdup ("d");
  if (kind == STINT_INI_CREDENTIALS)
    return lettered ('p', start, end);
  if (range_has_prefix (start, end, "profile"))
    return lettered_second_word ('p', start, end);
  if (range_has_prefix (start, end, "sso-session"))
    return lettered_second_word ('s', start, end);
  if (range_has_prefix (start, end, "services"))
    return lettered_second_word ('v', start, end);
  if (range_equals (start, end, "default"))
    return g_strdup ("pdefault");
  return NULL;
}

static char *
lettered_after (char letter, const char *start, const char *end, const char *word)
{
  const char *rest = start + strlen (word);

  if (!range_has_prefix (start, end, word) || rest == end || (*rest != ' ' && *rest != '\t'))
    return NULL;
  while (rest < end && (*rest == ' ' || *rest == '\t'))
    rest++;
  return lettered (letter, rest, end);
}

/* What the other SDKs make of it: blanks on the inside do not count, quotes have no meaning. */
static char *
name_for_others (StintIniKind kind, const char *start, const char *end)
{
  char *name;

  while (start < end && (*start == ' ' || *start == '\t'))
    start++;
  while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
    end--;
  if (kind == STINT_INI_CREDENTIALS)
    return lettered ('p', start, end);
  if (range_equals (start, end, "default"))
    return g_strdup ("pdefault");
  if ((name = lettered_after ('p', start, end, "profile")) != NULL ||
      (name = lettered_after ('s', start, end, "sso-session")) != NULL ||
      (name = lettered_after ('v', start, end, "services")) != NULL)
    return name;
  return NULL;
}

static StintIniSectionType
type_for_letter (char letter)
{
  switch (letter)
    {
    case 'p':
      return STINT_INI_SECTION_PROFILE;
    case 's':
      return STINT_INI_SECTION_SSO_SESSION;
    case 'v':
      return STINT_INI_SECTION_SERVICES;
    case 'd':
      return STINT_INI_SECTION_DEFAULTS;
    default:
      return STINT_INI_SECTION_OTHER;
    }
}

static const char *
keep_name (StintIniDocument *self, char *name)
{
  const char *kept = name != NULL ? g_string_chunk_insert (self->names, name) : NULL;

  g_free (name);
  return kept;
}

void
stint_ini_section_name (StintIniSection *section)
{
  StintIniDocument *self = section->document;
  const Line *line = line_at (self, section->header);
  const char *start = line->text + line->start + 1;
  gsize room = line->length - line->start - 1;
  const char *last = memrchr (start, ']', room);
  const char *first = memchr (start, ']', room);
  g_autofree char *others = NULL;

  if (section->named)
    return;
  section->named = TRUE;
  others = name_for_others (self->kind, start, first);
  section->botocore_name = keep_name (self, name_for_botocore (self->kind, start, last));
  if (g_strcmp0 (others, section->botocore_name) == 0)
    section->others_name = section->botocore_name;
  else
    section->others_name = keep_name (self, g_steal_pointer (&others));
  if (section->botocore_name != NULL || section->others_name != NULL)
    section->type = type_for_letter (section->botocore_name != NULL ? *section->botocore_name
                                                                    : *section->others_name);
  else
    section->type = STINT_INI_SECTION_OTHER;
}

/* The last bytes of @text, which ends at @end, as a number; 0 where it is shorter. */
static guint32
last_four (const char *text, const char *end)
{
  guint32 four = 0;

  if (end - text >= (gssize) sizeof four)
    memcpy (&four, end - sizeof four, sizeof four);
  return four;
}

gboolean
stint_ini_section_is_defaults (const StintIniSection *section)
{
  const char *text;
  gsize length;

  stint_ini_header_text (line_at (section->document, section->header), &text, &length);
  return length == strlen ("DEFAULT") && memcmp (text, "DEFAULT", length) == 0;
}

gboolean
stint_ini_section_may_be_called (const StintIniSection *section, const char *name, gsize length)
{
  guint32 name_end = last_four (name, name + length);
  const Line *line;
  const char *end;

  /* Blanks, quotes, escapes and more brackets are left to those who know what they mean. */
  if (!section->plain)
    return TRUE;
  if (name_end != 0 && name_end != section->name_end)
    return FALSE;
  line = line_at (section->document, section->header);
  end = line->text + line->length - 1;
  return end - (line->text + line->start + 1) >= (gssize) length &&
         memcmp (end - length, name, length) == 0;
}

/* Up to eight bytes. */
static guint64
load_word (const char *text, gsize length)
{
  guint64 word = 0;

  if (length >= sizeof word)
    memcpy (&word, text, sizeof word);
  else
    for (gsize i = 0; i < length; i++)
      word = word << 8 | (guchar) text[i];
  return word;
}

/* Eight bytes at a time; the last ones may be taken twice. */
static guint32
hash_text (const char *text, gsize length)
{
  guint64 hash = length;

  while (length > 0)
    {
      gsize step = length <= 8 ? length : MIN (8, length - 8);

      /* A multiplication carries upwards only, and names differ at their ends. */
      hash ^= load_word (text, length);
      hash = (hash ^ hash >> 32) * G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
      hash ^= hash >> 32;
      text += step;
      length -= step;
    }
  return (guint32) hash;
}

static gboolean
has_quotes_or_brackets (const char *p, const char *end)
{
  for (; end - p >= 8; p += 8)
    {
      guint64 word = load_word (p, 8);

      if ((mark_zeros (word ^ EACH_BYTE (']')) | mark_zeros (word ^ EACH_BYTE ('"')) |
           mark_zeros (word ^ EACH_BYTE ('\'')) | mark_zeros (word ^ EACH_BYTE ('\\'))) != 0)
        return TRUE;
    }
  for (; p < end; p++)
    if (*p == ']' || *p == '"' || *p == '\'' || *p == '\\')
      return TRUE;
  return FALSE;
}

static gboolean
is_plain_header (const char *text, const char *end)
{
  return *end == ']' && end[-1] != ' ' && end[-1] != '\t' && !has_quotes_or_brackets (text, end);
}

StintIniSection *
stint_ini_register_section (StintIniDocument *self, guint32 header, guint32 offset)
{
  const Line *line = line_at (self, header);
  const char *text = line->text + line->start + 1;
  const char *end = line->text + line->length - 1;
  StintIniSection *section;

  if (self->blocks == NULL || self->block_used == SECTIONS_A_BLOCK)
    {
      self->blocks = g_slist_prepend (self->blocks, g_new0 (StintIniSection, SECTIONS_A_BLOCK));
      self->block_used = 0;
    }
  section = (StintIniSection *) self->blocks->data + self->block_used++;
  section->document = self;
  section->header = header;
  section->offset = offset;
  section->plain = is_plain_header (text, end);
  section->name_end = last_four (text, end);
  section->hash = hash_text (text, line->key_length);
  g_ptr_array_add (self->sections, section);
  return section;
}
