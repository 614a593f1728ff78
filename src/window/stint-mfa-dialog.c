/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-code-entry.h"
#include "stint-compat.h"
#include "stint-mfa-dialog.h"
#include "stint-widgets.h"
#include "stint-words.h"

struct _StintMfaDialog
{
  AdwWindow parent_instance;

  StintTicker *ticker; /* (owned) */
  char *user;          /* (owned) */
  char *wrong;         /* (owned) (nullable) what AWS said */
  gint64 next_code;    /* seconds: when the device shows another code; 0 */
  gboolean finished;

  GtkLabel *title_label;
  GtkLabel *device_label;
  StintCodeEntry *code_entry;
  GtkStack *stack;
  GtkLabel *purpose_label;
  GtkLabel *wrong_label;
  GtkSpinner *spinner;
};

enum
{
  CODE,
  CANCELLED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintMfaDialog, stint_mfa_dialog, ADW_TYPE_WINDOW)

static void
stint_mfa_dialog_set_asking (StintMfaDialog *self, gboolean asking)
{
  stint_code_entry_set_resting (self->code_entry, asking);
  gtk_spinner_set_spinning (self->spinner, asking);
  if (asking)
    gtk_stack_set_visible_child_name (self->stack, "asking");
}

static void
stint_mfa_dialog_complete_cb (StintMfaDialog *self, const char *code)
{
  g_autofree char *copy = g_strdup (code);

  g_assert (STINT_IS_MFA_DIALOG (self));

  stint_mfa_dialog_set_asking (self, TRUE);
  g_signal_emit (self, signals[CODE], 0, copy);
}

/* "AWS did not accept this code. Codes work once: the next one comes in 18 s." */
static char *
stint_mfa_dialog_wrong_sentence (StintMfaDialog *self)
{
  gint64 left = self->next_code - stint_ticker_get_now (self->ticker);

  if (left <= 0)
    /* Translators: %s is a sentence: "AWS did not accept this code." */
    return g_strdup_printf (_ ("%s Codes work once: your device shows the next one now."),
                            self->wrong);
  /* Translators: %1$s is a sentence, "AWS did not accept this code."; %2$d a number of seconds. */
  return g_strdup_printf (_ ("%1$s Codes work once: the next one comes in %2$d s."), self->wrong,
                          (int) left);
}

static void
stint_mfa_dialog_update_wrong (StintMfaDialog *self)
{
  g_autofree char *sentence = NULL;
  g_autofree char *shown = NULL;

  if (self->wrong == NULL)
    return;
  sentence = stint_mfa_dialog_wrong_sentence (self);
  shown = stint_widget_direct_text (sentence);
  gtk_label_set_label (self->wrong_label, shown);
  if (self->next_code > stint_ticker_get_now (self->ticker))
    stint_ticker_want (self->ticker, stint_ticker_get_now (self->ticker) + 1);
}

static gboolean
stint_mfa_dialog_close_request (GtkWindow *window)
{
  StintMfaDialog *self = STINT_MFA_DIALOG (window);

  if (!self->finished)
    {
      self->finished = TRUE;
      g_signal_emit (self, signals[CANCELLED], 0);
    }
  return GTK_WINDOW_CLASS (stint_mfa_dialog_parent_class)->close_request (window);
}

static void
stint_mfa_dialog_dispose (GObject *object)
{
  StintMfaDialog *self = STINT_MFA_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_MFA_DIALOG);
  g_clear_object (&self->ticker);

  G_OBJECT_CLASS (stint_mfa_dialog_parent_class)->dispose (object);
}

static void
stint_mfa_dialog_finalize (GObject *object)
{
  StintMfaDialog *self = STINT_MFA_DIALOG (object);

  g_free (self->user);
  g_free (self->wrong);

  G_OBJECT_CLASS (stint_mfa_dialog_parent_class)->finalize (object);
}

