"""Objects that no format rebuilds are asked where they live; what a test knows stays here."""

from __future__ import annotations

import io
import re
import sys
import types
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from autograder.capture import standing
from autograder.capture.checker_state import CheckerState
from autograder.capture.formats import objects
from autograder.capture.snapshot import Opaque, load, save
from autograder.capture.snapshot_folder import holds_a_proxy
from tests.support.captured import asking_here, snapshot


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(monkeypatch, tmp_path):
    """Each question looks over the working folder, which would be all of this repository."""
    monkeypatch.chdir(tmp_path)


#: one whose objects may be asked, if there were a way
ASKING = CheckerState(objects=True)


class Account:
    """An account."""

    rate = 3

    def __init__(self, balance: int) -> None:
        self.balance = balance

    def deposit(self, amount: int) -> Account:
        self.balance += amount
        return self

    def __eq__(self, other: Any) -> bool:
        return bool(self.balance == other.balance)

    def __add__(self, other: Any) -> Account:
        return Account(self.balance + other.balance)

    def __repr__(self) -> str:
        return f"Account({self.balance})"


class Stack(list):
    def push(self, item: Any) -> Stack:
        self.append(item)
        return self


class Plain:
    def __init__(self, **parts: Any) -> None:
        vars(self).update(parts)


@pytest.fixture
def asked() -> list[str]:
    """The names of proxies that were asked."""
    return []


@pytest.fixture
def checker(asked: list[str]) -> CheckerState:
    """A checker whose proxies are asked in this process."""
    return asking_here(asked, objects=True)


@pytest.fixture
def there(tmp_path: Path, checker: CheckerState) -> Any:
    """The proxy of a value that lies elsewhere."""

    def proxy_of(value: Any) -> Any:
        folder = tmp_path / str(len([*tmp_path.iterdir()]))
        save({"x": value}, ["x"], str(folder), asked=True)
        return load(folder, checker=checker)["x"]

    return proxy_of


def test_an_object_answers_about_attributes_items_length_text_and_calls(there):
    account = there(Account(3))
    assert account.balance == 3
    assert account.rate == 3
    assert account.deposit(4).deposit(1) is account
    assert (account.balance, str(account), f"{account}") == (8, "Account(8)", "Account(8)")
    assert (account.__doc__, account.__dict__) == ("An account.", {"balance": 8})
    assert hasattr(account, "deposit")
    assert not hasattr(account, "withdraw")
    assert "balance" in dir(account)
    account.balance = 1
    assert account.balance == 1
    table = there(types.MappingProxyType({"a": [1], "b": 2}))
    assert (len(table), table["a"], [*table], "b" in table) == (2, [1], ["a", "b"], True)


def test_an_object_has_the_methods_that_its_type_has_and_no_others(there):
    account = there(Account(3))
    assert not callable(account)
    assert not isinstance(account, Iterable)
    with pytest.raises(TypeError, match="not iterable"):
        list(account)
    with pytest.raises(TypeError, match="not supported between"):
        account < account  # noqa: B015
    with pytest.raises(TypeError, match="has no len"):
        len(account)


def test_what_an_object_raises_is_raised_here(there):
    stream = there(io.StringIO("text"))
    with pytest.raises(ValueError, match="I/O operation on closed file"):
        stream.close() or stream.read()
    with pytest.raises(KeyError):
        there(types.MappingProxyType({}))["a"]


def test_an_object_of_a_library_is_an_instance_of_its_class(there):
    stream = there(io.StringIO("text"))
    assert isinstance(stream, io.StringIO)
    assert isinstance(stream, io.IOBase)
    assert not isinstance(stream, str)
    assert type(stream) == io.StringIO  # noqa: E721
    assert repr(type(stream)) == "<class '_io.StringIO'>"
    assert (stream.read(2), stream.read()) == ("te", "xt")
    assert isinstance(there(n for n in "ab"), types.GeneratorType)
    assert isinstance(there(ValueError("why")), ValueError)


