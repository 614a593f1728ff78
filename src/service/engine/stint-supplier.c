/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-supplier.h"

#include "stint-error-map.h"
#include "stint-time.h"

/* SDKs run the helper again and again below this. */
#define ENOUGH_LEFT STINT_SECONDS (15 * 60)
#define LAST_USED_STEP STINT_SECONDS (3600)

/* Credentials of a session that holds no profile. */
typedef struct
{
  StintTurn *turn;
  StintAwsCredentials *credentials; /* (owned) (nullable) */
} Loose;

struct _StintSupplier
{
  GObject parent_instance;

  StintEngineParts *parts;     /* (unowned) */
  StintOperations *operations; /* (unowned) */
  GHashTable *loose;           /* session id → Loose */
  guint n_running;
};

G_DEFINE_FINAL_TYPE (StintSupplier, stint_supplier, G_TYPE_OBJECT)

static void
loose_free (Loose *loose)
{
  stint_turn_unref (loose->turn);
  g_clear_pointer (&loose->credentials, stint_aws_credentials_unref);
  g_free (loose);
}

static void
stint_supplier_finalize (GObject *object)
{
  StintSupplier *self = STINT_SUPPLIER (object);

  g_hash_table_unref (self->loose);

  G_OBJECT_CLASS (stint_supplier_parent_class)->finalize (object);
}

static void
stint_supplier_class_init (StintSupplierClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_supplier_finalize;
}

static void
stint_supplier_init (StintSupplier *self)
{
  self->loose =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) loose_free);
}

StintSupplier *
stint_supplier_new (StintEngineParts *parts, StintOperations *operations)
{
  StintSupplier *self = g_object_new (STINT_TYPE_SUPPLIER, NULL);

  self->parts = parts;
  self->operations = operations;

  return self;
}

static Loose *
ensure_loose (StintSupplier *self, StintSession *session)
{
  Loose *loose = g_hash_table_lookup (self->loose, stint_session_get_id (session));

  if (loose == NULL)
    {
      loose = g_new0 (Loose, 1);
      loose->turn = stint_turn_new ();
      g_hash_table_insert (self->loose, g_strdup (stint_session_get_id (session)), loose);
    }

  return loose;
}

static gboolean
lasts (StintSupplier *self, StintAwsCredentials *credentials, gint64 span)
{
  gint64 end = credentials != NULL ? stint_aws_credentials_get_expiration (credentials) : 0;

  if (credentials == NULL)
    return FALSE;

  return end == 0 || end - stint_scheduler_get_now (self->parts->scheduler) > span;
}

/* Ends a call. Takes @error; @credentials is borrowed. */
static void
answer (GTask *task, StintAwsCredentials *credentials, GError *error)
{
  StintSupplier *self = g_task_get_source_object (task);

  self->n_running--;
  if (credentials != NULL)
    {
      g_clear_error (&error);
      g_task_return_pointer (task, stint_aws_credentials_ref (credentials),
                             (GDestroyNotify) stint_aws_credentials_unref);
    }
  else
    g_task_return_error (task, stint_error_map_take (error));
}

static GError *
make_inactive (StintSession *session)
{
  GError *error = stint_error_new (STINT_ERROR_INACTIVE, NULL, "“%s” is not active",
                                   stint_session_get_name (session));

  stint_error_add_detail (error, "session",
                          g_variant_new_string (stint_session_get_name (session)));

  return error;
}

static GError *
make_expired (StintSession *session)
{
  GError *error = stint_error_new (STINT_ERROR_EXPIRED, NULL, "“%s” has ended; start it again",
                                   stint_session_get_name (session));

  stint_error_add_detail (error, "session",
                          g_variant_new_string (stint_session_get_name (session)));

  return error;
}

/* --- Sessions that hold a profile ------------------------------------------------------------- */

/* After a restart an on-demand session has nothing in memory; where a person would have to come,
 * it is as good as over, and is told to be. */
static void
give_session_up (StintSupplier *self, StintSession *session)
{
  g_autoptr (StintSessionLife) life = NULL;

  if (!stint_session_is_active (session))
    return;

  life = stint_session_life_copy (stint_session_get_life (session));
  life->until = stint_scheduler_get_now (self->parts->scheduler);
  stint_engine_parts_set_life (self->parts, session, life);
  stint_scheduler_update (self->parts->scheduler, session);
}

static void
operation_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintSupplier *self = g_task_get_source_object (task);
  StintSession *session = g_task_get_task_data (task);
  StintAwsCredentials *credentials = stint_session_get_credentials (session);
  GError *error = NULL;
  g_autoptr (StintStartResult) outcome =
      stint_operations_start_finish (STINT_OPERATIONS (source), result, &error);

  g_assert (STINT_IS_SUPPLIER (self));

  /* What AWS did not renew still works until its end. */
  if (stint_session_is_active (session) && lasts (self, credentials, 0))
    answer (task, credentials, error);
  else if (error == NULL)
    answer (task, NULL, make_inactive (session));
  else
    {
      if (stint_error_get_kind (error) == STINT_ERROR_KIND_NEEDS_PERSON && credentials == NULL)
        give_session_up (self, session);
      answer (task, NULL, error);
    }
}

