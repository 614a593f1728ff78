/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-copy-menu.h"
#include "stint-details-chain.h"
#include "stint-details-history.h"
#include "stint-details-page.h"
#include "stint-details-settings.h"
#include "stint-error-view.h"
#include "stint-meter.h"
#include "stint-next-step.h"
#include "stint-sentence.h"
#include "stint-session-text.h"
#include "stint-time-left.h"
#include "stint-value-row.h"
#include "stint-widgets.h"
#include "stint-words.h"

struct _StintDetailsPage
{
  AdwBin parent_instance;

  StintClient *client;       /* (owned) (nullable) */
  StintTicker *ticker;       /* (owned) (nullable) */
  StintSessionItem *session; /* (owned) (nullable) */
  GSignalGroup *session_signals;
  GSignalGroup *integration_signals;

  GtkWidget *life_box;
  GtkLabel *life_label;
  StintMeter *meter;
  GtkLabel *end_label;
  GtkButton *action_button;
  GtkButton *renew_button;
  GtkButton *console_button;
  GtkMenuButton *copy_button;
  StintErrorView *error_view;
  GtkWidget *warning_box;
  GtkLabel *warning_label;
  GtkButton *warning_button;
  StintValueRow *account_row;
  StintValueRow *role_row;
  StintValueRow *arn_row;
  StintValueRow *device_row;
  StintDetailsChain *chain;
  StintDetailsSettings *settings;
  StintValueRow *try_row;
  StintValueRow *command_row;
  StintDetailsHistory *history;
  char *command; /* (owned) (nullable) what was changed here, as a terminal would */
};

G_DEFINE_FINAL_TYPE (StintDetailsPage, stint_details_page, ADW_TYPE_BIN)

static char *
end_sentence (StintSessionItem *session, gint64 now)
{
  gint64 until = stint_session_item_get_until (session);
  gint64 last_used = stint_session_item_get_last_used (session);
  g_autofree char *renewal = stint_session_text_renewal (session);
  g_autofree char *when = NULL;

  if (stint_session_item_is_active (session) && until > 0)
    {
      when = stint_words_instant (until, now);
      /* Translators: when a session ends, and what then: "Ends 14:32 · Renews by itself". */
      return g_strdup_printf (_ ("Ends %s · %s"), when, renewal);
    }
  if (stint_session_item_get_state (session) == STINT_STATE_EXPIRED)
    {
      when = stint_words_ago (until, now);
      /* Nothing of ours is in such a profile: tools sign in by themselves. */
      if (stint_session_item_get_shared (session))
        /* Translators: %1$s: "3 min ago"; %2$s: a profile's name. */
        return g_strdup_printf (
            _ ("It ended %1$s. The profile %2$s is your own: a tool that has the "
               "AWS CLI's sign-in may still work with it."),
            when, stint_session_item_get_tool_profile (session));
      /* Translators: %1$s: "3 min ago"; %2$s: a profile's name. */
      return g_strdup_printf (
          _ ("It ended %1$s. The profile %2$s stays with its dead keys, so that no tool goes on as "
             "somebody else, until you renew or stop it."),
          when, stint_session_item_get_tool_profile (session));
    }
  if (last_used > 0)
    {
      when = stint_words_ago (last_used, now);
      /* Translators: %s: "3 h ago". */
      return g_strdup_printf (_ ("Last used %s"), when);
    }
  return g_strdup ("");
}

static void
stint_details_page_update_life (StintDetailsPage *self)
{
  StintSessionItem *session = self->session;
  gint64 now = stint_ticker_get_now (self->ticker);
  gint64 until = stint_session_item_get_until (session);
  gboolean runs = stint_session_item_is_active (session) && until > 0;
  StintSessionState state = stint_session_item_get_state (session);
  g_autofree char *life = stint_session_text_life (session, now);
  g_autofree char *end = end_sentence (session, now);

  gtk_label_set_label (self->life_label, life);
  gtk_label_set_label (self->end_label, end);
  gtk_widget_set_visible (GTK_WIDGET (self->end_label), end[0] != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->meter), runs);
  stint_widget_set_class (self->life_box, "active", state == STINT_STATE_ACTIVE);
  stint_widget_set_class (self->life_box, "ending", state == STINT_STATE_EXPIRING);
  stint_widget_set_class (self->life_box, "ended", state == STINT_STATE_EXPIRED);
  if (!runs)
    return;
  stint_meter_set_fraction (
      self->meter, stint_time_left_fraction (stint_session_item_get_since (session), until, now));
  stint_ticker_want (self->ticker, stint_time_left_next_change (until, now));
}

