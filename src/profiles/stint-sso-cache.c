/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-profiles"

#include "config.h"

#include "stint-sso-cache.h"

#include "stint-file-replace.h"
#include "stint-json.h"
#include "stint-sso-text.h"
#include "stint-time.h"

/* A fifth of a second: a writer in place is done in microseconds, and one that was stopped half-way
 * will not be done at all. */
#define LOOKS 10
#define LOOK_AGAIN_US (20 * 1000)

struct _StintSsoCache
{
  GObject parent_instance;

  char *folder; /* (owned) */
};

G_DEFINE_FINAL_TYPE (StintSsoCache, stint_sso_cache, G_TYPE_OBJECT)

static void
stint_sso_cache_finalize (GObject *object)
{
  StintSsoCache *self = STINT_SSO_CACHE (object);

  g_free (self->folder);

  G_OBJECT_CLASS (stint_sso_cache_parent_class)->finalize (object);
}

static void
stint_sso_cache_class_init (StintSsoCacheClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_sso_cache_finalize;
}

static void
stint_sso_cache_init (StintSsoCache *self)
{
}

StintSsoCache *
stint_sso_cache_new (const char *folder)
{
  StintSsoCache *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (STINT_TYPE_SSO_CACHE, NULL);
  self->folder = g_strdup (folder);
  return self;
}

const char *
stint_sso_cache_get_folder (StintSsoCache *self)
{
  g_return_val_if_fail (STINT_IS_SSO_CACHE (self), NULL);

  return self->folder;
}

/* --- What is kept ------------------------------------------------------------------------------- */

static StintSecret *
ref_secret (StintSecret *secret)
{
  return secret != NULL ? stint_secret_ref (secret) : NULL;
}

StintSsoToken *
stint_sso_token_copy (const StintSsoToken *self)
{
  StintSsoToken *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (StintSsoToken, 1);
  *copy = *self;
  copy->start_url = g_strdup (self->start_url);
  copy->region = g_strdup (self->region);
  copy->access_token = ref_secret (self->access_token);
  copy->client_id = g_strdup (self->client_id);
  copy->client_secret = ref_secret (self->client_secret);
  copy->refresh_token = ref_secret (self->refresh_token);
  return copy;
}

void
stint_sso_token_free (StintSsoToken *self)
{
  g_free (self->start_url);
  g_free (self->region);
  g_clear_pointer (&self->access_token, stint_secret_unref);
  g_free (self->client_id);
  g_clear_pointer (&self->client_secret, stint_secret_unref);
  g_clear_pointer (&self->refresh_token, stint_secret_unref);
  g_free (self);
}

gboolean
stint_sso_token_can_refresh (const StintSsoToken *self, gint64 now)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->client_id != NULL && self->client_secret != NULL && self->refresh_token != NULL &&
         self->registration_expires > now;
}

StintSsoRegistration *
stint_sso_registration_copy (const StintSsoRegistration *self)
{
  StintSsoRegistration *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (StintSsoRegistration, 1);
  *copy = *self;
  copy->client_id = g_strdup (self->client_id);
  copy->client_secret = ref_secret (self->client_secret);
  copy->scopes = g_strdupv (self->scopes);
  copy->grant_types = g_strdupv (self->grant_types);
  return copy;
}

void
stint_sso_registration_free (StintSsoRegistration *self)
{
  g_free (self->client_id);
  g_clear_pointer (&self->client_secret, stint_secret_unref);
  g_strfreev (self->scopes);
  g_strfreev (self->grant_types);
  g_free (self);
}

gboolean
stint_sso_registration_is_for_browser (const StintSsoRegistration *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->grant_types != NULL &&
         g_strv_contains ((const char *const *) self->grant_types, "authorization_code");
}

/* --- Reading ------------------------------------------------------------------------------------ */

/* Nothing but blanks: what a writer in place starts with, and what one leaves that was stopped there. */
static gboolean
is_blank (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isspace (data[i]))
      return FALSE;
  return TRUE;
}

