/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Those methods of the interface Integrations that are about Identity Center alone. */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-error-map.h"
#include "stint-remove.h"
#include "stint-service-private.h"
#include "stint-start-url.h"

/* What an admitted request works with. */
typedef struct
{
  StintService *service;                  /* (owned) */
  StintRequest *request;                  /* (owned) (nullable) */
  StintIntegration *integration;          /* (owned) (nullable) */
  StintIntegrationDefinition *definition; /* (owned) (nullable): what is to become */
  GPtrArray *stopped;                     /* (owned) (nullable) StintSession */
  gboolean interactive;
  gboolean test;
  gboolean stop;
  gboolean cancel;
  gboolean shared;
  StintSignInWish wish;
} Job;

static Job *
job_new (StintService *service, StintIntegration *integration)
{
  Job *job = g_new0 (Job, 1);

  job->service = g_object_ref (service);
  g_set_object (&job->integration, integration);

  return job;
}

static void
job_free (Job *job)
{
  g_clear_pointer (&job->definition, stint_integration_definition_free);
  g_clear_pointer (&job->stopped, g_ptr_array_unref);
  g_clear_object (&job->integration);
  g_clear_object (&job->request);
  g_object_unref (job->service);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

/* The admission frees its own job; the work goes on with this one, which takes what it has. */
static Job *
job_take (Job *job, StintRequest *request)
{
  Job *work = job_new (job->service, job->integration);

  work->request = g_object_ref (request);
  work->definition = g_steal_pointer (&job->definition);
  work->interactive = job->interactive;
  work->test = job->test;
  work->stop = job->stop;
  work->cancel = job->cancel;
  work->wish = job->wish;

  return work;
}

static StintContext *
get_context (Job *job)
{
  return stint_service_get_context (job->service);
}

static StintEngine *
get_engine (Job *job)
{
  return stint_service_get_engine (job->service);
}

/* NOT_FOUND, or INVALID_ARGUMENT for an IAM user. */
static StintIntegration *
find (StintService *service, const char *id, GError **error)
{
  StintIntegration *integration = stint_service_find_integration (service, id, error);

  if (integration == NULL ||
      stint_integration_get_definition (integration)->kind == STINT_INTEGRATION_IDENTITY_CENTER)
    return integration;

  g_set_error (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT,
               "“%s” is not an IAM Identity Center", stint_integration_get_name (integration));

  return NULL;
}

/* --- AddIdentityCenter ------------------------------------------------------------------------ */

static void
add_looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  const StintIntegrationDefinition *definition =
      stint_integration_get_definition (job->integration);
  g_autoptr (GError) error = NULL;
  g_autoptr (StintKept) kept =
      stint_identity_center_look_finish (STINT_IDENTITY_CENTER (source), result, &error);
  StintSignInState state = stint_integration_get_status (job->integration)->sign_in;
  g_auto (GVariantDict) results = G_VARIANT_DICT_INIT (NULL);

  /* What could not be looked at is found out at the first sign-in. */
  if (kept == NULL)
    g_debug ("Whether there is a sign-in already is not known: %s", error->message);
  g_variant_dict_insert (&results, "id", "s", definition->id);
  g_variant_dict_insert (&results, "region", "s", definition->region);
  g_variant_dict_insert (&results, "sign-in", "s",
                         stint_enum_to_nick (STINT_TYPE_SIGN_IN_STATE, (int) state));
  stint_service_succeed_saved (job->service, job->request, g_variant_dict_end (&results));
}

/* Takes @job. */
static void
add_to_registry (Job *job)
{
  g_autoptr (Job) owned = job;
  StintRegistry *registry = get_context (job)->registry;
  GError *error = NULL;
  StintIntegration *integration =
      stint_registry_put_integration (registry, g_steal_pointer (&job->definition), &error);

  if (integration == NULL)
    {
      stint_request_take_failure (job->request, error);
      return;
    }

  g_set_object (&job->integration, integration);
  stint_identity_center_look_async (stint_engine_get_identity_center (get_engine (job)),
                                    integration, FALSE, NULL, add_looked_cb,
                                    g_steal_pointer (&owned));
}

static void
add_tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  GError *error = NULL;
  g_autofree char *region = NULL;

  if (!stint_sign_in_test_finish (result, &region, &error))
    {
      stint_request_take_failure (job->request, error);
      return;
    }
  if (!stint_request_is_open (job->request))
    return;

  stint_service_override_text (&job->definition->region, region);
  add_to_registry (g_steal_pointer (&job));
}

