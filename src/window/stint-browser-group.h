/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* StintBrowserGroup: where pages of AWS open: the browsers that are installed, a private window, a
 * container, a command.  Speaks of ways as stint-browser.h does.
 *
 * Signal "changed": a person chose another way, or gave the word that one needs. */
#define STINT_TYPE_BROWSER_GROUP (stint_browser_group_get_type ())
G_DECLARE_FINAL_TYPE (
    StintBrowserGroup, stint_browser_group, STINT, BROWSER_GROUP, AdwPreferencesGroup)

typedef enum
{
  /* For everything: none is the desktop's browser, and a word counts when it is applied. */
  STINT_BROWSER_GROUP_PREFERENCE,
  /* For one integration: none is the preference, and a form is saved as a whole. */
  STINT_BROWSER_GROUP_OWN,
} StintBrowserGroupUse;

/* To be called once, with what is chosen now: it is no change. */
void stint_browser_group_fill (StintBrowserGroup *self, StintBrowserGroupUse use, const char *way);

/* What is chosen; NULL while a word is missing, or cannot be meant, which is shown.
 * (transfer full) (nullable) */
char *stint_browser_group_dup_way (StintBrowserGroup *self);

G_END_DECLS
