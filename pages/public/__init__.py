"""Responses to visitors and programs: pages, search, feeds, drafts, well-known files."""
