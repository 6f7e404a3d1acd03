"""Rewritings of a solution's cells that change nothing of what they do. [any]

Each has to earn every point: who writes it otherwise than the author is as right.
"""

from __future__ import annotations

import ast
import builtins
import copy
import keyword
from collections.abc import Callable, Collection, Iterator

from autograder.authoring.mutants import as_source, as_tree

#: methods of arrays that are functions as well
_OF_NUMPY = frozenset({"argmax", "argmin", "argsort", "reshape", "ravel", "max", "min", "mean"})
_OF_KERAS = frozenset({"argmax", "argmin", "reshape"})
#: takes a tree, and the names that the tests look at; gives whether it has changed the tree
_Rewrite = Callable[[ast.Module, Collection[str]], bool]


def equivalents(
    cells: list[str], names: Collection[str], *, may_join: bool
) -> Iterator[tuple[str, list[str]]]:
    """Other forms of a question's cells, each with what is different in it.

    Args:
        names: what the question's tests look at.
        may_join: whether no other code stands between the cells.
    """
    for rewrite in _REWRITES:
        forms, changed = [], False
        for source in cells:
            parsed = as_tree(source)
            if parsed is None:
                forms.append(source)
                continue
            tree, held = parsed
            done = rewrite(tree, names)
            changed |= done
            forms.append(as_source(tree, held) if done else source)
        if changed:
            yield (rewrite.__doc__ or "").strip().rstrip("."), forms
    if may_join and len(cells) > 1 and all(map(as_tree, cells)):
        yield "All in the first cell", ["\n\n".join(cells), *[""] * (len(cells) - 1)]


def _other_names(tree: ast.Module, names: Collection[str]) -> bool:
    """Local variables have other names."""
    changed = False
    for function in _functions(tree):
        if _has_inner(function):
            continue
        own = {
            node.id
            for node in ast.walk(function)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        parameters = {one.arg for one in function.args.args}
        own -= parameters
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and node.id in own:
                node.id, changed = f"my_{node.id}", True
    return changed


def _type_hints(tree: ast.Module, names: Collection[str]) -> bool:
    """Parameters and results have type hints."""
    changed = False
    for function in _functions(tree):
        for one in function.args.args:
            one.annotation, changed = ast.Constant("object"), True
        function.returns = ast.Constant("object")
    return changed


def _documented(tree: ast.Module, names: Collection[str]) -> bool:
    """Functions have a docstring, and the cell ends in what it made."""
    for function in _functions(tree):
        if not ast.get_docstring(function):
            function.body.insert(0, ast.Expr(ast.Constant("Do what the task says.")))
    made = [name for name in _assigned(tree) if name in names]
    for name in made[-1:]:
        tree.body.append(ast.Expr(ast.Name(name, ast.Load())))
    return bool(made) or any(_functions(tree))


def _loop(tree: ast.Module, names: Collection[str]) -> bool:
    """A loop in place of a comprehension."""
    changed = False
    for body in _bodies(tree):
        for index, statement in reversed([*enumerate(body)]):
            if not isinstance(statement, ast.Assign | ast.Return):
                continue
            value = statement.value
            if not isinstance(value, ast.ListComp | ast.DictComp) or len(value.generators) > 1:
                continue
            [part] = value.generators
            into = ast.Name("collected", ast.Load())
            if isinstance(value, ast.ListComp):
                empty: ast.expr = ast.List([], ast.Load())
                append = ast.Attribute(into, "append", ast.Load())
                add: ast.stmt = ast.Expr(ast.Call(append, [value.elt], []))
            else:
                empty = ast.Dict([], [])
                place = ast.Subscript(into, value.key, ast.Store())
                add = ast.Assign([place], value.value, lineno=0)
            for condition in reversed(part.ifs):
                add = ast.If(condition, [add], [])
            begin = ast.Assign([ast.Name("collected", ast.Store())], empty, lineno=0)
            statement.value = into
            body[index : index + 1] = [begin, ast.For(part.target, part.iter, [add], []), statement]
            changed = True
    return changed


def _in_steps(tree: ast.Module, names: Collection[str]) -> bool:
    """What is returned or kept has a name of its own first."""
    changed = False
    for body in _bodies(tree):
        for index, statement in reversed([*enumerate(body)]):
            if isinstance(statement, ast.Return | ast.Assign) and isinstance(
                statement.value, ast.Call | ast.BinOp | ast.Dict | ast.Compare
            ):
                first = ast.Assign([ast.Name("step", ast.Store())], statement.value, lineno=0)
                statement.value = ast.Name("step", ast.Load())
                body[index:index] = [first]
                changed = True
    return changed


def _split(tree: ast.Module, names: Collection[str]) -> bool:
    """A function's work is done by another one."""
    changed = False
    for function in list(_functions(tree)):
        if function not in tree.body or function.args.kwonlyargs or function.args.vararg:
            continue
        helper = copy.deepcopy(function)
        helper.name = f"_do_{function.name}"
        helper.args.defaults = []
        given: list[ast.expr] = [ast.Name(one.arg, ast.Load()) for one in function.args.args]
        call = ast.Call(ast.Name(helper.name, ast.Load()), given, [])
        function.body = [ast.Return(call)]
        tree.body.insert(tree.body.index(function), helper)
        changed = True
    return changed


def _in_function(tree: ast.Module, names: Collection[str]) -> bool:
    """The cell's work is done in a function of its own."""
    made = _assigned(tree)
    simple = (ast.Assign, ast.Expr, ast.For, ast.With)
    if not made or not all(isinstance(one, simple) for one in tree.body):
        return False
    read = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and "__" in n.id}
    changes = {*made} & _read_first(tree)
    if read or changes:
        return False
    back = ast.Tuple([ast.Name(name, ast.Load()) for name in made], ast.Load())
    inner = ast.FunctionDef(
        name="all_of_it",
        args=ast.arguments([], [], None, [], [], None, []),
        body=[*tree.body, ast.Return(back)],
        decorator_list=[],
        lineno=0,
    )
    target = ast.Tuple([ast.Name(name, ast.Store()) for name in made], ast.Store())
    call = ast.Call(ast.Name("all_of_it", ast.Load()), [], [])
    tree.body = [inner, ast.Assign([target], call, lineno=0)]
    return True


