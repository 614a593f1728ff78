/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-fake-session.h"
#include "stint-slot-model.h"

typedef struct
{
  GListStore *store;
  StintSlotModel *model;
  guint changes; /* items-changed since the last look */
  guint arranged;
} Fixture;

static void
changed_cb (GListModel *model, guint position, guint removed, guint added, Fixture *fixture)
{
  fixture->changes++;
}

static void
arranged_cb (StintSlotModel *model, Fixture *fixture)
{
  fixture->arranged++;
}

static void
add (Fixture *fixture, const char *id, const char *name, const char *state)
{
  g_autofree char *role = g_strconcat ("arn:aws:iam::123456789012:role/", name, NULL);
  g_autoptr (StintSessionItem) session =
      fake_session (id, name, state, g_str_equal (state, "active") ? 5000 : 0, name, "", role);

  g_list_store_append (fixture->store, session);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = g_list_store_new (STINT_TYPE_SESSION_ITEM);
  add (fixture, "s10", "role10", "inactive");
  add (fixture, "s2", "role2", "inactive");
  add (fixture, "sz", "zeta", "active");
  add (fixture, "sa", "Alpha", "inactive");
  fixture->model = stint_slot_model_new (G_LIST_MODEL (fixture->store));
  g_signal_connect (fixture->model, "items-changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect (fixture->model, "arranged", G_CALLBACK (arranged_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->model);
  g_assert_finalize_object (fixture->store);
}

static char *
names (Fixture *fixture)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->model)); i++)
    g_string_append_printf (
        text, "%s%s", i > 0 ? " " : "",
        stint_session_item_get_name (stint_slot_model_get_session (fixture->model, i)));
  return g_string_free (text, FALSE);
}

#define assert_names(fixture, expected)                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *names_ = names (fixture);                                                     \
    g_assert_cmpstr (names_, ==, expected);                                                        \
  }                                                                                                \
  G_STMT_END

static void
turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintSlot) first = g_list_model_get_item (G_LIST_MODEL (fixture->model), 0);
  g_autoptr (StintSlot) second = g_list_model_get_item (G_LIST_MODEL (fixture->model), 1);
  g_autoptr (StintSlot) third = g_list_model_get_item (G_LIST_MODEL (fixture->model), 2);

  /* Active first; letter case is nothing; two before ten. */
  assert_names (fixture, "zeta Alpha role2 role10");
  g_assert_cmpstr (stint_slot_get_section (first), ==, "Active");
  g_assert_cmpstr (stint_slot_get_section (second), ==, "Others · 3 sessions");
  g_assert_cmpstr (stint_slot_get_section (third), ==, NULL);
}

static void
test_slots_stay (Fixture *fixture, gconstpointer data)
{
  GListModel *model = G_LIST_MODEL (fixture->model);
  g_autoptr (StintSlot) before = g_list_model_get_item (model, 0);
  g_autoptr (StintSlot) after = NULL;

  stint_slot_model_set_search (fixture->model, "ROLE1 corp");
  assert_names (fixture, "role10");
  after = g_list_model_get_item (model, 0);
  /* The place is the same, what stands in it is not; only the tail went. */
  g_assert_true (before == after);
  g_assert_cmpuint (fixture->changes, ==, 1);
  g_assert_cmpuint (stint_slot_model_get_n_visible (fixture->model), ==, 1);

  stint_slot_model_set_search (fixture->model, "no such words");
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);
  stint_slot_model_set_search (fixture->model, "");
  assert_names (fixture, "zeta Alpha role2 role10");
}

static void
test_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintSessionItem) zeta = g_list_model_get_item (G_LIST_MODEL (fixture->store), 2);
  g_autoptr (StintSessionItem) two = g_list_model_get_item (G_LIST_MODEL (fixture->store), 1);

  g_assert_cmpuint (stint_slot_model_find (fixture->model, two), ==, 2);
  fake_session_set (zeta, "inactive", 0, FALSE);
  fake_session_set (two, "active", 9000, FALSE);
  /* Both at once, before the next frame, and no row widget is built again. */
  turn ();
  assert_names (fixture, "role2 Alpha role10 zeta");
  g_assert_cmpuint (fixture->changes, ==, 0);
  g_assert_cmpuint (fixture->arranged, ==, 1);
  g_assert_cmpuint (stint_slot_model_find (fixture->model, two), ==, 0);

  fake_session_set (zeta, "inactive", 0, TRUE);
  turn ();
  assert_names (fixture, "role2 zeta Alpha role10");

  /* An expired one still holds its profile: it stays where one sees it. */
  fake_session_set (two, "expired", 1, FALSE);
  turn ();
  assert_names (fixture, "role2 zeta Alpha role10");
}

