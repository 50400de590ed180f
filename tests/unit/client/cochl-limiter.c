/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-limiter.h"

#define S G_TIME_SPAN_SECOND
#define MS G_TIME_SPAN_MILLISECOND
#define RTT (50 * MS)

/* A service with a limit of `n` calls in any `span`, and somebody who always has
 * another call to make, `at_once` of them at a time; in made-up time. */
typedef struct {
  CochlLimiter limiter;
  gint64 now;
  guint n;
  gint64 span;
  gboolean tells;      /* Retry-After */
  guint at_once;
  gint64 every;        /* a call is wanted so often; 0: always */
  gint64 wanted;       /* the next one */
  GQueue taken_at;     /* times that count for the limit */
  GQueue under_way;    /* Sent */
  guint n_taken, n_refused;
} World;

typedef struct {
  gint64 at;
  gboolean refused;
  gint64 wait;
} Sent;

static void
world_init (World *w, guint n, gint64 span)
{
  *w = (World) { .now = 1000 * S, .n = n, .span = span, .tells = TRUE, .at_once = 1 };
  w->wanted = w->now;
  cochl_limiter_init (&w->limiter);
}

static void
world_clear (World *w)
{
  g_queue_clear_full (&w->taken_at, g_free);
  g_queue_clear_full (&w->under_way, g_free);
}

static void
send (World *w)
{
  Sent *sent = g_new0 (Sent, 1);

  while (!g_queue_is_empty (&w->taken_at) && *(gint64 *) g_queue_peek_head (&w->taken_at) + w->span <= w->now)
    g_free (g_queue_pop_head (&w->taken_at));
  sent->at = w->now;
  sent->refused = w->n > 0 && g_queue_get_length (&w->taken_at) >= w->n;
  if (sent->refused) {
    gint64 left = *(gint64 *) g_queue_peek_head (&w->taken_at) + w->span - w->now;

    sent->wait = w->tells ? (left + S - 1) / S * S : S;
  } else if (w->n > 0) {
    g_queue_push_tail (&w->taken_at, g_memdup2 (&w->now, sizeof w->now));
  }
  g_queue_push_tail (&w->under_way, sent);
  cochl_limiter_sent (&w->limiter, w->now);
  w->wanted = MAX (w->wanted + w->every, w->now);
}

static void
answer (World *w)
{
  g_autofree Sent *sent = g_queue_pop_head (&w->under_way);

  w->now = MAX (w->now, sent->at + RTT);
  if (sent->refused) {
    w->n_refused++;
    cochl_limiter_refused (&w->limiter, sent->wait, w->now);
  } else {
    w->n_taken++;
    cochl_limiter_taken (&w->limiter, sent->at, w->now);
  }
}

/* Lets it run for @time and counts anew. */
static void
run (World *w, gint64 time)
{
  gint64 end = w->now + time;

  w->n_taken = w->n_refused = 0;
  while (w->now < end) {
    const Sent *first = g_queue_peek_head (&w->under_way);
    gint64 due = MAX (w->wanted, cochl_limiter_due (&w->limiter, w->now));

    if (first != NULL && (g_queue_get_length (&w->under_way) >= w->at_once || first->at + RTT <= due)) {
      answer (w);
      continue;
    }
    if (due > MAX (w->now, w->wanted))
      cochl_limiter_held (&w->limiter);
    w->now = MAX (w->now, due);
    send (w);
  }
}

/* As fast as it goes until the first 429. */
static void
test_no_limit (void)
{
  World w;

  world_init (&w, 0, 60 * S);
  run (&w, 60 * S);
  g_assert_cmpuint (w.n_taken, >=, 60 * S / RTT - 2);
  g_assert_cmpfloat (w.limiter.pace, ==, 0);
  world_clear (&w);
}

