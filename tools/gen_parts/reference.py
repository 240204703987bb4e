"""The reference pages: commands, rights, states."""
from gen_parts.openapi import errors_of
from gen_parts.schema import ROLES, kinds_of

NOTE = "<!-- Written by tools/gen.py from schema/; do not edit. -->\n"


def describe(model, spec):
    if "$ref" in spec:
        return spec["$ref"].split("/")[1]
    words = model.enum(spec)
    kinds = "/".join(kinds_of(spec)) or "any"
    if words:
        return "one of " + ", ".join(f"`{word}`" for word in words)
    if "array" in kinds_of(spec) and spec.get("items"):
        kinds = f"list of {describe(model, spec['items'])}"
    bounds = [f"{label} {spec[key]}" for key, label in (
        ("format", ""), ("minLength", "at least"), ("maxLength", "at most"), ("minimum", "from"), ("maximum", "to"),
        ("maxItems", "at most")) if key in spec]
    return kinds + (" (" + ", ".join(text.strip() for text in bounds) + ")" if bounds else "")


def reply_text(command):
    reply = command["reply"]
    if reply is None:
        return "nothing"
    if "list_of" in reply:
        return f"a list of `{reply['list_of'].split('/')[1]}`"
    return f"`{reply['$ref'].split('/')[1]}`"


def commands_page(model):
    text = NOTE + "# Commands\n\nBelow `/api/v1`. Arguments not in the path are query parameters of a GET and the body of anything else.\n"
    for c in model.commands:
        text += f"\n## {c['name']}\n\n{c['summary']['en']} {c['summary']['zh']}\n\n"
        if c["http"]:
            text += f"`{c['http']['method']} {c['http']['path']}` answers {c['http']['status']} with {reply_text(c)}."
            text += {"required": " `If-Match` is required.", "optional": " `If-Match` is heeded."}.get(c.get("if_match"), "") + "\n"
        if c["args"]:
            text += "\n| argument | | what |\n|---|---|---|\n"
            for name, spec in c["args"].items():
                need = "path" if spec.get("in") == "path" else "optional" if spec.get("optional") else "required"
                text += f"| `{name}` | {need} | {describe(model, spec)} |\n"
        text += "\nErrors: " + ", ".join(f"`{slug}`" for slug in errors_of(c)) + ".\n"
    return text


def rights_page(model):
    text = NOTE + "# Rights\n\n`yes`: within the caller's organisation where the command is bound to one (scope org); `own`: only what is\ntheir own (a crew's own work, a resident's own request); blank: refused.\n\n"
    text += "| command | scope | " + " | ".join(ROLES) + " |\n|---|---|" + "---|" * len(ROLES) + "\n"
    for c in model.commands:
        cells = ["own" if r in c.get("own", []) else "yes" if r in c["roles"] else "" for r in ROLES]
        text += f"| {c['name']} | {c['scope']} | " + " | ".join(cells) + " |\n"
    return text


def states_page(model):
    text = NOTE + "# States\n"
    for name, machine in model.machines.items():
        text += f"\n## {name}\n\n{machine['summary']['en']} {machine['summary']['zh']}\n\n```mermaid\nstateDiagram-v2\n    [*] --> {machine['initial']}\n"
        for state, after in machine["transitions"].items():
            text += "".join(f"    {state} --> {to}\n" for to in after)
        text += "```\n"
        for state, phases in machine.get("requires", {}).items():
            text += f"\nBefore `{state}` every required step of the phases {', '.join(phases)} is recorded.\n"
        text += "\n| state | English | 中文 |\n|---|---|---|\n"
        text += "".join(f"| `{state}` | {label['en']} | {label['zh']} |\n" for state, label in machine["states"].items())
    return text


def pages(model):
    return {
        "docs/reference/commands.md": commands_page(model),
        "docs/reference/rights.md": rights_page(model),
        "docs/reference/states.md": states_page(model),
    }
