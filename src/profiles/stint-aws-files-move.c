/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* A long-lived key leaves the files, and comes back.
 *
 * In one write the two lines of the key become one line of credential_process, where the key stood:
 * profiles that name this one as their source_profile find credentials at every instant.  A key that
 * was set aside by a hold is exchanged in the same way, in its set-aside form. */

#include "config.h"

#include "stint-aws-files-private.h"

#include <string.h>

typedef struct
{
  const char *profile;
  const char *key_id;
  const char *secret; /* (nullable): back only */
  const char *process_command;
  gboolean write_process; /* out: the other file does not have it already */
  gboolean found;
} Move;

#define OFF STINT_INI_OFF_PREFIX

/* --- Out ---------------------------------------------------------------------------------------- */

static gboolean
has_value (StintEdit *edit, StintIniSection *section, const char *key, const char *value)
{
  StintIniLine line = stint_ini_section_find_key (section, key);

  return line != STINT_INI_NO_LINE && stint_ini_document_value_equals (edit->document, line, value);
}

/* The key's lines with @prefix ("" or the set-aside one) become a process line with the same prefix. */
static void
exchange_key (StintEdit *edit, StintIniSection *section, const Move *move, const char *prefix)
{
  g_autofree char *id_key = g_strconcat (prefix, "aws_access_key_id", NULL);
  g_autofree char *secret_key = g_strconcat (prefix, "aws_secret_access_key", NULL);
  g_autofree char *process_key = g_strconcat (prefix, "credential_process", NULL);
  StintIniLine id = stint_ini_section_find_key (section, id_key);
  StintIniLine process = stint_ini_section_find_key (section, process_key);

  if (move->write_process && process != STINT_INI_NO_LINE &&
      !stint_ini_document_value_equals (edit->document, process, move->process_command))
    {
      if (*prefix == '\0')
        stint_edit_set_aside (edit, section, process);
      else
        stint_edit_comment_out (edit, process);
      process = STINT_INI_NO_LINE;
    }
  if (move->write_process && process == STINT_INI_NO_LINE)
    stint_ini_section_add_key_after (section, id, process_key, move->process_command);
  stint_ini_document_remove_key (edit->document, id);
  stint_edit_drop_key (edit, section, secret_key);
}

static gboolean
edit_key_out (StintEdit *edit, gpointer user_data, GError **error)
{
  Move *move = user_data;
  g_autoptr (GPtrArray) sections = stint_ini_document_find_profile (edit->document, move->profile);

  for (guint i = 0; i < sections->len; i++)
    {
      StintIniSection *section = g_ptr_array_index (sections, i);

      if (has_value (edit, section, "aws_access_key_id", move->key_id))
        {
          exchange_key (edit, section, move, "");
          move->found = TRUE;
        }
      if (has_value (edit, section, OFF "aws_access_key_id", move->key_id))
        {
          exchange_key (edit, section, move, OFF);
          move->found = TRUE;
        }
    }
  return TRUE;
}

/* In the config file, what the key in the credentials file was hiding from every reader would come out
 * behind the process: a sign-in of `aws login`, other keys. */
static gboolean
edit_hidden_aside (StintEdit *edit, gpointer user_data, GError **error)
{
  static const char *const hidden[] = { "login_session", "aws_access_key_id",
                                        "aws_secret_access_key", "aws_session_token",
                                        "aws_security_token" };
  Move *move = user_data;
  g_autoptr (GPtrArray) sections = stint_ini_document_find_profile (edit->document, move->profile);

  for (guint i = 0; i < sections->len; i++)
    {
      StintIniSection *section = g_ptr_array_index (sections, i);
      gboolean same_key = has_value (edit, section, "aws_access_key_id", move->key_id);

      for (guint j = 0; j < (same_key ? 1 : G_N_ELEMENTS (hidden)); j++)
        {
          StintIniLine line = stint_ini_section_find_key (section, hidden[j]);

          if (line != STINT_INI_NO_LINE)
            stint_edit_set_aside (edit, section, line);
        }
    }
  return TRUE;
}

/* --- Back --------------------------------------------------------------------------------------- */

