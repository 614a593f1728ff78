/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include <adwaita.h>

#include "stint-clipboard.h"
#include "stint-error-view.h"
#include "stint-error.h"
#include "stint-integration-header.h"
#include "stint-integration-menu.h"
#include "stint-integration-text.h"
#include "stint-outlet.h"
#include "stint-portal-url.h"
#include "stint-remover.h"
#include "stint-sign-in-dialog.h"
#include "stint-sign-out.h"
#include "stint-time.h"

static void
test_portal_url (void)
{
  static const struct
  {
    const char *typed;
    const char *tidy;
    gboolean wrong;
  } table[] = {
    /* What is being typed is not wrong yet. */
    { "", NULL, FALSE },
    { "h", NULL, FALSE },
    { "https:/", NULL, FALSE },
    { "https://", NULL, FALSE },
    { "https://acme", NULL, FALSE },
    { "acme", NULL, FALSE },
    { "acme.awsapps.com/start", "https://acme.awsapps.com/start", FALSE },
    { "https://acme.awsapps.com/start", "https://acme.awsapps.com/start", FALSE },
    { " https://Acme.AWSapps.com/start/#/?tab=accounts ", "https://acme.awsapps.com/start", FALSE },
    { "https://acme.awsapps.com/start/?x=1", "https://acme.awsapps.com/start", FALSE },
    { "https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws",
      "https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws", FALSE },
    { "https://sso.example.com:8443/portal", "https://sso.example.com:8443/portal", FALSE },
    { "http://127.0.0.1:8080/start", "http://127.0.0.1:8080/start", FALSE },
    { "http://acme.awsapps.com/start", NULL, TRUE },
    { "ftp://acme.awsapps.com/start", NULL, TRUE },
    { "https://acme/start", NULL, TRUE },
    { "https://acme.awsapps.com/sta rt", NULL, TRUE },
    { "https://me:secret@acme.awsapps.com/start", NULL, TRUE },
    { "https://eu-west-1.console.aws.amazon.com/singlesignon", NULL, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *trimmed = g_strstrip (g_strdup (table[i].typed));
      g_autofree char *tidy = stint_portal_url_tidy (trimmed);

      g_test_message ("“%s”", table[i].typed);
      g_assert_cmpstr (tidy, ==, table[i].tidy);
      g_assert_cmpint (stint_portal_url_check (trimmed) != NULL, ==, table[i].wrong);
    }
}

static void
test_portal_region (void)
{
  g_autofree char *new_form =
      stint_portal_url_dup_region ("https://ssoins-1.portal.eu-west-1.app.aws");
  g_autofree char *other_form =
      stint_portal_url_dup_region ("ssoins-1.us-east-2.portal.amazonaws.com");
  g_autofree char *none = stint_portal_url_dup_region ("https://acme.awsapps.com/start");

  g_assert_cmpstr (new_form, ==, "eu-west-1");
  g_assert_cmpstr (other_form, ==, "us-east-2");
  g_assert_null (none);
  g_assert_true (stint_portal_url_needs_region ("https://acme.awsapps.com/start"));
  g_assert_true (stint_portal_url_needs_region ("d-1234567890.awsapps.com"));
  g_assert_false (stint_portal_url_needs_region ("https://ssoins-1.portal.eu-west-1.app.aws"));
  /* A company's own address leads to one that tells, or the service says that it does not. */
  g_assert_false (stint_portal_url_needs_region ("https://sso.example.com"));
}

static void
test_exports (void)
{
  static const char *const variables[] = { "AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE",
                                           "AWS_SESSION_TOKEN=a=b'c/+", NULL };
  g_autofree char *text = stint_outlet_make_exports (variables);
  g_auto (GStrv) words = NULL;

  g_assert_cmpstr (text, ==,
                   "export AWS_ACCESS_KEY_ID='ASIAIOSFODNN7EXAMPLE'\n"
                   "export AWS_SESSION_TOKEN='a=b'\\''c/+'\n");
  /* As a shell reads it. */
  g_assert_true (g_shell_parse_argv (text, NULL, &words, NULL));
  g_assert_cmpstr (words[3], ==, "AWS_SESSION_TOKEN=a=b'c/+");
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  char **text = data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  g_assert_nonnull (*text);
}

static void
test_clipboard (void)
{
  GdkClipboard *clipboard = gdk_display_get_clipboard (gdk_display_get_default ());
  g_autofree char *text = NULL;

  stint_clipboard_set_secret (clipboard, g_strdup ("AQoEXAMPLE"));
  g_assert_true (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard),
                                                        "x-kde-passwordManagerHint"));
  gdk_clipboard_read_text_async (clipboard, NULL, read_cb, &text);
  while (text == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (text, ==, "AQoEXAMPLE");
  gdk_clipboard_set_content (clipboard, NULL);
}