def test_the_class_of_a_student_makes_objects_and_tells_its_own(there):
    kind, account = there(Account), there(Account(3))
    assert isinstance(account, kind)
    assert isinstance(kind(5), kind)
    assert not isinstance(5, kind)
    assert issubclass(kind, kind)
    assert type(account) == kind  # noqa: E721
    assert (kind.__name__, type(account).__name__, kind(5).balance) == ("Account", "Account", 5)
    assert account.__class__.__name__ == "Account"
    assert isinstance(kind, type)


def test_an_object_that_says_it_is_of_another_class_is_not(there):
    class Liar:
        __class__: Any = property(lambda self: pd.DataFrame)

    Liar.__module__, Liar.__qualname__ = "pandas.core.frame", "DataFrame"
    liar = there(Liar())
    assert not isinstance(liar, pd.DataFrame)
    assert type(liar) != pd.DataFrame  # noqa: E721


def test_a_loop_asks_for_more_and_more_at_once_and_takes_nothing_of_a_generator_that_it_needs_not(
    there, asked
):
    def count() -> Any:
        yield from range(3)
        raise LookupError("no more")

    numbers = there(iter(range(2000)))
    assert next(numbers) == 0
    assert sum(numbers) == sum(range(2000))
    assert next(numbers, "over") == "over"
    assert len(asked) < 60
    asked.clear()
    assert sum(there(Plain(items=Stack(range(5000)))).items) == sum(range(5000))
    assert len(asked) < 30
    generator = there(count())
    assert (next(generator), next(generator)) == (0, 1)
    with pytest.raises(LookupError, match="no more"):
        list(generator)

    class Endless:
        def __iter__(self) -> Any:
            yield from iter(int, 1)

    assert [n for n, _ in zip(range(3), there(Endless()), strict=False)] == [0, 1, 2]


def test_an_iterator_that_a_loop_went_ahead_with_is_not_used_otherwise(there):
    numbers = there(iter(range(100)))
    for number in numbers:
        if number == 40:
            break
    for use in (str, there(sum)):
        with pytest.raises(AssertionError, match=r"amid a loop|other than plain data"):
            use(numbers)
    assert sum(numbers) == sum(range(41, 100))


def test_an_object_that_is_data_is_compared_here_whatever_its_class_says(there, asked):
    class Yes(Stack):
        def __eq__(self, other: object) -> bool:
            return True

        __ne__ = __lt__ = __contains__ = __eq__
        __hash__ = None

    stack = there(Yes([1, 2]))
    assert stack == [1, 2]
    assert not stack == [3]  # noqa: SIM201
    assert stack != [3]
    assert not stack < [1]
    assert 3 not in stack
    assert stack + [3] == [1, 2, 3]  # noqa: RUF005
    assert stack.push(3) == [1, 2, 3]
    assert isinstance(stack, list)
    assert there({"a": 1}.keys()) == {"a"}

    class Degrees(float):
        def __sub__(self, other: object) -> float:
            return 0.0

    assert abs(there(Degrees(3.5)) - 1) == 2.5


def test_arrays_and_tables_of_a_class_of_their_own_are_compared_as_what_they_are(there):
    class Frame(pd.DataFrame):
        @property
        def _constructor(self) -> Any:
            return Frame

    class Pixels(np.ndarray):
        def __array_finalize__(self, other: Any) -> None:
            self.unit = "px"

        def __eq__(self, other: object) -> Any:
            return np.True_

    pixels = there(np.arange(3).view(Pixels))
    assert (pixels.unit, pixels.shape) == ("px", (3,))
    assert np.array_equal(np.asarray(pixels), [0, 1, 2])
    assert not np.allclose(pixels, [0, 1, 3])
    assert (pixels == np.array([0, 1, 3])).tolist() == [True, True, False]
    frame = there(Frame({"a": [1, 2]}))
    assert isinstance(frame, pd.DataFrame)
    assert frame["a"].sum() == 3
    assert (frame == pd.DataFrame({"a": [1, 3]}))["a"].tolist() == [True, False]


def never(*_: object) -> Any:
    pytest.fail("the notebook's code was told what the test knows")


class Curious:
    """What a test knows would end up in its methods."""

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = never
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __pow__ = __and__ = never
    __hash__ = object.__hash__