/* A process line that a hold wrote goes with the hold, not with the key. */
static gboolean
is_moved_process (
    StintEdit *edit, StintIniSection *section, StintIniLine line, const Move *move, gboolean live)
{
  g_autofree char *value = stint_ini_document_dup_value (edit->document, line);
  g_autofree char *note = stint_ini_section_dup_value (section, STINT_NOTE_PROCESS);

  if (live && g_strcmp0 (value, note) == 0)
    return FALSE;
  return g_strcmp0 (value, move->process_command) == 0 || stint_aws_files_is_our_process (value);
}

static void
exchange_process (StintEdit *edit, StintIniSection *section, Move *move, const char *prefix)
{
  g_autofree char *id_key = g_strconcat (prefix, "aws_access_key_id", NULL);
  g_autofree char *secret_key = g_strconcat (prefix, "aws_secret_access_key", NULL);
  g_autofree char *process_key = g_strconcat (prefix, "credential_process", NULL);
  StintIniLine process = stint_ini_section_find_key (section, process_key);
  StintIniLine line;

  if (process == STINT_INI_NO_LINE || move->found ||
      !is_moved_process (edit, section, process, move, *prefix == '\0') ||
      stint_ini_section_find_key (section, id_key) != STINT_INI_NO_LINE)
    return;
  line = stint_ini_section_add_key_after (section, process, id_key, move->key_id);
  stint_edit_write_key (edit->document, section, line, secret_key, move->secret);
  stint_ini_document_remove_key (edit->document, process);
  move->found = TRUE;
}

static gboolean
edit_key_back (StintEdit *edit, gpointer user_data, GError **error)
{
  Move *move = user_data;
  g_autoptr (GPtrArray) sections = stint_ini_document_find_profile (edit->document, move->profile);

  for (guint i = 0; i < sections->len; i++)
    {
      StintIniSection *section = g_ptr_array_index (sections, i);
      gboolean was_found = move->found;

      exchange_process (edit, section, move, "");
      if (!was_found && move->found)
        stint_edit_put_back_key (edit, section, "credential_process");
      exchange_process (edit, section, move, OFF);
    }
  return TRUE;
}

static gboolean
edit_hidden_back (StintEdit *edit, gpointer user_data, GError **error)
{
  Move *move = user_data;
  g_autoptr (GPtrArray) sections = stint_ini_document_find_profile (edit->document, move->profile);

  for (guint i = 0; i < sections->len; i++)
    {
      StintIniSection *section = g_ptr_array_index (sections, i);

      /* A hold has set them aside for itself. */
      if (stint_ini_section_find_key (section, STINT_NOTE_PROCESS) == STINT_INI_NO_LINE)
        stint_edit_put_back_key (edit, section, "login_session");
    }
  return TRUE;
}

/* Nothing of ours is there (any more): the key goes where the AWS CLI would have put it. */
static gboolean
edit_key_added (StintEdit *edit, gpointer user_data, GError **error)
{
  Move *move = user_data;
  g_autoptr (GPtrArray) sections = stint_ini_document_find_profile (edit->document, move->profile);
  StintIniSection *target = NULL;
  StintIniLine line;

  for (guint i = 0; i < sections->len; i++)
    {
      StintIniSection *section = g_ptr_array_index (sections, i);

      if (has_value (edit, section, "aws_access_key_id", move->key_id) ||
          has_value (edit, section, OFF "aws_access_key_id", move->key_id))
        return TRUE;
      if (stint_ini_section_find_key (section, "aws_access_key_id") != STINT_INI_NO_LINE)
        {
          g_propagate_error (error,
                             stint_files_error_new (STINT_FILES_ERROR_FOREIGN_KEYS, edit->path, 0,
                                                    "%s: profile %s holds other keys by now",
                                                    edit->path, move->profile));
          return FALSE;
        }
      if (stint_ini_section_is_seen_by_botocore (section, move->profile))
        target = section;
    }
  if (target == NULL)
    {
      if (!stint_aws_files_check_name (move->profile, error))
        return FALSE;
      target = stint_ini_document_append_profile (edit->document, move->profile);
    }
  line = stint_ini_section_add_key (target, "aws_access_key_id", move->key_id);
  stint_edit_write_key (edit->document, target, line, "aws_secret_access_key", move->secret);
  return TRUE;
}

/* --- Both --------------------------------------------------------------------------------------- */

