/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-store-json.h"

typedef enum
{
  FIELD_STRING,
  FIELD_STRINGS,
  FIELD_UINT,
  FIELD_BOOLEAN,
  FIELD_ENUM,          /* has to be there */
  FIELD_OPTIONAL_ENUM, /* -1: not chosen */
  FIELD_DEFAULT_ENUM,  /* left out: the first value */
  FIELD_INSTANT,       /* seconds on disk, microseconds here */
} FieldType;

typedef struct
{
  const char *key;
  FieldType type;
  gsize offset;
  GType (*enum_type) (void);
} Field;

#define INTEGRATION(member) G_STRUCT_OFFSET (StintIntegrationDefinition, member)
#define SESSION(member) G_STRUCT_OFFSET (StintSessionDefinition, member)
#define LIFE(member) G_STRUCT_OFFSET (StintSessionLife, member)

static const Field integration_fields[] = {
  { "id", FIELD_STRING, INTEGRATION (id) },
  { "name", FIELD_STRING, INTEGRATION (name) },
  { "kind", FIELD_ENUM, INTEGRATION (kind), stint_integration_kind_get_type },
  { "region", FIELD_STRING, INTEGRATION (region) },
  { "endpoint-url", FIELD_STRING, INTEGRATION (endpoint_url) },
  { "access-key-id", FIELD_STRING, INTEGRATION (access_key_id) },
  { "mfa-serial", FIELD_STRING, INTEGRATION (mfa_serial) },
  { "arn", FIELD_STRING, INTEGRATION (arn) },
  { "moved-profile", FIELD_STRING, INTEGRATION (moved_profile) },
  { "start-url", FIELD_STRING, INTEGRATION (start_url) },
  { "sso-session", FIELD_STRING, INTEGRATION (sso_session) },
  { "scopes", FIELD_STRINGS, INTEGRATION (scopes) },
  { "flow", FIELD_DEFAULT_ENUM, INTEGRATION (flow), stint_sign_in_flow_get_type },
  { "profile-template", FIELD_STRING, INTEGRATION (profile_template) },
  { "browser", FIELD_STRING, INTEGRATION (browser) },
};

static const Field session_fields[] = {
  { "id", FIELD_STRING, SESSION (id) },
  { "name", FIELD_STRING, SESSION (name) },
  { "kind", FIELD_ENUM, SESSION (kind), stint_session_kind_get_type },
  { "integration", FIELD_STRING, SESSION (integration_id) },
  { "from", FIELD_STRING, SESSION (from_id) },
  { "role-arn", FIELD_STRING, SESSION (role_arn) },
  { "account-id", FIELD_STRING, SESSION (account_id) },
  { "account-name", FIELD_STRING, SESSION (account_name) },
  { "role-name", FIELD_STRING, SESSION (role_name) },
  { "external-id", FIELD_STRING, SESSION (external_id) },
  { "role-session-name", FIELD_STRING, SESSION (role_session_name) },
  { "duration", FIELD_UINT, SESSION (duration) },
  { "profile", FIELD_STRING, SESSION (profile) },
  { "region", FIELD_STRING, SESSION (region) },
  { "hand-out", FIELD_OPTIONAL_ENUM, SESSION (hand_out), stint_hand_out_get_type },
  { "mfa", FIELD_DEFAULT_ENUM, SESSION (mfa), stint_mfa_mode_get_type },
  { "renew", FIELD_DEFAULT_ENUM, SESSION (renew), stint_renew_policy_get_type },
  { "pinned", FIELD_BOOLEAN, SESSION (pinned) },
  { "start-at-login", FIELD_BOOLEAN, SESSION (start_at_login) },
  { "gone", FIELD_BOOLEAN, SESSION (gone) },
  { "consented-profile", FIELD_STRING, SESSION (consented_profile) },
};

