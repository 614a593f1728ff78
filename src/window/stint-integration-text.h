/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-integration-item.h"

G_BEGIN_DECLS

/* What is said about an integration, in the sidebar and above its sessions. */

/* "Signed in, 7 h", "Syncing, 3 of 12", "Code good until 17:40". @now: seconds. (transfer full) */
char *stint_integration_text_state (StintIntegrationItem *integration, gint64 now);

/* Its end came: a warning is due. */
gboolean stint_integration_text_needs_sign_in (StintIntegrationItem *integration);

/* What the last sync brought: "3 new roles in Acme, 1 gone"; NULL for nothing.
 * (transfer full) (nullable) */
char *stint_integration_text_news (StintIntegrationItem *integration);

G_END_DECLS
