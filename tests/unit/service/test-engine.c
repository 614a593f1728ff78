/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "engine-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define GUIDE_CREDENTIALS                                                                          \
  "# by hand\n[MFAUser]\naws_access_key_id = " USER_KEY_ID                                         \
  "\naws_secret_access_key = " USER_SECRET "\n"
#define GUIDE_CONFIG                                                                               \
  "[profile DeploymentRole]\nrole_arn = " ROLE_ARN (                                               \
      "DeploymentRole") "\nsource_profile = MFAUser\nmfa_serial = " USER_MFA "\n"

static void
test_start_with_code (EngineFixture *self, gconstpointer data)
{
  StintSession *session;

  engine_fixture_write (self, GUIDE_CREDENTIALS, GUIDE_CONFIG);
  engine_fixture_add_user (self);
  session = engine_fixture_add_role (self, "user", "DeploymentRole");

  engine_fixture_assert_start_fails (self, session, NULL, STINT_ERROR_NEEDS_MFA);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_INACTIVE);
  g_assert_null (stint_session_get_error (session));
  engine_fixture_assert_start_fails (self, session, "12345", STINT_ERROR_INVALID_ARGUMENT);
  g_assert_cmpuint (fake_sts_count (self->sts, NULL), ==, 0);
  engine_fixture_assert_start_fails (self, session, "000000", STINT_ERROR_WRONG_MFA);
  engine_fixture_assert_files (self, GUIDE_CREDENTIALS, GUIDE_CONFIG);

  engine_fixture_start (self, session, engine_fixture_make_code (self));
  engine_fixture_assert_identity (self, "DeploymentRole", ":assumed-role/DeploymentRole/MFAUser");
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_ACTIVE);
  g_assert_cmpint (stint_session_get_life (session)->until, ==,
                   START_OF_TIME + 3600 * (gint64) G_USEC_PER_SEC);

  engine_fixture_stop (self, session);
  engine_fixture_assert_files (self, GUIDE_CREDENTIALS, GUIDE_CONFIG);
}

/* --- Leases ----------------------------------------------------------------------------------- */

static void
note_state_cb (StintRegistry *registry, StintSession *session, gpointer user_data)
{
  g_string_append_printf (user_data, "%u ", (guint) stint_session_get_state (session));
}

/* Everybody who shows sessions wakes up at each word, while the disk is waited for. */
static void
test_start_is_told_twice (EngineFixture *self, gconstpointer data)
{
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autofree char *expected =
      g_strdup_printf ("%u %u ", (guint) STINT_STATE_STARTING, (guint) STINT_STATE_ACTIVE);
  StintSession *session;
  gulong handler;

  engine_fixture_write (self, GUIDE_CREDENTIALS, GUIDE_CONFIG);
  engine_fixture_add_user (self);
  session = engine_fixture_add_role (self, "user", "DeploymentRole");
  handler = g_signal_connect (self->context.registry, "session-changed", G_CALLBACK (note_state_cb),
                              heard);
  engine_fixture_start (self, session, engine_fixture_make_code (self));
  g_signal_handler_disconnect (self->context.registry, handler);
  g_assert_cmpstr (heard->str, ==, expected);
}

static void
test_second_role_needs_no_code (EngineFixture *self, gconstpointer data)
{
  StintSession *first, *second;

  engine_fixture_add_user (self);
  first = engine_fixture_add_role (self, "user", "DeploymentRole");
  second = engine_fixture_add_role (self, "user", "BillingRole");

  engine_fixture_start (self, first, engine_fixture_make_code (self));
  engine_fixture_start (self, second, NULL);
  engine_fixture_assert_identity (self, "BillingRole", ":assumed-role/BillingRole/MFAUser");
  g_assert_cmpuint (fake_sts_count (self->sts, "GetSessionToken"), ==, 1);
  g_assert_cmpint (stint_integration_get_lease_until (
                       stint_registry_find_integration_by_name (self->context.registry, "user")),
                   ==, START_OF_TIME + 43200 * (gint64) G_USEC_PER_SEC);
}

static void
test_lease_survives_restart (EngineFixture *self, gconstpointer data)
{
  engine_fixture_add_user (self);
  engine_fixture_add_role (self, "user", "DeploymentRole");
  engine_fixture_add_role (self, "user", "BillingRole");
  engine_fixture_start (self, engine_fixture_get (self, "DeploymentRole"),
                        engine_fixture_make_code (self));
  engine_fixture_settle (self);

  engine_fixture_crash (self);
  g_assert_cmpint (stint_integration_get_lease_until (
                       stint_registry_find_integration_by_name (self->context.registry, "user")),
                   >, 0);
  engine_fixture_start (self, engine_fixture_get (self, "BillingRole"), NULL);
  g_assert_cmpuint (fake_sts_count (self->sts, "GetSessionToken"), ==, 1);
}

static void
test_lease_ends (EngineFixture *self, gconstpointer data)
{
  StintSession *session;

  engine_fixture_add_user (self);
  session = engine_fixture_add_role (self, "user", "DeploymentRole");
  engine_fixture_start (self, session, engine_fixture_make_code (self));
  engine_fixture_stop (self, session);

  engine_fixture_advance (self, 12 * 3600 - 120);
  engine_fixture_start (self, session, NULL);
  engine_fixture_stop (self, session);
  engine_fixture_advance (self, 120);
  engine_fixture_assert_start_fails (self, session, NULL, STINT_ERROR_NEEDS_MFA);
}

static void
test_lease_revoked (EngineFixture *self, gconstpointer data)
{
  StintSession *session;

  engine_fixture_add_user (self);
  session = engine_fixture_add_role (self, "user", "DeploymentRole");
  engine_fixture_start (self, session, engine_fixture_make_code (self));
  engine_fixture_stop (self, session);
  engine_fixture_advance (self, 300);

  fake_sts_revoke_all (self->sts);
  engine_fixture_assert_start_fails (self, session, NULL, STINT_ERROR_NEEDS_MFA);
  g_assert_cmpint (stint_integration_get_lease_until (
                       stint_registry_find_integration_by_name (self->context.registry, "user")),
                   ==, 0);
  engine_fixture_start (self, session, engine_fixture_make_code (self));
}

/* Policies may look at the age of the code: a refusal counts only under a fresh one. */
static void
test_old_lease_is_refused (EngineFixture *self, gconstpointer data)
{
  StintSession *recent, *forbidden;

  engine_fixture_add_user (self);
  recent = engine_fixture_add_role (self, "user", "RecentCodeRole");
  forbidden = engine_fixture_add_role (self, "user", "ForbiddenRole");
  engine_fixture_start (self, recent, engine_fixture_make_code (self));
  engine_fixture_stop (self, recent);

  engine_fixture_advance (self, 1800);
  engine_fixture_assert_start_fails (self, recent, NULL, STINT_ERROR_NEEDS_MFA);
  engine_fixture_start (self, recent, engine_fixture_make_code (self));
  g_assert_cmpuint (fake_sts_count (self->sts, "GetSessionToken"), ==, 2);

  engine_fixture_advance (self, 600);
  engine_fixture_assert_start_fails (self, forbidden, NULL, STINT_ERROR_NEEDS_MFA);
  engine_fixture_assert_start_fails (self, forbidden, engine_fixture_make_code (self),
                                     STINT_ERROR_REFUSED);
  g_assert_cmpint (stint_session_get_state (forbidden), ==, STINT_STATE_FAILED);
  g_assert_error (stint_session_get_error (forbidden), STINT_ERROR, STINT_ERROR_REFUSED);
  engine_fixture_advance (self, 600);
  engine_fixture_assert_start_fails (self, forbidden, NULL, STINT_ERROR_REFUSED);
}

