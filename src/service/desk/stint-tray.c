/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-tray"

#include "config.h"

#include "stint-tray.h"

#include <string.h>

#include "stint-tray-clicks.h"
#include "stint-tray-content.h"
#include "stint-tray-host.h"
#include "stint-tray-item.h"
#include "stint-tray-menu.h"
#include "stint-window-caller.h"

#define MINUTE_US (60 * G_USEC_PER_SEC)

/* Not every host says when a menu is closed: after this long it is. */
#define OPEN_MINUTES 10

#define PREFERENCE "tray"

struct _StintTray
{
  GObject parent_instance;

  StintService *service; /* borrowed */
  StintContext *context; /* borrowed */
  char *bus_address;
  StintTrayItem *item;
  StintTrayMenu *menu;
  StintTrayHost *host; /* (owned) (nullable): while there may be an icon */

  StintTrayLook look;
  guint idle_id;
  guint minute_id; /* a deadline, while the menu is open */
  guint minutes;   /* for how long it has been */
  gint64 opened;   /* monotonic: when the menu was, the last time; 0: never */
  guint day_id;    /* a deadline, while a tooltip tells a time of day */
  gboolean holding;
};

G_DEFINE_FINAL_TYPE (StintTray, stint_tray, G_TYPE_OBJECT)

static void arm_day (StintTray *self);
static void disarm (StintTray *self, guint *id);

/* --- What is shown ---------------------------------------------------------------------------- */

static void
refresh (StintTray *self)
{
  StintRegistry *registry = self->context->registry;
  gint64 now = stint_clock_now (self->context->clock);
  g_autofree char *tooltip = stint_tray_content_make_tooltip (registry, now);

  g_clear_handle_id (&self->idle_id, g_source_remove);
  self->look = stint_tray_content_get_look (registry);
  stint_tray_menu_set_root (self->menu, stint_tray_content_make_menu (registry, now));
  stint_tray_item_show (self->item, self->look, "Stint", tooltip);
}

/* The service stays for those who see something. */
static void
update_hold (StintTray *self)
{
  StintLifetime *lifetime = stint_service_get_lifetime (self->service);
  gboolean hold = self->host != NULL && stint_tray_host_is_shown (self->host) &&
                  self->look != STINT_TRAY_LOOK_NONE;

  if (hold == self->holding)
    return;

  self->holding = hold;
  if (hold)
    {
      g_debug ("The icon is seen: the service stays");
      stint_lifetime_hold (lifetime);
    }
  else
    {
      g_debug ("The icon is not seen any more");
      stint_lifetime_release (lifetime);
    }
}

static gboolean
refresh_cb (gpointer user_data)
{
  StintTray *self = STINT_TRAY (user_data);

  self->idle_id = 0;
  refresh (self);
  arm_day (self);
  update_hold (self);

  return G_SOURCE_REMOVE;
}

/* A start changes a session several times, a sync changes thousands: hosts hear of it once. */
static void
something_changed_cb (StintTray *self)
{
  g_assert (STINT_IS_TRAY (self));

  if (self->idle_id == 0 && self->host != NULL && stint_tray_host_is_looked_at (self->host))
    self->idle_id = g_idle_add (refresh_cb, self);
}

/* --- Time ------------------------------------------------------------------------------------- */

static void
disarm (StintTray *self, guint *id)
{
  stint_deadlines_remove (self->context->deadlines, *id);
  *id = 0;
}

static void
day_cb (gpointer user_data)
{
  StintTray *self = STINT_TRAY (user_data);

  self->day_id = 0;
  something_changed_cb (self);
}

static gint64
find_midnight (gint64 now)
{
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now / G_USEC_PER_SEC);
  g_autoptr (GDateTime) tomorrow = today != NULL ? g_date_time_add_days (today, 1) : NULL;
  g_autoptr (GDateTime) midnight = NULL;

  if (tomorrow != NULL)
    midnight =
        g_date_time_new_local (g_date_time_get_year (tomorrow), g_date_time_get_month (tomorrow),
                               g_date_time_get_day_of_month (tomorrow), 0, 0, 0);

  return midnight != NULL ? MAX (g_date_time_to_unix (midnight) * G_USEC_PER_SEC, now + MINUTE_US)
                          : STINT_INSTANT_NEVER;
}

/* "tomorrow 00:20" is "00:20" after midnight. */
static void
arm_day (StintTray *self)
{
  gboolean wanted = self->host != NULL && stint_tray_host_is_shown (self->host) &&
                    self->look >= STINT_TRAY_LOOK_ACTIVE;

  if (!wanted)
    disarm (self, &self->day_id);
  else if (self->day_id == 0)
    self->day_id =
        stint_deadlines_add (self->context->deadlines,
                             find_midnight (stint_clock_now (self->context->clock)), day_cb, self);
}

static void
minute_cb (gpointer user_data)
{
  StintTray *self = STINT_TRAY (user_data);

  self->minute_id = 0;
  refresh (self);
  if (++self->minutes < OPEN_MINUTES)
    self->minute_id =
        stint_deadlines_add (self->context->deadlines,
                             stint_clock_now (self->context->clock) + MINUTE_US, minute_cb, self);
}

