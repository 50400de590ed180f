/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-collector.h"

#include <string.h>

#include "cochl/model/cochl-error.h"

/* A page of windows at @starts (ms), each of @size ms; -1 ends them. */
static GPtrArray *
page_new (gint64 size, const gint64 *starts)
{
  GPtrArray *page = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_window_unref);

  for (; *starts >= 0; starts++)
    g_ptr_array_add (page, cochl_window_new (*starts * 1000000, (*starts + size) * 1000000, NULL));
  return page;
}

static gboolean
add (CochlCollector *collector, gint64 size, const gint64 *starts, GError **error)
{
  g_autoptr (GPtrArray) page = page_new (size, starts);

  return cochl_collector_add (collector, page, error);
}

static void
test_pages (void)
{
  g_autoptr (CochlCollector) collector = cochl_collector_new (4 * COCHL_SECOND);

  g_assert_true (add (collector, 2000, (const gint64[]) { 0, 1000, -1 }, NULL));
  g_assert_true (add (collector, 2000, (const gint64[]) { -1 }, NULL));
  g_assert_true (add (collector, 2000, (const gint64[]) { 2000, -1 }, NULL));
  g_assert_cmpuint (cochl_collector_get_length (collector), ==, 3);
  g_autoptr (GPtrArray) windows = cochl_collector_take (collector);
  g_assert_cmpuint (windows->len, ==, 3);
  g_assert_cmpint (cochl_window_get_start (g_ptr_array_index (windows, 2)), ==, 2 * COCHL_SECOND);
}

static void
assert_refused (CochlCollector *collector, const gint64 *starts, const char *says)
{
  unsigned int before = cochl_collector_get_length (collector);
  g_autoptr (GError) error = NULL;

  g_assert_false (add (collector, 2000, starts, &error));
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
  g_assert_nonnull (strstr (error->message, says));
  g_assert_cmpuint (cochl_collector_get_length (collector), ==, before);
}

static void
test_refused (void)
{
  g_autoptr (CochlCollector) collector = cochl_collector_new (4 * COCHL_SECOND);

  assert_refused (collector, (const gint64[]) { 1000, 0, -1 }, "$.data[1].start_time");
  g_assert_true (add (collector, 2000, (const gint64[]) { 0, 1000, -1 }, NULL));
  assert_refused (collector, (const gint64[]) { 1000, -1 }, "$.data[0].start_time");
  assert_refused (collector, (const gint64[]) { 2000, 20000, -1 }, "within the audio of 4.000 s");
}

/* Windows ever closer together are no way to go on for ever. */
static void
test_endless (void)
{
  g_autoptr (CochlCollector) collector = cochl_collector_new (2 * COCHL_SECOND);
  g_autoptr (GError) error = NULL;
  unsigned int n = 0;

  while (error == NULL && n < 100000) {
    g_autoptr (GPtrArray) page = g_ptr_array_new_with_free_func ((GDestroyNotify) cochl_window_unref);

    g_ptr_array_add (page, cochl_window_new (n++, COCHL_SECOND, NULL));
    cochl_collector_add (collector, page, &error);
  }
  g_assert_error (error, COCHL_ERROR, COCHL_ERROR_BAD_REPLY);
  g_assert_cmpuint (n, <, 2000);
}

static void
test_derive (void)
{
  static const struct {
    gint64 cut_size;
    gint64 size;
    const gint64 starts[3];
    gint64 derived_size, derived_hop; /* 0: nothing */
  } cases[] = {
    { 2000, 2000, { -1 }, 0, 0 },
    { 2000, 2000, { 0, -1 }, 0, 0 },
    { 2000, 1000, { 0, -1 }, 1000, 500 },
    { 0, 1000, { 0, -1 }, 0, 0 },
    { 2000, 2000, { 0, 1000, -1 }, 2000, 1000 },
    { 2000, 1000, { 0, 500, -1 }, 1000, 500 },
    { 0, 1000, { 0, 1000, -1 }, 1000, 1000 },
    { 2000, 1000, { 0, 1500, -1 }, 0, 0 },
    { 2000, 2000, { 0, 10, -1 }, 2000, 10 },
    { 2000, 2000, { 0, 9, -1 }, 0, 0 },
    { 2000, 300000, { 0, 1000, -1 }, 300000, 1000 },
    { 2000, 300001, { 0, 1000, -1 }, 0, 0 },
    { 2000, 300001, { 0, -1 }, 0, 0 },
  };

  for (unsigned int i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (CochlCollector) collector = cochl_collector_new (10 * COCHL_SECOND);
    gint64 size = 0, hop = 0;

    g_assert_true (add (collector, cases[i].size, cases[i].starts, NULL));
    g_assert_true (cochl_collector_derive (collector, cases[i].cut_size * 1000000, &size, &hop)
                   == (cases[i].derived_size != 0));
    g_assert_cmpint (size, ==, cases[i].derived_size * 1000000);
    g_assert_cmpint (hop, ==, cases[i].derived_hop * 1000000);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/collector/pages", test_pages);
  g_test_add_func ("/collector/refused", test_refused);
  g_test_add_func ("/collector/endless", test_endless);
  g_test_add_func ("/collector/derive", test_derive);
  return g_test_run ();
}