static gboolean
is_object (GBytes *bytes, StintJson *out_json)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return size > 0 && stint_json_init (out_json, data, size) && *out_json->start == '{';
}

static gboolean
refuse_malformed (const char *path, GError **error)
{
  g_propagate_error (error,
                     stint_files_error_new (STINT_FILES_ERROR_MALFORMED, path, 0,
                                            "%s: is not the JSON that the AWS CLI writes", path));
  return FALSE;
}

/* @out_bytes: (out) (nullable): NULL where there is nothing; @out_json looks into it */
static gboolean
load (const char *path,
      GBytes **out_bytes,
      StintJson *out_json,
      GCancellable *cancellable,
      GError **error)
{
  *out_bytes = NULL;
  for (guint looks = 1;; looks++)
    {
      g_autoptr (GError) own_error = NULL;
      g_autoptr (GBytes) bytes = stint_file_read (path, 0, cancellable, &own_error);

      if (own_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&own_error));
          return FALSE;
        }
      if (bytes == NULL)
        return TRUE;
      if (is_object (bytes, out_json))
        {
          *out_bytes = g_steal_pointer (&bytes);
          return TRUE;
        }
      if (looks == LOOKS)
        return is_blank (bytes) || refuse_malformed (path, error);
      g_usleep (LOOK_AGAIN_US);
    }
}

static gboolean
read_time (const StintJson *json, const char *name, gint64 *out_instant)
{
  g_autofree char *text = stint_json_dup_member_string (json, name);

  return text != NULL && stint_time_parse (text, out_instant);
}

/* (transfer full) (nullable) */
static GStrv
read_strings (const StintJson *json, const char *name)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  StintJson array, element = { NULL };

  if (!stint_json_get_member (json, name, &array) || *array.start != '[')
    return NULL;
  while (stint_json_next_element (&array, &element))
    {
      g_autofree char *text = stint_json_dup_string (&element);

      if (text != NULL)
        g_strv_builder_add (builder, text);
    }
  return g_strv_builder_end (builder);
}

/* FALSE only where the secure heap is full; a member that is none of a string's kind is not there. */
static gboolean
read_secret (const StintJson *json,
             const char *name,
             const char *path,
             StintSecret **out_secret,
             GError **error)
{
  StintJson value;

  *out_secret = NULL;
  if (!stint_json_get_member (json, name, &value) || *value.start != '"' || value.length <= 2)
    return TRUE;
  *out_secret = stint_json_dup_secret (&value);
  if (*out_secret != NULL)
    return TRUE;
  g_propagate_error (error, stint_files_error_new (STINT_FILES_ERROR_FAILED, path, 0,
                                                   "%s: there is no room for another secret in "
                                                   "locked memory",
                                                   path));
  return FALSE;
}

/* Takes @name, a file of the cache. */
static char *
build_path (StintSsoCache *self, char *name)
{
  char *path = g_build_filename (self->folder, name, NULL);

  g_free (name);
  return path;
}

StintSsoToken *
stint_sso_cache_read_token (StintSsoCache *self,
                            const StintSsoEntry *entry,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (StintSsoToken) token = NULL;
  StintJson json;

  g_return_val_if_fail (STINT_IS_SSO_CACHE (self), NULL);
  g_return_val_if_fail (entry != NULL, NULL);

  path = build_path (self, stint_sso_entry_dup_token_name (entry));
  if (!load (path, &bytes, &json, cancellable, error) || bytes == NULL)
    return NULL;
  token = g_new0 (StintSsoToken, 1);
  if (!read_secret (&json, "accessToken", path, &token->access_token, error) ||
      !read_secret (&json, "clientSecret", path, &token->client_secret, error) ||
      !read_secret (&json, "refreshToken", path, &token->refresh_token, error))
    return NULL;
  if (token->access_token == NULL || !read_time (&json, "expiresAt", &token->expires))
    return NULL;
  token->start_url = stint_json_dup_member_string (&json, "startUrl");
  token->region = stint_json_dup_member_string (&json, "region");
  token->client_id = stint_json_dup_member_string (&json, "clientId");
  read_time (&json, "registrationExpiresAt", &token->registration_expires);
  return g_steal_pointer (&token);
}