static gboolean
is_same_portal (const StintIntegrationDefinition *a, const StintIntegrationDefinition *b)
{
  return a->kind == b->kind && g_strcmp0 (a->id, b->id) != 0 &&
         stint_sso_start_url_equal (a->start_url, b->start_url) &&
         (a->region == NULL || g_strcmp0 (a->region, b->region) == 0) &&
         g_strcmp0 (a->sso_session, b->sso_session) == 0;
}

static gboolean
check_new (Job *job, GError **error)
{
  StintRegistry *registry = get_context (job)->registry;
  GPtrArray *all = stint_registry_get_integrations (registry);
  g_autoptr (StintIntegrationDefinition) probe =
      stint_integration_definition_copy (job->definition);

  for (guint i = 0; i < all->len; i++)
    {
      const StintIntegrationDefinition *theirs =
          stint_integration_get_definition (g_ptr_array_index (all, i));

      if (!is_same_portal (job->definition, theirs))
        continue;
      g_set_error (error, STINT_ERROR, STINT_ERROR_EXISTS, "“%s” is this Identity Center already",
                   theirs->name);
      return FALSE;
    }

  /* The test finds the region out. */
  if (probe->region == NULL && job->test)
    probe->region = g_strdup (get_context (job)->default_region);

  return stint_registry_check_integration (registry, probe, error);
}

static void
add_run (StintRequest *request, gpointer user_data)
{
  g_autoptr (Job) job = job_take (user_data, request);
  GError *error = NULL;

  /* Looked at again: it may have waited for the lock. */
  if (!check_new (job, &error))
    {
      stint_request_take_failure (request, error);
      return;
    }
  if (!job->test)
    {
      add_to_registry (g_steal_pointer (&job));
      return;
    }

  stint_sign_in_test_async (get_context (job), job->definition->start_url, job->definition->region,
                            job->definition->endpoint_url, stint_request_get_cancellable (request),
                            add_tested_cb, job);
  (void) g_steal_pointer (&job);
}

static void
read_new_definition (StintOptions *reader, StintIntegrationDefinition *definition)
{
  definition->id = g_uuid_string_random ();
  definition->kind = STINT_INTEGRATION_IDENTITY_CENTER;
  definition->name = g_strdup (stint_options_need_text (reader, "name"));
  definition->region = g_strdup (stint_options_get_text (reader, "region"));
  definition->endpoint_url = g_strdup (stint_options_get_text (reader, "endpoint-url"));
  definition->sso_session = g_strdup (stint_options_get_text (reader, "sso-session"));
  definition->profile_template = g_strdup (stint_options_get_text (reader, "profile-template"));
  definition->browser = g_strdup (stint_options_get_text (reader, "browser"));
  definition->flow = (StintSignInFlow) stint_options_get_enum (
      reader, "flow", STINT_TYPE_SIGN_IN_FLOW, STINT_SIGN_IN_BROWSER);
  definition->scopes = stint_options_dup_strv (reader, "scopes");
  if (definition->scopes != NULL && definition->scopes[0] == NULL)
    g_clear_pointer (&definition->scopes, g_strfreev);
}

static gboolean
take_start_url (StintIntegrationDefinition *definition, const char *url, GError **error)
{
  g_autoptr (GError) mine = NULL;
  GError *mapped;

  definition->start_url = stint_start_url_normalize (url, &mine);
  if (definition->start_url == NULL)
    {
      mapped = stint_error_map (mine);
      stint_error_add_detail (mapped, "option", g_variant_new_string ("start-url"));
      g_propagate_error (error, mapped);
      return FALSE;
    }

  if (definition->region == NULL)
    definition->region = stint_start_url_dup_region (definition->start_url);

  return TRUE;
}

