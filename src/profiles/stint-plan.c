/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-plan.h"

static void
step_clear (StintStep *step)
{
  g_clear_pointer (&step->from, g_bytes_unref);
  g_clear_pointer (&step->to, g_bytes_unref);
  stint_wish_report_clear (&step->report);
}

void
stint_plan_clear (StintPlan *self)
{
  for (guint i = 0; i < self->n_steps; i++)
    step_clear (&self->steps[i]);
  self->n_steps = 0;
}

void
stint_plan_add (StintPlan *self, StintAwsFile file, const StintWish *wish)
{
  StintStep *step = &self->steps[self->n_steps++];

  g_assert (self->n_steps <= STINT_PLAN_MAX_STEPS);
  *step = (StintStep){ .file = file, .wish = *wish };
}

guint
stint_plan_count_writes (const StintPlan *self)
{
  guint n = 0;

  for (guint i = 0; i < self->n_steps; i++)
    n += self->steps[i].changes;
  return n;
}

/* --- Who sees what ------------------------------------------------------------------------------ */

typedef struct
{
  char *identities[STINT_N_READERS]; /* (owned) */
} Sight;

static void
sight_clear (Sight *sight)
{
  for (guint i = 0; i < STINT_N_READERS; i++)
    g_clear_pointer (&sight->identities[i], g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sight, sight_clear)

static void
sight_take (Sight *sight, const StintFileFacts facts[2], const char *profile, const char *bridge)
{
  sight_clear (sight);
  for (guint i = 0; i < STINT_N_READERS; i++)
    sight->identities[i] = stint_reader_resolve (i, &facts[STINT_AWS_FILE_CREDENTIALS],
                                                 &facts[STINT_AWS_FILE_CONFIG], profile, bridge);
}

/* Where no plan suits everybody: the AWS CLI and boto3 first, then what most programs are built on. */
static const guint weights[STINT_N_READERS] = {
  [STINT_READER_BOTOCORE] = 4, [STINT_READER_GO] = 1,   [STINT_READER_JAVASCRIPT] = 2,
  [STINT_READER_JAVA] = 1,     [STINT_READER_RUST] = 1,
};

/* Another identity is worse than none. */
#define BADNESS_OF_NOBODY 1
#define BADNESS_OF_ANOTHER 4

static gboolean
is_nobody (const char *identity)
{
  return *identity == '\0' || g_str_equal (identity, STINT_READER_ERROR);
}

/* How bad it is that readers see neither the old nor the new one; 0 where none does. */
static guint
count_strangers (const StintPlanWorld *world,
                 const Sight *now,
                 const Sight *before,
                 const Sight *after)
{
  guint n = 0;

  for (guint i = 0; i < STINT_N_READERS; i++)
    {
      const char *identity = now->identities[i];

      if (!g_str_equal (identity, before->identities[i]) &&
          !g_str_equal (identity, after->identities[i]) &&
          g_strcmp0 (identity, world->keys_identity) != 0 &&
          g_strcmp0 (identity, world->process_identity) != 0 &&
          !(is_nobody (identity) &&
            (is_nobody (before->identities[i]) || is_nobody (after->identities[i]))))
        n += weights[i] * (is_nobody (identity) ? BADNESS_OF_NOBODY : BADNESS_OF_ANOTHER);
    }
  return n;
}

static void
read_facts (StintFileFacts *facts,
            StintAwsFile file,
            GBytes *bytes,
            const char *profile,
            const char *bridge)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (StintIniDocument) document = stint_ini_document_new (
      file == STINT_AWS_FILE_CREDENTIALS ? STINT_INI_CREDENTIALS : STINT_INI_CONFIG,
      bytes != NULL ? bytes : nothing);

  if (document != NULL)
    stint_file_facts_read (facts, document, profile, bridge);
}

