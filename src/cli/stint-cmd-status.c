/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* For prompts, so it has to be quick: one round trip, no client object, no GSettings; and it never
 * starts the service, because a service that does not run has nothing active. */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "stint-cli-show.h"
#include "stint-cli-template.h"
#include "stint-names.h"

/* A prompt that hangs is worse than one that does not know. */
#define PATIENCE_MS 2000

/* Which comes first where only one can be shown: the shell's own profile, else what ends first. */
static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const char *shell_profile = user_data;
  StintSessionItem *x = *(StintSessionItem *const *) a;
  StintSessionItem *y = *(StintSessionItem *const *) b;
  gboolean x_own = g_strcmp0 (stint_session_item_get_tool_profile (x), shell_profile) == 0;
  gboolean y_own = g_strcmp0 (stint_session_item_get_tool_profile (y), shell_profile) == 0;
  gint64 x_until = stint_session_item_get_until (x);
  gint64 y_until = stint_session_item_get_until (y);

  if (x_own != y_own)
    return y_own - x_own;
  if (stint_session_item_is_active (x) != stint_session_item_is_active (y))
    return stint_session_item_is_active (y) - stint_session_item_is_active (x);

  return x_until < y_until ? -1 : x_until > y_until;
}

static GVariant *
call_list (const char *interface, const GVariantType *type, GError **error)
{
  g_autoptr (GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, error);

  if (connection == NULL)
    return NULL;

  return g_dbus_connection_call_sync (connection, STINT_SERVICE_NAME, STINT_SERVICE_PATH, interface,
                                      "List", NULL, type, G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                      PATIENCE_MS, NULL, error);
}

/* Only items of what holds a profile are made: of 5,000 sessions a handful. */
static GPtrArray *
collect_held (GVariant *reply)
{
  GPtrArray *held = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GVariant) tuples = g_variant_get_child_value (reply, 1);

  for (gsize i = 0; i < g_variant_n_children (tuples); i++)
    {
      g_autoptr (GVariant) tuple = g_variant_get_child_value (tuples, i);
      const char *state;

      g_variant_get_child (tuple, 9, "&s", &state);
      if (g_str_equal (state, "active") || g_str_equal (state, "expiring") ||
          g_str_equal (state, "expired"))
        g_ptr_array_add (held, stint_session_item_new (tuple));
    }

  return held;
}

/* FALSE only for what is really wrong: that nobody is there is an answer. */
static gboolean
list_held (GPtrArray **out_held, gboolean *out_running, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GVariant) reply =
      call_list (STINT_SERVICE_INTERFACE_PREFIX "Sessions",
                 G_VARIANT_TYPE ("(ta" STINT_SESSION_TUPLE ")"), &local_error);

  *out_running = reply != NULL;
  if (reply != NULL)
    {
      *out_held = collect_held (reply);
      return TRUE;
    }

  if (g_error_matches (local_error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
      g_error_matches (local_error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN))
    {
      *out_held = g_ptr_array_new ();
      return TRUE;
    }

  g_propagate_error (error, stint_client_take_dbus_error (g_steal_pointer (&local_error)));

  return FALSE;
}

static void
set_integration (GPtrArray *held, StintIntegrationItem *integration)
{
  const char *id = stint_integration_item_get_id (integration);

  for (guint i = 0; i < held->len; i++)
    if (g_strcmp0 (stint_session_item_get_integration_id (held->pdata[i]), id) == 0)
      stint_session_item_set_integration (held->pdata[i], integration);
}

/* Programs want the names too, and have the time for a second question.  Without an answer the names
 * are null. */
static void
find_integrations (GPtrArray *held)
{
  g_autoptr (GVariant) reply = call_list (STINT_SERVICE_INTERFACE_PREFIX "Integrations",
                                          G_VARIANT_TYPE ("(ta" STINT_INTEGRATION_TUPLE ")"), NULL);
  g_autoptr (GVariant) tuples = NULL;

  if (reply == NULL)
    return;

  tuples = g_variant_get_child_value (reply, 1);
  for (gsize i = 0; i < g_variant_n_children (tuples); i++)
    {
      g_autoptr (GVariant) tuple = g_variant_get_child_value (tuples, i);
      g_autoptr (StintIntegrationItem) integration = stint_integration_item_new (tuple);

      set_integration (held, integration);
    }
}

static void
print_json (GPtrArray *held, gboolean running)
{
  StintJsonWriter *writer = stint_json_writer_new ();
  g_autofree char *text = NULL;

  if (held->len > 0)
    find_integrations (held);

  stint_json_begin_object (writer, NULL);
  stint_json_boolean (writer, "service_running", running);
  stint_json_begin_array (writer, "sessions");
  for (guint i = 0; i < held->len; i++)
    stint_show_session_json (writer, held->pdata[i]);
  stint_json_end_array (writer);
  stint_json_end_object (writer);
  text = stint_json_writer_free (writer);
  stint_cli_put (text);
}

static int
print_format (StintCli *cli, const char *format, GPtrArray *held)
{
  StintTemplateValues values = { held, stint_cli_now () };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = stint_template_expand (format, &values, &error);

  if (text == NULL)
    return stint_cli_usage_error ("%s", error->message);

  /* Where nothing is active a prompt gets nothing, not even the words between placeholders. */
  if (held->len > 0)
    {
      stint_cli_put (text);
      stint_cli_put ("\n");
    }

  return STINT_EXIT_DONE;
}

static char *
placeholders_help (void)
{
  g_autofree char *names = g_strjoinv ("}, {", (char **) stint_template_list ());

  return g_strdup_printf (_ ("Placeholders of --format: {%s}."), names);
}

static int
print (StintCli *cli, const char *format, gboolean json)
{
  g_autoptr (GPtrArray) held = NULL;
  g_autoptr (GError) error = NULL;
  gboolean running = FALSE;

  if (!cli->has_bus)
    held = g_ptr_array_new ();
  else if (!list_held (&held, &running, &error))
    return stint_cli_tell_error (cli, error);

  g_ptr_array_sort_with_data (held, compare, (gpointer) cli->shell_profile);
  if (json)
    print_json (held, running);
  else if (format != NULL)
    return print_format (cli, format, held);
  else if (held->len == 0)
    g_print ("%s\n", _ ("Nothing is active."));
  else
    stint_show_sessions (cli, held);

  return STINT_EXIT_DONE;
}

int
stint_cmd_status (StintCli *cli, int argc, char **argv)
{
  gboolean json = FALSE;
  g_autofree char *format = NULL;
  const GOptionEntry entries[] = {
    { "format", 'f', 0, G_OPTION_ARG_STRING, &format, N_ ("Print this, with placeholders"),
      N_ ("FORMAT") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("For programs"), NULL },
    { NULL },
  };
  g_autofree char *description = placeholders_help ();

  if (!stint_cli_parse (&argc, &argv, entries, "",
                        _ ("Shows what is active. Never starts the service."), description))
    return STINT_EXIT_USAGE;
  if (argc > 1)
    return stint_cli_usage_error (_ ("“%s” is too much."), argv[1]);
  if (json && format != NULL)
    return stint_cli_usage_error (_ ("--json and --format do not go together."));

  stint_error_quark ();

  return print (cli, format, json);
}
