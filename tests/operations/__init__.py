"""Tests of the code for operating the site."""
