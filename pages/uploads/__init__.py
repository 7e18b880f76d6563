"""Checks and normalisation of uploaded files.

In the order to be read in: images.py, image_form.py, documents.py.
"""
