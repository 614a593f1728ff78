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

/* Wide enough for "11 h 59 min", so that the right end never moves. */
#define TIME_WIDTH 84
#define NARROW_TIME_WIDTH 72

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

  GtkWidget *section_label; /* made when the first section begins in this row */
  GtkWidget *spinner;       /* made when the first session starts in this row */
  GtkWidget *arrow_button;  /* made in a narrow window */

  GtkWidget *body;
  GtkImage *kind_image;
  GtkInscription *name_text;
  GtkInscription *detail_text;
  GtkWidget *time_box;
  GtkInscription *time_text;
  StintMeter *meter;
  GtkWidget *renew_bin;
  GtkWidget *renew_button;
  GtkWidget *action_button;
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
stint_session_row_update_time (StintSessionRow *self)
{
  StintSessionItem *session = stint_session_row_get_session (self);
  StintSessionState state = stint_session_item_get_state (session);
  gint64 now = stint_ticker_get_now (self->ticker);
  gint64 until = stint_session_item_get_until (session);
  gboolean runs = stint_session_item_is_active (session) && until > 0;
  g_autofree char *text = NULL;

  if (runs)
    {
      text = stint_time_left_format (until - now);
      stint_meter_set_fraction (
          self->meter,
          stint_time_left_fraction (stint_session_item_get_since (session), until, now));
      stint_ticker_want (self->ticker, stint_time_left_next_change (until, now));
    }
  else if (state != STINT_STATE_STARTING)
    {
      text = g_strdup (stint_session_text_state (state));
    }

  gtk_inscription_set_text (self->time_text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->time_text), text != NULL && text[0] != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->meter), runs);
  stint_session_row_show_spinner (self, state == STINT_STATE_STARTING);
  stint_session_row_tell_label (self);
}

/* What the one button does in this state. */
static void
stint_session_row_update_buttons (StintSessionRow *self)
{
  StintSessionItem *session = stint_session_row_get_session (self);
  const char *id = stint_session_item_get_id (session);
  const char *action = "win.start-session";
  const char *icon = "media-playback-start-symbolic";
  const char *tip = _ ("Start");
  gboolean held = stint_session_item_is_held (session);
  gboolean starting = stint_session_item_get_state (session) == STINT_STATE_STARTING;
  g_autofree char *label = NULL;
  g_autofree char *renew_label = NULL;

  if (starting)
    {
      action = "win.cancel-session";
      icon = "window-close-symbolic";
      tip = _ ("Cancel");
    }
  else if (held)
    {
      action = "win.stop-session";
      icon = "media-playback-stop-symbolic";
      tip = _ ("Stop");
    }

  gtk_button_set_icon_name (GTK_BUTTON (self->action_button), icon);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->action_button), "s", id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->action_button), action);
  gtk_widget_set_tooltip_text (self->action_button, tip);
  stint_widget_set_class (self->action_button, "start", !starting && !held);
  /* Translators: what a button does, and to which session: "Start DeploymentRole". */
  label =
      g_strdup_printf (C_ ("button of a row", "%s %s"), tip, stint_session_item_get_name (session));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->action_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);

  gtk_widget_set_visible (self->renew_button, held);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->renew_button), "s", id);
  renew_label = g_strdup_printf (C_ ("button of a row", "%s %s"), _ ("Renew"),
                                 stint_session_item_get_name (session));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->renew_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, renew_label, -1);
}

static void
stint_session_row_update_texts (StintSessionRow *self)
{
  StintSessionItem *session = stint_session_row_get_session (self);
  StintSessionState state = stint_session_item_get_state (session);
  g_autoptr (GError) error = stint_session_item_dup_error (session);
  g_autofree char *detail = NULL;

  gtk_inscription_set_text (self->name_text, stint_session_item_get_name (session));
  if (error != NULL && state != STINT_STATE_STARTING)
    detail = stint_sentence_what (error);
  else
    detail = stint_session_text_detail (session);
  gtk_inscription_set_text (self->detail_text, detail);

  stint_widget_set_class (self->body, "failed", error != NULL && state != STINT_STATE_STARTING);
  stint_widget_set_class (self->body, "active", state == STINT_STATE_ACTIVE);
  stint_widget_set_class (self->body, "ending", state == STINT_STATE_EXPIRING);
  stint_widget_set_class (self->body, "ended", state == STINT_STATE_EXPIRED);
  gtk_image_set_from_icon_name (
      self->kind_image,
      stint_kinds_row_icon (stint_session_item_get_kind (session), state, error != NULL));
}

/* A narrow row leaves Renew to the details: the name needs the room. */
static void
stint_session_row_set_narrow (StintSessionRow *self, gboolean narrow)
{
  gtk_widget_set_visible (self->renew_bin, !narrow);
  gtk_widget_set_size_request (self->time_box, narrow ? NARROW_TIME_WIDTH : TIME_WIDTH, -1);
  gtk_box_set_spacing (GTK_BOX (self->body), narrow ? 6 : 12);
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
      self->arrow_button =
          g_object_new (GTK_TYPE_BUTTON, "icon-name", "go-next-symbolic", "valign",
                        GTK_ALIGN_CENTER, "focusable", FALSE, "tooltip-text",
                        /* Translators: a button that opens the page about a session. */
                        _ ("Details"), NULL);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (self->arrow_button), "s", "");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->arrow_button), "win.show-session");
      gtk_widget_add_css_class (self->arrow_button, "flat");
      gtk_widget_add_css_class (self->arrow_button, "circular");
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
  if (stint_session_row_get_session (self) == NULL)
    return;
  stint_session_row_update_texts (self);
  stint_session_row_update_buttons (self);
  stint_session_row_update_arrow (self);
  stint_session_row_update_time (self);
}

static void
stint_session_row_update_section (StintSessionRow *self)
{
  const char *section = self->slot != NULL ? stint_slot_get_section (self->slot) : NULL;

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
  gtk_label_set_label (GTK_LABEL (self->section_label), section != NULL ? section : "");
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
  self->section_label = NULL;
  self->spinner = NULL;
  self->arrow_button = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_SESSION_ROW);

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
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stint_session_row_dispose;
  object_class->finalize = stint_session_row_finalize;
  object_class->get_property = stint_session_row_get_property;
  object_class->set_property = stint_session_row_set_property;

  properties[PROP_SHOW_ARROW] = g_param_spec_boolean ("show-arrow", NULL, NULL, FALSE,
                                                      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (STINT_TYPE_METER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-session-row.ui");
  gtk_widget_class_bind_template_child (widget_class, StintSessionRow, body);
  gtk_widget_class_bind_template_child (widget_class, StintSessionRow, kind_image);
  gtk_widget_class_bind_template_child (widget_class, StintSessionRow, name_text);
  gtk_widget_class_bind_template_child (widget_class, StintSessionRow, detail_text);
  gtk_widget_class_bind_template_child (widget_class, StintSessionRow, time_box);
  gtk_widget_class_bind_template_child (widget_class, StintSessionRow, time_text);
  gtk_widget_class_bind_template_child (widget_class, StintSessionRow, meter);
  gtk_widget_class_bind_template_child (widget_class, StintSessionRow, renew_bin);
  gtk_widget_class_bind_template_child (widget_class, StintSessionRow, renew_button);
  gtk_widget_class_bind_template_child (widget_class, StintSessionRow, action_button);
}

static void
stint_session_row_init (StintSessionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

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
