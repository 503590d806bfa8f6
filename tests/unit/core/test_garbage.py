"""While much is made that stays, nobody looks for garbage; afterwards it is as it was."""

from __future__ import annotations

import gc

import pytest

from app.core.garbage import not_collected


def test_nothing_is_collected_inside_and_everything_is_as_before_afterwards() -> None:
    assert gc.isenabled()
    with not_collected():
        assert not gc.isenabled()
        with not_collected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_as_before_also_when_something_goes_wrong() -> None:
    with pytest.raises(ZeroDivisionError), not_collected():
        _ = 1 / 0
    assert gc.isenabled()
