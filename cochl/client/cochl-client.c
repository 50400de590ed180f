/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-client.h"

#include "cochl/client/cochl-closing.h"
#include "cochl/client/cochl-counters.h"
#include "cochl/client/cochl-job.h"
#include "cochl/client/cochl-network.h"
#include "cochl/client/cochl-pool.h"
#include "cochl/client/cochl-scheduler.h"
#include "cochl/client/cochl-teller.h"
#include "cochl/client/cochl-url.h"
#include "cochl/model/cochl-error.h"

#define MAX_IN_FLIGHT 64

struct _CochlClient {
  GObject parent_instance;

  CochlConnection connection; /* until constructed, like the next */
  CochlRetries retries;
  CochlNetwork *network;         /* so that the thread ends, joined, no earlier than the client */
  CochlScheduler *scheduler;
  CochlCounters *counters;
  CochlPool *pool;
  CochlTeller *teller;
  unsigned int max_in_flight;    /* atomic, as the next */
  int predict_new_audio;
  int closed;                    /* atomic */
  gboolean has_key;
};

enum {
  PROP_BASE_URL = 1,
  PROP_KEY,
  PROP_TIMEOUT,
  PROP_RETRIES,
  PROP_RETRY_BACKOFF_FACTOR,
  PROP_RETRY_BACKOFF_MAX,
  PROP_PROXY,
  PROP_PROXY_ID,
  PROP_PROXY_PW,
  PROP_TLS_DATABASE,
  PROP_TLS_INTERACTION,
  PROP_USER_AGENT,
  PROP_MAX_IN_FLIGHT,
  PROP_PREDICT_NEW_AUDIO,
  N_PROPS
};

enum {
  SESSION_LEFT,
  WINDOWS_KNOWN,
  CONDITION_CHANGED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CochlClient, cochl_client, G_TYPE_OBJECT)

