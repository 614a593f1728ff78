/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-client-calls.h"
#include "stint-consent-dialog.h"
#include "stint-error.h"
#include "stint-session-editor.h"

typedef struct
{
  GWeakRef parent;
  StintClient *client;       /* (owned) */
  StintSessionItem *session; /* (owned) */
  GVariantDict options;
  GCancellable *cancellable; /* (owned) (nullable) */
  StintSessionEdited func;
  gpointer user_data;
} Change;

static void
change_free (Change *change)
{
  g_weak_ref_clear (&change->parent);
  g_object_unref (change->client);
  g_object_unref (change->session);
  g_variant_dict_clear (&change->options);
  g_clear_object (&change->cancellable);
  g_free (change);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Change, change_free)

static void change_run (Change *change);

static void
change_end (Change *change, const GError *error)
{
  g_autoptr (Change) ended = change;

  ended->func (error, ended->user_data);
}

static void
change_consent_cb (StintConsent consent, const char *profile, gpointer data)
{
  Change *change = data;

  if (consent == STINT_CONSENT_REFUSED)
    {
      g_autoptr (GError) refused =
          g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "not agreed");

      change_end (change, refused);
      return;
    }
  if (consent == STINT_CONSENT_OTHER_PROFILE)
    g_variant_dict_insert (&change->options, "profile", "s", profile);
  else
    g_variant_dict_insert (&change->options, "consent", "b", TRUE);
  change_run (change);
}

static void
change_called_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Change *change = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_client_call_finish (STINT_CLIENT (source), result, &error);
  g_autoptr (GtkWindow) parent = g_weak_ref_get (&change->parent);

  if (results == NULL && g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_CONSENT) &&
      !g_cancellable_is_cancelled (change->cancellable))
    stint_consent_dialog_ask (parent, change->session, error, change_consent_cb, change);
  else
    change_end (change, error);
}

static void
change_run (Change *change)
{
  g_autoptr (GVariant) options = g_variant_ref_sink (g_variant_dict_end (&change->options));

  /* What was asked for is needed again if there is a question. */
  g_variant_dict_init (&change->options, options);
  stint_client_edit_session_async (change->client, stint_session_item_get_id (change->session),
                                   options, change->cancellable, change_called_cb, change);
}

void
stint_session_editor_run (GtkWindow *parent,
                          StintClient *client,
                          StintSessionItem *session,
                          GVariant *options,
                          GCancellable *cancellable,
                          StintSessionEdited func,
                          gpointer user_data)
{
  g_autoptr (GVariant) held = g_variant_ref_sink (options);
  Change *change;

  g_return_if_fail (STINT_IS_CLIENT (client));
  g_return_if_fail (STINT_IS_SESSION_ITEM (session));
  g_return_if_fail (func != NULL);

  change = g_new0 (Change, 1);
  g_weak_ref_init (&change->parent, parent);
  change->client = g_object_ref (client);
  change->session = g_object_ref (session);
  g_variant_dict_init (&change->options, held);
  change->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  change->func = func;
  change->user_data = user_data;
  change_run (change);
}
