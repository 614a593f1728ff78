/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-net"

#include "config.h"

#include <string.h>

#include "stint-http-private.h"
#include "stint-secret.h"
#include "stint-time.h"

static GPtrArray *
new_header_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) stint_wipe_free);
}

StintHttpRequest *
stint_http_request_new (const char *method, const char *url)
{
  StintHttpRequest *self;

  g_return_val_if_fail (method != NULL, NULL);
  g_return_val_if_fail (url != NULL, NULL);

  self = g_new0 (StintHttpRequest, 1);
  self->method = g_strdup (method);
  self->url = g_strdup (url);
  self->headers = new_header_list ();

  return self;
}

void
stint_http_request_free (StintHttpRequest *self)
{
  if (self == NULL)
    return;

  g_free (self->method);
  stint_wipe_free (self->url);
  g_ptr_array_unref (self->headers);
  stint_wiped_buffer_clear (&self->body);
  g_free (self);
}

/* A line break in a value would begin another header. */
static gboolean
is_one_line (const char *text)
{
  return strpbrk (text, "\r\n") == NULL;
}

void
stint_http_request_add_header (StintHttpRequest *self, const char *name, const char *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL && is_one_line (name));
  g_return_if_fail (value != NULL && is_one_line (value));

  /* libcurl's own notation: "Name:" would take a header away, "Name;" sends an empty one. */
  g_ptr_array_add (self->headers, *value != '\0' ? g_strconcat (name, ": ", value, NULL)
                                                 : g_strconcat (name, ";", NULL));
}

void
stint_http_request_set_body (StintHttpRequest *self, const char *body, gssize len)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (body != NULL);

  stint_wiped_buffer_clear (&self->body);
  self->has_body = TRUE;
  stint_wiped_buffer_append (&self->body, body, len < 0 ? strlen (body) : (gsize) len, G_MAXSSIZE);
}

void
stint_http_request_set_urgent (StintHttpRequest *self, gboolean urgent)
{
  g_return_if_fail (self != NULL);

  self->urgent = urgent;
}

void
stint_http_request_set_once (StintHttpRequest *self, gboolean once)
{
  g_return_if_fail (self != NULL);

  self->once = once;
}

StintHttpResponse *
stint_http_response_new (void)
{
  StintHttpResponse *self = g_new0 (StintHttpResponse, 1);

  self->headers = new_header_list ();
  return self;
}

void
stint_http_response_free (StintHttpResponse *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->headers);
  stint_wiped_buffer_clear (&self->body);
  g_free (self);
}

gboolean
stint_http_response_take_line (StintHttpResponse *self, const char *line, gsize length)
{
  g_autofree char *header = NULL;

  self->head_size += length;
  if (self->head_size > STINT_HTTP_LARGEST_HEAD)
    return FALSE;

  /* An interim answer (100, 103) came before: only the last head counts. */
  if (length >= 5 && memcmp (line, "HTTP/", 5) == 0)
    {
      g_ptr_array_set_size (self->headers, 0);
      self->head_whole = FALSE;
      return TRUE;
    }

  header = g_strndup (line, length);
  g_strchomp (header);
  if (*header == '\0')
    self->head_whole = TRUE;
  else if (strchr (header, ':') != NULL)
    g_ptr_array_add (self->headers, g_steal_pointer (&header));

  return TRUE;
}

guint
stint_http_response_get_status (const StintHttpResponse *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->status;
}

const char *
stint_http_response_get_header (const StintHttpResponse *self, const char *name)
{
  gsize length;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  length = strlen (name);
  for (guint i = self->headers->len; i > 0; i--)
    {
      const char *header = g_ptr_array_index (self->headers, i - 1);

      if (g_ascii_strncasecmp (header, name, length) == 0 && header[length] == ':')
        {
          const char *value = header + length + 1;

          return value + strspn (value, " \t");
        }
    }

  return NULL;
}

const char *
stint_http_response_get_body (const StintHttpResponse *self, gsize *out_len)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (out_len != NULL)
    *out_len = self->body.length;

  return self->body.bytes != NULL ? self->body.bytes : "";
}

void
stint_http_response_measure_clock (StintHttpResponse *self)
{
  gint64 date;

  self->has_clock_offset =
      stint_time_parse_http (stint_http_response_get_header (self, "Date"), &date);
  if (self->has_clock_offset)
    self->clock_offset = date - g_get_real_time ();
}

gboolean
stint_http_response_get_clock_offset (const StintHttpResponse *self, gint64 *out_offset)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (out_offset != NULL, FALSE);

  if (!self->has_clock_offset)
    return FALSE;

  *out_offset = self->clock_offset;
  return TRUE;
}
