"""The OpenAPI 3.1 document."""
import json

from gen_parts.schema import kinds_of

COOKIE, CSRF = "lifeline_session", "X-CSRF-Token"
SAMPLES = {"uuid": "01834b5e-7c00-7000-8000-000000000001", "date-time": "2022-09-27T11:32:00+08:00",
           "time-of-day": "06:30"}
TITLES = {
    "invalid": "A value is not of the form or range it must have.",
    "bad_format": "The body cannot be read as JSON.",
    "not_found": "The named thing does not exist or may not be seen.",
    "exists": "A thing of that name exists already.",
    "wrong_state": "The thing is in a state that does not allow this.",
    "rule": "A rule of the service, zone or plan forbids this.",
    "stale": "The thing has changed since it was read (If-Match).",
    "condition_missing": "If-Match is required.",
    "key_reused": "The Idempotency-Key came before with another body.",
    "unauthenticated": "Nobody is signed in, or the token is wrong or expired.",
    "denied": "The role or organisation does not allow this.",
    "limit": "A size is above its maximum.",
    "busy": "Too much at once; the same call may work later.",
    "cancelled": "The work was stopped before its end.",
    "io": "Reading or writing the database failed.",
    "unsupported": "This build or this city cannot do that.",
    "internal": "The program found itself wrong.",
}


def pascal(name):
    return "".join(word.capitalize() for word in name.replace(".", "_").replace("-", "_").split("_"))


def convert(model, spec, local="#/components/schemas/"):
    """A spec of ours as JSON Schema 2020-12; what is personal says of what matter it is."""
    if "sensitive" in spec:
        plain = {key: value for key, value in spec.items() if key != "sensitive"}
        return convert(model, plain, local) | {"x-sensitive": spec["sensitive"]}
    if "$ref" in spec:
        ref = {"$ref": local + pascal(spec["$ref"].split("/")[1])}
        return {"anyOf": [ref, {"type": "null"}]} if spec.get("nullable") else ref
    if "list_of" in spec:
        item = {"$ref": local + pascal(spec["list_of"].split("/")[1])}
        return {
            "type": "object",
            "properties": {"items": {"type": "array", "items": item}, "next": {"type": ["string", "null"]}},
            "required": ["items"],
        }
    out = {}
    for key in ("type", "format", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems",
                "maxProperties", "additionalProperties"):
        if key in spec:
            out[key] = spec[key]
    words = model.enum(spec)
    if words:
        out["enum"] = words + ([None] if "null" in kinds_of(spec) else [])
    if "items" in spec:
        out["items"] = convert(model, spec["items"], local)
    if "properties" in spec:
        out["properties"] = {name: convert(model, field, local) for name, field in spec["properties"].items()}
        required = [name for name, field in spec["properties"].items() if not field.get("optional")]
        if required:
            out["required"] = required
        out["additionalProperties"] = False
    return out


def sample(model, spec, depth=0):
    """A small value that the spec allows; optional fields are left out below the first level."""
    if "$ref" in spec:
        target = model.types[spec["$ref"].split("/")[1]]
        return target["example"] if "example" in target else sample(model, target, depth)
    if "list_of" in spec:
        return {"items": [sample(model, {"$ref": spec["list_of"]}, depth + 1)], "next": None}
    if "format" in spec:
        return SAMPLES[spec["format"]]
    words = model.enum(spec)
    if words:
        return words[0]
    kind = (kinds_of(spec) or ["boolean"])[0]
    if kind == "object":
        fields = spec.get("properties", {})
        return {k: sample(model, v, depth + 1) for k, v in fields.items() if not v.get("optional")}
    if kind == "array":
        item = spec.get("items")
        return [sample(model, item, depth + 1)] * max(1, spec.get("minItems", 0)) if item and depth < 3 else []
    return {
        "string": "text".ljust(spec.get("minLength", 0), "x")[: spec.get("maxLength", 4)],
        "integer": spec.get("minimum", 0), "number": spec.get("minimum", 0), "boolean": True,
    }[kind]


def parameters(model, command):
    http, found = command["http"], []
    for name, spec in command["args"].items():
        place = "path" if spec.get("in") == "path" else "query" if http["method"] == "GET" else None
        if place:
            found.append({"name": name, "in": place, "required": not spec.get("optional"), "schema": convert(model, spec)})
    if command["kind"] == "command":
        found.append({"$ref": "#/components/parameters/IdempotencyKey"})
    if command.get("if_match"):
        which = "IfMatchRequired" if command["if_match"] == "required" else "IfMatch"
        found.append({"$ref": f"#/components/parameters/{which}"})
    return found


def body(model, command):
    fields = {name: spec for name, spec in command["args"].items() if spec.get("in") != "path"}
    if command["http"]["method"] in ("GET", "DELETE"):
        return None
    media = {"schema": convert(model, {"type": "object", "properties": fields})}
    media["example"] = command.get("example") or sample(model, {"type": "object", "properties": fields})
    return {"required": any(not spec.get("optional") for spec in fields.values()), "content": {"application/json": media}}


