/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>

#include "stint-tray-item.h"
#include "stint-tray-menu.h"

/* Menu and item on a connection from one end to the other, without a bus. */
typedef struct
{
  GDBusConnection *ours;
  GDBusConnection *hosts;
  StintTrayMenu *menu;
  StintTrayItem *item;
  GPtrArray *heard; /* of "Name (arguments)" */
  GPtrArray *done;  /* of "action target" */
  guint n_shows;
  guint n_whole; /* of these: not of a submenu only */
  gboolean add_while_showing;
} Fixture;

static void
note_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **place)
{
  while (*place == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *place;
}

static GIOStream *
make_stream (int fd)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, &error);

  g_assert_no_error (error);

  return G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
}

static void
signal_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *name,
           GVariant *arguments,
           gpointer user_data)
{
  Fixture *self = user_data;
  g_autofree char *text = g_variant_print (arguments, FALSE);

  if (!g_str_equal (name, "PropertiesChanged"))
    g_ptr_array_add (self->heard, g_strdup_printf ("%s %s", name, text));
}

static void
activated_cb (StintTrayMenu *menu, const char *action, const char *target, gpointer user_data)
{
  Fixture *self = user_data;

  g_ptr_array_add (self->done,
                   g_strdup_printf ("%s %s", action, target != NULL ? target : "nothing"));
}

static StintTrayEntry *
make_root (const char *label, guint n_more)
{
  StintTrayEntry *root = stint_tray_entry_new_root ();
  StintTrayEntry *session;

  stint_tray_entry_add_separator (root, "-never");
  stint_tray_entry_add_action (root, "Show", "show", NULL);
  stint_tray_entry_add_separator (root, "-1");
  stint_tray_entry_add_separator (root, "-2");
  session = stint_tray_entry_add_submenu (root, "session:a", label);
  stint_tray_entry_add_action (session, "Stop", "stop", "a");
  stint_tray_entry_add_action (session, "Renew", "renew", "a");
  stint_tray_entry_add_words (root, "words", "Start a session");
  for (guint i = 0; i < n_more; i++)
    {
      g_autofree char *target = g_strdup_printf ("%u", i);

      stint_tray_entry_add_action (root, target, "start", target);
    }

  return root;
}

static void
about_to_show_cb (StintTrayMenu *menu, gboolean whole, gpointer user_data)
{
  Fixture *self = user_data;

  self->n_shows++;
  self->n_whole += whole;
  if (self->add_while_showing)
    stint_tray_menu_set_root (menu, make_root ("a_b", self->n_shows));
}

static void
join_ends (Fixture *self)
{
  g_autofree char *guid = g_dbus_generate_guid ();
  g_autoptr (GAsyncResult) server = NULL;
  g_autoptr (GAsyncResult) client = NULL;
  g_autoptr (GIOStream) near = NULL;
  g_autoptr (GIOStream) far = NULL;
  g_autoptr (GError) error = NULL;
  int fds[2];

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds));
  near = make_stream (fds[0]);
  far = make_stream (fds[1]);
  g_dbus_connection_new (near, guid, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_SERVER, NULL, NULL,
                         note_result, &server);
  g_dbus_connection_new (far, NULL, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT, NULL, NULL,
                         note_result, &client);
  self->ours = g_dbus_connection_new_finish (wait_for (&server), &error);
  g_assert_no_error (error);
  self->hosts = g_dbus_connection_new_finish (wait_for (&client), &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  join_ends (self);
  self->heard = g_ptr_array_new_with_free_func (g_free);
  self->done = g_ptr_array_new_with_free_func (g_free);
  self->menu = stint_tray_menu_new ();
  self->item = stint_tray_item_new ();
  g_signal_connect (self->menu, "activated", G_CALLBACK (activated_cb), self);
  g_signal_connect (self->menu, "about-to-show", G_CALLBACK (about_to_show_cb), self);
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->menu), self->ours,
                                    STINT_TRAY_MENU_PATH, &error);
  g_assert_no_error (error);
  g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->item), self->ours,
                                    STINT_TRAY_ITEM_PATH, &error);
  g_assert_no_error (error);
  g_dbus_connection_signal_subscribe (self->hosts, NULL, NULL, NULL, NULL, NULL,
                                      G_DBUS_SIGNAL_FLAGS_NONE, signal_cb, self, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->menu));
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->item));
  g_dbus_connection_close (self->hosts, NULL, note_result, &result);
  wait_for (&result);
  g_clear_object (&self->hosts);
  g_clear_object (&self->ours);
  g_assert_finalize_object (self->menu);
  g_assert_finalize_object (self->item);
  g_ptr_array_unref (self->heard);
  g_ptr_array_unref (self->done);
}

