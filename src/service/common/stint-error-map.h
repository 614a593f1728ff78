/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-error.h"

G_BEGIN_DECLS

/* The one place where the errors of the lower rooms (STINT_HTTP_ERROR, STINT_AWS_ERROR,
 * STINT_VAULT_ERROR, STINT_FILES_ERROR, G_FILE_ERROR, G_IO_ERROR) become STINT_ERROR, with the
 * details that stint-error.h promises.  Errors that are STINT_ERROR already stay what they are;
 * cancellation becomes STINT_ERROR_CANCELLED. */

/* (transfer full) */
GError *stint_error_map (const GError *error);

/* Takes @error. (transfer full); NULL gives NULL. */
GError *stint_error_map_take (GError *error);

G_END_DECLS
