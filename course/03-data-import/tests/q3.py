from otter.test_files import test_case

OK_FORMAT = False

name = "q3"
points = None

@test_case(points=0.5, hidden=False)
def test_raw_url_leads_to_the_file_itself(raw_url):
    """raw_url leads to the file itself."""
    asked = 'https://github.com/ada/tea/blob/main/data/cups.csv'
    wanted = 'https://raw.githubusercontent.com/ada/tea/main/data/cups.csv'
    problem = ''
    given = None
    if not callable(raw_url):
        problem = 'raw_url is not a function. Begin it with: def raw_url(url):'
    else:
        try:
            given = raw_url(asked)
        except AssertionError:
            raise
        except Exception as error:
            problem = f'raw_url stops at {asked} with this error: {type(error).__name__}: {error}. '
            problem += 'This is the page of a file, so it should be accepted.'
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = 'raw_url gives nothing back yet. Put your code in place of the three dots, and '
        problem += 'let it end in return. (print only shows a text, it does not give it back.)'
    elif not isinstance(given, str):
        problem = f'raw_url gives back a {type(given).__name__}. An address is a text.'
    elif given == asked:
        problem = 'raw_url gives the address back unchanged. With blob in it, it leads to the page '
        problem += 'about the file, and not to the file.'
    elif given.startswith('https://github.com/') and '/raw/' in given:
        problem = 'The address with raw in place of blob is a detour to the file. Give the address '
        problem += 'that it ends at: https://raw.githubusercontent.com/…, without blob or raw.'
    elif '/blob/' in given:
        problem = f'raw_url gives {given}. The word blob must go: the branch follows right after '
        problem += 'the project.'
    elif given.count('https:') > 1:
        problem = f'raw_url gives {given}, in which two beginnings are left. Take the old one away.'
    elif given != wanted:
        problem = f'For {asked} your function gives {given} and not {wanted}'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_raw_url_refuses_what_is_no_page_of_a_file(raw_url):
    """raw_url refuses what is no page of a file."""
    problem = ''
    if not callable(raw_url):
        problem = 'raw_url is not a function. Begin it with: def raw_url(url):'
    else:
        for asked in ('https://example.org/ada/tea/blob/main/cups.csv', 'https://github.com/ada/tea', 'https://github.com/ada/tea/tree/main/data'):
            try:
                given = raw_url(asked)
            except ValueError:
                continue
            except AssertionError:
                raise
            except Exception as error:
                problem = f'raw_url should raise a ValueError for {asked}, and raises a '
                problem += f'{type(error).__name__} instead.'
                break
            problem = f'{asked} is not the page of a file on GitHub, but raw_url gives {given}. '
            problem += 'Raise a ValueError there.'
            if given is None or given is Ellipsis:
                problem = f'raw_url gives nothing back for {asked}, and should raise a ValueError.'
            elif isinstance(given, ValueError):
                problem = 'raw_url returns a ValueError. Write raise in place of return.'
            break
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_df_url_is_the_table_of_moons(df_url):
    """df_url is the table of moons."""
    import pandas as pd
    problem = ''
    if df_url is None or df_url is Ellipsis:
        problem = 'df_url is still `...`, or its line ended in an error. An address with blob in it '
        problem += 'is a web page, which read_csv cannot read: use the address of the file itself.'
    elif not isinstance(df_url, pd.DataFrame):
        kind = type(df_url).__name__
        problem = f'df_url is of type {kind}, and a data frame is asked for. pd.read_csv takes an '
        problem += 'address in place of a path.'
    else:
        names = [str(name) for name in df_url.columns]
        if any(('<' in name or 'html' in name.lower() for name in names)):
            problem = 'df_url is made from a web page. Is there blob in the address? Take the '
            problem += 'address of the file itself.'
        elif len(names) == 3 and df_url.index.name == 'moon':
            problem = "The moons' names have become the index. Leave index_col out, so that moon "
            problem += 'stays a column.'
        elif names != ['moon', 'planet', 'found', 'finder']:
            problem = 'df_url should have the columns moon, planet, found and finder. It has: '
            problem += ', '.join(names) + '.'
        elif sorted((str(name) for name in df_url['moon'])) != ['Callisto', 'Deimos', 'Europa', 'Ganymede', 'Iapetus', 'Io', 'Phobos', 'Titan', 'Titania', 'Triton']:
            problem = 'df_url does not hold the ten moons of moons.csv. Read the whole file, and '
            problem += 'leave it as it is.'
        elif not pd.to_numeric(df_url['found'], errors='coerce').between(1600, 1900).all():
            problem = 'In df_url, the column found does not hold the years of moons.csv. Leave it as '
            problem += 'it comes.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_df_s3_is_the_weather_of_1800(df_s3):
    """df_s3 is the weather of 1800."""
    import pandas as pd
    problem = ''
    if df_s3 is None or df_s3 is Ellipsis:
        problem = 'df_s3 is still `...`, or its line ended in an error. Are you online? Did the '
        problem += 'cell with %pip run? And did you say that you are nobody, with anon?'
    elif not isinstance(df_s3, pd.DataFrame):
        kind = type(df_s3).__name__
        problem = f'df_s3 is of type {kind}, and a data frame is asked for. pd.read_csv takes an '
        problem += 'address that begins with s3:// in place of a path.'
    else:
        names = [str(name) for name in df_s3.columns]
        if 'ITE00100554' in names or 0 in list(df_s3.columns):
            problem = 'The first line of the file holds the names of the columns. Leave header '
            problem += 'out, so that pandas takes them from there.'
        elif not {'DATE', 'ELEMENT', 'DATA_VALUE'} <= set(names):
            problem = 'df_s3 should have the columns of the file, among them DATE, ELEMENT and '
            problem += 'DATA_VALUE. It has: ' + ', '.join(names[:8]) + '.'
        elif not all((str(day).startswith('1800') for day in df_s3['DATE'])):
            problem = 'df_s3 has days that are not in the year 1800. Read the file that weather '
            problem += 'names, and leave DATE as it comes.'
        elif len(df_s3) < 70:
            problem = f'df_s3 has {len(df_s3)} rows only. Read the whole file.'
        elif not pd.api.types.is_numeric_dtype(df_s3['DATA_VALUE']):
            problem = 'DATA_VALUE should hold numbers. Read the file as it comes.'
    assert not problem, problem

