/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-context.h"
#include "stint-lock.h"
#include "stint-request.h"

G_BEGIN_DECLS

/* StintAdmissions: what has to be true before a request may run: the caller means our files, we can
 * see them, and, for a change, we have the right to change them.  Who wants to change something while
 * it is not known yet whether we may waits until the lock was tried. */
typedef struct _StintAdmissions StintAdmissions;

typedef enum
{
  STINT_ADMIT_ANYBODY, /* looks only, and has to look even where something is wrong */
  STINT_ADMIT_READER,  /* the caller means the same files as we do */
  STINT_ADMIT_WRITER,  /* and we have the right to change them */
} StintAdmission;

/* Does the work of an admitted request, and ends it some time with a success or a failure. */
typedef void (*StintRequestFunc) (StintRequest *request, gpointer user_data);

/* Somebody waits for the lock: tries to have it, and calls stint_admissions_open() or
 * stint_admissions_refuse(). */
typedef void (*StintAdmissionsTryFunc) (gpointer user_data);

/* @context and @lock are borrowed and outlive it. */
StintAdmissions *stint_admissions_new (StintContext *context,
                                       StintLock *lock,
                                       StintAdmissionsTryFunc try_lock,
                                       gpointer user_data);

/* Who still waits is forgotten. */
void stint_admissions_free (StintAdmissions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintAdmissions, stint_admissions_free)

/* From now on changes may be made: those who wait are admitted. */
void stint_admissions_open (StintAdmissions *self);

/* For now none may be made: those who wait are refused with @error. */
void stint_admissions_refuse (StintAdmissions *self, const GError *error);

/* Runs @func now, or when it is known that it may; or fails the request with DIFFERENT_FILES, LOCKED
 * or what keeps us from the files. @destroy: (nullable): for @user_data, after @func or the failure. */
void stint_admissions_admit (StintAdmissions *self,
                             StintRequest *request,
                             StintAdmission admission,
                             StintRequestFunc func,
                             gpointer user_data,
                             GDestroyNotify destroy);

G_END_DECLS
