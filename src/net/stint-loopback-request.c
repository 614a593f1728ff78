/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-net"

#include "config.h"

#include "stint-loopback-request.h"

#include <string.h>

#include "stint-secret.h"

#define MOST_PARAMETERS 64

typedef struct
{
  char *name;
  char *value; /* wiped */
} Parameter;

struct _StintLoopbackQuery
{
  GArray *parameters; /* of Parameter */
};

static void
parameter_clear (gpointer data)
{
  Parameter *parameter = data;

  g_free (parameter->name);
  stint_wipe_free (parameter->value);
}

/* As forms are encoded: a plus is a blank. */
static char *
decode (const char *text, gsize length)
{
  g_autofree char *plain = g_strndup (text, length);
  char *decoded;

  g_strdelimit (plain, "+", ' ');
  decoded = g_uri_unescape_string (plain, NULL);
  explicit_bzero (plain, length);
  if (decoded == NULL || g_utf8_validate (decoded, -1, NULL))
    return decoded;

  stint_wipe_free (decoded);
  return NULL;
}

StintLoopbackQuery *
stint_loopback_query_parse (const char *text)
{
  g_autoptr (StintLoopbackQuery) self = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_new0 (StintLoopbackQuery, 1);
  self->parameters = g_array_new (FALSE, FALSE, sizeof (Parameter));
  g_array_set_clear_func (self->parameters, parameter_clear);

  while (*text != '\0')
    {
      gsize length = strcspn (text, "&");
      gsize name_length = MIN (strcspn (text, "="), length);
      gsize value_start = MIN (name_length + 1, length);
      Parameter parameter;

      if (length > 0)
        {
          parameter.name = decode (text, name_length);
          parameter.value = decode (text + value_start, length - value_start);
          g_array_append_val (self->parameters, parameter);
          if (parameter.name == NULL || parameter.value == NULL ||
              self->parameters->len > MOST_PARAMETERS)
            return NULL;
        }
      text += length;
      if (*text == '&')
        text++;
    }

  return g_steal_pointer (&self);
}

void
stint_loopback_query_free (StintLoopbackQuery *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->parameters);
  g_free (self);
}

const char *
stint_loopback_query_get (const StintLoopbackQuery *self, const char *name)
{
  const char *value = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < self->parameters->len; i++)
    {
      const Parameter *parameter = &g_array_index (self->parameters, Parameter, i);

      if (!g_str_equal (parameter->name, name))
        continue;
      if (value != NULL)
        return NULL;
      value = parameter->value;
    }

  return value;
}

/* Every character of @expected is looked at, whatever the value is. */
gboolean
stint_loopback_query_equals (const StintLoopbackQuery *self, const char *name, const char *expected)
{
  const char *value;
  gsize length, expected_length;
  volatile guchar difference = 0;

  g_return_val_if_fail (expected != NULL, FALSE);

  value = stint_loopback_query_get (self, name);
  length = value != NULL ? strlen (value) : 0;
  expected_length = strlen (expected);
  if (value == NULL || length != expected_length || length == 0)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    difference |= (guchar) value[i] ^ (guchar) expected[i];

  return difference == 0;
}

/* The head */

void
stint_loopback_request_clear (StintLoopbackRequest *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->query, stint_wipe_free);
  g_clear_pointer (&self->host, g_free);
  self->ahead = FALSE;
}

static gboolean
is_printable (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if ((guchar) text[i] < 0x20 || text[i] == 0x7f)
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_token (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (text[i]) &&
          (text[i] == '\0' || strchr ("!#$%&'*+-.^_`|~", text[i]) == NULL))
        return FALSE;
    }

  return length > 0;
}

