/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-error-view.h"
#include "stint-sign-in-dialog.h"
#include "stint-time-left.h"
#include "stint-words.h"

struct _StintSignInDialog
{
  AdwWindow parent_instance;

  StintTicker *ticker; /* (owned) */
  char *flow;          /* (owned) nick: what Try again takes */
  char *page;          /* (owned) (nullable) address of the page */
  gint64 until;        /* seconds: the end of the code; 0 */
  gboolean finished;

  AdwToastOverlay *toasts;
  GtkLabel *title_label;
  GtkLabel *portal_label;
  GtkLabel *purpose_label;
  GtkStack *stack;
  GtkLabel *waiting_label;
  GtkLabel *trouble_label;
  GtkLabel *code_label;
  GtkLabel *until_label;
  GtkButton *open_button;
  GtkButton *page_button;
  GtkButton *retry_button;
  GtkButton *code_button;
  GtkButton *browser_button;
  GtkButton *cancel_button;
  StintErrorView *error_view;
};

enum
{
  OPEN,
  FLOW,
  CANCELLED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintSignInDialog, stint_sign_in_dialog, ADW_TYPE_WINDOW)

/* The page, where the keyboard goes on it, and which other way there is from here. */
static void
stint_sign_in_dialog_show (StintSignInDialog *self, const char *page, gpointer focus)
{
  gboolean code_way = g_str_equal (page, "browser") ||
                      (g_str_equal (page, "error") && g_str_equal (self->flow, "browser"));
  gboolean browser_way = g_str_equal (page, "device") ||
                         (g_str_equal (page, "error") && g_str_equal (self->flow, "device"));

  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_widget_set_visible (GTK_WIDGET (self->code_button), code_way);
  gtk_widget_set_visible (GTK_WIDGET (self->browser_button), browser_way);
  gtk_widget_grab_focus (GTK_WIDGET (focus));
}

static void
stint_sign_in_dialog_open_cb (StintSignInDialog *self)
{
  g_assert (STINT_IS_SIGN_IN_DIALOG (self));

  if (self->page != NULL)
    g_signal_emit (self, signals[OPEN], 0, self->page);
}

static void
stint_sign_in_dialog_copy (StintSignInDialog *self, const char *text)
{
  AdwToast *toast = adw_toast_new (_ ("Copied"));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  adw_toast_set_timeout (toast, 2);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
stint_sign_in_dialog_copy_page_cb (StintSignInDialog *self)
{
  g_assert (STINT_IS_SIGN_IN_DIALOG (self));

  if (self->page != NULL)
    stint_sign_in_dialog_copy (self, self->page);
}

static void
stint_sign_in_dialog_copy_code_cb (StintSignInDialog *self)
{
  g_assert (STINT_IS_SIGN_IN_DIALOG (self));

  stint_sign_in_dialog_copy (self, gtk_label_get_label (self->code_label));
}

static void
stint_sign_in_dialog_again (StintSignInDialog *self, const char *flow)
{
  g_autofree char *copy = g_strdup (flow);

  g_signal_emit (self, signals[FLOW], 0, copy);
}

static void
stint_sign_in_dialog_retry_cb (StintSignInDialog *self)
{
  g_assert (STINT_IS_SIGN_IN_DIALOG (self));

  stint_sign_in_dialog_again (self, self->flow);
}

static void
stint_sign_in_dialog_use_code_cb (StintSignInDialog *self)
{
  g_assert (STINT_IS_SIGN_IN_DIALOG (self));

  stint_sign_in_dialog_again (self, "device");
}

static void
stint_sign_in_dialog_use_browser_cb (StintSignInDialog *self)
{
  g_assert (STINT_IS_SIGN_IN_DIALOG (self));

  stint_sign_in_dialog_again (self, "browser");
}

static void
stint_sign_in_dialog_update_until (StintSignInDialog *self)
{
  gint64 now = stint_ticker_get_now (self->ticker);
  g_autofree char *left = NULL;
  g_autofree char *sentence = NULL;

  g_assert (STINT_IS_SIGN_IN_DIALOG (self));

  gtk_widget_set_visible (GTK_WIDGET (self->until_label), self->until > 0);
  if (self->until == 0)
    return;
  left = stint_words_duration (MAX (self->until - now, 0));
  /* Translators: how long a sign-in code can be used; %s is a length of time: "9 min". */
  sentence = g_strdup_printf (_ ("Good for another %s"), left);
  gtk_label_set_label (self->until_label, sentence);
  if (self->until > now)
    stint_ticker_want (self->ticker, stint_time_left_next_change (self->until, now));
}

static gboolean
stint_sign_in_dialog_close_request (GtkWindow *window)
{
  StintSignInDialog *self = STINT_SIGN_IN_DIALOG (window);

  if (!self->finished)
    {
      self->finished = TRUE;
      g_signal_emit (self, signals[CANCELLED], 0);
    }
  return GTK_WINDOW_CLASS (stint_sign_in_dialog_parent_class)->close_request (window);
}

static void
stint_sign_in_dialog_dispose (GObject *object)
{
  StintSignInDialog *self = STINT_SIGN_IN_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_SIGN_IN_DIALOG);
  g_clear_object (&self->ticker);

  G_OBJECT_CLASS (stint_sign_in_dialog_parent_class)->dispose (object);
}

