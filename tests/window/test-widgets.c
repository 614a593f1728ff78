/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include <adwaita.h>

#include "stint-banner.h"
#include "stint-code-entry.h"
#include "stint-error-view.h"
#include "stint-error.h"
#include "stint-fake-session.h"
#include "stint-import-row.h"
#include "stint-menu-names.h"
#include "stint-mfa-desk.h"
#include "stint-mfa-dialog.h"
#include "stint-session-row.h"
#include "stint-split-view.h"

static GtkEditable *
text_of (StintCodeEntry *entry)
{
  return gtk_editable_get_delegate (GTK_EDITABLE (stint_code_entry_get_field (entry)));
}

static void
insert (StintCodeEntry *entry, const char *text)
{
  GtkEditable *editable = text_of (entry);
  int position = gtk_editable_get_position (editable);

  gtk_editable_insert_text (editable, text, -1, &position);
  gtk_editable_set_position (editable, position);
}

static void
complete_cb (gpointer object, const char *code, GString *codes)
{
  g_string_append_printf (codes, "%s ", code);
}

static void
test_code_entry (void)
{
  g_autoptr (StintCodeEntry) entry = STINT_CODE_ENTRY (g_object_ref_sink (stint_code_entry_new ()));
  g_autoptr (GString) codes = g_string_new (NULL);

  g_signal_connect (entry, "complete", G_CALLBACK (complete_cb), codes);
  insert (entry, "4");
  insert (entry, "x");
  insert (entry, "19");
  g_assert_cmpstr (stint_code_entry_get_code (entry), ==, "419");
  g_assert_cmpstr (codes->str, ==, "");

  /* The sixth sends, once. */
  insert (entry, "12");
  insert (entry, "3");
  g_assert_cmpstr (codes->str, ==, "419123 ");
  insert (entry, "9");
  g_assert_cmpstr (stint_code_entry_get_code (entry), ==, "419123");
  g_assert_cmpstr (codes->str, ==, "419123 ");

  /* A whole code that is pasted takes the place of what was there, blanks and all. */
  insert (entry, " 123 456\n");
  g_assert_cmpstr (stint_code_entry_get_code (entry), ==, "123456");
  g_assert_cmpstr (codes->str, ==, "419123 123456 ");

  /* Digits of any script. */
  stint_code_entry_clear (entry);
  insert (entry, "٤١٩١٢٣");
  g_assert_cmpstr (stint_code_entry_get_code (entry), ==, "419123");

  /* A screen reader is told what is wrong, until something is typed. */
  stint_code_entry_clear (entry);
  stint_code_entry_set_error (entry, "Not this one.");
  gtk_test_accessible_assert_state (stint_code_entry_get_field (entry),
                                    GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
  gtk_test_accessible_assert_property (stint_code_entry_get_field (entry),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Not this one.");
  insert (entry, "419123");
  g_assert_false (gtk_test_accessible_has_state (
      GTK_ACCESSIBLE (stint_code_entry_get_field (entry)), GTK_ACCESSIBLE_STATE_INVALID));
  g_string_truncate (codes, 0);

  /* While AWS is asked nothing is sent again. */
  stint_code_entry_set_resting (entry, TRUE);
  g_string_truncate (codes, 0);
  g_signal_emit_by_name (stint_code_entry_get_field (entry), "activate");
  g_assert_cmpstr (codes->str, ==, "");
  stint_code_entry_set_resting (entry, FALSE);
  g_signal_emit_by_name (stint_code_entry_get_field (entry), "activate");
  g_assert_cmpstr (codes->str, ==, "419123 ");
}

static GtkWidget *
find (GtkWidget *widget, GType type, const char *label)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) &&
      (label == NULL ||
       (GTK_IS_LABEL (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), label) != NULL)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

typedef struct
{
  GString *log;
  const char *name;
} Waiter;

static void
waiter_code (gpointer data, const char *code)
{
  Waiter *waiter = data;

  g_string_append_printf (waiter->log, "%s:%s ", waiter->name, code != NULL ? code : "go");
}

static void
waiter_cancelled (gpointer data)
{
  Waiter *waiter = data;

  g_string_append_printf (waiter->log, "%s:cancelled ", waiter->name);
}

static const StintMfaWaiter waiter_functions = { waiter_code, waiter_cancelled };

static StintMfaDialog *
the_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  StintMfaDialog *dialog = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GObject) window = g_list_model_get_item (windows, i);

      if (STINT_IS_MFA_DIALOG (window))
        {
          /* Never two for one device. */
          g_assert_null (dialog);
          dialog = STINT_MFA_DIALOG (window);
        }
    }
  return dialog;
}

