"""An RO-Crate 1.1 of the folder ``data`` and of the run that made it (Workflow Run Crate 0.5).

The workflow is ``dvc.yaml``, its parts are the notebooks; the coded sheets and the parameters are what
went into the run, the tables of the edition what came out. The profiles are those of `PROFILES`.
The run has no times: nothing here asks a clock.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

from rocrate.model.contextentity import ContextEntity
from rocrate.model.file import File
from rocrate.rocrate import ROCrate

from overseas110 import yamls
from overseas110.exports import built, codebook
from overseas110.exports.built import Built
from overseas110.exports.datapackage import CC_BY

NAME = "ro-crate-metadata.json"
WORKFLOW = "dvc.yaml"
NOTEBOOKS = "notebooks/"
CODED = "raw/"
PROFILES = (
    ("https://w3id.org/ro/wfrun/process/0.5", "Process Run Crate", "0.5"),
    ("https://w3id.org/ro/wfrun/workflow/0.5", "Workflow Run Crate", "0.5"),
    ("https://w3id.org/workflowhub/workflow-ro-crate/1.0", "Workflow RO-Crate", "1.0"),
)
_PARAMETER_PROFILE = "https://bioschemas.org/profiles/FormalParameter/1.0-RELEASE"
_WORKFLOW_PROFILE = "https://bioschemas.org/profiles/ComputationalWorkflow/1.0-RELEASE"
#: Media types of the files in the folder, by their ending.
_FORMATS = {
    ".csv": "text/csv", ".json": "application/json", ".ttl": "text/turtle", ".bib": "text/x-bibtex",
    ".yaml": "application/yaml", ".lock": "application/yaml", ".cff": "application/yaml",
    ".md": "text/markdown", ".ipynb": "application/x-ipynb+json",
}  # fmt: skip
#: Files of the folder that the run neither read nor made.
_ABOUT = ("CITATION.cff", "LICENSE-DATA.md", "README.md", "params.yaml")


def write(build: Built, but: tuple[str, ...] = ()) -> None:
    """Write the metadata of the crate beside the files that it describes, which lie there already.

    Parameters
    ----------
    build : Built
        The build.
    but : tuple of str
        Files of the folder that are no part of the crate: it lies in the zip, so the zip is not in it.
    """
    crate = ROCrate()
    root = _root(crate, build)
    titles = {table.path: table.title for table in codebook.published(build.root)}
    files = {
        name: _file(crate, build.data / name, name, titles.get(name, name))
        for name in built.files(build.data, (NAME, *but))
    }
    workflow = _workflow(crate, build, files)
    objects, results = _run(crate, build, files, workflow)
    root["mentions"] = _add(
        crate, "#run", "CreateAction",
        name=f"The run that made the edition of {build.day}",
        description=f"Every stage of {WORKFLOW}, from commit {build.commit}.",
        instrument=workflow, object=objects, result=results, agent=root["publisher"],
        actionStatus="http://schema.org/CompletedActionStatus",
    )  # fmt: skip
    crate.metadata.extra_terms["sha256"] = "https://w3id.org/ro/terms/workflow-run#sha256"
    data = crate.metadata.generate()
    data["@graph"].sort(key=lambda e: (e["@id"] not in (NAME, "./"), e["@id"] != NAME, e["@id"]))
    built.write_json(build.data / NAME, _ordered(data))


def _ordered(data: Any) -> Any:
    """Return `data` with the keys of every object in one order."""
    if isinstance(data, dict):
        return {key: _ordered(data[key]) for key in sorted(data)}
    return [_ordered(item) for item in data] if isinstance(data, list) else data


def _add(crate: ROCrate, address: str, kind: str, /, **properties: Any) -> ContextEntity:
    return crate.add(ContextEntity(crate, address, properties={"@type": kind, **properties}))


def _root(crate: ROCrate, build: Built):
    cited = built.citation(build.root)
    root = crate.root_dataset
    root["name"] = cited["title"]
    root["description"] = cited["abstract"]
    root["version"] = cited["version"]
    root["keywords"] = ", ".join(cited["keywords"])
    root["identifier"] = f"{built.NAMESPACE}edition/{build.day}"
    root["datePublished"] = build.committed
    root["license"] = _add(
        crate, CC_BY["path"], "CreativeWork", name=CC_BY["title"], identifier=CC_BY["name"],
        description="For the coding, the tables and the text; sources keep their own rights.",
    )  # fmt: skip
    authors = [
        _add(crate, f"#author-{number}", "Organization", name=author["name"])
        for number, author in enumerate(cited["authors"], 1)
    ]
    root["publisher"] = authors[0]
    # RO-Crate wants a single value to stand alone and not in a list of one.
    root["author"] = authors if len(authors) > 1 else authors[0]
    root["conformsTo"] = [
        _add(crate, address, "CreativeWork", name=name, version=number)
        for address, name, number in PROFILES
    ]
    return root


def _file(crate: ROCrate, path: Path, name: str, title: str) -> File:
    code = name == WORKFLOW or name.startswith(NOTEBOOKS)
    properties = {
        "@type": [
            "File",
            *["SoftwareSourceCode"] * code,
            *["ComputationalWorkflow"] * (name == WORKFLOW),
        ],
        "name": title,
        "encodingFormat": _FORMATS[path.suffix],
        "contentSize": str(path.stat().st_size),
        "sha256": built.digest(path),
    }
    if name == "README.md":
        properties["about"] = {"@id": "./"}
    return crate.add_file(path, name, properties=properties)


def _coded(crate: ROCrate, files: dict[str, File]) -> ContextEntity:
    """Return the folder of the coded sheets as one thing that the run reads."""
    folder = crate.add_dataset(
        dest_path=CODED, properties={"name": "The coded sheets and code lists"}
    )
    folder["hasPart"] = [file for name, file in files.items() if name.startswith(CODED)]
    return folder


def _workflow(crate: ROCrate, build: Built, files: dict[str, File]) -> File:
    """Make the file of the workflow the main entity, with the notebooks as its parts."""
    workflow = files[WORKFLOW]
    workflow["name"] = "The pipeline: from coded sheets to findings and the report"
    workflow["version"] = built.citation(build.root)["version"]
    workflow["license"] = crate.root_dataset["license"]
    workflow["creator"] = crate.root_dataset["publisher"]
    workflow["conformsTo"] = _add(crate, _WORKFLOW_PROFILE, "CreativeWork", name="Bioschemas ComputationalWorkflow")  # fmt: skip
    workflow["programmingLanguage"] = _add(
        crate, "https://dvc.org/", "ComputerLanguage", name="DVC pipeline", alternateName="dvc.yaml",
        url="https://dvc.org/doc/user-guide/project-structure/dvcyaml-files", version=version("dvc"),
    )  # fmt: skip
    crate.mainEntity = workflow
    crate.metadata["conformsTo"] = [
        {"@id": "https://w3id.org/ro/crate/1.1"},
        {"@id": "https://w3id.org/workflowhub/workflow-ro-crate/1.0"},
    ]
    python = _add(crate, "https://www.python.org/", "ComputerLanguage", name="Python", url="https://www.python.org/")  # fmt: skip
    parts = []
    for name in (name for name in files if name.startswith(NOTEBOOKS)):
        notebook = files[name]
        notebook["programmingLanguage"] = python
        notebook["version"] = workflow["version"]
        notebook["url"] = name
        parts.append(notebook)
    workflow["hasPart"] = parts
    workflow["url"] = WORKFLOW
    return workflow


def _run(crate: ROCrate, build: Built, files: dict[str, File], workflow: File):
    """Return what the run read and what it made, each a value of a formal parameter of the workflow."""
    profile = _add(crate, _PARAMETER_PROFILE, "CreativeWork", name="Bioschemas FormalParameter")
    values = yamls.read(build.root / "params.yaml")
    coded = _coded(crate, files)
    _parameter(crate, "coded", coded, "Dataset", profile)
    objects, results = [coded], []
    for name, file in files.items():
        if name not in (WORKFLOW, *_ABOUT) and not name.startswith((CODED, NOTEBOOKS)):
            _parameter(crate, name, file, "File", profile)
            results.append(file)
    for name, value in values.items():
        shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        kept = _add(crate, f"#value-{name}", "PropertyValue", name=name, value=shown)
        _parameter(crate, name, kept, "PropertyValue", profile)
        objects.append(kept)
    for kind, found in (("input", objects), ("output", results)):
        workflow[kind] = [entity["exampleOfWork"] for entity in found]
    return objects, results


def _parameter(crate: ROCrate, name: str, entity, kind: str, profile) -> None:
    entity["exampleOfWork"] = _add(
        crate, f"#parameter-{name}", "FormalParameter", name=name, additionalType=kind,
        workExample={"@id": entity.id}, conformsTo={"@id": profile.id}, valueRequired=True,
    )  # fmt: skip