/* --- Codes ------------------------------------------------------------------------------------ */

static void
test_code_works_once (EngineFixture *self, gconstpointer data)
{
  StintStartOptions options = STINT_START_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  guint32 wait = 0;
  StintSession *session;

  engine_fixture_add_user (self);
  session = engine_fixture_add_role (self, "user", "DeploymentRole");
  engine_fixture_assert_start_fails (self, session, "000000", STINT_ERROR_WRONG_MFA);
  g_assert_cmpuint (fake_sts_count (self->sts, NULL), ==, 1);

  engine_fixture_advance (self, 10);
  options.mfa_code = "000000";
  g_assert_null (engine_fixture_try_start (self, session, &options, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_WRONG_MFA);
  g_assert_cmpstr (stint_error_get_detail (error, "mfa-serial"), ==, USER_MFA);
  g_assert_true (g_variant_lookup (stint_error_get_details (error), "mfa-wait", "u", &wait));
  g_assert_cmpuint (wait, ==, 20);
  g_assert_cmpuint (fake_sts_count (self->sts, NULL), ==, 1);

  /* Later the same digits may be meant again. */
  engine_fixture_advance (self, 120);
  engine_fixture_assert_start_fails (self, session, "000000", STINT_ERROR_WRONG_MFA);
  g_assert_cmpuint (fake_sts_count (self->sts, NULL), ==, 2);
}

static void
test_direct (EngineFixture *self, gconstpointer data)
{
  StintStartOptions options = STINT_START_OPTIONS_INIT;
  StintSessionDefinition *definition;
  g_autoptr (StintStartResult) result = NULL;
  g_autofree char *duration = NULL;
  StintSession *session;
  g_autoptr (GError) error = NULL;

  engine_fixture_add_user (self);
  session = engine_fixture_add_role (self, "user", "LongRole");
  definition = stint_session_definition_copy (stint_session_get_definition (session));
  definition->mfa = STINT_MFA_DIRECT;
  engine_fixture_put (self, definition);
  engine_fixture_assert_start_fails (self, session, NULL, STINT_ERROR_NEEDS_MFA);
  g_assert_true (stint_engine_needs_person (self->engine, session));
  engine_fixture_start (self, session, engine_fixture_make_code (self));
  g_assert_cmpuint (fake_sts_count (self->sts, "GetSessionToken"), ==, 0);
  engine_fixture_stop (self, session);

  /* A longer single session than a lease can open. */
  definition = stint_session_definition_copy (stint_session_get_definition (session));
  definition->mfa = STINT_MFA_LEASE;
  engine_fixture_put (self, definition);
  options.duration = 4 * 3600;
  options.mfa_code = engine_fixture_make_code (self);
  result = engine_fixture_try_start (self, session, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fake_sts_count (self->sts, "GetSessionToken"), ==, 0);
  duration = fake_sts_get_last (self->sts, "AssumeRole", "DurationSeconds");
  g_assert_cmpstr (duration, ==, "14400");
  g_assert_cmpint (result->until, ==, START_OF_TIME + 14400 * (gint64) G_USEC_PER_SEC);
}

static void
count_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *counts = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintStartResult) outcome =
      stint_engine_start_finish (STINT_ENGINE (source), result, &error);

  counts[outcome != NULL ? 0 : 1]++;
}

/* The window gives one code to everything that waits for the device. */
static void
test_one_code_for_many (EngineFixture *self, gconstpointer data)
{
  StintStartOptions options = STINT_START_OPTIONS_INIT;
  guint counts[2] = { 0, 0 };

  engine_fixture_add_user (self);
  engine_fixture_add_role (self, "user", "A");
  engine_fixture_add_role (self, "user", "B");
  engine_fixture_add_role (self, "user", "C");
  options.mfa_code = engine_fixture_make_code (self);
  stint_engine_start_async (self->engine, engine_fixture_get (self, "A"), &options, NULL, count_cb,
                            counts);
  stint_engine_start_async (self->engine, engine_fixture_get (self, "B"), &options, NULL, count_cb,
                            counts);
  stint_engine_start_async (self->engine, engine_fixture_get (self, "C"), &options, NULL, count_cb,
                            counts);
  stint_engine_start_async (self->engine, engine_fixture_get (self, "C"), &options, NULL, count_cb,
                            counts);
  engine_fixture_settle (self);
  g_assert_cmpuint (counts[0], ==, 4);
  g_assert_cmpuint (fake_sts_count (self->sts, "GetSessionToken"), ==, 1);
  g_assert_cmpuint (fake_sts_count (self->sts, "AssumeRole"), ==, 3);
}

