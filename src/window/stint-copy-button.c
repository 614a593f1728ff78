/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "stint-compat.h"
#include "stint-copy-button.h"

/* How long it shows that it did. */
#define SHOWN_MS 1500
#define SHOWN_S 2

struct _StintCopyButton
{
  GtkButton parent_instance;

  char *text; /* (owned) (nullable) */
  guint back_id;
};

enum
{
  PROP_0,
  PROP_TEXT,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StintCopyButton, stint_copy_button, GTK_TYPE_BUTTON)

static gboolean
stint_copy_button_back_cb (gpointer data)
{
  StintCopyButton *self = data;

  self->back_id = 0;
  gtk_button_set_icon_name (GTK_BUTTON (self), "edit-copy-symbolic");
  return G_SOURCE_REMOVE;
}

/* Where there is room for a word. A libadwaita that can says it aloud as well. */
static gboolean
stint_copy_button_toast (StintCopyButton *self)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);
  AdwToast *toast;

  if (overlay == NULL)
    return FALSE;
  toast = adw_toast_new (_ ("Copied"));
  adw_toast_set_timeout (toast, SHOWN_S);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
  return TRUE;
}

static void
stint_copy_button_clicked (GtkButton *button)
{
  StintCopyButton *self = STINT_COPY_BUTTON (button);

  if (self->text == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->text);
  gtk_button_set_icon_name (button, "object-select-symbolic");
  if (!stint_copy_button_toast (self))
    stint_compat_announce (self, _ ("Copied"));
  g_clear_handle_id (&self->back_id, g_source_remove);
  self->back_id = g_timeout_add (SHOWN_MS, stint_copy_button_back_cb, self);
}

static void
stint_copy_button_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, STINT_COPY_BUTTON (object)->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_copy_button_set_property (GObject *object,
                                guint prop_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_TEXT:
      stint_copy_button_set_text (STINT_COPY_BUTTON (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_copy_button_dispose (GObject *object)
{
  g_clear_handle_id (&STINT_COPY_BUTTON (object)->back_id, g_source_remove);

  G_OBJECT_CLASS (stint_copy_button_parent_class)->dispose (object);
}

static void
stint_copy_button_finalize (GObject *object)
{
  g_free (STINT_COPY_BUTTON (object)->text);

  G_OBJECT_CLASS (stint_copy_button_parent_class)->finalize (object);
}

static void
stint_copy_button_class_init (StintCopyButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_copy_button_dispose;
  object_class->finalize = stint_copy_button_finalize;
  object_class->get_property = stint_copy_button_get_property;
  object_class->set_property = stint_copy_button_set_property;
  GTK_BUTTON_CLASS (klass)->clicked = stint_copy_button_clicked;

  properties[PROP_TEXT] =
      g_param_spec_string ("text", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stint_copy_button_init (StintCopyButton *self)
{
  gtk_button_set_icon_name (GTK_BUTTON (self), "edit-copy-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (self), "flat");
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
stint_copy_button_new (const char *label)
{
  GtkWidget *self = g_object_new (STINT_TYPE_COPY_BUTTON, "tooltip-text", label, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return self;
}

void
stint_copy_button_set_text (StintCopyButton *self, const char *text)
{
  g_return_if_fail (STINT_IS_COPY_BUTTON (self));

  g_free (self->text);
  self->text = g_strdup (text);
  gtk_widget_set_sensitive (GTK_WIDGET (self), text != NULL && text[0] != '\0');
}
