/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-details.h"
#include "stint-first-run.h"
#include "stint-integration-header.h"
#include "stint-outlet.h"
#include "stint-session-list.h"
#include "stint-sidebar.h"
#include "stint-slot-model.h"
#include "stint-split-view.h"
#include "stint-starter.h"
#include "stint-ticker.h"
#include "stint-window.h"

G_BEGIN_DECLS

/* What stint-window.c, -actions.c, -integrations.c, -many.c and -views.c share. */
struct _StintWindow
{
  AdwApplicationWindow parent_instance;

  GSettings *settings;       /* (owned) */
  StintClient *client;       /* (owned) */
  StintTicker *ticker;       /* (owned) */
  StintStarter *starter;     /* (owned) */
  StintOutlet *outlet;       /* (owned) (nullable) */
  GHashTable *syncs;         /* (owned) (nullable) integration's id → GCancellable (owned) */
  StintSlotModel *model;     /* (owned) */
  StintSelection *selection; /* (owned) */

  StintSessionItem *selected; /* (owned) (nullable): the one that details and keys are about */
  guint selected_place;       /* where it stood when the list was arranged */
  char *wanted;               /* (owned) (nullable): id to be selected when it is known */
  gboolean show_wanted;       /* and its details shown */
  gboolean restored;          /* the view of the last time is back */
  gboolean quiet;             /* goes when nothing runs, unless it is seen */
  guint quiet_id;
  guint details_id;  /* they show another one next */
  gboolean quitting; /* it was asked already what becomes of sessions */
  gboolean begins;   /* the keyboard goes into the list as soon as there is one */
  char *trouble;     /* (owned) (nullable) */
  char *new_center;  /* (owned) (nullable): id, to be signed in to when it is known */
  gboolean new_center_signed_in;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  StintFirstRun *first_run; /* (nullable): made when it is needed */
  StintSplitView *split_view;
  StintSidebar *sidebar;
  StintSessionList *list;
  StintIntegrationHeader *header; /* above the list */
  StintDetails *details;
};

/* Of stint-window-integrations.c: for init; when all is there; when it is over. */
void stint_window_install_integration_actions (StintWindow *self);
void stint_window_install_integrations (StintWindow *self);
void stint_window_close_integrations (StintWindow *self);
/* Above the list stands what the sidebar says. */
void stint_window_update_header (StintWindow *self);

/* For class_init and init. */
void stint_window_install_actions (StintWindow *self);

/* Enables and disables what depends on the selection. */
void stint_window_update_actions (StintWindow *self);

/* Of stint-window-many.c, for the two above. */
void stint_window_install_many_actions (StintWindow *self);
void stint_window_update_many_actions (StintWindow *self);

/* Of stint-window-world.c, for install_actions. */
void stint_window_install_world_actions (StintWindow *self);

/* Of stint-window-views.c.  With the settings there, for init. */
void stint_window_install_views (StintWindow *self);
/* The list shows what the sidebar says; and in the order that is set. */
void stint_window_apply_view (StintWindow *self);
void stint_window_apply_order (StintWindow *self);

G_END_DECLS
