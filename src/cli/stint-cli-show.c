/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include "stint-cli-show.h"

#include <glib/gi18n-lib.h>

#include "stint-cli-table.h"
#include "stint-words.h"

static void
json_error (StintJsonWriter *writer, StintSessionItem *item)
{
  g_autoptr (GError) error = stint_session_item_dup_error (item);

  if (error == NULL)
    {
      stint_json_string (writer, "error", NULL);
      return;
    }

  stint_json_begin_object (writer, "error");
  stint_json_string (writer, "name", stint_error_to_name ((StintError) error->code));
  stint_json_string (writer, "message", error->message);
  stint_json_string_or_null (writer, "aws_code", stint_error_get_detail (error, "aws-code"));
  stint_json_string_or_null (writer, "aws_message", stint_error_get_detail (error, "aws-message"));
  stint_json_end_object (writer);
}

static void
json_enum (StintJsonWriter *writer, const char *key, GType type, int value)
{
  stint_json_string (writer, key, stint_enum_to_nick (type, value));
}

void
stint_show_session_json (StintJsonWriter *writer, StintSessionItem *item)
{
  StintIntegrationItem *integration = stint_session_item_get_integration (item);
  guint duration = stint_session_item_get_duration (item);

  stint_json_begin_object (writer, NULL);
  stint_json_string (writer, "id", stint_session_item_get_id (item));
  stint_json_string (writer, "name", stint_session_item_get_name (item));
  json_enum (writer, "kind", STINT_TYPE_SESSION_KIND, (int) stint_session_item_get_kind (item));
  json_enum (writer, "state", STINT_TYPE_SESSION_STATE, (int) stint_session_item_get_state (item));
  stint_json_string (writer, "profile", stint_session_item_get_profile (item));
  stint_json_string (writer, "held_profile",
                     stint_session_item_is_held (item) ? stint_session_item_get_tool_profile (item)
                                                       : NULL);
  stint_json_instant (writer, "since", stint_session_item_get_since (item));
  stint_json_instant (writer, "until", stint_session_item_get_until (item));
  stint_json_string (writer, "integration_id", stint_session_item_get_integration_id (item));
  stint_json_string_or_null (writer, "integration",
                             integration != NULL ? stint_integration_item_get_name (integration)
                                                 : NULL);
  stint_json_string_or_null (writer, "account_id", stint_session_item_get_account_id (item));
  stint_json_string_or_null (writer, "account_name", stint_session_item_get_account_name (item));
  stint_json_string_or_null (writer, "role", stint_session_item_get_role (item));
  stint_json_string_or_null (writer, "region", stint_session_item_get_region (item));
  stint_json_string_or_null (writer, "arn", stint_session_item_get_arn (item));
  stint_json_string_or_null (writer, "from_id", stint_session_item_get_from_id (item));
  stint_json_string_or_null (writer, "external_id", stint_session_item_get_external_id (item));
  stint_json_string_or_null (writer, "role_session_name",
                             stint_session_item_get_role_session_name (item));
  json_enum (writer, "hand_out", STINT_TYPE_HAND_OUT, (int) stint_session_item_get_hand_out (item));
  json_enum (writer, "mfa", STINT_TYPE_MFA_MODE, (int) stint_session_item_get_mfa (item));
  json_enum (writer, "renew", STINT_TYPE_RENEW_POLICY, (int) stint_session_item_get_renew (item));
  stint_json_instant (writer, "duration", duration);
  stint_json_boolean (writer, "pinned", stint_session_item_get_pinned (item));
  stint_json_boolean (writer, "start_at_login", stint_session_item_get_start_at_login (item));
  stint_json_boolean (writer, "gone", stint_session_item_get_gone (item));
  stint_json_boolean (writer, "needs_person", stint_session_item_get_needs_person (item));
  stint_json_instant (writer, "last_used", stint_session_item_get_last_used (item));
  stint_json_string_or_null (writer, "warning", stint_session_item_get_warning (item));
  json_error (writer, item);
  stint_json_end_object (writer);
}

static void
show_sign_in_json (StintJsonWriter *writer, StintIntegrationItem *item)
{
  stint_json_string_or_null (writer, "start_url", stint_integration_item_get_start_url (item));
  stint_json_string_or_null (writer, "sso_session", stint_integration_item_get_sso_session (item));
  stint_json_string_or_null (writer, "profile_template",
                             stint_integration_item_get_profile_template (item));
  json_enum (writer, "flow", STINT_TYPE_SIGN_IN_FLOW, (int) stint_integration_item_get_flow (item));
  json_enum (writer, "sign_in", STINT_TYPE_SIGN_IN_STATE,
             (int) stint_integration_item_get_sign_in (item));
  stint_json_instant (writer, "signed_in_until", stint_integration_item_get_signed_in_until (item));
  stint_json_boolean (writer, "renews", stint_integration_item_get_renews (item));
  stint_json_boolean (writer, "shared", stint_integration_item_get_shared (item));
  stint_json_boolean (writer, "syncing", stint_integration_item_get_syncing (item));
  stint_json_instant (writer, "last_sync", stint_integration_item_get_last_sync (item));
}

