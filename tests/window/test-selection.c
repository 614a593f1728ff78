/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The selection is of sessions, whatever becomes of their places. */

#include "config.h"

#include "stint-fake-session.h"
#include "stint-selection.h"

typedef struct
{
  GListStore *store;
  StintSlotModel *model;
  StintSelection *selection;
  guint changed;
  GString *told; /* ranges in which rows asked again */
} Fixture;

static void
changed_cb (StintSelection *selection, Fixture *fixture)
{
  fixture->changed++;
}

static void
selection_changed_cb (GtkSelectionModel *model, guint position, guint n, Fixture *fixture)
{
  g_string_append_printf (fixture->told, "%u+%u ", position, n);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = g_list_store_new (STINT_TYPE_SESSION_ITEM);
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *name = g_strdup_printf ("role%u", i);
      g_autoptr (StintSessionItem) session =
          fake_session (name, name, "inactive", 0, name, "", "arn:aws:iam::1:role/x");

      g_list_store_append (fixture->store, session);
    }
  fixture->model = stint_slot_model_new (G_LIST_MODEL (fixture->store));
  fixture->selection = stint_selection_new (fixture->model);
  fixture->told = g_string_new (NULL);
  g_signal_connect (fixture->selection, "changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect (fixture->selection, "selection-changed", G_CALLBACK (selection_changed_cb),
                    fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_string_free (fixture->told, TRUE);
  g_assert_finalize_object (fixture->selection);
  g_assert_finalize_object (fixture->model);
  g_assert_finalize_object (fixture->store);
}

static void
turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* "role1* role2": which are selected, the lead with a star. */
static void
assert_selected (Fixture *fixture, const char *expected)
{
  g_autoptr (GPtrArray) sessions = stint_selection_list (fixture->selection);
  g_autoptr (GtkBitset) places =
      gtk_selection_model_get_selection (GTK_SELECTION_MODEL (fixture->selection));
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_cmpuint (gtk_bitset_get_size (places), ==, sessions->len);
  g_assert_cmpuint (stint_selection_get_n (fixture->selection), ==, sessions->len);
  for (guint i = 0; i < sessions->len; i++)
    {
      gboolean lead = sessions->pdata[i] == stint_selection_get_lead (fixture->selection);

      g_assert_true (
          gtk_bitset_contains (places, stint_slot_model_find (fixture->model, sessions->pdata[i])));
      g_string_append_printf (text, "%s%s%s", i > 0 ? " " : "",
                              stint_session_item_get_name (sessions->pdata[i]), lead ? "*" : "");
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_follows (Fixture *fixture, gconstpointer data)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (fixture->selection);
  g_autoptr (StintSessionItem) two = g_list_model_get_item (G_LIST_MODEL (fixture->store), 2);

  gtk_selection_model_select_item (model, 2, TRUE);
  gtk_selection_model_select_item (model, 4, FALSE);
  assert_selected (fixture, "role2 role4*");
  g_assert_cmpstr (fixture->told->str, ==, "2+1 4+1 ");

  /* It becomes active and goes to the top: selected as before, and rows learn of it. */
  g_string_truncate (fixture->told, 0);
  fixture->changed = 0;
  fake_session_set (two, "active", 5000, FALSE);
  turn ();
  assert_selected (fixture, "role2 role4*");
  g_assert_true (gtk_selection_model_is_selected (model, 0));
  g_assert_false (gtk_selection_model_is_selected (model, 2));
  g_assert_cmpstr (fixture->told->str, ==, "0+3 ");
  g_assert_cmpuint (fixture->changed, ==, 0);

  /* Nothing moves, nobody is told. */
  g_string_truncate (fixture->told, 0);
  fake_session_set (two, "active", 6000, FALSE);
  turn ();
  g_assert_cmpstr (fixture->told->str, ==, "");
}

static void
test_out_of_sight (Fixture *fixture, gconstpointer data)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (fixture->selection);

  gtk_selection_model_select_all (model);
  g_assert_cmpuint (stint_selection_get_n (fixture->selection), ==, 6);
  gtk_selection_model_select_item (model, 5, FALSE);
  /* What is not seen is not selected: a removal is about what one sees. */
  stint_slot_model_set_search (fixture->model, "role3");
  g_assert_cmpuint (stint_selection_get_n (fixture->selection), ==, 1);
  stint_slot_model_set_search (fixture->model, "");
  g_assert_cmpuint (stint_selection_get_n (fixture->selection), ==, 1);

  /* The lead stays, for the details, and is selected when it is seen again. */
  gtk_selection_model_select_item (model, 1, TRUE);
  stint_slot_model_set_search (fixture->model, "role5");
  assert_selected (fixture, "");
  g_assert_cmpuint (stint_selection_get_lead_position (fixture->selection), ==, G_MAXUINT);
  stint_slot_model_set_search (fixture->model, "");
  assert_selected (fixture, "role1*");
}

static void
test_ranges (Fixture *fixture, gconstpointer data)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (fixture->selection);
  g_autoptr (GtkBitset) some = gtk_bitset_new_range (0, 2);
  g_autoptr (GtkBitset) mask = gtk_bitset_new_range (0, 4);

  gtk_selection_model_select_item (model, 1, TRUE);
  gtk_selection_model_select_range (model, 1, 3, FALSE);
  assert_selected (fixture, "role1* role2 role3");
  gtk_selection_model_unselect_item (model, 1);
  g_assert_cmpuint (stint_selection_get_n (fixture->selection), ==, 2);
  g_assert_nonnull (stint_selection_get_lead (fixture->selection));
  gtk_selection_model_set_selection (model, some, mask);
  g_assert_cmpuint (stint_selection_get_n (fixture->selection), ==, 2);
  g_assert_true (gtk_selection_model_is_selected (model, 0));
  gtk_selection_model_unselect_range (model, 0, 6);
  assert_selected (fixture, "");
  g_assert_null (stint_selection_get_lead (fixture->selection));
  gtk_selection_model_select_range (model, 2, 2, TRUE);
  stint_selection_set_lead (fixture->selection, stint_slot_model_get_session (fixture->model, 5));
  assert_selected (fixture, "role5*");
  gtk_selection_model_unselect_all (model);
  assert_selected (fixture, "");
}

#define add_test(path, func)                                                                       \
  g_test_add ("/window/selection/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_test ("follows", test_follows);
  add_test ("out-of-sight", test_out_of_sight);
  add_test ("ranges", test_ranges);
  return g_test_run ();
}
