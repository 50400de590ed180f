/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-condition.h"

void
cochl_condition_clear (CochlCondition *self)
{
  g_clear_error (&self->why);
  *self = (CochlCondition) { 0 };
}

const char *
cochl_condition_state_to_string (CochlConditionState state)
{
  static const char *const names[] = { "online", "limited", "offline", "rejected" };

  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (names), NULL);

  return names[state];
}
