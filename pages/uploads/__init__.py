"""Checks and normalisation of uploaded files: images.py, image_form.py, documents.py."""