static void
test_unsupported_devices (EngineFixture *self, gconstpointer data)
{
  StintIntegrationDefinition *definition;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintSecret) secret = stint_secret_new (USER_SECRET, -1);

  engine_fixture_add_user (self);
  definition = stint_integration_definition_copy (stint_integration_get_definition (
      stint_registry_find_integration_by_name (self->context.registry, "user")));
  g_free (definition->mfa_serial);
  definition->mfa_serial = g_strdup ("arn:aws:iam::123456789012:u2f/user/MFAUser/Default-EXAMPLE");
  g_assert_null (stint_registry_put_integration (self->context.registry, definition, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_UNSUPPORTED);
  g_clear_error (&error);

  definition = stint_integration_definition_copy (stint_integration_get_definition (
      stint_registry_find_integration_by_name (self->context.registry, "user")));
  g_free (definition->access_key_id);
  definition->access_key_id = g_strdup ("ASIAIOSFODNN7EXAMPLE");
  g_assert_null (stint_registry_put_integration (self->context.registry, definition, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_UNSUPPORTED);
}

/* --- The user itself, and users without a device ---------------------------------------------- */

static void
test_own_session (EngineFixture *self, gconstpointer data)
{
  StintSession *own, *role;

  engine_fixture_add_user (self);
  own = engine_fixture_add_own (self, "user", "me");
  role = engine_fixture_add_role (self, "user", "DeploymentRole");
  engine_fixture_assert_start_fails (self, own, NULL, STINT_ERROR_NEEDS_MFA);
  engine_fixture_start (self, own, engine_fixture_make_code (self));
  engine_fixture_assert_identity (self, "me", USER_ARN);
  /* It is the lease. */
  engine_fixture_start (self, role, NULL);
  g_assert_cmpuint (fake_sts_count (self->sts, "GetSessionToken"), ==, 1);
}

static void
test_plain_user (EngineFixture *self, gconstpointer data)
{
  StintStartOptions options = STINT_START_OPTIONS_INIT;
  StintSession *own, *role;
  g_autoptr (StintStartResult) result = NULL;
  g_autoptr (GError) error = NULL;

  engine_fixture_add_plain (self);
  own = engine_fixture_add_own (self, "plain", "me");
  role = engine_fixture_add_role (self, "plain", "OpenRole");
  g_assert_false (stint_engine_needs_person (self->engine, role));
  engine_fixture_start (self, own, NULL);
  engine_fixture_assert_identity (self, "me", PLAIN_ARN);

  options.duration = 12 * 3600;
  result = engine_fixture_try_start (self, role, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->until - START_OF_TIME, ==, 43200 * (gint64) G_USEC_PER_SEC);
  g_assert_cmpuint (fake_sts_count (self->sts, "GetSessionToken"), ==, 1);
}

/* --- Chains ----------------------------------------------------------------------------------- */

static StintSession *
chain (EngineFixture *self, const char *integration, const char *name, StintSession *from)
{
  StintSession *session = engine_fixture_add_role (self, integration, name);
  StintSessionDefinition *definition =
      stint_session_definition_copy (stint_session_get_definition (session));

  definition->from_id = g_strdup (stint_session_get_id (from));
  engine_fixture_put (self, definition);

  return session;
}

static void
test_chain (EngineFixture *self, gconstpointer data)
{
  StintStartOptions options = STINT_START_OPTIONS_INIT;
  StintSession *first, *second, *third;
  g_autoptr (GError) error = NULL;

  engine_fixture_add_user (self);
  first = engine_fixture_add_role (self, "user", "DeploymentRole");
  second = chain (self, "user", "ChainedRole", first);
  third = chain (self, "user", "LastRole", second);

  engine_fixture_start (self, third, engine_fixture_make_code (self));
  engine_fixture_assert_identity (self, "LastRole", ":assumed-role/LastRole/MFAUser");
  g_assert_cmpuint (fake_sts_count (self->sts, "AssumeRole"), ==, 3);
  g_assert_cmpint (stint_session_get_state (first), ==, STINT_STATE_INACTIVE);

  /* An active parent lends its credentials. */
  engine_fixture_start (self, first, NULL);
  g_assert_cmpuint (fake_sts_count (self->sts, "AssumeRole"), ==, 4);
  engine_fixture_start (self, second, NULL);
  g_assert_cmpuint (fake_sts_count (self->sts, "AssumeRole"), ==, 5);

  engine_fixture_stop (self, third);
  options.duration = 7200;
  g_assert_null (engine_fixture_try_start (self, third, &options, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT);
  g_assert_cmpuint (fake_sts_count (self->sts, "AssumeRole"), ==, 5);
}

static void
test_chain_over_dead_parent (EngineFixture *self, gconstpointer data)
{
  StintSession *first, *second;

  engine_fixture_add_plain (self);
  first = engine_fixture_add_role (self, "plain", "OpenRole");
  second = chain (self, "plain", "ChainedRole", first);
  engine_fixture_start (self, first, NULL);
  fake_sts_revoke_all (self->sts);
  engine_fixture_start (self, second, NULL);
  engine_fixture_assert_identity (self, "ChainedRole", ":assumed-role/ChainedRole/PlainUser");
}

/* --- Consent ---------------------------------------------------------------------------------- */

static void
assert_needs_consent (EngineFixture *self,
                      StintSession *session,
                      const StintStartOptions *options,
                      const char *reason)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) reasons = NULL;

  g_assert_null (engine_fixture_try_start (self, session, options, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_NEEDS_CONSENT);
  g_assert_true (g_variant_lookup (stint_error_get_details (error), "reasons", "^as", &reasons));
  g_assert_true (g_strv_contains ((const char *const *) reasons, reason));
  g_assert_nonnull (stint_error_get_detail (error, "suggested-profile"));
  g_assert_cmpuint (fake_sts_count (self->sts, NULL), ==, 0);
}

static void
test_consent (EngineFixture *self, gconstpointer data)
{
  StintStartOptions options = STINT_START_OPTIONS_INIT;
  g_autoptr (StintStartResult) result = NULL;
  g_autoptr (GError) error = NULL;
  StintSession *session;

  engine_fixture_write (self,
                        "[MFAUser]\naws_access_key_id = " USER_KEY_ID
                        "\naws_secret_access_key = " USER_SECRET "\n\n[base]\n"
                        "aws_access_key_id = AKIAI44QH8DHBEXAMPLF\naws_secret_access_key = x\n",
                        "[profile child]\nrole_arn = " ROLE_ARN (
                            "Child") "\nsource_profile = parent\n[profile parent]\nrole_arn "
                                     "= " ROLE_ARN ("Parent") "\nsource_profile = base\n");
  engine_fixture_add_user (self);
  session = engine_fixture_add_role (self, "user", "DeploymentRole");
  options.profile = "default";
  assert_needs_consent (self, session, &options, "default");
  options.profile = "base";
  assert_needs_consent (self, session, &options, "long-lived-keys");
  options.profile = "parent";
  assert_needs_consent (self, session, &options, "dependents");

  options.consent = TRUE;
  options.mfa_code = engine_fixture_make_code (self);
  result = engine_fixture_try_start (self, session, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (result->profile, ==, "parent");
  g_assert_cmpstr (stint_session_get_definition (session)->consented_profile, ==, "parent");
  engine_fixture_stop (self, session);

  /* Once is enough, also for another service. */
  engine_fixture_settle (self);
  engine_fixture_crash (self);
  session = engine_fixture_get (self, "DeploymentRole");
  options.consent = FALSE;
  options.mfa_code = NULL;
  g_clear_pointer (&result, stint_start_result_free);
  result = engine_fixture_try_start (self, session, &options, &error);
  g_assert_no_error (error);
}

/* A code goes to AWS while the profile is looked at once more, and what is seen there still counts. */
static void
test_consent_beside_the_code (EngineFixture *self, gconstpointer data)
{
  const char *config =
      "[profile child]\nrole_arn = " ROLE_ARN ("Child") "\nsource_profile = DeploymentRole\n";
  StintStartOptions options = STINT_START_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  StintSession *session;

  engine_fixture_add_user (self);
  session = engine_fixture_add_role (self, "user", "DeploymentRole");
  engine_fixture_assert_start_fails (self, session, NULL, STINT_ERROR_NEEDS_MFA);
  engine_fixture_write (self, "[DeploymentRole]\nregion = eu-west-1\n", config);
  options.mfa_code = engine_fixture_make_code (self);
  g_assert_null (engine_fixture_try_start (self, session, &options, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_NEEDS_CONSENT);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_INACTIVE);
  engine_fixture_assert_files (self, "[DeploymentRole]\nregion = eu-west-1\n", config);

  /* The usual way: asked, typed wrong, typed right. */
  engine_fixture_write (self, NULL, "");
  engine_fixture_stop (self, session);
  stint_engine_drop_lease (self->engine, stint_session_get_definition (session)->integration_id);
  engine_fixture_assert_start_fails (self, session, NULL, STINT_ERROR_NEEDS_MFA);
  engine_fixture_assert_start_fails (self, session, "000000", STINT_ERROR_WRONG_MFA);
  engine_fixture_start (self, session, engine_fixture_make_code (self));
  engine_fixture_assert_identity (self, "DeploymentRole", ":assumed-role/DeploymentRole/");
}

/* A role's own profile, and those that are chained from it, stay who they are. */
static void
test_no_consent_for_the_same (EngineFixture *self, gconstpointer data)
{
  engine_fixture_write (self, GUIDE_CREDENTIALS,
                        GUIDE_CONFIG "[profile chained]\nrole_arn = " ROLE_ARN (
                            "Chained") "\nsource_profile = DeploymentRole\n");
  engine_fixture_add_user (self);
  engine_fixture_start (self, engine_fixture_add_role (self, "user", "DeploymentRole"),
                        engine_fixture_make_code (self));
}

static void
test_default_section (EngineFixture *self, gconstpointer data)
{
  StintSession *session;

  engine_fixture_write (self, NULL, "[DEFAULT]\ncredential_process = /bin/x\n");
  engine_fixture_add_plain (self);
  session = engine_fixture_add_role (self, "plain", "OpenRole");
  engine_fixture_assert_start_fails (self, session, NULL, STINT_ERROR_FILES_CONFLICT);
  g_assert_cmpuint (fake_sts_count (self->sts, NULL), ==, 0);
}

/* --- Takeover --------------------------------------------------------------------------------- */

static void
test_takeover (EngineFixture *self, gconstpointer data)
{
  StintStartOptions options = STINT_START_OPTIONS_INIT;
  g_autoptr (StintStartResult) result = NULL;
  g_autoptr (GError) error = NULL;
  StintSession *a, *b;

  engine_fixture_write (self, NULL, "[profile shared]\nrole_arn = x\nsource_profile = y\n");
  engine_fixture_add_plain (self);
  a = engine_fixture_add_role (self, "plain", "OpenA");
  b = engine_fixture_add_role (self, "plain", "OpenB");
  options.profile = "shared";
  result = engine_fixture_try_start (self, a, &options, &error);
  g_assert_no_error (error);
  g_clear_pointer (&result, stint_start_result_free);
  engine_fixture_assert_identity (self, "shared", "/OpenA/");

  result = engine_fixture_try_start (self, b, &options, &error);
  g_assert_no_error (error);
  g_assert_nonnull (result->warnings);
  engine_fixture_assert_identity (self, "shared", "/OpenB/");
  g_assert_cmpint (stint_session_get_state (a), ==, STINT_STATE_INACTIVE);
  g_assert_cmpuint (stint_engine_get_n_held (self->engine), ==, 1);

  engine_fixture_stop (self, b);
  engine_fixture_assert_files (self, NULL, "[profile shared]\nrole_arn = x\nsource_profile = y\n");
}

/* --- Time ------------------------------------------------------------------------------------- */

static void
test_silent_renewal (EngineFixture *self, gconstpointer data)
{
  StintSession *session;
  gint64 first;

  engine_fixture_add_user (self);
  session = engine_fixture_add_role (self, "user", "DeploymentRole");
  engine_fixture_start (self, session, engine_fixture_make_code (self));
  first = stint_session_get_life (session)->until;

  engine_fixture_advance (self, 25 * 60);
  g_assert_cmpint (stint_session_get_life (session)->until, ==, first);
  engine_fixture_advance (self, 10 * 60);
  g_assert_cmpint (stint_session_get_life (session)->until, >, first);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_ACTIVE);
  g_assert_cmpuint (fake_sts_count (self->sts, "AssumeRole"), ==, 2);
  g_assert_cmpuint (g_strv_length (stint_session_get_life (session)->key_ids), ==, 2);
  engine_fixture_assert_identity (self, "DeploymentRole", "/DeploymentRole/");

  /* For a whole day, until the lease is over and a person has to come. */
  for (guint i = 0; i < 24 * 4 && stint_session_get_state (session) == STINT_STATE_ACTIVE; i++)
    engine_fixture_advance (self, 15 * 60);
  g_assert_cmpint (stint_session_get_state (session), !=, STINT_STATE_ACTIVE);
  g_assert_cmpint (stint_clock_now (self->clock) - START_OF_TIME, >,
                   12 * 3600 * (gint64) G_USEC_PER_SEC);
  g_assert_true (stint_engine_needs_person (self->engine, session));
  g_assert_cmpuint (fake_sts_count (self->sts, "GetSessionToken"), ==, 1);

  /* A code for another session of that user is one for this one as well. */
  engine_fixture_start (self, engine_fixture_add_role (self, "user", "Other"),
                        engine_fixture_make_code (self));
  engine_fixture_advance (self, 10);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_ACTIVE);
}

