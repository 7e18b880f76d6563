"""Code for whoever runs the site: preparation of a start and system checks."""
