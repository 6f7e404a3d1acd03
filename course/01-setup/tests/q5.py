from otter.test_files import test_case

OK_FORMAT = False

name = "q5"
points = None

@test_case(points=0.5, hidden=False)
def test_machine_names_cpus_memory_and_python(machine):
    """machine names the CPUs, the memory and the Python version."""
    import re
    problem = ''
    if machine is None or machine is Ellipsis:
        problem = 'machine is still `...`. Put a dictionary there, run the cell, and check again.'
    elif not isinstance(machine, dict):
        problem = f'machine is a {type(machine).__name__}. A dictionary with three keys is asked '
        problem += 'for.'
    else:
        for key in ('cpus', 'ram_gb', 'python'):
            if key not in machine:
                problem = f'machine has no key {key!r} yet. It needs cpus, ram_gb and python.'
                break
            value = machine[key]
            if value is None or value is Ellipsis:
                problem = f'The value of {key!r} in machine is still missing.'
            elif key == 'python':
                if isinstance(value, (int, float)):
                    problem = 'The version of Python is a number in machine. Write it as a text: '
                    problem += 'it has three parts, and as a number 3.10 would be the same as 3.1.'
                elif not isinstance(value, str):
                    problem = f'The value of {key!r} in machine is a {type(value).__name__}, and '
                    problem += 'a text is asked for. platform has a function for it.'
                elif not re.search('[0-9]+[.][0-9]+[.][0-9]+', value):
                    problem = f'The version {value} lacks a part. It has three, such as 3.13.1.'
            elif isinstance(value, str):
                problem = f'The value of {key!r} in machine is a text. Turn it into a number, for '
                problem += 'example with int or float.'
            else:
                try:
                    number = float(value)
                except (TypeError, ValueError):
                    number = 0.0
                if not 0 < number < float('inf'):
                    problem = f'The value of {key!r} in machine should be a number above 0.'
                elif key == 'cpus' and (not number.is_integer()):
                    problem = f'machine says {number} CPUs. Count whole ones.'
            if problem:
                break
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_cpus_and_python_are_those_of_the_machine_that_runs_this(machine):
    """CPUs and Python are those of the machine that runs this."""
    import os
    import platform
    import re
    problem = ''
    if not isinstance(machine, dict):
        problem = 'machine is not a dictionary yet, so there is nothing to compare.'
    else:
        counts = {os.cpu_count()}
        if hasattr(os, 'sched_getaffinity'):
            counts.add(len(os.sched_getaffinity(0)))
        version = platform.python_version()
        said_cpus, said_python = (machine.get('cpus'), machine.get('python'))
        try:
            cpus = float(said_cpus)
        except (TypeError, ValueError):
            cpus = 0.0
        found = re.search('[0-9]+[.][0-9]+[.][0-9]+', str(said_python))
        if cpus not in counts:
            problem = f'machine says {said_cpus} CPUs, but this computer shows '
            problem += f'{os.cpu_count()}. Let code count them: a number typed in by hand is wrong '
            problem += 'on the next computer.'
        elif found is None or found.group() not in version:
            problem = f'machine says Python {said_python}, but this is Python {version}. '
            problem += 'Ask Python itself instead of typing the version in.'
    assert not problem, problem

@test_case(points=0.5, hidden=False)
def test_the_memory_is_given_in_gigabytes(machine):
    """The memory is a number of gigabytes."""
    import os
    problem = ''
    if not isinstance(machine, dict):
        problem = 'machine is not a dictionary yet, so there is no memory in it.'
    else:
        try:
            given = float(machine.get('ram_gb'))
        except (TypeError, ValueError):
            given = 0.0
        try:
            total = os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES')
        except (AttributeError, OSError, ValueError):
            try:
                import psutil
                total = psutil.virtual_memory().total
            except ImportError:
                total = None
        if not given > 0:
            problem = 'ram_gb in machine is not a number above 0 yet.'
        elif total is None:
            if given > 5000:
                problem = f'ram_gb is {given:.0f}: no computer has so many gigabytes. Divide by '
                problem += '1024 to come from kB to MB, and once more for GB.'
        elif 0.4 < given / (total / 2 ** 30) < 2.5:
            problem = ''
        else:
            for size, unit, steps in ((total, 'bytes', 'three times'), (total / 2 ** 10, 'kB', 'twice'), (total / 2 ** 20, 'MB', 'once')):
                if 0.4 < given / size < 2.5:
                    problem = f'ram_gb is {given:.0f}: that is the memory in {unit}. Divide {steps} '
                    problem += 'by 1024 to get gigabytes.'
            if not problem:
                problem = f'ram_gb is {given:g}, but this computer has {total / 2 ** 30:.1f} GB. Let '
                problem += 'code read it, from the line MemTotal, and turn it into gigabytes.'
    assert not problem, problem

