"""Reading the source without running it: modules, their imports, and where each stands."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("police_admin", "civil_protection", "road_safety", "public_order")
PACKAGES = ("config", "directorate", *SERVICES)


@dataclass(frozen=True)
class Module:
    name: str
    path: Path
    tree: ast.Module

    def at(self, node: ast.AST) -> str:
        """ "directorate/web/pages.py:12", as an editor opens it."""
        return f"{self.path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


@dataclass(frozen=True)
class Import:
    """`target` is the imported module; `inside` is true within a function."""

    module: Module
    node: ast.stmt
    target: str
    inside: bool

    @property
    def where(self) -> str:
        return f"{self.module.at(self.node)} imports {self.target}"


@lru_cache(maxsize=1)
def modules() -> tuple[Module, ...]:
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found.append(Module(name, path, ast.parse(path.read_text(encoding="utf-8"))))
    return tuple(found)


def is_ours(target: str) -> bool:
    return target.partition(".")[0] in PACKAGES


@lru_cache(maxsize=1)
def module_names() -> frozenset[str]:
    return frozenset(module.name for module in modules())


def imports() -> Iterator[Import]:
    """Every import of the project's own modules; `from package import module` is an import of the module."""
    for module in modules():
        inner = {
            id(statement)
            for function in ast.walk(module.tree)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
            for statement in ast.walk(function)
        }
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Import):
                targets = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                full = [f"{node.module}.{alias.name}" for alias in node.names]
                targets = [name if name in module_names() else node.module for name in full]
            else:
                continue
            for target in dict.fromkeys(targets):
                if is_ours(target):
                    yield Import(module, node, target, id(node) in inner)
