/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-client-calls.h"
#include "stint-message.h"
#include "stint-remover.h"
#include "stint-sentence.h"
#include "stint-words.h"

typedef struct
{
  gatomicrefcount ref_count;
  GWeakRef parent;
  StintClient *client;               /* (owned) */
  StintSessionItem *session;         /* (owned) (nullable) */
  StintIntegrationItem *integration; /* (owned) (nullable) */
  char *flag;                        /* (owned) (nullable) option that says yes to InUse */
  StintRemoverFunc told;
  gpointer user_data;
} Removal;

static Removal *
removal_ref (Removal *removal)
{
  g_atomic_ref_count_inc (&removal->ref_count);
  return removal;
}

static void
removal_unref (Removal *removal)
{
  if (!g_atomic_ref_count_dec (&removal->ref_count))
    return;
  g_weak_ref_clear (&removal->parent);
  g_object_unref (removal->client);
  g_clear_object (&removal->session);
  g_clear_object (&removal->integration);
  g_free (removal->flag);
  g_free (removal);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Removal, removal_unref)

static void
removal_closure_free (gpointer data, GClosure *closure)
{
  removal_unref (data);
}

/* One look through all sessions: those chained from one of @ids, which grows. */
static guint
add_chained (GListModel *sessions, GHashTable *ids, GPtrArray *chained)
{
  guint n = chained->len;

  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (StintSessionItem) session = g_list_model_get_item (sessions, i);
      const char *id = stint_session_item_get_id (session);

      if (!g_hash_table_contains (ids, stint_session_item_get_from_id (session)) ||
          !g_hash_table_add (ids, g_strdup (id)))
        continue;
      g_ptr_array_add (chained, g_object_ref (session));
    }
  return chained->len - n;
}

GPtrArray *
stint_remover_list_chained (StintClient *client, GPtrArray *sessions)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *chained = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (STINT_IS_CLIENT (client), chained);

  for (guint i = 0; i < sessions->len; i++)
    g_hash_table_add (ids, g_strdup (stint_session_item_get_id (sessions->pdata[i])));
  while (add_chained (stint_client_get_sessions (client), ids, chained) > 0)
    ;
  return chained;
}

static guint
count_chained (StintClient *client, StintSessionItem *session)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autoptr (GPtrArray) chained = NULL;

  g_ptr_array_add (one, session);
  chained = stint_remover_list_chained (client, one);
  return chained->len;
}

static void
add_sentence (GString *text, char *sentence)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", sentence);
  g_free (sentence);
}

char *
stint_remover_session_consequences (StintClient *client, StintSessionItem *session)
{
  GString *text = g_string_new (NULL);
  guint chained = count_chained (client, session);

  if (stint_session_item_is_held (session))
    /* Translators: %s is the name of an AWS profile. */
    add_sentence (
        text, g_strdup_printf (_ ("It is stopped, and the profile %s goes back to what it was."),
                               stint_session_item_get_tool_profile (session)));
  if (chained > 0)
    add_sentence (text, g_strdup_printf (
                            ngettext ("%u session that is assumed through it goes too.",
                                      "%u sessions that are assumed through it go too.", chained),
                            chained));
  if (text->len == 0)
    add_sentence (text, g_strdup (_ ("Only Stint forgets it; the role in AWS stays.")));
  return g_string_free (text, FALSE);
}

char *
stint_remover_integration_consequences (StintClient *client,
                                        StintIntegrationItem *integration,
                                        const char *const *profiles)
{
  GString *text = g_string_new (NULL);
  guint n = stint_integration_item_get_n_sessions (integration);
  guint active = stint_integration_item_get_n_active (integration);

  if (n > 0)
    add_sentence (
        text,
        g_strdup_printf (ngettext ("%u session goes with it.", "%u sessions go with it.", n), n));
  if (active > 0)
    add_sentence (text,
                  g_strdup_printf (ngettext ("%u of them is active and is stopped.",
                                             "%u of them are active and are stopped.", active),
                                   active));
  if (stint_integration_item_get_kind (integration) == STINT_INTEGRATION_IDENTITY_CENTER)
    {
      add_sentence (text, g_strdup (_ ("Only Stint forgets it; your accounts and roles in AWS "
                                       "stay.")));
    }
  else if (profiles != NULL && profiles[0] != NULL)
    {
      g_autofree char *list = stint_words_list (profiles, 5);

      /* Translators: %s is a list of AWS profiles. */
      add_sentence (text,
                    g_strdup_printf (_ ("Its long-lived key goes back into the file, in plain "
                                        "text, because these profiles need it: %s."),
                                     list));
    }
  else
    {
      add_sentence (text, g_strdup (_ ("Its access key is removed from your keyring. In AWS it "
                                       "stays until you delete it there.")));
    }
  return g_string_free (text, FALSE);
}

