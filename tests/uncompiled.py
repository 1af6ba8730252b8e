"""Modules that are compiled where there is a compiler, as they are where there is none."""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType

from tests.conftest import ROOT


def as_it_is(name: str) -> ModuleType:
    """Return the module of `rsigraph` with this name, not compiled."""
    path = ROOT.joinpath("rsigraph", *name.split(".")).with_suffix(".py")
    loader = SourceFileLoader(f"{name}_uncompiled", str(path))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module
