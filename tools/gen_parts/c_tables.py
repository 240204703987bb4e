"""The C tables of commands and state machines."""
import json

from gen_parts.schema import ROLES, kinds_of

NOTE = "/* Written by tools/gen.py from schema/; do not edit. */\n"
TYPE_BITS = {
    "string": "SPEC_STRING", "integer": "SPEC_INTEGER", "number": "SPEC_NUMBER",
    "boolean": "SPEC_BOOLEAN", "object": "SPEC_OBJECT", "array": "SPEC_ARRAY", "null": "SPEC_NULL",
}
FORMATS = {None: "FORMAT_NONE", "uuid": "FORMAT_UUID", "date-time": "FORMAT_DATE_TIME",
           "time-of-day": "FORMAT_TIME_OF_DAY"}
BOUNDS = [("minLength", "maxLength"), ("minItems", "maxItems"), ("minimum", "maximum"), ("", "maxProperties")]


def quote(text):
    return json.dumps(text, ensure_ascii=False)


def symbol(name):
    return name.replace(".", "_").replace("-", "_")


class Tables:
    """Spec tables written before they are named; equal ones are written once."""

    def __init__(self, model):
        self.model, self.lines, self.known = model, [], {}

    def table(self, kind, body):
        if body not in self.known:
            self.known[body] = f"{kind}_{len(self.known)}"
            c_type = {"words": "const char *const"}.get(kind, "const struct spec")
            self.lines.append(f"static {c_type} {self.known[body]}[] = {{\n{body}}};\n")
        return self.known[body]

    def words(self, words):
        return self.table("words", "".join(f"    {quote(word)},\n" for word in words) + "    NULL,\n")

    def fields(self, properties, place=None):
        rows = "".join(f"    {self.spec(name, spec, place)},\n" for name, spec in properties.items())
        return self.table("fields", rows + "    {0},\n")

    def spec(self, name, spec, place=None):
        merged = dict(spec)
        if "$ref" in spec:
            target = self.model.types[spec["$ref"].split("/")[1]]
            merged = {**target, **{key: spec[key] for key in spec if key != "$ref"}}
        kinds = kinds_of(merged) + (["null"] if merged.get("nullable") else [])
        parts = [f".name = {quote(name)}" if name else ""]
        if kinds:
            parts.append(".types = " + " | ".join(TYPE_BITS[kind] for kind in kinds))
        if merged.get("format"):
            parts.append(f".format = {FORMATS[merged['format']]}")
        where = "IN_PATH" if spec.get("in") == "path" else place
        if where and where != "IN_BODY":
            parts.append(f".in = {where}")
        if spec.get("optional"):
            parts.append(".optional = true")
        parts += self.bounds(merged)
        words = self.model.enum(merged)
        if words:
            parts.append(f".values = {self.words(words)}")
        if "properties" in merged:
            parts.append(f".fields = {self.fields(merged['properties'])}")
        if merged.get("items"):
            item = self.spec(None, merged["items"])
            parts.append(f".items = {self.table('item', f'    {item},' + chr(10))}")
        return "{" + ", ".join(part for part in parts if part) + "}"

    @staticmethod
    def bounds(spec):
        parts = []
        for low, high in BOUNDS:
            if low in spec:
                parts.append(f".has_min = true, .min = {float(spec[low])!r}")
            if high in spec:
                parts.append(f".has_max = true, .max = {float(spec[high])!r}")
        return parts


def mask(roles):
    return " | ".join(f"1u << ROLE_{role.upper()}" for role in roles) or "0"


def noun(command):
    if "id" in command["args"] and command["args"]["id"].get("format") == "uuid":
        return {"step": "visit"}.get(command["name"].split(".")[0], command["name"].split(".")[0])
    return None


def command_row(command, fields):
    http = command["http"]
    kind = {"command": "COMMAND_WRITE", "query": "COMMAND_QUERY", "door": "COMMAND_DOOR"}[command["kind"]]
    rows = [
        f".name = {quote(command['name'])}",
        f".noun = {quote(noun(command)) if noun(command) else 'NULL'}",
        f".kind = {kind}",
        f".method = {quote(http['method']) if http else 'NULL'}",
        f".path = {quote(http['path']) if http else 'NULL'}",
        f".status = {http['status'] if http else 200}",
        f".roles = {mask(command['roles'])}",
        f".own = {mask(command.get('own', []))}",
        f".scope = SCOPE_{command['scope'].upper()}",
        f".if_match = IF_MATCH_{(command.get('if_match') or 'none').upper()}",
        f".slow = {'true' if command.get('slow') else 'false'}",
        f".document = {'true' if command.get('document') else 'false'}",
        f".asks = {quote(command['asks']) if command.get('asks') else 'NULL'}",
        f".args = {fields}",
        f".run = {'NULL' if command['kind'] == 'door' else 'op_' + symbol(command['name'])}",
        f".summary_en = {quote(command['summary']['en'])}",
        f".summary_zh = {quote(command['summary']['zh'])}",
    ]
    return "    {\n" + "".join(f"        {row},\n" for row in rows) + "    },\n"


