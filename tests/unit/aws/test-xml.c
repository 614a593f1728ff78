/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-aws-xml.h"

#include <string.h>

#include "test-vectors.h"

static StintAwsXml *
parse (const char *text)
{
  return stint_aws_xml_parse (text, strlen (text));
}

static void
test_text (void)
{
  static const struct
  {
    const char *content;
    const char *text;
  } cases[] = {
    { "plain", "plain" },
    { "", "" },
    { "  \n padded\t ", "padded" },
    { "a &lt;b&gt; &amp;&quot;&apos;", "a <b> &\"'" },
    { "&#65;&#x42;&#x43;&#x1F511;", "ABC\xf0\x9f\x94\x91" },
    { "<![CDATA[a <b> & c]]>", "a <b> & c" },
    { "one<![CDATA[ ]]>two<!-- no -->three<?no pi?>four", "one twothreefour" },
    { "<![CDATA[]]>", "" },
    { "<![CDATA[]]]]><![CDATA[>]]>", "]]>" },
    { "<!-->-->", "" },
    { "<!-- - -- -->x", "x" },
    { "<?\?>x", "x" },
    { "über", "über" },
    { "&unknown;", NULL },
    { "&#0;", NULL },
    { "&#xD800;", NULL },
    { "&#x110000;", NULL },
    { "&#99999999999;", NULL },
    { "&#;", NULL },
    { "&#x;", NULL },
    { "&amp", NULL },
    { "a & b", NULL },
    { "<child/>", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *document = g_strdup_printf ("<r><v>%s</v></r>", cases[i].content);
      g_autoptr (StintAwsXml) xml = parse (document);
      g_autofree char *text = NULL;

      g_test_message ("%s", cases[i].content);
      g_assert_nonnull (xml);
      text = stint_aws_xml_dup_text (xml, "r/v");
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_paths (void)
{
  g_autoptr (StintAwsXml) xml =
      parse ("\xef\xbb\xbf<?xml version=\"1.0\"?><!-- c -->\n"
             "<n:Root xmlns:n='u>v' a = \"b\" ><x><v>wrong</v></x><Result ><n:v\n>first</n:v>"
             "<v>second</v><e/><e2 a=''/></Result></n:Root>\n<!-- end --> ");
  g_autofree char *first = stint_aws_xml_dup_text (xml, "Root/Result/v");
  g_autofree char *empty = stint_aws_xml_dup_text (xml, "Root/Result/e");

  g_assert_cmpstr (first, ==, "first");
  g_assert_cmpstr (empty, ==, "");
  g_assert_true (stint_aws_xml_has (xml, "Root/Result/e2"));
  g_assert_true (stint_aws_xml_has (xml, "Root"));
  g_assert_false (stint_aws_xml_has (xml, "Result"));
  g_assert_false (stint_aws_xml_has (xml, "Root/v"));
  g_assert_false (stint_aws_xml_has (xml, "Other/Root/Result/v"));
  g_assert_false (stint_aws_xml_has (xml, "Root/Result/v/"));
  g_assert_false (stint_aws_xml_has (xml, "/Root"));
  g_assert_false (stint_aws_xml_has (xml, ""));
  g_assert_null (stint_aws_xml_dup_text (xml, "Root/Result"));
}

static void
test_malformed (void)
{
  static const char *const documents[] = {
    "",
    " ",
    "text",
    "<",
    "<r",
    "<r>",
    "<r></s>",
    "<r></r",
    "<r></r></r>",
    "<r></r><r></r>",
    "<r/><r/>",
    "<r></r>text",
    "text<r></r>",
    "<r><a></r></a>",
    "<n:r></r>",
    "<r a></r>",
    "<r a=b></r>",
    "<r a='b></r>",
    "<r a='<'></r>",
    "<r a='b'c='d'></r>",
    "<1r></1r>",
    "< r></r>",
    "<r><!-- </r>",
    "<r><![CDATA[ </r>",
    "<r><? </r>",
    "<![CDATA[x]]>",
    "<!DOCTYPE r><r/>",
    "<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>",
    "<r><!ELEMENT x></r>",
    "<!-- only -->",
    "<r>\xff</r>",
    "<r / ></r>",
    "</r>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_test_message ("%s", i == 30 ? "(not UTF-8)" : documents[i]);
      g_assert_null (parse (documents[i]));
    }
  g_assert_null (stint_aws_xml_parse ("<r>\0</r>", 8));
}

static void
test_limits (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GString) wide = g_string_new ("<r>");
  g_autofree char *filler = g_strnfill (1024 * 1024, ' ');
  g_autofree char *large = g_strconcat ("<r>", filler, "</r>", NULL);

  for (guint i = 0; i < 32; i++)
    g_string_append (deep, "<d>");
  for (guint i = 0; i < 32; i++)
    g_string_append (deep, "</d>");
  {
    g_autoptr (StintAwsXml) xml = parse (deep->str);

    g_assert_nonnull (xml);
  }
  g_string_prepend (deep, "<d>");
  g_string_append (deep, "</d>");
  g_assert_null (parse (deep->str));

  for (guint i = 0; i < 5000; i++)
    g_string_append (wide, "<w/>");
  g_string_append (wide, "</r>");
  g_assert_null (parse (wide->str));
  g_assert_null (parse (large));
}

static void
test_secrets (void)
{
  g_autoptr (StintAwsXml) xml = parse ("<r><a> AQo\n\t EXA&#x4D;PLE==\r\n</a><b> \n </b>"
                                       "<c><d/></c><e>x&#0;y</e></r>");
  g_autoptr (StintSecret) secret = stint_aws_xml_dup_secret (xml, "r/a");

  g_assert_cmpstr (stint_secret_peek (secret), ==, "AQoEXAMPLE==");
  g_assert_null (stint_aws_xml_dup_secret (xml, "r/b"));
  g_assert_null (stint_aws_xml_dup_secret (xml, "r/c"));
  g_assert_null (stint_aws_xml_dup_secret (xml, "r/e"));
  g_assert_null (stint_aws_xml_dup_secret (xml, "r/f"));
}

/* Every beginning of a document but the whole is refused. */
static void
test_half_answers (void)
{
  static const char document[] =
      "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>"
      "<Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId></Credentials>"
      "</AssumeRoleResult></AssumeRoleResponse>";

  for (gsize length = 0; length < strlen (document); length++)
    g_assert_null (stint_aws_xml_parse (document, length));
}

static char *
load (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
test_sts_answers (void)
{
  g_autofree char *folder = test_vectors_find ("sts-xml");
  g_autofree char *text = NULL;
  g_autofree char *error_text = NULL;
  g_autofree char *expiration = NULL;
  g_autofree char *code = NULL;
  g_autoptr (StintAwsXml) xml = NULL;
  g_autoptr (StintAwsXml) error_xml = NULL;
  g_autoptr (StintSecret) token = NULL;

  if (folder == NULL)
    return;

  text = load (folder, "sts-get-session-token.xml");
  xml = parse (text);
  g_assert_nonnull (xml);
#define RESULT "GetSessionTokenResponse/GetSessionTokenResult/Credentials/"
  expiration = stint_aws_xml_dup_text (xml, RESULT "Expiration");
  g_assert_cmpstr (expiration, ==, "2011-07-11T19:55:29.611Z");
  token = stint_aws_xml_dup_secret (xml, RESULT "SessionToken");
  g_assert_true (g_str_has_prefix (stint_secret_peek (token), "AQoEXAMPLEH4aoAH0gNCAPyJxz4Bl"));
  g_assert_null (strpbrk (stint_secret_peek (token), " \n"));

  error_text = load (folder, "errors/sts-get-session-token.xml");
  error_xml = parse (error_text);
  g_assert_nonnull (error_xml);
  code = stint_aws_xml_dup_text (error_xml, "ErrorResponse/Error/Code");
  g_assert_cmpstr (code, ==, "AccessDenied");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stint_secret_init_heap ();

  g_test_add_func ("/aws/xml/text", test_text);
  g_test_add_func ("/aws/xml/paths", test_paths);
  g_test_add_func ("/aws/xml/malformed", test_malformed);
  g_test_add_func ("/aws/xml/limits", test_limits);
  g_test_add_func ("/aws/xml/secrets", test_secrets);
  g_test_add_func ("/aws/xml/half-answers", test_half_answers);
  g_test_add_func ("/aws/xml/sts-answers", test_sts_answers);

  return g_test_run ();
}