static void
stint_details_page_update_buttons (StintDetailsPage *self)
{
  const char *id = stint_session_item_get_id (self->session);
  gboolean held = stint_session_item_is_held (self->session);
  gboolean starting = stint_session_item_get_state (self->session) == STINT_STATE_STARTING;
  const char *label = _ ("Start");
  const char *action = "win.start-session";

  if (starting)
    {
      label = _ ("Cancel");
      action = "win.cancel-session";
    }
  else if (held)
    {
      label = _ ("Stop");
      action = "win.stop-session";
    }
  gtk_button_set_label (self->action_button, label);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->action_button), "s", id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->action_button), action);
  stint_widget_set_class (self->action_button, "suggested-action", !held && !starting);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->renew_button), "s", id);
  gtk_widget_set_visible (GTK_WIDGET (self->renew_button), held);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->console_button), "s", id);
  gtk_widget_set_visible (GTK_WIDGET (self->console_button),
                          stint_session_item_get_can_console (self->session));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->console_button),
                               stint_session_text_console (self->session));
}

/* What is to be known before anything fails: a role that is not there any more, a sign-in that has
 * ended, lines of others in the profile. */
static char *
warning_sentence (StintSessionItem *session, const char **out_button, char **out_action)
{
  StintIntegrationItem *integration = stint_session_item_get_integration (session);
  const char *warning = stint_session_item_get_warning (session);
  StintSignInState sign_in = STINT_SIGN_IN_UNKNOWN;

  *out_button = NULL;
  if (stint_session_item_get_gone (session))
    /* Translators: a role that IAM Identity Center once listed; %s is the integration's name. */
    return g_strdup_printf (
        _ ("%s does not assign this role to you any more. Sign in again if that "
           "is news to you, or remove it."),
        integration != NULL ? stint_integration_item_get_name (integration) : "");
  if (warning[0] != '\0')
    return stint_sentence_for_warning (warning, stint_session_item_get_tool_profile (session));
  if (stint_session_item_get_kind (session) == STINT_SESSION_IDENTITY_CENTER && integration != NULL)
    sign_in = stint_integration_item_get_sign_in (integration);
  if (sign_in != STINT_SIGN_IN_NEEDED && sign_in != STINT_SIGN_IN_SIGNED_OUT)
    return NULL;
  *out_button = _ ("Sign in…");
  *out_action = stint_widget_action ("win.sign-in", stint_integration_item_get_id (integration));
  if (sign_in == STINT_SIGN_IN_NEEDED)
    /* Translators: %s is the name of an IAM Identity Center. */
    return g_strdup_printf (_ ("Your sign-in to %s has ended."),
                            stint_integration_item_get_name (integration));
  /* Translators: %s is the name of an IAM Identity Center. */
  return g_strdup_printf (_ ("You are not signed in to %s."),
                          stint_integration_item_get_name (integration));
}

static void
stint_details_page_update_warning (StintDetailsPage *self, gboolean failed)
{
  g_autofree char *action = NULL;
  const char *button = NULL;
  g_autofree char *sentence = warning_sentence (self->session, &button, &action);

  /* The failure has said it, with the same button. */
  if (failed && button != NULL)
    g_clear_pointer (&sentence, g_free);
  gtk_label_set_label (self->warning_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->warning_box, sentence != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->warning_button), button != NULL);
  if (button == NULL)
    return;
  gtk_button_set_label (self->warning_button, button);
  stint_widget_set_action (self->warning_button, action);
}

static void
stint_details_page_update_error (StintDetailsPage *self)
{
  g_autoptr (GError) error = stint_session_item_dup_error (self->session);
  g_autofree char *action = NULL;
  const char *button = NULL;

  if (stint_session_item_get_state (self->session) == STINT_STATE_STARTING)
    g_clear_error (&error);
  if (error != NULL)
    button = stint_next_step_for_session (self->session, error, &action);
  stint_error_view_set (self->error_view, error, button, action);
  stint_details_page_update_warning (self, error != NULL);
}

static void
stint_details_page_update_identity (StintDetailsPage *self)
{
  StintSessionItem *session = self->session;
  StintIntegrationItem *integration = stint_session_item_get_integration (session);
  const char *account_id = stint_session_item_get_account_id (session);
  const char *account_name = stint_session_item_get_account_name (session);
  g_autofree char *spaced = stint_session_text_account_id (account_id);
  g_autofree char *account = NULL;

  account = account_name[0] != '\0' ? g_strdup_printf ("%s · %s", account_name, spaced)
                                    : g_strdup (spaced);
  stint_value_row_set_value (self->account_row, account_id[0] != '\0' ? account : account_name);
  stint_value_row_set_copied (self->account_row, account_id[0] != '\0' ? account_id : NULL);
  stint_value_row_set_value (self->role_row, stint_session_item_get_role (session));
  stint_value_row_set_value (self->arn_row, stint_session_item_get_arn (session));
  stint_value_row_set_value (
      self->device_row,
      integration != NULL ? stint_integration_item_get_mfa_serial (integration) : NULL);
  stint_details_chain_show (self->chain, self->client, session);
}

/* The command line that does what was done last: here, or, as the history tells, anywhere. */
static void
stint_details_page_update_command (StintDetailsPage *self)
{
  const char *last = stint_details_history_get_last_command (self->history);

  stint_value_row_set_value (self->command_row, self->command != NULL ? self->command : last);
}