static void removal_ask (Removal *removal, const char *const *profiles);

static void
removal_removed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Removal) removal = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_client_call_finish (STINT_CLIENT (source), result, &error);
  g_autoptr (GtkWindow) parent = g_weak_ref_get (&removal->parent);
  g_autofree char *sentence = NULL;

  if (results != NULL || parent == NULL || stint_error_is_cancelled (error))
    return;
  /* A key that was moved out of a file, and files that need it: ask again, with their names. */
  if (removal->integration != NULL && removal->flag == NULL &&
      g_error_matches (error, STINT_ERROR, STINT_ERROR_IN_USE))
    {
      GVariant *details = stint_error_get_details (error);
      g_autofree const char **profiles = NULL;

      if (details != NULL && g_variant_lookup (details, "profiles", "^a&s", &profiles))
        {
          removal->flag = g_strdup ("restore-key");
          removal_ask (removal, profiles);
          return;
        }
    }
  sentence = stint_sentence_whole (error, STINT_AUDIENCE_WINDOW);
  removal->told (sentence, removal->user_data);
}

static void
removal_response_cb (AdwMessageDialog *dialog, const char *response, Removal *removal)
{
  GVariantDict options;

  g_assert (ADW_IS_MESSAGE_DIALOG (dialog));

  if (!g_str_equal (response, "remove"))
    return;
  g_variant_dict_init (&options, NULL);
  if (removal->flag != NULL)
    g_variant_dict_insert (&options, removal->flag, "b", TRUE);
  if (removal->session != NULL)
    stint_client_remove_session_async (
        removal->client, stint_session_item_get_id (removal->session),
        g_variant_dict_end (&options), NULL, removal_removed_cb, removal_ref (removal));
  else
    stint_client_remove_integration_async (
        removal->client, stint_integration_item_get_id (removal->integration),
        g_variant_dict_end (&options), NULL, removal_removed_cb, removal_ref (removal));
}

static void
removal_ask (Removal *removal, const char *const *profiles)
{
  g_autoptr (GtkWindow) parent = g_weak_ref_get (&removal->parent);
  GtkWidget *dialog = stint_message_new (parent, NULL, NULL);
  const char *name = removal->session != NULL
                         ? stint_session_item_get_name (removal->session)
                         : stint_integration_item_get_name (removal->integration);
  g_autofree char *body =
      removal->session != NULL
          ? stint_remover_session_consequences (removal->client, removal->session)
          : stint_remover_integration_consequences (removal->client, removal->integration,
                                                    profiles);

  /* Translators: a question; %s is the name of a session or of an integration. */
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _ ("Remove %s?"), name);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "remove",
                                    _ ("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  /* Enter removes nothing by itself. */
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (removal_response_cb),
                         removal_ref (removal), removal_closure_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static Removal *
removal_new (GtkWindow *parent, StintClient *client, StintRemoverFunc told, gpointer user_data)
{
  Removal *removal = g_new0 (Removal, 1);

  g_atomic_ref_count_init (&removal->ref_count);
  g_weak_ref_init (&removal->parent, parent);
  removal->client = g_object_ref (client);
  removal->told = told;
  removal->user_data = user_data;
  return removal;
}

void
stint_remover_ask_session (GtkWindow *parent,
                           StintClient *client,
                           StintSessionItem *session,
                           StintRemoverFunc told,
                           gpointer user_data)
{
  g_autoptr (Removal) removal = removal_new (parent, client, told, user_data);

  removal->session = g_object_ref (session);
  /* The question names what is chained, so that its answer covers it. */
  if (count_chained (client, session) > 0)
    removal->flag = g_strdup ("with-dependents");
  removal_ask (removal, NULL);
}

void
stint_remover_ask_integration (GtkWindow *parent,
                               StintClient *client,
                               StintIntegrationItem *integration,
                               StintRemoverFunc told,
                               gpointer user_data)
{
  g_autoptr (Removal) removal = removal_new (parent, client, told, user_data);

  removal->integration = g_object_ref (integration);
  removal_ask (removal, NULL);
}
