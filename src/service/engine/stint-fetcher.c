/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-fetcher.h"

#include "stint-arn-names.h"
#include "stint-definition-check.h"
#include "stint-error-map.h"
#include "stint-role-fetch.h"
#include "stint-time.h"

#define MAX_HOPS 32
/* A lease that opens a role only has to live until AWS has answered. */
#define LEASE_LEFT_FOR_ROLE STINT_SECONDS (60)
/* One that is handed out itself: SDKs ask again at fifteen minutes. */
#define LEASE_LEFT_FOR_USER STINT_SECONDS (15 * 60)
#define PARENT_LEFT STINT_SECONDS (5 * 60)
#define PLAIN_TOKEN_SECONDS 3600
/* For so long a role that refused a fresh code is not worth another one. */
#define REFUSAL_REMEMBERED STINT_SECONDS (3600)

struct _StintFetcher
{
  GObject parent_instance;

  StintContext *context;       /* (unowned) */
  StintMfaGate *gate;          /* (owned) */
  StintLeaseBroker *broker;    /* (owned) */
  StintIdentityCenter *center; /* (owned) */
  StintConditions *conditions; /* (owned) */
  GHashTable *refusals; /* session id → gint64: boot time at which a fresh code was refused */
};

G_DEFINE_FINAL_TYPE (StintFetcher, stint_fetcher, G_TYPE_OBJECT)

/* What signs the next call. */
typedef enum
{
  SIGNER_KEY,
  SIGNER_LEASE,
  SIGNER_PARENT, /* borrowed from an active session */
  SIGNER_HOP,    /* what the last call gave */
} Signer;

typedef struct
{
  GPtrArray *chain;              /* of StintSession (owned): the target first, the root last */
  guint at;                      /* index of the session whose credentials are being got */
  StintIntegration *integration; /* (owned) (nullable) of the root */
  char *mfa_code;                /* (owned) (nullable) */
  guint duration;                /* of the target */
  gboolean interactive;
  gboolean urgent;
  gboolean without_code;

  StintAwsCredentials *signer; /* (owned) (nullable) */
  Signer signer_kind;
  gboolean lease_fresh;
  gboolean code_sent; /* with AssumeRole */
  gboolean lease_retried;
} Fetch;

static void next_step (GTask *task);

static void
fetch_free (Fetch *fetch)
{
  g_clear_pointer (&fetch->chain, g_ptr_array_unref);
  g_clear_object (&fetch->integration);
  g_free (fetch->mfa_code);
  g_clear_pointer (&fetch->signer, stint_aws_credentials_unref);
  g_free (fetch);
}

static void
stint_fetcher_finalize (GObject *object)
{
  StintFetcher *self = STINT_FETCHER (object);

  g_clear_object (&self->gate);
  g_clear_object (&self->broker);
  g_clear_object (&self->center);
  g_clear_object (&self->conditions);
  g_hash_table_unref (self->refusals);

  G_OBJECT_CLASS (stint_fetcher_parent_class)->finalize (object);
}

static void
stint_fetcher_class_init (StintFetcherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_fetcher_finalize;
}

