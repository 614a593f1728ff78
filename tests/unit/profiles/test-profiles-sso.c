/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stint-file-replace.h"
#include "stint-files-watch.h"
#include "stint-json.h"
#include "stint-role-cache.h"
#include "stint-sso-cache.h"
#include "stint-sso-survey.h"
#include "stint-time.h"
#include "test-folder.h"

#define CORP_URL "https://d-1234567890.awsapps.com/start"
#define CORP_TOKEN "ee0bfd2552fbd840c02cc48b6e823320543c450f.json"
#define CORP_REGISTRATION "bc8a1afdb0f5cdc2c789b8a6cd51898e2be3c37c.json"
#define OLDER_TOKEN "7487b5b67d5fa1132cf33fa93ae51ef38cc37752.json"

/* --- A cache of its own ------------------------------------------------------------------------- */

typedef struct
{
  char *root;           /* (owned) */
  char *folder;         /* (owned): root/sso/cache, not made yet */
  StintSsoCache *cache; /* (owned) */
} Fixture;

static void
fixture_clear (Fixture *self)
{
  test_remove_tree (self->root);
  g_clear_object (&self->cache);
  g_free (self->root);
  g_free (self->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static void
fixture_init (Fixture *self)
{
  self->root = g_dir_make_tmp ("stint-sso-XXXXXX", NULL);
  g_assert_nonnull (self->root);
  self->folder = g_build_filename (self->root, "sso", "cache", NULL);
  self->cache = stint_sso_cache_new (self->folder);
}

static char *
path_of (Fixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static char *
read_file (Fixture *self, const char *name)
{
  g_autofree char *path = path_of (self, name);
  char *content = NULL;

  g_file_get_contents (path, &content, NULL, NULL);
  return content;
}

static void
write_path (const char *path, const char *content, mode_t mode)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, content, strlen (content)), ==, strlen (content));
  g_assert_cmpint (fchmod (fd, mode), ==, 0);
  g_assert_cmpint (close (fd), ==, 0);
}

static void
write_file (Fixture *self, const char *name, const char *content)
{
  g_autofree char *path = path_of (self, name);

  g_assert_cmpint (g_mkdir_with_parents (self->folder, 0755), ==, 0);
  write_path (path, content, 0600);
}

static mode_t
mode_of (const char *path)
{
  struct stat st;

  g_assert_cmpint (g_lstat (path, &st), ==, 0);
  return st.st_mode & 07777;
}

