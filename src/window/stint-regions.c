/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-pick.h"
#include "stint-regions.h"

/* Translators: the names of AWS regions, as AWS's console has them in your language. */
static const struct
{
  const char *region;
  const char *place;
} regions[] = {
  { "us-east-1", N_ ("US East (N. Virginia)") },
  { "us-east-2", N_ ("US East (Ohio)") },
  { "us-west-1", N_ ("US West (N. California)") },
  { "us-west-2", N_ ("US West (Oregon)") },
  { "af-south-1", N_ ("Africa (Cape Town)") },
  { "ap-east-1", N_ ("Asia Pacific (Hong Kong)") },
  { "ap-east-2", N_ ("Asia Pacific (Taipei)") },
  { "ap-northeast-1", N_ ("Asia Pacific (Tokyo)") },
  { "ap-northeast-2", N_ ("Asia Pacific (Seoul)") },
  { "ap-northeast-3", N_ ("Asia Pacific (Osaka)") },
  { "ap-south-1", N_ ("Asia Pacific (Mumbai)") },
  { "ap-south-2", N_ ("Asia Pacific (Hyderabad)") },
  { "ap-southeast-1", N_ ("Asia Pacific (Singapore)") },
  { "ap-southeast-2", N_ ("Asia Pacific (Sydney)") },
  { "ap-southeast-3", N_ ("Asia Pacific (Jakarta)") },
  { "ap-southeast-4", N_ ("Asia Pacific (Melbourne)") },
  { "ap-southeast-5", N_ ("Asia Pacific (Malaysia)") },
  { "ap-southeast-6", N_ ("Asia Pacific (New Zealand)") },
  { "ap-southeast-7", N_ ("Asia Pacific (Thailand)") },
  { "ca-central-1", N_ ("Canada (Central)") },
  { "ca-west-1", N_ ("Canada West (Calgary)") },
  { "eu-central-1", N_ ("Europe (Frankfurt)") },
  { "eu-central-2", N_ ("Europe (Zurich)") },
  { "eu-north-1", N_ ("Europe (Stockholm)") },
  { "eu-south-1", N_ ("Europe (Milan)") },
  { "eu-south-2", N_ ("Europe (Spain)") },
  { "eu-west-1", N_ ("Europe (Ireland)") },
  { "eu-west-2", N_ ("Europe (London)") },
  { "eu-west-3", N_ ("Europe (Paris)") },
  { "il-central-1", N_ ("Israel (Tel Aviv)") },
  { "me-central-1", N_ ("Middle East (UAE)") },
  { "me-south-1", N_ ("Middle East (Bahrain)") },
  { "mx-central-1", N_ ("Mexico (Central)") },
  { "sa-east-1", N_ ("South America (São Paulo)") },
  { "cn-north-1", N_ ("China (Beijing)") },
  { "cn-northwest-1", N_ ("China (Ningxia)") },
  { "eusc-de-east-1", N_ ("AWS European Sovereign Cloud (Germany)") },
  { "us-gov-east-1", N_ ("AWS GovCloud (US-East)") },
  { "us-gov-west-1", N_ ("AWS GovCloud (US-West)") },
};

const char *
stint_regions_get_place (const char *region)
{
  g_return_val_if_fail (region != NULL, "");

  for (guint i = 0; i < G_N_ELEMENTS (regions); i++)
    {
      if (g_str_equal (regions[i].region, region))
        return _ (regions[i].place);
    }
  return "";
}

const char *
stint_regions_get_partition (const char *region)
{
  static const char *const table[][2] = {
    { "cn-", "aws-cn" },
    { "us-gov-", "aws-us-gov" },
    { "eusc-", "aws-eusc" },
  };

  g_return_val_if_fail (region != NULL, "aws");

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      if (g_str_has_prefix (region, table[i][0]))
        return table[i][1];
    }
  return "aws";
}

static void
append (GListStore *list, const char *region)
{
  g_autoptr (StintPick) pick = stint_pick_new (region, region, stint_regions_get_place (region));

  g_list_store_append (list, pick);
}

static gboolean
is_of (const char *region, const char *partition)
{
  return partition == NULL || g_str_equal (stint_regions_get_partition (region), partition);
}

GListModel *
stint_regions_list (const char *partition, const char *const *chosen, const char *none)
{
  GListStore *list = g_list_store_new (STINT_TYPE_PICK);

  if (none != NULL)
    {
      g_autoptr (StintPick) pick = stint_pick_new ("", none, "");

      g_list_store_append (list, pick);
    }
  for (; chosen != NULL && *chosen != NULL; chosen++)
    {
      if (is_of (*chosen, partition))
        append (list, *chosen);
    }
  if (g_list_model_get_n_items (G_LIST_MODEL (list)) > (none != NULL ? 1 : 0))
    return G_LIST_MODEL (list);
  /* Nothing was chosen, or nothing of this partition. */
  for (guint i = 0; i < G_N_ELEMENTS (regions); i++)
    {
      if (is_of (regions[i].region, partition))
        append (list, regions[i].region);
    }
  return G_LIST_MODEL (list);
}
