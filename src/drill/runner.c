#include "drill/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "drill/folder_int.h"
#include "drill/rehearsal_int.h"

enum { PAGE_MAX = 4000000, REPORT_MAX = 16 << 20, SAID_MAX = 1000, LOWEST = 19, POLL_MS = 200 };

struct runner {
    struct runner_config config;
    struct actor self;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool heard; /* of a what-if; under the mutex */
    atomic_bool stopping;
};

/* ---- Telling the city ------------------------------------------------------------------------ */

/* `args` is taken over. */
static void report(struct runner *runner, const char *id, const char *state, json_t *args)
{
    struct ops_reply *reply = NULL;
    json_object_set_new(args, "id", json_string(id));
    json_object_set_new(args, "state", json_string(state));
    if (ops_call_name(runner->config.ops, "rehearsal.report", args, &runner->self, &reply) !=
            ERR_OK &&
        runner->config.log)
        log_warn(runner->config.log, "rehearsal.not_recorded", LOG_S("why", reply->error.text),
                 NULL);
    ops_reply_free(reply);
}

static void failed(struct runner *runner, const char *id, const char *why)
{
    report(runner, id, "failed",
           json_pack("{s:s}", "why", *why ? why : "It did not come to its end."));
}

/* ---- The process ----------------------------------------------------------------------------- */

struct played {
    char file[PATH_MAX], json[PATH_MAX], page[PATH_MAX];
    pid_t pid;
    int said;            /* its standard error */
    char line[SAID_MAX]; /* of it, so far */
    size_t n;
    char last[SAID_MAX]; /* the last that is no percentage: why it failed */
    int percent;
};

static enum err begin(struct runner *runner, const char *at, struct played *it, struct error *error)
{
    extern char **environ;
    const struct runner_config *config = &runner->config;
    char cpu[16];
    int ends[2];
    posix_spawn_file_actions_t actions;
    const char *program = config->program ? config->program : "/proc/self/exe";
    const char *args[] = {"lifeline",   "drill",   it->file,      "--from",
                          config->data, "--packs", config->packs, "--at",
                          at,           "--json",  "--html",      it->page,
                          "--cpu",      cpu,       "--progress",  config->map ? "--city" : NULL,
                          config->map,  NULL};
    snprintf(cpu, sizeof cpu, "%d", config->cpu_s > 0 ? config->cpu_s : RUNNER_CPU_S);
    if (pipe2(ends, O_CLOEXEC))
        return error_set(error, ERR_IO, "The drill cannot be started: %s.", strerror(errno));
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, it->json,
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none); /* a server's threads leave the ending signals to its main thread */
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    int problem = posix_spawn(&it->pid, program, &actions, &attributes,
                              (char *const *)(uintptr_t)args, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    it->said = ends[0];
    if (problem) {
        close(ends[0]);
        return error_set(error, ERR_IO, "The drill cannot be started: %s.", strerror(problem));
    }
    setpriority(PRIO_PROCESS, (id_t)it->pid, LOWEST);
    return ERR_OK;
}

static void take_line(struct runner *runner, const char *id, struct played *it)
{
    int percent, end = 0;
    it->line[it->n] = '\0';
    it->n = 0;
    if (sscanf(it->line, "%d %%%n", &percent, &end) != 1 || !end) {
        snprintf(it->last, sizeof it->last, "%s", it->line);
        return;
    }
    if (percent >= it->percent + 5 && percent <= 100) {
        it->percent = percent;
        report(runner, id, "running", json_pack("{s:i}", "percent", percent));
    }
}

/* Until it has said its last, or the server ends. */
static void listen_to(struct runner *runner, const char *id, struct played *it)
{
    char text[512];
    struct pollfd said = {.fd = it->said, .events = POLLIN};
    for (;;) {
        if (atomic_load(&runner->stopping)) {
            kill(it->pid, SIGKILL);
            return;
        }
        if (poll(&said, 1, POLL_MS) <= 0)
            continue;
        ssize_t n = read(it->said, text, sizeof text);
        if (n <= 0)
            return;
        for (ssize_t i = 0; i < n; i++) {
            if (text[i] == '\n')
                take_line(runner, id, it);
            else if (it->n + 1 < sizeof it->line)
                it->line[it->n++] = text[i];
        }
    }
}

/* ---- One what-if ----------------------------------------------------------------------------- */

/* New text; NULL when it is not there or longer than may be. */
static char *read_whole(const char *path, size_t most)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    char *text = malloc(most + 1);
    if (!text)
        abort();
    size_t n = fread(text, 1, most + 1, file);
    fclose(file);
    if (n > most) {
        free(text);
        return NULL;
    }
    text[n] = '\0';
    return text;
}