static guint
count_files (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (folder != NULL && g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static StintSsoEntry *
corp (void)
{
  static const char *const scopes[] = { STINT_SSO_DEFAULT_SCOPE, NULL };

  return stint_sso_entry_new (CORP_URL, "us-east-1", "corp", scopes);
}

static gint64
instant (const char *text)
{
  gint64 parsed = 0;

  g_assert_true (stint_time_parse (text, &parsed));
  return parsed;
}

static StintSsoToken *
token_new (const char *access_token, const char *refresh_token)
{
  StintSsoToken *token = g_new0 (StintSsoToken, 1);

  token->access_token = stint_secret_new (access_token, -1);
  token->expires = instant ("2026-11-22T18:26:42Z");
  token->client_id = g_strdup ("CID");
  token->client_secret = stint_secret_new ("CSECRET", -1);
  token->registration_expires = instant ("2027-02-20T10:26:42Z");
  if (refresh_token != NULL)
    token->refresh_token = stint_secret_new (refresh_token, -1);
  return token;
}

static StintSsoToken *
read_token (Fixture *self, const StintSsoEntry *entry)
{
  g_autoptr (GError) error = NULL;
  StintSsoToken *token = stint_sso_cache_read_token (self->cache, entry, NULL, &error);

  g_assert_no_error (error);
  return token;
}

static void
write_token (Fixture *self, const StintSsoEntry *entry, const StintSsoToken *token)
{
  g_autoptr (GError) error = NULL;

  stint_sso_cache_write_token (self->cache, entry, token, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_secret (const StintSecret *secret, const char *expected)
{
  g_assert_cmpstr (secret != NULL ? stint_secret_peek (secret) : NULL, ==, expected);
}

/* What `aws sso login` of 2.36 leaves, letter by letter. */
static const char cli_token[] =
    "{\"startUrl\": \"" CORP_URL "\", \"region\": \"us-east-1\", \"accessToken\": \"ATOKEN\", "
    "\"expiresAt\": \"2026-11-22T18:26:42Z\", \"clientId\": \"CID\", \"clientSecret\": "
    "\"CSECRET\", \"registrationExpiresAt\": \"2027-02-20T10:26:42Z\", \"refreshToken\": "
    "\"RTOKEN\"}";
static const char cli_registration[] =
    "{\"clientId\": \"CID\", \"clientSecret\": \"CSECRET\", \"expiresAt\": "
    "\"2027-02-20T10:26:42Z\", \"scopes\": [\"sso:account:access\"], \"grantTypes\": "
    "[\"authorization_code\", \"refresh_token\"]}";

/* --- Vectors ------------------------------------------------------------------------------------ */

/* (transfer full) (nullable): NULL after g_test_skip() */
static JsonParser *
open_vectors (const char *name)
{
  const char *root = g_getenv ("STINT_VECTORS");
  g_autofree char *path = root != NULL ? g_build_filename (root, name, NULL)
                                       : g_build_filename (g_getenv ("STINT_SOURCE_ROOT"), "..",
                                                           "shared", "vectors", name, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (!json_parser_load_from_file (parser, path, NULL))
    {
      g_test_skip_printf ("%s is not here; see STINT_VECTORS", name);
      return NULL;
    }
  return g_steal_pointer (&parser);
}

static const char *
get_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && !json_node_is_null (node) ? json_node_get_string (node) : NULL;
}

static GStrv
dup_strings (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (node == NULL || json_node_is_null (node))
    return NULL;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    g_strv_builder_add (builder, json_array_get_string_element (json_node_get_array (node), i));
  return g_strv_builder_end (builder);
}

static void
check_name (JsonObject *object, guint *n_checked)
{
  const char *kind = get_text (object, "kind");
  g_autofree char *expected = g_strconcat (get_text (object, "sha1"), ".json", NULL);
  g_autofree char *name = NULL;
  g_autoptr (StintSsoEntry) entry = NULL;

  if (g_str_equal (kind, "sso_token"))
    {
      const char *input = get_text (object, "input");
      gboolean is_url = g_str_has_prefix (input, "https://");

      entry =
          stint_sso_entry_new (is_url ? input : CORP_URL, "us-east-1", is_url ? NULL : input, NULL);
      name = stint_sso_entry_dup_token_name (entry);
    }
  else if (g_str_equal (kind, "sso_client_registration"))
    {
      g_auto (GStrv) scopes = dup_strings (object, "scopes");

      entry = stint_sso_entry_new (get_text (object, "startUrl"), get_text (object, "region"),
                                   get_text (object, "session_name"), (const char *const *) scopes);
      name = stint_sso_entry_dup_registration_name (entry);
    }
  else if (g_str_equal (kind, "cli_cache_sso_role"))
    {
      JsonObject *args = json_object_get_object_member (object, "args");

      entry = stint_sso_entry_new (get_text (args, "start_url"), get_text (args, "sso_region"),
                                   get_text (args, "sso_session_name"), NULL);
      name = stint_role_cache_dup_name (entry, get_text (args, "account_id"),
                                        get_text (args, "role_name"));
    }
  else
    return;
  g_assert_cmpstr (name, ==, expected);
  (*n_checked)++;
}

static void
test_names_of_botocore (void)
{
  g_autoptr (JsonParser) parser =
      open_vectors ("generated-reference/botocore-reference-vectors.json");
  JsonArray *keys;
  guint n_checked = 0;

  if (parser == NULL)
    return;
  keys = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                       "cache_keys");
  for (guint i = 0; i < json_array_get_length (keys); i++)
    check_name (json_array_get_object_element (keys, i), &n_checked);
  g_assert_cmpuint (n_checked, >=, 12);
}

/* Digests of what Python's json.dumps() made: escapes, a pair of surrogates, no scope at all. */
static void
test_names (void)
{
  static const char *const no_scopes[] = { NULL };
  static const char *const odd_scopes[] = { "a\"b\\c", "\t\n\x7f", NULL };
  g_autoptr (StintSsoEntry) odd =
      stint_sso_entry_new ("https://ü.example/start", "eu-west-1", "größe 😀", odd_scopes);
  g_autoptr (StintSsoEntry) none = stint_sso_entry_new (CORP_URL, "us-east-1", "corp", no_scopes);
  g_autoptr (StintSsoEntry) plain = corp ();
  g_autofree char *odd_name = stint_sso_entry_dup_registration_name (odd);
  g_autofree char *none_name = stint_sso_entry_dup_registration_name (none);
  g_autofree char *plain_name = stint_sso_entry_dup_registration_name (plain);
  g_autofree char *plain_token = stint_sso_entry_dup_token_name (plain);

  g_assert_cmpstr (odd_name, ==, "64e8e91c3a6978bb60d8e47b2f868741be80b18f.json");
  g_assert_cmpstr (none_name, ==, "544e8d0e5fa8efc92f9c0f7ecafcecce6ecf0539.json");
  g_assert_cmpstr (plain_name, ==, CORP_REGISTRATION);
  g_assert_cmpstr (plain_token, ==, CORP_TOKEN);
}

/* The digests are Python's. */
static void
test_names_of_roles (void)
{
  g_autoptr (StintSsoEntry) session = stint_sso_entry_new (CORP_URL, "us-east-1", "größe 😀", NULL);
  g_autoptr (StintSsoEntry) legacy =
      stint_sso_entry_new ("https://ü.example/start", "us-east-1", NULL, NULL);
  g_autofree char *session_name =
      stint_role_cache_dup_name (session, "123456789012", "A=b,c.d@e-f_+");
  g_autofree char *legacy_name = stint_role_cache_dup_name (legacy, "123456789012", "ReadOnly");

  g_assert_cmpstr (session_name, ==, "de73ba86d8aadf8dd7249c1304830f7cca47fc2d.json");
  g_assert_cmpstr (legacy_name, ==, "ebc086f635d6608ca3196b0a3d6ac6c33a2a546f.json");
}

/* Those of one portal go; the same role's of another one, and whatever else is there, stay. */
static void
test_forgetting_roles (void)
{
  const char *const roles[] = { "123456789012", "ReadOnly", "123456789012", "Never", NULL };
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) ours = corp ();
  g_autoptr (StintSsoEntry) other = stint_sso_entry_new (CORP_URL, "us-east-1", "other", NULL);
  g_autofree char *ours_name = stint_role_cache_dup_name (ours, roles[0], roles[1]);
  g_autofree char *other_name = stint_role_cache_dup_name (other, roles[0], roles[1]);
  const char *names[] = { ours_name, other_name, "note.json" };

  fixture_init (&fixture);
  g_assert_cmpuint (stint_role_cache_forget (fixture.folder, ours, roles), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (fixture.folder, 0755), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = path_of (&fixture, names[i]);

      g_assert_true (g_file_set_contents (path, "{}", -1, NULL));
    }

  g_assert_cmpuint (stint_role_cache_forget (fixture.folder, ours, roles), ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = path_of (&fixture, names[i]);

      g_assert_cmpint (g_file_test (path, G_FILE_TEST_EXISTS), ==, i != 0);
    }
}

/* --- Reading and writing ------------------------------------------------------------------------ */

static void
test_round_trip (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) entry = corp ();
  g_autoptr (StintSsoToken) token = token_new ("ATOKEN", "RTOKEN");
  g_autoptr (StintSsoToken) back = NULL;
  g_autofree char *content = NULL;
  g_autofree char *path = NULL;
  mode_t mask = umask (022);

  fixture_init (&fixture);
  g_assert_null (read_token (&fixture, entry));
  write_token (&fixture, entry, token);
  umask (mask);

  content = read_file (&fixture, CORP_TOKEN);
  g_assert_cmpstr (content, ==, cli_token);
  path = path_of (&fixture, CORP_TOKEN);
  g_assert_cmpint (mode_of (path), ==, 0600);
  g_assert_cmpint (mode_of (fixture.folder), ==, 0755);
  g_assert_cmpuint (count_files (fixture.folder), ==, 1);

  back = read_token (&fixture, entry);
  g_assert_nonnull (back);
  g_assert_cmpstr (back->start_url, ==, CORP_URL);
  g_assert_cmpstr (back->region, ==, "us-east-1");
  g_assert_cmpstr (back->client_id, ==, "CID");
  assert_secret (back->access_token, "ATOKEN");
  assert_secret (back->client_secret, "CSECRET");
  assert_secret (back->refresh_token, "RTOKEN");
  g_assert_cmpint (back->expires, ==, token->expires);
  g_assert_cmpint (back->registration_expires, ==, token->registration_expires);
  g_assert_true (stint_sso_token_can_refresh (back, back->registration_expires - 1));
  g_assert_false (stint_sso_token_can_refresh (back, back->registration_expires));
}

static void
test_registration (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) entry = corp ();
  g_autoptr (StintSsoRegistration) registration = NULL;
  g_autoptr (StintSsoRegistration) copy = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  gboolean removed = FALSE;

  fixture_init (&fixture);
  write_file (&fixture, CORP_REGISTRATION, cli_registration);
  registration = stint_sso_cache_read_registration (fixture.cache, entry, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (registration->client_id, ==, "CID");
  assert_secret (registration->client_secret, "CSECRET");
  g_assert_cmpint (registration->expires, ==, instant ("2027-02-20T10:26:42Z"));
  g_assert_cmpuint (g_strv_length (registration->scopes), ==, 1);
  g_assert_true (stint_sso_registration_is_for_browser (registration));

  copy = stint_sso_registration_copy (registration);
  g_clear_pointer (&copy->grant_types, g_strfreev);
  g_assert_false (stint_sso_registration_is_for_browser (copy));
  stint_sso_cache_delete_registration (fixture.cache, entry, &removed, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (removed);
  stint_sso_cache_write_registration (fixture.cache, entry, registration, NULL, &error);
  g_assert_no_error (error);
  content = read_file (&fixture, CORP_REGISTRATION);
  g_assert_cmpstr (content, ==, cli_registration);

  /* The device flow's has no grant types, and says so by leaving them out. */
  stint_sso_cache_write_registration (fixture.cache, entry, copy, NULL, &error);
  g_assert_no_error (error);
  g_free (content);
  content = read_file (&fixture, CORP_REGISTRATION);
  g_assert_null (strstr (content, "grantTypes"));
}

static void
test_unknown_members (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) entry = corp ();
  g_autoptr (StintSsoToken) token = token_new ("NEW", NULL);
  g_autofree char *content = NULL;

  fixture_init (&fixture);
  write_file (&fixture, CORP_TOKEN,
              "{\"accessToken\":\"OLD\",\"n\\u0065w\" : {\"a\": [1, 2.50]},\n"
              "\"refreshT\\u006fken\":\"R\",\"expiresAt\":\"2020-01-01T00:00:00UTC\","
              "\"flag\":true }");
  write_token (&fixture, entry, token);
  content = read_file (&fixture, CORP_TOKEN);
  g_assert_cmpstr (content, ==,
                   "{\"startUrl\": \"" CORP_URL "\", \"region\": \"us-east-1\", \"accessToken\": "
                   "\"NEW\", \"expiresAt\": \"2026-11-22T18:26:42Z\", \"clientId\": \"CID\", "
                   "\"clientSecret\": \"CSECRET\", \"registrationExpiresAt\": "
                   "\"2027-02-20T10:26:42Z\", \"n\\u0065w\": {\"a\": [1, 2.50]}, \"flag\": true}");
}

/* What stands there already is not written again. */
static void
test_no_write (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) entry = corp ();
  g_autoptr (StintSsoToken) token = token_new ("ATOKEN", "RTOKEN");
  g_autofree char *path = NULL;
  struct stat before, after;

  fixture_init (&fixture);
  write_file (&fixture, CORP_TOKEN, cli_token);
  path = path_of (&fixture, CORP_TOKEN);
  g_assert_cmpint (g_stat (path, &before), ==, 0);
  write_token (&fixture, entry, token);
  g_assert_cmpint (g_stat (path, &after), ==, 0);
  g_assert_cmpuint (before.st_ino, ==, after.st_ino);
}

