/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-secret.h"

G_BEGIN_DECLS

/* StintAwsXml: an index of AWS's XML answers that copies nothing on its way.
 *
 * Like StintJson, and for the same reason, it points into the caller's buffer, which must outlive
 * it.  It knows what AWS sends: elements, text, CDATA, the five entities and character references,
 * comments, processing instructions; name space prefixes are dropped.  Document types are refused,
 * and with them everything that entities can be made to do.  Nothing larger than 1 MiB, deeper than
 * 32 levels or of more than 4,096 elements is looked at. */
typedef struct _StintAwsXml StintAwsXml;

/* NULL if it is not one whole, well-formed document. */
StintAwsXml *stint_aws_xml_parse (const char *text, gsize length);
void stint_aws_xml_free (StintAwsXml *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintAwsXml, stint_aws_xml_free)

/* @path: local names from the root on, "ErrorResponse/Error/Code"; the first such element counts. */
gboolean stint_aws_xml_has (const StintAwsXml *self, const char *path);

/* Its text without blanks around it; NULL if there is no such element, it has elements within, or
 * it stands for a NUL. (transfer full) */
char *stint_aws_xml_dup_text (const StintAwsXml *self, const char *path);

/* The same as a secret, without any blanks at all: keys and tokens have none, but answers may be
 * wrapped.  NULL also if it is empty, or the secure heap is full. (transfer full) */
StintSecret *stint_aws_xml_dup_secret (const StintAwsXml *self, const char *path);

G_END_DECLS
