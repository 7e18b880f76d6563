"""Visits without surveillance: how often each page is read, and which sites lead here.

Of a visit nothing is kept but one more in a number: no address, no cookie, nothing that
tells one visitor from another. In the order to be read in:

    robots.py       tells programs from people by the name they give
    counter.py      counts in memory, in the place where a page is answered
    keeper.py       brings the numbers into the database, behind the server
    report.py       what the admin shows of them (with Django)

The modules that run before Django is there import nothing of it.
"""