static void
test_odd_text (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) entry = stint_sso_entry_new ("https://ü\"\\/😀", "r", NULL, NULL);
  g_autoptr (StintSsoToken) token = token_new ("a\tb\x01é", NULL);
  g_autoptr (StintSsoToken) back = NULL;
  g_autofree char *name = stint_sso_entry_dup_token_name (entry);
  g_autofree char *content = NULL;

  fixture_init (&fixture);
  write_token (&fixture, entry, token);
  content = read_file (&fixture, name);
  g_assert_true (g_str_is_ascii (content));
  g_assert_nonnull (
      strstr (content, "\"https://\\u00fc\\\"\\\\/\\ud83d\\ude00\", \"region\": \"r\""));
  g_assert_nonnull (strstr (content, "\"a\\tb\\u0001\\u00e9\""));
  back = read_token (&fixture, entry);
  g_assert_cmpstr (back->start_url, ==, entry->start_url);
  assert_secret (back->access_token, "a\tb\x01é");
}

/* --- What is no token --------------------------------------------------------------------------- */

static void
test_no_token (void)
{
  static const char *const contents[] = {
    "",
    "  \n",
    "{}",
    "{\"accessToken\": \"A\"}",
    "{\"expiresAt\": \"2026-11-22T18:26:42Z\"}",
    "{\"accessToken\": \"\", \"expiresAt\": \"2026-11-22T18:26:42Z\"}",
    "{\"accessToken\": 1, \"expiresAt\": \"2026-11-22T18:26:42Z\"}",
    "{\"accessToken\": \"A\", \"expiresAt\": \"soon\"}",
  };
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) entry = corp ();

  fixture_init (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      write_file (&fixture, CORP_TOKEN, contents[i]);
      g_assert_null (read_token (&fixture, entry));
    }
}

