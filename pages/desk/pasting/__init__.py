"""Pasting into the editor: the content of a clipboard becomes blocks of the page.

markdown.py tells Markdown from other text and makes HTML of it; html.py reads that, and the
HTML of other programs, into pieces; runs.py has their words, tables.py their tables;
pictures.py uploads; views.py answers the script of the editor.
"""