@pytest.mark.parametrize(
    "use",
    [
        "x == 4711",
        "x != 4711",
        "4711 == x",
        "x < 4711",
        "x >= 4711",
        "4711 < x",
        "4711 in x",
        "x + 4711",
        "4711 - x",
        "x ** 4711",
        "x == [4711]",
        "x in [4711]",
        "x != np.array([4711])",
    ],
)
def test_what_a_test_knows_is_never_told_to_be_compared(there, checker, use):
    with pytest.raises(AssertionError, match=r"would have to (compare|compute|look)") as refused:
        eval(use, {"x": there(Curious()), "np": np})
    assert "`Curious`" in str(refused.value)
    assert checker.held_back


def test_an_object_without_a_comparison_of_its_own_equals_itself_alone(there):
    one, other = Plain(a=1), Plain(a=1)
    assert there(one) == there(one)
    assert there(one) is there(one)
    assert there(one) != there(other)
    assert not there(one) == {"a": 1}  # noqa: SIM201
    assert there(one) != None  # noqa: E711
    assert there(one) in [there(other), there(one)]
    with pytest.raises(AssertionError, match="would have to compare `Plain` with a value"):
        there(one) != 5  # noqa: B015


def test_two_objects_that_hold_the_same_are_equal_where_their_class_compares(there):
    three, four = there(Account(3)), there(Account(4))
    assert three + four == there(Account(7))
    assert three != four


def test_two_objects_that_hold_the_same_are_unequal_where_their_class_says_so(there):
    class Never:
        def __eq__(self, other: object) -> bool:
            return False

    assert there(Never()) != there(Never())


def test_an_object_that_becomes_what_it_is_compared_with_is_not_equal_to_it(there):
    class Chameleon:
        def __init__(self, number: int) -> None:
            self.number = number

        def __eq__(self, other: Any) -> bool:
            self.number = other.number
            return True

    with pytest.raises(AssertionError, match="would have to compare"):
        there(Chameleon(41)) == there(Chameleon(42))  # noqa: B015


def test_two_objects_are_compared_by_what_they_hold_and_not_by_what_they_say_that_they_hold(there):
    class Pretends:
        def __init__(self, number: int) -> None:
            self.number = number

        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = object.__hash__
        __dict__ = property(lambda self: {"number": 42})

    with pytest.raises(AssertionError, match="would have to compare"):
        there(Pretends(41)) == there(Pretends(42))  # noqa: B015


def test_a_test_may_hand_an_object_back_but_no_code(there):
    total = there(lambda accounts: sum(account.balance for account in accounts))
    assert total([there(Account(3)), there(Account(4))]) == 7
    apply = there(lambda function, value: function(value))
    assert apply(there(Account), 3).balance == 3
    assert apply(there(lambda value: value + 1), 3) == 4
    with pytest.raises(AssertionError, match="something other than plain data"):
        apply(lambda value: value, 3)


def test_objects_may_lie_in_lists_and_arrays_and_are_then_asked(there):
    accounts = there([Account(1), Account(2)])
    assert type(accounts) is list
    assert [account.balance for account in accounts] == [1, 2]
    array = there(np.array([Account(1), None], dtype=object))
    assert (array.shape, array[0].balance) == ((2,), 1)


@pytest.mark.parametrize(
    "name", ["__array_interface__", "__array_struct__", "__cuda_array_interface__", "__dlpack__"]
)
def test_no_library_is_given_an_address_by_an_object(there, name):
    account = there(Plain(**{name: {"data": (1, False), "shape": (9,), "typestr": "<f8"}}))
    assert not hasattr(account, name)
    assert np.asarray(account).dtype == object


def test_an_object_is_copied_and_pickled_where_it_lives(there):
    import copy
    import pickle

    account = there(Account(3))
    for again in (copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))):
        made = again(account)
        assert made is not account
        made.deposit(1)
        assert (made.balance, account.balance) == (4, 3)
        assert type(made) is type(account)
    with pytest.raises(TypeError, match="cannot pickle"):
        pickle.dumps(there(iter(n for n in "ab")))
    with pytest.raises(TypeError, match="a class of the notebook can't be pickled"):
        pickle.dumps(there(Account))


