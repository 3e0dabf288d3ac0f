"""Every operation of the description, with data that fit it and data that do not.

`HYPOTHESIS_PROFILE=explore` tries many more, other ones each time.
"""

import os
from collections.abc import Iterator
from shutil import copy

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    ignored_auth,
    positive_data_acceptance,
    unsupported_method,
)

from api.accounts.roles import Role
from api.settings import Settings
from tests.api.databases import database_on
from tests.api.service.peopled import OFFICE, VISIT, Peopled, peopled
from tests.effort import EXPLORING

EXAMPLES = int(os.environ.get("DUDAO_TEST_EXAMPLES", "60" if EXPLORING else "1"))
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
ROLES = (Role.PLANNER, Role.DRAW_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR)
CHECKED_ELSEWHERE = [ignored_auth, unsupported_method, positive_data_acceptance]
"""By test_access.py for all roles; what fits its schema may still name what is not there."""


@pytest.fixture(scope="module", params=("sqlite", "postgresql") if EXPLORING else ("sqlite",))
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Peopled]:
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("schema") / "store.sqlite"
        copy(request.getfixturevalue("sqlite_template"), path)
        url = f"sqlite:///{path}"
    else:
        server, template = map(request.getfixturevalue, ("server", "template"))
        url = database_on(server, template=template)
    full = peopled(url, Settings(max_open_plans=10, failed_logins_a_minute=10**6))
    with full.client:
        yield full
    full.store.close()


def test_every_answer_is_as_described(made: Peopled) -> None:
    made.app.openapi()  # is slow the first time, and the loader impatient
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", made.app)
    ids = [made.ids[k] for k in ("plan", "dataset", "drawn", "comparison", "account", "feed")]
    known = {
        "id_": st.sampled_from(ids),
        "office": st.just(OFFICE),
        "visit": st.just(VISIT.id),
        "member": st.just(VISIT.team[0]),
    }
    failed: list[str] = []
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in MODES:
            try:
                strategy = operation.as_strategy(generation_mode=mode)
                _tried(made, strategy, known if mode is GenerationMode.POSITIVE else {})
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE, operation.label  # nothing can be wrong
            except schemathesis.errors.SchemathesisError as error:
                failed.append(f"{operation.label}: {error}")
            except BaseExceptionGroup as error:
                said = "; ".join(f"{type(one).__name__} {one}" for one in error.exceptions)
                failed.append(f"{operation.label} {mode.value}: {said}")
            except AssertionError as error:
                failed.append(f"{operation.label} {mode.value}: {type(error).__name__} {error}")
    assert not failed, "\n\n".join(failed)


def _tried(
    made: Peopled,
    cases: st.SearchStrategy[schemathesis.Case],
    known: dict[str, st.SearchStrategy[str]],
) -> None:
    @given(st.data())
    @settings(
        max_examples=EXAMPLES,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    def tried(data: st.DataObject) -> None:
        case = data.draw(cases)
        for name in known.keys() & (case.path_parameters or {}).keys():
            if data.draw(st.booleans()):
                case.path_parameters[name] = data.draw(known[name])
        who = made.header(data.draw(st.sampled_from(ROLES)))
        case.call_and_validate(headers=who, excluded_checks=CHECKED_ELSEWHERE)

    tried()
