"""Reads schema/ and checks it: a mistake in a schema file is one sentence with the file's name."""
import json

ROLES = ["admin", "manager", "dispatcher", "agent", "crew", "resident", "viewer", "system"]
KINDS = ["command", "query", "door"]
METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE"]
TYPES = ["string", "integer", "number", "boolean", "object", "array", "null"]
SPEC_KEYS = {
    "type", "format", "enum", "enum_of", "minLength", "maxLength", "minimum", "maximum", "items",
    "minItems", "maxItems", "properties", "additionalProperties", "maxProperties", "$ref", "nullable",
    "optional", "in", "list_of", "sensitive",
}
COMMAND_KEYS = {
    "name", "kind", "summary", "http", "roles", "own", "scope", "if_match", "slow", "asks", "document", "args", "reply",
    "errors", "example",
}


class Wrong(Exception):
    pass


class Model:
    def __init__(self):
        self.types, self.machines, self.commands, self.errors, self.doors = {}, {}, [], {}, {}

    def enum(self, spec):
        """The allowed words of a string, or None."""
        if "enum_of" in spec:
            return list(self.machines[spec["enum_of"].split("/")[1]]["states"])
        return spec.get("enum")


def read(path):
    def no_repeats(pairs):
        keys = [key for key, _ in pairs]
        for key in keys:
            if keys.count(key) > 1:
                raise Wrong(f"{path.name}: the key {key} stands twice")
        return dict(pairs)

    try:
        return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=no_repeats)
    except json.JSONDecodeError as error:
        raise Wrong(f"{path.name}:{error.lineno}: {error.msg}") from error


def kinds_of(spec):
    kinds = spec.get("type", [])
    return kinds if isinstance(kinds, list) else [kinds]


def check_bounds(spec, where):
    kinds = kinds_of(spec)
    fixed = "enum" in spec or "enum_of" in spec or "format" in spec
    if "string" in kinds and not fixed and "maxLength" not in spec:
        raise Wrong(f"{where}: a string needs a maxLength")
    if "array" in kinds and "maxItems" not in spec:
        raise Wrong(f"{where}: an array needs maxItems")
    for kind in ("integer", "number"):
        if kind in kinds and not {"minimum", "maximum"} <= set(spec):
            raise Wrong(f"{where}: a number needs a minimum and a maximum")
    if "object" in kinds and "properties" not in spec and "maxProperties" not in spec:
        raise Wrong(f"{where}: an object needs properties, or maxProperties when any may come")


def check_spec(model, spec, where):
    unknown = set(spec) - SPEC_KEYS
    if unknown:
        raise Wrong(f"{where}: unknown key {sorted(unknown)[0]}")
    for key in ("$ref", "list_of"):
        if key in spec:
            if spec[key].split("/")[-1] not in model.types or not spec[key].startswith("types/"):
                raise Wrong(f"{where}: there is no {spec[key]}")
            return
    if "enum_of" in spec and spec["enum_of"].split("/")[-1] not in model.machines:
        raise Wrong(f"{where}: there is no {spec['enum_of']}")
    for kind in kinds_of(spec):
        if kind not in TYPES:
            raise Wrong(f"{where}: unknown type {kind}")
    if spec.get("format") not in (None, "uuid", "date-time", "time-of-day"):
        raise Wrong(f"{where}: unknown format {spec['format']}")
    check_bounds(spec, where)
    for name, field in spec.get("properties", {}).items():
        check_spec(model, field, f"{where}.{name}")
    if "items" in spec:
        check_spec(model, spec["items"], f"{where}[]")


def check_http(command, where):
    http = command["http"]
    if http is None:
        return
    if http["method"] not in METHODS or not http["path"].startswith("/"):
        raise Wrong(f"{where}: http needs a method and a path that begins with /")
    in_path = [part[1:-1] for part in http["path"].split("/") if part.startswith("{")]
    for name in in_path:
        if command["args"].get(name, {}).get("in") != "path":
            raise Wrong(f"{where}: the path's {name} must be an argument with \"in\": \"path\"")
    for name, spec in command["args"].items():
        if spec.get("in") == "path" and name not in in_path:
            raise Wrong(f"{where}: the argument {name} is not in the path")


def check_command(model, command, where):
    unknown = set(command) - COMMAND_KEYS
    missing = {"name", "kind", "summary", "http", "roles", "scope", "args", "reply", "errors"} - set(command)
    if unknown or missing:
        raise Wrong(f"{where}: {'unknown key' if unknown else 'missing'} {sorted(unknown or missing)[0]}")
    if where != command["name"] + ".json":
        raise Wrong(f"{where}: the file must be called as the command, {command['name']}.json")
    if command["kind"] not in KINDS:
        raise Wrong(f"{where}: kind must be one of {', '.join(KINDS)}")
    if command["scope"] not in ("any", "org"):
        raise Wrong(f"{where}: scope must be any or org")
    if command.get("if_match") not in (None, "optional", "required"):
        raise Wrong(f"{where}: if_match must be optional or required")
    for role in command["roles"] + command.get("own", []):
        if role not in ROLES:
            raise Wrong(f"{where}: unknown role {role}")
    for role in command.get("own", []):
        if role not in command["roles"]:
            raise Wrong(f"{where}: {role} is in own but not in roles")
    for error in command["errors"]:
        if error not in model.errors:
            raise Wrong(f"{where}: unknown error {error}")
    check_http(command, where)
    for name, spec in command["args"].items():
        check_spec(model, spec, f"{where}: args.{name}")
    if command["reply"] is not None:
        check_spec(model, command["reply"], f"{where}: reply")


def check_machine(machine, where):
    states = machine["states"]
    if len(states) > 31:
        raise Wrong(f"{where}: more than 31 states")
    if machine["initial"] not in states or set(machine["transitions"]) != set(states):
        raise Wrong(f"{where}: transitions must name every state once, initial one of them")
    for state, after in machine["transitions"].items():
        for name in after:
            if name not in states:
                raise Wrong(f"{where}: {state} leads to the unknown state {name}")
    for state in machine.get("requires", {}):
        if state not in states:
            raise Wrong(f"{where}: requires names the unknown state {state}")


def load(folder):
    model = Model()
    model.errors = read(folder / "errors.json")["properties"]
    for path in sorted((folder / "machines").glob("*.json")):
        machine = read(path)
        check_machine(machine, path.name)
        model.machines[path.stem] = machine
    for path in sorted((folder / "types").glob("*.json")):
        model.types[path.stem] = read(path)
    for name, spec in model.types.items():
        body = {key: spec[key] for key in spec if key not in ("name", "summary", "example")}
        check_spec(model, body, f"types/{name}.json")
    for path in sorted((folder / "commands").glob("*.json")):
        command = read(path)
        check_command(model, command, path.name)
        model.commands.append(command)
    model.commands.sort(key=lambda command: command["name"])
    for path in sorted((folder / "doors").glob("*.json")):
        model.doors.update(read(path))
    return model