static void
test_views (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintSessionItem) alpha = g_list_model_get_item (G_LIST_MODEL (fixture->store), 3);

  fake_session_set (alpha, "inactive", 0, TRUE);
  turn ();
  stint_slot_model_set_view (fixture->model, "active", NULL);
  assert_names (fixture, "zeta");
  g_assert_cmpuint (stint_slot_model_find (fixture->model, alpha), ==, G_MAXUINT);
  stint_slot_model_set_view (fixture->model, "pinned", NULL);
  assert_names (fixture, "Alpha");
  stint_slot_model_set_view (fixture->model, "integration:i0", NULL);
  assert_names (fixture, "zeta Alpha role2 role10");
  stint_slot_model_set_view (fixture->model, "integration:other", NULL);
  assert_names (fixture, "");
}

/* The best first; what is nearly right only if nothing is right. */
static void
test_search (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintSlot) first = g_list_model_get_item (G_LIST_MODEL (fixture->model), 0);
  g_autoptr (StintSlot) second = g_list_model_get_item (G_LIST_MODEL (fixture->model), 1);

  add (fixture, "sr", "my-role", "inactive");
  add (fixture, "sp", "prole", "active");
  /* The beginning of the name, of a word in it, inside: whatever is active. */
  stint_slot_model_set_search (fixture->model, "role");
  assert_names (fixture, "role2 role10 my-role prole");
  g_assert_cmpstr (stint_slot_get_section (first), ==, "4 sessions found");
  g_assert_cmpstr (stint_slot_get_section (second), ==, NULL);
  stint_slot_model_set_search (fixture->model, "alhpa");
  assert_names (fixture, "Alpha");
  stint_slot_model_set_search (fixture->model, "ztcrp");
  assert_names (fixture, "");
  stint_slot_model_set_search (fixture->model, "zeta corp");
  assert_names (fixture, "zeta");
}

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintSessionItem) alpha = g_list_model_get_item (G_LIST_MODEL (fixture->store), 3);
  g_autoptr (StintQuery) filter = stint_query_new ();
  g_autoptr (StintQuery) scope = stint_query_new ();

  stint_query_set (&filter->state, "inactive");
  stint_slot_model_set_filter (fixture->model, filter);
  assert_names (fixture, "Alpha role2 role10");
  /* What starts goes, within the frame. */
  fake_session_set (alpha, "active", 5000, FALSE);
  turn ();
  assert_names (fixture, "role2 role10");
  stint_slot_model_set_search (fixture->model, "10");
  assert_names (fixture, "role10");

  /* In a saved view both search inside of it, and its words are not guessed at. */
  stint_query_set (&scope->text, "role2");
  stint_slot_model_set_view (fixture->model, "saved:x", scope);
  assert_names (fixture, "");
  stint_slot_model_set_search (fixture->model, "");
  assert_names (fixture, "role2");
  stint_query_set (&scope->text, "rloe2");
  stint_slot_model_set_view (fixture->model, "saved:x", scope);
  assert_names (fixture, "");
  stint_slot_model_set_filter (fixture->model, NULL);
  stint_slot_model_set_view (fixture->model, "all", NULL);
  assert_names (fixture, "Alpha zeta role2 role10");
}

static void
use (StintSessionItem *session, gint64 last_used)
{
  g_autoptr (GVariant) tuple = g_variant_ref_sink (
      g_variant_new ("(sssssssssssxxb@a{sv})", stint_session_item_get_id (session),
                     stint_session_item_get_name (session), "iam-role", "i0", "123456789012",
                     "Example Corp", "", "p", "", "inactive", "file", (gint64) 0, (gint64) 0, FALSE,
                     g_variant_new_parsed ("{'last-used': <%x>}", last_used)));

  stint_session_item_update (session, tuple);
}

static void
test_last_used (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintSessionItem) ten = g_list_model_get_item (G_LIST_MODEL (fixture->store), 0);
  g_autoptr (StintSessionItem) alpha = g_list_model_get_item (G_LIST_MODEL (fixture->store), 3);
  g_autoptr (StintSlot) second = g_list_model_get_item (G_LIST_MODEL (fixture->model), 1);

  stint_slot_model_set_order (fixture->model, STINT_ORDER_LAST_USED);
  use (alpha, 100);
  use (ten, 200);
  turn ();
  assert_names (fixture, "zeta role10 Alpha role2");
  g_assert_cmpstr (stint_slot_get_section (second), ==, "Used before · 2 sessions");
  use (alpha, 300);
  turn ();
  assert_names (fixture, "zeta Alpha role10 role2");
  stint_slot_model_set_order (fixture->model, STINT_ORDER_INTEGRATION);
  assert_names (fixture, "zeta Alpha role2 role10");
}

