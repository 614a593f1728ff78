/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-tray"

#include "config.h"

#include "stint-tray-item.h"

#include "stint-names.h"

struct _StintTrayItem
{
  StintTrayBusItemSkeleton parent_instance;

  StintTrayLook look;
  char *token; /* (nullable) */
};

enum
{
  SIGNAL_ACTIVATED,
  SIGNAL_OPENED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void stint_tray_item_iface_init (StintTrayBusItemIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StintTrayItem,
                               stint_tray_item,
                               STINT_TRAY_BUS_TYPE_ITEM_SKELETON,
                               G_IMPLEMENT_INTERFACE (STINT_TRAY_BUS_TYPE_ITEM,
                                                      stint_tray_item_iface_init))

/* --- What hosts tell -------------------------------------------------------------------------- */

static gboolean
handle_activate (StintTrayBusItem *object, GDBusMethodInvocation *invocation, gint32 x, gint32 y)
{
  stint_tray_bus_item_complete_activate (object, g_steal_pointer (&invocation));
  g_signal_emit (object, signals[SIGNAL_ACTIVATED], 0);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_secondary_activate (StintTrayBusItem *object,
                           GDBusMethodInvocation *invocation,
                           gint32 x,
                           gint32 y)
{
  stint_tray_bus_item_complete_secondary_activate (object, g_steal_pointer (&invocation));
  g_signal_emit (object, signals[SIGNAL_OPENED], 0);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_context_menu (StintTrayBusItem *object,
                     GDBusMethodInvocation *invocation,
                     gint32 x,
                     gint32 y)
{
  stint_tray_bus_item_complete_context_menu (object, g_steal_pointer (&invocation));
  g_signal_emit (object, signals[SIGNAL_OPENED], 0);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* A wheel that starts or stops sessions would do so by mistake. */
static gboolean
handle_scroll (StintTrayBusItem *object,
               GDBusMethodInvocation *invocation,
               gint32 delta,
               const char *orientation)
{
  stint_tray_bus_item_complete_scroll (object, g_steal_pointer (&invocation));

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_provide_xdg_activation_token (StintTrayBusItem *object,
                                     GDBusMethodInvocation *invocation,
                                     const char *token)
{
  StintTrayItem *self = STINT_TRAY_ITEM (object);

  g_free (self->token);
  self->token = *token != '\0' ? g_strdup (token) : NULL;
  stint_tray_bus_item_complete_provide_xdg_activation_token (object, g_steal_pointer (&invocation));

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- What hosts show -------------------------------------------------------------------------- */

static const char *
get_status (StintTrayLook look)
{
  switch (look)
    {
    case STINT_TRAY_LOOK_NONE:
      return "Passive";
    case STINT_TRAY_LOOK_ATTENTION:
      return "NeedsAttention";
    case STINT_TRAY_LOOK_IDLE:
    case STINT_TRAY_LOOK_ACTIVE:
    case STINT_TRAY_LOOK_ENDING:
    default:
      return "Active";
    }
}

/* Both icons are the same one: which of them a host draws depends on the status it knows. */
static void
show_look (StintTrayItem *self, StintTrayLook look)
{
  StintTrayBusItem *item = STINT_TRAY_BUS_ITEM (self);
  const char *name = stint_tray_look_get_icon_name (look);
  g_autoptr (GVariant) pixmaps = NULL;

  if (look == self->look)
    return;

  self->look = look;
  pixmaps = stint_tray_look_make_pixmaps (look);
  stint_tray_bus_item_set_icon_name (item, name);
  stint_tray_bus_item_set_icon_pixmap (item, pixmaps);
  stint_tray_bus_item_set_attention_icon_name (item, name);
  stint_tray_bus_item_set_attention_icon_pixmap (item, pixmaps);
  stint_tray_bus_item_emit_new_icon (item);
  stint_tray_bus_item_emit_new_attention_icon (item);
}

static void
show_status (StintTrayItem *self)
{
  StintTrayBusItem *item = STINT_TRAY_BUS_ITEM (self);
  const char *status = get_status (self->look);

  if (g_strcmp0 (stint_tray_bus_item_get_status (item), status) == 0)
    return;

  stint_tray_bus_item_set_status (item, status);
  stint_tray_bus_item_emit_new_status (item, status);
}

/* Floating (sa(iiay)ss).  No icon: hosts put the item's own beside it where they want one. */
static GVariant *
make_tool_tip (const char *title, const char *text)
{
  return g_variant_new ("(s@a(iiay)ss)", "",
                        g_variant_new_array (G_VARIANT_TYPE ("(iiay)"), NULL, 0), title, text);
}

static void
show_tool_tip (StintTrayItem *self, const char *title, const char *text)
{
  StintTrayBusItem *item = STINT_TRAY_BUS_ITEM (self);
  /* Most hosts read markup: a session may be named "R&D". */
  g_autofree char *title_markup = g_markup_escape_text (title, -1);
  g_autofree char *text_markup = g_markup_escape_text (text, -1);
  g_autoptr (GVariant) tip = g_variant_ref_sink (make_tool_tip (title_markup, text_markup));
  GVariant *before = stint_tray_bus_item_get_tool_tip (item);

  if (before != NULL && g_variant_equal (before, tip))
    return;

  stint_tray_bus_item_set_tool_tip (item, tip);
  stint_tray_bus_item_emit_new_tool_tip (item);
}

void
stint_tray_item_show (StintTrayItem *self, StintTrayLook look, const char *title, const char *text)
{
  g_return_if_fail (STINT_IS_TRAY_ITEM (self));
  g_return_if_fail (title != NULL && text != NULL);

  show_look (self, look);
  show_status (self);
  show_tool_tip (self, title, text);
}

char *
stint_tray_item_take_token (StintTrayItem *self)
{
  g_return_val_if_fail (STINT_IS_TRAY_ITEM (self), NULL);

  return g_steal_pointer (&self->token);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_tray_item_finalize (GObject *object)
{
  StintTrayItem *self = STINT_TRAY_ITEM (object);

  g_clear_pointer (&self->token, g_free);

  G_OBJECT_CLASS (stint_tray_item_parent_class)->finalize (object);
}

static void
stint_tray_item_class_init (StintTrayItemClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = stint_tray_item_finalize;

  signals[SIGNAL_ACTIVATED] =
      g_signal_new ("activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_OPENED] =
      g_signal_new ("opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
stint_tray_item_iface_init (StintTrayBusItemIface *iface)
{
  iface->handle_activate = handle_activate;
  iface->handle_secondary_activate = handle_secondary_activate;
  iface->handle_context_menu = handle_context_menu;
  iface->handle_scroll = handle_scroll;
  iface->handle_provide_xdg_activation_token = handle_provide_xdg_activation_token;
}

/* Waybar leaves an item out that has no Id or Category; every property has a value, since some
 * hosts take none at all for an error. */
static void
stint_tray_item_init (StintTrayItem *self)
{
  StintTrayBusItem *item = STINT_TRAY_BUS_ITEM (self);
  g_autoptr (GVariant) none = stint_tray_look_make_pixmaps (STINT_TRAY_LOOK_NONE);

  stint_tray_bus_item_set_category (item, "ApplicationStatus");
  stint_tray_bus_item_set_id (item, STINT_APPLICATION_ID);
  stint_tray_bus_item_set_title (item, "Stint");
  stint_tray_bus_item_set_icon_theme_path (item, "");
  stint_tray_bus_item_set_menu (item, STINT_TRAY_MENU_PATH);
  stint_tray_bus_item_set_item_is_menu (item, FALSE);
  stint_tray_bus_item_set_overlay_icon_name (item, "");
  stint_tray_bus_item_set_overlay_icon_pixmap (item, none);
  stint_tray_bus_item_set_attention_movie_name (item, "");
  stint_tray_bus_item_set_icon_name (item, stint_tray_look_get_icon_name (STINT_TRAY_LOOK_NONE));
  stint_tray_bus_item_set_icon_pixmap (item, none);
  stint_tray_bus_item_set_attention_icon_name (
      item, stint_tray_look_get_icon_name (STINT_TRAY_LOOK_NONE));
  stint_tray_bus_item_set_attention_icon_pixmap (item, none);
  stint_tray_bus_item_set_status (item, get_status (STINT_TRAY_LOOK_NONE));
  stint_tray_bus_item_set_tool_tip (item, make_tool_tip ("Stint", ""));
}

StintTrayItem *
stint_tray_item_new (void)
{
  return g_object_new (STINT_TYPE_TRAY_ITEM, NULL);
}
