"""A bound to the time that PostgreSQL may take for an answer.

The driver has none: where a server has stopped without hanging up, a request would wait
for good, and with it one of the few threads that answer visitors.
"""

import time

# In seconds: for what Django asks, and for what the snapshots ask before each answer.
FOR_DJANGO = 10.0
FOR_SNAPSHOTS = 2.0


def limit(connection, seconds):
    """Let no statement of a psycopg connection take longer; it is closed if one does."""
    wait = connection.wait

    def wait_within(generator, *arguments, **options):
        return wait(within(generator, seconds, connection), *arguments, **options)

    connection.wait = wait_within


def limit_django(connection, **kwargs):
    """Do so with a new connection of Django. Connected to connection_created."""
    if connection.vendor == "postgresql":
        limit(connection.connection, FOR_DJANGO)


def within(generator, seconds, connection):
    """Do what the generator does, which psycopg resumes several times in a second."""
    import psycopg

    end = time.monotonic() + seconds
    try:
        wanted = next(generator)
        while True:
            ready = yield wanted
            if not ready and time.monotonic() > end:
                connection.close()
                raise psycopg.OperationalError("The server did not answer in time.")
            wanted = generator.send(ready)
    except StopIteration as stop:
        return stop.value