static void finish(struct runner *runner, const char *id, const struct played *it)
{
    char *text = read_whole(it->json, REPORT_MAX), *page = read_whole(it->page, PAGE_MAX);
    json_t *told = NULL;
    if (text && json_read(sv_of(text), it->json, &told, NULL) == ERR_OK) {
        json_t *args = json_pack("{s:i, s:o}", "percent", 100, "result", rehearsal_result(told));
        if (page)
            json_object_set_new(args, "page", json_string(page));
        report(runner, id, "done", args);
    } else {
        failed(runner, id, it->last);
    }
    json_decref(told);
    free(text);
    free(page);
}

static enum err write_file(const char *path, const json_t *json, struct error *error)
{
    return json_dump_file(json, path, 0) == 0
               ? ERR_OK
               : error_at(error, ERR_IO, path, "The drill cannot be written.");
}

static void play(struct runner *runner, const json_t *rehearsal)
{
    const char *id = json_text(rehearsal, "id", "");
    struct folder folder = {0};
    struct played it = {.said = -1};
    struct error error = {0};
    char at[TIME_TEXT_MAX];
    int status = 0;
    int64_t now_ms = clock_now_ms(runner->config.clock);
    time_format(now_ms, ops_offset_min(runner->config.ops), at);
    enum err rc = folder_make(&folder, &error);
    snprintf(it.file, sizeof it.file, "%s/drill.json", folder.path);
    snprintf(it.json, sizeof it.json, "%s/report.json", folder.path);
    snprintf(it.page, sizeof it.page, "%s/page.html", folder.path);
    if (rc == ERR_OK) {
        json_t *drill = rehearsal_drill(rehearsal, now_ms);
        rc = write_file(it.file, drill, &error);
        json_decref(drill);
    }
    if (rc == ERR_OK) {
        report(runner, id, "running", json_pack("{s:i, s:s}", "percent", 0, "from", at));
        rc = begin(runner, at, &it, &error);
    }
    if (rc == ERR_OK) {
        listen_to(runner, id, &it);
        close(it.said);
        waitpid(it.pid, &status, 0);
        if (!atomic_load(&runner->stopping))
            finish(runner, id, &it);
    } else {
        failed(runner, id, error.text);
    }
    folder_remove(&folder);
}

/* ---- One after the other --------------------------------------------------------------------- */

/* The oldest in a state; new, NULL: there is none. */
static json_t *next_in(struct runner *runner, const char *state)
{
    struct ops_reply *reply = NULL;
    json_t *found = NULL;
    if (ops_call_name(runner->config.ops, "rehearsal.list",
                      json_pack("{s:s, s:i}", "state", state, "limit", 100), &runner->self,
                      &reply) == ERR_OK) {
        const json_t *items = json_object_get(ops_reply_json(reply), "items");
        found = json_incref(json_array_get(items, json_array_size(items) - 1));
    }
    ops_reply_free(reply);
    return found;
}

static void *run(void *context)
{
    struct runner *runner = context;
    while (!atomic_load(&runner->stopping)) {
        json_t *rehearsal = next_in(runner, "running");
        if (!rehearsal)
            rehearsal = next_in(runner, "waiting");
        if (rehearsal) {
            play(runner, rehearsal);
            json_decref(rehearsal);
            continue;
        }
        pthread_mutex_lock(&runner->mutex);
        while (!runner->heard && !atomic_load(&runner->stopping))
            pthread_cond_wait(&runner->wake, &runner->mutex);
        runner->heard = false;
        pthread_mutex_unlock(&runner->mutex);
    }
    return NULL;
}

static void tell(struct runner *runner)
{
    pthread_mutex_lock(&runner->mutex);
    runner->heard = true;
    pthread_cond_signal(&runner->wake);
    pthread_mutex_unlock(&runner->mutex);
}

static void hear(const struct ops_event *events, size_t n, void *context)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(events[i].type, "rehearsal.created") == 0)
            tell(context);
    }
}

enum err runner_start(const struct runner_config *config, struct runner **out, struct error *error)
{
    struct runner *runner = calloc(1, sizeof *runner);
    if (!runner)
        abort();
    runner->config = *config;
    runner->self = actor_system("rehearsals");
    pthread_mutex_init(&runner->mutex, NULL);
    pthread_cond_init(&runner->wake, NULL);
    enum err rc = ops_subscribe(config->ops, hear, runner, error);
    if (rc == ERR_OK && pthread_create(&runner->thread, NULL, run, runner) != 0) {
        ops_unsubscribe(config->ops, hear, runner);
        rc = error_set(error, ERR_LIMIT, "No thread could be made for what-ifs.");
    }
    if (rc != ERR_OK) {
        free(runner);
        return rc;
    }
    *out = runner;
    return ERR_OK;
}

void runner_stop(struct runner *runner)
{
    if (!runner)
        return;
    atomic_store(&runner->stopping, true);
    tell(runner);
    pthread_join(runner->thread, NULL);
    ops_unsubscribe(runner->config.ops, hear, runner);
    pthread_cond_destroy(&runner->wake);
    pthread_mutex_destroy(&runner->mutex);
    free(runner);
}
