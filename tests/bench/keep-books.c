/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The bookkeeping of a sync, without any network: thousands of roles become sessions, and everything is
 * on disk.  Prints "milliseconds bytes": of the first sync, and of a second one that finds nothing new.
 *
 *     keep-books FOLDER ACCOUNTS ROLES */

#include "config.h"

#include <glib/gstdio.h>
#include <stdlib.h>

#include "stint-secret.h"
#include "stint-sync-apply.h"

static const char *const role_names[] = { "AdministratorAccess", "ReadOnlyAccess", "Billing",
                                          "DeveloperAccess", "PowerUserAccess" };

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

static void
flush (StintRegistry *registry)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  stint_registry_flush_async (registry, NULL, done_cb, &result);
  if (!stint_registry_flush_finish (registry, wait_for (&result), &error))
    g_error ("%s", error->message);
}

static void
load (StintRegistry *registry)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_registry_load_async (registry, NULL, done_cb, &result);
  stint_registry_load_finish (registry, wait_for (&result), NULL);
}

static StintIntegration *
add_integration (StintRegistry *registry)
{
  StintIntegrationDefinition *definition = stint_integration_definition_new ();
  g_autoptr (GError) error = NULL;
  StintIntegration *integration;

  definition->kind = STINT_INTEGRATION_IDENTITY_CENTER;
  definition->name = g_strdup ("Corp");
  definition->region = g_strdup ("eu-west-1");
  definition->start_url = g_strdup ("https://d-1234567890.awsapps.com/start");
  integration = stint_registry_put_integration (registry, definition, &error);
  if (integration == NULL)
    g_error ("%s", error->message);

  return integration;
}

/* The main loop's own part: the disk works beside it. */
static gint64
keep (StintContext *context, StintIntegration *integration, guint n_accounts, guint n_roles)
{
  gint64 began = g_get_monotonic_time ();
  g_autoptr (StintSyncBook) book = stint_sync_book_new (context, integration);

  for (guint i = 0; i < n_accounts; i++)
    {
      g_autofree char *id = g_strdup_printf ("%012u", 100000000 + i);
      g_autofree char *name = g_strdup_printf ("Department %u Production", i);

      for (guint j = 0; j < n_roles; j++)
        stint_sync_book_add (book, id, name, role_names[j % G_N_ELEMENTS (role_names)]);
    }
  stint_sync_book_finish (book, NULL);
  g_clear_pointer (&book, stint_sync_book_free);
  flush (context->registry);

  return g_get_monotonic_time () - began;
}

static gint64
measure (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 ? info.st_size : 0;
}

int
main (int argc, char *argv[])
{
  StintContext context = { NULL };
  g_autofree char *definitions = NULL;
  g_autofree char *state = NULL;
  StintIntegration *integration;

  if (argc != 4)
    return 2;

  stint_secret_init_heap ();
  definitions = g_build_filename (argv[1], "integrations.json", NULL);
  state = g_build_filename (argv[1], "state.json", NULL);
  g_remove (definitions);
  g_remove (state);
  context.registry = stint_registry_new (argv[1], argv[1]);
  load (context.registry);
  integration = add_integration (context.registry);
  flush (context.registry);

  for (int round = 0; round < 2; round++)
    {
      gint64 before = measure (definitions) + measure (state);
      gint64 took = keep (&context, integration, (guint) atoi (argv[2]), (guint) atoi (argv[3]));
      gint64 after = measure (definitions) + measure (state);

      g_print ("%.1f %" G_GINT64_FORMAT "\n", (double) took / 1000, after == before ? 0 : after);
    }
  g_clear_object (&context.registry);

  return EXIT_SUCCESS;
}
