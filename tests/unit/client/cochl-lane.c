/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-lane.h"

static void
test_over (void)
{
  g_autoptr (CochlLane) lane = cochl_lane_new ();

  g_assert_false (cochl_lane_is_over (lane));
  cochl_lane_enter (lane);
  cochl_lane_end (lane);
  g_assert_false (cochl_lane_is_over (lane));
  cochl_lane_leave (lane);
  g_assert_true (cochl_lane_is_over (lane));
}

static void
test_boxed (void)
{
  CochlLane *lane = cochl_lane_new ();
  g_autoptr (CochlLane) other = cochl_lane_new ();
  g_auto (GValue) value = G_VALUE_INIT;

  g_assert_true (lane != other);
  g_value_init (&value, COCHL_TYPE_LANE);
  g_value_take_boxed (&value, lane);
  g_assert_true (g_value_get_boxed (&value) == lane);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/lane/over", test_over);
  g_test_add_func ("/client/lane/boxed", test_boxed);
  return g_test_run ();
}