static void
stint_fetcher_init (StintFetcher *self)
{
  self->refusals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

StintFetcher *
stint_fetcher_new (StintContext *context,
                   StintMfaGate *gate,
                   StintLeaseBroker *broker,
                   StintIdentityCenter *center,
                   StintConditions *conditions)
{
  StintFetcher *self = g_object_new (STINT_TYPE_FETCHER, NULL);

  self->context = context;
  self->gate = g_object_ref (gate);
  self->broker = g_object_ref (broker);
  self->center = g_object_ref (center);
  self->conditions = g_object_ref (conditions);

  return self;
}

/* --- Small questions -------------------------------------------------------------------------- */

static StintSession *
current (Fetch *fetch)
{
  return g_ptr_array_index (fetch->chain, fetch->at);
}

static StintSession *
target (Fetch *fetch)
{
  return g_ptr_array_index (fetch->chain, 0);
}

static guint
duration_of (const StintSessionDefinition *definition, guint wished)
{
  return wished != 0 ? wished : definition->duration;
}

static gboolean
goes_direct (const StintSessionDefinition *definition, gboolean is_target, guint duration)
{
  return definition->mfa == STINT_MFA_DIRECT ||
         (is_target && definition->kind == STINT_SESSION_IAM_ROLE &&
          duration > STINT_STS_MAX_CHAINED_DURATION);
}

static const char *
mfa_serial_of (StintIntegration *integration)
{
  return stint_integration_get_definition (integration)->mfa_serial;
}

static gboolean
is_identity_center (StintIntegration *integration)
{
  return stint_integration_get_definition (integration)->kind == STINT_INTEGRATION_IDENTITY_CENTER;
}

/* That of an Identity Center is for its portal. (nullable) */
static const char *
sts_endpoint_of (StintIntegration *integration)
{
  if (integration == NULL || is_identity_center (integration))
    return NULL;

  return stint_integration_get_definition (integration)->endpoint_url;
}

static gboolean
lends (StintFetcher *self, StintSession *session)
{
  StintAwsCredentials *credentials = stint_session_get_credentials (session);

  return stint_session_is_active (session) && credentials != NULL &&
         stint_aws_credentials_get_expiration (credentials) -
                 stint_clock_now (self->context->clock) >
             PARENT_LEFT;
}

static void
fail (GTask *task, GError *error)
{
  Fetch *fetch = g_task_get_task_data (task);
  GError *mapped = stint_error_map_take (error);

  stint_error_add_detail (mapped, "session",
                          g_variant_new_string (stint_session_get_name (target (fetch))));
  g_task_return_error (task, mapped);
}

/* --- AssumeRole ------------------------------------------------------------------------------- */

static char *
make_role_session_name (Fetch *fetch, const StintSessionDefinition *definition)
{
  g_autofree char *user = NULL;

  if (definition->role_session_name != NULL)
    return g_strdup (definition->role_session_name);

  if (fetch->integration != NULL)
    user = stint_arn_dup_name (stint_integration_get_definition (fetch->integration)->arn);
  if (user != NULL && *user != '\0')
    return stint_role_session_name_from (user);

  return stint_role_session_name_from (
      fetch->integration != NULL ? stint_integration_get_name (fetch->integration) : NULL);
}

static void
remember_refusal (StintFetcher *self, StintSession *session)
{
  gint64 *when = g_new (gint64, 1);

  *when = stint_clock_boot_time (self->context->clock);
  g_hash_table_insert (self->refusals, g_strdup (stint_session_get_id (session)), when);
}

static gboolean
was_refused (StintFetcher *self, StintSession *session)
{
  gint64 *when = g_hash_table_lookup (self->refusals, stint_session_get_id (session));

  return when != NULL && stint_clock_boot_time (self->context->clock) - *when < REFUSAL_REMEMBERED;
}

/* A policy may look at the age of the code, so a refusal counts only under a fresh one. */
static gboolean
may_be_too_old (StintFetcher *self, Fetch *fetch, const GError *error)
{
  if (!g_error_matches (error, STINT_ERROR, STINT_ERROR_REFUSED) ||
      fetch->signer_kind != SIGNER_LEASE)
    return FALSE;
  if (!fetch->lease_fresh)
    return !was_refused (self, current (fetch));

  remember_refusal (self, current (fetch));

  return FALSE;
}

static gboolean
signer_is_dead (const GError *error)
{
  return g_error_matches (error, STINT_ERROR, STINT_ERROR_EXPIRED) ||
         g_error_matches (error, STINT_ERROR, STINT_ERROR_BAD_KEY);
}

static void
start_over (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  g_clear_pointer (&fetch->signer, stint_aws_credentials_unref);
  fetch->at = fetch->chain->len;
  next_step (task);
}

/* AWS does not know the lease any more; what takes its place is a new one, once. */
static void
replace_lease (GTask *task)
{
  StintFetcher *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);

  fetch->lease_retried = TRUE;
  stint_lease_broker_drop (self->broker, stint_integration_get_id (fetch->integration));
  start_over (task);
}

/* Takes @error. */
static void
role_failed (GTask *task, GError *error)
{
  StintFetcher *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);

  error = stint_error_map_take (error);
  if (fetch->code_sent)
    stint_mfa_gate_explain (self->gate, mfa_serial_of (fetch->integration), error);

  if (signer_is_dead (error) && fetch->signer_kind == SIGNER_LEASE && !fetch->lease_fresh &&
      !fetch->lease_retried)
    {
      g_error_free (error);
      replace_lease (task);
      return;
    }
  if (signer_is_dead (error) && fetch->signer_kind == SIGNER_PARENT)
    {
      /* An active parent's credentials were revoked: walk from the root instead. */
      g_error_free (error);
      start_over (task);
      return;
    }
  if (may_be_too_old (self, fetch, error))
    {
      g_error_free (error);
      error = stint_lease_broker_make_needs_mfa (fetch->integration);
    }

  fail (task, error);
}

