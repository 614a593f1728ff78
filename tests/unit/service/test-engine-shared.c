/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The life of a session whose profile is it already: nothing is written, whatever happens. */

#include "config.h"

#include "engine-fixture.h"
#include "fake-center.h"
#include "stint-sso-entry.h"
#include "stint-time.h"

#define START_URL "https://d-1234567890.awsapps.com/start"
#define SETTINGS                                                                                   \
  "sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Reader\nregion = "           \
  "eu-west-1\n"
#define CONFIG                                                                                     \
  "[profile reader]\n" SETTINGS "[default]\n" SETTINGS                                             \
  "[sso-session corp]\nsso_start_url = " START_URL "\nsso_region = eu-west-1\n"
#define CREDENTIALS "[mine]\naws_access_key_id = " USER_KEY_ID "\naws_secret_access_key = x\n"
#define MINUTES(n) (60 * (n))

typedef struct
{
  EngineFixture engine;
  FakeCenter *center;
  StintSession *session; /* (unowned) */
} Fixture;

/* As `aws sso login` leaves it. */
static void
sign_in (Fixture *self)
{
  StintContext *context = &self->engine.context;
  g_autoptr (StintSsoEntry) entry = stint_sso_entry_new (START_URL, "eu-west-1", "corp", NULL);
  g_autoptr (StintSsoToken) token = g_new0 (StintSsoToken, 1);
  g_autofree char *refresh = NULL;
  g_autofree char *access = fake_center_issue (self->center, &refresh);
  g_autoptr (GError) error = NULL;

  token->access_token = stint_secret_new (access, -1);
  token->expires = stint_clock_now (self->engine.clock) + STINT_SECONDS (MINUTES (60));
  stint_sso_cache_write_token (context->sso_cache, entry, token, NULL, &error);
  g_assert_no_error (error);
}

static void
add_center (Fixture *self)
{
  StintIntegrationDefinition *definition = stint_integration_definition_new ();
  g_autoptr (GError) error = NULL;

  definition->kind = STINT_INTEGRATION_IDENTITY_CENTER;
  definition->id = g_strdup ("corp");
  definition->name = g_strdup ("Corp");
  definition->region = g_strdup ("eu-west-1");
  definition->start_url = g_strdup (START_URL);
  /* AWS's own limit is kept by the clock, which stands still. */
  definition->endpoint_url = g_strdup (fake_center_get_url (self->center));
  stint_registry_put_integration (self->engine.context.registry, definition, &error);
  g_assert_no_error (error);
}

static void
add_session (Fixture *self)
{
  StintSessionDefinition *definition = stint_session_definition_new ();

  definition->kind = STINT_SESSION_IDENTITY_CENTER;
  definition->id = g_strdup ("reader-of-corp");
  definition->name = g_strdup ("Reader");
  definition->integration_id = g_strdup ("corp");
  definition->account_id = g_strdup ("111122223333");
  definition->role_name = g_strdup ("Reader");
  definition->profile = g_strdup ("reader");
  definition->pinned = TRUE;
  self->session = engine_fixture_put (&self->engine, definition);
}

static void
revive (Fixture *self)
{
  engine_fixture_revive (&self->engine);
  self->session = stint_registry_get_session (self->engine.context.registry, "reader-of-corp");
}

static void
set_up (Fixture *self, gconstpointer data)
{
  StintContext *context = &self->engine.context;
  g_autofree char *cache = NULL;

  engine_fixture_set_up (&self->engine, NULL);
  engine_fixture_kill (&self->engine);
  self->center = fake_center_new (1, 1);
  fake_center_set_now (self->center, stint_clock_now (self->engine.clock));
  engine_fixture_write (&self->engine, CREDENTIALS, CONFIG);
  cache = g_build_filename (self->engine.folder, "aws", "sso", "cache", NULL);
  context->oidc =
      stint_oidc_new (context->http, context->clock, fake_center_get_url (self->center));
  context->portal = stint_portal_new (context->http, fake_center_get_url (self->center));
  context->sso_cache = stint_sso_cache_new (cache);
  sign_in (self);
  revive (self);
  add_center (self);
  add_session (self);
  engine_fixture_settle (&self->engine);
  engine_fixture_flush (&self->engine);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  engine_fixture_settle (&self->engine);
  g_clear_object (&self->engine.context.oidc);
  g_clear_object (&self->engine.context.portal);
  g_clear_object (&self->engine.context.sso_cache);
  engine_fixture_tear_down (&self->engine, NULL);
  fake_center_free (self->center);
}

static void
assert_shared (Fixture *self, StintSessionState state)
{
  const StintSessionLife *life = stint_session_get_life (self->session);

  g_assert_cmpint (life->state, ==, state);
  g_assert_true (life->shared);
  g_assert_null (stint_session_get_warning (self->session));
  engine_fixture_assert_files (&self->engine, CREDENTIALS, CONFIG);
}

static void
assert_over (Fixture *self, const char *warning)
{
  const StintSessionLife *life = stint_session_get_life (self->session);

  g_assert_cmpint (life->state, ==, STINT_STATE_INACTIVE);
  g_assert_false (life->shared);
  g_assert_null (life->held_profile);
  g_assert_cmpstr (stint_session_get_warning (self->session), ==, warning);
}