static StintIntegrationItem *
center_new (const char *more)
{
  g_autofree char *text =
      g_strdup_printf ("('c0', 'Acme', 'identity-center', 'eu-west-1', {'start-url': "
                       "<'https://acme.awsapps.com/start'>, %s})",
                       more);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) tuple =
      g_variant_parse (G_VARIANT_TYPE (STINT_INTEGRATION_TUPLE), text, NULL, NULL, &error);

  g_assert_no_error (error);
  return stint_integration_item_new (tuple);
}

static void
test_texts (void)
{
  g_autoptr (StintIntegrationItem) idle =
      center_new ("'sign-in': <'signed-in'>, 'signed-in-until': <int64 8200>");
  g_autoptr (StintIntegrationItem) syncing =
      center_new ("'sign-in': <'signed-in'>, 'syncing': <true>, 'sync-done': <uint32 3>, "
                  "'sync-total': <uint32 12>, 'news': <(uint32 0, uint32 1)>");
  g_autoptr (StintIntegrationItem) needed =
      center_new ("'sign-in': <'needed'>, 'news': <(uint32 3, uint32 1)>, 'shared': <true>");
  g_autofree char *idle_state = stint_integration_text_state (idle, 1000);
  g_autofree char *syncing_state = stint_integration_text_state (syncing, 1000);
  g_autofree char *needed_state = stint_integration_text_state (needed, 1000);
  g_autofree char *no_news = stint_integration_text_news (idle);
  g_autofree char *gone = stint_integration_text_news (syncing);
  g_autofree char *both = stint_integration_text_news (needed);
  g_autofree char *shared = NULL;
  g_autofree char *alone = NULL;
  g_autofree char *removed = NULL;

  g_assert_cmpstr (idle_state, ==, "Signed in, 2 h");
  g_assert_cmpstr (syncing_state, ==, "Syncing, 3 of 12");
  g_assert_cmpstr (needed_state, ==, "Sign in needed");
  g_assert_false (stint_integration_text_needs_sign_in (idle));
  g_assert_true (stint_integration_text_needs_sign_in (needed));
  g_assert_null (no_news);
  g_assert_cmpstr (gone, ==, "1 role is gone from Acme");
  g_assert_cmpstr (both, ==, "3 new roles in Acme, 1 gone");

  /* What goes with signing out. */
  stint_integration_item_set_counts (needed, 9, 2);
  shared = stint_sign_out_consequences (needed);
  alone = stint_sign_out_consequences (idle);
  removed = stint_remover_integration_consequences (NULL, needed, NULL);
  g_assert_nonnull (strstr (shared, "AWS CLI"));
  g_assert_nonnull (strstr (shared, "2 active sessions"));
  g_assert_null (strstr (alone, "AWS CLI"));
  /* With it goes no access key. */
  g_assert_nonnull (strstr (removed, "9 sessions go with it."));
  g_assert_nonnull (strstr (removed, "2 of them are active"));
  g_assert_null (strstr (removed, "key"));
}

/* The labels of a menu, parted by blanks. */
static void
add_labels (GMenuModel *menu, GString *text)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
      g_autofree char *action = NULL;

      if (section != NULL)
        add_labels (section, text);
      else if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s", &action))
        g_string_append_printf (text, "%s ", action);
    }
}

