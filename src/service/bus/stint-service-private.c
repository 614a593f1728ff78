/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* What the interfaces share. */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-service-private.h"

#include "stint-error.h"

/* --- Calls ------------------------------------------------------------------------------------ */

gboolean
stint_service_refuse (GDBusMethodInvocation *invocation, GError *error)
{
  g_dbus_method_invocation_take_error (invocation, error);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

gboolean
stint_service_serve (StintService *self,
                     GDBusMethodInvocation *invocation,
                     GVariant *options,
                     StintAdmission admission,
                     StintRequestFunc func,
                     gpointer user_data,
                     GDestroyNotify destroy)
{
  GError *error = NULL;
  g_autoptr (StintRequest) request = stint_service_open_request (self, invocation, options, &error);

  if (request == NULL)
    {
      if (destroy != NULL)
        destroy (user_data);
      return stint_service_refuse (invocation, error);
    }

  g_dbus_method_invocation_return_value (invocation,
                                         g_variant_new ("(o)", stint_request_get_path (request)));
  stint_service_admit (self, request, admission, func, user_data, destroy);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

typedef struct
{
  StintRequest *request; /* (owned) */
  GVariant *results;     /* (owned) (nullable) */
} Saving;

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  GError *error = NULL;

  if (stint_registry_flush_finish (STINT_REGISTRY (object), result, &error))
    stint_request_succeed (saving->request, saving->results);
  else
    stint_request_take_failure (saving->request, error);

  g_clear_pointer (&saving->results, g_variant_unref);
  g_object_unref (saving->request);
  g_free (saving);
}

void
stint_service_succeed_saved (StintService *self, StintRequest *request, GVariant *results)
{
  Saving *saving;

  g_return_if_fail (STINT_IS_SERVICE (self));

  saving = g_new0 (Saving, 1);
  saving->request = g_object_ref (request);
  saving->results = results != NULL ? g_variant_ref_sink (results) : NULL;
  stint_registry_flush_async (stint_service_get_context (self)->registry, NULL, saved_cb, saving);
}

/* --- What they name --------------------------------------------------------------------------- */

StintSession *
stint_service_find_session (StintService *self, const char *id, GError **error)
{
  StintSession *session =
      stint_registry_get_session (stint_service_get_context (self)->registry, id);

  if (session == NULL)
    g_set_error_literal (error, STINT_ERROR, STINT_ERROR_NOT_FOUND, "There is no such session");

  return session;
}

StintIntegration *
stint_service_find_integration (StintService *self, const char *id, GError **error)
{
  StintIntegration *integration =
      stint_registry_get_integration (stint_service_get_context (self)->registry, id);

  if (integration == NULL)
    g_set_error_literal (error, STINT_ERROR, STINT_ERROR_NOT_FOUND, "There is no such integration");
  return integration;
}

void
stint_service_override_text (char **field, const char *text)
{
  if (text == NULL)
    return;

  g_free (*field);
  *field = *text != '\0' ? g_strdup (text) : NULL;
}
