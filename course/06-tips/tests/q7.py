from otter.test_files import test_case

OK_FORMAT = False

name = "q7"
points = None

def judge_test(written, own, *, name, function, own_name, right, faulty, says, is_hidden):
    """Fail, with words for the student, unless a test passes on right versions and finds a fault.

    written is the student's test, own their function or None, right and faulty are versions.
    """
    import builtins
    import contextlib
    import io

    def made(source):
        names = {'__name__': 'version'}
        exec(source, names)
        names[function].__source__ = source
        return names[function]

    def tried(version):
        """Return what the test raises (its name, its text), gives back, and prints."""
        printed = io.StringIO()
        raised, text, given = ('', '', None)
        try:
            with contextlib.redirect_stdout(printed):
                given = written(version)
        except Exception as error:
            raised, text = (type(error).__name__, str(error))
            if isinstance(error, AssertionError) and text.startswith(f'`{name}(…)`'):
                raised, text, given = ('', '', text)
            elif isinstance(error, AssertionError) and text.startswith(f'`{name}`'):
                raise
        return (raised, text, given, printed.getvalue())

    def stops(raised, text):
        """Quote an error, but for what a test could put into it about a version that is hidden."""
        if is_hidden and (not hasattr(builtins, raised)):
            return 'stops with an error'
        return f'stops with {raised}: {text}' if text and (not is_hidden) else f'stops with {raised}'

    def never_calls():
        """Say why a test looks at nothing, by a function that does nothing but fail."""
        mark = '<called>'
        probe = "(*given, **named):\n    print('<called>')\n    raise BlockingIOError"
        raised, text, _, printed = tried(made('def ' + function + probe))
        if mark in printed:
            said = f'{name} catches the errors of the function that it looks at, so nothing can '
            said += 'make it fail. Leave out try and except.'
            return '' if raised else said
        if raised == 'TypeError' and 'argument' in text:
            said = f'{name} takes another number of arguments. It is given one: the function that '
            return said + f'it is to look at. Begin with: def {name}(candidate):'
        if raised:
            said = f'{name} {stops(raised, text)}, before it has called the function that it is '
            return said + 'given. That is a slip in the test itself.'
        said = f'{name} never calls the function that it is given. Call it by the name of the '
        said += 'parameter, such as candidate(…): under the name of your own function it always '
        return said + 'looks at the same one.'

    def fails(which, mended, outcome, again, finds):
        """Say why a test does not pass on a right version; nothing where it passes."""
        raised, text, _, _ = outcome
        if bool(raised) != bool(again[0]):
            said = f'{name} passes on {which} once and fails the next time. Chance must not decide:'
            return said + ' write the numbers down, or use more of them.'
        if raised == 'AssertionError' and (not finds):
            said = f'{name} has it the wrong way round: it fails on {which}, and passes on the one '
            return said + 'with the fault. What stands behind assert is what has to be true.'
        if raised == 'AssertionError':
            said = f'{name} fails on {which}, too. '
            said += f'It says “{text}”. ' if text and (not is_hidden) else ''
            said += f'{mended}the test asks for more than the task does. Compare decimal numbers '
            return said + 'with a small tolerance, and ask for nothing that the task leaves open.'
        said = f'On {which}, {name} {stops(raised, text)}. {mended}that is a slip in the test, and '
        return said + 'no verdict: only assert may end it.' if raised else ''

    def misses(outcome, again):
        """Say why a test does not find the fault; nothing where it finds it."""
        raised, text, given, printed = outcome
        if bool(raised) != bool(again[0]):
            said = f'{name} finds the fault once and misses it the next time. Chance must not '
            return said + 'decide: write the numbers down, or use more of them.'
        if not raised and given is not None:
            said = f'{name} gives something back and asserts nothing. '
            return said + 'Write assert where return stands.'
        if not raised and printed:
            said = f'{name} prints, and asserts nothing that is wrong here. A test says nothing '
            return said + 'when all is well, and fails by assert when it is not.'
        if not raised:
            return f'{name} passes on a version with a fault. {says}'
        said = f'{name} finds the fault, and does not say what it is. Put a comma behind the '
        said += 'condition, and then a few words in quotes that say what is wrong.'
        return said if raised == 'AssertionError' and len(text.split()) < 3 else ''
    problem = ''
    if not callable(written):
        problem = f'{name} is not a function. Begin with: def {name}(candidate):'
    elif own_name and (not callable(own)):
        problem = f'{own_name} is not a function yet. Mend it first, then test it.'
    else:
        problem = never_calls()
    if not problem:
        bad = made(faulty)
        outcome, again = (tried(bad), tried(bad))
        if own_name:
            mended = f'Is {own_name} mended? If it is, '
            problem = fails(f'your own {own_name}', mended, tried(own), tried(own), outcome[0])
        for version in map(made, right):
            which = f'a version of {function} that is right'
            problem = problem or fails(which, 'So ', tried(version), tried(version), outcome[0])
        problem = problem or misses(outcome, again)
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_standardised_finds_fault_1(test_standardised, standardised):
    """test_standardised finds fault 1."""
    judge_test(test_standardised, standardised, name='test_standardised', function='standardised', own_name='standardised', right=[], faulty='import numpy as np\n\ndef standardised(train, test):\n    everything = np.concatenate([train, test])\n    return ((train - everything.mean()) / everything.std(), (test - everything.mean()) / everything.std())', says='Give it a test set with quite other numbers than the training set has. What has to be true of the training set afterwards?', is_hidden=False)

