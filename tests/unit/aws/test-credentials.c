/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-aws-credentials.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "stint-aws-error.h"
#include "stint-json.h"
#include "stint-time.h"

#define EXPIRATION STINT_SECONDS (1795357921)

static void
test_values (void)
{
  static const struct
  {
    const char *json;
    const char *text;
  } strings[] = {
    { "\"\"", "" },
    { "\"plain\"", "plain" },
    { " \"blanks\" ", "blanks" },
    { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
    { "\"\\u0041\\u00fc\\u20AC\"", "Aü€" },
    { "\"\\uD83D\\uDD11\"", "\xf0\x9f\x94\x91" },
    { "\"ü\"", "ü" },
    { "\"\\u0000\"", NULL },
    { "12", NULL },
    { "null", NULL },
    { "{}", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      g_autofree char *text = NULL;
      g_autoptr (StintSecret) secret = NULL;
      StintJson json;

      g_test_message ("%s", strings[i].json);
      g_assert_true (stint_json_init (&json, strings[i].json, -1));
      text = stint_json_dup_string (&json);
      g_assert_cmpstr (text, ==, strings[i].text);
      secret = stint_json_dup_secret (&json);
      g_assert_cmpstr (secret != NULL ? stint_secret_peek (secret) : NULL, ==, strings[i].text);
    }
}

static void
test_grammar (void)
{
  static const char *const good[] = {
    "0",  "-0", "1.5e+10", "1E5",     "true",          "false", "null",
    "[]", "{}", "[1]",     "[[],{}]", "{\"a\":[1,2]}", " { } ", "[ 1 , 2 ]",
  };
  static const char *const bad[] = {
    "",       " ",      "01",      "1.",        ".5",          "+1",          "1e",
    "-",      "tru",    "nulll",   "[",         "]",           "[1,]",        "[,1]",
    "[1 2]",  "{",      "{\"a\"}", "{\"a\":}",  "{a:1}",       "{\"a\":1,}",  "{1:1}",
    "\"",     "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\uD800\"", "\"\\uDC00\"", "\"\\uD800\\u0041\"",
    "\"\n\"", "1 2",    "{} x",    "'a'",       "\"\xff\"",    "\"\\u-123\"",
  };
  g_autofree char *deep = g_strnfill (33, '[');
  g_autofree char *deep_end = g_strnfill (33, ']');
  g_autofree char *too_deep = g_strconcat (deep, deep_end, NULL);
  StintJson json;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_test_message ("%s", good[i]);
      g_assert_true (stint_json_init (&json, good[i], -1));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("case %zu", i);
      g_assert_false (stint_json_init (&json, bad[i], -1));
    }
  g_assert_false (stint_json_init (&json, too_deep, -1));
  g_assert_true (stint_json_init (&json, too_deep + 1, 64));
  g_assert_false (stint_json_init (&json, "[1]", 2));
  g_assert_false (stint_json_init (&json, "[\0]", 3));
}

static void
test_members (void)
{
  StintJson json, value, element = { 0 };
  gint64 number = 42;
  guint count = 0;
  g_autofree char *twice = NULL;
  g_autofree char *nested = NULL;
  g_autofree char *escaped = NULL;

  g_assert_true (stint_json_init (&json,
                                  "{\"twice\":\"one\", \"o\" : {\"o\":{\"in\":\"deep\"}},"
                                  "\"\\u006eame\":\"escaped\",\"n\":1700000000000,\"f\":1.5,"
                                  "\"twice\":\"two\",\"list\":[ 1 , {\"x\":[2]},\"3\" ],"
                                  "\"none\":[ ],\"big\":9223372036854775808}",
                                  -1));
  twice = stint_json_dup_member_string (&json, "twice");
  g_assert_cmpstr (twice, ==, "two");
  escaped = stint_json_dup_member_string (&json, "name");
  g_assert_cmpstr (escaped, ==, "escaped");
  g_assert_true (stint_json_get_member (&json, "o", &value));
  g_assert_true (stint_json_get_member (&value, "o", &value));
  nested = stint_json_dup_member_string (&value, "in");
  g_assert_cmpstr (nested, ==, "deep");
  g_assert_false (stint_json_get_member (&json, "in", &value));
  g_assert_false (stint_json_get_member (&json, "", &value));

  g_assert_true (stint_json_get_member_int (&json, "n", &number));
  g_assert_cmpint (number, ==, G_GINT64_CONSTANT (1700000000000));
  number = 42;
  g_assert_false (stint_json_get_member_int (&json, "f", &number));
  g_assert_false (stint_json_get_member_int (&json, "big", &number));
  g_assert_false (stint_json_get_member_int (&json, "twice", &number));
  g_assert_cmpint (number, ==, 42);

  g_assert_true (stint_json_get_member (&json, "list", &value));
  while (stint_json_next_element (&value, &element))
    count++;
  g_assert_cmpuint (count, ==, 3);
  element = (StintJson){ 0 };
  g_assert_true (stint_json_get_member (&json, "none", &value));
  g_assert_false (stint_json_next_element (&value, &element));
  g_assert_false (stint_json_next_element (&json, &element));
}

static StintAwsCredentials *
make (const char *id, const char *secret, const char *token, gint64 expiration, const char *arn)
{
  g_autoptr (StintSecret) secret_key = stint_secret_new (secret, -1);
  g_autoptr (StintSecret) session_token = token != NULL ? stint_secret_new (token, -1) : NULL;

  return stint_aws_credentials_new (id, secret_key, session_token, expiration, arn);
}

static void
assert_round_trip (StintAwsCredentials *credentials)
{
  g_autoptr (StintSecret) json = stint_aws_credentials_to_json (credentials);
  g_autoptr (GError) error = NULL;
  g_autoptr (StintAwsCredentials) back = stint_aws_credentials_from_json (json, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (stint_aws_credentials_get_access_key_id (back), ==,
                   stint_aws_credentials_get_access_key_id (credentials));
  g_assert_true (stint_secret_equal (stint_aws_credentials_get_secret_access_key (back),
                                     stint_aws_credentials_get_secret_access_key (credentials)));
  g_assert_true (stint_secret_equal (stint_aws_credentials_get_session_token (back),
                                     stint_aws_credentials_get_session_token (credentials)));
  g_assert_cmpint (stint_aws_credentials_get_expiration (back), ==,
                   stint_aws_credentials_get_expiration (credentials));
  g_assert_cmpstr (stint_aws_credentials_get_arn (back), ==,
                   stint_aws_credentials_get_arn (credentials));
}

static void
test_round_trips (void)
{
  g_autoptr (StintAwsCredentials) lasting =
      make ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", NULL, 0, NULL);
  g_autoptr (StintAwsCredentials) passing =
      make ("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "IQoJb3JpZ2luX2VjEXAMPLE==", EXPIRATION, "arn:aws:sts::123456789012:assumed-role/R/s");
  g_autoptr (StintAwsCredentials) odd =
      make ("\"\\\x01\x1f", "\"\"\"\"\\\\\\\\\n\t\x01", "\x7fü\xf0\x9f\x94\x91", -1000000, "\r\n");

  assert_round_trip (lasting);
  assert_round_trip (passing);
  assert_round_trip (odd);
}

/* As json-glib, that is anybody, reads it. */
static void
test_json_for_others (void)
{
  g_autoptr (StintAwsCredentials) passing =
      make ("ASIAIOSFODNN7EXAMPLE", "wJalr\"XUtn", "IQoJ==", EXPIRATION, NULL);
  g_autoptr (StintSecret) text = stint_aws_credentials_to_json (passing);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  json_parser_load_from_data (parser, stint_secret_peek (text), -1, &error);
  g_assert_no_error (error);
  object = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpint (json_object_get_int_member (object, "Version"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (object, "AccessKeyId"), ==,
                   "ASIAIOSFODNN7EXAMPLE");
  g_assert_cmpstr (json_object_get_string_member (object, "SecretAccessKey"), ==, "wJalr\"XUtn");
  g_assert_cmpstr (json_object_get_string_member (object, "SessionToken"), ==, "IQoJ==");
  g_assert_cmpstr (json_object_get_string_member (object, "Expiration"), ==,
                   "2026-11-22T14:32:01Z");
  g_assert_false (json_object_has_member (object, "Arn"));
}

static void
test_refused_json (void)
{
  static const char *const texts[] = {
    "",
    "[]",
    "{}",
    "{\"AccessKeyId\":\"A\"}",
    "{\"SecretAccessKey\":\"S\"}",
    "{\"AccessKeyId\":1,\"SecretAccessKey\":\"S\"}",
    "{\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"S\",\"Expiration\":\"soon\"}",
    "{\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"S\"} more",
    "{\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"S\"",
  };
  g_autoptr (StintSecret) tolerant = stint_secret_new (
      " {\"Version\":2,\"Other\":[{}],\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"S\"}\n", -1);
  g_autoptr (StintAwsCredentials) credentials = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (StintSecret) json = stint_secret_new (texts[i], -1);
      g_autoptr (GError) refusal = NULL;

      g_test_message ("%s", texts[i]);
      g_assert_null (stint_aws_credentials_from_json (json, &refusal));
      g_assert_error (refusal, STINT_AWS_ERROR, STINT_AWS_ERROR_MALFORMED);
    }

  credentials = stint_aws_credentials_from_json (tolerant, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stint_aws_credentials_get_access_key_id (credentials), ==, "A");
}

static void
test_account (void)
{
  static const struct
  {
    const char *arn;
    const char *account;
  } cases[] = {
    { NULL, NULL },
    { "arn:aws:sts::123456789012:assumed-role/R/s", "123456789012" },
    { "arn:aws-cn:iam::000000000001:user/u:x", "000000000001" },
    { "arn:aws:sts::12345678901:assumed-role/R/s", NULL },
    { "arn:aws:sts::12345678901x:assumed-role/R/s", NULL },
    { "arn:aws:sts:::x", NULL },
    { "nothing", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (StintAwsCredentials) credentials = make ("A", "S", NULL, 0, cases[i].arn);
      g_autofree char *account = stint_aws_credentials_dup_account_id (credentials);

      g_assert_cmpstr (account, ==, cases[i].account);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stint_secret_init_heap ();

  g_test_add_func ("/aws/json/values", test_values);
  g_test_add_func ("/aws/json/grammar", test_grammar);
  g_test_add_func ("/aws/json/members", test_members);
  g_test_add_func ("/aws/credentials/round-trips", test_round_trips);
  g_test_add_func ("/aws/credentials/json-for-others", test_json_for_others);
  g_test_add_func ("/aws/credentials/refused-json", test_refused_json);
  g_test_add_func ("/aws/credentials/account", test_account);

  return g_test_run ();
}