static void
role_assumed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintFetcher *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  gint64 offset = 0;
  gboolean known;
  StintAwsCredentials *credentials =
      stint_sts_assume_role_finish (STINT_STS (source), result, &error);

  g_assert (STINT_IS_FETCHER (self));

  known = stint_sts_get_clock_offset (self->context->sts, &offset);
  stint_conditions_note_clock (self->conditions, known, offset);
  stint_conditions_note_aws (self->conditions, error);
  if (fetch->code_sent)
    stint_mfa_gate_leave (self->gate, mfa_serial_of (fetch->integration), error);
  if (credentials == NULL)
    {
      role_failed (task, error);
      return;
    }

  g_hash_table_remove (self->refusals, stint_session_get_id (current (fetch)));
  g_clear_pointer (&fetch->signer, stint_aws_credentials_unref);
  fetch->signer = credentials;
  fetch->signer_kind = SIGNER_HOP;
  fetch->code_sent = FALSE;
  next_step (task);
}

static void
assume_role (GTask *task)
{
  StintFetcher *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  const StintSessionDefinition *definition = stint_session_get_definition (current (fetch));
  g_autofree char *role_session_name = make_role_session_name (fetch, definition);
  StintStsParams params = {
    .region = stint_lease_broker_pick_region (self->broker, fetch->integration, definition->region,
                                              definition->role_arn),
    .endpoint_url = sts_endpoint_of (fetch->integration),
    .role_arn = definition->role_arn,
    .role_session_name = role_session_name,
    .external_id = definition->external_id,
    .mfa_serial = fetch->code_sent ? mfa_serial_of (fetch->integration) : NULL,
    .mfa_code = fetch->code_sent ? fetch->mfa_code : NULL,
    .duration_seconds = fetch->at == 0 ? fetch->duration : 0,
    .urgent = fetch->urgent,
  };

  stint_sts_assume_role_async (self->context->sts, fetch->signer, &params,
                               g_task_get_cancellable (task), role_assumed_cb, g_object_ref (task));
}

static void
entered_gate_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintFetcher *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;

  g_assert (STINT_IS_FETCHER (self));

  if (!stint_mfa_gate_enter_finish (self->gate, result, &error))
    {
      fail (task, error);
      return;
    }
  fetch->code_sent = TRUE;
  assume_role (task);
}

/* --- The root --------------------------------------------------------------------------------- */

static void
got_user_token_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintFetcher *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;

  g_assert (STINT_IS_FETCHER (self));

  fetch->signer = stint_lease_broker_get_token_finish (self->broker, result, &error);
  fetch->signer_kind = SIGNER_HOP;
  if (fetch->signer == NULL)
    fail (task, error);
  else
    next_step (task);
}

static void
got_lease_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintFetcher *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;

  g_assert (STINT_IS_FETCHER (self));

  g_clear_pointer (&fetch->signer, stint_aws_credentials_unref);
  fetch->signer =
      stint_lease_broker_get_lease_finish (self->broker, result, &fetch->lease_fresh, &error);
  fetch->signer_kind = SIGNER_LEASE;
  if (fetch->signer == NULL)
    fail (task, error);
  else if (stint_session_get_definition (current (fetch))->kind == STINT_SESSION_IAM_USER)
    next_step (task);
  else
    assume_role (task);
}

static void
got_key_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintFetcher *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;

  g_assert (STINT_IS_FETCHER (self));

  fetch->signer = stint_lease_broker_get_key_finish (self->broker, result, &error);
  fetch->signer_kind = SIGNER_KEY;
  if (fetch->signer == NULL)
    fail (task, error);
  else if (mfa_serial_of (fetch->integration) == NULL)
    assume_role (task);
  else if (fetch->mfa_code == NULL)
    fail (task, stint_lease_broker_make_needs_mfa (fetch->integration));
  else
    stint_mfa_gate_enter_async (self->gate, mfa_serial_of (fetch->integration), fetch->mfa_code,
                                g_task_get_cancellable (task), entered_gate_cb,
                                g_object_ref (task));
}

static void
get_user_token (GTask *task, const char *mfa_code, guint duration)
{
  StintFetcher *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);

  stint_lease_broker_get_token_async (self->broker, fetch->integration, mfa_code, duration,
                                      fetch->interactive, g_task_get_cancellable (task),
                                      got_user_token_cb, g_object_ref (task));
}

static void
get_lease (GTask *task, gint64 min_left, guint duration)
{
  StintFetcher *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);

  stint_lease_broker_get_lease_async (self->broker, fetch->integration, fetch->mfa_code, min_left,
                                      duration, fetch->interactive, g_task_get_cancellable (task),
                                      got_lease_cb, g_object_ref (task));
}

