/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-engine-parts.h"

G_BEGIN_DECLS

/* Compares what state.json says with what the AWS files say, and makes them agree again.
 *
 * At the start of the service (@at_start), after whatever ended the one before:
 *   a start that had not reached the files        undone
 *   a start that had                              goes on as active, with the keys read back
 *   a takeover                                    whoever's keys are there has the profile
 *   a move                                        finished if its new place was written
 *   a stop                                        finished
 *   active                                        active with the keys read back, or expired
 *   a session that nobody defines any more        put back
 *   a profile that was left alone (shared)        goes on while it is the session's identity
 * and whenever the files changed while sessions are held:
 *   somebody else's keys                          the hold ends; theirs stay; warning
 *                                                 "foreign-keys"
 *   nothing of ours any more                      the hold ends; warning "section-gone"
 *   set aside, but no keys                        stays held; warning "lines-missing"
 * Where a file cannot be read nothing changes; a condition says so. */
void stint_restore_run_async (StintEngineParts *parts,
                              gboolean at_start,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* FALSE if the files could not be read: nothing was compared. */
gboolean stint_restore_run_finish (GAsyncResult *result);

G_END_DECLS
