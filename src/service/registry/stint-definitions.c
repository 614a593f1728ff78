/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-definitions.h"

#include "stint-definition-check.h"
#include "stint-store-json.h"

void
stint_definitions_free (StintDefinitions *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->root, json_object_unref);
  g_ptr_array_unref (self->integrations);
  g_ptr_array_unref (self->sessions);
  g_hash_table_unref (self->raw);
  g_ptr_array_unref (self->kept_integrations);
  g_ptr_array_unref (self->kept_sessions);
  g_ptr_array_unref (self->warnings);
  g_free (self);
}

static StintDefinitions *
definitions_new (void)
{
  StintDefinitions *self = g_new0 (StintDefinitions, 1);

  self->integrations =
      g_ptr_array_new_with_free_func ((GDestroyNotify) stint_integration_definition_free);
  self->sessions = g_ptr_array_new_with_free_func ((GDestroyNotify) stint_session_definition_free);
  self->raw =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_object_unref);
  self->kept_integrations = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  self->kept_sessions = g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref);
  self->warnings = g_ptr_array_new_with_free_func (g_free);

  return self;
}

static void
warn_about (StintDefinitions *self, const char *what, const char *name, const char *why)
{
  g_ptr_array_add (self->warnings,
                   g_strdup_printf ("The %s “%s” in integrations.json is left out: %s", what,
                                    name != NULL ? name : "", why));
}

/* TRUE if @id and @name are free, and takes them. */
static gboolean
claim (StintDefinitions *self, GHashTable *names, const char *id, const char *name, GError **error)
{
  if (g_hash_table_contains (self->raw, id) || g_hash_table_contains (names, name))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "another one has its name or its id");
      return FALSE;
    }
  g_hash_table_add (names, g_strdup (name));

  return TRUE;
}

static void
add_integration (StintDefinitions *self, GHashTable *names, JsonNode *node)
{
  g_autoptr (StintIntegrationDefinition) definition = NULL;
  g_autoptr (GError) error = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    definition = stint_store_integration_from_json (json_node_get_object (node), &error);
  if (definition == NULL || !stint_definition_check_integration (definition, &error) ||
      !claim (self, names, definition->id, definition->name, &error))
    {
      warn_about (self, "integration", definition != NULL ? definition->name : NULL,
                  error != NULL ? error->message : "it is not an object");
      g_ptr_array_add (self->kept_integrations, json_node_ref (node));
      return;
    }

  g_hash_table_insert (self->raw, g_strdup (definition->id), json_node_dup_object (node));
  g_ptr_array_add (self->integrations, g_steal_pointer (&definition));
}

static void
add_session (StintDefinitions *self, GHashTable *names, JsonNode *node)
{
  g_autoptr (StintSessionDefinition) definition = NULL;
  g_autoptr (GError) error = NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    definition = stint_store_session_from_json (json_node_get_object (node), &error);
  if (definition == NULL || !stint_definition_check_session (definition, &error) ||
      !claim (self, names, definition->id, definition->name, &error))
    {
      warn_about (self, "session", definition != NULL ? definition->name : NULL,
                  error != NULL ? error->message : "it is not an object");
      g_ptr_array_add (self->kept_sessions, json_node_ref (node));
      return;
    }

  g_hash_table_insert (self->raw, g_strdup (definition->id), json_node_dup_object (node));
  g_ptr_array_add (self->sessions, g_steal_pointer (&definition));
}

/* Why a session cannot be, seen from the others; NULL: it can. */
static const char *
find_fault (const StintSessionDefinition *session,
            GHashTable *integrations /* id → definition */,
            GHashTable *sessions /* id → definition */)
{
  const StintSessionDefinition *parent = session;
  guint hops = 0;

  if (session->kind != STINT_SESSION_STATIC_ENDPOINT &&
      (session->integration_id == NULL ||
       !g_hash_table_contains (integrations, session->integration_id)))
    return "its integration is not there";

  while (parent->from_id != NULL)
    {
      parent = g_hash_table_lookup (sessions, parent->from_id);
      if (parent == NULL)
        return "the session that it is chained from is not there";
      if (++hops > g_hash_table_size (sessions))
        return "its chain comes back to itself";
    }

  return NULL;
}

static GHashTable *
index_by_id (GPtrArray *definitions)
{
  GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);

  /* Both kinds of definition begin with their id. */
  G_STATIC_ASSERT (G_STRUCT_OFFSET (StintIntegrationDefinition, id) == 0);
  G_STATIC_ASSERT (G_STRUCT_OFFSET (StintSessionDefinition, id) == 0);
  for (guint i = 0; i < definitions->len; i++)
    g_hash_table_insert (table, *(char **) g_ptr_array_index (definitions, i),
                         g_ptr_array_index (definitions, i));

  return table;
}

static void
leave_out (StintDefinitions *self, guint index, const char *why)
{
  StintSessionDefinition *session = g_ptr_array_index (self->sessions, index);
  JsonObject *raw = g_hash_table_lookup (self->raw, session->id);
  JsonNode *node = json_node_alloc ();

  json_node_init_object (node, raw);
  g_ptr_array_add (self->kept_sessions, node);
  warn_about (self, "session", session->name, why);
  g_hash_table_remove (self->raw, session->id);
  g_ptr_array_remove_index (self->sessions, index);
}

/* Judged all at once and then left out together: each that is left out may take others along, and
 * all members of a circle go, not the one that happens to be looked at first. */
static gboolean
leave_out_faulty (StintDefinitions *self)
{
  g_autoptr (GHashTable) integrations = index_by_id (self->integrations);
  g_autoptr (GHashTable) sessions = index_by_id (self->sessions);
  g_autofree const char **faults = g_new0 (const char *, self->sessions->len);
  gboolean any = FALSE;

  for (guint i = 0; i < self->sessions->len; i++)
    faults[i] = find_fault (g_ptr_array_index (self->sessions, i), integrations, sessions);

  for (guint i = self->sessions->len; i-- > 0;)
    {
      if (faults[i] == NULL)
        continue;
      leave_out (self, i, faults[i]);
      any = TRUE;
    }

  return any;
}

typedef void (*AddFunc) (StintDefinitions *self, GHashTable *names, JsonNode *node);

static void
add_all (StintDefinitions *self, const char *member, AddFunc add)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonNode *node = json_object_get_member (self->root, member);
  JsonArray *array;

  if (node == NULL)
    return;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      g_ptr_array_add (self->warnings,
                       g_strdup_printf ("“%s” in integrations.json is not a list", member));
      /* Not to be overwritten by an empty one. */
      self->newer = TRUE;
      return;
    }

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    add (self, names, json_array_get_element (array, i));
}

StintDefinitions *
stint_definitions_parse (JsonNode *root)
{
  StintDefinitions *self = definitions_new ();

  if (root == NULL)
    {
      self->root = json_object_new ();
      return self;
    }

  self->root = json_node_dup_object (root);
  self->newer = json_object_get_int_member_with_default (
                    self->root, "version", STINT_DEFINITIONS_VERSION) > STINT_DEFINITIONS_VERSION;
  add_all (self, "integrations", add_integration);
  add_all (self, "sessions", add_session);
  while (leave_out_faulty (self))
    ;

  return self;
}