def success(model, command):
    reply = command["reply"]
    out = {"description": command["summary"]["en"]}
    if reply is None:
        return out
    out["content"] = {"application/json": {"schema": convert(model, reply), "example": sample(model, reply)}}
    target = model.types.get(reply.get("$ref", "/").split("/")[1], {})
    if "rev" in target.get("properties", {}):
        out["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}
    return out


def errors_of(command):
    slugs = list(command["errors"]) + ["unauthenticated", "denied", "busy", "limit"]
    if command["args"]:
        slugs += ["invalid", "bad_format"]
    if command["kind"] != "query":
        slugs.append("bad_format")
    if command["kind"] == "command":
        slugs.append("key_reused")
    if command.get("if_match"):
        slugs.append("stale")
    return sorted(set(slugs))


def responses(model, command):
    out = {str(command["http"]["status"]): success(model, command)}
    for status in sorted({model.errors[slug] for slug in errors_of(command)}):
        out[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    if body(model, command):
        out["415"] = {"$ref": "#/components/responses/NotJson"}
    out["429"] = {"$ref": "#/components/responses/TooMany"}
    if command["kind"] == "query" and "headers" in out[str(command["http"]["status"])]:
        out["304"] = {"description": "It has not changed since the ETag that If-None-Match names."}
    return out


def operation(model, command):
    out = {
        "operationId": command["name"],
        "tags": [command["name"].split(".")[0]],
        "summary": command["summary"]["en"],
        "description": f"{command['summary']['zh']}. Roles: {', '.join(command['roles'])}."
        + (f" Only what is their own: {', '.join(command['own'])}." if command.get("own") else ""),
    }
    found = parameters(model, command)
    if found:
        out["parameters"] = found
    request = body(model, command)
    if request:
        out["requestBody"] = request
    out["responses"] = responses(model, command)
    out["x-errors"] = errors_of(command)
    if command["name"] == "session.create":
        out["security"] = []
    return out


def problem_responses(model):
    """One a status; which of its codes an operation gives is in its x-errors."""
    out = {}
    for status in sorted(set(model.errors.values())):
        slugs = [slug for slug in model.errors if model.errors[slug] == status]
        first = TITLES.get(slugs[0], slugs[0])
        example = {"type": "about:blank", "title": slugs[0], "status": status, "detail": first, "code": slugs[0]}
        media = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
        text = " ".join(f"{slug}: {TITLES.get(slug, slug)}" for slug in slugs)
        out[f"Problem{status}"] = {"description": text, "content": {"application/problem+json": media}}
    return out


def components(model):
    schemas = {}
    for name, spec in model.types.items():
        schema = {"description": spec["summary"]["en"], **convert(model, spec)}
        # Answers may gain fields; what comes in is checked strictly.
        schema["additionalProperties"] = True
        if "example" in spec:
            schema["examples"] = [spec["example"]]
        schemas[pascal(name)] = schema
    match = "The `ETag` of the thing as it was read: its `rev` in double quotes."
    header = {"name": "If-Match", "in": "header", "description": match, "schema": {"type": "string", "maxLength": 40}}
    return {
        "schemas": schemas,
        "parameters": {
            "IdempotencyKey": {
                "name": "Idempotency-Key", "in": "header",
                "description": "Repeating a call with the same key and body gives the first answer and does nothing twice.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 128},
            },
            "IfMatch": {**header, "required": False},
            "IfMatchRequired": {**header, "required": True},
        },
        "headers": {"ETag": {"description": "The `rev` of the thing in double quotes.", "schema": {"type": "string"}}},
        "responses": {
            **problem_responses(model),
            "NotJson": {
                "description": "The body was not sent as application/json.",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
            "TooMany": {
                "description": "Too many calls; Retry-After says when to come again.",
                "headers": {"Retry-After": {"schema": {"type": "integer"}}},
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
        },
        "securitySchemes": {
            "cookie": {
                "type": "apiKey", "in": "cookie", "name": COOKIE,
                "description": f"Set by signing in. Calls other than GET also send the session's `csrf` as the header {CSRF}.",
            },
            "bearer": {"type": "http", "scheme": "bearer", "description": "A token of `lifeline user token`."},
        },
    }


def document(model):
    paths = {}
    for command in model.commands:
        if command["http"]:
            paths.setdefault(command["http"]["path"], {})[command["http"]["method"].lower()] = operation(model, command)
    for path, item in model.doors.items():
        paths.setdefault(path, {}).update(item)
    tags = sorted({command["name"].split(".")[0] for command in model.commands})
    out = {
        "openapi": "3.1.0",
        "info": {
            "title": "Lifeline", "version": "1",
            "summary": "Keeps a city's essential services running when districts are sealed.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": "/api/v1"}],
        "security": [{"cookie": []}, {"bearer": []}],
        "tags": [{"name": tag} for tag in tags],
        "paths": dict(sorted(paths.items())),
        "components": components(model),
    }
    return {"schema/gen/openapi.json": json.dumps(out, ensure_ascii=False, indent=1) + "\n"}