/* The answer printed; an error's name where there is one. (transfer full) */
static char *
call (Fixture *self, const char *path, const char *interface, const char *method, GVariant *body)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GError) error = NULL;

  g_dbus_connection_call (self->hosts, NULL, path, interface, method, body, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, note_result, &result);
  answer = g_dbus_connection_call_finish (self->hosts, wait_for (&result), &error);

  return answer != NULL ? g_variant_print (answer, FALSE) : g_dbus_error_get_remote_error (error);
}

static char *
ask (Fixture *self, const char *method, const char *arguments)
{
  g_autoptr (GError) error = NULL;
  GVariant *body = g_variant_parse (NULL, arguments, NULL, NULL, &error);

  g_assert_no_error (error);

  return call (self, STINT_TRAY_MENU_PATH, "com.canonical.dbusmenu", method, body);
}

static void
assert_answer (Fixture *self, const char *method, const char *arguments, const char *expected)
{
  g_autofree char *answer = ask (self, method, arguments);

  g_assert_cmpstr (answer, ==, expected);
}

/* What has been heard until now; the answer to a call comes after it. */
static void
assert_heard (Fixture *self, const char *first, ...)
{
  g_autofree char *barrier = ask (self, "GetProperty", "(0, 'type')");
  va_list more;
  guint n = 0;

  va_start (more, first);
  for (const char *text = first; text != NULL; text = va_arg (more, const char *), n++)
    {
      g_assert_cmpuint (n, <, self->heard->len);
      g_assert_cmpstr (g_ptr_array_index (self->heard, n), ==, text);
    }
  va_end (more);
  g_assert_cmpuint (self->heard->len, ==, n);
  g_ptr_array_set_size (self->heard, 0);
}

#define INVALID "org.freedesktop.DBus.Error.InvalidArgs"

/* --- The menu --------------------------------------------------------------------------------- */

static void
test_layout (Fixture *self, gconstpointer data)
{
  assert_answer (self, "GetLayout", "(0, -1, @as [])",
                 "(0, (0, {'children-display': <'submenu'>}, []))");

  stint_tray_menu_set_root (self->menu, make_root ("a_b", 0));
  assert_answer (self, "GetLayout", "(0, 1, @as [])",
                 "(1, (0, {'children-display': <'submenu'>}, [<(1, {'label': <'Show'>}, @av [])>,"
                 " <(2, {'type': <'separator'>}, @av [])>,"
                 " <(3, {'label': <'a__b'>, 'children-display': <'submenu'>}, @av [])>,"
                 " <(6, {'label': <'Start a session'>, 'enabled': <false>}, @av [])>]))");
  assert_answer (self, "GetLayout", "(3, -1, ['label', 'enabled'])",
                 "(1, (3, {'label': <'a__b'>}, [<(4, {'label': <'Stop'>}, @av [])>,"
                 " <(5, {'label': <'Renew'>}, @av [])>]))");
  assert_answer (self, "GetLayout", "(3, 0, ['type'])", "(1, (3, {}, []))");
  assert_answer (self, "GetLayout", "(7, -1, @as [])", INVALID);
  assert_answer (self, "GetLayout", "(-1, -1, @as [])", INVALID);
}

static void
test_properties (Fixture *self, gconstpointer data)
{
  stint_tray_menu_set_root (self->menu, make_root ("a_b", 0));
  assert_answer (self, "GetGroupProperties", "([3, 6, 99], @as [])",
                 "([(3, {'label': <'a__b'>, 'children-display': <'submenu'>}),"
                 " (6, {'label': <'Start a session'>, 'enabled': <false>})],)");
  assert_answer (self, "GetGroupProperties", "(@ai [], ['type'])",
                 "([(0, {}), (1, {}), (2, {'type': <'separator'>}), (3, {}), (4, {}), (5, {}),"
                 " (6, {})],)");
  assert_answer (self, "GetProperty", "(6, 'enabled')", "(<false>,)");
  assert_answer (self, "GetProperty", "(1, 'visible')", "(<true>,)");
  assert_answer (self, "GetProperty", "(2, 'type')", "(<'separator'>,)");
  assert_answer (self, "GetProperty", "(1, 'icon-data')", INVALID);
  assert_answer (self, "GetProperty", "(77, 'type')", INVALID);
}

