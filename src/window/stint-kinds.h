/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-types.h"

G_BEGIN_DECLS

/* The icons of kinds and states; all symbolic, from the theme where it has them. */
const char *stint_kinds_session_icon (StintSessionKind kind);
const char *stint_kinds_integration_icon (StintIntegrationKind kind);

/* The one at the head of a row: the kind's, unless a failure or a near end has to be seen; a shape,
 * because a colour alone says nothing to many. */
const char *
stint_kinds_row_icon (StintSessionKind kind, StintSessionState state, gboolean has_error);

G_END_DECLS