gboolean
stint_service_handle_add_identity_center (StintDBusIntegrations *object,
                                          GDBusMethodInvocation *invocation,
                                          GVariant *options)
{
  StintService *service = stint_service_integrations_get_service (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  g_autoptr (Job) job = job_new (service, NULL);
  const char *url;
  GError *error = NULL;

  job->definition = stint_integration_definition_new ();
  read_new_definition (&reader, job->definition);
  url = stint_options_need_text (&reader, "start-url");
  job->test = stint_options_get_boolean (&reader, "test", TRUE);
  if (!stint_options_check (&reader, &error) || !take_start_url (job->definition, url, &error) ||
      !check_new (job, &error))
    return stint_service_refuse (invocation, error);

  return stint_service_serve (service, invocation, options, STINT_ADMIT_WRITER, add_run,
                              g_steal_pointer (&job), (GDestroyNotify) job_free);
}

/* --- SignIn ----------------------------------------------------------------------------------- */

static void
sign_in_progress_cb (GVariant *state, gpointer user_data)
{
  Job *job = user_data;

  stint_request_tell (job->request, state);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  const StintIntegrationStatus *status = stint_integration_get_status (job->integration);
  g_auto (GVariantDict) results = G_VARIANT_DICT_INIT (NULL);
  GError *error = NULL;

  if (!stint_sign_in_run_finish (STINT_SIGN_IN (source), result, &error))
    {
      stint_request_take_failure (job->request, error);
      return;
    }

  g_variant_dict_insert (&results, "until", "x", status->signed_in_until / G_USEC_PER_SEC);
  g_variant_dict_insert (&results, "shared", "b", status->shared);
  stint_request_succeed (job->request, g_variant_dict_end (&results));
}

static void
sign_in_run (StintRequest *request, gpointer user_data)
{
  Job *job = job_take (user_data, request);

  stint_sign_in_run_async (stint_engine_get_sign_in (get_engine (job)), job->integration,
                           &job->wish, stint_request_get_cancellable (request), sign_in_progress_cb,
                           job, signed_in_cb, job);
}

static gboolean
read_wish (StintOptions *reader, StintSignInWish *wish, GError **error)
{
  guint port = stint_options_get_uint (reader, "port", 0);

  wish->flow = stint_options_get_enum (reader, "flow", STINT_TYPE_SIGN_IN_FLOW, -1);
  wish->interactive = stint_options_get_boolean (reader, "interactive", TRUE);
  wish->port = (guint16) port;
  if (!stint_options_check (reader, error))
    return FALSE;
  if (port <= G_MAXUINT16)
    return TRUE;

  g_set_error_literal (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT,
                       "A port is a number up to 65535");

  return FALSE;
}

gboolean
stint_service_handle_sign_in (StintDBusIntegrations *object,
                              GDBusMethodInvocation *invocation,
                              const char *id,
                              GVariant *options)
{
  StintService *service = stint_service_integrations_get_service (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  StintIntegration *integration;
  StintSignInWish wish = { .flow = -1 };
  GError *error = NULL;
  Job *job;

  integration = find (service, id, &error);
  if (integration == NULL || !read_wish (&reader, &wish, &error))
    return stint_service_refuse (invocation, error);

  job = job_new (service, integration);
  job->wish = wish;
  return stint_service_serve (service, invocation, options, STINT_ADMIT_WRITER, sign_in_run, job,
                              (GDestroyNotify) job_free);
}

/* --- SignOut ---------------------------------------------------------------------------------- */

static void
answer_sign_out (Job *job)
{
  g_auto (GVariantDict) results = G_VARIANT_DICT_INIT (NULL);
  GVariantBuilder names;

  g_variant_builder_init (&names, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; job->stopped != NULL && i < job->stopped->len; i++)
    {
      StintSession *session = g_ptr_array_index (job->stopped, i);

      if (!stint_session_is_held (session))
        g_variant_builder_add (&names, "s", stint_session_get_name (session));
    }
  g_variant_dict_insert (&results, "shared", "b", job->shared);
  g_variant_dict_insert_value (&results, "stopped", g_variant_builder_end (&names));
  stint_service_succeed_saved (job->service, job->request, g_variant_dict_end (&results));
}

static void
sign_out_stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  GError *error = NULL;

  if (stint_stop_sessions_finish (result, NULL, &error))
    answer_sign_out (job);
  else
    stint_request_take_failure (job->request, error);
}

/* Those that are started now, whatever they are chained from. (transfer full) */
static GPtrArray *
list_held (Job *job)
{
  g_autoptr (GPtrArray) all = stint_list_sessions_of (get_context (job)->registry,
                                                      stint_integration_get_id (job->integration));
  GPtrArray *held = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < all->len; i++)
    if (stint_session_is_held (g_ptr_array_index (all, i)))
      g_ptr_array_add (held, g_object_ref (g_ptr_array_index (all, i)));

  return held;
}

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  g_autoptr (GPtrArray) held = NULL;
  GError *error = NULL;

  if (!stint_identity_center_sign_out_finish (STINT_IDENTITY_CENTER (source), result, &job->shared,
                                              &error))
    {
      stint_request_take_failure (job->request, error);
      return;
    }

  held = list_held (job);
  stint_service_note_signed_out (job->service, held);
  if (!job->stop)
    {
      answer_sign_out (job);
      return;
    }

  job->stopped = g_ptr_array_ref (held);
  stint_stop_sessions_async (get_context (job), get_engine (job), held, FALSE, NULL,
                             sign_out_stopped_cb, job);
  (void) g_steal_pointer (&job);
}

