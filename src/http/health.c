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

struct figure {
    const char *name, *help;
    double value;
};

/* What only grows is called a total, as Prometheus wants it. */
static void write_figures(FILE *out, const struct figure *figures, size_t n)
{
    for (const struct figure *figure = figures; figure < figures + n; figure++) {
        bool grows = sv_ends(sv_of(figure->name), "_total");
        metrics_figure(out, figure->name, grows ? "counter" : "gauge", figure->help, figure->value);
    }
}

static void write_store(struct door *door, FILE *out)
{
    struct store_stats stats;
    store_stats(door->config.store, &stats);
    const struct figure figures[] = {
        {"lifeline_store_writes_total", "Writes that are durable.", (double)stats.writes},
        {"lifeline_store_failed_writes_total", "Writes that were undone.",
         (double)stats.failed_writes},
        {"lifeline_store_commits_total",
         "Durable commits; writes by commits is the mean size of a group.", (double)stats.commits},
        {"lifeline_store_group_max", "Largest group of one commit.", (double)stats.group_max},
        {"lifeline_store_commit_seconds_total", "Time spent in commits.",
         (double)stats.commit_ns * 1e-9},
        {"lifeline_store_queued", "Writes that wait for the writer.", (double)stats.queued},
    };
    write_figures(out, figures, sizeof figures / sizeof *figures);
}

static void write_door(struct door *door, FILE *out)
{
    struct http_stats http;
    struct events_stats events;
    http_server_stats(door->server, &http);
    events_stats(door->events, &events);
    const struct figure figures[] = {
        {"lifeline_http_connections", "Open connections.", (double)http.open},
        {"lifeline_http_connections_total", "Connections accepted.", (double)http.accepted},
        {"lifeline_http_refused_total",
         "Requests the server refused by itself (malformed, too large, too slow).",
         (double)http.refused},
        {"lifeline_http_sent_bytes_total", "Bytes answered.", (double)http.bytes_out},
        {"lifeline_event_streams", "Clients of the stream of events.", (double)http.streams},
        {"lifeline_events_sent_total", "Events sent on streams.", (double)events.sent},
        {"lifeline_event_streams_dropped_total",
         "Streams dropped because the client did not keep up.", (double)events.dropped},
        {"lifeline_event_last_seq", "Number of the newest event.", (double)events.last_seq},
        {"lifeline_pool_queued", "Queries that wait for a thread.",
         (double)pool_queued(door->pool)},
        {"lifeline_resident_memory_bytes", "Resident memory.", resident_bytes()},
        {"lifeline_uptime_seconds", "Time since the start.",
         (double)(clock_monotonic_ns() - door->started_ns) * 1e-9},
    };
    write_figures(out, figures, sizeof figures / sizeof *figures);
}

static void write_live(struct door *door, FILE *out)
{
    struct live_stats stats;
    if (!door->config.live)
        return;
    live_stats(door->config.live, &stats);
    const struct figure figures[] = {
        {"lifeline_dispatch_rounds_total", "Rounds of the dispatcher.", (double)stats.rounds},
        {"lifeline_dispatch_failures_total", "Rounds that failed.", (double)stats.failures},
        {"lifeline_dispatch_stale_total",
         "Plans refused because somebody else had changed the plan.", (double)stats.stale_commits},
        {"lifeline_dispatch_last_round_seconds", "Duration of the last round.",
         (double)stats.last_round_us * 1e-6},
        {"lifeline_dispatch_worst_round_seconds", "Duration of the longest round.",
         (double)stats.worst_round_us * 1e-6},
        {"lifeline_jobs_open", "Jobs under way.", (double)stats.open_jobs},
        {"lifeline_jobs_unassigned", "Jobs without a crew.", (double)stats.unassigned_jobs},
        {"lifeline_crews_on_shift", "Crews on shift.", (double)stats.crews_on_shift},
        {"lifeline_dispatch_seen_seq", "Every event up to this one is in the plan.",
         (double)stats.seen_seq},
    };
    write_figures(out, figures, sizeof figures / sizeof *figures);
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