static void
operate (GTask *task, StintStarterKind kind)
{
  StintSupplier *self = g_task_get_source_object (task);
  StintStarterWish wish = { .options = STINT_START_OPTIONS_INIT, .silent = TRUE, .urgent = TRUE };

  wish.options.interactive = FALSE;
  /* Not cancellable by one of many who wait for it. */
  stint_operations_start_async (self->operations, g_task_get_task_data (task), kind, &wish, NULL,
                                operation_done_cb, g_object_ref (task));
}

static void
note_use (StintSupplier *self, StintSession *session)
{
  gint64 now = stint_clock_now (self->parts->context->clock);
  g_autoptr (StintSessionLife) life = NULL;

  if (now - stint_session_get_life (session)->last_used < LAST_USED_STEP)
    return;

  life = stint_session_life_copy (stint_session_get_life (session));
  life->last_used = now;
  stint_engine_parts_set_life (self->parts, session, life);
}

static void
get_of_held (GTask *task, StintSession *session)
{
  StintSupplier *self = g_task_get_source_object (task);
  StintAwsCredentials *credentials = stint_session_get_credentials (session);
  gboolean on_demand = stint_session_get_life (session)->hand_out == STINT_HAND_OUT_ON_DEMAND;
  gboolean renews = stint_session_get_definition (session)->renew == STINT_RENEW_AUTOMATIC;

  note_use (self, session);
  if (stint_session_is_active (session) &&
      lasts (self, credentials, on_demand && renews ? ENOUGH_LEFT : 0))
    answer (task, credentials, NULL);
  else if (stint_session_is_active (session) && credentials == NULL)
    operate (task, STINT_STARTER_RENEW);
  else if (on_demand && renews)
    operate (task, STINT_STARTER_RENEW);
  else
    answer (task, NULL, make_expired (session));
}

/* --- The user's own session of a moved key ---------------------------------------------------- */

static void
loose_fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintSupplier *self = g_task_get_source_object (task);
  Loose *loose = ensure_loose (self, g_task_get_task_data (task));
  GError *error = NULL;
  g_autoptr (StintAwsCredentials) credentials =
      stint_fetcher_fetch_finish (STINT_FETCHER (source), result, &error);

  g_assert (STINT_IS_SUPPLIER (self));

  if (credentials != NULL)
    {
      g_clear_pointer (&loose->credentials, stint_aws_credentials_unref);
      loose->credentials = stint_aws_credentials_ref (credentials);
    }
  else if (lasts (self, loose->credentials, 0))
    credentials = stint_aws_credentials_ref (loose->credentials);
  stint_turn_pass (loose->turn);
  answer (task, credentials, error);
}

static void
loose_turn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintSupplier *self = g_task_get_source_object (task);
  StintSession *session = g_task_get_task_data (task);
  Loose *loose = ensure_loose (self, session);
  StintFetchWish wish = { .urgent = TRUE, .without_code = TRUE };
  GError *error = NULL;

  g_assert (STINT_IS_SUPPLIER (self));

  if (!stint_turn_take_finish (result, &error))
    {
      answer (task, NULL, error);
      return;
    }
  if (lasts (self, loose->credentials, ENOUGH_LEFT))
    {
      stint_turn_pass (loose->turn);
      answer (task, loose->credentials, NULL);
      return;
    }

  stint_fetcher_fetch_async (self->parts->fetcher, session, &wish, NULL, loose_fetched_cb,
                             g_object_ref (task));
}

static gboolean
is_own_session_of_moved_key (StintSupplier *self, StintSession *session)
{
  StintIntegration *integration =
      stint_registry_get_integration_of (self->parts->context->registry, session);

  return stint_session_get_definition (session)->kind == STINT_SESSION_IAM_USER &&
         integration != NULL &&
         stint_integration_get_definition (integration)->moved_profile != NULL;
}

/* --- Asking ----------------------------------------------------------------------------------- */

void
stint_supplier_get_async (StintSupplier *self,
                          StintSession *session,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;
  g_autoptr (GTask) owned = NULL;

  g_return_if_fail (STINT_IS_SUPPLIER (self));
  g_return_if_fail (STINT_IS_SESSION (session));

  owned = task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_supplier_get_async);
  g_task_set_task_data (task, g_object_ref (session), g_object_unref);
  self->n_running++;

  if (stint_session_is_held (session))
    get_of_held (task, session);
  else if (is_own_session_of_moved_key (self, session))
    stint_turn_take_async (ensure_loose (self, session)->turn, cancellable, loose_turn_cb,
                           g_steal_pointer (&owned));
  else if (stint_place_default_hand_out (self->parts, stint_session_get_definition (session)) ==
           STINT_HAND_OUT_ON_DEMAND)
    operate (task, STINT_STARTER_START);
  else
    answer (task, NULL, make_inactive (session));
}

StintAwsCredentials *
stint_supplier_get_finish (StintSupplier *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
stint_supplier_forget (StintSupplier *self, StintSession *session)
{
  Loose *loose;

  g_return_if_fail (STINT_IS_SUPPLIER (self));
  g_return_if_fail (STINT_IS_SESSION (session));

  loose = g_hash_table_lookup (self->loose, stint_session_get_id (session));
  if (loose != NULL)
    g_clear_pointer (&loose->credentials, stint_aws_credentials_unref);
}

gboolean
stint_supplier_is_busy (StintSupplier *self)
{
  g_return_val_if_fail (STINT_IS_SUPPLIER (self), FALSE);

  return self->n_running > 0;
}
