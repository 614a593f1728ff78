/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-consent-dialog.h"
#include "stint-error.h"
#include "stint-message.h"
#include "stint-sentence.h"

typedef struct
{
  StintConsentFunc func;
  gpointer user_data;
  char *suggested; /* (owned) (nullable) */
} Question;

static void
question_response_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  StintConsent consent = STINT_CONSENT_REFUSED;
  const char *profile = NULL;

  g_assert (ADW_IS_MESSAGE_DIALOG (dialog));

  if (g_str_equal (response, "take"))
    {
      consent = STINT_CONSENT_GIVEN;
    }
  else if (g_str_equal (response, "other"))
    {
      consent = STINT_CONSENT_OTHER_PROFILE;
      profile = question->suggested;
    }
  question->func (consent, profile, question->user_data);
  g_free (question->suggested);
  g_free (question);
}

static const char *
profile_of (StintSessionItem *session, const GError *error)
{
  const char *profile = stint_error_get_detail (error, "profile");

  return profile != NULL ? profile : stint_session_item_get_profile (session);
}

void
stint_consent_dialog_ask (GtkWindow *parent,
                          StintSessionItem *session,
                          const GError *error,
                          StintConsentFunc func,
                          gpointer user_data)
{
  const char *profile = profile_of (session, error);
  const char *suggested = stint_error_get_detail (error, "suggested-profile");
  g_autofree char *reasons = stint_sentence_for_consent (error);
  g_autofree char *take = NULL;
  Question *question = g_new0 (Question, 1);
  GtkWidget *dialog;

  g_return_if_fail (func != NULL);

  question->func = func;
  question->user_data = user_data;
  question->suggested = g_strdup (suggested);

  /* Translators: the head of a question; %s is the name of an AWS profile. */
  dialog = stint_message_new (parent, NULL, NULL);
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _ ("Use the profile “%s”?"),
                                     profile);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), reasons);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"));
  if (suggested != NULL)
    {
      /* Translators: a button; %s is the name of another AWS profile. */
      g_autofree char *other = g_strdup_printf (_ ("Use “%s” _instead"), suggested);

      adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "other", other);
      adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "other",
                                                  ADW_RESPONSE_SUGGESTED);
      adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "other");
    }
  /* Translators: a button: agrees that a session takes a profile over; %s is its name. */
  take = g_strdup_printf (_ ("_Take “%s” over"), profile);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "take", take);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (question_response_cb), question);
  gtk_window_present (GTK_WINDOW (dialog));
}
