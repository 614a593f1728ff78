/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-profiles"

#include "config.h"

#include "stint-aws-files-private.h"

#include <string.h>

#include "stint-secret.h"
#include "stint-shared.h"

G_DEFINE_FINAL_TYPE (StintAwsFiles, stint_aws_files, G_TYPE_OBJECT)

static void
stint_aws_files_finalize (GObject *object)
{
  StintAwsFiles *self = STINT_AWS_FILES (object);

  stint_aws_files_forget (self);
  g_free (self->paths[0]);
  g_free (self->paths[1]);
  g_free (self->state_folder);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (stint_aws_files_parent_class)->finalize (object);
}

static void
stint_aws_files_class_init (StintAwsFilesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_aws_files_finalize;
}

static void
stint_aws_files_init (StintAwsFiles *self)
{
  g_mutex_init (&self->lock);
}

StintAwsFiles *
stint_aws_files_new (const char *credentials_path,
                     const char *config_path,
                     const char *state_folder)
{
  StintAwsFiles *self;

  g_return_val_if_fail (credentials_path != NULL, NULL);
  g_return_val_if_fail (config_path != NULL, NULL);

  self = g_object_new (STINT_TYPE_AWS_FILES, NULL);
  self->paths[STINT_AWS_FILE_CREDENTIALS] = g_strdup (credentials_path);
  self->paths[STINT_AWS_FILE_CONFIG] = g_strdup (config_path);
  self->state_folder = g_strdup (state_folder);
  return self;
}

const char *
stint_aws_files_get_credentials_path (StintAwsFiles *self)
{
  g_return_val_if_fail (STINT_IS_AWS_FILES (self), NULL);

  return self->paths[STINT_AWS_FILE_CREDENTIALS];
}

const char *
stint_aws_files_get_config_path (StintAwsFiles *self)
{
  g_return_val_if_fail (STINT_IS_AWS_FILES (self), NULL);

  return self->paths[STINT_AWS_FILE_CONFIG];
}

/* --- Files ------------------------------------------------------------------------------------ */

gboolean
stint_aws_files_load (StintAwsFiles *self,
                      StintAwsFile file,
                      GBytes **out_bytes,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GError) own_error = NULL;

  *out_bytes = stint_file_read (self->paths[file], self->sizes[file], cancellable, &own_error);
  if (own_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }
  self->sizes[file] = *out_bytes != NULL ? (goffset) g_bytes_get_size (*out_bytes) : 0;
  return TRUE;
}

void
stint_aws_files_forget (StintAwsFiles *self)
{
  stint_file_glimpse_clear (&self->glimpses[0]);
  stint_file_glimpse_clear (&self->glimpses[1]);
}

StintIniDocument *
stint_aws_files_parse (StintAwsFiles *self, StintAwsFile file, gboolean strict, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (StintIniDocument) document = NULL;

  if (!stint_aws_files_load (self, file, &bytes, NULL, error))
    return NULL;
  if (bytes == NULL)
    bytes = g_bytes_new_static ("", 0);
  document = stint_ini_document_new (
      file == STINT_AWS_FILE_CREDENTIALS ? STINT_INI_CREDENTIALS : STINT_INI_CONFIG, bytes);
  if (document == NULL ||
      (strict && !stint_ini_document_check (document, self->paths[file], error)))
    return NULL;
  return g_steal_pointer (&document);
}

gboolean
stint_aws_files_write (StintAwsFiles *self,
                       StintAwsFile file,
                       StintFileReplaceFlags flags,
                       StintFileEdit edit,
                       gpointer user_data,
                       StintWrites *writes,
                       GCancellable *cancellable,
                       GError **error)
{
  g_auto (StintFileReplaceResult) result = { FALSE };
  g_auto (StintFileGlimpse) glimpse = self->glimpses[file];
  gboolean done;

  self->glimpses[file] = (StintFileGlimpse){ NULL };
  if (glimpse.bytes == NULL)
    glimpse.size = self->sizes[file];
  done = stint_file_replace_glimpsed (self->paths[file], self->state_folder, &glimpse, self->gate,
                                      flags, edit, user_data, &result, cancellable, error);
  /* Our own write may have made it shorter; the next look starts afresh. */
  if (result.changed)
    self->sizes[file] = 0;
  writes->writes += result.changed;
  writes->merged += result.merged;
  if (result.saved_path != NULL)
    {
      g_free (writes->saved_path);
      writes->saved_path = g_steal_pointer (&result.saved_path);
    }
  return done;
}

