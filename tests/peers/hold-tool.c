/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Does to two AWS files what the service does, and keeps every state that a reader could have met.
 *
 * One JSON object a line on standard input, one on standard output:
 *   {"op": "hold" | "release" | "inspect" | "survey" | "move-key-out" | "move-key-back" | "leave" |
 *          "recover",
 *    "credentials": PATH, "config": PATH, "profile": NAME,
 *    "states": FOLDER, "meddle": COMMAND, "crash": N, ...}
 *
 * states: after each change of a name in a folder, a copy of both files goes to FOLDER/N, where they
 *         differ from the last ones; the answer has their number
 * meddle: a shell command that runs once, just before the first such change
 * crash:  killed by SIGKILL just after the Nth such change
 *
 * The functions of libc that change names are defined here, so that the static libraries call these.
 */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "stint-aws-files.h"

static struct
{
  const char *paths[2];
  const char *folder;
  const char *meddle;
  gint64 crash_after;
  gint64 changes;
  guint states;
  char *last[2];
} recorder;

static const char *const state_names[2] = { "credentials", "config" };

static char *
content_of (const char *path)
{
  char *content = NULL;

  if (path == NULL || !g_file_get_contents (path, &content, NULL, NULL))
    return NULL;
  return content;
}

static void
record_state (void)
{
  g_autofree char *credentials = content_of (recorder.paths[0]);
  g_autofree char *config = content_of (recorder.paths[1]);
  const char *now[2] = { credentials, config };
  g_autofree char *folder = NULL;

  if (g_strcmp0 (credentials, recorder.last[0]) == 0 && g_strcmp0 (config, recorder.last[1]) == 0)
    return;
  folder = g_strdup_printf ("%s/%u", recorder.folder, recorder.states++);
  g_mkdir_with_parents (folder, 0700);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = g_build_filename (folder, state_names[i], NULL);

      if (now[i] != NULL)
        g_file_set_contents_full (path, now[i], -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
      g_free (recorder.last[i]);
      recorder.last[i] = g_strdup (now[i]);
    }
}

static void
before_change (void)
{
  if (recorder.meddle != NULL)
    {
      const char *command = g_steal_pointer (&recorder.meddle);

      g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
    }
}

static int
after_change (int result)
{
  int saved_errno = errno;

  recorder.changes++;
  if (recorder.crash_after > 0 && recorder.changes == recorder.crash_after)
    raise (SIGKILL);
  if (recorder.folder != NULL)
    record_state ();
  errno = saved_errno;
  return result;
}

/* The copies themselves are no change. */
static gboolean
is_a_copy (const char *name)
{
  return recorder.folder != NULL && g_str_has_prefix (name, recorder.folder);
}

int
renameat2 (int old_fd, const char *old_name, int new_fd, const char *new_name, unsigned int flags)
{
  if (is_a_copy (new_name))
    return (int) syscall (SYS_renameat2, old_fd, old_name, new_fd, new_name, flags);
  before_change ();
  return after_change ((int) syscall (SYS_renameat2, old_fd, old_name, new_fd, new_name, flags));
}

int
renameat (int old_fd, const char *old_name, int new_fd, const char *new_name)
{
  return renameat2 (old_fd, old_name, new_fd, new_name, 0);
}

int
rename (const char *old_name, const char *new_name)
{
  return renameat2 (AT_FDCWD, old_name, AT_FDCWD, new_name, 0);
}

int
linkat (int old_fd, const char *old_name, int new_fd, const char *new_name, int flags)
{
  before_change ();
  return after_change ((int) syscall (SYS_linkat, old_fd, old_name, new_fd, new_name, flags));
}

int
unlinkat (int fd, const char *name, int flags)
{
  before_change ();
  return after_change ((int) syscall (SYS_unlinkat, fd, name, flags));
}

/* --- Requests --------------------------------------------------------------------------------- */

static const char *
text_of (JsonObject *request, const char *member)
{
  return json_object_get_string_member_with_default (request, member, NULL);
}

static char **
texts_of (JsonObject *request, const char *member)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = json_object_has_member (request, member)
                         ? json_object_get_array_member (request, member)
                         : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_strv_builder_add (builder, json_array_get_string_element (array, i));
  return g_strv_builder_end (builder);
}