static void
sign_out_run (StintRequest *request, gpointer user_data)
{
  Job *job = job_take (user_data, request);

  stint_identity_center_sign_out_async (stint_engine_get_identity_center (get_engine (job)),
                                        job->integration, FALSE, job->interactive, signed_out_cb,
                                        job);
}

gboolean
stint_service_handle_sign_out (StintDBusIntegrations *object,
                               GDBusMethodInvocation *invocation,
                               const char *id,
                               GVariant *options)
{
  StintService *service = stint_service_integrations_get_service (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  g_autoptr (Job) job = NULL;
  StintIntegration *integration;
  GError *error = NULL;

  integration = find (service, id, &error);
  job = job_new (service, integration);
  job->stop = stint_options_get_boolean (&reader, "stop", FALSE);
  job->interactive = stint_options_get_boolean (&reader, "interactive", TRUE);
  if (integration == NULL || !stint_options_check (&reader, &error))
    return stint_service_refuse (invocation, error);

  return stint_service_serve (service, invocation, options, STINT_ADMIT_WRITER, sign_out_run,
                              g_steal_pointer (&job), (GDestroyNotify) job_free);
}

/* --- Sync ------------------------------------------------------------------------------------- */

static void
sync_progress_cb (const char *step, guint done, guint total, gpointer user_data)
{
  Job *job = user_data;

  stint_request_progress (job->request, step, done, total);
}

static void
synced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  g_auto (GVariantDict) results = G_VARIANT_DICT_INIT (NULL);
  StintSyncResult outcome;
  GError *error = NULL;

  if (!stint_sync_run_finish (STINT_SYNC (source), result, &outcome, &error))
    {
      stint_request_take_failure (job->request, error);
      return;
    }

  g_variant_dict_insert (&results, "added", "u", outcome.added);
  g_variant_dict_insert (&results, "gone", "u", outcome.gone);
  g_variant_dict_insert (&results, "kept", "u", outcome.kept);
  g_variant_dict_insert (&results, "renamed", "u", outcome.renamed);
  g_variant_dict_insert (&results, "total", "u", outcome.total);
  stint_service_succeed_saved (job->service, job->request, g_variant_dict_end (&results));
}

static void
sync_run (StintRequest *request, gpointer user_data)
{
  Job *job = job_take (user_data, request);

  if (job->cancel)
    {
      g_autoptr (Job) done = job;

      stint_sync_cancel (stint_engine_get_sync (get_engine (job)), job->integration);
      stint_request_succeed (request, NULL);
      return;
    }

  stint_sync_run_async (stint_engine_get_sync (get_engine (job)), job->integration,
                        job->interactive, stint_request_get_cancellable (request), sync_progress_cb,
                        job, synced_cb, job);
}

gboolean
stint_service_handle_sync (StintDBusIntegrations *object,
                           GDBusMethodInvocation *invocation,
                           const char *id,
                           GVariant *options)
{
  StintService *service = stint_service_integrations_get_service (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  g_autoptr (Job) job = NULL;
  StintIntegration *integration;
  GError *error = NULL;

  integration = find (service, id, &error);
  job = job_new (service, integration);
  job->interactive = stint_options_get_boolean (&reader, "interactive", TRUE);
  job->cancel = stint_options_get_boolean (&reader, "cancel", FALSE);
  if (integration == NULL || !stint_options_check (&reader, &error))
    return stint_service_refuse (invocation, error);

  return stint_service_serve (service, invocation, options, STINT_ADMIT_WRITER, sync_run,
                              g_steal_pointer (&job), (GDestroyNotify) job_free);
}
