/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "engine-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "stint-time.h"

static char *
in_folder (EngineFixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static void
note_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **place)
{
  while (*place == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *place;
}

/* --- Life and death --------------------------------------------------------------------------- */

static void
make_registry (EngineFixture *self)
{
  g_autofree char *config = in_folder (self, "config");
  g_autofree char *state = in_folder (self, "state");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->context.registry = stint_registry_new (config, state);
  stint_registry_load_async (self->context.registry, NULL, note_result, &result);
  wait_for (&result);
  stint_registry_load_finish (self->context.registry, result, &error);
  g_assert_no_error (error);
}

void
engine_fixture_revive (EngineFixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  make_registry (self);
  self->context.deadlines = stint_deadlines_new (self->clock);
  self->context.sts = stint_sts_new (self->http, self->clock, self->sts_url);
  self->engine = stint_engine_new (&self->context);
  stint_engine_restore_async (self->engine, NULL, note_result, &result);
  wait_for (&result);
  stint_engine_restore_finish (self->engine, result);
  engine_fixture_settle (self);
}

/* What is dispatched last may be the news of a file that changed, which makes it busy again. */
static void
settle (StintEngine *engine)
{
  do
    {
      while (stint_engine_is_busy (engine))
        g_main_context_iteration (NULL, TRUE);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  while (stint_engine_is_busy (engine));
}

/* Whatever a thread is writing is written, as a kernel would; what comes after is not. */
void
engine_fixture_kill (EngineFixture *self)
{
  StintEngine *engine = self->engine;
  StintRegistry *registry = self->context.registry;

  self->engine = NULL;
  g_object_run_dispose (G_OBJECT (registry));
  settle (engine);
  g_assert_finalize_object (engine);
  g_clear_object (&self->context.registry);
  g_clear_object (&self->context.sts);
  g_clear_object (&self->context.deadlines);
}

void
engine_fixture_crash (EngineFixture *self)
{
  engine_fixture_kill (self);
  engine_fixture_revive (self);
}

static void
store_key (EngineFixture *self, const char *integration_id, const char *secret)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintSecret) text = stint_secret_new (secret, -1);

  stint_vault_store_async (self->vault, STINT_VAULT_KIND_ACCESS_KEY, integration_id, "a key", text,
                           TRUE, NULL, note_result, &result);
  wait_for (&result);
  stint_vault_store_finish (self->vault, result, &error);
  g_assert_no_error (error);
}

static void
make_context (EngineFixture *self, gint64 now)
{
  const StintHttpConfig config = { .user_agent = "Stint/test" };
  g_autofree char *aws = in_folder (self, "aws");

  self->clock = stint_fake_clock_new (now);
  self->vault = stint_memory_vault_new ();
  self->http = stint_http_new (&config);

  self->context.clock = self->clock;
  self->context.http = self->http;
  self->context.vault = self->vault;
  self->context.credentials_path = g_build_filename (aws, "credentials", NULL);
  self->context.config_path = g_build_filename (aws, "config", NULL);
  self->context.helper_command = g_strdup ("/usr/libexec/stint-credentials");
  self->context.default_region = g_strdup ("us-east-1");
  self->context.files =
      stint_aws_files_new (self->context.credentials_path, self->context.config_path, NULL);
}

void
engine_fixture_set_up (EngineFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *aws = NULL;

  self->folder = g_dir_make_tmp ("stint-engine-XXXXXX", &error);
  g_assert_no_error (error);
  aws = in_folder (self, "aws");
  g_assert_cmpint (g_mkdir (aws, 0700), ==, 0);

  self->sts = fake_sts_new ();
  self->sts_url = g_strdup (fake_sts_get_url (self->sts));
  fake_sts_set_now (self->sts, START_OF_TIME);
  fake_sts_add_key (self->sts, USER_KEY_ID, USER_ARN);
  fake_sts_add_key (self->sts, PLAIN_KEY_ID, PLAIN_ARN);
  make_context (self, START_OF_TIME);
  engine_fixture_revive (self);
}

