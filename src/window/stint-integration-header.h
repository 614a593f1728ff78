/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

#include "stint-client.h"
#include "stint-ticker.h"

G_BEGIN_DECLS

/* StintIntegrationHeader: above the sessions of one integration: how it stands, and what is to be
 * done: sign in, sync, its menu.  Hidden while another view is shown. */
#define STINT_TYPE_INTEGRATION_HEADER (stint_integration_header_get_type ())
G_DECLARE_FINAL_TYPE (
    StintIntegrationHeader, stint_integration_header, STINT, INTEGRATION_HEADER, GtkBox)

GtkWidget *stint_integration_header_new (StintTicker *ticker);

/* @integration: (nullable) */
void stint_integration_header_set_integration (StintIntegrationHeader *self,
                                               StintIntegrationItem *integration);

G_END_DECLS