def test_where_nobody_may_ask_an_object_stays_opaque_on_either_side(tmp_path):
    save({"x": Account(3)}, ["x"], str(tmp_path / "unasked"))
    assert not holds_a_proxy(tmp_path / "unasked")
    assert "cannot look into" in str(load(tmp_path / "unasked", checker=ASKING)["x"])
    save({"x": Account(3)}, ["x"], str(tmp_path / "asked"), asked=True)
    assert holds_a_proxy(tmp_path / "asked")
    back = load(tmp_path / "asked")["x"]
    assert isinstance(back, Opaque)
    assert "nobody may ask" in str(back)


NAMES = [["__main__", "A"], ["builtins", "object"]]
HONEST: dict[str, Any] = {
    **{"number": 3, "names": NAMES, "methods": ["__len__"]},
    **{"class": None, "data": False, "stood": None},
}


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"own": 0},
        HONEST | {"number": -1},
        HONEST | {"number": True},
        HONEST | {"number": 10**9},
        HONEST | {"names": []},
        HONEST | {"names": [["a"]]},
        HONEST | {"names": [["a", "b\0"]]},
        HONEST | {"names": [["a", "b."]]},
        HONEST | {"names": [["", "b"]]},
        HONEST | {"names": ["ab"]},
        HONEST | {"names": [["a", "b" * 1000]]},
        HONEST | {"names": NAMES * 1000},
        HONEST | {"methods": [["__len__"]]},
        HONEST | {"methods": "__len__"},
        HONEST | {"class": "x"},
        HONEST | {"more": 1},
    ],
    ids=str,
)
def test_data_of_an_object_that_no_encoder_writes_is_opaque(tmp_path, data):
    folder = snapshot(tmp_path / "snap", {"format": "object", "data": data})
    back = load(folder, checker=ASKING)["x"]
    assert isinstance(back, Opaque)
    assert "reading it failed" not in str(back)


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (50_000, ["autograder.capture.snapshot", "Opaque"]),
        (50_001, ["builtins", "type.__dict__"]),
        (50_002, ["__main__", "int"]),
        (50_003, ["os", "path"]),
    ],
    ids=str,
)
def test_a_name_that_leads_elsewhere_makes_no_class(tmp_path, number, name):
    data: dict[str, Any] = {**HONEST, "names": [name, NAMES[1]], "number": number}
    folder = snapshot(tmp_path / "snap", {"format": "object", "data": data})
    back = load(folder, checker=ASKING)["x"]
    assert not isinstance(back, Opaque)
    assert back.__class__ is type(back)


ANSWERS: list[tuple[str, Any, str]] = [
    ("len(x)", "five", "no int"),
    ("len(x)", -1, "no length"),
    ("bool(x)", 2, "no bool"),
    ("int(x)", True, "no int"),
    ("str(x)", ["text"], "no str"),
    ("f'{x}'", None, "no str"),
    ("np.asarray(x)", [1], "no ndarray"),
    ("dir(x)", "names", "no list"),
    ("[n for n in x]", [1], "no tuple"),
    ("[n for n in x]", (1, True), "no list"),
    ("[n for n in x]", ([], True), "no list"),
    ("isinstance(x, x)", "yes", "no bool"),
]


@pytest.mark.parametrize(("use", "answer", "says"), ANSWERS, ids=str)
def test_an_answer_of_another_kind_than_was_asked_for_is_none(there, checker, use, answer, says):
    class All:
        __len__ = __bool__ = __int__ = __iter__ = __instancecheck__ = never

    class Array:
        __array__ = never

    value, iterator = there(Array() if "array" in use else All()), there(iter([]))

    def lie(one: Any, operation: str, *_: object) -> Any:
        return iterator if operation == "iterator" else answer

    checker.relay = lie
    with pytest.raises(AssertionError, match=re.escape(says)):
        eval(use, {"x": value, "np": np})


def test_an_object_whose_kernel_is_gone_says_so(there, checker):
    account = there(Account(3))
    checker.relay = None
    with pytest.raises(AssertionError, match="`Account` can't be asked here"):
        account.balance  # noqa: B018


# What a call changes besides what it gives

shelf: list[str] = []
total = 0


