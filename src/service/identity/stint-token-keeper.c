/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-token-keeper.h"

#include "stint-error-map.h"
#include "stint-role-cache.h"
#include "stint-sso-survey.h"

struct _StintTokenKeeper
{
  GObject parent_instance;

  StintContext *context; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (StintTokenKeeper, stint_token_keeper, G_TYPE_OBJECT)

/* What one call works with: copies, since parts of it run in a thread. */
typedef struct
{
  char *id;
  char *label;
  StintSsoEntry *wanted; /* (owned) (nullable) of the integration: what to look for in the files */
  StintKept *kept;       /* (owned) (nullable) */
  GStrv roles;           /* (owned) (nullable) account ids and role names in turns */
  gboolean interactive;
  gboolean leave_shared;
  gboolean shares;
} Job;

static void
job_free (Job *job)
{
  g_free (job->id);
  g_free (job->label);
  g_clear_pointer (&job->wanted, stint_sso_entry_free);
  g_clear_pointer (&job->kept, stint_kept_free);
  g_strfreev (job->roles);
  g_free (job);
}

static void
stint_token_keeper_class_init (StintTokenKeeperClass *klass)
{
}

static void
stint_token_keeper_init (StintTokenKeeper *self)
{
}

StintTokenKeeper *
stint_token_keeper_new (StintContext *context)
{
  StintTokenKeeper *self = g_object_new (STINT_TYPE_TOKEN_KEEPER, NULL);

  self->context = context;

  return self;
}

gboolean
stint_token_keeper_shares (StintTokenKeeper *self)
{
  g_return_val_if_fail (STINT_IS_TOKEN_KEEPER (self), FALSE);

  return stint_context_shares_sign_ins (self->context);
}

static GTask *
make_task (StintTokenKeeper *self,
           const char *id,
           const StintKept *kept,
           gboolean interactive,
           gpointer tag,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->id = g_strdup (id);
  job->kept = kept != NULL ? stint_kept_copy (kept) : NULL;
  job->interactive = interactive;
  job->shares = stint_token_keeper_shares (self);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);

  return task;
}

static char *
make_label (StintIntegration *integration)
{
  return g_strdup_printf ("Stint: sign-in of %s", stint_integration_get_name (integration));
}

/* --- Loading ---------------------------------------------------------------------------------- */

/* Which of the two the AWS CLI's one file has. */
static void
sort_client (StintKept *kept, StintSsoRegistration *client)
{
  gsize flow =
      stint_sso_registration_is_for_browser (client) ? STINT_SIGN_IN_BROWSER : STINT_SIGN_IN_DEVICE;

  kept->clients[flow] = client;
}

static StintKept *
read_cache (StintContext *context, const StintSsoEntry *wanted, GError **error)
{
  g_autoptr (StintKept) kept = stint_kept_new ();
  g_autoptr (StintSsoSurvey) survey = stint_sso_survey_new (context->files, error);
  const StintSsoEntry *entry;
  StintSsoRegistration *client;

  if (survey == NULL)
    return NULL;
  entry = stint_sso_survey_match (survey, wanted->start_url, wanted->region,
                                  (const char *const *) wanted->scopes, wanted->session_name);
  if (entry == NULL)
    return g_steal_pointer (&kept);

  kept->entry = stint_sso_entry_copy (entry);
  kept->token = stint_sso_cache_read_token (context->sso_cache, entry, NULL, error);
  if (kept->token == NULL && error != NULL && *error != NULL)
    return NULL;

  /* A registration that cannot be read is made anew. */
  client = stint_sso_cache_read_registration (context->sso_cache, entry, NULL, NULL);
  if (client != NULL)
    sort_client (kept, client);

  return g_steal_pointer (&kept);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  StintTokenKeeper *self = source;
  Job *job = task_data;
  GError *error = NULL;
  StintKept *kept = read_cache (self->context, job->wanted, &error);

  if (kept != NULL)
    g_task_return_pointer (task, kept, (GDestroyNotify) stint_kept_free);
  else
    g_task_return_error (task, error);
}

static void
finish_load (GTask *task)
{
  Job *job = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&job->kept), (GDestroyNotify) stint_kept_free);
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!stint_token_keeper_save_finish (STINT_TOKEN_KEEPER (source), result, &job->kept->in_vault,
                                       &error))
    g_message ("The sign-in could not be shared with the AWS CLI: %s", error->message);
  finish_load (task);
}

