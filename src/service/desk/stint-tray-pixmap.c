/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-tray"

#include "config.h"

#include "stint-tray-pixmap.h"

#include "stint-names.h"

/* The shapes of data/icons/hicolor/symbolic/apps, on the same 16 by 16 units.  A theme colours its
 * icons as the panel is; we do not know the panel, so these colours are seen on light and dark. */

typedef struct
{
  double x, y;   /* centre of a ring; left upper corner of a bar */
  double width;  /* of a bar; a ring's outer radius */
  double height; /* of a bar; a ring's inner radius */
  gboolean is_ring;
} Shape;

#define RING(x, y, outer, inner)                                                                   \
  {                                                                                                \
    x, y, outer, inner, TRUE                                                                       \
  }
#define BAR(x, y, width, height)                                                                   \
  {                                                                                                \
    x, y, width, height, FALSE                                                                     \
  }
#define MAX_SHAPES 6

static const struct
{
  const char *icon_name;
  guint32 colour; /* RRGGBB */
  Shape shapes[MAX_SHAPES];
} looks[] = {
  [STINT_TRAY_LOOK_NONE] = { STINT_APPLICATION_ID "-idle-symbolic", 0x808890, { { 0 } } },
  [STINT_TRAY_LOOK_IDLE] = { STINT_APPLICATION_ID "-idle-symbolic",
                             0x808890,
                             { RING (4, 5, 3.5, 1.5), RING (12, 5, 3.5, 1.5), BAR (7, 4, 2, 11) } },
  [STINT_TRAY_LOOK_ACTIVE] = { STINT_APPLICATION_ID "-active-symbolic",
                               0x4a86e8,
                               { RING (4, 5, 3.5, 1.5), RING (12, 5, 3.5, 1.5), BAR (7, 4, 2, 9),
                                 BAR (4, 12, 8, 4) } },
  [STINT_TRAY_LOOK_ENDING] = { STINT_APPLICATION_ID "-ending-symbolic",
                               0xd9822b,
                               { RING (4, 5, 3.5, 1.5), RING (12, 5, 3.5, 1.5), BAR (7, 4, 2, 6),
                                 BAR (1, 13, 3, 3), BAR (6.5, 13, 3, 3), BAR (12, 13, 3, 3) } },
  [STINT_TRAY_LOOK_ATTENTION] = { STINT_APPLICATION_ID "-attention-symbolic",
                                  0xdc3545,
                                  { RING (5, 5, 4, 1.7), BAR (4, 8, 2, 7), BAR (12, 1, 3, 9),
                                    BAR (12, 12, 3, 3) } },
};

static const int sizes[] = { 16, 22, 32, 48 };

/* Points looked at in a pixel, in each direction. */
#define FINENESS 4

static gboolean
contains (const Shape *shape, double x, double y)
{
  double dx = x - shape->x;
  double dy = y - shape->y;
  double distance = dx * dx + dy * dy;

  if (shape->is_ring)
    return distance <= shape->width * shape->width && distance >= shape->height * shape->height;

  return dx >= 0 && dy >= 0 && dx < shape->width && dy < shape->height;
}

static gboolean
is_inside (const Shape *shapes, double x, double y)
{
  for (guint i = 0; i < MAX_SHAPES && shapes[i].width > 0; i++)
    {
      if (contains (&shapes[i], x, y))
        return TRUE;
    }

  return FALSE;
}

/* How much of a pixel is covered, 0 to 255. */
static guint8
measure_pixel (const Shape *shapes, int column, int row, double unit)
{
  int covered = 0;

  for (int i = 0; i < FINENESS * FINENESS; i++)
    {
      double x = column + (i % FINENESS + 0.5) / FINENESS;
      double y = row + (i / FINENESS + 0.5) / FINENESS;

      covered += is_inside (shapes, x * unit, y * unit);
    }

  return (guint8) (covered * 255 / (FINENESS * FINENESS));
}

/* Floating (iiay). */
static GVariant *
draw (StintTrayLook look, int size)
{
  gsize length = 4 * (gsize) size * (gsize) size;
  guint8 *pixels = g_malloc0 (length);
  guint32 colour = looks[look].colour;
  guint8 *pixel = pixels;

  for (int row = 0; row < size; row++)
    {
      for (int column = 0; column < size; column++, pixel += 4)
        {
          pixel[0] = measure_pixel (looks[look].shapes, column, row, 16.0 / size);
          pixel[1] = (guint8) (colour >> 16);
          pixel[2] = (guint8) (colour >> 8);
          pixel[3] = (guint8) colour;
        }
    }

  return g_variant_new (
      "(ii@ay)", size, size,
      g_variant_new_from_data (G_VARIANT_TYPE_BYTESTRING, pixels, length, TRUE, g_free, pixels));
}

const char *
stint_tray_look_get_icon_name (StintTrayLook look)
{
  g_return_val_if_fail ((gsize) look < G_N_ELEMENTS (looks), NULL);

  return looks[look].icon_name;
}

GVariant *
stint_tray_look_make_pixmaps (StintTrayLook look)
{
  GVariantBuilder builder;

  g_return_val_if_fail ((gsize) look < G_N_ELEMENTS (looks), NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(iiay)"));
  for (gsize i = 0; look != STINT_TRAY_LOOK_NONE && i < G_N_ELEMENTS (sizes); i++)
    g_variant_builder_add_value (&builder, draw (look, sizes[i]));

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}
