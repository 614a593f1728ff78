/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The regions that menus offer.  AWS opens new ones: a name that is not here is as good as one that
 * is. */

/* "Europe (Ireland)" for "eu-west-1"; "" for one that is not known. (transfer none) */
const char *stint_regions_get_place (const char *region);

/* "aws", "aws-cn", "aws-us-gov" or "aws-eusc", by the beginning of its name; "aws" if unknown. */
const char *stint_regions_get_partition (const char *region);

/* A GListStore of StintPick, for a picker: the regions of @partition (nullable: all), or only those
 * of them that are in @chosen (nullable; an empty one chooses all); first of them one without an id
 * and with the title @none (nullable: without). (transfer full) */
GListModel *stint_regions_list (const char *partition, const char *const *chosen, const char *none);

G_END_DECLS