static char *
actions_of (const char *more)
{
  g_autoptr (StintIntegrationItem) center = center_new (more);
  g_autoptr (GMenuModel) menu = stint_integration_menu_new (center);
  GString *text = g_string_new (NULL);

  add_labels (menu, text);
  return g_string_free (text, FALSE);
}

static void
test_menu (void)
{
  g_autofree char *signed_out = actions_of ("'sign-in': <'signed-out'>");
  g_autofree char *signed_in = actions_of ("'sign-in': <'signed-in'>");
  g_autofree char *syncing = actions_of ("'sign-in': <'signed-in'>, 'syncing': <true>");

  g_assert_cmpstr (signed_out, ==,
                   "win.sign-in win.open-portal win.add-role win.edit-integration "
                   "win.remove-integration ");
  g_assert_cmpstr (signed_in, ==,
                   "win.sync win.sign-in win.sign-out win.open-portal win.add-role "
                   "win.edit-integration win.remove-integration ");
  g_assert_cmpstr (syncing, ==,
                   "win.sign-in win.sign-out win.open-portal win.add-role win.edit-integration "
                   "win.remove-integration ");
}

static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_child_visible (widget) &&
      strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_visible (widget) &&
      g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
press (GtkWidget *dialog, const char *label)
{
  GtkWidget *button = find_button (dialog, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
word_cb (GtkWidget *dialog, const char *word, GString *log)
{
  g_string_append_printf (log, "%s ", word);
}

static void
cancelled_cb (GtkWidget *dialog, GString *log)
{
  g_string_append (log, "cancelled ");
}

static GtkWidget *
dialog_new (StintTicker *ticker, GString *log)
{
  GtkWidget *dialog = g_object_ref (
      stint_sign_in_dialog_new (NULL, ticker, "Acme", "https://acme.awsapps.com/start"));

  g_signal_connect (dialog, "open", G_CALLBACK (word_cb), log);
  g_signal_connect (dialog, "flow", G_CALLBACK (word_cb), log);
  g_signal_connect (dialog, "cancelled", G_CALLBACK (cancelled_cb), log);
  return dialog;
}

static void
test_dialog_browser (void)
{
  g_autoptr (StintClock) clock = stint_fake_clock_new (STINT_SECONDS (1000));
  g_autoptr (StintTicker) ticker = stint_ticker_new (clock);
  g_autoptr (GString) log = g_string_new (NULL);
  GtkWidget *widget = dialog_new (ticker, log);
  StintSignInDialog *dialog = STINT_SIGN_IN_DIALOG (widget);
  static const char *const names[] = { "ReadOnly", "Admin", NULL };

  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (dialog)), ==, "Sign in to Acme");
  stint_sign_in_dialog_set_waiting (dialog, names);
  g_assert_nonnull (find_label (widget, "Then starts ReadOnly and 1 more."));
  stint_sign_in_dialog_show_asking (dialog, "browser");
  g_assert_null (find_button (widget, "_Use a code instead"));

  stint_sign_in_dialog_show_browser (dialog, "https://page", TRUE);
  g_assert_cmpstr (stint_sign_in_dialog_get_page (dialog), ==, "browser");
  press (widget, "_Open again");
  g_assert_cmpstr (log->str, ==, "https://page ");
  press (widget, "_Use a code instead");
  g_assert_cmpstr (log->str, ==, "https://page device ");

  /* Somebody else's: nothing was opened. */
  stint_sign_in_dialog_show_browser (dialog, "https://page", FALSE);
  g_assert_nonnull (find_button (widget, "_Open page"));

  gtk_window_present (GTK_WINDOW (dialog));
  gtk_window_close (GTK_WINDOW (dialog));
  g_assert_cmpstr (log->str, ==, "https://page device cancelled ");
  g_object_unref (widget);
}

