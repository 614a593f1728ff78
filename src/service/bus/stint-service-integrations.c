/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-changes.h"
#include "stint-error-map.h"
#include "stint-error.h"
#include "stint-moved-key.h"
#include "stint-remove.h"
#include "stint-service-private.h"
#include "stint-tuples.h"

/* The interface Integrations. */
#define STINT_TYPE_SERVICE_INTEGRATIONS (stint_service_integrations_get_type ())
G_DECLARE_FINAL_TYPE (StintServiceIntegrations,
                      stint_service_integrations,
                      STINT,
                      SERVICE_INTEGRATIONS,
                      StintDBusIntegrationsSkeleton)

struct _StintServiceIntegrations
{
  StintDBusIntegrationsSkeleton parent_instance;

  StintService *service; /* borrowed */
  StintContext *context; /* borrowed */
  StintEngine *engine;   /* borrowed */
  StintChanges *changes;
};

static void stint_service_integrations_iface_init (StintDBusIntegrationsIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StintServiceIntegrations,
                               stint_service_integrations,
                               STINT_DBUS_TYPE_INTEGRATIONS_SKELETON,
                               G_IMPLEMENT_INTERFACE (STINT_DBUS_TYPE_INTEGRATIONS,
                                                      stint_service_integrations_iface_init))

/* What an admitted request works with. */
typedef struct
{
  StintServiceIntegrations *self; /* (owned) */
  StintRequest *request;          /* (owned) (nullable) */
  StintIntegration *integration;  /* (owned) */
  gboolean interactive;
} Job;

static Job *
job_new (StintServiceIntegrations *self, StintIntegration *integration)
{
  Job *job = g_new0 (Job, 1);

  job->self = g_object_ref (self);
  job->integration = g_object_ref (integration);

  return job;
}