static void
stint_sign_in_dialog_finalize (GObject *object)
{
  StintSignInDialog *self = STINT_SIGN_IN_DIALOG (object);

  g_free (self->flow);
  g_free (self->page);

  G_OBJECT_CLASS (stint_sign_in_dialog_parent_class)->finalize (object);
}

static void
stint_sign_in_dialog_bind (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, StintSignInDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, StintSignInDialog, title_label);
  gtk_widget_class_bind_template_child (widget_class, StintSignInDialog, portal_label);
  gtk_widget_class_bind_template_child (widget_class, StintSignInDialog, purpose_label);
  gtk_widget_class_bind_template_child (widget_class, StintSignInDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, StintSignInDialog, waiting_label);
  gtk_widget_class_bind_template_child (widget_class, StintSignInDialog, trouble_label);
  gtk_widget_class_bind_template_child (widget_class, StintSignInDialog, code_label);
  gtk_widget_class_bind_template_child (widget_class, StintSignInDialog, until_label);
  gtk_widget_class_bind_template_child (widget_class, StintSignInDialog, open_button);
  gtk_widget_class_bind_template_child (widget_class, StintSignInDialog, page_button);
  gtk_widget_class_bind_template_child (widget_class, StintSignInDialog, retry_button);
  gtk_widget_class_bind_template_child (widget_class, StintSignInDialog, code_button);
  gtk_widget_class_bind_template_child (widget_class, StintSignInDialog, browser_button);
  gtk_widget_class_bind_template_child (widget_class, StintSignInDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, StintSignInDialog, error_view);
  gtk_widget_class_bind_template_callback (widget_class, stint_sign_in_dialog_open_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_sign_in_dialog_copy_page_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_sign_in_dialog_copy_code_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_sign_in_dialog_retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_sign_in_dialog_use_code_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_sign_in_dialog_use_browser_cb);
}

static void
stint_sign_in_dialog_class_init (StintSignInDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stint_sign_in_dialog_dispose;
  object_class->finalize = stint_sign_in_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = stint_sign_in_dialog_close_request;

  signals[OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FLOW] = g_signal_new ("flow", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CANCELLED] = g_signal_new ("cancelled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (STINT_TYPE_ERROR_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/stint_aws/Stint/stint-sign-in-dialog.ui");
  stint_sign_in_dialog_bind (widget_class);
}