/* A keyring that was not asked, or is not there, says nothing about a shared sign-in. */
static gboolean
is_answer (Job *job, const GError *error)
{
  return job->kept->entry != NULL ||
         g_error_matches (error, STINT_VAULT_ERROR, STINT_VAULT_ERROR_NOT_FOUND);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintTokenKeeper *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (StintSecret) text = stint_vault_lookup_finish (STINT_VAULT (source), result, &error);
  g_autoptr (StintKept) found = NULL;

  g_assert (STINT_IS_TOKEN_KEEPER (self));

  if (text == NULL && !is_answer (job, error))
    {
      g_task_return_error (task, stint_error_map (error));
      return;
    }
  if (text == NULL)
    {
      finish_load (task);
      return;
    }

  found = stint_kept_from_secret (text);
  job->kept->in_vault = TRUE;
  job->kept->token = g_steal_pointer (&found->token);
  for (gsize i = 0; i < STINT_N_SIGN_IN_FLOWS; i++)
    if (job->kept->clients[i] == NULL)
      job->kept->clients[i] = g_steal_pointer (&found->clients[i]);

  if (job->kept->entry != NULL && job->kept->token != NULL)
    {
      StintIntegration *integration =
          stint_registry_get_integration (self->context->registry, job->id);

      if (integration != NULL)
        {
          stint_token_keeper_save_async (self, integration, job->kept, FALSE, moved_cb,
                                         g_steal_pointer (&task));
          return;
        }
    }
  finish_load (task);
}

static void
look_into_vault (GTask *task)
{
  StintTokenKeeper *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);

  stint_vault_lookup_async (self->context->vault, STINT_VAULT_KIND_TOKEN, job->id,
                            job->interactive && job->kept->entry == NULL, NULL, looked_up_cb,
                            g_object_ref (task));
}

static void
cache_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  job->kept = g_task_propagate_pointer (G_TASK (result), &error);
  if (job->kept == NULL)
    g_task_return_error (task, stint_error_map_take (error));
  else if (job->kept->token != NULL)
    finish_load (task);
  else
    look_into_vault (task);
}

void
stint_token_keeper_load_async (StintTokenKeeper *self,
                               StintIntegration *integration,
                               gboolean interactive,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  const StintIntegrationDefinition *definition;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GTask) reading = NULL;
  Job *job;

  g_return_if_fail (STINT_IS_TOKEN_KEEPER (self));
  g_return_if_fail (STINT_IS_INTEGRATION (integration));

  definition = stint_integration_get_definition (integration);
  task = make_task (self, definition->id, NULL, interactive, stint_token_keeper_load_async,
                    callback, user_data);
  job = g_task_get_task_data (task);
  if (!job->shares)
    {
      job->kept = stint_kept_new ();
      look_into_vault (task);
      return;
    }

  reading = make_task (self, definition->id, NULL, FALSE, cache_read_cb, cache_read_cb,
                       g_object_ref (task));
  job = g_task_get_task_data (reading);
  job->wanted =
      stint_sso_entry_new (definition->start_url, definition->region, definition->sso_session,
                           (const char *const *) definition->scopes);
  g_task_run_in_thread (reading, load_in_thread);
}

StintKept *
stint_token_keeper_load_finish (StintTokenKeeper *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Saving ----------------------------------------------------------------------------------- */

/* A registration with scopes under a name without any would be found by nobody, and one of the
 * browser flow is no use to an older entry, for which the AWS CLI knows the device flow only. */
static gboolean
is_for_cache (const StintSsoEntry *entry, int flow, const StintSsoRegistration *client)
{
  if (entry->session_name == NULL)
    return flow == STINT_SIGN_IN_DEVICE && client->scopes == NULL;

  return stint_sso_scopes_equal ((const char *const *) entry->scopes,
                                 (const char *const *) client->scopes);
}

static gboolean
write_cache (StintSsoCache *cache, const StintKept *kept, GError **error)
{
  const StintSsoRegistration *newest = NULL;

  if (kept->token != NULL &&
      !stint_sso_cache_write_token (cache, kept->entry, kept->token, NULL, error))
    return FALSE;

  /* There is room for one: the one that ends last was made last. */
  for (int i = 0; i < STINT_N_SIGN_IN_FLOWS; i++)
    if (kept->clients[i] != NULL && is_for_cache (kept->entry, i, kept->clients[i]) &&
        (newest == NULL || kept->clients[i]->expires > newest->expires))
      newest = kept->clients[i];
  if (newest == NULL)
    return TRUE;

  return stint_sso_cache_write_registration (cache, kept->entry, newest, NULL, error);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  StintTokenKeeper *self = source;
  Job *job = task_data;
  GError *error = NULL;

  if (write_cache (self->context->sso_cache, job->kept, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (stint_vault_store_finish (STINT_VAULT (source), result, &error))
    {
      job->kept->in_vault = TRUE;
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, stint_error_map_take (error));
}

static void
store_in_vault (GTask *task)
{
  StintTokenKeeper *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  g_autoptr (StintSecret) text = stint_kept_to_secret (job->kept);

  if (text == NULL)
    g_task_return_error (
        task, stint_error_new (STINT_ERROR_FAILED, NULL, "The memory for secrets is full"));
  else
    stint_vault_store_async (self->context->vault, STINT_VAULT_KIND_TOKEN, job->id, job->label,
                             text, job->interactive, NULL, stored_cb, g_object_ref (task));
}

static void
moved_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);

  /* A copy that stays in a locked keyring does no harm: the cache is looked at first. */
  if (stint_vault_clear_finish (STINT_VAULT (source), result, NULL))
    job->kept->in_vault = FALSE;
  g_task_return_boolean (task, TRUE);
}

static void
cache_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintTokenKeeper *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  g_assert (STINT_IS_TOKEN_KEEPER (self));

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_message ("The AWS CLI's cache cannot be written, so the keyring takes the sign-in: %s",
                 error->message);
      store_in_vault (task);
    }
  else if (job->kept->in_vault)
    stint_vault_clear_async (self->context->vault, STINT_VAULT_KIND_TOKEN, job->id, FALSE, NULL,
                             moved_out_cb, g_object_ref (task));
  else
    g_task_return_boolean (task, TRUE);
}