static void
test_malformed (void)
{
  static const char *const contents[] = { "{\"accessToken\": \"A", "null", "[]", "{} {}",
                                          "{\"a\": \"\xff\"}" };
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) entry = corp ();
  g_autoptr (StintSsoToken) token = token_new ("ATOKEN", "RTOKEN");
  g_autofree char *content = NULL;

  fixture_init (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (GError) error = NULL;

      write_file (&fixture, CORP_TOKEN, contents[i]);
      g_assert_null (stint_sso_cache_read_token (fixture.cache, entry, NULL, &error));
      g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_MALFORMED);
      g_assert_null (strstr (error->message, "accessToken"));
    }
  /* A sign-in makes it right again. */
  write_token (&fixture, entry, token);
  content = read_file (&fixture, CORP_TOKEN);
  g_assert_cmpstr (content, ==, cli_token);
}

/* A writer in place, as slow as they come: the file is empty, then half, then whole. */
static gpointer
slow_writer (gpointer user_data)
{
  const char *path = user_data;
  int fd = g_open (path, O_WRONLY | O_TRUNC | O_CLOEXEC, 0);
  gsize half = strlen (cli_token) / 2;

  g_assert_cmpint (fd, >=, 0);
  g_usleep (20000);
  g_assert_cmpint (write (fd, cli_token, half), ==, half);
  g_usleep (20000);
  g_assert_cmpint (write (fd, cli_token + half, strlen (cli_token) - half), ==,
                   strlen (cli_token) - half);
  close (fd);
  return NULL;
}

static void
test_half_written (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) entry = corp ();
  g_autofree char *path = NULL;

  fixture_init (&fixture);
  write_file (&fixture, CORP_TOKEN, cli_token);
  path = path_of (&fixture, CORP_TOKEN);
  for (guint i = 0; i < 5; i++)
    {
      GThread *thread = g_thread_new ("writer", slow_writer, path);
      g_autoptr (StintSsoToken) token = NULL;

      token = read_token (&fixture, entry);
      g_thread_join (thread);
      g_assert_nonnull (token);
      assert_secret (token->access_token, "ATOKEN");
    }
}

/* --- Several at it ------------------------------------------------------------------------------ */

#define WRITES 60

typedef struct
{
  Fixture *fixture;
  const char *mark;
} Writer;