static void
set_policy (EngineFixture *self, StintSession *session, StintRenewPolicy policy)
{
  StintSessionDefinition *definition =
      stint_session_definition_copy (stint_session_get_definition (session));

  definition->renew = policy;
  engine_fixture_put (self, definition);
}

static void
test_expiry (EngineFixture *self, gconstpointer data)
{
  StintStartOptions options = STINT_START_OPTIONS_INIT;
  g_autoptr (StintStartResult) result = NULL;
  g_autoptr (GError) error = NULL;
  StintSession *session;

  engine_fixture_write (self, GUIDE_CREDENTIALS, GUIDE_CONFIG);
  engine_fixture_add_user (self);
  session = engine_fixture_add_role (self, "user", "DeploymentRole");
  set_policy (self, session, STINT_RENEW_NEVER);
  engine_fixture_start (self, session, engine_fixture_make_code (self));

  engine_fixture_advance (self, 49 * 60);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_ACTIVE);
  engine_fixture_advance (self, 2 * 60);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_EXPIRING);
  engine_fixture_advance (self, 10 * 60);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_EXPIRED);
  /* Never another identity: the dead keys stay until a person says so. */
  engine_fixture_assert_identity (self, "DeploymentRole", "/DeploymentRole/");
  g_assert_null (engine_fixture_try_credentials (self, session, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_EXPIRED);
  g_clear_error (&error);

  engine_fixture_crash (self);
  session = engine_fixture_get (self, "DeploymentRole");
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_EXPIRED);
  result = engine_fixture_try_renew (self, session, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_ACTIVE);
  engine_fixture_advance (self, 3600);
  engine_fixture_start (self, session, NULL);
  engine_fixture_advance (self, 3600);
  engine_fixture_stop (self, session);
  engine_fixture_assert_files (self, GUIDE_CREDENTIALS, GUIDE_CONFIG);
}

static gboolean
has_condition (EngineFixture *self, const char *name)
{
  g_autoptr (GVariant) conditions = stint_engine_dup_conditions (self->engine);
  GVariantIter iter;
  const char *each;
  gboolean found = FALSE;

  g_variant_iter_init (&iter, conditions);
  while (g_variant_iter_next (&iter, "(&s@a{sv})", &each, NULL))
    found = found || g_strcmp0 (each, name) == 0;

  return found;
}

