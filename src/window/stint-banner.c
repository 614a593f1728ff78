/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-banner.h"
#include "stint-widgets.h"

struct _StintBanner
{
  AdwBin parent_instance;

  GtkRevealer *revealer;
  GtkLabel *sentence_label;
  GtkButton *button;
};

G_DEFINE_FINAL_TYPE (StintBanner, stint_banner, ADW_TYPE_BIN)

static void
stint_banner_class_init (StintBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, StintBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, StintBanner, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, StintBanner, button);
}

/* A revealer that has slid shut is still there for a screen reader. */
static void
stint_banner_slid_cb (StintBanner *self)
{
  g_assert (STINT_IS_BANNER (self));

  if (!gtk_revealer_get_child_revealed (self->revealer) &&
      !gtk_revealer_get_reveal_child (self->revealer))
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
stint_banner_init (StintBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->revealer, "notify::child-revealed",
                           G_CALLBACK (stint_banner_slid_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
stint_banner_new (void)
{
  return g_object_new (STINT_TYPE_BANNER, NULL);
}

void
stint_banner_set (StintBanner *self,
                  const char *sentence,
                  const char *button,
                  const char *detailed_action)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (STINT_IS_BANNER (self));
  g_return_if_fail (sentence != NULL);

  shown = stint_widget_direct_text (sentence);
  gtk_label_set_label (self->sentence_label, shown);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  if (button == NULL)
    return;
  gtk_button_set_label (self->button, button);
  stint_widget_set_action (self->button, detailed_action);
}

const char *
stint_banner_get_sentence (StintBanner *self)
{
  g_return_val_if_fail (STINT_IS_BANNER (self), NULL);

  return gtk_label_get_label (self->sentence_label);
}

void
stint_banner_set_revealed (StintBanner *self, gboolean revealed)
{
  g_return_if_fail (STINT_IS_BANNER (self));

  if (revealed)
    gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (self->revealer, revealed);
  if (!revealed)
    stint_banner_slid_cb (self);
}

gboolean
stint_banner_get_revealed (StintBanner *self)
{
  g_return_val_if_fail (STINT_IS_BANNER (self), FALSE);

  return gtk_revealer_get_reveal_child (self->revealer);
}
