/* What those who run the program ask: does it live, can it work, what does it do. */
#include <stdlib.h>
#include <unistd.h>

#include "http/door_int.h"
#include "live/live.h"

void health_handle(struct door *door, struct http_request *request)
{
    struct http_answer answer = {.status = 200, .type = "application/json"};
    if (!door_reads(request)) {
        door_wrong_method(door, request, "GET, HEAD");
        return;
    }
    if (sv_is(request->path, "/readyz") && !atomic_load(&door->is_ready)) {
        door_fail_status(door, request, 503, "The server is starting or stopping.");
        return;
    }
    answer.body = "{\"status\":\"ok\"}";
    answer.body_n = 15;
    http_answer_field(&answer, "Cache-Control", "no-store");
    door_send(door, request, &answer);
}

static double resident_bytes(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    long total = 0, resident = 0;
    if (!file)
        return 0;
    int n = fscanf(file, "%ld %ld", &total, &resident);
    fclose(file);
    return n == 2 ? (double)resident * (double)sysconf(_SC_PAGESIZE) : 0;
}

static void write_store(struct door *door, FILE *out)
{
    struct store_stats stats;
    store_stats(door->config.store, &stats);
    metrics_figure(out, "lifeline_store_writes_total", "counter", "Writes that are durable.",
                   (double)stats.writes);
    metrics_figure(out, "lifeline_store_failed_writes_total", "counter", "Writes that were undone.",
                   (double)stats.failed_writes);
    metrics_figure(out, "lifeline_store_commits_total", "counter",
                   "Durable commits; writes by commits is the mean size of a group.",
                   (double)stats.commits);
    metrics_figure(out, "lifeline_store_group_max", "gauge", "Largest group of one commit.",
                   (double)stats.group_max);
    metrics_figure(out, "lifeline_store_commit_seconds_total", "counter", "Time spent in commits.",
                   (double)stats.commit_ns * 1e-9);
    metrics_figure(out, "lifeline_store_queued", "gauge", "Writes that wait for the writer.",
                   (double)stats.queued);
}

static void write_door(struct door *door, FILE *out)
{
    struct http_stats http;
    struct events_stats events;
    http_server_stats(door->server, &http);
    events_stats(door->events, &events);
    metrics_figure(out, "lifeline_http_connections", "gauge", "Open connections.",
                   (double)http.open);
    metrics_figure(out, "lifeline_http_connections_total", "counter", "Connections accepted.",
                   (double)http.accepted);
    metrics_figure(out, "lifeline_http_refused_total", "counter",
                   "Requests the server refused by itself (malformed, too large, too slow).",
                   (double)http.refused);
    metrics_figure(out, "lifeline_http_sent_bytes_total", "counter", "Bytes answered.",
                   (double)http.bytes_out);
    metrics_figure(out, "lifeline_event_streams", "gauge", "Clients of the stream of events.",
                   (double)http.streams);
    metrics_figure(out, "lifeline_events_sent_total", "counter", "Events sent on streams.",
                   (double)events.sent);
    metrics_figure(out, "lifeline_event_streams_dropped_total", "counter",
                   "Streams dropped because the client did not keep up.", (double)events.dropped);
    metrics_figure(out, "lifeline_event_last_seq", "gauge", "Number of the newest event.",
                   (double)events.last_seq);
    metrics_figure(out, "lifeline_pool_queued", "gauge", "Queries that wait for a thread.",
                   (double)pool_queued(door->pool));
    metrics_figure(out, "lifeline_resident_memory_bytes", "gauge", "Resident memory.",
                   resident_bytes());
    metrics_figure(out, "lifeline_uptime_seconds", "gauge", "Time since the start.",
                   (double)(clock_monotonic_ns() - door->started_ns) * 1e-9);
}

static void write_live(struct door *door, FILE *out)
{
    struct live_stats stats;
    if (!door->config.live)
        return;
    live_stats(door->config.live, &stats);
    metrics_figure(out, "lifeline_dispatch_rounds_total", "counter", "Rounds of the dispatcher.",
                   (double)stats.rounds);
    metrics_figure(out, "lifeline_dispatch_failures_total", "counter", "Rounds that failed.",
                   (double)stats.failures);
    metrics_figure(out, "lifeline_dispatch_stale_total", "counter",
                   "Plans refused because somebody else had changed the plan.",
                   (double)stats.stale_commits);
    metrics_figure(out, "lifeline_dispatch_last_round_seconds", "gauge",
                   "Duration of the last round.", (double)stats.last_round_us * 1e-6);
    metrics_figure(out, "lifeline_dispatch_worst_round_seconds", "gauge",
                   "Duration of the longest round.", (double)stats.worst_round_us * 1e-6);
    metrics_figure(out, "lifeline_jobs_open", "gauge", "Jobs under way.", (double)stats.open_jobs);
    metrics_figure(out, "lifeline_jobs_unassigned", "gauge", "Jobs without a crew.",
                   (double)stats.unassigned_jobs);
    metrics_figure(out, "lifeline_crews_on_shift", "gauge", "Crews on shift.",
                   (double)stats.crews_on_shift);
    metrics_figure(out, "lifeline_dispatch_seen_seq", "gauge",
                   "Every event up to this one is in the plan.", (double)stats.seen_seq);
}

void metrics_handle(struct door *door, struct http_request *request)
{
    if (!door_reads(request)) {
        door_wrong_method(door, request, "GET, HEAD");
        return;
    }
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    if (!out)
        abort();
    metrics_write(door->metrics, out);
    write_store(door, out);
    write_door(door, out);
    write_live(door, out);
    fclose(out);
    struct http_answer answer = {.status = 200};
    http_answer_text(&answer, "text/plain; version=0.0.4; charset=utf-8", text);
    http_answer_field(&answer, "Cache-Control", "no-store");
    http_answer_gzip(&answer, request->accepts_gzip);
    door_send(door, request, &answer);
}
