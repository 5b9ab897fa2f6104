"""Numbers in a body: a few weigh fully, a table of them no more together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from newsroom.features import compile_weights, features_of
from newsroom.scan import scan
from store.pack_files import load_packs
from tests.store.samples import NOON, article

if TYPE_CHECKING:
    from newsroom.packs import Packs


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs(["meta-ai"], None)[0]
