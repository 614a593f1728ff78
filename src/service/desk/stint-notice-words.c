/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-notice.h"

#include <glib/gi18n-lib.h>

#include "stint-sentence.h"
#include "stint-words.h"

#define NAMES_SHOWN 5

static StintNoticeItem *
get (GArray *items, guint i)
{
  return &g_array_index (items, StintNoticeItem, i);
}

static char *
make_time (gint64 instant, gint64 now)
{
  return stint_words_instant (instant / G_USEC_PER_SEC, now / G_USEC_PER_SEC);
}

static char *
list_names (GArray *items)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (names, (gpointer) get (items, i)->name);
  g_ptr_array_add (names, NULL);

  return stint_words_list ((const char *const *) names->pdata, NAMES_SHOWN);
}

static gboolean
any_away (GArray *items)
{
  for (guint i = 0; i < items->len; i++)
    if (get (items, i)->away)
      return TRUE;

  return FALSE;
}

/* What all of them need; HELP where they differ. */
static StintNoticeNeed
common_need (GArray *items)
{
  for (guint i = 1; i < items->len; i++)
    if (get (items, i)->need != get (items, 0)->need)
      return STINT_NOTICE_NEEDS_HELP;

  return get (items, 0)->need;
}

/* The last sentence of a body: what a person has to do. */
static const char *
say_need (StintNoticeNeed need, guint n)
{
  switch (need)
    {
    case STINT_NOTICE_NEEDS_NOTHING:
      return ngettext ("It is not renewed by itself.", "They are not renewed by themselves.", n);
    case STINT_NOTICE_NEEDS_CODE:
      return ngettext ("To go on, it needs an MFA code.", "To go on, they need an MFA code.", n);
    case STINT_NOTICE_NEEDS_SIGN_IN:
      return ngettext ("To go on, it needs you to sign in.", "To go on, they need you to sign in.",
                       n);
    case STINT_NOTICE_NEEDS_KEYRING:
      return ngettext ("To go on, it needs the keyring to be unlocked.",
                       "To go on, they need the keyring to be unlocked.", n);
    case STINT_NOTICE_NEEDS_HELP:
    default:
      return ngettext ("To go on, it needs you.", "To go on, they need you.", n);
    }
}

/* The failure where there is one and the need does not say as much. (nullable) */
static char *
say_why (GArray *items)
{
  StintNoticeItem *first = get (items, 0);

  if (items->len > 1 || first->error == NULL || first->need != STINT_NOTICE_NEEDS_HELP)
    return NULL;

  return stint_sentence_whole (first->error, STINT_AUDIENCE_NOTICE);
}

/* The same for what has not been started. */
static const char *
say_need_to_start (StintNoticeNeed need, guint n)
{
  switch (need)
    {
    case STINT_NOTICE_NEEDS_CODE:
      return ngettext ("To start, it needs an MFA code.", "To start, they need an MFA code.", n);
    case STINT_NOTICE_NEEDS_SIGN_IN:
      return ngettext ("To start, it needs you to sign in.", "To start, they need you to sign in.",
                       n);
    case STINT_NOTICE_NEEDS_KEYRING:
      return ngettext ("To start, it needs the keyring to be unlocked.",
                       "To start, they need the keyring to be unlocked.", n);
    case STINT_NOTICE_NEEDS_NOTHING:
    case STINT_NOTICE_NEEDS_HELP:
    default:
      return ngettext ("To start, it needs you.", "To start, they need you.", n);
    }
}

static char *
say_why_or_need (GArray *items)
{
  char *why = say_why (items);

  return why != NULL ? why : g_strdup (say_need (common_need (items), items->len));
}

/* --- Titles ----------------------------------------------------------------------------------- */

/* Without the time: some servers cut titles. */
static char *
ending_title (GArray *items)
{
  guint n = items->len;

  return n == 1 ? g_strdup_printf (_ ("“%s” ends soon"), get (items, 0)->name)
                : g_strdup_printf (ngettext ("%u session ends soon", "%u sessions end soon", n), n);
}

static char *
ended_title (GArray *items)
{
  guint n = items->len;

  if (any_away (items))
    return n == 1 ? g_strdup_printf (_ ("“%s” ended while you were away"), get (items, 0)->name)
                  : g_strdup_printf (ngettext ("%u session ended while you were away",
                                               "%u sessions ended while you were away", n),
                                     n);

  return n == 1
             ? g_strdup_printf (_ ("“%s” has ended"), get (items, 0)->name)
             : g_strdup_printf (ngettext ("%u session has ended", "%u sessions have ended", n), n);
}

