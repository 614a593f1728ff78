/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-sync-run.h"

#include <string.h>

#include "stint-error-map.h"
#include "stint-identity-names.h"
#include "stint-joiners.h"
#include "stint-sso-survey.h"
#include "stint-sync-apply.h"
#include "stint-time.h"

/* Calls that wait for their turn: a few more than the pace lets out at a time. */
#define MAX_CALLS 24
/* How often the list and the bar move. */
#define SHOW_EVERY_MS 150
/* AWS may throttle for so long before a person hears of it. */
#define THROTTLED_AT_MOST STINT_SECONDS (5 * 60)
#define THROTTLED_PAUSE 5
#define MAX_TRIES 3
#define TRY_PAUSE 2

typedef struct
{
  char *id;
  char *name;
} Account;

/* One page: of the accounts, or of one account's roles. */
typedef struct
{
  StintSyncRun *run;  /* (owned) */
  Account *account;   /* (nullable) borrowed from the run: ListAccounts */
  char *next_token;   /* (nullable) */
  StintSecret *token; /* (owned) (nullable) that it was sent with */
  guint n_tries;
  guint deadline;
} Call;

struct _StintSyncRun
{
  grefcount references;
  StintContext *context;         /* (unowned) */
  StintIdentityCenter *center;   /* (owned) */
  StintConditions *conditions;   /* (owned) */
  StintIntegration *integration; /* (owned) */
  StintSyncRunEnded ended;
  gpointer ended_data;
  gboolean interactive;
  gboolean over;

  GCancellable *cancellable; /* (owned) of everything that it asks */
  StintSecret *token;        /* (owned) (nullable) */
  gboolean getting_token;
  guint n_tokens;
  GPtrArray *parked;  /* (owned) Call: until there is another token */
  GHashTable *asleep; /* (owned) Call: until their deadline */

  GPtrArray *accounts; /* (owned) Account */
  gboolean accounts_known;
  guint next_account;
  guint n_calls;
  guint n_done;
  gint64 throttled_since; /* boot time, 0: not */

  StintSyncBook *book;   /* (owned) (nullable) */
  StintJoiners *joiners; /* (owned) */
  guint show_id;
};

static void send_call (Call *call);
static void pump (StintSyncRun *self);
static void end (StintSyncRun *self, GError *error);
static void deserted (gpointer owner);

static void
account_free (Account *account)
{
  g_free (account->id);
  g_free (account->name);
  g_free (account);
}

static void
call_free (Call *call)
{
  stint_deadlines_remove (call->run->context->deadlines, call->deadline);
  g_free (call->next_token);
  g_clear_pointer (&call->token, stint_secret_unref);
  stint_sync_run_unref (call->run);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

StintSyncRun *
stint_sync_run_ref (StintSyncRun *self)
{
  g_ref_count_inc (&self->references);

  return self;
}

void
stint_sync_run_unref (StintSyncRun *self)
{
  if (!g_ref_count_dec (&self->references))
    return;

  g_clear_handle_id (&self->show_id, g_source_remove);
  stint_joiners_free (self->joiners);
  g_ptr_array_unref (self->parked);
  g_hash_table_unref (self->asleep);
  g_ptr_array_unref (self->accounts);
  g_clear_pointer (&self->book, stint_sync_book_free);
  g_clear_pointer (&self->token, stint_secret_unref);
  g_object_unref (self->cancellable);
  g_object_unref (self->integration);
  g_object_unref (self->conditions);
  g_object_unref (self->center);
  g_free (self);
}

StintSyncRun *
stint_sync_run_new (StintContext *context,
                    StintIdentityCenter *center,
                    StintConditions *conditions,
                    StintIntegration *integration,
                    gboolean interactive,
                    StintSyncRunEnded ended,
                    gpointer ended_data)
{
  StintSyncRun *self = g_new0 (StintSyncRun, 1);

  g_ref_count_init (&self->references);
  self->context = context;
  self->center = g_object_ref (center);
  self->conditions = g_object_ref (conditions);
  self->integration = g_object_ref (integration);
  self->interactive = interactive;
  self->ended = ended;
  self->ended_data = ended_data;
  self->cancellable = g_cancellable_new ();
  self->parked = g_ptr_array_new_with_free_func ((GDestroyNotify) call_free);
  self->asleep = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) call_free, NULL);
  self->accounts = g_ptr_array_new_with_free_func ((GDestroyNotify) account_free);
  self->joiners = stint_joiners_new (deserted, self);

  return self;
}

