"""Statements of requests on PostgreSQL end after a time, also in a pool."""

from types import SimpleNamespace

import psycopg
import pytest

from pages.serving.cache.statement_limit import StatementLimit


class QuickLimit(StatementLimit):
    SECONDS = 0.5


@pytest.fixture
def wrapper(postgresql_url):
    """Django's wrapper of a connection, as far as a limit knows it."""
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        yield SimpleNamespace(vendor="postgresql", connection=connection, execute_wrappers=[])


def run(wrapper, statement):
    def execute(sql, params, many, context):
        return wrapper.connection.execute(sql, params).fetchone()[0]

    (limit,) = wrapper.execute_wrappers
    return limit(execute, statement, None, False, {"connection": wrapper})


def test_a_statement_that_takes_too_long_is_cancelled_and_the_next_one_runs(wrapper):
    QuickLimit().watch(wrapper)

    with pytest.raises(psycopg.errors.QueryCanceled):
        run(wrapper, "SELECT pg_sleep(600)")

    assert run(wrapper, "SELECT 1") == 1


def test_a_connection_that_opens_again_is_watched_once(wrapper):
    limit = QuickLimit()

    for _ in range(2):
        limit.watch(wrapper)

    assert wrapper.execute_wrappers == [limit]


def test_statements_that_wait_for_a_server_that_is_away_are_ended(wrapper):
    limit = StatementLimit()
    limit.watch(wrapper)

    def execute(sql, params, many, context):
        limit.hang_up()
        return wrapper.connection.execute(sql, params)

    with pytest.raises(psycopg.OperationalError):
        limit(execute, "SELECT pg_sleep(600)", None, False, {"connection": wrapper})
