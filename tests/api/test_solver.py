"""The solver without pandas, in a process of its own: modules are loaded once."""

import subprocess
import sys

PROGRAM = """
import sys
from api.solver import load_solver
load_solver()
assert "pandas" not in sys.modules
from ortools.sat.python import cp_model
model = cp_model.CpModel()
number = model.new_int_var(0, 9, "number")
model.add(3 * number >= 10)
model.minimize(number)
solver = cp_model.CpSolver()
assert solver.solve(model) == cp_model.OPTIMAL
print(solver.value(number))
import pandas
print(pandas.Series([1, 2]).sum())
"""


def test_the_solver_solves_and_pandas_is_there_for_others() -> None:
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == ["4", "3"]
