/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

#include "stint-integration-item.h"

G_BEGIN_DECLS

/* What can be done with an integration, as it stands now: actions of the window. (transfer full) */
GMenuModel *stint_integration_menu_new (StintIntegrationItem *integration);

G_END_DECLS
