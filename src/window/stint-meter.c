/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <math.h>

#include "stint-meter.h"

struct _StintMeter
{
  GtkWidget parent_instance;

  double fraction;
};

enum
{
  PROP_0,
  PROP_FRACTION,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StintMeter, stint_meter, GTK_TYPE_WIDGET)

static void
stint_meter_append (GtkSnapshot *snapshot, float x, float width, float height, const GdkRGBA *color)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (x, 0, width, height);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &bounds, height / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, color, &bounds);
  gtk_snapshot_pop (snapshot);
}

static void
stint_meter_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  StintMeter *self = STINT_METER (widget);
  float width = gtk_widget_get_width (widget);
  float height = gtk_widget_get_height (widget);
  float filled = roundf (width * (float) self->fraction);
  GdkRGBA color;
  GdkRGBA track;

  if (width <= 0 || height <= 0)
    return;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  track = color;
  track.alpha *= 0.2f;

  stint_meter_append (snapshot, 0, width, height, &track);
  if (self->fraction <= 0)
    return;

  /* Never less than a dot: a bar that looks empty says that it is over. */
  filled = CLAMP (filled, height, width);
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    stint_meter_append (snapshot, width - filled, filled, height, &color);
  else
    stint_meter_append (snapshot, 0, filled, height, &color);
}

static void
stint_meter_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? 4 : 24;
  *natural = *minimum;
  *minimum_baseline = -1;
  *natural_baseline = -1;
}

static void
stint_meter_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StintMeter *self = STINT_METER (object);

  switch (prop_id)
    {
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_meter_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_FRACTION:
      stint_meter_set_fraction (STINT_METER (object), g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_meter_class_init (StintMeterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = stint_meter_get_property;
  object_class->set_property = stint_meter_set_property;
  widget_class->snapshot = stint_meter_snapshot;
  widget_class->measure = stint_meter_measure;

  properties[PROP_FRACTION] =
      g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "meter");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
stint_meter_init (StintMeter *self)
{
}

GtkWidget *
stint_meter_new (void)
{
  return g_object_new (STINT_TYPE_METER, NULL);
}

void
stint_meter_set_fraction (StintMeter *self, double fraction)
{
  g_return_if_fail (STINT_IS_METER (self));

  fraction = CLAMP (fraction, 0, 1);
  if (fabs (self->fraction - fraction) < 1e-6)
    return;
  self->fraction = fraction;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

double
stint_meter_get_fraction (StintMeter *self)
{
  g_return_val_if_fail (STINT_IS_METER (self), 0);

  return self->fraction;
}
