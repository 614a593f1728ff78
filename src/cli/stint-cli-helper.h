/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-cli.h"

G_BEGIN_DECLS

/* Becomes stint-credentials, the one program that knows the credentials socket: keys never pass
 * through this process.
 * @mode: (nullable): "exec", "env", or NULL for credential_process.
 * @key: "session" or "profile"; @value: which one.
 * @more: (nullable): further arguments, NULL-terminated.
 * Returns: an exit status, only if the program cannot be executed. */
int stint_cli_become_helper (
    StintCli *cli, const char *mode, const char *key, const char *value, const char *const *more);

G_END_DECLS