static void
test_clock_steps (EngineFixture *self, gconstpointer data)
{
  StintSession *session;

  engine_fixture_add_plain (self);
  session = engine_fixture_add_role (self, "plain", "OpenRole");
  set_policy (self, session, STINT_RENEW_NEVER);
  engine_fixture_start (self, session, NULL);

  /* Suspended, or set: wall time has passed. */
  stint_fake_clock_step (STINT_FAKE_CLOCK (self->clock), 7200 * (gint64) G_USEC_PER_SEC);
  engine_fixture_settle (self);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_EXPIRED);
  /* It was a mistake. */
  stint_fake_clock_step (STINT_FAKE_CLOCK (self->clock), -7200 * (gint64) G_USEC_PER_SEC);
  engine_fixture_settle (self);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_ACTIVE);
  /* A clock that is set back makes no dead key look alive. */
  stint_fake_clock_step (STINT_FAKE_CLOCK (self->clock), -7200 * (gint64) G_USEC_PER_SEC);
  engine_fixture_settle (self);
  stint_fake_clock_advance (STINT_FAKE_CLOCK (self->clock), 3601 * (gint64) G_USEC_PER_SEC);
  engine_fixture_settle (self);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_EXPIRED);
}

/* This computer's clock is two hours late: AWS's own says when the keys end. */
static void
test_skewed_clock (EngineFixture *self, gconstpointer data)
{
  g_autoptr (GVariant) conditions = NULL;
  g_autofree char *text = NULL;
  StintSession *session;

  fake_sts_tell_date (self->sts);
  fake_sts_set_now (self->sts, START_OF_TIME + 7200 * (gint64) G_USEC_PER_SEC);
  engine_fixture_add_plain (self);
  session = engine_fixture_add_role (self, "plain", "OpenRole");
  set_policy (self, session, STINT_RENEW_NEVER);
  engine_fixture_start (self, session, NULL);
  g_assert_true (has_condition (self, "clock-skew"));
  conditions = stint_engine_dup_conditions (self->engine);
  text = g_variant_print (conditions, FALSE);
  g_assert_nonnull (strstr (text, "'skew': <int64 -7200>"));

  stint_fake_clock_advance (STINT_FAKE_CLOCK (self->clock), 51 * 60 * (gint64) G_USEC_PER_SEC);
  engine_fixture_settle (self);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_EXPIRING);
  stint_fake_clock_advance (STINT_FAKE_CLOCK (self->clock), 10 * 60 * (gint64) G_USEC_PER_SEC);
  engine_fixture_settle (self);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_EXPIRED);
}

static void
test_renewal_fails_for_a_while (EngineFixture *self, gconstpointer data)
{
  StintSession *session;
  gint64 first;

  engine_fixture_add_plain (self);
  session = engine_fixture_add_role (self, "plain", "OpenRole");
  engine_fixture_start (self, session, NULL);
  first = stint_session_get_life (session)->until;

  fake_sts_fail_next (self->sts, 1000, 0, NULL);
  for (guint i = 0; i < 7; i++)
    engine_fixture_advance (self, 5 * 60);
  g_assert_cmpint (stint_session_get_life (session)->until, ==, first);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_ACTIVE);
  g_assert_error (stint_session_get_error (session), STINT_ERROR, STINT_ERROR_NETWORK);
  g_assert_true (has_condition (self, "offline"));
  /* Not at every tick. */
  g_assert_cmpuint (fake_sts_count (self->sts, "AssumeRole"), <, 20);

  fake_sts_fail_next (self->sts, 0, 0, NULL);
  stint_engine_network_changed (self->engine);
  engine_fixture_advance (self, 10);
  g_assert_cmpint (stint_session_get_life (session)->until, >, first);
  g_assert_null (stint_session_get_error (session));
  g_assert_false (has_condition (self, "offline"));
}

/* --- On demand -------------------------------------------------------------------------------- */

static StintSession *
make_on_demand (EngineFixture *self, StintSession *session)
{
  StintSessionDefinition *definition =
      stint_session_definition_copy (stint_session_get_definition (session));

  definition->hand_out = STINT_HAND_OUT_ON_DEMAND;

  return engine_fixture_put (self, definition);
}

static void
count_credentials_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *counts = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintAwsCredentials) credentials =
      stint_engine_get_credentials_finish (STINT_ENGINE (source), result, &error);

  counts[credentials != NULL ? 0 : 1]++;
}

static void
ask_a_hundred_times (EngineFixture *self, StintSession *session, guint counts[2])
{
  counts[0] = counts[1] = 0;
  for (guint i = 0; i < 100; i++)
    stint_engine_get_credentials_async (self->engine, session, NULL, count_credentials_cb, counts);
  engine_fixture_settle (self);
}

static void
test_on_demand (EngineFixture *self, gconstpointer data)
{
  g_autofree char *process = NULL, *expected = NULL, *key_id = NULL;
  StintSession *session;
  guint counts[2];

  engine_fixture_write (self, NULL, "[profile other]\nregion = eu-west-1\n");
  engine_fixture_add_user (self);
  session = make_on_demand (self, engine_fixture_add_role (self, "user", "DeploymentRole"));

  /* Nobody is asked for a code by a tool. */
  ask_a_hundred_times (self, session, counts);
  g_assert_cmpuint (counts[1], ==, 100);
  g_assert_cmpuint (fake_sts_count (self->sts, NULL), ==, 0);
  g_assert_error (stint_session_get_error (session), STINT_ERROR, STINT_ERROR_NEEDS_MFA);

  engine_fixture_start (self, session, engine_fixture_make_code (self));
  process = engine_fixture_read (self, "DeploymentRole", "credential_process");
  expected = stint_context_process_command (&self->context, stint_session_get_id (session));
  g_assert_cmpstr (process, ==, expected);
  key_id = engine_fixture_read (self, "DeploymentRole", "aws_access_key_id");
  g_assert_null (key_id);
  engine_fixture_stop (self, session);
  engine_fixture_assert_files (self, NULL, "[profile other]\nregion = eu-west-1\n");

  /* With a lease it starts by itself, once for all who ask. */
  ask_a_hundred_times (self, session, counts);
  g_assert_cmpuint (counts[0], ==, 100);
  g_assert_cmpuint (fake_sts_count (self->sts, "AssumeRole"), ==, 2);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_ACTIVE);

  /* After a restart it is got again when somebody asks. */
  engine_fixture_crash (self);
  session = engine_fixture_get (self, "DeploymentRole");
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_ACTIVE);
  g_assert_null (stint_session_get_credentials (session));
  ask_a_hundred_times (self, session, counts);
  g_assert_cmpuint (counts[0], ==, 100);
  g_assert_cmpuint (fake_sts_count (self->sts, "AssumeRole"), ==, 3);
}

static void
test_on_demand_without_lease (EngineFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  StintSession *session;

  engine_fixture_add_user (self);
  session = make_on_demand (self, engine_fixture_add_role (self, "user", "DeploymentRole"));
  engine_fixture_start (self, session, engine_fixture_make_code (self));
  stint_engine_drop_lease (self->engine, stint_session_get_definition (session)->integration_id);
  engine_fixture_settle (self);
  engine_fixture_crash (self);

  session = engine_fixture_get (self, "DeploymentRole");
  g_assert_null (engine_fixture_try_credentials (self, session, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_NEEDS_MFA);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_EXPIRED);
  engine_fixture_start (self, session, engine_fixture_make_code (self));
}

