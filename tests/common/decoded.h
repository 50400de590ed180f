/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What GStreamer's decoders make of a whole file: native-endian int16 samples
 * (transfer full) (element-type gint16), mixed to mono, at the file's own rate,
 * which goes to @rate, or where @resampled_to is not 0 at that one. Ends the test
 * when it cannot be decoded. Blocks. */
GArray *test_decode_bytes (GBytes *file, int resampled_to, int *rate);
GArray *test_decode_file (const char *path, int resampled_to, int *rate);

/* The *.wav in the folder that COCHLSENSE_TEST_SOUNDS names, sorted; NULL when it
 * names none. (transfer full) (element-type char *) */
GPtrArray *test_find_real_sounds (void);

G_END_DECLS
