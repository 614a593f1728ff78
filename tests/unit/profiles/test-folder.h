/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-aws-files.h"

G_BEGIN_DECLS

/* A folder of its own with a pair of AWS files, for one test. */
typedef struct
{
  char *root;           /* (owned) */
  char *aws;            /* (owned): root/aws, where both files are */
  char *state;          /* (owned): root/state */
  StintAwsFiles *files; /* (owned) */
} TestFolder;

/* NULL content: the file does not exist. */
TestFolder *test_folder_new (const char *credentials, const char *config);
/* Removes everything. */
void test_folder_free (TestFolder *self);

/* (transfer full) */
char *test_folder_path (TestFolder *self, const char *name);
/* (transfer full) (nullable): NULL where there is no file. */
char *test_folder_read (TestFolder *self, const char *name);
/* NULL removes. */
void test_folder_write (TestFolder *self, const char *name, const char *content);
/* Replaces one occurrence, which must be there. */
void test_folder_replace (TestFolder *self, const char *name, const char *what, const char *with);

void test_folder_assert_credentials (TestFolder *self, const char *expected);
void test_folder_assert_config (TestFolder *self, const char *expected);
/* Nothing but credentials and config is in the folder. */
void test_folder_assert_clean (TestFolder *self);
/* botocore would read both files. */
void test_folder_assert_accepted (TestFolder *self);

/* Removes a folder with everything in it. */
void test_remove_tree (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestFolder, test_folder_free)

G_END_DECLS