/* The credentials of the user itself, which are also what its chained roles start from. */
static void
get_user_signer (GTask *task)
{
  StintFetcher *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  const StintSessionDefinition *definition = stint_session_get_definition (current (fetch));
  guint duration = fetch->at == 0 ? fetch->duration : 0;
  gboolean has_lease =
      stint_lease_broker_peek_lease (self->broker, stint_integration_get_id (fetch->integration),
                                     LEASE_LEFT_FOR_USER) != NULL;

  if (mfa_serial_of (fetch->integration) == NULL)
    get_user_token (task, NULL, duration);
  else if (fetch->without_code && fetch->mfa_code == NULL && !has_lease)
    get_user_token (task, NULL, PLAIN_TOKEN_SECONDS);
  else if (definition->mfa == STINT_MFA_LEASE)
    get_lease (task, LEASE_LEFT_FOR_USER, duration);
  else if (fetch->mfa_code != NULL)
    get_user_token (task, fetch->mfa_code, duration);
  else
    fail (task, stint_lease_broker_make_needs_mfa (fetch->integration));
}

static void
got_assigned_role_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;

  fetch->signer = stint_role_fetch_finish (result, &error);
  fetch->signer_kind = SIGNER_HOP;
  if (fetch->signer == NULL)
    fail (task, error);
  else
    next_step (task);
}

static void
get_assigned_role (GTask *task)
{
  StintFetcher *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);

  stint_role_fetch_async (self->context, self->center, self->conditions, fetch->integration,
                          stint_session_get_definition (current (fetch)), fetch->interactive,
                          fetch->urgent, g_task_get_cancellable (task), got_assigned_role_cb,
                          g_object_ref (task));
}

static void
get_root_signer (GTask *task)
{
  StintFetcher *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  const StintSessionDefinition *definition = stint_session_get_definition (current (fetch));

  if (fetch->integration == NULL)
    fail (task, stint_error_new (STINT_ERROR_NOT_FOUND, NULL, "The integration of “%s” is gone",
                                 definition->name));
  else if (definition->kind == STINT_SESSION_IAM_USER)
    get_user_signer (task);
  else if (definition->kind == STINT_SESSION_IDENTITY_CENTER)
    get_assigned_role (task);
  else if (definition->kind != STINT_SESSION_IAM_ROLE)
    fail (task, stint_error_new (STINT_ERROR_UNSUPPORTED, NULL,
                                 "This version cannot start sessions like “%s”", definition->name));
  else if (mfa_serial_of (fetch->integration) != NULL &&
           !goes_direct (definition, fetch->at == 0, fetch->duration))
    get_lease (task, LEASE_LEFT_FOR_ROLE, 0);
  else
    stint_lease_broker_get_key_async (self->broker, fetch->integration, fetch->interactive,
                                      g_task_get_cancellable (task), got_key_cb,
                                      g_object_ref (task));
}

/* One down the chain, towards the target; done when the target's own credentials are there. */
static void
next_step (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  if (fetch->at == 0)
    {
      g_task_return_pointer (task, g_steal_pointer (&fetch->signer),
                             (GDestroyNotify) stint_aws_credentials_unref);
      return;
    }

  fetch->at--;
  if (fetch->signer != NULL)
    assume_role (task);
  else
    get_root_signer (task);
}

/* --- Starting --------------------------------------------------------------------------------- */

/* From the target up to its root, or to a parent that lends. */
static GError *
collect_chain (StintFetcher *self, Fetch *fetch, StintSession *session)
{
  g_ptr_array_add (fetch->chain, g_object_ref (session));
  for (const char *from = stint_session_get_definition (session)->from_id; from != NULL;
       from = stint_session_get_definition (session)->from_id)
    {
      session = stint_registry_get_session (self->context->registry, from);
      if (session == NULL || fetch->chain->len > MAX_HOPS)
        return stint_error_new (session == NULL ? STINT_ERROR_NOT_FOUND : STINT_ERROR_CYCLE, NULL,
                                "The chain of “%s” does not lead anywhere",
                                stint_session_get_name (target (fetch)));
      g_ptr_array_add (fetch->chain, g_object_ref (session));
    }

  return NULL;
}

static void
borrow_from_parent (StintFetcher *self, Fetch *fetch)
{
  fetch->at = fetch->chain->len;
  for (guint i = 1; i < fetch->chain->len; i++)
    {
      StintSession *parent = g_ptr_array_index (fetch->chain, i);

      if (!lends (self, parent))
        continue;
      fetch->signer = stint_aws_credentials_ref (stint_session_get_credentials (parent));
      fetch->signer_kind = SIGNER_PARENT;
      fetch->at = i;
      return;
    }
}

