/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-service.h"

G_BEGIN_DECLS

/* Asks for the tags that the service knows. Network thread. */
void  cochl_tags_call_async (CochlService *service, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
GStrv cochl_tags_call_finish (GAsyncResult *result, GError **error);

G_END_DECLS