void
engine_fixture_attach (EngineFixture *self, const char *folder, const char *url, gint64 now)
{
  GPtrArray *integrations;

  self->folder = g_strdup (folder);
  self->sts_url = g_strdup (url);
  make_context (self, now);
  engine_fixture_revive (self);

  integrations = stint_registry_get_integrations (self->context.registry);
  for (guint i = 0; i < integrations->len; i++)
    {
      const StintIntegrationDefinition *definition =
          stint_integration_get_definition (g_ptr_array_index (integrations, i));
      gboolean is_user = strcmp (definition->access_key_id, USER_KEY_ID) == 0;

      store_key (self, definition->id, is_user ? USER_SECRET : PLAIN_SECRET);
    }
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
engine_fixture_tear_down (EngineFixture *self, gconstpointer data)
{
  engine_fixture_settle (self);
  engine_fixture_kill (self);
  g_clear_object (&self->context.files);
  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_clear_object (&self->vault);
  g_free (self->context.credentials_path);
  g_free (self->context.config_path);
  g_free (self->context.helper_command);
  g_free (self->context.default_region);
  fake_sts_free (self->sts);
  g_free (self->sts_url);
  remove_folder (self->folder);
  g_free (self->folder);
}

void
engine_fixture_settle (EngineFixture *self)
{
  settle (self->engine);
}

void
engine_fixture_advance (EngineFixture *self, gint64 seconds)
{
  stint_fake_clock_advance (STINT_FAKE_CLOCK (self->clock), STINT_SECONDS (seconds));
  fake_sts_set_now (self->sts, stint_clock_now (self->clock));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  engine_fixture_settle (self);
}

/* --- Definitions ------------------------------------------------------------------------------ */

static StintIntegration *
add_integration (EngineFixture *self,
                 const char *name,
                 const char *key_id,
                 const char *secret,
                 const char *arn,
                 const char *mfa_serial)
{
  StintIntegrationDefinition *definition = stint_integration_definition_new ();
  StintIntegration *integration;
  g_autoptr (GError) error = NULL;

  definition->name = g_strdup (name);
  definition->access_key_id = g_strdup (key_id);
  definition->arn = g_strdup (arn);
  definition->mfa_serial = g_strdup (mfa_serial);
  integration = stint_registry_put_integration (self->context.registry, definition, &error);
  g_assert_no_error (error);
  store_key (self, stint_integration_get_id (integration), secret);

  return integration;
}

StintIntegration *
engine_fixture_add_user (EngineFixture *self)
{
  return add_integration (self, "user", USER_KEY_ID, USER_SECRET, USER_ARN, USER_MFA);
}

StintIntegration *
engine_fixture_add_plain (EngineFixture *self)
{
  return add_integration (self, "plain", PLAIN_KEY_ID, PLAIN_SECRET, PLAIN_ARN, NULL);
}

StintSession *
engine_fixture_put (EngineFixture *self, StintSessionDefinition *definition)
{
  g_autoptr (GError) error = NULL;
  StintSession *session = stint_registry_put_session (self->context.registry, definition, &error);

  g_assert_no_error (error);

  return session;
}

static StintSessionDefinition *
make_definition (EngineFixture *self, const char *integration, const char *name)
{
  StintSessionDefinition *definition = stint_session_definition_new ();

  definition->name = g_strdup (name);
  definition->integration_id = g_strdup (stint_integration_get_id (
      stint_registry_find_integration_by_name (self->context.registry, integration)));

  return definition;
}

StintSession *
engine_fixture_add_role (EngineFixture *self, const char *integration, const char *name)
{
  StintSessionDefinition *definition = make_definition (self, integration, name);

  definition->kind = STINT_SESSION_IAM_ROLE;
  definition->role_arn = g_strdup_printf (ROLE_ARN ("%s"), name);

  return engine_fixture_put (self, definition);
}

StintSession *
engine_fixture_add_own (EngineFixture *self, const char *integration, const char *name)
{
  StintSessionDefinition *definition = make_definition (self, integration, name);

  definition->kind = STINT_SESSION_IAM_USER;

  return engine_fixture_put (self, definition);
}

StintSession *
engine_fixture_get (EngineFixture *self, const char *name)
{
  StintSession *session = stint_registry_find_session_by_name (self->context.registry, name);

  g_assert_nonnull (session);

  return session;
}

const char *
engine_fixture_make_code (EngineFixture *self)
{
  static char code[8];

  g_snprintf (code, sizeof code, "%06u", 100000 + self->n_codes++ % 800000);

  return code;
}

/* --- Calls ------------------------------------------------------------------------------------ */

StintStartResult *
engine_fixture_try_start (EngineFixture *self,
                          StintSession *session,
                          const StintStartOptions *options,
                          GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_engine_start_async (self->engine, session, options, NULL, note_result, &result);

  return stint_engine_start_finish (self->engine, wait_for (&result), error);
}

StintStartResult *
engine_fixture_try_renew (EngineFixture *self,
                          StintSession *session,
                          const StintStartOptions *options,
                          GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_engine_renew_async (self->engine, session, options, NULL, note_result, &result);

  return stint_engine_renew_finish (self->engine, wait_for (&result), error);
}

gboolean
engine_fixture_try_stop (EngineFixture *self, StintSession *session, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_engine_stop_async (self->engine, session, NULL, note_result, &result);

  return stint_engine_stop_finish (self->engine, wait_for (&result), NULL, error);
}

gboolean
engine_fixture_try_edit (EngineFixture *self,
                         StintSessionDefinition *definition,
                         gboolean consent,
                         GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_engine_edit_session_async (self->engine, definition, consent, NULL, note_result, &result);

  return stint_engine_edit_session_finish (self->engine, wait_for (&result), error);
}

StintAwsCredentials *
engine_fixture_try_credentials (EngineFixture *self, StintSession *session, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_engine_get_credentials_async (self->engine, session, NULL, note_result, &result);

  return stint_engine_get_credentials_finish (self->engine, wait_for (&result), error);
}

StintStartPreview *
engine_fixture_preview (EngineFixture *self, StintSession *session, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_engine_preview_async (self->engine, session, NULL, NULL, note_result, &result);

  return stint_engine_preview_finish (self->engine, wait_for (&result), error);
}

void
engine_fixture_flush (EngineFixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  stint_registry_flush_async (self->context.registry, NULL, note_result, &result);
  stint_registry_flush_finish (self->context.registry, wait_for (&result), &error);
  g_assert_no_error (error);
}

void
engine_fixture_start (EngineFixture *self, StintSession *session, const char *code)
{
  StintStartOptions options = STINT_START_OPTIONS_INIT;
  g_autoptr (StintStartResult) result = NULL;
  g_autoptr (GError) error = NULL;

  options.mfa_code = code;
  result = engine_fixture_try_start (self, session, &options, &error);
  g_assert_no_error (error);
  g_assert_nonnull (result);
  g_assert_true (stint_session_is_active (session));
}

void
engine_fixture_stop (EngineFixture *self, StintSession *session)
{
  g_autoptr (GError) error = NULL;

  engine_fixture_try_stop (self, session, &error);
  g_assert_no_error (error);
  g_assert_false (stint_session_is_held (session));
}

void
engine_fixture_assert_start_fails (EngineFixture *self,
                                   StintSession *session,
                                   const char *code,
                                   StintError expected)
{
  StintStartOptions options = STINT_START_OPTIONS_INIT;
  g_autoptr (StintStartResult) result = NULL;
  g_autoptr (GError) error = NULL;

  options.mfa_code = code;
  result = engine_fixture_try_start (self, session, &options, &error);
  g_assert_error (error, STINT_ERROR, (int) expected);
  g_assert_null (result);
}

/* --- Files ------------------------------------------------------------------------------------ */

static void
write_or_remove (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (text == NULL)
    g_unlink (path);
  else
    g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
  g_assert_no_error (error);
}

void
engine_fixture_write (EngineFixture *self, const char *credentials, const char *config)
{
  write_or_remove (self->context.credentials_path, credentials);
  write_or_remove (self->context.config_path, config);
}

static void
assert_file (const char *path, const char *expected)
{
  g_autofree char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, expected);
}

