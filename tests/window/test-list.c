/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The list and the sidebar as widgets, on a screen that nobody sees. */

#include "config.h"

#include <adwaita.h>

#include "stint-fake-session.h"
#include "stint-filter-button.h"
#include "stint-saved-views.h"
#include "stint-selection-bar.h"
#include "stint-session-list.h"
#include "stint-session-menu.h"
#include "stint-session-row.h"
#include "stint-sidebar-row.h"
#include "stint-sidebar.h"

#define N_SESSIONS 300
#define WAIT_SECONDS 20

typedef struct
{
  GListStore *store;
  StintSlotModel *model;
  StintSelection *selection;
  StintClock *clock;
  StintTicker *ticker;
  StintClient *client;
  GSettings *settings;
  GtkWidget *window;
  StintSessionList *list;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  guint n = GPOINTER_TO_UINT (data);

  fixture->store = g_list_store_new (STINT_TYPE_SESSION_ITEM);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("Role%03u", i);
      g_autoptr (StintSessionItem) session =
          fake_session (name, name, "inactive", 0, name, "", "arn:aws:iam::1:role/x");

      g_list_store_append (fixture->store, session);
    }
  fixture->clock = stint_fake_clock_new (STINT_SECONDS (1000));
  fixture->ticker = stint_ticker_new (fixture->clock);
  fixture->client = stint_client_new (NULL, NULL);
  fixture->settings = g_settings_new ("io.github.stint_aws.Stint.Window");
  fixture->model = stint_slot_model_new (G_LIST_MODEL (fixture->store));
  fixture->selection = stint_selection_new (fixture->model);
  fixture->list = g_object_new (STINT_TYPE_SESSION_LIST, NULL);
  stint_session_list_set_model (fixture->list, fixture->model, fixture->selection, fixture->ticker);
  stint_session_list_set_client (fixture->list, fixture->client, fixture->settings);
  stint_session_list_set_waiting (fixture->list, FALSE);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 600, 500);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->list));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_settings_reset (fixture->settings, STINT_SAVED_VIEWS_KEY);
  g_settings_reset (fixture->settings, "order");
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->selection);
  g_assert_finalize_object (fixture->model);
  g_object_unref (fixture->store);
  g_object_unref (fixture->client);
  g_object_unref (fixture->settings);
  g_object_unref (fixture->ticker);
  g_object_unref (fixture->clock);
}

/* Frames are drawn until @condition holds. */
#define wait_until(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 wait_end = g_get_monotonic_time () + WAIT_SECONDS * G_USEC_PER_SEC;                     \
    while (!(condition) && g_get_monotonic_time () < wait_end)                                     \
      if (!g_main_context_iteration (NULL, FALSE))                                                 \
        g_usleep (1000);                                                                           \
    g_assert_true (condition);                                                                     \
  }                                                                                                \
  G_STMT_END

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* A popover asks its window where it is. */
static gboolean
is_somewhere (Fixture *fixture)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (fixture->window));

  return gdk_surface_get_mapped (surface) &&
         gtk_widget_get_width (GTK_WIDGET (fixture->list)) > 0 &&
         gdk_display_get_monitor_at_surface (gdk_surface_get_display (surface), surface) != NULL;
}

/* The row widget that shows @position. (nullable) */
static StintSessionRow *
row_at (Fixture *fixture, guint position)
{
  GtkWidget *list_view = find (GTK_WIDGET (fixture->list), GTK_TYPE_LIST_VIEW);
  g_autoptr (StintSlot) slot = g_list_model_get_item (G_LIST_MODEL (fixture->model), position);

  for (GtkWidget *child = gtk_widget_get_first_child (list_view); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *row = gtk_widget_get_first_child (child);

      if (STINT_IS_SESSION_ROW (row) &&
          stint_session_row_get_slot (STINT_SESSION_ROW (row)) == slot)
        return STINT_SESSION_ROW (row);
    }
  return NULL;
}

static const char *
label_at (Fixture *fixture, guint position)
{
  StintSessionRow *row = row_at (fixture, position);

  return row != NULL ? stint_session_row_get_label (row) : NULL;
}

