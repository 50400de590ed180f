/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-scheduler.h"

#include "cochl/client/cochl-lanes.h"

struct _CochlScheduler {
  /* Referenced until `shut`. Other threads send word through it only while the
   * client lives, which holds a reference of its own. */
  CochlNetwork *network;
  CochlPool *pool;               /* until `shut` */
  CochlRetries retries;

  /* The network thread's own: */
  CochlService service;
  CochlSchedulerLeftFunc left;
  gpointer left_data;
  GDestroyNotify left_free;
  unsigned int max_in_flight;
  GQueue waiting;                /* CochlJob */
  GPtrArray *running;            /* CochlJob */
  gboolean closing;
  gboolean shutting;
  gboolean shut;                 /* everything is over */
  GArray *closers;               /* Closer */
};

typedef struct {
  CochlSchedulerClosedFunc closed;
  gpointer user_data;
} Closer;

/* Word from another thread. */
typedef struct {
  CochlScheduler *scheduler;
  CochlJob *job;
  unsigned int max_in_flight;
  gboolean predict_new_audio;
  Closer closer;
} Word;

static void advance (CochlScheduler *self);
static void lanes_idle_cb (gpointer user_data);

static void
left_cb (const char *session_id, const GError *why, gpointer user_data)
{
  CochlScheduler *self = user_data;

  self->left (session_id, why, self->left_data);
}

CochlScheduler *
cochl_scheduler_new (CochlPool *pool, const CochlRetries *retries, CochlCounters *counters,
                     CochlSchedulerLeftFunc left, gpointer left_data, GDestroyNotify left_free)
{
  CochlScheduler *self = g_atomic_rc_box_new0 (CochlScheduler);

  self->network = cochl_network_acquire ();
  self->pool = cochl_pool_ref (pool);
  self->retries = *retries;
  self->service.network = self->network;
  self->service.counters = cochl_counters_ref (counters);
  self->service.windows = cochl_known_windows_ref (pool->windows);
  self->service.health = cochl_health_ref (pool->health);
  self->service.left = left_cb;
  self->service.user_data = self;
  self->service.poll_clock = &pool->poll_clock;
  self->service.stream_clock = &pool->stream_clock;
  self->service.lanes = cochl_lanes_new (&self->service, lanes_idle_cb, self);
  self->left = left;
  self->left_data = left_data;
  self->left_free = left_free;
  self->max_in_flight = 1;
  g_queue_init (&self->waiting);
  self->running = g_ptr_array_new ();
  self->closers = g_array_new (FALSE, FALSE, sizeof (Closer));
  /* One reference for the caller, one for what is under way: until `shut`. */
  return cochl_scheduler_ref (self);
}