static void
stint_details_page_update_tools (StintDetailsPage *self)
{
  StintSessionItem *session = self->session;
  g_autoptr (GMenuModel) menu = stint_copy_menu_new (self->client, session);
  g_autofree char *command = g_strdup_printf ("aws sts get-caller-identity --profile %s",
                                              stint_session_item_get_tool_profile (session));

  stint_value_row_set_value (self->try_row,
                             stint_session_item_is_active (session) ? command : NULL);
  gtk_menu_button_set_menu_model (self->copy_button, menu);
  stint_details_settings_show (self->settings, self->client, session);
  stint_details_history_show (self->history, self->client, self->ticker, session);
  stint_details_page_update_command (self);
}

static void
stint_details_page_history_cb (StintDetailsPage *self)
{
  g_assert (STINT_IS_DETAILS_PAGE (self));

  /* What came later than a change of settings. */
  g_clear_pointer (&self->command, g_free);
  stint_details_page_update_command (self);
}

static void
stint_details_page_edited_cb (StintDetailsPage *self, const char *command)
{
  g_assert (STINT_IS_DETAILS_PAGE (self));

  g_free (self->command);
  self->command = command[0] != '\0' ? g_strdup (command) : NULL;
  stint_details_page_update_command (self);
}

static void
stint_details_page_update (StintDetailsPage *self)
{
  if (self->session == NULL)
    return;
  stint_details_page_update_life (self);
  stint_details_page_update_buttons (self);
  stint_details_page_update_error (self);
  stint_details_page_update_identity (self);
  stint_details_page_update_tools (self);
}

static void
stint_details_page_session_notify_cb (StintSessionItem *session,
                                      GParamSpec *pspec,
                                      StintDetailsPage *self)
{
  g_assert (STINT_IS_DETAILS_PAGE (self));

  stint_details_page_update (self);
}

static void
stint_details_page_tick_cb (StintTicker *ticker, StintDetailsPage *self)
{
  g_assert (STINT_IS_DETAILS_PAGE (self));

  if (self->session != NULL)
    stint_details_page_update_life (self);
}

static void
stint_details_page_dispose (GObject *object)
{
  StintDetailsPage *self = STINT_DETAILS_PAGE (object);

  g_clear_object (&self->session_signals);
  g_clear_object (&self->integration_signals);
  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_DETAILS_PAGE);
  g_clear_object (&self->session);
  g_clear_object (&self->client);
  g_clear_object (&self->ticker);
  g_clear_pointer (&self->command, g_free);

  G_OBJECT_CLASS (stint_details_page_parent_class)->dispose (object);
}

static void
stint_details_page_bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, life_box);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, life_label);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, meter);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, end_label);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, action_button);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, renew_button);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, error_view);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, warning_box);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, warning_label);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, warning_button);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, account_row);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, role_row);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, arn_row);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, device_row);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, try_row);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, command_row);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, chain);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, settings);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, history);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, console_button);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsPage, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, stint_details_page_edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_details_page_history_cb);
}

static void
stint_details_page_class_init (StintDetailsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stint_details_page_dispose;

  g_type_ensure (STINT_TYPE_DETAILS_CHAIN);
  g_type_ensure (STINT_TYPE_DETAILS_HISTORY);
  g_type_ensure (STINT_TYPE_DETAILS_SETTINGS);
  g_type_ensure (STINT_TYPE_ERROR_VIEW);
  g_type_ensure (STINT_TYPE_METER);
  g_type_ensure (STINT_TYPE_VALUE_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-details-page.ui");
  stint_details_page_bind_children (widget_class);
}

static void
stint_details_page_init (StintDetailsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->session_signals = g_signal_group_new (STINT_TYPE_SESSION_ITEM);
  g_signal_group_connect (self->session_signals, "notify",
                          G_CALLBACK (stint_details_page_session_notify_cb), self);
  self->integration_signals = g_signal_group_new (STINT_TYPE_INTEGRATION_ITEM);
  g_signal_group_connect_swapped (self->integration_signals, "notify",
                                  G_CALLBACK (stint_details_page_update), self);
}

GtkWidget *
stint_details_page_new (StintClient *client, StintTicker *ticker)
{
  StintDetailsPage *self;

  g_return_val_if_fail (STINT_IS_CLIENT (client), NULL);
  g_return_val_if_fail (STINT_IS_TICKER (ticker), NULL);

  self = g_object_new (STINT_TYPE_DETAILS_PAGE, NULL);
  self->client = g_object_ref (client);
  self->ticker = g_object_ref (ticker);
  g_signal_connect_object (ticker, "tick", G_CALLBACK (stint_details_page_tick_cb), self, 0);
  return GTK_WIDGET (self);
}

void
stint_details_page_set_session (StintDetailsPage *self, StintSessionItem *session)
{
  g_return_if_fail (STINT_IS_DETAILS_PAGE (self));

  if (!g_set_object (&self->session, session))
    return;
  g_clear_pointer (&self->command, g_free);
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->integration_signals,
                             session != NULL ? stint_session_item_get_integration (session) : NULL);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (
                                GTK_SCROLLED_WINDOW (adw_bin_get_child (ADW_BIN (self)))),
                            0);
  stint_details_page_update (self);
}