void
stint_show_integration_json (StintJsonWriter *writer, StintIntegrationItem *item)
{
  stint_json_begin_object (writer, NULL);
  stint_json_string (writer, "id", stint_integration_item_get_id (item));
  stint_json_string (writer, "name", stint_integration_item_get_name (item));
  json_enum (writer, "kind", STINT_TYPE_INTEGRATION_KIND,
             (int) stint_integration_item_get_kind (item));
  stint_json_string_or_null (writer, "region", stint_integration_item_get_region (item));
  stint_json_string_or_null (writer, "access_key_id",
                             stint_integration_item_get_access_key_id (item));
  stint_json_string_or_null (writer, "mfa_serial", stint_integration_item_get_mfa_serial (item));
  stint_json_string_or_null (writer, "arn", stint_integration_item_get_arn (item));
  stint_json_string_or_null (writer, "account_id", stint_integration_item_get_account_id (item));
  stint_json_string_or_null (writer, "endpoint_url",
                             stint_integration_item_get_endpoint_url (item));
  stint_json_instant (writer, "lease_until", stint_integration_item_get_lease_until (item));
  if (stint_integration_item_get_kind (item) == STINT_INTEGRATION_IDENTITY_CENTER)
    show_sign_in_json (writer, item);
  stint_json_int (writer, "sessions", stint_integration_item_get_n_sessions (item));
  stint_json_int (writer, "active_sessions", stint_integration_item_get_n_active (item));
  stint_json_end_object (writer);
}

static StintColour
state_colour (StintSessionState state)
{
  switch (state)
    {
    case STINT_STATE_ACTIVE:
      return STINT_COLOUR_GREEN;
    case STINT_STATE_STARTING:
    case STINT_STATE_EXPIRING:
      return STINT_COLOUR_YELLOW;
    case STINT_STATE_EXPIRED:
    case STINT_STATE_FAILED:
      return STINT_COLOUR_RED;
    case STINT_STATE_INACTIVE:
    default:
      return STINT_COLOUR_DIM;
    }
}

/* The word never depends on the colour. */
static char *
state_words (StintSessionItem *item)
{
  StintSessionState state = stint_session_item_get_state (item);
  g_autofree char *life =
      stint_words_life (state, stint_session_item_get_until (item), stint_cli_now ());

  if (*life == '\0')
    return g_strdup (stint_words_state (state));
  if (state == STINT_STATE_EXPIRING)
    /* Translators: "6 min left", and that it ends soon and needs the person. */
    return g_strdup_printf (_ ("%s, ends soon"), life);

  return g_steal_pointer (&life);
}

static const char *
account_words (StintSessionItem *item)
{
  const char *name = stint_session_item_get_account_name (item);
  const char *id = stint_session_item_get_account_id (item);
  StintIntegrationItem *integration = stint_session_item_get_integration (item);

  if (*name != '\0')
    return name;
  if (*id == '\0' && integration != NULL)
    return stint_integration_item_get_account_id (integration);

  return id;
}

int
stint_show_compare_sessions (gconstpointer a, gconstpointer b)
{
  StintSessionItem *x = *(StintSessionItem *const *) a;
  StintSessionItem *y = *(StintSessionItem *const *) b;
  g_autofree char *x_key = NULL;
  g_autofree char *y_key = NULL;
  int order = stint_session_item_is_held (y) - stint_session_item_is_held (x);

  if (order == 0)
    order = stint_session_item_get_pinned (y) - stint_session_item_get_pinned (x);
  if (order != 0)
    return order;

  x_key = g_utf8_collate_key (stint_session_item_get_name (x), -1);
  y_key = g_utf8_collate_key (stint_session_item_get_name (y), -1);

  return g_strcmp0 (x_key, y_key);
}

void
stint_show_sessions (StintCli *cli, GPtrArray *sessions)
{
  const StintCliColumn columns[] = {
    { _ ("NAME"), 0 },   { _ ("PROFILE"), 1 }, { _ ("ACCOUNT"), 3 }, { _ ("ROLE"), 2 },
    { _ ("REGION"), 4 }, { _ ("STATE"), 0 },   { NULL, 0 },
  };
  StintCliTable *table =
      stint_cli_table_new (columns, stint_cli_terminal_width (), cli->colour_out);
  g_autofree char *text = NULL;

  for (guint i = 0; i < sessions->len; i++)
    {
      StintSessionItem *item = sessions->pdata[i];
      g_autofree char *state = state_words (item);
      const char *name = stint_session_item_get_name (item);
      const char *profile = stint_session_item_get_tool_profile (item);
      /* What is the same as the name is not worth a column. */
      const char *texts[] = {
        name,
        g_str_equal (profile, name) ? "" : profile,
        account_words (item),
        stint_session_item_get_role_name (item),
        stint_session_item_get_region (item),
        state,
      };

      stint_cli_table_add (table, state_colour (stint_session_item_get_state (item)), texts);
    }

  text = stint_cli_table_free (table);
  g_print ("%s", text);
}
