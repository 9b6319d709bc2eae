"""Which way things lean (architecture, section 4). Each failure names the offending line."""

import ast

from tests.architecture.source import SERVICES, Import, imports, modules

# From the ground up. A package imports those of the lines above its own, and its own.
LEVELS = (
    ("web", "legal_calendar", "background"),
    ("money",),
    ("parameters",),
    ("territory",),
    ("search",),
    ("org",),
    ("partners",),
    ("journal",),
    ("jobs",),
    ("notifications",),
    ("programs", "accounts"),
    ("legal_texts",),
    ("paragraphs",),
    ("documents",),
    ("imports",),
    ("saved_views",),
    ("registers",),
    ("permits",),
    ("commissions",),
    ("casework",),
    ("access_requests",),
    ("scans", "delivery"),
    ("appeals",),
    ("handover", "retention"),
    ("manifests",),
    ("overview",),
)
LEVEL = {name: rank for rank, names in enumerate(LEVELS) for name in names}
# Parts that gather or display the packages, at the very top of the shared app.
GATHERING = {
    "apps", "lists", "models", "tasks", "urls", "api", "admin", "manifest", "management", "demonstration", "checks",
}  # fmt: skip
# Data on which every package may lean or that leans on none.
TEMPLATE_TAGS = "templatetags"
# Exceptions, each with its reason in directorate/decisions/0030-two-doors-of-the-low-packages.md.
# Whoever changes something writes it in the journal, by its one door.
JOURNAL = "directorate.journal.operations"
WRITERS = {"parameters", "territory", "org", "partners"}
# A page or an endpoint of a low package asks who enters.
EDGES = {"views", "api", "policies", "forms"}
IDENTITY = (
    "directorate.org.models", "directorate.org.policies", "directorate.org.queries",
    "directorate.partners.authentication",
)  # fmt: skip


def package_of(name: str) -> str:
    """ "casework" for "directorate.casework.views"."""
    parts = name.split(".")
    return parts[1] if parts[0] == "directorate" and len(parts) > 1 else ""


def is_excepted(item: Import) -> bool:
    package, edge = package_of(item.module.name), item.module.name.rpartition(".")[2]
    writes = package in WRITERS and item.target == JOURNAL and edge == "operations"
    asks_who_enters = package in WRITERS and edge in EDGES and item.target in IDENTITY
    return writes or asks_who_enters


def test_there_are_modules_to_judge():
    assert len(modules()) > 100
    assert sum(1 for _ in imports()) > 500


def test_every_package_of_the_shared_app_has_its_level():
    packages = {package_of(module.name) for module in modules()} - {""}
    assert packages - set(LEVEL) - GATHERING == {TEMPLATE_TAGS}


def test_imports_point_down_inside_the_shared_app():
    wrong = []
    for item in imports():
        source, target = package_of(item.module.name), package_of(item.target)
        if not source or not target or source in GATHERING or is_excepted(item):
            continue
        if source == TEMPLATE_TAGS:
            if target not in LEVELS[0]:
                wrong.append(item.where)
        elif target not in LEVEL or (LEVEL[target] >= LEVEL[source] and target != source):
            wrong.append(item.where)
    assert not wrong, "\n".join(wrong)


def test_the_shared_app_imports_no_service_and_the_services_ignore_each_other():
    wrong = []
    for item in imports():
        source, target = item.module.name.partition(".")[0], item.target.partition(".")[0]
        upwards = source == "directorate" and (target in SERVICES or target == "config")
        sideways = source in SERVICES and target not in (source, "directorate")
        if upwards or sideways:
            wrong.append(item.where)
    assert not wrong, "\n".join(wrong)


def test_no_import_of_ours_hides_in_a_function():
    wrong = [item.where for item in imports() if item.inside]
    assert not wrong, "\n".join(wrong)


def test_no_import_is_relative():
    wrong = [
        module.at(node)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not wrong, "\n".join(wrong)


# Inside a package: pages and programs lean on operations, operations on queries, queries on models.
INNER = {
    "models": 0, "queries": 1, "policies": 1, "operations": 2, "effects": 2, "forms": 3, "filters": 3, "tables": 3,
    "views": 4, "api": 4, "tasks": 4, "urls": 5,
}  # fmt: skip


def test_inside_a_package_reading_and_writing_do_not_know_the_pages():
    wrong = []
    for item in imports():
        source, target = item.module.name.split("."), item.target.split(".")
        if source[:-1] != target[:-1] or len(source) < 3:
            continue
        above, below = INNER.get(source[-1]), INNER.get(target[-1])
        if above is not None and below is not None and below > above:
            wrong.append(item.where)
    assert not wrong, "\n".join(wrong)


def test_pure_modules_know_neither_the_database_nor_the_clock():
    pure = ("directorate.legal_calendar", "directorate.org.signing")
    wrong = []
    for module in modules():
        if not module.name.startswith(pure):
            continue
        for node in ast.walk(module.tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if any(name.partition(".")[0] == "django" for name in names):
                wrong.append(module.at(node))
    assert not wrong, "\n".join(wrong)