static void
job_free (Job *job)
{
  g_object_unref (job->integration);
  g_clear_object (&job->request);
  g_object_unref (job->self);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

/* The admission frees its own job; the work goes on with this one. */
static Job *
job_copy (const Job *job, StintRequest *request)
{
  Job *work = job_new (job->self, job->integration);

  work->request = g_object_ref (request);
  work->interactive = job->interactive;

  return work;
}

/* --- The list --------------------------------------------------------------------------------- */

static gboolean
handle_list (StintDBusIntegrations *object, GDBusMethodInvocation *invocation)
{
  StintServiceIntegrations *self = STINT_SERVICE_INTEGRATIONS (object);
  GPtrArray *integrations = stint_registry_get_integrations (self->context->registry);
  g_auto (GVariantBuilder) builder =
      G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a" STINT_INTEGRATION_TUPLE));

  stint_changes_flush (self->changes);
  for (guint i = 0; i < integrations->len; i++)
    g_variant_builder_add_value (
        &builder, stint_tuple_from_integration (g_ptr_array_index (integrations, i)));

  stint_dbus_integrations_complete_list (object, g_steal_pointer (&invocation),
                                         stint_changes_get_revision (self->changes),
                                         g_variant_builder_end (&builder));

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
emit_changes_cb (guint64 revision, GPtrArray *changed, GPtrArray *removed, gpointer user_data)
{
  StintServiceIntegrations *self = STINT_SERVICE_INTEGRATIONS (user_data);
  g_auto (GVariantBuilder) upserts =
      G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a" STINT_INTEGRATION_TUPLE));

  for (guint i = 0; i < changed->len; i++)
    {
      StintIntegration *integration =
          stint_registry_get_integration (self->context->registry, g_ptr_array_index (changed, i));

      if (integration != NULL)
        g_variant_builder_add_value (&upserts, stint_tuple_from_integration (integration));
    }

  g_ptr_array_add (removed, NULL);
  stint_dbus_integrations_emit_changed (STINT_DBUS_INTEGRATIONS (self), revision,
                                        g_variant_builder_end (&upserts),
                                        (const char *const *) removed->pdata);
}

static void
integration_changed_cb (StintRegistry *registry, StintIntegration *integration, gpointer user_data)
{
  stint_changes_add (STINT_SERVICE_INTEGRATIONS (user_data)->changes,
                     stint_integration_get_id (integration));
}

static void
integration_removed_cb (StintRegistry *registry, const char *id, gpointer user_data)
{
  stint_changes_add_removed (STINT_SERVICE_INTEGRATIONS (user_data)->changes, id);
}

/* --- For the methods in stint-service-identity-center.c and -iam-user.c ------------------------ */

StintService *
stint_service_integrations_get_service (StintDBusIntegrations *object)
{
  return STINT_SERVICE_INTEGRATIONS (object)->service;
}

/* --- Edit ------------------------------------------------------------------------------------- */

void
stint_service_read_integration (StintOptions *reader, StintIntegrationDefinition *definition)
{
  stint_service_override_text (&definition->name, stint_options_get_string (reader, "name"));
  stint_service_override_text (&definition->mfa_serial,
                               stint_options_get_string (reader, "mfa-serial"));
  stint_service_override_text (&definition->region, stint_options_get_string (reader, "region"));
  stint_service_override_text (&definition->endpoint_url,
                               stint_options_get_string (reader, "endpoint-url"));
}

/* Lays the options of Edit over @definition: those of its kind, and those of all kinds. */
static void
read_changes (StintOptions *reader, StintIntegrationDefinition *definition)
{
  stint_service_read_integration (reader, definition);
  stint_service_override_text (&definition->browser, stint_options_get_string (reader, "browser"));
  stint_service_override_text (&definition->sso_session,
                               stint_options_get_string (reader, "sso-session"));
  stint_service_override_text (&definition->profile_template,
                               stint_options_get_string (reader, "profile-template"));
  definition->flow = (StintSignInFlow) stint_options_get_enum (
      reader, "flow", STINT_TYPE_SIGN_IN_FLOW, (int) definition->flow);
}

static gboolean
check_changes (StintIntegration *integration, StintOptions *reader, GError **error)
{
  static const char *const of_user[] = { "mfa-serial", NULL };
  static const char *const of_center[] = { "flow", "sso-session", "profile-template", NULL };
  gboolean is_user =
      stint_integration_get_definition (integration)->kind == STINT_INTEGRATION_IAM_USER;
  const char *const *wrong = is_user ? of_center : of_user;

  for (gsize i = 0; wrong[i] != NULL; i++)
    {
      if (!stint_options_has (reader, wrong[i]))
        continue;
      g_set_error (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT, "“%s” has no “%s”",
                   stint_integration_get_name (integration), wrong[i]);
      return FALSE;
    }

  return TRUE;
}

static void
edit_run (StintRequest *request, gpointer user_data)
{
  Job *job = user_data;
  const StintIntegrationDefinition *old = stint_integration_get_definition (job->integration);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (request));
  StintIntegrationDefinition *definition = stint_integration_definition_copy (old);
  gboolean lease_is_void;
  GError *error = NULL;

  read_changes (&reader, definition);
  lease_is_void = g_strcmp0 (definition->mfa_serial, old->mfa_serial) != 0 ||
                  g_strcmp0 (definition->endpoint_url, old->endpoint_url) != 0;
  if (stint_registry_put_integration (job->self->context->registry, definition, &error) == NULL)
    {
      stint_request_take_failure (request, error);
      return;
    }

  if (lease_is_void)
    stint_engine_drop_lease (job->self->engine, stint_integration_get_id (job->integration));
  stint_service_succeed_saved (job->self->service, request, NULL);
}

static gboolean
handle_edit (StintDBusIntegrations *object,
             GDBusMethodInvocation *invocation,
             const char *id,
             GVariant *options)
{
  StintServiceIntegrations *self = STINT_SERVICE_INTEGRATIONS (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  g_autoptr (StintIntegrationDefinition) scratch = stint_integration_definition_new ();
  StintIntegration *integration;
  GError *error = NULL;

  integration = stint_service_find_integration (self->service, id, &error);
  read_changes (&reader, scratch);
  if (integration == NULL || !stint_options_check (&reader, &error) ||
      !check_changes (integration, &reader, &error))
    return stint_service_refuse (invocation, error);

  return stint_service_serve (self->service, invocation, options, STINT_ADMIT_WRITER, edit_run,
                              job_new (self, integration), (GDestroyNotify) job_free);
}

/* --- Remove ----------------------------------------------------------------------------------- */

static void
remove_signed_out_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  const char *id = stint_integration_get_id (job->integration);
  GError *error = NULL;

  if (stint_identity_center_sign_out_finish (STINT_IDENTITY_CENTER (object), result, NULL,
                                             &error) &&
      stint_registry_remove_integration (job->self->context->registry, id, &error))
    stint_service_succeed_saved (job->self->service, job->request, NULL);
  else
    stint_request_take_failure (job->request, error);
}

static void
remove_cleared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  const char *id = stint_integration_get_id (job->integration);
  GError *error = NULL;

  if (!stint_vault_clear_finish (STINT_VAULT (object), result, &error))
    {
      stint_request_take_failure (job->request, stint_error_map_take (error));
      return;
    }

  stint_engine_drop_lease (job->self->engine, id);
  if (stint_registry_remove_integration (job->self->context->registry, id, &error))
    stint_service_succeed_saved (job->self->service, job->request, NULL);
  else
    stint_request_take_failure (job->request, error);
}

