from otter.test_files import test_case

OK_FORMAT = False

name = "q1"
points = None

@test_case(points=1, hidden=False)
def test_a_notebook_on_github_opens_in_colab(colab_url):
    """The address of a notebook on GitHub becomes the one that opens it in Colab."""
    asked = 'https://github.com/ada/first-steps/blob/main/hello.ipynb'
    wanted = 'https://colab.research.google.com/github/ada/first-steps/blob/main/hello.ipynb'
    problem = ''
    given = None
    if not callable(colab_url):
        problem = 'colab_url is not a function. Begin with: def colab_url(github_url):'
    else:
        try:
            given = colab_url(asked)
        except AssertionError:
            raise
        except Exception as error:
            problem = f'colab_url stops at {asked} with this error: {type(error).__name__}: '
            problem += f'{error}. This is the address of a notebook, so it should be accepted.'
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = 'colab_url gives nothing back yet. Put your code in place of the three dots, and '
        problem += 'let it end in return. (print only shows a text, it does not give it back.)'
    elif not isinstance(given, str):
        problem = f'colab_url gives back a {type(given).__name__}. An address is a text.'
    elif given == asked:
        problem = 'colab_url gives the address back unchanged. It should begin with '
        problem += 'https://colab.research.google.com/github/'
    elif given.count('https://') > 1:
        problem = 'The new address still holds https://github.com/ in its middle. Take the old '
        problem += 'beginning away before you put the new one in front.'
    elif '/blob/' not in given:
        problem = 'The word blob is lost. Everything after the beginning stays as it is.'
    elif given == wanted.replace('/github/', '/'):
        problem = 'The new address lacks the word github. It should begin with '
        problem += 'https://colab.research.google.com/github/'
    elif given != wanted:
        problem = f'For {asked} your function gives {given} and not {wanted}'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_it_works_for_another_notebook_too(colab_url):
    """It works for a notebook in other folders and on another branch, too."""
    asked = 'https://github.com/grace/compilers/blob/v2/week-3/day_1/notes.ipynb'
    wanted = 'https://colab.research.google.com/github/grace/compilers/blob/v2/week-3/day_1/notes.ipynb'
    problem = ''
    given = None
    if not callable(colab_url):
        problem = 'colab_url is not a function. Begin with: def colab_url(github_url):'
    else:
        try:
            given = colab_url(asked)
        except AssertionError:
            raise
        except Exception as error:
            problem = f'colab_url stops at {asked} with this error: {type(error).__name__}: '
            problem += f'{error}. This is the address of a notebook, so it should be accepted.'
    if problem:
        pass
    elif given is None or given is Ellipsis:
        problem = 'colab_url gives nothing back yet. Put your code in place of the three dots, and '
        problem += 'let it end in return.'
    elif not isinstance(given, str):
        problem = f'colab_url gives back a {type(given).__name__}. An address is a text.'
    elif given != wanted and 'colab-github-demo' in given:
        problem = "colab_url gives the address of the lesson's example, whatever it is asked for. "
        problem += 'Use github_url, the text that the function is given.'
    elif given != wanted:
        problem = f'For {asked} your function gives {given} and not {wanted}'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_an_address_that_is_not_on_github_is_refused(colab_url):
    """An address that is not on GitHub is refused with a ValueError."""
    asked = 'https://example.org/ada/hello.ipynb'
    problem = f'{asked} does not lie on GitHub. Your function should raise a ValueError for it, '
    if not callable(colab_url):
        problem = 'colab_url is not a function. Begin with: def colab_url(github_url):'
    else:
        try:
            given = colab_url(asked)
            if isinstance(given, ValueError):
                problem += 'but it returns one. Write raise in place of return.'
            elif given is None or given is Ellipsis:
                problem += 'but it gives nothing back and goes on as if all were well.'
            else:
                problem += f'but it gives back {given}'
        except ValueError:
            problem = ''
        except AssertionError:
            raise
        except Exception as error:
            problem += f'and it raises a {type(error).__name__} instead.'
    assert not problem, problem