static void
test_changes (Fixture *self, gconstpointer data)
{
  stint_tray_menu_set_root (self->menu, make_root ("a", 1));
  assert_heard (self, "LayoutUpdated (1, 0)", NULL);

  /* The same again is nothing to tell of. */
  stint_tray_menu_set_root (self->menu, make_root ("a", 1));
  assert_heard (self, NULL);

  stint_tray_menu_set_root (self->menu, make_root ("b", 1));
  assert_heard (self, "ItemsPropertiesUpdated ([(3, {'label': <'b'>})], [])", NULL);

  stint_tray_menu_set_root (self->menu, make_root ("c", 3));
  assert_heard (self, "LayoutUpdated (2, 0)", NULL);
}

/* Hosts do not agree on where an entry is that moved among others; all make new ones in order. */
static void
test_what_moves_is_new (Fixture *self, gconstpointer data)
{
  stint_tray_menu_set_root (self->menu, make_root ("a", 1));
  stint_tray_menu_set_root (self->menu, make_root ("a", 2));
  assert_heard (self, "LayoutUpdated (1, 0)", "LayoutUpdated (2, 0)", NULL);
  assert_answer (self, "GetLayout", "(0, 1, ['type'])",
                 "(2, (0, {}, [<(8, @a{sv} {}, @av [])>, <(9, {'type': <'separator'>}, @av [])>,"
                 " <(10, @a{sv} {}, @av [])>, <(13, @a{sv} {}, @av [])>, <(14, @a{sv} {}, @av [])>,"
                 " <(15, @a{sv} {}, @av [])>]))");
}

/* Of a menu and its submenu. */
static void
test_changes_of_two_menus (Fixture *self, gconstpointer data)
{
  StintTrayEntry *root = make_root ("a", 2);
  StintTrayEntry *session = g_ptr_array_index (root->children, 2);

  stint_tray_menu_set_root (self->menu, make_root ("a", 0));
  assert_heard (self, "LayoutUpdated (1, 0)", NULL);
  g_ptr_array_remove_index (session->children, 1);
  stint_tray_menu_set_root (self->menu, root);
  assert_heard (self, "LayoutUpdated (2, 0)", NULL);
  assert_answer (self, "GetLayout", "(9, -1, ['label'])",
                 "(2, (9, {'label': <'a'>}, [<(10, {'label': <'Stop'>}, @av [])>]))");
}

static void
test_changes_of_a_submenu (Fixture *self, gconstpointer data)
{
  StintTrayEntry *root = make_root ("a", 0);
  StintTrayEntry *session = g_ptr_array_index (root->children, 2);

  stint_tray_menu_set_root (self->menu, make_root ("a", 0));
  assert_heard (self, "LayoutUpdated (1, 0)", NULL);
  g_ptr_array_remove_index (session->children, 1);
  stint_tray_entry_add_words (session, "words of it", "Nothing");
  stint_tray_menu_set_root (self->menu, root);
  assert_heard (self, "LayoutUpdated (2, 3)", NULL);
  assert_answer (self, "GetLayout", "(3, 1, ['label'])",
                 "(2, (3, {'label': <'a'>}, [<(7, {'label': <'Stop'>}, @av [])>,"
                 " <(8, {'label': <'Nothing'>}, @av [])>]))");
}

static void
note_uses (StintTrayEntry *entry, guint *uses, guint use)
{
  for (guint i = 0; entry->children != NULL && i < entry->children->len; i++)
    {
      StintTrayEntry *child = g_ptr_array_index (entry->children, i);

      g_assert_cmpint (child->id, >, 0);
      g_assert_cmpint (child->id, <=, 30000);
      g_assert_true (uses[child->id] == 0 || uses[child->id] + 4000 < use);
      uses[child->id] = use;
      note_uses (child, uses, use);
    }
}