static void
test_credentials_of_file_session (EngineFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintAwsCredentials) credentials = NULL;
  StintSession *session;

  engine_fixture_add_plain (self);
  session = engine_fixture_add_role (self, "plain", "OpenRole");
  g_assert_null (engine_fixture_try_credentials (self, session, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_INACTIVE);
  g_clear_error (&error);

  engine_fixture_start (self, session, NULL);
  engine_fixture_crash (self);
  session = engine_fixture_get (self, "OpenRole");
  credentials = engine_fixture_try_credentials (self, session, &error);
  g_assert_no_error (error);
  g_assert_nonnull (stint_aws_credentials_get_session_token (credentials));
  g_assert_cmpuint (fake_sts_count (self->sts, NULL), ==, 1);
}

static void
test_moved_key (EngineFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintAwsCredentials) credentials = NULL;
  g_autofree char *arn = NULL;
  StintIntegrationDefinition *definition;
  StintSession *own;
  guint counts[2];

  engine_fixture_add_user (self);
  own = engine_fixture_add_own (self, "user", "MFAUser");
  definition = stint_integration_definition_copy (stint_integration_get_definition (
      stint_registry_find_integration_by_name (self->context.registry, "user")));
  definition->moved_profile = g_strdup ("MFAUser");
  g_assert_nonnull (stint_registry_put_integration (self->context.registry, definition, &error));

  /* What the plain key could do, without a person and without holding the profile. */
  ask_a_hundred_times (self, own, counts);
  g_assert_cmpuint (counts[0], ==, 100);
  g_assert_cmpuint (fake_sts_count (self->sts, "GetSessionToken"), ==, 1);
  g_assert_cmpint (stint_session_get_state (own), ==, STINT_STATE_INACTIVE);
  credentials = engine_fixture_try_credentials (self, own, &error);
  arn = fake_sts_identify (self->sts, stint_aws_credentials_get_access_key_id (credentials));
  g_assert_cmpstr (arn, ==, USER_ARN);
  engine_fixture_advance (self, 50 * 60);
  ask_a_hundred_times (self, own, counts);
  g_assert_cmpuint (fake_sts_count (self->sts, "GetSessionToken"), ==, 2);
}

/* --- Edits ------------------------------------------------------------------------------------ */

static void
test_edit_moves (EngineFixture *self, gconstpointer data)
{
  const char *config = "[profile one]\nregion = eu-west-1\n[profile two]\noutput = text\n";
  StintSessionDefinition *definition;
  g_autofree char *region = NULL, *key_id = NULL;
  g_autoptr (GError) error = NULL;
  StintSession *session;

  engine_fixture_write (self, NULL, config);
  engine_fixture_add_plain (self);
  session = engine_fixture_add_role (self, "plain", "OpenRole");
  definition = stint_session_definition_copy (stint_session_get_definition (session));
  definition->profile = g_strdup ("one");
  engine_fixture_put (self, definition);
  engine_fixture_start (self, session, NULL);
  engine_fixture_assert_identity (self, "one", "/OpenRole/");

  definition = stint_session_definition_copy (stint_session_get_definition (session));
  g_free (definition->profile);
  definition->profile = g_strdup ("two");
  definition->region = g_strdup ("ap-south-1");
  g_assert_true (engine_fixture_try_edit (self, definition, FALSE, &error));
  g_assert_no_error (error);
  engine_fixture_assert_identity (self, "two", "/OpenRole/");
  key_id = engine_fixture_read (self, "one", "aws_access_key_id");
  g_assert_null (key_id);
  region = engine_fixture_read (self, "two", "region");
  g_assert_cmpstr (region, ==, "ap-south-1");
  g_assert_cmpuint (fake_sts_count (self->sts, NULL), ==, 1);

  make_on_demand (self, session);
  definition = stint_session_definition_copy (stint_session_get_definition (session));
  definition->hand_out = STINT_HAND_OUT_FILE;
  g_assert_true (engine_fixture_try_edit (self, definition, FALSE, &error));
  definition = stint_session_definition_copy (stint_session_get_definition (session));
  definition->hand_out = STINT_HAND_OUT_ON_DEMAND;
  g_assert_true (engine_fixture_try_edit (self, definition, FALSE, &error));
  g_assert_no_error (error);
  key_id = engine_fixture_read (self, "two", "aws_access_key_id");
  g_assert_null (key_id);

  engine_fixture_stop (self, session);
  engine_fixture_assert_files (self, NULL, config);
}

static void
test_edit_that_fails (EngineFixture *self, gconstpointer data)
{
  StintSessionDefinition *definition;
  g_autoptr (GError) error = NULL;
  StintSession *session;

  engine_fixture_add_plain (self);
  session = engine_fixture_add_role (self, "plain", "OpenRole");
  engine_fixture_start (self, session, NULL);
  definition = stint_session_definition_copy (stint_session_get_definition (session));
  definition->profile = g_strdup ("default");
  g_assert_false (engine_fixture_try_edit (self, definition, FALSE, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_NEEDS_CONSENT);
  g_clear_error (&error);
  g_assert_null (stint_session_get_definition (session)->profile);

  definition = stint_session_definition_copy (stint_session_get_definition (session));
  definition->region = g_strdup ("nowhere");
  g_assert_false (engine_fixture_try_edit (self, definition, FALSE, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT);
  engine_fixture_assert_identity (self, "OpenRole", "/OpenRole/");
}

static void
test_preview (EngineFixture *self, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (StintStartPreview) preview = NULL;
  g_autoptr (GError) error = NULL;
  StintSession *session;

  engine_fixture_write (self, GUIDE_CREDENTIALS, GUIDE_CONFIG);
  engine_fixture_add_user (self);
  session = engine_fixture_add_role (self, "user", "DeploymentRole");
  preview = engine_fixture_preview (self, session, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_variant_n_children (preview->files), ==, 2);
  text = g_variant_print (preview->files, FALSE);
  g_assert_nonnull (strstr (text, "x_stint_off_role_arn"));
  g_assert_null (strstr (text, USER_SECRET));
  engine_fixture_assert_files (self, GUIDE_CREDENTIALS, GUIDE_CONFIG);
  g_assert_cmpuint (fake_sts_count (self->sts, NULL), ==, 0);
}

/* --- Crashes ---------------------------------------------------------------------------------- */

static void
set_life (EngineFixture *self, StintSession *session, StintSessionState state)
{
  g_autoptr (StintSessionLife) life = stint_session_life_copy (stint_session_get_life (session));

  life->state = state;
  if (life->held_profile == NULL)
    life->held_profile = g_strdup (stint_session_get_profile (session));
  stint_session_set_life (session, life);
  stint_registry_session_changed (self->context.registry, session);
  engine_fixture_flush (self);
}

static void
test_killed_before_the_files (EngineFixture *self, gconstpointer data)
{
  StintSession *session;

  engine_fixture_write (self, GUIDE_CREDENTIALS, GUIDE_CONFIG);
  engine_fixture_add_user (self);
  session = engine_fixture_add_role (self, "user", "DeploymentRole");
  set_life (self, session, STINT_STATE_STARTING);
  engine_fixture_crash (self);
  session = engine_fixture_get (self, "DeploymentRole");
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_INACTIVE);
  g_assert_null (stint_session_get_life (session)->held_profile);
  engine_fixture_assert_files (self, GUIDE_CREDENTIALS, GUIDE_CONFIG);
}

static void
test_killed_after_the_files (EngineFixture *self, gconstpointer data)
{
  StintSession *session;

  engine_fixture_write (self, GUIDE_CREDENTIALS, GUIDE_CONFIG);
  engine_fixture_add_user (self);
  session = engine_fixture_add_role (self, "user", "DeploymentRole");
  engine_fixture_start (self, session, engine_fixture_make_code (self));
  set_life (self, session, STINT_STATE_STARTING);
  engine_fixture_crash (self);
  session = engine_fixture_get (self, "DeploymentRole");
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_ACTIVE);
  g_assert_nonnull (stint_session_get_credentials (session));

  /* In the middle of a stop. */
  set_life (self, session, STINT_STATE_INACTIVE);
  engine_fixture_crash (self);
  session = engine_fixture_get (self, "DeploymentRole");
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_INACTIVE);
  engine_fixture_assert_files (self, GUIDE_CREDENTIALS, GUIDE_CONFIG);
}