/* `GET /path?query HTTP/1.1` */
static gboolean
parse_request_line (const char *line, gsize length, StintLoopbackRequest *request)
{
  const char *end = line + length;
  const char *target = memchr (line, ' ', length);
  const char *version, *question;

  if (target == NULL || !is_token (line, target - line) || target - line > 32)
    return FALSE;
  target++;
  version = memchr (target, ' ', end - target);
  if (version == NULL || version == target || *target != '/')
    return FALSE;
  for (const char *c = target; c < version; c++)
    {
      if (!g_ascii_isgraph (*c) || *c == '#')
        return FALSE;
    }
  if (end - version != strlen (" HTTP/1.1") || memcmp (version, " HTTP/1.", 8) != 0 ||
      (version[8] != '0' && version[8] != '1'))
    return FALSE;

  question = memchr (target, '?', version - target);
  request->method = g_strndup (line, target - 1 - line);
  request->path = g_strndup (target, (question != NULL ? question : version) - target);
  request->query =
      question != NULL ? g_strndup (question + 1, version - question - 1) : g_strdup ("");
  return TRUE;
}

static gboolean
name_is (const char *line, gsize name_length, const char *name)
{
  return strlen (name) == name_length && g_ascii_strncasecmp (line, name, name_length) == 0;
}

static gboolean
parse_header (const char *line, gsize length, StintLoopbackRequest *request)
{
  const char *colon = memchr (line, ':', length);
  g_autofree char *value = NULL;
  gsize name_length;

  if (colon == NULL || !is_token (line, colon - line))
    return FALSE;

  name_length = colon - line;
  value = g_strstrip (g_strndup (colon + 1, length - name_length - 1));
  if (name_is (line, name_length, "Host"))
    {
      if (request->host != NULL)
        return FALSE;
      request->host = g_steal_pointer (&value);
    }
  else if (name_is (line, name_length, "Sec-Purpose") || name_is (line, name_length, "Purpose") ||
           name_is (line, name_length, "X-Moz"))
    {
      request->ahead = request->ahead || strstr (value, "prefetch") != NULL;
    }

  return TRUE;
}

static gboolean
parse_lines (const char *bytes, gsize length, StintLoopbackRequest *request)
{
  const char *end = bytes + length;
  gboolean first = TRUE;

  while (bytes < end)
    {
      const char *line_end = g_strstr_len (bytes, end - bytes, "\r\n");
      gsize line_length = line_end != NULL ? (gsize) (line_end - bytes) : (gsize) (end - bytes);
      g_autofree char *line = g_strndup (bytes, line_length);
      gboolean good;

      g_strdelimit (line, "\t", ' ');
      good = is_printable (line, line_length) &&
             (first ? parse_request_line (line, line_length, request)
                    : parse_header (line, line_length, request));
      explicit_bzero (line, line_length);
      if (!good)
        return FALSE;
      first = FALSE;
      bytes += line_length + 2;
    }

  return !first;
}

static const char *
find_end (const char *bytes, gsize length)
{
  return memmem (bytes, length, "\r\n\r\n", 4);
}

/* What cannot become a request is not waited for. */
static gboolean
may_become_one (const char *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (bytes[i] == '\0')
        return FALSE;
      if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r'))
        return FALSE;
    }

  return TRUE;
}

StintLoopbackRequestState
stint_loopback_request_parse (const char *bytes, gsize length, StintLoopbackRequest *out_request)
{
  g_auto (StintLoopbackRequest) request = { 0 };
  const char *end;

  g_return_val_if_fail (bytes != NULL || length == 0, STINT_LOOPBACK_REQUEST_BAD);
  g_return_val_if_fail (out_request != NULL, STINT_LOOPBACK_REQUEST_BAD);

  end = length > 0 ? find_end (bytes, MIN (length, STINT_LOOPBACK_LARGEST_HEAD)) : NULL;
  if (!may_become_one (bytes, end != NULL ? (gsize) (end - bytes) : length))
    return STINT_LOOPBACK_REQUEST_BAD;
  if (end == NULL)
    return length >= STINT_LOOPBACK_LARGEST_HEAD ? STINT_LOOPBACK_REQUEST_TOO_LARGE
                                                 : STINT_LOOPBACK_REQUEST_PARTIAL;
  if (!parse_lines (bytes, end - bytes, &request))
    return STINT_LOOPBACK_REQUEST_BAD;

  *out_request = request;
  request = (StintLoopbackRequest){ 0 };
  return STINT_LOOPBACK_REQUEST_WHOLE;
}