void
engine_fixture_assert_files (EngineFixture *self, const char *credentials, const char *config)
{
  assert_file (self->context.credentials_path, credentials);
  assert_file (self->context.config_path, config);
}

void
engine_fixture_replace_keys (EngineFixture *self,
                             const char *profile,
                             const char *key_id,
                             const char *secret)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *header = g_strdup_printf ("[%s]", profile);
  GString *edited = g_string_new (NULL);
  gboolean inside = FALSE;

  g_assert_true (g_file_get_contents (self->context.credentials_path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (lines[i][0] == '[')
        inside = strcmp (lines[i], header) == 0;
      if (inside && g_str_has_prefix (lines[i], "aws_access_key_id"))
        g_string_append_printf (edited, "aws_access_key_id = %s", key_id);
      else if (inside && g_str_has_prefix (lines[i], "aws_secret_access_key"))
        g_string_append_printf (edited, "aws_secret_access_key = %s", secret);
      else
        g_string_append (edited, lines[i]);
      if (lines[i + 1] != NULL)
        g_string_append_c (edited, '\n');
    }
  write_or_remove (self->context.credentials_path, edited->str);
  g_string_free (edited, TRUE);
}

char *
engine_fixture_read (EngineFixture *self, const char *profile, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = stint_aws_files_list_profiles (self->context.files, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      const StintProfileEntry *entry = g_ptr_array_index (entries, i);

      if (!entry->is_sso_session && strcmp (entry->name, profile) == 0)
        return g_strdup (stint_profile_entry_get (entry, key));
    }

  return NULL;
}

char *
engine_fixture_identify (EngineFixture *self, const char *profile)
{
  g_autofree char *key_id = engine_fixture_read (self, profile, "aws_access_key_id");

  return key_id != NULL ? fake_sts_identify (self->sts, key_id) : NULL;
}

void
engine_fixture_assert_identity (EngineFixture *self, const char *profile, const char *part)
{
  g_autofree char *arn = engine_fixture_identify (self, profile);

  g_assert_nonnull (arn);
  if (strstr (arn, part) == NULL)
    g_error ("“%s” is %s and not %s", profile, arn, part);
}