static const Field life_fields[] = {
  { "state", FIELD_ENUM, LIFE (state), stint_session_state_get_type },
  { "since", FIELD_INSTANT, LIFE (since) },
  { "until", FIELD_INSTANT, LIFE (until) },
  { "last-used", FIELD_INSTANT, LIFE (last_used) },
  { "held-profile", FIELD_STRING, LIFE (held_profile) },
  { "next-profile", FIELD_STRING, LIFE (next_profile) },
  { "hand-out", FIELD_DEFAULT_ENUM, LIFE (hand_out), stint_hand_out_get_type },
  { "key-ids", FIELD_STRINGS, LIFE (key_ids) },
  { "region", FIELD_STRING, LIFE (region) },
  { "duration", FIELD_UINT, LIFE (duration) },
  { "arn", FIELD_STRING, LIFE (arn) },
  { "shared", FIELD_BOOLEAN, LIFE (shared) },
};

static gboolean
fail (GError **error, const char *key, const char *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "“%s” is not %s", key, what);

  return FALSE;
}

static gboolean
read_string (JsonNode *node, const Field *field, char **out, GError **error)
{
  const char *text;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return fail (error, field->key, "a text");

  text = json_node_get_string (node);
  for (const char *at = text; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      return fail (error, field->key, "one line");
  if (*text != '\0')
    *out = g_strdup (text);

  return TRUE;
}

static gboolean
read_strings (JsonNode *node, const Field *field, GStrv *out, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail (error, field->key, "a list of texts");

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *text = NULL;

      if (!read_string (json_array_get_element (array, i), field, &text, error))
        return FALSE;
      if (text != NULL)
        g_strv_builder_add (builder, text);
    }
  *out = g_strv_builder_end (builder);

  return TRUE;
}

static gboolean
read_integer (JsonNode *node, const Field *field, gint64 maximum, gint64 *out, GError **error)
{
  gint64 value;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return fail (error, field->key, "a whole number");

  value = json_node_get_int (node);
  if (value < 0 || value > maximum)
    return fail (error, field->key, "in its range");
  *out = value;

  return TRUE;
}

static gboolean
read_enum (JsonNode *node, const Field *field, int *out, GError **error)
{
  g_autofree char *nick = NULL;

  if (!read_string (node, field, &nick, error))
    return FALSE;

  return stint_enum_from_nick (field->enum_type (), nick, out) ||
         fail (error, field->key, "a word that this version knows");
}

static gboolean
read_field (JsonNode *node, const Field *field, gpointer place, GError **error)
{
  gint64 integer = 0;

  switch (field->type)
    {
    case FIELD_STRING:
      return read_string (node, field, place, error);
    case FIELD_STRINGS:
      return read_strings (node, field, place, error);
    case FIELD_UINT:
      if (!read_integer (node, field, G_MAXUINT, &integer, error))
        return FALSE;
      *(guint *) place = (guint) integer;
      return TRUE;
    case FIELD_INSTANT:
      if (!read_integer (node, field, G_MAXINT64 / G_USEC_PER_SEC, &integer, error))
        return FALSE;
      *(gint64 *) place = integer * G_USEC_PER_SEC;
      return TRUE;
    case FIELD_BOOLEAN:
      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
        return fail (error, field->key, "true or false");
      *(gboolean *) place = json_node_get_boolean (node);
      return TRUE;
    case FIELD_ENUM:
    case FIELD_OPTIONAL_ENUM:
    case FIELD_DEFAULT_ENUM:
      return read_enum (node, field, place, error);
    default:
      g_assert_not_reached ();
    }
}

static gboolean
read_fields (
    JsonObject *json, const Field *fields, gsize n_fields, gpointer definition, GError **error)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      JsonNode *node = json_object_get_member (json, fields[i].key);

      if (node == NULL || JSON_NODE_HOLDS_NULL (node))
        {
          if (fields[i].type == FIELD_ENUM)
            return fail (error, fields[i].key, "there");
          continue;
        }
      if (!read_field (node, &fields[i], G_STRUCT_MEMBER_P (definition, fields[i].offset), error))
        return FALSE;
    }

  return TRUE;
}

static void
write_strings (JsonObject *json, const char *key, GStrv strings)
{
  JsonArray *array;

  if (strings == NULL)
    {
      json_object_remove_member (json, key);
      return;
    }

  array = json_array_new ();
  for (guint i = 0; strings[i] != NULL; i++)
    json_array_add_string_element (array, strings[i]);
  json_object_set_array_member (json, key, array);
}