static void
type (Fixture *fixture, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (find (GTK_WIDGET (fixture->list), GTK_TYPE_SEARCH_ENTRY)),
                         text);
}

/* A search shows another session in the same widget, before anything is drawn again. */
static void
test_same_widgets (Fixture *fixture, gconstpointer data)
{
  StintSessionRow *row;

  wait_until (row_at (fixture, 5) != NULL);
  row = row_at (fixture, 0);
  g_assert_nonnull (strstr (label_at (fixture, 0), "Role000"));
  type (fixture, "role12");
  g_assert_true (row_at (fixture, 0) == row);
  g_assert_nonnull (strstr (label_at (fixture, 0), "Role120"));
  g_assert_cmpuint (stint_slot_model_get_n_visible (fixture->model), ==, 10);
  g_assert_cmpstr (stint_session_item_get_name (stint_selection_get_lead (fixture->selection)), ==,
                   "Role120");
}

/* What starts shows at once in the row that is there. */
static void
test_state_shows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintSessionItem) seven = g_list_model_get_item (G_LIST_MODEL (fixture->store), 7);
  StintSessionRow *row;

  wait_until (row_at (fixture, 7) != NULL);
  row = row_at (fixture, 7);
  fake_session_set (seven, "starting", 0, FALSE);
  g_assert_nonnull (strstr (stint_session_row_get_label (row), "Starting"));
  fake_session_set (seven, "active", 1000 + 3600, FALSE);
  g_assert_nonnull (strstr (stint_session_row_get_label (row), "1 hour left"));
  /* It goes up to the active ones before the next frame. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_nonnull (strstr (label_at (fixture, 0), "Role007"));
}

static void
activated_cb (StintSessionList *list, StintSessionItem *session, GString *names)
{
  g_string_append_printf (names, "%s ", stint_session_item_get_name (session));
}

static void
test_search_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) names = g_string_new (NULL);
  GtkWidget *entry = find (GTK_WIDGET (fixture->list), GTK_TYPE_SEARCH_ENTRY);

  g_signal_connect (fixture->list, "activated", G_CALLBACK (activated_cb), names);
  /* Enter without words is nothing that anybody meant. */
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (names->str, ==, "");
  type (fixture, "rloe123");
  g_signal_emit_by_name (entry, "activate");
  g_assert_cmpstr (names->str, ==, "Role123 ");
  g_signal_emit_by_name (entry, "stop-search");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_cmpuint (stint_slot_model_get_n_visible (fixture->model), ==, N_SESSIONS);
}

static const char *
page (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (
      GTK_STACK (find (GTK_WIDGET (fixture->list), GTK_TYPE_STACK)));
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (page (fixture), ==, "list");
  type (fixture, "xyzzyq");
  g_assert_cmpstr (page (fixture), ==, "nothing");
  type (fixture, "");
  g_list_store_remove_all (fixture->store);
  g_assert_cmpstr (page (fixture), ==, "empty");
  stint_session_list_set_waiting (fixture->list, TRUE);
  g_assert_cmpstr (page (fixture), ==, "waiting");
}

static void
test_selection_bar (Fixture *fixture, gconstpointer data)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (fixture->selection);
  g_autoptr (StintSessionItem) two = g_list_model_get_item (G_LIST_MODEL (fixture->store), 2);
  g_autoptr (StintSessionItem) three = g_list_model_get_item (G_LIST_MODEL (fixture->store), 3);
  GtkWidget *bar;

  gtk_selection_model_select_item (model, 1, TRUE);
  g_assert_null (find (GTK_WIDGET (fixture->list), STINT_TYPE_SELECTION_BAR));
  gtk_selection_model_select_range (model, 1, 3, TRUE);
  bar = find (GTK_WIDGET (fixture->list), STINT_TYPE_SELECTION_BAR);
  g_assert_nonnull (bar);
  g_assert_true (gtk_widget_get_visible (bar));
  g_assert_cmpstr (stint_selection_bar_get_text (STINT_SELECTION_BAR (bar)), ==, "3 selected");
  fake_session_set (two, "active", 9000, FALSE);
  /* One that has ended is held, and active no more. */
  fake_session_set (three, "expired", 1, FALSE);
  gtk_selection_model_select_item (model, 5, FALSE);
  g_assert_cmpstr (stint_selection_bar_get_text (STINT_SELECTION_BAR (bar)), ==,
                   "4 selected, 1 of them active");
  gtk_selection_model_select_item (model, 1, TRUE);
  g_assert_false (gtk_widget_get_visible (bar));
}

