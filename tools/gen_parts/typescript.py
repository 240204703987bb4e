"""The TypeScript types and one function a command."""
import json

from gen_parts.openapi import pascal
from gen_parts.schema import kinds_of

HEAD = """// Written by tools/gen.py from schema/; do not edit.

/** What a call may carry beside its arguments. */
export interface CallOptions {
    key?: string;
    ifMatch?: number;
    signal?: AbortSignal;
}
export interface Command {
    name: string;
    method: string;
    path: string;
    ifMatch: 'none' | 'optional' | 'required';
    /** Who may call it. */
    roles: readonly string[];
}
/** Sends one call: puts path arguments into the path, the rest into the query or body. */
export type Send = (command: Command, args: object, options?: CallOptions) => Promise<unknown>;
export interface List<T> {
    items: T[];
    next?: string | null;
}
"""


def ts_type(model, spec, indent=0):
    if "$ref" in spec:
        name = pascal(spec["$ref"].split("/")[1])
        return f"{name} | null" if spec.get("nullable") else name
    if "list_of" in spec:
        return f"List<{pascal(spec['list_of'].split('/')[1])}>"
    words = model.enum(spec)
    kinds, parts = kinds_of(spec), []
    for kind in kinds:
        if kind == "string":
            parts.append(" | ".join(f"'{word}'" for word in words) if words else "string")
        elif kind in ("integer", "number"):
            parts.append("number")
        elif kind == "array":
            inner = ts_type(model, spec["items"], indent) if spec.get("items") else "unknown"
            parts.append(f"({inner})[]" if " " in inner else f"{inner}[]")
        elif kind == "object":
            parts.append(ts_object(model, spec["properties"], indent) if "properties" in spec else "Record<string, unknown>")
        else:
            parts.append(kind)
    parts = list(dict.fromkeys(parts))
    return " | ".join(parts) or "unknown"


def ts_object(model, properties, indent=0):
    pad = "    " * (indent + 1)
    rows = [f"{pad}{name}{'?' if spec.get('optional') else ''}: {ts_type(model, spec, indent + 1)};\n" for name, spec in properties.items()]
    return "{\n" + "".join(rows) + "    " * indent + "}"


def api(model):
    text = HEAD
    for name, spec in model.types.items():
        text += f"\n/** {spec['summary']['en']} */\nexport interface {pascal(name)} {ts_object(model, spec['properties'])}\n"
    calls = [c for c in model.commands if c["http"]]
    text += "\nexport const commands = {\n"
    for c in calls:
        row = {"name": c["name"], "method": c["http"]["method"], "path": c["http"]["path"], "ifMatch": c.get("if_match") or "none", "roles": c["roles"]}
        text += f"    {json.dumps(c['name'])}: {json.dumps(row)},\n"
    text += "} as const satisfies Record<string, Command>;\nexport type CommandName = keyof typeof commands;\n\nexport function makeApi(send: Send) {\n    return {\n"
    for c in calls:
        first, *rest = pascal(c["name"])
        needed = any(not spec.get("optional") for spec in c["args"].values())
        args = ts_object(model, c["args"], 3) if c["args"] else "Record<string, never>"
        reply = ts_type(model, c["reply"]) if c["reply"] else "void"
        text += f"        /** {c['summary']['en']} */\n"
        text += f"        {first.lower() + ''.join(rest)}: (args: {args}{'' if needed else ' = {}'}, options?: CallOptions) =>\n"
        text += f"            send(commands[{json.dumps(c['name'])}], args, options) as Promise<{reply}>,\n"
    return text + "    };\n}\nexport type Api = ReturnType<typeof makeApi>;\n"


FORMS_HEAD = """// Written by tools/gen.py from schema/; do not edit.
import type { CommandName, Name } from './api';

/** One argument, or field, of a form. `min` and `max` bound a value, a text's characters or a list's items. */
export interface ArgSpec {
    name: string;
    kind: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array' | 'any';
    format?: 'uuid' | 'date-time' | 'time-of-day';
    optional?: boolean;
    inPath?: boolean;
    min?: number;
    max?: number;
    words?: string[];
    fields?: ArgSpec[];
    items?: ArgSpec;
}
export interface FormSpec {
    summary: Name;
    args: ArgSpec[];
}
"""
BOUNDS = {"string": ("minLength", "maxLength"), "array": ("minItems", "maxItems"),
          "integer": ("minimum", "maximum"), "number": ("minimum", "maximum")}


def arg_spec(model, name, spec):
    merged = dict(spec)
    if "$ref" in spec:
        target = model.types[spec["$ref"].split("/")[1]]
        merged = {**target, **{key: spec[key] for key in spec if key != "$ref"}}
    kinds = [kind for kind in kinds_of(merged) if kind != "null"]
    row = {"name": name, "kind": kinds[0] if kinds else "any"}
    if merged.get("format"):
        row["format"] = merged["format"]
    if spec.get("optional"):
        row["optional"] = True
    if spec.get("in") == "path":
        row["inPath"] = True
    for key, bound in zip(("min", "max"), BOUNDS.get(row["kind"], ())):
        if bound in merged:
            row[key] = merged[bound]
    words = model.enum(merged)
    if words:
        row["words"] = words
    if "properties" in merged:
        row["fields"] = [arg_spec(model, part, field) for part, field in merged["properties"].items()]
    if merged.get("items"):
        row["items"] = arg_spec(model, "", merged["items"])
    return row


def forms(model):
    """What a form needs to know of a command, apart from the client so that only forms load it."""
    text = FORMS_HEAD + "\nexport const forms: Partial<Record<CommandName, FormSpec>> = {\n"
    for c in model.commands:
        if c["kind"] == "command" and c["http"]:
            row = {"summary": c["summary"], "args": [arg_spec(model, name, spec) for name, spec in c["args"].items()]}
            text += f"    {json.dumps(c['name'])}: {json.dumps(row, ensure_ascii=False)},\n"
    return text + "};\n"


def client(model):
    return {"web/src/gen/api.ts": api(model), "web/src/gen/forms.ts": forms(model)}
