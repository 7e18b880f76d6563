"""Copies of databases: quicker to make than to bring an empty one up to date."""

import sqlite3
from urllib.parse import urlsplit

import psycopg
from django.db import connection
from psycopg import sql

END_CONNECTIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s
"""


def copy_sqlite(file, url=None):
    """Copy the database at the address, or that of the tests, and return the new address."""
    target = sqlite3.connect(file)
    if url:
        source = sqlite3.connect(urlsplit(url).path)
        source.backup(target)
        source.close()
    else:
        connection.ensure_connection()
        connection.connection.backup(target)
    target.close()
    return f"sqlite:///{file}"


def copy_postgresql(server, made, url=None):
    """Do the same into the empty database `made` of a server, both given by address."""
    source = urlsplit(url).path[1:] if url else connection.settings_dict["NAME"]
    names = {"new": urlsplit(made).path[1:], "old": source}
    names = {name: sql.Identifier(value) for name, value in names.items()}
    with psycopg.connect(server, autocommit=True) as session:
        if not url:
            # Nobody may be connected to what is copied. A browser, once started, leaves
            # a connection of the tests behind that none of them knows.
            connection.close()
            session.execute(END_CONNECTIONS, [source])
        session.execute(sql.SQL("DROP DATABASE {new}").format(**names))
        create = sql.SQL("CREATE DATABASE {new} TEMPLATE {old}")
        session.execute(create.format(**names))
    return made
