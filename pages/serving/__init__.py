"""Code that answers before Django and around it: headers, health, logs, database errors."""
