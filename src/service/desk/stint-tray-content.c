/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-tray"

#include "config.h"

#include "stint-tray-content.h"

#include <glib/gi18n-lib.h>

#include "stint-words.h"

/* More than these make no menu any more: the window has them all. */
#define MAX_HELD 15
#define MAX_PINNED 12
#define MAX_RECENT 5
#define MAX_SIGN_INS 5
/* With no more sessions than these nobody needs pins or a past to find one. */
#define FEW 8

#define MINUTE_US (60 * G_USEC_PER_SEC)

/* --- Which sessions --------------------------------------------------------------------------- */

static gboolean
is_in_use (StintSession *session)
{
  return stint_session_is_held (session) ||
         stint_session_get_state (session) == STINT_STATE_STARTING;
}

static gboolean
is_pinned (StintSession *session)
{
  return !is_in_use (session) && stint_session_get_definition (session)->pinned;
}

static gboolean
is_recent (StintSession *session)
{
  const StintSessionDefinition *definition = stint_session_get_definition (session);

  return !is_in_use (session) && !definition->pinned && !definition->gone &&
         stint_session_get_life (session)->last_used > 0;
}

static gboolean
is_unused (StintSession *session)
{
  return !is_in_use (session) && !is_pinned (session) && !is_recent (session) &&
         !stint_session_get_definition (session)->gone;
}