static void
type_code (const char *code)
{
  GtkWidget *entry = find (GTK_WIDGET (the_dialog ()), STINT_TYPE_CODE_ENTRY, NULL);

  insert (STINT_CODE_ENTRY (entry), code);
}

static void
test_mfa_desk (void)
{
  g_autoptr (StintClock) clock = stint_fake_clock_new (STINT_SECONDS (1000));
  g_autoptr (StintTicker) ticker = stint_ticker_new (clock);
  g_autoptr (StintMfaDesk) desk = stint_mfa_desk_new (ticker);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GError) wrong = stint_error_new (
      STINT_ERROR_WRONG_MFA, g_variant_new_parsed ("{'mfa-wait': <uint32 18>}"), "wrong");
  Waiter one = { log, "one" };
  Waiter two = { log, "two" };
  GtkWidget *label;

  stint_ticker_set_running (ticker, TRUE);
  stint_mfa_desk_wait (desk, NULL, "arn:mfa/Me", "Me", "DeploymentRole", TRUE, &waiter_functions,
                       &one);
  g_assert_nonnull (find (GTK_WIDGET (the_dialog ()), GTK_TYPE_LABEL, "Starts DeploymentRole. "));
  /* A second one joins. */
  stint_mfa_desk_wait (desk, NULL, "arn:mfa/Me", "Me", "Other", TRUE, &waiter_functions, &two);
  g_assert_nonnull (
      find (GTK_WIDGET (the_dialog ()), GTK_TYPE_LABEL, "Starts DeploymentRole and 1 more. "));
  g_assert_nonnull (find (GTK_WIDGET (the_dialog ()), GTK_TYPE_LABEL, "arn:mfa/Me"));

  /* Only the first is asked with the code. */
  type_code ("111111");
  g_assert_cmpstr (log->str, ==, "one:111111 ");

  /* Wrong: in place, with a countdown that runs. */
  stint_mfa_desk_wrong (desk, &one, wrong);
  label = find (GTK_WIDGET (the_dialog ()), GTK_TYPE_LABEL, "did not accept this code");
  g_assert_nonnull (label);
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (label)), "18 s"));
  stint_fake_clock_advance (STINT_FAKE_CLOCK (clock), STINT_SECONDS (1));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (label)), "17 s"));

  /* Right: the dialog goes, and who waited goes on without a code. */
  type_code ("222222");
  stint_mfa_desk_answered (desk, &one);
  g_assert_cmpstr (log->str, ==, "one:111111 one:222222 two:go ");
  g_assert_null (the_dialog ());

  /* Cancelled by the person: everybody is told, once. */
  g_string_truncate (log, 0);
  stint_mfa_desk_wait (desk, NULL, "arn:mfa/Me", "Me", "A", FALSE, &waiter_functions, &one);
  stint_mfa_desk_wait (desk, NULL, "arn:mfa/Me", "Me", "B", FALSE, &waiter_functions, &two);
  gtk_window_close (GTK_WINDOW (the_dialog ()));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (log->str, ==, "one:cancelled two:cancelled ");
  g_assert_null (the_dialog ());

  /* The last who leaves takes the dialog along. */
  g_string_truncate (log, 0);
  stint_mfa_desk_wait (desk, NULL, "arn:mfa/Me", "Me", "A", FALSE, &waiter_functions, &one);
  stint_mfa_desk_leave (desk, &one);
  g_assert_null (the_dialog ());
  g_assert_cmpstr (log->str, ==, "");
}

