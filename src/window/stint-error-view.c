/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-error-view.h"
#include "stint-sentence.h"
#include "stint-widgets.h"

struct _StintErrorView
{
  AdwBin parent_instance;

  GtkLabel *what_label;
  GtkLabel *next_label;
  GtkExpander *raw_expander;
  GtkLabel *raw_label;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (StintErrorView, stint_error_view, ADW_TYPE_BIN)

static void
stint_error_view_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), STINT_TYPE_ERROR_VIEW);

  G_OBJECT_CLASS (stint_error_view_parent_class)->dispose (object);
}

static void
stint_error_view_class_init (StintErrorViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stint_error_view_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-error-view.ui");
  gtk_widget_class_bind_template_child (widget_class, StintErrorView, what_label);
  gtk_widget_class_bind_template_child (widget_class, StintErrorView, next_label);
  gtk_widget_class_bind_template_child (widget_class, StintErrorView, raw_expander);
  gtk_widget_class_bind_template_child (widget_class, StintErrorView, raw_label);
  gtk_widget_class_bind_template_child (widget_class, StintErrorView, button);
}

static void
stint_error_view_init (StintErrorView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
stint_error_view_set (StintErrorView *self,
                      const GError *error,
                      const char *button,
                      const char *detailed_action)
{
  g_autofree char *what = NULL;
  g_autofree char *next = NULL;
  g_autofree char *raw = NULL;

  g_return_if_fail (STINT_IS_ERROR_VIEW (self));

  if (error == NULL || stint_error_is_cancelled (error))
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }

  what = stint_sentence_what (error);
  next = stint_sentence_next (error, STINT_AUDIENCE_WINDOW);
  raw = stint_sentence_raw (error);

  stint_error_view_set_sentence (self, what, next);
  gtk_widget_set_visible (GTK_WIDGET (self->raw_expander), raw != NULL);
  gtk_label_set_label (self->raw_label, raw != NULL ? raw : "");
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  if (button == NULL)
    return;
  gtk_button_set_label (self->button, button);
  /* In large letters a long verb takes two lines rather than the window. */
  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (self->button)), TRUE);
  gtk_label_set_justify (GTK_LABEL (gtk_button_get_child (self->button)), GTK_JUSTIFY_CENTER);
  stint_widget_set_action (self->button, detailed_action);
}

void
stint_error_view_set_sentence (StintErrorView *self, const char *what, const char *next)
{
  g_autofree char *what_shown = NULL;
  g_autofree char *next_shown = NULL;

  g_return_if_fail (STINT_IS_ERROR_VIEW (self));
  g_return_if_fail (what != NULL);

  what_shown = stint_widget_direct_text (what);
  next_shown = stint_widget_direct_text (next != NULL ? next : "");
  gtk_label_set_label (self->what_label, what_shown);
  gtk_label_set_label (self->next_label, next_shown);
  gtk_widget_set_visible (GTK_WIDGET (self->next_label), next != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->raw_expander), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->button), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

const char *
stint_error_view_get_text (StintErrorView *self)
{
  g_return_val_if_fail (STINT_IS_ERROR_VIEW (self), NULL);

  return gtk_label_get_label (self->what_label);
}
