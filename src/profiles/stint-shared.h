/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-aws-files-private.h"

G_BEGIN_DECLS

/* Whether every reader of stint-readers.h takes the world's profile for @sso, by settings of the user's
 * own, with nothing of ours in it.
 * @region: (nullable): what the profile has to say as well */
gboolean
stint_shared_judge (const StintPlanWorld *world, const StintSsoIdentity *sso, const char *region);

G_END_DECLS
