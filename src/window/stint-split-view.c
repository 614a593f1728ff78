/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-pane.h"
#include "stint-split-view.h"

struct _StintSplitView
{
  AdwBin parent_instance;

  AdwLeaflet *outer;
  AdwLeaflet *inner;
  GtkWidget *sidebar_bin;
  GtkWidget *content_bin;
  GtkWidget *details_bin;
};

enum
{
  PROP_0,
  PROP_SIDEBAR,
  PROP_CONTENT,
  PROP_DETAILS,
  PROP_SIDEBAR_FOLDED,
  PROP_DETAILS_FOLDED,
  PROP_DETAILS_ALONE,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StintSplitView, stint_split_view, ADW_TYPE_BIN)

static void
stint_split_view_folded_cb (StintSplitView *self)
{
  g_assert (STINT_IS_SPLIT_VIEW (self));

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIDEBAR_FOLDED]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DETAILS_FOLDED]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DETAILS_ALONE]);
}

/* A StintPane or an AdwBin: both have a "child". */
static GtkWidget *
stint_split_view_get_bin (StintSplitView *self, guint prop_id)
{
  if (prop_id == PROP_SIDEBAR)
    return self->sidebar_bin;
  return prop_id == PROP_CONTENT ? self->content_bin : self->details_bin;
}

static void
stint_split_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StintSplitView *self = STINT_SPLIT_VIEW (object);

  switch (prop_id)
    {
    case PROP_SIDEBAR:
    case PROP_CONTENT:
    case PROP_DETAILS:
      g_object_get_property (G_OBJECT (stint_split_view_get_bin (self, prop_id)), "child", value);
      break;
    case PROP_SIDEBAR_FOLDED:
      g_value_set_boolean (value, adw_leaflet_get_folded (self->outer));
      break;
    case PROP_DETAILS_FOLDED:
      g_value_set_boolean (value, adw_leaflet_get_folded (self->inner));
      break;
    case PROP_DETAILS_ALONE:
      g_value_set_boolean (value, adw_leaflet_get_folded (self->outer) &&
                                      adw_leaflet_get_folded (self->inner));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_split_view_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  StintSplitView *self = STINT_SPLIT_VIEW (object);

  switch (prop_id)
    {
    case PROP_SIDEBAR:
    case PROP_CONTENT:
    case PROP_DETAILS:
      g_object_set_property (G_OBJECT (stint_split_view_get_bin (self, prop_id)), "child", value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_split_view_class_init (StintSplitViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags pane = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  const GParamFlags told = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = stint_split_view_get_property;
  object_class->set_property = stint_split_view_set_property;

  properties[PROP_SIDEBAR] = g_param_spec_object ("sidebar", NULL, NULL, GTK_TYPE_WIDGET, pane);
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, pane);
  properties[PROP_DETAILS] = g_param_spec_object ("details", NULL, NULL, GTK_TYPE_WIDGET, pane);
  properties[PROP_SIDEBAR_FOLDED] =
      g_param_spec_boolean ("sidebar-folded", NULL, NULL, FALSE, told);
  properties[PROP_DETAILS_FOLDED] =
      g_param_spec_boolean ("details-folded", NULL, NULL, FALSE, told);
  properties[PROP_DETAILS_ALONE] = g_param_spec_boolean ("details-alone", NULL, NULL, FALSE, told);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (STINT_TYPE_PANE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-split-view.ui");
  gtk_widget_class_bind_template_child (widget_class, StintSplitView, outer);
  gtk_widget_class_bind_template_child (widget_class, StintSplitView, inner);
  gtk_widget_class_bind_template_child (widget_class, StintSplitView, sidebar_bin);
  gtk_widget_class_bind_template_child (widget_class, StintSplitView, content_bin);
  gtk_widget_class_bind_template_child (widget_class, StintSplitView, details_bin);
  gtk_widget_class_bind_template_callback (widget_class, stint_split_view_folded_cb);
}

static void
stint_split_view_init (StintSplitView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_leaflet_set_visible_child_name (self->outer, "main");
  adw_leaflet_set_visible_child_name (self->inner, "content");
}

gboolean
stint_split_view_get_details_folded (StintSplitView *self)
{
  g_return_val_if_fail (STINT_IS_SPLIT_VIEW (self), FALSE);

  return adw_leaflet_get_folded (self->inner);
}

gboolean
stint_split_view_get_sidebar_folded (StintSplitView *self)
{
  g_return_val_if_fail (STINT_IS_SPLIT_VIEW (self), FALSE);

  return adw_leaflet_get_folded (self->outer);
}

void
stint_split_view_show_sidebar (StintSplitView *self)
{
  g_return_if_fail (STINT_IS_SPLIT_VIEW (self));

  adw_leaflet_set_visible_child_name (self->outer, "sidebar");
}

void
stint_split_view_show_content (StintSplitView *self)
{
  g_return_if_fail (STINT_IS_SPLIT_VIEW (self));

  adw_leaflet_set_visible_child_name (self->outer, "main");
  adw_leaflet_set_visible_child_name (self->inner, "content");
}

void
stint_split_view_show_details (StintSplitView *self)
{
  g_return_if_fail (STINT_IS_SPLIT_VIEW (self));

  adw_leaflet_set_visible_child_name (self->outer, "main");
  adw_leaflet_set_visible_child_name (self->inner, "details");
}

gboolean
stint_split_view_shows_details_only (StintSplitView *self)
{
  g_return_val_if_fail (STINT_IS_SPLIT_VIEW (self), FALSE);

  return adw_leaflet_get_folded (self->inner) &&
         g_strcmp0 (adw_leaflet_get_visible_child_name (self->inner), "details") == 0;
}

gboolean
stint_split_view_go_back (StintSplitView *self)
{
  g_return_val_if_fail (STINT_IS_SPLIT_VIEW (self), FALSE);

  if (stint_split_view_shows_details_only (self))
    {
      stint_split_view_show_content (self);
      return TRUE;
    }
  if (adw_leaflet_get_folded (self->outer) &&
      g_strcmp0 (adw_leaflet_get_visible_child_name (self->outer), "main") == 0)
    {
      stint_split_view_show_sidebar (self);
      return TRUE;
    }
  return FALSE;
}