/* Thirty calls a minute: few 429s, and most of what the limit allows is used. */
static void
test_thirty (void)
{
  static const struct {
    gboolean tells;
    guint at_once, most_refused;
  } cases[] = { { TRUE, 1, 5 }, { FALSE, 1, 65 }, { TRUE, 20, 15 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    World w;

    world_init (&w, 30, 60 * S);
    w.tells = cases[i].tells;
    w.at_once = cases[i].at_once;
    run (&w, 600 * S);
    g_test_message ("%u: %u taken, %u refused, pace %g", i, w.n_taken, w.n_refused, w.limiter.pace);
    g_assert_cmpuint (w.n_refused, <=, cases[i].most_refused);
    g_assert_cmpuint (w.n_taken, >=, 250);
    /* Later on hardly any. */
    run (&w, 3600 * S);
    g_test_message ("%u: then %u taken, %u refused, pace %g", i, w.n_taken, w.n_refused, w.limiter.pace);
    g_assert_cmpuint (w.n_refused, <=, 20);
    g_assert_cmpuint (w.n_taken, >=, 60 * 25);
    world_clear (&w);
  }
}

/* A limit for each second. */
static void
test_short_span (void)
{
  World w;

  world_init (&w, 8, S);
  run (&w, 60 * S);
  g_test_message ("%u taken, %u refused, pace %g", w.n_taken, w.n_refused, w.limiter.pace);
  g_assert_cmpuint (w.n_taken, >=, 60 * 8 / 2);
  g_assert_cmpuint (w.n_refused, <=, 20);
  world_clear (&w);
}

/* Three quiet minutes, then a burst: the last minute counts, not the average. */
static void
test_burst_after_quiet (void)
{
  World w;

  world_init (&w, 30, 60 * S);
  w.every = 10 * S;
  run (&w, 180 * S);
  g_assert_cmpuint (w.n_refused, ==, 0);
  w.every = 0;
  run (&w, 120 * S);
  g_test_message ("%u taken, %u refused, pace %g", w.n_taken, w.n_refused, w.limiter.pace);
  g_assert_cmpfloat (w.limiter.pace, >=, 20);
  g_assert_cmpfloat (w.limiter.pace, <=, 36);
  world_clear (&w);
}

/* The limit goes away under load: it is found out step by step. */
static void
test_gone_under_load (void)
{
  World w;

  world_init (&w, 30, 60 * S);
  run (&w, 120 * S);
  g_assert_cmpfloat (w.limiter.pace, >, 0);
  w.n = 0;
  run (&w, 900 * S);
  g_assert_cmpuint (w.n_refused, ==, 0);
  g_assert_cmpfloat (w.limiter.pace, ==, 0);
  world_clear (&w);
}

/* Nothing has to wait for it for long enough: it is forgotten. */
static void
test_gone_unused (void)
{
  World w;

  world_init (&w, 30, 60 * S);
  run (&w, 120 * S);
  w.every = 10 * S;
  run (&w, 360 * S);
  g_assert_cmpfloat (w.limiter.pace, >, 0);
  run (&w, 360 * S);
  g_assert_cmpfloat (w.limiter.pace, ==, 0);
  world_clear (&w);
}

/* Refused from the first call on, by what others have used up. */
static void
test_nothing_taken_yet (void)
{
  CochlLimiter limiter;

  cochl_limiter_init (&limiter);
  g_assert_cmpint (cochl_limiter_due (&limiter, 5 * S), <=, 5 * S);
  cochl_limiter_sent (&limiter, 5 * S);
  cochl_limiter_refused (&limiter, 3 * S, 5 * S);
  g_assert_cmpint (cochl_limiter_due (&limiter, 5 * S), ==, 8 * S);
  cochl_limiter_sent (&limiter, 8 * S);
  cochl_limiter_taken (&limiter, 8 * S, 8 * S + RTT);
  g_assert_cmpint (cochl_limiter_due (&limiter, 8 * S + RTT), ==, 8 * S + 100 * MS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/limiter/no-limit", test_no_limit);
  g_test_add_func ("/limiter/thirty", test_thirty);
  g_test_add_func ("/limiter/short-span", test_short_span);
  g_test_add_func ("/limiter/burst-after-quiet", test_burst_after_quiet);
  g_test_add_func ("/limiter/gone-under-load", test_gone_under_load);
  g_test_add_func ("/limiter/gone-unused", test_gone_unused);
  g_test_add_func ("/limiter/nothing-taken-yet", test_nothing_taken_yet);
  return g_test_run ();
}
