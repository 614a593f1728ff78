/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-service.h"

G_BEGIN_DECLS

/* StintSearchProvider: sessions in GNOME's overview: type a part of a role's name, and Enter starts
 * it.  It is the service that answers and not the window, so that typing starts no window; what needs
 * a person calls one.  One that is active already is shown. */
#define STINT_SEARCH_PROVIDER_PATH "/io/github/stint_aws/Stint1/SearchProvider"

/* To be exported at STINT_SEARCH_PROVIDER_PATH. @service is borrowed and outlives it. */
GDBusInterfaceSkeleton *stint_search_provider_new (StintService *service);

G_END_DECLS
