from otter.test_files import test_case

OK_FORMAT = False

name = "q1"
points = None

@test_case(points=0.5, hidden=False)
def test_df_upload_has_eight_rows_and_four_columns(df_upload):
    """df_upload has eight rows and four columns."""
    import pandas as pd
    problem = ''
    if df_upload is None or df_upload is Ellipsis:
        problem = 'df_upload is still `...`, or its line ended in an error. read_csv cannot read '
        problem += 'bytes: wrap them up first, io.BytesIO(content).'
    elif not isinstance(df_upload, pd.DataFrame):
        kind = type(df_upload).__name__
        problem = f'df_upload is of type {kind}, and a data frame is asked for. pd.read_csv makes '
        problem += 'one from io.BytesIO(content).'
    else:
        rows, columns = df_upload.shape
        names = [str(name) for name in df_upload.columns]
        if columns == 1 and ';' in names[0]:
            problem = 'df_upload has one column only, and its name is full of semicolons. Tell '
            problem += 'read_csv what stands between the values, with sep.'
        elif columns == 3 and 'planet' not in names and (df_upload.index.name == 'planet'):
            problem = "The planets' names have become the index. Leave index_col out, so that "
            problem += 'planet stays a column.'
        elif 'Mercury' in names:
            problem = 'The first planet has become the header. Leave header and skiprows out.'
        elif columns != 4 or not {'planet', 'diameter', 'distance', 'days'} <= set(names):
            problem = 'df_upload should have the four columns planet, diameter, distance and days, '
            problem += 'as the file has them. It has: ' + ', '.join(names) + '.'
        elif rows != 8:
            problem = f'df_upload has {rows} rows, and there are eight planets.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_the_three_columns_of_numbers_hold_numbers(df_upload):
    """The three columns of numbers hold numbers."""
    import pandas as pd
    problem = ''
    if df_upload is None or df_upload is Ellipsis:
        problem = 'df_upload is still `...`, or its line ended in an error. read_csv cannot read '
        problem += 'bytes: wrap them up first, io.BytesIO(content).'
    elif not isinstance(df_upload, pd.DataFrame):
        problem = 'df_upload is not a data frame, so it has no columns of numbers.'
    else:
        for name in ('diameter', 'distance', 'days'):
            if name not in df_upload.columns:
                problem = f'df_upload has no column {name} yet. Does sep name the right sign?'
            elif not pd.api.types.is_numeric_dtype(df_upload[name]):
                problem = f'The column {name} holds text, because of the comma in its numbers. '
                problem += 'Tell read_csv about it, with decimal.'
            elif not df_upload[name].between(0, 10 ** 9).all():
                problem = f'The column {name} has gaps, and the file has none. Read it once more, and '
                problem += 'leave its values as they come.'
            if problem:
                break
        total = float(df_upload['distance'].sum()) if not problem else 10136.2
        if not abs(total - 10136.2) <= 0.5:
            problem = f'The column distance adds up to {total:.1f}, and about 10136 is right. Take '
            problem += 'all eight values as the file has them.'
    assert not problem, problem