static void
add_spots (JsonObject *answer, const char *member, GPtrArray *spots)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; spots != NULL && i < spots->len; i++)
    {
      const StintFileSpot *spot = g_ptr_array_index (spots, i);
      g_autofree char *text =
          g_strdup_printf ("%s:%u:%s", state_names[spot->file], spot->line, spot->key);

      json_array_add_string_element (array, text);
    }
  json_object_set_array_member (answer, member, array);
}

static gboolean
do_hold (StintAwsFiles *files, JsonObject *request, JsonObject *answer, GError **error)
{
  g_auto (StintHoldResult) result = { 0 };
  g_auto (GStrv) our_key_ids = texts_of (request, "our-key-ids");
  gboolean on_demand = g_strcmp0 (text_of (request, "hand-out"), "on-demand") == 0;
  StintHold hold = {
    .profile = text_of (request, "profile"),
    .hand_out = on_demand ? STINT_HAND_OUT_ON_DEMAND : STINT_HAND_OUT_FILE,
    .flags = json_object_get_boolean_member_with_default (request, "renewal", FALSE)
                 ? STINT_HOLD_FLAGS_RENEWAL
                 : STINT_HOLD_FLAGS_NONE,
    .access_key_id = text_of (request, "access-key-id"),
    .secret_access_key = text_of (request, "secret-access-key"),
    .session_token = text_of (request, "session-token"),
    .expires = json_object_get_int_member_with_default (request, "expires", 0) * G_USEC_PER_SEC,
    .process_command = text_of (request, "process"),
    .our_key_ids = (const char *const *) our_key_ids,
    .region = text_of (request, "region"),
  };

  if (!stint_aws_files_hold (files, &hold, &result, NULL, error))
    return FALSE;
  json_object_set_boolean_member (answer, "changed", result.changed);
  json_object_set_int_member (answer, "writes", result.writes);
  json_object_set_int_member (answer, "merged", result.merged);
  json_object_set_boolean_member (answer, "replaced-foreign", result.replaced_foreign);
  add_spots (answer, "set-aside", result.set_aside);
  return TRUE;
}

static gboolean
do_release (StintAwsFiles *files, JsonObject *request, JsonObject *answer, GError **error)
{
  g_auto (StintReleaseResult) result = { 0 };
  g_auto (GStrv) our_key_ids = texts_of (request, "our-key-ids");
  StintRelease release = {
    .profile = text_of (request, "profile"),
    .our_key_ids = (const char *const *) our_key_ids,
  };

  if (!stint_aws_files_release (files, &release, &result, NULL, error))
    return FALSE;
  json_object_set_boolean_member (answer, "changed", result.changed);
  json_object_set_int_member (answer, "merged", result.merged);
  json_object_set_boolean_member (answer, "foreign-keys", result.foreign_keys);
  json_object_set_boolean_member (answer, "section-missing", result.section_missing);
  add_spots (answer, "put-back", result.put_back);
  add_spots (answer, "commented-out", result.commented_out);
  return TRUE;
}

static gboolean
do_inspect (StintAwsFiles *files, JsonObject *request, JsonObject *answer, GError **error)
{
  static const char *const states[] = {
    "not", "file", "on-demand", "foreign", "gone", "half-done"
  };
  g_auto (StintHeld) held = { 0 };
  g_auto (GStrv) our_key_ids = texts_of (request, "our-key-ids");

  if (!stint_aws_files_inspect (files, text_of (request, "profile"),
                                (const char *const *) our_key_ids, &held, error))
    return FALSE;
  json_object_set_string_member (answer, "state", states[held.state]);
  json_object_set_boolean_member (answer, "things-set-aside", held.things_set_aside);
  return TRUE;
}

static gboolean
do_survey (StintAwsFiles *files, JsonObject *request, JsonObject *answer, GError **error)
{
  g_auto (StintSurvey) survey = { 0 };
  JsonArray *dependents = json_array_new ();

  json_object_set_array_member (answer, "dependents", dependents);
  if (!stint_aws_files_survey (files, text_of (request, "profile"), NULL, &survey, error))
    return FALSE;
  for (guint i = 0; survey.dependents[i] != NULL; i++)
    json_array_add_string_element (dependents, survey.dependents[i]);
  json_object_set_boolean_member (answer, "own-long-lived", survey.own_long_lived);
  add_spots (answer, "would-set-aside", survey.would_set_aside);
  add_spots (answer, "default-section", survey.default_section);
  return TRUE;
}