static void
test_defined_no_more (EngineFixture *self, gconstpointer data)
{
  g_autofree char *path = NULL;
  StintSession *session;

  engine_fixture_write (self, GUIDE_CREDENTIALS, GUIDE_CONFIG);
  engine_fixture_add_user (self);
  session = engine_fixture_add_role (self, "user", "DeploymentRole");
  engine_fixture_start (self, session, engine_fixture_make_code (self));
  engine_fixture_flush (self);

  /* Somebody deletes all definitions while nobody runs. */
  engine_fixture_kill (self);
  path = g_build_filename (self->folder, "config", "integrations.json", NULL);
  g_assert_true (g_file_set_contents (path, "{\"version\": 1}", -1, NULL));
  engine_fixture_revive (self);
  g_assert_cmpuint (stint_registry_get_sessions (self->context.registry)->len, ==, 0);
  engine_fixture_assert_files (self, GUIDE_CREDENTIALS, GUIDE_CONFIG);
}

static void
wait_until_not_held (EngineFixture *self, StintSession *session)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (stint_session_is_held (session) && g_get_monotonic_time () < deadline)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
  engine_fixture_settle (self);
}

#define FOREIGN                                                                                    \
  "[OpenRole]\naws_access_key_id = AKIAI44QH8DHBEXAMPLG\naws_secret_access_key = theirs\n"

static void
test_foreign_keys_while_running (EngineFixture *self, gconstpointer data)
{
  StintSession *session;

  engine_fixture_add_plain (self);
  session = engine_fixture_add_role (self, "plain", "OpenRole");
  engine_fixture_start (self, session, NULL);
  engine_fixture_replace_keys (self, "OpenRole", "AKIAI44QH8DHBEXAMPLG", "theirs");
  wait_until_not_held (self, session);
  g_assert_false (stint_session_is_held (session));
  g_assert_cmpstr (stint_session_get_warning (session), ==, "foreign-keys");
  engine_fixture_assert_files (self, FOREIGN, NULL);
}

static void
test_foreign_keys_while_away (EngineFixture *self, gconstpointer data)
{
  StintSession *session;

  engine_fixture_add_plain (self);
  session = engine_fixture_add_role (self, "plain", "OpenRole");
  engine_fixture_start (self, session, NULL);
  engine_fixture_flush (self);
  engine_fixture_kill (self);
  engine_fixture_replace_keys (self, "OpenRole", "AKIAI44QH8DHBEXAMPLG", "theirs");
  engine_fixture_revive (self);
  session = engine_fixture_get (self, "OpenRole");
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_INACTIVE);
  g_assert_cmpstr (stint_session_get_warning (session), ==, "foreign-keys");
  engine_fixture_assert_files (self, FOREIGN, NULL);
}

static void
test_section_deleted (EngineFixture *self, gconstpointer data)
{
  StintSession *session;

  engine_fixture_add_plain (self);
  session = engine_fixture_add_role (self, "plain", "OpenRole");
  engine_fixture_start (self, session, NULL);
  engine_fixture_write (self, "", NULL);
  wait_until_not_held (self, session);
  g_assert_cmpstr (stint_session_get_warning (session), ==, "section-gone");
  engine_fixture_assert_files (self, "", NULL);
}

static void
test_unreadable_files (EngineFixture *self, gconstpointer data)
{
  g_autofree char *good = NULL;
  StintSession *session;

  engine_fixture_add_plain (self);
  session = engine_fixture_add_role (self, "plain", "OpenRole");
  engine_fixture_start (self, session, NULL);
  engine_fixture_flush (self);
  engine_fixture_kill (self);
  g_assert_true (g_file_get_contents (self->context.credentials_path, &good, NULL, NULL));
  engine_fixture_write (self, "[OpenRole\nnonsense", NULL);
  engine_fixture_revive (self);
  session = engine_fixture_get (self, "OpenRole");
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_ACTIVE);
  g_assert_true (has_condition (self, "files-malformed"));

  /* Put right by hand: it goes on. */
  engine_fixture_write (self, good, NULL);
  for (guint i = 0; i < 500 && has_condition (self, "files-malformed"); i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (10000);
    }
  engine_fixture_settle (self);
  g_assert_false (has_condition (self, "files-malformed"));
  g_assert_nonnull (stint_session_get_credentials (session));
}

/* --- Failures --------------------------------------------------------------------------------- */

static void
test_malformed_files (EngineFixture *self, gconstpointer data)
{
  StintSession *session;

  engine_fixture_write (self, "[broken\n", NULL);
  engine_fixture_add_user (self);
  session = engine_fixture_add_role (self, "user", "DeploymentRole");
  engine_fixture_assert_start_fails (self, session, engine_fixture_make_code (self),
                                     STINT_ERROR_FILES_MALFORMED);
  g_assert_cmpuint (fake_sts_count (self->sts, NULL), ==, 0);
  g_assert_true (has_condition (self, "files-malformed"));
  engine_fixture_assert_files (self, "[broken\n", NULL);
}

/* What cannot be written down is not done: the files wait for state.json. */
static void
test_unwritable_state (EngineFixture *self, gconstpointer data)
{
  StintSession *session;
  g_autofree char *in_the_way = g_build_filename (self->folder, "state", "state.json.new", NULL);
  const char *credentials = "[OpenRole]\nregion = eu-west-1\n";

  engine_fixture_write (self, credentials, NULL);
  engine_fixture_add_plain (self);
  session = engine_fixture_add_role (self, "plain", "OpenRole");
  engine_fixture_flush (self);
  g_assert_cmpint (g_mkdir_with_parents (in_the_way, 0700), ==, 0);
  engine_fixture_assert_start_fails (self, session, NULL, STINT_ERROR_FILES_UNWRITABLE);
  engine_fixture_assert_files (self, credentials, NULL);
  g_assert_cmpint (stint_session_get_state (session), !=, STINT_STATE_ACTIVE);

  g_assert_cmpint (g_rmdir (in_the_way), ==, 0);
  engine_fixture_start (self, session, NULL);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_ACTIVE);
}