static gboolean
run_step (StintStep *step, const StintPlanWorld *world, GBytes *contents[2], GError **error)
{
  GBytes *old = contents[step->file];
  g_autoptr (GBytes) new_bytes = NULL;

  step_clear (step);
  stint_wish_report_init (&step->report);
  if (!stint_wish_apply (&step->wish, step->file, old, world->paths[step->file], &new_bytes,
                         &step->report, error))
    return FALSE;
  step->changes = new_bytes != old;
  step->from = old != NULL ? g_bytes_ref (old) : NULL;
  step->to = new_bytes != NULL ? g_bytes_ref (new_bytes) : NULL;
  g_clear_pointer (&contents[step->file], g_bytes_unref);
  contents[step->file] = g_steal_pointer (&new_bytes);
  return TRUE;
}

/* Over every state in between; 0 where everybody only ever sees the old or the new one. */
static guint
count_all_strangers (const StintPlan *self, const StintPlanWorld *world)
{
  g_autofree char *bridge = stint_wish_bridge_name (world->profile);
  g_auto (Sight) before = { { NULL } };
  g_auto (Sight) after = { { NULL } };
  g_auto (Sight) now = { { NULL } };
  StintFileFacts facts[2] = { 0 };
  guint strangers = 0;

  for (guint file = 0; file < 2; file++)
    {
      GBytes *end = world->contents[file];

      for (guint i = 0; i < self->n_steps; i++)
        if (self->steps[i].file == file)
          end = self->steps[i].to;
      read_facts (&facts[file], file, end, world->profile, bridge);
    }
  sight_take (&after, facts, world->profile, bridge);
  for (guint file = 0; file < 2; file++)
    read_facts (&facts[file], file, world->contents[file], world->profile, bridge);
  sight_take (&before, facts, world->profile, bridge);
  for (guint i = 0; i < self->n_steps; i++)
    {
      const StintStep *step = &self->steps[i];

      if (!step->changes)
        continue;
      read_facts (&facts[step->file], step->file, step->to, world->profile, bridge);
      sight_take (&now, facts, world->profile, bridge);
      strangers += count_strangers (world, &now, &before, &after);
    }
  stint_file_facts_clear (&facts[0]);
  stint_file_facts_clear (&facts[1]);
  return strangers;
}

gboolean
stint_plan_try (StintPlan *self, const StintPlanWorld *world, guint *out_strangers, GError **error)
{
  GBytes *contents[2];
  gboolean ran = TRUE;

  for (guint file = 0; file < 2; file++)
    contents[file] = world->contents[file] != NULL ? g_bytes_ref (world->contents[file]) : NULL;
  for (guint i = 0; i < self->n_steps && ran; i++)
    ran = run_step (&self->steps[i], world, contents, error);
  for (guint file = 0; file < 2; file++)
    g_clear_pointer (&contents[file], g_bytes_unref);
  /* One write shows nothing but before and after. */
  if (ran)
    *out_strangers = stint_plan_count_writes (self) <= 1 ? 0 : count_all_strangers (self, world);
  return ran;
}

/* --- The plans ---------------------------------------------------------------------------------- */

static StintWish
wish_for_hold (const StintHold *hold, gboolean with_keys)
{
  StintWish wish = { .profile = hold->profile,
                     .flags = STINT_WISH_HOLD | STINT_WISH_SET_ASIDE,
                     .our_key_ids = hold->our_key_ids,
                     .session_key_id = hold->access_key_id };

  if ((hold->flags & STINT_HOLD_FLAGS_RENEWAL) != 0)
    wish.flags |= STINT_WISH_RENEWAL;
  if (hold->hand_out == STINT_HAND_OUT_ON_DEMAND)
    wish.process_command = hold->process_command;
  wish.region = hold->region;
  if (with_keys)
    {
      wish.access_key_id = hold->access_key_id;
      wish.secret_access_key = hold->secret_access_key;
      wish.session_token = hold->session_token;
      wish.expires = hold->expires;
    }
  return wish;
}

static StintWish
with_flags (StintWish wish, guint remove, guint add)
{
  wish.flags = (wish.flags & ~remove) | add;
  return wish;
}

