/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stint-arn-names.h"
#include "stint-context.h"
#include "stint-error.h"
#include "stint-registry.h"
#include "stint-secret.h"

#define KEY_ID "AKIAIOSFODNN7EXAMPLE"
#define ROLE "arn:aws:iam::123456789012:role/Deploy"

typedef struct
{
  char *folder;
  char *config; /* …/integrations.json */
  char *state;  /* …/state.json */
  StintRegistry *registry;
  guint n_changed;
  guint n_removed;
  guint n_unlisted;
} Fixture;

static void
note_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
changed_cb (Fixture *self)
{
  self->n_changed++;
}

static void
removed_cb (Fixture *self)
{
  self->n_removed++;
}

static void
unlisted_cb (Fixture *self)
{
  self->n_unlisted++;
}

static void
load (Fixture *self)
{
  g_autofree char *config = g_path_get_dirname (self->config);
  g_autofree char *state = g_path_get_dirname (self->state);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->registry);
  self->registry = stint_registry_new (config, state);
  stint_registry_load_async (self->registry, NULL, note_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (stint_registry_load_finish (self->registry, result, &error));
  g_assert_no_error (error);
  g_signal_connect_swapped (self->registry, "session-changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->registry, "session-removed", G_CALLBACK (removed_cb), self);
  g_signal_connect_swapped (self->registry, "session-unlisted", G_CALLBACK (unlisted_cb), self);
}

static gboolean
try_flush (Fixture *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_registry_flush_async (self->registry, NULL, note_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return stint_registry_flush_finish (self->registry, result, error);
}

static void
flush (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (try_flush (self, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("stint-registry-XXXXXX", &error);
  g_assert_no_error (error);
  self->config = g_build_filename (self->folder, "config", "stint", "integrations.json", NULL);
  self->state = g_build_filename (self->folder, "state", "stint", "state.json", NULL);
  load (self);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->registry);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->config);
  g_free (self->state);
}

static char *
read_text (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

static void
write_text (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (path);

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static StintIntegration *
add_user (Fixture *self, const char *name)
{
  StintIntegrationDefinition *definition = stint_integration_definition_new ();
  g_autoptr (GError) error = NULL;
  StintIntegration *integration;

  definition->name = g_strdup (name);
  definition->access_key_id = g_strdup (KEY_ID);
  definition->mfa_serial = g_strdup ("arn:aws:iam::123456789012:mfa/MFAUser");
  integration = stint_registry_put_integration (self->registry, definition, &error);
  g_assert_no_error (error);

  return integration;
}

static StintSessionDefinition *
make_role (StintIntegration *integration, const char *name)
{
  StintSessionDefinition *definition = stint_session_definition_new ();

  definition->name = g_strdup (name);
  definition->kind = STINT_SESSION_IAM_ROLE;
  definition->integration_id = g_strdup (stint_integration_get_id (integration));
  definition->role_arn = g_strdup (ROLE);

  return definition;
}

static StintSession *
put (Fixture *self, StintSessionDefinition *definition)
{
  g_autoptr (GError) error = NULL;
  StintSession *session = stint_registry_put_session (self->registry, definition, &error);

  g_assert_no_error (error);

  return session;
}

static void
assert_refused (Fixture *self, StintSessionDefinition *definition, StintError expected)
{
  g_autoptr (GError) error = NULL;
  guint n = stint_registry_get_sessions (self->registry)->len;

  g_assert_null (stint_registry_put_session (self->registry, definition, &error));
  g_assert_error (error, STINT_ERROR, (int) expected);
  g_assert_cmpuint (stint_registry_get_sessions (self->registry)->len, ==, n);
}

static void
assert_mode (const char *path, guint mode)
{
  struct stat status;

  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, mode);
}

/* --- Tests ------------------------------------------------------------------------------------ */

static void
test_round_trip (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (self->config);
  StintSessionDefinition *definition;
  const StintSessionDefinition *again;
  StintSession *session;

  definition = make_role (add_user (self, "user"), "Déploy ✓");
  definition->external_id = g_strdup ("partner-7:example");
  definition->duration = 7200;
  definition->profile = g_strdup ("deploy");
  definition->region = g_strdup ("eu-west-1");
  definition->hand_out = STINT_HAND_OUT_ON_DEMAND;
  definition->mfa = STINT_MFA_DIRECT;
  definition->renew = STINT_RENEW_ASK;
  definition->pinned = TRUE;
  session = put (self, definition);
  g_assert_cmpstr (stint_session_get_account_id (session), ==, "123456789012");
  flush (self);
  assert_mode (self->config, 0600);
  assert_mode (folder, 0700);

  load (self);
  session = stint_registry_find_session_by_name (self->registry, "Déploy ✓");
  g_assert_nonnull (session);
  again = stint_session_get_definition (session);
  g_assert_cmpstr (again->external_id, ==, "partner-7:example");
  g_assert_cmpuint (again->duration, ==, 7200);
  g_assert_cmpint (again->hand_out, ==, STINT_HAND_OUT_ON_DEMAND);
  g_assert_cmpint (again->mfa, ==, STINT_MFA_DIRECT);
  g_assert_cmpint (again->renew, ==, STINT_RENEW_ASK);
  g_assert_true (again->pinned);
  g_assert_true (stint_registry_find_session_by_profile (self->registry, "deploy", FALSE) ==
                 session);
  g_assert_null (stint_registry_find_session_by_profile (self->registry, "deploy", TRUE));
  g_assert_cmpstr (stint_integration_get_account_id (
                       stint_registry_get_integration_of (self->registry, session)),
                   ==, "123456789012");
}

static void
test_life (Fixture *self, gconstpointer data)
{
  g_autoptr (StintSessionLife) life = g_new0 (StintSessionLife, 1);
  const StintSessionLife *again;
  StintSession *session = put (self, make_role (add_user (self, "user"), "Deploy"));

  life->state = STINT_STATE_ACTIVE;
  life->until = 1795359600 * (gint64) G_USEC_PER_SEC;
  life->held_profile = g_strdup ("Deploy");
  life->key_ids = g_strsplit ("ASIA000000001EXAMPLE ASIA000000002EXAMPLE", " ", -1);
  stint_session_set_life (session, life);
  stint_registry_session_changed (self->registry, session);
  flush (self);
  assert_mode (self->state, 0600);

  load (self);
  session = stint_registry_find_session_by_name (self->registry, "Deploy");
  again = stint_session_get_life (session);
  g_assert_cmpint (again->state, ==, STINT_STATE_ACTIVE);
  g_assert_cmpint (again->until, ==, life->until);
  g_assert_cmpstr (again->key_ids[1], ==, "ASIA000000002EXAMPLE");
  g_assert_true (stint_registry_find_session_by_profile (self->registry, "Deploy", TRUE) ==
                 session);
}

static void
test_refusals (Fixture *self, gconstpointer data)
{
  StintIntegration *user = add_user (self, "user");
  StintSessionDefinition *definition;
  StintSession *first = put (self, make_role (user, "first"));
  StintSession *second;

  assert_refused (self, make_role (user, "first"), STINT_ERROR_EXISTS);
  assert_refused (self, make_role (user, "  "), STINT_ERROR_INVALID_ARGUMENT);
  assert_refused (self, make_role (user, "a\nb"), STINT_ERROR_INVALID_ARGUMENT);
  definition = make_role (user, "x");
  g_free (definition->role_arn);
  definition->role_arn = g_strdup ("arn:aws:iam::123456789012:user/Deploy");
  assert_refused (self, definition, STINT_ERROR_INVALID_ARGUMENT);
  definition = make_role (user, "x");
  definition->duration = 60;
  assert_refused (self, definition, STINT_ERROR_INVALID_ARGUMENT);
  definition = make_role (user, "x");
  definition->profile = g_strdup ("not portable");
  assert_refused (self, definition, STINT_ERROR_INVALID_ARGUMENT);
  definition = make_role (user, "x");
  definition->from_id = g_strdup ("nobody");
  assert_refused (self, definition, STINT_ERROR_NOT_FOUND);
  definition = make_role (user, "x");
  definition->from_id = g_strdup (stint_session_get_id (first));
  definition->duration = 7200;
  assert_refused (self, definition, STINT_ERROR_INVALID_ARGUMENT);

  definition = make_role (user, "second");
  definition->from_id = g_strdup (stint_session_get_id (first));
  second = put (self, definition);
  definition = stint_session_definition_copy (stint_session_get_definition (first));
  definition->from_id = g_strdup (stint_session_get_id (second));
  assert_refused (self, definition, STINT_ERROR_CYCLE);
  definition = stint_session_definition_copy (stint_session_get_definition (first));
  definition->from_id = g_strdup (definition->id);
  assert_refused (self, definition, STINT_ERROR_CYCLE);
}

static void
test_in_use (Fixture *self, gconstpointer data)
{
  StintIntegration *user = add_user (self, "user");
  StintSession *first = put (self, make_role (user, "first"));
  StintSessionDefinition *definition = make_role (user, "second");
  g_autofree char *first_id = g_strdup (stint_session_get_id (first));
  g_autofree char *user_id = g_strdup (stint_integration_get_id (user));
  g_autofree char *second_id = NULL;
  g_auto (GStrv) names = NULL;
  g_autoptr (GError) error = NULL;

  definition->from_id = g_strdup (first_id);
  second_id = g_strdup (stint_session_get_id (put (self, definition)));
  g_assert_false (stint_registry_remove_session (self->registry, first_id, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_IN_USE);
  g_assert_true (g_variant_lookup (stint_error_get_details (error), "sessions", "^as", &names));
  g_assert_cmpstr (names[0], ==, "second");
  g_clear_error (&error);
  g_assert_false (stint_registry_remove_integration (self->registry, user_id, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_IN_USE);
  g_clear_error (&error);

  g_assert_true (stint_registry_remove_session (self->registry, second_id, &error));
  g_assert_true (stint_registry_remove_session (self->registry, first_id, &error));
  g_assert_true (stint_registry_remove_integration (self->registry, user_id, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (self->n_removed, ==, 2);
  flush (self);
  load (self);
  g_assert_cmpuint (stint_registry_get_sessions (self->registry)->len, ==, 0);
  g_assert_cmpuint (stint_registry_get_integrations (self->registry)->len, ==, 0);
}

#define USER_JSON                                                                                  \
  "{\"id\": \"u\", \"name\": \"user\", \"kind\": \"iam-user\", \"access-key-id\": \"" KEY_ID       \
  "\", \"colour\": [1, {\"a\": null}]}"
#define ROLE_JSON(id, name, more)                                                                  \
  "{\"id\": \"" id "\", \"name\": \"" name "\", \"kind\": \"iam-role\", \"integration\": \"u\", "  \
  "\"role-arn\": \"" ROLE "\"" more "}"
#define FILE_JSON(sessions)                                                                        \
  "{\"version\": 1, \"comment\": \"by hand\", \"integrations\": [" USER_JSON                       \
  "], \"sessions\": [" sessions "]}"

static void
test_unknown_is_kept (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL, *copy = NULL, *copy_path = g_strconcat (self->config, "~", NULL);

  write_text (self->config, FILE_JSON (ROLE_JSON ("a", "A", ", \"shape\": \"round\"")));
  load (self);
  put (self, make_role (stint_registry_get_integration (self->registry, "u"), "B"));
  flush (self);
  text = read_text (self->config);
  g_assert_nonnull (strstr (text, "\"colour\""));
  g_assert_nonnull (strstr (text, "\"round\""));
  g_assert_nonnull (strstr (text, "by hand"));
  g_assert_nonnull (strstr (text, "\"B\""));
  copy = read_text (copy_path);
  g_assert_null (strstr (copy, "\"B\""));
}

static void
test_nonsense_is_kept_and_told (Fixture *self, gconstpointer data)
{
  g_auto (GStrv) warnings = NULL;
  g_autofree char *text = NULL;

  write_text (
      self->config,
      FILE_JSON (
          ROLE_JSON ("a", "A", "") "," ROLE_JSON ("b", "A", "") "," ROLE_JSON ("c", "C", ", \"from\": \"d\"") "," ROLE_JSON (
              "d", "D",
              ", \"from\": \"c\"") "," ROLE_JSON ("e", "E",
                                                  ", \"from\": \"d\"") "," ROLE_JSON ("f", "F",
                                                                                      ", "
                                                                                      "\"durat"
                                                                                      "ion\": "
                                                                                      "\"long"
                                                                                      "\"") ","
                                                                                            "{"
                                                                                            "\"i"
                                                                                            "d"
                                                                                            "\":"
                                                                                            " "
                                                                                            "\"g"
                                                                                            "\", "
                                                                                            "\"na"
                                                                                            "m"
                                                                                            "e"
                                                                                            "\""
                                                                                            ":"
                                                                                            " "
                                                                                            "\"G"
                                                                                            "\", "
                                                                                            "\"ki"
                                                                                            "n"
                                                                                            "d"
                                                                                            "\""
                                                                                            ":"
                                                                                            " "
                                                                                            "\"of"
                                                                                            "-"
                                                                                            "t"
                                                                                            "o"
                                                                                            "m"
                                                                                            "o"
                                                                                            "r"
                                                                                            "r"
                                                                                            "o"
                                                                                            "w"
                                                                                            "\"}"
                                                                                            ","
                                                                                            " "
                                                                                            "7"));
  load (self);
  g_assert_cmpuint (stint_registry_get_sessions (self->registry)->len, ==, 1);
  warnings = stint_registry_dup_warnings (self->registry);
  g_assert_cmpuint (g_strv_length (warnings), ==, 7);

  put (self, make_role (stint_registry_get_integration (self->registry, "u"), "new"));
  flush (self);
  text = read_text (self->config);
  g_assert_nonnull (strstr (text, "of-tomorrow"));
  g_assert_nonnull (strstr (text, "\"long\""));
  g_assert_nonnull (strstr (text, "\"d\""));
}

static void
test_newer_is_read_only (Fixture *self, gconstpointer data)
{
  const char *text = "{\"version\": 2, \"integrations\": [" USER_JSON "], \"sessions\": []}";
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  write_text (self->config, text);
  load (self);
  g_assert_true (stint_registry_is_read_only (self->registry));
  g_assert_nonnull (stint_registry_get_integration (self->registry, "u"));
  assert_refused (self, make_role (stint_registry_get_integration (self->registry, "u"), "x"),
                  STINT_ERROR_READ_ONLY);
  g_assert_false (stint_registry_remove_integration (self->registry, "u", &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_READ_ONLY);
  flush (self);
  after = read_text (self->config);
  g_assert_cmpstr (after, ==, text);
}

static void
test_broken_file (Fixture *self, gconstpointer data)
{
  g_autofree char *broken_path = g_strconcat (self->config, ".broken", NULL);
  g_autofree char *broken = NULL;
  g_auto (GStrv) warnings = NULL;

  /* Twice, so that there is a last good copy that knows the user. */
  add_user (self, "user");
  flush (self);
  add_user (self, "other");
  flush (self);
  write_text (self->config, "{\"version\": 1, ");
  load (self);
  warnings = stint_registry_dup_warnings (self->registry);
  g_assert_cmpuint (g_strv_length (warnings), ==, 1);
  g_assert_nonnull (stint_registry_find_integration_by_name (self->registry, "user"));
  g_assert_false (stint_registry_is_read_only (self->registry));

  /* What somebody has written by hand is not thrown away either. */
  add_user (self, "third");
  flush (self);
  broken = read_text (broken_path);
  g_assert_cmpstr (broken, ==, "{\"version\": 1, ");
  load (self);
  g_assert_nonnull (stint_registry_find_integration_by_name (self->registry, "third"));
}

static void
test_broken_beyond_repair (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *deep = g_strnfill (100000, '[');

  write_text (self->config, deep);
  load (self);
  g_assert_true (stint_registry_is_read_only (self->registry));
  flush (self);
  text = read_text (self->config);
  g_assert_cmpstr (text, ==, deep);
}

static void
wait_for_change (Fixture *self, guint *counter, guint expected)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (*counter < expected && g_get_monotonic_time () < deadline)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpuint (*counter, >=, expected);
}

static void
test_edited_by_hand (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;
  StintSession *kept;

  write_text (self->config, FILE_JSON (ROLE_JSON ("a", "A", "") "," ROLE_JSON ("b", "B", "")));
  load (self);
  kept = stint_registry_get_session (self->registry, "a");
  self->n_changed = self->n_removed = 0;
  write_text (
      self->config,
      FILE_JSON (ROLE_JSON ("a", "A", ", \"region\": \"eu-west-1\"") "," ROLE_JSON ("c", "C", "")));
  wait_for_change (self, &self->n_removed, 1);
  g_assert_cmpuint (self->n_changed, ==, 2);
  g_assert_true (stint_registry_get_session (self->registry, "a") == kept);
  g_assert_cmpstr (stint_session_get_definition (kept)->region, ==, "eu-west-1");
  g_assert_null (stint_registry_get_session (self->registry, "b"));
  g_assert_nonnull (stint_registry_get_session (self->registry, "c"));

  /* A slip of the pen takes nothing away. */
  write_text (self->config, "{");
  for (guint i = 0; i < 600; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpuint (stint_registry_get_sessions (self->registry)->len, ==, 2);
}

/* On a fresh home even the folder is to come. */
static void
test_folder_by_hand (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (self->config);

  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  load (self);
  g_assert_cmpuint (stint_registry_get_sessions (self->registry)->len, ==, 0);
  self->n_changed = 0;
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  write_text (self->config, FILE_JSON (ROLE_JSON ("a", "A", "")));
  wait_for_change (self, &self->n_changed, 1);
  g_assert_nonnull (stint_registry_get_session (self->registry, "a"));
}

/* Both sides changed something: neither is lost. */
static void
test_merge (Fixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;

  write_text (self->config, FILE_JSON (ROLE_JSON ("a", "A", "")));
  load (self);
  put (self, make_role (stint_registry_get_integration (self->registry, "u"), "ours"));
  write_text (self->config, FILE_JSON (ROLE_JSON ("a", "A", "") "," ROLE_JSON ("t", "theirs", "")));
  flush (self);
  g_assert_nonnull (stint_registry_find_session_by_name (self->registry, "theirs"));
  g_assert_nonnull (stint_registry_find_session_by_name (self->registry, "ours"));
  text = read_text (self->config);
  g_assert_nonnull (strstr (text, "theirs"));
  g_assert_nonnull (strstr (text, "ours"));
}

static void
test_own_writes_are_known (Fixture *self, gconstpointer data)
{
  add_user (self, "user");
  flush (self);
  put (self, make_role (stint_registry_find_integration_by_name (self->registry, "user"), "A"));
  flush (self);
  self->n_changed = 0;
  for (guint i = 0; i < 600; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpuint (self->n_changed, ==, 0);
}

static void
hold (Fixture *self, StintSession *session)
{
  g_autoptr (StintSessionLife) life = g_new0 (StintSessionLife, 1);

  life->state = STINT_STATE_ACTIVE;
  life->held_profile = g_strdup (stint_session_get_profile (session));
  stint_session_set_life (session, life);
  stint_registry_session_changed (self->registry, session);
}

static void
test_unlisted_while_held (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  write_text (self->config, FILE_JSON (ROLE_JSON ("a", "A", "")));
  load (self);
  hold (self, stint_registry_get_session (self->registry, "a"));
  g_assert_false (stint_registry_remove_session (self->registry, "a", &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_IN_USE);
  g_clear_error (&error);
  write_text (self->config, FILE_JSON (""));
  wait_for_change (self, &self->n_unlisted, 1);
  g_assert_nonnull (stint_registry_get_session (self->registry, "a"));
  flush (self);
  text = read_text (self->config);
  g_assert_null (strstr (text, "\"A\""));
  g_assert_true (stint_registry_remove_session (self->registry, "a", &error));
  g_assert_null (stint_registry_get_session (self->registry, "a"));
}

static void
test_orphans (Fixture *self, gconstpointer data)
{
  g_autoptr (GPtrArray) orphans = NULL;
  g_autofree char *text = NULL;

  write_text (self->state, "{\"version\": 1, \"sessions\": {\"gone\": {\"state\": \"active\", "
                           "\"held-profile\": \"p\", \"key-ids\": [\"ASIA000000001EXAMPLE\"]}}}");
  load (self);
  orphans = stint_registry_list_orphans (self->registry);
  g_assert_cmpuint (orphans->len, ==, 1);
  g_assert_cmpstr (stint_registry_get_orphan (self->registry, "gone")->held_profile, ==, "p");
  add_user (self, "user");
  flush (self);
  stint_registry_drop_orphan (self->registry, "gone");
  flush (self);
  text = read_text (self->state);
  g_assert_null (strstr (text, "gone"));
}

static void
test_hostile_state (Fixture *self, gconstpointer data)
{
  g_auto (GStrv) warnings = NULL;

  write_text (self->config, FILE_JSON (ROLE_JSON ("a", "A", "") "," ROLE_JSON ("b", "B", "")));
  write_text (self->state,
              "{\"version\": 1, \"sessions\": {\"a\": {\"state\": \"active\", \"until\": -5}, "
              "\"b\": [], \"c\": {\"state\": \"x\"}, \"d\": null}}");
  load (self);
  warnings = stint_registry_dup_warnings (self->registry);
  g_assert_cmpuint (g_strv_length (warnings), ==, 4);
  g_assert_cmpint (stint_session_get_state (stint_registry_get_session (self->registry, "a")), ==,
                   STINT_STATE_INACTIVE);
}

static void
test_cannot_write (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (self->state);
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autoptr (GError) error = NULL;

  /* A file where the folder should be: also root cannot write there. */
  write_text (parent, "");
  hold (self, put (self, make_role (add_user (self, "user"), "A")));
  g_assert_false (try_flush (self, &error));
  g_assert_nonnull (error);
  g_unlink (parent);
  flush (self);
  g_assert_true (g_file_test (self->state, G_FILE_TEST_EXISTS));
}

static void
test_link_stays (Fixture *self, gconstpointer data)
{
  g_autofree char *target = g_build_filename (self->folder, "dotfiles.json", NULL);
  g_autofree char *folder = g_path_get_dirname (self->config);
  g_autofree char *text = NULL;

  write_text (target, FILE_JSON (""));
  g_mkdir_with_parents (folder, 0700);
  g_assert_cmpint (symlink (target, self->config), ==, 0);
  load (self);
  put (self, make_role (stint_registry_get_integration (self->registry, "u"), "A"));
  flush (self);
  g_assert_true (g_file_test (self->config, G_FILE_TEST_IS_SYMLINK));
  text = read_text (target);
  g_assert_nonnull (strstr (text, "\"A\""));
}

static void
test_names (void)
{
  struct
  {
    const char *name, *profile, *role_session;
  } rows[] = {
    { "DeploymentRole", "DeploymentRole", "DeploymentRole" },
    { "Büro & Lager", "B-ro-Lager", "B-ro-Lager" },
    { "a/b c", "a-b-c", "a-b-c" },
    { "DEFAULT", "stint", "DEFAULT" },
    { "###", "stint", "stint" },
    { "x", "x", "stint" },
    { "", "stint", "stint" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *profile = stint_profile_name_from (rows[i].name);
      g_autofree char *role_session = stint_role_session_name_from (rows[i].name);

      g_assert_cmpstr (profile, ==, rows[i].profile);
      g_assert_cmpstr (role_session, ==, rows[i].role_session);
    }
}

static void
assert_command (const char *helper, const char *expected)
{
  StintContext context = { .helper_command = (char *) helper };
  g_autofree char *command = stint_context_process_command (&context, "4f1c");
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (command, ==, expected);
  g_assert_true (g_shell_parse_argv (command, NULL, &words, &error));
  g_assert_no_error (error);
}

static void
test_process_command (Fixture *self, gconstpointer data)
{
  g_autofree char *spaced = g_build_filename (self->folder, "a b", "stint-credentials", NULL);
  g_autofree char *wild = g_build_filename (self->folder, "$x'y", "stint-credentials", NULL);
  g_autofree char *quoted = g_strdup_printf ("\"%s\" --session 4f1c", spaced);
  g_autofree char *wild_quoted =
      g_strdup_printf ("'%s/$x'\"'\"'y/stint-credentials' --session 4f1c", self->folder);

  write_text (spaced, "");
  write_text (wild, "");
  assert_command ("/usr/libexec/stint-credentials",
                  "/usr/libexec/stint-credentials --session 4f1c");
  assert_command (spaced, quoted);
  assert_command (wild, wild_quoted);
  assert_command ("/usr/bin/flatpak run x", "/usr/bin/flatpak run x --session 4f1c");
}

#define ADD(name, func) g_test_add ("/registry/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stint_secret_init_heap ();

  ADD ("round-trip", test_round_trip);
  ADD ("life", test_life);
  ADD ("refusals", test_refusals);
  ADD ("in-use", test_in_use);
  ADD ("unknown", test_unknown_is_kept);
  ADD ("nonsense", test_nonsense_is_kept_and_told);
  ADD ("newer", test_newer_is_read_only);
  ADD ("broken", test_broken_file);
  ADD ("beyond-repair", test_broken_beyond_repair);
  ADD ("by-hand", test_edited_by_hand);
  ADD ("by-hand/folder", test_folder_by_hand);
  ADD ("merge", test_merge);
  ADD ("own-writes", test_own_writes_are_known);
  ADD ("unlisted", test_unlisted_while_held);
  ADD ("orphans", test_orphans);
  ADD ("hostile-state", test_hostile_state);
  ADD ("cannot-write", test_cannot_write);
  ADD ("link", test_link_stays);
  ADD ("process-command", test_process_command);
  g_test_add_func ("/registry/names", test_names);

  return g_test_run ();
}