def _walrus(tree: ast.Module, names: Collection[str]) -> bool:
    """A walrus in the condition."""
    changed = False
    for node in ast.walk(tree):
        if isinstance(node, ast.If | ast.While) and isinstance(node.test, ast.Compare):
            node.test.left = ast.NamedExpr(ast.Name("looked_at", ast.Store()), node.test.left)
            changed = True
    return changed


def _if_else(tree: ast.Module, names: Collection[str]) -> bool:
    """Else, where a return made it unnecessary."""
    changed = False
    for body in _bodies(tree):
        for index, statement in enumerate(body):
            if not isinstance(statement, ast.If) or statement.orelse or not body[index + 1 :]:
                continue
            if isinstance(statement.body[-1], ast.Return | ast.Raise):
                statement.orelse = body[index + 1 :]
                del body[index + 1 :]
                changed = True
                break
    return changed


def _mirrored(tree: ast.Module, names: Collection[str]) -> bool:
    """Comparisons the other way round, and conditions by De Morgan."""
    mirror = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}
    mirror |= {ast.Eq: ast.Eq, ast.NotEq: ast.NotEq}
    changed = False
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in mirror:
            node.left, node.comparators = node.comparators[0], [node.left]
            node.ops, changed = [mirror[type(node.ops[0])]()], True
        elif isinstance(node, ast.If) and isinstance(node.test, ast.BoolOp):
            other = ast.And() if isinstance(node.test.op, ast.Or) else ast.Or()
            values: list[ast.expr] = [ast.UnaryOp(ast.Not(), one) for one in node.test.values]
            node.test, changed = ast.UnaryOp(ast.Not(), ast.BoolOp(other, values)), True
    return changed


def _formatted(tree: ast.Module, names: Collection[str]) -> bool:
    """Texts are put together by + and str, where f-strings did it."""
    changed = False

    class Join(ast.NodeTransformer):
        def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
            nonlocal changed
            parts: list[ast.expr] = []
            for value in node.values:
                if isinstance(value, ast.FormattedValue):
                    if value.format_spec or value.conversion != -1:
                        return node
                    parts.append(ast.Call(ast.Name("str", ast.Load()), [value.value], []))
                else:
                    parts.append(value)
            if not parts:
                return node
            changed = True
            whole = parts[0]
            for part in parts[1:]:
                whole = ast.BinOp(whole, ast.Add(), part)
            return whole

    Join().visit(tree)
    return changed


def _dict_calls(tree: ast.Module, names: Collection[str]) -> bool:
    """dict(…) for braces, and braces for dict(…)."""
    changed = False

    class Swap(ast.NodeTransformer):
        def visit_Dict(self, node: ast.Dict) -> ast.expr:
            nonlocal changed
            self.generic_visit(node)
            keywords = []
            for key, value in zip(node.keys, node.values, strict=True):
                text = key.value if isinstance(key, ast.Constant) else None
                if not isinstance(text, str) or not text.isidentifier() or keyword.iskeyword(text):
                    return node
                keywords.append(ast.keyword(text, value))
            changed = True
            return ast.Call(ast.Name("dict", ast.Load()), [], keywords)

        def visit_Call(self, node: ast.Call) -> ast.expr:
            nonlocal changed
            self.generic_visit(node)
            if not (isinstance(node.func, ast.Name) and node.func.id == "dict" and node.keywords):
                return node
            if node.args or any(one.arg is None for one in node.keywords):
                return node
            changed = True
            keys: list[ast.expr | None] = [ast.Constant(one.arg) for one in node.keywords]
            return ast.Dict(keys, [one.value for one in node.keywords])

    Swap().visit(tree)
    return changed


