from otter.test_files import test_case

OK_FORMAT = False

name = "q6"
points = None

@test_case(points=0.5, hidden=False)
def test_a_dot_of_ink_comes_to_the_middle(centred):
    """A dot of ink comes to the middle."""
    import numpy as np
    problem = ''
    given = None
    if not callable(centred):
        problem = 'centred is not a function. Begin with: def centred(picture):'
    else:
        for row, column in ((3, 20), (14, 5), (22, 14)):
            picture = np.zeros((28, 28), dtype='float32')
            picture[row, column] = 200.0
            try:
                given = centred(picture)
            except AssertionError:
                raise
            except Exception as error:
                problem = f'centred stops with this error: {type(error).__name__}: {error}'
                break
            if given is None or given is Ellipsis:
                problem = 'centred gives nothing back yet. Put your code in place of the three '
                problem += 'dots, and let it end in return.'
                break
            try:
                moved = np.asarray(given).astype(float)
            except (TypeError, ValueError):
                moved = np.zeros(0)
            if moved.shape != (28, 28):
                problem = f'centred gives back something of shape {moved.shape}, and a picture of '
                problem += '28 by 28 numbers is asked for.'
                break
            places = np.argwhere(moved > 0).tolist()
            dot = f'A dot at row {row}, column {column} '
            if not places:
                problem = dot + 'is lost. Move it, and keep its ink.'
            elif len(places) > 1:
                problem = dot + f'becomes {len(places)} dots. Move the picture by whole pixels.'
            elif places[0] == [row, column]:
                problem = dot + 'stays where it was. Move it, and return the moved picture: np.roll '
                problem += 'gives back a new one and leaves the old one alone.'
            elif places[0] == [(2 * row - 14) % 28, (2 * column - 14) % 28]:
                problem = dot + 'moves the wrong way. The way to go is 14 minus the centre.'
            elif places[0] == [(row + 14 - column) % 28, (column + 14 - row) % 28]:
                problem = dot + f'comes to {places[0]}. Rows and columns are swapped: the sums '
                problem += 'along axis 1 are those of the rows, and np.roll moves rows with axis 0.'
            elif not all((abs(place - 14) <= 1 for place in places[0])):
                problem = dot + f'comes to row {places[0][0]}, column {places[0][1]}, and it should '
                problem += 'come to row 14, column 14.'
            if problem:
                break
    for turned in (False, True):
        if problem:
            break
        picture = np.zeros((28, 28), dtype='float32')
        picture[10, 18], picture[11, 17] = (150.0, 50.0)
        picture = picture.T.copy() if turned else picture
        try:
            moved = np.asarray(centred(picture)).astype(float)
            places = np.argwhere(moved.T > 0 if turned else moved > 0).tolist()
        except AssertionError:
            raise
        except Exception as error:
            problem = f'For two dots, centred stops with this error: {type(error).__name__}: {error}'
            break
        where = ('row 10, column 18', 'row 11, column 17', '4 rows down and 4 columns to the left')
        if turned:
            where = ('row 18, column 10', 'row 17, column 11', '4 rows up and 4 columns to the right')
        if places not in ([[14, 14], [15, 13]], [[13, 14], [14, 13]]):
            problem = f'With three quarters of the ink at {where[0]}, and a quarter at {where[1]}, the '
            problem += f'picture should go {where[2]}. Yours does not'
            if places == [[13, 15], [14, 14]]:
                problem += ': it goes 3, because int cuts off. round takes the nearest'
            problem += '.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_a_picture_without_ink_comes_back(centred):
    """A picture without ink comes back."""
    import numpy as np
    problem = ''
    given = None
    if not callable(centred):
        problem = 'centred is not a function. Begin with: def centred(picture):'
    else:
        try:
            given = centred(np.zeros((28, 28), dtype='float32'))
        except AssertionError:
            raise
        except Exception as error:
            problem = f'For a picture without ink, centred stops with a {type(error).__name__}: '
            problem += f'{error}. Look whether there is ink before you divide by it.'
        if not problem and (given is None or given is Ellipsis):
            problem = 'For a picture without ink, centred gives nothing back. Return the picture.'
        if not problem:
            try:
                picture = np.asarray(given).astype(float)
            except (TypeError, ValueError):
                picture = np.zeros(0)
            if picture.shape != (28, 28) or not (picture == 0).all():
                problem = 'A picture without ink should come back as it is: 28 by 28 zeros.'
    assert not problem, problem

