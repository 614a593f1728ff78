/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Runs a libFuzzer target without libFuzzer, for ordinary test runs: the seeds as they are, then
 * mutations of them until the time is over.
 *
 *   fuzz-driver FOLDER…
 *
 * $STINT_FUZZ_SECONDS (2) and $STINT_FUZZ_SEED (a random one, printed).  What makes the target fail
 * is left in the temporary folder; its name is printed. */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define LARGEST_INPUT 4096

static const guint8 *current;
static gsize current_size;
static char *crash_path;

static void
crash_handler (int number)
{
  static const char message[] = "# the input is kept in ";
  int fd = open (crash_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  if (fd >= 0 && write (fd, current, current_size) == (gssize) current_size &&
      write (STDERR_FILENO, message, sizeof message - 1) > 0 &&
      write (STDERR_FILENO, crash_path, strlen (crash_path)) > 0 &&
      write (STDERR_FILENO, "\n", 1) > 0)
    close (fd);
  signal (number, SIG_DFL);
  raise (number);
}

/* In a block of its very size, so that memory checkers see the first byte that is read behind it. */
static void
run_one (const GByteArray *input)
{
  guint8 *copy = malloc (MAX (input->len, 1));

  memcpy (copy, input->data, input->len);
  current = copy;
  current_size = input->len;
  LLVMFuzzerTestOneInput (copy, input->len);
  free (copy);
}

static void
load_folder (const char *path, GPtrArray *seeds)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  if (dir == NULL)
    g_error ("no corpus in %s", path);

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      char *text;
      gsize length;

      if (g_file_get_contents (file, &text, &length, NULL))
        g_ptr_array_add (seeds, g_byte_array_new_take ((guint8 *) text, length));
    }
}

static void
insert_part (GRand *random, GByteArray *input, const GByteArray *other)
{
  guint from = other->len > 0 ? (guint) g_rand_int_range (random, 0, other->len) : 0;
  guint length = other->len > 0 ? (guint) g_rand_int_range (random, 0, other->len - from + 1) : 0;
  guint at = (guint) g_rand_int_range (random, 0, input->len + 1);
  g_autoptr (GByteArray) tail = g_byte_array_new ();

  g_byte_array_append (tail, input->data + at, input->len - at);
  g_byte_array_set_size (input, at);
  g_byte_array_append (input, other->data + from, length);
  g_byte_array_append (input, tail->data, tail->len);
}

/* Bytes that mean something to one of the parsers. */
static guint8
pick_byte (GRand *random)
{
  static const char special[] = "<>/&;:=\"'![]-?#{},\\u+.TZ0 9\n\t\xef\xff";

  return g_rand_boolean (random) ? (guint8) special[g_rand_int_range (random, 0, sizeof special)]
                                 : (guint8) g_rand_int_range (random, 0, 256);
}

static void
mutate (GRand *random, GByteArray *input, GPtrArray *seeds)
{
  guint times = (guint) g_rand_int_range (random, 1, 8);

  while (times-- > 0)
    {
      guint at = input->len > 0 ? (guint) g_rand_int_range (random, 0, input->len) : 0;
      guint8 byte = pick_byte (random);
      guint length = (guint) g_rand_int_range (random, 1, 16);

      switch (g_rand_int_range (random, 0, 6))
        {
        case 0:
          if (input->len > 0)
            input->data[at] = byte;
          break;
        case 1:
          if (input->len > 0)
            input->data[at] ^= (guint8) (1 << g_rand_int_range (random, 0, 8));
          break;
        case 2:
          if (input->len > 0)
            g_byte_array_remove_range (input, at, MIN (length, input->len - at));
          break;
        case 3:
          g_byte_array_set_size (input, at);
          break;
        case 4:
          g_byte_array_append (input, &byte, 1);
          break;
        default:
          insert_part (random, input,
                       g_ptr_array_index (seeds, g_rand_int_range (random, 0, seeds->len)));
          break;
        }
    }
  if (input->len > LARGEST_INPUT)
    g_byte_array_set_size (input, LARGEST_INPUT);
}

static guint64
run_mutations (GPtrArray *seeds, guint32 seed, double seconds)
{
  GRand *random = g_rand_new_with_seed (seed);
  gint64 end = g_get_monotonic_time () + (gint64) (seconds * G_USEC_PER_SEC);
  guint64 runs = 0;

  while (g_get_monotonic_time () < end)
    {
      for (guint i = 0; i < 100; i++, runs++)
        {
          GByteArray *base = g_ptr_array_index (seeds, g_rand_int_range (random, 0, seeds->len));
          g_autoptr (GByteArray) input = g_byte_array_new ();

          g_byte_array_append (input, base->data, base->len);
          mutate (random, input, seeds);
          run_one (input);
        }
    }

  g_rand_free (random);
  return runs;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) seeds =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
  const char *seconds = g_getenv ("STINT_FUZZ_SECONDS");
  const char *fixed = g_getenv ("STINT_FUZZ_SEED");
  guint32 seed = fixed != NULL ? (guint32) g_ascii_strtoull (fixed, NULL, 10) : g_random_int ();
  g_autofree char *name = g_path_get_basename (argv[0]);
  g_autofree char *crash_name = g_strdup_printf ("%s.crash", name);
  guint64 runs;

  crash_path = g_build_filename (g_get_tmp_dir (), crash_name, NULL);
  signal (SIGABRT, crash_handler);
  signal (SIGSEGV, crash_handler);
  for (int i = 1; i < argc; i++)
    load_folder (argv[i], seeds);
  if (seeds->len == 0)
    g_error ("no seeds");

  g_print ("1..2\n# seed %u\n", seed);
  for (guint i = 0; i < seeds->len; i++)
    run_one (g_ptr_array_index (seeds, i));
  g_print ("ok 1 %u seeds\n", seeds->len);
  runs = run_mutations (seeds, seed, seconds != NULL ? g_ascii_strtod (seconds, NULL) : 2.0);
  g_print ("ok 2 %" G_GUINT64_FORMAT " mutations\n", runs);

  g_free (crash_path);
  return 0;
}