CochlScheduler *
cochl_scheduler_ref (CochlScheduler *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
scheduler_clear (gpointer data)
{
  CochlScheduler *self = data;

  cochl_counters_unref (self->service.counters);
  cochl_known_windows_unref (self->service.windows);
  cochl_health_unref (self->service.health);
  cochl_lanes_free (self->service.lanes);
  g_ptr_array_unref (self->running);
  g_array_unref (self->closers);
  g_clear_pointer (&self->pool, cochl_pool_unref);
}

void
cochl_scheduler_unref (CochlScheduler *self)
{
  g_atomic_rc_box_release_full (self, scheduler_clear);
}

static void
tell_closers (CochlScheduler *self)
{
  g_autoptr (GArray) closers = g_steal_pointer (&self->closers);

  self->closers = g_array_new (FALSE, FALSE, sizeof (Closer));
  for (guint i = 0; i < closers->len; i++) {
    const Closer *closer = &g_array_index (closers, Closer, i);

    closer->closed (closer->user_data);
  }
}

static void
shut_cb (gpointer data, gpointer unused)
{
  CochlScheduler *self = data;

  self->shut = TRUE;
  g_clear_pointer (&self->service.transport, cochl_transport_unref);
  self->service.poll_clock = NULL;
  g_clear_pointer (&self->pool, cochl_pool_unref);
  self->left_free (self->left_data);
  /* First let go, then tell: whoever is told finds the thread free to end. */
  cochl_network_release (self->network);
  tell_closers (self);
}

static void
shut_if_over (CochlScheduler *self)
{
  if (!self->closing || self->running->len > 0 || !cochl_lanes_is_idle (self->service.lanes) || self->shutting)
    return;
  /* From the main loop: the session must not go from within its own callbacks. */
  self->shutting = TRUE;
  cochl_network_invoke (self->network, shut_cb, self, (GDestroyNotify) cochl_scheduler_unref);
}

static void
lanes_idle_cb (gpointer user_data)
{
  shut_if_over (user_data);
}

static void
job_ended_cb (CochlJob *job, gpointer user_data)
{
  CochlScheduler *self = user_data;

  g_ptr_array_remove_fast (self->running, job);
  cochl_job_free (job);
  cochl_lanes_sweep (self->service.lanes);
  advance (self);
  shut_if_over (self);
}

static void
start_job (CochlScheduler *self, CochlJob *job)
{
  if (self->service.transport == NULL)
    self->service.transport = cochl_transport_new (self->network, self->pool, &self->retries, self->service.counters);
  g_ptr_array_add (self->running, job);
  cochl_job_start (job, &self->service, job_ended_cb, self);
}

static unsigned int
count_submissions (CochlScheduler *self)
{
  unsigned int n = 0;

  for (guint i = 0; i < self->running->len; i++)
    n += cochl_job_is_submission (g_ptr_array_index (self->running, i));
  return n;
}

static void
advance (CochlScheduler *self)
{
  while (!self->closing && count_submissions (self) < self->max_in_flight && !g_queue_is_empty (&self->waiting))
    start_job (self, g_queue_pop_head (&self->waiting));
}

static void
job_cancelled_cb (CochlJob *job, gpointer user_data)
{
  CochlScheduler *self = user_data;

  if (!cochl_job_is_started (job) && g_queue_remove (&self->waiting, job)) {
    cochl_job_free (job);
    cochl_lanes_sweep (self->service.lanes);
  }
}

/* -- word from other threads -- */

static void
word_free (gpointer data)
{
  Word *word = data;

  g_clear_pointer (&word->job, cochl_job_free);
  cochl_scheduler_unref (word->scheduler);
  g_free (word);
}

static Word *
word_new (CochlScheduler *self)
{
  Word *word = g_new0 (Word, 1);

  word->scheduler = cochl_scheduler_ref (self);
  return word;
}

static void
set_max_cb (gpointer data, gpointer unused)
{
  Word *word = data;

  word->scheduler->max_in_flight = word->max_in_flight;
  advance (word->scheduler);
}

void
cochl_scheduler_set_max (CochlScheduler *self, unsigned int max_in_flight)
{
  Word *word = word_new (self);

  word->max_in_flight = max_in_flight;
  cochl_network_invoke (self->network, set_max_cb, word, word_free);
}

static void
set_predict_cb (gpointer data, gpointer unused)
{
  Word *word = data;

  word->scheduler->service.predict_new_audio = word->predict_new_audio;
}

void
cochl_scheduler_set_predict (CochlScheduler *self, gboolean new_audio)
{
  Word *word = word_new (self);

  word->predict_new_audio = new_audio;
  cochl_network_invoke (self->network, set_predict_cb, word, word_free);
}

static void
add_cb (gpointer data, gpointer unused)
{
  Word *word = data;
  CochlScheduler *self = word->scheduler;

  if (self->closing) {
    cochl_job_cancel (word->job);
    return;
  }
  cochl_job_watch (word->job, self->network, job_cancelled_cb, self);
  /* A list of tags takes no submission's turn, and waits for none. */
  if (cochl_job_is_submission (word->job))
    g_queue_push_tail (&self->waiting, g_steal_pointer (&word->job));
  else
    start_job (self, g_steal_pointer (&word->job));
  advance (self);
}

void
cochl_scheduler_add (CochlScheduler *self, CochlJob *job)
{
  Word *word = word_new (self);

  word->job = job;
  cochl_network_invoke (self->network, add_cb, word, word_free);
}

static void
sweep_cb (gpointer data, gpointer unused)
{
  Word *word = data;

  cochl_lanes_sweep (word->scheduler->service.lanes);
}

void
cochl_scheduler_sweep (CochlScheduler *self)
{
  cochl_network_invoke (self->network, sweep_cb, word_new (self), word_free);
}

static void
cancel_all (CochlScheduler *self)
{
  CochlJob *job;

  while ((job = g_queue_pop_head (&self->waiting)) != NULL) {
    cochl_job_cancel (job);
    cochl_job_free (job);
  }
  for (guint i = 0; i < self->running->len; i++)
    cochl_job_cancel (g_ptr_array_index (self->running, i));
  cochl_lanes_close (self->service.lanes);
}

static void
close_cb (gpointer data, gpointer unused)
{
  Word *word = data;
  CochlScheduler *self = word->scheduler;

  if (word->closer.closed != NULL)
    g_array_append_val (self->closers, word->closer);
  if (self->shut) {
    tell_closers (self);
    return;
  }
  if (!self->closing) {
    self->closing = TRUE;
    cancel_all (self);
  }
  shut_if_over (self);
}

void
cochl_scheduler_close (CochlScheduler *self, CochlSchedulerClosedFunc closed, gpointer user_data)
{
  Word *word = word_new (self);

  word->closer = (Closer) { closed, user_data };
  cochl_network_invoke (self->network, close_cb, word, word_free);
}