typedef struct
{
  Move *move;
  StintAwsFile file;
  StintEditFunc func;
  const char *path;
  gboolean strict;
} MoveEdit;

static gboolean
run_move_edit (GBytes *old, gpointer user_data, GBytes **out_new, GError **error)
{
  MoveEdit *edit = user_data;
  StintWish wish = { .profile = edit->move->profile };
  g_auto (StintWishReport) report = { NULL };

  stint_wish_report_init (&report);
  return stint_edit_content (&wish, edit->file, old, edit->path, edit->strict, edit->func,
                             edit->move, out_new, &report, error);
}

static gboolean
change (StintAwsFiles *self,
        StintAwsFile file,
        StintEditFunc func,
        Move *move,
        gboolean strict,
        StintFileReplaceFlags flags,
        GCancellable *cancellable,
        GError **error)
{
  MoveEdit edit = { move, file, func, self->paths[file], strict };
  StintWrites writes = { 0 };
  gboolean done =
      stint_aws_files_write (self, file, flags, run_move_edit, &edit, &writes, cancellable, error);

  g_free (writes.saved_path);
  return done;
}

/* Where the key stands, in one file. */
static gboolean
holds_key (StintAwsFiles *self,
           StintAwsFile file,
           const Move *move,
           gboolean *out_live,
           gboolean *out_self_source,
           gboolean *out_any,
           GError **error)
{
  g_autoptr (StintIniDocument) document = stint_aws_files_parse (self, file, TRUE, error);
  g_autoptr (GPtrArray) sections = NULL;

  if (document == NULL)
    return FALSE;
  sections = stint_ini_document_find_profile (document, move->profile);
  for (guint i = 0; i < sections->len; i++)
    {
      StintIniSection *section = g_ptr_array_index (sections, i);
      g_autofree char *live = stint_ini_section_dup_value (section, "aws_access_key_id");
      g_autofree char *off = stint_ini_section_dup_value (section, OFF "aws_access_key_id");
      g_autofree char *source = stint_ini_section_dup_value (section, "source_profile");
      g_autofree char *off_source = stint_ini_section_dup_value (section, OFF "source_profile");

      *out_live |= g_strcmp0 (live, move->key_id) == 0;
      *out_any |= g_strcmp0 (live, move->key_id) == 0 || g_strcmp0 (off, move->key_id) == 0;
      *out_self_source |=
          g_strcmp0 (source, move->profile) == 0 || g_strcmp0 (off_source, move->profile) == 0;
    }
  return TRUE;
}

typedef struct
{
  gboolean live[2];
  gboolean any[2];
} KeyPlaces;

static gboolean
find_key_to_move (StintAwsFiles *self, const Move *move, KeyPlaces *places, GError **error)
{
  gboolean self_source = FALSE;

  for (guint file = 0; file < 2; file++)
    if (!holds_key (self, file, move, &places->live[file], &self_source, &places->any[file], error))
      return FALSE;
  if (!places->any[0] && !places->any[1])
    {
      g_propagate_error (error,
                         stint_files_error_new (STINT_FILES_ERROR_FOREIGN_KEYS, self->paths[0], 0,
                                                "Profile %s does not hold the key %s any more",
                                                move->profile, move->key_id));
      return FALSE;
    }
  if (self_source)
    {
      g_propagate_error (
          error, stint_files_error_new (STINT_FILES_ERROR_SELF_SOURCE, self->paths[1], 0,
                                        "Profile %s names itself as its source_profile, where AWS "
                                        "tools accept nothing but keys; give its key a profile of "
                                        "its own first",
                                        move->profile));
      return FALSE;
    }
  return TRUE;
}

static gboolean
move_out (StintAwsFiles *self, Move *move, GCancellable *cancellable, GError **error)
{
  KeyPlaces places = { { FALSE } };

  if (!find_key_to_move (self, move, &places, error))
    return FALSE;
  if (places.live[STINT_AWS_FILE_CREDENTIALS] &&
      !change (self, STINT_AWS_FILE_CONFIG, edit_hidden_aside, move, TRUE, 0, cancellable, error))
    return FALSE;
  move->write_process = TRUE;
  for (guint file = 0; file < 2; file++)
    {
      if (!places.any[file])
        continue;
      if (!change (self, file, edit_key_out, move, TRUE, 0, NULL, error))
        return FALSE;
      move->write_process = !move->found;
    }
  return TRUE;
}