const char *
stint_sync_run_get_integration_id (StintSyncRun *self)
{
  return stint_integration_get_id (self->integration);
}

/* --- Showing ---------------------------------------------------------------------------------- */

/* FALSE: the integration was removed meanwhile. */
static gboolean
is_known (StintSyncRun *self)
{
  return stint_registry_get_integration (self->context->registry,
                                         stint_sync_run_get_integration_id (self)) ==
         self->integration;
}

static void
tell (gpointer owner, GCallback callback, gpointer progress_data)
{
  StintSyncRun *self = owner;
  StintSyncProgress progress = (StintSyncProgress) callback;

  if (self->accounts_known)
    progress ("roles", self->n_done, self->accounts->len, progress_data);
  else
    progress ("accounts", self->accounts->len, 0, progress_data);
}

static void
show (StintSyncRun *self)
{
  StintIntegrationStatus status = *stint_integration_get_status (self->integration);

  status.syncing = !self->over;
  status.sync_done = self->over ? 0 : self->n_done;
  status.sync_total = !self->over && self->accounts_known ? self->accounts->len : 0;
  stint_integration_set_status (self->integration, &status);
  if (!is_known (self))
    return;

  stint_registry_integration_changed (self->context->registry, self->integration);
  stint_joiners_tell (self->joiners, tell);
}

static gboolean
show_cb (gpointer user_data)
{
  StintSyncRun *self = user_data;

  self->show_id = 0;
  show (self);

  return G_SOURCE_REMOVE;
}

static void
show_soon (StintSyncRun *self)
{
  if (self->show_id == 0 && !self->over)
    self->show_id = g_timeout_add (SHOW_EVERY_MS, show_cb, self);
}

/* --- The end ---------------------------------------------------------------------------------- */

static void
note_end (StintSyncRun *self, const StintSyncResult *result, const GError *error)
{
  StintIntegrationStatus status = *stint_integration_get_status (self->integration);

  if (result != NULL)
    {
      status.last_sync = stint_clock_now (self->context->clock);
      status.news_added = result->added;
      status.news_gone = result->gone;
    }
  /* A cancelled run is no failure, and no success that would end one. */
  if (error == NULL || !stint_error_is_cancelled (error))
    status.error = (GError *) error;
  stint_integration_set_status (self->integration, &status);
}

/* The run's last step. @result: (nullable); @error: (nullable) */
static void
settle (StintSyncRun *self, const StintSyncResult *result, const GError *error)
{
  g_autoptr (StintSyncRun) alive = stint_sync_run_ref (self);
  g_autoptr (GPtrArray) tasks = stint_joiners_take (self->joiners);

  self->over = TRUE;
  g_clear_handle_id (&self->show_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->book, stint_sync_book_free);
  g_ptr_array_set_size (self->parked, 0);
  g_hash_table_remove_all (self->asleep);
  note_end (self, result, error);
  show (self);
  if (result != NULL && is_known (self))
    stint_registry_integration_synced (self->context->registry, self->integration);

  self->ended (self, self->ended_data);
  for (guint i = 0; i < tasks->len; i++)
    {
      GTask *task = g_ptr_array_index (tasks, i);

      if (result != NULL)
        g_task_return_pointer (task, g_memdup2 (result, sizeof *result), g_free);
      else
        g_task_return_error (task, g_error_copy (error));
    }
}

