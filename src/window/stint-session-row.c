/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "stint-kinds.h"
#include "stint-meter.h"
#include "stint-sentence.h"
#include "stint-session-row.h"
#include "stint-session-text.h"
#include "stint-time-left.h"
#include "stint-widgets.h"

/* A list keeps some two hundred of these alive whatever can be seen, and the first forty are made
 * before the first frame: so there is no template, which costs half as much again as the widgets,
 * and what most sessions do not need is made for the first that does. */

/* Wide enough for "11 h 59 min", so that the right end never moves. */
#define TIME_WIDTH 84
#define NARROW_TIME_WIDTH 72
/* The same in letters, for those who want them large. */
#define TIME_CHARS 9
#define NARROW_TIME_CHARS 7

/* Where a button is missing its place stays. */
#define SPACING 12
#define NARROW_SPACING 6
#define BUTTON_WIDTH 34

typedef enum
{
  VERB_NONE, /* nothing has been shown yet */
  VERB_START,
  VERB_STOP,
  VERB_CANCEL,
} Verb;

struct _StintSessionRow
{
  GtkBox parent_instance;

  StintTicker *ticker; /* (owned) */
  StintSlot *slot;     /* (owned) (nullable) */
  GSignalGroup *slot_signals;
  GSignalGroup *session_signals;
  GSignalGroup *ticker_signals;
  char *label; /* (owned) (nullable) */
  gboolean show_arrow;
  Verb verb; /* what the button does */

  GtkWidget *body;
  GtkImage *kind_image;
  GtkInscription *name_text;
  GtkInscription *detail_text;
  GtkWidget *action_button;

  /* (nullable): made when they are needed */
  GtkWidget *section_label;
  GtkWidget *time_box;
  GtkInscription *time_text;
  StintMeter *meter;
  GtkWidget *spinner;
  GtkWidget *console_button;
  GtkWidget *arrow_button; /* in a narrow window */
};

enum
{
  PROP_0,
  PROP_SHOW_ARROW,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StintSessionRow, stint_session_row, GTK_TYPE_BOX)

static StintSessionItem *
stint_session_row_get_session (StintSessionRow *self)
{
  return self->slot != NULL ? stint_slot_get_session (self->slot) : NULL;
}

/* GTK 4.8 lets nobody name the row that a list view makes around its child; without this a screen
 * reader says "row" for each of them. */
static void
stint_session_row_tell_label (StintSessionRow *self)
{
  StintSessionItem *session = stint_session_row_get_session (self);
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *label = NULL;

  if (session == NULL || parent == NULL)
    return;
  label = stint_session_text_describe (session, stint_ticker_get_now (self->ticker));
  if (g_strcmp0 (label, self->label) == 0)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_free (self->label);
  self->label = g_steal_pointer (&label);
}

static void
stint_session_row_forget_label (StintSessionRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (self->label != NULL && parent != NULL)
    gtk_accessible_reset_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL);
  g_clear_pointer (&self->label, g_free);
}

static void
stint_session_row_ensure_time (StintSessionRow *self)
{
  if (self->time_box != NULL)
    return;
  self->time_box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "valign",
                                 GTK_ALIGN_CENTER, "spacing", 5, "width-request",
                                 self->show_arrow ? NARROW_TIME_WIDTH : TIME_WIDTH, NULL);
  gtk_widget_add_css_class (self->time_box, "time");
  self->time_text = g_object_new (GTK_TYPE_INSCRIPTION, "xalign", 1.0f, "min-chars",
                                  self->show_arrow ? NARROW_TIME_CHARS : TIME_CHARS, "nat-chars", 0,
                                  "text-overflow", GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->time_text), "numeric");
  gtk_box_append (GTK_BOX (self->time_box), GTK_WIDGET (self->time_text));
  self->meter = STINT_METER (stint_meter_new ());
  gtk_box_append (GTK_BOX (self->time_box), GTK_WIDGET (self->meter));
  gtk_box_insert_child_after (GTK_BOX (self->body), self->time_box,
                              gtk_widget_get_next_sibling (GTK_WIDGET (self->kind_image)));
}