static void
write_integer (JsonObject *json, const char *key, gint64 value)
{
  if (value != 0)
    json_object_set_int_member (json, key, value);
  else
    json_object_remove_member (json, key);
}

static void
write_string (JsonObject *json, const char *key, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (json, key, value);
  else
    json_object_remove_member (json, key);
}

static void
write_field (JsonObject *json, const Field *field, gconstpointer place)
{
  int value;

  switch (field->type)
    {
    case FIELD_STRING:
      write_string (json, field->key, *(char *const *) place);
      break;
    case FIELD_STRINGS:
      write_strings (json, field->key, *(const GStrv *) place);
      break;
    case FIELD_UINT:
      write_integer (json, field->key, *(const guint *) place);
      break;
    case FIELD_INSTANT:
      write_integer (json, field->key, *(const gint64 *) place / G_USEC_PER_SEC);
      break;
    case FIELD_BOOLEAN:
      if (*(const gboolean *) place)
        json_object_set_boolean_member (json, field->key, TRUE);
      else
        json_object_remove_member (json, field->key);
      break;
    case FIELD_DEFAULT_ENUM:
      value = *(const int *) place;
      if (value != 0 || json_object_has_member (json, field->key))
        write_string (json, field->key, stint_enum_to_nick (field->enum_type (), value));
      break;
    case FIELD_ENUM:
    case FIELD_OPTIONAL_ENUM:
      value = *(const int *) place;
      write_string (json, field->key,
                    value >= 0 ? stint_enum_to_nick (field->enum_type (), value) : NULL);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
copy_member_cb (JsonObject *object, const char *key, JsonNode *node, gpointer user_data)
{
  JsonObject *copy = user_data;

  json_object_set_member (copy, key, json_node_copy (node));
}

static JsonObject *
write_fields (JsonObject *base, const Field *fields, gsize n_fields, gconstpointer definition)
{
  JsonObject *json = json_object_new ();

  /* Shallow: members are replaced below, never changed in place, and @base is immutable. */
  if (base != NULL)
    json_object_foreach_member (base, copy_member_cb, json);
  for (gsize i = 0; i < n_fields; i++)
    write_field (json, &fields[i], (const char *) definition + fields[i].offset);

  return json;
}

/* --- Text ------------------------------------------------------------------------------------- */

static void
append_quoted (GString *text, const char *value)
{
  const char *from = value;

  g_string_append_c (text, '"');
  for (const char *at = value; *at != '\0'; at++)
    {
      if (*at != '"' && *at != '\\' && (guchar) *at >= 0x20)
        continue;
      g_string_append_len (text, from, at - from);
      if (*at == '"' || *at == '\\')
        g_string_append_printf (text, "\\%c", *at);
      else
        g_string_append_printf (text, "\\u%04x", (guint) *at);
      from = at + 1;
    }
  g_string_append (text, from);
  g_string_append_c (text, '"');
}

static void
append_name (GString *text, const char *key, gboolean *first)
{
  g_string_append (text, *first ? "\n      \"" : ",\n      \"");
  g_string_append (text, key);
  g_string_append (text, "\" : ");
  *first = FALSE;
}

static void
append_text (GString *text, const char *key, const char *value, gboolean *first)
{
  if (value == NULL)
    return;

  append_name (text, key, first);
  append_quoted (text, value);
}

static void
append_number (GString *text, const char *key, gint64 value, gboolean *first)
{
  if (value == 0)
    return;

  append_name (text, key, first);
  g_string_append_printf (text, "%" G_GINT64_FORMAT, value);
}

/* Sessions have no lists. */
static void
append_field (GString *text, const Field *field, gconstpointer place, gboolean *first)
{
  int value;

  switch (field->type)
    {
    case FIELD_STRING:
      append_text (text, field->key, *(char *const *) place, first);
      break;
    case FIELD_UINT:
      append_number (text, field->key, *(const guint *) place, first);
      break;
    case FIELD_INSTANT:
      append_number (text, field->key, *(const gint64 *) place / G_USEC_PER_SEC, first);
      break;
    case FIELD_BOOLEAN:
      if (*(const gboolean *) place)
        {
          append_name (text, field->key, first);
          g_string_append (text, "true");
        }
      break;
    case FIELD_ENUM:
    case FIELD_OPTIONAL_ENUM:
    case FIELD_DEFAULT_ENUM:
      value = *(const int *) place;
      if (value > 0 || (value == 0 && field->type != FIELD_DEFAULT_ENUM))
        append_text (text, field->key, stint_enum_to_nick (field->enum_type (), value), first);
      break;
    case FIELD_STRINGS:
    default:
      g_assert_not_reached ();
    }
}

/* Whether @base has something that this version does not write. */
static gboolean
has_more (JsonObject *base)
{
  guint known = 0;

  if (base == NULL)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (session_fields); i++)
    if (json_object_has_member (base, session_fields[i].key))
      known++;

  return json_object_get_size (base) > known;
}

static void
append_tree (GString *text, const StintSessionDefinition *definition, JsonObject *base)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *json = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *indented = NULL;

  json_node_take_object (node, stint_store_session_to_json (definition, base));
  json = json_to_string (node, TRUE);
  lines = g_strsplit (json, "\n", -1);
  indented = g_strjoinv ("\n    ", lines);
  g_string_append (text, "    ");
  g_string_append (text, indented);
}

