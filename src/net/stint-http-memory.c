/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-net"

#include "config.h"

#include "stint-http-memory.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* As large as the strictest alignment, so that what follows has it as well. */
typedef union
{
  size_t size;
  max_align_t align;
} Header;

static Header *
header_of (void *block)
{
  return (Header *) block - 1;
}

void *
stint_http_malloc (size_t size)
{
  Header *header;

  if (size > G_MAXSIZE - sizeof (Header))
    return NULL;
  header = malloc (sizeof (Header) + size);
  if (header == NULL)
    return NULL;

  header->size = size;
  return header + 1;
}

void *
stint_http_calloc (size_t n, size_t size)
{
  void *block;

  if (size > 0 && n > G_MAXSIZE / size)
    return NULL;
  block = stint_http_malloc (n * size);
  if (block != NULL)
    memset (block, 0, n * size);

  return block;
}

/* Never realloc(): where that moves a block it leaves the old bytes behind. */
void *
stint_http_realloc (void *block, size_t size)
{
  void *moved;

  if (block == NULL)
    return stint_http_malloc (size);

  moved = stint_http_malloc (size);
  if (moved == NULL)
    return NULL;

  memcpy (moved, block, MIN (size, header_of (block)->size));
  stint_http_free (block);
  return moved;
}

char *
stint_http_strdup (const char *text)
{
  size_t size = strlen (text) + 1;
  char *copy = stint_http_malloc (size);

  return copy != NULL ? memcpy (copy, text, size) : NULL;
}

void
stint_http_free (void *block)
{
  Header *header;

  if (block == NULL)
    return;

  header = header_of (block);
  explicit_bzero (block, header->size);
  free (header);
}

gboolean
stint_wiped_buffer_append (StintWipedBuffer *self, const char *bytes, gsize length, gsize limit)
{
  if (length > limit || self->length > limit - length)
    return FALSE;

  if (self->room < self->length + length + 1)
    {
      gsize room = MAX (self->room * 2, MAX (self->length + length + 1, 1024));
      char *moved = stint_http_realloc (self->bytes, room);

      if (moved == NULL)
        return FALSE;
      self->bytes = moved;
      self->room = room;
    }

  memcpy (self->bytes + self->length, bytes, length);
  self->length += length;
  self->bytes[self->length] = '\0';
  return TRUE;
}

void
stint_wiped_buffer_clear (StintWipedBuffer *self)
{
  g_clear_pointer (&self->bytes, stint_http_free);
  self->length = 0;
  self->room = 0;
}
