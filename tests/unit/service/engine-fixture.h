/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "fake-sts.h"
#include "stint-engine.h"
#include "stint-error.h"

G_BEGIN_DECLS

/* EngineFixture: an engine with a clock that stands still, a vault in memory, folders of its own
 * and a FakeSts.  The engine and its registry can be thrown away and made again on the same
 * folders: a crash, as far as the files and the vault can tell. */

#define USER_KEY_ID "AKIAIOSFODNN7EXAMPLE"
#define USER_SECRET "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
#define USER_ARN "arn:aws:iam::123456789012:user/MFAUser"
#define USER_MFA "arn:aws:iam::123456789012:mfa/MFAUser"
#define PLAIN_KEY_ID "AKIAI44QH8DHBEXAMPLE"
#define PLAIN_SECRET "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"
#define PLAIN_ARN "arn:aws:iam::123456789012:user/PlainUser"
#define ROLE_ARN(name) "arn:aws:iam::123456789012:role/" name
/* 2026-11-22T14:00:00Z */
#define START_OF_TIME (G_GINT64_CONSTANT (1795356000) * G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  FakeSts *sts; /* (nullable) in another process's engine */
  char *sts_url;
  StintClock *clock;
  StintVault *vault;
  StintHttp *http;
  StintContext context;
  StintEngine *engine;
  guint n_codes;
} EngineFixture;

void engine_fixture_set_up (EngineFixture *self, gconstpointer data);
void engine_fixture_tear_down (EngineFixture *self, gconstpointer data);

/* An engine on the folders and the STS of another process. */
void engine_fixture_attach (EngineFixture *self, const char *folder, const char *url, gint64 now);

/* The engine and the registry go without a word and come again, restored. */
void engine_fixture_crash (EngineFixture *self);
/* The same in two halves. */
void engine_fixture_kill (EngineFixture *self);
void engine_fixture_revive (EngineFixture *self);

/* Moves the clock, and lets what follows from it happen. */
void engine_fixture_advance (EngineFixture *self, gint64 seconds);
/* Runs the main context until nothing is going on. */
void engine_fixture_settle (EngineFixture *self);

/* "user" with a device, "plain" without. */
StintIntegration *engine_fixture_add_user (EngineFixture *self);
StintIntegration *engine_fixture_add_plain (EngineFixture *self);
StintSession *
engine_fixture_add_role (EngineFixture *self, const char *integration, const char *name);
StintSession *
engine_fixture_add_own (EngineFixture *self, const char *integration, const char *name);
/* Applies a definition; has to work. */
StintSession *engine_fixture_put (EngineFixture *self, StintSessionDefinition *definition);
StintSession *engine_fixture_get (EngineFixture *self, const char *name);

/* A code that was never used. (transfer none) until the next one */
const char *engine_fixture_make_code (EngineFixture *self);

/* Synchronous calls; NULL or FALSE with @error. */
StintStartResult *engine_fixture_try_start (EngineFixture *self,
                                            StintSession *session,
                                            const StintStartOptions *options,
                                            GError **error);
StintStartResult *engine_fixture_try_renew (EngineFixture *self,
                                            StintSession *session,
                                            const StintStartOptions *options,
                                            GError **error);
gboolean engine_fixture_try_stop (EngineFixture *self, StintSession *session, GError **error);
gboolean engine_fixture_try_edit (EngineFixture *self,
                                  StintSessionDefinition *definition,
                                  gboolean consent,
                                  GError **error);
StintAwsCredentials *
engine_fixture_try_credentials (EngineFixture *self, StintSession *session, GError **error);

StintStartPreview *
engine_fixture_preview (EngineFixture *self, StintSession *session, GError **error);
/* Everything that the registry knows is on disk. */
void engine_fixture_flush (EngineFixture *self);

/* They have to work. */
void engine_fixture_start (EngineFixture *self, StintSession *session, const char *code);
void engine_fixture_stop (EngineFixture *self, StintSession *session);
/* It has to fail so. */
void engine_fixture_assert_start_fails (EngineFixture *self,
                                        StintSession *session,
                                        const char *code,
                                        StintError expected);

void engine_fixture_write (EngineFixture *self, const char *credentials, const char *config);
void engine_fixture_assert_files (EngineFixture *self, const char *credentials, const char *config);
/* As somebody with an editor would: other keys in the place of ours, whatever else there is. */
void engine_fixture_replace_keys (EngineFixture *self,
                                  const char *profile,
                                  const char *key_id,
                                  const char *secret);
/* The value of a property of a profile, both files merged as SDKs do. (transfer full) (nullable) */
char *engine_fixture_read (EngineFixture *self, const char *profile, const char *key);
/* Who a profile's keys are, to the fake AWS; NULL: no keys. (transfer full) */
char *engine_fixture_identify (EngineFixture *self, const char *profile);
void engine_fixture_assert_identity (EngineFixture *self, const char *profile, const char *part);

G_END_DECLS
