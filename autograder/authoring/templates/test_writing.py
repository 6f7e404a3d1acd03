"""What judges a test that a student wrote; each case of `kind: test-writing` calls it.

No f-string here has a quote or a backslash in it: `ast.unparse` writes these differently from
Python to Python, and students get the same bytes from each.
"""


def judge_test(written, own, *, name, function, own_name, right, faulty, says, is_hidden):
    """Fail, with words for the student, unless a test passes on right versions and finds a fault.

    written is the student's test, own their function or None, right and faulty are versions.
    """
    import builtins
    import contextlib
    import io

    def made(source):
        names = {"__name__": "version"}
        exec(source, names)
        names[function].__source__ = source  # so that it can be taken to where the test lives
        return names[function]

    def tried(version):
        """Return what the test raises (its name, its text), gives back, and prints."""
        printed = io.StringIO()
        raised, text, given = "", "", None
        try:
            with contextlib.redirect_stdout(printed):
                given = written(version)
        except Exception as error:
            raised, text = type(error).__name__, str(error)
            if isinstance(error, AssertionError) and text.startswith(f"`{name}(…)`"):
                raised, text, given = "", "", text  # it gave back something odd, and raised nothing
            elif isinstance(error, AssertionError) and text.startswith(f"`{name}`"):
                raise
        return raised, text, given, printed.getvalue()

    def stops(raised, text):
        """Quote an error, but for what a test could put into it about a version that is hidden."""
        if is_hidden and not hasattr(builtins, raised):
            return "stops with an error"
        return f"stops with {raised}: {text}" if text and not is_hidden else f"stops with {raised}"

    def never_calls():
        """Say why a test looks at nothing, by a function that does nothing but fail."""
        mark = "<called>"
        probe = "(*given, **named):\n    print('<called>')\n    raise BlockingIOError"
        raised, text, _, printed = tried(made("def " + function + probe))
        if mark in printed:
            said = f"{name} catches the errors of the function that it looks at, so nothing can "
            said += "make it fail. Leave out try and except."
            return "" if raised else said
        if raised == "TypeError" and "argument" in text:
            said = f"{name} takes another number of arguments. It is given one: the function that "
            return said + f"it is to look at. Begin with: def {name}(candidate):"
        if raised:
            said = f"{name} {stops(raised, text)}, before it has called the function that it is "
            return said + "given. That is a slip in the test itself."
        said = f"{name} never calls the function that it is given. Call it by the name of the "
        said += "parameter, such as candidate(…): under the name of your own function it always "
        return said + "looks at the same one."

    def fails(which, mended, outcome, again, finds):
        """Say why a test does not pass on a right version; nothing where it passes."""
        raised, text, _, _ = outcome
        if bool(raised) != bool(again[0]):
            said = f"{name} passes on {which} once and fails the next time. Chance must not decide:"
            return said + " write the numbers down, or use more of them."
        if raised == "AssertionError" and not finds:
            said = f"{name} has it the wrong way round: it fails on {which}, and passes on the one "
            return said + "with the fault. What stands behind assert is what has to be true."
        if raised == "AssertionError":
            said = f"{name} fails on {which}, too. "
            said += f"It says “{text}”. " if text and not is_hidden else ""
            said += f"{mended}the test asks for more than the task does. Compare decimal numbers "
            return said + "with a small tolerance, and ask for nothing that the task leaves open."
        said = f"On {which}, {name} {stops(raised, text)}. {mended}that is a slip in the test, and "
        return said + "no verdict: only assert may end it." if raised else ""

    def misses(outcome, again):
        """Say why a test does not find the fault; nothing where it finds it."""
        raised, text, given, printed = outcome
        if bool(raised) != bool(again[0]):
            said = f"{name} finds the fault once and misses it the next time. Chance must not "
            return said + "decide: write the numbers down, or use more of them."
        if not raised and given is not None:
            said = f"{name} gives something back and asserts nothing. "
            return said + "Write assert where return stands."
        if not raised and printed:
            said = f"{name} prints, and asserts nothing that is wrong here. A test says nothing "
            return said + "when all is well, and fails by assert when it is not."
        if not raised:
            return f"{name} passes on a version with a fault. {says}"
        said = f"{name} finds the fault, and does not say what it is. Put a comma behind the "
        said += "condition, and then a few words in quotes that say what is wrong."
        return said if raised == "AssertionError" and len(text.split()) < 3 else ""

    problem = ""
    if not callable(written):
        problem = f"{name} is not a function. Begin with: def {name}(candidate):"
    elif own_name and not callable(own):
        problem = f"{own_name} is not a function yet. Mend it first, then test it."
    else:
        problem = never_calls()
    if not problem:
        bad = made(faulty)
        outcome, again = tried(bad), tried(bad)
        if own_name:
            mended = f"Is {own_name} mended? If it is, "
            problem = fails(f"your own {own_name}", mended, tried(own), tried(own), outcome[0])
        for version in map(made, right):
            which = f"a version of {function} that is right"
            problem = problem or fails(which, "So ", tried(version), tried(version), outcome[0])
        problem = problem or misses(outcome, again)
    assert not problem, problem
