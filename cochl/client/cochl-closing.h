/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cochl/client/cochl-scheduler.h"
#include "cochl/client/cochl-teller.h"

G_BEGIN_DECLS

/* The wait for a client's end: answers @task (which it takes) when @scheduler
 * has closed and @teller has told everything, or earlier when the task's
 * cancellable ends the wait. Should the context that signals go to not run, it
 * does not wait for them for longer than a second. Any thread. */
void cochl_closing_begin (GTask *task, CochlScheduler *scheduler, CochlTeller *teller);

G_END_DECLS
