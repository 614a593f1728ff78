/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-login-keeper.h"

#define PREFERENCE "login-entry"

struct _StintLoginKeeper
{
  GObject parent_instance;

  StintService *service; /* (unowned) */
  StintLoginEntry *entry;
  guint look_id;
};

G_DEFINE_FINAL_TYPE (StintLoginKeeper, stint_login_keeper, G_TYPE_OBJECT)

static gboolean
is_needed (StintRegistry *registry)
{
  GPtrArray *sessions = stint_registry_get_sessions (registry);

  for (guint i = 0; i < sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (sessions, i);

      if (stint_session_is_held (session) || stint_session_get_definition (session)->start_at_login)
        return TRUE;
    }

  return FALSE;
}

static void
look (StintLoginKeeper *self)
{
  StintContext *context = stint_service_get_context (self->service);

  if (stint_service_is_restored (self->service))
    stint_login_entry_set_wanted (self->entry,
                                  is_needed (context->registry) &&
                                      g_settings_get_boolean (context->settings, PREFERENCE));
}

static gboolean
look_cb (gpointer user_data)
{
  StintLoginKeeper *self = STINT_LOGIN_KEEPER (user_data);

  self->look_id = 0;
  look (self);

  return G_SOURCE_REMOVE;
}

/* Once for all: a sync changes thousands at a time, and each look is at all of them. */
static void
something_changed_cb (StintLoginKeeper *self)
{
  g_assert (STINT_IS_LOGIN_KEEPER (self));

  if (self->look_id == 0)
    self->look_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, look_cb, self, NULL);
}

/* Nobody looks after the process any more: what is wanted is written now. */
static void
ended_cb (StintLoginKeeper *self)
{
  g_assert (STINT_IS_LOGIN_KEEPER (self));

  stint_login_entry_settle (self->entry);
}

static void
stint_login_keeper_dispose (GObject *object)
{
  StintLoginKeeper *self = STINT_LOGIN_KEEPER (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_object (&self->entry);

  G_OBJECT_CLASS (stint_login_keeper_parent_class)->dispose (object);
}

static void
stint_login_keeper_class_init (StintLoginKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stint_login_keeper_dispose;
}

static void
stint_login_keeper_init (StintLoginKeeper *self)
{
}

StintLoginKeeper *
stint_login_keeper_new (StintService *service, StintLoginEntry *entry)
{
  StintLoginKeeper *self;
  StintContext *context;

  g_return_val_if_fail (STINT_IS_SERVICE (service), NULL);
  g_return_val_if_fail (STINT_IS_LOGIN_ENTRY (entry), NULL);

  self = g_object_new (STINT_TYPE_LOGIN_KEEPER, NULL);
  self->service = service;
  self->entry = g_object_ref (entry);
  context = stint_service_get_context (service);
  g_signal_connect_object (context->registry, "session-changed", G_CALLBACK (something_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context->registry, "session-removed", G_CALLBACK (something_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context->settings, "changed::" PREFERENCE,
                           G_CALLBACK (something_changed_cb), self, G_CONNECT_SWAPPED);
  /* It may have been restored only now. */
  g_signal_connect_object (service, "conditions-changed", G_CALLBACK (something_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
  look (self);

  return self;
}
