"""What moves whole sites: backup and restore."""