/* What somebody is about to click must not become another entry under his hand. */
static void
test_ids_are_not_given_twice (Fixture *self, gconstpointer data)
{
  GDBusInterfaceSkeleton *skeleton = G_DBUS_INTERFACE_SKELETON (self->menu);
  g_autofree guint *uses = g_new0 (guint, 30001);
  g_autoptr (GError) error = NULL;

  /* Nobody needs to hear of them all. */
  g_dbus_interface_skeleton_unexport (skeleton);
  for (guint use = 1; use < 20000; use++)
    {
      StintTrayEntry *root = make_root ("a", 0);
      g_autofree char *target = g_strdup_printf ("%u", use);

      stint_tray_entry_add_action (root, "Start", "start", target);
      stint_tray_menu_set_root (self->menu, root);
      note_uses (root, uses, use);
    }
  g_dbus_interface_skeleton_export (skeleton, self->ours, STINT_TRAY_MENU_PATH, &error);
  g_assert_no_error (error);
}

/* A click that was on its way when the menu changed. */
static void
test_click_on_what_has_just_gone (Fixture *self, gconstpointer data)
{
  stint_tray_menu_set_root (self->menu, make_root ("a", 2));
  stint_tray_menu_set_root (self->menu, make_root ("a", 0));
  assert_answer (self, "Event", "(8, 'clicked', <''>, uint32 0)", "()");
  assert_answer (self, "EventGroup", "([(7, 'clicked', <''>, uint32 0)],)", "([],)");
  stint_tray_menu_set_root (self->menu, make_root ("a", 1));
  assert_answer (self, "Event", "(8, 'clicked', <''>, uint32 0)", INVALID);

  g_assert_cmpuint (self->done->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (self->done, 0), ==, "start 1");
  g_assert_cmpstr (g_ptr_array_index (self->done, 1), ==, "start 0");
}

static void
test_events (Fixture *self, gconstpointer data)
{
  stint_tray_menu_set_root (self->menu, make_root ("a", 0));
  assert_answer (self, "Event", "(4, 'clicked', <''>, uint32 0)", "()");
  assert_answer (self, "Event", "(1, 'clicked', <0>, uint32 7)", "()");
  /* None of these does anything. */
  assert_answer (self, "Event", "(4, 'hovered', <''>, uint32 0)", "()");
  assert_answer (self, "Event", "(3, 'clicked', <''>, uint32 0)", "()");
  assert_answer (self, "Event", "(6, 'clicked', <''>, uint32 0)", "()");
  assert_answer (self, "Event", "(2, 'clicked', <''>, uint32 0)", "()");
  assert_answer (self, "Event", "(50, 'clicked', <''>, uint32 0)", INVALID);
  assert_answer (self, "EventGroup",
                 "([(5, 'clicked', <''>, uint32 0), (50, 'clicked', <''>, uint32 0)],)", "([50],)");
  assert_answer (self, "EventGroup", "([(50, 'clicked', <''>, uint32 0)],)", INVALID);
  assert_answer (self, "EventGroup", "(@a(isvu) [],)", "([],)");

  g_assert_cmpuint (self->done->len, ==, 3);
  g_assert_cmpstr (g_ptr_array_index (self->done, 0), ==, "stop a");
  g_assert_cmpstr (g_ptr_array_index (self->done, 1), ==, "show nothing");
  g_assert_cmpstr (g_ptr_array_index (self->done, 2), ==, "renew a");
}

static void
test_about_to_show (Fixture *self, gconstpointer data)
{
  stint_tray_menu_set_root (self->menu, make_root ("a_b", 0));
  assert_answer (self, "AboutToShow", "(0,)", "(false,)");
  assert_answer (self, "AboutToShow", "(50,)", INVALID);
  assert_answer (self, "AboutToShowGroup", "([0, 3, 50],)", "([], [50])");
  assert_answer (self, "AboutToShowGroup", "([50],)", INVALID);
  g_assert_cmpuint (self->n_whole, ==, 2);
  assert_answer (self, "AboutToShow", "(3,)", "(false,)");
  assert_answer (self, "Event", "(3, 'opened', <''>, uint32 0)", "()");
  g_assert_cmpuint (self->n_whole, ==, 2);
  assert_answer (self, "Event", "(0, 'opened', <''>, uint32 0)", "()");
  g_assert_cmpuint (self->n_whole, ==, 3);

  self->add_while_showing = TRUE;
  assert_answer (self, "AboutToShow", "(0,)", "(true,)");
  assert_answer (self, "AboutToShowGroup", "([0, 3],)", "([0], [3])");
  g_assert_cmpuint (self->n_shows, >=, 4);
}

