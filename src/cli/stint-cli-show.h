/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-cli.h"
#include "stint-json-writer.h"

G_BEGIN_DECLS

/* Sessions and integrations as `list`, `status` and `show` print them. */

/* The JSON object of a session, documented in stint(1). */
void stint_show_session_json (StintJsonWriter *writer, StintSessionItem *item);
void stint_show_integration_json (StintJsonWriter *writer, StintIntegrationItem *item);

/* A table of StintSessionItem for people, on standard output. */
void stint_show_sessions (StintCli *cli, GPtrArray *sessions);

/* What is active first, then by name. */
int stint_show_compare_sessions (gconstpointer a, gconstpointer b);

G_END_DECLS