static gboolean
do_move_key_out (StintAwsFiles *files, JsonObject *request, JsonObject *answer, GError **error)
{
  return stint_aws_files_move_key_out (files, text_of (request, "profile"),
                                       text_of (request, "access-key-id"),
                                       text_of (request, "process"), NULL, error);
}

static gboolean
do_move_key_back (StintAwsFiles *files, JsonObject *request, JsonObject *answer, GError **error)
{
  return stint_aws_files_move_key_back (
      files, text_of (request, "profile"), text_of (request, "process"),
      text_of (request, "access-key-id"), text_of (request, "secret-access-key"), NULL, error);
}

static gboolean
do_leave (StintAwsFiles *files, JsonObject *request, JsonObject *answer, GError **error)
{
  g_auto (StintLeaveResult) result = { 0 };
  g_auto (GStrv) our_key_ids = texts_of (request, "our-key-ids");

  if (!stint_aws_files_leave (files, (const char *const *) our_key_ids, &result, NULL, error))
    return FALSE;
  json_object_set_boolean_member (answer, "changed", result.changed);
  return TRUE;
}

static gboolean
do_recover (StintAwsFiles *files, JsonObject *request, JsonObject *answer, GError **error)
{
  return stint_aws_files_recover (files, NULL, error);
}

static const struct
{
  const char *name;
  gboolean (*run) (StintAwsFiles *files, JsonObject *request, JsonObject *answer, GError **error);
} operations[] = {
  { "hold", do_hold },
  { "release", do_release },
  { "inspect", do_inspect },
  { "survey", do_survey },
  { "move-key-out", do_move_key_out },
  { "move-key-back", do_move_key_back },
  { "leave", do_leave },
  { "recover", do_recover },
};

static void
start_recording (JsonObject *request)
{
  recorder.paths[0] = text_of (request, "credentials");
  recorder.paths[1] = text_of (request, "config");
  recorder.meddle = text_of (request, "meddle");
  recorder.crash_after = json_object_get_int_member_with_default (request, "crash", 0);
  recorder.changes = 0;
  recorder.states = 0;
  for (guint i = 0; i < 2; i++)
    {
      g_free (recorder.last[i]);
      recorder.last[i] = content_of (recorder.paths[i]);
    }
  recorder.folder = text_of (request, "states");
}

static void
handle (JsonObject *request, JsonObject *answer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintAwsFiles) files = NULL;
  const char *op = text_of (request, "op");
  gboolean done = FALSE;

  start_recording (request);
  files = stint_aws_files_new (recorder.paths[0], recorder.paths[1], text_of (request, "state"));
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    if (g_strcmp0 (op, operations[i].name) == 0)
      done = operations[i].run (files, request, answer, &error);
  if (!done)
    {
      json_object_set_string_member (answer, "error", error ? error->message : "no such operation");
      json_object_set_int_member (answer, "code", error ? error->code : -1);
    }
  json_object_set_int_member (answer, "states", recorder.states);
  json_object_set_int_member (answer, "changes", recorder.changes);
  recorder.folder = NULL;
  recorder.meddle = NULL;
  recorder.crash_after = 0;
}

int
main (void)
{
  g_autofree char *line = NULL;
  size_t size = 0;

  while (getline (&line, &size, stdin) > 0)
    {
      g_autoptr (JsonParser) parser = json_parser_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
      JsonObject *answer = json_object_new ();
      g_autofree char *text = NULL;

      json_node_take_object (node, answer);
      if (!json_parser_load_from_data (parser, line, -1, &error))
        {
          g_printerr ("%s\n", error->message);
          return 2;
        }
      handle (json_node_get_object (json_parser_get_root (parser)), answer);
      text = json_to_string (node, FALSE);
      puts (text);
      fflush (stdout);
    }
  return 0;
}