static gpointer
busy_writer (gpointer user_data)
{
  const Writer *writer = user_data;
  g_autoptr (StintSsoEntry) entry = corp ();

  for (guint i = 0; i < WRITES; i++)
    {
      g_autofree char *text = g_strdup_printf ("%s%u", writer->mark, i);
      g_autoptr (StintSsoToken) token = token_new (text, text);

      write_token (writer->fixture, entry, token);
    }
  return NULL;
}

/* Two writers, and a reader to whom the file is whole at any time, with one writer's pair. */
static void
test_concurrent_writers (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) entry = corp ();
  Writer writers[] = { { &fixture, "left" }, { &fixture, "right" } };
  GThread *threads[2];
  g_autofree char *content = NULL;

  fixture_init (&fixture);
  write_file (&fixture, CORP_TOKEN,
              "{\"accessToken\": \"0\", \"refreshToken\": \"0\", \"expiresAt\": "
              "\"2026-11-22T18:26:42Z\", \"mine\": 1}");
  for (guint i = 0; i < 2; i++)
    threads[i] = g_thread_new ("writer", busy_writer, &writers[i]);
  for (guint i = 0; i < WRITES; i++)
    {
      g_autoptr (StintSsoToken) token = read_token (&fixture, entry);

      g_assert_nonnull (token);
      g_assert_true (stint_secret_equal (token->access_token, token->refresh_token));
    }
  for (guint i = 0; i < 2; i++)
    g_thread_join (threads[i]);
  content = read_file (&fixture, CORP_TOKEN);
  g_assert_nonnull (strstr (content, "\"mine\": 1"));
  g_assert_cmpuint (count_files (fixture.folder), ==, 1);
}

/* --- Modes, links, folders ---------------------------------------------------------------------- */

static void
test_modes (void)
{
  static const mode_t modes[] = { 0600, 0640, 0644 };
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) entry = corp ();
  g_autoptr (StintSsoToken) token = token_new ("NEW", NULL);
  g_autofree char *path = NULL;

  fixture_init (&fixture);
  path = path_of (&fixture, CORP_TOKEN);
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      write_file (&fixture, CORP_TOKEN, cli_token);
      g_assert_cmpint (g_chmod (path, modes[i]), ==, 0);
      write_token (&fixture, entry, token);
      g_assert_cmpint (mode_of (path), ==, modes[i]);
    }
}

static void
test_links (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) entry = corp ();
  g_autoptr (StintSsoToken) token = token_new ("ATOKEN", "RTOKEN");
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *target = NULL;
  g_autofree char *content = NULL;
  gboolean removed = FALSE;

  fixture_init (&fixture);
  path = path_of (&fixture, CORP_TOKEN);
  target = g_build_filename (fixture.root, "elsewhere", NULL);
  g_assert_cmpint (g_mkdir_with_parents (fixture.folder, 0755), ==, 0);
  write_path (target, "{\"keep\": 1}", 0600);
  g_assert_cmpint (symlink ("../../elsewhere", path), ==, 0);
  write_token (&fixture, entry, token);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_get_contents (target, &content, NULL, NULL));
  g_assert_true (g_str_has_suffix (content, "\"RTOKEN\", \"keep\": 1}"));

  stint_sso_cache_delete_token (fixture.cache, entry, &removed, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (removed);
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
  g_assert_null (read_token (&fixture, entry));
}

/* The whole folder may be a link as well. */
static void
test_linked_folder (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) entry = corp ();
  g_autoptr (StintSsoToken) token = token_new ("ATOKEN", "RTOKEN");
  g_autofree char *target = NULL;
  g_autofree char *parent = NULL;

  fixture_init (&fixture);
  target = g_build_filename (fixture.root, "elsewhere", NULL);
  parent = g_path_get_dirname (fixture.folder);
  g_assert_cmpint (g_mkdir (target, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (parent, 0755), ==, 0);
  g_assert_cmpint (symlink (target, fixture.folder), ==, 0);
  write_token (&fixture, entry, token);
  g_assert_cmpuint (count_files (target), ==, 1);
  g_assert_true (g_file_test (fixture.folder, G_FILE_TEST_IS_SYMLINK));
}

