/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Signs requests, one JSON object a line on standard input:
 *   {"method", "path", "query"?, "headers": [[NAME, VALUE], …], "body" (base64), "region", "service",
 *    "when" (seconds), "id", "secret", "token"?}
 * and answers {"authorization", "date"} on standard output. */

#include "config.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

#include "stint-sigv4.h"

static const char *
text_of (JsonObject *object, const char *member)
{
  return json_object_get_string_member_with_default (object, member, NULL);
}

static StintAwsCredentials *
credentials_of (JsonObject *object)
{
  const char *token = text_of (object, "token");
  g_autoptr (StintSecret) secret = stint_secret_new (text_of (object, "secret"), -1);
  g_autoptr (StintSecret) session_token = token != NULL ? stint_secret_new (token, -1) : NULL;

  return stint_aws_credentials_new (text_of (object, "id"), secret, session_token, 0, NULL);
}

static GArray *
headers_of (JsonObject *object)
{
  JsonArray *pairs = json_object_get_array_member (object, "headers");
  GArray *headers = g_array_new (FALSE, FALSE, sizeof (StintSigv4Header));

  for (guint i = 0; i < json_array_get_length (pairs); i++)
    {
      JsonArray *pair = json_array_get_array_element (pairs, i);
      StintSigv4Header header = { json_array_get_string_element (pair, 0),
                                  json_array_get_string_element (pair, 1) };

      g_array_append_val (headers, header);
    }
  return headers;
}

static gboolean
answer (JsonObject *object)
{
  g_autoptr (StintAwsCredentials) credentials = credentials_of (object);
  g_autoptr (GArray) headers = headers_of (object);
  gsize length = 0;
  g_autofree guchar *body = g_base64_decode (text_of (object, "body"), &length);
  StintSigv4Request request = {
    .method = text_of (object, "method"),
    .path = text_of (object, "path"),
    .query = text_of (object, "query"),
    .headers = (const StintSigv4Header *) (void *) headers->data,
    .n_headers = headers->len,
    .body = (const char *) body,
    .body_len = length,
    .region = text_of (object, "region"),
    .service = text_of (object, "service"),
    .when = json_object_get_int_member (object, "when") * G_USEC_PER_SEC,
    .normalize_path = TRUE,
  };
  g_autofree char *authorization = NULL;
  g_autofree char *date = NULL;

  if (!stint_sigv4_sign (&request, credentials, &authorization, &date))
    return FALSE;
  printf ("{\"authorization\": \"%s\", \"date\": \"%s\"}\n", authorization, date);
  return fflush (stdout) == 0;
}

int
main (void)
{
  char *line = NULL;
  size_t size = 0;
  gboolean good = TRUE;

  while (good && getline (&line, &size, stdin) > 0)
    {
      g_autoptr (JsonParser) parser = json_parser_new ();

      good = json_parser_load_from_data (parser, line, -1, NULL) &&
             answer (json_node_get_object (json_parser_get_root (parser)));
    }
  free (line);
  return good ? 0 : 1;
}
