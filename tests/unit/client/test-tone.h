/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-submission.h"

G_BEGIN_DECLS

/* A WAV file of a tone of 880 Hz, cut for windows of 2 s every 1 s. */
CochlSubmission *test_tone_new (unsigned int seconds);

G_END_DECLS
