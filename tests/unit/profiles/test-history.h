/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "test-folder.h"

G_BEGIN_DECLS

/* Random files, random hands, and a model of the AWS CLI's writer. */

/* Content of either file with the profiles P, Q, default and others; NULL for no file.  Always one that
 * botocore accepts. (transfer full) (nullable) */
char *test_random_content (GRand *rand, StintAwsFile file);

/* One thing that a person does with an editor. (transfer full) */
char *test_hand_edit (GRand *rand, const char *content, StintAwsFile file, const char *profile);

/* What `aws configure set KEY VALUE --profile PROFILE` makes of a file (NULL: no file). The AWS CLI
 * keeps comments, drops `\r`, knows only `[name]`, `[profile name]` and `[profile "name"]`, and appends
 * a section where it finds none. (transfer full) */
char *test_cli_write (const char *content,
                      StintAwsFile file,
                      const char *profile,
                      const char *key,
                      const char *value);

/* The lines of the user, in their order: without ours, without the set-aside prefix, without comment
 * signs. Whatever Stint does, these stay the same. (transfer full) */
char *test_lines_of_user (const char *content);

/* Values that the tests write as Stint's; test_lines_of_user() knows them by these beginnings. */
#define TEST_OUR_ID "ASIASTINT"
#define TEST_OUR_SECRET "our-secret-"
#define TEST_OUR_TOKEN "our-token-"
#define TEST_OUR_REGION "stint-region-"
#define TEST_OUR_PROCESS "/usr/libexec/stint-credentials --profile "

G_END_DECLS
