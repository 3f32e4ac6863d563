"""Reads attestations of an image as their own tools do, and fails on what these find wrong.

In: a file with the output of `precast inspect --json`. Out: a line for each statement.
"""

import json
import sys
from pathlib import Path

import cyclonedx.schema
import jsonschema
from google.protobuf import json_format
from in_toto_attestation.predicates.provenance.v1 import provenance_pb2
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement
from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document


def spdx(document):
    problems = validate_full_spdx_document(JsonLikeDictParser().parse(document), "SPDX-2.3")
    assert not problems, "\n".join(problem.validation_message for problem in problems)
    return f"{len(document['packages'])} packages"


def cyclone(document):
    folder = Path(cyclonedx.schema.__file__).parent / "_res"
    schemas = {
        name: json.loads((folder / f"{name.removesuffix('.schema.json')}.SNAPSHOT.schema.json").read_text())
        for name in ("bom-1.6.schema.json", "spdx.schema.json", "jsf-0.82.schema.json")
    }
    schema = schemas["bom-1.6.schema.json"]
    store = {f"http://cyclonedx.org/schema/{name}": schema for name, schema in schemas.items()}
    resolver = jsonschema.RefResolver(schema["$id"], schema, store)
    jsonschema.Draft7Validator(schema, resolver=resolver).validate(document)
    return f"{len(document['components'])} components"


def provenance(document):
    # Fields that the specification does not have are refused.
    json_format.ParseDict(document, provenance_pb2.Provenance())
    return document["runDetails"]["builder"]["id"]


CHECKS = {
    "https://spdx.dev/Document": spdx,
    "https://cyclonedx.org/bom": cyclone,
    "https://slsa.dev/provenance/v1": provenance,
}

image = json.loads(Path(sys.argv[1]).read_text())
for manifest in image["manifests"]:
    for statement in (manifest["attestation"] or {}).get("statements", []):
        message = json_format.ParseDict(statement, statement_pb2.Statement())
        Statement.copy_from_pb(message).validate()
        kind = statement["predicateType"]
        print(kind, CHECKS[kind](statement["predicate"]))
