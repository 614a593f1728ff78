/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-banners.h"
#include "stint-client.h"

G_BEGIN_DECLS

/* StintFirstRun: the page of a window that has nothing to list yet: what Stint does, what it found
 * in the AWS files, and the ways to begin. */
#define STINT_TYPE_FIRST_RUN (stint_first_run_get_type ())
G_DECLARE_FINAL_TYPE (StintFirstRun, stint_first_run, STINT, FIRST_RUN, GtkBox)

void stint_first_run_set_client (StintFirstRun *self, StintClient *client);

/* Looks what is in the AWS files. */
void stint_first_run_look (StintFirstRun *self);

StintBanners *stint_first_run_get_banners (StintFirstRun *self);

/* "2 profiles and 1 long-lived key in plain text were found in your AWS files." (transfer full)
 * @items: aa{sv} of an import plan. */
char *stint_first_run_found_sentence (GVariant *items);

G_END_DECLS
