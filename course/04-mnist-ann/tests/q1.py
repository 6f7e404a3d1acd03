from otter.test_files import test_case

OK_FORMAT = False

name = "q1"
points = None

@test_case(points=1, hidden=False)
def test_shapes_names_the_size_of_all_four_arrays(shapes):
    """shapes names the size of all four arrays."""
    import keras
    train, test = keras.datasets.mnist.load_data()
    wanted = {'train_images': train[0].shape, 'train_labels': train[1].shape, 'test_images': test[0].shape, 'test_labels': test[1].shape}
    problem = ''
    if shapes is None or shapes is Ellipsis:
        problem = 'shapes is still `...`. Put a dictionary there, run the cell, and check again.'
    elif not isinstance(shapes, dict):
        kind = type(shapes).__name__
        problem = f'shapes is a {kind}, and a dictionary is asked for: four keys, four shapes.'
    else:
        for name, truth in wanted.items():
            if name not in shapes:
                problem = f'shapes has no key {name} yet. It needs one for each of the four arrays.'
                break
            try:
                given = tuple((int(size) for size in shapes[name]))
            except (TypeError, ValueError):
                given = None
            if given is None and shapes[name] is Ellipsis:
                problem = f'The value of {name} in shapes is still `...`.'
            elif given is None:
                problem = f'The value of {name} in shapes is not a shape. Use the .shape of {name}.'
            elif given != truth and given[:1] == (1000,):
                problem = f'{name} has 10,000 entries. The 1,000 of older texts is a misprint.'
            elif given != truth:
                problem = f'shapes says that {name} has the shape {given}. Ask the array itself: '
                problem += f'print {name}.shape and compare.'
            if problem:
                break
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_figure_shows_nine_pictures_in_3_rows_and_3_columns(fig):
    """The figure shows nine pictures in 3 rows and 3 columns."""
    from matplotlib.figure import Figure
    problem = ''
    if fig is None or fig is Ellipsis:
        problem = 'fig is still `...`. Make a figure with plt.subplots, and check again.'
    elif not isinstance(fig, Figure):
        kind = type(fig).__name__
        problem = f'fig is a {kind}, not a figure. plt.subplots gives back two things, a figure '
        problem += 'and its places to draw in: put a name for each on the left, with a comma.'
    else:
        frames = [frame for frame in fig.axes if len(frame.images) > 0]
        if len(frames) != 9:
            problem = f'fig shows {len(frames)} pictures, and nine are asked for. Draw one picture '
            problem += 'with imshow in each place of a 3 by 3 grid.'
        else:
            boxes = [frame.get_position() for frame in frames]
            lefts = sorted((box.x0 + box.x1 for box in boxes))
            lows = sorted((box.y0 + box.y1 for box in boxes))
            columns = 1 + sum((lefts[i + 1] - lefts[i] > 0.1 for i in range(8)))
            rows = 1 + sum((lows[i + 1] - lows[i] > 0.1 for i in range(8)))
            if rows != 3 or columns != 3:
                problem = f'The nine pictures stand in {rows} rows and {columns} columns. Ask '
                problem += 'plt.subplots for 3 rows and 3 columns.'
            most = max((box.width for box in boxes))
            others = [frame for frame in fig.axes if frame not in frames]
            empty = [one for one in others if one.get_position().width > most / 2]
            if not problem and empty:
                problem = f'Beside the nine pictures fig has {len(empty)} empty places. Ask '
                problem += 'plt.subplots for 3 rows and 3 columns, and for no more.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_pictures_are_those_in_my_pictures(fig, my_pictures):
    """The pictures are those in my_pictures, row by row."""
    import keras
    import numpy as np
    from matplotlib.figure import Figure
    problem = ''
    if fig is None or fig is Ellipsis:
        problem = 'fig is still `...`. Make a figure with plt.subplots, and check again.'
    elif not isinstance(fig, Figure):
        problem = f'fig is a {type(fig).__name__}, not a figure, so there are no pictures to see.'
    else:
        train, test = keras.datasets.mnist.load_data()
        wanted = train[0][my_pictures].astype(float)
        wanted = wanted / wanted.max(axis=(1, 2), keepdims=True)
        others = test[0][my_pictures].astype(float)
        others = others / others.max(axis=(1, 2), keepdims=True)
        first = train[0][:9].astype(float)
        first = first / first.max(axis=(1, 2), keepdims=True)
        found = set()
        order = []
        from_test, turned, from_start, unknown = (0, 0, 0, 0)
        frames = [frame for frame in fig.axes if len(frame.images) > 0]
        boxes = {id(frame): frame.get_position() for frame in frames}
        frames.sort(key=lambda frame: -round(boxes[id(frame)].y0 + boxes[id(frame)].y1, 3))
        rows = [frames[start:start + 3] for start in range(0, len(frames), 3)]
        frames = [f for row in rows for f in sorted(row, key=lambda one: boxes[id(one)].x0)]
        for frame in frames:
            shown = np.squeeze(np.asarray(frame.images[0].get_array(), dtype=float))
            if shown.ndim == 3:
                shown = shown[:, :, 0]
            if shown.shape == (784,) or shown.shape != (28, 28):
                unknown += 1
                continue
            shown = shown - shown.min()
            shown = shown / max(shown.max(), 1e-09)
            near = [i for i in range(9) if min(np.abs(wanted[i] - shown).max(), np.abs(1 - wanted[i] - shown).max()) < 0.03]
            if near:
                found.add(near[0])
                order.append(near[0])
            elif any((np.abs(picture - shown).max() < 0.03 for picture in others)):
                from_test += 1
            elif any((np.abs(picture.T - shown).max() < 0.03 for picture in wanted)):
                turned += 1
            elif any((np.abs(picture - shown).max() < 0.03 for picture in first)):
                from_start += 1
            else:
                unknown += 1
        if not frames:
            problem = 'There is no picture in fig yet. Draw each one with imshow.'
        elif from_test:
            problem = 'fig shows pictures of the test set. Take them from train_images.'
        elif turned:
            problem = 'The pictures lie on their side. Show each of train_images unturned.'
        elif from_start:
            problem = 'fig shows the first training images. Show those whose numbers stand in '
            problem += 'my_pictures: train_images[number], for each number in that list.'
        elif unknown:
            problem = f'{unknown} of the pictures in fig are none of your nine. Show '
            problem += 'train_images[number] for each number in my_pictures, 28 by 28 pixels each.'
        elif len(found) < 9:
            problem = f'fig shows only {len(found)} of the nine pictures in my_pictures; some come '
            problem += 'more than once or are missing. Does the number change in your loop?'
        elif order == [0, 3, 6, 1, 4, 7, 2, 5, 8]:
            problem = 'The nine pictures go down the columns. Row by row is asked for: the second '
            problem += 'picture stands to the right of the first.'
        elif len(order) == 9 and order != sorted(order):
            problem = 'The nine pictures are not in the order of my_pictures, row by row. The first '
            problem += 'stands at the top left, the second to the right of it, the last at the '
            problem += 'bottom right.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_each_picture_has_a_digit_as_its_title(fig):
    """Each picture has a digit as its title."""
    import re
    from matplotlib.figure import Figure
    problem = ''
    if fig is None or fig is Ellipsis:
        problem = 'fig is still `...`. Make a figure with plt.subplots, and check again.'
    elif not isinstance(fig, Figure):
        problem = f'fig is a {type(fig).__name__}, not a figure, so there are no titles to read.'
    else:
        frames = [frame for frame in fig.axes if len(frame.images) > 0]
        bare = 0
        for frame in frames:
            title = ' '.join((frame.get_title(loc=side) for side in ('left', 'center', 'right')))
            if not re.search('[0-9]', title):
                bare += 1
        if not frames:
            problem = 'There is no picture in fig yet, so no title either.'
        elif bare:
            problem = f'{bare} of the pictures in fig have no digit above them. Give each its '
            problem += 'label as a title, with set_title.'
    assert not problem, problem

