"""The ways to lock a child in, best first. [coordinator, fork server, forked child]"""

from __future__ import annotations

from autograder.run.sandbox.bubblewrap import Bubblewrap
from autograder.run.sandbox.namespaces import Namespaces
from autograder.run.sandbox.policy import Mechanism, MechanismName
from autograder.run.sandbox.uid_only import UidOnly

MECHANISMS: tuple[Mechanism, ...] = (Namespaces(), Bubblewrap(), UidOnly())


def by_name(name: MechanismName) -> Mechanism:
    """A mechanism by its name.

    Raises:
        KeyError: there is none of that name.
    """
    return {one.name: one for one in MECHANISMS}[name]