/* --- The icon --------------------------------------------------------------------------------- */

static GVariant *
get_property (Fixture *self, const char *name)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GError) error = NULL;
  GVariant *value;

  g_dbus_connection_call (self->hosts, NULL, STINT_TRAY_ITEM_PATH,
                          "org.freedesktop.DBus.Properties", "Get",
                          g_variant_new ("(ss)", "org.kde.StatusNotifierItem", name), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, note_result, &result);
  answer = g_dbus_connection_call_finish (self->hosts, wait_for (&result), &error);
  g_assert_no_error (error);
  g_variant_get (answer, "(v)", &value);

  return value;
}

static void
assert_property (Fixture *self, const char *name, const char *expected)
{
  g_autoptr (GVariant) value = get_property (self, name);
  g_autofree char *text = g_variant_print (value, FALSE);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_item_tells_what_changed (Fixture *self, gconstpointer data)
{
  assert_property (self, "Status", "'Passive'");
  stint_tray_item_show (self->item, STINT_TRAY_LOOK_IDLE, "Stint", "No session");
  assert_heard (self, "NewIcon ()", "NewAttentionIcon ()", "NewStatus ('Active',)", "NewToolTip ()",
                NULL);
  stint_tray_item_show (self->item, STINT_TRAY_LOOK_IDLE, "Stint", "No session");
  assert_heard (self, NULL);
  stint_tray_item_show (self->item, STINT_TRAY_LOOK_IDLE, "Stint", "R&D ends");
  assert_heard (self, "NewToolTip ()", NULL);
  assert_property (self, "ToolTip", "('', [], 'Stint', 'R&amp;D ends')");

  stint_tray_item_show (self->item, STINT_TRAY_LOOK_ATTENTION, "Stint", "R&D ends");
  assert_heard (self, "NewIcon ()", "NewAttentionIcon ()", "NewStatus ('NeedsAttention',)", NULL);
  assert_property (self, "IconName", "'io.github.stint_aws.Stint-attention-symbolic'");
  assert_property (self, "AttentionIconName", "'io.github.stint_aws.Stint-attention-symbolic'");
  stint_tray_item_show (self->item, STINT_TRAY_LOOK_NONE, "Stint", "R&D ends");
  assert_heard (self, "NewIcon ()", "NewAttentionIcon ()", "NewStatus ('Passive',)", NULL);
}

static void
count_signal (StintTrayItem *item, guint *counter)
{
  (*counter)++;
}

static void
test_item_clicks (Fixture *self, gconstpointer data)
{
  static const char *const clicks[] = { "Activate", "SecondaryActivate", "ContextMenu" };
  guint n_activated = 0, n_opened = 0;
  g_autofree char *scrolled = NULL;
  g_autofree char *told = NULL;
  g_autofree char *token = NULL;

  g_signal_connect (self->item, "activated", G_CALLBACK (count_signal), &n_activated);
  g_signal_connect (self->item, "opened", G_CALLBACK (count_signal), &n_opened);
  for (gsize i = 0; i < G_N_ELEMENTS (clicks); i++)
    {
      g_autofree char *answer = call (self, STINT_TRAY_ITEM_PATH, "org.kde.StatusNotifierItem",
                                      clicks[i], g_variant_new ("(ii)", 3, 4));

      g_assert_cmpstr (answer, ==, "()");
    }
  scrolled = call (self, STINT_TRAY_ITEM_PATH, "org.kde.StatusNotifierItem", "Scroll",
                   g_variant_new ("(is)", -120, "vertical"));
  g_assert_cmpstr (scrolled, ==, "()");
  g_assert_cmpuint (n_activated, ==, 1);
  g_assert_cmpuint (n_opened, ==, 2);

  g_assert_null (stint_tray_item_take_token (self->item));
  told = call (self, STINT_TRAY_ITEM_PATH, "org.kde.StatusNotifierItem",
               "ProvideXdgActivationToken", g_variant_new ("(s)", "token"));
  g_assert_cmpstr (told, ==, "()");
  token = stint_tray_item_take_token (self->item);
  g_assert_cmpstr (token, ==, "token");
  g_assert_null (stint_tray_item_take_token (self->item));
}

/* --- Its pictures ----------------------------------------------------------------------------- */

/* The alpha values of the smallest picture. */
static void
read_shape (StintTrayLook look, guint8 shape[16 * 16])
{
  g_autoptr (GVariant) pixmaps = stint_tray_look_make_pixmaps (look);
  g_autoptr (GVariant) bytes = NULL;
  const guint8 *pixels;
  gsize length;
  int width, height;

  g_variant_get_child (pixmaps, 0, "(ii@ay)", &width, &height, &bytes);
  pixels = g_variant_get_fixed_array (bytes, &length, 1);
  g_assert_cmpint (width, ==, 16);
  g_assert_cmpint (height, ==, 16);
  g_assert_cmpuint (length, ==, 4 * 16 * 16);
  for (int i = 0; i < 16 * 16; i++)
    shape[i] = pixels[4 * i];
}

/* Colours are not for everybody, and a symbolic icon has none. */
static void
test_looks_differ_in_shape (void)
{
  guint8 shapes[STINT_TRAY_LOOK_ATTENTION + 1][16 * 16];

  for (int look = STINT_TRAY_LOOK_IDLE; look <= STINT_TRAY_LOOK_ATTENTION; look++)
    {
      read_shape ((StintTrayLook) look, shapes[look]);
      for (int other = STINT_TRAY_LOOK_IDLE; other < look; other++)
        {
          int n_different = 0;

          for (int i = 0; i < 16 * 16; i++)
            n_different += ABS (shapes[look][i] - shapes[other][i]) > 128;
          g_test_message ("%d and %d differ in %d pixels", look, other, n_different);
          g_assert_cmpint (n_different, >=, 12);
          g_assert_cmpstr (stint_tray_look_get_icon_name ((StintTrayLook) look), !=,
                           stint_tray_look_get_icon_name ((StintTrayLook) other));
        }
    }
}

static void
test_pixmaps_are_whole (void)
{
  g_autoptr (GVariant) pixmaps = stint_tray_look_make_pixmaps (STINT_TRAY_LOOK_ACTIVE);
  g_autoptr (GVariant) none = stint_tray_look_make_pixmaps (STINT_TRAY_LOOK_NONE);
  GVariantIter iter;
  GVariant *bytes;
  int width, height;

  g_assert_cmpuint (g_variant_n_children (none), ==, 0);
  g_assert_cmpuint (g_variant_n_children (pixmaps), >=, 3);
  g_variant_iter_init (&iter, pixmaps);
  while (g_variant_iter_next (&iter, "(ii@ay)", &width, &height, &bytes))
    {
      g_assert_cmpuint (g_variant_get_size (bytes), ==, (gsize) (4 * width * height));
      g_variant_unref (bytes);
    }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/tray/menu/layout", test_layout);
  ADD ("/tray/menu/properties", test_properties);
  ADD ("/tray/menu/changes", test_changes);
  ADD ("/tray/menu/what-moves-is-new", test_what_moves_is_new);
  ADD ("/tray/menu/changes-of-two-menus", test_changes_of_two_menus);
  ADD ("/tray/menu/changes-of-a-submenu", test_changes_of_a_submenu);
  ADD ("/tray/menu/ids-are-not-given-twice", test_ids_are_not_given_twice);
  ADD ("/tray/menu/events", test_events);
  ADD ("/tray/menu/click-on-what-has-just-gone", test_click_on_what_has_just_gone);
  ADD ("/tray/menu/about-to-show", test_about_to_show);
  ADD ("/tray/item/tells-what-changed", test_item_tells_what_changed);
  ADD ("/tray/item/clicks", test_item_clicks);
  g_test_add_func ("/tray/looks-differ-in-shape", test_looks_differ_in_shape);
  g_test_add_func ("/tray/pixmaps-are-whole", test_pixmaps_are_whole);

  return g_test_run ();
}