void
stint_token_keeper_save_async (StintTokenKeeper *self,
                               StintIntegration *integration,
                               const StintKept *kept,
                               gboolean interactive,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GTask) writing = NULL;
  Job *job;

  g_return_if_fail (STINT_IS_TOKEN_KEEPER (self));
  g_return_if_fail (kept != NULL);

  task = make_task (self, stint_integration_get_id (integration), kept, interactive,
                    stint_token_keeper_save_async, callback, user_data);
  job = g_task_get_task_data (task);
  job->label = make_label (integration);
  if (kept->entry == NULL)
    {
      store_in_vault (task);
      return;
    }

  writing = make_task (self, job->id, kept, FALSE, cache_written_cb, cache_written_cb,
                       g_object_ref (task));
  g_task_run_in_thread (writing, save_in_thread);
}

gboolean
stint_token_keeper_save_finish (StintTokenKeeper *self,
                                GAsyncResult *result,
                                gboolean *out_in_vault,
                                GError **error)
{
  Job *job;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  job = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (out_in_vault != NULL)
    *out_in_vault = job->kept->in_vault;

  return TRUE;
}

/* --- Clearing --------------------------------------------------------------------------------- */

/* With these the AWS CLI would go on as if nobody had signed out. */
static GStrv
list_roles (StintTokenKeeper *self, const char *integration_id)
{
  GPtrArray *sessions = stint_registry_get_sessions (self->context->registry);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < sessions->len; i++)
    {
      const StintSessionDefinition *definition =
          stint_session_get_definition (g_ptr_array_index (sessions, i));

      if (definition->kind != STINT_SESSION_IDENTITY_CENTER || definition->account_id == NULL ||
          definition->role_name == NULL ||
          g_strcmp0 (definition->integration_id, integration_id) != 0)
        continue;
      g_strv_builder_add (builder, definition->account_id);
      g_strv_builder_add (builder, definition->role_name);
    }

  return g_strv_builder_end (builder);
}

/* `~/.aws/cli/cache` stands beside `~/.aws/sso/cache`. */
static void
forget_roles (StintSsoCache *cache, const StintSsoEntry *entry, const char *const *roles)
{
  g_autofree char *sso = g_path_get_dirname (stint_sso_cache_get_folder (cache));
  g_autofree char *top = g_path_get_dirname (sso);
  g_autofree char *folder = g_build_filename (top, "cli", "cache", NULL);

  stint_role_cache_forget (folder, entry, roles);
}

static void
clear_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  StintTokenKeeper *self = source;
  Job *job = task_data;
  GError *error = NULL;

  forget_roles (self->context->sso_cache, job->kept->entry, (const char *const *) job->roles);
  if (stint_sso_cache_delete_token (self->context->sso_cache, job->kept->entry, NULL, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (stint_vault_clear_finish (STINT_VAULT (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, stint_error_map_take (error));
}

static void
clear_vault (GTask *task)
{
  StintTokenKeeper *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);

  if (!job->kept->in_vault)
    g_task_return_boolean (task, TRUE);
  else
    stint_vault_clear_async (self->context->vault, STINT_VAULT_KIND_TOKEN, job->id,
                             job->interactive, NULL, cleared_cb, g_object_ref (task));
}

static void
cache_cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    clear_vault (task);
  else
    g_task_return_error (task, stint_error_map_take (error));
}

void
stint_token_keeper_clear_async (StintTokenKeeper *self,
                                const char *integration_id,
                                const StintKept *kept,
                                gboolean leave_shared,
                                gboolean interactive,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GTask) clearing = NULL;
  Job *job;

  g_return_if_fail (STINT_IS_TOKEN_KEEPER (self));
  g_return_if_fail (kept != NULL);

  task = make_task (self, integration_id, kept, interactive, stint_token_keeper_clear_async,
                    callback, user_data);
  if (kept->entry == NULL || leave_shared)
    {
      clear_vault (task);
      return;
    }

  clearing = make_task (self, integration_id, kept, FALSE, cache_cleared_cb, cache_cleared_cb,
                        g_object_ref (task));
  job = g_task_get_task_data (clearing);
  job->roles = list_roles (self, integration_id);
  g_task_run_in_thread (clearing, clear_in_thread);
}

gboolean
stint_token_keeper_clear_finish (StintTokenKeeper *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
