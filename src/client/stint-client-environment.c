/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-client"

#include "config.h"

#include "stint-client-environment.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

/* What SDKs look at before the shared files, whatever profile is named, or that names another
 * profile than the one that is asked for. */
static const char *const overriding_names[] = {
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_SECURITY_TOKEN",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  NULL,
};

/* The only AWS_ variables whose values are told to the service: what says where things are. All
 * others may be secret, today or in an SDK of tomorrow. */
static const char *const telling_names[] = {
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_REGION",
  "AWS_DEFAULT_REGION",
  "AWS_CONFIG_FILE",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_CA_BUNDLE",
  "AWS_SDK_LOAD_CONFIG",
  "AWS_STS_REGIONAL_ENDPOINTS",
  "AWS_EC2_METADATA_DISABLED",
  NULL,
};

static const char *
lookup (const char *const *environ_, const char *name)
{
  const char *value = g_environ_getenv ((char **) environ_, name);

  return value != NULL && *value != '\0' ? value : NULL;
}

/* SDKs expand a leading "~/" in both variables. (transfer full) */
static char *
expand_path (const char *path, const char *home)
{
  if (g_str_has_prefix (path, "~/") && home != NULL)
    return g_canonicalize_filename (path + 2, home);

  return g_canonicalize_filename (path, NULL);
}

static char *
find_file (const char *const *environ_,
           const char *account_home,
           const char *variable,
           const char *base_name)
{
  const char *home = lookup (environ_, "HOME");
  const char *path = lookup (environ_, variable);

  if (path != NULL)
    return expand_path (path, home != NULL ? home : account_home);
  if (home != NULL && account_home != NULL && !g_str_equal (home, account_home))
    return g_build_filename (home, ".aws", base_name, NULL);

  return NULL;
}

static GStrv
list_overriding (const char *const *environ_)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (gsize i = 0; overriding_names[i] != NULL; i++)
    {
      if (lookup (environ_, overriding_names[i]) != NULL)
        g_strv_builder_add (builder, overriding_names[i]);
    }

  return g_strv_builder_end (builder);
}

static GVariant *
collect_aws (const char *const *environ_)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (gsize i = 0; environ_ != NULL && environ_[i] != NULL; i++)
    {
      const char *equals = strchr (environ_[i], '=');
      g_autofree char *name = NULL;
      const char *value;

      if (!g_str_has_prefix (environ_[i], "AWS_") || equals == NULL)
        continue;
      name = g_strndup (environ_[i], (gsize) (equals - environ_[i]));
      value = g_strv_contains (telling_names, name) ? equals + 1 : "";
      if (g_utf8_validate (name, -1, NULL) && g_utf8_validate (value, -1, NULL))
        g_variant_builder_add (&builder, "{ss}", name, value);
    }

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

StintClientEnvironment *
stint_client_environment_new (const char *const *environ_, const char *account_home)
{
  StintClientEnvironment *self = g_new0 (StintClientEnvironment, 1);

  self->credentials_file =
      find_file (environ_, account_home, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
  self->config_file = find_file (environ_, account_home, "AWS_CONFIG_FILE", "config");
  self->overriding = list_overriding (environ_);
  self->aws = collect_aws (environ_);

  return self;
}

StintClientEnvironment *
stint_client_environment_new_for_process (void)
{
  g_auto (GStrv) environ_ = g_get_environ ();
  struct passwd *account = getpwuid (getuid ());

  return stint_client_environment_new ((const char *const *) environ_,
                                       account != NULL ? account->pw_dir : NULL);
}

StintClientEnvironment *
stint_client_environment_copy (const StintClientEnvironment *self)
{
  StintClientEnvironment *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (StintClientEnvironment, 1);
  copy->credentials_file = g_strdup (self->credentials_file);
  copy->config_file = g_strdup (self->config_file);
  copy->overriding = g_strdupv (self->overriding);
  copy->aws = g_variant_ref (self->aws);

  return copy;
}

void
stint_client_environment_free (StintClientEnvironment *self)
{
  if (self == NULL)
    return;

  g_free (self->credentials_file);
  g_free (self->config_file);
  g_strfreev (self->overriding);
  g_clear_pointer (&self->aws, g_variant_unref);
  g_free (self);
}
