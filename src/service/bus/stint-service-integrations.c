/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

#include "stint-changes.h"
#include "stint-definition-check.h"
#include "stint-error-map.h"
#include "stint-error.h"
#include "stint-moved-key.h"
#include "stint-remove.h"
#include "stint-secret-fd.h"
#include "stint-service-private.h"
#include "stint-tuples.h"
#include "stint-user-key.h"

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
  StintServiceIntegrations *self;         /* (owned) */
  StintRequest *request;                  /* (owned) (nullable) */
  StintIntegration *integration;          /* (owned) (nullable) */
  StintIntegrationDefinition *definition; /* (owned) (nullable): what is to become */
  StintSecret *previous;                  /* (owned) (nullable): the key that is replaced */
  gboolean with_session;
  gboolean test;
  gboolean interactive;
  int fd; /* (owned), or -1 */
} Job;

static Job *
job_new (StintServiceIntegrations *self, StintIntegration *integration)
{
  Job *job = g_new0 (Job, 1);

  job->self = g_object_ref (self);
  g_set_object (&job->integration, integration);
  job->fd = -1;

  return job;
}

static void
job_free (Job *job)
{
  if (job->fd >= 0)
    close (job->fd);
  g_clear_pointer (&job->previous, stint_secret_unref);
  g_clear_pointer (&job->definition, stint_integration_definition_free);
  g_clear_object (&job->integration);
  g_clear_object (&job->request);
  g_object_unref (job->self);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

/* The admission frees its own job; the work goes on with this one, which takes what it has. */
static Job *
job_take (Job *job, StintRequest *request)
{
  Job *work = job_new (job->self, job->integration);

  work->request = g_object_ref (request);
  work->definition = g_steal_pointer (&job->definition);
  work->with_session = job->with_session;
  work->test = job->test;
  work->interactive = job->interactive;
  work->fd = g_steal_fd (&job->fd);

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

/* --- For the methods in stint-service-identity-center.c ---------------------------------------- */

StintService *
stint_service_integrations_get_service (StintDBusIntegrations *object)
{
  return STINT_SERVICE_INTEGRATIONS (object)->service;
}

/* --- AddIamUser ------------------------------------------------------------------------------- */

static void
read_definition (StintOptions *reader, StintIntegrationDefinition *definition)
{
  stint_service_override_text (&definition->name, stint_options_get_string (reader, "name"));
  stint_service_override_text (&definition->mfa_serial,
                               stint_options_get_string (reader, "mfa-serial"));
  stint_service_override_text (&definition->region, stint_options_get_string (reader, "region"));
  stint_service_override_text (&definition->endpoint_url,
                               stint_options_get_string (reader, "endpoint-url"));
}

/* Refused before a secret is read or AWS is asked. */
static gboolean
check_new_user (StintServiceIntegrations *self,
                const StintIntegrationDefinition *definition,
                GError **error)
{
  GPtrArray *all = stint_registry_get_integrations (self->context->registry);

  if (!stint_definition_check_integration (definition, error))
    return FALSE;

  for (guint i = 0; i < all->len; i++)
    {
      StintIntegration *other = g_ptr_array_index (all, i);
      const StintIntegrationDefinition *theirs = stint_integration_get_definition (other);

      if (g_strcmp0 (theirs->id, definition->id) == 0)
        continue;
      if (g_strcmp0 (theirs->name, definition->name) != 0 &&
          g_strcmp0 (theirs->access_key_id, definition->access_key_id) != 0)
        continue;

      g_set_error (error, STINT_ERROR, STINT_ERROR_EXISTS,
                   "There is an integration named “%s” with the access key %s already",
                   theirs->name, theirs->access_key_id);
      return FALSE;
    }

  return TRUE;
}

/* A session of the user itself, with the first free name. */
static StintSession *
put_own_session (StintServiceIntegrations *self, StintIntegration *integration, GError **error)
{
  StintRegistry *registry = self->context->registry;
  const StintIntegrationDefinition *user = stint_integration_get_definition (integration);
  StintSessionDefinition *definition = stint_session_definition_new ();

  definition->kind = STINT_SESSION_IAM_USER;
  definition->hand_out = -1;
  definition->integration_id = g_strdup (user->id);
  definition->name = g_strdup (user->name);
  for (guint i = 2; stint_registry_find_session_by_name (registry, definition->name) != NULL; i++)
    {
      g_free (definition->name);
      definition->name = g_strdup_printf ("%s %u", user->name, i);
    }

  return stint_registry_put_session (registry, definition, error);
}

static GVariant *
make_user_result (StintIntegration *integration, StintSession *session)
{
  const StintIntegrationDefinition *definition = stint_integration_get_definition (integration);
  g_auto (GVariantDict) results = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&results, "id", "s", definition->id);
  g_variant_dict_insert (&results, "arn", "s", definition->arn != NULL ? definition->arn : "");
  g_variant_dict_insert (&results, "account-id", "s",
                         stint_integration_get_account_id (integration));
  g_variant_dict_insert (&results, "session", "s",
                         session != NULL ? stint_session_get_id (session) : "");

  return g_variant_dict_end (&results);
}

static void
add_user_to_registry (Job *job)
{
  StintRegistry *registry = job->self->context->registry;
  g_autofree char *id = g_strdup (job->definition->id);
  g_autofree char *name = g_strdup (job->definition->name);
  StintIntegration *integration;
  StintSession *session = NULL;
  GError *error = NULL;

  integration =
      stint_registry_put_integration (registry, g_steal_pointer (&job->definition), &error);
  if (integration != NULL && job->with_session)
    {
      session = put_own_session (job->self, integration, &error);
      if (session == NULL)
        stint_registry_remove_integration (registry, id, NULL);
    }

  if (error != NULL)
    {
      stint_user_key_take_back (job->self->context, id, name, NULL);
      stint_request_take_failure (job->request, error);
      return;
    }

  stint_service_succeed_saved (job->self->service, job->request,
                               make_user_result (integration, session));
}

static void
add_user_stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  StintContext *context = job->self->context;
  GError *error = NULL;

  if (!stint_user_key_store_finish (result, &job->definition->arn, &error))
    {
      /* Cancelled on its way, it may have arrived. */
      if (stint_error_is_cancelled (error))
        stint_user_key_take_back (context, job->definition->id, job->definition->name, NULL);
      stint_request_take_failure (job->request, error);
    }
  else if (!stint_request_is_open (job->request))
    stint_user_key_take_back (context, job->definition->id, job->definition->name, NULL);
  else
    add_user_to_registry (job);
}

