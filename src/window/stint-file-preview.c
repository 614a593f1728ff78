/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <string.h>

#include "stint-file-preview.h"
#include "stint-form.h"

struct _StintFilePreview
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (StintFilePreview, stint_file_preview, ADW_TYPE_BIN)

/* Lines that are shown around a change. */
#define CONTEXT 2
/* Up to so many lines are shown at once, without being asked for. */
#define SHORT 24
/* Above this many pairs of lines the middle is shown as all old, all new: it is a preview. */
#define MOST_PAIRS (4 * 1000 * 1000)

typedef struct
{
  char sign; /* '-', '+' or ' ' */
  const char *text;
} Line;

static GStrv
split_lines (const char *text)
{
  GStrv lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines);

  /* The end of the last line begins no other. */
  if (n > 0 && lines[n - 1][0] == '\0')
    g_clear_pointer (&lines[n - 1], g_free);
  return lines;
}

static void
add_line (GArray *lines, char sign, const char *text)
{
  const Line line = { sign, text };

  g_array_append_val (lines, line);
}

/* The longest common subsequence of a[0..n) and b[0..m), walked. */
static void
compare_middle (GArray *lines, char **a, guint n, char **b, guint m)
{
  const gsize width = m + 1;
  g_autofree guint *longest = NULL;
  guint i = 0;
  guint j = 0;

  if ((guint64) n * m <= MOST_PAIRS)
    {
      longest = g_new0 (guint, (n + 1) * width);
      for (guint x = n; x-- > 0;)
        for (guint y = m; y-- > 0;)
          longest[x * width + y] = g_str_equal (a[x], b[y]) ? longest[(x + 1) * width + y + 1] + 1
                                                            : MAX (longest[(x + 1) * width + y],
                                                                   longest[x * width + y + 1]);
    }
  while (i < n || j < m)
    {
      if (longest != NULL && i < n && j < m && g_str_equal (a[i], b[j]))
        {
          add_line (lines, ' ', a[i++]);
          j++;
        }
      else if (i < n && (j == m || longest == NULL ||
                         longest[(i + 1) * width + j] >= longest[i * width + j + 1]))
        {
          add_line (lines, '-', a[i++]);
        }
      else
        {
          add_line (lines, '+', b[j++]);
        }
    }
}

static GArray *
compare (char **a, char **b)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (Line));
  guint n = g_strv_length (a);
  guint m = g_strv_length (b);
  guint head = 0;
  guint tail = 0;

  while (head < n && head < m && g_str_equal (a[head], b[head]))
    head++;
  while (tail < n - head && tail < m - head && g_str_equal (a[n - 1 - tail], b[m - 1 - tail]))
    tail++;
  for (guint i = 0; i < head; i++)
    add_line (lines, ' ', a[i]);
  compare_middle (lines, a + head, n - head - tail, b + head, m - head - tail);
  for (guint i = n - tail; i < n; i++)
    add_line (lines, ' ', a[i]);
  return lines;
}

static gboolean
near_a_change (GArray *lines, guint index)
{
  guint from = index > CONTEXT ? index - CONTEXT : 0;
  guint to = MIN (index + CONTEXT + 1, lines->len);

  for (guint i = from; i < to; i++)
    {
      const Line *line = &g_array_index (lines, Line, i);

      if (line->sign != ' ')
        return TRUE;
    }
  return FALSE;
}

char *
stint_file_preview_diff (const char *before, const char *after)
{
  g_auto (GStrv) a = split_lines (before);
  g_auto (GStrv) b = split_lines (after);
  g_autoptr (GArray) lines = compare (a, b);
  GString *text = g_string_new (NULL);
  gboolean left_out = FALSE;

  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = &g_array_index (lines, Line, i);

      if (!near_a_change (lines, i))
        {
          left_out = TRUE;
          continue;
        }
      if (left_out)
        g_string_append (text, "⋯\n");
      left_out = FALSE;
      g_string_append_printf (text, "%c %s\n", line->sign, line->text);
    }
  if (left_out && text->len > 0)
    g_string_append (text, "⋯\n");
  return g_string_free (text, FALSE);
}

static void
stint_file_preview_class_init (StintFilePreviewClass *klass)
{
}

static void
stint_file_preview_init (StintFilePreview *self)
{
}

static const char *
class_of (const char *line)
{
  if (line[0] == '-')
    return "removed";
  return line[0] == '+' ? "added" : "kept";
}

static GtkWidget *
line_label (const char *line)
{
  GtkWidget *label =
      g_object_new (GTK_TYPE_LABEL, "label", line, "xalign", 0.0, "selectable", TRUE, "can-focus",
                    FALSE, "wrap", TRUE, "wrap-mode", PANGO_WRAP_CHAR, NULL);

  /* Such files read from left to right in every language. */
  gtk_widget_set_direction (label, GTK_TEXT_DIR_LTR);
  gtk_widget_add_css_class (label, "line");
  gtk_widget_add_css_class (label, class_of (line));
  return label;
}

GtkWidget *
stint_file_preview_new (const char *path, const char *before, const char *after)
{
  StintFilePreview *self = g_object_new (STINT_TYPE_FILE_PREVIEW, NULL);
  g_autofree char *diff = stint_file_preview_diff (before, after);
  g_auto (GStrv) lines = split_lines (diff);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *expander = g_object_new (ADW_TYPE_EXPANDER_ROW, "title", path, "expanded",
                                      g_strv_length (lines) <= SHORT, NULL);
  GtkWidget *row = g_object_new (GTK_TYPE_LIST_BOX_ROW, "activatable", FALSE, "child", box, NULL);
  GtkWidget *group = adw_preferences_group_new ();

  for (char **line = lines; *line != NULL; line++)
    gtk_box_append (GTK_BOX (box), line_label (*line));
  gtk_widget_add_css_class (box, "file-preview");
  gtk_widget_add_css_class (box, "monospace");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, diff, -1);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (expander), row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), expander);
  stint_form_name_fields (group);
  adw_bin_set_child (ADW_BIN (self), group);
  return GTK_WIDGET (self);
}
