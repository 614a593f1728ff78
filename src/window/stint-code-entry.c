/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-code-entry.h"
#include "stint-widgets.h"

#define N_DIGITS 6

struct _StintCodeEntry
{
  GtkWidget parent_instance;

  GtkBox *boxes;
  GtkEntry *field;
  GtkLabel *digits[N_DIGITS]; /* (unowned) */
  gboolean resting;
  gboolean invalid;
  gboolean was_complete;
};

enum
{
  PROP_0,
  PROP_RESTING,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

enum
{
  COMPLETE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintCodeEntry, stint_code_entry, GTK_TYPE_WIDGET)

/* The boxes show what the field holds, and where the next digit goes. */
static void
stint_code_entry_show (StintCodeEntry *self)
{
  const char *code = gtk_editable_get_text (GTK_EDITABLE (self->field));
  int position = gtk_editable_get_position (GTK_EDITABLE (self->field));
  GtkText *text = GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (self->field)));
  gboolean focused = gtk_widget_has_focus (GTK_WIDGET (text)) && !self->resting;
  gsize length = strlen (code);

  for (gsize i = 0; i < N_DIGITS; i++)
    {
      const char digit[2] = { i < length ? code[i] : '\0', '\0' };

      gtk_label_set_label (self->digits[i], digit);
      stint_widget_set_class (self->digits[i], "next",
                              focused && (int) i == MIN (position, N_DIGITS - 1));
      stint_widget_set_class (self->digits[i], "invalid", self->invalid);
    }
  stint_widget_set_class (self, "resting", self->resting);
}

static void
stint_code_entry_complete (StintCodeEntry *self)
{
  const char *code = gtk_editable_get_text (GTK_EDITABLE (self->field));

  if (strlen (code) == N_DIGITS && !self->resting)
    g_signal_emit (self, signals[COMPLETE], 0, code);
}

static void
stint_code_entry_changed_cb (StintCodeEntry *self)
{
  const char *code = gtk_editable_get_text (GTK_EDITABLE (self->field));
  gboolean complete = strlen (code) == N_DIGITS;

  g_assert (STINT_IS_CODE_ENTRY (self));

  if (code[0] != '\0')
    stint_code_entry_set_error (self, NULL);
  stint_code_entry_show (self);
  /* Once, by the digit that makes six: correcting one of them sends it again. */
  if (complete && !self->was_complete)
    stint_code_entry_complete (self);
  self->was_complete = complete;
}

/* Enter sends the same code again: AWS may have been out of reach. */
static void
stint_code_entry_activate_cb (StintCodeEntry *self)
{
  g_assert (STINT_IS_CODE_ENTRY (self));

  stint_code_entry_complete (self);
}

static char *
only_digits (const char *text, int length)
{
  const char *end = text + (length < 0 ? (int) strlen (text) : length);
  GString *digits = g_string_new (NULL);

  for (; text < end; text = g_utf8_next_char (text))
    {
      int value = g_unichar_digit_value (g_utf8_get_char (text));

      if (value >= 0)
        g_string_append_c (digits, (char) ('0' + value));
    }
  return g_string_free (digits, FALSE);
}

static void
stint_code_entry_insert_cb (
    GtkEditable *text, const char *inserted, int length, int *position, StintCodeEntry *self)
{
  g_autofree char *digits = only_digits (inserted, length);
  int room = N_DIGITS - (int) strlen (gtk_editable_get_text (text));

  g_assert (STINT_IS_CODE_ENTRY (self));

  g_signal_stop_emission_by_name (text, "insert-text");

  g_signal_handlers_block_by_func (text, stint_code_entry_insert_cb, self);
  /* A whole code that is pasted takes the place of what was there. */
  if (strlen (digits) >= N_DIGITS)
    {
      self->was_complete = FALSE;
      g_signal_handlers_block_by_func (self->field, stint_code_entry_changed_cb, self);
      gtk_editable_delete_text (text, 0, -1);
      g_signal_handlers_unblock_by_func (self->field, stint_code_entry_changed_cb, self);
      *position = 0;
      room = N_DIGITS;
    }
  if (room > 0 && digits[0] != '\0')
    gtk_editable_insert_text (text, digits, MIN (room, (int) strlen (digits)), position);
  g_signal_handlers_unblock_by_func (text, stint_code_entry_insert_cb, self);
}

