/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Validation as one types: what is wrong with a value, in one sentence, or NULL if it can be meant.
 * The service checks again; these only spare a person the round trip.
 *
 * "" is never wrong: what is needed and not there yet is not a mistake.
 * All results: (transfer none), translated. */
const char *stint_check_access_key_id (const char *text);
const char *stint_check_secret_key (const char *text);
const char *stint_check_mfa_serial (const char *text);
const char *stint_check_role_arn (const char *text);
const char *stint_check_region (const char *text);
const char *stint_check_profile (const char *text);
const char *stint_check_external_id (const char *text);
const char *stint_check_role_session_name (const char *text);
const char *stint_check_profile_template (const char *text);
/* A command line that opens pages; looks whether there is such a program. */
const char *stint_check_command (const char *text);

/* "DeploymentRole" of ".../role/teams/DeploymentRole"; "" if there is none. (transfer none): part of
 * @arn. */
const char *stint_check_role_name (const char *arn);

G_END_DECLS
