/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-client-calls.h"
#include "stint-consent-dialog.h"
#include "stint-mfa-desk.h"
#include "stint-sentence.h"
#include "stint-sign-in-desk.h"
#include "stint-starter.h"

struct _StintStarter
{
  GObject parent_instance;

  StintClient *client;           /* (owned) */
  StintMfaDesk *desk;            /* (owned) */
  StintSignInDesk *sign_in_desk; /* (owned) */
  GtkWindow *parent;             /* (unowned) (nullable) */
  GHashTable *attempts;          /* (owned) session's id → Attempt (owned) */
};

typedef struct
{
  gatomicrefcount ref_count;
  StintStarter *starter;     /* (unowned) NULL once it is over */
  StintSessionItem *session; /* (owned) */
  GCancellable *cancellable; /* (owned) */
  gboolean renew;
  gboolean consent;
  gboolean signed_in;
  char *profile; /* (owned) (nullable) for this start */
  char *code;    /* (owned) (nullable) the code that is being asked */

  StintIntegrationItem *leaser; /* (owned) (nullable) whose lease would do instead of a code */
  char *serial;                 /* (owned) (nullable) of the device that is asked for one */
} Attempt;

enum
{
  MESSAGE,
  ENDED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintStarter, stint_starter, G_TYPE_OBJECT)

static void
attempt_unref (gpointer data)
{
  Attempt *attempt = data;

  if (!g_atomic_ref_count_dec (&attempt->ref_count))
    return;
  g_object_unref (attempt->session);
  g_object_unref (attempt->cancellable);
  g_clear_object (&attempt->leaser);
  g_free (attempt->serial);
  g_free (attempt->profile);
  g_free (attempt->code);
  g_free (attempt);
}

static Attempt *
attempt_ref (Attempt *attempt)
{
  g_atomic_ref_count_inc (&attempt->ref_count);
  return attempt;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_unref)

static void
attempt_forget_leaser (Attempt *attempt)
{
  if (attempt->leaser != NULL)
    g_signal_handlers_disconnect_by_data (attempt->leaser, attempt);
  g_clear_object (&attempt->leaser);
}

/* For the hash table: whatever still comes back finds nobody. */
static void
attempt_drop (gpointer data)
{
  Attempt *attempt = data;

  attempt_forget_leaser (attempt);
  attempt->starter = NULL;
  g_cancellable_cancel (attempt->cancellable);
  attempt_unref (attempt);
}

static void attempt_run (Attempt *attempt);

/* @error: (nullable): NULL is a success. */
static void
attempt_over (Attempt *attempt, const GError *error)
{
  g_autoptr (Attempt) kept = attempt_ref (attempt);
  g_autoptr (StintStarter) self = g_object_ref (attempt->starter);

  stint_mfa_desk_leave (self->desk, attempt);
  stint_sign_in_desk_leave (self->sign_in_desk, attempt);
  g_hash_table_remove (self->attempts, stint_session_item_get_id (kept->session));
  g_signal_emit (self, signals[ENDED], 0, kept->session, error);
}

static void
attempt_cancel (Attempt *attempt)
{
  g_autoptr (GError) error =
      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled by the person");

  g_cancellable_cancel (attempt->cancellable);
  attempt_over (attempt, error);
}

static void
attempt_code_cb (gpointer waiter, const char *code)
{
  Attempt *attempt = waiter;

  if (code != NULL)
    {
      g_free (attempt->code);
      attempt->code = g_strdup (code);
    }
  attempt_run (attempt);
}

static void
attempt_cancelled_cb (gpointer waiter)
{
  attempt_cancel (waiter);
}

static const StintMfaWaiter attempt_waiter = { attempt_code_cb, attempt_cancelled_cb };

/* The code was given on the command line, or in the tray: one is enough. */
static void
attempt_lease_cb (Attempt *attempt)
{
  StintStarter *self = attempt->starter;

  g_assert (STINT_IS_STARTER (self));

  if (stint_integration_item_get_lease_until (attempt->leaser) > 0)
    stint_mfa_desk_lease_opened (self->desk, attempt->serial);
}

static void
attempt_watch_lease (Attempt *attempt, StintIntegrationItem *integration, const char *serial)
{
  attempt_forget_leaser (attempt);
  g_free (attempt->serial);
  attempt->serial = g_strdup (serial);
  if (integration == NULL)
    return;
  attempt->leaser = g_object_ref (integration);
  g_signal_connect_swapped (integration, "notify::lease-until", G_CALLBACK (attempt_lease_cb),
                            attempt);
}

