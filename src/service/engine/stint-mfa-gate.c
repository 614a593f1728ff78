/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-mfa-gate.h"

#include "stint-error.h"
#include "stint-http.h"
#include "stint-sts.h"
#include "stint-time.h"
#include "stint-turn.h"

#define STEP_SECONDS 30
/* AWS takes the code of the step before and after; by then it cannot be meant any more. */
#define REMEMBERED STINT_SECONDS (3 * STEP_SECONDS)

typedef struct
{
  StintTurn *turn;
  char *code;  /* (owned) (nullable): sent last */
  gint64 sent; /* boot time: a step of the wall clock does not make a used code good */
} Device;

struct _StintMfaGate
{
  GObject parent_instance;

  StintClock *clock;
  GHashTable *devices; /* serial → Device */
};

G_DEFINE_FINAL_TYPE (StintMfaGate, stint_mfa_gate, G_TYPE_OBJECT)

static void
device_free (Device *device)
{
  stint_turn_unref (device->turn);
  g_free (device->code);
  g_free (device);
}

static void
stint_mfa_gate_finalize (GObject *object)
{
  StintMfaGate *self = STINT_MFA_GATE (object);

  g_clear_object (&self->clock);
  g_hash_table_unref (self->devices);

  G_OBJECT_CLASS (stint_mfa_gate_parent_class)->finalize (object);
}

static void
stint_mfa_gate_class_init (StintMfaGateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_mfa_gate_finalize;
}

static void
stint_mfa_gate_init (StintMfaGate *self)
{
  self->devices =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) device_free);
}

StintMfaGate *
stint_mfa_gate_new (StintClock *clock)
{
  StintMfaGate *self = g_object_new (STINT_TYPE_MFA_GATE, NULL);

  self->clock = g_object_ref (clock);

  return self;
}

static Device *
ensure_device (StintMfaGate *self, const char *serial)
{
  Device *device = g_hash_table_lookup (self->devices, serial);

  if (device == NULL)
    {
      device = g_new0 (Device, 1);
      device->turn = stint_turn_new ();
      g_hash_table_insert (self->devices, g_strdup (serial), device);
    }

  return device;
}

typedef struct
{
  char *serial;
  char *code;
} Entry;

static void
entry_free (Entry *entry)
{
  g_free (entry->serial);
  g_free (entry->code);
  g_free (entry);
}

static gboolean
is_used (StintMfaGate *self, Device *device, const char *code)
{
  return g_strcmp0 (device->code, code) == 0 &&
         stint_clock_boot_time (self->clock) - device->sent < REMEMBERED;
}

static void
took_turn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintMfaGate *self = g_task_get_source_object (task);
  Entry *entry = g_task_get_task_data (task);
  Device *device = ensure_device (self, entry->serial);
  GError *error = NULL;

  g_assert (STINT_IS_MFA_GATE (self));

  if (!stint_turn_take_finish (result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    {
      stint_turn_pass (device->turn);
      return;
    }
  if (is_used (self, device, entry->code))
    {
      stint_turn_pass (device->turn);
      error = stint_error_new (STINT_ERROR_WRONG_MFA, NULL,
                               "This code has been used already; a code works once");
      stint_mfa_gate_explain (self, entry->serial, error);
      g_task_return_error (task, error);
      return;
    }

  g_free (device->code);
  device->code = g_strdup (entry->code);
  device->sent = stint_clock_boot_time (self->clock);
  g_task_return_boolean (task, TRUE);
}

void
stint_mfa_gate_enter_async (StintMfaGate *self,
                            const char *serial,
                            const char *code,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Entry *entry;

  g_return_if_fail (STINT_IS_MFA_GATE (self));
  g_return_if_fail (serial != NULL && code != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_mfa_gate_enter_async);
  /* Whoever got in has to leave. */
  g_task_set_check_cancellable (task, FALSE);
  if (!stint_sts_mfa_code_is_valid (code))
    {
      g_task_return_error (
          task, stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL, "An MFA code is six digits"));
      return;
    }

  entry = g_new0 (Entry, 1);
  entry->serial = g_strdup (serial);
  entry->code = g_strdup (code);
  g_task_set_task_data (task, entry, (GDestroyNotify) entry_free);
  stint_turn_take_async (ensure_device (self, serial)->turn, cancellable, took_turn_cb,
                         g_steal_pointer (&task));
}

gboolean
stint_mfa_gate_enter_finish (StintMfaGate *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* TRUE if AWS cannot have seen the code. */
static gboolean
never_arrived (const GError *error)
{
  return g_error_matches (error, STINT_HTTP_ERROR, STINT_HTTP_ERROR_RESOLVE) ||
         g_error_matches (error, STINT_HTTP_ERROR, STINT_HTTP_ERROR_CONNECT) ||
         g_error_matches (error, STINT_HTTP_ERROR, STINT_HTTP_ERROR_TLS) ||
         g_error_matches (error, STINT_HTTP_ERROR, STINT_HTTP_ERROR_INSECURE);
}

void
stint_mfa_gate_leave (StintMfaGate *self, const char *serial, const GError *error)
{
  Device *device;

  g_return_if_fail (STINT_IS_MFA_GATE (self));
  g_return_if_fail (serial != NULL);

  device = ensure_device (self, serial);
  if (never_arrived (error))
    g_clear_pointer (&device->code, g_free);
  stint_turn_pass (device->turn);
}

void
stint_mfa_gate_explain (StintMfaGate *self, const char *serial, GError *error)
{
  gint64 seconds;

  g_return_if_fail (STINT_IS_MFA_GATE (self));

  if (!g_error_matches (error, STINT_ERROR, STINT_ERROR_WRONG_MFA))
    return;

  seconds = stint_clock_now (self->clock) / G_USEC_PER_SEC;
  stint_error_add_detail (error, "mfa-serial", g_variant_new_string (serial));
  stint_error_add_detail (error, "mfa-wait",
                          g_variant_new_uint32 (STEP_SECONDS - (guint) (seconds % STEP_SECONDS)));
}