/* Takes @error. */
static void
end (StintSyncRun *self, GError *error)
{
  g_autoptr (GError) mapped = stint_error_map_take (error);

  if (self->over)
    return;

  stint_error_add_detail (mapped, "integration",
                          g_variant_new_string (stint_integration_get_name (self->integration)));
  settle (self, NULL, mapped);
}

/* Sessions that profiles of the person's own files name. */
typedef struct
{
  StintAwsFiles *files; /* (owned) */
  char *integration_id;
  char *start_url;
} Naming;

static void
naming_free (Naming *naming)
{
  g_object_unref (naming->files);
  g_free (naming->integration_id);
  g_free (naming->start_url);
  g_free (naming);
}

static void
collect_named_in_thread (GTask *task,
                         gpointer source,
                         gpointer task_data,
                         GCancellable *cancellable)
{
  Naming *naming = task_data;
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GError *error = NULL;
  g_autoptr (StintSsoSurvey) survey = stint_sso_survey_new (naming->files, &error);

  if (survey == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  for (guint i = 0; i < survey->profiles->len; i++)
    {
      const StintSsoProfile *profile = g_ptr_array_index (survey->profiles, i);
      const StintSsoEntry *entry =
          profile->entry != G_MAXUINT ? g_ptr_array_index (survey->entries, profile->entry) : NULL;

      if (entry != NULL && profile->account_id != NULL && profile->role_name != NULL &&
          stint_sso_start_url_equal (entry->start_url, naming->start_url))
        g_hash_table_add (named,
                          stint_identity_make_session_id (naming->integration_id,
                                                          profile->account_id, profile->role_name));
    }
  g_task_return_pointer (task, g_steal_pointer (&named), (GDestroyNotify) g_hash_table_unref);
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSyncRun) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) named = g_task_propagate_pointer (G_TASK (result), &error);
  StintSyncResult outcome;

  if (self->over)
    return;
  /* Files that cannot be read now may name any of them: nothing goes then. */
  if (named == NULL)
    g_message ("What AWS assigns no more stays in the list for now: %s", error->message);
  outcome = named != NULL ? stint_sync_book_finish (self->book, named)
                          : stint_sync_book_get_result (self->book);
  settle (self, &outcome, NULL);
}

static void
sum_up (StintSyncRun *self)
{
  Naming *naming = g_new0 (Naming, 1);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, named_cb, stint_sync_run_ref (self));

  naming->files = g_object_ref (self->context->files);
  naming->integration_id = g_strdup (stint_sync_run_get_integration_id (self));
  naming->start_url = g_strdup (stint_integration_get_definition (self->integration)->start_url);
  g_task_set_task_data (task, naming, (GDestroyNotify) naming_free);
  g_task_run_in_thread (task, collect_named_in_thread);
}

/* --- What goes wrong -------------------------------------------------------------------------- */

static void
token_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSyncRun) self = user_data;
  GError *error = NULL;
  StintSecret *token =
      stint_identity_center_get_token_finish (STINT_IDENTITY_CENTER (source), result, &error);
  g_autoptr (GPtrArray) calls = NULL;

  self->getting_token = FALSE;
  if (token == NULL || self->over)
    {
      g_clear_pointer (&token, stint_secret_unref);
      if (error != NULL)
        end (self, error);
      return;
    }

  self->n_tokens++;
  g_clear_pointer (&self->token, stint_secret_unref);
  self->token = token;
  if (self->book == NULL)
    self->book = stint_sync_book_new (self->context, self->integration);

  calls = g_steal_pointer (&self->parked);
  self->parked = g_ptr_array_new_with_free_func ((GDestroyNotify) call_free);
  g_ptr_array_set_free_func (calls, NULL);
  for (guint i = 0; i < calls->len; i++)
    send_call (g_ptr_array_index (calls, i));
}

static void
get_token (StintSyncRun *self)
{
  if (self->getting_token)
    return;

  self->getting_token = TRUE;
  stint_identity_center_get_token_async (self->center, self->integration, self->interactive,
                                         self->cancellable, token_cb, stint_sync_run_ref (self));
}

