from otter.test_files import test_case

OK_FORMAT = False

name = "q5"
points = None

@test_case(points=0.5, hidden=False)
def test_edges_of_a_simple_graph_are_counted(edge_count):
    """The edges of a simple graph are counted."""
    problem = ''
    if not callable(edge_count):
        problem = 'edge_count is not a function. Begin it with def, run the cell, and check again.'
    else:
        text = 'digraph { a -> b; b -> c; a -> c }'
        try:
            given = edge_count(text)
        except AssertionError:
            raise
        except Exception as error:
            problem = f'edge_count("{text}") ended in an error: {type(error).__name__}: {error}'
            if "'list' object" in str(error):
                problem += '. pydot gives a list of graphs: take the first one with [0].'
        else:
            call = f'edge_count("{text}")'
            if given is None or given is Ellipsis:
                problem = f'{call} gives nothing back. Is there still `...` in it, or is the line '
                problem += 'with return missing?'
            elif isinstance(given, (list, tuple)):
                problem = f'{call} gives a list. The number is asked for: how long is the list?'
            elif isinstance(given, bool) or not isinstance(given, int):
                problem = f'{call} gives {given!r}, and a whole number is asked for.'
            elif given != 3:
                problem = f'{call} gives {given}, and 3 is right: one for each arrow.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_chains_and_undirected_graphs_are_counted(edge_count):
    """Chains of edges and undirected graphs are counted."""
    problem = ''
    if not callable(edge_count):
        problem = 'edge_count is not a function. Begin it with def, run the cell, and check again.'
    else:
        for text, wanted, why in (('digraph { a -> b -> c -> d }', 3, 'A chain is one edge for each arrow.'), ('graph { a -- b; b -- c }', 2, 'In an undirected graph an edge is written --.'), ('digraph { a; b }', 0, 'Two nodes without an edge.')):
            try:
                given = edge_count(text)
            except AssertionError:
                raise
            except Exception as error:
                problem = f'edge_count("{text}") ended in an error: {type(error).__name__}: {error}'
                break
            if given is None or given is Ellipsis:
                problem = f'edge_count("{text}") gives nothing back yet.'
            elif given != wanted:
                problem = f'edge_count("{text}") gives {given}, and {wanted} is right. {why} Let '
                problem += 'pydot read the text instead of looking for signs in it.'
            if problem:
                break
    assert not problem, problem

@test_case(points=0.25, hidden=False)
def test_edges_in_a_subgraph_are_counted(edge_count):
    """Edges in a subgraph are counted."""
    problem = ''
    if not callable(edge_count):
        problem = 'edge_count is not a function. Begin it with def, run the cell, and check again.'
    else:
        text = 'digraph { a -> b; subgraph cluster_end { b -> c; b -> d } }'
        try:
            given = edge_count(text)
        except AssertionError:
            raise
        except Exception as error:
            problem = f'edge_count("{text}") ended in an error: {type(error).__name__}: {error}'
        else:
            if given == 1:
                problem = f'edge_count("{text}") gives 1, and 3 is right: the edges in the '
                problem += 'subgraph are missing. Go on with its subgraphs before you return.'
            elif given == 2:
                problem = f'edge_count("{text}") gives 2, and 3 is right: only the subgraph was '
                problem += 'counted. Add up with +=.'
            elif given != 3:
                problem = f'edge_count("{text}") gives {given!r}, and 3 is right: one edge outside '
                problem += 'of the subgraph, and two in it.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_picture_is_a_png(picture):
    """picture is a PNG."""
    problem = ''
    if picture is None or picture is Ellipsis:
        problem = 'picture is still `...`, or its cell ended in an error. If the error names dot, '
        problem += 'then only the program is missing here, and your line may be right.'
    elif isinstance(picture, str):
        problem = 'picture is a text. The picture itself is asked for, as bytes: give pipe the '
        problem += 'format png, and leave encoding out.'
    elif not isinstance(picture, bytes):
        kind = type(picture).__name__
        problem = f'picture is a {kind}, and bytes are asked for: what pipe or create_png gives.'
    elif picture[:200].lstrip().startswith((b'<?xml', b'<svg')):
        problem = 'picture is an SVG. Ask pipe for the format png.'
    elif picture[:8] != b'\x89PNG\r\n\x1a\n':
        problem = 'picture holds bytes, but they are not a PNG. Ask pipe for the format png.'
    assert not problem, problem

