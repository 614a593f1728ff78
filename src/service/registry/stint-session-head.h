/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-registry.h"

G_BEGIN_DECLS

/* The first @count sessions as a window lists them: those that hold a profile, those that are pinned,
 * then the rest by integration, account and name.  src/window/stint-slot-entry.c sorts the same way;
 * where they differ, rows move when the whole list comes.
 * (transfer container) of StintSession */
GPtrArray *stint_session_head_pick (StintRegistry *registry, guint count);

G_END_DECLS