static char *
menu_text (GMenuModel *menu)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);

      for (int k = 0; k < g_menu_model_get_n_items (section); k++)
        {
          g_autofree char *action = NULL;

          g_menu_model_get_item_attribute (section, k, G_MENU_ATTRIBUTE_ACTION, "s", &action);
          g_string_append_printf (text, "%s ", action + strlen ("win."));
        }
      g_string_append (text, "| ");
    }
  return g_string_free (text, FALSE);
}

static void
test_menu (void)
{
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GMenuModel) one = NULL;
  g_autoptr (GMenuModel) active = NULL;
  g_autoptr (GMenuModel) both = NULL;
  g_autofree char *text = NULL;
  g_autofree char *active_text = NULL;
  g_autofree char *both_text = NULL;

  g_ptr_array_add (sessions, fake_session ("a", "A", "inactive", 0, "A", "", "role"));
  one = stint_session_menu_new (sessions);
  text = menu_text (one);
  g_assert_cmpstr (text, ==,
                   "start-session | show-session pin-session copy copy copy-credentials | "
                   "edit-session set-region-many remove-session | ");
  fake_session_set (sessions->pdata[0], "active", 5000, TRUE);
  active = stint_session_menu_new (sessions);
  active_text = menu_text (active);
  g_assert_true (g_str_has_prefix (active_text, "stop-session renew-session | "));
  g_ptr_array_add (sessions, fake_session ("b", "B", "inactive", 0, "B", "", "role"));
  both = stint_session_menu_new (sessions);
  both_text = menu_text (both);
  g_assert_cmpstr (both_text, ==,
                   "start-many stop-many | pin-many unpin-many set-region-many | remove-many | ");
}

/* The keyboard's way to the menu of a row. */
static void
test_menu_key (Fixture *fixture, gconstpointer data)
{
  GtkWidget *list_view = find (GTK_WIDGET (fixture->list), GTK_TYPE_LIST_VIEW);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (list_view);
  gboolean handled = FALSE;

  wait_until (is_somewhere (fixture) && row_at (fixture, 3) != NULL &&
              gtk_widget_get_height (GTK_WIDGET (row_at (fixture, 3))) > 0);
  stint_session_list_focus_row (fixture->list, 3);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller) && !handled)
        g_signal_emit_by_name (controller, "key-pressed", GDK_KEY_Menu, 0, (GdkModifierType) 0,
                               &handled);
    }
  g_assert_true (handled);
  g_assert_nonnull (find (GTK_WIDGET (fixture->list), GTK_TYPE_POPOVER_MENU));
  g_assert_cmpstr (stint_session_item_get_name (stint_selection_get_lead (fixture->selection)), ==,
                   "Role003");
}

static void
count_cb (gpointer object, guint *count)
{
  (*count)++;
}

static void
choose (GtkWidget *popover, guint which, guint position)
{
  GtkWidget *grid = find (popover, GTK_TYPE_GRID);

  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (gtk_grid_get_child_at (GTK_GRID (grid), 1, (int) which)), position);
}