static void
test_row (void)
{
  g_autoptr (StintClock) clock = stint_fake_clock_new (STINT_SECONDS (1000));
  g_autoptr (StintTicker) ticker = stint_ticker_new (clock);
  g_autoptr (StintSlot) slot = stint_slot_new ();
  g_autoptr (StintSessionItem) session =
      fake_session ("s1", "Role", "inactive", 0, "Role", "", "arn:aws:iam::1:role/Role");
  GtkWidget *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  GtkWidget *row = stint_session_row_new (ticker);
  GtkWidget *spinner;

  stint_ticker_set_running (ticker, TRUE);
  gtk_box_append (GTK_BOX (box), row);
  stint_slot_fill (slot, session, "Active");
  stint_session_row_set_slot (STINT_SESSION_ROW (row), slot);
  g_assert_cmpstr (stint_session_row_get_label (STINT_SESSION_ROW (row)), ==,
                   "Role, Example Corp · Role, Not active");
  g_assert_nonnull (find (row, GTK_TYPE_LABEL, "Active"));
  g_assert_null (find (row, GTK_TYPE_SPINNER, NULL));

  fake_session_set (session, "starting", 0, FALSE);
  spinner = find (row, GTK_TYPE_SPINNER, NULL);
  g_assert_nonnull (spinner);
  g_assert_true (gtk_widget_get_visible (spinner));

  fake_session_set (session, "active", 1000 + 3600, FALSE);
  g_assert_false (gtk_widget_get_visible (spinner));
  g_assert_cmpstr (stint_session_row_get_label (STINT_SESSION_ROW (row)), ==,
                   "Role, Example Corp · Role, 1 hour left");
  stint_fake_clock_advance (STINT_FAKE_CLOCK (clock), STINT_SECONDS (60));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (stint_session_row_get_label (STINT_SESSION_ROW (row)), ==,
                   "Role, Example Corp · Role, 59 minutes left");

  /* Put aside, it listens to nobody. */
  stint_session_row_set_slot (STINT_SESSION_ROW (row), NULL);
  fake_session_set (session, "inactive", 0, FALSE);
  gtk_box_remove (GTK_BOX (box), row);
  g_assert_finalize_object (box);
}

static void
test_error_view (void)
{
  StintErrorView *view =
      STINT_ERROR_VIEW (g_object_ref_sink (g_object_new (STINT_TYPE_ERROR_VIEW, NULL)));
  g_autoptr (GError) refused =
      stint_error_new (STINT_ERROR_REFUSED,
                       g_variant_new_parsed ("{'session': <'Role'>, 'aws-code': <'AccessDenied'>, "
                                             "'aws-message': <'User: x is not authorized'>}"),
                       "refused");
  g_autoptr (GError) cancelled =
      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "never mind");

  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (view)));
  stint_error_view_set (view, refused, "Try again", "win.start-session::s1");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (view)));
  g_assert_nonnull (strstr (stint_error_view_get_text (view), "Role"));
  /* AWS's words are there, behind the disclosure. */
  g_assert_nonnull (find (GTK_WIDGET (view), GTK_TYPE_LABEL, "In AWS’s own words"));
  stint_error_view_set (view, cancelled, NULL, NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (view)));
  g_assert_finalize_object (view);
}

static void
test_banner (void)
{
  StintBanner *banner = STINT_BANNER (g_object_ref_sink (stint_banner_new ()));

  stint_banner_set (banner, "The keyring is locked.", NULL, NULL);
  g_assert_false (stint_banner_get_revealed (banner));
  stint_banner_set_revealed (banner, TRUE);
  g_assert_true (stint_banner_get_revealed (banner));
  g_assert_cmpstr (stint_banner_get_sentence (banner), ==, "The keyring is locked.");
  g_assert_finalize_object (banner);
}

static void
test_import_row (void)
{
  g_autoptr (GVariant) user = g_variant_parse (
      G_VARIANT_TYPE_VARDICT,
      "{'id': <'p1'>, 'kind': <'iam-user'>, 'profile': <'a & b'>, 'selected': <true>, "
      "'plain-text-key': <true>, 'moves-key': <true>, 'access-key-id': <'AKIA'>, "
      "'dependents': <['x', 'y']>}",
      NULL, NULL, NULL);
  g_autoptr (GVariant) skipped = g_variant_parse (
      G_VARIANT_TYPE_VARDICT,
      "{'id': <'p2'>, 'kind': <'skipped'>, 'profile': <'sso'>, 'note': <'not yet'>}", NULL, NULL,
      NULL);
  g_autoptr (StintImportRow) row =
      STINT_IMPORT_ROW (g_object_ref_sink (stint_import_row_new (user)));
  g_autoptr (StintImportRow) out =
      STINT_IMPORT_ROW (g_object_ref_sink (stint_import_row_new (skipped)));

  g_assert_cmpstr (stint_import_row_get_id (row), ==, "p1");
  g_assert_true (stint_import_row_get_selected (row));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "x and y"));
  g_assert_nonnull (find (GTK_WIDGET (row), GTK_TYPE_LABEL, "Plain text"));
  gtk_check_button_set_active (stint_import_row_get_check (row), FALSE);
  g_assert_false (stint_import_row_get_selected (row));
  g_assert_null (stint_import_row_get_check (out));
  g_assert_false (stint_import_row_get_selected (out));
}