static void
cochl_client_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CochlClient *self = COCHL_CLIENT (object);
  CochlConnection *connection = &self->connection;

  switch (id) {
    case PROP_BASE_URL:
      connection->base_url = g_value_dup_string (value);
      break;
    case PROP_KEY:
      connection->key = g_value_dup_boxed (value);
      break;
    case PROP_TIMEOUT:
      connection->timeout = g_value_get_uint (value);
      break;
    case PROP_RETRIES:
      self->retries.retries = g_value_get_int (value);
      break;
    case PROP_RETRY_BACKOFF_FACTOR:
      self->retries.backoff_factor = g_value_get_double (value);
      break;
    case PROP_RETRY_BACKOFF_MAX:
      self->retries.backoff_max = g_value_get_double (value);
      break;
    case PROP_PROXY:
      connection->proxy = g_value_dup_string (value);
      break;
    case PROP_PROXY_ID:
      connection->proxy_id = g_value_dup_string (value);
      break;
    case PROP_PROXY_PW:
      connection->proxy_pw = g_value_dup_string (value);
      break;
    case PROP_TLS_DATABASE:
      connection->tls_database = g_value_dup_object (value);
      break;
    case PROP_TLS_INTERACTION:
      connection->tls_interaction = g_value_dup_object (value);
      break;
    case PROP_USER_AGENT:
      connection->user_agent = g_value_dup_string (value);
      break;
    case PROP_MAX_IN_FLIGHT:
      g_atomic_int_set (&self->max_in_flight, g_value_get_uint (value));
      if (self->scheduler != NULL)
        cochl_scheduler_set_max (self->scheduler, g_value_get_uint (value));
      break;
    case PROP_PREDICT_NEW_AUDIO:
      g_atomic_int_set (&self->predict_new_audio, g_value_get_boolean (value));
      if (self->scheduler != NULL)
        cochl_scheduler_set_predict (self->scheduler, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
cochl_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CochlClient *self = COCHL_CLIENT (object);

  switch (id) {
    case PROP_MAX_IN_FLIGHT:
      g_value_set_uint (value, (guint) g_atomic_int_get (&self->max_in_flight));
      break;
    case PROP_PREDICT_NEW_AUDIO:
      g_value_set_boolean (value, g_atomic_int_get (&self->predict_new_audio));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
left_cb (const char *session_id, const GError *why, gpointer user_data)
{
  cochl_teller_tell (user_data, session_id, why);
}

static void
cochl_client_constructed (GObject *object)
{
  CochlClient *self = COCHL_CLIENT (object);

  self->has_key = self->connection.key != NULL;
  self->network = cochl_network_acquire ();
  self->counters = cochl_counters_new ();
  self->teller = cochl_teller_new (object, signals[SESSION_LEFT], signals[WINDOWS_KNOWN],
                                   signals[CONDITION_CHANGED]);
  self->pool = cochl_pool_acquire (&self->connection);
  cochl_pool_join (self->pool, self->teller);
  self->scheduler = cochl_scheduler_new (self->pool, &self->retries, self->counters, left_cb,
                                         cochl_teller_ref (self->teller), (GDestroyNotify) cochl_teller_unref);
  cochl_scheduler_set_max (self->scheduler, self->max_in_flight);
  cochl_scheduler_set_predict (self->scheduler, self->predict_new_audio);
  G_OBJECT_CLASS (cochl_client_parent_class)->constructed (object);
}

static void
cochl_client_finalize (GObject *object)
{
  CochlClient *self = COCHL_CLIENT (object);

  /* Sessions that are still being deleted keep the network half alive. */
  cochl_scheduler_close (self->scheduler, NULL, NULL);
  cochl_scheduler_unref (self->scheduler);
  cochl_pool_leave (self->pool, self->teller);
  cochl_pool_unref (self->pool);
  cochl_teller_unref (self->teller);
  cochl_counters_unref (self->counters);
  cochl_network_release (self->network);
  G_OBJECT_CLASS (cochl_client_parent_class)->finalize (object);
}

static void
cochl_client_class_init (CochlClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags once = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags any = G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS;

  object_class->set_property = cochl_client_set_property;
  object_class->get_property = cochl_client_get_property;
  object_class->constructed = cochl_client_constructed;
  object_class->finalize = cochl_client_finalize;

  props[PROP_BASE_URL] = g_param_spec_string ("base-url", NULL, NULL, COCHL_DEFAULT_BASE_URL, once);
  props[PROP_KEY] = g_param_spec_boxed ("key", NULL, NULL, COCHL_TYPE_KEY, once);
  props[PROP_TIMEOUT] = g_param_spec_uint ("timeout", NULL, NULL, 1, 3600, 15, once);
  props[PROP_RETRIES] = g_param_spec_int ("retries", NULL, NULL, -1, G_MAXINT, 3, once);
  props[PROP_RETRY_BACKOFF_FACTOR] = g_param_spec_double ("retry-backoff-factor", NULL, NULL, 0, 3600, 0.5, once);
  props[PROP_RETRY_BACKOFF_MAX] = g_param_spec_double ("retry-backoff-max", NULL, NULL, 0, 3600, 60, once);
  props[PROP_PROXY] = g_param_spec_string ("proxy", NULL, NULL, NULL, once);
  props[PROP_PROXY_ID] = g_param_spec_string ("proxy-id", NULL, NULL, NULL, once);
  props[PROP_PROXY_PW] = g_param_spec_string ("proxy-pw", NULL, NULL, NULL, once);
  props[PROP_TLS_DATABASE] = g_param_spec_object ("tls-database", NULL, NULL, G_TYPE_TLS_DATABASE, once);
  props[PROP_TLS_INTERACTION] = g_param_spec_object ("tls-interaction", NULL, NULL, G_TYPE_TLS_INTERACTION, once);
  props[PROP_USER_AGENT] = g_param_spec_string ("user-agent", NULL, NULL, NULL, once);
  props[PROP_MAX_IN_FLIGHT] = g_param_spec_uint ("max-in-flight", NULL, NULL, 1, MAX_IN_FLIGHT, 4, any);
  props[PROP_PREDICT_NEW_AUDIO] = g_param_spec_boolean ("predict-new-audio", NULL, NULL, FALSE, any);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SESSION_LEFT] = g_signal_new ("session-left", COCHL_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_ERROR);
  signals[WINDOWS_KNOWN] = g_signal_new ("windows-known", COCHL_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
  signals[CONDITION_CHANGED] = g_signal_new ("condition-changed", COCHL_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                             NULL, G_TYPE_NONE, 0);
}

static void
cochl_client_init (CochlClient *self)
{
}

CochlClient *
cochl_client_new (const char *first_property, ...)
{
  va_list args;

  va_start (args, first_property);
  CochlClient *self = COCHL_CLIENT (g_object_new_valist (COCHL_TYPE_CLIENT, first_property, args));
  va_end (args);
  return self;
}

/* @submission: NULL for the list of tags. */
static void
add_job (CochlClient *self, CochlSubmission *submission, GTask *task)
{
  if (g_atomic_int_get (&self->closed))
    g_task_return_new_error (task, COCHL_ERROR, COCHL_ERROR_FAILED, "The client was closed: make a new one.");
  else if (!self->has_key)
    g_task_return_new_error (task, COCHL_ERROR, COCHL_ERROR_NO_KEY, "The client was made without an API key: give it one.");
  else
    cochl_scheduler_add (self->scheduler, cochl_job_new (task, submission));
}

void
cochl_client_submit_async (CochlClient *self, CochlSubmission *submission, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (COCHL_IS_CLIENT (self));
  g_return_if_fail (submission != NULL);

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cochl_client_submit_async);
  add_job (self, submission, task);
}

GPtrArray *
cochl_client_submit_finish (CochlClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
cochl_client_end_lane (CochlClient *self, CochlLane *lane)
{
  g_return_if_fail (COCHL_IS_CLIENT (self));
  g_return_if_fail (lane != NULL);

  cochl_lane_end (lane);
  cochl_scheduler_sweep (self->scheduler);
}

gboolean
cochl_client_get_windows (CochlClient *self, gint64 *window_size, gint64 *window_hop)
{
  g_return_val_if_fail (COCHL_IS_CLIENT (self), FALSE);

  return cochl_known_windows_get (self->pool->windows, window_size, window_hop);
}

void
cochl_client_list_tags_async (CochlClient *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (COCHL_IS_CLIENT (self));

  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cochl_client_list_tags_async);
  add_job (self, NULL, task);
}

GStrv
cochl_client_list_tags_finish (CochlClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
cochl_client_get_stats (CochlClient *self, CochlClientStats *stats)
{
  g_return_if_fail (COCHL_IS_CLIENT (self));

  cochl_counters_get (self->counters, stats);
}

void
cochl_client_get_condition (CochlClient *self, CochlCondition *out)
{
  g_return_if_fail (COCHL_IS_CLIENT (self));

  cochl_health_get (self->pool->health, out, g_get_monotonic_time ());
  out->n_sharing = cochl_pool_count_members (self->pool);
}

void
cochl_client_close_async (CochlClient *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (COCHL_IS_CLIENT (self));

  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cochl_client_close_async);
  g_atomic_int_set (&self->closed, TRUE);
  cochl_pool_leave (self->pool, self->teller);
  cochl_closing_begin (task, self->scheduler, self->teller);
}

gboolean
cochl_client_close_finish (CochlClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
