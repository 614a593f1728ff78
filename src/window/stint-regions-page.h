/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* StintRegionsPage: which regions menus offer, as a page of the preferences: a list to tick, with a
 * search field.  None ticked: all are offered. */
#define STINT_TYPE_REGIONS_PAGE (stint_regions_page_get_type ())
G_DECLARE_FINAL_TYPE (StintRegionsPage, stint_regions_page, STINT, REGIONS_PAGE, AdwBin)

/* @settings: whose "regions" it shows and changes. @window: goes back from it. */
GtkWidget *stint_regions_page_new (AdwPreferencesWindow *window, GSettings *settings);

/* "All", or "eu-west-1, us-east-1 and 3 more". (transfer full) */
char *stint_regions_page_describe (const char *const *regions);

G_END_DECLS
