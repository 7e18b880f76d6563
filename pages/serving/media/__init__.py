"""Uploaded files over HTTP, in the order to be read in.

files.py    answers whole, in parts or not at all, before Django for images on this disk
storage.py  uploads in a bucket
copies.py   files of a bucket that were served last
renditions.py  remakes a rendition whose file is lost
views.py    documents, and all files of a bucket
"""
