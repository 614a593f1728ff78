/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-sigv4.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "stint-time.h"
#include "test-vectors.h"

/* AWS's own signing cases, and signatures that botocore made for calls to STS.  These are tests
 * with public keys: json-glib and ordinary memory will do. */

static JsonObject *
load_object (const char *folder, const char *name, JsonParser *parser)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);

  return json_node_get_object (json_parser_get_root (parser));
}

static char *
load_text (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

static StintAwsCredentials *
make_credentials (const char *id, const char *secret, const char *token)
{
  g_autoptr (StintSecret) secret_key = stint_secret_new (secret, -1);
  g_autoptr (StintSecret) session_token = token != NULL ? stint_secret_new (token, -1) : NULL;

  return stint_aws_credentials_new (id, secret_key, session_token, 0, NULL);
}

/* A request as the vectors write it: a raw HTTP message with folded headers. */
typedef struct
{
  char *method;
  char *path;
  char *query;
  GArray *headers; /* of StintSigv4Header */
  char *body;
  GStrv storage;
} RawRequest;

static void
parse_request_line (RawRequest *raw, const char *line)
{
  const char *target = strchr (line, ' ') + 1;
  const char *version = g_strrstr (line, " HTTP/");
  g_autofree char *uri = g_strndup (target, version - target);
  char *question = strchr (uri, '?');

  raw->method = g_strndup (line, target - line - 1);
  raw->query = question != NULL ? g_strdup (question + 1) : NULL;
  if (question != NULL)
    *question = '\0';
  raw->path = g_strdup (uri);
}

static void
parse_headers (RawRequest *raw, char *head)
{
  GRegex *fold = g_regex_new ("\\r?\\n(?=[ \\t])", 0, 0, NULL);
  g_autofree char *unfolded = g_regex_replace_literal (fold, head, -1, 0, " ", 0, NULL);

  raw->storage = g_strsplit (unfolded, "\n", -1);
  raw->headers = g_array_new (FALSE, FALSE, sizeof (StintSigv4Header));
  parse_request_line (raw, raw->storage[0]);
  for (guint i = 1; raw->storage[i] != NULL; i++)
    {
      char *colon = strchr (raw->storage[i], ':');

      if (colon == NULL)
        continue;
      *colon = '\0';
      g_array_append_val (raw->headers, ((StintSigv4Header){ raw->storage[i], colon + 1 }));
    }
  g_regex_unref (fold);
}

static void
raw_request_init (RawRequest *raw, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "\n\n", 2);

  g_strdelimit (parts[0], "\r", ' ');
  parse_headers (raw, parts[0]);
  raw->body = g_strdup (parts[1] != NULL ? parts[1] : "");
}

static void
raw_request_clear (RawRequest *raw)
{
  g_free (raw->method);
  g_free (raw->path);
  g_free (raw->query);
  g_free (raw->body);
  g_array_unref (raw->headers);
  g_strfreev (raw->storage);
}

static void
check_case (const char *folder)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *context = load_object (folder, "context.json", parser);
  JsonObject *keys = json_object_get_object_member (context, "credentials");
  gboolean omit_token =
      json_object_get_boolean_member_with_default (context, "omit_session_token", FALSE);
  g_autofree char *text = load_text (folder, "request.txt");
  g_autofree char *canonical = load_text (folder, "header-canonical-request.txt");
  g_autofree char *string_to_sign = load_text (folder, "header-string-to-sign.txt");
  g_autofree char *signature = load_text (folder, "header-signature.txt");
  g_autofree char *body_hash = NULL;
  g_autofree char *our_canonical = NULL;
  g_autofree char *our_string = NULL;
  g_autofree char *authorization = NULL;
  g_autofree char *amz_date = NULL;
  g_autoptr (StintAwsCredentials) credentials = NULL;
  StintSigv4Request request = { 0 };
  RawRequest raw;
  gint64 when;

  raw_request_init (&raw, text);
  credentials = make_credentials (
      json_object_get_string_member (keys, "access_key_id"),
      json_object_get_string_member (keys, "secret_access_key"),
      omit_token ? NULL : json_object_get_string_member_with_default (keys, "token", NULL));
  g_assert_true (stint_time_parse (json_object_get_string_member (context, "timestamp"), &when));
  if (json_object_get_boolean_member (context, "sign_body"))
    {
      body_hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, raw.body, -1);
      g_array_append_val (raw.headers, ((StintSigv4Header){ "X-Amz-Content-Sha256", body_hash }));
    }

  request.method = raw.method;
  request.path = raw.path;
  request.query = raw.query;
  request.headers = (StintSigv4Header *) (gpointer) raw.headers->data;
  request.n_headers = raw.headers->len;
  request.body = raw.body;
  request.body_len = strlen (raw.body);
  request.region = json_object_get_string_member (context, "region");
  request.service = json_object_get_string_member (context, "service");
  request.when = when;
  request.normalize_path = json_object_get_boolean_member (context, "normalize");

  our_canonical = stint_sigv4_canonical_request (&request, credentials);
  g_assert_cmpstr (our_canonical, ==, g_strchomp (canonical));
  our_string = stint_sigv4_string_to_sign (&request, credentials);
  g_assert_cmpstr (our_string, ==, g_strchomp (string_to_sign));
  g_assert_true (stint_sigv4_sign (&request, credentials, &authorization, &amz_date));
  g_assert_cmpstr (strstr (authorization, "Signature=") + strlen ("Signature="), ==,
                   g_strchomp (signature));

  raw_request_clear (&raw);
}

