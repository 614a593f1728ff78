/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"

G_BEGIN_DECLS

/* What is asked and told when a person goes while sessions are started: they are the service's, and
 * end with nothing that happens here. */

/* How many hold a profile. */
guint stint_farewell_count_held (StintClient *client);

typedef enum
{
  STINT_FAREWELL_STAY,
  STINT_FAREWELL_LEAVE, /* sessions go on, and so does the service */
  STINT_FAREWELL_STOP,
} StintFarewell;

typedef void (*StintFarewellFunc) (StintFarewell answer, gpointer user_data);

/* Asks what becomes of @held sessions when Stint is quit.  @func is called once. */
void stint_farewell_ask (GtkWindow *parent, guint held, StintFarewellFunc func, gpointer user_data);

/* Tells, once in a life, that @held sessions go on without the window.  @func is called when it was
 * read: STAY or LEAVE. */
void
stint_farewell_tell (GtkWindow *parent, guint held, StintFarewellFunc func, gpointer user_data);

G_END_DECLS
