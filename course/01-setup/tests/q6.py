from otter.test_files import test_case

OK_FORMAT = False

name = "q6"
points = None

@test_case(points=0.5, hidden=False)
def test_there_is_a_heading(about_me):
    """There is a heading."""
    import re
    problem = ''
    if about_me is None or about_me is Ellipsis:
        problem = 'about_me is still `...`. Write your text there, run the cell, and check again.'
    elif not isinstance(about_me, str):
        kind = type(about_me).__name__
        problem = f'about_me is a {kind}. Keep the text itself, between quotes, in about_me. It is '
        problem += 'turned into Markdown in the cell below the check.'
    else:
        shown = re.sub('(?ms)^ {0,3}(```|~~~).*?(^ {0,3}\\1|\\Z)', '', about_me)
        heading = re.search('(?m)^ {0,3}#{1,6}[ \\t]+[^\\s#]', shown)
        underlined = re.search('(?m)^ {0,3}[^\\s#>-][^\\n]*\\n {0,3}(=+|-+)[ \\t]*$', shown)
        in_html = re.search('(?i)<h[1-6][\\s>]', shown)
        if not (heading or underlined or in_html):
            if re.search('(?m)^(\\t| {4,})\\s*#{1,6}[ \\t]', shown):
                problem = 'The line with your heading begins with four or more spaces, so it is '
                problem += 'shown as code. Let it begin at the left edge.'
            elif re.search('(?m)^ {0,3}#{1,6}[^\\s#]', shown):
                problem = 'There is no space between # and the words of your heading. Put one there.'
            elif re.search('(?m)^ {0,3}(```|~~~)', about_me):
                problem = 'There is no heading outside of the lines between ``` and ```. What '
                problem += 'stands between those is shown as it is, as code.'
            else:
                problem = 'about_me has no heading. Begin a line with #, a space, and some words.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_there_is_a_list_with_two_entries(about_me):
    """There is a list with two entries."""
    import re
    problem = ''
    if about_me is None or about_me is Ellipsis:
        problem = 'about_me is still `...`. Write your text there, run the cell, and check again.'
    elif not isinstance(about_me, str):
        kind = type(about_me).__name__
        problem = f'about_me is a {kind}. Keep the text itself, between quotes, in about_me.'
    else:
        shown = re.sub('(?ms)^ {0,3}(```|~~~).*?(^ {0,3}\\1|\\Z)', '', about_me)
        entries = re.findall('(?m)^ {0,3}(?:[-*+]|[0-9]{1,9}[.)])[ \\t]+\\S', shown)
        entries += re.findall('(?i)<li[\\s>]', shown)
        if len(entries) == 1:
            problem = 'Your list has only one entry. Give it at least two, each in a line of its '
            problem += 'own.'
        elif not entries:
            if re.search('(?m)^(\\t| {4,})(?:[-*+]|[0-9]+[.)])[ \\t]', shown):
                problem = 'The lines of your list begin with four or more spaces, so they are shown '
                problem += 'as code. Let them begin at the left edge.'
            elif re.search('(?m)^ {0,3}([-+]|[*](?![*])|[0-9]+[.)])[^\\s*+-]', shown):
                problem = 'There is no space between the sign of your list and the words after it. '
                problem += 'Write - and a space, then the words.'
            else:
                problem = 'about_me has no list. Begin at least two lines with - and a space.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_there_is_a_link_with_words(about_me):
    """There is a link with words."""
    import re
    problem = ''
    if about_me is None or about_me is Ellipsis:
        problem = 'about_me is still `...`. Write your text there, run the cell, and check again.'
    elif not isinstance(about_me, str):
        kind = type(about_me).__name__
        problem = f'about_me is a {kind}. Keep the text itself, between quotes, in about_me.'
    else:
        shown = re.sub('(?ms)^ {0,3}(```|~~~).*?(^ {0,3}\\1|\\Z)', '', about_me)
        shown = re.sub('`[^`\\n]*`', '', shown)
        shown = re.sub('!\\[[^\\]]*\\](\\([^)]*\\)|\\[[^\\]]*\\])', 'picture', shown)
        address = '\\s*<?(https?://|mailto:)[^\\s)>]+'
        link = re.search('\\[[^\\[\\]]*[^\\s\\[\\]][^\\[\\]]*\\]\\(' + address, shown)
        by_name = re.search('\\[[^\\[\\]]+\\]\\[[^\\[\\]]*\\]', shown) and re.search('(?m)^ {0,3}\\[[^\\[\\]]+\\]:' + address, shown)
        in_html = re.search('(?i)<a\\s[^>]*href\\s*=\\s*.?https?://[^>]*>\\s*[^<\\s]', shown)
        if not (link or by_name or in_html):
            if re.search('\\([^()]+\\)\\[\\s*https?://', shown):
                problem = 'The brackets of your link are the wrong way round: [words](address).'
            elif re.search('\\[[^\\[\\]]+\\]\\s+\\(\\s*https?://', shown):
                problem = 'There is a space between the words of your link and its address. Let the '
                problem += 'round bracket follow right after the square one.'
            elif re.search('\\[[^\\[\\]]+\\]\\(\\s*(www\\.|[a-z0-9-]+\\.[a-z]{2,})', shown):
                problem = 'The address of your link should begin with https://'
            elif re.search('https?://', shown):
                problem = 'There is an address in about_me, but no words to click on. Write '
                problem += '[words](address).'
            else:
                problem = 'about_me has no link. Write [words](address), and mind that a picture, '
                problem += 'with ! in front, is no link.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_there_is_a_formula(about_me):
    """There is a formula."""
    import re
    problem = ''
    if about_me is None or about_me is Ellipsis:
        problem = 'about_me is still `...`. Write your text there, run the cell, and check again.'
    elif not isinstance(about_me, str):
        kind = type(about_me).__name__
        problem = f'about_me is a {kind}. Keep the text itself, between quotes, in about_me.'
    else:
        shown = re.sub('(?ms)^ {0,3}(```|~~~).*?(^ {0,3}\\1|\\Z)', '', about_me)
        shown = re.sub('`[^`\\n]*`', '', shown)
        alone = re.search('(?s)(?<!\\\\)\\$\\$\\s*[^$\\s][^$]*\\$\\$', shown)
        inline = re.search('(?<![\\\\$])\\$(?!\\s)(?:\\\\.|[^$\\\\\\n])+(?<!\\s)\\$(?![0-9$])', shown)
        begun = re.search('(?s)\\\\begin\\{[a-z*]+\\}.*\\\\end\\{', shown)
        if re.search('[\x07\x08\x0b\x0c]|\\$[^$]*\t[a-z][^$]*\\$', shown):
            problem = 'Python has read a backslash of your formula as something else. Put an r '
            problem += 'right before the quotes: about_me = r""" …'
        elif not (alone or inline or begun):
            if re.search('(?<!\\\\)\\$[^$\\n]+\\$', shown):
                problem = 'There is a space right after the first dollar sign of your formula or '
                problem += 'right before the last one. Take it away: $x^2$'
            elif '$' in shown:
                problem = 'There is a dollar sign in about_me, but no formula between two of them.'
            else:
                problem = 'about_me has no formula. Write one between dollar signs, such as $x^2$'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_there_is_a_picture_from_the_web_with_alternative_text(about_me):
    """There is a picture from the web, with alternative text."""
    import re
    problem = ''
    if about_me is None or about_me is Ellipsis:
        problem = 'about_me is still `...`. Write your text there, run the cell, and check again.'
    elif not isinstance(about_me, str):
        kind = type(about_me).__name__
        problem = f'about_me is a {kind}. Keep the text itself, between quotes, in about_me.'
    else:
        shown = re.sub('(?ms)^ {0,3}(```|~~~).*?(^ {0,3}\\1|\\Z)', '', about_me)
        shown = re.sub('`[^`\\n]*`', '', shown)
        pictures = re.findall('!\\[([^\\]]*)\\]\\(\\s*<?([^\\s)>]*)', shown)
        for alternative, label in re.findall('!\\[([^\\]]*)\\]\\[([^\\]]*)\\]', shown):
            place = re.search('(?mi)^ {0,3}\\[' + re.escape(label or alternative) + '\\]:\\s*<?(\\S+)', shown)
            pictures.append((alternative, place.group(1) if place else ''))
        for tag in re.findall('(?is)<img\\s[^>]*>', shown):
            source = re.search('(?is)\\ssrc\\s*=\\s*[\\x22\\x27]?([^\\s\\x22\\x27>]+)', tag)
            words = re.search('(?is)\\salt\\s*=\\s*(?:\\x22([^\\x22]*)|\\x27([^\\x27]*))', tag)
            alternative = words.group(1) or words.group(2) or '' if words else ''
            pictures.append((alternative, source.group(1) if source else ''))
        good = [address for _, address in pictures if re.match('https://|data:image/', address, re.I)]
        if not pictures:
            problem = 'about_me has no picture. Write ![what is to be seen](address), with the ! '
            problem += 'in front.'
        elif not good and pictures[0][1].lower().startswith('http://'):
            problem = 'The address of your picture begins with http://. Colab shows only pictures '
            problem += 'from addresses that begin with https://'
        elif not good:
            place = pictures[0][1] or 'no place at all'
            problem = f'Your picture lies in {place}. Colab cannot '
            problem += 'show a file beside the notebook: use an address on the web that begins '
            problem += 'with https://'
        elif not all((alternative.strip() for alternative, _ in pictures)):
            problem = 'Your picture has no alternative text. Say in the square brackets what is to '
            problem += 'be seen.'
    assert not problem, problem

