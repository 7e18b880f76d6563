"""Everything that answers before and around Django."""
