/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Those methods of the interface Integrations that are about IAM users alone. */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

#include "stint-definition-check.h"
#include "stint-error-map.h"
#include "stint-error.h"
#include "stint-secret-fd.h"
#include "stint-service-private.h"
#include "stint-user-key.h"

/* What an admitted request works with. */
typedef struct
{
  StintService *service;                  /* (owned) */
  StintRequest *request;                  /* (owned) (nullable) */
  StintIntegrationDefinition *definition; /* (owned) (nullable): what is to become */
  StintSecret *previous;                  /* (owned) (nullable): the key that is replaced */
  gboolean with_session;
  gboolean test;
  gboolean interactive;
  int fd; /* (owned), or -1 */
} Job;

static Job *
job_new (StintService *service)
{
  Job *job = g_new0 (Job, 1);

  job->service = g_object_ref (service);
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
  g_clear_object (&job->request);
  g_object_unref (job->service);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

/* The admission frees its own job; the work goes on with this one, which takes what it has. */
static Job *
job_take (Job *job, StintRequest *request)
{
  Job *work = job_new (job->service);

  work->request = g_object_ref (request);
  work->definition = g_steal_pointer (&job->definition);
  work->with_session = job->with_session;
  work->test = job->test;
  work->interactive = job->interactive;
  work->fd = g_steal_fd (&job->fd);

  return work;
}

static StintContext *
get_context (Job *job)
{
  return stint_service_get_context (job->service);
}

/* --- AddIamUser ------------------------------------------------------------------------------- */

/* Refused before a secret is read or AWS is asked. */
static gboolean
check_new_user (StintService *service, const StintIntegrationDefinition *definition, GError **error)
{
  GPtrArray *all = stint_registry_get_integrations (stint_service_get_context (service)->registry);

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
put_own_session (StintService *service, StintIntegration *integration, GError **error)
{
  StintRegistry *registry = stint_service_get_context (service)->registry;
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
  StintRegistry *registry = get_context (job)->registry;
  g_autofree char *id = g_strdup (job->definition->id);
  g_autofree char *name = g_strdup (job->definition->name);
  StintIntegration *integration;
  StintSession *session = NULL;
  GError *error = NULL;

  integration =
      stint_registry_put_integration (registry, g_steal_pointer (&job->definition), &error);
  if (integration != NULL && job->with_session)
    {
      session = put_own_session (job->service, integration, &error);
      if (session == NULL)
        stint_registry_remove_integration (registry, id, NULL);
    }

  if (error != NULL)
    {
      stint_user_key_take_back (get_context (job), id, name, NULL);
      stint_request_take_failure (job->request, error);
      return;
    }

  stint_service_succeed_saved (job->service, job->request, make_user_result (integration, session));
}

static void
add_user_stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  StintContext *context = get_context (job);
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

  stint_user_key_store_async (get_context (job), stint_service_get_engine (job->service),
                              g_steal_fd (&job->fd), &key,
                              stint_request_get_cancellable (job->request), callback, job);
}

static void
add_user_run (StintRequest *request, gpointer user_data)
{
  Job *job = job_take (user_data, request);
  GError *error = NULL;

  /* Looked at again: it may have waited for the lock. */
  if (check_new_user (job->service, job->definition, &error))
    {
      store_key (job, add_user_stored_cb);
      return;
    }

  stint_request_take_failure (request, error);
  job_free (job);
}

gboolean
stint_service_handle_add_iam_user (StintDBusIntegrations *object,
                                   GDBusMethodInvocation *invocation,
                                   GUnixFDList *fds,
                                   GVariant *secret,
                                   GVariant *options)
{
  StintService *service = stint_service_integrations_get_service (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  g_autoptr (Job) job = job_new (service);
  GError *error = NULL;

  job->definition = stint_integration_definition_new ();
  job->definition->id = g_uuid_string_random ();
  job->definition->kind = STINT_INTEGRATION_IAM_USER;
  stint_options_need_text (&reader, "name");
  job->definition->access_key_id = g_strdup (stint_options_need_text (&reader, "access-key-id"));
  stint_service_read_integration (&reader, job->definition);
  job->test = stint_options_get_boolean (&reader, "test", TRUE);
  job->with_session = stint_options_get_boolean (&reader, "with-session", TRUE);
  job->interactive = stint_options_get_boolean (&reader, "interactive", TRUE);

  job->fd = stint_secret_fd_take (fds, secret, &error);
  if (job->fd < 0 || !stint_options_check (&reader, &error) ||
      !check_new_user (service, job->definition, &error))
    return stint_service_refuse (invocation, error);

  return stint_service_serve (service, invocation, options, STINT_ADMIT_WRITER, add_user_run,
                              g_steal_pointer (&job), (GDestroyNotify) job_free);
}

/* --- ReplaceKey ------------------------------------------------------------------------------- */

static void
replace_key_stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  StintContext *context = get_context (job);
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
  stint_engine_drop_lease (stint_service_get_engine (job->service), id);
  stint_service_succeed_saved (job->service, job->request, NULL);
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

  stint_vault_lookup_async (get_context (job)->vault, STINT_VAULT_KIND_ACCESS_KEY,
                            job->definition->id, job->interactive,
                            stint_request_get_cancellable (request), replace_key_previous_cb, job);
}

gboolean
stint_service_handle_replace_key (StintDBusIntegrations *object,
                                  GDBusMethodInvocation *invocation,
                                  GUnixFDList *fds,
                                  const char *id,
                                  GVariant *secret,
                                  GVariant *options)
{
  StintService *service = stint_service_integrations_get_service (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  g_autoptr (Job) job = NULL;
  StintIntegration *integration = NULL;
  GError *error = NULL;

  job = job_new (service);
  job->fd = stint_secret_fd_take (fds, secret, &error);
  if (job->fd >= 0)
    integration = stint_service_find_integration (service, id, &error);
  if (integration == NULL)
    return stint_service_refuse (invocation, error);

  job->definition =
      stint_integration_definition_copy (stint_integration_get_definition (integration));
  stint_service_override_text (&job->definition->access_key_id,
                               stint_options_need_text (&reader, "access-key-id"));
  job->test = stint_options_get_boolean (&reader, "test", TRUE);
  job->interactive = stint_options_get_boolean (&reader, "interactive", TRUE);
  if (!stint_options_check (&reader, &error) || !check_new_user (service, job->definition, &error))
    return stint_service_refuse (invocation, error);

  return stint_service_serve (service, invocation, options, STINT_ADMIT_WRITER, replace_key_run,
                              g_steal_pointer (&job), (GDestroyNotify) job_free);
}
