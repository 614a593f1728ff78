/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-import.h"

G_BEGIN_DECLS

/* What the parts of the plan share: stint-import-plan.c (users and roles) and stint-import-center.c
 * (Identity Center). */
typedef struct
{
  StintRegistry *registry;
  const StintImportSources *sources;
  gboolean move_keys;
  GHashTable *by_name;     /* (owned) char → StintImportProfile */
  GHashTable *sso_by_name; /* (owned) char → StintSsoProfile */
  GHashTable *users;       /* (owned) source_profile → GPtrArray of StintImportProfile */
  GHashTable *planned;     /* (owned) names */
  GHashTable *visiting;    /* (owned) names: roles that are being planned, against loops */
  GHashTable *names;       /* (owned) session names that this plan gives away */
  GHashTable *sso_roles;   /* (owned) portal, account and role → StintImportItem, borrowed */
  GHashTable *twins;       /* (owned) profile → id of the item that serves it as well */
  GPtrArray *items;        /* of StintImportItem */
} StintImportPlanner;

/* @path: borrowed; what stands for a profile has the profile's name for its own as well. */
StintImportItem *stint_import_item_new (StintImportKind kind,
                                        const char *key,
                                        const char *profile,
                                        const char *name,
                                        const char *path,
                                        guint line);
StintImportItem *stint_import_item_new_for_profile (StintImportKind kind,
                                                    const StintImportProfile *profile,
                                                    const char *key);
/* @format: marked with N_(): a person reads it beside the item, in the language of the desktop */
void stint_import_item_add_note (StintImportItem *item, const char *format, ...)
    G_GNUC_PRINTF (2, 3);
/* One that is skipped, with the reason. */
StintImportItem *
stint_import_skip (const StintImportProfile *profile, const char *key, const char *why);

/* Makes the name of a session one that nobody has. */
void stint_import_planner_choose_name (StintImportPlanner *self, StintImportItem *item);
/* (transfer full) */
GStrv stint_import_planner_list_dependents (StintImportPlanner *self, const char *name);

/* --- stint-import-center.c ---------------------------------------------------------------------- */

/* Adds the items of a profile with sso_* settings, its portal's before its own; FALSE if it has none. */
gboolean stint_import_planner_add_sso (StintImportPlanner *self, const StintImportProfile *profile);
/* Adds the portals that no profile has asked for. */
void stint_import_planner_add_portals (StintImportPlanner *self);

G_END_DECLS