static void
test_delete (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) entry = corp ();
  g_autoptr (GError) error = NULL;
  gboolean removed = TRUE;

  fixture_init (&fixture);
  stint_sso_cache_delete_token (fixture.cache, entry, &removed, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (removed);
  write_file (&fixture, CORP_TOKEN, cli_token);
  write_file (&fixture, CORP_REGISTRATION, cli_registration);
  write_file (&fixture, OLDER_TOKEN, cli_token);
  stint_sso_cache_delete_token (fixture.cache, entry, &removed, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (removed);
  g_assert_null (read_token (&fixture, entry));
  g_assert_cmpuint (count_files (fixture.folder), ==, 2);
}

/* A file is no folder, whoever asks (root may write where others may not). */
static void
test_unusable_folder (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) entry = corp ();
  g_autoptr (StintSsoToken) token = token_new ("ATOKEN", "RTOKEN");
  g_autoptr (GError) error = NULL;
  g_autofree char *parent = NULL;

  fixture_init (&fixture);
  parent = g_path_get_dirname (fixture.folder);
  write_path (parent, "", 0600);
  g_assert_false (stint_sso_cache_write_token (fixture.cache, entry, token, NULL, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_NOT_A_FILE);
  g_assert_nonnull (strstr (error->message, fixture.folder));
}

static void
test_read_only_folder (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) entry = corp ();
  g_autoptr (StintSsoToken) token = token_new ("NEW", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;

  fixture_init (&fixture);
  write_file (&fixture, CORP_TOKEN, cli_token);
  g_assert_cmpint (g_chmod (fixture.folder, 0555), ==, 0);
  if (g_access (fixture.folder, W_OK) == 0)
    {
      g_test_skip ("root may write into every folder");
      return;
    }
  g_assert_false (stint_sso_cache_write_token (fixture.cache, entry, token, NULL, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_NOT_WRITABLE);
  content = read_file (&fixture, CORP_TOKEN);
  g_assert_cmpstr (content, ==, cli_token);
  g_clear_error (&error);
  g_assert_false (stint_sso_cache_delete_token (fixture.cache, entry, NULL, NULL, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_NOT_WRITABLE);
}

/* --- What the SDKs' shared cases say ------------------------------------------------------------- */

static void
put_refreshed (StintSsoToken *token, JsonObject *answer, const char *now)
{
  const char *refresh_token = get_text (answer, "refreshToken");

  g_clear_pointer (&token->access_token, stint_secret_unref);
  token->access_token = stint_secret_new (get_text (answer, "accessToken"), -1);
  token->expires = instant (now) + STINT_SECONDS (json_object_get_int_member (answer, "expiresIn"));
  g_clear_pointer (&token->refresh_token, stint_secret_unref);
  if (refresh_token != NULL)
    token->refresh_token = stint_secret_new (refresh_token, -1);
}

static gboolean
same_json (const char *content, JsonNode *expected)
{
  g_autoptr (JsonNode) node = json_from_string (content, NULL);

  return node != NULL && json_node_equal (node, expected);
}

static void
check_refresh_case (JsonObject *object)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) entry =
      stint_sso_entry_new ("https://d-123.awsapps.com/start", "us-west-2", "admin", NULL);
  g_autofree char *name = stint_sso_entry_dup_token_name (entry);
  g_autofree char *cached = json_to_string (json_object_get_member (object, "cachedToken"), FALSE);
  const char *now = get_text (object, "currentTime");
  JsonNode *answer = json_object_get_member (object, "refreshResponse");
  g_autoptr (StintSsoToken) token = NULL;
  gboolean loads = g_strcmp0 (get_text (object, "expectedException"), "SSOTokenLoadError") != 0;

  g_test_message ("%s", get_text (object, "documentation"));
  fixture_init (&fixture);
  write_file (&fixture, name, cached);
  token = read_token (&fixture, entry);
  g_assert_true ((token != NULL) == loads);
  if (!loads)
    return;
  if (answer == NULL)
    {
      gboolean usable = token->expires > instant (now);

      g_assert_true (usable == json_object_has_member (object, "expectedToken"));
      g_assert_true (usable || !stint_sso_token_can_refresh (token, instant (now)));
      return;
    }
  g_assert_true (stint_sso_token_can_refresh (token, instant (now)));
  put_refreshed (token, json_node_get_object (answer), now);
  write_token (&fixture, entry, token);
  {
    g_autofree char *written = read_file (&fixture, name);

    g_assert_true (same_json (written, json_object_get_member (object, "expectedTokenWriteback")));
  }
}

static void
test_shared_cases (void)
{
  g_autoptr (JsonParser) parser = open_vectors ("sso-token-provider/sso-token-provider-cases.json");
  JsonArray *cases;

  if (parser == NULL)
    return;
  cases = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                        "sso_provider_refresh_cases");
  g_assert_cmpuint (json_array_get_length (cases), >=, 8);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    check_refresh_case (json_array_get_object_element (cases, i));
}

/* Every file that the AWS CLI left in a capture is read, and written again is what it was. */
static void
check_captured (const char *name, JsonNode *node, guint *n_checked)
{
  static const char *const browser_scopes[] = { STINT_SSO_DEFAULT_SCOPE, NULL };
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) section = corp ();
  g_autoptr (StintSsoEntry) older = stint_sso_entry_new (CORP_URL, "us-east-1", NULL, NULL);
  g_autofree char *base = g_path_get_basename (name);
  g_autofree char *content = json_to_string (node, FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree char *written = NULL;

  g_assert_true (stint_sso_scopes_equal (browser_scopes, (const char *const *) older->scopes));
  fixture_init (&fixture);
  write_file (&fixture, base, content);
  for (guint i = 0; i < 2; i++)
    {
      const StintSsoEntry *entry = i == 0 ? section : older;
      g_autofree char *token_name = stint_sso_entry_dup_token_name (entry);
      g_autofree char *registration_name = stint_sso_entry_dup_registration_name (entry);

      if (g_str_equal (base, token_name))
        {
          g_autoptr (StintSsoToken) token = read_token (&fixture, entry);

          g_assert_nonnull (token);
          write_token (&fixture, entry, token);
        }
      else if (g_str_equal (base, registration_name))
        {
          g_autoptr (StintSsoRegistration) registration =
              stint_sso_cache_read_registration (fixture.cache, entry, NULL, &error);

          g_assert_no_error (error);
          g_assert_nonnull (registration);
          stint_sso_cache_write_registration (fixture.cache, entry, registration, NULL, &error);
          g_assert_no_error (error);
        }
      else
        continue;
      (*n_checked)++;
    }
  written = read_file (&fixture, base);
  g_assert_true (same_json (written, node));
}