static int
compare_numbers (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

/* Some never end. */
static gint64
get_end (StintSession *session)
{
  gint64 until = stint_session_get_life (session)->until;

  return until > 0 ? until : STINT_INSTANT_NEVER;
}

/* Who ends first comes first. */
static int
compare_ends (gconstpointer a, gconstpointer b)
{
  StintSession *first = *(StintSession *const *) a;
  StintSession *second = *(StintSession *const *) b;
  int order = compare_numbers (get_end (first), get_end (second));

  return order != 0
             ? order
             : g_utf8_collate (stint_session_get_name (first), stint_session_get_name (second));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (stint_session_get_name (*(StintSession *const *) a),
                         stint_session_get_name (*(StintSession *const *) b));
}

static int
compare_uses (gconstpointer a, gconstpointer b)
{
  StintSession *first = *(StintSession *const *) a;
  StintSession *second = *(StintSession *const *) b;

  return compare_numbers (stint_session_get_life (second)->last_used,
                          stint_session_get_life (first)->last_used);
}

static GPtrArray *
choose (StintRegistry *registry, gboolean (*is_wanted) (StintSession *), GCompareFunc compare)
{
  GPtrArray *all = stint_registry_get_sessions (registry);
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    {
      if (is_wanted (g_ptr_array_index (all, i)))
        g_ptr_array_add (chosen, g_ptr_array_index (all, i));
    }
  g_ptr_array_sort (chosen, compare);

  return chosen;
}

/* --- The menu --------------------------------------------------------------------------------- */

/* Seconds would be old by the time they are read. */
static char *
describe_life (StintSession *session, gint64 now)
{
  gint64 end = get_end (session);
  StintSessionState state = stint_session_get_state (session);

  if (stint_session_is_active (session) && end == STINT_INSTANT_NEVER)
    return g_strdup (stint_words_state (state));
  if (stint_session_is_active (session) && end > now && end - now < MINUTE_US)
    return g_strdup (_ ("less than a minute left"));

  return stint_words_life (state, end / G_USEC_PER_SEC, now / G_USEC_PER_SEC);
}

static char *
make_held_label (StintSession *session, gint64 now)
{
  g_autofree char *life = describe_life (session, now);

  /* Translators: an entry of the tray's menu: a session's name and its time, "Admin · 52 min left". */
  return g_strdup_printf (_ ("%s · %s"), stint_session_get_name (session), life);
}

static void
add_held (StintTrayEntry *menu, StintSession *session, gint64 now)
{
  const char *id = stint_session_get_id (session);
  g_autofree char *label = make_held_label (session, now);
  g_autofree char *key = g_strconcat ("session:", id, NULL);
  StintTrayEntry *entry = stint_tray_entry_add_submenu (menu, key, label);

  stint_tray_entry_add_action (entry, _ ("Stop"), STINT_TRAY_STOP, id);
  if (stint_session_is_held (session))
    stint_tray_entry_add_action (entry, _ ("Renew"), STINT_TRAY_RENEW, id);
  if (stint_session_is_active (session))
    {
      if (stint_session_get_definition (session)->kind != STINT_SESSION_STATIC_ENDPOINT)
        stint_tray_entry_add_action (entry, _ ("Open console"), STINT_TRAY_CONSOLE, id);
      stint_tray_entry_add_action (entry, _ ("Copy credentials"), STINT_TRAY_COPY, id);
    }
  stint_tray_entry_add_action (entry, _ ("Show details"), STINT_TRAY_SHOW, id);
}

static void
add_more (StintTrayEntry *menu, const char *key, guint n, guint max)
{
  g_autofree char *label = NULL;

  if (n <= max)
    return;

  /* Translators: in the tray's menu, below a list that is too long for it. */
  label = g_strdup_printf (ngettext ("%u more in Stint", "%u more in Stint", n - max), n - max);
  stint_tray_entry_add_action (menu, label, STINT_TRAY_OPEN, key);
}

static void
add_all_held (StintTrayEntry *menu, StintRegistry *registry, gint64 now)
{
  g_autoptr (GPtrArray) held = choose (registry, is_in_use, compare_ends);

  for (guint i = 0; i < MIN (held->len, MAX_HELD); i++)
    add_held (menu, g_ptr_array_index (held, i), now);
  add_more (menu, "held", held->len, MAX_HELD);
}

static void
add_startable (StintTrayEntry *menu, GPtrArray *sessions, guint max)
{
  for (guint i = 0; i < MIN (sessions->len, max); i++)
    {
      StintSession *session = g_ptr_array_index (sessions, i);

      stint_tray_entry_add_action (menu, stint_session_get_name (session), STINT_TRAY_START,
                                   stint_session_get_id (session));
    }
}

static void
add_all_startable (StintTrayEntry *menu, StintRegistry *registry)
{
  g_autoptr (GPtrArray) pinned = choose (registry, is_pinned, compare_names);
  g_autoptr (GPtrArray) recent = choose (registry, is_recent, compare_uses);
  g_autoptr (GPtrArray) unused = NULL;

  if (stint_registry_get_sessions (registry)->len <= FEW)
    unused = choose (registry, is_unused, compare_names);
  else
    unused = g_ptr_array_new ();
  if (pinned->len + recent->len + unused->len == 0)
    return;

  /* Translators: in the tray's menu, above the names of sessions. */
  stint_tray_entry_add_words (menu, "start", _ ("Start a session"));
  add_startable (menu, pinned, MAX_PINNED);
  add_more (menu, "pinned", pinned->len, MAX_PINNED);
  add_startable (menu, recent, MAX_RECENT);
  add_startable (menu, unused, FEW);
}

static gboolean
needs_sign_in (StintIntegration *integration)
{
  StintSignInState state = stint_integration_get_status (integration)->sign_in;

  return stint_integration_get_definition (integration)->kind ==
             STINT_INTEGRATION_IDENTITY_CENTER &&
         (state == STINT_SIGN_IN_NEEDED || state == STINT_SIGN_IN_SIGNED_OUT);
}

static void
add_sign_ins (StintTrayEntry *menu, StintRegistry *registry)
{
  GPtrArray *integrations = stint_registry_get_integrations (registry);
  guint n = 0;

  for (guint i = 0; i < integrations->len; i++)
    {
      StintIntegration *integration = g_ptr_array_index (integrations, i);
      g_autofree char *label = NULL;

      if (!needs_sign_in (integration) || ++n > MAX_SIGN_INS)
        continue;

      /* Translators: in the tray's menu; %s is the name of an integration. */
      label = g_strdup_printf (_ ("Sign in to %s…"), stint_integration_get_name (integration));
      stint_tray_entry_add_action (menu, label, STINT_TRAY_SIGN_IN,
                                   stint_integration_get_id (integration));
    }
  add_more (menu, "sign-in", n, MAX_SIGN_INS);
}

static guint
count_held (StintRegistry *registry)
{
  g_autoptr (GPtrArray) held = choose (registry, stint_session_is_held, compare_ends);

  return held->len;
}

static void
add_end (StintTrayEntry *menu, StintRegistry *registry)
{
  stint_tray_entry_add_action (menu, _ ("Open Stint"), STINT_TRAY_OPEN, NULL);
  if (count_held (registry) > 0)
    stint_tray_entry_add_action (menu, _ ("Stop all sessions"), STINT_TRAY_STOP_ALL, NULL);
  stint_tray_entry_add_action (menu, _ ("Quit"), STINT_TRAY_QUIT, NULL);
}

StintTrayEntry *
stint_tray_content_make_menu (StintRegistry *registry, gint64 now)
{
  StintTrayEntry *menu = stint_tray_entry_new_root ();

  stint_tray_entry_add_action (menu, _ ("Show or hide Stint"), STINT_TRAY_TOGGLE_WINDOW, NULL);
  stint_tray_entry_add_separator (menu, "-held");
  add_all_held (menu, registry, now);
  stint_tray_entry_add_separator (menu, "-start");
  add_all_startable (menu, registry);
  stint_tray_entry_add_separator (menu, "-sign-in");
  add_sign_ins (menu, registry);
  stint_tray_entry_add_separator (menu, "-end");
  add_end (menu, registry);

  return menu;
}

/* --- The icon --------------------------------------------------------------------------------- */

static StintTrayLook
get_look_of (StintSession *session)
{
  switch (stint_session_get_state (session))
    {
    case STINT_STATE_EXPIRED:
      return STINT_TRAY_LOOK_ATTENTION;
    case STINT_STATE_EXPIRING:
      return STINT_TRAY_LOOK_ENDING;
    case STINT_STATE_ACTIVE:
      return STINT_TRAY_LOOK_ACTIVE;
    case STINT_STATE_INACTIVE:
    case STINT_STATE_STARTING:
    case STINT_STATE_FAILED:
    default:
      return STINT_TRAY_LOOK_IDLE;
    }
}

StintTrayLook
stint_tray_content_get_look (StintRegistry *registry)
{
  GPtrArray *sessions = stint_registry_get_sessions (registry);
  gboolean is_empty = stint_registry_get_integrations (registry)->len == 0;
  StintTrayLook look = is_empty ? STINT_TRAY_LOOK_NONE : STINT_TRAY_LOOK_IDLE;

  for (guint i = 0; i < sessions->len; i++)
    look = MAX (look, get_look_of (g_ptr_array_index (sessions, i)));

  return look;
}

static gboolean
has_ended (StintSession *session)
{
  return stint_session_get_state (session) == STINT_STATE_EXPIRED;
}

/* (transfer full) (nullable) */
static char *
name_ended (StintRegistry *registry)
{
  g_autoptr (GPtrArray) ended = choose (registry, has_ended, compare_ends);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *list = NULL;

  if (ended->len == 0)
    return NULL;

  for (guint i = 0; i < ended->len; i++)
    g_ptr_array_add (names, (gpointer) stint_session_get_name (g_ptr_array_index (ended, i)));
  g_ptr_array_add (names, NULL);
  list = stint_words_list ((const char *const *) names->pdata, 3);

  /* Translators: in the tray's tooltip; %s is one or more names of sessions. */
  return g_strdup_printf (_ ("Ended: %s"), list);
}

static void
append_active (GString *text, GPtrArray *active, gint64 now)
{
  StintSession *next = g_ptr_array_index (active, 0);
  g_autofree char *time = NULL;

  g_string_append_printf (
      text, ngettext ("%u session is active", "%u sessions are active", active->len), active->len);
  if (get_end (next) == STINT_INSTANT_NEVER)
    return;

  time = stint_words_instant (get_end (next) / G_USEC_PER_SEC, now / G_USEC_PER_SEC);
  g_string_append_c (text, '\n');
  /* Translators: in the tray's tooltip: a session's name and when it ends: "Next end: Admin, 14:32". */
  g_string_append_printf (text, _ ("Next end: %s, %s"), stint_session_get_name (next), time);
}

char *
stint_tray_content_make_tooltip (StintRegistry *registry, gint64 now)
{
  g_autoptr (GPtrArray) active = choose (registry, stint_session_is_active, compare_ends);
  g_autofree char *ended = name_ended (registry);
  GString *text = g_string_new (NULL);

  if (active->len > 0)
    append_active (text, active, now);
  else
    g_string_append (text, _ ("No session is active"));
  if (ended != NULL)
    g_string_append_printf (text, "\n%s", ended);

  return g_string_free (text, FALSE);
}
