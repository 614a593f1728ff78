/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-engine-parts.h"
#include "stint-engine.h"
#include "stint-files-watch.h"
#include "stint-operations.h"
#include "stint-supplier.h"

G_BEGIN_DECLS

/* What stint-engine.c (what happens by itself) and stint-engine-calls.c (what it is asked to do)
 * share. */

struct _StintEngine
{
  GObject parent_instance;

  StintEngineParts parts;
  StintOperations *operations;
  StintSupplier *supplier;
  StintSignIn *sign_in;
  StintSync *sync;
  StintFilesWatch *watch; /* (nullable) until restored */
  guint n_extra;          /* what runs besides the operations */
  gboolean restored;
  gboolean looking; /* at the files, since they changed */
  gboolean look_again;
};

/* Every operation keeps the engine alive until it is answered. (transfer full) */
GTask *stint_engine_make_task (StintEngine *self,
                               gpointer tag,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/* Emits "person-wanted". */
void stint_engine_want_person (StintEngine *self, StintSession *session, const GError *error);

G_END_DECLS