static void
test_captures (void)
{
  static const char *const flows[] = { "pkce", "device", "legacy", "refresh" };
  guint n_checked = 0;

  for (guint i = 0; i < G_N_ELEMENTS (flows); i++)
    {
      g_autofree char *name = g_strdup_printf ("wire-aws-cli/%s.json", flows[i]);
      g_autoptr (JsonParser) parser = open_vectors (name);
      JsonObject *files;
      JsonObjectIter iter;
      const char *path;
      JsonNode *node;

      if (parser == NULL)
        return;
      files = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)),
                                             "cache_files_after");
      json_object_iter_init (&iter, files);
      while (json_object_iter_next (&iter, &path, &node))
        if (g_str_has_prefix (path, "sso/cache/"))
          check_captured (path, node, &n_checked);
    }
  g_assert_cmpuint (n_checked, >=, 10);
}

/* --- The survey --------------------------------------------------------------------------------- */

static const char survey_config[] =
    "[profile new]\n"
    "sso_session = corp\nsso_account_id = 111111111111\nsso_role_name = Admin\nregion = eu-west-1\n"
    "[profile old]\n"
    "sso_start_url = " CORP_URL "\nsso_region = us-east-1\n"
    "sso_account_id = 222222222222\nsso_role_name = Read\n"
    "[profile held]\n"
    "x_stint_off_sso_start_url = https://other.awsapps.com/start#/\n"
    "x_stint_off_sso_region = eu-west-1\n"
    "x_stint_off_sso_account_id = 333333333333\nx_stint_off_sso_role_name = Held\n"
    "[profile token]\nsso_session = corp\n"
    "[profile lost]\nsso_session = nowhere\nsso_account_id = 1\nsso_role_name = R\n"
    "[profile half]\nsso_start_url = " CORP_URL "\nsso_account_id = 1\nsso_role_name = R\n"
    "[profile twice]\nsso_session = corp\nsso_region = us-east-1\nsso_account_id = 1\n"
    "sso_role_name = R\n"
    "[profile against]\nsso_session = corp\nsso_region = eu-west-1\nsso_account_id = 1\n"
    "sso_role_name = R\n"
    "[profile cut]\nsso_session = cut\nsso_account_id = 1\nsso_role_name = R\n"
    "[profile plain]\nregion = eu-west-1\n"
    "[sso-session corp]\nsso_start_url = " CORP_URL "\nsso_region = us-east-1\n"
    "sso_registration_scopes = sso:account:access, codewhisperer:completions\n"
    "[sso-session bare]\nsso_start_url = " CORP_URL "/\nsso_region = us-east-1\n"
    "[sso-session cut]\nsso_region = us-east-1\n";

static void
assert_profile (const StintSsoSurvey *survey,
                const char *name,
                const char *session,
                StintSsoFlaws flaws)
{
  const StintSsoProfile *profile = stint_sso_survey_find_profile (survey, name);
  const StintSsoEntry *entry;

  g_assert_nonnull (profile);
  g_assert_cmpuint (profile->flaws, ==, flaws);
  entry = stint_sso_survey_get_entry (survey, profile->entry);
  g_assert_true ((entry != NULL) == (session != NULL));
  if (entry != NULL)
    g_assert_cmpstr (entry->session_name != NULL ? entry->session_name : "", ==, session);
}

static void
test_survey (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (NULL, survey_config);
  g_autoptr (GError) error = NULL;
  g_autoptr (StintSsoSurvey) survey = stint_sso_survey_new (folder->files, &error);
  const StintSsoProfile *profile;

  g_assert_no_error (error);
  g_assert_cmpuint (survey->entries->len, ==, 4);
  g_assert_cmpuint (survey->profiles->len, ==, 9);
  assert_profile (survey, "new", "corp", STINT_SSO_FINE);
  assert_profile (survey, "old", "", STINT_SSO_FINE);
  assert_profile (survey, "held", "", STINT_SSO_FINE);
  assert_profile (survey, "token", "corp", STINT_SSO_TOKEN_ONLY);
  assert_profile (survey, "lost", NULL, STINT_SSO_NO_SESSION);
  assert_profile (survey, "half", NULL, STINT_SSO_INCOMPLETE);
  assert_profile (survey, "twice", "corp", STINT_SSO_REPEATS);
  assert_profile (survey, "against", "corp", STINT_SSO_CONTRADICTS);
  assert_profile (survey, "cut", NULL, STINT_SSO_INCOMPLETE);
  g_assert_null (stint_sso_survey_find_profile (survey, "plain"));

  profile = stint_sso_survey_find_profile (survey, "new");
  g_assert_cmpstr (profile->account_id, ==, "111111111111");
  g_assert_cmpstr (profile->role_name, ==, "Admin");
  g_assert_cmpstr (profile->region, ==, "eu-west-1");
}

static const char *
match (const StintSsoSurvey *survey,
       const char *start_url,
       const char *region,
       const char *scopes,
       const char *preferred)
{
  g_auto (GStrv) list = stint_sso_scopes_parse (scopes);
  const StintSsoEntry *entry =
      stint_sso_survey_match (survey, start_url, region, (const char *const *) list, preferred);

  if (entry == NULL)
    return NULL;
  return entry->session_name != NULL ? entry->session_name : "";
}

