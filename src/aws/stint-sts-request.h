/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-aws-credentials.h"
#include "stint-aws-form.h"
#include "stint-http.h"

G_BEGIN_DECLS

/* A signed POST of @form to an endpoint.
 * @endpoint_url: "https://sts.eu-west-1.amazonaws.com", perhaps with a port and a path
 * @when: AWS's time
 * Returns: (transfer full): NULL with STINT_HTTP_ERROR_INSECURE for what is no URL, or
 *   G_IO_ERROR_FAILED if it cannot be signed. */
StintHttpRequest *stint_sts_request_new (const char *endpoint_url,
                                         const char *region,
                                         const StintAwsForm *form,
                                         StintAwsCredentials *credentials,
                                         gint64 when,
                                         GError **error);

G_END_DECLS
