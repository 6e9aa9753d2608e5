"""An author's file: loaded by its path, its claims and methods in the order in which they stand there.

    from verification.loading import claims_in, load, methods_in

    claims_in(load(Path("my_method.py")))

A file that is part of a package is imported as what it is there; another one as a module of its own name for each path,
with its folder on the path while it is loaded, so that it may import what stands beside it. A file that has been loaded
is not loaded again.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any
from zlib import crc32

from derivations.claim import Claim, ClaimError

if TYPE_CHECKING:
    from types import ModuleType

    from derivations.method import Method

__all__ = ["FileError", "claims_in", "explain", "load", "located", "locator", "methods_in"]

SEPARATOR = "::"


class FileError(ClaimError):
    """A file that cannot be loaded; the message gives the file, the line and what is wrong there."""


def load(path: Path) -> ModuleType:
    """The module that a Python file is; raises `FileError` where there is none, and where running it fails."""
    found = path.resolve()
    if not found.is_file():
        raise FileError(f"{path}: there is no such file: give the path of a Python file")
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) and Path(str(module.__file__)) == found:
            return module
    root, name = _import_name(found)
    sys.path.insert(0, str(root))
    try:
        return import_module(name) if name else _on_its_own(found)
    except Exception as error:
        raise FileError(explain(error, found)) from error
    finally:
        sys.path.remove(str(root))


def explain(error: BaseException, path: Path) -> str:
    """`file:line: error`, with the last line of the file that was being run, or the one that cannot be read."""
    what = f"{type(error).__name__}: {error}"
    if isinstance(error, SyntaxError) and error.filename:
        shown = (error.text or "").strip()
        return f"{error.filename}:{error.lineno}: {type(error).__name__}: {error.msg}\n    {shown}"
    frames = [frame for frame in extract_tb(error.__traceback__) if Path(frame.filename).resolve() == path.resolve()]
    return f"{path}:{frames[-1].lineno}: {what}\n    {frames[-1].line}" if frames else f"{path}: {what}"


def claims_in(module: ModuleType) -> list[Claim]:
    """The claims that a module states, in order; not those that it imports."""
    found = [value for value in vars(module).values() if isinstance(value, Claim)]
    own = [c for c in dict.fromkeys(found) if c.derive.__module__ == module.__name__]
    for c in own:
        if next(other for other in own if other.id == c.id) is not c:
            raise FileError(f"{module.__file__}: two claims are called {c.id}: rename one")
    return own


def methods_in(module: ModuleType) -> dict[str, Method]:
    """Name -> `Method` for the methods that a module makes of its own rules, in order; not those that it imports."""
    if "derivations.method" not in sys.modules:
        return {}
    from derivations.method import Method

    found: dict[str, Method] = {}
    for name, value in vars(module).items():
        own = isinstance(value, Method) and getattr(value.step, "__module__", None) == module.__name__
        if own and value not in found.values():
            found[name] = value
    return found


def locator(c: Claim) -> str:
    """What finds a claim again in another process: its id where it is ours, else `file::id`."""
    if c.is_ours:
        return c.id
    return f"{sys.modules[c.derive.__module__].__file__}{SEPARATOR}{c.id}"


def located(name: str) -> Claim:
    """The claim of an id or a `file::id`; raises `FileError` where the file has none of that id."""
    from derivations import recheck

    path, separator, own = name.rpartition(SEPARATOR)
    if not separator:
        return recheck.by_id()[name]
    found = {c.id: c for c in claims_in(load(Path(path)))}
    if own not in found:
        raise FileError(f"{path}: no claim is called {own!r}: there are {', '.join(found) or 'none'}")
    return found[own]


def _import_name(path: Path) -> tuple[Path, str]:
    """The folder to import from, and the dotted name there; no name for a file that is in no package."""
    root, parts = path.parent, [path.stem]
    while (root / "__init__.py").is_file():
        root, parts = root.parent, [root.name, *parts]
    dotted = ".".join(parts).removesuffix(".__init__")
    return root, dotted if len(parts) > 1 else ""


def _on_its_own(path: Path) -> Any:
    name = f"{path.stem}_{crc32(str(path).encode()):08x}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError("the name of a Python file ends with .py: rename it")
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