static void
stint_session_row_show_spinner (StintSessionRow *self, gboolean show)
{
  if (self->spinner == NULL && !show)
    return;
  if (self->spinner == NULL)
    {
      self->spinner = g_object_new (GTK_TYPE_SPINNER, "halign", GTK_ALIGN_END, "accessible-role",
                                    GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
      gtk_box_append (GTK_BOX (self->time_box), self->spinner);
    }
  gtk_widget_set_visible (self->spinner, show);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), show);
}

static void
stint_session_row_show_time (StintSessionRow *self,
                             const char *text,
                             gboolean runs,
                             gboolean starts)
{
  gboolean something = starts || runs || (text != NULL && text[0] != '\0');

  if (self->time_box == NULL && !something)
    return;
  stint_session_row_ensure_time (self);
  gtk_inscription_set_text (self->time_text, text);
  gtk_widget_set_visible (self->time_box, something);
  gtk_widget_set_visible (GTK_WIDGET (self->time_text), text != NULL && text[0] != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->meter), runs);
  stint_session_row_show_spinner (self, starts);
}

static void
stint_session_row_update_time (StintSessionRow *self)
{
  StintSessionItem *session = stint_session_row_get_session (self);
  StintSessionState state = stint_session_item_get_state (session);
  gint64 now = stint_ticker_get_now (self->ticker);
  gint64 until = stint_session_item_get_until (session);
  gint64 since = stint_session_item_get_since (session);
  gboolean runs = stint_session_item_is_active (session) && until > 0;
  gboolean starts = state == STINT_STATE_STARTING;
  g_autofree char *text = NULL;

  if (runs)
    text = stint_time_left_format (until - now);
  else if (!starts)
    text = g_strdup (stint_session_text_state (state));
  stint_session_row_show_time (self, text, runs, starts);
  if (runs)
    {
      stint_meter_set_fraction (self->meter, stint_time_left_fraction (since, until, now));
      stint_ticker_want (self->ticker, stint_time_left_next_change (until, now));
    }
  stint_session_row_tell_label (self);
}

/* Translators: what a button does, and to which session: "Start DeploymentRole". */
static void
name_button (GtkWidget *button, const char *what, StintSessionItem *session)
{
  g_autofree char *label = g_strdup_printf (C_ ("button of a row", "%s %s"), what,
                                            stint_session_item_get_name (session));

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

/* What the one button does in this state. */
static Verb
verb_of (StintSessionItem *session)
{
  if (stint_session_item_get_state (session) == STINT_STATE_STARTING)
    return VERB_CANCEL;
  return stint_session_item_is_held (session) ? VERB_STOP : VERB_START;
}

static const char *
verb_name (Verb verb)
{
  switch (verb)
    {
    case VERB_CANCEL:
      return _ ("Cancel");
    case VERB_STOP:
      return _ ("Stop");
    case VERB_NONE:
    case VERB_START:
    default:
      return _ ("Start");
    }
}

static void
stint_session_row_set_verb (StintSessionRow *self, Verb verb)
{
  static const struct
  {
    const char *action;
    const char *icon_name;
  } verbs[] = {
    [VERB_START] = { "win.start-session", "media-playback-start-symbolic" },
    [VERB_STOP] = { "win.stop-session", "media-playback-stop-symbolic" },
    [VERB_CANCEL] = { "win.cancel-session", "window-close-symbolic" },
  };

  if (self->verb == verb)
    return;
  self->verb = verb;
  gtk_button_set_icon_name (GTK_BUTTON (self->action_button), verbs[verb].icon_name);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->action_button), verbs[verb].action);
  stint_widget_set_class (self->action_button, "start", verb == VERB_START);
}

static void
stint_session_row_update_action (StintSessionRow *self, StintSessionItem *session)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->action_button), "s",
                                    stint_session_item_get_id (session));
  stint_session_row_set_verb (self, verb_of (session));
  name_button (self->action_button, verb_name (self->verb), session);
}

/* Asked for, not set: to set one makes GTK ask the X server where the pointer is, and a search sets
 * two hundred. */