StintSsoRegistration *
stint_sso_cache_read_registration (StintSsoCache *self,
                                   const StintSsoEntry *entry,
                                   GCancellable *cancellable,
                                   GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (StintSsoRegistration) registration = NULL;
  StintJson json;

  g_return_val_if_fail (STINT_IS_SSO_CACHE (self), NULL);
  g_return_val_if_fail (entry != NULL, NULL);

  path = build_path (self, stint_sso_entry_dup_registration_name (entry));
  if (!load (path, &bytes, &json, cancellable, error) || bytes == NULL)
    return NULL;
  registration = g_new0 (StintSsoRegistration, 1);
  registration->client_id = stint_json_dup_member_string (&json, "clientId");
  if (!read_secret (&json, "clientSecret", path, &registration->client_secret, error) ||
      registration->client_id == NULL || registration->client_secret == NULL ||
      !read_time (&json, "expiresAt", &registration->expires))
    return NULL;
  registration->scopes = read_strings (&json, "scopes");
  registration->grant_types = read_strings (&json, "grantTypes");
  return g_steal_pointer (&registration);
}

/* --- Writing ------------------------------------------------------------------------------------ */

typedef struct
{
  const StintSsoEntry *entry;
  const StintSsoToken *token;               /* (nullable) */
  const StintSsoRegistration *registration; /* (nullable) */
} Write;

static const char *const token_members[] = {
  "startUrl", "region",       "accessToken",           "expiresAt",
  "clientId", "clientSecret", "registrationExpiresAt", "refreshToken",
  NULL
};
static const char *const registration_members[] = { "clientId", "clientSecret", "expiresAt",
                                                    "scopes",   "grantTypes",   NULL };

static void
add_secret_if (StintSsoText *text, const char *name, const StintSecret *secret)
{
  if (secret != NULL)
    stint_sso_text_add (text, name, stint_secret_peek (secret));
}

static void
add_time_if (StintSsoText *text, const char *name, gint64 instant)
{
  g_autofree char *formatted = instant > 0 ? stint_time_format (instant) : NULL;

  stint_sso_text_add_if (text, name, formatted);
}

static void
add_token (StintSsoText *text, const StintSsoEntry *entry, const StintSsoToken *token)
{
  stint_sso_text_add (text, "startUrl", entry->start_url);
  stint_sso_text_add (text, "region", entry->region);
  add_secret_if (text, "accessToken", token->access_token);
  add_time_if (text, "expiresAt", token->expires);
  stint_sso_text_add_if (text, "clientId", token->client_id);
  add_secret_if (text, "clientSecret", token->client_secret);
  add_time_if (text, "registrationExpiresAt", token->registration_expires);
  add_secret_if (text, "refreshToken", token->refresh_token);
}

static void
add_registration (StintSsoText *text, const StintSsoRegistration *registration)
{
  stint_sso_text_add_if (text, "clientId", registration->client_id);
  add_secret_if (text, "clientSecret", registration->client_secret);
  add_time_if (text, "expiresAt", registration->expires);
  if (registration->scopes != NULL && registration->scopes[0] != NULL)
    stint_sso_text_add_strings (text, "scopes", (const char *const *) registration->scopes);
  if (registration->grant_types != NULL)
    stint_sso_text_add_strings (text, "grantTypes",
                                (const char *const *) registration->grant_types);
}

/* What a newer tool may have put there. */
static void
add_unknown (StintSsoText *text, GBytes *old, const char *const *known)
{
  StintJson json, name, value = { NULL };

  if (old == NULL || !is_object (old, &json))
    return;
  while (stint_json_next_member (&json, &name, &value))
    {
      g_autofree char *plain = stint_json_dup_string (&name);

      if (plain == NULL || !g_strv_contains (known, plain))
        stint_sso_text_add_raw (text, &name, &value);
    }
}