static void
stint_mfa_dialog_class_init (StintMfaDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stint_mfa_dialog_dispose;
  object_class->finalize = stint_mfa_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = stint_mfa_dialog_close_request;

  signals[CODE] = g_signal_new ("code", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CANCELLED] = g_signal_new ("cancelled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (STINT_TYPE_CODE_ENTRY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-mfa-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, StintMfaDialog, title_label);
  gtk_widget_class_bind_template_child (widget_class, StintMfaDialog, device_label);
  gtk_widget_class_bind_template_child (widget_class, StintMfaDialog, code_entry);
  gtk_widget_class_bind_template_child (widget_class, StintMfaDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, StintMfaDialog, purpose_label);
  gtk_widget_class_bind_template_child (widget_class, StintMfaDialog, wrong_label);
  gtk_widget_class_bind_template_child (widget_class, StintMfaDialog, spinner);
  gtk_widget_class_bind_template_callback (widget_class, stint_mfa_dialog_complete_cb);
}

static void
stint_mfa_dialog_init (StintMfaDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
stint_mfa_dialog_new (GtkWindow *parent, StintTicker *ticker, const char *user, const char *serial)
{
  StintMfaDialog *self;
  g_autofree char *title = NULL;

  g_return_val_if_fail (STINT_IS_TICKER (ticker), NULL);

  self = g_object_new (STINT_TYPE_MFA_DIALOG, "transient-for", parent, NULL);
  self->ticker = g_object_ref (ticker);
  self->user = g_strdup (user);
  g_signal_connect_object (ticker, "tick", G_CALLBACK (stint_mfa_dialog_update_wrong), self,
                           G_CONNECT_SWAPPED);
  /* Translators: the head of the dialog; %s is the name of an IAM user. */
  title = g_strdup_printf (_ ("Code for %s"), user);
  gtk_label_set_label (self->title_label, title);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_label_set_label (self->device_label, serial);
  return GTK_WIDGET (self);
}

void
stint_mfa_dialog_set_waiting (StintMfaDialog *self, const char *const *names, gint64 lease_until)
{
  g_autofree char *list = NULL;
  g_autofree char *until = NULL;
  g_autofree char *purpose = NULL;

  g_return_if_fail (STINT_IS_MFA_DIALOG (self));
  g_return_if_fail (names != NULL);

  /* One name and a number: the dialog does not grow with what joins it. */
  list = stint_words_list (names, 1);
  if (lease_until > 0)
    {
      until = stint_words_instant (lease_until, stint_ticker_get_now (self->ticker));
      /* Translators: what an MFA code is for. %1$s: a session's name, or "DeploymentRole and 2
       * more"; %2$s: the name of an IAM user; %3$s: a time, such as 23:10. */
      purpose = g_strdup_printf (_ ("Starts %1$s. Opens every role of %2$s until %3$s."), list,
                                 self->user, until);
    }
  else
    {
      /* Translators: what an MFA code is for: a session's name. */
      purpose = g_strdup_printf (_ ("Starts %s."), list);
    }
  gtk_label_set_label (self->purpose_label, purpose);
}

void
stint_mfa_dialog_set_wrong (StintMfaDialog *self, const char *sentence, guint wait)
{
  g_autofree char *whole = NULL;

  g_return_if_fail (STINT_IS_MFA_DIALOG (self));
  g_return_if_fail (sentence != NULL);

  g_free (self->wrong);
  self->wrong = g_strdup (sentence);
  self->next_code = stint_ticker_get_now (self->ticker) + wait;

  stint_mfa_dialog_set_asking (self, FALSE);
  stint_code_entry_clear (self->code_entry);
  whole = stint_mfa_dialog_wrong_sentence (self);
  stint_code_entry_set_error (self->code_entry, whole);
  stint_mfa_dialog_update_wrong (self);
  stint_compat_announce (self, whole);
  gtk_stack_set_visible_child_name (self->stack, "wrong");
  gtk_widget_grab_focus (GTK_WIDGET (self->code_entry));
}

void
stint_mfa_dialog_finish (StintMfaDialog *self)
{
  g_return_if_fail (STINT_IS_MFA_DIALOG (self));

  self->finished = TRUE;
  gtk_window_destroy (GTK_WINDOW (self));
}