char *
stint_notice_make_title (StintNoticeKind kind, GArray *items)
{
  const char *name = get (items, 0)->name;
  guint n = items->len;

  switch (kind)
    {
    case STINT_NOTICE_ENDING:
      return ending_title (items);
    case STINT_NOTICE_ENDED:
      return ended_title (items);
    case STINT_NOTICE_FAILED:
      return n == 1 ? g_strdup_printf (_ ("“%s” could not be renewed"), name)
                    : g_strdup_printf (ngettext ("%u session could not be renewed",
                                                 "%u sessions could not be renewed", n),
                                       n);
    case STINT_NOTICE_SIGN_IN:
      /* Translators: the name of an integration, such as a company's. */
      return n == 1 ? g_strdup_printf (_ ("“%s” needs you to sign in"), name)
                    : g_strdup_printf (
                          ngettext ("%u sign-in is needed", "%u sign-ins are needed", n), n);
    case STINT_NOTICE_ASKED:
      return n == 1 ? g_strdup_printf (_ ("A program asks for “%s”"), name)
                    : g_strdup_printf (ngettext ("Programs ask for %u session",
                                                 "Programs ask for %u sessions", n),
                                       n);
    case STINT_NOTICE_WAITING:
      return n == 1 ? g_strdup_printf (_ ("“%s” waits for you"), name)
                    : g_strdup_printf (
                          ngettext ("%u session waits for you", "%u sessions wait for you", n), n);
    case STINT_NOTICE_GO_ON:
      return g_strdup_printf (ngettext ("%u session goes on", "%u sessions go on", n), n);
    case STINT_N_NOTICES:
    default:
      g_return_val_if_reached (NULL);
    }
}

/* --- Bodies ----------------------------------------------------------------------------------- */

/* @names: (nullable): a line of its own above. */
static char *
join (const char *names, const char *sentences)
{
  return names != NULL ? g_strconcat (names, "\n", sentences, NULL) : g_strdup (sentences);
}

static char *
ending_body (GArray *items, const char *names, gint64 now)
{
  g_autofree char *need = say_why_or_need (items);
  g_autofree char *time = make_time (get (items, 0)->until, now);
  g_autofree char *when = NULL;
  g_autofree char *text = NULL;

  if (names == NULL)
    /* Translators: a time such as "14:32". */
    when = g_strdup_printf (_ ("It ends at %s."), time);
  else
    /* Translators: a time such as "14:32", of the session that ends first. */
    when = g_strdup_printf (_ ("The first one ends at %s."), time);
  text = g_strconcat (when, " ", need, NULL);

  return join (names, text);
}

static gboolean
all_shared (GArray *items)
{
  for (guint i = 0; i < items->len; i++)
    if (!get (items, i)->shared)
      return FALSE;

  return TRUE;
}

static char *
ended_body (GArray *items, const char *names)
{
  g_autofree char *why = say_why (items);
  g_autofree char *text = NULL;
  const char *closed =
      ngettext ("Tools get an error until it is renewed or stopped.",
                "Tools get an error until they are renewed or stopped.", items->len);

  /* What tools do with the AWS CLI's own sign-in is not ours to say. */
  if (all_shared (items))
    text = say_why_or_need (items);
  else
    text = why != NULL ? g_strconcat (closed, " ", why, NULL) : g_strdup (closed);

  return join (names, text);
}

static char *
failed_body (GArray *items, const char *names, gint64 now)
{
  g_autofree char *why = say_why_or_need (items);
  g_autofree char *time = make_time (get (items, 0)->until, now);
  g_autofree char *works = NULL;
  g_autofree char *text = NULL;

  if (names != NULL)
    return join (names, _ ("They go on working until their end."));

  /* Translators: a time such as "14:32". */
  works = g_strdup_printf (_ ("It goes on working until %s."), time);

  return g_strconcat (why, " ", works, NULL);
}

static char *
asked_body (GArray *items, const char *names)
{
  const GError *error = get (items, 0)->error;

  if (names == NULL && error != NULL)
    return stint_sentence_what (error);

  return join (names, say_need_to_start (common_need (items), items->len));
}

static char *
waiting_body (GArray *items, const char *names)
{
  g_autofree char *why = say_why (items);

  if (why != NULL)
    return g_steal_pointer (&why);

  return join (names, say_need_to_start (common_need (items), items->len));
}

char *
stint_notice_make_body (StintNoticeKind kind, GArray *items, gint64 now)
{
  g_autofree char *names = items->len > 1 ? list_names (items) : NULL;
  g_autofree char *all = list_names (items);

  switch (kind)
    {
    case STINT_NOTICE_ENDING:
      return ending_body (items, names, now);
    case STINT_NOTICE_ENDED:
      return ended_body (items, names);
    case STINT_NOTICE_FAILED:
      return failed_body (items, names, now);
    case STINT_NOTICE_SIGN_IN:
      return join (names, ngettext ("Its sessions cannot be renewed before.",
                                    "Their sessions cannot be renewed before.", items->len));
    case STINT_NOTICE_ASKED:
      return asked_body (items, names);
    case STINT_NOTICE_WAITING:
      return waiting_body (items, names);
    case STINT_NOTICE_GO_ON:
      return join (all, _ ("Closing the window stops nothing; Stint keeps an eye on them."));
    case STINT_N_NOTICES:
    default:
      g_return_val_if_reached (NULL);
    }
}

const char *
stint_notice_button_label (StintNoticeKind kind, StintNoticeButtons button)
{
  switch (button)
    {
    case STINT_NOTICE_RENEW:
      /* Translators: buttons of notices. */
      return kind == STINT_NOTICE_FAILED ? _ ("Try again") : _ ("Renew");
    case STINT_NOTICE_STOP:
      return _ ("Stop");
    case STINT_NOTICE_START:
      return _ ("Start");
    case STINT_NOTICE_GO_SIGN_IN:
      return _ ("Sign in");
    case STINT_NOTICE_SHOW:
    default:
      return _ ("Show");
    }
}
