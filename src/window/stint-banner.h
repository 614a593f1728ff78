/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* StintBanner: what concerns everything, in one sentence below a header bar, with at most one
 * button.  (libadwaita has one of its own from 1.3 on.) */
#define STINT_TYPE_BANNER (stint_banner_get_type ())
G_DECLARE_FINAL_TYPE (StintBanner, stint_banner, STINT, BANNER, AdwBin)

GtkWidget *stint_banner_new (void);

/* @button: (nullable): its label; @action: (nullable): the detailed action it calls. */
void stint_banner_set (StintBanner *self,
                       const char *sentence,
                       const char *button,
                       const char *detailed_action);
const char *stint_banner_get_sentence (StintBanner *self);

void stint_banner_set_revealed (StintBanner *self, gboolean revealed);
gboolean stint_banner_get_revealed (StintBanner *self);

G_END_DECLS
