/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What each target defines, alone in its file. Returns 0. See tests/fuzz/run. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
