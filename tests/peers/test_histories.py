# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Random lives of a profile, through a real service.  STINT_SEED repeats one."""

import os
import random

import pytest
from cases import all_names
from conftest import LONG
from desktop import Desktop  # noqa: F401  (the rig's folder comes into the path)
from history import History
from stintrig import NoRig

COUNT = int(os.environ.get("STINT_HISTORIES", 200 if LONG else 15))
STEPS = 14
SEEDS = [int(os.environ["STINT_SEED"])] if "STINT_SEED" in os.environ else [
    random.randrange(1 << 30) for _ in range(COUNT)]


@pytest.mark.parametrize("seed", SEEDS)
def test_history(seed, realm, readers, cases, tmp_path):
    rng = random.Random(seed)
    usable = [name for name in all_names() if cases[name].refused is None and not cases[name].sdk_is_blind]
    case = cases[rng.choice(usable)]
    history = History(rng, realm, readers, case, tmp_path)
    try:
        with history:
            for _ in range(STEPS):
                history.step()
            history.finish()
    except NoRig as error:
        pytest.skip(str(error))
    except BaseException:
        print(f"STINT_SEED={seed}")
        print("\n".join(history.steps))
        raise