static void
awake_cb (gpointer user_data)
{
  Call *call = user_data;

  call->deadline = 0;
  g_hash_table_steal (call->run->asleep, call);
  send_call (call);
}

/* Takes @call: it is sent again in @seconds. */
static void
sleep_on (Call *call, guint seconds)
{
  StintContext *context = call->run->context;

  g_hash_table_add (call->run->asleep, call);
  call->deadline = stint_deadlines_add (context->deadlines,
                                        stint_clock_now (context->clock) + STINT_SECONDS (seconds),
                                        awake_cb, call);
}

/* The token may have ended before its time: another one, once.  Takes @call and @error. */
static void
unauthorized (Call *call, GError *error)
{
  StintSyncRun *self = call->run;

  if (stint_secret_equal (call->token, self->token))
    stint_identity_center_reject_token (self->center, self->integration, self->token);
  if (self->n_tokens > 1 && stint_secret_equal (call->token, self->token))
    {
      g_error_free (error);
      end (self, stint_identity_center_make_needs_sign_in (self->integration));
      call_free (call);
      return;
    }

  g_error_free (error);
  if (!stint_secret_equal (call->token, self->token))
    {
      send_call (call);
      return;
    }
  g_ptr_array_add (self->parked, call);
  get_token (self);
}

/* FALSE: for too long. */
static gboolean
may_wait_out (StintSyncRun *self)
{
  gint64 now = stint_clock_boot_time (self->context->clock);

  if (self->throttled_since == 0)
    self->throttled_since = now;

  return now - self->throttled_since < THROTTLED_AT_MOST;
}

static gboolean
is_passing (const GError *error)
{
  return error->domain == STINT_HTTP_ERROR ||
         g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_TROUBLE) ||
         g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_MALFORMED);
}

static gboolean
concerns_account (Call *call, const GError *error)
{
  return call->account != NULL &&
         (g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_FORBIDDEN) ||
          g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_NOT_FOUND) ||
          g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_REFUSED));
}

static void
finish_call (Call *call)
{
  g_autoptr (StintSyncRun) self = stint_sync_run_ref (call->run);

  if (call->account != NULL)
    self->n_done++;
  self->n_calls--;
  call_free (call);
  show_soon (self);
  pump (self);
}

/* Takes @call and @error. */
static void
call_failed (Call *call, GError *error)
{
  StintSyncRun *self = call->run;
  guint retry_after = stint_aws_error_get_retry_after (error);

  stint_conditions_note_aws (self->conditions, error);
  if (g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_UNAUTHORIZED))
    {
      unauthorized (call, error);
      return;
    }
  if (g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_THROTTLED) && may_wait_out (self))
    {
      g_error_free (error);
      sleep_on (call, retry_after != 0 ? retry_after : THROTTLED_PAUSE);
      return;
    }
  if (concerns_account (call, error))
    {
      g_debug ("The roles of %s are not told: %s", call->account->id, error->message);
      g_error_free (error);
      stint_sync_book_spare_account (self->book, call->account->id);
      finish_call (call);
      return;
    }
  if (is_passing (error) && self->n_done > 0 && ++call->n_tries < MAX_TRIES)
    {
      g_error_free (error);
      sleep_on (call, TRY_PAUSE * call->n_tries);
      return;
    }

  end (self, error);
  call_free (call);
}

/* --- Asking ----------------------------------------------------------------------------------- */

static void
next_page (Call *call, char *next_token)
{
  g_free (call->next_token);
  call->next_token = next_token;
  call->n_tries = 0;
  send_call (call);
}

static void
take_accounts (StintSyncRun *self, GPtrArray *page)
{
  for (guint i = 0; i < page->len; i++)
    {
      const StintPortalAccount *found = g_ptr_array_index (page, i);
      Account *account = g_new0 (Account, 1);

      account->id = g_strdup (found->id);
      account->name = g_strdup (found->name);
      g_ptr_array_add (self->accounts, account);
    }
}

