#include "print/print.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *const NAMES[] = {"json", "pdf", "xlsx"};
static const char *const TYPES[] = {
    "application/json", "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};

bool print_format_parse(const char *name, enum print_format *out)
{
    for (int i = 0; i <= PRINT_XLSX; i++) {
        if (strcmp(NAMES[i], name) == 0) {
            *out = (enum print_format)i;
            return true;
        }
    }
    return false;
}

const char *print_media_type(enum print_format format)
{
    return TYPES[format];
}

const char *print_ending(enum print_format format)
{
    return NAMES[format];
}

/* ---- The other program ------------------------------------------------------------------------
 */

/* Beside this program, in the folder of a build, or where it is installed. */
static bool find_helper(char path[1024])
{
    static const char *const PLACES[] = {"%s/lifeline-print", "%s/../print/lifeline-print",
                                         "%s/../lib/lifeline/lifeline-print"};
    char self[900];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(self, '/');
    if (!slash)
        return false;
    *slash = '\0';
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
        const char *form = PLACES[i] + 2;
        snprintf(path, 1024, "%s%s", self, form);
        if (access(path, X_OK) == 0)
            return true;
    }
    return false;
}

struct helper {
    pid_t pid;
    int in, out; /* what it reads and what it writes; -1: closed */
};

static void close_end(int *end)
{
    if (*end >= 0)
        close(*end);
    *end = -1;
}

static enum err start(const char *path, enum print_format format, struct helper *out,
                      struct error *error)
{
    extern char **environ;
    int in[2] = {-1, -1}, from[2] = {-1, -1};
    char *const args[] = {(char *)(uintptr_t)path, (char *)(uintptr_t)NAMES[format], NULL};
    posix_spawn_file_actions_t actions;
    int failed = pipe2(in, O_CLOEXEC) || pipe2(from, O_CLOEXEC);
    if (!failed) {
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
        failed = posix_spawn(&out->pid, path, &actions, NULL, args, environ);
        posix_spawn_file_actions_destroy(&actions);
    }
    close_end(&in[0]);
    close_end(&from[1]);
    out->in = in[1];
    out->out = from[0];
    if (!failed) {
        fcntl(out->in, F_SETFL, O_NONBLOCK);
        return ERR_OK;
    }
    close_end(&out->in);
    close_end(&out->out);
    return error_at(error, ERR_IO, path, "The program cannot be started: %s.", strerror(errno));
}

/* ---- Talking to it ----------------------------------------------------------------------------
 */

struct talk {
    struct helper helper;
    const char *text;
    size_t text_n, sent;
    char *got;
    size_t n, room;
};

static int64_t seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static void send_more(struct talk *talk)
{
    ssize_t n = write(talk->helper.in, talk->text + talk->sent, talk->text_n - talk->sent);
    if (n > 0)
        talk->sent += (size_t)n;
    bool broken = n < 0 && errno != EAGAIN && errno != EINTR;
    if (talk->sent == talk->text_n || broken)
        close_end(&talk->helper.in);
}

/* False: too much. */
static bool take_more(struct talk *talk)
{
    if (talk->n == talk->room) {
        talk->room = talk->room ? talk->room * 2 : 64 * 1024;
        talk->got = realloc(talk->got, talk->room);
        if (!talk->got)
            abort();
    }
    ssize_t n = read(talk->helper.out, talk->got + talk->n, talk->room - talk->n);
    if (n > 0)
        talk->n += (size_t)n;
    else if (n == 0 || errno != EINTR)
        close_end(&talk->helper.out);
    return talk->n <= PRINT_OUT_MAX;
}

/* Writes and reads until the program has ended its output; false: it takes too long or too much. */
static bool converse(struct talk *talk)
{
    int64_t end_s = seconds_now() + PRINT_SECONDS_MAX;
    while (talk->helper.out >= 0) {
        struct pollfd ends[2] = {{talk->helper.out, POLLIN, 0}, {talk->helper.in, POLLOUT, 0}};
        if (seconds_now() > end_s)
            return false;
        if (poll(ends, talk->helper.in >= 0 ? 2 : 1, 1000) < 0 && errno != EINTR)
            return false;
        if (talk->helper.in >= 0 && ends[1].revents)
            send_more(talk);
        if (ends[0].revents && !take_more(talk))
            return false;
    }
    return true;
}

static bool ended_well(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

enum err print_render(const json_t *document, enum print_format format, char **out, size_t *size,
                      struct error *error)
{
    char path[1024];
    char *text = json_dumps(document, JSON_COMPACT);
    if (!text)
        abort();
    struct talk talk = {.helper = {0, -1, -1}, .text = text, .text_n = strlen(text)};
    enum err rc = ERR_OK;
    if (talk.text_n > PRINT_IN_MAX)
        rc = error_set(error, ERR_LIMIT, "The document is larger than %d bytes.", PRINT_IN_MAX);
    else if (!find_helper(path))
        rc = error_set(error, ERR_UNSUPPORTED,
                       "lifeline-print is not installed beside this program: no PDF, no XLSX.");
    if (rc == ERR_OK)
        rc = start(path, format, &talk.helper, error);
    if (rc == ERR_OK) {
        bool whole = converse(&talk);
        close_end(&talk.helper.in);
        close_end(&talk.helper.out);
        if (!whole)
            kill(talk.helper.pid, SIGKILL);
        if (!ended_well(talk.helper.pid) || talk.n == 0)
            rc = error_set(error, ERR_INTERNAL, "The document could not be printed.");
    }
    free(text);
    if (rc != ERR_OK) {
        free(talk.got);
        return rc;
    }
    *out = talk.got;
    *size = talk.n;
    return ERR_OK;
}
