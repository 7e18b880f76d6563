"""Tests of reading and writing citations."""