static gboolean
edit_cb (GBytes *old, gpointer user_data, GBytes **out_new, GError **error)
{
  const Write *write = user_data;
  g_auto (StintSsoText) text = { NULL };

  stint_sso_text_open (&text);
  if (write->token != NULL)
    add_token (&text, write->entry, write->token);
  else
    add_registration (&text, write->registration);
  add_unknown (&text, old, write->token != NULL ? token_members : registration_members);
  stint_sso_text_close (&text);
  *out_new = stint_sso_text_steal (&text);
  return TRUE;
}

static gboolean
write_file (
    StintSsoCache *self, const char *path, Write *write, GCancellable *cancellable, GError **error)
{
  /* The CLI's mode, not that of a folder of ours; where it fails the replacement says why. */
  (void) g_mkdir_with_parents (self->folder, 0755);
  return stint_file_replace (path, NULL, 0, STINT_FILE_REPLACE_CREATE, edit_cb, write, NULL,
                             cancellable, error);
}

gboolean
stint_sso_cache_write_token (StintSsoCache *self,
                             const StintSsoEntry *entry,
                             const StintSsoToken *token,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autofree char *path = NULL;
  Write write = { .entry = entry, .token = token };

  g_return_val_if_fail (STINT_IS_SSO_CACHE (self), FALSE);
  g_return_val_if_fail (entry != NULL, FALSE);
  g_return_val_if_fail (token != NULL && token->access_token != NULL, FALSE);
  g_return_val_if_fail (token->expires > 0, FALSE);

  path = build_path (self, stint_sso_entry_dup_token_name (entry));
  return write_file (self, path, &write, cancellable, error);
}

gboolean
stint_sso_cache_write_registration (StintSsoCache *self,
                                    const StintSsoEntry *entry,
                                    const StintSsoRegistration *registration,
                                    GCancellable *cancellable,
                                    GError **error)
{
  g_autofree char *path = NULL;
  Write write = { .entry = entry, .registration = registration };

  g_return_val_if_fail (STINT_IS_SSO_CACHE (self), FALSE);
  g_return_val_if_fail (entry != NULL, FALSE);
  g_return_val_if_fail (registration != NULL && registration->client_id != NULL, FALSE);
  g_return_val_if_fail (registration->client_secret != NULL, FALSE);

  path = build_path (self, stint_sso_entry_dup_registration_name (entry));
  return write_file (self, path, &write, cancellable, error);
}

/* --- Deleting ----------------------------------------------------------------------------------- */

static gboolean
remove_cb (GBytes *old, gpointer user_data, GBytes **out_new, GError **error)
{
  *out_new = NULL;
  return TRUE;
}

static gboolean
delete_file (const char *path, gboolean *out_removed, GCancellable *cancellable, GError **error)
{
  g_auto (StintFileReplaceResult) result = { FALSE };

  if (!stint_file_replace (path, NULL, 0, STINT_FILE_REPLACE_DEFAULT, remove_cb, NULL, &result,
                           cancellable, error))
    return FALSE;
  if (out_removed != NULL)
    *out_removed = result.changed;
  return TRUE;
}

gboolean
stint_sso_cache_delete_token (StintSsoCache *self,
                              const StintSsoEntry *entry,
                              gboolean *out_removed,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (STINT_IS_SSO_CACHE (self), FALSE);
  g_return_val_if_fail (entry != NULL, FALSE);

  path = build_path (self, stint_sso_entry_dup_token_name (entry));
  return delete_file (path, out_removed, cancellable, error);
}

gboolean
stint_sso_cache_delete_registration (StintSsoCache *self,
                                     const StintSsoEntry *entry,
                                     gboolean *out_removed,
                                     GCancellable *cancellable,
                                     GError **error)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (STINT_IS_SSO_CACHE (self), FALSE);
  g_return_val_if_fail (entry != NULL, FALSE);

  path = build_path (self, stint_sso_entry_dup_registration_name (entry));
  return delete_file (path, out_removed, cancellable, error);
}
