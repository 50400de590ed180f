/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-store.h"

#include "tools/emulator/emulator-error.h"

#define HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

static void
add (EmulatorStore *store, const char *id, gint64 now)
{
  EmulatorSessionParams *params = g_new0 (EmulatorSessionParams, 1);
  EmulatorGrid grid = { 2, 1 };
  g_autoptr (EmulatorSession) session = NULL;

  params->sensitivity = emulator_sensitivity_new ();
  session = emulator_session_new (id, params, &grid, now);
  emulator_store_add (store, session);
}

static void
test_delete (void)
{
  g_autoptr (EmulatorStore) store = emulator_store_new (HOUR);
  g_autoptr (GError) error = NULL;

  add (store, "a", 0);
  add (store, "b", 0);
  g_assert_nonnull (emulator_store_find (store, "a", 1, NULL));
  g_assert_true (emulator_store_delete (store, "a", 1, NULL));
  g_assert_false (emulator_store_delete (store, "a", 1, &error));
  g_assert_error (error, EMULATOR_ERROR, 404);
  g_assert_null (emulator_store_find (store, "a", 1, NULL));
  g_assert_cmpuint (emulator_store_count (store, 1), ==, 1);
  g_assert_cmpuint (emulator_store_count_expired (store, 1), ==, 0);
}

/* A chunk gives the session another hour; reading it does not. */
static void
test_expiry (void)
{
  g_autoptr (EmulatorStore) store = emulator_store_new (HOUR);
  g_autoptr (GBytes) audio = g_bytes_new_static ("x", 1);
  EmulatorSession *session;

  add (store, "a", 0);
  add (store, "b", 10);
  session = emulator_store_find (store, "a", HOUR - 1, NULL);
  g_assert_nonnull (session);
  g_assert_true (emulator_session_add_chunk (session, 0, audio, HOUR - 1, NULL));
  emulator_store_touch (store, session);
  g_assert_nonnull (emulator_store_find (store, "b", HOUR + 9, NULL));
  g_assert_null (emulator_store_find (store, "b", HOUR + 10, NULL));
  g_assert_nonnull (emulator_store_find (store, "a", 2 * HOUR - 2, NULL));
  g_assert_null (emulator_store_find (store, "a", 2 * HOUR - 1, NULL));
  g_assert_cmpuint (emulator_store_count (store, 2 * HOUR), ==, 0);
  g_assert_cmpuint (emulator_store_count_expired (store, 2 * HOUR), ==, 2);
}

static void
append_id (EmulatorSession *session, gpointer user_data)
{
  g_string_append (user_data, emulator_session_get_id (session));
}

static void
test_order (void)
{
  g_autoptr (EmulatorStore) store = emulator_store_new (HOUR);
  GString *ids = g_string_new (NULL);

  add (store, "a", 0);
  add (store, "b", 1);
  emulator_store_touch (store, emulator_store_find (store, "a", 2, NULL));
  emulator_store_foreach (store, 3, append_id, ids);
  g_assert_cmpstr (ids->str, ==, "ba");
  g_string_free (ids, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/emulator/store/delete", test_delete);
  g_test_add_func ("/emulator/store/expiry", test_expiry);
  g_test_add_func ("/emulator/store/order", test_order);
  return g_test_run ();
}
