/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/emulator/emulator-sensitivity.h"

#define THRESHOLD      0.5
#define THRESHOLD_STEP 0.15

struct _EmulatorSensitivity {
  int         value;
  GHashTable *by_tag;  /* name -> GINT_TO_POINTER */
};

EmulatorSensitivity *
emulator_sensitivity_new (void)
{
  EmulatorSensitivity *self = g_new0 (EmulatorSensitivity, 1);

  self->by_tag = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
emulator_sensitivity_free (EmulatorSensitivity *self)
{
  g_hash_table_unref (self->by_tag);
  g_free (self);
}

void
emulator_sensitivity_set_default (EmulatorSensitivity *self, int value)
{
  g_return_if_fail (value >= EMULATOR_SENSITIVITY_MIN && value <= EMULATOR_SENSITIVITY_MAX);
  self->value = value;
}

void
emulator_sensitivity_set_tag (EmulatorSensitivity *self, const char *tag, int value)
{
  g_return_if_fail (value >= EMULATOR_SENSITIVITY_MIN && value <= EMULATOR_SENSITIVITY_MAX);
  g_hash_table_insert (self->by_tag, g_strdup (tag), GINT_TO_POINTER (value));
}

double
emulator_sensitivity_get_threshold (EmulatorSensitivity *self, const char *tag)
{
  gpointer found = NULL;
  int value = self->value;

  if (g_hash_table_lookup_extended (self->by_tag, tag, NULL, &found))
    value = GPOINTER_TO_INT (found);
  return THRESHOLD + THRESHOLD_STEP * value;
}