def put(thing: str) -> None:
    global total
    total += 1
    shelf.append(thing)


def how_many() -> int:
    return total


@pytest.fixture
def notebook(tmp_path, checker, monkeypatch) -> Any:
    """What tests see of functions and values, as those of one question, in a kernel of its own."""
    monkeypatch.setattr(standing, "_copies", {})
    monkeypatch.setattr(standing, "_at_the_end", {})

    def seen(**values: Any) -> Any:
        save(values, sorted(values), str(tmp_path / "question"), asked=True, lasting=True)
        checker.namespace = load(tmp_path / "question", checker=checker)
        checker.variables = dict(checker.namespace)
        return checker.namespace

    return seen


def test_what_a_function_does_to_its_arguments_is_done_to_the_tests(notebook, checker):
    def change(items, table, array, frame, *, pairs):
        items.sort()
        items[0].append("in")
        table["new"] = 1
        array[:] = 7
        frame["b"] = frame["a"] * 2
        pairs.add(3)

    change = notebook(change=change)["change"]
    inner: list[Any] = []
    items, table, array, pairs = [inner, [1]], {"old": 0}, np.zeros(2), {1}
    frame = pd.DataFrame({"a": [1, 2]})
    assert change(items, table, array, frame, pairs=pairs) is None
    assert (items, table, array.tolist(), pairs) == (
        *([["in"], [1]], {"old": 0, "new": 1}, [7, 7]),
        {1, 3},
    )
    assert items[0] is inner
    assert frame["b"].tolist() == [2, 4]
    assert checker.took_part


def test_a_function_that_changes_nothing_leaves_its_mark_to_what_it_gives(notebook, checker):
    total_of = notebook(total_of=lambda items: sum(items))["total_of"]
    assert total_of([1, 2]) == 3
    assert not checker.took_part


def test_what_a_function_changes_before_it_raises_is_changed(notebook):
    def empty(items):
        items.clear()
        raise ValueError("why")

    items, empty = [1], notebook(empty=empty)["empty"]
    with pytest.raises(ValueError, match="why"):
        empty(items)
    assert items == []


def test_functions_of_a_question_share_what_they_give_to_a_name_and_tests_see_it(notebook):
    for function in (put, how_many):  # as if a notebook had them
        function.__module__ = "__main__"
    seen = notebook(put=put, how_many=how_many, shelf=shelf, total=total)
    seen["put"]("a book")
    seen["put"]("a cup")
    assert seen["how_many"]() == 2
    assert seen["shelf"] == ["a book", "a cup"]
    assert seen["total"] == 2
    seen["shelf"] = ["the test's own"]
    seen["put"]("a hat")
    assert seen["shelf"] == ["the test's own"]


@pytest.mark.parametrize(
    ("answered", "kept"),
    [
        ({"arguments": {"0": (1, 2)}}, [3]),
        ({"arguments": {"1": [9], "x": [9]}}, [3]),
        ({"arguments": [9], "variables": 3}, [3]),
        ({"variables": {"len": 3, "expected": [9], "own": "text"}}, [3]),
    ],
)
def test_an_answer_changes_nothing_that_is_not_of_its_own_kind(answered, kept):
    from autograder.capture.side_effects import follow

    own, expected, given = [1], [2], [3]
    checker = CheckerState(objects=True)
    checker.namespace = {"own": own, "expected": expected, "len": len}
    checker.variables = {"own": own}
    follow(answered, (given,), {}, checker)
    assert (own, expected, given) == ([1], [2], kept)
    assert checker.namespace == {"own": own, "expected": expected, "len": len}


def test_two_names_of_one_value_are_two_names_of_one_value(notebook):
    one = [1]
    seen = notebook(a=one, b=one, c=[1])
    assert seen["a"] is seen["b"]
    assert seen["a"] is not seen["c"]
    seen["b"].append(2)
    assert (seen["a"], seen["c"]) == ([1, 2], [1])


