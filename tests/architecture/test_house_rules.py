"""House rules that a reader of the syntax can check (architecture, sections 6 and 11)."""

import ast
import re

import pytest

from tests.architecture.source import ROOT, Module, modules

FORBIDDEN_NAMES = {"utils", "helpers", "common", "mixins", "misc"}
CLOCK_CALLS = {"now", "today", "localdate", "localtime", "utcnow"}


def calls(module: Module):
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))


def called_name(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def assigned(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []


def function_at(module: Module, node: ast.AST) -> str:
    for function in ast.walk(module.tree):
        if isinstance(function, ast.FunctionDef) and function.lineno <= node.lineno <= (function.end_lineno or 0):
            return function.name
    return ""


# Invents whole cases that nobody ever opened: rows for the measures, that no door has to let through.
INVENTED = "directorate.demonstration.volume"


def test_only_take_transition_assigns_a_stage():
    places = {
        (module.name, function_at(module, node))
        for module in modules()
        if not module.name.startswith(INVENTED)
        for node in ast.walk(module.tree)
        for target in assigned(node)
        if isinstance(target, ast.Attribute) and target.attr == "stage"
    }
    assert places == {("directorate.casework.operations", "take_transition")}


def test_no_bulk_update_changes_a_stage():
    wrong = [
        module.at(node)
        for module in modules()
        for node in calls(module)
        if called_name(node) in {"update", "update_or_create", "setattr"}
        and any(keyword.arg == "stage" for keyword in node.keywords)
    ]
    assert not wrong, "\n".join(wrong)


def test_only_the_journal_writes_its_entries():
    wrong = [
        module.at(node)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and ast.unparse(node.value) == "JournalEntry.objects"
        and node.attr in {"create", "bulk_create", "update", "delete"}
        and module.name != "directorate.journal.operations"
    ]
    assert not wrong, "\n".join(wrong)


def test_documents_are_rendered_in_one_place():
    places = [module.at(node) for module in modules() for node in calls(module) if called_name(node) == "write_pdf"]
    assert len(places) == 1, places


def test_no_exception_is_caught_without_a_name():
    wrong = []
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ExceptHandler):
                caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
                nameless = any(kind is None or ast.unparse(kind) in {"Exception", "BaseException"} for kind in caught)
                # Tidying up and letting the failure go on its way hides nothing.
                goes_on = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
                if nameless and not goes_on:
                    wrong.append(module.at(node))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("words", ["__all__", "exclude"])
def test_forms_and_serializers_name_their_fields(words):
    wrong = []
    for module in modules():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.ClassDef) or node.name != "Meta":
                continue
            for statement in node.body:
                names = {ast.unparse(target) for target in assigned(statement)}
                value = ast.unparse(statement.value) if isinstance(statement, ast.Assign) else ""
                if (words == "__all__" and "fields" in names and "__all__" in value) or words in names:
                    wrong.append(module.at(statement))
    assert not wrong, "\n".join(wrong)


def test_no_file_is_named_after_nothing():
    folders = ("config", "directorate", "police_admin", "civil_protection", "road_safety", "public_order", "tests")
    wrong = [
        str(path.relative_to(ROOT))
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES
    ]
    assert not wrong, "\n".join(wrong)


def test_operations_and_rules_read_no_clock():
    pattern = re.compile(
        r"\.(operations|effects|checks|deadlines|letters|signing|archetypes|numbering|quorum|arithmetic)$"
    )
    wrong = [
        module.at(node)
        for module in modules()
        if pattern.search(module.name)
        for node in calls(module)
        if (called_name(node) in CLOCK_CALLS and not node.args)
    ]
    assert not wrong, "\n".join(wrong)


def test_operations_take_keywords_only():
    """A public function of operations.py that writes says `by` and `at` by name."""
    wrong = []
    for module in modules():
        if not module.name.endswith(".operations"):
            continue
        for node in module.tree.body:
            if isinstance(node, ast.FunctionDef) and any(
                ast.unparse(decorator) == "transaction.atomic" for decorator in node.decorator_list
            ):
                positional = [argument.arg for argument in node.args.args]
                if positional and not node.name.startswith("_"):
                    wrong.append(f"{module.at(node)} {node.name}({', '.join(positional)})")
    assert not wrong, "\n".join(wrong)


def test_no_sentence_brackets_its_plural():
    """« 3 places », « 1 place » : see `legal_calendar.arithmetic.counted`, and the filter of the same name."""
    bracketed = re.compile(r"[a-zéèx]\((?:s|es|x)\)(?!\w)")
    # What a model names is in its released migrations too.
    wrong = [
        module.at(node)
        for module in modules()
        if module.path.name != "models.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and bracketed.search(node.value)
    ]
    pages = (path for kind in ("html", "txt") for path in (ROOT / "templates").rglob(f"*.{kind}"))
    wrong += [str(path.relative_to(ROOT)) for path in pages if bracketed.search(path.read_text(encoding="utf-8"))]
    assert not wrong, "\n".join(wrong)