static gboolean
query_tooltip_cb (GtkWidget *button,
                  int x,
                  int y,
                  gboolean by_keyboard,
                  GtkTooltip *tooltip,
                  StintSessionRow *self)
{
  StintSessionItem *session = stint_session_row_get_session (self);
  const char *tip = verb_name (self->verb);

  g_assert (STINT_IS_SESSION_ROW (self));

  if (button == self->console_button)
    {
      /* What one should know of it, where there is something to know. */
      const char *known = session != NULL ? stint_session_text_console (session) : NULL;

      tip = known != NULL ? known : _ ("Open console");
    }
  else if (button == self->arrow_button)
    /* Translators: a button that opens the page about a session. */
    tip = _ ("Details");
  gtk_tooltip_set_text (tooltip, tip);
  return TRUE;
}

static GtkWidget *
row_button_new (StintSessionRow *self, const char *icon_name)
{
  GtkWidget *button = g_object_new (GTK_TYPE_BUTTON, "focusable", FALSE, "valign", GTK_ALIGN_CENTER,
                                    "icon-name", icon_name, "has-tooltip", TRUE, NULL);

  g_signal_connect (button, "query-tooltip", G_CALLBACK (query_tooltip_cb), self);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  return button;
}

static void
stint_session_row_update_console (StintSessionRow *self, StintSessionItem *session)
{
  gboolean shown = stint_session_item_get_can_console (session) && !self->show_arrow;

  /* A narrow row leaves it to the menu and the details: the name needs the room. */
  gtk_widget_set_margin_start (self->action_button,
                               shown || self->show_arrow ? 0 : BUTTON_WIDTH + SPACING);
  if (self->console_button == NULL && !shown)
    return;
  if (self->console_button == NULL)
    {
      self->console_button = row_button_new (self, "adw-external-link-symbolic");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (self->console_button), "s", "");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->console_button), "win.open-console");
      gtk_widget_insert_before (self->console_button, self->body, self->action_button);
    }
  gtk_widget_set_visible (self->console_button, shown);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->console_button), "s",
                                    stint_session_item_get_id (session));
  /* Translators: a button: opens the AWS web console in the browser. */
  name_button (self->console_button, _ ("Open console"), session);
}

static void
stint_session_row_update_texts (StintSessionRow *self)
{
  StintSessionItem *session = stint_session_row_get_session (self);
  StintSessionState state = stint_session_item_get_state (session);
  g_autoptr (GError) error = stint_session_item_dup_error (session);
  g_autofree char *name = stint_widget_direct_text (stint_session_item_get_name (session));
  g_autofree char *detail = NULL;
  g_autofree char *shown = NULL;

  gtk_inscription_set_text (self->name_text, name);
  if (error != NULL && state != STINT_STATE_STARTING)
    detail = stint_sentence_what (error);
  else
    detail = stint_session_text_detail (session);
  shown = stint_widget_direct_text (detail);
  gtk_inscription_set_text (self->detail_text, shown);

  stint_widget_set_class (self->body, "failed", error != NULL && state != STINT_STATE_STARTING);
  stint_widget_set_class (self->body, "active", state == STINT_STATE_ACTIVE);
  stint_widget_set_class (self->body, "ending", state == STINT_STATE_EXPIRING);
  stint_widget_set_class (self->body, "ended", state == STINT_STATE_EXPIRED);
  gtk_image_set_from_icon_name (
      self->kind_image,
      stint_kinds_row_icon (stint_session_item_get_kind (session), state, error != NULL));
}

static void
stint_session_row_set_narrow (StintSessionRow *self, gboolean narrow)
{
  if (self->time_box != NULL)
    {
      gtk_widget_set_size_request (self->time_box, narrow ? NARROW_TIME_WIDTH : TIME_WIDTH, -1);
      gtk_inscription_set_min_chars (self->time_text, narrow ? NARROW_TIME_CHARS : TIME_CHARS);
    }
  gtk_box_set_spacing (GTK_BOX (self->body), narrow ? NARROW_SPACING : SPACING);
  stint_widget_set_class (self->body, "narrow", narrow);
}

