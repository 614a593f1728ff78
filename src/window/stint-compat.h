/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The one place that looks at GTK's version: what newer ones can and 4.8 cannot. */

/* The context of GTK's own tests has no voice, and falls over when it is asked to speak (4.18). */
static inline gboolean
stint_compat_is_mute (void)
{
  return g_strcmp0 (g_getenv ("GTK_A11Y"), "test") == 0;
}

/* Says @message to who listens to a screen reader, after what it is saying now.  Before GTK 4.14
 * nothing can be said: what is announced has to stand on the screen as well. */
static inline void
stint_compat_announce (gpointer widget, const char *message)
{
#if GTK_CHECK_VERSION(4, 14, 0)
  if (stint_compat_is_mute ())
    return;
  /* Newer than the floor, which the compiler would not let pass. */
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  gtk_accessible_announce (GTK_ACCESSIBLE (widget), message,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  G_GNUC_END_IGNORE_DEPRECATIONS
#else
  (void) widget;
  (void) message;
#endif
}

G_END_DECLS
