/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-partition.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "test-vectors.h"

static JsonObject *
load (JsonParser *parser, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static void
test_regions (void)
{
  static const char *const good[] = {
    "us-east-1",     "eu-central-2",   "ap-southeast-7", "cn-north-1",
    "us-gov-west-1", "eusc-de-east-1", "us-iso-east-1",  "xx-new-42",
  };
  static const char *const bad[] = {
    "",
    "us",
    "us-east",
    "us-east-",
    "us-east-1a",
    "US-EAST-1",
    "us_east_1",
    "u-east-1",
    "us--east-1",
    "us-east-1 ",
    "us-east-1.",
    "us-1",
    "-east-1",
    "1-east-1",
    "us-east-1/x",
    "us-e@st-1",
    "us-east-x",
    "aws-global",
    "us-eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-1",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (stint_region_is_valid (good[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_false (stint_region_is_valid (bad[i]));
    }
  g_assert_false (stint_region_is_valid (NULL));
}

static void
test_arns (void)
{
  g_autofree char *partition = NULL;
  g_autofree char *service = NULL;
  g_autofree char *region = NULL;
  g_autofree char *account = NULL;
  g_autofree char *resource = NULL;

  g_assert_true (stint_arn_parse ("arn:aws-cn:sso:eu-west-1:123456789012:a:b/c", &partition,
                                  &service, &region, &account, &resource));
  g_assert_cmpstr (partition, ==, "aws-cn");
  g_assert_cmpstr (service, ==, "sso");
  g_assert_cmpstr (region, ==, "eu-west-1");
  g_assert_cmpstr (account, ==, "123456789012");
  g_assert_cmpstr (resource, ==, "a:b/c");

  g_assert_true (stint_arn_parse ("arn:aws:iam:::x", NULL, NULL, NULL, NULL, NULL));
  g_assert_false (stint_arn_parse ("arn:aws:iam::x", NULL, NULL, NULL, NULL, NULL));
  g_assert_false (stint_arn_parse ("arn::iam::1:x", NULL, NULL, NULL, NULL, NULL));
  g_assert_false (stint_arn_parse ("arn:aws:iam::1:", NULL, NULL, NULL, NULL, NULL));
  g_assert_false (stint_arn_parse (NULL, NULL, NULL, NULL, NULL, NULL));

  g_assert_cmpstr (stint_partition_for_arn ("arn:aws-eusc:iam::1:x")->id, ==, "aws-eusc");
  g_assert_null (stint_partition_for_arn ("arn:aws-other:iam::1:x"));
  g_assert_null (stint_partition_for_arn ("x"));
  g_assert_cmpstr (stint_partition_for_region ("us-gov-east-1")->id, ==, "aws-us-gov");
  g_assert_cmpstr (stint_partition_for_region ("zz-new-9")->id, ==, "aws");
  g_assert_cmpstr (stint_partition_for_region (NULL)->id, ==, "aws");
}

/* The secret regions are none of ours. */
static gboolean
is_known (const char *id)
{
  return !g_str_has_prefix (id, "aws-iso");
}

static void
test_partitions (void)
{
  g_autofree char *folder = test_vectors_find ("endpoint-rules");
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *partitions;
  guint checked = 0;

  if (folder == NULL)
    return;

  partitions =
      json_object_get_array_member (load (parser, folder, "partitions.json"), "partitions");
  for (guint i = 0; i < json_array_get_length (partitions); i++)
    {
      JsonObject *partition = json_array_get_object_element (partitions, i);
      JsonObject *outputs = json_object_get_object_member (partition, "outputs");
      const char *id = json_object_get_string_member (partition, "id");
      const char *home = json_object_get_string_member (outputs, "implicitGlobalRegion");
      const StintPartition *ours = stint_partition_for_region (home);
      g_autoptr (GList) regions =
          json_object_get_members (json_object_get_object_member (partition, "regions"));

      if (!is_known (id))
        continue;
      g_assert_cmpstr (ours->id, ==, id);
      g_assert_cmpstr (ours->default_region, ==, home);
      g_assert_cmpstr (ours->dns_suffix, ==, json_object_get_string_member (outputs, "dnsSuffix"));
      for (GList *l = regions; l != NULL; l = l->next)
        {
          if (g_str_has_suffix (l->data, "-global"))
            continue;
          g_assert_true (stint_region_is_valid (l->data));
          g_assert_true (stint_partition_for_region (l->data) == ours);
          checked++;
        }
    }
  g_assert_cmpuint (checked, >=, 30);
}

/* Regional endpoints; FIPS, dual stack and the old global endpoint are not what we use. */
static gboolean
is_ours (JsonObject *test_case)
{
  static const char *const others[] = { "UseFIPS", "UseDualStack", "UseGlobalEndpoint",
                                        "IsOAuthEndpoint", "IsControlPlane" };
  JsonObject *params, *expect;
  const char *region;

  if (!json_object_has_member (test_case, "params") ||
      !json_object_has_member (test_case, "expect"))
    return FALSE;

  params = json_object_get_object_member (test_case, "params");
  expect = json_object_get_object_member (test_case, "expect");
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      if (json_object_get_boolean_member_with_default (params, others[i], FALSE))
        return FALSE;
    }

  region = json_object_get_string_member_with_default (params, "Region", "");
  return !json_object_has_member (params, "Endpoint") &&
         json_object_has_member (expect, "endpoint") && stint_region_is_valid (region) &&
         strstr (region, "-iso") == NULL;
}

static void
check_endpoints (const char *folder, const char *name, StintEndpointService service, guint at_least)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *cases = json_object_get_array_member (load (parser, folder, name), "testCases");
  guint checked = 0;

  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *test_case = json_array_get_object_element (cases, i);
      g_autofree char *url = NULL;

      if (!is_ours (test_case))
        continue;
      url = stint_endpoint_url (service,
                                json_object_get_string_member (
                                    json_object_get_object_member (test_case, "params"), "Region"));
      g_assert_cmpstr (url, ==,
                       json_object_get_string_member (
                           json_object_get_object_member (
                               json_object_get_object_member (test_case, "expect"), "endpoint"),
                           "url"));
      checked++;
    }
  g_assert_cmpuint (checked, >=, at_least);
}

static void
test_endpoints (void)
{
  g_autofree char *folder = test_vectors_find ("endpoint-rules");
  g_autofree char *sts = stint_endpoint_url (STINT_ENDPOINT_STS, "eu-west-1");
  g_autofree char *iam = stint_endpoint_url (STINT_ENDPOINT_IAM, "eu-west-1");

  g_assert_cmpstr (sts, ==, "https://sts.eu-west-1.amazonaws.com");
  g_assert_cmpstr (iam, ==, "https://iam.amazonaws.com");
  if (folder == NULL)
    return;

  check_endpoints (folder, "sts.json", STINT_ENDPOINT_STS, 20);
  check_endpoints (folder, "sso.json", STINT_ENDPOINT_SSO, 10);
  check_endpoints (folder, "sso-oidc.json", STINT_ENDPOINT_SSO_OIDC, 10);
  check_endpoints (folder, "signin.json", STINT_ENDPOINT_SIGNIN, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/aws/partition/regions", test_regions);
  g_test_add_func ("/aws/partition/arns", test_arns);
  g_test_add_func ("/aws/partition/partitions", test_partitions);
  g_test_add_func ("/aws/partition/endpoints", test_endpoints);

  return g_test_run ();
}