enum
{
  HOLD_IN_FILE,       /* keys, then the rest */
  HOLD_REST_FIRST,    /* the rest is hidden behind something in the credentials file */
  HOLD_OVER_BRIDGE,   /* the profile signs its own role */
  HOLD_SOURCE_LAST,   /* a role over both files: no half of it without the other */
  HOLD_PROCESS_FIRST, /* process beside everything, keys away, the rest away */
  HOLD_OVER_KEYS,     /* on demand by way of the file: our keys hide the change of the rest */
  N_HOLDS,
};

static void
plan_hold (StintPlan *self, guint which, const StintHold *hold)
{
  gboolean in_file = hold->hand_out == STINT_HAND_OUT_FILE;
  StintWish wish = wish_for_hold (hold, in_file);
  StintWish over_keys = with_flags (wish_for_hold (hold, TRUE), STINT_WISH_RENEWAL, 0);
  StintWish beside = with_flags (wish, STINT_WISH_SET_ASIDE, 0);
  StintWish bridged = with_flags (wish, 0, STINT_WISH_BRIDGE);
  StintWish bridge_only = with_flags (wish, STINT_WISH_SET_ASIDE, STINT_WISH_BRIDGE);
  StintWish but_source = with_flags (wish, 0, STINT_WISH_BUT_SOURCE);

  stint_plan_clear (self);
  switch (which)
    {
    case HOLD_IN_FILE:
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, &wish);
      stint_plan_add (self, STINT_AWS_FILE_CONFIG, &wish);
      break;
    case HOLD_REST_FIRST:
      stint_plan_add (self, STINT_AWS_FILE_CONFIG, &wish);
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, &wish);
      break;
    case HOLD_SOURCE_LAST:
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, &but_source);
      stint_plan_add (self, STINT_AWS_FILE_CONFIG, &wish);
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, &wish);
      break;
    case HOLD_PROCESS_FIRST:
      stint_plan_add (self, STINT_AWS_FILE_CONFIG, &beside);
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, &wish);
      stint_plan_add (self, STINT_AWS_FILE_CONFIG, &wish);
      break;
    case HOLD_OVER_KEYS:
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, &over_keys);
      stint_plan_add (self, STINT_AWS_FILE_CONFIG, &wish);
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, &wish);
      break;
    case HOLD_OVER_BRIDGE:
    default:
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, &bridge_only);
      stint_plan_add (self, STINT_AWS_FILE_CONFIG, &bridge_only);
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, &bridged);
      stint_plan_add (self, STINT_AWS_FILE_CONFIG, &wish);
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, &wish);
      break;
    }
}

gboolean
stint_plan_for_hold (StintPlan *self,
                     const StintHold *hold,
                     const StintPlanWorld *world,
                     gboolean *out_safe,
                     GError **error)
{
  static const guint in_file[] = { HOLD_IN_FILE, HOLD_REST_FIRST, HOLD_SOURCE_LAST,
                                   HOLD_OVER_BRIDGE };
  static const guint on_demand[] = { HOLD_REST_FIRST, HOLD_PROCESS_FIRST, HOLD_IN_FILE,
                                     HOLD_OVER_BRIDGE, HOLD_OVER_KEYS };
  gboolean file = hold->hand_out == STINT_HAND_OUT_FILE;
  const guint *order = file ? in_file : on_demand;
  guint n = file ? G_N_ELEMENTS (in_file) : G_N_ELEMENTS (on_demand);
  guint best = order[0], fewest = G_MAXUINT, strangers = 0;

  if (!file && hold->access_key_id == NULL)
    n--;
  for (guint i = 0; i < n && fewest > 0; i++)
    {
      plan_hold (self, order[i], hold);
      if (!stint_plan_try (self, world, &strangers, error))
        return FALSE;
      if (strangers < fewest)
        {
          fewest = strangers;
          best = order[i];
        }
    }
  *out_safe = fewest == 0;
  if (*out_safe)
    return TRUE;
  plan_hold (self, best, hold);
  return stint_plan_try (self, world, &strangers, error);
}

