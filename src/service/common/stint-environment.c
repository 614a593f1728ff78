/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-environment.h"

#include <pwd.h>
#include <string.h>

/* (transfer full) (nullable) */
static char *
dup_variable (const char *name)
{
  const char *value = g_getenv (name);

  return value != NULL && *value != '\0' ? g_strdup (value) : NULL;
}

static char *
expand_home (const char *path, const char *home)
{
  const char *rest;
  g_autofree char *user = NULL;
  const struct passwd *entry;

  if (*path != '~')
    return g_strdup (path);

  rest = strchrnul (path, '/');
  if (rest == path + 1)
    return g_strconcat (home, rest, NULL);

  user = g_strndup (path + 1, (gsize) (rest - path - 1));
  entry = getpwnam (user);

  return entry != NULL ? g_strconcat (entry->pw_dir, rest, NULL) : g_strdup (path);
}

/* Finds a variable's name at @at, which stands behind a `$`.  Returns how many bytes the reference
 * has behind the `$`; 0 if it is none. */
static gsize
find_name (const char *at, const char **out_name, gsize *out_len)
{
  gsize len = 0;

  if (*at == '{')
    {
      const char *end = strchr (at, '}');

      if (end == NULL)
        return 0;
      *out_name = at + 1;
      *out_len = (gsize) (end - at - 1);

      return *out_len + 2;
    }

  while (g_ascii_isalnum (at[len]) || at[len] == '_')
    len++;
  *out_name = at;
  *out_len = len;

  return len;
}

static char *
expand_variables (const char *path)
{
  GString *expanded = g_string_new (NULL);

  for (const char *at = path; *at != '\0';)
    {
      const char *name = NULL;
      gsize name_len = 0;
      gsize len = *at == '$' ? find_name (at + 1, &name, &name_len) : 0;
      g_autofree char *variable = len > 0 ? g_strndup (name, name_len) : NULL;
      const char *value = variable != NULL ? g_getenv (variable) : NULL;

      if (value != NULL)
        {
          g_string_append (expanded, value);
          at += len + 1;
        }
      else
        g_string_append_c (expanded, *at++);
    }

  return g_string_free (expanded, FALSE);
}

char *
stint_environment_expand (const char *path, const char *home)
{
  g_autofree char *at_home = expand_home (path, home);

  return expand_variables (at_home);
}

/* (transfer full) (nullable): a relative path is taken from the home, where nobody is surprised by
 * the folder that the bus happened to be started in. */
static char *
dup_path (const char *name, const char *home)
{
  g_autofree char *value = dup_variable (name);
  g_autofree char *expanded = NULL;

  if (value == NULL)
    return NULL;

  expanded = stint_environment_expand (value, home);

  return g_canonicalize_filename (expanded, home);
}

/* A folder of the XDG base directory specification: relative ones are to be ignored. */
static char *
dup_folder (const char *name, const char *home, const char *fallback)
{
  const char *value = g_getenv (name);

  return value != NULL && g_path_is_absolute (value) ? g_strdup (value)
                                                     : g_build_filename (home, fallback, NULL);
}

static char *
find_home (void)
{
  const char *home = g_getenv ("HOME");

  /* SDKs look at nothing else; where it is missing, GLib asks the user database. */
  return g_strdup (home != NULL && g_path_is_absolute (home) ? home : g_get_home_dir ());
}

static void
read_endpoints (StintEnvironment *self)
{
  static const char *const names[STINT_N_ENDPOINTS] = {
    [STINT_ENDPOINT_STS] = "AWS_ENDPOINT_URL_STS",
    [STINT_ENDPOINT_SSO] = "AWS_ENDPOINT_URL_SSO",
    [STINT_ENDPOINT_SSO_OIDC] = "AWS_ENDPOINT_URL_SSO_OIDC",
    [STINT_ENDPOINT_SIGNIN] = "AWS_ENDPOINT_URL_SIGNIN",
    [STINT_ENDPOINT_IAM] = "AWS_ENDPOINT_URL_IAM",
  };

  for (int i = 0; i < STINT_N_ENDPOINTS; i++)
    self->endpoints[i] = dup_variable (names[i]);
}

StintEnvironment *
stint_environment_read (void)
{
  StintEnvironment *self = g_new0 (StintEnvironment, 1);

  self->home = find_home ();
  self->config_home = dup_folder ("XDG_CONFIG_HOME", self->home, ".config");
  self->state_home = dup_folder ("XDG_STATE_HOME", self->home, ".local/state");
  self->runtime_dir = g_strdup (g_get_user_runtime_dir ());
  self->bus_address = dup_variable ("DBUS_SESSION_BUS_ADDRESS");
  self->credentials_file = dup_path ("AWS_SHARED_CREDENTIALS_FILE", self->home);
  self->config_file = dup_path ("AWS_CONFIG_FILE", self->home);
  self->region = dup_variable ("AWS_REGION");
  if (self->region == NULL)
    self->region = dup_variable ("AWS_DEFAULT_REGION");
  self->ca_bundle = dup_path ("AWS_CA_BUNDLE", self->home);
  read_endpoints (self);
  self->memory_settings = g_strcmp0 (g_getenv ("GSETTINGS_BACKEND"), "memory") == 0;

  return self;
}

void
stint_environment_free (StintEnvironment *self)
{
  g_free (self->home);
  g_free (self->config_home);
  g_free (self->state_home);
  g_free (self->runtime_dir);
  g_free (self->bus_address);
  g_free (self->credentials_file);
  g_free (self->config_file);
  g_free (self->region);
  g_free (self->ca_bundle);
  for (int i = 0; i < STINT_N_ENDPOINTS; i++)
    g_free (self->endpoints[i]);
  g_free (self);
}
