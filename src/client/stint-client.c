/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-client"

#include "config.h"

#include "stint-client-private.h"
#include "stint-error.h"

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StintClient, stint_client, G_TYPE_OBJECT)

void
stint_client_notify (StintClient *self, guint prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static void
stint_client_dispose (GObject *object)
{
  StintClient *self = STINT_CLIENT (object);

  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_handle_id (&self->reconnect_id, g_source_remove);
  for (guint i = 0; i < G_N_ELEMENTS (self->subscriptions); i++)
    {
      if (self->subscriptions[i] != 0)
        g_dbus_connection_signal_unsubscribe (self->connection, self->subscriptions[i]);
      self->subscriptions[i] = 0;
    }
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (stint_client_parent_class)->dispose (object);
}

static void
stint_client_finalize (GObject *object)
{
  StintClient *self = STINT_CLIENT (object);

  for (guint i = 0; i < N_LISTS; i++)
    g_clear_object (&self->lists[i].items);
  g_clear_pointer (&self->environment, stint_client_environment_free);
  g_clear_pointer (&self->conditions, g_variant_unref);
  g_free (self->service_version);
  g_free (self->credentials_file);
  g_free (self->config_file);
  g_free (self->credentials_socket);

  G_OBJECT_CLASS (stint_client_parent_class)->finalize (object);
}

static void
stint_client_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StintClient *self = STINT_CLIENT (object);

  switch (prop_id)
    {
    case PROP_CONNECTED:
      g_value_set_boolean (value, self->connected);
      break;
    case PROP_SERVICE_VERSION:
      g_value_set_string (value, self->service_version);
      break;
    case PROP_API_VERSION:
      g_value_set_uint (value, self->api_version);
      break;
    case PROP_CREDENTIALS_FILE:
      g_value_set_string (value, self->credentials_file);
      break;
    case PROP_CONFIG_FILE:
      g_value_set_string (value, self->config_file);
      break;
    case PROP_CREDENTIALS_SOCKET:
      g_value_set_string (value, self->credentials_socket);
      break;
    case PROP_CONDITIONS:
      g_value_set_variant (value, self->conditions);
      break;
    case PROP_SESSIONS:
      g_value_set_object (value, stint_client_get_sessions (self));
      break;
    case PROP_INTEGRATIONS:
      g_value_set_object (value, stint_client_get_integrations (self));
      break;
    case PROP_N_ACTIVE:
      g_value_set_uint (value, self->n_active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_string (guint prop, const char *name)
{
  properties[prop] =
      g_param_spec_string (name, NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
stint_client_class_init (StintClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = stint_client_dispose;
  object_class->finalize = stint_client_finalize;
  object_class->get_property = stint_client_get_property;

  install_string (PROP_SERVICE_VERSION, "service-version");
  install_string (PROP_CREDENTIALS_FILE, "credentials-file");
  install_string (PROP_CONFIG_FILE, "config-file");
  install_string (PROP_CREDENTIALS_SOCKET, "credentials-socket");
  properties[PROP_CONNECTED] = g_param_spec_boolean ("connected", NULL, NULL, FALSE, flags);
  properties[PROP_API_VERSION] =
      g_param_spec_uint ("api-version", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_CONDITIONS] =
      g_param_spec_variant ("conditions", NULL, NULL, G_VARIANT_TYPE ("a(sa{sv})"), NULL, flags);
  properties[PROP_SESSIONS] =
      g_param_spec_object ("sessions", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_INTEGRATIONS] =
      g_param_spec_object ("integrations", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_N_ACTIVE] = g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stint_client_init (StintClient *self)
{
  self->service_version = g_strdup ("");
  self->credentials_file = g_strdup ("");
  self->config_file = g_strdup ("");
  self->credentials_socket = g_strdup ("");
  self->conditions =
      g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("(sa{sv})"), NULL, 0));
  stint_client_make_lists (self);

  /* Registers the service's error names before the first answer can carry one. */
  stint_error_quark ();
}

StintClient *
stint_client_new (GDBusConnection *connection, const StintClientEnvironment *environment)
{
  StintClient *self = g_object_new (STINT_TYPE_CLIENT, NULL);

  if (connection != NULL)
    self->connection = g_object_ref (connection);
  if (environment != NULL)
    self->environment = stint_client_environment_copy (environment);

  return self;
}

#define GETTER(type, name, field, otherwise)                                                       \
  type stint_client_##name (StintClient *self)                                                     \
  {                                                                                                \
    g_return_val_if_fail (STINT_IS_CLIENT (self), otherwise);                                      \
    return self->field;                                                                            \
  }

GETTER (gboolean, is_connected, connected, FALSE)
GETTER (const char *, get_service_version, service_version, "")
GETTER (guint, get_api_version, api_version, 0)
GETTER (const char *, get_credentials_file, credentials_file, "")
GETTER (const char *, get_config_file, config_file, "")
GETTER (const char *, get_credentials_socket, credentials_socket, "")
GETTER (GVariant *, get_conditions, conditions, NULL)
GETTER (guint, get_n_active, n_active, 0)
GETTER (GDBusConnection *, get_connection, connection, NULL)
GETTER (const StintClientEnvironment *, get_environment, environment, NULL)

GListModel *
stint_client_get_sessions (StintClient *self)
{
  g_return_val_if_fail (STINT_IS_CLIENT (self), NULL);

  return G_LIST_MODEL (self->lists[LIST_SESSIONS].items);
}

GListModel *
stint_client_get_integrations (StintClient *self)
{
  g_return_val_if_fail (STINT_IS_CLIENT (self), NULL);

  return G_LIST_MODEL (self->lists[LIST_INTEGRATIONS].items);
}

StintSessionItem *
stint_client_get_session (StintClient *self, const char *id)
{
  g_return_val_if_fail (STINT_IS_CLIENT (self), NULL);

  return stint_item_list_lookup (self->lists[LIST_SESSIONS].items, id);
}

StintIntegrationItem *
stint_client_get_integration (StintClient *self, const char *id)
{
  g_return_val_if_fail (STINT_IS_CLIENT (self), NULL);

  return stint_item_list_lookup (self->lists[LIST_INTEGRATIONS].items, id);
}