static void
test_life (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintStartResult) renewed = NULL;
  gint64 until;

  engine_fixture_start (&self->engine, self->session, NULL);
  assert_shared (self, STINT_STATE_ACTIVE);
  until = stint_session_get_life (self->session)->until;
  g_assert_cmpint (until, >, stint_clock_now (self->engine.clock));
  g_assert_nonnull (stint_session_get_credentials (self->session));
  renewed = engine_fixture_try_renew (&self->engine, self->session, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (renewed->path, ==, self->engine.context.config_path);
  assert_shared (self, STINT_STATE_ACTIVE);

  /* Nobody renews the sign-in, and the keys that Stint has end.  The profile is what it was. */
  for (int i = 0; i < 8; i++)
    {
      fake_center_set_now (self->center,
                           stint_clock_now (self->engine.clock) + STINT_SECONDS (MINUTES (15)));
      engine_fixture_advance (&self->engine, MINUTES (15));
    }
  g_assert_cmpint (stint_session_get_state (self->session), ==, STINT_STATE_EXPIRED);
  g_assert_true (stint_session_get_life (self->session)->shared);
  engine_fixture_assert_files (&self->engine, CREDENTIALS, CONFIG);
  engine_fixture_stop (&self->engine, self->session);
  assert_over (self, NULL);
  engine_fixture_assert_files (&self->engine, CREDENTIALS, CONFIG);
}

static void
test_restored (Fixture *self, gconstpointer data)
{
  gint64 until;

  engine_fixture_start (&self->engine, self->session, NULL);
  until = stint_session_get_life (self->session)->until;
  engine_fixture_flush (&self->engine);
  engine_fixture_kill (&self->engine);
  revive (self);
  assert_shared (self, STINT_STATE_ACTIVE);
  g_assert_cmpint (stint_session_get_life (self->session)->until, ==, until);
  engine_fixture_stop (&self->engine, self->session);
  assert_over (self, NULL);
}

/* What is to be is written down before it is known that nothing has to be done for it. */
static void
test_killed_at_once (Fixture *self, gconstpointer data)
{
  engine_fixture_start (&self->engine, self->session, NULL);
  engine_fixture_kill (&self->engine);
  revive (self);
  assert_over (self, NULL);
  engine_fixture_assert_files (&self->engine, CREDENTIALS, CONFIG);
  engine_fixture_start (&self->engine, self->session, NULL);
  assert_shared (self, STINT_STATE_ACTIVE);
}

/* Without sharing nobody can tell whether it is what it was: the next renewal writes. */
static void
test_restored_without_sharing (Fixture *self, gconstpointer data)
{
  engine_fixture_start (&self->engine, self->session, NULL);
  engine_fixture_flush (&self->engine);
  engine_fixture_kill (&self->engine);
  g_clear_object (&self->engine.context.sso_cache);
  revive (self);
  assert_shared (self, STINT_STATE_ACTIVE);
  engine_fixture_stop (&self->engine, self->session);
  assert_over (self, NULL);
  engine_fixture_assert_files (&self->engine, CREDENTIALS, CONFIG);
}

static void
test_changed_meanwhile (Fixture *self, gconstpointer data)
{
  const char *config = "[profile reader]\nregion = eu-west-1\n";

  engine_fixture_start (&self->engine, self->session, NULL);
  engine_fixture_flush (&self->engine);
  engine_fixture_kill (&self->engine);
  engine_fixture_write (&self->engine, CREDENTIALS, config);
  revive (self);
  assert_over (self, "section-gone");
  engine_fixture_assert_files (&self->engine, CREDENTIALS, config);
}

static void
test_default_needs_no_consent (Fixture *self, gconstpointer data)
{
  StintStartOptions options = STINT_START_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintStartResult) result = NULL;

  options.profile = "default";
  result = engine_fixture_try_start (&self->engine, self->session, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (result->profile, ==, "default");
  assert_shared (self, STINT_STATE_ACTIVE);
  g_assert_null (stint_session_get_definition (self->session)->consented_profile);
  engine_fixture_stop (&self->engine, self->session);

  /* With a region that it does not say, a start would change it. */
  options.region = "eu-central-1";
  g_assert_null (engine_fixture_try_start (&self->engine, self->session, &options, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_NEEDS_CONSENT);
  engine_fixture_assert_files (&self->engine, CREDENTIALS, CONFIG);
}

static void
test_preview (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintStartPreview) preview =
      engine_fixture_preview (&self->engine, self->session, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_variant_n_children (preview->files), ==, 0);
  g_assert_cmpuint (g_strv_length (preview->reasons), ==, 0);
}

#define ADD(name, func) g_test_add ("/engine/shared/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stint_secret_init_heap ();
  stint_http_global_init ();

  ADD ("life", test_life);
  ADD ("restored", test_restored);
  ADD ("killed-at-once", test_killed_at_once);
  ADD ("restored-without-sharing", test_restored_without_sharing);
  ADD ("changed-meanwhile", test_changed_meanwhile);
  ADD ("default", test_default_needs_no_consent);
  ADD ("preview", test_preview);

  return g_test_run ();
}
