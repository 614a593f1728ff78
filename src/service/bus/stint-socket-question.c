/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-socket-question.h"

#include <string.h>

#include "stint-socket-protocol.h"
#include "stint-time.h"

/* The longest head line: greeting, "error", the longest name, the length. */
#define MAX_HEAD 128

void
stint_socket_question_free (StintSocketQuestion *question)
{
  g_free (question->profile);
  g_free (question->session);
  g_free (question->to);
  g_free (question);
}

static gboolean
read_text (const char *value, char **out)
{
  char *text = g_uri_unescape_string (value, NULL);

  /* A field that comes twice, or is empty, cannot be meant. */
  if (text == NULL || *text == '\0' || *out != NULL)
    {
      g_free (text);
      return FALSE;
    }

  *out = text;
  return TRUE;
}

static gboolean
read_format (const char *value, StintSocketFormat *out)
{
  if (g_str_equal (value, "process"))
    *out = STINT_SOCKET_FORMAT_PROCESS;
  else if (g_str_equal (value, "fields"))
    *out = STINT_SOCKET_FORMAT_FIELDS;
  else
    return FALSE;

  return TRUE;
}

static gboolean
read_form (const char *value, StintConsoleForm *out)
{
  if (g_str_equal (value, "redirect"))
    *out = STINT_CONSOLE_REDIRECT;
  else if (g_str_equal (value, "link"))
    *out = STINT_CONSOLE_LINK;
  else
    return FALSE;

  return TRUE;
}

static gboolean
read_log_out (const char *value, gboolean *out)
{
  *out = g_str_equal (value, "yes");

  return *out || g_str_equal (value, "no");
}

static gboolean
read_wait (const char *value, guint *out)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT, &number, NULL))
    return FALSE;

  *out = (guint) number;
  return TRUE;
}

static gboolean
read_field (StintSocketQuestion *question, const char *field)
{
  const char *value = strchr (field, '=');

  if (value == NULL)
    return FALSE;

  value++;
  if (g_str_has_prefix (field, "profile="))
    return read_text (value, &question->profile);
  if (g_str_has_prefix (field, "session="))
    return read_text (value, &question->session);
  if (g_str_has_prefix (field, "format="))
    return read_format (value, &question->format);
  if (g_str_has_prefix (field, "to="))
    return read_text (value, &question->to);
  if (g_str_has_prefix (field, "form="))
    return read_form (value, &question->form);
  if (g_str_has_prefix (field, "logout="))
    return read_log_out (value, &question->log_out);
  if (g_str_has_prefix (field, "wait="))
    return read_wait (value, &question->wait_ms);

  return TRUE;
}

static gboolean
read_topic (const char *word, StintSocketTopic *out)
{
  if (g_str_equal (word, "credentials"))
    *out = STINT_SOCKET_TOPIC_CREDENTIALS;
  else if (g_str_equal (word, "console"))
    *out = STINT_SOCKET_TOPIC_CONSOLE;
  else
    return FALSE;

  return TRUE;
}

StintSocketQuestion *
stint_socket_question_parse (const char *line, gsize len, GError **error)
{
  g_autoptr (StintSocketQuestion) question = g_new0 (StintSocketQuestion, 1);
  g_auto (GStrv) words = NULL;
  gboolean fine;

  if (!g_utf8_validate_len (line, len, NULL))
    {
      g_set_error_literal (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT,
                           "The question is not a text");
      return NULL;
    }

  {
    g_autofree char *text = g_strndup (line, len);

    words = g_strsplit (text, " ", -1);
  }
  fine = g_strv_length (words) > 2 && g_str_equal (words[0], STINT_SOCKET_GREETING) &&
         read_topic (words[1], &question->topic);
  for (gsize i = 2; fine && words[i] != NULL; i++)
    fine = read_field (question, words[i]);

  if (!fine || (question->profile == NULL) == (question->session == NULL) ||
      (question->topic == STINT_SOCKET_TOPIC_CONSOLE && question->session == NULL))
    {
      g_set_error_literal (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT,
                           "The question cannot be understood: stint-credentials and stintd are of "
                           "different versions, or something else is talking");
      return NULL;
    }

  return g_steal_pointer (&question);
}

/* --- Answers ---------------------------------------------------------------------------------- */

typedef struct
{
  char *text;
  gsize size;
} Wiped;