static void
test_aws_cases (void)
{
  g_autofree char *folder = test_vectors_find ("sigv4/v4");
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint count = 0;

  if (folder == NULL)
    return;

  dir = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_test_message ("%s", name);
      check_case (path);
      count++;
    }
  g_assert_cmpuint (count, >=, 38);
}

static void
check_sts_case (JsonObject *item)
{
  g_autoptr (GUri) uri =
      g_uri_parse (json_object_get_string_member (item, "url"), G_URI_FLAGS_NONE, NULL);
  const char *body = json_object_get_string_member (item, "body");
  JsonObject *headers = json_object_get_object_member (item, "headers");
  StintSigv4Header to_sign[] = {
    { "Content-Type", json_object_get_string_member (headers, "Content-Type") },
    { "Host", g_uri_get_host (uri) },
  };
  g_autoptr (StintAwsCredentials) credentials =
      make_credentials (json_object_get_string_member (item, "access_key"),
                        json_object_get_string_member (item, "secret_key"),
                        json_object_get_string_member (item, "session_token"));
  StintSigv4Request request = {
    .method = "POST",
    .path = "/",
    .headers = to_sign,
    .n_headers = G_N_ELEMENTS (to_sign),
    .body = body,
    .body_len = strlen (body),
    .region = json_object_get_string_member (item, "region"),
    .service = json_object_get_string_member (item, "service"),
  };
  g_autofree char *canonical = NULL;
  g_autofree char *string_to_sign = NULL;
  g_autofree char *authorization = NULL;
  g_autofree char *amz_date = NULL;

  g_assert_true (stint_time_parse ("2026-01-02T03:04:05Z", &request.when));
  canonical = stint_sigv4_canonical_request (&request, credentials);
  g_assert_cmpstr (canonical, ==, json_object_get_string_member (item, "canonical_request"));
  string_to_sign = stint_sigv4_string_to_sign (&request, credentials);
  g_assert_cmpstr (string_to_sign, ==, json_object_get_string_member (item, "string_to_sign"));
  g_assert_true (stint_sigv4_sign (&request, credentials, &authorization, &amz_date));
  g_assert_cmpstr (authorization, ==, json_object_get_string_member (headers, "Authorization"));
  g_assert_cmpstr (amz_date, ==, json_object_get_string_member (headers, "X-Amz-Date"));
}

static void
test_botocore_cases (void)
{
  g_autofree char *folder = test_vectors_find ("generated-reference");
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *cases;

  if (folder == NULL)
    return;

  cases = json_object_get_array_member (
      load_object (folder, "botocore-reference-vectors.json", parser), "sigv4_sts");
  g_assert_cmpuint (json_array_get_length (cases), >=, 5);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    check_sts_case (json_array_get_object_element (cases, i));
}

/* Works without the vectors: AWS's documented example of GetCallerIdentity's family, signed by
 * botocore 1.43. */
static void
test_built_in (void)
{
  static const char body[] = "Action=GetCallerIdentity&Version=2011-06-15";
  StintSigv4Header headers[] = {
    { "host", "sts.us-east-1.amazonaws.com" },
    { "content-type", "application/x-www-form-urlencoded; charset=utf-8" },
  };
  g_autoptr (StintAwsCredentials) credentials =
      make_credentials ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", NULL);
  StintSigv4Request request = { .method = "POST",
                                .path = "/",
                                .headers = headers,
                                .n_headers = G_N_ELEMENTS (headers),
                                .body = body,
                                .body_len = sizeof body - 1,
                                .region = "us-east-1",
                                .service = "sts" };
  g_autofree char *authorization = NULL;
  g_autofree char *amz_date = NULL;

  g_assert_true (stint_time_parse ("2026-01-02T03:04:05Z", &request.when));
  g_assert_true (stint_sigv4_sign (&request, credentials, &authorization, &amz_date));
  g_assert_cmpstr (amz_date, ==, "20260102T030405Z");
  g_assert_cmpstr (authorization, ==,
                   "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/sts/aws4_request, "
                   "SignedHeaders=content-type;host;x-amz-date, "
                   "Signature=b57eccc771c57ff3d2d1121eb0768f9b5a596f1e2aa97e452275256232edfb15");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stint_secret_init_heap ();

  g_test_add_func ("/aws/sigv4/built-in", test_built_in);
  g_test_add_func ("/aws/sigv4/aws-cases", test_aws_cases);
  g_test_add_func ("/aws/sigv4/botocore-cases", test_botocore_cases);

  return g_test_run ();
}
