/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Changes of definitions: each is checked against all others first. */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-registry-private.h"

#include <string.h>

#include "stint-definition-check.h"
#include "stint-error.h"

static gboolean
check_writable (StintRegistry *self, GError **error)
{
  if (!self->read_only)
    return TRUE;

  g_propagate_error (error, stint_error_new (STINT_ERROR_READ_ONLY, NULL,
                                             "Stint’s own files were written by a newer version or "
                                             "cannot be read, so nothing is changed in them"));

  return FALSE;
}

static gboolean
refuse_taken (const char *name, GError **error)
{
  g_propagate_error (error,
                     stint_error_new (STINT_ERROR_EXISTS, NULL, "There is a “%s” already", name));

  return FALSE;
}

static gboolean
check_new_integration (StintRegistry *self,
                       const StintIntegrationDefinition *definition,
                       GError **error)
{
  StintIntegration *namesake;
  StintIntegration *old = stint_registry_get_integration (self, definition->id);

  if (!check_writable (self, error) || !stint_definition_check_integration (definition, error))
    return FALSE;

  namesake = stint_registry_find_integration_by_name (self, definition->name);
  if (namesake != NULL && namesake != old)
    return refuse_taken (definition->name, error);
  if (old != NULL && stint_integration_get_definition (old)->kind != definition->kind)
    {
      g_propagate_error (error, stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL,
                                                 "The kind of an integration cannot change"));
      return FALSE;
    }

  return TRUE;
}

StintIntegration *
stint_registry_put_integration (StintRegistry *self,
                                StintIntegrationDefinition *definition,
                                GError **error)
{
  g_autoptr (StintIntegrationDefinition) owned = definition;

  g_return_val_if_fail (STINT_IS_REGISTRY (self), NULL);
  g_return_val_if_fail (definition != NULL, NULL);

  if (owned->id == NULL)
    owned->id = g_uuid_string_random ();
  if (!check_new_integration (self, owned, error))
    return NULL;

  return stint_registry_take_integration (self, g_steal_pointer (&owned));
}

static gboolean
check_chain (StintRegistry *self, const StintSessionDefinition *definition, GError **error)
{
  const char *from = definition->from_id;

  while (from != NULL)
    {
      StintSession *parent = stint_registry_get_session (self, from);

      if (strcmp (from, definition->id) == 0)
        {
          g_propagate_error (error, stint_error_new (STINT_ERROR_CYCLE, NULL,
                                                     "The chain of “%s” would come back to itself",
                                                     definition->name));
          return FALSE;
        }
      if (parent == NULL)
        {
          g_propagate_error (error,
                             stint_error_new (STINT_ERROR_NOT_FOUND, NULL,
                                              "There is no session “%s” to chain from", from));
          return FALSE;
        }
      from = stint_session_get_definition (parent)->from_id;
    }

  return TRUE;
}

static gboolean
check_integration_of (StintRegistry *self, const StintSessionDefinition *definition, GError **error)
{
  StintIntegration *integration = stint_registry_get_integration (self, definition->integration_id);
  StintIntegrationKind expected = definition->kind == STINT_SESSION_IDENTITY_CENTER
                                      ? STINT_INTEGRATION_IDENTITY_CENTER
                                      : STINT_INTEGRATION_IAM_USER;

  if (definition->kind == STINT_SESSION_STATIC_ENDPOINT && definition->integration_id == NULL)
    return TRUE;
  if (integration == NULL)
    {
      g_propagate_error (
          error,
          stint_error_new (STINT_ERROR_NOT_FOUND, NULL, "There is no integration “%s”",
                           definition->integration_id != NULL ? definition->integration_id : ""));
      return FALSE;
    }
  /* A chain may begin anywhere, at an Identity Center session too. */
  if (definition->from_id == NULL && definition->kind != STINT_SESSION_STATIC_ENDPOINT &&
      stint_integration_get_definition (integration)->kind != expected)
    {
      g_propagate_error (error, stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL,
                                                 "“%s” has no sessions of this kind",
                                                 stint_integration_get_name (integration)));
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_new_session (StintRegistry *self, const StintSessionDefinition *definition, GError **error)
{
  StintSession *namesake;
  StintSession *old = stint_registry_get_session (self, definition->id);

  if (!check_writable (self, error) || !stint_definition_check_session (definition, error))
    return FALSE;

  namesake = stint_registry_find_session_by_name (self, definition->name);
  if (namesake != NULL && namesake != old)
    return refuse_taken (definition->name, error);
  if (old != NULL && stint_session_get_definition (old)->kind != definition->kind)
    {
      g_propagate_error (error, stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL,
                                                 "The kind of a session cannot change"));
      return FALSE;
    }

  return check_integration_of (self, definition, error) && check_chain (self, definition, error);
}

