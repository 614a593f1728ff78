/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-farewell.h"

#include "stint-message.h"

typedef struct
{
  StintFarewellFunc func;
  gpointer user_data;
} Question;

guint
stint_farewell_count_held (StintClient *client)
{
  GListModel *sessions = stint_client_get_sessions (client);
  guint held = 0;

  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (StintSessionItem) session = g_list_model_get_item (sessions, i);

      held += stint_session_item_is_held (session) ? 1 : 0;
    }
  return held;
}

static void
question_response_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  StintFarewell answer = STINT_FAREWELL_STAY;

  g_assert (ADW_IS_MESSAGE_DIALOG (dialog));

  if (g_str_equal (response, "leave"))
    answer = STINT_FAREWELL_LEAVE;
  else if (g_str_equal (response, "stop"))
    answer = STINT_FAREWELL_STOP;
  question->func (answer, question->user_data);
  g_free (question);
}

static AdwMessageDialog *
question_new (GtkWindow *parent, StintFarewellFunc func, gpointer user_data)
{
  Question *question = g_new0 (Question, 1);
  GtkWidget *dialog = stint_message_new (parent, NULL, NULL);

  question->func = func;
  question->user_data = user_data;
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (question_response_cb), question);
  return ADW_MESSAGE_DIALOG (dialog);
}

void
stint_farewell_ask (GtkWindow *parent, guint held, StintFarewellFunc func, gpointer user_data)
{
  AdwMessageDialog *dialog = question_new (parent, func, user_data);

  adw_message_dialog_format_heading (
      dialog, ngettext ("%u session is still started", "%u sessions are still started", held),
      held);
  adw_message_dialog_set_body (
      dialog, _ ("Left running, they go on working in your tools, renew themselves where they can, "
                 "and you are told before they end. Stopped, their profiles go back to what they "
                 "were."));
  /* Translators: quits Stint and stops all sessions. */
  adw_message_dialog_add_response (dialog, "stop", _ ("_Stop them"));
  /* Translators: quits Stint; sessions go on. */
  adw_message_dialog_add_response (dialog, "leave", _ ("_Leave them running"));
  adw_message_dialog_set_response_appearance (dialog, "stop", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (dialog, "leave", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "leave");
  gtk_window_present (GTK_WINDOW (dialog));
}

void
stint_farewell_tell (GtkWindow *parent, guint held, StintFarewellFunc func, gpointer user_data)
{
  AdwMessageDialog *dialog = question_new (parent, func, user_data);

  adw_message_dialog_format_heading (
      dialog, ngettext ("%u session goes on", "%u sessions go on", held), held);
  adw_message_dialog_set_body (
      dialog,
      _ ("Sessions need no window: they go on working in your tools, renew themselves where "
         "they can, and you are told before they end. Quit, in the main menu, can stop "
         "them."));
  adw_message_dialog_add_response (dialog, "leave", _ ("Close _window"));
  adw_message_dialog_set_response_appearance (dialog, "leave", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "leave");
  gtk_window_present (GTK_WINDOW (dialog));
}