static void
attempt_ask_code (Attempt *attempt, const GError *error)
{
  StintIntegrationItem *integration = stint_session_item_get_integration (attempt->session);
  const char *serial = stint_error_get_detail (error, "mfa-serial");
  const char *user = integration != NULL ? stint_integration_item_get_name (integration) : "";

  if (serial == NULL)
    serial = integration != NULL ? stint_integration_item_get_mfa_serial (integration) : "";
  stint_mfa_desk_wait (attempt->starter->desk, attempt->starter->parent, serial, user,
                       stint_session_item_get_name (attempt->session),
                       stint_session_item_get_mfa (attempt->session) == STINT_MFA_LEASE,
                       &attempt_waiter, attempt);
  attempt_watch_lease (attempt, integration, serial);
}

static void
attempt_signed_in_cb (gpointer waiter)
{
  Attempt *attempt = waiter;

  attempt->signed_in = TRUE;
  attempt_run (attempt);
}

static const StintSignInWaiter attempt_sign_in_waiter = { attempt_signed_in_cb,
                                                          attempt_cancelled_cb };

/* Where to sign in: a chain may begin at another integration than its own.  NULL: nobody knows it. */
static StintIntegrationItem *
attempt_get_portal (Attempt *attempt, const GError *error)
{
  const char *id = stint_error_get_detail (error, "integration-id");
  StintIntegrationItem *integration = stint_session_item_get_integration (attempt->session);

  if (id != NULL)
    integration = stint_client_get_integration (attempt->starter->client, id);
  if (integration == NULL ||
      stint_integration_item_get_kind (integration) != STINT_INTEGRATION_IDENTITY_CENTER)
    return NULL;
  return integration;
}

/* FALSE: it cannot be mended so.  Asked for again right after a sign-in, it never would be. */
static gboolean
attempt_ask_sign_in (Attempt *attempt, const GError *error)
{
  StintIntegrationItem *portal = attempt_get_portal (attempt, error);

  if (portal == NULL || attempt->signed_in)
    return FALSE;
  stint_sign_in_desk_wait (attempt->starter->sign_in_desk, attempt->starter->parent, portal,
                           stint_session_item_get_name (attempt->session), &attempt_sign_in_waiter,
                           attempt);
  return TRUE;
}

static void
attempt_consent_cb (StintConsent consent, const char *profile, gpointer data)
{
  g_autoptr (Attempt) attempt = data;

  if (attempt->starter == NULL)
    return;
  switch (consent)
    {
    case STINT_CONSENT_GIVEN:
      attempt->consent = TRUE;
      attempt_run (attempt);
      break;
    case STINT_CONSENT_OTHER_PROFILE:
      g_free (attempt->profile);
      attempt->profile = g_strdup (profile);
      attempt_run (attempt);
      break;
    case STINT_CONSENT_REFUSED:
    default:
      attempt_cancel (attempt);
    }
}

static void
attempt_tell_warnings (Attempt *attempt, GVariant *results)
{
  g_autofree const char **warnings = NULL;

  if (!g_variant_lookup (results, "warnings", "^a&s", &warnings))
    return;
  for (const char **warning = warnings; *warning != NULL; warning++)
    g_signal_emit (attempt->starter, signals[MESSAGE], 0, *warning);
}

/* What the service cannot keep in the session, because it was not there to keep it. */
static void
attempt_tell_error (Attempt *attempt, const GError *error)
{
  g_autofree char *sentence = NULL;

  if (!g_error_matches (error, STINT_ERROR, STINT_ERROR_NO_SERVICE) &&
      !g_error_matches (error, STINT_ERROR, STINT_ERROR_NOT_FOUND))
    return;
  sentence = stint_sentence_whole (error, STINT_AUDIENCE_WINDOW);
  g_signal_emit (attempt->starter, signals[MESSAGE], 0, sentence);
}

static void
attempt_called_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Attempt) attempt = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_client_call_finish (STINT_CLIENT (source), result, &error);
  g_autofree char *asked = g_steal_pointer (&attempt->code);

  if (attempt->starter == NULL)
    return;

  if (results == NULL && g_error_matches (error, STINT_ERROR, STINT_ERROR_WRONG_MFA) &&
      asked != NULL)
    {
      stint_mfa_desk_wrong (attempt->starter->desk, attempt, error);
      return;
    }
  /* Whatever else came of it, the device is free for those who wait. */
  if (asked != NULL)
    stint_mfa_desk_answered (attempt->starter->desk, attempt);

  if (results != NULL)
    {
      attempt_tell_warnings (attempt, results);
      attempt_over (attempt, NULL);
    }
  else if (g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_MFA) ||
           g_error_matches (error, STINT_ERROR, STINT_ERROR_WRONG_MFA))
    {
      attempt_ask_code (attempt, error);
    }
  else if (g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_SIGN_IN) &&
           attempt_ask_sign_in (attempt, error))
    {
      /* It goes on from there. */
    }
  else if (g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_CONSENT))
    {
      stint_consent_dialog_ask (attempt->starter->parent, attempt->session, error,
                                attempt_consent_cb, attempt_ref (attempt));
    }
  else
    {
      attempt_tell_error (attempt, error);
      attempt_over (attempt, error);
    }
}

