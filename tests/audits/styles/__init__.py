"""Comparison of references with those of citeproc-js."""
