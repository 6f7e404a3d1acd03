from otter.test_files import test_case

OK_FORMAT = False

name = "q4"
points = None

@test_case(points=1, hidden=False)
def test_network_draws_a_node_for_each_unit(network):
    """network draws a node for each unit."""
    import re
    import graphviz
    import pydot
    problem = ''
    if not callable(network):
        problem = 'network is not a function. Begin it with def, run the cell, and check again.'
    for layers, sums in (([3, 4, 2], '3 + 4 + 2 = 9'), ([4], '4')):
        call = f'network({layers})'
        drawing = None
        if not problem:
            try:
                drawing = network(list(layers))
            except AssertionError:
                raise
            except Exception as error:
                problem = f'{call} ended in an error: {type(error).__name__}: {error}'
        if problem:
            break
        if drawing is None or drawing is Ellipsis:
            problem = f'{call} gives nothing back. Is there still `...` in it, or is the line with '
            problem += 'return missing?'
        elif isinstance(drawing, str):
            problem = f'{call} gives a text. Give back the drawing itself, not its source.'
        elif isinstance(drawing, graphviz.Graph) and (not isinstance(drawing, graphviz.Digraph)):
            problem = f'{call} gives a Graph. Numbers flow in one direction, so begin with '
            problem += 'graphviz.Digraph().'
        elif not isinstance(drawing, graphviz.Digraph):
            kind = type(drawing).__name__
            problem = f'{call} gives a {kind}, and a graphviz.Digraph is asked for.'
        else:
            parts = pydot.graph_from_dot_data(drawing.source) or []
            nodes = set()
            ports = 0
            while parts:
                part = parts.pop()
                parts = parts + part.get_subgraphs()
                ends = [node.get_name() for node in part.get_nodes()]
                for edge in part.get_edges():
                    for end in (edge.get_source(), edge.get_destination()):
                        ends += [end] if isinstance(end, str) else list(end['nodes'])
                for end in ends:
                    quoted = re.match('"(.*?)(?<!\\\\)"', end, re.DOTALL)
                    ports += quoted is None and ':' in end
                    nodes.add(quoted[1] if quoted else end.partition(':')[0])
            nodes -= {'node', 'edge', 'graph', '\\n'}
            if ports:
                problem = 'There is a colon in the names of your nodes, and an edge reads what '
                problem += 'stands behind it as a place on the node. Use another sign, such as _.'
            elif len(nodes) == 3:
                problem = f'{call} has 3 nodes: one for each layer. Draw one for each unit, {sums}.'
            elif len(nodes) == 4 and len(layers) > 1:
                problem = f'{call} has 4 nodes: units of different layers share a name. Put the '
                problem += 'number of the layer into the name as well.'
            elif len(nodes) < 4 and len(layers) == 1:
                problem = f'{call} has {len(nodes)} nodes, and 4 are asked for. Make the nodes of '
                problem += 'every layer with .node, and do not leave them to the edges.'
            elif len(nodes) > 4 and len(layers) == 1:
                problem = f'{call} has {len(nodes)} nodes, and 4 are asked for. Make the Digraph '
                problem += 'inside the function, and take the sizes from layers.'
            elif len(nodes) != sum(layers):
                problem = f'{call} has {len(nodes)} nodes, and {sums} are asked for: one for each '
                problem += 'unit, and no others.'
        if problem:
            break
    assert not problem, problem

@test_case(points=1, hidden=False)
def test_each_unit_is_joined_to_each_unit_of_the_next_layer(network):
    """Each unit is joined to each unit of the next layer."""
    import re
    import graphviz
    import pydot
    problem = ''
    drawing = None
    if not callable(network):
        problem = 'network is not a function. Begin it with def, run the cell, and check again.'
    else:
        try:
            drawing = network([3, 4, 2])
        except AssertionError:
            raise
        except Exception as error:
            problem = f'network([3, 4, 2]) ended in an error: {type(error).__name__}: {error}'
    if not problem and (not isinstance(drawing, graphviz.Digraph)):
        problem = 'network([3, 4, 2]) does not give a Digraph, so it has no edges to count.'
    elif not problem:
        parts = pydot.graph_from_dot_data(drawing.source) or []
        pairs = []
        while parts:
            part = parts.pop()
            parts = parts + part.get_subgraphs()
            for edge in part.get_edges():
                sides = []
                for end in (edge.get_source(), edge.get_destination()):
                    ends = [end] if isinstance(end, str) else list(end['nodes'])
                    names = [re.match('"(.*?)(?<!\\\\)"', one, re.DOTALL) or one for one in ends]
                    sides.append([n.partition(':')[0] if isinstance(n, str) else n[1] for n in names])
                pairs += [(first, second) for first in sides[0] for second in sides[1]]
        sizes = []
        level = {first for first, second in pairs} - {second for first, second in pairs}
        while level and len(sizes) < 9:
            sizes.append(len(level))
            level = {second for first, second in pairs if first in level}
        if not pairs:
            problem = 'network([3, 4, 2]) has no edges. Join each unit to each of the next layer.'
        elif len(pairs) != len(set(pairs)) == 20:
            problem = f'network([3, 4, 2]) has {len(pairs)} edges, and some come more than once. '
            problem += 'Make the Digraph inside the function, and draw each edge once.'
        elif len(pairs) == 26:
            problem = 'network([3, 4, 2]) has 26 edges: the first layer is joined to the last one, '
            problem += 'too. Join each layer to the next one only.'
        elif len(pairs) == 12:
            problem = 'network([3, 4, 2]) has 12 edges: only the first two layers are joined.'
        elif len(pairs) != 20:
            problem = f'network([3, 4, 2]) has {len(pairs)} edges, and 3 × 4 + 4 × 2 = 20 are '
            problem += 'asked for: from each unit to each unit of the next layer.'
        elif sizes == [2, 4, 3]:
            problem = 'The edges of network([3, 4, 2]) point backwards. They start at the layer '
            problem += 'with 3 units and end at the one with 2.'
        elif sizes != [3, 4, 2]:
            problem = 'network([3, 4, 2]) has 20 edges, but they do not lead from each layer to '
            problem += 'the next one.'
    assert not problem, problem

