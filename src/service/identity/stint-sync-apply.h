/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-context.h"
#include "stint-sync.h"

G_BEGIN_DECLS

/* StintSyncBook: the bookkeeping of one run, without any network: what was found becomes sessions, what
 * was not goes. */
typedef struct _StintSyncBook StintSyncBook;

/* Writes are held until it is freed. */
StintSyncBook *stint_sync_book_new (StintContext *context, StintIntegration *integration);
void stint_sync_book_free (StintSyncBook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintSyncBook, stint_sync_book_free)

/* One role of one account, now; a second time changes nothing.
 * @account_name: "" where AWS tells none. */
void stint_sync_book_add (StintSyncBook *self,
                          const char *account_id,
                          const char *account_name,
                          const char *role_name);

/* What is known of an account whose roles could not be asked for stays. */
void stint_sync_book_spare_account (StintSyncBook *self, const char *account_id);

/* What was added until now. */
StintSyncResult stint_sync_book_get_result (StintSyncBook *self);

/* Everything was added: what was not found goes, or is marked.
 * @named: (nullable) a set of session ids that profiles of the AWS files name */
StintSyncResult stint_sync_book_finish (StintSyncBook *self, GHashTable *named);

G_END_DECLS
