/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-pane.h"

struct _StintPane
{
  GtkWidget parent_instance;

  GtkWidget *child; /* (nullable) */
  int width;
};

enum
{
  PROP_0,
  PROP_CHILD,
  PROP_WIDTH,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StintPane, stint_pane, GTK_TYPE_WIDGET)

/* Larger letters get more room, up to the narrowest window. */
#define MOST 360

static int
stint_pane_wanted_width (StintPane *self)
{
  int dpi = -1;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  if (dpi <= 96 * 1024)
    return self->width;
  return MAX (self->width, (int) MIN ((gint64) self->width * dpi / (96 * 1024), MOST));
}

static void
stint_pane_measure (GtkWidget *widget,
                    GtkOrientation orientation,
                    int for_size,
                    int *minimum,
                    int *natural,
                    int *minimum_baseline,
                    int *natural_baseline)
{
  StintPane *self = STINT_PANE (widget);

  *minimum = 0;
  *natural = 0;
  *minimum_baseline = -1;
  *natural_baseline = -1;
  if (self->child != NULL)
    gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MAX (*minimum, stint_pane_wanted_width (self));
      *natural = *minimum;
    }
}

static void
stint_pane_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  StintPane *self = STINT_PANE (widget);

  if (self->child != NULL && gtk_widget_should_layout (self->child))
    gtk_widget_allocate (self->child, width, height, baseline, NULL);
}

/* What the child would like to fill is no business of the neighbours. */
static void
stint_pane_compute_expand (GtkWidget *widget, gboolean *hexpand, gboolean *vexpand)
{
  *hexpand = FALSE;
  *vexpand = TRUE;
}

static void
stint_pane_set_child (StintPane *self, GtkWidget *child)
{
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
}

static void
stint_pane_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StintPane *self = STINT_PANE (object);

  switch (prop_id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    case PROP_WIDTH:
      g_value_set_int (value, self->width);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_pane_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  StintPane *self = STINT_PANE (object);

  switch (prop_id)
    {
    case PROP_CHILD:
      stint_pane_set_child (self, g_value_get_object (value));
      break;
    case PROP_WIDTH:
      self->width = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_pane_dispose (GObject *object)
{
  stint_pane_set_child (STINT_PANE (object), NULL);

  G_OBJECT_CLASS (stint_pane_parent_class)->dispose (object);
}

static void
stint_pane_class_init (StintPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stint_pane_dispose;
  object_class->get_property = stint_pane_get_property;
  object_class->set_property = stint_pane_set_property;
  widget_class->measure = stint_pane_measure;
  widget_class->size_allocate = stint_pane_size_allocate;
  widget_class->compute_expand = stint_pane_compute_expand;

  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_WIDTH] = g_param_spec_int ("width", NULL, NULL, 0, G_MAXINT, 0,
                                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stint_pane_init (StintPane *self)
{
}
