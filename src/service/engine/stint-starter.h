/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-commit.h"

G_BEGIN_DECLS

/* One start or renewal, in steps:
 *
 *   plan      where it goes, and whether that can be
 *   survey    what holding the profile does to others; the person's consent  (not for a renewal of
 *             what stands there already)
 *   fetch     the credentials, from AWS
 *   commit    into the files
 *
 * A code is typed after a start without one has surveyed the profile.  Then survey and fetch go side by
 * side, and the commit waits for both: the person waits for AWS and the disk only.
 *
 * The first step that fails ends it, and nothing is changed but the session's state and error. */
typedef enum
{
  STINT_STARTER_START,
  STINT_STARTER_RENEW,
} StintStarterKind;

typedef struct
{
  StintStartOptions options;
  gboolean silent; /* nobody asked: no prompts, and every error is kept */
  gboolean urgent;
} StintStarterWish;

void stint_starter_run_async (StintEngineParts *parts,
                              StintSession *session,
                              StintStarterKind kind,
                              const StintStarterWish *wish,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
StintStartResult *stint_starter_run_finish (GAsyncResult *result, GError **error);

/* Where a start would put the session. */
typedef struct
{
  char *profile;
  char *region; /* (nullable) */
  StintHandOut hand_out;
} StintPlace;

void stint_place_clear (StintPlace *self);
/* Errors: INVALID_ARGUMENT. */
gboolean stint_place_init (StintPlace *self,
                           StintEngineParts *parts,
                           StintSession *session,
                           const StintStartOptions *options,
                           GError **error);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintPlace, stint_place_clear)

/* How a session hands out by itself: its own choice, or the preference. */
StintHandOut stint_place_default_hand_out (StintEngineParts *parts,
                                           const StintSessionDefinition *definition);

/* NULL if the session may hold @profile without a word: nobody is affected, or the person agreed
 * before.  Otherwise NEEDS_CONSENT with its details.  FILES_CONFLICT where [DEFAULT] stands in the
 * way. (transfer full) */
GError *stint_consent_check (StintEngineParts *parts,
                             StintSession *session,
                             const char *profile,
                             const StintFilesSurvey *survey,
                             gboolean consent);

/* Why holding the profile needs a consent: words of stint-error.h. (transfer full), never NULL */
GStrv stint_consent_list_reasons (StintEngineParts *parts,
                                  StintSession *session,
                                  const char *profile,
                                  const StintFilesSurvey *survey);

/* TRUE if that is so only because the profile is the session already. */
gboolean stint_consent_is_spared (StintEngineParts *parts,
                                  StintSession *session,
                                  const char *profile,
                                  const StintFilesSurvey *survey,
                                  gboolean consent);

/* Starts the survey of @profile for a session.
 * @region: (nullable): that it would get there */
void stint_consent_survey_async (StintEngineParts *parts,
                                 StintSession *session,
                                 const char *profile,
                                 const char *region,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);

G_END_DECLS