static void
wiped_free (gpointer data)
{
  Wiped *wiped = data;

  explicit_bzero (wiped->text, wiped->size);
  g_free (wiped->text);
  g_free (wiped);
}

/* Takes @text, of which @size bytes were allocated: it was allocated once, at its full size, since
 * growing leaves copies behind. */
static GBytes *
wrap (char *text, gsize len, gsize size)
{
  Wiped *wiped = g_new0 (Wiped, 1);

  wiped->text = text;
  wiped->size = size;

  return g_bytes_new_with_free_func (text, len, wiped_free, wiped);
}

static GBytes *
build (const char *head, const char *body, gsize body_len)
{
  gsize size = MAX_HEAD + body_len;
  char *text = g_malloc (size);
  int head_len = g_snprintf (text, MAX_HEAD, STINT_SOCKET_GREETING " %s %zu\n", head, body_len);

  g_return_val_if_fail (head_len > 0 && head_len < MAX_HEAD, NULL);
  memcpy (text + head_len, body, body_len);

  return wrap (text, (gsize) head_len + body_len, size);
}

static char *
append_escaped (char *end, const char *text)
{
  static const char digits[] = "0123456789ABCDEF";

  for (const guchar *c = (const guchar *) text; *c != '\0'; c++)
    {
      if (g_ascii_isalnum (*c) || strchr ("-._~", *c) != NULL)
        *end++ = (char) *c;
      else
        {
          *end++ = '%';
          *end++ = digits[*c >> 4];
          *end++ = digits[*c & 15];
        }
    }

  return end;
}

static char *
append_field (char *end, const char *name, const char *value)
{
  if (value == NULL)
    return end;

  end = g_stpcpy (end, name);
  *end++ = '=';
  end = append_escaped (end, value);
  *end++ = '\n';

  return end;
}

static gsize
field_size (const char *value)
{
  /* Every byte as %XX, the longest name, "=" and a newline. */
  return value != NULL ? 3 * strlen (value) + 64 : 0;
}

static GBytes *
answer_in_fields (StintAwsCredentials *credentials, const char *region)
{
  const char *key_id = stint_aws_credentials_get_access_key_id (credentials);
  StintSecret *token = stint_aws_credentials_get_session_token (credentials);
  const char *secret =
      stint_secret_peek (stint_aws_credentials_get_secret_access_key (credentials));
  const char *token_text = token != NULL ? stint_secret_peek (token) : NULL;
  gint64 expiration = stint_aws_credentials_get_expiration (credentials);
  g_autofree char *until = expiration != 0 ? stint_time_format (expiration) : NULL;
  gsize size = field_size (key_id) + field_size (secret) + field_size (token_text) +
               field_size (until) + field_size (region) + 1;
  char *body = g_malloc (size);
  char *end = body;
  GBytes *answer;

  end = append_field (end, "AWS_ACCESS_KEY_ID", key_id);
  end = append_field (end, "AWS_SECRET_ACCESS_KEY", secret);
  end = append_field (end, "AWS_SESSION_TOKEN", token_text);
  end = append_field (end, "AWS_CREDENTIAL_EXPIRATION", until);
  end = append_field (end, "AWS_REGION", region);

  answer = build ("ok", body, (gsize) (end - body));
  explicit_bzero (body, size);
  g_free (body);

  return answer;
}

GBytes *
stint_socket_answer_new (StintSocketFormat format,
                         StintAwsCredentials *credentials,
                         const char *region)
{
  g_autoptr (StintSecret) json = NULL;

  if (format == STINT_SOCKET_FORMAT_FIELDS)
    return answer_in_fields (credentials, region);

  json = stint_aws_credentials_to_json (credentials);
  if (json == NULL)
    return NULL;

  return build ("ok", stint_secret_peek (json), stint_secret_get_length (json));
}

GBytes *
stint_socket_answer_new_address (const StintSecret *address)
{
  return build ("ok", stint_secret_peek (address), stint_secret_get_length (address));
}

GBytes *
stint_socket_answer_new_error (StintError code, const char *sentence)
{
  g_autofree char *head = g_strdup_printf ("error %s", stint_error_to_name (code));
  g_autofree char *one_line = g_strdup (sentence);

  g_strdelimit (one_line, "\r\n", ' ');

  return build (head, one_line, strlen (one_line));
}
