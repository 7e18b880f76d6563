"""Uploaded files over HTTP and in a bucket."""