static void
test_split_view (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *view =
      g_object_new (STINT_TYPE_SPLIT_VIEW, "sidebar", gtk_label_new ("sidebar"), "content",
                    gtk_label_new ("content"), "details", gtk_label_new ("details"), NULL);
  StintSplitView *split = STINT_SPLIT_VIEW (view);

  gtk_window_set_child (GTK_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 400);
  gtk_window_present (GTK_WINDOW (window));
  for (guint i = 0; i < 50 && !stint_split_view_get_sidebar_folded (split); i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (10000);
    }
  g_assert_true (stint_split_view_get_sidebar_folded (split));
  g_assert_true (stint_split_view_get_details_folded (split));

  stint_split_view_show_details (split);
  g_assert_true (stint_split_view_shows_details_only (split));
  g_assert_true (stint_split_view_go_back (split));
  g_assert_false (stint_split_view_shows_details_only (split));
  g_assert_true (stint_split_view_go_back (split));
  g_assert_false (stint_split_view_go_back (split));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The items of the menus below @widget that are on the screen, in their order. */
static void
find_menu_items (GtkWidget *widget, GPtrArray *items)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkModelButton"))
    g_ptr_array_add (items, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_menu_items (child, items);
}

static void
assert_menu_item (GPtrArray *items, guint i, const char *name)
{
  GtkAccessible *item;

  g_assert_cmpuint (i, <, items->len);
  item = GTK_ACCESSIBLE (items->pdata[i]);
  gtk_test_accessible_assert_property (item, GTK_ACCESSIBLE_PROPERTY_LABEL, name);
  /* It would count more than the name. */
  g_assert_false (gtk_test_accessible_has_relation (item, GTK_ACCESSIBLE_RELATION_LABELLED_BY));
}

static void
test_menu_names (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) check =
      g_simple_action_new_stateful ("check", NULL, g_variant_new_boolean (FALSE));
  g_autoptr (GSimpleAction) plain = g_simple_action_new ("plain", NULL);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  stint_menu_names_start ();
  stint_menu_names_start ();
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (check));
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (plain));
  gtk_widget_insert_action_group (window, "test", G_ACTION_GROUP (group));
  g_menu_append (menu, "Copy pro_file name", "test.plain");
  g_menu_append (menu, "_Check", "test.check");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_window_set_child (GTK_WINDOW (window), button);
  gtk_window_present (GTK_WINDOW (window));
  while (!gtk_widget_get_mapped (button))
    g_main_context_iteration (NULL, TRUE);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  for (guint i = 0; i < 500 && items->len < 2; i++)
    {
      g_usleep (10000);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_ptr_array_set_size (items, 0);
      find_menu_items (button, items);
    }
  assert_menu_item (items, 0, "Copy profile name");
  assert_menu_item (items, 1, "Check");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (items->pdata[0]),
                                       GTK_ACCESSIBLE_PROPERTY_KEY_SHORTCUTS, "f");

  /* GTK names an item anew when its state changes. */
  g_simple_action_set_state (check, g_variant_new_boolean (TRUE));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (items->pdata[1]), GTK_ACCESSIBLE_STATE_CHECKED,
                                    GTK_ACCESSIBLE_TRISTATE_TRUE);
  assert_menu_item (items, 1, "Check");

  /* What comes into an open menu has a name as well. */
  g_menu_append (menu, "_Late", "test.plain");
  for (guint i = 0; i < 500 && items->len < 3; i++)
    {
      g_usleep (10000);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_ptr_array_set_size (items, 0);
      find_menu_items (button, items);
    }
  assert_menu_item (items, 2, "Late");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/window/code-entry", test_code_entry);
  g_test_add_func ("/window/mfa-desk", test_mfa_desk);
  g_test_add_func ("/window/session-row", test_row);
  g_test_add_func ("/window/error-view", test_error_view);
  g_test_add_func ("/window/banner", test_banner);
  g_test_add_func ("/window/import-row", test_import_row);
  g_test_add_func ("/window/split-view", test_split_view);
  g_test_add_func ("/window/menu-names", test_menu_names);
  return g_test_run ();
}
