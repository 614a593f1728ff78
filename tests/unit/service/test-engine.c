/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "engine-fixture.h"

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

  return g_test_run ();
}
