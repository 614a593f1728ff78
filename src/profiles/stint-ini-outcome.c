/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Checks what edits made of an accepted file, without reading all of it again.
 *
 * A header forgets everything before it: how Python reads the lines behind one depends on nothing else.
 * So it is enough to parse from a header before the first changed byte to the first header behind the
 * last one, and to make sure that no section is there twice.  Whatever is out of the ordinary gets the
 * full treatment. */

#include "config.h"

#include "stint-ini-private.h"

#include <string.h>

#include "stint-files-error.h"

/* More changed sections than this are compared by the full check's hash. */
#define FEW_SECTIONS 16

typedef struct
{
  gsize start;     /* the same offset in the old and in the new bytes */
  gsize old_end;   /* of the header that closes the part, in the old bytes */
  gsize new_end;   /* and in the new ones */
  gsize new_stop;  /* behind that header's line */
  gboolean closed; /* there is such a header */
} Part;

static gsize
common_start (const char *a, const char *b, gsize size)
{
  const gsize block = 4096;
  gsize at = 0;

  while (size - at >= block && memcmp (a + at, b + at, block) == 0)
    at += block;
  while (at < size && a[at] == b[at])
    at++;
  return at;
}

static gsize
common_end (const char *a_end, const char *b_end, gsize size)
{
  const gsize block = 4096;
  gsize n = 0;

  while (size - n >= block && memcmp (a_end - n - block, b_end - n - block, block) == 0)
    n += block;
  while (n < size && a_end[-(gssize) n - 1] == b_end[-(gssize) n - 1])
    n++;
  return n;
}

/* The parsed sections come first and in order; those that were appended have no offset. */
static guint
count_parsed (StintIniDocument *self)
{
  guint n = self->sections->len;

  while (n > 0 &&
         ((StintIniSection *) g_ptr_array_index (self->sections, n - 1))->offset == NOT_PARSED)
    n--;
  return n;
}

static gsize
offset_of (StintIniDocument *self, guint section)
{
  return ((StintIniSection *) g_ptr_array_index (self->sections, section))->offset;
}

/* How many parsed sections begin before @offset. */
static guint
count_before (StintIniDocument *self, guint n_parsed, gsize offset)
{
  guint low = 0, high = n_parsed;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (offset_of (self, middle) < offset)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static Part
find_part (StintIniDocument *self, GBytes *outcome)
{
  gsize old_size, new_size;
  const char *old_data = g_bytes_get_data (self->bytes, &old_size);
  const char *new_data = g_bytes_get_data (outcome, &new_size);
  gsize same_start = common_start (old_data, new_data, MIN (old_size, new_size));
  gsize same_end =
      common_end (old_data + old_size, new_data + new_size, MIN (old_size, new_size) - same_start);
  guint n_parsed = count_parsed (self);
  guint before = count_before (self, n_parsed, same_start);
  guint behind = count_before (self, n_parsed, old_size - same_end);
  Part part = { 0, old_size, new_size, new_size, behind < n_parsed };

  /* The last header before the change may be changed itself; the one before it is not. */
  if (before >= 2)
    part.start = offset_of (self, before - 2);
  if (part.closed)
    {
      const char *newline;

      part.old_end = offset_of (self, behind);
      part.new_end = new_size - (old_size - part.old_end);
      newline = memchr (new_data + part.new_end, '\n', new_size - part.new_end);
      part.new_stop = newline != NULL ? (gsize) (newline + 1 - new_data) : new_size;
    }
  return part;
}

static gboolean
same_header (StintIniDocument *left,
             StintIniSection *a,
             StintIniDocument *right,
             StintIniSection *b)
{
  const char *a_text, *b_text;
  gsize a_length, b_length;

  if (a->hash != b->hash)
    return FALSE;
  stint_ini_header_text (line_at (left, a->header), &a_text, &a_length);
  stint_ini_header_text (line_at (right, b->header), &b_text, &b_length);
  return a_length == b_length && memcmp (a_text, b_text, a_length) == 0;
}

static gboolean
is_within (const StintIniSection *section, const Part *part)
{
  return section->offset != NOT_PARSED && section->offset >= part->start &&
         (section->offset < part->old_end || (part->closed && section->offset == part->old_end));
}

/* Whether the old bytes have this header, inside of the part or outside of it. */
static gboolean
has_header (StintIniDocument *self,
            const Part *part,
            gboolean within,
            guint from,
            StintIniDocument *fragment,
            StintIniSection *section)
{
  for (guint i = from; i < self->sections->len; i++)
    {
      StintIniSection *other = g_ptr_array_index (self->sections, i);
      gboolean is_inside = is_within (other, part);

      if (within && !is_inside)
        return FALSE;
      if (other->offset != NOT_PARSED && is_inside == within &&
          same_header (self, other, fragment, section))
        return TRUE;
    }
  return FALSE;
}

/* A header that is new to the part may be one outside of it. */
static gboolean
is_elsewhere (StintIniDocument *self,
              const Part *part,
              StintIniDocument *fragment,
              StintIniSection *section)
{
  guint first = count_before (self, count_parsed (self), part->start);

  return !has_header (self, part, TRUE, first, fragment, section) &&
         has_header (self, part, FALSE, 0, fragment, section);
}

/* FALSE also means: look at all of it. */
static gboolean
is_part_fine (StintIniDocument *self, GBytes *outcome)
{
  Part part = find_part (self, outcome);
  g_autoptr (GBytes) bytes =
      g_bytes_new_from_bytes (outcome, part.start, part.new_stop - part.start);
  g_autoptr (StintIniDocument) fragment = stint_ini_document_new (self->kind, bytes);
  StintIniSection *last;

  if (fragment == NULL || fragment->sections->len > FEW_SECTIONS ||
      !stint_ini_document_check (fragment, "", NULL))
    return FALSE;
  for (guint i = 0; i < fragment->sections->len; i++)
    {
      StintIniSection *section = g_ptr_array_index (fragment->sections, i);

      /* The keys of all [DEFAULT] sections are one set. */
      if (stint_ini_section_is_defaults (section) || is_elsewhere (self, &part, fragment, section))
        return FALSE;
    }
  if (!part.closed)
    return TRUE;
  /* The header that closes the part must still be one, or all behind it would be read differently. */
  if (fragment->sections->len == 0)
    return FALSE;
  last = g_ptr_array_index (fragment->sections, fragment->sections->len - 1);
  return last->offset == part.new_end - part.start;
}

gboolean
stint_ini_document_check_outcome (StintIniDocument *self,
                                  GBytes *outcome,
                                  const char *path,
                                  GError **error)
{
  g_autoptr (StintIniDocument) whole = NULL;

  if (is_part_fine (self, outcome))
    return TRUE;
  whole = stint_ini_document_new (self->kind, outcome);
  if (whole == NULL)
    {
      g_propagate_error (error, stint_files_error_new (STINT_FILES_ERROR_TOO_LARGE, path, 0,
                                                       "%s: is too large for an AWS file", path));
      return FALSE;
    }
  return stint_ini_document_check (whole, path, error);
}