def commands(model):
    tables, rows = Tables(model), []
    for command in model.commands:
        get = command["http"] and command["http"]["method"] == "GET"
        rows.append(command_row(command, tables.fields(command["args"], "IN_QUERY" if get else "IN_BODY")))
    runs = [f"op_run op_{symbol(c['name'])};\n" for c in model.commands if c["kind"] != "door"]
    header = (
        NOTE + "#ifndef LIFELINE_OPS_GEN_COMMANDS_H\n#define LIFELINE_OPS_GEN_COMMANDS_H\n\n"
        '#include "ops/command.h"\n\n'
        f"enum {{ COMMANDS_N = {len(model.commands)} }};\n"
        "/* Sorted by name. */\nextern const struct command commands[COMMANDS_N];\n\n"
        "/* One handler a command, in the file of its noun. */\n" + "".join(runs) + "\n#endif\n"
    )
    statuses = "".join(
        f"    case ERR_{'STATE' if slug == 'wrong_state' else 'FORMAT' if slug == 'bad_format' else slug.upper()}:\n"
        f"        return {status};\n" for slug, status in model.errors.items())
    source = (
        NOTE + '#include "ops/gen/commands.h"\n\n' + "\n".join(tables.lines)
        + "\nconst struct command commands[COMMANDS_N] = {\n" + "".join(rows) + "};\n\n"
        "int command_error_status(enum err code)\n{\n    switch (code) {\n" + statuses
        + "    case ERR_OK:\n        return 200;\n    case ERR_COUNT:\n        break;\n    }\n    return 500;\n}\n\n"
        "static const char *const roles[ROLE_COUNT] = {" + ", ".join(quote(role) for role in ROLES) + "};\n\n"
        "const char *role_name(enum role role)\n{\n    return roles[role];\n}\n"
    )
    return {"src/ops/gen/commands.h": header, "src/ops/gen/commands.c": source}


def machines(model):
    header = NOTE + "#ifndef LIFELINE_OPS_GEN_MACHINES_H\n#define LIFELINE_OPS_GEN_MACHINES_H\n\n#include \"ops/machine.h\"\n"
    source = NOTE + '#include "ops/gen/machines.h"\n\n#include <stddef.h>\n'
    for name, machine in model.machines.items():
        states, up = list(machine["states"]), name.upper()
        header += f"\nenum {name}_state {{\n" + "".join(f"    {up}_{state.upper()},\n" for state in states)
        header += f"    {up}_STATES_N\n}};\nextern const struct machine machine_{name};\n"
        source += f"\nstatic const char *const {name}_states[] = {{\n"
        source += "".join(f"    {quote(state)},\n" for state in states) + "};\n"
        source += f"static const uint32_t {name}_next[] = {{\n"
        for state in states:
            bits = " | ".join(f"1u << {up}_{after.upper()}" for after in machine["transitions"][state])
            source += f"    [{up}_{state.upper()}] = {bits or '0'},\n"
        source += "};\n"
        requires = machine.get("requires", {})
        for state, phases in requires.items():
            words = ", ".join(quote(phase) for phase in phases)
            source += f"static const char *const {name}_before_{state}[] = {{{words}, NULL}};\n"
        if requires:
            source += f"static const char *const *const {name}_requires[{up}_STATES_N] = {{\n"
            source += "".join(f"    [{up}_{state.upper()}] = {name}_before_{state},\n" for state in requires)
            source += "};\n"
        source += f"const struct machine machine_{name} = {{\n    .name = {quote(name)},\n"
        source += f"    .initial = {up}_{machine['initial'].upper()},\n    .n = {up}_STATES_N,\n"
        source += f"    .states = {name}_states,\n    .next = {name}_next,\n"
        source += f"    .requires = {name}_requires,\n" if requires else ""
        source += "};\n"
    return {"src/ops/gen/machines.h": header + "\n#endif\n", "src/ops/gen/machines.c": source}
