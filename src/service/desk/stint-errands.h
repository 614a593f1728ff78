/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-service.h"

G_BEGIN_DECLS

/* StintErrands: sessions that a person wants to be started or renewed, several with one click.
 *
 * What needs no person is done at once.  For the rest the window is called, for one session of each
 * IAM user or Identity Center: what the person gives for that one may do for the others, which are
 * then done here.  Those for which it does not (a code for each start) come one after the other.
 * What the person does not go on with is forgotten after some minutes. */
#define STINT_TYPE_ERRANDS (stint_errands_get_type ())
G_DECLARE_FINAL_TYPE (StintErrands, stint_errands, STINT, ERRANDS, GObject)

/* @service is borrowed and outlives it. */
StintErrands *stint_errands_new (StintService *service);

/* @ids: of sessions; those that hold a profile are renewed, the others started.
 * @token: (nullable): the activation token of the click */
void stint_errands_run (StintErrands *self, GStrv ids, const char *token);

G_END_DECLS
