/* Arguments of strangers against every command's specification: fine, or refused with a place. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "ops/command.h"
#include "ops/ops.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* The first line names the command, the rest is the body. */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    char name[64];
    struct sv rest = sv_from((const char *)data, size), first = sv_cut(&rest, '\n');
    json_t *args = NULL;
    if (first.n >= sizeof name || !rest.at)
        return 0;
    memcpy(name, first.at, first.n);
    name[first.n] = '\0';
    const struct command *command = ops_command(name);
    if (!command || json_read(rest, "body", &args, NULL) != ERR_OK)
        return 0;
    struct error error = {0};
    if (spec_check(command->args, args, &error) != ERR_OK && !error.text[0])
        abort();
    json_decref(args);
    return 0;
}
