/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-aws-files.h"
#include "stint-file-replace.h"
#include "stint-plan.h"

G_BEGIN_DECLS

struct _StintAwsFiles
{
  GObject parent_instance;

  GMutex lock;
  char *paths[2];     /* (owned), by StintAwsFile */
  char *state_folder; /* (owned) (nullable) */
  goffset sizes[2];   /* as last seen, or 0 */
  /* What a plan was made on; only while it is carried out: these are secrets. */
  StintFileGlimpse glimpses[2];
  const StintFileGate *gate; /* (nullable): of the hold that is carried out */
};

/* All of these expect the lock to be held. */

/* The content of one file. NULL without @error where there is none. */
gboolean stint_aws_files_load (StintAwsFiles *self,
                               StintAwsFile file,
                               GBytes **out_bytes,
                               GCancellable *cancellable,
                               GError **error);

/* Ends a plan: what it was made on is wiped. */
void stint_aws_files_forget (StintAwsFiles *self);

/* Parses what is there (nothing is an empty document); with @strict, what botocore refuses is refused.
 */
StintIniDocument *
stint_aws_files_parse (StintAwsFiles *self, StintAwsFile file, gboolean strict, GError **error);

typedef struct
{
  guint writes;
  guint merged;
  char *saved_path; /* (owned) (nullable) */
} StintWrites;

/* Replaces one file and adds to @writes. */
gboolean stint_aws_files_write (StintAwsFiles *self,
                                StintAwsFile file,
                                StintFileReplaceFlags flags,
                                StintFileEdit edit,
                                gpointer user_data,
                                StintWrites *writes,
                                GCancellable *cancellable,
                                GError **error);

/* Carries a plan out. */
gboolean stint_aws_files_run (StintAwsFiles *self,
                              StintPlan *plan,
                              StintWrites *writes,
                              GCancellable *cancellable,
                              GError **error);

/* @plan: (out): the plan for @hold on what stands in the files now */
gboolean stint_aws_files_plan_hold (StintAwsFiles *self,
                                    const StintHold *hold,
                                    StintPlan *plan,
                                    GCancellable *cancellable,
                                    GError **error);
gboolean stint_aws_files_plan_release (StintAwsFiles *self,
                                       const StintRelease *release,
                                       gboolean by_notes,
                                       StintPlan *plan,
                                       GCancellable *cancellable,
                                       GError **error);

/* INVALID_PROFILE_NAME for one that not every SDK can read. */
gboolean stint_aws_files_check_name (const char *profile, GError **error);
/* INVALID_VALUE for what cannot stand on one line, or would not be read as it was written. */
gboolean stint_aws_files_check_value (const char *what, const char *value, GError **error);

/* Moves the spots of @from to the end of @to. */
void stint_aws_files_take_spots (GPtrArray *to, GPtrArray *from);
GPtrArray *stint_aws_files_new_spots (void);

/* What moving a key out would make of both files (stint-aws-files-move.c).  The four contents are the
 * caller's to unref, also after an error. */
gboolean stint_aws_files_preview_move (StintAwsFiles *self,
                                       const char *profile,
                                       const char *expected_key_id,
                                       const char *process_command,
                                       GBytes *before[2],
                                       GBytes *after[2],
                                       GError **error);

G_END_DECLS