static void
test_filter_button (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button = find (GTK_WIDGET (fixture->list), STINT_TYPE_FILTER_BUTTON);
  StintFilterButton *filter = STINT_FILTER_BUTTON (button);
  g_autoptr (StintSessionItem) two = g_list_model_get_item (G_LIST_MODEL (fixture->store), 2);
  g_autoptr (StintQuery) query = NULL;
  g_autofree char *order = NULL;
  GtkWidget *popover;
  guint changed = 0;

  fake_session_set (two, "active", 5000, FALSE);
  g_signal_connect (filter, "changed", G_CALLBACK (count_cb), &changed);
  /* Nothing of it is made before somebody asks. */
  wait_until (is_somewhere (fixture));
  g_assert_null (find (button, GTK_TYPE_DROP_DOWN));
  stint_filter_button_popup (filter);
  popover = find (button, GTK_TYPE_POPOVER);
  g_assert_nonnull (popover);
  g_assert_cmpuint (changed, ==, 0);

  choose (popover, 1, 1);
  g_assert_cmpuint (changed, ==, 1);
  g_assert_cmpstr (stint_filter_button_get_query (filter)->state, ==, "active");
  g_assert_cmpuint (stint_slot_model_get_n_visible (fixture->model), ==, 1);
  type (fixture, "role");
  query = stint_session_list_dup_query (fixture->list);
  g_assert_cmpstr (query->text, ==, "role");
  g_assert_cmpstr (query->state, ==, "active");

  /* The order is kept, and is no filter. */
  choose (popover, 4, 1);
  order = g_settings_get_string (fixture->settings, "order");
  g_assert_cmpstr (order, ==, "last-used");
  g_assert_cmpuint (changed, ==, 1);

  /* First the words, then the filter, then nothing. */
  g_assert_true (stint_session_list_clear_search (fixture->list));
  g_assert_cmpuint (stint_slot_model_get_n_visible (fixture->model), ==, 1);
  g_assert_true (stint_session_list_clear_search (fixture->list));
  g_assert_cmpuint (stint_slot_model_get_n_visible (fixture->model), ==, N_SESSIONS);
  g_assert_false (stint_session_list_clear_search (fixture->list));
}

static guint
count_rows (GtkWidget *list_box)
{
  guint n = 0;

  while (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list_box), (int) n) != NULL)
    n++;
  return n;
}

static void
test_sidebar (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintSidebar) sidebar =
      STINT_SIDEBAR (g_object_ref_sink (g_object_new (STINT_TYPE_SIDEBAR, NULL)));
  GtkWidget *list_box = find (GTK_WIDGET (sidebar), GTK_TYPE_LIST_BOX);
  g_autoptr (StintQuery) query = stint_query_new ();

  stint_sidebar_set_client (sidebar, fixture->client, fixture->ticker, fixture->settings);
  g_assert_cmpuint (count_rows (list_box), ==, 3);
  stint_query_set (&query->text, "prod");
  stint_saved_views_put (fixture->settings, "Production", query);
  stint_saved_views_put (fixture->settings, "Other", query);
  g_assert_cmpuint (count_rows (list_box), ==, 5);
  stint_sidebar_set_view (sidebar, "saved:Production");
  g_assert_cmpstr (stint_sidebar_row_get_view (
                       STINT_SIDEBAR_ROW (gtk_list_box_get_selected_row (GTK_LIST_BOX (list_box)))),
                   ==, "saved:Production");
  /* One that goes leaves all sessions. */
  stint_saved_views_remove (fixture->settings, "Production");
  g_assert_cmpuint (count_rows (list_box), ==, 4);
  g_assert_cmpstr (stint_sidebar_get_view (sidebar), ==, "all");
}

static StintIntegrationItem *
integration (const char *kind, const char *more)
{
  g_autoptr (GVariant) tuple = g_variant_ref_sink (
      g_variant_new ("(ssss@a{sv})", "i1", "Acme", kind, "eu-west-1", g_variant_new_parsed (more)));

  return stint_integration_item_new (tuple);
}

static void
test_sidebar_row (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *kind;
    const char *more;
    const char *words;
  } cases[] = {
    { "iam-user", "@a{sv} {}", "No MFA device" },
    { "iam-user", "{'mfa-serial': <'arn:mfa'>}", "Code needed" },
    { "iam-user", "{'mfa-serial': <'arn:mfa'>, 'lease-until': <int64 4600>}", "Code good until " },
    { "identity-center", "{'sign-in': <'needed'>}", "Sign in needed" },
    { "identity-center", "{'sign-in': <'signed-in'>, 'signed-in-until': <int64 26200>}",
      "Signed in, 7 h" },
    { "identity-center", "{'syncing': <true>, 'sync-done': <uint32 3>, 'sync-total': <uint32 12>}",
      "Syncing, 3 of 12" },
    { "identity-center", "{'sign-in': <'signed-out'>}", "Not signed in" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (StintIntegrationItem) item = integration (cases[i].kind, cases[i].more);
      g_autoptr (GtkWidget) row =
          g_object_ref_sink (stint_sidebar_row_new_for_integration (item, fixture->ticker));
      GtkWidget *label =
          GTK_WIDGET (gtk_widget_get_template_child (row, STINT_TYPE_SIDEBAR_ROW, "state_label"));

      g_assert_true (g_str_has_prefix (gtk_label_get_label (GTK_LABEL (label)), cases[i].words));
    }
}

