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


def client(model):
    text = HEAD
    for name, spec in model.types.items():
        text += f"\n/** {spec['summary']['en']} */\nexport interface {pascal(name)} {ts_object(model, spec['properties'])}\n"
    calls = [c for c in model.commands if c["http"]]
    text += "\nexport const commands = {\n"
    for c in calls:
        row = {"name": c["name"], "method": c["http"]["method"], "path": c["http"]["path"], "ifMatch": c.get("if_match") or "none"}
        text += f"    {json.dumps(c['name'])}: {json.dumps(row)},\n"
    text += "} as const satisfies Record<string, Command>;\n\nexport function makeApi(send: Send) {\n    return {\n"
    for c in calls:
        first, *rest = pascal(c["name"])
        needed = any(not spec.get("optional") for spec in c["args"].values())
        args = ts_object(model, c["args"], 3) if c["args"] else "Record<string, never>"
        reply = ts_type(model, c["reply"]) if c["reply"] else "void"
        text += f"        /** {c['summary']['en']} */\n"
        text += f"        {first.lower() + ''.join(rest)}: (args: {args}{'' if needed else ' = {}'}, options?: CallOptions) =>\n"
        text += f"            send(commands[{json.dumps(c['name'])}], args, options) as Promise<{reply}>,\n"
    return {"web/src/gen/api.ts": text + "    };\n}\nexport type Api = ReturnType<typeof makeApi>;\n"}