gboolean
stint_aws_files_move_key_out (StintAwsFiles *self,
                              const char *profile,
                              const char *expected_key_id,
                              const char *process_command,
                              GCancellable *cancellable,
                              GError **error)
{
  Move move = { .profile = profile, .key_id = expected_key_id, .process_command = process_command };
  gboolean done;

  g_return_val_if_fail (STINT_IS_AWS_FILES (self), FALSE);
  g_return_val_if_fail (profile != NULL && expected_key_id != NULL, FALSE);

  if (!stint_aws_files_check_value ("The credential process", process_command, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  done = move_out (self, &move, cancellable, error);
  g_mutex_unlock (&self->lock);
  return done;
}

static gboolean
move_back (StintAwsFiles *self, Move *move, GCancellable *cancellable, GError **error)
{
  for (guint file = 0; file < 2; file++)
    if (!change (self, file, edit_key_back, move, FALSE, 0, cancellable, error))
      return FALSE;
  if (!move->found && !change (self, STINT_AWS_FILE_CREDENTIALS, edit_key_added, move, FALSE,
                               STINT_FILE_REPLACE_CREATE, cancellable, error))
    return FALSE;
  return change (self, STINT_AWS_FILE_CONFIG, edit_hidden_back, move, FALSE, 0, NULL, error);
}

gboolean
stint_aws_files_move_key_back (StintAwsFiles *self,
                               const char *profile,
                               const char *process_command,
                               const char *access_key_id,
                               const char *secret_access_key,
                               GCancellable *cancellable,
                               GError **error)
{
  Move move = { .profile = profile,
                .key_id = access_key_id,
                .secret = secret_access_key,
                .process_command = process_command };
  gboolean done;

  g_return_val_if_fail (STINT_IS_AWS_FILES (self), FALSE);
  g_return_val_if_fail (profile != NULL, FALSE);

  if (!stint_aws_files_check_value ("The access key id", access_key_id, error) ||
      !stint_aws_files_check_value ("The secret access key", secret_access_key, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  done = move_back (self, &move, cancellable, error);
  g_mutex_unlock (&self->lock);
  return done;
}

gboolean
stint_aws_files_is_our_process (const char *process_command)
{
  g_auto (GStrv) words = NULL;

  if (process_command == NULL || !g_shell_parse_argv (process_command, NULL, &words, NULL))
    return FALSE;
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *name = g_path_get_basename (words[i]);

      /* In a Flatpak the program is an argument of `flatpak run`. */
      if (g_str_equal (name, "stint-credentials") ||
          g_str_has_suffix (words[i], "=stint-credentials") ||
          (i == 0 && g_str_equal (name, "stint")))
        return TRUE;
    }
  return FALSE;
}

/* --- Preview -------------------------------------------------------------------------------------- */

gboolean
stint_aws_files_preview_move (StintAwsFiles *self,
                              const char *profile,
                              const char *expected_key_id,
                              const char *process_command,
                              GBytes *before[2],
                              GBytes *after[2],
                              GError **error)
{
  Move move = { .profile = profile, .key_id = expected_key_id, .process_command = process_command };
  KeyPlaces places = { { FALSE } };

  if (!find_key_to_move (self, &move, &places, error))
    return FALSE;
  move.write_process = TRUE;
  for (guint file = 0; file < 2; file++)
    {
      gboolean hides = file == STINT_AWS_FILE_CONFIG && places.live[STINT_AWS_FILE_CREDENTIALS];
      MoveEdit edit = { &move, file, edit_key_out, self->paths[file], TRUE };
      MoveEdit aside = { &move, file, edit_hidden_aside, self->paths[file], TRUE };
      g_autoptr (GBytes) middle = NULL;

      if (!stint_aws_files_load (self, file, &before[file], NULL, error))
        return FALSE;
      if (hides && !run_move_edit (before[file], &aside, &middle, error))
        return FALSE;
      if (!hides && before[file] != NULL)
        middle = g_bytes_ref (before[file]);
      if (!run_move_edit (middle, &edit, &after[file], error))
        return FALSE;
      move.write_process = !move.found;
    }
  return TRUE;
}
