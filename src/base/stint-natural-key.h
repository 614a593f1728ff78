/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A key that strcmp() puts where a person looks for @text: letter case and accents are nothing, and
 * "role2" comes before "role10".
 *
 * GLib's collation keys say the same in more languages and take ten times as long, which 20,000
 * names before the first frame cannot afford; names of AWS are plain letters.
 * (transfer full) */
char *stint_natural_key (const char *text);

G_END_DECLS
