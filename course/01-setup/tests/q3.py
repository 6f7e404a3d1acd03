from otter.test_files import test_case

OK_FORMAT = False

name = "q3"
points = None

@test_case(points=0.5, hidden=False)
def test_coins_after_has_an_answer_for_each_order(coins_after):
    """coins_after has an answer of the right kind for each order."""
    problem = ''
    orders = ['ABC', 'ACB', 'ABBC', 'AABC']
    last = 'restart, only B'
    if not isinstance(coins_after, dict):
        problem = f'coins_after is a {type(coins_after).__name__}. Keep the dictionary that stood '
        problem += 'there, and put your answers in place of the dots.'
    else:
        for order in [*orders, last]:
            if order not in coins_after:
                problem = f'coins_after has no key {order!r} any more. Keep all five keys.'
                break
            value = coins_after[order]
            if value is None or value is Ellipsis:
                problem = f'Your answer for {order!r} is still missing. Go through the cells letter '
                problem += 'by letter, and write your number in place of the dots.'
            elif order == last and (not isinstance(value, str)):
                problem = f'For {order!r} write the name of the error as a text, in quotes.'
            elif order != last and isinstance(value, str):
                problem = f'For {order!r} you wrote a text. Write the number without quotes.'
            elif order != last:
                try:
                    float(value)
                except (TypeError, ValueError):
                    kind = type(value).__name__
                    problem = f'For {order!r} a number is asked for, not a {kind}.'
            if problem:
                break
        if not problem and float(coins_after['ABC']) != 7:
            problem = 'After A, B and C, run once each, coins is 7: first 3, then 6, then 7. Run '
            problem += 'the three cells and see. Then think about the other orders again.'
        elif not problem and float(coins_after['ACB']) <= 7:
            value = coins_after['ACB']
            problem = f'For the order ACB you say {value}. B comes last there, and doubles all that '
            problem += 'is there by then, the coin of C as well. So it is more than for ABC.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_longer_week_has_five_numbers(longer_week):
    """longer_week has five numbers."""
    problem = ''
    if longer_week is Ellipsis:
        problem = 'longer_week is still `...`. Make the list there, run the cell, and check again.'
    elif longer_week is None:
        problem = 'longer_week is None, which means: nothing. Did its cell stop with an error? Or '
        problem += 'did you keep what append or extend give back? They change a list and give '
        problem += 'nothing back. Make a new list with + instead.'
    else:
        try:
            given = [float(hours) for hours in longer_week]
        except (TypeError, ValueError):
            given = None
        if given == [2, 4, 3, 5, 1]:
            problem = ''
        elif given is None:
            problem = 'longer_week is not a list of numbers. Put the numbers of week in it, and '
            problem += 'then 5 and 1.'
        elif given[:3] == [2, 4, 3] and len(given) > 5 and (given[3:5] == [5, 1]):
            problem = f'longer_week has {len(given)} numbers, because a cell that adds to a list '
            problem += 'ran more than once. Make a new list instead: week + …'
        elif sorted(given) == [1, 2, 3, 4, 5]:
            problem = f'longer_week holds the right numbers in another order: {longer_week}. First '
            problem += 'come those of week, then 5, then 1.'
        else:
            problem = f'longer_week is {longer_week}. It should hold 2, 4, 3 from week, and then 5 '
            problem += 'and 1.'
    assert not problem, problem

@test_case(points=1, hidden=False)
def test_week_is_still_as_it_was(week, longer_week):
    """week is still as it was."""
    problem = ''
    if longer_week is Ellipsis:
        problem = 'longer_week is still `...`. Make the list there, run the cell, and check again.'
    else:
        try:
            given = [float(hours) for hours in week]
        except (TypeError, ValueError):
            given = []
        if given[:3] == [2, 4, 3] and len(given) > 3:
            problem = f'week itself has grown: it is {week} now, and grows again each time the '
            problem += 'cell runs. Did you use append or extend, or give week a second name? Run '
            problem += 'the cell that makes week again, and then make a new list with +.'
        elif given != [2, 4, 3]:
            problem = f'week is {week} now. Leave it as it was: [2, 4, 3]. Run the cell that makes '
            problem += 'it again.'
    assert not problem, problem

