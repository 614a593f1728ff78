/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-service.h"

G_BEGIN_DECLS

/* StintSurroundings: what happens to the machine and the desktop, and what the service makes of it.
 *
 *   the network came or changed, the machine woke up, the clock was stepped
 *                             → idle connections are dead, and what failed is tried again
 *   the network went          → renewals wait for it, for a moment
 *   the machine goes to sleep → what is active is on disk first
 *   it is shut down, the desktop is left
 *                             → with the preference stop-on-logout all sessions are stopped first
 *   the screen is locked      → with the preference stop-on-lock all sessions are stopped
 *   the Flatpak was updated   → a restart, since /app is the old version's for as long as we live
 *
 * No logind, and no system bus, is nothing to worry about: the clock notices a suspend as well, and in
 * a sandbox a portal tells of the lock and of the desktop's end. */
#define STINT_TYPE_SURROUNDINGS (stint_surroundings_get_type ())
G_DECLARE_FINAL_TYPE (StintSurroundings, stint_surroundings, STINT, SURROUNDINGS, GObject)

/* @service is borrowed and outlives it. */
StintSurroundings *stint_surroundings_new (StintService *service, gboolean in_flatpak);

/* The desktop is left, or so it seems (a signal, the end of the bus): does what belongs to that, and
 * ends the service. */
void stint_surroundings_leave (StintSurroundings *self);

G_END_DECLS
