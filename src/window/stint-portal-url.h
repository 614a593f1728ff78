/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Addresses of access portals as people type and paste them.  The service has the last word, and
 * finds out where an address of a company's own leads. */

/* What is wrong with it, in one sentence; NULL if it can be meant, or can become one that can.
 * (transfer none) (nullable) */
const char *stint_portal_url_check (const char *text);

/* As it is kept: "https://" before a bare host, the host in small letters, no query, fragment or
 * slash at the end ("/start/#/" is what browsers show).  NULL while it is none.
 * (transfer full) (nullable) */
char *stint_portal_url_tidy (const char *text);

/* The region that its host names. (transfer full) (nullable) */
char *stint_portal_url_dup_region (const char *text);

/* One of AWS's own that does not tell its region: somebody has to. */
gboolean stint_portal_url_needs_region (const char *text);

G_END_DECLS