def _lambda(tree: ast.Module, names: Collection[str]) -> bool:
    """A lambda for a function of one line."""
    changed = False
    for index, function in enumerate(tree.body):
        if not isinstance(function, ast.FunctionDef):
            continue
        lines = function.body[1:] if ast.get_docstring(function) else function.body
        if len(lines) == 1 and isinstance(lines[0], ast.Return) and lines[0].value:
            short = ast.Lambda(function.args, lines[0].value)
            name = ast.Name(function.name, ast.Store())
            tree.body[index], changed = ast.Assign([name], short, lineno=0), True
    return changed


def _numpy_functions(tree: ast.Module, names: Collection[str]) -> bool:
    """NumPy's functions for the methods of arrays."""
    return _functions_of(tree, "numpy", "np", _OF_NUMPY)


def _keras_functions(tree: ast.Module, names: Collection[str]) -> bool:
    """Keras's functions for the methods of arrays."""
    # Tensors have no methods, so nothing may be asked of what comes out.
    asked = [node.value for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return _functions_of(tree, "keras.ops", "ops", _OF_KERAS, asked)


def _functions_of(
    tree: ast.Module,
    module: str,
    alias: str,
    known: Collection[str],
    but: Collection[ast.expr] = (),
) -> bool:
    changed = False

    class Call(ast.NodeTransformer):
        def visit_Call(self, node: ast.Call) -> ast.expr:
            nonlocal changed
            self.generic_visit(node)
            method = node.func
            if not isinstance(method, ast.Attribute) or method.attr not in known or node in but:
                return node
            if isinstance(method.value, ast.Name) and method.value.id in ("np", "numpy", "ops"):
                return node
            changed = True
            args = node.args
            if method.attr == "reshape" and len(args) > 1:
                args = [ast.Tuple(args, ast.Load())]
            function = ast.Attribute(ast.Name(alias, ast.Load()), method.attr, ast.Load())
            return ast.Call(function, [method.value, *args], node.keywords)

    Call().visit(tree)
    if changed:
        tree.body.insert(0, ast.parse(f"import {module} as {alias}").body[0])
    return changed


def _said(tree: ast.Module, names: Collection[str]) -> bool:
    """What was made is printed, too."""
    made = [name for name in _assigned(tree) if name in names]
    for name in made:
        shown: list[ast.expr] = [ast.Constant(f"{name}:"), ast.Name(name, ast.Load())]
        tree.body.append(ast.Expr(ast.Call(ast.Name("print", ast.Load()), shown, [])))
    return bool(made)


_REWRITES: tuple[_Rewrite, ...] = (
    _other_names,
    _type_hints,
    _documented,
    _loop,
    _in_steps,
    _split,
    _in_function,
    _walrus,
    _if_else,
    _mirrored,
    _formatted,
    _dict_calls,
    _lambda,
    _numpy_functions,
    _keras_functions,
    _said,
)


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _has_inner(function: ast.FunctionDef) -> bool:
    inner = (ast.FunctionDef, ast.Lambda)
    return any(isinstance(node, inner) for node in ast.walk(function) if node is not function)


def _bodies(tree: ast.Module) -> list[list[ast.stmt]]:
    """Every list of statements, the inner ones too."""
    found = []
    for node in ast.walk(tree):
        for name in ("body", "orelse"):
            body = getattr(node, name, None)
            if isinstance(body, list) and body:
                found.append(body)
    return found


def _assigned(tree: ast.Module) -> list[str]:
    """The variables that the cell gives a value at its top level."""
    targets = [t for one in tree.body if isinstance(one, ast.Assign) for t in one.targets]
    return list(dict.fromkeys(t.id for t in targets if isinstance(t, ast.Name)))


def _read_first(tree: ast.Module) -> set[str]:
    """Variables that are read above the line that gives them a value."""
    made: set[str] = set()
    found: set[str] = set()
    for statement in tree.body:
        nodes = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
        found |= {node.id for node in nodes if isinstance(node.ctx, ast.Load)} - made
        made |= {node.id for node in nodes if isinstance(node.ctx, ast.Store)}
    return found - {*dir(builtins)}
