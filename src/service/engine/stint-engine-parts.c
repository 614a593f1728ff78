/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-engine-parts.h"

#include "stint-key-ids.h"
#include "stint-time.h"

/* Who types a code does not look elsewhere for longer. */
#define FORESEEN_KEPT STINT_SECONDS (3 * 60)

void
stint_engine_parts_set_life (StintEngineParts *self,
                             StintSession *session,
                             const StintSessionLife *life)
{
  stint_session_set_life (session, life);
  stint_registry_session_changed (self->context->registry, session);
}

void
stint_engine_parts_end_hold (StintEngineParts *self,
                             StintSession *session,
                             StintSessionState state,
                             const char *warning)
{
  g_autoptr (StintSessionLife) life = g_new0 (StintSessionLife, 1);

  life->state = state;
  life->last_used = stint_session_get_life (session)->last_used;
  stint_session_set_credentials (session, NULL);
  stint_session_set_warning (session, warning);
  stint_engine_parts_set_life (self, session, life);
  stint_scheduler_update (self->scheduler, session);
}

void
stint_engine_parts_forget_foreseen (StintEngineParts *self)
{
  g_clear_pointer (&self->foreseen.session_id, g_free);
  g_clear_pointer (&self->foreseen.profile, g_free);
}

void
stint_engine_parts_foresee (StintEngineParts *self,
                            StintSession *session,
                            const char *profile,
                            gboolean consent)
{
  stint_engine_parts_forget_foreseen (self);
  self->foreseen.session_id = g_strdup (stint_session_get_id (session));
  self->foreseen.profile = g_strdup (profile);
  self->foreseen.consent = consent;
  self->foreseen.when = stint_clock_boot_time (self->context->clock);
}

gboolean
stint_engine_parts_take_foreseen (StintEngineParts *self,
                                  StintSession *session,
                                  const char *profile,
                                  gboolean consent)
{
  gboolean foreseen =
      g_strcmp0 (self->foreseen.session_id, stint_session_get_id (session)) == 0 &&
      g_strcmp0 (self->foreseen.profile, profile) == 0 && (consent || !self->foreseen.consent) &&
      stint_clock_boot_time (self->context->clock) - self->foreseen.when < FORESEEN_KEPT;

  if (foreseen)
    stint_engine_parts_forget_foreseen (self);

  return foreseen;
}

StintSession *
stint_engine_parts_find_holder (StintEngineParts *self, StintSession *session, const char *profile)
{
  GPtrArray *sessions = stint_registry_get_sessions (self->context->registry);

  for (guint i = 0; i < sessions->len; i++)
    {
      StintSession *other = g_ptr_array_index (sessions, i);

      if (other != session && stint_session_is_held (other) &&
          g_strcmp0 (stint_session_get_life (other)->held_profile, profile) == 0)
        return other;
    }

  return NULL;
}

StintHoldPlan *
stint_engine_parts_plan_hold (StintEngineParts *self,
                              StintSession *session,
                              const char *profile,
                              StintHandOut hand_out,
                              const char *region,
                              StintAwsCredentials *credentials)
{
  StintHoldPlan *plan = g_new0 (StintHoldPlan, 1);
  StintSession *holder = stint_engine_parts_find_holder (self, session, profile);

  plan->profile = g_strdup (profile);
  plan->hand_out = hand_out;
  plan->credentials = credentials;
  plan->region = g_strdup (region);
  plan->our_key_ids =
      stint_key_ids_join (stint_session_get_life (session)->key_ids,
                          holder != NULL ? stint_session_get_life (holder)->key_ids : NULL);
  if (hand_out == STINT_HAND_OUT_ON_DEMAND)
    plan->process_command =
        stint_context_process_command (self->context, stint_session_get_id (session));
  plan->claim = stint_sso_claim_new (self->context, session);

  return plan;
}
