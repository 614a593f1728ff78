/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A page of the loopback listener: one heading, one paragraph, light or dark as the person's
 * browser is, without anything that it would have to load.  The texts come translated; they are
 * escaped here. */
typedef struct
{
  const char *title;    /* of the window, e.g. "Stint" */
  const char *heading;  /* "You are signed in" */
  const char *text;     /* (nullable) "You can close this window." */
  const char *detail;   /* (nullable) smaller, e.g. what AWS said */
  const char *language; /* (nullable) of the texts, "de" */
} StintLoopbackPage;

/* HTML. (transfer full) */
char *stint_loopback_page_to_html (const StintLoopbackPage *self);

/* The whole answer, head and body, with the headers that keep it private.
 * @location: (nullable): for a redirect; one line.  May be secret: free with stint_wipe_free(). */
char *stint_loopback_page_make_answer (guint status, const char *html, const char *location);

G_END_DECLS
