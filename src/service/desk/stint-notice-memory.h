/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-notices.h"

G_BEGIN_DECLS

/* StintNoticeMemory: which notices a person closed, in $XDG_STATE_HOME/stint/notices.json, so that
 * another start of the service does not tell them again.  Sessions and instants, no secrets; a file
 * that cannot be read is begun anew. */
#define STINT_TYPE_NOTICE_MEMORY (stint_notice_memory_get_type ())
G_DECLARE_FINAL_TYPE (StintNoticeMemory, stint_notice_memory, STINT, NOTICE_MEMORY, GObject)

StintNoticeMemory *stint_notice_memory_new (StintNotices *notices, const char *state_dir);

/* Recalls what is written, then lets the notices begin; a second call does nothing. */
void stint_notice_memory_begin (StintNoticeMemory *self);

G_END_DECLS