static void
stint_session_row_update_arrow (StintSessionRow *self)
{
  StintSessionItem *session = stint_session_row_get_session (self);
  g_autofree char *label = NULL;

  if (!self->show_arrow && self->arrow_button == NULL)
    return;
  if (self->arrow_button == NULL)
    {
      self->arrow_button = row_button_new (self, "go-next-symbolic");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (self->arrow_button), "s", "");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->arrow_button), "win.show-session");
      gtk_box_append (GTK_BOX (self->body), self->arrow_button);
    }
  gtk_widget_set_visible (self->arrow_button, self->show_arrow);
  stint_session_row_set_narrow (self, self->show_arrow);
  if (session == NULL)
    return;
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->arrow_button), "s",
                                    stint_session_item_get_id (session));
  /* Translators: what a button does: opens the page about the session %s. */
  label = g_strdup_printf (_ ("Details of %s"), stint_session_item_get_name (session));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->arrow_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
stint_session_row_update (StintSessionRow *self)
{
  StintSessionItem *session = stint_session_row_get_session (self);

  /* A place behind the last session is about to go. */
  gtk_widget_set_opacity (GTK_WIDGET (self), self->slot == NULL || session != NULL ? 1 : 0);
  if (session == NULL)
    {
      stint_session_row_forget_label (self);
      return;
    }
  stint_session_row_update_texts (self);
  stint_session_row_update_action (self, session);
  stint_session_row_update_console (self, session);
  stint_session_row_update_arrow (self);
  stint_session_row_update_time (self);
}

static void
stint_session_row_update_section (StintSessionRow *self)
{
  const char *section = self->slot != NULL ? stint_slot_get_section (self->slot) : NULL;
  g_autofree char *shown = NULL;

  if (section == NULL && self->section_label == NULL)
    return;
  if (self->section_label == NULL)
    {
      self->section_label =
          g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
      gtk_widget_add_css_class (self->section_label, "section");
      gtk_widget_add_css_class (self->section_label, "heading");
      gtk_box_prepend (GTK_BOX (self), self->section_label);
    }
  shown = stint_widget_direct_text (section != NULL ? section : "");
  gtk_label_set_label (GTK_LABEL (self->section_label), shown);
  gtk_widget_set_visible (self->section_label, section != NULL);
}

static void
stint_session_row_session_notify_cb (StintSessionItem *session,
                                     GParamSpec *pspec,
                                     StintSessionRow *self)
{
  g_assert (STINT_IS_SESSION_ROW (self));

  stint_session_row_update (self);
}

static void
stint_session_row_slot_session_cb (StintSlot *slot, GParamSpec *pspec, StintSessionRow *self)
{
  g_assert (STINT_IS_SESSION_ROW (self));

  g_signal_group_set_target (self->session_signals, stint_session_row_get_session (self));
  stint_session_row_update (self);
}

static void
stint_session_row_slot_section_cb (StintSlot *slot, GParamSpec *pspec, StintSessionRow *self)
{
  g_assert (STINT_IS_SESSION_ROW (self));

  stint_session_row_update_section (self);
}

static void
stint_session_row_tick_cb (StintTicker *ticker, StintSessionRow *self)
{
  StintSessionItem *session = stint_session_row_get_session (self);

  g_assert (STINT_IS_SESSION_ROW (self));

  if (session != NULL && stint_session_item_is_active (session))
    stint_session_row_update_time (self);
}

static void
stint_session_row_parent_cb (GObject *object, GParamSpec *pspec, gpointer data)
{
  StintSessionRow *self = STINT_SESSION_ROW (object);

  /* Another parent has not been told yet. */
  g_clear_pointer (&self->label, g_free);
  stint_session_row_tell_label (self);
}