static void
test_limit (Fixture *fixture, gconstpointer data)
{
  stint_slot_model_set_limit (fixture->model, 2);
  assert_names (fixture, "zeta Alpha");
  g_assert_cmpuint (stint_slot_model_get_n_visible (fixture->model), ==, 4);
  stint_slot_model_set_limit (fixture->model, G_MAXUINT);
  assert_names (fixture, "zeta Alpha role2 role10");
}

static void
test_source_changes (Fixture *fixture, gconstpointer data)
{
  g_list_store_remove (fixture->store, 1);
  assert_names (fixture, "zeta Alpha role10");
  add (fixture, "sb", "beta", "inactive");
  assert_names (fixture, "zeta Alpha beta role10");
  g_list_store_remove_all (fixture->store);
  assert_names (fixture, "");
}

/* A mirror that is plainly right, against thousands of random changes. */
static void
test_random (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);

  for (guint round = 0; round < 2000; round++)
    {
      guint n = g_list_model_get_n_items (G_LIST_MODEL (fixture->store));
      guint what = g_rand_int_range (rand, 0, 4);

      if (what == 0 || n == 0)
        {
          g_autofree char *name = g_strdup_printf ("r%u", round);

          add (fixture, name, name, "inactive");
        }
      else if (what == 1 && n > 20)
        {
          g_list_store_remove (fixture->store, g_rand_int_range (rand, 0, n));
        }
      else
        {
          g_autoptr (StintSessionItem) session =
              g_list_model_get_item (G_LIST_MODEL (fixture->store), g_rand_int_range (rand, 0, n));

          fake_session_set (session, g_rand_boolean (rand) ? "active" : "inactive", 5000,
                            g_rand_boolean (rand));
        }
      turn ();
      n = g_list_model_get_n_items (G_LIST_MODEL (fixture->store));
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->model)), ==, n);
      for (guint i = 1; i < n; i++)
        {
          StintSessionItem *one = stint_slot_model_get_session (fixture->model, i - 1);
          StintSessionItem *two = stint_slot_model_get_session (fixture->model, i);

          g_assert_cmpuint (stint_slot_model_find (fixture->model, two), ==, i);
          g_assert_true (stint_session_item_is_held (one) || !stint_session_item_is_held (two));
          g_assert_true (stint_session_item_is_held (one) || stint_session_item_get_pinned (one) ||
                         !stint_session_item_get_pinned (two));
        }
    }
}

#define add_test(path, func)                                                                       \
  g_test_add ("/window/slot-model/" path, Fixture, NULL, set_up, func, tear_down)

/* What is on the screen changes at once, the rest soon; places behind the last are empty and go. */
static void
test_seen (Fixture *fixture, gconstpointer data)
{
  GListModel *list = G_LIST_MODEL (fixture->model);
  g_autoptr (StintSlot) far = NULL;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("more%03u", i);

      add (fixture, name, name, "inactive");
    }
  turn ();
  stint_slot_model_set_seen (fixture->model, 0, 10);
  far = g_list_model_get_item (list, 100);
  g_assert_cmpstr (stint_session_item_get_name (stint_slot_get_session (far)), ==, "more098");

  stint_slot_model_set_search (fixture->model, "role");
  g_assert_cmpuint (stint_slot_model_get_n_visible (fixture->model), ==, 2);
  g_assert_nonnull (stint_slot_model_get_session (fixture->model, 1));
  g_assert_null (stint_slot_model_get_session (fixture->model, 2));
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 256);
  g_assert_nonnull (stint_slot_get_session (far));

  /* Whoever looks there sees that nothing is. */
  stint_slot_model_set_seen (fixture->model, 95, 10);
  g_assert_null (stint_slot_get_session (far));
  while (g_list_model_get_n_items (list) > 2)
    g_main_context_iteration (NULL, TRUE);
  assert_names (fixture, "role2 role10");

  /* And back again: the place is the same. */
  stint_slot_model_set_search (fixture->model, "");
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 304);
  g_assert_cmpstr (stint_session_item_get_name (stint_slot_get_session (far)), ==, "more098");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_test ("order", test_order);
  add_test ("slots-stay", test_slots_stay);
  add_test ("changes", test_changes);
  add_test ("views", test_views);
  add_test ("search", test_search);
  add_test ("filter", test_filter);
  add_test ("last-used", test_last_used);
  add_test ("limit", test_limit);
  add_test ("seen", test_seen);
  add_test ("source-changes", test_source_changes);
  add_test ("random", test_random);
  return g_test_run ();
}
