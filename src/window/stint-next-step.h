/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-client.h"
#include "stint-error.h"

G_BEGIN_DECLS

/* The one thing to do about a failure or a condition, as a button: its label, (transfer none), NULL
 * where nothing can be done; and what it does, a detailed action, (transfer full). */

/* A session's own failure: from there it can be tried again. */
const char *
stint_next_step_for_session (StintSessionItem *session, const GError *error, char **out_action);

/* A condition of the service: Manager.Conditions. */
const char *stint_next_step_for_condition (const char *name, GVariant *details, char **out_action);

G_END_DECLS