static void
test_keyring (EngineFixture *self, gconstpointer data)
{
  StintSession *session;

  engine_fixture_add_plain (self);
  session = engine_fixture_add_role (self, "plain", "OpenRole");
  stint_memory_vault_set_failure (STINT_MEMORY_VAULT (self->vault), STINT_VAULT_ERROR_LOCKED);
  engine_fixture_assert_start_fails (self, session, NULL, STINT_ERROR_KEYRING_LOCKED);
  g_assert_true (has_condition (self, "keyring-locked"));
  stint_memory_vault_set_failure (STINT_MEMORY_VAULT (self->vault), STINT_VAULT_ERROR_MISSING);
  engine_fixture_assert_start_fails (self, session, NULL, STINT_ERROR_KEYRING_MISSING);
  stint_memory_vault_set_failure (STINT_MEMORY_VAULT (self->vault), STINT_VAULT_ERROR_NOT_FOUND);
  engine_fixture_assert_start_fails (self, session, NULL, STINT_ERROR_SECRET_MISSING);
  stint_memory_vault_set_failure (STINT_MEMORY_VAULT (self->vault), -1);
  engine_fixture_start (self, session, NULL);
  g_assert_false (has_condition (self, "keyring-locked"));
}

static void
test_bad_key (EngineFixture *self, gconstpointer data)
{
  StintSession *session;

  engine_fixture_add_plain (self);
  session = engine_fixture_add_role (self, "plain", "OpenRole");
  fake_sts_revoke (self->sts, PLAIN_KEY_ID);
  engine_fixture_assert_start_fails (self, session, NULL, STINT_ERROR_BAD_KEY);
  g_assert_cmpstr (stint_error_get_detail (stint_session_get_error (session), "aws-code"), ==,
                   "InvalidClientTokenId");
}

static void
cancelled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *done = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_null (stint_engine_start_finish (STINT_ENGINE (source), result, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_CANCELLED);
  *done = TRUE;
}

static void
test_stop_cancels_start (EngineFixture *self, gconstpointer data)
{
  gboolean first = FALSE, second = FALSE;
  StintSession *session;

  engine_fixture_write (self, "", NULL);
  engine_fixture_add_plain (self);
  session = engine_fixture_add_role (self, "plain", "OpenRole");
  fake_sts_set_delay (self->sts, 300);
  stint_engine_start_async (self->engine, session, NULL, NULL, cancelled_cb, &first);
  stint_engine_start_async (self->engine, session, NULL, NULL, cancelled_cb, &second);
  while (fake_sts_count (self->sts, NULL) == 0 && !first)
    {
      if (stint_session_get_state (session) == STINT_STATE_STARTING)
        break;
      g_main_context_iteration (NULL, FALSE);
    }
  engine_fixture_stop (self, session);
  engine_fixture_settle (self);
  g_assert_true (first && second);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_INACTIVE);
  g_assert_null (stint_session_get_error (session));
  engine_fixture_assert_files (self, "", NULL);
}

static void
test_caller_leaves (EngineFixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean first = FALSE;
  guint counts[2] = { 0, 0 };
  StintSession *session;

  engine_fixture_add_plain (self);
  session = engine_fixture_add_role (self, "plain", "OpenRole");
  fake_sts_set_delay (self->sts, 100);
  stint_engine_start_async (self->engine, session, NULL, cancellable, cancelled_cb, &first);
  stint_engine_start_async (self->engine, session, NULL, NULL, count_cb, counts);
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (cancellable);
  engine_fixture_settle (self);
  g_assert_true (first);
  g_assert_cmpuint (counts[0], ==, 1);
}

static void
test_start_of_active (EngineFixture *self, gconstpointer data)
{
  g_autoptr (StintStartResult) result = NULL;
  g_autoptr (GError) error = NULL;
  StintSession *session;

  engine_fixture_add_plain (self);
  session = engine_fixture_add_role (self, "plain", "OpenRole");
  engine_fixture_start (self, session, NULL);
  result = engine_fixture_try_start (self, session, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (result->was_active);
  g_assert_cmpuint (fake_sts_count (self->sts, NULL), ==, 1);
  engine_fixture_stop (self, session);
  engine_fixture_stop (self, session);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/engine/" name, EngineFixture, NULL, engine_fixture_set_up, func,                   \
              engine_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  stint_secret_init_heap ();
  stint_http_global_init ();

  ADD ("start/with-code", test_start_with_code);
  ADD ("start/told-twice", test_start_is_told_twice);
  ADD ("lease/second-role", test_second_role_needs_no_code);
  ADD ("lease/restart", test_lease_survives_restart);
  ADD ("lease/ends", test_lease_ends);
  ADD ("lease/revoked", test_lease_revoked);
  ADD ("lease/too-old", test_old_lease_is_refused);
  ADD ("code/once", test_code_works_once);
  ADD ("code/direct", test_direct);
  ADD ("code/for-many", test_one_code_for_many);
  ADD ("code/unsupported", test_unsupported_devices);
  ADD ("user/own", test_own_session);
  ADD ("user/plain", test_plain_user);
  ADD ("chain/three", test_chain);
  ADD ("chain/dead-parent", test_chain_over_dead_parent);
  ADD ("consent/asked", test_consent);
  ADD ("consent/beside-the-code", test_consent_beside_the_code);
  ADD ("consent/same", test_no_consent_for_the_same);
  ADD ("consent/default-section", test_default_section);
  ADD ("takeover", test_takeover);
  ADD ("time/renewal", test_silent_renewal);
  ADD ("time/expiry", test_expiry);
  ADD ("time/clock", test_clock_steps);
  ADD ("time/skew", test_skewed_clock);
  ADD ("time/offline", test_renewal_fails_for_a_while);
  ADD ("on-demand/whole", test_on_demand);
  ADD ("on-demand/no-lease", test_on_demand_without_lease);
  ADD ("credentials/file", test_credentials_of_file_session);
  ADD ("credentials/moved-key", test_moved_key);
  ADD ("edit/moves", test_edit_moves);
  ADD ("edit/fails", test_edit_that_fails);
  ADD ("preview", test_preview);
  ADD ("crash/before-files", test_killed_before_the_files);
  ADD ("crash/after-files", test_killed_after_the_files);
  ADD ("crash/undefined", test_defined_no_more);
  ADD ("foreign/running", test_foreign_keys_while_running);
  ADD ("foreign/away", test_foreign_keys_while_away);
  ADD ("foreign/deleted", test_section_deleted);
  ADD ("foreign/unreadable", test_unreadable_files);
  ADD ("fails/malformed", test_malformed_files);
  ADD ("fails/unwritable-state", test_unwritable_state);
  ADD ("fails/keyring", test_keyring);
  ADD ("fails/bad-key", test_bad_key);
  ADD ("cancel/stop", test_stop_cancels_start);
  ADD ("cancel/caller", test_caller_leaves);
  ADD ("start/active", test_start_of_active);

  return g_test_run ();
}
