/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-service.h"

G_BEGIN_DECLS

/* StintSurroundings: what happens to the machine, and what the service makes of it.
 *
 *   the network came or changed, the machine woke up (logind), the clock was stepped
 *                             → idle connections are dead, and what failed is tried again
 *   the Flatpak was updated   → a restart, since /app is the old version's for as long as we live
 *
 * No logind, and no system bus, is nothing to worry about: the clock notices a suspend as well. */
#define STINT_TYPE_SURROUNDINGS (stint_surroundings_get_type ())
G_DECLARE_FINAL_TYPE (StintSurroundings, stint_surroundings, STINT, SURROUNDINGS, GObject)

/* @service is borrowed and outlives it. */
StintSurroundings *stint_surroundings_new (StintService *service, gboolean in_flatpak);

G_END_DECLS