static void
about_to_show_cb (StintTray *self, gboolean whole)
{
  g_assert (STINT_IS_TRAY (self));

  refresh (self);
  if (whole)
    self->opened = g_get_monotonic_time ();
  self->minutes = 0;
  if (self->minute_id == 0 && self->look >= STINT_TRAY_LOOK_ACTIVE)
    self->minute_id =
        stint_deadlines_add (self->context->deadlines,
                             stint_clock_now (self->context->clock) + MINUTE_US, minute_cb, self);
}

static void
closed_cb (StintTray *self)
{
  g_assert (STINT_IS_TRAY (self));

  disarm (self, &self->minute_id);
}

/* --- Clicks ----------------------------------------------------------------------------------- */

static void
click (StintTray *self, const char *action, const char *target)
{
  g_autofree char *token = stint_tray_item_take_token (self->item);

  stint_tray_click (self->service, action, target, token);
}

/* @turned: monotonic: when the person left the window, if it was the window, for the tray */
static void
toggle_window (StintTray *self, gint64 turned)
{
  g_autofree char *token = stint_tray_item_take_token (self->item);

  stint_window_caller_action (stint_service_get_connection (self->service),
                              STINT_TRAY_TOGGLE_WINDOW, g_variant_new_int64 (turned), token);
}

static void
entry_activated_cb (StintTray *self, const char *action, const char *target)
{
  g_assert (STINT_IS_TRAY (self));

  if (strcmp (action, STINT_TRAY_TOGGLE_WINDOW) != 0)
    click (self, action, target);
  else
    toggle_window (self, self->opened != 0 ? self->opened : g_get_monotonic_time ());
}

static void
item_activated_cb (StintTray *self)
{
  g_assert (STINT_IS_TRAY (self));

  toggle_window (self, g_get_monotonic_time ());
}

static void
item_opened_cb (StintTray *self)
{
  g_assert (STINT_IS_TRAY (self));

  click (self, STINT_TRAY_OPEN, NULL);
}

/* --- Whether there is an icon ----------------------------------------------------------------- */

static void
host_preparing_cb (StintTray *self)
{
  g_assert (STINT_IS_TRAY (self));

  refresh (self);
}

static void
host_changed_cb (StintTray *self)
{
  g_assert (STINT_IS_TRAY (self));

  if (!stint_tray_host_is_shown (self->host))
    disarm (self, &self->minute_id);
  arm_day (self);
  update_hold (self);
}

static void
put_up (StintTray *self)
{
  self->host = stint_tray_host_new (stint_service_get_connection (self->service), self->bus_address,
                                    G_DBUS_INTERFACE_SKELETON (self->item),
                                    G_DBUS_INTERFACE_SKELETON (self->menu));
  g_signal_connect_object (self->host, "preparing", G_CALLBACK (host_preparing_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->host, "changed", G_CALLBACK (host_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
take_down (StintTray *self)
{
  if (self->host == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->host, self);
  g_object_run_dispose (G_OBJECT (self->host));
  g_clear_object (&self->host);
  g_clear_handle_id (&self->idle_id, g_source_remove);
  disarm (self, &self->minute_id);
  disarm (self, &self->day_id);
  update_hold (self);
}

/* Without the files' lock another Stint has them, and shows what it does with them. */
static void
review_cb (StintTray *self)
{
  gboolean wanted;

  g_assert (STINT_IS_TRAY (self));

  wanted = self->bus_address != NULL &&
           g_settings_get_boolean (self->context->settings, PREFERENCE) &&
           stint_service_is_restored (self->service);
  if (wanted && self->host == NULL)
    put_up (self);
  else if (!wanted)
    take_down (self);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_tray_dispose (GObject *object)
{
  StintTray *self = STINT_TRAY (object);

  take_down (self);
  g_clear_object (&self->item);
  g_clear_object (&self->menu);

  G_OBJECT_CLASS (stint_tray_parent_class)->dispose (object);
}

static void
stint_tray_finalize (GObject *object)
{
  StintTray *self = STINT_TRAY (object);

  g_clear_pointer (&self->bus_address, g_free);

  G_OBJECT_CLASS (stint_tray_parent_class)->finalize (object);
}

static void
stint_tray_class_init (StintTrayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_tray_dispose;
  object_class->finalize = stint_tray_finalize;
}

static void
stint_tray_init (StintTray *self)
{
  self->item = stint_tray_item_new ();
  self->menu = stint_tray_menu_new ();
}

static void
connect_parts (StintTray *self)
{
  static const char *const changes[] = { "session-changed", "session-removed",
                                         "integration-changed", "integration-removed" };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    g_signal_connect_object (self->context->registry, changes[i], G_CALLBACK (something_changed_cb),
                             self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context->clock, "jumped", G_CALLBACK (something_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->context->settings, "changed::" PREFERENCE, G_CALLBACK (review_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->service, "conditions-changed", G_CALLBACK (review_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->menu, "about-to-show", G_CALLBACK (about_to_show_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->menu, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->menu, "activated", G_CALLBACK (entry_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->item, "activated", G_CALLBACK (item_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->item, "opened", G_CALLBACK (item_opened_cb), self,
                           G_CONNECT_SWAPPED);
}

StintTray *
stint_tray_new (StintService *service, const char *bus_address)
{
  StintTray *self;

  g_return_val_if_fail (STINT_IS_SERVICE (service), NULL);

  self = g_object_new (STINT_TYPE_TRAY, NULL);
  self->service = service;
  self->context = stint_service_get_context (service);
  self->bus_address = bus_address != NULL
                          ? g_strdup (bus_address)
                          : g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  connect_parts (self);
  review_cb (self);

  return self;
}