static void
stint_code_entry_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StintCodeEntry *self = STINT_CODE_ENTRY (object);

  switch (prop_id)
    {
    case PROP_RESTING:
      g_value_set_boolean (value, self->resting);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_code_entry_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_RESTING:
      stint_code_entry_set_resting (STINT_CODE_ENTRY (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static gboolean
stint_code_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (STINT_CODE_ENTRY (widget)->field));
}

static void
stint_code_entry_dispose (GObject *object)
{
  StintCodeEntry *self = STINT_CODE_ENTRY (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_CODE_ENTRY);
  /* Nobody but a template's own parent class takes care of its children. */
  g_clear_pointer (&child, gtk_widget_unparent);

  G_OBJECT_CLASS (stint_code_entry_parent_class)->dispose (object);
}

static void
stint_code_entry_class_init (StintCodeEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stint_code_entry_dispose;
  object_class->get_property = stint_code_entry_get_property;
  object_class->set_property = stint_code_entry_set_property;
  widget_class->grab_focus = stint_code_entry_grab_focus;

  properties[PROP_RESTING] =
      g_param_spec_boolean ("resting", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[COMPLETE] = g_signal_new ("complete", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_css_name (widget_class, "codeentry");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-code-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, StintCodeEntry, boxes);
  gtk_widget_class_bind_template_child (widget_class, StintCodeEntry, field);
  gtk_widget_class_bind_template_callback (widget_class, stint_code_entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_code_entry_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_code_entry_show);
}

static void
stint_code_entry_init (StintCodeEntry *self)
{
  GtkEditable *text;

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_direction (GTK_WIDGET (self->boxes), GTK_TEXT_DIR_LTR);
  gtk_widget_set_direction (GTK_WIDGET (self->field), GTK_TEXT_DIR_LTR);

  for (guint i = 0; i < N_DIGITS; i++)
    {
      self->digits[i] = g_object_new (GTK_TYPE_LABEL, "accessible-role",
                                      GTK_ACCESSIBLE_ROLE_PRESENTATION, "xalign", 0.5, NULL);
      gtk_widget_add_css_class (GTK_WIDGET (self->digits[i]), "digit");
      /* Whose margin is at its start: a direction is not inherited. */
      gtk_widget_set_direction (GTK_WIDGET (self->digits[i]), GTK_TEXT_DIR_LTR);
      /* A gap between the threes, as authenticators show them. */
      if (i == N_DIGITS / 2)
        gtk_widget_set_margin_start (GTK_WIDGET (self->digits[i]), 12);
      gtk_box_append (self->boxes, GTK_WIDGET (self->digits[i]));
    }

  text = gtk_editable_get_delegate (GTK_EDITABLE (self->field));
  g_signal_connect_object (text, "insert-text", G_CALLBACK (stint_code_entry_insert_cb), self, 0);
  g_signal_connect_object (text, "notify::has-focus", G_CALLBACK (stint_code_entry_show), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
stint_code_entry_new (void)
{
  return g_object_new (STINT_TYPE_CODE_ENTRY, NULL);
}

const char *
stint_code_entry_get_code (StintCodeEntry *self)
{
  g_return_val_if_fail (STINT_IS_CODE_ENTRY (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->field));
}

void
stint_code_entry_clear (StintCodeEntry *self)
{
  g_return_if_fail (STINT_IS_CODE_ENTRY (self));

  gtk_editable_set_text (GTK_EDITABLE (self->field), "");
}

void
stint_code_entry_set_resting (StintCodeEntry *self, gboolean resting)
{
  g_return_if_fail (STINT_IS_CODE_ENTRY (self));

  if (self->resting == resting)
    return;
  self->resting = resting;
  /* Not insensitive: the keyboard stays where it is. */
  gtk_editable_set_editable (GTK_EDITABLE (self->field), !resting);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->field), GTK_ACCESSIBLE_STATE_BUSY, resting,
                               -1);
  stint_code_entry_show (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESTING]);
}

void
stint_code_entry_set_error (StintCodeEntry *self, const char *error)
{
  g_return_if_fail (STINT_IS_CODE_ENTRY (self));

  self->invalid = error != NULL;
  if (error != NULL)
    {
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->field), GTK_ACCESSIBLE_STATE_INVALID,
                                   GTK_ACCESSIBLE_INVALID_TRUE, -1);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->field),
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, error, -1);
    }
  else
    {
      gtk_accessible_reset_state (GTK_ACCESSIBLE (self->field), GTK_ACCESSIBLE_STATE_INVALID);
      gtk_accessible_reset_property (GTK_ACCESSIBLE (self->field),
                                     GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
    }
  stint_code_entry_show (self);
}

GtkWidget *
stint_code_entry_get_field (StintCodeEntry *self)
{
  g_return_val_if_fail (STINT_IS_CODE_ENTRY (self), NULL);

  return GTK_WIDGET (self->field);
}
