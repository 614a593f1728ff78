/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Does to the AWS CLI's token cache what the service does.
 *
 * One JSON object on standard input, one on standard output:
 *   {"op": "read-token" | "write-token" | "delete-token" | "read-registration" | "write-registration",
 *    "config": PATH, "cache": FOLDER, "start-url": …, "region": …, "scopes": [...], "session": NAME}
 * The entry is the one that the config file has for that portal.  Tokens and registrations have the
 * members of the cache's own files; instants are whole seconds. */

#include "config.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

#include "stint-sso-cache.h"
#include "stint-sso-survey.h"

static const char *
text_of (JsonObject *object, const char *name)
{
  return json_object_get_string_member_with_default (object, name, NULL);
}

static GStrv
texts_of (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return NULL;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    g_strv_builder_add (builder, json_array_get_string_element (json_node_get_array (node), i));
  return g_strv_builder_end (builder);
}

static StintSecret *
secret_of (JsonObject *object, const char *name)
{
  const char *text = text_of (object, name);

  return text != NULL ? stint_secret_new (text, -1) : NULL;
}

static gint64
instant_of (JsonObject *object, const char *name)
{
  return json_object_get_int_member_with_default (object, name, 0) * G_USEC_PER_SEC;
}

static void
put_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

static void
put_secret (JsonObject *object, const char *name, const StintSecret *secret)
{
  if (secret != NULL)
    put_text (object, name, stint_secret_peek (secret));
}

static void
put_texts (JsonObject *object, const char *name, GStrv texts)
{
  JsonArray *array;

  if (texts == NULL)
    return;
  array = json_array_new ();
  for (guint i = 0; texts[i] != NULL; i++)
    json_array_add_string_element (array, texts[i]);
  json_object_set_array_member (object, name, array);
}

static gboolean
read_token (StintSsoCache *cache, const StintSsoEntry *entry, JsonObject *answer, GError **error)
{
  g_autoptr (GError) own_error = NULL;
  g_autoptr (StintSsoToken) token = stint_sso_cache_read_token (cache, entry, NULL, &own_error);

  if (own_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }
  json_object_set_boolean_member (answer, "found", token != NULL);
  if (token == NULL)
    return TRUE;
  put_text (answer, "startUrl", token->start_url);
  put_text (answer, "region", token->region);
  put_secret (answer, "accessToken", token->access_token);
  json_object_set_int_member (answer, "expiresAt", token->expires / G_USEC_PER_SEC);
  put_text (answer, "clientId", token->client_id);
  put_secret (answer, "clientSecret", token->client_secret);
  json_object_set_int_member (answer, "registrationExpiresAt",
                              token->registration_expires / G_USEC_PER_SEC);
  put_secret (answer, "refreshToken", token->refresh_token);
  return TRUE;
}

static gboolean
write_token (StintSsoCache *cache, const StintSsoEntry *entry, JsonObject *request, GError **error)
{
  g_autoptr (StintSsoToken) token = g_new0 (StintSsoToken, 1);

  token->access_token = secret_of (request, "accessToken");
  token->expires = instant_of (request, "expiresAt");
  token->client_id = g_strdup (text_of (request, "clientId"));
  token->client_secret = secret_of (request, "clientSecret");
  token->registration_expires = instant_of (request, "registrationExpiresAt");
  token->refresh_token = secret_of (request, "refreshToken");
  return stint_sso_cache_write_token (cache, entry, token, NULL, error);
}

static gboolean
read_registration (StintSsoCache *cache,
                   const StintSsoEntry *entry,
                   JsonObject *answer,
                   GError **error)
{
  g_autoptr (GError) own_error = NULL;
  g_autoptr (StintSsoRegistration) registration =
      stint_sso_cache_read_registration (cache, entry, NULL, &own_error);

  if (own_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }
  json_object_set_boolean_member (answer, "found", registration != NULL);
  if (registration == NULL)
    return TRUE;
  put_text (answer, "clientId", registration->client_id);
  put_secret (answer, "clientSecret", registration->client_secret);
  json_object_set_int_member (answer, "expiresAt", registration->expires / G_USEC_PER_SEC);
  put_texts (answer, "scopes", registration->scopes);
  put_texts (answer, "grantTypes", registration->grant_types);
  return TRUE;
}

static gboolean
write_registration (StintSsoCache *cache,
                    const StintSsoEntry *entry,
                    JsonObject *request,
                    GError **error)
{
  g_autoptr (StintSsoRegistration) registration = g_new0 (StintSsoRegistration, 1);

  registration->client_id = g_strdup (text_of (request, "clientId"));
  registration->client_secret = secret_of (request, "clientSecret");
  registration->expires = instant_of (request, "expiresAt");
  registration->scopes = g_strdupv (entry->scopes);
  registration->grant_types = texts_of (request, "grantTypes");
  return stint_sso_cache_write_registration (cache, entry, registration, NULL, error);
}

static gboolean
run (JsonObject *request, JsonObject *answer, GError **error)
{
  g_autoptr (StintAwsFiles) files =
      stint_aws_files_new ("/nonexistent/credentials", text_of (request, "config"), NULL);
  g_autoptr (StintSsoCache) cache = stint_sso_cache_new (text_of (request, "cache"));
  g_autoptr (StintSsoSurvey) survey = stint_sso_survey_new (files, error);
  g_auto (GStrv) scopes = texts_of (request, "scopes");
  const char *op = text_of (request, "op");
  const StintSsoEntry *entry;
  gboolean removed = FALSE, done;

  if (survey == NULL)
    return FALSE;
  entry =
      stint_sso_survey_match (survey, text_of (request, "start-url"), text_of (request, "region"),
                              (const char *const *) scopes, text_of (request, "session"));
  json_object_set_boolean_member (answer, "matched", entry != NULL);
  if (entry == NULL)
    return TRUE;
  put_text (answer, "session", entry->session_name);
  if (g_str_equal (op, "read-token"))
    return read_token (cache, entry, answer, error);
  if (g_str_equal (op, "write-token"))
    return write_token (cache, entry, request, error);
  if (g_str_equal (op, "read-registration"))
    return read_registration (cache, entry, answer, error);
  if (g_str_equal (op, "write-registration"))
    return write_registration (cache, entry, request, error);
  done = stint_sso_cache_delete_token (cache, entry, &removed, NULL, error);
  json_object_set_boolean_member (answer, "removed", removed);
  return done;
}

int
main (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (JsonObject) answer = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  char line[65536];

  if (fgets (line, sizeof line, stdin) == NULL ||
      !json_parser_load_from_data (parser, line, -1, &error))
    return 2;
  if (!run (json_node_get_object (json_parser_get_root (parser)), answer, &error))
    put_text (answer, "error", error->message);
  json_node_set_object (node, answer);
  text = json_to_string (node, FALSE);
  printf ("%s\n", text);
  return 0;
}