static void
accounts_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (StintSyncRun) self = stint_sync_run_ref (call->run);
  GError *error = NULL;
  char *next_token = NULL;
  g_autoptr (GPtrArray) page =
      stint_portal_list_accounts_finish (STINT_PORTAL (source), result, &next_token, &error);

  if (self->over)
    {
      g_clear_error (&error);
      g_free (next_token);
      call_free (call);
      return;
    }
  if (page == NULL)
    {
      call_failed (call, error);
      return;
    }

  self->throttled_since = 0;
  stint_conditions_note_aws (self->conditions, NULL);
  take_accounts (self, page);
  if (next_token != NULL)
    {
      next_page (call, next_token);
      show_soon (self);
      pump (self);
      return;
    }
  self->accounts_known = TRUE;
  finish_call (call);
}

static void
roles_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  StintSyncRun *self = call->run;
  GError *error = NULL;
  char *next_token = NULL;
  g_auto (GStrv) roles =
      stint_portal_list_roles_finish (STINT_PORTAL (source), result, &next_token, &error);

  if (self->over)
    {
      g_clear_error (&error);
      g_free (next_token);
      call_free (call);
      return;
    }
  if (roles == NULL)
    {
      call_failed (call, error);
      return;
    }

  self->throttled_since = 0;
  for (gsize i = 0; roles[i] != NULL; i++)
    stint_sync_book_add (self->book, call->account->id, call->account->name, roles[i]);
  if (next_token != NULL)
    next_page (call, next_token);
  else
    finish_call (call);
}

/* Takes @call. */
static void
send_call (Call *call)
{
  StintSyncRun *self = call->run;
  StintPortalParams params;

  if (self->getting_token)
    {
      g_ptr_array_add (self->parked, call);
      return;
    }

  g_clear_pointer (&call->token, stint_secret_unref);
  call->token = stint_secret_ref (self->token);
  params = stint_identity_center_make_params (self->center, self->integration, call->token, FALSE);
  if (call->account == NULL)
    stint_portal_list_accounts_async (self->context->portal, &params, call->next_token,
                                      self->cancellable, accounts_cb, call);
  else
    stint_portal_list_roles_async (self->context->portal, &params, call->account->id,
                                   call->next_token, self->cancellable, roles_cb, call);
}

static Call *
call_new (StintSyncRun *self, Account *account)
{
  Call *call = g_new0 (Call, 1);

  call->run = stint_sync_run_ref (self);
  call->account = account;
  self->n_calls++;

  return call;
}

/* As many accounts as there is room for; the sum, when all have been asked. */
static void
pump (StintSyncRun *self)
{
  if (self->over)
    return;

  while (self->n_calls < MAX_CALLS && self->next_account < self->accounts->len)
    send_call (call_new (self, g_ptr_array_index (self->accounts, self->next_account++)));
  if (self->n_calls == 0 && self->accounts_known)
    sum_up (self);
}

void
stint_sync_run_begin (StintSyncRun *self)
{
  g_return_if_fail (self != NULL);

  show (self);
  self->getting_token = TRUE;
  send_call (call_new (self, NULL));
  self->getting_token = FALSE;
  get_token (self);
}

/* --- Joining and leaving ---------------------------------------------------------------------- */

void
stint_sync_run_cancel (StintSyncRun *self)
{
  g_return_if_fail (self != NULL);

  end (self, stint_error_new (STINT_ERROR_CANCELLED, NULL, "The sync was cancelled"));
}

static void
deserted (gpointer owner)
{
  stint_sync_run_cancel (owner);
}

void
stint_sync_run_join (StintSyncRun *self,
                     GTask *task,
                     StintSyncProgress progress,
                     gpointer progress_data)
{
  g_return_if_fail (self != NULL);

  stint_joiners_add (self->joiners, task, G_CALLBACK (progress), progress_data);
}
