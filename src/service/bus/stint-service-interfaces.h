/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-service.h"

G_BEGIN_DECLS

/* Hands in the interfaces of the API, at STINT_SERVICE_PATH: for "going-public". */
void stint_service_take_interfaces (StintService *service);

G_END_DECLS