void
stint_store_append_session (GString *text,
                            const StintSessionDefinition *definition,
                            JsonObject *base)
{
  gboolean first = TRUE;

  g_return_if_fail (text != NULL);
  g_return_if_fail (definition != NULL);

  if (has_more (base))
    {
      append_tree (text, definition, base);
      return;
    }

  g_string_append (text, "    {");
  for (gsize i = 0; i < G_N_ELEMENTS (session_fields); i++)
    append_field (text, &session_fields[i], (const char *) definition + session_fields[i].offset,
                  &first);
  g_string_append (text, "\n    }");
}

StintIntegrationDefinition *
stint_store_integration_from_json (JsonObject *json, GError **error)
{
  g_autoptr (StintIntegrationDefinition) definition = stint_integration_definition_new ();

  g_return_val_if_fail (json != NULL, NULL);

  if (!read_fields (json, integration_fields, G_N_ELEMENTS (integration_fields), definition, error))
    return NULL;

  return g_steal_pointer (&definition);
}

StintSessionDefinition *
stint_store_session_from_json (JsonObject *json, GError **error)
{
  g_autoptr (StintSessionDefinition) definition = stint_session_definition_new ();

  g_return_val_if_fail (json != NULL, NULL);

  if (!read_fields (json, session_fields, G_N_ELEMENTS (session_fields), definition, error))
    return NULL;

  return g_steal_pointer (&definition);
}

StintSessionLife *
stint_store_life_from_json (JsonObject *json, GError **error)
{
  g_autoptr (StintSessionLife) life = g_new0 (StintSessionLife, 1);

  g_return_val_if_fail (json != NULL, NULL);

  if (!read_fields (json, life_fields, G_N_ELEMENTS (life_fields), life, error))
    return NULL;

  return g_steal_pointer (&life);
}

JsonObject *
stint_store_integration_to_json (const StintIntegrationDefinition *definition, JsonObject *base)
{
  g_return_val_if_fail (definition != NULL, NULL);

  return write_fields (base, integration_fields, G_N_ELEMENTS (integration_fields), definition);
}

JsonObject *
stint_store_session_to_json (const StintSessionDefinition *definition, JsonObject *base)
{
  g_return_val_if_fail (definition != NULL, NULL);

  return write_fields (base, session_fields, G_N_ELEMENTS (session_fields), definition);
}

JsonObject *
stint_store_life_to_json (const StintSessionLife *life, JsonObject *base)
{
  g_return_val_if_fail (life != NULL, NULL);

  return write_fields (base, life_fields, G_N_ELEMENTS (life_fields), life);
}
