/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Preloaded: lets a program believe that it runs as somebody else, so that whoever listens on a
 * socket of ours is a stranger to it.  (A real second user needs root.) */

#include <unistd.h>

uid_t
geteuid (void)
{
  return 54321;
}