void
stint_fetcher_fetch_async (StintFetcher *self,
                           StintSession *session,
                           const StintFetchWish *wish,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  const StintSessionDefinition *definition;
  GError *error = NULL;
  Fetch *fetch;

  g_return_if_fail (STINT_IS_FETCHER (self));
  g_return_if_fail (STINT_IS_SESSION (session));
  g_return_if_fail (wish != NULL);

  definition = stint_session_get_definition (session);
  fetch = g_new0 (Fetch, 1);
  fetch->chain = g_ptr_array_new_with_free_func (g_object_unref);
  fetch->mfa_code = g_strdup (wish->mfa_code);
  fetch->duration = duration_of (definition, wish->duration);
  fetch->interactive = wish->interactive;
  fetch->urgent = wish->urgent;
  fetch->without_code = wish->without_code;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_fetcher_fetch_async);
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);

  error = collect_chain (self, fetch, session);
  if (error == NULL && fetch->mfa_code != NULL && !stint_sts_mfa_code_is_valid (fetch->mfa_code))
    error = stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL, "An MFA code is six digits");
  if (error == NULL)
    stint_definition_check_duration (definition->kind, definition->from_id != NULL, fetch->duration,
                                     &error);
  if (error != NULL)
    {
      fail (task, error);
      return;
    }

  g_set_object (&fetch->integration, stint_fetcher_find_root (self, session));
  borrow_from_parent (self, fetch);
  next_step (task);
}

StintAwsCredentials *
stint_fetcher_fetch_finish (StintFetcher *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static StintSession *
find_root_session (StintFetcher *self, StintSession *session)
{
  for (guint hops = 0; hops < MAX_HOPS; hops++)
    {
      const char *from = stint_session_get_definition (session)->from_id;
      StintSession *parent = stint_registry_get_session (self->context->registry, from);

      if (parent == NULL)
        break;
      session = parent;
    }

  return session;
}

StintIntegration *
stint_fetcher_find_root (StintFetcher *self, StintSession *session)
{
  g_return_val_if_fail (STINT_IS_FETCHER (self), NULL);
  g_return_val_if_fail (STINT_IS_SESSION (session), NULL);

  return stint_registry_get_integration_of (self->context->registry,
                                            find_root_session (self, session));
}

gboolean
stint_fetcher_needs_person (StintFetcher *self, StintSession *session, guint duration)
{
  StintSession *root;
  StintIntegration *integration;
  const StintSessionDefinition *definition;
  gboolean is_user;

  g_return_val_if_fail (STINT_IS_FETCHER (self), FALSE);
  g_return_val_if_fail (STINT_IS_SESSION (session), FALSE);

  root = find_root_session (self, session);
  integration = stint_registry_get_integration_of (self->context->registry, root);
  if (integration == NULL ||
      (!is_identity_center (integration) && mfa_serial_of (integration) == NULL))
    return FALSE;
  for (StintSession *parent = session; parent != root;)
    {
      parent = stint_registry_get_session (self->context->registry,
                                           stint_session_get_definition (parent)->from_id);
      if (lends (self, parent))
        return FALSE;
    }

  if (is_identity_center (integration))
    return stint_identity_center_needs_person (self->center, integration);

  definition = stint_session_get_definition (root);
  is_user = definition->kind == STINT_SESSION_IAM_USER;
  if (goes_direct (definition, root == session, duration_of (definition, duration)))
    return TRUE;

  return stint_lease_broker_knows_lease (self->broker, stint_integration_get_id (integration)) &&
         stint_lease_broker_peek_lease (self->broker, stint_integration_get_id (integration),
                                        is_user ? LEASE_LEFT_FOR_USER : LEASE_LEFT_FOR_ROLE) ==
             NULL;
}

gboolean
stint_fetcher_is_direct (StintFetcher *self, StintSession *session)
{
  const StintSessionDefinition *definition;
  StintIntegration *integration;

  g_return_val_if_fail (STINT_IS_FETCHER (self), FALSE);
  g_return_val_if_fail (STINT_IS_SESSION (session), FALSE);

  definition = stint_session_get_definition (session);
  if (definition->kind == STINT_SESSION_IDENTITY_CENTER)
    return TRUE;
  if (definition->kind != STINT_SESSION_IAM_ROLE || definition->from_id != NULL)
    return FALSE;

  integration = stint_registry_get_integration_of (self->context->registry, session);

  return integration != NULL &&
         (mfa_serial_of (integration) == NULL ||
          goes_direct (definition, TRUE,
                       duration_of (definition, stint_session_get_life (session)->duration)));
}
