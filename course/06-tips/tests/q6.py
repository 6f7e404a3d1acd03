from otter.test_files import test_case

OK_FORMAT = False

name = "q6"
points = None

@test_case(points=0.5, hidden=False)
def test_a_dot_of_ink_comes_to_the_middle(centred):
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
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_a_picture_without_ink_comes_back(centred):
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

