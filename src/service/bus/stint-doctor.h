/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-service.h"

G_BEGIN_DECLS

/* The work of Manager.Doctor: looks at everything that can stand in the way, changes nothing, and
 * tells each thing with what to do about it. */
void stint_doctor_run (StintService *service, StintRequest *request);

/* --- The parts -------------------------------------------------------------------------------- */

/* StintFindings: a growing a(ssss). */
typedef struct _StintFindings StintFindings;

/* @level: "ok", "note", "warning" or "problem"; @remedy: "" if nothing is to do. Takes @sentence. */
void stint_findings_take (
    StintFindings *self, const char *id, const char *level, char *sentence, const char *remedy);

/* What is in the AWS files and around them.  Blocks: for a worker thread.
 * @held_profiles: names of the profiles that our sessions hold. */
void stint_doctor_check_files (StintFindings *findings,
                               StintAwsFiles *files,
                               const char *const *held_profiles);

/* Each Identity Center: its sign-in, and whether its endpoint answers. @findings outlives the call. */
void stint_doctor_check_sign_ins_async (StintFindings *findings,
                                        StintContext *context,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
void stint_doctor_check_sign_ins_finish (GAsyncResult *result);

/* The caller's shell: @environment: (nullable) a{ss}. */
void stint_doctor_check_environment (StintFindings *findings,
                                     StintContext *context,
                                     GVariant *environment);

G_END_DECLS
