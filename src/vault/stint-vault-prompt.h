/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Calls to the Secret Service that may need a prompt: Unlock and CreateCollection.
 *
 * By hand and not by libsecret, whose prompt (0.20) ends its task twice when it is cancelled, and
 * without an error when the prompt cannot be shown, both with a critical warning.
 *
 * A cancelled call does not dismiss its prompt: gnome-keyring-daemon (42) crashes if it is told to
 * while the prompt is on the screen, and takes every open keyring of the session with it.  The prompt
 * stays until the person closes it; what it brings then is nobody's business any more.
 *
 * @service: the proxy of org.freedesktop.Secret.Service */
void stint_vault_prompt_call_async (GDBusProxy *service,
                                    const char *method,
                                    GVariant *parameters,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* What the method returned at once or, if it took one, what the prompt's Completed says: an `ao` for
 * Unlock, an `o` for CreateCollection.  STINT_VAULT_ERROR_DISMISSED if the person closed it or it
 * could not be shown. (transfer full) */
GVariant *
stint_vault_prompt_call_finish (GDBusProxy *service, GAsyncResult *result, GError **error);

G_END_DECLS