@test_case(points=0.5, hidden=False)
def test_digits_of_finds_fault_3(test_digits_of, digits_of):
    """test_digits_of finds fault 3."""
    judge_test(test_digits_of, digits_of, name='test_digits_of', function='digits_of', own_name='digits_of', right=[], faulty='def digits_of(probabilities):\n    return probabilities.argmax(axis=0)', says='Give it two rows of three numbers, and compare with the two digits that are due.', is_hidden=False)

@test_case(points=0.5, hidden=False)
def test_predicted_finds_fault_5(test_predicted, predicted):
    """test_predicted finds fault 5."""
    judge_test(test_predicted, predicted, name='test_predicted', function='predicted', own_name='predicted', right=[], faulty='def predicted(model, images):\n    return model.predict_classes(images)', says='It calls something that Keras no longer has. A test that calls candidate with a real network cannot miss that.', is_hidden=False)

@test_case(points=0.5, hidden=False)
def test_scaled_finds_fault_7(test_scaled, scaled):
    """test_scaled finds fault 7."""
    judge_test(test_scaled, scaled, name='test_scaled', function='scaled', own_name='scaled', right=[], faulty="def scaled(train, test):\n    train = train.astype('float32') / 255\n    test = test.astype('float32')\n    return (train, test)", says='Look at both of the sets that come back, and give it a test set with pixels above 1.', is_hidden=False)

@test_case(points=0.5, hidden=False)
def test_shuffled_finds_fault_9(test_shuffled, shuffled):
    """test_shuffled finds fault 9."""
    judge_test(test_shuffled, shuffled, name='test_shuffled', function='shuffled', own_name='shuffled', right=[], faulty='import numpy as np\n\ndef shuffled(images, labels):\n    random = np.random.default_rng()\n    images = images[random.permutation(len(images))]\n    labels = labels[random.permutation(len(labels))]\n    return (images, labels)', says='Give each picture a label by which you know it again, such as the same number, and look at the pairs that come back.', is_hidden=False)

@test_case(points=0.5, hidden=False)
def test_quality_finds_fault_11(test_quality, quality):
    """test_quality finds fault 11."""
    judge_test(test_quality, quality, name='test_quality', function='quality', own_name='quality', right=[], faulty='def quality(truth, predicted):\n    return (truth == predicted).mean()', says='Give it many members of one class and few of another, and let all of the few be named wrong.', is_hidden=False)