/* --- Plans ------------------------------------------------------------------------------------ */

typedef struct
{
  StintStep *step;
  const char *path;
} RunningStep;

/* The edit of a step.  Where the content is the one that the plan was tried on, the outcome is known. */
static gboolean
edit_for_step (GBytes *old, gpointer user_data, GBytes **out_new, GError **error)
{
  RunningStep *running = user_data;
  StintStep *step = running->step;
  g_auto (StintWishReport) report = { NULL };

  if (old == step->from || (old != NULL && step->from != NULL && g_bytes_equal (old, step->from)))
    {
      *out_new = step->to != NULL ? g_bytes_ref (step->to) : NULL;
      return TRUE;
    }
  stint_wish_report_init (&report);
  if (!stint_wish_apply (&step->wish, step->file, old, running->path, out_new, &report, error))
    return FALSE;
  /* What is right already is also what we look at after our own write in place; its report says
   * nothing then. */
  if (*out_new != old)
    {
      StintWishReport previous = step->report;

      step->report = report;
      report = previous;
    }
  return TRUE;
}

gboolean
stint_aws_files_run (StintAwsFiles *self,
                     StintPlan *plan,
                     StintWrites *writes,
                     GCancellable *cancellable,
                     GError **error)
{
  for (guint i = 0; i < plan->n_steps; i++)
    {
      StintStep *step = &plan->steps[i];
      RunningStep running = { step, self->paths[step->file] };
      gboolean hold = (step->wish.flags & STINT_WISH_HOLD) != 0;

      if (!step->changes)
        continue;
      /* Once the first file is changed, the way back is a release, not a stop half-way. */
      if (!stint_aws_files_write (
              self, step->file, hold ? STINT_FILE_REPLACE_CREATE : STINT_FILE_REPLACE_DEFAULT,
              edit_for_step, &running, writes, writes->writes == 0 ? cancellable : NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
load_world (StintAwsFiles *self, StintPlanWorld *world, GCancellable *cancellable, GError **error)
{
  stint_aws_files_forget (self);
  for (guint file = 0; file < 2; file++)
    {
      StintFileGlimpse *glimpse = &self->glimpses[file];

      if (!stint_file_read_glimpse (self->paths[file], self->sizes[file], glimpse, cancellable,
                                    error))
        return FALSE;
      self->sizes[file] = glimpse->size;
      world->contents[file] = glimpse->bytes;
      world->paths[file] = self->paths[file];
    }
  return TRUE;
}

gboolean
stint_aws_files_plan_hold (StintAwsFiles *self,
                           const StintHold *hold,
                           StintPlan *plan,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autofree char *keys = NULL;
  g_autofree char *process = NULL;
  StintPlanWorld world = { .profile = hold->profile };
  gboolean safe = FALSE, planned;

  if (hold->access_key_id != NULL)
    world.keys_identity = keys = stint_reader_identity_of_keys (
        hold->access_key_id, hold->secret_access_key, hold->session_token);
  if (hold->process_command != NULL)
    world.process_identity = process = stint_reader_identity_of_process (hold->process_command);
  if (!load_world (self, &world, cancellable, error))
    return FALSE;
  plan->shared = hold->sso != NULL && stint_shared_judge (&world, hold->sso, hold->region);
  if (plan->shared)
    return TRUE;
  planned = stint_plan_for_hold (plan, hold, &world, &safe, error);
  if (planned && !safe && hold->hand_out == STINT_HAND_OUT_ON_DEMAND && hold->access_key_id == NULL)
    {
      g_propagate_error (error, stint_files_error_new (
                                    STINT_FILES_ERROR_NEEDS_KEYS, self->paths[1], 0,
                                    "AWS tools disagree on what profile %s is now, so that it can "
                                    "only be taken over with the keys of a started session",
                                    hold->profile));
      return FALSE;
    }
  return planned;
}

gboolean
stint_aws_files_plan_release (StintAwsFiles *self,
                              const StintRelease *release,
                              gboolean by_notes,
                              StintPlan *plan,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autofree char *nobody =
      stint_reader_identity_of_keys (STINT_STAND_IN_KEY_ID, STINT_STAND_IN_SECRET, NULL);
  StintPlanWorld world = { .profile = release->profile, .keys_identity = nobody };
  gboolean planned = load_world (self, &world, cancellable, error) &&
                     stint_plan_for_release (plan, release, by_notes, &world, error);

  return planned;
}

/* --- Arguments -------------------------------------------------------------------------------- */

gboolean
stint_aws_files_check_name (const char *profile, GError **error)
{
  if (stint_ini_is_portable_name (profile))
    return TRUE;
  g_propagate_error (
      error,
      stint_files_error_new (STINT_FILES_ERROR_INVALID_PROFILE_NAME, NULL, 0,
                             "\"%s\" cannot be a profile's name: every AWS tool can read letters, "
                             "digits and _-/.%%@:+ only",
                             profile != NULL ? profile : ""));
  return FALSE;
}

gboolean
stint_aws_files_check_value (const char *what, const char *value, GError **error)
{
  gsize length = value != NULL ? strlen (value) : 0;
  gboolean good = length > 0 && g_utf8_validate (value, length, NULL) && value[0] != ' ' &&
                  value[length - 1] != ' ' && strstr (value, " #") == NULL &&
                  strstr (value, " ;") == NULL;

  for (gsize i = 0; i < length && good; i++)
    good = (guchar) value[i] >= 0x20 && value[i] != 0x7f;
  /* Some SDKs read only ASCII blanks as blanks, Python reads all of them so; none is at an end. */
  if (good && (guchar) value[0] < 0x80 && (guchar) value[length - 1] < 0x80)
    return TRUE;
  /* The value itself may be secret. */
  g_propagate_error (error, stint_files_error_new (STINT_FILES_ERROR_INVALID_VALUE, NULL, 0,
                                                   "%s cannot be written into an AWS file", what));
  return FALSE;
}

static gboolean
check_hold (const StintHold *hold, GError **error)
{
  gboolean keys = hold->hand_out == STINT_HAND_OUT_FILE || hold->access_key_id != NULL;

  if (!stint_aws_files_check_name (hold->profile, error))
    return FALSE;
  if (keys &&
      (!stint_aws_files_check_value ("The access key id", hold->access_key_id, error) ||
       !stint_aws_files_check_value ("The secret access key", hold->secret_access_key, error)))
    return FALSE;
  if (keys && hold->session_token != NULL &&
      !stint_aws_files_check_value ("The session token", hold->session_token, error))
    return FALSE;
  if (hold->hand_out == STINT_HAND_OUT_ON_DEMAND &&
      !stint_aws_files_check_value ("The credential process", hold->process_command, error))
    return FALSE;
  return hold->region == NULL || stint_aws_files_check_value ("The region", hold->region, error);
}

/* --- Results ------------------------------------------------------------------------------------ */

GPtrArray *
stint_aws_files_new_spots (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) stint_file_spot_free);
}

void
stint_aws_files_take_spots (GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; from != NULL && i < from->len; i++)
    {
      const StintFileSpot *spot = g_ptr_array_index (from, i);

      g_ptr_array_add (to, stint_file_spot_new (spot->file, spot->line, spot->key));
    }
}

void
stint_hold_result_clear (StintHoldResult *result)
{
  g_clear_pointer (&result->set_aside, g_ptr_array_unref);
  g_clear_pointer (&result->saved_path, g_free);
}

void
stint_release_result_clear (StintReleaseResult *result)
{
  g_clear_pointer (&result->put_back, g_ptr_array_unref);
  g_clear_pointer (&result->commented_out, g_ptr_array_unref);
  g_clear_pointer (&result->saved_path, g_free);
}

static void
fill_hold_result (StintHoldResult *result, const StintPlan *plan, StintWrites *writes)
{
  *result = (StintHoldResult){ .changed = writes->writes > 0,
                               .writes = writes->writes,
                               .merged = writes->merged,
                               .shared = plan->shared,
                               .set_aside = stint_aws_files_new_spots (),
                               .saved_path = g_steal_pointer (&writes->saved_path) };
  for (guint i = 0; i < plan->n_steps; i++)
    {
      stint_aws_files_take_spots (result->set_aside, plan->steps[i].report.set_aside);
      result->replaced_foreign |= plan->steps[i].report.foreign_keys;
    }
}

static void
fill_release_result (StintReleaseResult *result, const StintPlan *plan, StintWrites *writes)
{
  *result = (StintReleaseResult){ .changed = writes->writes > 0,
                                  .writes = writes->writes,
                                  .merged = writes->merged,
                                  .section_missing = TRUE,
                                  .put_back = stint_aws_files_new_spots (),
                                  .commented_out = stint_aws_files_new_spots (),
                                  .saved_path = g_steal_pointer (&writes->saved_path) };
  for (guint i = 0; i < plan->n_steps; i++)
    {
      const StintWishReport *report = &plan->steps[i].report;

      stint_aws_files_take_spots (result->put_back, report->put_back);
      stint_aws_files_take_spots (result->commented_out, report->commented_out);
      result->foreign_keys |= report->foreign_keys;
      if (report->found_ours)
        result->section_missing = FALSE;
    }
}

/* --- Hold and release --------------------------------------------------------------------------- */

gboolean
stint_aws_files_hold (StintAwsFiles *self,
                      const StintHold *hold,
                      StintHoldResult *result,
                      GCancellable *cancellable,
                      GError **error)
{
  g_auto (StintPlan) plan = { 0 };
  StintWrites writes = { 0 };
  gboolean done;

  g_return_val_if_fail (STINT_IS_AWS_FILES (self), FALSE);
  g_return_val_if_fail (hold != NULL, FALSE);

  if (result != NULL)
    *result = (StintHoldResult){ FALSE };
  if (!check_hold (hold, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  self->gate = hold->gate;
  done = stint_aws_files_plan_hold (self, hold, &plan, cancellable, error) &&
         stint_aws_files_run (self, &plan, &writes, cancellable, error);
  self->gate = NULL;
  stint_aws_files_forget (self);
  g_mutex_unlock (&self->lock);
  if (done && result != NULL)
    fill_hold_result (result, &plan, &writes);
  g_free (writes.saved_path);
  return done;
}

gboolean
stint_aws_files_release (StintAwsFiles *self,
                         const StintRelease *release,
                         StintReleaseResult *result,
                         GCancellable *cancellable,
                         GError **error)
{
  g_auto (StintPlan) plan = { 0 };
  StintWrites writes = { 0 };
  gboolean done;

  g_return_val_if_fail (STINT_IS_AWS_FILES (self), FALSE);
  g_return_val_if_fail (release != NULL && release->profile != NULL, FALSE);

  if (result != NULL)
    *result = (StintReleaseResult){ FALSE };
  g_mutex_lock (&self->lock);
  done = stint_aws_files_plan_release (self, release, FALSE, &plan, cancellable, error) &&
         stint_aws_files_run (self, &plan, &writes, cancellable, error);
  stint_aws_files_forget (self);
  g_mutex_unlock (&self->lock);
  if (done && result != NULL)
    fill_release_result (result, &plan, &writes);
  g_free (writes.saved_path);
  return done;
}

gboolean
stint_aws_files_recover (StintAwsFiles *self, char **out_saved_path, GError **error)
{
  gboolean done = TRUE;

  g_return_val_if_fail (STINT_IS_AWS_FILES (self), FALSE);

  g_mutex_lock (&self->lock);
  for (guint file = 0; file < 2 && done; file++)
    {
      g_auto (StintFileReplaceResult) result = { FALSE };

      done = stint_file_recover (self->paths[file], self->state_folder, &result, error);
      if (out_saved_path != NULL && (file == 0 || result.saved_path != NULL))
        {
          if (file > 0)
            g_free (*out_saved_path);
          *out_saved_path = g_steal_pointer (&result.saved_path);
        }
    }
  g_mutex_unlock (&self->lock);
  return done;
}
