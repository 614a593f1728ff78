/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

#include "stint-client.h"

G_BEGIN_DECLS

/* StintBanners: one banner for each condition of the service, and one for a service that is away.
 * What is over slides away. */
#define STINT_TYPE_BANNERS (stint_banners_get_type ())
G_DECLARE_FINAL_TYPE (StintBanners, stint_banners, STINT, BANNERS, GtkBox)

/* Follows the client's "conditions". */
void stint_banners_set_client (StintBanners *self, StintClient *client);

/* @sentence: (nullable): what to say of a service that cannot be reached; NULL: it is there. */
void stint_banners_set_trouble (StintBanners *self, const char *sentence);

/* How many are shown. */
guint stint_banners_count (StintBanners *self);

G_END_DECLS
