/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-integration.h"
#include "stint-session.h"

G_BEGIN_DECLS

/* Does a definition make sense by itself?  Whether its names are free and its ids are known is for
 * the registry.  Errors: STINT_ERROR_INVALID_ARGUMENT, UNSUPPORTED, with an English sentence. */
gboolean stint_definition_check_integration (const StintIntegrationDefinition *definition,
                                             GError **error);
gboolean stint_definition_check_session (const StintSessionDefinition *definition, GError **error);

/* @chained: the role is assumed with temporary credentials. 0 is fine: AWS decides. */
gboolean stint_definition_check_duration (StintSessionKind kind,
                                          gboolean chained,
                                          guint duration,
                                          GError **error);

G_END_DECLS