static void
test_dialog_device (void)
{
  g_autoptr (StintClock) clock = stint_fake_clock_new (STINT_SECONDS (1000));
  g_autoptr (StintTicker) ticker = stint_ticker_new (clock);
  g_autoptr (GString) log = g_string_new (NULL);
  GtkWidget *widget = dialog_new (ticker, log);
  StintSignInDialog *dialog = STINT_SIGN_IN_DIALOG (widget);
  g_autoptr (GError) refused = stint_error_new (STINT_ERROR_REFUSED, NULL, "refused");

  stint_ticker_set_running (ticker, TRUE);
  stint_sign_in_dialog_show_asking (dialog, "device");
  stint_sign_in_dialog_show_device (dialog, "WDJB-MJHT", "https://device", 1000 + 600);
  g_assert_nonnull (find_label (widget, "WDJB-MJHT"));
  g_assert_nonnull (find_label (widget, "10 min"));
  /* Nothing is opened until somebody asks for it. */
  g_assert_cmpstr (log->str, ==, "");
  stint_fake_clock_advance (STINT_FAKE_CLOCK (clock), STINT_SECONDS (61));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_nonnull (find_label (widget, "8 min"));
  press (widget, "_Open page");
  g_assert_cmpstr (log->str, ==, "https://device ");

  /* A failure stays, and tries again in the same way. */
  stint_sign_in_dialog_show_error (dialog, refused);
  g_assert_cmpstr (stint_sign_in_dialog_get_page (dialog), ==, "error");
  g_assert_nonnull (find_button (widget, "_Use the browser instead"));
  press (widget, "_Try again");
  g_assert_cmpstr (log->str, ==, "https://device device ");

  /* Over, and nobody is told. */
  stint_sign_in_dialog_finish (dialog);
  g_assert_cmpstr (log->str, ==, "https://device device ");
  g_object_unref (widget);
}

static void
test_header (void)
{
  g_autoptr (StintClock) clock = stint_fake_clock_new (STINT_SECONDS (1000));
  g_autoptr (StintTicker) ticker = stint_ticker_new (clock);
  g_autoptr (StintIntegrationItem) center = center_new ("'sign-in': <'needed'>");
  g_autoptr (GVariant) signed_in = g_variant_ref_sink (g_variant_new_parsed (
      "('c0', 'Acme', 'identity-center', 'eu-west-1', {'sign-in': <'signed-in'>, 'error': "
      "<'Network'>, 'error-message': <'no way'>})"));
  GtkWidget *widget = g_object_ref_sink (stint_integration_header_new (ticker));
  StintIntegrationHeader *header = STINT_INTEGRATION_HEADER (widget);

  g_assert_false (gtk_widget_get_visible (widget));
  stint_integration_header_set_integration (header, center);
  g_assert_true (gtk_widget_get_visible (widget));
  g_assert_nonnull (find_button (widget, "Sign in"));
  g_assert_nonnull (find_label (widget, "Sign in needed"));
  g_assert_true (gtk_widget_has_css_class (widget, "warning"));

  stint_integration_item_update (center, signed_in);
  g_assert_null (find_button (widget, "Sign in"));
  g_assert_false (gtk_widget_has_css_class (widget, "warning"));
  /* What the last sync failed of is there until the next. */
  g_assert_nonnull (find_label (widget, "AWS could not be reached"));

  stint_integration_header_set_integration (header, NULL);
  g_assert_false (gtk_widget_get_visible (widget));
  g_assert_finalize_object (header);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/sign-in/portal-url", test_portal_url);
  g_test_add_func ("/sign-in/portal-region", test_portal_region);
  g_test_add_func ("/sign-in/exports", test_exports);
  g_test_add_func ("/sign-in/clipboard", test_clipboard);
  g_test_add_func ("/sign-in/texts", test_texts);
  g_test_add_func ("/sign-in/menu", test_menu);
  g_test_add_func ("/sign-in/dialog-browser", test_dialog_browser);
  g_test_add_func ("/sign-in/dialog-device", test_dialog_device);
  g_test_add_func ("/sign-in/header", test_header);
  return g_test_run ();
}