static void
stint_sign_in_dialog_init (StintSignInDialog *self)
{
  self->flow = g_strdup ("browser");
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
stint_sign_in_dialog_new (GtkWindow *parent,
                          StintTicker *ticker,
                          const char *name,
                          const char *portal)
{
  StintSignInDialog *self;
  g_autofree char *title = NULL;

  g_return_val_if_fail (STINT_IS_TICKER (ticker), NULL);

  self = g_object_new (STINT_TYPE_SIGN_IN_DIALOG, "transient-for", parent, NULL);
  self->ticker = g_object_ref (ticker);
  g_signal_connect_object (ticker, "tick", G_CALLBACK (stint_sign_in_dialog_update_until), self,
                           G_CONNECT_SWAPPED);
  /* Translators: the head of the dialog; %s is the name of an IAM Identity Center. */
  title = g_strdup_printf (_ ("Sign in to %s"), name);
  gtk_label_set_label (self->title_label, title);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_label_set_label (self->portal_label, portal);
  return GTK_WIDGET (self);
}

void
stint_sign_in_dialog_set_waiting (StintSignInDialog *self, const char *const *names)
{
  g_autofree char *list = NULL;
  g_autofree char *purpose = NULL;

  g_return_if_fail (STINT_IS_SIGN_IN_DIALOG (self));
  g_return_if_fail (names != NULL);

  gtk_widget_set_visible (GTK_WIDGET (self->purpose_label), names[0] != NULL);
  if (names[0] == NULL)
    return;
  list = stint_words_list (names, 1);
  /* Translators: what happens after a sign-in: a session's name, or "ReadOnly and 2 more". */
  purpose = g_strdup_printf (_ ("Then starts %s."), list);
  gtk_label_set_label (self->purpose_label, purpose);
}

void
stint_sign_in_dialog_show_asking (StintSignInDialog *self, const char *flow)
{
  g_return_if_fail (STINT_IS_SIGN_IN_DIALOG (self));
  g_return_if_fail (flow != NULL);

  g_free (self->flow);
  self->flow = g_strdup (flow);
  g_clear_pointer (&self->page, g_free);
  self->until = 0;
  stint_sign_in_dialog_set_trouble (self, NULL);
  stint_sign_in_dialog_show (self, "asking", self->cancel_button);
}

void
stint_sign_in_dialog_show_browser (StintSignInDialog *self, const char *url, gboolean opened)
{
  g_return_if_fail (STINT_IS_SIGN_IN_DIALOG (self));
  g_return_if_fail (url != NULL);

  g_free (self->page);
  self->page = g_strdup (url);
  gtk_label_set_label (
      self->waiting_label,
      opened ? _ ("A page of AWS opens there. Sign in, then allow Stint to see your accounts.")
             : _ ("Somebody is signing in already, perhaps in a terminal. Finish it there, or open "
                  "the page here."));
  /* Translators: a button: opens a sign-in page in the browser, once more. */
  gtk_button_set_label (self->open_button, opened ? _ ("_Open again") : _ ("_Open page"));
  stint_sign_in_dialog_show (self, "browser", self->open_button);
}

void
stint_sign_in_dialog_show_device (StintSignInDialog *self,
                                  const char *code,
                                  const char *page,
                                  gint64 until)
{
  g_autofree char *label = NULL;

  g_return_if_fail (STINT_IS_SIGN_IN_DIALOG (self));
  g_return_if_fail (code != NULL);
  g_return_if_fail (page != NULL);

  g_free (self->page);
  self->page = g_strdup (page);
  self->until = until;
  gtk_label_set_label (self->code_label, code);
  /* Translators: a sign-in code as it is read aloud; %s: "ABCD-EFGH". */
  label = g_strdup_printf (_ ("Sign-in code %s"), code);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->code_label), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  stint_sign_in_dialog_update_until (self);
  stint_sign_in_dialog_show (self, "device", self->page_button);
}

void
stint_sign_in_dialog_show_finishing (StintSignInDialog *self)
{
  g_return_if_fail (STINT_IS_SIGN_IN_DIALOG (self));

  stint_sign_in_dialog_set_trouble (self, NULL);
  stint_sign_in_dialog_show (self, "finishing", self->cancel_button);
}

void
stint_sign_in_dialog_show_error (StintSignInDialog *self, const GError *error)
{
  g_return_if_fail (STINT_IS_SIGN_IN_DIALOG (self));
  g_return_if_fail (error != NULL);

  stint_sign_in_dialog_set_trouble (self, NULL);
  stint_error_view_set (self->error_view, error, NULL, NULL);
  stint_sign_in_dialog_show (self, "error", self->retry_button);
}

void
stint_sign_in_dialog_set_trouble (StintSignInDialog *self, const char *sentence)
{
  g_return_if_fail (STINT_IS_SIGN_IN_DIALOG (self));

  gtk_label_set_label (self->trouble_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_label), sentence != NULL);
}

const char *
stint_sign_in_dialog_get_page (StintSignInDialog *self)
{
  g_return_val_if_fail (STINT_IS_SIGN_IN_DIALOG (self), NULL);

  return gtk_stack_get_visible_child_name (self->stack);
}

void
stint_sign_in_dialog_finish (StintSignInDialog *self)
{
  g_return_if_fail (STINT_IS_SIGN_IN_DIALOG (self));

  self->finished = TRUE;
  gtk_window_destroy (GTK_WINDOW (self));
}
