/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-service.h"

G_BEGIN_DECLS

/* The work of Manager.Leave, for those who uninstall: stop everything, put moved keys back into
 * their files, take out of the files whatever is still ours.  Goes on where a part fails, and tells
 * what stays. */
void stint_leave_run (StintService *service, StintRequest *request);

G_END_DECLS
