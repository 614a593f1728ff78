/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-engine.h"

G_BEGIN_DECLS

/* How sessions and integrations look on the bus: the one place that knows.  See the D-Bus API. */
#define STINT_SESSION_TUPLE "(sssssssssssxxba{sv})"
#define STINT_INTEGRATION_TUPLE "(ssssa{sv})"

/* @default_hand_out: StintHandOut, the preference. (transfer floating) */
GVariant *
stint_tuple_from_session (StintEngine *engine, StintSession *session, int default_hand_out);
GVariant *stint_tuple_from_integration (StintIntegration *integration);

G_END_DECLS