def test_a_function_tells_its_code_and_what_is_kept_in_it(notebook, checker):
    def tick() -> int:
        tick.count += 1  # type: ignore[attr-defined]
        return sum(range(3))

    tick.count = 0  # type: ignore[attr-defined]
    theirs = notebook(tick=tick)["tick"]
    kinds = (types.FunctionType, types.BuiltinFunctionType)
    assert [isinstance(theirs, kind) for kind in kinds] == [True, False]
    assert "range" in theirs.__code__.co_names
    theirs()
    assert theirs.count == 1
    assert not hasattr(theirs, "cache_info")
    assert checker.took_part


# Objects as they stood at their question


class Purse:
    __module__ = "__main__"

    def __init__(self, coins: int) -> None:
        self.coins, self.log = coins, ["new"]

    def spend(self) -> Purse:
        self.coins -= 1
        self.log.append("spent")
        return self


def test_an_object_answers_as_it_stood_at_its_question(notebook):
    purse = Purse(5)
    other = Purse(5)
    pair = zip([1, 2], "ab", strict=True)
    seen = notebook(purse=purse, other=other, pair=pair, friends=[purse])
    purse.spend()
    next(pair)
    assert seen["purse"].coins == 5
    assert seen["purse"].log == ["new"]
    assert seen["friends"][0] is seen["purse"]
    assert list(seen["pair"]) == [(1, "a"), (2, "b")]
    assert seen["purse"].spend().spend() is seen["purse"]
    assert (seen["purse"].coins, purse.coins) == (3, 4)
    assert seen["other"].spend().coins == 4
    assert other.coins == 4  # the very one: nobody has changed it since


def test_of_a_generator_that_was_used_up_since_an_instructor_is_told(notebook, checker):
    used, fresh = (n for n in range(3)), (n for n in range(3))
    seen = notebook(used=used, fresh=fresh)
    next(used)
    assert list(seen["fresh"]) == [0, 1, 2]
    assert checker.held_back == []
    assert list(seen["used"]) == [1, 2]
    assert checker.held_back[0].startswith("the `generator` was used after its question")


def test_a_class_of_a_library_is_itself(notebook, checker):
    from decimal import Decimal
    from pathlib import Path

    seen = notebook(D=Decimal, P=Path, kind=int, frame=pd.DataFrame, price=Decimal("1.10"))
    assert isinstance(seen["price"], seen["D"])
    assert (seen["D"], seen["P"], seen["kind"]) == (Decimal, Path, int)
    assert seen["frame"] is pd.DataFrame
    assert not checker.took_part


@pytest.mark.parametrize(
    ("form", "module", "name"),
    [
        ("named", "builtins", "eval"),
        ("named", "builtins", "type"),
        ("named", "pandas", "HDFStore"),
        ("named", "pandas", "read_pickle"),
        ("named", "types", "FunctionType"),
        ("named", "subprocess", "Popen"),
        ("named", "sklearn.pipeline", "_print_elapsed_time"),
        ("module", "sympy", ""),
        ("module", "statsmodels.api", ""),
        ("module", "pickle", ""),
    ],
)
def test_nothing_is_found_by_a_name_that_could_run_what_a_student_wrote(
    tmp_path, form, module, name
):
    data = {"name": name, "module": module} if form == "named" else {"name": module}
    folder = snapshot(tmp_path / "snap", {"format": form, "data": data})
    assert isinstance(load(folder, checker=ASKING)["x"], Opaque)


class TooMuch(ValueError):
    __module__ = "__main__"


class FarTooMuch(TooMuch):
    __module__ = "__main__"


def test_what_a_function_raises_is_caught_by_the_students_own_class(notebook):
    def take(number):
        raise (FarTooMuch if number > 9 else TooMuch)("too much")

    seen = notebook(take=take, TooMuch=TooMuch, FarTooMuch=FarTooMuch)
    with pytest.raises(seen["TooMuch"], match="too much") as error:
        seen["take"](10)
    assert type(error.value) is seen["FarTooMuch"]
    assert issubclass(seen["TooMuch"], ValueError)
    assert repr(seen["TooMuch"]) == "<class '__main__.TooMuch'>"
    with pytest.raises(seen["TooMuch"]):
        raise seen["FarTooMuch"]("mine")