static void
store_key (Job *job, GAsyncReadyCallback callback)
{
  StintIntegrationDefinition *definition = job->definition;
  StintUserKey key = {
    .integration_id = definition->id,
    .label = definition->name,
    .access_key_id = definition->access_key_id,
    .region = definition->region,
    .endpoint_url = definition->endpoint_url,
    .expected_arn = definition->arn,
    .test = job->test,
    .interactive = job->interactive,
  };

  stint_user_key_store_async (job->self->context, job->self->engine, g_steal_fd (&job->fd), &key,
                              stint_request_get_cancellable (job->request), callback, job);
}

static void
add_user_run (StintRequest *request, gpointer user_data)
{
  Job *job = job_take (user_data, request);
  GError *error = NULL;

  /* Looked at again: it may have waited for the lock. */
  if (check_new_user (job->self, job->definition, &error))
    {
      store_key (job, add_user_stored_cb);
      return;
    }

  stint_request_take_failure (request, error);
  job_free (job);
}

static gboolean
handle_add_iam_user (StintDBusIntegrations *object,
                     GDBusMethodInvocation *invocation,
                     GUnixFDList *fds,
                     GVariant *secret,
                     GVariant *options)
{
  StintServiceIntegrations *self = STINT_SERVICE_INTEGRATIONS (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  g_autoptr (Job) job = job_new (self, NULL);
  GError *error = NULL;

  job->definition = stint_integration_definition_new ();
  job->definition->id = g_uuid_string_random ();
  job->definition->kind = STINT_INTEGRATION_IAM_USER;
  stint_options_need_text (&reader, "name");
  job->definition->access_key_id = g_strdup (stint_options_need_text (&reader, "access-key-id"));
  read_definition (&reader, job->definition);
  job->test = stint_options_get_boolean (&reader, "test", TRUE);
  job->with_session = stint_options_get_boolean (&reader, "with-session", TRUE);
  job->interactive = stint_options_get_boolean (&reader, "interactive", TRUE);

  job->fd = stint_secret_fd_take (fds, secret, &error);
  if (job->fd < 0 || !stint_options_check (&reader, &error) ||
      !check_new_user (self, job->definition, &error))
    return stint_service_refuse (invocation, error);

  return stint_service_serve (self->service, invocation, options, STINT_ADMIT_WRITER, add_user_run,
                              g_steal_pointer (&job), (GDestroyNotify) job_free);
}

/* --- ReplaceKey ------------------------------------------------------------------------------- */

static void
replace_key_stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  StintContext *context = job->self->context;
  g_autofree char *id = g_strdup (job->definition->id);
  g_autofree char *name = g_strdup (job->definition->name);
  g_autofree char *arn = NULL;
  GError *error = NULL;

  if (!stint_user_key_store_finish (result, &arn, &error))
    {
      if (stint_error_is_cancelled (error))
        stint_user_key_take_back (context, id, name, job->previous);
      stint_request_take_failure (job->request, error);
      return;
    }

  if (arn != NULL)
    stint_service_override_text (&job->definition->arn, arn);
  if (stint_registry_put_integration (context->registry, g_steal_pointer (&job->definition),
                                      &error) == NULL)
    {
      stint_user_key_take_back (context, id, name, job->previous);
      stint_request_take_failure (job->request, error);
      return;
    }

  /* The old key's lease may end with it. */
  stint_engine_drop_lease (job->self->engine, id);
  stint_service_succeed_saved (job->self->service, job->request, NULL);
}

