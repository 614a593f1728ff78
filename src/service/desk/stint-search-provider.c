/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-search-provider.h"

#include <glib/gi18n-lib.h>

#include "stint-names.h"
#include "stint-search-bus.h"
#include "stint-search.h"
#include "stint-tray-clicks.h"
#include "stint-tray-content.h"
#include "stint-window-caller.h"
#include "stint-words.h"

/* The overview shows five; it asks for more when its list is opened. */
#define MAX_RESULTS 40

#define STINT_TYPE_SEARCH_PROVIDER (stint_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (StintSearchProvider,
                      stint_search_provider,
                      STINT,
                      SEARCH_PROVIDER,
                      StintSearchBusShellSearchProvider2Skeleton)

struct _StintSearchProvider
{
  StintSearchBusShellSearchProvider2Skeleton parent_instance;

  StintService *service; /* (unowned) */
};

static void stint_search_provider_iface_init (StintSearchBusShellSearchProvider2Iface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StintSearchProvider,
                               stint_search_provider,
                               STINT_SEARCH_BUS_TYPE_SHELL_SEARCH_PROVIDER2_SKELETON,
                               G_IMPLEMENT_INTERFACE (STINT_SEARCH_BUS_TYPE_SHELL_SEARCH_PROVIDER2,
                                                      stint_search_provider_iface_init))

static StintRegistry *
get_registry (StintSearchProvider *self)
{
  return stint_service_get_context (self->service)->registry;
}

/* Who asks is typing: the next letter comes soon. */
static void
stay (StintSearchProvider *self)
{
  stint_lifetime_review (stint_service_get_lifetime (self->service));
}

static gboolean
handle_initial (StintSearchBusShellSearchProvider2 *object,
                GDBusMethodInvocation *invocation,
                const char *const *terms)
{
  StintSearchProvider *self = STINT_SEARCH_PROVIDER (object);
  g_auto (GStrv) ids = stint_search_find (get_registry (self), terms, NULL, MAX_RESULTS);

  stay (self);
  stint_search_bus_shell_search_provider2_complete_get_initial_result_set (
      object, invocation, (const char *const *) ids);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* What did not fit, or was beyond the most that are shown, may fit now: all are looked at, which is
 * quick enough for thousands. */
static gboolean
handle_subsearch (StintSearchBusShellSearchProvider2 *object,
                  GDBusMethodInvocation *invocation,
                  const char *const *previous,
                  const char *const *terms)
{
  StintSearchProvider *self = STINT_SEARCH_PROVIDER (object);
  gboolean is_whole = g_strv_length ((char **) previous) < MAX_RESULTS;
  g_auto (GStrv) ids =
      stint_search_find (get_registry (self), terms, is_whole ? previous : NULL, MAX_RESULTS);

  stay (self);
  stint_search_bus_shell_search_provider2_complete_get_subsearch_result_set (
      object, invocation, (const char *const *) ids);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* "52 min left", or where it comes from. */
static char *
describe (StintSearchProvider *self, StintSession *session)
{
  StintIntegration *integration = stint_registry_get_integration_of (get_registry (self), session);
  gint64 now = stint_engine_get_now (stint_service_get_engine (self->service));
  g_autofree char *life = stint_words_life (
      stint_session_get_state (session), stint_session_get_life (session)->until / G_USEC_PER_SEC,
      now / G_USEC_PER_SEC);
  g_autofree char *account = stint_words_account_id (stint_session_get_account_id (session));
  const char *parts[3] = { NULL };
  guint n = 0;

  if (*life != '\0')
    return g_steal_pointer (&life);

  if (integration != NULL)
    parts[n++] = stint_integration_get_name (integration);
  if (*account != '\0')
    parts[n++] = account;

  return g_strjoinv (" · ", (char **) parts);
}

static GVariant *
make_meta (StintSearchProvider *self, StintSession *session)
{
  g_autofree char *description = describe (self, session);
  GVariantDict meta;

  g_variant_dict_init (&meta, NULL);
  g_variant_dict_insert (&meta, "id", "s", stint_session_get_id (session));
  g_variant_dict_insert (&meta, "name", "s", stint_session_get_name (session));
  g_variant_dict_insert (&meta, "description", "s", description);
  g_variant_dict_insert (&meta, "gicon", "s", STINT_APPLICATION_ID);

  return g_variant_dict_end (&meta);
}

static gboolean
handle_metas (StintSearchBusShellSearchProvider2 *object,
              GDBusMethodInvocation *invocation,
              const char *const *ids)
{
  StintSearchProvider *self = STINT_SEARCH_PROVIDER (object);
  GVariantBuilder metas;

  g_variant_builder_init (&metas, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; ids[i] != NULL; i++)
    {
      StintSession *session = stint_registry_get_session (get_registry (self), ids[i]);

      if (session != NULL)
        g_variant_builder_add_value (&metas, make_meta (self, session));
    }
  stint_search_bus_shell_search_provider2_complete_get_result_metas (
      object, invocation, g_variant_builder_end (&metas));

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* The shell gives no token here: on X11 its timestamp does as much. (transfer full) */
static char *
make_token (guint timestamp)
{
  return timestamp != 0 ? g_strdup_printf ("stint-search_TIME%u", timestamp) : NULL;
}

static gboolean
handle_activate (StintSearchBusShellSearchProvider2 *object,
                 GDBusMethodInvocation *invocation,
                 const char *id,
                 const char *const *terms,
                 guint timestamp)
{
  StintSearchProvider *self = STINT_SEARCH_PROVIDER (object);
  StintSession *session = stint_registry_get_session (get_registry (self), id);
  g_autofree char *token = make_token (timestamp);

  stint_search_bus_shell_search_provider2_complete_activate_result (object, invocation);
  if (session == NULL)
    g_debug ("What was found is gone");
  else if (stint_session_is_active (session))
    stint_tray_click (self->service, STINT_TRAY_SHOW, id, token);
  else
    stint_tray_click (self->service,
                      stint_session_is_held (session) ? STINT_TRAY_RENEW : STINT_TRAY_START, id,
                      token);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_launch (StintSearchBusShellSearchProvider2 *object,
               GDBusMethodInvocation *invocation,
               const char *const *terms,
               guint timestamp)
{
  StintSearchProvider *self = STINT_SEARCH_PROVIDER (object);
  g_autofree char *words = g_strjoinv (" ", (char **) terms);
  g_autofree char *token = make_token (timestamp);

  stint_search_bus_shell_search_provider2_complete_launch_search (object, invocation);
  stint_window_caller_action (stint_service_get_connection (self->service), "search",
                              g_variant_new_string (words), token);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
stint_search_provider_class_init (StintSearchProviderClass *klass)
{
}

static void
stint_search_provider_iface_init (StintSearchBusShellSearchProvider2Iface *iface)
{
  iface->handle_get_initial_result_set = handle_initial;
  iface->handle_get_subsearch_result_set = handle_subsearch;
  iface->handle_get_result_metas = handle_metas;
  iface->handle_activate_result = handle_activate;
  iface->handle_launch_search = handle_launch;
}

static void
stint_search_provider_init (StintSearchProvider *self)
{
}

GDBusInterfaceSkeleton *
stint_search_provider_new (StintService *service)
{
  StintSearchProvider *self = g_object_new (STINT_TYPE_SEARCH_PROVIDER, NULL);

  self->service = service;

  return G_DBUS_INTERFACE_SKELETON (self);
}