enum
{
  RELEASE_CONFIG_FIRST,
  RELEASE_CREDENTIALS_FIRST,
  RELEASE_SOURCE_FIRST, /* a role over both files: no half of it without the other */
  RELEASE_PROCESS_LAST, /* the rest back beside our process, keys back, process away */
  RELEASE_OVER_BRIDGE,
  RELEASE_OVER_STAND_IN, /* SDKs disagree on what comes back: for a moment it is nobody */
  N_RELEASES,
};

static void
plan_release (StintPlan *self, guint which, const StintWish *wish)
{
  StintWish keep = with_flags (*wish, 0, STINT_WISH_KEEP_PROCESS);
  StintWish bridged = with_flags (*wish, 0, STINT_WISH_BRIDGE);
  StintWish bridge_only = with_flags (bridged, STINT_WISH_PUT_BACK, 0);
  StintWish stand_in = with_flags (*wish, STINT_WISH_PUT_BACK, STINT_WISH_STAND_IN);
  StintWish source_only = with_flags (*wish, STINT_WISH_PUT_BACK, STINT_WISH_BUT_SOURCE);

  stand_in.access_key_id = STINT_STAND_IN_KEY_ID;
  stand_in.secret_access_key = STINT_STAND_IN_SECRET;
  stint_plan_clear (self);
  switch (which)
    {
    case RELEASE_CONFIG_FIRST:
      stint_plan_add (self, STINT_AWS_FILE_CONFIG, wish);
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, wish);
      break;
    case RELEASE_CREDENTIALS_FIRST:
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, wish);
      stint_plan_add (self, STINT_AWS_FILE_CONFIG, wish);
      break;
    case RELEASE_SOURCE_FIRST:
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, &source_only);
      stint_plan_add (self, STINT_AWS_FILE_CONFIG, wish);
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, wish);
      break;
    case RELEASE_PROCESS_LAST:
      stint_plan_add (self, STINT_AWS_FILE_CONFIG, &keep);
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, wish);
      stint_plan_add (self, STINT_AWS_FILE_CONFIG, wish);
      break;
    case RELEASE_OVER_STAND_IN:
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, &stand_in);
      stint_plan_add (self, STINT_AWS_FILE_CONFIG, wish);
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, wish);
      break;
    case RELEASE_OVER_BRIDGE:
    default:
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, &bridge_only);
      stint_plan_add (self, STINT_AWS_FILE_CONFIG, &bridged);
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, &bridged);
      stint_plan_add (self, STINT_AWS_FILE_CONFIG, wish);
      stint_plan_add (self, STINT_AWS_FILE_CREDENTIALS, wish);
      break;
    }
}

gboolean
stint_plan_for_release (StintPlan *self,
                        const StintRelease *release,
                        gboolean by_notes,
                        const StintPlanWorld *world,
                        GError **error)
{
  static const guint order[] = { RELEASE_CONFIG_FIRST, RELEASE_CREDENTIALS_FIRST,
                                 RELEASE_SOURCE_FIRST, RELEASE_PROCESS_LAST,
                                 RELEASE_OVER_BRIDGE,  RELEASE_OVER_STAND_IN };
  StintWish wish = { .profile = release->profile,
                     .flags = STINT_WISH_PUT_BACK | (by_notes ? STINT_WISH_BY_NOTES : 0),
                     .our_key_ids = release->our_key_ids };
  guint best = order[0], fewest = G_MAXUINT, strangers = 0;

  for (guint i = 0; i < G_N_ELEMENTS (order) && fewest > 0; i++)
    {
      plan_release (self, order[i], &wish);
      if (!stint_plan_try (self, world, &strangers, error))
        return FALSE;
      if (strangers < fewest)
        {
          fewest = strangers;
          best = order[i];
        }
    }
  if (fewest == 0)
    return TRUE;
  plan_release (self, best, &wish);
  return stint_plan_try (self, world, &strangers, error);
}