static void
stint_session_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StintSessionRow *self = STINT_SESSION_ROW (object);

  switch (prop_id)
    {
    case PROP_SHOW_ARROW:
      g_value_set_boolean (value, self->show_arrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_session_row_set_property (GObject *object,
                                guint prop_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  StintSessionRow *self = STINT_SESSION_ROW (object);

  switch (prop_id)
    {
    case PROP_SHOW_ARROW:
      self->show_arrow = g_value_get_boolean (value);
      stint_session_row_update_arrow (self);
      if (stint_session_row_get_session (self) != NULL)
        stint_session_row_update_console (self, stint_session_row_get_session (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_session_row_dispose (GObject *object)
{
  StintSessionRow *self = STINT_SESSION_ROW (object);

  g_clear_object (&self->slot_signals);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->ticker_signals);
  g_clear_object (&self->slot);
  g_clear_object (&self->ticker);

  G_OBJECT_CLASS (stint_session_row_parent_class)->dispose (object);
}

static void
stint_session_row_finalize (GObject *object)
{
  g_free (STINT_SESSION_ROW (object)->label);

  G_OBJECT_CLASS (stint_session_row_parent_class)->finalize (object);
}

static void
stint_session_row_class_init (StintSessionRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_session_row_dispose;
  object_class->finalize = stint_session_row_finalize;
  object_class->get_property = stint_session_row_get_property;
  object_class->set_property = stint_session_row_set_property;

  properties[PROP_SHOW_ARROW] = g_param_spec_boolean ("show-arrow", NULL, NULL, FALSE,
                                                      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static GtkInscription *
text_new (void)
{
  return g_object_new (GTK_TYPE_INSCRIPTION, "text-overflow",
                       GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END, "min-chars", 6, "nat-chars", 24,
                       NULL);
}

static void
stint_session_row_build (StintSessionRow *self)
{
  GtkWidget *texts = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "hexpand",
                                   TRUE, "valign", GTK_ALIGN_CENTER, "spacing", 2, NULL);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "session-row");
  self->body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);
  gtk_widget_add_css_class (self->body, "session-body");
  gtk_box_append (GTK_BOX (self), self->body);

  self->kind_image =
      g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->kind_image), "dim-label");
  gtk_box_append (GTK_BOX (self->body), GTK_WIDGET (self->kind_image));
  self->name_text = text_new ();
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->name_text));
  self->detail_text = text_new ();
  gtk_widget_add_css_class (GTK_WIDGET (self->detail_text), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->detail_text), "detail");
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->detail_text));
  gtk_box_append (GTK_BOX (self->body), texts);

  self->action_button = row_button_new (self, "media-playback-start-symbolic");
  gtk_box_append (GTK_BOX (self->body), self->action_button);
}

static void
stint_session_row_init (StintSessionRow *self)
{
  stint_session_row_build (self);

  self->slot_signals = g_signal_group_new (STINT_TYPE_SLOT);
  g_signal_group_connect (self->slot_signals, "notify::session",
                          G_CALLBACK (stint_session_row_slot_session_cb), self);
  g_signal_group_connect (self->slot_signals, "notify::section",
                          G_CALLBACK (stint_session_row_slot_section_cb), self);
  self->session_signals = g_signal_group_new (STINT_TYPE_SESSION_ITEM);
  g_signal_group_connect (self->session_signals, "notify",
                          G_CALLBACK (stint_session_row_session_notify_cb), self);
  self->ticker_signals = g_signal_group_new (STINT_TYPE_TICKER);
  g_signal_group_connect (self->ticker_signals, "tick", G_CALLBACK (stint_session_row_tick_cb),
                          self);
  g_signal_connect (self, "notify::parent", G_CALLBACK (stint_session_row_parent_cb), NULL);
}

GtkWidget *
stint_session_row_new (StintTicker *ticker)
{
  StintSessionRow *self;

  g_return_val_if_fail (STINT_IS_TICKER (ticker), NULL);

  self = g_object_new (STINT_TYPE_SESSION_ROW, NULL);
  self->ticker = g_object_ref (ticker);
  return GTK_WIDGET (self);
}

void
stint_session_row_set_slot (StintSessionRow *self, StintSlot *slot)
{
  g_return_if_fail (STINT_IS_SESSION_ROW (self));
  g_return_if_fail (slot == NULL || STINT_IS_SLOT (slot));

  if (!g_set_object (&self->slot, slot))
    return;
  g_signal_group_set_target (self->slot_signals, slot);
  g_signal_group_set_target (self->session_signals, stint_session_row_get_session (self));
  g_signal_group_set_target (self->ticker_signals, slot != NULL ? self->ticker : NULL);
  stint_session_row_update_section (self);
  stint_session_row_update (self);
}

StintSlot *
stint_session_row_get_slot (StintSessionRow *self)
{
  g_return_val_if_fail (STINT_IS_SESSION_ROW (self), NULL);

  return self->slot;
}

const char *
stint_session_row_get_label (StintSessionRow *self)
{
  g_return_val_if_fail (STINT_IS_SESSION_ROW (self), NULL);

  return self->label;
}
