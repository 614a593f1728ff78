/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-admissions.h"

#include <stdlib.h>

#include "stint-error.h"
#include "stint-options.h"

struct _StintAdmissions
{
  StintContext *context; /* (unowned) */
  StintLock *lock;       /* (unowned) */
  StintAdmissionsTryFunc try_lock;
  gpointer user_data;
  GPtrArray *waiting; /* (owned) Visitor */
  gboolean is_open;
};

/* --- Who waits -------------------------------------------------------------------------------- */

typedef struct
{
  StintRequest *request; /* (owned) */
  StintRequestFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
} Visitor;

static Visitor *
visitor_new (StintRequest *request,
             StintRequestFunc func,
             gpointer user_data,
             GDestroyNotify destroy)
{
  Visitor *visitor = g_new0 (Visitor, 1);

  visitor->request = g_object_ref (request);
  visitor->func = func;
  visitor->user_data = user_data;
  visitor->destroy = destroy;

  return visitor;
}

static void
visitor_free (Visitor *visitor)
{
  if (visitor->destroy != NULL)
    visitor->destroy (visitor->user_data);
  g_object_unref (visitor->request);
  g_free (visitor);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Visitor, visitor_free)

static void
visitor_enter (Visitor *visitor)
{
  if (stint_request_is_open (visitor->request))
    visitor->func (visitor->request, visitor->user_data);
}

/* --- What is checked -------------------------------------------------------------------------- */

/* Two names of one file are the same: shells know links that we do not. */
static gboolean
is_same_file (const char *theirs, const char *ours)
{
  g_autofree char *canonical = g_canonicalize_filename (theirs, "/");
  g_autofree char *own = g_canonicalize_filename (ours, "/");
  g_autofree char *their_target = NULL;
  g_autofree char *own_target = NULL;

  if (g_str_equal (canonical, own))
    return TRUE;

  their_target = realpath (canonical, NULL);
  own_target = realpath (own, NULL);

  return their_target != NULL && g_strcmp0 (their_target, own_target) == 0;
}

static gboolean
check_file (StintOptions *reader, const char *key, const char *ours, GError **error)
{
  const char *theirs = stint_options_get_text (reader, key);
  g_autoptr (GError) mine = NULL;

  if (!stint_options_check (reader, error))
    return FALSE;
  if (theirs == NULL || is_same_file (theirs, ours))
    return TRUE;

  mine = stint_error_new (STINT_ERROR_DIFFERENT_FILES, NULL,
                          "This shell uses %s, but Stint looks after %s. Unset the variable that "
                          "says so, or change the preference %s.",
                          theirs, ours, key);
  stint_error_add_detail (mine, "path", g_variant_new_string (theirs));
  g_propagate_error (error, g_steal_pointer (&mine));

  return FALSE;
}

static gboolean
check_files (StintAdmissions *self, StintRequest *request, GError **error)
{
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (request));

  return check_file (&reader, "credentials-file", self->context->credentials_path, error) &&
         check_file (&reader, "config-file", self->context->config_path, error);
}

/* What a sandbox hides is not read either: it would look as if there was nothing. */
static gboolean
check_sandbox (StintAdmissions *self, GError **error)
{
  const GError *obstacle = stint_lock_get_obstacle (self->lock);

  if (stint_lock_is_held (self->lock) || obstacle == NULL)
    return TRUE;

  g_propagate_error (error, g_error_copy (obstacle));

  return FALSE;
}

/* --- The whole -------------------------------------------------------------------------------- */

static GPtrArray *
make_queue (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) visitor_free);
}

/* Whoever comes while these are told waits anew. (transfer full) */
static GPtrArray *
take_queue (StintAdmissions *self)
{
  GPtrArray *queue = g_steal_pointer (&self->waiting);

  self->waiting = make_queue ();

  return queue;
}

StintAdmissions *
stint_admissions_new (StintContext *context,
                      StintLock *lock,
                      StintAdmissionsTryFunc try_lock,
                      gpointer user_data)
{
  StintAdmissions *self = g_new0 (StintAdmissions, 1);

  self->context = context;
  self->lock = lock;
  self->try_lock = try_lock;
  self->user_data = user_data;
  self->waiting = make_queue ();

  return self;
}

void
stint_admissions_free (StintAdmissions *self)
{
  g_ptr_array_unref (self->waiting);
  g_free (self);
}

void
stint_admissions_open (StintAdmissions *self)
{
  g_autoptr (GPtrArray) queue = take_queue (self);

  self->is_open = TRUE;
  for (guint i = 0; i < queue->len; i++)
    visitor_enter (g_ptr_array_index (queue, i));
}

void
stint_admissions_refuse (StintAdmissions *self, const GError *error)
{
  g_autoptr (GPtrArray) queue = take_queue (self);

  for (guint i = 0; i < queue->len; i++)
    stint_request_fail (((Visitor *) g_ptr_array_index (queue, i))->request, error);
}

void
stint_admissions_admit (StintAdmissions *self,
                        StintRequest *request,
                        StintAdmission admission,
                        StintRequestFunc func,
                        gpointer user_data,
                        GDestroyNotify destroy)
{
  g_autoptr (Visitor) visitor = NULL;
  GError *error = NULL;

  g_return_if_fail (STINT_IS_REQUEST (request));

  visitor = visitor_new (request, func, user_data, destroy);
  if ((admission != STINT_ADMIT_ANYBODY && !check_files (self, request, &error)) ||
      (admission == STINT_ADMIT_READER && !check_sandbox (self, &error)))
    stint_request_take_failure (request, error);
  else if (admission != STINT_ADMIT_WRITER || self->is_open)
    visitor_enter (visitor);
  else
    {
      g_ptr_array_add (self->waiting, g_steal_pointer (&visitor));
      self->try_lock (self->user_data);
    }
}