static void
replace_key_previous_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Job *job = user_data;
  GError *error = NULL;

  job->previous = stint_vault_lookup_finish (STINT_VAULT (object), result, &error);
  if (job->previous == NULL &&
      !g_error_matches (error, STINT_VAULT_ERROR, STINT_VAULT_ERROR_NOT_FOUND))
    {
      stint_request_take_failure (job->request, stint_error_map_take (error));
      job_free (job);
      return;
    }

  g_clear_error (&error);
  store_key (job, replace_key_stored_cb);
}

static void
replace_key_run (StintRequest *request, gpointer user_data)
{
  Job *job = job_take (user_data, request);

  stint_vault_lookup_async (job->self->context->vault, STINT_VAULT_KIND_ACCESS_KEY,
                            job->definition->id, job->interactive,
                            stint_request_get_cancellable (request), replace_key_previous_cb, job);
}

static gboolean
handle_replace_key (StintDBusIntegrations *object,
                    GDBusMethodInvocation *invocation,
                    GUnixFDList *fds,
                    const char *id,
                    GVariant *secret,
                    GVariant *options)
{
  StintServiceIntegrations *self = STINT_SERVICE_INTEGRATIONS (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  g_autoptr (Job) job = NULL;
  StintIntegration *integration = NULL;
  GError *error = NULL;

  job = job_new (self, NULL);
  job->fd = stint_secret_fd_take (fds, secret, &error);
  if (job->fd >= 0)
    integration = stint_service_find_integration (self->service, id, &error);
  if (integration == NULL)
    return stint_service_refuse (invocation, error);

  g_set_object (&job->integration, integration);
  job->definition =
      stint_integration_definition_copy (stint_integration_get_definition (integration));
  stint_service_override_text (&job->definition->access_key_id,
                               stint_options_need_text (&reader, "access-key-id"));
  job->test = stint_options_get_boolean (&reader, "test", TRUE);
  job->interactive = stint_options_get_boolean (&reader, "interactive", TRUE);
  if (!stint_options_check (&reader, &error) || !check_new_user (self, job->definition, &error))
    return stint_service_refuse (invocation, error);

  return stint_service_serve (self->service, invocation, options, STINT_ADMIT_WRITER,
                              replace_key_run, g_steal_pointer (&job), (GDestroyNotify) job_free);
}

/* --- Edit ------------------------------------------------------------------------------------- */

/* Lays the options of Edit over @definition: those of its kind, and those of all kinds. */
static void
read_changes (StintOptions *reader, StintIntegrationDefinition *definition)
{
  read_definition (reader, definition);
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
  Job *job = job_take (user_data, request);
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
  iface->handle_add_iam_user = handle_add_iam_user;
  iface->handle_add_identity_center = stint_service_handle_add_identity_center;
  iface->handle_sign_in = stint_service_handle_sign_in;
  iface->handle_sign_out = stint_service_handle_sign_out;
  iface->handle_sync = stint_service_handle_sync;
  iface->handle_replace_key = handle_replace_key;
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