def test_what_a_figure_does_not_bring_along_is_asked(notebook, checker):
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    axes.bar(["a", "b"], [1, 2])
    axes.plot([0, 1], [1, 2], "g--")
    axes.scatter([1], [2])
    axes.set_xlim(0, 5)
    seen = notebook(figure=figure, axes=axes)["axes"]
    assert [isinstance(seen, kind) for kind in (type(axes), type(figure))] == [True, False]
    assert seen.lines[0].get_ydata().tolist() == [1, 2]
    assert not checker.took_part
    assert seen.get_xlim() == (0, 5)
    assert seen.lines[0].get_linestyle() == "--"
    assert [bar.get_height() for bar in seen.patches] == [1, 2]
    assert seen.collections[0].get_offsets().tolist() == [[1, 2]]
    assert [label.get_text() for label in seen.get_xticklabels()] == ["a", "b"]
    assert checker.took_part
    plt.close(figure)


def test_a_line_tells_the_numbers_that_it_was_given(notebook, checker, asked):
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    axes.plot([1, 2, 3], np.array([4, 5, 6], dtype=np.int32), label="whole")
    axes.axhline(3)
    dates, (day, word) = pd.to_datetime(["2020-01-01", "2020-01-02"]), plt.subplots(ncols=2)[1]
    day.plot(dates, [True, False])
    word.plot(["a", "b"], [1.5, 2.5])
    line = axes.lines[0]
    seen = notebook(axes=axes, figure=figure, day=day, word=word, line=line)
    mine, level = seen["axes"].lines
    assert mine.get_xdata().tolist() == [1, 2, 3]
    assert [data.dtype.kind for data in (*mine.get_data(), mine.get_xdata(orig=False))] == [*"iif"]
    assert mine.get_ydata().dtype == np.int32
    assert mine.get_xydata().tolist() == [[1, 4], [2, 5], [3, 6]]
    assert (level.get_xdata(), level.get_ydata()) == ([0, 1], [3, 3])
    assert (seen["day"].lines[0].get_xdata() == dates.to_numpy()).all()
    assert seen["day"].lines[0].get_ydata().tolist() == [True, False]
    assert [*seen["word"].lines[0].get_xdata()] == ["a", "b"]
    assert seen["line"] is mine
    assert not checker.took_part
    assert (mine.get_color(), seen["line"].get_linestyle()) == (line.get_color(), "-")
    assert len(asked) < 10
    assert seen["figure"].axes == [seen["axes"]]
    plt.close("all")


@pytest.mark.parametrize("given", [{"format": "opaque", "data": {}}, {"format": "list"}, 3, "x"])
def test_a_line_whose_numbers_are_none_makes_the_figure_opaque(tmp_path, given):
    import json

    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    axes.plot([1, 2])
    save({"x": figure}, ["x"], str(tmp_path / "snap"))
    plt.close("all")
    manifest = json.loads((tmp_path / "snap" / "snapshot.json").read_text())
    manifest["x"]["data"]["new"]["axes"][0]["lines"][0]["given"] = [given, given]
    (tmp_path / "snap" / "snapshot.json").write_text(json.dumps(manifest))
    assert isinstance(load(tmp_path / "snap", checker=ASKING)["x"], Opaque)


def test_a_class_that_a_library_imports_when_it_needs_it_is_known(notebook, monkeypatch):
    styler = pd.DataFrame({"a": [1]}).style
    monkeypatch.delattr(pd.io.formats, "style")  # as in a checker, whose pandas has styled nothing
    monkeypatch.delitem(sys.modules, "pandas.io.formats.style")
    monkeypatch.setattr(objects, "_name", lambda kind: [kind.__module__, kind.__qualname__])
    assert isinstance(notebook(styler=styler)["styler"], pd.io.formats.style.Styler)


def test_a_list_of_an_object_that_a_test_changes_is_a_copy_and_named(there, checker):
    plain = there(Plain(items=[1, [2]], table={"a": 1}, name="n"))
    assert plain.items == [1, [2]]
    assert plain.table == {"a": 1}
    assert checker.changed_copies() == []
    plain.items.append(3)
    plain.table["a"] = 1_000
    assert [clause.split("`")[1] for clause in checker.changed_copies()] == ["items", "table"]
    checker.begin_case()
    assert checker.changed_copies() == []