static void
remove_stopped_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Job *job = user_data;
  GError *error = NULL;

  if (!stint_stop_sessions_finish (result, NULL, &error))
    {
      stint_request_take_failure (job->request, error);
      job_free (job);
      return;
    }

  if (stint_integration_get_definition (job->integration)->kind == STINT_INTEGRATION_IAM_USER)
    stint_vault_clear_async (job->self->context->vault, STINT_VAULT_KIND_ACCESS_KEY,
                             stint_integration_get_id (job->integration), job->interactive, NULL,
                             remove_cleared_cb, job);
  else
    stint_identity_center_sign_out_async (stint_engine_get_identity_center (job->self->engine),
                                          job->integration, TRUE, job->interactive,
                                          remove_signed_out_cb, job);
}

static void
remove_stop (Job *job)
{
  g_autoptr (GPtrArray) sessions = stint_list_sessions_of (
      job->self->context->registry, stint_integration_get_id (job->integration));

  stint_stop_sessions_async (job->self->context, job->self->engine, sessions, TRUE,
                             stint_request_get_cancellable (job->request), remove_stopped_cb, job);
}

static void
remove_restored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Job *job = user_data;
  g_auto (GStrv) profiles = NULL;
  GError *error = NULL;

  profiles = stint_moved_key_restore_finish (result, &error);
  if (profiles != NULL)
    {
      remove_stop (job);
      return;
    }

  stint_request_take_failure (job->request, error);
  job_free (job);
}

static void
remove_checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Job *job = user_data;
  GError *error = NULL;

  if (stint_moved_key_check_unused_finish (result, &error))
    {
      remove_stop (job);
      return;
    }

  stint_request_take_failure (job->request, error);
  job_free (job);
}

static void
remove_run (StintRequest *request, gpointer user_data)
{
  Job *job = job_copy (user_data, request);
  StintContext *context = job->self->context;
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (request));
  g_autoptr (GPtrArray) sessions = NULL;

  if (stint_options_get_boolean (&reader, "restore-key", FALSE))
    {
      stint_moved_key_restore_async (context, job->integration, job->interactive,
                                     stint_request_get_cancellable (request), remove_restored_cb,
                                     job);
      return;
    }

  sessions =
      stint_list_sessions_of (context->registry, stint_integration_get_id (job->integration));
  stint_moved_key_check_unused_async (context, sessions, stint_request_get_cancellable (request),
                                      remove_checked_cb, job);
}

static gboolean
handle_remove (StintDBusIntegrations *object,
               GDBusMethodInvocation *invocation,
               const char *id,
               GVariant *options)
{
  StintServiceIntegrations *self = STINT_SERVICE_INTEGRATIONS (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  StintIntegration *integration;
  gboolean interactive;
  GError *error = NULL;
  Job *job;

  integration = stint_service_find_integration (self->service, id, &error);
  stint_options_get_boolean (&reader, "restore-key", FALSE);
  interactive = stint_options_get_boolean (&reader, "interactive", TRUE);
  if (integration == NULL || !stint_options_check (&reader, &error))
    return stint_service_refuse (invocation, error);

  job = job_new (self, integration);
  job->interactive = interactive;
  return stint_service_serve (self->service, invocation, options, STINT_ADMIT_WRITER, remove_run,
                              job, (GDestroyNotify) job_free);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_service_integrations_finalize (GObject *object)
{
  StintServiceIntegrations *self = STINT_SERVICE_INTEGRATIONS (object);

  g_clear_pointer (&self->changes, stint_changes_free);

  G_OBJECT_CLASS (stint_service_integrations_parent_class)->finalize (object);
}

static void
stint_service_integrations_class_init (StintServiceIntegrationsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_service_integrations_finalize;
}

static void
stint_service_integrations_iface_init (StintDBusIntegrationsIface *iface)
{
  iface->handle_list = handle_list;
  iface->handle_add_iam_user = stint_service_handle_add_iam_user;
  iface->handle_add_identity_center = stint_service_handle_add_identity_center;
  iface->handle_sign_in = stint_service_handle_sign_in;
  iface->handle_sign_out = stint_service_handle_sign_out;
  iface->handle_sync = stint_service_handle_sync;
  iface->handle_replace_key = stint_service_handle_replace_key;
  iface->handle_edit = handle_edit;
  iface->handle_remove = handle_remove;
}

static void
stint_service_integrations_init (StintServiceIntegrations *self)
{
  self->changes = stint_changes_new (emit_changes_cb, self);
}

GDBusInterfaceSkeleton *
stint_service_integrations_new (StintService *service)
{
  StintServiceIntegrations *self = g_object_new (STINT_TYPE_SERVICE_INTEGRATIONS, NULL);
  StintRegistry *registry;

  self->service = service;
  self->context = stint_service_get_context (service);
  self->engine = stint_service_get_engine (service);
  registry = self->context->registry;
  g_signal_connect_object (registry, "integration-changed", G_CALLBACK (integration_changed_cb),
                           self, 0);
  g_signal_connect_object (registry, "integration-removed", G_CALLBACK (integration_removed_cb),
                           self, 0);

  return G_DBUS_INTERFACE_SKELETON (self);
}
