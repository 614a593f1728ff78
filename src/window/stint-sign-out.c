/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-client-calls.h"
#include "stint-message.h"
#include "stint-sentence.h"
#include "stint-sign-out.h"

typedef struct
{
  gatomicrefcount ref_count;
  GWeakRef parent;
  StintClient *client;               /* (owned) */
  StintIntegrationItem *integration; /* (owned) */
  StintSignOutFunc told;
  gpointer user_data;
} Leaving;

static Leaving *
leaving_ref (Leaving *leaving)
{
  g_atomic_ref_count_inc (&leaving->ref_count);
  return leaving;
}

static void
leaving_unref (Leaving *leaving)
{
  if (!g_atomic_ref_count_dec (&leaving->ref_count))
    return;
  g_weak_ref_clear (&leaving->parent);
  g_object_unref (leaving->client);
  g_object_unref (leaving->integration);
  g_free (leaving);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Leaving, leaving_unref)

static void
leaving_closure_free (gpointer data, GClosure *closure)
{
  leaving_unref (data);
}

char *
stint_sign_out_consequences (StintIntegrationItem *integration)
{
  guint active = stint_integration_item_get_n_active (integration);
  GString *text = g_string_new (NULL);

  if (stint_integration_item_get_shared (integration))
    g_string_append (text, _ ("The AWS CLI uses the same sign-in: it is signed out as well."));
  if (active > 0)
    g_string_append_printf (
        text,
        /* Translators: %s is nothing, or the end of a line. */
        ngettext ("%s%u active session goes on to its end and is not renewed.",
                  "%s%u active sessions go on to their end and are not renewed.", active),
        text->len > 0 ? "\n" : "", active);
  if (text->len == 0)
    g_string_append (text,
                     _ ("Its sessions stay in the list. The next start asks you to sign in."));
  return g_string_free (text, FALSE);
}

static void
leaving_left_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Leaving) leaving = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_client_call_finish (STINT_CLIENT (source), result, &error);
  g_autoptr (GtkWindow) parent = g_weak_ref_get (&leaving->parent);
  gboolean shared = FALSE;
  g_autofree char *sentence = NULL;

  if (parent == NULL || (results == NULL && stint_error_is_cancelled (error)))
    return;
  if (results == NULL)
    sentence = stint_sentence_whole (error, STINT_AUDIENCE_WINDOW);
  else if (g_variant_lookup (results, "shared", "b", &shared) && shared)
    /* Translators: %s is the name of an IAM Identity Center. */
    sentence = g_strdup_printf (_ ("Signed out of %s, the AWS CLI too"),
                                stint_integration_item_get_name (leaving->integration));
  else
    /* Translators: %s is the name of an IAM Identity Center. */
    sentence = g_strdup_printf (_ ("Signed out of %s"),
                                stint_integration_item_get_name (leaving->integration));
  leaving->told (sentence, leaving->user_data);
}

static void
leaving_response_cb (AdwMessageDialog *dialog, const char *response, Leaving *leaving)
{
  gboolean stop = g_str_equal (response, "stop");
  GVariantDict options;

  g_assert (ADW_IS_MESSAGE_DIALOG (dialog));

  if (!stop && !g_str_equal (response, "sign-out"))
    return;
  g_variant_dict_init (&options, NULL);
  if (stop)
    g_variant_dict_insert (&options, "stop", "b", TRUE);
  stint_client_sign_out_async (
      leaving->client, stint_integration_item_get_id (leaving->integration),
      g_variant_dict_end (&options), NULL, leaving_left_cb, leaving_ref (leaving));
}

void
stint_sign_out_ask (GtkWindow *parent,
                    StintClient *client,
                    StintIntegrationItem *integration,
                    StintSignOutFunc told,
                    gpointer user_data)
{
  g_autoptr (Leaving) leaving = g_new0 (Leaving, 1);
  guint active = stint_integration_item_get_n_active (integration);
  g_autofree char *body = stint_sign_out_consequences (integration);
  GtkWidget *widget = stint_message_new (parent, NULL, body);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);

  g_atomic_ref_count_init (&leaving->ref_count);
  g_weak_ref_init (&leaving->parent, parent);
  leaving->client = g_object_ref (client);
  leaving->integration = g_object_ref (integration);
  leaving->told = told;
  leaving->user_data = user_data;

  /* Translators: a question; %s is the name of an IAM Identity Center. */
  adw_message_dialog_format_heading (dialog, _ ("Sign out of %s?"),
                                     stint_integration_item_get_name (integration));
  adw_message_dialog_add_response (dialog, "cancel", _ ("_Cancel"));
  if (active > 0)
    {
      g_autofree char *label = g_strdup_printf (
          ngettext ("Sign out and _stop %u session", "Sign out and _stop %u sessions", active),
          active);

      adw_message_dialog_add_response (dialog, "stop", label);
      adw_message_dialog_set_response_appearance (dialog, "stop", ADW_RESPONSE_DESTRUCTIVE);
    }
  adw_message_dialog_add_response (dialog, "sign-out", _ ("Sign _out"));
  adw_message_dialog_set_response_appearance (
      dialog, "sign-out", active > 0 ? ADW_RESPONSE_DEFAULT : ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (leaving_response_cb),
                         leaving_ref (leaving), leaving_closure_free, 0);
  gtk_window_present (GTK_WINDOW (widget));
}
