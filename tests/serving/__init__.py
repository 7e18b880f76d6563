"""Tests of the code that answers before Django and around it."""
