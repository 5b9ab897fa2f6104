"""Every key of the dashboard, pressed: a table for each screen and part.

A key is entered with the action it is bound to and a function that presses it and asserts what it
did. `tests.tui.test_bindings` goes through the tables, and compares them with the bindings.
"""

from __future__ import annotations

import pkgutil

import pytest

pytest.register_assert_rewrite(
    *(f"{__name__}.{module.name}" for module in pkgutil.iter_modules(__path__))
)
