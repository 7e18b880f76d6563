"""Views and checks for editors in the admin."""