gboolean
stint_registry_check_session (StintRegistry *self,
                              const StintSessionDefinition *definition,
                              GError **error)
{
  g_return_val_if_fail (STINT_IS_REGISTRY (self), FALSE);
  g_return_val_if_fail (definition != NULL && definition->id != NULL, FALSE);

  return check_new_session (self, definition, error);
}

gboolean
stint_registry_check_integration (StintRegistry *self,
                                  const StintIntegrationDefinition *definition,
                                  GError **error)
{
  g_return_val_if_fail (STINT_IS_REGISTRY (self), FALSE);
  g_return_val_if_fail (definition != NULL && definition->id != NULL, FALSE);

  return check_new_integration (self, definition, error);
}

StintSession *
stint_registry_put_session (StintRegistry *self, StintSessionDefinition *definition, GError **error)
{
  g_autoptr (StintSessionDefinition) owned = definition;

  g_return_val_if_fail (STINT_IS_REGISTRY (self), NULL);
  g_return_val_if_fail (definition != NULL, NULL);

  if (owned->id == NULL)
    owned->id = g_uuid_string_random ();
  if (!check_new_session (self, owned, error))
    return NULL;

  return stint_registry_take_session (self, g_steal_pointer (&owned));
}

/* STINT_ERROR_IN_USE with the names of @sessions. */
static GError *
make_in_use (const char *name, GPtrArray *sessions)
{
  g_auto (GVariantDict) details = G_VARIANT_DICT_INIT (NULL);
  GVariantBuilder names;

  g_variant_builder_init (&names, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; i < sessions->len; i++)
    g_variant_builder_add (&names, "s", stint_session_get_name (g_ptr_array_index (sessions, i)));
  g_variant_dict_insert_value (&details, "sessions", g_variant_builder_end (&names));

  return stint_error_new (STINT_ERROR_IN_USE, g_variant_dict_end (&details),
                          "“%s” is needed by other sessions", name);
}

static gboolean
check_session_is_free (StintRegistry *self, StintSession *session, GError **error)
{
  g_autoptr (GPtrArray) dependents =
      stint_registry_list_dependents (self, stint_session_get_id (session));

  if (dependents->len > 0)
    {
      g_propagate_error (error, make_in_use (stint_session_get_name (session), dependents));
      return FALSE;
    }
  if (stint_session_is_held (session))
    {
      g_propagate_error (error, stint_error_new (STINT_ERROR_IN_USE, NULL, "“%s” is active",
                                                 stint_session_get_name (session)));
      return FALSE;
    }

  return TRUE;
}

gboolean
stint_registry_remove_session (StintRegistry *self, const char *id, GError **error)
{
  StintSession *session;
  gboolean unlisted;

  g_return_val_if_fail (STINT_IS_REGISTRY (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  if (!check_writable (self, error))
    return FALSE;
  session = stint_registry_get_session (self, id);
  if (session == NULL)
    {
      g_propagate_error (
          error, stint_error_new (STINT_ERROR_NOT_FOUND, NULL, "There is no session “%s”", id));
      return FALSE;
    }
  unlisted = g_hash_table_contains (self->unlisted, id);
  if (!unlisted && !check_session_is_free (self, session, error))
    return FALSE;

  if (!unlisted)
    stint_registry_touch (self, id);
  stint_registry_mark_state_dirty (self);
  stint_registry_drop_session (self, session);

  return TRUE;
}

gboolean
stint_registry_remove_integration (StintRegistry *self, const char *id, GError **error)
{
  StintIntegration *integration;
  g_autoptr (GPtrArray) sessions = g_ptr_array_new ();

  g_return_val_if_fail (STINT_IS_REGISTRY (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  if (!check_writable (self, error))
    return FALSE;
  integration = stint_registry_get_integration (self, id);
  if (integration == NULL)
    {
      g_propagate_error (
          error, stint_error_new (STINT_ERROR_NOT_FOUND, NULL, "There is no integration “%s”", id));
      return FALSE;
    }
  for (guint i = 0; i < self->sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (self->sessions, i);

      if (g_strcmp0 (stint_session_get_definition (session)->integration_id, id) == 0)
        g_ptr_array_add (sessions, session);
    }
  if (sessions->len > 0)
    {
      g_propagate_error (error, make_in_use (stint_integration_get_name (integration), sessions));
      return FALSE;
    }

  stint_registry_touch (self, id);
  stint_registry_drop_integration (self, integration);

  return TRUE;
}
