/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-ini-document.h"

G_BEGIN_DECLS

/* Who would a profile be?
 *
 * The SDKs disagree on what wins when a profile has several sources of credentials.  This is a model of
 * five of them, for one question: does any of them see, between two of our writes, an identity that is
 * neither the old nor the new one? */

typedef enum
{
  STINT_FACT_ACCESS_KEY_ID,
  STINT_FACT_SECRET_ACCESS_KEY,
  STINT_FACT_SESSION_TOKEN,
  STINT_FACT_SECURITY_TOKEN,
  STINT_FACT_ROLE_ARN,
  STINT_FACT_SOURCE_PROFILE,
  STINT_FACT_CREDENTIAL_SOURCE,
  STINT_FACT_WEB_IDENTITY,
  STINT_FACT_SSO_ACCOUNT,
  STINT_FACT_SSO_ROLE,
  STINT_FACT_SSO_SESSION,
  STINT_FACT_SSO_START_URL,
  STINT_FACT_SSO_REGION,
  STINT_FACT_PROCESS,
  STINT_FACT_LOGIN_SESSION,
  STINT_N_FACTS,
} StintFact;

typedef struct
{
  char *values[STINT_N_FACTS]; /* (owned) (nullable), wiped */
} StintFacts;

/* What one file says about one profile, to botocore and to the others, and what it says about the
 * bridge of that profile (stint-wish.h), which is a section like any other to them. */
typedef struct
{
  StintFacts botocore;
  StintFacts others;
  StintFacts bridge;
} StintFileFacts;

void stint_file_facts_clear (StintFileFacts *self);

/* Reads the facts; the document may have been edited.
 * @bridge: the name of the bridge's profile */
void stint_file_facts_read (StintFileFacts *self,
                            StintIniDocument *document,
                            const char *profile,
                            const char *bridge);

typedef enum
{
  STINT_READER_BOTOCORE,
  STINT_READER_GO,
  STINT_READER_JAVASCRIPT,
  STINT_READER_JAVA,
  STINT_READER_RUST,
  STINT_N_READERS,
} StintReader;

/* What a profile is that makes no sense to a reader: an error, and nobody. */
#define STINT_READER_ERROR "error"

/* A text that is equal for equal identities (of one reader), "" for none.  It is a digest: nothing
 * secret in it. (transfer full) */
char *stint_reader_resolve (StintReader reader,
                            const StintFileFacts *credentials,
                            const StintFileFacts *config,
                            const char *profile,
                            const char *bridge);

/* The identity that every reader makes of these keys, or of this process. (transfer full) */
char *stint_reader_identity_of_keys (const char *access_key_id,
                                     const char *secret_access_key,
                                     const char *session_token);
char *stint_reader_identity_of_process (const char *command);

/* True for a key (lower case) that supplies credentials or contradicts ours: what a hold sets aside. */
gboolean stint_is_contender (const char *key);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintFileFacts, stint_file_facts_clear)

G_END_DECLS
