/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-doctor.h"
#include "stint-leave.h"
#include "stint-names.h"
#include "stint-service-private.h"

/* The interface Manager. */
#define STINT_TYPE_SERVICE_MANAGER (stint_service_manager_get_type ())
G_DECLARE_FINAL_TYPE (
    StintServiceManager, stint_service_manager, STINT, SERVICE_MANAGER, StintDBusManagerSkeleton)

struct _StintServiceManager
{
  StintDBusManagerSkeleton parent_instance;

  StintService *service; /* borrowed */
};

static void stint_service_manager_iface_init (StintDBusManagerIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StintServiceManager,
                               stint_service_manager,
                               STINT_DBUS_TYPE_MANAGER_SKELETON,
                               G_IMPLEMENT_INTERFACE (STINT_DBUS_TYPE_MANAGER,
                                                      stint_service_manager_iface_init))

static gboolean
handle_restart (StintDBusManager *object, GDBusMethodInvocation *invocation)
{
  StintServiceManager *self = STINT_SERVICE_MANAGER (object);

  stint_dbus_manager_complete_restart (object, g_steal_pointer (&invocation));
  stint_service_end (self->service, TRUE);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_quit (StintDBusManager *object, GDBusMethodInvocation *invocation)
{
  StintServiceManager *self = STINT_SERVICE_MANAGER (object);

  stint_dbus_manager_complete_quit (object, g_steal_pointer (&invocation));
  stint_service_end (self->service, FALSE);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_start_at_login (StintDBusManager *object, GDBusMethodInvocation *invocation)
{
  StintServiceManager *self = STINT_SERVICE_MANAGER (object);

  stint_dbus_manager_complete_start_at_login (object, g_steal_pointer (&invocation));
  stint_service_note_login (self->service);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
doctor_run (StintRequest *request, gpointer user_data)
{
  stint_doctor_run (STINT_SERVICE (user_data), request);
}

static gboolean
handle_doctor (StintDBusManager *object, GDBusMethodInvocation *invocation, GVariant *options)
{
  StintServiceManager *self = STINT_SERVICE_MANAGER (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  g_autoptr (GVariant) environment = NULL;
  GError *error = NULL;

  stint_options_get_text (&reader, "client-version");
  stint_options_get_text (&reader, "credentials-file");
  stint_options_get_text (&reader, "config-file");
  environment = stint_options_dup_value (&reader, "environment", G_VARIANT_TYPE ("a{ss}"));
  if (!stint_options_check (&reader, &error))
    return stint_service_refuse (invocation, error);

  return stint_service_serve (self->service, invocation, options, STINT_ADMIT_ANYBODY, doctor_run,
                              self->service, NULL);
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintRequest) request = user_data;
  GError *error = NULL;

  if (stint_engine_unlock_finish (STINT_ENGINE (source), result, &error))
    stint_request_succeed (request, NULL);
  else
    stint_request_take_failure (request, error);
}

static void
unlock_run (StintRequest *request, gpointer user_data)
{
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (request));

  stint_engine_unlock_async (stint_service_get_engine (STINT_SERVICE (user_data)),
                             stint_options_get_boolean (&reader, "interactive", TRUE),
                             stint_request_get_cancellable (request), unlocked_cb,
                             g_object_ref (request));
}

static gboolean
handle_unlock (StintDBusManager *object, GDBusMethodInvocation *invocation, GVariant *options)
{
  StintServiceManager *self = STINT_SERVICE_MANAGER (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  GError *error = NULL;

  stint_options_get_boolean (&reader, "interactive", TRUE);
  if (!stint_options_check (&reader, &error))
    return stint_service_refuse (invocation, error);

  return stint_service_serve (self->service, invocation, options, STINT_ADMIT_ANYBODY, unlock_run,
                              self->service, NULL);
}

static void
leave_run (StintRequest *request, gpointer user_data)
{
  stint_leave_run (STINT_SERVICE (user_data), request);
}

static gboolean
handle_leave (StintDBusManager *object, GDBusMethodInvocation *invocation, GVariant *options)
{
  StintServiceManager *self = STINT_SERVICE_MANAGER (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  GError *error = NULL;

  stint_options_get_boolean (&reader, "keep-keys", FALSE);
  stint_options_get_boolean (&reader, "interactive", TRUE);
  if (!stint_options_check (&reader, &error))
    return stint_service_refuse (invocation, error);

  return stint_service_serve (self->service, invocation, options, STINT_ADMIT_WRITER, leave_run,
                              self->service, NULL);
}

static void
conditions_changed_cb (StintServiceManager *self)
{
  g_autoptr (GVariant) conditions = stint_service_dup_conditions (self->service);

  stint_dbus_manager_set_conditions (STINT_DBUS_MANAGER (self), conditions);
}

static void
stint_service_manager_class_init (StintServiceManagerClass *klass)
{
}

static void
stint_service_manager_iface_init (StintDBusManagerIface *iface)
{
  iface->handle_restart = handle_restart;
  iface->handle_quit = handle_quit;
  iface->handle_start_at_login = handle_start_at_login;
  iface->handle_doctor = handle_doctor;
  iface->handle_unlock = handle_unlock;
  iface->handle_leave = handle_leave;
}

static void
stint_service_manager_init (StintServiceManager *self)
{
}

GDBusInterfaceSkeleton *
stint_service_manager_new (StintService *service)
{
  StintServiceManager *self = g_object_new (STINT_TYPE_SERVICE_MANAGER, NULL);
  StintDBusManager *manager = STINT_DBUS_MANAGER (self);
  StintContext *context = stint_service_get_context (service);

  self->service = service;
  stint_dbus_manager_set_version (manager, PACKAGE_VERSION);
  stint_dbus_manager_set_api_version (manager, STINT_SERVICE_API_VERSION);
  stint_dbus_manager_set_credentials_file (manager, context->credentials_path);
  stint_dbus_manager_set_config_file (manager, context->config_path);
  stint_dbus_manager_set_credentials_socket (manager, stint_service_get_socket_path (service));
  g_signal_connect_object (service, "conditions-changed", G_CALLBACK (conditions_changed_cb), self,
                           G_CONNECT_SWAPPED);
  conditions_changed_cb (self);

  return G_DBUS_INTERFACE_SKELETON (self);
}