static void
attempt_run (Attempt *attempt)
{
  const char *id = stint_session_item_get_id (attempt->session);
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  if (attempt->code != NULL)
    g_variant_dict_insert (&options, "mfa-code", "s", attempt->code);
  if (attempt->consent)
    g_variant_dict_insert (&options, "consent", "b", TRUE);
  if (attempt->profile != NULL)
    g_variant_dict_insert (&options, "profile", "s", attempt->profile);

  if (attempt->renew)
    stint_client_renew_async (attempt->starter->client, id, g_variant_dict_end (&options),
                              attempt->cancellable, attempt_called_cb, attempt_ref (attempt));
  else
    stint_client_start_async (attempt->starter->client, id, g_variant_dict_end (&options),
                              attempt->cancellable, attempt_called_cb, attempt_ref (attempt));
}

static void
stint_starter_run (StintStarter *self, StintSessionItem *session, gboolean renew)
{
  const char *id = stint_session_item_get_id (session);
  Attempt *attempt;

  /* A second click is not a second start. */
  if (g_hash_table_contains (self->attempts, id))
    return;
  attempt = g_new0 (Attempt, 1);
  g_atomic_ref_count_init (&attempt->ref_count);
  attempt->starter = self;
  attempt->session = g_object_ref (session);
  attempt->cancellable = g_cancellable_new ();
  attempt->renew = renew;
  g_hash_table_insert (self->attempts, g_strdup (id), attempt);
  attempt_run (attempt);
}

static void
stint_starter_dispose (GObject *object)
{
  StintStarter *self = STINT_STARTER (object);

  if (self->attempts != NULL)
    stint_starter_close (self);
  g_clear_pointer (&self->attempts, g_hash_table_unref);
  g_clear_object (&self->desk);
  g_clear_object (&self->sign_in_desk);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (stint_starter_parent_class)->dispose (object);
}

static void
stint_starter_class_init (StintStarterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stint_starter_dispose;

  signals[MESSAGE] = g_signal_new ("message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 2, STINT_TYPE_SESSION_ITEM, G_TYPE_ERROR);
}

static void
stint_starter_init (StintStarter *self)
{
  self->attempts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, attempt_drop);
}

StintStarter *
stint_starter_new (StintClient *client, StintTicker *ticker, GtkWindow *parent)
{
  StintStarter *self;

  g_return_val_if_fail (STINT_IS_CLIENT (client), NULL);

  self = g_object_new (STINT_TYPE_STARTER, NULL);
  self->client = g_object_ref (client);
  self->desk = stint_mfa_desk_new (ticker);
  self->sign_in_desk = stint_sign_in_desk_new (client, ticker);
  self->parent = parent;
  return self;
}

void
stint_starter_start (StintStarter *self, StintSessionItem *session)
{
  g_return_if_fail (STINT_IS_STARTER (self));
  g_return_if_fail (STINT_IS_SESSION_ITEM (session));

  stint_starter_run (self, session, FALSE);
}

void
stint_starter_renew (StintStarter *self, StintSessionItem *session)
{
  g_return_if_fail (STINT_IS_STARTER (self));
  g_return_if_fail (STINT_IS_SESSION_ITEM (session));

  stint_starter_run (self, session, TRUE);
}

void
stint_starter_sign_in (StintStarter *self, StintIntegrationItem *integration)
{
  g_return_if_fail (STINT_IS_STARTER (self));
  g_return_if_fail (STINT_IS_INTEGRATION_ITEM (integration));

  stint_sign_in_desk_open (self->sign_in_desk, self->parent, integration);
}

gboolean
stint_starter_cancel (StintStarter *self, StintSessionItem *session)
{
  Attempt *attempt;

  g_return_val_if_fail (STINT_IS_STARTER (self), FALSE);
  g_return_val_if_fail (STINT_IS_SESSION_ITEM (session), FALSE);

  attempt = g_hash_table_lookup (self->attempts, stint_session_item_get_id (session));
  if (attempt == NULL)
    return FALSE;
  attempt_cancel (attempt);
  return TRUE;
}

void
stint_starter_close (StintStarter *self)
{
  g_return_if_fail (STINT_IS_STARTER (self));

  stint_mfa_desk_close (self->desk);
  stint_sign_in_desk_close (self->sign_in_desk);
  g_hash_table_remove_all (self->attempts);
  self->parent = NULL;
}

guint
stint_starter_get_n_running (StintStarter *self)
{
  g_return_val_if_fail (STINT_IS_STARTER (self), 0);

  return g_hash_table_size (self->attempts);
}
