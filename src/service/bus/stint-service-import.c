/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-error.h"
#include "stint-import.h"
#include "stint-service-private.h"

/* The interface Import. */
#define STINT_TYPE_SERVICE_IMPORT (stint_service_import_get_type ())
G_DECLARE_FINAL_TYPE (
    StintServiceImport, stint_service_import, STINT, SERVICE_IMPORT, StintDBusImportSkeleton)

struct _StintServiceImport
{
  StintDBusImportSkeleton parent_instance;

  StintService *service; /* borrowed */
};

static void stint_service_import_iface_init (StintDBusImportIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StintServiceImport,
                               stint_service_import,
                               STINT_DBUS_TYPE_IMPORT_SKELETON,
                               G_IMPLEMENT_INTERFACE (STINT_DBUS_TYPE_IMPORT,
                                                      stint_service_import_iface_init))

/* What an admitted request works with. */
typedef struct
{
  StintService *service; /* (owned) */
  StintRequest *request; /* (owned) */
  GStrv items;           /* (owned) (nullable) */
  gboolean interactive;
} Job;

static void
job_free (Job *job)
{
  g_strfreev (job->items);
  g_object_unref (job->request);
  g_object_unref (job->service);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

static gboolean
check_paths (char **paths, gboolean move_keys, GError **error)
{
  if (paths == NULL)
    return TRUE;

  if (move_keys && paths[0] != NULL)
    {
      g_set_error_literal (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT,
                           "Keys can be moved out of the files that Stint looks after only, and "
                           "not out of others");
      return FALSE;
    }

  for (gsize i = 0; paths[i] != NULL; i++)
    {
      if (g_path_is_absolute (paths[i]))
        continue;
      g_set_error (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT, "%s is not an absolute path",
                   paths[i]);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_options (GVariant *options, GError **error)
{
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  g_auto (GStrv) paths = stint_options_dup_strv (&reader, "files");
  g_auto (GStrv) items = stint_options_dup_strv (&reader, "items");
  gboolean move_keys = stint_options_get_boolean (&reader, "move-keys", FALSE);

  stint_options_get_boolean (&reader, "interactive", TRUE);

  return stint_options_check (&reader, error) && check_paths (paths, move_keys, error);
}

static void
propose (StintService *service, StintRequest *request, GAsyncReadyCallback callback)
{
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (request));
  g_auto (GStrv) paths = stint_options_dup_strv (&reader, "files");
  Job *job = g_new0 (Job, 1);

  job->service = g_object_ref (service);
  job->request = g_object_ref (request);
  job->items = stint_options_dup_strv (&reader, "items");
  job->interactive = stint_options_get_boolean (&reader, "interactive", TRUE);
  stint_import_propose_async (stint_service_get_context (service), (const char *const *) paths,
                              stint_options_get_boolean (&reader, "move-keys", FALSE),
                              stint_request_get_cancellable (request), callback, job);
}

/* --- Plan ------------------------------------------------------------------------------------- */

static void
planned_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  g_autoptr (StintImportProposal) proposal = NULL;
  g_auto (GVariantDict) results = G_VARIANT_DICT_INIT (NULL);
  g_auto (GVariantBuilder) items = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  GError *error = NULL;

  proposal = stint_import_propose_finish (result, &error);
  if (proposal == NULL)
    {
      stint_request_take_failure (job->request, error);
      return;
    }

  for (guint i = 0; i < proposal->items->len; i++)
    g_variant_builder_add_value (
        &items, stint_import_item_to_variant (g_ptr_array_index (proposal->items, i)));
  g_variant_dict_insert_value (&results, "items", g_variant_builder_end (&items));
  g_variant_dict_insert_value (&results, "files", proposal->files);
  stint_request_succeed (job->request, g_variant_dict_end (&results));
}

static void
plan_run (StintRequest *request, gpointer user_data)
{
  propose (STINT_SERVICE (user_data), request, planned_cb);
}

static gboolean
handle_plan (StintDBusImport *object, GDBusMethodInvocation *invocation, GVariant *options)
{
  StintServiceImport *self = STINT_SERVICE_IMPORT (object);
  GError *error = NULL;

  if (!check_options (options, &error))
    return stint_service_refuse (invocation, error);

  return stint_service_serve (self->service, invocation, options, STINT_ADMIT_READER, plan_run,
                              self->service, NULL);
}

/* --- Run -------------------------------------------------------------------------------------- */

static void
ran_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  g_autoptr (GVariant) results = NULL;
  GError *error = NULL;

  results = stint_import_run_finish (result, &error);
  if (results != NULL)
    stint_service_succeed_saved (job->service, job->request, results);
  else
    stint_request_take_failure (job->request, error);
}

/* FALSE: an id that the plan does not have. */
static gboolean
select_items (GPtrArray *plan, char **ids, GError **error)
{
  if (ids == NULL)
    return TRUE;

  for (guint i = 0; i < plan->len; i++)
    ((StintImportItem *) g_ptr_array_index (plan, i))->selected = FALSE;

  for (gsize i = 0; ids[i] != NULL; i++)
    {
      StintImportItem *item = stint_import_plan_find (plan, ids[i]);

      if (item == NULL || item->kind == STINT_IMPORT_SKIPPED)
        {
          g_set_error (error, STINT_ERROR, STINT_ERROR_NOT_FOUND,
                       "“%s” is nothing that can be imported; the files may have changed", ids[i]);
          return FALSE;
        }
      /* What is there already needs no work, unless its key is to be moved. */
      item->selected = !item->exists || item->moves_key;
    }

  return TRUE;
}

static void
run_planned_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Job *job = user_data;
  StintImportProposal *proposal;
  GError *error = NULL;

  proposal = stint_import_propose_finish (result, &error);
  if (proposal != NULL && !select_items (proposal->items, job->items, &error))
    g_clear_pointer (&proposal, stint_import_proposal_free);
  if (proposal == NULL)
    {
      stint_request_take_failure (job->request, error);
      job_free (job);
      return;
    }

  stint_import_run_async (stint_service_get_context (job->service), proposal, job->interactive,
                          stint_request_get_cancellable (job->request), ran_cb, job);
}

static void
run_run (StintRequest *request, gpointer user_data)
{
  propose (STINT_SERVICE (user_data), request, run_planned_cb);
}

static gboolean
handle_run (StintDBusImport *object, GDBusMethodInvocation *invocation, GVariant *options)
{
  StintServiceImport *self = STINT_SERVICE_IMPORT (object);
  GError *error = NULL;

  if (!check_options (options, &error))
    return stint_service_refuse (invocation, error);

  return stint_service_serve (self->service, invocation, options, STINT_ADMIT_WRITER, run_run,
                              self->service, NULL);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_service_import_class_init (StintServiceImportClass *klass)
{
}

static void
stint_service_import_iface_init (StintDBusImportIface *iface)
{
  iface->handle_plan = handle_plan;
  iface->handle_run = handle_run;
}

static void
stint_service_import_init (StintServiceImport *self)
{
}

GDBusInterfaceSkeleton *
stint_service_import_new (StintService *service)
{
  StintServiceImport *self = g_object_new (STINT_TYPE_SERVICE_IMPORT, NULL);

  self->service = service;

  return G_DBUS_INTERFACE_SKELETON (self);
}