static void
test_match (void)
{
  static const char both[] = "codewhisperer:completions,sso:account:access";
  static const char other[] = "https://other.awsapps.com/start";
  g_autoptr (TestFolder) folder = test_folder_new (NULL, survey_config);
  g_autoptr (StintSsoSurvey) survey = stint_sso_survey_new (folder->files, NULL);

  g_assert_cmpstr (match (survey, CORP_URL, "us-east-1", both, NULL), ==, "corp");
  g_assert_cmpstr (match (survey, CORP_URL, "us-east-1", NULL, NULL), ==, "bare");
  g_assert_cmpstr (match (survey, CORP_URL, "us-east-1", "sso:account:access", "corp"), ==, "bare");
  g_assert_cmpstr (match (survey, other, "eu-west-1", NULL, NULL), ==, "");
  g_assert_cmpstr (match (survey, "HTTPS://Other.AwsApps.com/start/", "eu-west-1", NULL, NULL), ==,
                   "");
  g_assert_null (match (survey, other, "us-east-1", NULL, NULL));
  g_assert_null (match (survey, other, "eu-west-1", both, NULL));
  g_assert_null (match (survey, CORP_URL "/x", "us-east-1", NULL, NULL));
  g_assert_null (match (survey, "https://other.awsapps.com/START", "eu-west-1", NULL, NULL));
}

static void
test_start_urls (void)
{
  g_assert_true (stint_sso_start_url_equal ("https://a/start", "https://a/start/#/"));
  g_assert_true (stint_sso_start_url_equal ("https://A/start#", "HTTPS://a/start"));
  g_assert_true (stint_sso_start_url_equal ("https://a", "https://a/"));
  g_assert_false (stint_sso_start_url_equal ("https://a/start", "https://a/Start"));
  g_assert_false (stint_sso_start_url_equal ("https://a/start", "https://b/start"));
  g_assert_false (stint_sso_start_url_equal ("https://a/start", NULL));
  g_assert_false (stint_sso_start_url_equal ("a", "https://a"));
}

/* --- Watching ------------------------------------------------------------------------------------ */

static void
count_cb (StintFilesWatch *watch, gpointer user_data)
{
  (*(guint *) user_data)++;
}

/* The watch gathers for a quarter of a second; what comes later is another signal. */
static void
wait_for_change (guint *count)
{
  guint before = *count;
  gint64 deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while (*count == before && g_get_monotonic_time () < deadline)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpuint (*count, >, before);
}

static void
test_watch (void)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (StintSsoEntry) entry = corp ();
  g_autoptr (StintSsoToken) token = token_new ("ATOKEN", "RTOKEN");
  g_autoptr (StintFilesWatch) watch = NULL;
  g_autofree char *path = NULL;
  guint count = 0;

  fixture_init (&fixture);
  watch = stint_files_watch_new_for_folder (fixture.folder);
  g_signal_connect (watch, "changed", G_CALLBACK (count_cb), &count);
  /* The folder comes with the first sign-in. */
  write_token (&fixture, entry, token);
  wait_for_change (&count);
  /* As `aws sso login` of Debian writes. */
  write_file (&fixture, OLDER_TOKEN, cli_token);
  wait_for_change (&count);
  /* As `aws sso logout` does it. */
  path = path_of (&fixture, CORP_TOKEN);
  g_assert_cmpint (g_unlink (path), ==, 0);
  wait_for_change (&count);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sso/names-of-botocore", test_names_of_botocore);
  g_test_add_func ("/sso/names", test_names);
  g_test_add_func ("/sso/names-of-roles", test_names_of_roles);
  g_test_add_func ("/sso/forgetting-roles", test_forgetting_roles);
  g_test_add_func ("/sso/round-trip", test_round_trip);
  g_test_add_func ("/sso/registration", test_registration);
  g_test_add_func ("/sso/unknown-members", test_unknown_members);
  g_test_add_func ("/sso/no-write", test_no_write);
  g_test_add_func ("/sso/odd-text", test_odd_text);
  g_test_add_func ("/sso/no-token", test_no_token);
  g_test_add_func ("/sso/malformed", test_malformed);
  g_test_add_func ("/sso/half-written", test_half_written);
  g_test_add_func ("/sso/concurrent-writers", test_concurrent_writers);
  g_test_add_func ("/sso/modes", test_modes);
  g_test_add_func ("/sso/links", test_links);
  g_test_add_func ("/sso/linked-folder", test_linked_folder);
  g_test_add_func ("/sso/delete", test_delete);
  g_test_add_func ("/sso/unusable-folder", test_unusable_folder);
  g_test_add_func ("/sso/read-only-folder", test_read_only_folder);
  g_test_add_func ("/sso/shared-cases", test_shared_cases);
  g_test_add_func ("/sso/captures", test_captures);
  g_test_add_func ("/sso/survey", test_survey);
  g_test_add_func ("/sso/match", test_match);
  g_test_add_func ("/sso/start-urls", test_start_urls);
  g_test_add_func ("/sso/watch", test_watch);
  return g_test_run ();
}
