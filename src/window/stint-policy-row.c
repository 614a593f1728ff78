/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-copy-button.h"
#include "stint-policy-row.h"

struct _StintPolicyRow
{
  AdwExpanderRow parent_instance;

  GtkWidget *holder;
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (StintPolicyRow, stint_policy_row, ADW_TYPE_EXPANDER_ROW)

static void
stint_policy_row_class_init (StintPolicyRowClass *klass)
{
}

static void
stint_policy_row_init (StintPolicyRow *self)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, "wrap-mode",
                                   PANGO_WRAP_WORD_CHAR, "selectable", TRUE, "margin-start", 12,
                                   "margin-end", 12, "margin-top", 9, "margin-bottom", 9, NULL);

  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "caption");
  /* Code reads from left to right in every language. */
  gtk_widget_set_direction (label, GTK_TEXT_DIR_LTR);
  self->label = GTK_LABEL (label);
  self->holder =
      g_object_new (GTK_TYPE_LIST_BOX_ROW, "activatable", FALSE, "focusable", FALSE, NULL);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self->holder), label);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->holder);
}

GtkWidget *
stint_policy_row_new (const char *title, const char *copy)
{
  StintPolicyRow *self =
      g_object_new (STINT_TYPE_POLICY_ROW, "title", title, "use-markup", FALSE, NULL);
  GtkWidget *button = stint_copy_button_new (copy);

  g_object_bind_property (self->label, "label", button, "text", G_BINDING_DEFAULT);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), button);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->holder), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  return GTK_WIDGET (self);
}

void
stint_policy_row_set (StintPolicyRow *self, const char *subtitle, const char *policy)
{
  g_autofree char *markup = g_markup_escape_text (subtitle, -1);

  g_return_if_fail (STINT_IS_POLICY_ROW (self));

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), markup);
  gtk_label_set_label (self->label, policy);
}

const char *
stint_policy_row_get_policy (StintPolicyRow *self)
{
  g_return_val_if_fail (STINT_IS_POLICY_ROW (self), "");

  return gtk_label_get_label (self->label);
}