static void
set_up_mirrored (Fixture *fixture, gconstpointer data)
{
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  set_up (fixture, data);
}

static void
tear_down_mirrored (Fixture *fixture, gconstpointer data)
{
  tear_down (fixture, data);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* Where @widget's ink begins and ends, from its left. */
static graphene_rect_t
ink_of (GtkWidget *widget)
{
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  GskRenderNode *node;
  graphene_rect_t ink;

  GTK_WIDGET_GET_CLASS (widget)->snapshot (widget, snapshot);
  node = gtk_snapshot_to_node (snapshot);
  g_assert_nonnull (node);
  gsk_render_node_get_bounds (node, &ink);
  gsk_render_node_unref (node);
  return ink;
}

/* From right to left: the icon, the name close to it although it is in Latin letters, the button. */
static void
test_mirrored (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintSessionItem) two = g_list_model_get_item (G_LIST_MODEL (fixture->store), 2);
  GtkWidget *row;
  GtkWidget *name;
  graphene_rect_t image_at;
  graphene_rect_t name_at;
  graphene_rect_t button_at;
  graphene_rect_t ink;

  fake_session_set (two, "active", 1000 + 3600, FALSE);
  wait_until (row_at (fixture, 0) != NULL && strstr (label_at (fixture, 0), "Role002") != NULL &&
              gtk_widget_get_width (GTK_WIDGET (row_at (fixture, 0))) > 0);
  row = GTK_WIDGET (row_at (fixture, 0));
  name = find (row, GTK_TYPE_INSCRIPTION);
  g_assert_true (gtk_widget_compute_bounds (find (row, GTK_TYPE_IMAGE), row, &image_at));
  g_assert_true (gtk_widget_compute_bounds (name, row, &name_at));
  g_assert_true (gtk_widget_compute_bounds (find (row, GTK_TYPE_BUTTON), row, &button_at));
  g_assert_cmpfloat (image_at.origin.x, >=, name_at.origin.x + name_at.size.width);
  g_assert_cmpfloat (button_at.origin.x + button_at.size.width, <=, name_at.origin.x);
  g_assert_nonnull (strstr (gtk_inscription_get_text (GTK_INSCRIPTION (name)), "Role002"));

  ink = ink_of (name);
  g_assert_cmpfloat (ink.size.width, <, name_at.size.width / 2);
  g_assert_cmpfloat (ink.origin.x + ink.size.width, >, name_at.size.width - 2);
}

#define add_test(path, n, func)                                                                    \
  g_test_add ("/window/list/" path, Fixture, GUINT_TO_POINTER (n), set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  add_test ("same-widgets", N_SESSIONS, test_same_widgets);
  add_test ("state-shows", N_SESSIONS, test_state_shows);
  add_test ("search-keys", N_SESSIONS, test_search_keys);
  add_test ("pages", 3, test_pages);
  add_test ("selection-bar", 20, test_selection_bar);
  g_test_add_func ("/window/list/menu", test_menu);
  add_test ("menu-key", 20, test_menu_key);
  add_test ("filter-button", N_SESSIONS, test_filter_button);
  add_test ("sidebar", 0, test_sidebar);
  add_test ("sidebar-row", 0, test_sidebar_row);
  g_test_add ("/window/list/mirrored", Fixture, GUINT_TO_POINTER (20), set_up_mirrored,
              test_mirrored, tear_down_mirrored);
  return g_test_run ();
}
